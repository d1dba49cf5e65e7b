package money

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// spelledStems are parts of the words in which most spelled sums are told, as
// [recourse/fold] writes them: a text without them has hardly one.
var spelledStems = []string{
	"iljad", " soma ", " som ", "thousand", "hundred", "milion", "million", "tisuc", "stotin", "sto ", "sta ", "deset ", "naest ",
	"grand", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "teen ", "twelve ", "eleven ",
}

// HasSpelled reports whether a folded text may hold a sum in words; it is quick, and
// errs towards yes.
func HasSpelled(folded string) bool {
	for _, s := range spelledStems {
		if strings.Contains(folded, s) {
			return true
		}
	}
	return false
}

// spelledWord is one word of a number: what it adds, in halves, or what it
// multiplies by.
type spelledWord struct {
	halves int64
	times  int64
}

// spelledWords are the words of numbers in English and Serbian, without marks.
var spelledWords = func() map[string]spelledWord {
	m := map[string]spelledWord{
		"half": {halves: 1}, "pola": {halves: 1},
		"hundred": {times: 100}, "hundreds": {times: 100}, "stotina": {times: 100}, "stotine": {times: 100}, "stotinu": {times: 100},
		"thousand": {times: 1000}, "hiljada": {times: 1000}, "hiljade": {times: 1000}, "hiljadu": {times: 1000}, grand: {times: 1000}, "soma": {times: 1000}, "som": {times: 1000}, "iljadu": {times: 1000}, "iljada": {times: 1000}, "iljade": {times: 1000}, "tisuca": {times: 1000}, "tisuce": {times: 1000}, "tisucu": {times: 1000},
		"million": {times: 1000000}, "milion": {times: 1000000}, "miliona": {times: 1000000}, "milijun": {times: 1000000}, "milijuna": {times: 1000000},
	}
	for n, words := range map[int64]string{
		1: "one jedan jedna jednu", 2: "two dva dve dvije", 3: "three tri", 4: "four cetiri", 5: "five pet", 6: "six sest", 7: "seven sedam", 8: "eight osam", 9: "nine devet",
		10: "ten deset", 11: "eleven jedanaest", 12: "twelve dvanaest", 13: "thirteen trinaest", 14: "fourteen cetrnaest", 15: "fifteen petnaest",
		16: "sixteen sesnaest", 17: "seventeen sedamnaest", 18: "eighteen osamnaest", 19: "nineteen devetnaest", 20: "twenty dvadeset", 30: "thirty trideset",
		40: "forty cetrdeset", 50: "fifty pedeset", 60: "sixty sezdeset", 70: "seventy sedamdeset", 80: "eighty osamdeset", 90: "ninety devedeset",
		100: "sto", 200: "dvesta dvesto dvjesta dvjesto", 300: "trista tristo", 400: "cetiristo cetristo", 500: "petsto", 600: "seststo sesto", 700: "sedamsto", 800: "osamsto", 900: "devetsto",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = spelledWord{halves: 2 * n}
		}
	}
	return m
}()

// Count returns the small whole number that a word names, in digits or, as
// [recourse/fold] writes it, in English or Serbian.
func Count(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, n >= 0
	}
	w, ok := spelledWords[word]
	return int(w.halves / 2), ok && w.times == 0 && w.halves%2 == 0
}

// leastSpelled is the smallest sum in words that is one: "one euro" is hardly ever.
const leastSpelled = 10

// grand is a thousand of whatever money is spoken of: it needs no currency.
const grand = "grand"

