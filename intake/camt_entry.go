package intake

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// maxDetails is how many transactions of one entry are held; an entry of more
// stays one payment.
const maxDetails = 20_000

// camtAmount is an amount as it stands.
type camtAmount struct{ text, currency string }

// read returns the amount; ok is false where it is none, or too large.
func (a camtAmount) read() (money.Amount, bool) {
	c := money.Currency(a.currency)
	n, ok := parseDecimal(a.text, '.', c.Exponent())
	return money.Amount{Minor: n, Currency: c}, ok && n >= 0
}

// parseDecimal reads a plain number with a sign before it and decimals after
// point, in minor units of so many digits. Decimals beyond them must be zero.
func parseDecimal(s string, point byte, exponent int) (int64, bool) {
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	n, decimals, seen, after := int64(0), 0, false, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == point && !after:
			after = true
		case c < '0' || c > '9':
			return 0, false
		case after && decimals == exponent:
			if c != '0' {
				return 0, false
			}
		default:
			if n > (math.MaxInt64-9)/10 {
				return 0, false
			}
			n, seen = n*10+int64(c-'0'), true
			if after {
				decimals++
			}
		}
	}
	for ; decimals < exponent; decimals++ {
		if n > math.MaxInt64/10 {
			return 0, false
		}
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, seen
}

// bankCode is a bank transaction code: that of ISO 20022, and the bank's own.
type bankCode struct{ domain, family, sub, own string }

// camtDetail is one transaction of an entry, or what stands at the entry itself.
type camtDetail struct {
	amount, booking, instructed camtAmount
	credit                      string
	code                        bankCode
	debtor, creditor            camtSide
	ref, docRef                 string
	endToEnd, bankRef           string
	text, more                  string
}

// camtSide is one side of a transaction.
type camtSide struct{ name, last, account, bank string }

func (d *camtDetail) side(s camtTag) *camtSide {
	switch s {
	case tagDebtor, tagDebtorAcct, tagDebtorAgent, tagLastDebtor:
		return &d.debtor
	case tagCreditor, tagCreditorAcct, tagCreditorAgent, tagLastCreditor:
		return &d.creditor
	}
	return nil
}

// name returns where the name on side s belongs; what no side is of goes nowhere.
func (d *camtDetail) name(s camtTag) *string {
	side := d.side(s)
	switch {
	case side == nil || s == tagDebtorAgent || s == tagCreditorAgent:
		return new(string)
	case s == tagLastDebtor || s == tagLastCreditor:
		return &side.last
	}
	return &side.name
}

func (d *camtDetail) account(s camtTag) *string {
	if s == tagDebtorAcct || s == tagCreditorAcct {
		return &d.side(s).account
	}
	return nil
}

func (d *camtDetail) bank(s camtTag) *string { return &d.side(s).bank }

// addText adds a line of remittance information.
func (d *camtDetail) addText(s string) {
	const longest = 16 << 10
	switch {
	case s == "" || len(d.text) > longest:
	case d.text == "":
		d.text = s
	default:
		d.text += " " + s
	}
}

// camtEntry is an entry that is being read.
type camtEntry struct {
	amount   camtAmount
	booked   recourse.Moment
	value    recourse.Moment
	badDay   string // the first of its dates that is no day
	state    string
	reversal bool
	text     string
	own      camtDetail // what stands at the entry itself
	details  []camtDetail
	count    int // of details, also of those that are not held
}

func (e *camtEntry) reset() {
	clear(e.details)
	*e = camtEntry{details: e.details[:0]}
}

// detail begins a transaction of the entry.
func (e *camtEntry) detail() {
	if e.count++; e.count <= maxDetails {
		e.details = append(e.details, camtDetail{})
	}
}

func (e *camtEntry) current() *camtDetail {
	if len(e.details) == 0 {
		return &e.own
	}
	return &e.details[len(e.details)-1]
}

// status notes the state. BOOK is the usual one.
func (e *camtEntry) status(s string) {
	switch strings.TrimSpace(s) {
	case "PDNG", "FUTR":
		e.state = incident.Pending
	case "INFO":
		e.state = incident.Notice
	}
}

// give hands out the entry: one payment, or one for each transaction in it where
// these have amounts that add up to it.
func (c *camt) give() {
	e := &c.entry
	total, ok := e.amount.read()
	direction := directionOf(e.own.credit)
	if !ok || direction == "" && e.own.credit != "" {
		c.unread++
		return
	}
	if e.badDay != "" {
		c.undays.add(c.n, e.badDay)
	}
	span := spanOf(c.begins, c.x.win.offset())
	place := "entry " + strconv.Itoa(c.n)
	if amounts, split := c.split(total, direction); split {
		for i := range e.details {
			d := &e.details[i]
			p := c.payment(d, amounts[i], directionOf(cmp.Or(d.credit, e.own.credit)))
			if !c.ledger.entry(p, span, place+"."+strconv.Itoa(i+1)) {
				return
			}
		}
		return
	}
	d := &e.own
	switch {
	case e.count == 1:
		d = &e.details[0]
	case e.count > 1:
		c.unsplit++
	}
	c.ledger.entry(c.payment(d, total, direction), span, place)
}

func directionOf(s string) string {
	switch s {
	case "CRDT":
		return "in"
	case "DBIT":
		return "out"
	}
	return ""
}

