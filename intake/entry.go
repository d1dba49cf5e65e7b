package intake

import (
	"fmt"
	"strings"
	"time"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// entry is one row of a statement.
type entry struct {
	incident.Payment
	read     bool // the amount could be read
	negative bool
	told     bool   // the direction is the row's own word, not the missing of a sign
	settled  bool   // a word says that it was carried out, and the sums of the row fit
	undated  bool   // its date is no day of the calendar
	own      bool   // it moved money between the person's own balances
	unsure   bool   // only its sign says that it was taken back
	both     bool   // it has one amount that went out and one that came in; the first is taken
	zone     string // in which its clock is, as it stands, where that says no zone
}

// entry reads the row of a number; it is none where it has no date.
func (l *layout) entry(row int, cells []string, zone *time.Location) (entry, bool) {
	var e entry
	named := l.cell(cells, colZone)
	at, unclear, ok := l.moment(l.cell(cells, colDate), named, zone)
	if !ok {
		return e, false
	}
	if at.Precision == recourse.DayOnly && l.has(colTime) {
		if m, without, ok := l.moment(l.cell(cells, colDate)+" "+l.cell(cells, colTime), named, zone); ok {
			at, unclear = m, without
		}
	}
	e.zone = unclear
	e.At, e.undated = at, at.IsZero() && !l.onCalendar(l.cell(cells, colDate))
	if word := l.cell(cells, colStatus); word != "" {
		e.Status = l.form.state[fold.Key(word)]
	}
	for _, col := range []column{colValueDate, colBooked} {
		if m, _, ok := l.moment(l.cell(cells, col), "", nil); ok && e.ValueDate.IsZero() {
			e.ValueDate = m.Date()
		}
	}
	l.amount(&e, row, cells)
	if !e.read {
		return e, true
	}
	e.own = l.form.isOwn(l.cell(cells, colDirection)) || l.form.isOwn(l.cell(cells, colType))
	net := e.Amount
	l.addFee(&e.Payment, cells)
	e.Reference = l.cell(cells, colReference)
	e.Source = l.source().Numbered(l.numbers, e.Reference)
	e.Text = l.cell(cells, colText)
	l.people(&e.Payment, cells)
	l.rail(&e.Payment, cells)
	l.nameAccount(&e, cells)
	switch { // a card's statement names the merchant there
	case !l.has(colCard):
	case e.Direction == "out":
		fill(&e.To.Name, e.Text)
	case e.Reversal:
		fill(&e.From.Name, e.Text)
	}
	l.original(&e.Payment, cells)
	if e.Original.IsZero() && net != e.Amount {
		e.Original = net // what anybody says of it
	}
	if e.Status == stateBooked {
		e.Status, e.settled = "", l.fits(e, cells)
	}
	return e, true
}

// addFee adds the service's fee to what left, where it comes on top of that.
func (l *layout) addFee(p *incident.Payment, cells []string) {
	const most = 1 << 50
	fee, ok := parseFigure(l.cell(cells, colFee), l.decimal, p.Amount.Currency.Exponent())
	if ok && l.feeAdded && p.Direction == "out" && abs(fee) < most && p.Amount.Minor < most {
		p.Amount.Minor += abs(fee)
	}
}

// source is what kind of record a row is. The numbers of two tables are of one form
// where all columns stand at the same places.
func (l *layout) source() incident.Source {
	if l.numbers == "" {
		l.numbers = fmt.Sprint("table ", l.form.id, l.at)
	}
	return walletOr(incident.FromEntry, l.form.rail)
}

// walletOr is the source of what is read from a service by which all its payments
// go, where that is a wallet: money that left it left an account too.
func walletOr(kind incident.SourceKind, rail string) incident.Source {
	if rail == "paypal" || rail == "e-money" {
		kind = incident.FromWallet
	}
	return incident.Source{Kind: kind}
}

// fits reports whether what is left of an amount is the amount without its fee,
// where the row says all three.
func (l *layout) fits(e entry, cells []string) bool {
	exp := e.Amount.Currency.Exponent()
	gross, ok := parseFigure(l.cell(cells, colAmount), l.decimal, exp)
	net, hasNet := parseFigure(l.cell(cells, colNet), l.decimal, exp)
	fee, hasFee := parseFigure(l.cell(cells, colFee), l.decimal, exp)
	return ok && (!hasNet || !hasFee || gross-net == abs(fee))
}

// original notes what was agreed in another currency than the booked one, as an
// amount and in the entry's text as the bank wrote it.
func (l *layout) original(p *incident.Payment, cells []string) {
	cell := l.cell(cells, colOrigAmount)
	cur := findCurrency(l.cell(cells, colOrigCurrency))
	if cur == "" {
		cur = findCurrency(cell)
	}
	if cell == "" || cur == "" || cur == string(p.Amount.Currency) {
		return
	}
	if !strings.Contains(cell, cur) {
		cell += " " + cur
	}
	p.Text = strings.TrimSpace(p.Text + " (" + cell + ")")
	if a, err := money.Parse(cell, money.Currency(cur)); err == nil {
		a.Minor = abs(a.Minor) // which way it went is the entry's direction
		p.Original = a
	}
}

// amount reads what was paid and in which direction.
func (l *layout) amount(e *entry, row int, cells []string) {
	cur := money.Currency(l.currency)
	if l.chosen.cur != "" {
		cur = l.chosen.cur
	}
	if c := findCurrency(l.cell(cells, colCurrency)); c != "" {
		cur = money.Currency(c)
	}
	for k, side := range [2]struct {
		col       column
		dir, back string
	}{{colDebit, "out", "in"}, {colCredit, "in", "out"}} {
		cell := l.cell(cells, side.col)
		n, ok := parseFigure(cell, l.decimal, cur.Exponent())
		if ok && n != 0 && cur == "" {
			if c := findCurrency(cell); c != "" {
				cur = money.Currency(c)
				n, ok = parseFigure(cell, l.decimal, cur.Exponent())
			}
		}
		if ok && n != 0 && e.read {
			e.both = true
		} else if ok && n != 0 {
			e.Amount, e.Direction, e.read, e.told = money.Amount{Minor: abs(n), Currency: cur}, side.dir, true, true
			if e.Reversal, e.unsure = l.turned.back(row, k, n < 0); e.Reversal {
				e.Direction = side.back
			}
		}
	}
	if e.read || !l.has(colAmount) {
		return
	}
	cell := l.cell(cells, colAmount)
	n, ok := parseFigure(cell, l.decimal, cur.Exponent())
	if !ok {
		return
	}
	if cur == "" {
		cur = money.Currency(findCurrency(cell))
	}
	e.Amount, e.read, e.negative = money.Amount{Minor: abs(n), Currency: cur}, true, n < 0
	e.Direction = "in"
	plus := l.form.plus || l.signs.repaidByMinus(l)
	if n < 0 != plus {
		e.Direction = "out"
	}
	e.told = plus
	if side := l.form.typeWord(l.cell(cells, colType)); side != "" && l.signs.worded() {
		e.Direction, e.told = side, true
	}
	if side := l.form.side(cell); side != "" {
		e.Direction, e.told = side, true
	}
	if side := l.form.word(l.cell(cells, colDirection)); side != "" {
		e.Direction, e.told = side, true
	}
}

// people fills in who paid whom. The names of a row that takes another back are those
// of that one: money that comes back comes from its payee.
func (l *layout) people(p *incident.Payment, cells []string) {
	own := l.own
	if c := l.cell(cells, colOwnAccount); c != "" {
		own = c
	}
	if card := l.cell(cells, colCard); own == "" && strings.ContainsAny(card, "0123456789") {
		own = maskCard(card) // a card's statement names the card and no account
	}
	other := incident.Account{Name: l.cell(cells, colName), Account: l.cell(cells, colAccount)}
	p.From, p.To = incident.Account{Account: own}, other
	if (p.Direction == "in") != p.Reversal {
		p.From, p.To = p.To, p.From
	}
	fill(&p.From.Name, l.cell(cells, colPayer))
	fill(&p.From.Account, l.cell(cells, colPayerAccount))
	fill(&p.To.Name, l.cell(cells, colPayee))
	fill(&p.To.Account, l.cell(cells, colPayeeAccount))
	if p.Reversal {
		p.From, p.To = p.To, p.From
	}
}

// maskCard hides the middle of a card's whole number; nothing needs it.
func maskCard(s string) string {
	for _, found := range indicator.Find(s) {
		if found.Kind == indicator.Card {
			return s[:found.Span.Start] + found.Text + s[found.Span.End:]
		}
	}
	return s
}

func fill(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

// ends moves the other side to the receiving end of a payment whose direction
// turned out to be unknown: that is where a missing direction means "out".
func (l *layout) ends(p *incident.Payment) {
	switch {
	case !l.has(colPayer) && !l.has(colPayee):
		p.From, p.To = p.To, p.From
	case l.has(colAccount): // the names have their own columns
		p.From.Account, p.To.Account = p.To.Account, p.From.Account
	}
}
