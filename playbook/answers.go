package playbook

import (
	"fmt"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// The answers to the question whether a payment that was read from files belongs
// to the matter and was the person's own.
const (
	partFact   = "payment.part"
	approved   = "approved"   // it does, and the person made or approved it
	unapproved = "unapproved" // it does, and the person did neither
	apart      = "apart"      // it has nothing to do with the matter
)

// None is the answer to a question about a set that none of it is so.
const None = "none"

// maxAnswer is the longest answer, in bytes.
const maxAnswer = 200

// CheckAnswer reports an answer that cannot be one as an error of kind Invalid.
// An empty value, "I am not sure", always can.
func (b *Book) CheckAnswer(a incident.Answer) error {
	f, ok := b.facts.Fact(a.Fact)
	switch {
	case !ok || f.Question == "" && !isDay(f) || f.AskedAs != "":
		return fmt.Errorf("fact %.80q is not asked: %w", a.Fact, recourse.Invalid)
	case (a.Fact == partFact) != (a.Of != ""):
		return fmt.Errorf("fact %s is asked of %q: %w", a.Fact, a.Of, recourse.Invalid)
	case len(a.Value) > maxAnswer:
		return fmt.Errorf("the answer to %s has more than %d bytes: %w", a.Fact, maxAnswer, recourse.Invalid)
	case a.Value == "":
		return nil
	case isCountry(f) && !twoLetters(a.Value), !answerOf(f, a.Value).Known():
		return fmt.Errorf("%.80q does not answer %s: %w", a.Value, a.Fact, recourse.Invalid)
	}
	return nil
}

// answerOf reads an answer as a value of the fact; it is not known where the
// answer is no value of it.
func answerOf(f rule.Fact, answer string) rule.Value {
	switch f.Type {
	case rule.YesNoType:
		if answer == "yes" || answer == "no" {
			return rule.YesNo(answer == "yes")
		}
	case rule.ChoiceType:
		if slices.Contains(f.Of, answer) {
			return rule.Choice(answer)
		}
	case rule.SetType:
		return setOf(f, answer)
	case rule.DateType:
		if d, err := recourse.ParseDate(answer); err == nil {
			return rule.Day(d)
		}
	case rule.TextType:
		return rule.Text(strings.TrimSpace(answer))
	}
	return rule.Value{}
}

func setOf(f rule.Fact, answer string) rule.Value {
	set := []string{}
	if answer == None {
		return rule.Set(set)
	}
	for v := range strings.SplitSeq(answer, ",") {
		if v = strings.TrimSpace(v); !slices.Contains(f.Of, v) {
			return rule.Value{}
		}
		set = append(set, v)
	}
	return rule.Set(set)
}

// isCountry tells the facts that are a country, which the vocabulary has as a text.
func isCountry(f rule.Fact) bool {
	return f.Type == rule.TextType && strings.HasSuffix(f.Name, "country")
}

// isDay tells the days that are asked for again where they cannot be right.
func isDay(f rule.Fact) bool {
	return f.Type == rule.DateType && (strings.HasPrefix(f.Name, "event.") || strings.HasPrefix(f.Name, replyPrefix) || f.Name == "order.contracted")
}

func twoLetters(s string) bool {
	s = strings.ToUpper(s)
	return len(s) == 2 && isLetter(s[0]) && isLetter(s[1])
}

// WithAnswers puts the person's answers where facts have their place, so that
// plan, law and papers read the same. What has no place there, such as that
// nothing was paid, stays an answer. Doing it again changes nothing.
func (b *Book) WithAnswers(in incident.Incident) incident.Incident {
	if len(in.Answers) == 0 {
		return in
	}
	in.Payments = b.answered(in)
	in = withPossible(in)
	for _, f := range b.facts.Facts() { // in its order, in which how it was paid comes before by which card
		a, _ := in.Answered(f.Name, "")
		if v := answerOf(f, a.Value); v.Known() {
			place(&in, a, v)
		}
	}
	return in
}

// partsSaid are the answers about single payments, by their keys.
func partsSaid(in incident.Incident) map[string]string {
	said := make(map[string]string)
	for _, a := range in.Answers {
		if a.Fact == partFact {
			said[a.Of] = a.Value
		}
	}
	return said
}

// withPossible puts the payments that may belong to the matter where the person says
// that they do: among the others, and in the place of the demand that they paid.
func withPossible(in incident.Incident) incident.Incident {
	said := partsSaid(in)
	var open, ours []incident.Payment
	for _, p := range in.Possible {
		switch said[saidKey(p, said)] {
		case apart:
		case approved, unapproved:
			yes := said[saidKey(p, said)] == approved
			p.Authorised, p.Confirmed = &yes, true
			if p.Status == incident.Proposed {
				p.Status = "" // a bank's message told of it, and the person says so
			}
			p.Origins = slices.Clip(p.Origins)
			ours = append(ours, p)
		default:
			open = append(open, p)
		}
	}
	in.Possible = open
	if len(ours) == 0 {
		return in
	}
	for _, p := range ours {
		in.Payments = placePossible(in.Payments, p)
	}
	in.AddPayments(nil) // in their order
	in.Asked = slices.DeleteFunc(slices.Clone(in.Asked), func(a incident.Asked) bool {
		return slices.ContainsFunc(ours, func(p incident.Payment) bool {
			return incident.SameAmount(a.Amount, p.Amount) || incident.SameAmount(a.Amount, p.Original)
		})
	})
	return in
}

// possibleDays is how many days a payment that was only told may lie from the entry of
// which the person says that it is that payment.
const possibleDays = 7

// placePossible adds a payment of which the person says that it belongs here. What was
// told of the same sum and no statement shows is the same payment: it went where the
// statement says, whatever account was named for it.
func placePossible(list []incident.Payment, p incident.Payment) []incident.Payment {
	i := slices.IndexFunc(list, func(o incident.Payment) bool {
		if !o.Left() || !incident.SameAmount(o.Amount, p.Amount) && !incident.SameAmount(o.Amount, p.Original) {
			return false
		}
		if slices.ContainsFunc(o.Origins, func(from incident.Origin) bool { return from.Place != "" }) {
			return false
		}
		days := o.At.Date().DaysUntil(p.At.Date())
		return o.At.IsZero() || p.At.IsZero() || days >= -possibleDays && days <= possibleDays
	})
	if i < 0 {
		return append(list, p)
	}
	told := list[i]
	told.To = incident.Account{}
	p.Join(told)
	list[i] = p
	return list
}

// answered are the payments that belong to the matter, with what was answered
// about each.
func (b *Book) answered(in incident.Incident) []incident.Payment {
	var list []incident.Payment
	said := partsSaid(in)
	for _, p := range in.Payments {
		switch said[saidKey(p, said)] {
		case apart:
			continue
		case approved, unapproved:
			yes := said[saidKey(p, said)] == approved
			p.Authorised, p.Confirmed = &yes, true
			if p.Status == incident.Proposed {
				p.Status = "" // a bank's message told of it, and the person says so
			}
		}
		list = append(list, p)
	}
	return list
}

// saidKey is the key under which something was said of a payment.
func saidKey(p incident.Payment, said map[string]string) string {
	for key := range said {
		if p.Has(key) {
			return key
		}
	}
	return ""
}

// place puts one answer about the whole matter where the fact stands.
func place(in *incident.Incident, a incident.Answer, v rule.Value) {
	yes := v.IsYes()
	switch a.Fact {
	case "branch":
		in.Branch = incident.Branch(a.Value)
	case "watched":
		in.Watched = &yes
	case "threats":
		in.Threats = &yes
	case "given":
		in.Given = v.Members()
	case "person.kind":
		in.Person.Kind = a.Value
	case "person.country":
		in.Person.Country = strings.ToUpper(a.Value)
	case "seller.country":
		placeSeller(in, strings.ToUpper(a.Value))
	case "payment.at":
		placeDay(in, a, v.Date())
	case "payment.rail", "payment.network", "payment.authorised", "payment.to-country":
		for i := range in.Payments {
			placePayment(&in.Payments[i], a, yes, len(in.Payments) == 1)
		}
	default:
		if strings.HasPrefix(a.Fact, "order.") {
			placeOrder(in, a, v)
			return
		}
		placeEventDay(in, a.Fact, v.Date())
	}
}

// placePayment fills what is not known of a payment. That not every payment was
// approved says which one only where there is one.
func placePayment(p *incident.Payment, a incident.Answer, yes, only bool) {
	switch {
	case p.Direction == "in":
	case a.Fact == "payment.rail" && p.Rail == "":
		p.Rail = a.Value
	case a.Fact == "payment.network" && p.Rail == "card" && p.CardNetwork == "":
		p.CardNetwork = a.Value
	case a.Fact == "payment.to-country" && slices.Contains(transfers, p.Rail) && payeeCountry(p) == "":
		p.To.Country = strings.ToUpper(a.Value)
	case a.Fact == "payment.authorised" && p.Authorised == nil && (yes || only):
		p.Authorised = &yes
	}
}

// placeEventDay gives the day to the events that make a fact known.
func placeEventDay(in *incident.Incident, fact string, day recourse.Date) {
	in.Events = slices.Clone(in.Events)
	for i := range in.Events {
		if eventFact(in.Events[i]) == fact {
			in.Events[i].At = recourse.OnDay(day)
		}
	}
}

// placeDay gives the day to the one payment that has none, or one that was still
// to come when it was asked.
func placeDay(in *incident.Incident, a incident.Answer, day recourse.Date) {
	var undated []*incident.Payment
	for i := range in.Payments {
		if at := in.Payments[i].At; at.IsZero() || !a.At.IsZero() && at.Date().After(a.At.Date()) {
			undated = append(undated, &in.Payments[i])
		}
	}
	if len(undated) == 1 {
		undated[0].At = recourse.OnDay(day)
	}
}

func placeSeller(in *incident.Incident, country string) {
	in.Parties = slices.Clone(in.Parties)
	i := slices.IndexFunc(in.Parties, func(p incident.Party) bool { return p.Role == "seller" })
	if i < 0 {
		in.Parties = append(in.Parties, incident.Party{ID: "seller", Role: "seller", Fact: incident.Fact{Origins: incident.Origins{incident.Told}}})
		i = len(in.Parties) - 1
	}
	in.Parties[i].Country = country
}

// placeOrder puts an answer into the order that the trouble is about.
func placeOrder(in *incident.Incident, a incident.Answer, v rule.Value) {
	if a.Fact == "order.known" && !v.IsYes() {
		return
	}
	in.Orders = slices.Clone(in.Orders)
	if len(in.Orders) == 0 {
		in.Orders = []incident.Order{{Fact: incident.Fact{Origins: incident.Origins{incident.Told}, Confirmed: true}}}
	}
	o := trouble(in)
	yes := v.IsYes()
	switch a.Fact {
	case "order.alibaba":
		placePlatform(o, yes)
	case "order.protected":
		o.Protected = &yes
	case "order.number":
		o.Number = strings.TrimSpace(a.Value)
	case "order.problem":
		o.Problem = a.Value
	case "order.contracted":
		o.ContractedOn = v.Date()
	case "order.received":
		o.ReceivedOn = v.Date()
	case "order.promised":
		o.PromisedBy = v.Date()
	}
}

func placePlatform(o *incident.Order, alibaba bool) {
	switch is := strings.HasPrefix(strings.ToLower(o.Platform), "alibaba"); {
	case alibaba && !is:
		o.Platform = "alibaba"
	case !alibaba && (is || o.Platform == ""):
		o.Platform = "other"
	}
}

// withPaid adds the payment that the person says was made where none is known, or
// only one that is still to come. It is planned for; as nobody knows how much it
// was, it is no payment of the incident.
func withPaid(in incident.Incident, future func(recourse.Moment) bool) incident.Incident {
	out := func(p incident.Payment) bool { return p.Direction != "in" && !future(p.At) }
	if a, _ := in.Answered("paid.any", ""); a.Value != "yes" || slices.ContainsFunc(in.Payments, out) {
		return in
	}
	rail, _ := in.Answered("payment.rail", "")
	pay := incident.Payment{Rail: rail.Value, Fact: incident.Fact{Origins: incident.Origins{incident.Told}}}
	if at, _ := in.Answered("payment.at", ""); at.Value != "" {
		if day, err := recourse.ParseDate(at.Value); err == nil {
			pay.At = recourse.OnDay(day)
		}
	}
	in.Payments = append(slices.Clip(in.Payments), pay)
	return in
}

// answerFacts sets the facts that have no place in the incident and that nothing
// else tells.
func (p *planner) answerFacts() {
	for _, a := range p.inc.Answers {
		f, ok := p.book.facts.Fact(a.Fact)
		if !ok || a.Of != "" || p.situation.Values[a.Fact].Known() {
			continue
		}
		if v := answerOf(f, a.Value); v.Known() {
			p.set(a.Fact, v)
		}
	}
	if a, _ := p.inc.Answered("payment.authorised", ""); a.Value == "no" && !p.situation.Values["paid.unauthorised"].Known() {
		p.yes("paid.unauthorised", true)
	}
}
