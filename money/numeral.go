package money

import (
	"math"
	"regexp"
	"strings"
)

// maxDigits is how many digits an amount may have; longer numbers are
// references.
const maxDigits = 15

// numeral is a number as written.
type numeral struct {
	start, end int
	// digits are all digits as one integer, of which the last frac are decimals.
	digits int64
	frac   int
	// grouped says that thousands are separated; spaced, that spaces separate them.
	grouped, spaced bool
	// indian says that the thousands are separated as in India: 1,00,000.
	indian bool
	// twoWays says that one separator stands before three digits, which some
	// write for thousands and some for decimals.
	twoWays bool
	// parts are groups of which each could be a byte, as in an IP address.
	parts int
}

// group is a run of digits; sep is what stands before it.
type group struct {
	sep        byte
	start, end int
}

// readNumeral reads the number that begins at i. Where it is none (a date, a
// time, a telephone number, a part of a chain) ok is false; end is always
// behind all that was looked at.
func readNumeral(text string, i int) (n numeral, end int, ok bool) {
	var buf [8]group
	groups, end, fits := readGroups(text, i, buf[:0])
	if !fits {
		return n, end, false
	}
	if len(groups) == 1 {
		if g, e, ok := spacedGroups(text, groups, end); ok {
			groups, end = g, e
		}
	}
	n, ok = shape(text, groups)
	n.start, n.end = i, end
	if !ok || text[i] == '0' && groups[0].end-i > 1 || digitGroupsBefore(text, i) >= 2 {
		return n, end, false
	}
	if rest := text[end:]; len(rest) > 1 && digit(rest[1]) {
		switch rest[0] {
		case ':', '/', '\\':
			return n, end, false
		case '-':
			return n, end, inRange(text, end)
		}
	}
	for _, tail := range []string{",-", ",–", ",—", ".-", ",="} {
		if n.frac == 0 && strings.HasPrefix(text[end:], tail) {
			n.end = end + len(tail)
			end = n.end
			break
		}
	}
	return n, end, true
}

// readGroups reads digits with points, commas and apostrophes between them.
func readGroups(text string, i int, groups []group) (_ []group, end int, fits bool) {
	fits = true
	sep := byte(0)
	for {
		j := i
		for j < len(text) && digit(text[j]) {
			j++
		}
		if len(groups) == cap(groups) {
			fits = false
			groups = groups[:0]
		}
		groups = append(groups, group{sep, i, j})
		var width int
		switch rest := text[j:]; {
		case rest == "":
			return groups, j, fits
		case rest[0] == '.' || rest[0] == ',' || rest[0] == '\'':
			sep, width = rest[0], 1
		case strings.HasPrefix(rest, "’"):
			sep, width = '\'', len("’")
		case strings.HasPrefix(rest, "\u202f"), strings.HasPrefix(rest, "\u2009"):
			sep, width = '_', 3
		case strings.HasPrefix(rest, "\u00a0"):
			sep, width = '_', 2
		default:
			return groups, j, fits
		}
		if j+width >= len(text) || !digit(text[j+width]) || sep == '_' && digitRun(text, j+width) != 3 {
			return groups, j, fits
		}
		i = j + width
	}
}

// digitRun returns how many digits stand at i.
func digitRun(text string, i int) int {
	n := 0
	for i+n < len(text) && digit(text[i+n]) {
		n++
	}
	return n
}

// spacedGroups reads on where a number's thousands are separated by single spaces.
func spacedGroups(text string, first []group, end int) (groups []group, newEnd int, ok bool) {
	if first[0].end-first[0].start > 3 || digitGroupsBefore(text, first[0].start) > 0 {
		return nil, 0, false
	}
	groups = first
	for end+1 < len(text) && text[end] == ' ' && digit(text[end+1]) {
		n := digitRun(text, end+1)
		if n != 3 || len(groups) == cap(groups)-1 {
			return nil, 0, false
		}
		groups = append(groups, group{' ', end + 1, end + 1 + n})
		end += 1 + n
	}
	if len(groups) == 1 {
		return nil, 0, false
	}
	if end+1 < len(text) && (text[end] == ',' || text[end] == '.') && digit(text[end+1]) {
		n := digitRun(text, end+1)
		groups = append(groups, group{text[end], end + 1, end + 1 + n})
		end += 1 + n
	}
	return groups, end, true
}

// digitGroupsBefore counts, up to two, the plain numbers that end right before
// i, one space apart: the groups of an IBAN, a card or a telephone number.
func digitGroupsBefore(text string, i int) int {
	n := 0
	for n < 2 && i >= 2 && text[i-1] == ' ' && digit(text[i-2]) {
		i--
		for i > 0 && digit(text[i-1]) {
			i--
		}
		n++
	}
	return n
}

