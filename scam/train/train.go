package train

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"sync"

	"recourse"
	"recourse/fold"
	"recourse/model"
)

// Example is one labelled text.
type Example struct {
	Text string
	Scam bool
	// Cluster is the same for texts that are near-duplicates: they stay in one
	// fold. Without one a text is a cluster of its own.
	Cluster string
	// Set is the collection that it is from; figures are given by set.
	Set string
	// Weight is how much the text counts; 0 is read as 1.
	Weight float64
}

// Options steer the training. The zero value of each field means its default.
type Options struct {
	Name string
	// Cost is how much a mistake costs against large weights; 0 has it chosen by
	// cross-validation, or 20 where there are too many texts for that.
	Cost float64
	// Least is in how many texts a feature must stand to be learnt (2).
	Least int
	// Folds is the number of parts of the cross-validation (5).
	Folds int
	// Languages are those of which the examples hold enough.
	Languages []string
	// Lexicon names the concepts that the model learns beside words; nil means none.
	Lexicon *model.Lexicon
	// Rules gives what the rules find in a text, as log-odds; nil where there are none.
	Rules func(text string) float64
	// Alone is what is added to it where rules stand for themselves, see [model.Stack].
	// It is left out where the texts show clearly that the rules are wrong on them.
	Alone float64
}

