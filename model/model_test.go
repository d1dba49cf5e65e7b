package model_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/model"
)

// texts are of several scripts, lengths and forms.
var texts = []string{
	"", " ", "a", "Uplatite 6.000 RSD da aktivirate VIP1 zadatke!", "Уплатите одмах", "请支付费用 now", "ชำระเงิน", "😀😀 PAY NOW http://a.example",
	strings.Repeat("word another 123 ", 2000), "\xff\xfe", "x\u200by",
}

func lexicon(t testing.TB) *model.Lexicon {
	t.Helper()
	l, err := model.NewLexicon(map[string][]string{
		"pay": {"uplatit*", "pay", "plaćanje"}, "now": {"now", "odmah", "right now"}, "money": {"rsd", "fee", "pay"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// small returns a model that knows every feature of the texts.
func small(t testing.TB) *model.Model {
	t.Helper()
	x := model.Extractor{Lexicon: lexicon(t)}
	seen := make(map[uint32]bool)
	var weights []model.Weight
	for n, text := range texts {
		for _, f := range x.Extract(fold.Key(text), text) {
			if !seen[f.Index] {
				seen[f.Index] = true
				weights = append(weights, model.Weight{Index: f.Index, Weight: float32(math.Sin(float64(f.Index) + float64(n))), Rarity: 1 + float32(f.Index%7)})
			}
		}
	}
	m, err := model.New(model.Meta{Name: "small", Bias: -0.25, Stack: model.Stack{Model: 1, Rules: 0.5, Bias: -1}}, lexicon(t), weights)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEachFeatureStandsOnce(t *testing.T) {
	x := model.Extractor{Lexicon: lexicon(t)}
	for _, text := range texts {
		all := x.Extract(fold.Key(text), text)
		seen := make(map[uint32]bool)
		for _, f := range all {
			if seen[f.Index] || f.Count == 0 || f.Index >= 1<<model.Bits {
				t.Fatalf("Extract(%.30q) has feature %+v twice, or out of range", text, f)
			}
			seen[f.Index] = true
		}
		if again := (&model.Extractor{Lexicon: lexicon(t)}).Extract(fold.Key(text), text); !slices.Equal(all, again) {
			t.Errorf("Extract(%.30q) differs in used memory", text)
		}
	}
}

func TestConceptsAreTheSameInEveryWording(t *testing.T) {
	x := model.Extractor{Lexicon: lexicon(t)}
	ideas := func(text string) []uint32 {
		var all []uint32
		for _, f := range x.Extract(fold.Key(text), text) {
			if f.Kind == model.Ideas {
				all = append(all, f.Index)
			}
		}
		slices.Sort(all)
		return all
	}
	if a, b := ideas("uplatite odmah"), ideas("Уплатићете, right now"); len(a) == 0 || !slices.Equal(a, ideas("now, uplatite")) || len(b) != 1 {
		t.Errorf("ideas: %v and %v", a, b)
	}
	if got := ideas("payment. nowhere, the payroll"); len(got) != 0 {
		t.Errorf("terms inside longer words are met: %v", got)
	}
	if one, two := ideas("pay. now"), ideas("pay now"); len(two) != len(one)+2 {
		t.Errorf("pairs reach over sentences: %v, %v", one, two)
	}
}

func TestFileRoundTrip(t *testing.T) {
	m := small(t)
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got, err := model.Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		want := m.Logit(m.Extractor(), fold.Key(text), text)
		if l := got.Logit(got.Extractor(), fold.Key(text), text); l != want || math.IsNaN(l) {
			t.Errorf("Logit(%.30q) = %v after reading, %v before", text, l, want)
		}
	}
	var again bytes.Buffer
	if _, err := got.WriteTo(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("the file is another one when written again (%v)", err)
	}
}

func TestReadRefusesWhatWasChanged(t *testing.T) {
	var b bytes.Buffer
	if _, err := small(t).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	good := b.Bytes()
	for at := 0; at < len(good); at += 1 + len(good)/300 {
		bad := slices.Clone(good)
		bad[at] ^= 0x20
		if _, err := model.Read(bytes.NewReader(bad)); !errors.Is(err, recourse.Invalid) {
			t.Fatalf("byte %d changed: %v, want Invalid", at, err)
		}
		if _, err := model.Read(bytes.NewReader(good[:at])); !errors.Is(err, recourse.Invalid) {
			t.Fatalf("cut at %d: %v, want Invalid", at, err)
		}
	}
}

// sealed gives a body a digest that fits, so that the parser itself is reached.
func sealed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(slices.Clone(body), sum[:]...)
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if _, err := small(f).WriteTo(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes()[:b.Len()-sha256.Size])
	f.Add([]byte("recourse model 1\n\x02{}\x00\x00"))
	f.Add([]byte("recourse model 1\n\x02{}\x04a\naa\t0\n\x01\x01\x02\x01"))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := model.Read(bytes.NewReader(sealed(body)))
		if err != nil {
			if !errors.Is(err, recourse.Invalid) {
				t.Errorf("Read: %v, want an error of kind Invalid", err)
			}
			return
		}
		if l := m.Logit(m.Extractor(), "pay the fee now", "Pay the fee now"); math.IsNaN(l) {
			t.Error("a model that was read gives no number")
		}
	})
}

func FuzzExtract(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	m := small(f)
	x := m.Extractor()
	f.Fuzz(func(t *testing.T, text string) {
		folded := fold.Key(text)
		if l := m.Logit(x, folded, text); math.IsNaN(l) || math.IsInf(l, 0) {
			t.Errorf("Logit(%q) = %v", text, l)
		}
		for _, p := range m.Explain(x, folded, 5) {
			if p.Start < 0 || p.End > len(folded) || p.Start >= p.End || p.Weight <= 0 || !utf8.ValidString(folded[p.Start:p.End]) {
				t.Errorf("Explain(%q): part %+v of %q", text, p, folded)
			}
		}
	})
}

func TestExplainNamesTheWordsThatWeigh(t *testing.T) {
	var x model.Extractor
	var weights []model.Weight
	for _, f := range x.Extract("commission", "commission") {
		if f.Kind == model.Words {
			weights = append(weights, model.Weight{Index: f.Index, Weight: 3, Rarity: 2})
		}
	}
	m, err := model.New(model.Meta{}, nil, weights)
	if err != nil {
		t.Fatal(err)
	}
	text := "only the final commission is due"
	reader := m.Extractor()
	m.Logit(reader, text, text)
	parts := m.Explain(reader, text, 3)
	if len(parts) != 1 || text[parts[0].Start:parts[0].End] != "commission" {
		t.Errorf("Explain = %+v, want the word commission alone", parts)
	}
}

func TestExtractAllocatesNothing(t *testing.T) {
	m := small(t)
	x := m.Extractor()
	text := "Hi mum, I am on the train and will be home at six, please keep some dinner for me."
	folded := fold.Key(text)
	if n := testing.AllocsPerRun(100, func() { m.Logit(x, folded, text) }); n > 0 {
		t.Errorf("Extract and Logit allocate %v times", n)
	}
}

func TestNewLexiconRefuses(t *testing.T) {
	for name, terms := range map[string]map[string][]string{
		"a term of one letter":    {"a": {"x"}},
		"a term of nothing":       {"a": {"*"}},
		"a term that is too long": {"a": {strings.Repeat("x", 300)}},
	} {
		if _, err := model.NewLexicon(terms); !errors.Is(err, recourse.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func BenchmarkLogit(b *testing.B) {
	m := small(b)
	x := m.Extractor()
	text := "Hi mum, I am on the train and will be home at six, please keep some dinner for me."
	folded := fold.Key(text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		m.Logit(x, folded, text)
	}
}

func TestStack(t *testing.T) {
	s := model.Stack{Model: 1, Rules: 0.1, Bias: -0.5, Alone: -3}
	for _, tt := range []struct {
		name               string
		model, rules, want float64
	}{
		{"both add up", 2, 1, 1.6},
		{"rules that are met in full stand for themselves", 0.2, 5, 2},
		{"less twice what the words say against them", -1, 5, 0},
		{"rules that are met in part do not lift the score", -4, 2.9, -4.21},
		{"words can say more than rules", 6, 4, 5.9},
	} {
		if got := s.LogOdds(tt.model, tt.rules); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: LogOdds(%v, %v) = %v, want %v", tt.name, tt.model, tt.rules, got, tt.want)
		}
	}
	s.Alone = 0
	if got := s.LogOdds(-4, 5); got != -4 {
		t.Errorf("rules that do not stand for themselves: %v, want -4", got)
	}
}
