package redact

import (
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"
)

// KindPersonal is the kind of a personal number (JMBG) in what [Own] finds; all other
// kinds are those of package indicator.
const KindPersonal = "personal"

// Owned is something in a text that may be a person's own.
type Owned struct {
	Text string // as it stands there, without line ends
	Kind string
	// Checked reports whether its check digits fit.
	Checked bool
}

// Name says what it is.
func (o Owned) Name() recourse.Phrase {
	switch {
	case o.Kind != KindPersonal:
		return recourse.Phrase{Key: "indicator." + o.Kind}
	case o.Checked:
		return recourse.Phrase{Key: "redact.personal"}
	default:
		return recourse.Phrase{Key: "redact.personal.unsure"}
	}
}

// Own lists what stands in a text and is often to be withheld: personal numbers,
// accounts, IBANs, cards, telephone numbers and addresses, also where they are broken
// over a line end. [Find] finds each of them.
func Own(text string) (list []Owned) {
	add := func(o Owned) {
		o.Text = strings.Join(strings.Fields(o.Text), " ")
		if !slices.ContainsFunc(list, func(other Owned) bool { return other.Text == o.Text }) {
			list = append(list, o)
		}
	}
	for _, p := range personal(text) {
		add(p)
	}
	for _, t := range []string{text, mended(text)} {
		for _, i := range indicator.Find(t) {
			switch i.Kind {
			case indicator.AccountRS, indicator.IBAN, indicator.Card, indicator.Phone, indicator.Email:
				if digits := digitsOf(i.Span.Of(t)); len(digits) != personalDigits || !isPersonal(digits, false) {
					add(Owned{i.Span.Of(t), string(i.Kind), i.Valid})
				}
			}
		}
	}
	return list
}

// mended is a text whose lines go on where one ends and the next begins with a digit.
func mended(text string) string {
	var b strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		bare := strings.TrimRight(line, " \t\r\n")
		next := ""
		if i+1 < len(lines) {
			next = strings.TrimLeft(lines[i+1], " \t>")
		}
		if i > 0 && continued(lines[i-1], line) {
			bare, line = strings.TrimLeft(bare, " \t>"), strings.TrimLeft(line, " \t>")
		}
		if continued(bare, next) {
			b.WriteString(bare)
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}

// continued reports whether a number may go on from one line to the next.
func continued(line, next string) bool {
	line, next = strings.TrimRight(line, " \t\r\n"), strings.TrimLeft(next, " \t>")
	if line == "" || next == "" {
		return false
	}
	end := line[len(line)-1]
	return (end == '-' || end == '/' || end >= '0' && end <= '9') && (next[0] == '-' || next[0] >= '0' && next[0] <= '9')
}

const personalDigits = 13

// personal finds personal numbers (JMBG): 13 digits that begin with a date, however they
// are set apart. Those whose check digit fits come first; of the others, one may have been
// misread or mistyped, and it is somebody's all the same.
func personal(text string) (list []Owned) {
	row := rowOf(text)
	for i := 0; i+personalDigits <= len(row.digits); i++ {
		end := i + personalDigits
		if !row.together(i+1, end, spread) || row.touches(i) || row.touches(end) || !isPersonal(row.digits[i:end], false) {
			continue
		}
		s := recourse.Span{Start: row.at[i].Start, End: row.at[end-1].End}.Of(text)
		list = append(list, Owned{s, KindPersonal, isPersonal(row.digits[i:end], true)})
	}
	slices.SortStableFunc(list, func(a, b Owned) int {
		switch {
		case a.Checked == b.Checked:
			return 0
		case a.Checked:
			return -1
		}
		return 1
	})
	return list
}

// touches reports whether the digit at i goes on with the one before it.
func (row digitRow) touches(i int) bool {
	return i > 0 && i < len(row.at) && row.at[i-1].End == row.at[i].Start
}

// isPersonal reports whether 13 digits are a personal number: they begin with a date,
// and where checked end with the right check digit (weights 7 6 5 4 3 2 7 6 5 4 3 2,
// modulo 11; law on the personal number of 1976, as its successors keep it).
func isPersonal(d string, checked bool) bool {
	sum := 0
	for i, w := range []int{7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2} {
		sum += w * int(d[i]-'0')
	}
	day, month := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0')
	year := d[4] == '9' || d[4] == '0' // its last three digits, from 1900 to 2099
	return day >= 1 && day <= 31 && month >= 1 && month <= 12 && year && (!checked || (11-sum%11)%11 == int(d[12]-'0'))
}
