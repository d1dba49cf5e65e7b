package playbook

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/rule"
)

// addClocks counts the step's clocks. The first rule that can be counted leads;
// of several payments the one that is due first and not past leads. Where the
// limits that end the step have all passed, the last of them leads and what we
// suggested is left out.
func (p *planner) addClocks(step *Step, s *stepRule) {
	r := p.book.routes[s.Route]
	var clocks, ends []Clock
	for _, rule := range s.Clocks {
		if !p.applies(rule.When) {
			continue
		}
		if rule.Deadline == "" {
			clocks = append(clocks, p.suggest(rule.Suggest)...)
			continue
		}
		d, _ := r.limit(rule.Deadline) // checked at load
		p.uncounted = nil
		more := p.countAll(r, d, s.Payment)
		step.Limits = append(step.Limits, dedupe(p.uncounted)...)
		if all := len(more); all > 0 {
			more = slices.DeleteFunc(more, func(c Clock) bool { return c.Doubtful && p.past(c) })
			if len(more) < all {
				step.Limits = append(step.Limits, recourse.P("limit.not-known", "term", d.Term.Phrase(), "event", recourse.P("event."+d.From[0].Event)))
			}
		}
		clocks = append(clocks, more...)
		if rule.Ends {
			ends = append(ends, more...)
		}
		if len(more) == 0 {
			step.NotRunning = append(step.NotRunning, p.notRunning(d)...)
		}
	}
	if len(ends) > 0 && !slices.ContainsFunc(ends, func(c Clock) bool { return !p.past(c) }) {
		clocks = ends
	}
	clocks = dropTwice(clocks)
	if len(clocks) == 0 {
		return
	}
	step.NotRunning = nil
	for _, c := range clocks {
		step.Sources = append(step.Sources, sourceOf(c)...)
	}
	step.Clock = &clocks[0]
	step.Also = p.dropPast(clocks)
}

// dropPast returns the clocks beside the first, without closing times that are
// past where the first is not: they cannot be met any more.
func (p *planner) dropPast(clocks []Clock) []Clock {
	return slices.DeleteFunc(slices.Clone(clocks[1:]), func(c Clock) bool {
		return c.Kind == ClosingTime && p.past(c) && !p.past(clocks[0])
	})
}

// dropTwice leaves out a suggestion that gives the day of an earlier clock again.
func dropTwice(clocks []Clock) []Clock {
	var out []Clock
	for _, c := range clocks {
		twice := slices.ContainsFunc(out, func(o Clock) bool { return o.Due.Date() == c.Due.Date() })
		if c.Kind != OurSuggestion || !twice || c.Due.Precision == recourse.Instant {
			out = append(out, c)
		}
	}
	return out
}

// notRunning says that a limit waits for something that is still to be done.
// One that waits for a day that is merely not known is asked for elsewhere.
func (p *planner) notRunning(d *timeLimit) []recourse.Phrase {
	if len(d.From) == 0 || d.When.Holds(p.situation) != rule.Yes {
		return nil
	}
	for _, s := range d.From {
		if !strings.HasPrefix(s.Event, "event.") && !strings.HasPrefix(s.Event, "reply.") {
			return nil
		}
	}
	return []recourse.Phrase{recourse.P("clock.not-running", "term", d.Term.Phrase(), "event", recourse.P("event."+d.From[0].Event))}
}

func sourceOf(c Clock) []rule.Source {
	if c.source.Confidence == "" {
		return nil
	}
	return []rule.Source{c.source}
}

// suggest is a date of our own, counted from today.
func (p *planner) suggest(t deadline.Term) []Clock {
	k, err := p.book.cals.Add(recourse.OnDay(p.today), t, p.calendarFor("country", t))
	if err != nil {
		p.problem(err, "clock.why-suggestion")
		return nil
	}
	return []Clock{{
		Due: k.Due, Kind: OurSuggestion, From: k.From, Sure: true,
		Rule:       ruleOf("clock.suggested", t, today),
		Derivation: []recourse.Phrase{recourse.P("clock.why-suggestion")},
	}}
}

// ruleOf says a clock's rule; no time at all is "at once".
func ruleOf(key string, t deadline.Term, event string) recourse.Phrase {
	if t.Amount == 0 {
		return recourse.P("clock.rule-at-once")
	}
	return recourse.P(key, "term", t.Phrase(), "event", recourse.P("event."+event))
}

