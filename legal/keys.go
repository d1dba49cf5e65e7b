package legal

import (
	"maps"
	"slices"

	"recourse/deadline"
)

// ownKeys are the locale keys that no file names.
var ownKeys = []string{
	"law.problem.future-payment", "law.problem.future-receipt", "law.problem.future-event", "law.problem.order-of-days", "law.problem.total",
	"law.problem.currencies", "law.problem.count", "law.problem.two-forums", "law.problem.clauses",
	"law.said.delivery", "law.said.order", "law.said.goods",
	"law.came.unknown", "law.came.no-problem", "law.came.late", "law.came.on-time", "law.came.day-unknown", "law.came.nothing", "law.came.not-due",
	"law.limit", "law.limit-passed",
	"clock.rule", "clock.disagree", "clock.unsure", "clock.from", "clock.due", "clock.count", "clock.months", "clock.month-end",
	"ago.today", "ago.yesterday", "ago.days", "ago.on", "ago.unknown",
}

// Keys lists every locale key that a view of this book can use, in order: what
// a translation must have.
func (b *Book) Keys() []string {
	keys := make(map[string]bool)
	add := func(prefix string, list ...string) {
		for _, k := range list {
			keys[prefix+k] = true
		}
	}
	add("", ownKeys...)
	add("", b.names.Keys()...)
	add("law.state.", states...)
	add("law.fit.", fits...)
	add("law.binding.", bindings...)
	add("law.cost.", costs...)
	add("law.time.", times...)
	add("law.kind.", kinds...)
	add("law.answer.", answers...)
	add("law.row.", Kept, Broken, Open)
	for _, u := range deadline.Units() {
		add("term.", string(u))
	}
	for _, f := range b.facts.Facts() {
		add("", f.Keys()...)
		if f.Question != "" {
			add("", f.Question)
		}
		for _, earlier := range f.After {
			add("event.", f.Name, earlier)
		}
		if f.Name == "order.problem" {
			add("law.came.", f.Of...)
		}
	}
	guards := func(prefix string, list []guarded) {
		for _, g := range list {
			add(prefix, g.ID)
		}
	}
	for _, c := range b.claims {
		add("law.claim."+c.id, ".name", ".text")
		for _, a := range c.Apart {
			add("law.claim."+c.id+".not.", a.ID)
		}
		for _, e := range c.Elements {
			add("law.element."+c.id+".", e.ID)
			guards("law.fill.", e.Fill)
			guards("law.against.", e.Against)
		}
		for _, k := range c.Clocks {
			add("law.clock.", k.ID)
			add("event.", k.From...)
		}
	}
	for _, f := range b.forums {
		add("law.forum."+f.id, ".name")
		guards("law.because.", f.Because)
		guards("law.against.", f.Against)
		guards("law.enforce.", f.Enforce)
	}
	for _, r := range b.counsel.Rules {
		add("law.lawyer.", r.ID)
	}
	for _, f := range b.counsel.Hire {
		add("law.hire.", f.ID)
	}
	add("law.limit.", b.counsel.Limits...)
	return slices.Sorted(maps.Keys(keys))
}
