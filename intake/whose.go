package intake

import (
	"recourse/fold"
	"recourse/incident"
)

// whose tells by all rows whose account a column holds that is named no more than
// "account". Banks call the other side's so too, and that is never to be taken for
// the person's own.
type whose struct {
	rows     int               // that have an account
	names    map[string]holder // of who stands beside it, by account
	shared   int               // accounts beside which several names stand
	overflow bool
}

// holder is a folded name, and whether another one stood beside the same account.
type holder struct {
	name   string
	shared bool
}

// openAccount reports whether the rows are to decide it: the names of the columns alone do
// not, neither those of a bank that is known nor those that a person chose.
func (l *layout) openAccount() bool {
	return l.has(colOwnAccount) && !l.bank && l.chosen.IsZero() && !l.has(colAccount) && !l.has(colPayerAccount) && !l.has(colPayeeAccount)
}

// add takes the account of a row and who is named on its other side.
func (w *whose) add(account, name string) {
	const most = 2000 // accounts are enough to tell by
	if account = incident.BareAccount(account); account == "" {
		return
	}
	if w.names == nil {
		w.names = make(map[string]holder)
	}
	w.rows++
	name = fold.Key(name)
	was, known := w.names[account]
	switch {
	case !known && len(w.names) == most:
		w.overflow = true
	case !known || was.name == "":
		w.names[account] = holder{name: name, shared: was.shared}
	case name != "" && name != was.name && !was.shared:
		w.names[account] = holder{name: was.name, shared: true}
		w.shared++
	}
}

// decide gives the column its meaning. Beside a name it is that side's, unless the
// same account stands beside many names, as the person's own does; elsewhere it is
// where hardly an account comes twice, or not one is that of the lines above.
func (w *whose) decide(l *layout) {
	if w.rows == 0 || !l.openAccount() {
		return
	}
	n := len(w.names)
	others := n > 1 && 2*n > w.rows || w.overflow
	if l.besideName() {
		others = others || w.shared == 0 || 2*w.shared < n
	}
	if own := incident.BareAccount(l.own); own != "" {
		_, others = w.names[own]
		others = !others
	}
	if others {
		l.at[colAccount], l.at[colOwnAccount] = l.at[colOwnAccount], 0
	}
}

// besideName reports whether the column stands right behind a name.
func (l *layout) besideName() bool {
	before := l.at[colOwnAccount] - 1
	return before > 0 && (l.at[colName] == before || l.at[colPayee] == before || l.at[colPayer] == before)
}

// named is who a row names on the other side.
func (l *layout) named(cell func(column) string) string {
	for _, col := range []column{colName, colPayee, colPayer} {
		if s := cell(col); s != "" {
			return s
		}
	}
	return ""
}
