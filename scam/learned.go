package scam

import (
	"math"
	"slices"

	"recourse"
	"recourse/model"
	"recourse/rule"
)

// chunk is how many folded bytes of consecutive messages are judged together by
// the model.
const chunk = 400

// WithModel returns the checker with a trained model beside its rules. Its
// verdicts are those of both, stacked as the model says.
func (c *Checker) WithModel(m *model.Model) *Checker {
	with := *c
	with.model = m
	return &with
}

// Model returns the trained model, or nil.
func (c *Checker) Model() *model.Model { return c.model }

// learned returns the model's log-odds. A conversation is judged in pieces, and
// the highest counts; the more pieces there are, the higher one of them stands
// by chance, which is taken off.
func (j *judge) learned() float64 {
	if j.reader == nil || j.readerOf != j.model {
		j.reader, j.readerOf = j.model.Extractor(), j.model
	}
	x := j.reader
	if len(j.units) == 1 {
		u := &j.units[0]
		return j.model.Logit(x.Extract(u.text.String(), j.raw(u)))
	}
	best, n := math.Inf(-1), 0
	var folded, raw []byte
	judge := func() {
		if len(folded) > 0 {
			best = max(best, j.model.Logit(x.Extract(string(folded), string(raw))))
			folded, raw = folded[:0], raw[:0]
			n++
		}
	}
	for i := range j.units {
		u := &j.units[i]
		if u.who == self || u.start < j.from {
			continue
		}
		folded = append(append(folded, u.text.String()...), ' ')
		raw = append(append(raw, j.raw(u)...), ' ')
		if len(folded) >= chunk {
			judge()
		}
	}
	judge()
	if n == 0 {
		return j.model.Logit(nil)
	}
	return best - math.Log(float64(n))/2
}

// raw returns the unit's words as they were given.
func (j *judge) raw(u *unit) string {
	n := len(u.text.String())
	return j.doc.Text[u.start:u.span(n, n).End]
}

// ruleWords is the rule under which the model explains itself.
const ruleWords = "model-words"

// maxWords is how many words the model names, and leastWords from which
// log-odds on it is a reason.
const (
	maxWords   = 5
	leastWords = 0.5
)

// wordsOf returns the words that weigh most in the model's own judgement.
func (j *judge) wordsOf(e evidence) (Reason, bool) {
	if j.model == nil {
		return Reason{}, false
	}
	s := j.model.Stack()
	weight := s.Model*e.model + s.Bias
	if weight < leastWords {
		return Reason{}, false
	}
	best := j.loudest()
	if best == nil {
		return Reason{}, false
	}
	r := Reason{
		Rule: ruleWords, Text: recourse.P("rule." + ruleWords), Why: recourse.P("rule." + ruleWords + ".why"), Weight: weight,
		Source: rule.Source{Title: "recourse model " + j.model.Meta().Name, Seen: "undated", Confidence: "medium"},
	}
	for _, p := range j.model.Explain(j.reader, best.text.String(), j.raw(best), maxWords) {
		r.Spans = append(r.Spans, best.span(p.Start, p.End))
	}
	slices.SortFunc(r.Spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	r.Times = len(r.Spans)
	return r, r.Times > 0
}

// loudest returns the unit that the model judges highest: that of the other side.
func (j *judge) loudest() *unit {
	if len(j.units) == 1 {
		return &j.units[0]
	}
	best, most := -1, math.Inf(-1)
	for i := range j.units {
		u := &j.units[i]
		if u.who == self || u.start < j.from || u.text.String() == "" {
			continue
		}
		if l := j.model.Logit(j.reader.Extract(u.text.String(), j.raw(u))); l > most {
			best, most = i, l
		}
	}
	if best < 0 {
		return nil
	}
	return &j.units[best]
}
