package playbook

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/rule"
)

// planner is one plan in the making.
type planner struct {
	book  *Book
	inc   *incident.Incident
	now   time.Time
	today recourse.Date
	zone  *time.Location
	// lastToday is the last day that may be today: a later one where it is not
	// known in which zone the person is.
	lastToday recourse.Date

	situation  rule.Situation
	sure       rule.Situation   // without what is doubted
	out        []int            // the payments that left, by their place
	perPayment []rule.Situation // the situation of each of them
	did        map[string]bool  // steps that were marked as done

	open        []openCond
	known       int             // how many payments the incident has
	missing     map[string]bool // events that a clock would count from
	assumed     map[string]bool // events whose day was not told
	doubted     map[string]bool // days that precede what they follow from
	unsure      map[string]bool // days that others wrongly precede
	aside       map[int]bool    // payments dated in the future, by their place
	checks      []Question      // days that are asked for again
	problems    []recourse.Phrase
	uncounted   []recourse.Phrase // limits of the clock in hand that have no date
	asked, paid any               // arguments of a step's sentences
}

// maxPayments is how many payments are planned for one by one.
const maxPayments = 1000

func (b *Book) newPlanner(inc incident.Incident, now time.Time) *planner {
	inc = b.WithAnswers(inc)
	p := &planner{
		book: b, inc: &inc, known: len(inc.Payments), now: now, did: make(map[string]bool), missing: make(map[string]bool),
		assumed: make(map[string]bool), doubted: make(map[string]bool), unsure: make(map[string]bool), aside: make(map[int]bool),
	}
	p.asked, p.paid = recourse.P("plan.asked-unknown"), recourse.P("plan.paid-unknown")
	cal, err := b.cals.Get(inc.Person.Country)
	p.zone = time.UTC
	switch {
	case err == nil:
		p.zone = cal.Zone
	case inc.Person.Country != "":
		p.problems = append(p.problems, recourse.P("plan.problem.country", "country", inc.Person.Country))
	}
	p.today = recourse.DateOf(now.In(p.zone))
	p.lastToday = p.today
	if err != nil {
		p.lastToday = recourse.DateOf(now.In(easternmost))
	}
	inc = withPaid(inc, p.future)
	p.putFutureAside()
	p.situation = rule.Situation{Today: p.today, Vocabulary: b.facts, Values: make(map[string]rule.Value, 96)}
	p.incidentFacts()
	p.paidFacts()
	p.orderFacts()
	p.eventFacts()
	p.answerFacts()
	p.haveFacts()
	p.contradictions()
	for i := range inc.Payments {
		if inc.Payments[i].Direction != "in" && len(p.out) < maxPayments {
			p.out = append(p.out, i)
			p.perPayment = append(p.perPayment, p.forPayment(i))
		}
	}
	return p
}

func (p *planner) set(name string, v rule.Value) { p.situation.Values[name] = v }

// choose sets a choice; a value that the vocabulary does not list is not known.
func (p *planner) choose(name, value string) {
	if f, ok := p.book.facts.Fact(name); ok && slices.Contains(f.Of, value) {
		p.set(name, rule.Choice(value))
	}
}

func (p *planner) yes(name string, yes bool) { p.set(name, rule.YesNo(yes)) }

func (p *planner) incidentFacts() {
	inc := p.inc
	p.choose("branch", string(inc.Branch))
	p.set("pattern", rule.Text(inc.Pattern))
	p.set("brand", rule.Text(inc.Brand))
	p.choose("person.kind", inc.Person.Kind)
	p.set("person.country", rule.Text(strings.ToUpper(inc.Person.Country)))
	p.set("given", rule.Set(inc.Given))
	p.set("chats", rule.Set(chatsOf(inc)))
	if inc.Threats != nil {
		p.yes("threats", *inc.Threats)
	}
	if inc.Watched != nil {
		p.yes("watched", *inc.Watched)
	}
	if n := len(inc.Asked); n > 0 {
		p.set("asked.open", rule.YesNo(true, "amount", inc.Asked[n-1].Amount))
		p.asked = inc.Asked[n-1].Amount
	} else {
		p.yes("asked.open", false)
	}
	hasSite := false
	for _, party := range inc.Parties {
		if party.Role == "seller" {
			p.set("seller.country", rule.Text(strings.ToUpper(party.Country)))
		}
		for _, i := range party.Indicators {
			if inc.Imitated(party) {
				break // theirs is nothing to report
			}
			hasSite = hasSite || i.Kind == indicator.Domain || i.Kind == indicator.URL
		}
	}
	p.yes("site.known", hasSite)
}

