package intake

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/money"
)

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// decimalVotes gathers which sign parts the decimals in a file.
type decimalVotes struct{ point, comma int }

func (v *decimalVotes) add(cell string) {
	cell = strings.TrimFunc(money.Plain(cell), func(r rune) bool { return r < '0' || r > '9' })
	dot, comma := strings.LastIndexByte(cell, '.'), strings.LastIndexByte(cell, ',')
	last := max(dot, comma)
	if last < 0 {
		return
	}
	decimals := len(cell) - last - 1
	both := dot >= 0 && comma >= 0
	many := strings.Count(cell, cell[last:last+1]) > 1
	if many && (both || decimals != 3) || !both && !many && decimals == 3 {
		return // 6.000 may be six thousand or six, and 1.234.56 is no number
	}
	if (last == dot) != many {
		v.point++
	} else {
		v.comma++
	}
}

// decide returns '.' or ','; where the file does not say, the sign that makes
// "6.000" and "6,000" thousands is chosen, which 0 stands for.
func (v *decimalVotes) decide() byte {
	switch {
	case v.point > v.comma:
		return '.'
	case v.comma > v.point:
		return ','
	}
	return 0
}

// parseFigure reads a cell's number in minor units of so many digits. decimal is
// the sign before the decimals in this column, or 0 where all signs are for
// grouping; a cell that can be read in one way only is read in that. What is no plain
// amount is no figure: a range, words or signs of reckoning between its digits, a
// formula, a share in percent, digits that are grouped as no number is.
func parseFigure(cell string, decimal byte, exponent int) (int64, bool) {
	if n, ok := usualFigure(cell, exponent); ok || cell == "" {
		return n, ok
	}
	cell = withZero(unguarded(money.Plain(cell)))
	if d, own := ownDecimal(cell); own {
		decimal = d
	}
	f := cellFigure{decimal: rune(decimal), exponent: exponent}
	var last, r rune
	for i := 0; i < len(cell); last = r {
		n := 1
		if r = rune(cell[i]); r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(cell[i:])
		}
		i += n
		ok := true
		switch {
		case r >= '0' && r <= '9':
			ok = f.digit(int64(r - '0'))
		case isMinus(r):
			f.negative = f.negative || isMinusBehind(last, r)
			f.parted = f.parted || f.seen
		case !f.seen && r == '.' && unicode.IsLetter(last): // Rs. 500
		default:
			ok = f.sign(r)
		}
		if !ok {
			return 0, false
		}
	}
	return f.minor()
}

// withZero is a cell with a zero ahead of decimals that have none: .50 is 0.50, Rs.500 stays.
func withZero(cell string) string {
	i := strings.IndexAny(cell, "0123456789") - 1
	if i < 0 || cell[i] != '.' && cell[i] != ',' {
		return cell
	}
	if r, _ := utf8.DecodeLastRuneInString(cell[:i]); i > 0 && unicode.IsLetter(r) {
		return cell
	}
	return cell[:i] + "0" + cell[i:]
}

// usualFigure is [parseFigure] for what most cells hold, -1.234,56 or 1234.56: two
// decimals, which say by themselves what the other sign is. It is false for all else.
func usualFigure(cell string, exponent int) (n int64, ok bool) {
	const cents, full, longest = 2, 3, 18
	end := len(cell) - cents - 1
	if end < 1 || len(cell) > longest || exponent < cents || !isDigit(cell[end+1]) || !isDigit(cell[end+2]) {
		return 0, false
	}
	groups := byte(',')
	if cell[end] == ',' {
		groups = '.'
	} else if cell[end] != '.' {
		return 0, false
	}
	i, size, grouped := 0, 0, false
	if cell[0] == '-' {
		i = 1
	}
	for ; i < end; i++ {
		switch c := cell[i]; {
		case isDigit(c):
			n = n*10 + int64(c-'0')
			size++
		case c == groups && (size == full || size > 0 && size < full && !grouped):
			size, grouped = 0, true
		default:
			return 0, false
		}
	}
	if size == 0 || grouped && size != full {
		return 0, false
	}
	n = n*100 + int64(cell[end+1]-'0')*10 + int64(cell[end+2]-'0')
	for range exponent - cents {
		n *= 10
	}
	if cell[0] == '-' {
		n = -n
	}
	return n, exponent <= cents+1
}

// unguarded takes off what keeps a spreadsheet from reckoning with a cell: ="1234.56".
func unguarded(cell string) string {
	if rest, ok := strings.CutPrefix(cell, `="`); ok {
		if text, ok := strings.CutSuffix(strings.TrimRight(rest, " "), `"`); ok {
			return text
		}
	}
	return cell
}

