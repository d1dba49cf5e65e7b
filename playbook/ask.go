package playbook

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// Question is a fact that would change the plan: one that is not known, or one
// that was read from files and is to be confirmed.
type Question struct {
	Fact string          `json:"fact"`
	Text recourse.Phrase `json:"text"`
	// Options are the answers to choose from; none where a day, a number or a
	// word is asked. The last is always that one is not sure.
	Options []Option `json:"options,omitempty"`
	// Found is the value that files gave, in a question that asks to confirm it.
	Found string `json:"found,omitempty"`
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

// applies answers a condition of the incident and notes what leaves it undecided.
func (p *planner) applies(c rule.Cond) bool { return p.holds(c, p.situation) }

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
		if !wanted[f.Name] || f.Question == "" || asked[f.Question] {
			continue
		}
		asked[f.Question] = true
		list = append(list, Question{Fact: f.Name, Text: recourse.P(f.Question), Options: p.options(f)})
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
	premature(names)
	return names
}

// premature takes out what is asked only once an earlier question is answered:
// how it was paid, before it is known that it was, and what the order was.
func premature(names map[string]bool) {
	for first, prefixes := range map[string][]string{"paid.any": {"paid.", "payment."}, "order.known": {"order."}} {
		if !names[first] {
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

func (p *planner) options(f rule.Fact) []Option {
	var list []Option
	switch f.Type {
	case rule.YesNoType:
		if f.Question == "ask.paid.rail" {
			rail, _ := p.book.facts.Fact("payment.rail")
			f = rail
			break
		}
		list = []Option{{"yes", recourse.P("answer.yes")}, {"no", recourse.P("answer.no")}}
	case rule.ChoiceType, rule.SetType:
	default:
		return nil
	}
	for _, v := range f.Of {
		list = append(list, Option{v, recourse.P("answer." + f.Name + "." + v)})
	}
	if f.Type == rule.SetType {
		list = append(list, Option{"none", recourse.P("answer.none")})
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
		list = append(list, Question{Fact: fact, Text: recourse.P(f.Question), Options: p.options(f), Found: v.String()})
	}
	add("person.country", p.inc.Person.Fact)
	add("person.kind", p.inc.Person.Fact)
	if len(p.inc.Payments) > 0 {
		add("paid.any", p.inc.Payments[0].Fact)
	}
	if o := p.trouble(); o != nil {
		for _, fact := range []string{"order.protected", "order.problem", "order.promised", "order.received"} {
			add(fact, o.Fact)
		}
	}
	return list
}

// fromFile reports whether a fact comes from a file and was not told as well.
func fromFile(f incident.Fact) bool {
	return len(f.Origins) > 0 && !slices.ContainsFunc(f.Origins, func(o incident.Origin) bool { return o.Told })
}
