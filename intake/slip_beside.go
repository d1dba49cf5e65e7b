package intake

import (
	"slices"
	"strings"
)

// Values of a slip that stand behind their labels in a column of their own, without colons.

// behind reports whether a cell can be the value of the label ahead of it in its line: it
// is no label, and none stands open above it.
func (s *slipForm) behind(label, c pageCell, open []openLabel) bool {
	if _, _, other := s.label(c.text); other {
		return false
	}
	return strings.HasSuffix(label.text, ":") || !slices.ContainsFunc(open, func(o openLabel) bool { return beside(o.from, c.from) })
}

// typed reports whether what stands behind a label is what the label is for, so that no
// colon need say so: a sum, an account.
func (s *slipForm) typed(label, c pageCell) bool {
	_, value, ok := s.label(label.text + " " + c.text)
	return ok && value == c.text
}

// valueColumn is where values stand behind their labels: from where they begin to where
// they end, or behind a tab.
type valueColumn struct {
	from, to int
	tab      bool
}

// columnOf is the column in which c stands behind its label.
func columnOf(line string, label, c pageCell) valueColumn {
	return valueColumn{c.from, c.to, strings.Contains(line[label.at:c.at], "\t")}
}

// is reports whether two values stand in one column: one begins or ends where the other does.
func (v valueColumn) is(o valueColumn) bool {
	return v.tab && o.tab || v.tab == o.tab && (beside(v.from, o.from) || beside(v.to, o.to))
}

// valueColumn returns the column of the values of a slip whose labels have no colon: a sum
// and an account stand in it, each behind its label and alone with it in its line.
func (s *slipForm) valueColumn(text string) (column valueColumn, ok bool) {
	const figures = 8 // an account has more, also one whose control number is wrong
	var sums, accounts []valueColumn
	for line := range strings.Lines(text) {
		cells := pageCells(strings.TrimRight(line, "\r\n"))
		if len(cells) != 2 {
			continue
		}
		label, c := cells[0], cells[1]
		switch s.field(label.text) {
		case slipAmount:
			if s.typed(label, c) {
				sums = append(sums, columnOf(line, label, c))
			}
		case slipFrom, slipTo, slipToNumber:
			if countDigits(c.text) >= figures {
				accounts = append(accounts, columnOf(line, label, c))
			}
		}
	}
	for _, v := range accounts {
		if slices.ContainsFunc(sums, v.is) {
			return v, true
		}
	}
	return column, false
}

func countDigits(s string) (n int) {
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}