// countAll counts a deadline once, or for every payment that its route is for
// and which holds for.
// Of several dates the next one leads; the others are kept where they differ.
func (p *planner) countAll(r *route, d *timeLimit, which rule.Cond) []Clock {
	var clocks []Clock
	for _, s := range p.situations(r) {
		if r.applies(s) != rule.Yes || which.Holds(s) != rule.Yes || !p.holds(d.When, s) {
			continue
		}
		c, ok := p.count(r, d, s)
		has := slices.ContainsFunc(clocks, func(o Clock) bool { return o.Due == c.Due })
		if ok && !has {
			clocks = append(clocks, c)
		}
	}
	slices.SortStableFunc(clocks, p.nextFirst)
	return clocks
}

// situations are what a route is asked for: the incident, or each payment that
// left. Without any payment a route is asked for the incident alone.
func (p *planner) situations(r *route) []rule.Situation {
	if r.Per != "payment" || len(p.out) == 0 {
		return []rule.Situation{p.situation}
	}
	return p.perPayment
}

// nextFirst orders clocks by their due dates, those that are past at the end.
func (p *planner) nextFirst(a, b Clock) int {
	x, y := p.past(a), p.past(b)
	switch {
	case x && !y:
		return 1
	case y && !x:
		return -1
	case a.Due.Date().Before(b.Due.Date()):
		return -1
	case b.Due.Date().Before(a.Due.Date()):
		return 1
	default:
		return 0
	}
}

// past reports whether a clock has run out: a day at its end, an instant at once.
func (p *planner) past(c Clock) bool {
	if c.Due.Precision == recourse.Instant {
		return c.Due.Time.Before(p.now)
	}
	return c.Due.Date().Before(p.today)
}

// count counts one deadline. It reports false where no event is known yet, and
// where the calendar is not known, which it notes as a problem.
func (p *planner) count(r *route, d *timeLimit, s rule.Situation) (Clock, bool) {
	k, event, ok := p.countFrom(d, s)
	if !ok {
		return Clock{}, false
	}
	c := Clock{
		Due: k.Due, Kind: d.Kind, From: k.From, Sure: d.Source.Sure(), source: d.Source,
		Rule:      ruleOf("clock.rule", d.Term, event),
		Disagrees: d.Source.Disagrees,
	}
	c.Derivation = append(c.Derivation, recourse.P("route."+r.ID+"."+d.ID))
	if event != today {
		c.Derivation = append(c.Derivation, k.Derivation...)
	}
	if len(d.Source.Disagrees) > 0 {
		c.Derivation = append(c.Derivation, recourse.P("clock.disagree"))
	}
	if !c.Sure {
		c.Derivation = append(c.Derivation, recourse.P("clock.unsure"))
	}
	if c.Stale = d.Source.Stale(p.today); c.Stale {
		c.Derivation = append(c.Derivation, recourse.P("clock.stale", "seen", seenOn(d.Source.Seen)))
	}
	c.Doubtful = hangsOn(d, p.doubted)
	if c.Doubtful || hangsOn(d, p.unsure) {
		c.Derivation = append(c.Derivation, recourse.P("clock.doubtful"))
	}
	p.closing(&c, d)
	if d.NotBefore != nil {
		if from := p.moment(d.NotBefore.From, s); !from.IsZero() {
			if nb, err := p.add(from, d.NotBefore.Term, d.Calendar); err == nil {
				c.NotBefore = nb.Due.Date()
				c.Derivation = append(c.Derivation, recourse.P("clock.not-before", "date", c.NotBefore))
			}
		}
	}
	if d.Kind == OurSuggestion && p.past(c) {
		p.atOnce(&c)
	}
	return c, true
}

// atOnce makes a suggestion whose day is over one for today: nobody has missed
// what nobody had to keep, so the day that is over is not shown.
func (p *planner) atOnce(c *Clock) {
	c.Due = recourse.OnDay(p.today)
	c.Rule = recourse.P("clock.rule-at-once")
	c.Derivation = []recourse.Phrase{c.Derivation[0], recourse.P("clock.suggestion-past")}
}

// countFrom counts from the event that the deadline picks, and caps the result.
func (p *planner) countFrom(d *timeLimit, s rule.Situation) (deadline.Clock, string, bool) {
	var best deadline.Clock
	event := ""
	for _, st := range d.From {
		from := p.moment(st.Event, s)
		if from.IsZero() {
			p.missing[st.Event] = true
			continue
		}
		if !d.Valid.on(from.Date()) {
			continue
		}
		k, err := p.addAfter(from, st.Then, d.Term, d.Calendar)
		if err != nil {
			p.problem(err, "event."+st.Event)
			p.uncounted = append(p.uncounted, p.notCounted(err, d.Term, st.Event))
			continue
		}
		if event == "" {
			best, event = k, st.Event
		} else {
			one := deadline.EarlierOf
			if d.Pick == "later" {
				one = deadline.LaterOf
			}
			old := best.From
			if best = one(best, k); best.From != old {
				event = st.Event
			}
		}
		if d.Pick == "" || d.Pick == "first" {
			break
		}
	}
	if event == "" {
		return best, "", false
	}
	if d.Cap != nil {
		if from := p.moment(d.Cap.From, s); !from.IsZero() {
			if k, err := p.add(from, d.Cap.Term, d.Calendar); err == nil {
				best = deadline.EarlierOf(best, k)
			}
		}
	}
	return best, event, true
}

