package intake

import (
	"slices"
	"strings"
	"unicode"

	"recourse/fold"
)

// signs is what all rows of a statement with one column of amounts say of what
// went out: the words in the column for the type, and the signs.
type signs struct {
	rows, minus int
	// words are rows whose type is a word for a direction: that went out, and that
	// came in; of each those without a minus and those with one.
	out, in [2]int
	// repaid are rows that say that a card was paid off, without a minus and with one.
	repaid [2]int
}

// add takes a row.
func (v *signs) add(l *layout, minus bool, typ, text string) {
	const most = 20_000 // rows are enough to tell by
	if v.rows++; v.rows > most {
		return
	}
	k := 0
	if minus {
		k = 1
		v.minus++
	}
	switch l.form.typeWord(typ) {
	case "out":
		v.out[k]++
	case "in":
		v.in[k]++
	}
	if len(l.form.repaid) > 0 && text != "" {
		key := fold.Key(text)
		if slices.ContainsFunc(l.form.repaid, func(w string) bool { return strings.Contains(key, w) }) {
			v.repaid[k]++
		}
	}
}

// worded reports whether the words in the column for the type say what went out:
// no minus stands beside one that came in, or none of them would hold.
func (v *signs) worded() bool { return v.out[0]+v.out[1]+v.in[0] > 0 && v.in[1] == 0 }

// allWorded reports whether each row has such a word.
func (v *signs) allWorded() bool {
	return v.worded() && v.out[0]+v.out[1]+v.in[0] == v.rows
}

// repaidByMinus reports whether what was paid to a card has a minus: then what was
// spent has none. The rows of a known bank are those of its form.
func (v *signs) repaidByMinus(l *layout) bool {
	return v.repaid[1] > 0 && v.repaid[0] == 0 && v.rows-v.minus >= v.minus && !l.bank && !l.sided()
}

// doubtful reports whether the signs may be those of a card, of which what was
// spent has none: a table of no known bank, without a balance, in which few amounts
// have a minus.
func (v *signs) doubtful(l *layout) bool {
	const times = 2
	rows := min(v.rows, 20_000)
	return v.minus > 0 && rows-v.minus >= times*v.minus && !l.bank && !l.sided() && !v.worded() &&
		!v.repaidByMinus(l) && v.repaid[0] == 0 && !l.has(colBalance) && l.chosen.IsZero()
}

// sided reports whether the columns themselves say what went out.
func (l *layout) sided() bool {
	return l.has(colDebit) || l.has(colCredit) || l.has(colDirection) || l.form.plus
}

// isOwn reports whether a cell, all of it, is a word for money that moved between the
// person's own balances.
func (f *form) isOwn(cell string) bool {
	return len(f.own) > 0 && cell != "" && slices.Contains(f.own, strings.TrimSpace(fold.Key(cell)))
}

// typeWord is word for the column of the type, where a lone dash says nothing.
func (f *form) typeWord(cell string) string {
	if strings.IndexFunc(cell, unicode.IsLetter) < 0 {
		return ""
	}
	return f.word(cell)
}

// word returns the direction for which a cell is a word, all of it: out, in, or "".
func (f *form) word(cell string) string {
	if cell == "" {
		return ""
	}
	switch key := fold.Key(cell); {
	case slices.Contains(f.out, key):
		return "out"
	case slices.Contains(f.in, key):
		return "in"
	}
	return ""
}

// side returns what a word in the cell of an amount says of its direction, as in
// "DR 500.00" and "500.00 CR": out, in, or "".
func (f *form) side(cell string) string {
	if strings.IndexFunc(cell, unicode.IsLetter) < 0 {
		return ""
	}
	for _, word := range strings.FieldsFunc(fold.Key(cell), notWord) {
		if isDigit(word[0]) {
			word = strings.TrimLeft(word, "0123456789") // 500.00CR
		}
		switch {
		case word == "":
		case slices.Contains(f.out, word):
			return "out"
		case slices.Contains(f.in, word):
			return "in"
		}
	}
	return ""
}