// apps are the chat programs that a handle or an export's name can show.
var apps = []string{"whatsapp", "telegram", "wechat", "facebook", "instagram", "viber"}

func chatsOf(inc *incident.Incident) []string {
	found := []string{}
	add := func(text string) {
		text = strings.ToLower(text)
		for _, app := range apps {
			if strings.Contains(text, app) && !slices.Contains(found, app) {
				found = append(found, app)
			}
		}
	}
	for _, party := range inc.Parties {
		for _, i := range party.Indicators {
			if app, _, ok := strings.Cut(i.Value, ":"); ok && i.Kind == indicator.Handle {
				add(app)
			}
		}
	}
	for _, e := range inc.Evidence {
		if e.Kind == "chat" {
			add(e.Name + " " + e.Title)
		}
	}
	slices.Sort(found)
	return found
}

// orderFacts takes the order that the trouble is about.
func (p *planner) orderFacts() {
	if p.inc.Direct() {
		p.yes("order.direct", true)
	}
	if len(p.inc.Orders) == 0 {
		if p.inc.Branch == incident.Impersonation || p.inc.Branch == incident.RecoveryScam {
			p.yes("order.known", false)
			p.yes("order.alibaba", false)
			p.yes("order.aliexpress", false)
			p.yes("order.protected", false)
		}
		return
	}
	o := p.trouble()
	p.yes("order.known", true)
	if o.Platform != "" {
		p.yes("order.alibaba", strings.HasPrefix(strings.ToLower(o.Platform), "alibaba"))
		p.yes("order.aliexpress", strings.HasPrefix(strings.ToLower(o.Platform), "aliexpress"))
	}
	if o.Protected != nil {
		p.yes("order.protected", *o.Protected)
	}
	p.set("order.number", rule.Text(o.Number))
	p.choose("order.problem", o.Problem)
	p.set("order.promised", rule.Day(o.PromisedBy))
	p.set("order.contracted", rule.Day(o.ContractedOn))
	if o.Value.Currency != "" {
		p.set("order.value", rule.Sum(o.Value))
	}
	p.set("order.received", rule.Day(o.ReceivedOn))
	p.lateFact(o)
}

// trouble is the order that the trouble is about: the first with a problem,
// else the first. It is nil where there is none.
func (p *planner) trouble() *incident.Order { return trouble(p.inc) }

func trouble(in *incident.Incident) *incident.Order {
	if len(in.Orders) == 0 {
		return nil
	}
	return &in.Orders[max(0, slices.IndexFunc(in.Orders, func(o incident.Order) bool { return o.Problem != "" }))]
}

// lateFact says whether the goods came after the promised day, or are still
// out although it has passed.
func (p *planner) lateFact(o *incident.Order) {
	switch came := o.ReceivedOn; {
	case o.PromisedBy.IsZero():
	case !came.IsZero():
		p.yes("order.late", came.After(o.PromisedBy))
	default:
		p.yes("order.late", p.today.After(o.PromisedBy))
	}
}

// doneKind marks a step of the plan as done: its id is in the event's To.
const doneKind = "done"

// eventFacts says what was done, by its first day, and what was answered, by
// its last.
func (p *planner) eventFacts() {
	days := make(map[string][]recourse.Moment)
	for i := range p.inc.Events {
		e := &p.inc.Events[i]
		switch e.Kind {
		case doneKind:
			p.did[strings.ToLower(e.To)] = true
		case "reply":
			p.replyFact("reply."+strings.ToLower(e.To), e)
		default:
			name := eventFact(*e)
			days[name] = append(days[name], e.At)
		}
	}
	for _, f := range p.book.facts.Facts() { // what others follow from stands before them
		if list, ok := days[f.Name]; ok {
			p.firstEvent(f, list)
		}
	}
	for event, fact := range paidSince {
		if list, ok := days[event]; ok {
			p.yes(fact, p.paidAfter(list))
		}
	}
}

// paidSince are the facts that say that more was paid after the bank was spoken to:
// it knows nothing of that payment.
var paidSince = map[string]string{
	"event.told-bank":             "paid.since-told-bank",
	"event.recall-requested.bank": "paid.since-recall",
}

// paidAfter reports whether a payment left on a day after all of these; one of them
// without a day was today at the latest.
func (p *planner) paidAfter(days []recourse.Moment) bool {
	var last recourse.Date
	for _, at := range days {
		if day := cmp.Or(at.Date(), p.today); day.After(last) {
			last = day
		}
	}
	return slices.ContainsFunc(p.inc.Payments, func(pay incident.Payment) bool {
		return pay.Direction != "in" && !pay.At.IsZero() && pay.At.Date().After(last)
	})
}

