package intake

import (
	"slices"
	"strings"

	"recourse/fold"
)

// whole reads a header row that one of the whole rows is: all of its names, in
// any order, and hardly another.
func (f *form) whole(cells []string) (table, bool) {
	if len(f.rows) == 0 {
		return table{}, false
	}
	keys := make([]string, len(cells))
	currencies := make([]string, len(cells))
	for i, c := range cells {
		keys[i], currencies[i] = columnKey(c)
	}
	for _, row := range f.rows {
		const more, many = 2, 8 // a row of many names may stand among more that the person chose
		if len(cells) < len(row.keys) || len(cells) > len(row.keys)+more && len(row.keys) < many {
			continue
		}
		t := table{form: f, known: len(row.keys) + 1, bank: true, feeAdded: row.feeAdded, countries: row.countries}
		for k, key := range row.keys {
			i := slices.Index(keys, key)
			if i < 0 {
				t.known = 0
				break
			}
			col := row.cols[k]
			if t.has(col) || col == colOther {
				continue
			}
			t.at[col] = i + 1
			t.names(col, currencies[i])
		}
		if t.known == 0 {
			continue
		}
		if !t.has(colDate) {
			t.at[colDate] = t.at[colBooked]
		}
		return t, true
	}
	return table{}, false
}

// table is a header row that was recognised.
type table struct {
	form     *form
	at       [colCount]int // place in the row, from one; 0 where there is none
	known    int
	unknown  []string
	bank     bool   // the whole row is that of one bank
	feeAdded bool   // the fee comes on top of the amount that left
	currency string // named in a header, such as "Iznos (RSD)"
	// countries are those of the banks that write such a table, as far as they are known.
	countries []string
}

// names notes the currency that a column's name has.
func (t *table) names(col column, currency string) {
	switch {
	case currency == "":
	case col == colAmount || col == colDebit || col == colCredit:
		t.currency = currency
	case col == colBalance && t.currency == "":
		t.currency = currency
	}
}

// header reads a row as the names of columns. It is a header where it has a
// date and an amount.
func (f *form) header(row []string) (table, bool) {
	if t, ok := f.whole(row); ok {
		return t, true
	}
	t := table{form: f, countries: f.countries}
	for i, cell := range row {
		key, currency := columnKey(cell)
		col, ok := f.names[key]
		if !ok {
			if key != "" {
				t.unknown = append(t.unknown, strings.TrimSpace(cell))
			}
			continue
		}
		t.known++
		if t.has(col) || col == colOther {
			continue
		}
		t.at[col] = i + 1
		t.names(col, currency)
	}
	if !t.has(colDate) {
		t.at[colDate] = t.at[colBooked]
	}
	t.settle()
	return t, t.complete()
}

// settle tells the amount in the account's currency from the one in the currency of the
// purchase, where the names of the columns say it together: beside an amount that names
// its currency ("Iznos u RSD") the column of currencies is of the other amount, and an
// amount that stands alone is the account's, whatever it is called.
func (t *table) settle() {
	moved := func(from, to column) { t.at[to], t.at[from] = t.at[from], 0 }
	switch {
	case !t.has(colOrigAmount):
	case !t.has(colAmount) && !t.has(colDebit) && !t.has(colCredit):
		moved(colOrigAmount, colAmount)
		if !t.has(colCurrency) {
			moved(colOrigCurrency, colCurrency)
		}
	case t.currency != "" && t.has(colCurrency) && !t.has(colOrigCurrency):
		moved(colCurrency, colOrigCurrency)
	}
}

func (t *table) has(col column) bool { return t.at[col] > 0 }

// complete reports whether the columns make a statement.
func (t *table) complete() bool {
	return t.has(colDate) && (t.has(colAmount) || t.has(colDebit) || t.has(colCredit))
}

// columnKey folds a column's name, without what stands in brackets and without a
// currency at its end, which it returns.
func columnKey(cell string) (key, currency string) {
	const longest = 200
	cell = strings.TrimSpace(cell[:runeStart(cell, longest)])
	if i := strings.IndexAny(cell, "(["); i > 0 {
		currency = findCurrency(fold.Key(cell[i:]))
		cell = cell[:i]
	}
	words := strings.Fields(fold.Key(strings.Trim(cell, " .:*\"'\ufeff")))
	if n := len(words); n > 1 {
		if c := findCurrency(words[n-1]); c != "" {
			currency, words = c, words[:n-1]
			if last := words[len(words)-1]; len(words) > 1 && (last == "u" || last == "in") {
				words = words[:len(words)-1]
			}
		}
	}
	return strings.Join(words, " "), currency
}
