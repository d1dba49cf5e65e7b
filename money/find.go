package money

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"recourse"
)

// Found is an amount in a text.
type Found struct {
	Amount Amount
	// Span covers the number, its scale and its currency as written.
	Span recourse.Span
	// Guess says that the currency or the scale was inferred: a default
	// currency, "6k", "100e", or a number that can be read in two ways.
	Guess bool
	// Else is what the number means where its point or comma parts thousands, of a currency
	// of three decimals: Amount takes 12,345 KWD for less than thirteen dinars.
	Else Amount
	// Range says that it is an end of a range such as "10.000 - 20.000 RSD", and
	// not an amount that was paid or asked for.
	Range bool
}

// Find returns the amounts in a text in the order in which they stand. Signs
// are not read. A number without a currency counts only if it is grouped
// (6.000) or has a scale (6k), and then it is a guess in the currency def, or
// in that of the list that it belongs to; with an empty def it is left out.
// Dates, times, percentages, phone, account, card and order numbers and
// quantities of other things are not amounts. Time is linear in the text.
func Find(text string, def Currency) []Found { return Append(nil, text, def) }

// Append appends what [Find] finds to dst. It allocates nothing but the room in
// dst, and no room where nothing is found.
func Append(dst []Found, text string, def Currency) []Found {
	for i := range len(text) {
		if text[i] >= foreignLead && isForeign(text[i:], i > 0 && digit(text[i-1])) || zerosAt(text, i) {
			return appendForeign(dst, text, def)
		}
	}
	return appendPlain(dst, text, def)
}

// appendPlain is [Append] for a text whose digits are ASCII.
func appendPlain(dst []Found, text string, def Currency) []Found {
	f := finder{text: text, def: def, found: dst, base: len(dst)}
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		i = f.number(i)
	}
	f.dropWeak()
	f.inherit()
	f.ranges()
	return f.found
}

// Parse reads a string that is one amount and nothing else. A number without a
// currency is in the currency def; a sign before it or after it is read. It is
// an error of kind Invalid if s is no amount, or if neither s nor def names a
// currency.
func Parse(s string, def Currency) (Amount, error) {
	t := strings.TrimSpace(Plain(s))
	if len(t) > 64 {
		return Amount{}, fmt.Errorf("amount of %d bytes: too long: %w", len(t), recourse.Invalid)
	}
	t, negative := unsigned(t)
	f := finder{text: t, def: def, whole: true}
	for i := 0; i < len(t); i++ {
		if digit(t[i]) {
			f.number(i)
			break
		}
	}
	if len(f.found) != 1 || f.found[0].Span != (recourse.Span{Start: 0, End: len(t)}) {
		return Amount{}, fmt.Errorf("amount %q: %w", s, recourse.Invalid)
	}
	a := f.found[0].Amount
	if a.Currency == "" {
		return Amount{}, fmt.Errorf("amount %q names no currency: %w", s, recourse.Invalid)
	}
	if negative {
		a.Minor = -a.Minor
	}
	return a, nil
}

