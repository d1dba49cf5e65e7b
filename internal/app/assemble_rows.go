package app

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

const (
	// nearDays is how many days a booking may lie from the words about it to be
	// taken for the same payment.
	nearDays = 7
	// minPayee is the shortest name of a payee, in letters, that is looked for in
	// the thread.
	minPayee = 5
)

// rowKey is an entry of a statement: its file and its place among the payments.
type rowKey struct {
	item  string
	place int
}

// rowChoice are the entries of statements that belong to the matter.
type rowChoice struct {
	ours     map[rowKey]bool
	possible map[rowKey]bool // may belong, which only their sum says
	unclear  map[rowKey]bool // fit what was told as others do, so that none was chosen
}

func (c *rowChoice) has(item string, place int) bool { return c.ours[rowKey{item, place}] }

// row is an entry that words about its amount may mean.
type row struct {
	rowKey
	payment *incident.Payment // of its file: a statement may have a million
}

// claim is what words say of a payment: an amount, when, and how or to whom, as
// far as they say it.
type claim struct {
	amount   money.Amount
	at       recourse.Moment
	days     []recourse.Date // the two that it can be, where at is not known
	span     recourse.Span
	paid     bool // else it was asked for
	declined bool // the person said that they would not or could not pay
	rail     string
	accounts []string // where it was to go, or went
	asked    []string // accounts of banks that were named with the demand which the words answer
}

// lists reports whether a file lists payments of which only some need belong: a
// statement, or a page of several.
func lists(f *intake.File) bool {
	return f.Kind == intake.KindStatement || f.Labelled && len(f.Payments) > 1
}

// chooseRows finds the statements' entries that are part of the matter: whose
// counterparty stands in the thread, that name the order, or that are what the
// thread speaks of. Words give hardly more than an amount and a day, so an entry
// must differ from them in nothing that both know; and where entries to several
// payees fit the words, none of them is chosen and the person is asked.
func (a *assembly) chooseRows() {
	a.rows = &rowChoice{ours: make(map[rowKey]bool), possible: make(map[rowKey]bool), unclear: make(map[rowKey]bool)}
	claims := a.claimsByAmount()
	open := make(map[int64][]row) // by amount, what only words can speak for
	sure := make(map[int64][]row)
	for _, f := range a.files {
		if !lists(f) || a.side.foreign[f.SHA256] {
			continue
		}
		for i := range f.Payments {
			p := &f.Payments[i]
			r := row{rowKey{f.SHA256, i}, p}
			keys := []int64{p.Amount.Minor}
			if !p.Original.IsZero() && p.Original.Minor != p.Amount.Minor {
				keys = append(keys, p.Original.Minor)
			}
			named := a.names(*p) || a.onSlip(p)
			if named {
				a.rows.ours[r.rowKey] = true
			}
			for _, k := range keys {
				switch {
				case p.Direction == "in" || p.Status == incident.Notice || p.Status == incident.Proposed || a.isOwn(p.To.Account) || len(claims[k]) == 0:
				case !named && a.thread.isApart(*p) && !slices.ContainsFunc(claims[k], func(c claim) bool { return c.paid && c.means(*p) }):
				case named:
					sure[k] = append(sure[k], r)
				case len(open[k]) < maxRows:
					open[k] = append(open[k], r)
				}
			}
		}
	}
	for _, k := range sortedKeys(open) {
		a.chooseAmong(open[k], sure[k], claims[k])
	}
	a.chooseIncomes()
}

// maxRows is how many entries of one amount are compared with words about it.
const maxRows = 1000

func sortedKeys(m map[int64][]row) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// names reports whether an entry names a counterparty or an order of the matter.
func (a *assembly) names(p incident.Payment) bool {
	if a.partyOf(counterparty(p).Account) != "" || p.Direction != "in" && a.unsided(p.To.Account) {
		return true
	}
	for _, o := range a.in.Orders {
		if o.Number != "" && (strings.Contains(p.Text, o.Number) || strings.Contains(p.To.Name, o.Number) || strings.Contains(p.Reference, o.Number)) {
			return true
		}
		if !o.Value.IsZero() && (incident.SameAmount(o.Value, p.Amount) || incident.SameAmount(o.Value, p.Original)) && near(p.At, recourse.OnDay(o.ContractedOn)) {
			return true
		}
	}
	return false
}

