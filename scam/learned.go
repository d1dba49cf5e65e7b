package scam

import (
	"math"

	"recourse/model"
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
