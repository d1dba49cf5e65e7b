package train

import (
	"cmp"
	"math"
	"slices"

	"recourse/model"
)

// Card is what a model was trained on and how good it is. Figures are out of
// fold, at the cut 0.5 unless they say otherwise.
type Card struct {
	Name     string   `json:"name"`
	Features int      `json:"features"`
	Folds    int      `json:"folds"`
	Cost     float64  `json:"cost"` // of a mistake against large weights, given or chosen
	Sets     []Figure `json:"sets"`
	All      Figure   `json:"all"`
	// Reliability compares what scores say with what was so, in ten classes.
	Reliability []Class `json:"reliability"`
}

// Figure is how good scores are on one set.
type Figure struct {
	Set    string  `json:"set"`
	Texts  int     `json:"texts"`
	Scams  int     `json:"scams"`
	Weight float64 `json:"weight,omitempty"` // of all its texts together, in training
	// Found is the share of scams found, Alarms that of other texts flagged.
	Found  float64 `json:"found"`
	Alarms float64 `json:"alarms"`
	// F1 is at the cut 0.5, AUC the area under the receiver operating
	// characteristic, AlarmsAt95 the share of other texts flagged where 95 % of scams
	// are found, and ECE the expected calibration error over ten classes.
	F1         float64 `json:"f1"`
	AUC        float64 `json:"auc"`
	AlarmsAt95 float64 `json:"alarms_at_95"`
	ECE        float64 `json:"ece"`
}

// Class is the texts whose scores lie in [From, To).
type Class struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Texts int     `json:"texts"`
	Score float64 `json:"score"` // mean score
	Scams float64 `json:"scams"` // share of scams
}

// Scored is a text's score and its label.
type Scored struct {
	Score float64
	Scam  bool
}

// Cut is the score from which a text is flagged.
const Cut = 0.5

// Measure says how good the scores are. What a set without scams, or without
// other texts, cannot tell is 0.
func Measure(set string, scores []Scored) Figure {
	f := Figure{Set: set, Texts: len(scores)}
	found, alarms := 0, 0
	for _, s := range scores {
		hit := s.Score >= Cut
		switch {
		case s.Scam && hit:
			found++
			f.Scams++
		case s.Scam:
			f.Scams++
		case hit:
			alarms++
		}
	}
	f.Found = share(found, f.Scams)
	f.Alarms = share(alarms, f.Texts-f.Scams)
	f.F1 = share(2*found, found+alarms+f.Scams)
	f.AUC, f.AlarmsAt95 = ranks(scores, f.Scams)
	for _, c := range Reliability(scores) {
		f.ECE += share(c.Texts, f.Texts) * math.Abs(c.Score-c.Scams)
	}
	return f
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// ranks returns the area under the curve, ties counted half, and the share of
// other texts that score as high as the scam at the 95th percentile.
func ranks(scores []Scored, scams int) (auc, at95 float64) {
	others := len(scores) - scams
	if scams == 0 || others == 0 {
		return 0, 0
	}
	sorted := slices.Clone(scores)
	slices.SortFunc(sorted, func(a, b Scored) int { return cmp.Compare(b.Score, a.Score) })
	need := int(math.Ceil(0.95 * float64(scams)))
	found, flagged, area := 0, 0, 0.0
	at95 = -1
	for i := 0; i < len(sorted); {
		k, hit := i, 0
		for k < len(sorted) && sorted[k].Score == sorted[i].Score {
			if sorted[k].Scam {
				hit++
			}
			k++
		}
		missed := k - i - hit
		area += float64(missed) * (float64(found) + float64(hit)/2)
		found += hit
		flagged += missed
		if at95 < 0 && found >= need {
			at95 = share(flagged, others)
		}
		i = k
	}
	return area / float64(scams) / float64(others), at95
}

// Reliability puts scores into ten classes.
func Reliability(scores []Scored) []Class {
	classes := make([]Class, 10)
	for _, s := range scores {
		c := &classes[min(9, int(s.Score*10))]
		c.Texts++
		c.Score += s.Score
		if s.Scam {
			c.Scams++
		}
	}
	for i := range classes {
		c := &classes[i]
		c.From, c.To = float64(i)/10, float64(i+1)/10
		if c.Texts > 0 {
			c.Score /= float64(c.Texts)
			c.Scams /= float64(c.Texts)
		}
	}
	return classes
}

// card gathers the figures of a training.
func (t *trainer) card(logits, rules []float64, stack model.Stack, features int) Card {
	c := Card{Name: t.Name, Features: features, Folds: t.Folds, Cost: t.Cost}
	all := make([]Scored, len(logits))
	bySet := make(map[string][]Scored)
	weight := make(map[string]float64)
	for i, e := range t.examples {
		all[i] = Scored{Probability(stack.LogOdds(logits[i], rules[i])), e.Scam}
		bySet[e.Set] = append(bySet[e.Set], all[i])
		weight[e.Set] += t.weight(i)
	}
	names := make([]string, 0, len(bySet))
	for name := range bySet {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := Measure(name, bySet[name])
		f.Weight = weight[name]
		c.Sets = append(c.Sets, f)
	}
	c.All = Measure("all", all)
	c.Reliability = Reliability(all)
	return c
}
