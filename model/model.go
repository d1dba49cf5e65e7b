package model

import (
	"math"
	"slices"
	"strings"
)

// FormScale is the value of one [Form] feature; those of other kinds are parts
// of a vector of length one.
const FormScale = 0.1

// IdeaScale is the length of the vector of [Ideas].
const IdeaScale = 0.5

// rarityStep is the unit in which a feature's rarity is kept.
const rarityStep = 1.0 / 2048

// Model is a trained linear model. It is immutable and safe for concurrent use.
type Model struct {
	meta    Meta
	cells   []cell // by feature index
	lexicon *Lexicon
}

// cell is what is known of one feature; the zero cell is one that was not learnt.
type cell struct {
	weight int16  // in steps of Meta.Step
	rarity uint16 // inverse document frequency, in rarityStep
}

// Meta returns what the model says of itself.
func (m *Model) Meta() Meta { return m.meta }

// Stack returns how the model's log-odds and the rules' become one.
func (m *Model) Stack() Stack { return m.meta.Stack }

// Extractor returns an extractor of the features that the model has learnt.
func (m *Model) Extractor() *Extractor { return &Extractor{Lexicon: m.lexicon} }

// logs are 1+ln(n), how much a feature counts that stands n times in a text.
var logs = func() (t [64]float32) {
	for n := 1; n < len(t); n++ {
		t[n] = float32(1 + math.Log(float64(n)))
	}
	return t
}()

// Times returns how much a feature counts that stands n times in a text: 0 where
// it does not.
func Times(n uint16) float32 {
	if int(n) < len(logs) {
		return logs[n]
	}
	return float32(1 + math.Log(float64(n)))
}

// Logit returns the model's own log-odds that a text is part of a scam. The text
// is given folded, as package fold does, and raw. Of one of which nothing is
// known it is the bias alone. x may be asked about the text until the next call.
func (m *Model) Logit(x *Extractor, folded, raw string) float64 {
	x.collect(folded, raw)
	x.know(m)
	return m.logOdds(m.sum(x))
}

func (m *Model) logOdds(n sums) float64 {
	sum := float32(0)
	for k, s := range n.dot {
		sum += s * n.scale[k]
	}
	return float64(sum)*m.meta.Step + m.meta.Bias
}

// know looks up what the model knows of each feature. Nothing else is done
// meanwhile, so that the memory's answers are waited for together.
func (x *Extractor) know(m *Model) {
	table := (*[1 << Bits]cell)(m.cells)
	cells := slices.Grow(x.cells[:0], len(x.index))[:len(x.index)]
	for k, i := range x.index[:len(cells)] {
		cells[k] = table[i%(1<<Bits)]
	}
	x.cells = cells
}

// sums are the weighted sums of a text's features by kind, and what brings each
// kind to length one.
type sums struct {
	dot, scale [Kinds]float32
}

// sum adds up what is known of a text's features. What stood before counts 0
// times, and what is not known has no weight: neither adds anything.
func (m *Model) sum(x *Extractor) sums {
	var s sums
	var square [Kinds]float32
	from := 0
	for part, to := range x.ends[:partForm] {
		dot, sq := s.dot[kindOf[part]], square[kindOf[part]]
		cells := x.cells[from:to]
		count := x.tally.count[from:to][:len(cells)]
		for k, c := range cells {
			v := float32(c.rarity) * Times(count[k])
			sq += v * v
			dot += v * float32(c.weight)
		}
		s.dot[kindOf[part]], square[kindOf[part]] = dot, sq
		from = to
	}
	for k := from; k < len(x.cells); k++ {
		if x.tally.count[k] > 0 {
			s.dot[Form] += float32(x.cells[k].weight)
		}
	}
	for k, q := range square {
		if q > 0 {
			s.scale[k] = 1 / float32(math.Sqrt(float64(q)))
		}
	}
	s.scale[Form] = FormScale
	s.scale[Ideas] *= IdeaScale
	return s
}

// Part is a word of a folded text and what it adds to the log-odds.
type Part struct {
	Start, End int // byte offsets
	Weight     float64
}

// Explain returns the words that weigh most for a scam in the folded text of which
// x was asked the [Model.Logit] last, the weightiest first, at most n. A word has
// the weight of all groups of characters that begin in it, and half of that of the
// pairs that it is in. They are valid until x is used again.
func (m *Model) Explain(x *Extractor, folded string, n int) []Part {
	s := m.sum(x)
	share := func(k int, kind Kind) float64 {
		c, times := x.cells[k], x.tally.count[k]
		if times == 0 {
			times = x.tally.times(x.index, x.index[k])
		}
		v := float32(c.rarity) * Times(times) / float32(times) * float32(c.weight) * s.scale[kind]
		return float64(v) * m.meta.Step
	}
	at := x.offsets(folded)
	list := x.words[:0]
	k := 0 // of the words, their shapes and pairs, as wordsAndPairs notes them
	for i := 0; i < len(x.syms); {
		size, _, shape := x.wordAt(i)
		if size == 0 {
			i++
			continue
		}
		p := Part{Start: at[i], End: at[i+size], Weight: share(k, Words)}
		k++
		if shape != 0 {
			p.Weight += share(k, Words)
			k++
		}
		for g := x.begin[i-1]; g < x.begin[i+size]; g++ {
			p.Weight += share(int(g), Letters)
		}
		if len(list) > 0 {
			both := share(k, Words) / 2
			k++
			p.Weight += both
			list[len(list)-1].Weight += both
		}
		list = append(list, p)
		i += size
	}
	x.words = list
	list = slices.DeleteFunc(list, func(p Part) bool {
		return p.Weight <= 0 || p.End-p.Start < leastPart || !lettered(folded[p.Start:p.End])
	})
	slices.SortStableFunc(list, func(a, b Part) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return a.Start - b.Start
	})
	return list[:min(n, len(list))]
}

// leastPart is the shortest word that explains anything, in bytes.
const leastPart = 3

// lettered reports whether a word has letters: numbers alone explain nothing.
func lettered(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// offsets returns where each symbol of the text that was read begins, and where
// the last one ends.
func (x *Extractor) offsets(folded string) []int {
	head, tail := parts(folded)
	at := append(x.at[:0], 0) // the space before
	for i := range head {
		at = append(at, i)
	}
	if tail != "" {
		at = append(at, len(head))
		for i := range tail {
			at = append(at, len(folded)-len(tail)+i)
		}
	}
	x.at = append(at, len(folded), len(folded))
	return x.at
}
