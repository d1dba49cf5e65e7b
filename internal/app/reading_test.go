package app_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/scam"
)

// TestOfVeryManyFilesThoseThatShowSomethingAreHeld hands in more files than are looked
// at together: what shows nothing is left out and said, and what shows something counts
// wherever it lies.
func TestOfVeryManyFilesThoseThatShowSomethingAreHeld(t *testing.T) {
	const many, last = 4096, 4300
	loud := map[int]string{
		4100: "Your parcel is held. Pay the fee of 2.99 EUR within 12 hours at http://post-fee.example/pay or it is returned.",
		4200: "Uplatila sam im 61.328 dinara 3. marta 2026.",
		4250: "12. Any dispute arising from this Contract shall be submitted to CIETAC for arbitration.",
	}
	var sources []intake.Source
	for i := range last {
		text := fmt.Sprintf("Message %d: see you on Monday", i)
		if said := loud[i]; said != "" {
			text = said
		}
		sources = append(sources, intake.Source{Path: fmt.Sprintf("%04d.txt", i), Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	engines := loaded(t)
	seen := make([]bool, last)
	now := time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)
	f, err := engines.Examine(t.Context(), sources, intake.Options{}, app.Circumstances{Country: "RS", Lang: "en", Seen: func(i int, f intake.File) {
		seen[i] = f.SHA256 != ""
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(seen, false) {
		t.Error("not every file was seen")
	}
	if want := last - many - len(loud); f.Quiet != want || len(f.Files) != many+len(loud) {
		t.Errorf("%d files are held and %d are quiet, want %d and %d", len(f.Files), f.Quiet, many+len(loud), want)
	}
	if !slices.IsSortedFunc(f.Files, func(a, b intake.File) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("the files are not in the order in which they were handed in")
	}
	i := slices.IndexFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "files-quiet" })
	if i < 0 || f.Problems[i].Path != "4096.txt" || f.Problems[i].Args["n"] != f.Quiet {
		t.Errorf("what was left out is not said: %v", f.Problems)
	}
	if f.Verdict.Verdict == scam.NoSigns || len(f.Verdict.Indicators) == 0 {
		t.Errorf("the verdict is %q, with %d indicators", f.Verdict.Verdict, len(f.Verdict.Indicators))
	}
	if len(f.Incident.Payments) != 1 {
		t.Errorf("payments: %+v", f.Incident.Payments)
	}
	if len(f.Searched.Clauses) == 0 {
		t.Error("no clause was found")
	}
	if few, err := engines.Examine(t.Context(), sources[:many], intake.Options{}, app.Circumstances{}, now); err != nil || few.Quiet != 0 || len(few.Files) != many {
		t.Errorf("of %d files %d are held, %d quiet: %v", many, len(few.Files), few.Quiet, err)
	}
}

// TestWhatShowsNothingDoesNotHideAScam hands a scam in among notes of other things, as
// a folder holds them: the verdict is that of the scam alone, and says of how many
// files it was not made. Told in two files of which neither shows much, both count.
func TestWhatShowsNothingDoesNotHideAScam(t *testing.T) {
	engines := loaded(t)
	notes := []string{"Sutra u 9 kod zubara, ponesi knjižicu.", "Kupi hleb, mleko i jaja kad budeš išla kući.", "Deca su kod bake do nedelje.", "Film počinje u osam, čekam te ispred."}
	const demand = "Vaša pošiljka je zadržana. Platite taksu od 299 dinara u roku od 12 sati na http://posta-taksa.example/plati ili se vraća pošiljaocu."
	examine := func(list ...string) app.Findings {
		var sources []intake.Source
		for i, text := range list {
			sources = append(sources, intake.Source{Path: fmt.Sprintf("%03d.txt", i), Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
		}
		f, err := engines.Examine(t.Context(), sources, intake.Options{}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	alone := examine(demand).Verdict
	for _, n := range []int{1, 20, 200} {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf("%s (%d)", notes[i%len(notes)], i))
		}
		f := examine(append(list, demand)...)
		if f.Verdict.Verdict != alone.Verdict || f.Verdict.Score != alone.Score {
			t.Errorf("among %d notes the verdict is %s, %.3f; alone %s, %.3f", n, f.Verdict.Verdict, f.Verdict.Score, alone.Verdict, alone.Score)
		}
		if i := slices.IndexFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "files-not-judged" }); i < 0 || f.Problems[i].Args["n"] != n || f.Problems[i].Path != "000.txt" {
			t.Errorf("among %d notes it is not said what was left out: %v", n, f.Problems)
		}
		if len(f.Incident.Evidence) != n+1 {
			t.Errorf("of %d files %d are evidence", n+1, len(f.Incident.Evidence))
		}
	}
	quiet := examine(notes...)
	if i := slices.IndexFunc(quiet.Problems, func(p recourse.Problem) bool { return p.Code == "files-not-judged" }); i >= 0 || len(quiet.Thread.Pieces) != len(notes) {
		t.Errorf("of notes alone not all are judged together: %v", quiet.Problems)
	}
}