// payee is to whom an entry went, however it is written.
func payee(p incident.Payment) string {
	if p.To.Account != "" {
		return incident.BareAccount(p.To.Account)
	}
	return fold.Key(cmp.Or(p.To.Name, p.Text))
}

// claimsByAmount are the words about payments: what the person says that was
// paid, and what the other side asked for and nobody says was paid.
func (a *assembly) claimsByAmount() map[int64][]claim {
	by := make(map[int64][]claim)
	add := func(amount money.Amount, span recourse.Span, c claim) {
		m, ok := a.messageAt(span)
		if !ok || m.Doubtful || m.Time.IsZero() && len(m.Days) == 0 || !c.paid && a.isPerson(m.From) || len(by[amount.Minor]) >= maxRows {
			return
		}
		c.amount, c.at, c.days, c.span, c.rail = amount, m.Time, m.Days, span, a.statements.ToldRail(m.Text)
		for _, i := range indicator.Find(m.Text) {
			switch i.Kind {
			case indicator.AccountRS, indicator.IBAN:
				c.accounts = append(c.accounts, incident.BareAccount(i.Value))
				c.rail = cmp.Or(c.rail, "bank-transfer")
			}
		}
		switch {
		case len(c.accounts) > 0:
		case c.paid:
			c.asked = a.accountsAsked(amount, span)
		default:
			c.accounts = a.accountsFor(amount, span)
		}
		by[amount.Minor] = append(by[amount.Minor], c)
	}
	told := make(map[money.Amount]bool)
	for _, list := range [][]scam.Telling{a.verdict.Tellings, a.verdict.Confirmed, a.verdict.Totals} {
		for _, t := range list {
			told[t.Amount] = true
			add(t.Amount, t.Span, claim{paid: true})
		}
	}
	for _, d := range a.verdict.Askings {
		if !told[d.Amount] {
			add(d.Amount, d.Span, claim{declined: d.Declined.Len() > 0})
		}
	}
	return by
}

// speaksOf reports whether the words can mean the entry: nothing that both know
// differs.
func (c claim) speaksOf(p incident.Payment) bool {
	if !incident.SameAmount(c.amount, p.Amount) && !incident.SameAmount(c.amount, p.Original) {
		return false
	}
	if !slices.ContainsFunc(c.when(), func(at recourse.Moment) bool {
		// Nobody pays days before it is asked for.
		return near(p.At, at) && (c.paid || p.At.Date().DaysUntil(at.Date()) <= 1)
	}) {
		return false
	}
	if c.rail != "" && p.Rail != "" && !sameRail(c.rail, p.Rail) {
		return false
	}
	return holds(c.accounts, p.To.Account)
}

// holds reports whether an account is among those that are known, as far as any are.
func holds(accounts []string, account string) bool {
	return len(accounts) == 0 || account == "" || slices.Contains(accounts, incident.BareAccount(account))
}

// when are the times that the words can be of.
func (c claim) when() []recourse.Moment {
	if !c.at.IsZero() || len(c.days) == 0 {
		return []recourse.Moment{c.at}
	}
	return []recourse.Moment{recourse.OnDay(c.days[0]), recourse.OnDay(c.days[1])}
}

// means reports whether the words mean an entry that nothing else ties to the matter:
// it went to the account that was named where the sum was asked for, if it says where
// it went, and by a transfer.
func (c claim) means(p incident.Payment) bool {
	if !c.speaksOf(p) {
		return false
	}
	if len(c.asked) == 0 || len(c.accounts) > 0 || c.rail != "" {
		return true
	}
	return holds(c.asked, p.To.Account) && (p.Rail == "" || sameRail("bank-transfer", p.Rail))
}

// sameRail reports whether words and a statement can name one way to pay: people
// do not tell kinds of transfers from each other.
func sameRail(told, booked string) bool {
	transfer := []string{"bank-transfer", "instant", "sepa", "swift", "other"}
	switch {
	case told == booked, booked == "other":
		return true
	case told == "crypto" || told == "paypal" || told == "money-transfer" || told == "e-money":
		return booked != "cash" // what was bought or loaded with a card or a transfer
	}
	return slices.Contains(transfer, told) && slices.Contains(transfer, booked)
}

