package playbook

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// Question is a fact that would change the plan: one that is not known, or one
// that was read from files and is to be confirmed.
type Question struct {
	Fact string `json:"fact"`
	// Of is the key of the payment that the question is about, where it is about one.
	Of   string          `json:"of,omitempty"`
	Text recourse.Phrase `json:"text"`
	// Kind is what the fact is: several of a set can be so.
	Kind rule.Type `json:"kind"`
	// Options are the answers to choose from; none where a day, a number or a
	// word is asked. The last is always that one is not sure.
	Options []Option `json:"options,omitempty"`
	// Found is the value that files gave, in a question that asks to confirm it.
	Found string `json:"found,omitempty"`
	// Origins are where that stands from which a value only follows, as the
	// seller's name in which its country is looked for.
	Origins incident.Origins `json:"origin,omitempty"`
}

// Option is one answer. An empty value is "I am not sure".
type Option struct {
	Value string          `json:"value"`
	Text  recourse.Phrase `json:"text"`
}

// openCond is a condition that something not known leaves undecided.
type openCond struct {
	cond rule.Cond
	in   rule.Situation
}

// applies answers a condition of the incident and notes what leaves it
// undecided. What is doubted may make it hold and cannot undo it.
func (p *planner) applies(c rule.Cond) bool {
	return len(p.doubted) > 0 && c.Holds(p.sure) == rule.Yes || p.holds(c, p.situation)
}

// holds answers a condition and notes what leaves it undecided.
func (p *planner) holds(c rule.Cond, s rule.Situation) bool {
	switch c.Holds(s) {
	case rule.Yes:
		return true
	case rule.Unknown:
		p.open = append(p.open, openCond{c, s})
	}
	return false
}

// questions lists what would change the plan if it were known, in the
// vocabulary's order, each question once. What is undecided counts as no in a
// plan, so a question changes it only where an answer makes a condition hold, or
// where it is one of several that do so together.
func (p *planner) questions() []Question {
	var list []Question
	asked := make(map[string]bool)
	wanted := p.wanted()
	for _, f := range p.book.facts.Facts() {
		if !wanted[f.Name] || f.Question == "" || asked[f.Question] || p.situation.Values[f.Unless].IsYes() {
			continue
		}
		asked[f.Question] = true
		if as, ok := p.book.facts.Fact(f.AskedAs); ok {
			f = as
		}
		if _, answered := p.inc.Answered(f.Name, ""); answered {
			continue
		}
		list = append(list, Question{Fact: f.Name, Text: recourse.P(f.Question), Kind: f.Type, Options: p.book.options(f)})
	}
	if len(p.sellerToConfirm()) > 0 { // its name says where it may sit: that is confirmed
		list = slices.DeleteFunc(list, func(q Question) bool { return q.Fact == sellerCountry })
	}
	for _, q := range p.checks {
		_, answered := p.inc.Answered(q.Fact, "")
		if !answered && !slices.ContainsFunc(list, func(o Question) bool { return o.Fact == q.Fact }) {
			list = append(list, q)
		}
	}
	return list
}

// wanted names the facts whose answers change the plan.
func (p *planner) wanted() map[string]bool {
	names := make(map[string]bool)
	for event := range p.missing {
		if f, ok := p.book.facts.Fact(event); ok && f.Question != "" && p.mayStillCome(event) {
			names[event] = true
		}
	}
	for _, o := range p.open {
		facts := o.cond.Undecided(o.in)
		alone := false
		for _, name := range facts {
			if p.decides(o, name) {
				names[name], alone = true, true
			}
		}
		if alone {
			continue
		}
		for _, name := range facts { // none does it alone: the first that can be asked opens the way to the others
			if f, ok := p.book.facts.Fact(name); ok && f.Question != "" {
				names[name] = true
				break
			}
		}
	}
	if names["payment.to-country"] {
		delete(names, "paid.to") // the answer to the one answers the other
	}
	p.premature(names)
	return names
}

// premature takes out what is asked only once an earlier question is answered
// with yes: how it was paid, before it is known that it was, and what the order was.
func (p *planner) premature(names map[string]bool) {
	for first, prefixes := range map[string][]string{"paid.any": {"paid.", "payment."}, "order.known": {"order."}} {
		if v := p.situation.Values[first]; !names[first] && (!v.Known() || v.IsYes()) {
			continue
		}
		for name := range names {
			later := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
			if name != first && slices.ContainsFunc(prefixes, later) {
				delete(names, name)
			}
		}
	}
}

// mayStillCome tells that a day is worth asking for: goods that did not arrive
// have no day of arrival.
func (p *planner) mayStillCome(event string) bool {
	o := p.trouble()
	return event != "order.received" || o == nil || o.Problem != "not-received"
}

