package train

import (
	"math"

	"recourse/model"
)

// costs are those of which one is chosen where none is given.
var costs = []float64{5, 20, 100}

const (
	// usual is the cost where there are more texts than maxChosen, of which trying
	// others takes long.
	usual     = 20
	maxChosen = 20_000
	// tried is how many folds the costs are tried on.
	tried = 2
)

// chooseCost sets the cost with which texts of the first folds are told best by a
// model that has learnt from the others: the one with the least loss.
func (t *trainer) chooseCost() {
	if t.Cost != 0 {
		return
	}
	t.Cost = usual
	if len(t.examples) > maxChosen {
		return
	}
	best, least := t.Cost, math.Inf(1)
	for _, c := range costs {
		t.Cost = c
		logits := t.crossValidate(min(tried, t.Folds))
		judged := func(i int) bool { return t.foldOf[i] < tried }
		none := make([]float64, len(logits))
		s := t.stack(logits, none, judged)
		if l := t.loss(s, logits, none, judged); l < least {
			best, least = c, l
		}
	}
	t.Cost = best
}

// clearly is how much more loss shows that rules are wrong on the texts: a rule
// that finds something counts, though the words may tell these texts better.
const clearly = 1.05

// standAlone lets rules stand for themselves unless that tells the texts clearly
// worse than the sum alone does.
func (t *trainer) standAlone(s *model.Stack, logits, rules []float64) {
	if t.Alone == 0 {
		return
	}
	alone := *s
	alone.Alone = t.Alone
	if t.loss(alone, logits, rules, every) <= clearly*t.loss(*s, logits, rules, every) {
		*s = alone
	}
}

// every is all examples.
func every(int) bool { return true }

// loss returns the mean logarithmic loss of the stack's probabilities on some of
// the examples.
func (t *trainer) loss(s model.Stack, logits, rules []float64, of func(i int) bool) float64 {
	sum, weight := 0.0, 0.0
	for i := range t.examples {
		if !of(i) {
			continue
		}
		l := s.LogOdds(logits[i], rules[i])
		if t.label(i) == 1 {
			l = -l
		}
		w := t.weight(i)
		sum += w * math.Log1p(math.Exp(min(l, 500)))
		weight += w
	}
	return sum / max(weight, 1e-9)
}