func (o Options) filled() Options {
	if o.Least == 0 {
		o.Least = 2
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	if o.Rules == nil {
		o.Rules = func(string) float64 { return 0 }
	}
	return o
}

const (
	// maxExamples is how many texts one training may have, and maxSets of how many sets.
	maxExamples = 1_000_000
	maxSets     = 500
	// maxWeight is how much one text may count.
	maxWeight = 1000
)

// Train learns from examples. Fewer than twenty of either label, or too many in
// all, are errors of kind [recourse.Invalid].
func Train(examples []Example, o Options) (*model.Model, Card, error) {
	o = o.filled()
	scams := 0
	sets := make(map[string]bool)
	for i, e := range examples {
		if e.Scam {
			scams++
		}
		sets[e.Set] = true
		if e.Weight < 0 || e.Weight > maxWeight || math.IsNaN(e.Weight) || len(sets) > maxSets {
			return nil, Card{}, fmt.Errorf("text %d: weight %v is not between 0 and %v, or there are more than %d sets: %w", i+1, e.Weight, float64(maxWeight), maxSets, recourse.Invalid)
		}
	}
	if min(scams, len(examples)-scams) < 20 || len(examples) > maxExamples {
		return nil, Card{}, fmt.Errorf("%d scams and %d other texts: training needs twenty of each and at most %d in all: %w",
			scams, len(examples)-scams, maxExamples, recourse.Invalid)
	}
	t := &trainer{Options: o, examples: examples}
	t.extract()
	t.divide()
	t.chooseCost()
	logits := t.crossValidate(t.Folds)
	rules := make([]float64, len(examples))
	for i, e := range examples {
		rules[i] = o.Rules(e.Text)
	}
	stack := t.stack(logits, rules, every)
	t.standAlone(&stack, logits, rules)
	all := make([]int, len(examples))
	for i := range all {
		all[i] = i
	}
	weights, bias := t.learn(all)
	card := t.card(logits, rules, stack, len(weights))
	raw, err := json.Marshal(card)
	if err != nil {
		return nil, Card{}, fmt.Errorf("encode card: %w", err)
	}
	m, err := model.New(model.Meta{Name: o.Name, Bias: bias, Stack: stack, Languages: o.Languages, Card: raw}, o.Lexicon, weights)
	if err != nil {
		return nil, Card{}, fmt.Errorf("make model: %w", err)
	}
	return m, card, nil
}

// trainer is one training at work.
type trainer struct {
	Options
	examples []Example
	features [][]model.Feature // by example
	foldOf   []int             // the part of the cross-validation that it is in
}

func (t *trainer) extract() {
	var b fold.Buffer
	x := model.Extractor{Lexicon: t.Lexicon}
	t.features = make([][]model.Feature, len(t.examples))
	for i, e := range t.examples {
		t.features[i] = append([]model.Feature(nil), x.Extract(b.New(e.Text).String(), e.Text)...)
	}
}

// divide puts the examples into the parts of the cross-validation.
func (t *trainer) divide() {
	t.foldOf = make([]int, len(t.examples))
	for i, e := range t.examples {
		sum := sha256.Sum256([]byte(cmp.Or(e.Cluster, e.Text)))
		t.foldOf[i] = int((binary.LittleEndian.Uint64(sum[:]) >> 33) % uint64(t.Folds))
	}
}

// crossValidate returns each example's log-odds by a model that has learnt
// from none of its fold; of the first folds only, 0 for the others.
func (t *trainer) crossValidate(folds int) []float64 {
	logits := make([]float64, len(t.examples))
	var wait sync.WaitGroup
	for f := range folds {
		wait.Go(func() {
			var learn, judge []int
			for i := range t.examples {
				if t.foldOf[i] == f {
					judge = append(judge, i)
				} else {
					learn = append(learn, i)
				}
			}
			rarity := t.rarities(learn)
			w := t.weights(learn, rarity)
			for _, i := range judge {
				r := vector(t.features[i], rarity)
				logits[i] = r.dot(w)
			}
		})
	}
	wait.Wait()
	return logits
}

// rarities returns the inverse document frequency of each feature that stands in
// enough of the texts, and 0 for the others.
func (t *trainer) rarities(of []int) []float32 {
	counts := make([]int32, 1<<model.Bits)
	for _, i := range of {
		for _, f := range t.features[i] {
			counts[f.Index]++
		}
	}
	rarity := make([]float32, len(counts))
	for k, n := range counts {
		if int(n) >= t.Least {
			rarity[k] = float32(math.Log(float64(1+len(of))/float64(1+n)) + 1)
		}
	}
	return rarity
}

// weights solves for the rows; both labels weigh the same in all.
func (t *trainer) weights(of []int, rarity []float32) []float32 {
	var sum [2]float64
	for _, i := range of {
		sum[t.label(i)] += t.weight(i)
	}
	rows := make([]row, 0, len(of))
	for _, i := range of {
		r := vector(t.features[i], rarity)
		k := t.label(i)
		r.y = float64(2*k - 1)
		r.cost = t.Cost * t.weight(i) * (sum[0] + sum[1]) / (2 * max(sum[k], 1e-9))
		rows = append(rows, r)
	}
	scale := t.ratios(of)
	for _, r := range rows {
		for k, i := range r.index {
			r.value[k] *= scale[i]
		}
	}
	w := solve(rows, 1<<model.Bits)
	for k, s := range scale {
		w[k] *= s
	}
	return w
}

// How features are stretched: by the power of the logarithm of how much more
// often they stand in texts of one label than of the other, counted from smooth.
// Found by cross-validation on our corpus.
const (
	smooth = 3
	power  = 0.4
)

// ratios returns how much each feature is stretched before the rows are solved,
// so that those which tell the labels apart cost less (after Wang and Manning 2012).
func (t *trainer) ratios(of []int) []float32 {
	var counts [2][]float64
	var sum [2]float64
	for k := range counts {
		counts[k] = make([]float64, 1<<model.Bits)
	}
	for _, i := range of {
		k, w := t.label(i), t.weight(i)
		sum[k] += w
		for _, f := range t.features[i] {
			counts[k][f.Index] += w
		}
	}
	scale := make([]float32, 1<<model.Bits)
	for i := range scale {
		if counts[0][i]+counts[1][i] == 0 {
			continue // most places are empty, and their weight is zero
		}
		r := math.Log((counts[1][i]+smooth)/(sum[1]+2*smooth)) - math.Log((counts[0][i]+smooth)/(sum[0]+2*smooth))
		scale[i] = float32(math.Pow(math.Abs(r)+0.05, power))
	}
	return scale
}

func (t *trainer) label(i int) int {
	if t.examples[i].Scam {
		return 1
	}
	return 0
}

func (t *trainer) weight(i int) float64 {
	if w := t.examples[i].Weight; w > 0 {
		return w
	}
	return 1
}

// learn returns the weights of a model that learns from the examples.
func (t *trainer) learn(of []int) ([]model.Weight, float64) {
	rarity := t.rarities(of)
	w := t.weights(of, rarity)
	var list []model.Weight
	for k, r := range rarity {
		if r > 0 {
			list = append(list, model.Weight{Index: uint32(k), Weight: w[k], Rarity: r})
		}
	}
	return list, float64(w[len(w)-1])
}

// vector makes a text's features a row: words and letter groups each of length
// one, as [model.Model.Logit] does.
func vector(features []model.Feature, rarity []float32) row {
	r := row{index: make([]uint32, 0, len(features)), value: make([]float32, 0, len(features))}
	var square [model.Kinds]float64
	for _, f := range features {
		v := float64(rarity[f.Index] * model.Times(f.Count))
		square[f.Kind] += v * v
	}
	var scale [model.Kinds]float32
	for k, q := range square {
		scale[k] = float32(1 / math.Sqrt(max(q, 1e-12)))
	}
	scale[model.Ideas] *= model.IdeaScale
	for _, f := range features {
		d := rarity[f.Index]
		if d == 0 {
			continue
		}
		v := d * model.Times(f.Count) * scale[f.Kind]
		if f.Kind == model.Form {
			v = model.FormScale
		}
		r.index = append(r.index, f.Index)
		r.value = append(r.value, v)
	}
	return r
}