// decides reports whether some answer to the fact makes the condition hold.
func (p *planner) decides(o openCond, name string) bool {
	f, ok := p.book.facts.Fact(name)
	if !ok {
		return false
	}
	old, known := o.in.Values[name]
	defer func() {
		if known {
			o.in.Values[name] = old
		} else {
			delete(o.in.Values, name)
		}
	}()
	var answers []rule.Value
	switch f.Type {
	case rule.YesNoType:
		answers = []rule.Value{rule.YesNo(true), rule.YesNo(false)}
	case rule.ChoiceType:
		for _, v := range f.Of {
			answers = append(answers, rule.Choice(v))
		}
	case rule.SetType:
		answers = append(answers, rule.Set([]string{}))
		for _, v := range f.Of {
			answers = append(answers, rule.Set([]string{v}))
		}
	default:
		return true // any day, word or amount may be the answer
	}
	return slices.ContainsFunc(answers, func(v rule.Value) bool {
		o.in.Values[name] = v
		return o.cond.Holds(o.in) == rule.Yes
	})
}

// Question returns how a fact is asked, and whether it is.
func (b *Book) Question(fact string) (Question, bool) {
	f, ok := b.facts.Fact(fact)
	if !ok || f.Question == "" || f.AskedAs != "" {
		return Question{}, false
	}
	return Question{Fact: f.Name, Text: recourse.P(f.Question), Kind: f.Type, Options: b.options(f)}, true
}

// options are the answers to choose from.
func (b *Book) options(f rule.Fact) []Option {
	var list []Option
	switch f.Type {
	case rule.YesNoType:
		list = []Option{{"yes", recourse.P("answer.yes")}, {"no", recourse.P("answer.no")}}
	case rule.ChoiceType, rule.SetType:
	case rule.TextType:
		if !isCountry(f) {
			return nil
		}
		for _, id := range b.cals.IDs() {
			if id != everywhere {
				list = append(list, Option{id, recourse.P("country." + id)})
			}
		}
	default:
		return nil
	}
	for _, v := range f.Of {
		list = append(list, Option{v, recourse.P("answer." + f.Name + "." + v)})
	}
	if f.Type == rule.SetType {
		list = append(list, Option{None, recourse.P("answer.none")})
	}
	return append(list, Option{"", recourse.P("answer.not-sure")})
}

// confirmations lists what files gave and the person has not confirmed, of the
// facts that a plan hangs on most.
func (p *planner) confirmations() []Question {
	var list []Question
	add := func(fact string, facts incident.Fact) {
		f, ok := p.book.facts.Fact(fact)
		v := p.situation.Values[fact]
		if !ok || !v.Known() || facts.Confirmed || !fromFile(facts) {
			return
		}
		list = append(list, Question{Fact: fact, Text: recourse.P(f.Question), Kind: f.Type, Options: p.book.options(f), Found: v.String()})
	}
	add("person.country", p.inc.Person.Fact)
	add("person.kind", p.inc.Person.Fact)
	list = append(list, p.paymentsToConfirm()...)
	list = append(list, p.sellerToConfirm()...)
	if o := p.trouble(); o != nil {
		for _, fact := range []string{"order.protected", "order.problem", "order.promised", "order.received"} {
			add(fact, o.Fact)
		}
	}
	return list
}

// maxConfirm is how many payments are asked about one by one.
const maxConfirm = 50

// paymentsToConfirm asks of each payment that only files show whether it belongs
// to the matter and was the person's own, and first of those of which only the sum
// says that they do.
func (p *planner) paymentsToConfirm() []Question {
	f, ok := p.book.facts.Fact(partFact)
	if !ok {
		return nil
	}
	var list []Question
	for i := range p.inc.Possible {
		pay := &p.inc.Possible[i]
		if _, answered := p.inc.Answered(partFact, pay.Key()); !answered && len(list) < maxConfirm {
			list = append(list, Question{Fact: partFact, Of: pay.Key(), Text: ofPayment("ask.payment.possible", pay), Kind: f.Type, Options: p.book.options(f)})
		}
	}
	for _, i := range p.out {
		pay := &p.inc.Payments[i]
		if pay.Confirmed || !fromFile(pay.Fact) || len(list) == maxConfirm {
			continue
		}
		if _, answered := p.inc.Answered(partFact, pay.Key()); answered {
			continue
		}
		list = append(list, Question{Fact: partFact, Of: pay.Key(), Text: ofPayment(f.Question, pay), Kind: f.Type, Options: p.book.options(f)})
	}
	return list
}

// ofPayment is a question about one payment: how much, when, to whom.
func ofPayment(key string, pay *incident.Payment) recourse.Phrase {
	var to any = recourse.P("payee.unknown")
	if name := cmp.Or(pay.To.Name, pay.To.Account); name != "" {
		to = name
	}
	var when any = recourse.P("ago.unknown")
	if !pay.At.IsZero() {
		when = pay.At.Date()
	}
	return recourse.P(key, "amount", pay.Amount, "when", when, "to", to)
}

// everywhere is the calendar of what holds in all countries; it is none of them.
const everywhere = "ZZ"

// fromFile reports whether a fact comes from a file and was not told as well.
func fromFile(f incident.Fact) bool {
	return len(f.Origins) > 0 && !slices.ContainsFunc(f.Origins, func(o incident.Origin) bool { return o.Told })
}
