package scam

import (
	"cmp"
	"math"
	"slices"

	"recourse"
)

// RulesAlone is the log-odds of a text without any sign, where rules alone judge.
const RulesAlone = -3.4

// The score is a logistic function of added weights. Where a trained model stands
// beside the rules, its stack says how both are added.
const (
	bias       = RulesAlone
	cut        = 0.5 // from here on the text counts as part of a scam
	scamFrom   = 0.8
	askFrom    = 0.2
	repeat     = 0.2 // what each doubling of a rule's finds adds to its weight
	maxSignals = 4.0 // signals without a pattern make suspicious at most
	rival      = 0.25
	enough     = 1.6  // from this weight on a pattern is named
	disputed   = 0.05 // share of a quarrel's weight that speaks for a scam
	extreme    = 9.0
	// foreign is the score from which the model is believed in a language that
	// it knows little of.
	foreign = 0.95
	// sparse is the log-odds above which the model is not believed of a text with
	// almost no words: what remains is unclear.
	sparse = -0.2
)

// evidence is all that was found, added up.
type evidence struct {
	winner int     // the set that fits best, or -1
	rules  float64 // what the rules add up to, as log-odds
	model  float64 // what the model gives, as log-odds
	logit  float64 // of both
	sparse bool    // there are too few words for the model to go by
}

func (e evidence) probability() float64 {
	return 1 / (1 + math.Exp(-max(-extreme, min(extreme, e.logit))))
}

// weigh adds up what was found.
func (j *judge) weigh() evidence {
	e := evidence{winner: -1}
	signals, firm, counter := 0.0, 0.0, 0.0
	for _, i := range j.met {
		r := &j.rules[i]
		kind := j.sets[r.set].Kind
		if kind == kindQuestion {
			continue
		}
		w := r.Weight * (1 + repeat*math.Log2(float64(min(len(j.hits[i]), 16))))
		j.weights[i] = w
		if r.Firm {
			firm += w
		}
		switch scored := j.sets[r.set].scored(); {
		case r.counter && scored:
			j.add(r.set, -w)
		case r.counter:
			counter += w
		case !scored:
			signals += w
		default:
			j.add(r.set, w)
		}
	}
	j.choose(&e)
	e.rules = min(signals, maxSignals) - counter
	for _, i := range j.touched {
		share := rival
		if i == e.winner {
			share = 1
		}
		if j.sets[i].Kind == kindDispute {
			share *= disputed
		}
		e.rules += share * max(0, j.sums[i])
	}
	e.logit = bias + e.rules
	if j.model != nil && j.doc.Question == "" { // what a person says of others is no message
		e.model = j.learned()
		e.logit = j.model.Stack().LogOdds(e.model, e.rules)
		switch {
		case j.quarrel(e.winner):
			e.logit = bias + e.rules // a quarrel uses the words of scams
		case j.asks():
			e.logit = max(e.logit, bias+e.rules) // who asks tells calmly, and quotes
		case e.logit > sparse && e.rules <= 0 && j.wordless():
			e.logit, e.sparse = sparse, true
		case signals == 0 && j.deals():
			e.logit = min(e.logit, sparse) // orders, deposits and balances are what scams of trade speak of too
		}
		if firm > 0 {
			e.logit = max(e.logit, bias+min(firm, maxSignals)-counter)
		}
	}
	return e
}

// quarrel reports whether the set is a quarrel between two who trade, or builds
// on one that was met: what the model knows of words does not tell these apart.
func (j *judge) quarrel(set int) bool {
	if set < 0 {
		return false
	}
	base := j.sets[set].base
	return j.sets[set].Kind == kindDispute || base >= 0 && j.sets[base].Kind == kindDispute && j.sums[base] >= enough
}

// deals reports whether two talk with each other about an order, and nothing else was
// met. The model has learnt of single messages.
func (j *judge) deals() bool {
	speaks := func(w who) bool { return slices.ContainsFunc(j.units, func(u unit) bool { return u.who == w }) }
	if len(j.touched) == 0 || !speaks(self) || !speaks(other) {
		return false
	}
	is := false
	for _, i := range j.touched {
		switch {
		case j.sums[i] <= 0:
		case j.sets[i].Kind != kindDispute:
			return false
		default:
			is = true
		}
	}
	return is
}

// add counts a weight for a set.
func (j *judge) add(set int, w float64) {
	if !slices.Contains(j.touched, set) {
		j.touched = append(j.touched, set)
	}
	j.sums[set] += w
}

// choose finds the pattern that fits best, with what it builds on.
func (j *judge) choose(e *evidence) {
	slices.Sort(j.touched)
	best := 0.0
	for _, i := range j.touched {
		s := &j.sets[i]
		sum := j.sums[i]
		if s.base >= 0 && sum >= s.BuildsOn.From {
			sum += j.sums[s.base]
		}
		if s.scored() && sum > best && sum >= enough {
			e.winner, best = i, sum
		}
	}
}

// reasons lists the rules that were met, the weightiest first: those for it, or
// those against.
func (j *judge) reasons(e evidence, counter bool) []Reason {
	var list []Reason
	for _, i := range j.met {
		if j.rules[i].counter != counter || !j.tells(e, i) {
			continue
		}
		list = append(list, j.reason(i))
	}
	slices.SortStableFunc(list, func(a, b Reason) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	return list
}

// reason says that a rule was met, and where.
func (j *judge) reason(i int) Reason {
	r := &j.rules[i]
	w := j.weights[i]
	if r.counter {
		w = -w
	}
	return Reason{
		Rule: r.ID, Text: recourse.P("rule." + r.ID), Why: recourse.P("rule." + r.ID + ".why"),
		Lever: r.Lever, Spans: j.places(j.hits[i]), Times: len(j.hits[i]), Weight: w, Source: j.sets[r.set].Sources[r.Source],
	}
}

// tells reports whether the rule belongs to the answer: that of the pattern
// that fits, of those it builds on, and the signals; a question is no reason.
func (j *judge) tells(e evidence, rule int) bool {
	set := j.rules[rule].set
	if j.sets[set].Kind == kindQuestion {
		return false
	}
	if e.winner < 0 || !j.sets[set].scored() {
		return true
	}
	return set == e.winner || set == j.sets[e.winner].base
}

// places returns at most maxSpans places, the earliest and the latest, as they are to
// be shown: whole words and numbers, and places that then touch as one.
func (j *judge) places(spans []recourse.Span) []recourse.Span {
	list := some(spans)
	kept := list[:0]
	for _, s := range list {
		s = whole(j.doc.Text, s)
		if n := len(kept); n > 0 && s.Start < kept[n-1].End && s.Start >= kept[n-1].Start {
			kept[n-1].End = max(kept[n-1].End, s.End)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// some returns a copy of at most maxSpans places: the earliest and the latest. What
// was found elsewhere than in the words has none.
func some(spans []recourse.Span) []recourse.Span {
	if len(spans) <= maxSpans {
		return slices.DeleteFunc(append([]recourse.Span{}, spans...), func(s recourse.Span) bool { return s.Len() == 0 })
	}
	head := (maxSpans + 1) / 2
	return append(slices.Clone(spans[:head]), spans[len(spans)-(maxSpans-head):]...)
}