// closing says when the last day of a clock ends where the venue is, by the
// clocks of the person: at its closing hour, or at midnight where its zone is
// another one.
func (p *planner) closing(c *Clock, d *timeLimit) {
	if c.Due.Precision == recourse.Instant || (d.Closes == "" && d.Zone == "") {
		return
	}
	zone := p.zone
	if d.Zone != "" {
		cal, err := p.book.cals.Get(d.Zone)
		if err != nil {
			return // the zones of a route were checked at load
		}
		zone = cal.Zone
	}
	end := c.Due.Date().AddDays(1).In(zone)
	if d.Closes != "" {
		day := c.Due.Date()
		end = time.Date(day.Year, day.Month, day.Day, 0, int(d.closes.Minutes()), 0, 0, zone)
	}
	if here := c.Due.Date().AddDays(1).In(p.zone); !end.Before(here) {
		return // the person's own midnight is not later
	}
	c.Derivation = append(c.Derivation, recourse.P("clock.closes", "time", recourse.At(end.In(p.zone))))
}

// addAfter counts a term that starts when another has run out, and keeps both derivations.
func (p *planner) addAfter(from recourse.Moment, first, then deadline.Term, calendar string) (deadline.Clock, error) {
	if first.Unit == "" {
		return p.add(from, then, calendar)
	}
	a, err := p.add(from, first, calendar)
	if err != nil {
		return a, err
	}
	b, err := p.add(a.Due, then, calendar)
	if err != nil {
		return b, err
	}
	b.Derivation = append(slices.Clone(a.Derivation), b.Derivation...)
	b.From = a.From
	return b, nil
}

// add counts a term in a calendar. A term in hours from a day counts from the
// day's first instant in the person's zone, which is the earliest it can be.
func (p *planner) add(from recourse.Moment, t deadline.Term, calendar string) (deadline.Clock, error) {
	if t.Timed() && from.Precision != recourse.Instant {
		from = recourse.At(from.In(p.zone))
	}
	return p.book.cals.Add(from, t, p.calendarFor(calendar, t))
}

// calendarFor resolves "country" to the person's calendar. Where that is not
// known, terms that skip no holidays are counted without one.
func (p *planner) calendarFor(calendar string, t deadline.Term) string {
	if calendar == "country" {
		calendar = p.inc.Person.Country
	}
	if !t.NeedsCalendar() {
		if _, err := p.book.cals.Get(calendar); err != nil {
			return ""
		}
	}
	return calendar
}

// moment is when an event was, where the situation knows it.
func (p *planner) moment(event string, s rule.Situation) recourse.Moment {
	if event == today {
		return recourse.OnDay(p.today)
	}
	m := s.Values[event].Moment()
	return m
}

// problem notes once that a clock could not be counted.
func (p *planner) problem(err error, event string) {
	var year *deadline.UnknownYearError
	ph := recourse.P("plan.problem.count", "event", recourse.P(event))
	switch {
	case errors.As(err, &year):
		ph = recourse.P("plan.problem.year", "country", recourse.P("country."+year.Calendar), "year", strconv.Itoa(year.Year))
	case errors.Is(err, recourse.NotFound):
		ph = recourse.P("plan.problem.calendar", "event", recourse.P(event), "country", p.inc.Person.Country)
	}
	same := func(o recourse.Phrase) bool {
		return o.Key == ph.Key && o.Args["year"] == ph.Args["year"] && (year == nil || o.Args["country"].(recourse.Phrase).Key == "country."+year.Calendar)
	}
	if !slices.ContainsFunc(p.problems, same) {
		p.problems = append(p.problems, ph)
	}
}

// notCounted says at the step itself that one of its limits has no date.
func (p *planner) notCounted(err error, t deadline.Term, event string) recourse.Phrase {
	what := []any{"term", t.Phrase(), "event", recourse.P("event." + event)}
	var year *deadline.UnknownYearError
	if errors.As(err, &year) {
		return recourse.P("limit.no-holidays", append(what, "country", recourse.P("country."+year.Calendar), "year", strconv.Itoa(year.Year))...)
	}
	return recourse.P("limit.not-counted", what...)
}