// cellFigure is a number that is being read.
type cellFigure struct {
	decimal  rune
	exponent int
	digits   int64
	decimals int
	seen     bool // a digit
	after    bool // the sign before the decimals
	parted   bool // by what stands in no number
	negative bool
	// Groups of digits: how many are full, how long the one that is open is and those
	// between the first and the last are, and what parts them.
	groups, size, middle int
	parts                rune
	gap                  rune // what stands between the last digit and the next
}

// digit takes the next digit, and reports whether it can stand there.
func (f *cellFigure) digit(d int64) bool {
	switch {
	case f.parted && f.seen, f.gap != 0 && !f.group():
		return false
	case f.after && f.decimals == f.exponent:
		return d == 0
	case f.digits > (math.MaxInt64-9)/10:
		return false
	}
	f.digits, f.seen = f.digits*10+d, true
	if f.after {
		f.decimals++
	} else {
		f.size++
	}
	return true
}

// sign takes a sign that is neither a digit nor a minus.
func (f *cellFigure) sign(r rune) bool {
	switch {
	case r == f.decimal && r != 0:
		if f.after {
			return false
		}
		f.after, f.gap = true, 0
	case r == '=' || r == '%' || r == '‰':
		return false
	case !f.seen || f.parted:
	case unicode.IsSpace(r):
		if f.gap == 0 {
			f.gap = ' '
		}
	case r == '.' || r == ',':
		f.part(r)
	case r == '\'' || r == '’' || r == '´' || r == '`':
		f.part('\'')
	case !unicode.Is(unicode.Cf, r): // marks of direction are not seen
		f.parted = true
	}
	return true
}

// part takes a sign that parts groups; of two there is no number.
func (f *cellFigure) part(r rune) {
	f.parted = f.parted || f.gap != 0 && f.gap != ' '
	f.gap = r
}

// group begins another group of digits, and reports whether the one before can end there:
// all have three, or in India all but the last two, and one sign parts them.
func (f *cellFigure) group() bool {
	const full, pair = 3, 2
	gap := f.gap
	f.gap = 0
	if f.after {
		return f.decimals == 0 // the sign before the decimals may have a space behind it
	}
	switch {
	case f.groups == 0:
		f.parts = gap
		if f.size > full {
			return false
		}
	case gap != f.parts, f.size != full && (f.size != pair || gap != ','), f.middle != 0 && f.middle != f.size:
		return false
	default:
		f.middle = f.size
	}
	f.groups, f.size = f.groups+1, 0
	return true
}

// minor is the number in minor units.
func (f *cellFigure) minor() (int64, bool) {
	const full = 3
	if !f.seen || f.groups > 0 && f.size != full {
		return 0, false
	}
	n := f.digits
	for range f.exponent - f.decimals {
		if n > math.MaxInt64/10 {
			return 0, false
		}
		n *= 10
	}
	if f.negative {
		n = -n
	}
	return n, true
}

// isMinusBehind reports whether r, behind another sign or none, is a minus: 6.000,- and
// 6.000.-- have no cents.
func isMinusBehind(last, r rune) bool {
	return isMinus(r) && last != ',' && last != '.' && !isMinus(last)
}

// isMinus reports whether r marks an amount that left: a minus, a dash or a bracket.
func isMinus(r rune) bool {
	switch r {
	case '-', '−', '–', '—', '(', '（', '－', '﹣':
		return true
	}
	return false
}

// ownDecimal returns the sign before the decimals of a cell that says so itself:
// the last of two different signs, or the only one where other than three digits
// follow it, or where no group can end before it. 0 says that all its signs are for
// grouping.
func ownDecimal(cell string) (decimal byte, own bool) {
	var last byte
	at, points, commas := -1, 0, 0
	digits, before := 0, 0 // behind the last sign, and before the first
	zero := false          // the first digit is one
	groups := true
	for i := range len(cell) {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			zero = zero || c == '0' && at < 0 && digits == 0
			digits++
		case (c == '.' || c == ',') && i > 0 && i+1 < len(cell) && isDigit(cell[i-1]) && isDigit(cell[i+1]):
			if at < 0 {
				before = digits
			}
			groups = groups && (at < 0 || digits == 3 || digits == 2) // India parts two by two
			last, at, digits = c, i, 0
			if c == '.' {
				points++
			} else {
				commas++
			}
		}
	}
	switch {
	case at < 0:
		return 0, false
	case points+commas == 1:
		return last, digits != 3 || before > 3 || zero // 12345.678, 0.500
	case points > 1 && commas > 1:
		return 0, false
	case points == 0 || commas == 0:
		return 0, groups && digits == 3 // 1.234.567
	case last == '.' && points > 1 || last == ',' && commas > 1:
		return 0, false
	}
	return last, true
}
