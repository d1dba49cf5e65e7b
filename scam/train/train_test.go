package train_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/fold"
	"recourse/scam/train"
)

// examples are two kinds of messages that share their topic and not all of their words.
func examples(n int) []train.Example {
	var list []train.Example
	for i := range n {
		list = append(list,
			train.Example{Text: fmt.Sprintf("pay the release fee of %d today or lose your balance", 10+i), Scam: true, Set: "a", Cluster: fmt.Sprint("s", i)},
			train.Example{Text: fmt.Sprintf("your balance is %d, thank you for paying at the counter", 10+i), Set: "a", Cluster: fmt.Sprint("o", i)})
	}
	return list
}

func TestTrainLearnsAndIsDeterministic(t *testing.T) {
	var files [2]bytes.Buffer
	for i := range files {
		m, card, err := train.Train(examples(40), train.Options{Name: "test"})
		if err != nil {
			t.Fatal(err)
		}
		if card.All.AUC < 0.99 || card.All.Texts != 80 || card.All.Scams != 40 || card.Features == 0 {
			t.Errorf("card = %+v", card)
		}
		x := m.Extractor()
		score := func(text string) float64 {
			s := m.Stack()
			return train.Probability(s.Model*m.Logit(x, fold.Key(text), text) + s.Bias)
		}
		if bad, good := score("pay the release fee of 99 today"), score("thank you for paying at the counter"); bad < 0.5 || good > 0.5 {
			t.Errorf("scores %.2f of a scam and %.2f of another text", bad, good)
		}
		if _, err := m.WriteTo(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("two trainings on the same examples give two files")
	}
}

// TestOneClusterStaysInOneFold has labels that nothing but the copies of a text
// could tell: out of fold they must not be known.
func TestOneClusterStaysInOneFold(t *testing.T) {
	var list []train.Example
	for i := range 200 {
		sum := sha256.Sum256([]byte{byte(i)})
		for range 4 {
			list = append(list, train.Example{Text: hex.EncodeToString(sum[:6]), Scam: sum[31]&1 == 0, Cluster: fmt.Sprint(i), Set: "x"})
		}
	}
	_, card, err := train.Train(list, train.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if card.All.AUC > 0.65 {
		t.Errorf("AUC %.3f out of fold: copies of a text were in two folds", card.All.AUC)
	}
}

func TestRulesCountInTheStack(t *testing.T) {
	rules := func(text string) float64 {
		if strings.Contains(text, "release fee") {
			return 5
		}
		return 0
	}
	m, _, err := train.Train(examples(40), train.Options{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Stack(); s.Model < 0 || s.Rules <= 0 {
		t.Errorf("stack %+v: neither part may count against itself, and the rules tell here", s)
	}
	against := func(text string) float64 { return -rules(text) }
	if m, _, err = train.Train(examples(40), train.Options{Rules: against}); err != nil || m.Stack().Rules != 0 {
		t.Errorf("rules that point the wrong way have weight %v (%v), want 0", m.Stack().Rules, err)
	}
}

// TestRulesStandAloneWhereTheTextsBearItOut has rules that are sure of something
// that stands in every text of one label: in all scams, or in all others.
func TestRulesStandAloneWhereTheTextsBearItOut(t *testing.T) {
	sure := func(words string) func(string) float64 {
		return func(text string) float64 {
			if strings.Contains(text, words) {
				return 40
			}
			return 0
		}
	}
	for words, want := range map[string]float64{"release fee": -3.4, "at the counter": 0} {
		m, _, err := train.Train(examples(40), train.Options{Rules: sure(words), Alone: -3.4})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Stack().Alone; got != want {
			t.Errorf("rules that are sure of %q stand alone from %v, want %v", words, got, want)
		}
	}
}

func TestCostIsChosenUnlessGiven(t *testing.T) {
	for given, want := range map[float64][]float64{7: {7}, 0: {5, 20, 100}} {
		_, card, err := train.Train(examples(30), train.Options{Cost: given})
		if err != nil || !slices.Contains(want, card.Cost) {
			t.Errorf("cost %v (%v) where %v is given, want one of %v", card.Cost, err, given, want)
		}
	}
}

func TestTrainRefuses(t *testing.T) {
	heavy := examples(40)
	heavy[3].Weight = 1e100
	for name, list := range map[string][]train.Example{"a weight beyond measure": heavy, "nothing": nil, "too few": examples(5), "one label": examples(60)[:1]} {
		if _, _, err := train.Train(list, train.Options{}); !errors.Is(err, recourse.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestMeasure(t *testing.T) {
	scores := []train.Scored{{0.9, true}, {0.8, true}, {0.6, false}, {0.4, true}, {0.3, false}, {0.3, true}, {0.1, false}, {0.0, false}}
	f := train.Measure("x", scores)
	// Of 16 pairs 13 are in order and one is tied: the scams at .9 and .8 beat all four,
	// .4 beats three, .3 beats two and ties one.
	if want := (4 + 4 + 3 + 2.5) / 16; math.Abs(f.AUC-want) > 1e-12 {
		t.Errorf("AUC = %v, want %v", f.AUC, want)
	}
	if f.Found != 0.5 || f.Alarms != 0.25 || math.Abs(f.F1-4.0/7) > 1e-12 || f.AlarmsAt95 != 0.5 {
		t.Errorf("Measure = %+v", f)
	}
	if perfect := train.Measure("x", []train.Scored{{1, true}, {0, false}}); perfect.ECE != 0 || perfect.AUC != 1 || perfect.AlarmsAt95 != 0 {
		t.Errorf("perfect scores: %+v", perfect)
	}
	if f := train.Measure("x", []train.Scored{{0.75, false}, {0.75, true}}); math.Abs(f.ECE-0.25) > 1e-12 || f.AUC != 0.5 {
		t.Errorf("scores of .75 that are right half the time: %+v", f)
	}
	if none := train.Measure("x", nil); none.AUC != 0 || none.ECE != 0 {
		t.Errorf("nothing measured: %+v", none)
	}
}

func TestReliabilityCountsEachOnce(t *testing.T) {
	classes := train.Reliability([]train.Scored{{0, false}, {0.05, true}, {0.5, true}, {1, true}})
	n := 0
	for _, c := range classes {
		n += c.Texts
	}
	if n != 4 || classes[0].Texts != 2 || classes[0].Scams != 0.5 || classes[9].Texts != 1 || classes[5].Score != 0.5 {
		t.Errorf("Reliability = %+v", classes)
	}
}

func BenchmarkTrain(b *testing.B) {
	list := examples(200)
	for b.Loop() {
		if _, _, err := train.Train(list, train.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
