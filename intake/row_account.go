package intake

import (
	"recourse/incident"
	"recourse/indicator"
)

// rowAccounts are the accounts that stand in the texts of rows. Where nothing names the
// person's own, they tell which may be that: one that stands in rows of both directions,
// or in every row.
type rowAccounts struct {
	rows int
	seen map[string]rowCount
}

type rowCount struct{ out, in int }

// add takes the text of a row.
func (r *rowAccounts) add(text string, in bool) {
	const most = 2000 // accounts are enough to tell by
	r.rows++
	for _, a := range accountsIn(text) {
		n, known := r.seen[a]
		if !known && len(r.seen) == most {
			continue
		}
		if in {
			n.in++
		} else {
			n.out++
		}
		if r.seen == nil {
			r.seen = make(map[string]rowCount)
		}
		r.seen[a] = n
	}
}

// mayBeOwn reports whether an account may be the statement's own.
func (r *rowAccounts) mayBeOwn(account string) bool {
	const few = 3 // rows that may all be to one payee
	n := r.seen[account]
	return n.in > 0 && n.out > 0 || r.rows >= few && n.in+n.out == r.rows
}

// other returns the account of the other side where a row's text names exactly one
// that is not the statement's own, or "".
func (r *rowAccounts) other(text, own string) string {
	found := ""
	for _, a := range accountsIn(text) {
		switch {
		case incident.SameAccount(a, own) || own == "" && r.mayBeOwn(a):
		case found != "":
			return "" // which one it is, is not said
		default:
			found = a
		}
	}
	return found
}

// accountsIn returns the accounts of a text whose check digits are right, each once.
func accountsIn(text string) (list []string) {
	if digitsIn(text) < fewestInAccount {
		return nil
	}
next:
	for _, i := range indicator.Find(text) {
		if i.Kind != indicator.AccountRS && i.Kind != indicator.IBAN || !i.Valid {
			continue
		}
		for _, known := range list {
			if incident.SameAccount(known, i.Value) {
				continue next
			}
		}
		list = append(list, i.Value)
	}
	return list
}

// fewestInAccount is how many digits a text has at least that holds an account.
const fewestInAccount = 10

// saying are the columns of [layout.wordsOf].
var saying = [...]column{colText, colName, colPayee, colPayer}

// mayName reports whether the words of a row can hold an account: most cannot, and of
// those nothing is copied.
func (l *layout) mayName(s *rowScan) bool {
	n := 0
	for _, col := range saying {
		if l.has(col) {
			n += digitsIn(s.cell(l.at[col] - 1))
		}
	}
	return n >= fewestInAccount
}

// wordsOf is what a row says of its other side and purpose.
func (l *layout) wordsOf(cell func(column) string) string {
	return cell(colText) + "\n" + l.named(cell)
}

// comes reports whether a row's money came in, as far as its cells say so.
func (l *layout) comes(cell func(column) string) bool {
	for k, col := range [2]column{colDebit, colCredit} {
		if n, ok := parseFigure(cell(col), 0, turnedDigits); ok && n != 0 {
			return k == 1
		}
	}
	if side := l.form.word(cell(colDirection)); side != "" {
		return side == "in"
	}
	return l.has(colAmount) && !negative([]byte(cell(colAmount)))
}

// nameAccount gives the other side of a transfer the account that its row's text
// names, where no column does. Of what a bank takes for itself it names the account
// of the payment that it is for.
func (l *layout) nameAccount(e *entry, cells []string) {
	other := &e.To
	if e.Direction == "in" {
		other = &e.From
	}
	if other.Account != "" || e.Rail == "card" || e.Rail == "cash" || l.form.rail != "" {
		return
	}
	digits := 0
	for _, col := range saying {
		digits += digitsIn(l.cell(cells, col))
	}
	if digits < fewestInAccount {
		return
	}
	text := l.wordsOf(func(col column) string { return l.cell(cells, col) })
	own := l.own
	if c := l.cell(cells, colOwnAccount); c != "" {
		own = c
	}
	account := l.texts.other(text, own)
	if account == "" {
		return
	}
	l.words = appendWords(l.words[:0], l.folds.New(text).String())
	if l.form.rails.of(l.words, true) == "other" {
		return
	}
	other.Account = account
	fill(&e.Rail, "bank-transfer")
}
