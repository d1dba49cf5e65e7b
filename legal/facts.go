package legal

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// newViewer makes the situation of an incident: what each fact of law/facts.yaml
// is, and where it stands.
func (b *Book) newViewer(inc incident.Incident, clauses []Clause, now time.Time) *viewer {
	v := &viewer{
		book: b, inc: &inc, found: clauses, shown: make(map[string][]Exhibit), names: make(map[string]string), undecided: make(map[string]bool), doubted: make(map[string]bool),
	}
	zone := time.UTC
	if cal, err := b.cals.Get(inc.Person.Country); err == nil {
		zone = cal.Zone
	}
	v.today = recourse.DateOf(now.In(zone))
	v.situation = rule.Situation{Today: v.today, Vocabulary: b.facts, Values: make(map[string]rule.Value, 80)}
	for _, e := range inc.Evidence {
		v.names[e.Item] = e.Name
	}
	for _, c := range clauses {
		if c.Name != "" {
			v.names[c.Item] = c.Name
		}
	}
	v.troubleFacts()
	v.paidFacts()
	v.orderFacts()
	v.promiseFacts()
	v.eventFacts()
	v.contradictions()
	v.haveFacts()
	v.clauseFacts()
	v.unionFacts()
	return v
}

// set sets a fact and where it stands. A fact without an origin is the
// person's own word.
func (v *viewer) set(name string, value rule.Value, from ...incident.Fact) {
	if !value.Known() {
		return
	}
	v.situation.Values[name] = value
	for _, f := range from {
		v.show(name, f.Origins)
	}
	if len(from) == 0 || len(v.shown[name]) == 0 {
		v.show(name, incident.Origins{incident.Told})
	}
}

func (v *viewer) show(name string, origins incident.Origins) {
	for _, o := range origins {
		if x := (Exhibit{o, v.names[o.Item]}); !slices.Contains(v.shown[name], x) {
			v.shown[name] = append(v.shown[name], x)
		}
	}
}

func (v *viewer) yes(name string, yes bool, from ...incident.Fact) {
	v.set(name, rule.YesNo(yes), from...)
}

// choose sets a choice; a value that the vocabulary does not list is not known.
func (v *viewer) choose(name, value string, from ...incident.Fact) {
	if f, ok := v.book.facts.Fact(name); ok && slices.Contains(f.Of, value) {
		v.set(name, rule.Choice(value), from...)
	}
}

func (v *viewer) troubleFacts() {
	inc := v.inc
	v.choose("branch", string(inc.Branch))
	v.set("pattern", rule.Text(inc.Pattern))
	v.choose("person.kind", inc.Person.Kind, inc.Person.Fact)
	v.set("person.country", rule.Text(strings.ToUpper(inc.Person.Country)), inc.Person.Fact)
	v.set("given", rule.Set(inc.Given))
	var others []incident.Fact
	for _, p := range inc.Parties {
		if len(p.Indicators) > 0 || p.Name != "" {
			others = append(others, p.Fact)
		}
	}
	if len(others) > 0 {
		v.yes("other.pointers", true, others...)
	}
	if s, ok := v.seller(); ok {
		v.yes("seller.known", s.Name != "", s.Fact)
		v.set("seller.country", rule.Text(strings.ToUpper(s.Country)), s.Fact)
		if home := strings.ToUpper(inc.Person.Country); home != "" && s.Country != "" {
			abroad := home != strings.ToUpper(s.Country)
			v.yes("trade.cross-border", abroad, s.Fact, inc.Person.Fact)
		}
	}
}

// seller is the party that the order names, else the first seller.
func (v *viewer) seller() (incident.Party, bool) {
	id := ""
	if o, ok := v.order(); ok {
		id = o.Seller
	}
	i := slices.IndexFunc(v.inc.Parties, func(p incident.Party) bool { return id != "" && p.ID == id || id == "" && p.Role == "seller" })
	if i < 0 {
		return incident.Party{}, false
	}
	return v.inc.Parties[i], true
}

// order is the order that the trouble is about: the first with a problem.
func (v *viewer) order() (incident.Order, bool) {
	if len(v.inc.Orders) == 0 {
		return incident.Order{}, false
	}
	i := slices.IndexFunc(v.inc.Orders, func(o incident.Order) bool { return o.Problem != "" })
	return v.inc.Orders[max(0, i)], true
}

