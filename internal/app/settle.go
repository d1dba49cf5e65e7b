package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

// settling decides in which currency the entries of statements are that name none: once
// for all entries of an account, never for one alone.
type settling struct {
	statements *intake.Statements
	country    string
	spoken     map[int64][]spoken // by amount
	named      map[string]bool    // accounts that the messages name
}

// spoken is a sum with its currency that is told or seen elsewhere, on a day.
type spoken struct {
	amount money.Amount
	day    recourse.Date
	in     bool
}

// leastSpoken is how many sums that differ must name a currency to give it to a
// statement by themselves.
const leastSpoken = 2

// settle gives the entries of the files' statements that name no currency the one that
// follows: from other entries, from sums that the messages or slips name and the
// statement shows, from the accounts, from the bank's form, and from the country. The
// entries say from what, and so does a problem of the file. Where what is known differs,
// nothing is taken, and the file keeps the problem that it names none.
func (e *Engines) settle(files []intake.File, t Thread, v scam.Verdict, c Circumstances) {
	all := flatten(files)
	if !slices.ContainsFunc(all, lacksCurrency) {
		return
	}
	s := settling{statements: e.Statements, country: c.Country, spoken: make(map[int64][]spoken), named: make(map[string]bool)}
	s.hear(&assembly{thread: t, verdict: v})
	for _, f := range all {
		if lists(f) {
			continue
		}
		for _, p := range f.Payments {
			s.add(p.Amount, p.At.Date(), p.Direction == "in")
		}
	}
	for _, f := range all {
		if lists(f) && lacksCurrency(f) {
			s.file(f)
		}
	}
}

func lacksCurrency(f *intake.File) bool {
	return slices.ContainsFunc(f.Payments, func(p incident.Payment) bool { return p.Amount.Currency == "" || p.CurrencyFrom != "" })
}

// hear notes the sums that the messages name with their currency.
func (s *settling) hear(a *assembly) {
	told := func(list []scam.Telling, in bool) {
		for _, t := range list {
			if at := a.toldAt(t); !at.IsZero() && !t.Guess && !t.Taken {
				s.add(t.Amount, t.When.On(at.Date()), in)
			}
		}
	}
	told(a.verdict.Tellings, false)
	told(a.verdict.Came, true)
	for _, found := range a.verdict.Indicators {
		if found.Kind == indicator.AccountRS || found.Kind == indicator.IBAN {
			s.named[incident.BareAccount(found.Value)] = true
		}
	}
}

func (s *settling) add(amount money.Amount, day recourse.Date, in bool) {
	if amount.Currency != "" && amount.Currency != unknownMoney && !day.IsZero() && len(s.spoken[amount.Minor]) < maxRows {
		s.spoken[amount.Minor] = append(s.spoken[amount.Minor], spoken{amount, day, in})
	}
}

// unknownMoney is the currency of sums in words that name none.
const unknownMoney = "XXX"

// file settles the accounts of one statement.
func (s *settling) file(f *intake.File) {
	byAccount := make(map[string][]int)
	var order []string
	for i := range f.Payments {
		p := &f.Payments[i]
		if p.CurrencyFrom != "" { // settled before, by less than is known now
			p.Amount.Currency, p.CurrencyFrom = "", ""
		}
		own := incident.BareAccount(ownEnd(p).Account)
		if _, ok := byAccount[own]; !ok {
			order = append(order, own)
		}
		byAccount[own] = append(byAccount[own], i)
	}
	const unknown, derived = "currency-unknown", "currency-derived"
	f.Problems = slices.DeleteFunc(slices.Clone(f.Problems), func(p recourse.Problem) bool { return p.Code == unknown || p.Code == derived })
	open := false
	for _, own := range order {
		cur, from := s.decide(f, byAccount[own])
		took := false
		for _, i := range byAccount[own] {
			p := &f.Payments[i]
			switch {
			case p.Amount.Currency != "":
			case cur == "":
				open = true
			default:
				p.Amount.Currency, p.CurrencyFrom, took = cur, from, true
			}
		}
		if took {
			because := recourse.P("intake.currency."+from, "currency", string(cur))
			says := recourse.Problem{Path: f.Path, Code: derived, Detail: string(cur), Args: recourse.Args{"currency": string(cur), "because": because}}
			if !slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == derived && p.Detail == says.Detail }) {
				f.Problems = append(f.Problems, says)
			}
		}
	}
	if open {
		f.Problems = append(f.Problems, recourse.Problem{Path: f.Path, Code: unknown})
	}
}

