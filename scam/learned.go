package scam

import (
	"iter"
	"math"
	"slices"
	"strings"
	"unsafe"

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
	x := j.extractor()
	if len(j.units) == 1 {
		u := &j.units[0]
		return j.model.Logit(x, u.text.String(), j.raw(u))
	}
	best, n := math.Inf(-1), 0
	folded, raw := j.folded[:0], j.plain[:0]
	judge := func() {
		if len(folded) > 0 {
			best = max(best, j.model.Logit(x, view(folded), view(raw)))
			folded, raw = folded[:0], raw[:0]
			n++
		}
	}
	for i := range j.readable() {
		u := &j.units[i]
		folded = append(append(folded, u.text.String()...), ' ')
		raw = append(append(raw, j.raw(u)...), ' ')
		if len(folded) >= chunk {
			judge()
		}
	}
	judge()
	j.folded, j.plain = folded, raw
	if n == 0 {
		return j.model.Meta().Bias
	}
	return best - math.Log(float64(n))/2
}

// view returns b as a string that shares its bytes.
func view(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // read before b changes
}

// maxLearned is how many folded bytes of one conversation the model reads: the
// rules read all of it, and tell where to look.
const maxLearned = 64 << 10

// readable yields the units of the other side that the model reads: those in
// which rules found something, and the last ones.
func (j *judge) readable() iter.Seq[int] {
	return func(yield func(int) bool) {
		size := 0
		for i := range j.units {
			size += len(j.units[i].text.String())
		}
		left, skip := maxLearned, max(0, size-maxLearned/2)
		for i := range j.units {
			u := &j.units[i]
			n := len(u.text.String())
			skip -= n
			if u.who == self || j.turned != nil && u.start < j.turned.start || skip > 0 && !u.met || n > left {
				continue
			}
			left -= n
			if !yield(i) {
				return
			}
		}
	}
}

// extractor returns the judge's own memory for the model's features.
func (j *judge) extractor() *model.Extractor {
	if j.reader == nil || j.readerOf != j.model {
		j.reader, j.readerOf = j.model.Extractor(), j.model
	}
	return j.reader
}

// raw returns the unit's words as they were given.
func (j *judge) raw(u *unit) string {
	n := len(u.text.String())
	return j.doc.Text[u.start:u.span(n, n).End]
}

// RuleWords is the rule under which the model explains itself: its spans are
// single words, that say something only together.
const RuleWords = "model-words"

// RulePayees is the rule that counts the accounts that are paid to, whoever names them.
const RulePayees = "several-payees"

// maxWords is how many words the model names, and leastWords from which
// log-odds on it is a reason.
const (
	maxWords   = 5
	leastWords = 0.5
)

// wordsOf returns the words that weigh most in the model's own judgement.
func (j *judge) wordsOf(e evidence) (Reason, bool) {
	if j.model == nil || e.sparse {
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
		Rule: RuleWords, Text: recourse.P("rule." + RuleWords), Why: recourse.P("rule." + RuleWords + ".why"), Weight: weight,
		Source: rule.Source{Title: "recourse model " + j.model.Meta().Name, Seen: "undated", Confidence: "medium"},
	}
	if len(j.units) > 1 { // else it was read last
		j.model.Logit(j.reader, best.text.String(), j.raw(best))
	}
	for _, p := range j.model.Explain(j.reader, best.text.String(), maxWords) {
		r.Spans = append(r.Spans, whole(j.doc.Text, best.span(p.Start, p.End)))
	}
	r.Spans = j.joined(r.Spans)
	r.Times = len(r.Spans)
	return r, r.Times > 0
}

// joined sorts spans and makes one of those with nothing but space between them.
func (j *judge) joined(spans []recourse.Span) []recourse.Span {
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && strings.TrimSpace(recourse.Span{Start: kept[n-1].End, End: max(kept[n-1].End, s.Start)}.Of(j.doc.Text)) == "" {
			kept[n-1].End = max(kept[n-1].End, s.End)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// loudest returns the unit that the model judges highest: that of the other side.
func (j *judge) loudest() *unit {
	if len(j.units) == 1 {
		return &j.units[0]
	}
	best, most := -1, math.Inf(-1)
	for i := range j.readable() {
		u := &j.units[i]
		if l := j.model.Logit(j.reader, u.text.String(), j.raw(u)); l > most {
			best, most = i, l
		}
	}
	if best < 0 {
		return nil
	}
	return &j.units[best]
}