// paidFacts are about the payments that left. The day of one that is dated in
// the future is not known.
func (v *viewer) paidFacts() {
	var out []incident.Payment
	for _, p := range v.inc.Payments {
		if p.At.Date().After(v.today) {
			v.problems = append(v.problems, recourse.P("law.problem.future-payment", "date", p.At.Date(), "amount", p.Amount))
			p.At = recourse.Moment{}
		}
		switch {
		case p.Direction == "in":
			v.yes("returned.any", true, p.Fact)
		case p.Left():
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		if said, _ := v.inc.Answered("paid.any", ""); said.Value != "" {
			v.yes("paid.any", said.Value == "yes")
		} else if len(v.inc.Payments) > 0 { // that money was asked for does not say that none was sent
			v.yes("paid.any", false)
		}
		v.askedFacts(nil)
		return
	}
	v.yes("paid.any", true, factsOf(out)...)
	v.addLoss(out)
	v.railFacts(out)
	v.payeeFacts(out)
	v.askedFacts(out)
	days := slices.Clone(out)
	days = slices.DeleteFunc(days, func(p incident.Payment) bool { return p.At.IsZero() })
	slices.SortStableFunc(days, func(a, b incident.Payment) int { return a.At.Time.Compare(b.At.Time) })
	if n := len(days); n > 0 {
		v.set("paid.first", rule.Day(days[0].At.Date()), days[0].Fact)
		v.set("paid.last", rule.Day(days[n-1].At.Date()), days[n-1].Fact)
	}
}

func factsOf(list []incident.Payment) []incident.Fact {
	facts := make([]incident.Fact, len(list))
	for i, p := range list {
		facts[i] = p.Fact
	}
	return facts
}

// addLoss adds up by currency what was paid and did not come back. Several currencies
// have no total.
func (v *viewer) addLoss(out []incident.Payment) {
	balances, err := v.inc.Balances()
	if err != nil {
		v.problems = append(v.problems, recourse.P("law.problem.total"))
		return
	}
	for _, b := range balances {
		if !b.Sent.IsZero() && b.Sent.Currency != "" {
			v.totals = append(v.totals, b.Lost)
		}
	}
	if len(v.totals) == 1 {
		v.set("loss", rule.Sum(v.totals[0]), factsOf(out)...)
	} else if len(v.totals) > 1 {
		v.problems = append(v.problems, recourse.P("law.problem.currencies"))
	}
}

// transfers are the rails on which one bank pays another.
var transfers = []string{"bank-transfer", "instant", "sepa", "swift"}

func (v *viewer) railFacts(out []incident.Payment) {
	unsure := false
	for _, p := range out {
		ago := []any{"ago", rule.Ago(p.At.Date(), v.today), "date", p.At.Date()}
		if slices.Contains(transfers, p.Rail) {
			v.set("paid.transfer", rule.YesNo(true, ago...), p.Fact)
		}
		if p.Rail == "card" {
			v.set("paid.card", rule.YesNo(true, ago...), p.Fact)
		}
		switch {
		case p.Authorised == nil:
			unsure = true
		case !*p.Authorised:
			v.set("paid.unauthorised", rule.YesNo(true, ago...), p.Fact)
		default:
			v.yes("paid.authorised", true, p.Fact)
		}
	}
	if !v.situation.Values["paid.unauthorised"].Known() && !unsure {
		v.yes("paid.unauthorised", false, factsOf(out)...)
	}
}

// showsPayment are the kinds of files that show that money left: a statement,
// or a slip as a picture or text. What a chat or contract says of it is no proof.
var showsPayment = []string{"statement", "image", "text"}

// payeeFacts are about who got the money, and what for it was said to be.
func (v *viewer) payeeFacts(out []incident.Payment) {
	known, statement, payees := true, false, []string{}
	for _, p := range out {
		to := cmp.Or(incident.BareAccount(p.To.Account), p.To.Name)
		known = known && to != ""
		if to != "" && !slices.Contains(payees, to) {
			payees = append(payees, to)
		}
		if p.ToldPurpose != "" {
			v.yes("paid.told-purpose", true, p.Fact)
		}
		for _, o := range p.Origins {
			statement = statement || !o.Told && slices.Contains(showsPayment, v.kindOf(o.Item))
		}
	}
	v.yes("paid.payee-known", known, factsOf(out)...)
	v.yes("paid.on-statement", statement, factsOf(out)...)
	v.set("paid.payees", rule.Number(int64(len(payees))), factsOf(out)...)
	v.args = append(v.args, "payees", len(payees))
}

func (v *viewer) kindOf(item string) string {
	i := slices.IndexFunc(v.inc.Evidence, func(e incident.Evidence) bool { return e.Item == item })
	if i < 0 {
		return ""
	}
	return v.inc.Evidence[i].Kind
}

// askedFacts say whether more money was asked for, and whether after a payment.
func (v *viewer) askedFacts(out []incident.Payment) {
	if len(v.inc.Asked) == 0 {
		return
	}
	last := v.inc.Asked[len(v.inc.Asked)-1]
	v.set("asked.open", rule.YesNo(true, "amount", last.Amount), last.Fact)
	after := len(out) > 0 && !slices.ContainsFunc(out, func(p incident.Payment) bool {
		return !p.At.IsZero() && !last.At.IsZero() && last.At.Date().Before(p.At.Date())
	})
	v.yes("asked.after-paying", after, last.Fact)
}

func (v *viewer) orderFacts() {
	if v.inc.Direct() {
		v.yes("order.direct", true)
	}
	o, ok := v.order()
	if !ok {
		switch v.inc.Branch {
		case incident.Impersonation, incident.RecoveryScam:
			for _, name := range []string{"order.known", "order.alibaba", "order.protected"} {
				v.yes(name, false)
			}
		}
		return
	}
	f := o.Fact
	v.yes("order.known", true, f)
	if o.Platform != "" {
		v.yes("order.alibaba", strings.HasPrefix(strings.ToLower(o.Platform), "alibaba"), f)
	}
	if o.Protected != nil {
		v.yes("order.protected", *o.Protected, f)
	}
	v.yes("order.numbered", o.Number != "", f)
	v.choose("order.problem", o.Problem, f)
	v.set("order.contracted", rule.Day(o.ContractedOn), f)
	v.set("order.promised", rule.Day(o.PromisedBy), f)
	if o.ReceivedOn.After(v.today) {
		v.problems = append(v.problems, recourse.P("law.problem.future-receipt", "date", o.ReceivedOn))
		o.ReceivedOn = recourse.Date{}
	}
	v.set("order.received", rule.Day(o.ReceivedOn), f)
	v.lateFact(o)
	if len(v.totals) == 0 && !o.Value.IsZero() {
		v.set("order.value", rule.Sum(o.Value), f)
	}
}

// lateFact says whether the goods came after the promised day, or still have not.
func (v *viewer) lateFact(o incident.Order) {
	if o.PromisedBy.IsZero() {
		return
	}
	until := cmp.Or(o.ReceivedOn, v.today)
	if o.ReceivedOn.IsZero() && o.Problem != "" && o.Problem != "not-received" {
		return // it came; on which day is not known
	}
	days := o.PromisedBy.DaysUntil(until)
	v.set("order.late", rule.YesNo(days > 0, "n", max(days, 0), "date", o.PromisedBy), o.Fact)
}

func (v *viewer) promiseFacts() {
	for _, p := range v.inc.Promises {
		if p.Quote == "" {
			continue
		}
		v.yes("promise.quoted", true, p.Fact)
		if p.Reality != "" {
			v.yes("promise.broken", true, p.Fact)
		}
	}
}

// eventFacts say what was done, by its first day, and what was answered, by its last.
func (v *viewer) eventFacts() {
	for i := range v.inc.Events {
		e := &v.inc.Events[i]
		at := e.At
		if at.Date().After(v.today) {
			v.problems = append(v.problems, recourse.P("law.problem.future-event", "date", at.Date()))
			continue
		}
		if at.IsZero() {
			at = recourse.OnDay(v.today) // told without a day: today at the latest
		}
		to := strings.ToLower(e.To)
		switch e.Kind {
		case "reply":
			v.replyFact(to, at, e)
		case "told-bank", "police-report":
			v.firstEvent("event."+e.Kind, at, e)
		default:
			v.firstEvent("event."+e.Kind+"."+to, at, e)
		}
	}
	notice, received := v.situation.Values["event.complaint-filed.seller"].Date(), v.situation.Values["order.received"].Date()
	if !notice.IsZero() && !received.IsZero() && !notice.Before(received) {
		v.situation.Values["notice.days"] = rule.Number(int64(received.DaysUntil(notice)))
		v.shown["notice.days"] = slices.Concat(v.shown["event.complaint-filed.seller"], v.shown["order.received"])
	}
}

// contradictions doubts days that lie before one that they follow from, as the
// vocabulary says of each fact. Which of the two is wrong is not known.
func (v *viewer) contradictions() {
	for _, f := range v.book.facts.Facts() {
		day := v.situation.Values[f.Name].Date()
		for _, earlier := range f.After {
			other := v.situation.Values[earlier].Date()
			if day.IsZero() || other.IsZero() || !day.Before(other) {
				continue
			}
			v.doubted[f.Name], v.undecided[f.Name] = true, true
			v.problems = append(v.problems, recourse.P("law.problem.order-of-days",
				"event", recourse.P("event."+f.Name), "date", day, "earlier", recourse.P("event."+earlier), "other", other))
		}
	}
}

func (v *viewer) firstEvent(name string, at recourse.Moment, e *incident.Event) {
	if f, ok := v.book.facts.Fact(name); !ok || f.Type != rule.DateType {
		return
	}
	if old := v.situation.Values[name].Date(); !old.IsZero() && !at.Date().Before(old) {
		return
	}
	v.shown[name] = nil
	v.set(name, rule.When(at), e.Fact)
}

func (v *viewer) replyFact(from string, at recourse.Moment, e *incident.Event) {
	name := "reply." + from
	last := name + ".at"
	if f, ok := v.book.facts.Fact(name); !ok || !slices.Contains(f.Of, e.Reply) || at.Date().Before(v.situation.Values[last].Date()) {
		return
	}
	v.shown[name] = nil
	v.choose(name, e.Reply, e.Fact)
	v.situation.Values[last] = rule.Day(at.Date())
}

// contractWords are parts of the names and titles that contracts, orders and
// invoices have; the name is in lower case with a space before it.
var contractWords = []string{
	"contract", "invoice", "proforma", "pro forma", "pro-forma", " pi-", " pi_", " pi ", " order", "_order", "-order", "confirmation",
	"ugovor", "faktur", "predra", "porudžb", "porudzb", "narudžb", "narudzb", "合同", "发票",
}

// deliveryWords name papers of transport, inspectionWords reports of one who looked.
var (
	deliveryWords   = []string{"bill of lading", "b-l", "cmr", "awb", "waybill", "tracking", "otpremnic", "tovarni", "提单"}
	inspectionWords = []string{"inspection", "inspekcij", "inspekcijs", "sgs", "tuv", "intertek", "veštač", "vestac", "检验"}
)

// haveFacts say which kinds of exhibits are at hand.
func (v *viewer) haveFacts() {
	for _, name := range []string{"chat", "mail", "statement", "photos", "contract", "inspection", "delivery"} {
		v.situation.Values["have."+name] = rule.YesNo(false)
	}
	for _, e := range v.inc.Evidence {
		f := incident.Fact{Origins: incident.Origins{{Item: e.Item}}}
		name := " " + strings.ToLower(path.Base(e.Name)+" "+e.Title)
		for fact, is := range map[string]bool{
			"chat": e.Kind == "chat", "mail": e.Kind == "mail", "statement": e.Kind == "statement", "photos": e.OfGoods(),
			"contract": containsAny(name, contractWords), "delivery": containsAny(name, deliveryWords), "inspection": containsAny(name, inspectionWords),
		} {
			if is {
				v.yes("have."+fact, true, f)
			}
		}
	}
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// unionFacts say of each convention whether both countries are party to it.
func (v *viewer) unionFacts() {
	home, away := strings.ToUpper(v.inc.Person.Country), ""
	s, ok := v.seller()
	if ok {
		away = strings.ToUpper(s.Country)
	}
	if home == "" || away == "" {
		return
	}
	for id, parties := range v.book.unions {
		v.yes(id, home != away && slices.Contains(parties, home) && slices.Contains(parties, away), s.Fact, v.inc.Person.Fact)
	}
}

// limitFacts say how near the nearest limit of the claims is.
func (v *viewer) limitFacts(claims []Claim) {
	nearest := -1
	for _, c := range claims {
		for _, k := range c.Clocks {
			if k.Kind != legalLimit {
				continue
			}
			if k.Past {
				v.yes("limit.past", true)
				continue
			}
			if left := v.today.DaysUntil(k.Due.Date()); nearest < 0 || left < nearest {
				nearest = left
			}
		}
	}
	if nearest >= 0 {
		v.situation.Values["limit.days"] = rule.Number(int64(nearest))
		v.args = append(v.args, "days", nearest)
	}
}
