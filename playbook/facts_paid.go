package playbook

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/rule"
)

// paidFacts adds up the payments that left.
func (p *planner) paidFacts() {
	var out []*incident.Payment
	undated := false // one without a day may be the first
	for i := range p.inc.Payments {
		pay := &p.inc.Payments[i]
		if pay.Direction == "in" {
			continue
		}
		out = append(out, pay)
		undated = undated || pay.At.IsZero() && !p.aside[i]
	}
	if len(out) == 0 {
		if len(p.inc.Payments) > 0 { // that money was asked for does not say that none was sent
			p.yes("paid.any", false)
		}
		return
	}
	p.yes("paid.any", true)
	slices.SortStableFunc(out, func(a, b *incident.Payment) int { return a.At.Time.Compare(b.At.Time) })
	p.set("paid.first", rule.Day(firstDay(out)))
	p.assumed["paid.first"] = undated
	p.set("paid.last", rule.Day(out[len(out)-1].At.Date()))
	p.paid = sumOf(out)
	if totals, err := totalsOf(out); err != nil || len(totals) > 1 {
		p.problems = append(p.problems, recourse.P("plan.problem.several-currencies"))
	}
	p.placeFacts(out)
	p.railFacts(out)
}

func firstDay(sorted []*incident.Payment) recourse.Date {
	for _, pay := range sorted {
		if !pay.At.IsZero() {
			return pay.At.Date()
		}
	}
	return recourse.Date{}
}

// totalsOf adds up payments, each currency on its own.
func totalsOf(out []*incident.Payment) ([]money.Amount, error) {
	amounts := make([]money.Amount, len(out))
	for i, pay := range out {
		amounts[i] = pay.Amount
	}
	return money.Totals(amounts)
}

// sumOf says how much was paid by some payments: an amount, one for each currency,
// or that it is not known.
func sumOf(out []*incident.Payment) any {
	totals, err := totalsOf(out)
	unknown := func(a money.Amount) bool { return a.Currency == "" }
	if err != nil || len(totals) == 0 || slices.ContainsFunc(totals, unknown) {
		return recourse.P("plan.paid-unknown")
	}
	var sum any = totals[len(totals)-1]
	for _, a := range slices.Backward(totals[:len(totals)-1]) {
		sum = recourse.P("plan.paid-and", "first", a, "rest", sum)
	}
	return sum
}

// transfers are the rails on which a bank can ask another to send money back.
var transfers = []string{"bank-transfer", "instant", "sepa", "swift"}

func (p *planner) railFacts(out []*incident.Payment) {
	seen := map[string]recourse.Date{}
	unknown := false
	for _, pay := range out {
		day := pay.At.Date()
		for _, name := range railNames(pay) {
			if seen[name].Before(day) || seen[name].IsZero() {
				seen[name] = day
			}
		}
		unknown = unknown || pay.Rail == ""
		if pay.Authorised != nil && !*pay.Authorised {
			seen["paid.unauthorised"] = day
		}
	}
	for _, name := range railFactNames {
		day, paid := seen[name]
		switch {
		case paid:
			p.set(name, rule.YesNo(true, "ago", rule.Ago(day, p.today), "date", day))
		case !unknown:
			p.yes(name, false)
		}
	}
	p.yes("paid.rail-unknown", unknown)
	p.unauthorisedFact(out, seen)
}

// unauthorisedFact is known where every payment says so or one says that it
// was not the person's own.
func (p *planner) unauthorisedFact(out []*incident.Payment, seen map[string]recourse.Date) {
	if day, ok := seen["paid.unauthorised"]; ok {
		p.set("paid.unauthorised", rule.YesNo(true, "ago", rule.Ago(day, p.today), "date", day))
		return
	}
	if !slices.ContainsFunc(out, func(pay *incident.Payment) bool { return pay.Authorised == nil }) {
		p.yes("paid.unauthorised", false)
	}
}

var railFactNames = []string{
	"paid.transfer", "paid.dinar", "paid.instant", "paid.sepa", "paid.swift", "paid.card", "paid.paypal", "paid.debit",
	"paid.e-money", "paid.money-transfer", "paid.crypto", "paid.cash",
}

