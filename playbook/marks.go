package playbook

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// Mark is the event of an incident that says that a step was taken.
type Mark struct {
	Kind string `json:"kind"`
	To   string `json:"to,omitempty"`
}

// Contact is a body that was turned to, and what it answered last.
type Contact struct {
	To      string        `json:"to"` // as in an event: bank nbs police alibaba seller paypal
	On      recourse.Date `json:"on,omitzero"`
	Reply   string        `json:"reply,omitempty"`
	ReplyOn recourse.Date `json:"reply_on,omitzero"`
	// Opens are the steps that stand open because of the reply, or until another day.
	Opens []string `json:"opens,omitempty"`
	// Options are the answers that it may give.
	Options []Option `json:"options"`
}

// bodies are whom the events turn to whose facts do not name them.
var bodies = map[string]string{"told-bank": "bank", "police-report": "police"}

// Mark returns the event that says that a step was taken, and whether there is
// such a step.
func (b *Book) Mark(step string) (Mark, bool) {
	for _, p := range b.plays {
		for i := range p.Steps {
			if p.Steps[i].ID == step {
				return markOf(&p.Steps[i]), true
			}
		}
	}
	return Mark{}, false
}

// markOf is the event that makes the step done; where no event of its own does,
// it is marked by its id.
func markOf(s *stepRule) Mark {
	if s.State.Done != nil {
		for _, t := range s.State.Done.Tests() {
			name, ok := strings.CutPrefix(t.Fact, "event.")
			if ok && t.Word == "known" && !t.Negated {
				kind, to, _ := strings.Cut(name, ".")
				return Mark{kind, to}
			}
		}
	}
	return Mark{doneKind, s.ID}
}

// bodyOf is the body whose answer the step waits for or asks for, "" for none.
func (p *planner) bodyOf(s *stepRule) string {
	m := markOf(s)
	to := m.To
	if m.Kind == doneKind {
		to = ""
	}
	if b, ok := bodies[m.Kind]; ok {
		to = b
	}
	for _, t := range s.When.Tests() {
		if name, ok := strings.CutPrefix(t.Fact, replyPrefix); ok && t.Word == "known" && to == "" {
			to = strings.TrimSuffix(name, ".at")
		}
	}
	if _, ok := p.book.facts.Fact(replyPrefix + to); !ok {
		return ""
	}
	return to
}

const replyPrefix = "reply."

// contacts lists the bodies that were turned to, in the vocabulary's order. A
// seller is one from the order on.
func (p *planner) contacts(plan Plan) []Contact {
	list := []Contact{}
	for _, f := range p.book.facts.Facts() {
		to, ok := strings.CutPrefix(f.Name, replyPrefix)
		if !ok || f.Type != rule.ChoiceType {
			continue
		}
		c := Contact{To: to, Reply: p.situation.Values[f.Name].String(), ReplyOn: p.situation.Values[f.Name+".at"].Date()}
		turned := c.Reply != "" || to == "seller" && p.situation.Values["order.known"].IsYes()
		for _, e := range p.book.facts.Facts() {
			if day := p.situation.Values[e.Name].Date(); turnsTo(e.Name, to) && !day.IsZero() {
				turned = true
				if c.On.IsZero() || c.On.Before(day) {
					c.On = day
				}
			}
		}
		if !turned {
			continue
		}
		for _, reply := range f.Of {
			c.Options = append(c.Options, Option{reply, recourse.P("answer.reply." + reply)})
		}
		if c.Reply != "" {
			c.Opens = p.opens(plan, to)
		}
		list = append(list, c)
	}
	return list
}

// opens compares the plan with that of somebody who heard nothing from the body.
func (p *planner) opens(plan Plan, to string) []string {
	deaf := *p.inc
	deaf.Events = slices.DeleteFunc(slices.Clone(deaf.Events), func(e incident.Event) bool {
		return e.Kind == "reply" && strings.EqualFold(e.To, to)
	})
	deaf.Payments = deaf.Payments[:p.known]
	before, _ := p.book.plan(deaf, p.now)
	due := make(map[string]string)
	for _, s := range before.Steps {
		if s.State == "todo" {
			due[s.ID] = dueOf(s)
		}
	}
	var list []string
	for _, s := range plan.Steps {
		if day, open := due[s.ID]; s.State == "todo" && (!open || day != dueOf(s)) {
			list = append(list, s.ID)
		}
	}
	return list
}

func dueOf(s Step) string {
	if s.Clock == nil {
		return ""
	}
	return s.Clock.Due.String()
}

// turnsTo reports whether an event's fact says that a body was turned to.
func turnsTo(fact, to string) bool {
	name, ok := strings.CutPrefix(fact, "event.")
	if !ok {
		return false
	}
	kind, whom, _ := strings.Cut(name, ".")
	return bodies[kind] == to || whom == to && slices.Contains(turns, kind)
}

// turns are the kinds of event by which somebody is turned to.
var turns = []string{"recall-requested", "dispute-opened", "escalated", "complaint-filed"}
