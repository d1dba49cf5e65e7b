package playbook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"recourse/deadline"
	"recourse/rule"
)

// clockKeys are the locale keys of derivations, beside those that name a route.
var clockKeys = []string{
	"clock.from", "clock.due", "clock.elapsed", "clock.due-time", "clock.same-day", "clock.count", "clock.months",
	"clock.month-end", "clock.business", "clock.weekends", "clock.skipped", "clock.skipped-more", "clock.varies",
	"clock.on-weekend", "clock.on-holiday", "clock.earlier-of", "clock.later-of",
	"clock.rule", "clock.rule-at-once", "plan.asked-unknown", "plan.paid-unknown", "plan.paid-and", "clock.suggested", "clock.why-suggestion", "clock.disagree", "clock.unsure", "clock.not-before", "clock.not-running",
	"clock.suggestion-past", "holiday.substitute", "event." + today, "route.closed",
	"ago.today", "ago.yesterday", "ago.days", "ago.on", "ago.unknown", "payee.unknown",
	"clock.closes", "clock.stale", "limit.unsure", "limit.stale", "answer.yes", "answer.no", "answer.none", "answer.not-sure",
	"plan.problem.several-currencies", "plan.problem.country",
	"plan.problem.count", "plan.problem.calendar", "plan.problem.future-payment", "plan.problem.future-receipt", "plan.problem.future-event",
	"plan.problem.future-order", "plan.problem.order-of-days", "plan.problem.received-and-not",
	"ask.day", "ask.day-payment", "ask.payment.possible", "clock.doubtful", "event.other", "limit.not-known", "limit.no-holidays", "limit.not-counted", "plan.problem.year", "route.doubtful",
}

// Keys lists every locale key that a plan of this book can use, in order: what
// a translation must have.
func (b *Book) Keys() []string {
	keys := make(map[string]bool)
	add := func(list ...string) {
		for _, k := range list {
			keys[k] = true
		}
	}
	add(clockKeys...)
	add(b.names.Keys()...)
	for _, f := range b.facts.Facts() {
		add(f.Keys()...)
		if strings.HasPrefix(f.Name, replyPrefix) {
			for _, v := range f.Of {
				add("answer.reply." + v)
			}
		}
		if f.Type == rule.DateType {
			add("event." + f.Name)
		}
		if f.Question == "" {
			continue
		}
		add(f.Question)
		if f.Type == rule.ChoiceType || f.Type == rule.SetType {
			for _, v := range f.Of {
				add("answer." + f.Name + "." + v)
			}
		}
	}
	for _, u := range deadline.Units() {
		add("term." + string(u))
	}
	for _, id := range b.cals.IDs() {
		add("country." + id)
	}
	for _, id := range b.cals.HolidayIDs() {
		add("holiday." + id)
	}
	for _, r := range b.routes {
		r.keys(add)
	}
	for _, p := range b.plays {
		p.keys(add)
	}
	return slices.Sorted(maps.Keys(keys))
}

func (r *route) keys(add func(...string)) {
	add("route."+r.ID+".who", "route."+r.ID+".open")
	if r.Cost != "" {
		add("cost." + r.Cost)
	}
	for _, l := range r.Limits {
		add("limit." + l)
	}
	for _, n := range r.Evidence {
		add("need." + n)
	}
	for _, f := range r.Further {
		for _, l := range f.Limits {
			add("limit." + l)
		}
		for _, n := range f.Evidence {
			add("need." + n)
		}
	}
	for _, a := range r.Apart {
		add("route." + r.ID + ".not." + a.ID)
	}
	channelKeys(r.Channels, add)
	for _, d := range r.Deadlines {
		add("route." + r.ID + "." + d.ID)
		for _, s := range d.From {
			add("event." + s.Event)
		}
	}
}

func channelKeys(list []channel, add func(...string)) {
	for _, c := range list {
		add("channel.kind." + c.Kind)
		if c.Note != "" {
			add("channel." + c.Note)
		}
		if c.Path != "" {
			add("channel.path." + c.Path)
		}
	}
}

func (p *play) keys(add func(...string)) {
	for _, s := range p.Steps {
		said := []string{"step." + s.ID}
		for _, w := range s.Words {
			said = append(said, "step."+s.ID+"."+w.As)
		}
		for _, key := range said {
			add(key+".title", key+".why")
			for n := 1; n <= s.Say; n++ {
				add(fmt.Sprintf("%s.say.%d", key, n))
			}
		}
		if s.Cost != "" {
			add("cost." + s.Cost)
		}
		for _, n := range s.Needs {
			add("need." + n)
		}
		channelKeys(s.Channels, add)
	}
	for _, h := range p.Holds {
		add("hold." + h.ID)
	}
	for _, n := range p.Never {
		add("never." + n.ID)
	}
}