// unsigned takes off what says that s left or came: a sign at either end or
// between the number and its currency, brackets, DR and CR.
func unsigned(s string) (rest string, negative bool) {
	if r, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(r, ")") {
		return strings.TrimSpace(r[:len(r)-1]), true
	}
	if word, r, ok := strings.Cut(s, " "); ok && sideOf(word) != 0 {
		return strings.TrimSpace(r), sideOf(word) < 0
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 && sideOf(s[i+1:]) != 0 {
		return strings.TrimSpace(s[:i]), sideOf(s[i+1:]) < 0
	}
	for _, sign := range []string{"-", "−", "–"} {
		if r, ok := strings.CutPrefix(s, sign); ok {
			return strings.TrimSpace(r), true
		}
		if r, ok := strings.CutSuffix(s, sign); ok && !strings.HasSuffix(r, ",") && !strings.HasSuffix(r, ".") {
			return strings.TrimSpace(r), true
		}
		if i := strings.Index(s, sign); i > 0 && i+len(sign) < len(s) {
			before, after := s[i-1], s[i+len(sign)]
			if digit(before) != digit(after) && (digit(after) || blanks(s[i+len(sign):]) > 0) {
				return strings.TrimSpace(s[:i]) + " " + strings.TrimSpace(s[i+len(sign):]), true
			}
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "+")), false
}

// sideOf reads DR and CR, as English banks write them: -1 for what left, 1 for what
// came, 0 for another word.
func sideOf(word string) int {
	switch strings.ToUpper(strings.TrimSuffix(word, ".")) {
	case "DR":
		return -1
	case "CR":
		return 1
	}
	return 0
}

// finder is one search.
type finder struct {
	text string
	def  Currency
	// whole is set by Parse: a plain number is an amount too.
	whole bool
	// found are the finds, from base on. Among them, with weakCurrency, stand
	// numbers that are amounts only because a list which ends in an amount holds
	// them.
	found []Found
	base  int
	// pending is the last number that may be such a one.
	pending recourse.Span
	// used is where the last find ends: its currency word is not used twice.
	used int
}

// weakCurrency marks a number that takes its currency from what follows it.
const weakCurrency Currency = "?"

func digit(c byte) bool { return '0' <= c && c <= '9' }

// number looks at the number that begins at i, and returns where to go on.
func (f *finder) number(i int) int {
	num, end, ok := readNumeral(f.text, i)
	if !ok {
		return end
	}
	pre, preStart := f.before(i)
	if pre.code == "" && glued(f.text, i) {
		return end
	}
	num.start = i
	scale, scaleEnd := f.scale(num.end)
	post, postEnd := f.after(scaleEnd)
	if post.code == "" && strings.HasPrefix(f.text[scaleEnd:], "- ") {
		post, postEnd = f.after(scaleEnd + 1) // 6.000,00- RSD
	}
	if post.code == "" && f.otherUnit(scaleEnd) && (pre.code == "" || strings.HasPrefix(f.text[scaleEnd:], "%")) {
		return max(end, scaleEnd)
	}
	if post.code == "" && pre.code == "" {
		f.bare(num, scale, scaleEnd)
		return max(end, scaleEnd)
	}
	if !pre.symbol && pre.code != "" && isLetterByte(f.text[i-1]) && num.frac > 2 && pre.code.Exponent() < 8 {
		return end // a code of letters and digits
	}
	cur := post
	at := recourse.Span{Start: i, End: scaleEnd}
	if post.code != "" {
		at.End = postEnd
	}
	if pre.code != "" && (post.code == "" || f.startsNumber(postEnd)) {
		cur, at = pre, recourse.Span{Start: preStart, End: scaleEnd}
	} else if pre.code != "" && (pre.code == post.code || pre.symbol) {
		at.Start = preStart
	}
	guess := cur.guess || scale.guess || cur == post && pre.code != "" && pre.code != post.code
	f.add(num, scale, cur.code, at, guess)
	return max(end, at.End)
}

// bare decides about a number that has no currency of its own.
func (f *finder) bare(num numeral, scale scaleWord, end int) {
	at := recourse.Span{Start: num.start, End: end}
	if scale.han && !f.whole {
		f.add(num, scale, "CNY", at, true)
		return
	}
	switch {
	case f.whole:
		f.add(num, scale, f.def, at, true)
	case scale.exp > 0 && scale.money, scale.exp == 0 && num.grouped && !num.spaced && !num.indian && !f.labelled(num):
		if f.def == "" {
			f.keepWeak(num)
			return
		}
		f.add(num, scale, f.def, at, true)
		f.found[len(f.found)-1].Guess = true
	case scale.exp == 0:
		f.keepWeak(num)
	}
}

func (f *finder) keepWeak(num numeral) {
	if num.end-num.start >= 3 && !f.isDay(num) && !f.isYear(num) {
		f.settle(num.start)
		f.pending = recourse.Span{Start: num.start, End: num.end}
	}
}

// settle decides about the pending number when the next amount or number, which
// begins at next, is known: it stays if both stand in a list.
func (f *finder) settle(next int) {
	switch {
	case f.pending.End == 0:
	case f.listed(f.pending.End, next):
		f.found = append(f.found, Found{Amount: Amount{Currency: weakCurrency}, Span: f.pending, Guess: true})
	default:
		f.dropWeak()
	}
	f.pending = recourse.Span{}
}

// dropWeak drops the numbers at the end of the finds that no amount follows.
func (f *finder) dropWeak() {
	for n := len(f.found); n > f.base && f.found[n-1].Amount.Currency == weakCurrency; n-- {
		f.found = f.found[:n-1]
	}
}

// add records a find.
func (f *finder) add(num numeral, scale scaleWord, code Currency, at recourse.Span, guess bool) {
	minor, unsure := num.minor(code, scale.exp)
	f.settle(at.Start)
	one := Found{Amount: Amount{minor, code}, Span: at, Guess: guess || unsure}
	if num.twoWays && scale.exp == 0 && code.Exponent() == 3 {
		one.Else = Amount{minor * 1000, code}
	}
	f.found = append(f.found, one)
	f.used = at.End
}

// inherit gives the numbers of a list (6.000, 23.000 and 61.328 dinars) the
// currency of the amount that follows them.
func (f *finder) inherit() {
	for k := len(f.found) - 2; k >= f.base; k-- {
		cur, next := &f.found[k], f.found[k+1]
		if cur.Amount.Currency == weakCurrency {
			n, _, _ := readNumeral(f.text, cur.Span.Start)
			minor, _ := n.minor(next.Amount.Currency, 0)
			cur.Amount = Amount{minor, next.Amount.Currency}
			continue
		}
		if cur.Guess && cur.Amount.Currency == f.def && cur.Amount.Currency != next.Amount.Currency &&
			digit(f.text[cur.Span.End-1]) && digit(f.text[cur.Span.Start]) && f.listed(cur.Span.End, next.Span.Start) {
			cur.Amount = Amount{rescale(cur.Amount, next.Amount.Currency), next.Amount.Currency}
		}
	}
}

// ranges marks the ends of ranges: two amounts, the smaller first, that a dash or
// a word such as "to" joins, and no third.
func (f *finder) ranges() {
	joined := func(k int) bool { // to the next
		return k >= f.base && k+1 < len(f.found) && f.spans(f.found[k].Span.End, f.found[k+1].Span.Start)
	}
	for k := f.base; k < len(f.found); k++ {
		cur := &f.found[k]
		if joined(k) {
			next := &f.found[k+1]
			if !joined(k-1) && !joined(k+1) && cur.Amount.Currency == next.Amount.Currency && cur.Amount.Minor < next.Amount.Minor {
				cur.Range, next.Range = true, true
			}
			continue
		}
		// EUR 500 - 600: the second number has no currency and is no find.
		at := cur.Span.End + blanks(f.text[cur.Span.End:])
		for _, dash := range []string{"-", "–", "—"} {
			rest, ok := strings.CutPrefix(f.text[at:], dash)
			if !ok || joined(k-1) || cur.Span.End == len(f.text) {
				continue
			}
			to := len(f.text) - len(rest) + blanks(rest)
			if to < len(f.text) && digit(f.text[to]) {
				if n, _, ok := readNumeral(f.text, to); ok {
					minor, _ := n.minor(cur.Amount.Currency, 0)
					cur.Range = minor > cur.Amount.Minor && minor < cur.Amount.Minor*maxRange
				}
			}
		}
	}
}

// maxRange is how many times larger than its beginning the end of a range is at
// most; what is larger is another kind of number.
const maxRange = 100

// spans reports whether only what joins the ends of a range stands between two
// places.
func (f *finder) spans(from, to int) bool {
	const longest = 8
	if to < from || to-from > longest {
		return false
	}
	switch strings.ToLower(strings.Trim(f.text[from:to], " \u00a0")) {
	case "-", "–", "—", "do", "до", "to", "bis", "a", "à", "hasta", "至", "到", "~":
		return true
	}
	return false
}

// rescale returns the minor units of as many whole units in another currency.
func rescale(a Amount, to Currency) int64 {
	n := a.Minor
	for e := a.Currency.Exponent(); e > to.Exponent(); e-- {
		n /= 10
	}
	for e := a.Currency.Exponent(); e < to.Exponent(); e++ {
		if n > 1<<62/10 {
			return 1 << 62
		}
		n *= 10
	}
	return n
}

// listed reports whether only what separates the members of a list stands
// between two places.
func (f *finder) listed(from, to int) bool {
	if to <= from || to-from > 12 {
		return false
	}
	switch strings.ToLower(strings.Trim(f.text[from:to], " \u00a0")) {
	case ",", "/", "+", "-", "–", "i", "и", "and", "und", "или", "ili", "or", "pa", "па", ", pa", "do", "до",
		"to", "bis", ", i", ", and", "then", ", then", "zatim", ", zatim", "onda", "、", "和", "->", "→", "&":
		return true
	}
	return false
}

// startsNumber reports whether a number follows at i, so that the currency
// word before it may belong to it.
func (f *finder) startsNumber(i int) bool {
	i += blanks(f.text[i:])
	return i < len(f.text) && digit(f.text[i])
}

// glued reports whether the number at i is the rest of something longer: of a
// word, a code, a chain of numbers, a path.
func glued(text string, i int) bool {
	if i == 0 {
		return false
	}
	r, n := utf8.DecodeLastRuneInString(text[:i])
	if (r == 'x' || r == '×') && times(text[:i-n]) {
		return false // 2x5.000: so much each time
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i-n])
	afterDigit := before >= '0' && before <= '9'
	switch r {
	case '-':
		return afterDigit && !inRange(text, i-1) || alphabetic(before)
	case '/', '–', '\'', '’':
		return afterDigit && r != '–' || alphabetic(before)
	case '.', ',', ':':
		return afterDigit
	case '#', '_', '\\', '@', '№', '&', '%':
		return true
	}
	return alphabetic(r)
}

