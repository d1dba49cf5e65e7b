package app

import (
	"cmp"
	"slices"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/scam"
)

// payeeKinds are what money can be sent to.
var payeeKinds = []indicator.Kind{indicator.AccountRS, indicator.IBAN, indicator.WalletBTC, indicator.WalletETH, indicator.WalletTRON}

// ofBank reports whether an indicator is the account of a bank.
func ofBank(kind indicator.Kind) bool { return kind == indicator.AccountRS || kind == indicator.IBAN }

// offerPayees says where payments went of which nothing shows it: to the account
// that was named where the sum was asked for. It is proposed as the payment is, with
// the place where it stands. Of several accounts none is chosen.
func (a *assembly) offerPayees() {
	asked := a.askedFor()
	if len(asked) == 0 {
		return
	}
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || p.To.Account != "" || p.To.Name != "" {
			continue
		}
		for _, o := range p.Origins {
			t, ok := asked[o]
			if !ok {
				continue
			}
			if found, ok := a.namedFor(t); ok && (p.Rail == "" || !ofBank(found.Kind) || sameRail("bank-transfer", p.Rail)) {
				p.To.Account, p.To.Party = found.Value, a.partyOf(found.Value)
				p.Origins = append(p.Origins, a.thread.Origin(found.Span))
				break
			}
		}
	}
}

// offerRails says how payments were made of which nothing but the words shows it. Where
// two tellings of one differ, none is chosen.
func (a *assembly) offerRails() {
	type way struct{ rail, network string }
	ways := make(map[int]way)
	for _, t := range a.verdict.Tellings {
		origin := a.thread.Origin(t.Span)
		i := slices.IndexFunc(a.in.Payments, func(p incident.Payment) bool {
			return p.Rail == "" && p.To.Account == "" && p.Direction != "in" && slices.Contains(p.Origins, origin)
		})
		if i < 0 {
			continue
		}
		var here way
		here.rail, here.network = a.statements.PaidBy(a.clauseAt(t.Span))
		if was, seen := ways[i]; seen && here.rail != "" && was.rail != "" && was != here {
			here = way{}
		} else if here.rail == "" {
			here = was
		}
		ways[i] = here
	}
	for i, w := range ways {
		a.in.Payments[i].Rail, a.in.Payments[i].CardNetwork = w.rail, w.network
	}
}

// clauseAt returns the words between the commas and full stops around a place in a message.
func (a *assembly) clauseAt(s recourse.Span) string {
	m, ok := a.saidAt(s)
	if !ok || s.Start < m.Span.Start || s.End > m.Span.End {
		return ""
	}
	text := a.thread.Text
	from, to := m.Span.Start, m.Span.End
	for i := s.Start; i > from; i-- {
		if endsClause(text, i-1) {
			from = i
			break
		}
	}
	for i := s.End; i < to; i++ {
		if endsClause(text, i) {
			to = i
			break
		}
	}
	return text[from:to]
}

// endsClause reports whether what stands at i ends a clause: what stands in a number does not.
func endsClause(text string, i int) bool {
	switch text[i] {
	case '!', '?', ';', '\n', '(', ')':
		return true
	case '.', ',', ':':
		return i+1 >= len(text) || text[i+1] == ' ' || text[i+1] == '\n'
	}
	return false
}

// namePayees says in whose name the accounts are to which payments went, where nothing
// but the other side's words says it.
func (a *assembly) namePayees() {
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || p.To.Account == "" || p.To.Name != "" {
			continue
		}
		if f, ok := a.payeeNamed(p.To.Account); ok {
			p.To.Name = f.Value
			p.Origins = append(p.Origins, a.thread.Origin(f.Span))
		}
	}
}

// payeeNamed returns the name that was given with an account: the only one in the
// messages in which that account is the only one, or in those beside them. Where two
// names were given it is neither.
func (a *assembly) payeeNamed(account string) (name scam.Found, ok bool) {
	for _, i := range a.verdict.Indicators {
		if !slices.Contains(payeeKinds, i.Kind) || incident.BareAccount(i.Value) != incident.BareAccount(account) {
			continue
		}
		m, said := a.saidAt(i.Span)
		if !said || m.Doubtful || a.side.self[m.From] {
			continue
		}
		f, found := a.nameWithin(m.Span, account)
		if !found {
			f, found = a.nameWithin(a.rowAround(i.Span), account)
		}
		switch {
		case !found:
		case ok && fold.Key(f.Value) != fold.Key(name.Value):
			return scam.Found{}, false
		default:
			name, ok = f, true
		}
	}
	return name, ok
}

// nameWithin returns the one name of a payee that a place holds, where it holds no other
// account than that.
func (a *assembly) nameWithin(at recourse.Span, account string) (name scam.Found, ok bool) {
	for _, i := range a.verdict.Indicators {
		if slices.Contains(payeeKinds, i.Kind) && at.Overlaps(i.Span) && incident.BareAccount(i.Value) != incident.BareAccount(account) {
			return scam.Found{}, false
		}
	}
	for _, f := range a.verdict.Found {
		if f.Name != "payment.payee" || !at.Overlaps(f.Span) {
			continue
		}
		if ok && fold.Key(f.Value) != fold.Key(name.Value) {
			return scam.Found{}, false
		}
		name, ok = f, true
	}
	return name, ok
}