// inRange reports whether the dash at i stands between the two numbers of a
// range (500-1000) and not in an account, a date or a telephone number.
func inRange(text string, i int) bool {
	from, to := i, i+1
	for from > 0 && i-from <= 10 && (digit(text[from-1]) || text[from-1] == '.' || text[from-1] == ',') {
		from--
	}
	for to < len(text) && to-i <= 10 && (digit(text[to]) || text[to] == '.' || text[to] == ',') {
		to++
	}
	left, right := countDigits(text[from:i]), countDigits(text[i+1:to])
	if left < 2 || left > 7 || right < left || right > left+2 || text[from] == '0' || text[i+1] == '0' {
		return false
	}
	joins := func(c byte) bool {
		return c == '-' || c == '/' || c == ':' || c == '+' || c == '#' || alphabetic(rune(c))
	}
	return (from == 0 || !joins(text[from-1])) && (to == len(text) || text[to] != '-' && text[to] != '/' && text[to] != ':')
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if digit(s[i]) {
			n++
		}
	}
	return n
}

// shape decides what the separators of a number mean.
func shape(text string, groups []group) (n numeral, ok bool) {
	width := func(k int) int { return groups[k].end - groups[k].start }
	total := 0
	small := true
	for k, g := range groups {
		total += width(k)
		v := 0
		for _, c := range text[g.start:g.end] {
			if total <= maxDigits {
				n.digits = n.digits*10 + int64(c-'0')
			}
			v = min(v*10+int(c-'0'), 1000)
		}
		small = small && v < 256
	}
	if total > maxDigits {
		return n, false
	}
	last := len(groups) - 1
	if small && groups[last].sep == '.' {
		n.parts = len(groups)
	}
	if last == 0 {
		return n, true
	}
	sep := groups[1].sep
	whole := last // the last group of the whole part, if the last one is decimals
	switch {
	case last > 1 && groups[last].sep == sep, last == 1 && width(1) == 3 && width(0) <= 3 && text[groups[0].start] != '0':
		whole = last + 1
		n.twoWays = last == 1 && (sep == '.' || sep == ',')
	case sep == '_' && last == 1, sep == '\'' && last == 1, sep == ' ' && last == 1:
		return n, false
	}
	n.indian = whole > 2 && sep == ',' && width(0) <= 2 && width(1) == 2
	for k := 1; k < whole; k++ {
		want := 3
		if n.indian && k < whole-1 {
			want = 2
		}
		if width(k) != want || groups[k].sep != sep {
			return n, false
		}
	}
	n.grouped = whole > 1
	n.spaced = n.grouped && sep == ' '
	if n.grouped && (width(0) > 3 || text[groups[0].start] == '0') {
		return n, false
	}
	if whole == last {
		n.frac = width(last)
	}
	return n, n.frac <= 8
}

// minor returns the number in minor units of a currency, times ten to the
// power scale. It saturates; unsure says that it had to choose or to round.
func (n numeral) minor(c Currency, scale int) (minor int64, unsure bool) {
	frac := n.frac
	if n.twoWays {
		switch c {
		case "BTC", "ETH":
			frac = 3
		case "USDT", "USDC":
			unsure = true
		}
		if c.Exponent() == 3 && scale == 0 {
			frac, unsure = 3, true // a thousandth of what it is else, see [Found.Else]
		}
		unsure = unsure || scale > 0
	}
	if n.spaced && n.frac == 0 && n.end-n.start <= 7 {
		unsure = true
	}
	minor = n.digits
	shift := c.Exponent() + scale - frac
	for ; shift > 0; shift-- {
		if minor > math.MaxInt64/10 {
			return math.MaxInt64, unsure
		}
		minor *= 10
	}
	if frac >= 3 && c.Exponent() < 3 && scale == 0 {
		unsure = true
	}
	for ; shift < 0; shift++ {
		round := int64(0)
		if shift == -1 && minor%10 >= 5 {
			round = 1
		}
		minor = minor/10 + round
	}
	return minor, unsure
}

// isDay reports whether a number without a currency can be a day and its month, as
// "11.9" in a list of what was paid when.
func (f *finder) isDay(num numeral) bool {
	day, month, ok := strings.Cut(f.text[num.start:num.end], ".")
	return ok && within(day, 31) && within(month, 12)
}

// dateBefore is the day and month of a date whose year follows: "12 October ", "October 12, ".
var dateBefore = regexp.MustCompile(`(?:\b\d{1,2}(?:\.|st|nd|rd|th)? ?(?:of )?\pL{3,}\.?,?|\pL{3,}\.? \d{1,2}(?:st|nd|rd|th)?,|\b\d{1,2}\. ?\d{1,2}\.) $`)

// longestDate is how many bytes before a year its day and month take at most.
const longestDate = 30

// isYear reports whether a number without a currency is the year of a date.
func (f *finder) isYear(num numeral) bool {
	digits := f.text[num.start:num.end]
	return len(digits) == 4 && "1990" <= digits && digits <= "2039" && dateBefore.MatchString(f.text[max(0, num.start-longestDate):num.start])
}

// within reports whether s is a number of one or two digits from 1 to most.
func within(s string, most int) bool {
	n := 0
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
		n = n*10 + int(s[i]-'0')
	}
	return (len(s) == 1 || len(s) == 2) && n >= 1 && n <= most
}