// Spelled returns the sums in words that a currency follows, in English and
// Serbian, such as "dve i po hiljade evra" and "two thousand euros", in their order.
// One such as "two grand" is in the currency def; with an empty def it is left out.
func Spelled(text string, def Currency) []Found {
	var found []Found
	f := finder{text: text, def: def}
	for i := 0; i < len(text); {
		w, end := plainWord(text, i)
		if w == "" {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		if _, ok := spelledWords[w]; !ok {
			i = end
			continue
		}
		one, next := f.spelled(i)
		if one.Span.Len() > 0 && !f.behindNumber(i) {
			found = append(found, one)
		}
		i = max(next, end)
	}
	return found
}

// behindNumber reports whether digits stand before the word at i: "2 thousand".
func (f *finder) behindNumber(i int) bool {
	before := trimBlanks(f.text[:i])
	return before != "" && digit(before[len(before)-1])
}

// spelled reads the sum in words that begins at i, and returns where to go on. Each
// word of a number is smaller than the one before it, as people say numbers.
func (f *finder) spelled(i int) (Found, int) {
	const open = 1 << 40
	var total, part int64 // in halves
	scale, low := int64(open), int64(open)
	end := i
	for at, joined := i, false; ; {
		w, next := plainWord(f.text, at)
		n, ok := spelledWords[w]
		ok = ok && (w != grand || f.isGrand(at))
		switch {
		case end > i && !joined && (w == "i" || w == "and"), end > i && w == "a":
			joined = true // "hundred and fifty", "half a million"
		case w == "po" && joined && part > 0: // two and a half
			part, end, joined, low = part+1, next, false, 0
		case w == "po" && joined && total > 0:
			total, end, joined, low = total+scale, next, false, 0
		case ok && n.times >= 1000 && n.times < scale:
			if part == 0 && total == 0 {
				part = 2
			}
			total, part, end, joined = total+part*n.times, 0, next, false
			scale, low = n.times, open
		case ok && n.times == 100 && part < 2*n.times:
			part, end, joined, low = max(part, 2)*n.times, next, false, 2*n.times
		case ok && n.halves > 0 && n.halves < low:
			part, end, joined, low = part+n.halves, next, false, n.halves
		default:
			return f.spelledSum(i, end, total+part)
		}
		at = next + blanks(f.text[next:])
		if at < len(f.text) && f.text[at] == '-' {
			at++ // twenty-five
		}
	}
}

// isGrand reports whether the word at i, "grand", is a thousand and not a part of a
// name or of "grand total": it is written small, and no other noun follows.
func (f *finder) isGrand(i int) bool {
	rest := f.text[i:]
	if !strings.HasPrefix(rest, grand) {
		return false
	}
	rest = rest[len(grand):]
	w, _ := plainWord(rest, blanks(rest))
	_, isMoney := currencyWords[w]
	return w == "" || isMoney || behindGrand[w]
}

// behindGrand are the words with which a sentence goes on behind "two grand".
var behindGrand = func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(`to for from in on by as and or but now today yesterday tomorrow tonight already last this that each
more into via then so because if when back it with at after before straight cash here again per is was has i we you they he she the my your`) {
		m[w] = true
	}
	return m
}()

// spelledSum is what the words from one place to another say, if a currency follows.
func (f *finder) spelledSum(from, end int, halves int64) (Found, int) {
	cur, to := f.after(end)
	if cur.guess && cur.code == "EUR" {
		return Found{}, end // "sto e"
	}
	if cur.code == "" && strings.HasSuffix(f.text[from:end], grand) {
		cur, to = word{code: f.def, guess: true}, end
	}
	if cur.code == "" || halves < 2*leastSpelled {
		return Found{}, end
	}
	a := Amount{Minor: halves, Currency: cur.code}
	switch scale := cur.code.Exponent(); {
	case scale == 0 && halves%2 != 0:
		return Found{}, end
	case scale == 0:
		a.Minor = halves / 2
	default:
		a.Minor *= 5
		for range scale - 1 {
			a.Minor *= 10
		}
	}
	return Found{Amount: a, Span: recourse.Span{Start: from, End: to}, Guess: cur.guess}, to
}

// plainWord returns the word at i in small Latin letters without marks, and where it
// ends; "" where none begins there.
func plainWord(text string, i int) (string, int) {
	const longest = 16
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); unicode.IsLetter(before) || unicode.IsDigit(before) {
		return "", i
	}
	var buf [2 * longest]byte
	w, at := buf[:0], i
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsLetter(r) {
			break
		}
		at += n
		if len(w) < longest {
			w = appendPlainLetter(w, unicode.ToLower(r))
		}
	}
	if at < len(text) && digit(text[at]) || len(w) >= longest {
		return "", max(at, i)
	}
	return string(w), at
}

// plainLetters are letters with marks, and of Serbian Cyrillic, in the order of
// plainLatin.
const plainLetters, plainLatin = "čćšžабвгдезијклмнопрстуфхцчћшж", "ccszabvgdezijklmnoprstufhccc" + "sz"

func appendPlainLetter(w []byte, r rune) []byte {
	switch r {
	case 'љ':
		return append(w, "lj"...)
	case 'њ':
		return append(w, "nj"...)
	case 'ђ', 'đ':
		return append(w, "dj"...)
	}
	if r < utf8.RuneSelf {
		return append(w, byte(r))
	}
	at := 0
	for _, p := range plainLetters {
		if p == r {
			return append(w, plainLatin[at])
		}
		at++
	}
	return append(w, '?')
}
