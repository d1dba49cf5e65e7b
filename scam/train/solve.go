package train

import (
	"math"
)

// row is one text as a sparse vector with its label: +1 a scam, -1 not.
type row struct {
	index []uint32
	value []float32
	y     float64
	cost  float64 // how much a mistake on it costs
}

// rounds is how often the solver goes over all rows at most.
const rounds = 60

// tolerance is the projected gradient at which the solver stops, relative to
// the first round's.
const tolerance = 0.01

// solve finds the weights of an L2-regularised logistic regression by dual
// coordinate descent (Yu, Huang and Lin 2011, algorithm 5), in a fixed order.
// The last weight is that of the constant feature.
func solve(rows []row, size int) []float32 {
	w := make([]float32, size+1)
	alpha := make([][2]float64, len(rows))
	square := make([]float64, len(rows))
	order := make([]int, len(rows))
	for i, r := range rows {
		order[i] = i
		a := min(0.001*r.cost, 1e-8)
		alpha[i] = [2]float64{a, r.cost - a}
		square[i] = 1
		for _, v := range r.value {
			square[i] += float64(v) * float64(v)
		}
		r.add(w, a*r.y)
	}
	seed := uint64(1)
	inner, least := 1e-2, 1e-8
	for range rounds {
		shuffle(order, &seed)
		steps, most := 0, 0.0
		for _, i := range order {
			n, g := step(&rows[i], &alpha[i], square[i], w, inner)
			steps += n
			most = max(most, g)
		}
		if most < tolerance {
			break
		}
		if steps <= len(rows)/10 {
			inner = max(least, 0.1*inner)
		}
	}
	return w
}

// step solves for one row, and returns how many Newton steps it took and the
// gradient that it began with.
func step(r *row, alpha *[2]float64, a float64, w []float32, inner float64) (int, float64) {
	c := r.cost
	b := r.y * r.dot(w)
	k, sign := 0, 1.0
	if 0.5*a*(alpha[1]-alpha[0])+b < 0 {
		k, sign = 1, -1
	}
	old := alpha[k]
	z := old
	if c-z < 0.5*c {
		z *= 0.1
	}
	gradient := func() float64 { return a*(z-old) + sign*b + math.Log(z/(c-z)) }
	g := gradient()
	first := math.Abs(g)
	n := 0
	for ; n < 100 && math.Abs(g) >= inner; n++ {
		next := z - g/(a+c/(c-z)/z)
		if next <= 0 {
			z *= 0.1
		} else {
			z = next
		}
		g = gradient()
	}
	if n > 0 {
		alpha[k], alpha[1-k] = z, c-z
		r.add(w, sign*(z-old)*r.y)
	}
	return n, first
}

func (r *row) dot(w []float32) float64 {
	sum := w[len(w)-1]
	for k, i := range r.index {
		sum += w[i] * r.value[k]
	}
	return float64(sum)
}

func (r *row) add(w []float32, d float64) {
	f := float32(d)
	for k, i := range r.index {
		w[i] += f * r.value[k]
	}
	w[len(w)-1] += f
}

// shuffle puts order into another one that depends on the seed alone
// (splitmix64).
func shuffle(order []int, seed *uint64) {
	for i := len(order) - 1; i > 0; i-- {
		*seed += 0x9E3779B97F4A7C15
		z := *seed
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		z ^= z >> 31
		j := int(z % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
}
