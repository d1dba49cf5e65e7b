package main

import (
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/locale"
	"recourse/playbook"
	"recourse/rule"
)

// planText writes a plan so that each date is explained and each rule sourced.
type planText struct {
	p      *locale.Printer
	printf func(format string, args ...any)
}

func (t planText) write(plan playbook.Plan, in incident.Incident) {
	t.printf("%s\n", t.p.T("cli.plan.today", "date", plan.Today))
	phase := ""
	for i, s := range plan.Steps {
		name := t.p.T("cli.phase." + s.Phase)
		if s.State == "done" || s.State == "closed" {
			name = t.p.T("cli.plan.state." + s.State)
		}
		if name != phase {
			phase = name
			t.printf("\n%s\n", strings.ToUpper(name))
		}
		t.step(i+1, s)
	}
	t.ways(plan.Recoverability, in)
	t.list("cli.plan.keep", plan.Holds)
	t.list("cli.plan.never", plan.Never)
	t.questions("cli.plan.ask", plan.Ask)
	t.questions("cli.plan.confirm", plan.Confirm)
	t.list("cli.plan.problems", plan.Problems)
	t.printf("\n")
}

func (t planText) line(key, text string) {
	if text != "" {
		t.printf("   %s %s\n", t.p.T(key), text)
	}
}

func (t planText) step(n int, s playbook.Step) {
	t.printf("\n%d. %s\n   %s\n", n, t.p.Say(s.Title), t.p.Say(s.Why))
	if s.State == "waiting" {
		t.printf("   (%s)\n", t.p.T("cli.plan.state.waiting"))
	}
	t.line("cli.plan.because", t.join(s.Because))
	if s.Who.Key != "" {
		t.line("cli.plan.who", t.p.Say(s.Who))
	}
	for _, ch := range s.Channel {
		text := ch.Value
		if ch.Path != nil {
			text = t.p.Say(*ch.Path)
		}
		if ch.Note != nil {
			text = strings.TrimPrefix(text+" · "+t.p.Say(*ch.Note), " · ")
		}
		t.printf("   %s: %s\n", t.p.T("channel.kind."+ch.Kind), text)
	}
	for _, say := range s.Say {
		t.line("cli.plan.say", t.p.Say(say))
	}
	if s.Clock != nil {
		t.clock(*s.Clock)
	}
	for _, c := range s.Also {
		t.clock(c)
	}
	for _, ph := range s.NotRunning {
		t.printf("   %s\n", t.p.Say(ph))
	}
	t.needs(s.Needs)
	if s.Cost != nil {
		t.line("cli.plan.cost", t.p.Say(*s.Cost))
	}
	if s.Can != nil {
		t.line("cli.plan.can", t.p.Say(*s.Can))
	}
	for _, l := range s.Limits {
		t.line("cli.plan.cannot", t.p.Say(l))
	}
	if s.Paper != "" {
		t.printf("   → recourse write %s\n", s.Paper)
	}
	for _, src := range s.Sources {
		t.source(src)
	}
}

func (t planText) clock(c playbook.Clock) {
	t.printf("   %s  %s: %s\n", t.p.Moment(c.Due), t.p.T("cli.clock."+c.Kind), t.p.Say(c.Rule))
	for _, d := range c.Derivation {
		t.printf("     %s\n", t.p.Say(d))
	}
	for _, d := range c.Disagrees {
		t.printf("     %s\n", t.p.T("cli.plan.disagrees", "text", d))
	}
}

func (t planText) needs(needs []playbook.Need) {
	var have, lack []recourse.Phrase
	for _, n := range needs {
		if n.Have {
			have = append(have, n.What)
		} else {
			lack = append(lack, n.What)
		}
	}
	t.line("cli.plan.have", t.join(have))
	t.line("cli.plan.lack", t.join(lack))
}

func (t planText) source(s rule.Source) {
	if s.Own() {
		t.line("cli.plan.source", t.p.T("report.source.own"))
		return
	}
	name := s.URL
	if name == "" {
		name = s.Title
	} else if s.Title != "" {
		name = s.Title + ", " + s.URL
	}
	seen := t.p.T("web.source.undated")
	if s.Seen != "undated" {
		seen = t.p.T("web.source.seen", "date", s.Seen)
	}
	text := name + " (" + seen + "; " + t.p.T("web.source.sure."+s.Confidence) + ")"
	if s.Fact != "" {
		text += " [" + s.Fact + "]"
	}
	t.line("cli.plan.source", text)
	for _, d := range s.Disagrees {
		t.printf("     %s\n", t.p.T("cli.plan.disagrees", "text", d))
	}
}

func (t planText) ways(list []playbook.Recovery, in incident.Incident) {
	if len(list) == 0 {
		return
	}
	t.printf("\n%s\n", strings.ToUpper(t.p.T("cli.plan.ways")))
	for _, r := range list {
		pay := in.Payments[r.Payment]
		t.printf("\n· %s  %s\n", t.p.Moment(pay.At), t.p.Amount(pay.Amount))
		if len(r.Routes) == 0 {
			t.printf("   %s\n", t.p.T("cli.plan.ways.none"))
		}
		for _, w := range r.Routes {
			state := t.p.T("cli.plan.closed")
			switch {
			case w.Open && w.Until.IsZero():
				state = t.p.T("cli.plan.open")
			case w.Open:
				state = t.p.T("cli.plan.open-until", "date", w.Until, "kind", t.p.T("cli.clock."+w.Kind))
			}
			t.printf("   %s: %s. %s\n", t.p.Say(w.Who), state, t.p.Say(w.Because))
		}
	}
}

func (t planText) list(key string, list []recourse.Phrase) {
	if len(list) == 0 {
		return
	}
	t.printf("\n%s\n\n", strings.ToUpper(t.p.T(key)))
	for _, ph := range list {
		t.printf("· %s\n", t.p.Say(ph))
	}
}

func (t planText) questions(key string, list []playbook.Question) {
	if len(list) == 0 {
		return
	}
	t.printf("\n%s\n\n", strings.ToUpper(t.p.T(key)))
	for _, q := range list {
		t.printf("· %s\n", t.p.Say(q.Text))
		var options []recourse.Phrase
		for _, o := range q.Options {
			options = append(options, o.Text)
			if o.Value == q.Found && q.Found != "" {
				t.printf("     %s\n", t.p.T("cli.plan.found", "value", t.p.Say(o.Text)))
			}
		}
		switch {
		case len(options) > 0:
			t.printf("     %s\n", t.join(options))
		case q.Found != "":
			t.printf("     %s\n", t.p.T("cli.plan.found", "value", q.Found))
		}
	}
}

// join says phrases one after another.
func (t planText) join(list []recourse.Phrase) string {
	said := make([]string, len(list))
	for i, ph := range list {
		said[i] = t.p.Say(ph)
	}
	return strings.Join(said, "; ")
}