// railNames lists the facts that a payment makes true. A dinar transfer never
// leaves Serbia's own systems; a transfer in euros may be SEPA, which the rail says.
func railNames(pay *incident.Payment) []string {
	var names []string
	if slices.Contains(transfers, pay.Rail) {
		names = append(names, "paid.transfer")
		if pay.Amount.Currency == "RSD" {
			names = append(names, "paid.dinar")
		}
	}
	switch pay.Rail {
	case "instant", "sepa", "swift", "card", "paypal", "e-money", "money-transfer", "crypto", "cash":
		names = append(names, "paid."+pay.Rail)
	case "direct-debit":
		names = append(names, "paid.debit")
	}
	return names
}

// paymentFacts sets the facts of one payment.
func paymentFacts(values map[string]rule.Value, pay *incident.Payment, home string) {
	values["payment.at"] = rule.When(pay.At)
	values["payment.rail"] = rule.Choice(pay.Rail)
	network := strings.ToLower(pay.CardNetwork)
	if network != "" && !slices.Contains([]string{"visa", "mastercard", "amex"}, network) {
		network = "other"
	}
	values["payment.network"] = rule.Choice(network)
	values["payment.currency"] = rule.Text(string(pay.Amount.Currency))
	if pay.Amount.Currency != "" {
		values["payment.amount"] = rule.Sum(pay.Amount)
	}
	values["payment.to-country"] = rule.Text(payeeCountry(pay))
	values["payment.provider"] = rule.Choice(cmp.Or(providerOf(pay), "other"))
	values["payment.bank-country"] = rule.Text(strings.ToUpper(cmp.Or(pay.From.Country, home)))
	if pay.Authorised != nil {
		values["payment.authorised"] = rule.YesNo(*pay.Authorised)
	}
}

// placeFacts says where the money went and through whose hands, as far as the
// vocabulary names these places and firms.
func (p *planner) placeFacts(out []*incident.Payment) {
	to, firms, unknown := []string{}, []string{}, false
	for _, pay := range out {
		country := payeeCountry(pay)
		unknown = unknown || country == "" && slices.Contains(transfers, pay.Rail)
		to = p.addListed(to, "paid.to", country)
		firms = p.addListed(firms, "paid.provider", providerOf(pay))
	}
	if len(to) > 0 || !unknown {
		p.set("paid.to", rule.Set(to))
	}
	p.set("paid.provider", rule.Set(firms))
}

// addListed adds a value to a set where the vocabulary lists it.
func (p *planner) addListed(set []string, fact, value string) []string {
	f, ok := p.book.facts.Fact(fact)
	if !ok || !slices.Contains(f.Of, value) || slices.Contains(set, value) {
		return set
	}
	return append(set, value)
}

// payeeCountry is where the receiving account is: as said, else as its IBAN
// begins; a dinar transfer stays in Serbia. It is empty where nothing tells.
func payeeCountry(pay *incident.Payment) string {
	if pay.To.Country != "" {
		return strings.ToUpper(pay.To.Country)
	}
	if pay.Amount.Currency == "RSD" && slices.Contains(transfers, pay.Rail) {
		return "RS"
	}
	account := strings.ToUpper(strings.ReplaceAll(pay.To.Account, " ", ""))
	if len(account) >= 15 && isLetter(account[0]) && isLetter(account[1]) && isDigit(account[2]) && isDigit(account[3]) {
		return account[:2]
	}
	return ""
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// providers are the firms that a payment's bank, payee or text can name. The
// first word is the value of the fact.
var providers = [][]string{
	{"revolut"},
	{"wise", "transferwise"},
	{"western-union", "western union"},
	{"moneygram"},
}

// providerOf is the firm that the payer sent the money through: of a transfer
// the payer's own bank, of cash and other ways whoever is named.
func providerOf(pay *incident.Payment) string {
	text := pay.From.Bank
	if !slices.Contains(transfers, pay.Rail) {
		text += " " + pay.To.Bank + " " + pay.To.Name + " " + pay.Text
	}
	text = " " + strings.ToLower(text) + " "
	for _, names := range providers {
		for _, name := range names {
			if i := strings.Index(text, strings.ReplaceAll(name, "-", " ")); i > 0 && !isLower(text[i-1]) {
				return names[0]
			}
		}
	}
	return ""
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
