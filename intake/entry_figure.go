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
	if many && both || !both && !many && decimals == 3 {
		return // 6.000 may be six thousand or six
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
// grouping; a cell that can be read in one way only is read in that. A range, or a
// cell with words between its digits, is no figure.
func parseFigure(cell string, decimal byte, exponent int) (int64, bool) {
	cell = money.Plain(cell)
	if d, own := ownDecimal(cell); own {
		decimal = d
	}
	negative, parted := false, false // parted: by what stands in no number
	digits, decimals, seen, after := int64(0), 0, false, false
	var last, r rune
	for i := 0; i < len(cell); last = r {
		n := 1
		if r = rune(cell[i]); r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(cell[i:])
		}
		i += n
		switch {
		case r >= '0' && r <= '9':
			if parted && seen {
				return 0, false
			}
			if after && decimals == exponent {
				if r != '0' {
					return 0, false
				}
				continue
			}
			if digits > (math.MaxInt64-9)/10 {
				return 0, false
			}
			digits = digits*10 + int64(r-'0')
			seen = true
			if after {
				decimals++
			}
		case decimal != 0 && r == rune(decimal):
			if after {
				return 0, false
			}
			after = true
		case isMinus(r):
			negative = negative || isMinusBehind(last, r)
			parted = parted || seen
		case unicode.IsLetter(r) || r == '/':
			parted = parted || seen
		}
	}
	if !seen {
		return 0, false
	}
	for ; decimals < exponent; decimals++ {
		if digits > math.MaxInt64/10 {
			return 0, false
		}
		digits *= 10
	}
	if negative {
		digits = -digits
	}
	return digits, true
}

// isMinusBehind reports whether r, behind another sign or none, is a minus: 6.000,- has no
// cents.
func isMinusBehind(last, r rune) bool { return isMinus(r) && last != ',' && last != '.' }

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
// follow it. 0 says that all its signs are for grouping.
func ownDecimal(cell string) (decimal byte, own bool) {
	var last byte
	at, points, commas := -1, 0, 0
	digits := 0 // behind the last sign
	groups := true
	for i := range len(cell) {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits++
		case (c == '.' || c == ',') && i > 0 && i+1 < len(cell) && isDigit(cell[i-1]) && isDigit(cell[i+1]):
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
		return last, digits != 3
	case points > 1 && commas > 1:
		return 0, false
	case points == 0 || commas == 0:
		return 0, groups && digits == 3 // 1.234.567
	case last == '.' && points > 1 || last == ',' && commas > 1:
		return 0, false
	}
	return last, true
}