// firstEvent sets an event by the first of its days that contradicts no other.
// One told without a day was today at the latest.
func (p *planner) firstEvent(f rule.Fact, days []recourse.Moment) {
	fit := slices.DeleteFunc(slices.Clone(days), func(at recourse.Moment) bool {
		return !at.IsZero() && slices.ContainsFunc(f.After, func(e string) bool { return p.precedes(at.Date(), e) })
	})
	if len(fit) == 0 {
		fit = days
	}
	day := func(at recourse.Moment) recourse.Date { return cmp.Or(at.Date(), p.today) }
	first := slices.MinFunc(fit, func(a, b recourse.Moment) int { return day(b).DaysUntil(day(a)) })
	if p.assumed[f.Name] = first.IsZero(); first.IsZero() {
		first = recourse.OnDay(p.today)
	}
	p.set(f.Name, rule.When(first))
}

func (p *planner) replyFact(name string, e *incident.Event) {
	day := e.At.Date()
	if day.IsZero() {
		day = p.today
	}
	if old := p.situation.Values[name+".at"].Date(); day.Before(old) {
		return
	}
	p.assumed[name+".at"] = e.At.IsZero()
	p.choose(name, e.Reply)
	p.set(name+".at", rule.Day(day))
}

// haveFacts says which things that steps need are at hand.
func (p *planner) haveFacts() {
	kinds := map[string]bool{}
	contract, inspection, photos := false, false, false
	for _, e := range p.inc.Evidence {
		kinds[e.Kind] = true
		photos = photos || e.OfGoods()
		name := " " + strings.ToLower(path.Base(e.Name)+" "+e.Title)
		contract = contract || containsAny(name, contractWords...) || e.Document == "contract" || e.Document == "order" || e.Document == "invoice"
		inspection = inspection || containsAny(name, "inspection", "inspekcij", "sgs", "tuv")
	}
	v := p.situation.Values
	has := func(name string) bool { return !v[name].Date().IsZero() }
	mailOnly := kinds["mail"] && len(chatsOf(p.inc)) == 0 // they wrote by mail, and the mails are all there is
	p.yes("have.chat", kinds["chat"] || mailOnly)
	p.yes("have.mail", kinds["mail"])
	p.yes("have.statement", kinds["statement"])
	p.yes("have.photos", photos)
	p.yes("have.contract", contract)
	p.yes("have.inspection", inspection)
	p.yes("have.order-number", v["order.number"].Known())
	p.yes("have.receipt-date", has("order.received"))
	p.yes("have.bank-call", has("event.told-bank"))
	p.yes("have.bank-complaint", has("event.complaint-filed.bank"))
	p.yes("have.bank-answer", has("reply.bank.at"))
	p.yes("have.police-number", has("reply.police.at"))
	p.yes("have.seller-contacted", has("event.complaint-filed.seller") || has("reply.seller.at"))
	p.yes("have.site", v["site.known"].IsYes())
	p.paymentThings()
}

// contractWords are parts of the names and titles that contracts, orders and
// invoices have; the name is in lower case with a space before it.
var contractWords = []string{
	"contract", "invoice", "proforma", "pro forma", "pro-forma", " pi-", " pi_", " pi ", " order", "_order", "-order", "confirmation",
	"ugovor", "faktur", "predra", "porudžb", "porudzb", "narudžb", "narudzb",
}

func (p *planner) paymentThings() {
	accounts, days, handles := len(p.inc.Payments) > 0, len(p.inc.Payments) > 0, false
	for _, pay := range p.inc.Payments {
		accounts = accounts && (pay.To.Account != "" || pay.Rail == "card")
		days = days && !pay.At.IsZero()
	}
	for _, party := range p.inc.Parties {
		for _, i := range party.Indicators {
			handles = handles || i.Kind == indicator.Handle || i.Kind == indicator.Phone
		}
	}
	hash, number := false, false
	for _, pay := range p.inc.Payments {
		hash = hash || pay.Rail == "crypto" && pay.Reference != ""
		number = number || pay.Rail == "money-transfer" && pay.Reference != ""
	}
	p.yes("have.tx-hash", hash)
	p.yes("have.transfer-number", number)
	p.yes("have.payee-account", accounts)
	p.yes("have.payment-dates", days)
	p.yes("have.handles", handles)
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// args are the arguments that every sentence of a step may use: asked and
// paid, each an amount or the phrase that stands for one.
func (p *planner) args() []any { return []any{"asked", p.asked, "paid", p.paid} }