// times reports whether s ends in a digit that stands alone.
func times(s string) bool {
	n := len(s)
	return n > 0 && s[n-1] >= '2' && s[n-1] <= '9' && (n == 1 || s[n-2] == ' ' || s[n-2] == '\n')
}

// alphabetic reports letters of scripts that separate words by spaces.
func alphabetic(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xC0 && r < 0x590 && r != '×' && r != '÷'
}

func isLetterByte(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// blanks returns how many bytes of at most two spaces s begins with.
func blanks(s string) int {
	n := 0
	for range 2 {
		switch {
		case strings.HasPrefix(s[n:], " "):
			n++
		case strings.HasPrefix(s[n:], "\u00a0"):
			n += 2
		case strings.HasPrefix(s[n:], "\u202f"), strings.HasPrefix(s[n:], "\u2009"):
			n += 3
		default:
			return n
		}
	}
	return n
}

// trimBlanks takes the spaces off the end of s.
func trimBlanks(s string) string {
	for {
		switch {
		case strings.HasSuffix(s, " "):
			s = s[:len(s)-1]
		case s == "" || s[len(s)-1] < utf8.RuneSelf:
			return s
		case strings.HasSuffix(s, "\u00a0"):
			s = s[:len(s)-2]
		case strings.HasSuffix(s, "\u202f"), strings.HasSuffix(s, "\u2009"):
			s = s[:len(s)-3]
		default:
			return s
		}
	}
}