// split returns the amounts of the entry's transactions where there are several
// and they add up to the entry.
func (c *camt) split(total money.Amount, direction string) ([]money.Amount, bool) {
	e := &c.entry
	if e.count < 2 || e.count != len(e.details) {
		return nil, false
	}
	amounts := make([]money.Amount, 0, len(e.details))
	sum := money.Amount{Currency: total.Currency}
	for i := range e.details {
		a, ok := e.details[i].own(total.Currency)
		if !ok {
			return nil, false
		}
		amounts = append(amounts, a)
		if directionOf(cmp.Or(e.details[i].credit, e.own.credit)) != direction {
			a.Minor = -a.Minor
		}
		var err error
		if sum, err = sum.Add(a); err != nil {
			return nil, false
		}
	}
	return amounts, sum == total
}

// own returns the transaction's amount in the currency of the entry.
func (d *camtDetail) own(c money.Currency) (money.Amount, bool) {
	for _, a := range []camtAmount{d.amount, d.booking, d.instructed} {
		if a.text != "" && a.currency == string(c) {
			return a.read()
		}
	}
	return money.Amount{}, false
}

// payment makes the payment of a transaction.
func (c *camt) payment(d *camtDetail, a money.Amount, direction string) incident.Payment {
	e := &c.entry
	p := incident.Payment{
		At: e.booked, ValueDate: e.value.Date(), Amount: a, Direction: direction,
		Reference: cmp.Or(d.ref, d.docRef), EndToEnd: provided(d.endToEnd),
		Text: cmp.Or(d.text, d.more, e.own.text, e.own.more, e.text), Status: e.state, Reversal: e.reversal,
	}
	if p.At.IsZero() {
		p.At = e.value
	}
	if p.Reference == "" {
		p.Reference = cmp.Or(p.EndToEnd, e.own.ref, provided(e.own.endToEnd))
		if p.Reference == p.EndToEnd {
			p.EndToEnd = ""
		}
	}
	p.Reference = cmp.Or(p.Reference, d.bankRef, e.own.bankRef)
	// The entry's number first: an account report may not name those of its parts.
	p.Source = p.Source.Numbered("camt end to end", cmp.Or(provided(d.endToEnd), provided(e.own.endToEnd))).
		Numbered("camt", cmp.Or(e.own.bankRef, d.bankRef))
	if d != &e.own || e.count == 0 {
		p.Original = d.agreed(a, direction, e.own.instructed)
	}
	c.ends(&p, d)
	c.rail(&p, d)
	return p
}

// agreed returns what was to be paid, where a was booked instead: in another currency,
// or more of the same that left and less that came, because the bank's charges are in it.
func (d *camtDetail) agreed(a money.Amount, direction string, entry camtAmount) money.Amount {
	for _, o := range []camtAmount{d.instructed, d.booking, d.amount, entry} {
		v, ok := o.read()
		switch {
		case !ok || o.currency == "" || v.Minor == 0:
		case v.Currency != a.Currency,
			direction == "out" && v.Minor < a.Minor && a.Minor-v.Minor < v.Minor,
			direction == "in" && v.Minor > a.Minor && v.Minor-a.Minor < a.Minor:
			return v
		}
	}
	return money.Amount{}
}

// provided returns a reference, or nothing for the word that says that none was given.
func provided(s string) string {
	if s == "NOTPROVIDED" || s == "NOT PROVIDED" {
		return ""
	}
	return s
}

// ends fills in who paid whom. The parties of a reversal are those of the entry
// that it takes back, so that money which comes back comes from its creditor.
func (c *camt) ends(p *incident.Payment, d *camtDetail) {
	payer, payee := d.debtor.end(), d.creditor.end()
	if p.Reversal {
		payer, payee = payee, payer
	}
	mine := incident.Account{Name: cmp.Or(c.own.owner, c.own.name), Account: c.own.number(), Bank: c.own.bank}
	if p.Direction == "in" {
		p.From, p.To = payer, withOwn(payee, mine)
	} else {
		p.From, p.To = withOwn(payer, mine), payee
	}
}

func (s camtSide) end() incident.Account {
	return incident.Account{Name: cmp.Or(s.name, s.last), Account: s.account, Bank: s.bank}
}

// withOwn fills in of an end what the statement's own account says.
func withOwn(a, own incident.Account) incident.Account {
	fill(&a.Name, own.Name)
	fill(&a.Account, own.Account)
	fill(&a.Bank, own.Bank)
	return a
}

// rail says how the payment went: by the code of ISO 20022, by the bank's own
// code, by the bank's words.
func (c *camt) rail(p *incident.Payment, d *camtDetail) {
	e, s := &c.entry, c.opt.Statements
	for _, code := range []bankCode{d.code, e.own.code} {
		if p.Rail == "" {
			p.Rail = s.isoRail(code)
		}
		if p.Rail == "" {
			p.Rail = s.ownRail(code.own)
		}
	}
	words := cmp.Or(e.text, d.more)
	if p.Rail == "" {
		p.Rail = s.wordsRail(words)
	}
	if p.Rail == "card" {
		p.CardNetwork = cardNetwork(words + " " + p.Text)
	}
	if p.Rail == "" && otherEnd(*p).Account != "" {
		p.Rail = "bank-transfer"
	}
}

// otherEnd is the end of a payment that is not the statement's.
func otherEnd(p incident.Payment) incident.Account {
	if p.Direction == "in" {
		return p.From
	}
	return p.To
}

// ownEnd is the end of a payment that is the statement's.
func ownEnd(p incident.Payment) incident.Account {
	if p.Direction == "in" {
		return p.To
	}
	return p.From
}
