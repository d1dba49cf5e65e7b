package intake

import (
	"context"
	"slices"
	"testing"

	"recourse/picture"
)

// englishOnly is a reader that lacks languages.
type englishOnly struct{ perfect }

func (englishOnly) LacksLanguages(context.Context) []string { return []string{"srp-latn", "srp"} }

func TestPicturesReadWithoutALanguageSaySoOnce(t *testing.T) {
	words := perfect{{Text: "Kagposuh", Conf: 0.9, Box: picture.Box{X: 1, Y: 1, Width: 9, Height: 9}}}
	a := Read(t.Context(), memory("a.png", png), Options{Pictures: englishOnly{words}})
	b := Read(t.Context(), memory("b.png", append(slices.Clone(png), 0)), Options{Pictures: englishOnly{words}})
	n := 0
	for _, p := range Problems([]File{a, b}) {
		if p.Code != "picture-languages" {
			continue
		}
		if n++; p.Path != "a.png" || p.Args["languages"] != "srp-latn, srp" {
			t.Errorf("problem %+v", p)
		}
	}
	if n != 1 || !slices.Contains(codes(b), "picture-languages") {
		t.Errorf("said %d times for two pictures, want once; the second by itself: %v", n, codes(b))
	}
	for name, o := range map[string]Options{"all languages are there": {Pictures: words}, "nothing was read": {Pictures: englishOnly{}}} {
		if f := Read(t.Context(), memory("a.png", png), o); slices.Contains(codes(f), "picture-languages") {
			t.Errorf("%s: problems %v", name, codes(f))
		}
	}
}
