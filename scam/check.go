package scam

import (
	"slices"

	"recourse"
	"recourse/indicator"
	"recourse/ladder"
	"recourse/lookalike"
	"recourse/money"
)

// maxSpans is how many places one reason names.
const maxSpans = 5

// judge is one judgement at work.
type judge struct {
	*Checker
	doc     Document
	units   []unit
	senders []string
	finds   *finds

	language   string
	indicators []indicator.Indicator
	imitated   []string // brands that a domain in the text imitates
	claims     []Demand
	demands    []Demand
	ladder     *ladder.Ladder
	hits       [][]recourse.Span // by rule
	from       int               // amounts before this place are not the scam's
}

// Check judges a document.
func (c *Checker) Check(doc Document) Verdict {
	j := &judge{Checker: c, doc: doc, finds: newFinds(len(c.matchers)), hits: make([][]recourse.Span, len(c.rules))}
	var isCut bool
	j.units, j.senders, isCut = split(doc)
	for n := range j.units {
		c.search(j.finds, j.units, n)
	}
	j.finds.sort()
	j.language = language(doc.Text, j.units)
	if len(doc.Other) == 0 && len(j.senders) > 0 {
		guess(j.units, j.senders, j.senderWeights())
	}
	j.indicators = j.findIndicators()
	e := j.evidence()
	if u := j.unitAt(j.turn(e.winner)); u != nil && u.start > 0 {
		j.from = u.start
		e = j.evidence()
	}
	v := j.verdict(e)
	v.Cut = isCut
	return v
}

// evidence reads the amounts, runs the rules and adds up what they found.
func (j *judge) evidence() evidence {
	j.amounts()
	for i := range j.rules {
		j.hits[i] = j.ruleHits(i)
	}
	j.conditions()
	return j.weigh()
}

// turn returns where the words stand with which a pattern takes over a
// conversation that was genuine until then, or -1.
func (j *judge) turn(winner int) int {
	at := -1
	if winner < 0 {
		return at
	}
	for _, i := range j.sets[winner].turn {
		for _, s := range j.hits[i] {
			if at < 0 || s.Start < at {
				at = s.Start
			}
		}
	}
	return at
}

// unitAt returns the unit that the place lies in, or nil.
func (j *judge) unitAt(at int) *unit {
	n, _ := slices.BinarySearchFunc(j.units, at, func(u unit, at int) int {
		if u.start <= at {
			return -1
		}
		return 1
	})
	if n == 0 {
		return nil
	}
	return &j.units[n-1]
}

// senderWeights adds up, by sender, the rules that only the other side can meet.
func (j *judge) senderWeights() []float64 {
	weights := make([]float64, len(j.senders))
	for i, r := range j.rules {
		if r.By != byOther || r.counter {
			continue
		}
		for _, at := range j.finds.of[i] {
			if n := j.units[at.unit].sender; n >= 0 {
				weights[n] += r.Weight
			}
		}
	}
	return weights
}

// may reports whether whoever speaks in the unit can meet a matcher.
func (u *unit) may(by string) bool {
	return by == byAnyone || u.who == unknown || (by == byOther) == (u.who == other)
}

func (j *judge) findIndicators() []indicator.Indicator {
	text := j.doc.Text
	if len(text) <= MaxText {
		return indicator.Find(text)
	}
	var all []indicator.Indicator
	for _, s := range kept(text) {
		for _, in := range indicator.Find(s.Of(text)) {
			in.Span = in.Span.Shift(s.Start)
			all = append(all, in)
		}
	}
	return all
}

// ruleHits returns where a rule is met, before conditions between rules.
func (j *judge) ruleHits(i int) []recourse.Span {
	r := &j.rules[i]
	if r.Detect != "" {
		return j.detect(r.Detect)
	}
	var spans []recourse.Span
	for _, at := range j.finds.of[i] {
		u := &j.units[at.unit]
		if u.may(j.speaker(r)) {
			spans = append(spans, u.span(at.start, at.end))
		}
	}
	return spans
}

// speaker returns who must say what a rule looks for. What counts as a sign of a
// scam is said by the other side, unless the rule says otherwise: a person's own
// question about the "VIP tasks" is none. A quarrel is told by both sides.
func (j *judge) speaker(r *compiled) string {
	kind := j.sets[r.set].Kind
	if r.By == byAnyone && !r.counter && !r.Told && (kind == kindPattern || kind == kindSignals) {
		return byOther
	}
	return r.By
}

// detect runs what no words can say.
func (j *judge) detect(what string) []recourse.Span {
	switch what {
	case "rising-ladder":
		if l := j.ladder; l != nil && len(l.Paid) >= 2 && l.Shape == ladder.Rising {
			return spansOf(append(slices.Clone(j.claims), j.demands...))
		}
		return nil
	case "several-payees":
		return j.payees()
	}
	var spans []recourse.Span
	for _, in := range j.indicators {
		if in.Kind != indicator.Domain {
			continue
		}
		r := j.brands.Check(in.Value)
		switch {
		case r.Official && len(r.How) == 0 && what == "official-domain", r.Flagged() && what == "lookalike":
			spans = append(spans, in.Span)
			if r.Flagged() && !slices.Contains(j.imitated, r.Brand) {
				j.imitated = append(j.imitated, r.Brand)
			}
		case !r.Official && isHost(r, what):
			spans = append(spans, in.Span)
		}
	}
	return spans
}

func isHost(r lookalike.Result, what string) bool {
	return slices.ContainsFunc(r.How, func(h lookalike.How) bool {
		return string(h.Kind) == what && (h.Kind == lookalike.Shortener || h.Kind == lookalike.FormHost)
	})
}

// payees returns the accounts that the other side named, where there are several.
func (j *judge) payees() []recourse.Span {
	var spans []recourse.Span
	var values []string
	for _, in := range j.indicators {
		if in.Kind != indicator.AccountRS && in.Kind != indicator.IBAN {
			continue
		}
		if !j.saidByOther(in.Span) || slices.Contains(values, in.Value) {
			continue
		}
		values = append(values, in.Value)
		spans = append(spans, in.Span)
	}
	if len(values) < 2 {
		return nil
	}
	return spans
}

// saidByOther reports whether the place stands in a message of the other side.
func (j *judge) saidByOther(s recourse.Span) bool {
	u := j.unitAt(s.Start)
	return u != nil && u.who == other
}

func spansOf(list []Demand) []recourse.Span {
	spans := make([]recourse.Span, 0, len(list))
	for _, d := range list {
		spans = append(spans, d.Span)
	}
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	return spans
}

// conditions drops rules whose requires or excludes do not hold. Rules are
// compared as they were met by words, so that the order of files does not matter.
func (j *judge) conditions() {
	met := make([]bool, len(j.rules))
	for i := range j.rules {
		met[i] = len(j.hits[i]) > 0
	}
	is := func(n int) bool { return met[n] }
	for i, r := range j.rules {
		if !met[i] {
			continue
		}
		if len(r.requires) > 0 && !slices.ContainsFunc(r.requires, is) || slices.ContainsFunc(r.exclude, is) {
			j.hits[i] = nil
		}
	}
}

// paid returns what was paid, as far as is known, oldest first.
func (j *judge) paid() []money.Amount {
	if len(j.doc.Paid) > 0 {
		return j.doc.Paid
	}
	var all []money.Amount
	for _, c := range j.claims {
		all = append(all, c.Amount)
	}
	return all
}
