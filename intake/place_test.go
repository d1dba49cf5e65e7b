package intake

import (
	"os"
	"slices"
	"testing"

	"recourse"
)

func TestThatPicturesHoldTheirPlaceIsSaidOnce(t *testing.T) {
	taken, err := os.ReadFile("testdata/poruka.jpg")
	if err != nil {
		t.Fatal(err)
	}
	a := Read(t.Context(), memory("a.jpg", taken), Options{})
	b := Read(t.Context(), memory("b.jpg", append(slices.Clone(taken), 0)), Options{})
	without := Read(t.Context(), memory("c.png", png), Options{})
	if a.Picture.Place == nil || slices.Contains(codes(without), codePlace) {
		t.Fatalf("place %v, problems of the other %v", a.Picture.Place, codes(without))
	}
	got := slices.DeleteFunc(Problems([]File{without, a, {Path: "x.zip", Files: []File{b}}}), func(p recourse.Problem) bool { return p.Code != codePlace })
	if len(got) != 1 || got[0].Path != "a.jpg" || got[0].Args["n"] != 2 || a.Problems[slices.Index(codes(a), codePlace)].Args["n"] != 1 {
		t.Errorf("said %+v", got)
	}
}
