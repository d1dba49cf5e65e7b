package train

import (
	"math"

	"recourse/model"
)

// Probability is the logistic function.
func Probability(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }

// stack fits the logistic regression that makes one calibrated log-odds of the
// model's, out of fold, and the rules', by Newton's method with a little
// regularisation (Platt 1999), to some of the examples. Neither part may count
// against itself: a weight below zero is set to zero and the rest is fitted again.
// Each text counts once, whatever it weighed in learning: texts are weighed so that
// false alarms on them cost more, and a probability is to be right as often as it says.
func (t *trainer) stack(logits, rules []float64, of func(i int) bool) model.Stack {
	w := t.newton(logits, rules, of, [2]bool{true, true})
	if w[1] < 0 {
		w = t.newton(logits, rules, of, [2]bool{true, false})
	}
	if w[0] < 0 {
		w = t.newton(logits, rules, of, [2]bool{false, w[1] > 0})
	}
	return model.Stack{Model: w[0], Rules: w[1], Bias: w[2]}
}

// newton fits model, rules and bias to some of the examples; a part that is not
// used stays zero.
func (t *trainer) newton(logits, rules []float64, of func(i int) bool, used [2]bool) [3]float64 {
	var w [3]float64
	for range 100 {
		var g [3]float64
		var h [3][3]float64
		for i := range logits {
			if !of(i) {
				continue
			}
			x := [3]float64{logits[i], rules[i], 1}
			for k, u := range used {
				if !u {
					x[k] = 0
				}
			}
			p := Probability(w[0]*x[0] + w[1]*x[1] + w[2])
			d := float64(t.label(i)) - p
			for a := range x {
				g[a] += d * x[a]
				for b := range x {
					h[a][b] += p * (1 - p) * x[a] * x[b]
				}
			}
		}
		for a := range w {
			g[a] -= ridge * w[a]
			h[a][a] += ridge
		}
		s := solve3(h, g)
		most := 0.0
		for a := range w {
			w[a] += max(-2, min(2, s[a]))
			most = max(most, math.Abs(s[a]))
		}
		if most < 1e-9 {
			break
		}
	}
	return w
}

// ridge keeps the fit defined where one part says nothing.
const ridge = 1e-3

// solve3 solves h*x = g by Cramer's rule; h is positive definite.
func solve3(h [3][3]float64, g [3]float64) [3]float64 {
	d := det3(h)
	var x [3]float64
	for k := range x {
		m := h
		for i := range m {
			m[i][k] = g[i]
		}
		x[k] = det3(m) / d
	}
	return x
}

func det3(m [3][3]float64) float64 {
	return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
}