// ownEnd is the person's end of an entry.
func ownEnd(p *incident.Payment) incident.Account {
	if p.Direction == "in" {
		return p.To
	}
	return p.From
}

// decide returns the currency of the entries of one account, and from what it follows;
// none where nothing says so, or what says so differs.
func (s *settling) decide(f *intake.File, rows []int) (cur money.Currency, from string) {
	var words, rowsSay votes
	domestic := ""
	sums := make(map[int64]bool)
	known := false // an account that is shown was named in the messages
	for _, i := range rows {
		p := &f.Payments[i]
		rowsSay.add(p.Amount.Currency)
		other := counterparty(*p).Account
		if p.Amount.Currency == "" {
			for _, w := range s.spoken[p.Amount.Minor] {
				if w.in == (p.Direction == "in") && near(p.At, recourse.OnDay(w.day)) {
					words.add(w.amount.Currency)
					sums[w.amount.Minor] = true
					known = known || other != "" && s.named[incident.BareAccount(other)]
				}
			}
		}
		if domestic == "" && national(other) {
			domestic = "RS"
		}
	}
	switch {
	case rowsSay.one() != "":
		return usable(rowsSay.one(), incident.CurrencyByRows)
	case rowsSay.any(), words.any() && words.one() == "":
		return "", ""
	case words.one() != "" && (len(sums) >= leastSpoken || known):
		return usable(words.one(), incident.CurrencyByWords)
	}
	cur, from = s.byPlace(f, ownEnd(&f.Payments[rows[0]]).Account, domestic)
	if words.any() && words.one() != cur {
		return "", ""
	}
	return usable(cur, from)
}

// byPlace is what the places say: the own account, else the accounts of the other
// sides, the form and the person's country, as far as they agree. The country alone
// counts where banks there write such a form.
func (s *settling) byPlace(f *intake.File, own, domestic string) (cur money.Currency, from string) {
	if cur = s.statements.Money(accountCountry(own)); cur != "" {
		return cur, incident.CurrencyByAccounts
	}
	var v votes
	if cur = s.statements.Money(domestic); cur != "" {
		v.add(cur)
		from = incident.CurrencyByAccounts
	}
	if len(f.Countries) == 1 {
		if cur = s.statements.Money(f.Countries[0]); cur != "" {
			v.add(cur)
			if from == "" {
				from = incident.CurrencyByForm
			}
		}
	}
	if cur = s.statements.Money(s.country); cur != "" && (from != "" || slices.Contains(f.Countries, s.country)) {
		v.add(cur)
		if from == "" {
			from = incident.CurrencyByCountry
		}
	}
	if v.one() == "" {
		return "", ""
	}
	return v.one(), from
}

// usable refuses a currency whose minor units are others than those by which figures
// without one were read.
func usable(cur money.Currency, from string) (money.Currency, string) {
	if cur == "" || cur.Exponent() != money.Currency("").Exponent() {
		return "", ""
	}
	return cur, from
}

// accountCountry is the country of an account that says it, or "".
func accountCountry(account string) string {
	if iban, err := indicator.ParseIBAN(account); err == nil {
		return iban[:2]
	}
	if national(account) {
		return "RS"
	}
	return ""
}

// national reports whether an account is written as only payments within Serbia name
// it. Accounts in Montenegro have the same form, and banks' numbers that begin with 5.
func national(account string) bool {
	v, err := indicator.ParseAccountRS(account)
	return err == nil && v[0] != '5'
}

// votes are the currencies that several things name.
type votes struct {
	cur  money.Currency
	many bool
}

func (v *votes) add(cur money.Currency) {
	v.many = v.many || cur != "" && v.cur != "" && cur != v.cur
	if v.cur == "" {
		v.cur = cur
	}
}

func (v *votes) any() bool { return v.cur != "" }

// one returns the currency that all of them name, or "".
func (v *votes) one() money.Currency {
	if v.many {
		return ""
	}
	return v.cur
}