// askedFor are the places where payments are told of that had been asked for, and
// where.
func (a *assembly) askedFor() map[incident.Origin]recourse.Span {
	asked := make(map[incident.Origin]recourse.Span)
	for _, t := range a.verdict.Tellings {
		if t.Asked.Len() > 0 {
			asked[a.thread.Origin(t.Span)] = t.Asked
		}
	}
	return asked
}

// joinTold joins what is told to the payments that are known and returns the rest.
// What was asked for with an account is no entry of a statement that went elsewhere:
// not to an account that nobody on the other side named, and not by card. A slip was
// handed in for the payment, and shows to which account it went.
func (a *assembly) joinTold(told []incident.Payment) (rest []incident.Payment) {
	asked := a.askedFor()
	groups := make(map[string][]incident.Payment)
	var order []string
	for _, p := range told {
		account := a.boundTo(p, asked)
		if _, seen := groups[account]; !seen {
			order = append(order, account)
		}
		groups[account] = append(groups[account], p)
	}
	slices.SortStableFunc(order, func(x, y string) int { return min(1, len(y)) - min(1, len(x)) }) // those first of which more is known
	for _, account := range order {
		var elsewhere []incident.Payment
		if account != "" {
			a.in.Payments = slices.DeleteFunc(a.in.Payments, func(p incident.Payment) bool {
				other := p.Direction != "in" && IsRow(&p) && a.wentElsewhere(p, account)
				if other {
					elsewhere = append(elsewhere, p)
				}
				return other
			})
		}
		rest = append(rest, a.in.JoinPayments(groups[account])...)
		a.in.Payments = append(a.in.Payments, elsewhere...)
	}
	a.in.AddPayments(nil)
	return rest
}

// boundTo returns the account of a bank that was named where what is told was asked
// for.
func (a *assembly) boundTo(p incident.Payment, asked map[incident.Origin]recourse.Span) string {
	for _, o := range p.Origins {
		if at, ok := asked[o]; ok && p.To.Account == "" {
			if named, ok := a.namedFor(at); ok && ofBank(named.Kind) {
				return incident.BareAccount(named.Value)
			}
		}
	}
	return ""
}

// wentElsewhere reports whether a payment shows that it is not the one that was asked
// for to an account; what a slip shows too was handed in for it.
func (a *assembly) wentElsewhere(p incident.Payment, account string) bool {
	if p.To.Account == "" {
		return p.Rail != "" && !sameRail("bank-transfer", p.Rail)
	}
	return incident.BareAccount(p.To.Account) != account && a.partyOf(p.To.Account) == "" && !a.unsided(p.To.Account) && !a.onSlip(&p)
}

// namedFor returns the account that was named with a demand: the only one in the
// messages that its sender wrote in a row.
func (a *assembly) namedFor(demand recourse.Span) (named indicator.Indicator, ok bool) {
	row := a.rowAround(demand)
	from, _ := slices.BinarySearchFunc(a.verdict.Indicators, row.Start, func(i indicator.Indicator, at int) int { return i.Span.Start - at })
	for _, i := range a.verdict.Indicators[from:] {
		if i.Span.Start >= row.End {
			break
		}
		if !slices.Contains(payeeKinds, i.Kind) || a.isOwn(i.Value) || a.isKnownAccount(i.Value) {
			continue
		}
		if ok && ownKey(i.Value) != ownKey(named.Value) {
			return indicator.Indicator{}, false
		}
		named, ok = i, true
	}
	return named, ok
}

// maxRow is how many messages of one sender in a row are looked at on each side.
const maxRow = 3

// rowAround returns the place of the messages that the sender of the one at a place
// wrote in a row, in one file.
func (a *assembly) rowAround(s recourse.Span) recourse.Span {
	list := a.thread.Messages
	at, found := slices.BinarySearchFunc(list, s.Start, func(m incident.Message, start int) int {
		switch {
		case m.Span.End <= start:
			return -1
		case m.Span.Start > start:
			return 1
		}
		return 0
	})
	if !found {
		return s
	}
	piece, _ := a.thread.Piece(s)
	same := func(i int) bool {
		return i >= 0 && i < len(list) && list[i].From != "" && list[i].From == list[at].From && !list[i].Doubtful && piece.Span.Overlaps(list[i].Span)
	}
	first, last := at, at
	for n := 0; n < maxRow && same(first-1); n++ {
		first--
	}
	for n := 0; n < maxRow && same(last+1); n++ {
		last++
	}
	return recourse.Span{Start: list[first].Span.Start, End: list[last].Span.End}
}

// sayWrongAccounts says where the account that a payment went to cannot be right as it is
// written, because its check digits do not match, and no bank shows it so: a letter with it
// would look for the money where it is not.
func (a *assembly) sayWrongAccounts() {
	byBank := func(p *incident.Payment) bool {
		return booked(p.Source.Kind) || slices.ContainsFunc(p.Records, func(r incident.Record) bool { return booked(r.Kind) })
	}
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || byBank(p) {
			continue
		}
		account := indicator.FormatAccountRS(p.To.Account)
		found := indicator.Find(account)
		if len(found) != 1 || found[0].Valid || !ofBank(found[0].Kind) {
			continue
		}
		path := ""
		for _, o := range p.Origins {
			path = cmp.Or(path, a.pathOf(o.Item))
		}
		a.problems = append(a.problems, recourse.Problem{
			Path: path, Code: "payment-account-wrong", Detail: account,
			Args: recourse.Args{"amount": p.Amount, "account": account},
		})
	}
}