// chooseAmong chooses the entries of one amount that the words mean. sure are
// those that are known to belong: they are what the words speak of first.
func (a *assembly) chooseAmong(open, sure []row, claims []claim) {
	claims, asked := split(claims)
	if len(claims) == 0 {
		a.chooseAsked(open, sure, asked)
		return
	}
	told, at := a.toldTimes(claims, sure)
	var fit []row
	payees := make(map[string]bool)
	for _, r := range open {
		if slices.ContainsFunc(claims, func(c claim) bool { return c.means(*r.payment) }) {
			fit = append(fit, r)
			payees[payee(*r.payment)] = true
		}
	}
	if told > 0 && len(fit) == 0 {
		a.offerOthers(open, claims)
		a.sayElsewhere(open, claims)
	}
	if told <= 0 || len(fit) == 0 {
		return
	}
	if len(payees) > 1 && len(fit) > told {
		named := slices.DeleteFunc(slices.Clone(fit), func(r row) bool { return !a.inThread(*r.payment) })
		if len(named) == 0 || slices.ContainsFunc(named, func(r row) bool { return payee(*r.payment) != payee(*named[0].payment) }) {
			a.sayRows(fit, at)
			return
		}
		fit = named
	}
	for _, r := range fit {
		a.rows.ours[r.rowKey] = true
	}
}

// toldTimes returns of how many payments the words speak that the sure entries do
// not show, and where.
func (a *assembly) toldTimes(claims []claim, sure []row) (n int, at recourse.Span) {
	used := make(map[rowKey]bool)
	for _, t := range a.byMessage(claims) {
		i := slices.IndexFunc(sure, func(r row) bool { return !used[r.rowKey] && t.speaksOf(*r.payment) })
		if i >= 0 {
			used[sure[i].rowKey] = true
			continue
		}
		n, at = n+1, t.span
	}
	return n, at
}

// byMessage are the claims of having paid that may each mean a payment of their own:
// one of a message, but for those that say "again".
func (a *assembly) byMessage(claims []claim) []claim {
	var list []claim
	for _, c := range claims {
		t := slices.IndexFunc(a.verdict.Tellings, func(t scam.Telling) bool { return t.Span == c.span })
		if len(list) == 0 || t >= 0 && (a.verdict.Tellings[t].Again || a.verdict.Tellings[t].Fresh) {
			list = append(list, c)
		}
	}
	return list
}

// inThread reports whether the thread names the payee of an entry.
func (a *assembly) inThread(p incident.Payment) bool {
	key := fold.Key(p.To.Name)
	if len(key) < minPayee {
		return false
	}
	return slices.ContainsFunc(a.thread.Messages, func(m incident.Message) bool {
		return a.side.other[m.From] && strings.Contains(fold.Key(m.Text), key)
	})
}

// sayRows says that several entries fit what was told and none was chosen.
func (a *assembly) sayRows(fit []row, at recourse.Span) {
	for _, r := range fit {
		a.rows.unclear[r.rowKey] = true
	}
	piece, _ := a.thread.Piece(at)
	amount := fit[0].payment.Amount
	a.problems = append(a.problems, recourse.Problem{
		Path: piece.Name, Code: "payment-rows-unclear", Detail: amount.String(), Args: recourse.Args{"amount": amount, "n": len(fit)},
	})
}

// sayElsewhere says that an entry of a sum that is told as paid went elsewhere than
// where the sum was asked for, and was not taken for that payment.
func (a *assembly) sayElsewhere(open []row, claims []claim) {
	for _, c := range claims {
		if c.paid && slices.ContainsFunc(open, func(r row) bool { return c.speaksOf(*r.payment) }) {
			piece, _ := a.thread.Piece(c.span)
			a.problems = append(a.problems, recourse.Problem{
				Path: piece.Name, Code: "payment-row-elsewhere", Detail: c.amount.String(), Args: recourse.Args{"amount": c.amount},
			})
			return
		}
	}
}

// near reports whether two times lie within nearDays; a time that is not known is near none.
func near(x, y recourse.Moment) bool {
	if x.IsZero() || y.IsZero() {
		return false
	}
	days := x.Date().DaysUntil(y.Date())
	return days >= -nearDays && days <= nearDays
}
