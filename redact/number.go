package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/indicator"
)

// apart are the characters that people put between the digits of a number, and those
// that nobody sees.
const apart = " \t-./()|+\u00a0\u00ad\u200b\u2007\u2009\u200c\u200d\u2010\u2011\u2012\u2013\u2014\u202f\u2060\u2212\ufeff"

// How far apart the digits of one number may stand.
const (
	longNumber  = 6  // digits from which on a number may be spread wide or broken over lines
	mostApart   = 3  // characters between two digits of a shorter one
	mostSpread  = 16 // of a longer one
	mostBroken  = 80 // characters, margins among them, where it goes on in the next line
	mostBreaks  = 2  // line ends
	phoneDigits = 7  // digits that are enough to tell a telephone number
)

// number is what a number is looked for as: an expression over a text's digits alone.
type number struct {
	long bool // it may be spread wide
	form *regexp.Regexp
	grow bool // digits that touch a find are withheld too: a prefix that is dialled
}

var (
	dashes      = `[\s\-\x{2010}-\x{2014}\x{2212}]+`
	accountForm = regexp.MustCompile(`^(\d{3})` + dashes + `(\d{1,13})` + dashes + `(\d{2})$`)
)

// numberOf returns how a number is looked for, all ways in which it may be written:
// an account with and without its zeros, alone or in an IBAN; a telephone number with
// and without its country; any other as its digits stand. It is nil for what is no
// number.
func numberOf(wanted string) []number {
	digits := digitsOf(wanted)
	var list []number
	add := func(form string, grow bool) {
		list = append(list, number{len(digits) >= longNumber, regexp.MustCompile(form), grow})
	}
	if digits != "" {
		add(digits, false)
	}
	if bank, middle, control := accountOf(wanted, digits); bank != "" {
		add(bank+"0*"+strings.TrimLeft(middle, "0")+control, false)
	}
	if rest := dialled(wanted, digits); rest != "" {
		add(rest, true)
	}
	return list
}

// accountOf takes a Serbian account apart: as it is written with dashes, as 18 digits,
// in an IBAN, or in one piece without its zeros where the control number fits.
func accountOf(wanted, digits string) (bank, middle, control string) {
	if m := accountForm.FindStringSubmatch(wanted); m != nil {
		return m[1], m[2], m[3]
	}
	if account, ok := indicator.DomesticRS(codeOf(wanted)); ok {
		digits = account
	}
	const least, all = 9, 18
	n := len(digits)
	if n < least || n > all {
		return "", "", ""
	}
	bank, middle, control = digits[:3], digits[3:n-2], digits[n-2:]
	if _, err := indicator.ParseAccountRS(bank + "-" + middle + "-" + control); err != nil && n < all {
		return "", "", ""
	}
	return bank, middle, control
}

// dialled returns the digits that a telephone number has however it is dialled: behind
// 0, 00 or + and the country, of a foreign one without the three digits that may be it.
func dialled(wanted, digits string) string {
	phone, err := indicator.ParsePhone(wanted, "")
	if err != nil {
		return ""
	}
	if rest, ok := strings.CutPrefix(phone, "+381"); ok {
		return rest
	}
	const country = len("+000")
	if rest := phone[min(country, len(phone)):]; len(rest) >= phoneDigits {
		return rest
	}
	return digits
}

// digitsOf returns the digits of what is a number and nothing else, "" for another text.
func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		d, ok := digit(r)
		switch {
		case ok:
			b.WriteByte(d)
		case r != '\n' && r != '\r' && !strings.ContainsRune(apart, r):
			return ""
		}
	}
	return b.String()
}

// digit reads a digit, a full-width one too.
func digit(r rune) (byte, bool) {
	if r >= '０' && r <= '９' {
		r += '0' - '０'
	}
	return byte(r), r >= '0' && r <= '9'
}

// digitRow is a text's digits without what stands between them.
type digitRow struct {
	digits string
	at     []recourse.Span // where each stands
	gaps   []gap           // before each
}

// gap says how far a digit stands from the one before.
type gap uint8

const (
	near   gap = iota // at most mostApart
	spread            // a long number only
	wide              // not one number
)

func rowOf(text string) digitRow {
	var row digitRow
	var digits strings.Builder
	n, breaks, foreign := 0, 0, true
	for i, r := range text {
		if d, ok := digit(r); ok {
			digits.WriteByte(d)
			row.at = append(row.at, recourse.Span{Start: i, End: i + utf8.RuneLen(r)})
			row.gaps = append(row.gaps, gapOf(n, breaks, foreign))
			n, breaks, foreign = 0, 0, false
			continue
		}
		switch n++; {
		case r == '\n':
			breaks++
		case r == '\r', r == '>' && breaks > 0: // > begins a line that is quoted
		case !strings.ContainsRune(apart, r):
			foreign = true
		}
	}
	row.digits = digits.String()
	return row
}

func gapOf(n, breaks int, foreign bool) gap {
	switch {
	case foreign || n > mostBroken || breaks > mostBreaks || breaks == 0 && n > mostSpread:
		return wide
	case breaks > 0 || n > mostApart:
		return spread
	}
	return near
}

// find returns the places of a number.
func (row digitRow) find(n number) (spans []recourse.Span) {
	most := near
	if n.long {
		most = spread
	}
	for from := 0; from < len(row.digits); {
		m := n.form.FindStringIndex(row.digits[from:])
		if m == nil {
			return spans
		}
		start, end := from+m[0], from+m[1]
		from = start + 1
		if !row.together(start+1, end, most) {
			continue
		}
		from = end
		for n.grow && start > 0 && row.at[start-1].End == row.at[start].Start {
			start--
		}
		spans = append(spans, recourse.Span{Start: row.at[start].Start, End: row.at[end-1].End})
	}
	return spans
}

func (row digitRow) together(from, to int, most gap) bool {
	for _, g := range row.gaps[from:to] {
		if g > most {
			return false
		}
	}
	return true
}

// codeOf returns the letters and digits of what is both, such as an IBAN or the number
// of a passport, in capitals; "" for a text of words.
func codeOf(s string) string {
	const fewest = 4 // digits
	var b strings.Builder
	digits := 0
	for _, r := range s {
		if d, ok := digit(r); ok {
			b.WriteByte(d)
			digits++
			continue
		}
		switch r = unicode.ToUpper(r); {
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case r != '\n' && r != '\r' && !strings.ContainsRune(apart, r):
			return ""
		}
	}
	if digits < fewest || digits == b.Len() {
		return ""
	}
	return b.String()
}

// codeForm is an expression for letters and digits however they are set apart, also
// over line ends.
func codeForm(code string) *regexp.Regexp {
	var form strings.Builder
	form.WriteString(`(?i)`)
	between := `[` + regexp.QuoteMeta(apart) + `]{0,3}(?:[ \t-]{0,8}\r?\n[ \t>]{0,80})?`
	for i := range len(code) {
		if i > 0 {
			form.WriteString(between)
		}
		form.WriteByte(code[i])
	}
	return regexp.MustCompile(form.String())
}
