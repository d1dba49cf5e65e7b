package app

import (
	"cmp"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// found returns the first find of that name. Of an order whose page was read by
// its labels, that counts and not what a rule finds in the page's words.
func (a *assembly) found(name string) (scam.Found, bool) {
	i := slices.IndexFunc(a.verdict.Found, func(f scam.Found) bool {
		return f.Name == name && !(isOfOrder(name) && a.onOrderPage(f.Span))
	})
	if i < 0 {
		return scam.Found{}, false
	}
	return a.verdict.Found[i], true
}

// promised returns the find of the day by which the goods were promised: the first
// that the seller's words or a paper give. What the person themselves named counts
// where there is no other.
func (a *assembly) promised() (scam.Found, bool) {
	const name = "order.promised_by"
	for _, f := range a.verdict.Found {
		if f.Name != name || a.onOrderPage(f.Span) {
			continue
		}
		if m, ok := a.saidAt(f.Span); !ok || !a.side.self[m.From] {
			return f, true
		}
	}
	return a.found(name)
}

// value returns the first find's value and notes its origin.
func (a *assembly) value(name string, fact *incident.Fact) string {
	f, ok := a.found(name)
	return a.noted(f, ok, fact)
}

// noted returns a find's value and notes its origin.
func (a *assembly) noted(f scam.Found, ok bool, fact *incident.Fact) string {
	if !ok {
		return ""
	}
	if origin := a.thread.Origin(f.Span); !slices.Contains(fact.Origins, origin) {
		fact.Origins = append(fact.Origins, origin)
	}
	return f.Value
}

// addOrders adds the order that the pattern files' facts describe, if any, and
// those that pages of a platform show.
func (a *assembly) addOrders() {
	if a.in.Branch == incident.Impersonation || a.in.Branch == incident.RecoveryScam {
		return
	}
	var o incident.Order
	o.Number = a.value("order.number", &o.Fact)
	o.Platform = a.value("order.platform", &o.Fact)
	o.Goods = a.value("order.goods", &o.Fact)
	o.ContractedOn = day(a.value("order.contracted_on", &o.Fact))
	promised, ok := a.promised()
	o.PromisedBy = day(a.noted(promised, ok, &o.Fact))
	o.ReceivedOn = day(a.value("order.received_on", &o.Fact))
	if v := cmp.Or(a.value("order.value", &o.Fact), a.value("order.claimed", &o.Fact)); v != "" {
		if amount, err := money.Parse(v, ""); err == nil {
			o.Value = amount
		}
	}
	if a.in.Branch == incident.Breach || a.in.Branch == incident.SellerFraud {
		o.Problem = a.problem(&o) // that nothing came shows an order of which nothing else is said
	}
	pages := a.pageOrders()
	if len(o.Origins) == 0 && len(pages) == 0 {
		return
	}
	if i := sameOrder(pages, o.Number); i >= 0 {
		o, pages = together(pages[i], o), slices.Delete(pages, i, i+1)
	}
	if len(o.Origins) > 0 {
		a.addOrder(o)
	}
	for _, p := range pages {
		a.in.Orders = append(a.in.Orders, a.withSeller(p))
	}
}

// addOrder adds the order of which the thread speaks.
func (a *assembly) addOrder(o incident.Order) {
	if o.Problem == "" {
		o.Problem = a.problem(&o)
	}
	if v := a.value("order.protected", &o.Fact); v != "" {
		yes := v == "true"
		o.Protected = &yes
	}
	if o.Seller != "" {
		o = a.withSeller(o)
	} else if name, ok := a.found("party.name"); ok {
		o.Seller = a.company(name.Value, a.thread.Origin(name.Span))
	} else {
		o.Seller = a.sellerParty()
	}
	if a.in.Brand == "" {
		a.in.Brand = o.Platform
	}
	a.in.Orders = append(a.in.Orders, o)
	a.addNotice(o)
}

// sellerParty is the party that sold: the first of that role, else the first of the other
// side, but never who wrote in a seller's name.
func (a *assembly) sellerParty() string {
	for _, role := range []string{"seller", ""} {
		for _, p := range a.in.Parties {
			if p.Role == role || role == "" && p.Role != incident.Impersonator {
				return p.ID
			}
		}
	}
	return ""
}

// addNotice adds that the seller was told what is wrong: the first message of
// the person's own, on the day of receipt or later, that says what is wrong with
// the goods.
func (a *assembly) addNotice(o incident.Order) {
	if o.Problem == "" || o.Problem == "not-received" || o.ReceivedOn.IsZero() {
		return
	}
	var notice incident.Event
	for _, f := range a.verdict.Found {
		m, ok := a.messageAt(f.Span)
		if f.Name != "order.problem" || f.Value == "not-received" || !ok || m.Time.IsZero() || !a.mayBePerson(m.From) || m.Doubtful || !a.toOther(m) {
			continue
		}
		if m.Time.Date().Before(o.ReceivedOn) || !notice.At.IsZero() && !m.Time.Date().Before(notice.At.Date()) {
			continue
		}
		notice = incident.Event{At: m.Time, Kind: "complaint-filed", To: "seller", Fact: incident.Fact{Origins: incident.Origins{a.thread.Origin(f.Span)}}}
	}
	if notice.Kind == "" {
		return
	}
	a.in.Events = append(a.in.Events, notice)
	a.addAnswer(notice.At)
}

// addAnswer adds that the seller wrote back: the first message of theirs after the
// notice. What they said is the person's to tell.
func (a *assembly) addAnswer(notice recourse.Moment) {
	var first incident.Message
	for _, m := range a.thread.Messages {
		if m.Doubtful || !a.side.suspects[m.From] || a.role(m.From) != "seller" || !m.Time.Time.After(notice.Time) {
			continue
		}
		if first.Time.IsZero() || m.Time.Time.Before(first.Time.Time) {
			first = m
		}
	}
	if !first.Time.IsZero() {
		a.in.Events = append(a.in.Events, incident.Event{
			At: first.Time, Kind: "answered", To: "seller", Fact: incident.Fact{Origins: incident.Origins{a.thread.Origin(first.Span)}},
		})
	}
}

// toOther reports whether a message of the person's own goes to the other side:
// by its address, or because the other side speaks in the same chat.
func (a *assembly) toOther(m incident.Message) bool {
	if m.To != "" {
		return a.side.other[m.To] || a.side.answered[m.To]
	}
	p, ok := a.thread.Piece(m.Span)
	return ok && slices.ContainsFunc(a.thread.Messages, func(o incident.Message) bool {
		q, ok := a.thread.Piece(o.Span)
		return ok && q.Item == p.Item && a.side.other[o.From]
	})
}

// company makes the firm that a document names the seller, with what identifies
// the people who wrote for it.
func (a *assembly) company(name string, origin incident.Origin) string {
	id := a.in.PartyNamed("seller", name, origin)
	for _, p := range a.in.Parties {
		if p.ID == id || p.Role != "seller" {
			continue
		}
		for _, pointer := range p.Indicators {
			a.in.AddPointer(id, pointer)
		}
	}
	return id
}

// problem is what is wrong with the order as it stands at the end of the thread:
// goods that came are not "not received" any more, and of several things that
// are wrong the widest leads, because remedies ask for it.
func (a *assembly) problem(o *incident.Order) string {
	best := -1
	var at recourse.Span
	for _, f := range a.verdict.Found {
		if f.Name != "order.problem" || (f.Value == "not-received" && !o.ReceivedOn.IsZero()) {
			continue
		}
		if rank := slices.Index(problems, f.Value); rank >= 0 && (best < 0 || rank < best) {
			best, at = rank, f.Span
		}
	}
	if best < 0 {
		return ""
	}
	o.Origins = append(o.Origins, a.thread.Origin(at))
	return problems[best]
}

// problems are what can be wrong with an order, the widest first.
var problems = []string{"counterfeit", "not-as-agreed", "damaged", "short", "not-received"}

// addPerson takes the person's name from the thread or the statements. How people
// call themselves in a chat is no name.
func (a *assembly) addPerson() {
	if name := a.value("person.name", &a.in.Person.Fact); name != "" {
		a.in.Person.Name = name
	}
	if kind := a.value("person.kind", &a.in.Person.Fact); kind != "" {
		a.in.Person.Kind = kind
	}
	if a.in.Person.Name != "" {
		return
	}
	for _, m := range a.thread.Messages {
		if m.From != incident.Self && !a.chats.IsSelf(m.From) && a.side.self[m.From] {
			a.in.Person.Name = m.From
			a.in.Person.Origins = append(a.in.Person.Origins, a.thread.Origin(m.Span))
			return
		}
	}
}

// day reads a date that a pattern's fact gave; the checker has normalised it.
func day(s string) recourse.Date {
	d, err := recourse.ParseDate(s)
	if err != nil {
		return recourse.Date{}
	}
	return d
}
