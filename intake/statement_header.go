package intake

import (
	"slices"
	"strings"
	"unicode"

	"recourse/fold"
	"recourse/indicator"
)

// findLayout finds the header under the delimiter and the form that know most of it.
func findLayout(opt *Options, sample string) (layout, bool) {
	best := layout{}
	if opt.Statements == nil {
		return best, false
	}
	if lay, ok := chosenLayout(opt, sample); ok {
		lay.sums = &opt.Statements.sums
		return lay, true
	}
	for _, comma := range []byte{';', ',', '\t', '|'} {
		if strings.IndexByte(sample, comma) < 0 {
			continue
		}
		for i := range opt.Statements.forms {
			if lay, ok := findHeader(sample, comma, &opt.Statements.forms[i], &opt.Statements.sums); ok && lay.known > best.known {
				best = lay
			}
		}
	}
	const fewest = 2
	best.sums = &opt.Statements.sums
	return best, best.known >= fewest
}

func findHeader(sample string, comma byte, f *form, sums *sumWords) (layout, bool) {
	lay := layout{comma: comma, sums: sums}
	s := newRowScan(newWindow(strings.NewReader(sample)), comma)
	var cells []string
	for range maxBeforeHeader {
		if !s.next() {
			return lay, false
		}
		cells = s.strings(cells)
		if t, ok := f.header(cells); ok {
			lay.table, lay.row = t, s.row
			if t.currency != "" {
				lay.currency = t.currency
			}
			return lay, true
		}
		lay.above(cells)
	}
	return lay, false
}

// above learns the account and its currency from a row above the header.
func (l *layout) above(cells []string) {
	for i, c := range cells {
		key := fold.Key(c)
		next := ""
		if i+1 < len(cells) {
			next = cells[i+1]
		}
		account := l.sums != nil && begins(c, l.sums.account)
		if l.own == "" && account {
			l.own = accountIn(c + " " + next)
		}
		if l.currency == "" && (account || strings.Contains(key, "valuta") || strings.Contains(key, "currency")) {
			l.currency = findCurrency(c + " " + next)
		}
		if l.currency == "" && l.sums != nil && begins(c, l.sums.currency) {
			l.currency = findCurrency(c)
		}
		if l.currency == "" && l.sums != nil && (begins(c, l.sums.opening) || begins(c, l.sums.closing)) {
			l.currency = findCurrency(c + " " + next)
		}
	}
}

// accountIn returns the first run in s that has the look of an account number.
func accountIn(s string) string {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == ':' || r == ',' || r == ';' || r == '(' || r == ')' || r == '"' || r == '\''
	}) {
		const fewest, most = 10, 34
		digits := 0
		for _, c := range w {
			if c >= '0' && c <= '9' {
				digits++
			} else if c != '-' && (c < 'A' || c > 'Z') {
				digits = -most
			}
		}
		if digits >= fewest && len(w) <= most+8 {
			return w
		}
	}
	for _, i := range indicator.Find(s) {
		if i.Kind == indicator.IBAN && i.Valid { // in groups
			return i.Value
		}
	}
	return ""
}

// unknownTable returns the likeliest names of columns of a table that no form
// knows, and whether its rows have dates and amounts.
func unknownTable(text string) (names []string, figures bool) {
	names, figures, _ = widestRow(text[:min(len(text), headSize)])
	return names, figures
}

// widestRow returns the row of a table that is likeliest its header: the first of
// the widest, under the delimiter that makes it widest.
func widestRow(sample string) (names []string, figures bool, comma byte) {
	for _, c := range []byte{';', '\t', ',', '|'} {
		s := newRowScan(newWindow(strings.NewReader(sample)), c)
		var widest, cells []string
		dated := false
		for range maxBeforeHeader {
			if !s.next() {
				break
			}
			cells = s.strings(cells)
			if len(cells) > len(widest) {
				widest = slices.Clone(cells)
			}
			dated = dated || hasDateAndAmount(cells)
		}
		if len(widest) > len(names) {
			names, figures, comma = widest, dated, c
		}
	}
	const most, longest = 40, 60
	names = names[:min(len(names), most)]
	for i, n := range names {
		n = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || isMark(r) {
				return -1
			}
			return r
		}, strings.TrimSpace(n))
		names[i] = n[:runeStart(n, longest)]
	}
	return names, figures, comma
}

func hasDateAndAmount(cells []string) bool {
	date, amount := false, false
	for _, c := range cells {
		if beginsWithDate(c) {
			date = true
			continue
		}
		_, ok := parseFigure(c, '.', 2)
		_, okComma := parseFigure(c, ',', 2)
		amount = amount || (ok || okComma) && strings.ContainsAny(c, ".,")
	}
	return date && amount
}
