package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// On a machine without poppler and tesseract, pages and pictures are kept and
// not read. Branch, clocks and papers of both examples do not hang on them.
func TestExamplesWithoutReaders(t *testing.T) {
	engines := loaded(t)
	for _, tc := range []struct {
		story  string
		branch []incident.Branch
		paid   []string
		asked  []string
		due    map[string]string // by step
		papers []string
		events []string // that the seller was told what is wrong, and wrote back
		// promised are words of promises of the other side that must be quoted.
		promised []string
	}{
		{
			"task-job",
			[]incident.Branch{incident.Impersonation},
			[]string{"6.000,00 RSD", "23.000,00 RSD", "61.328,00 RSD"},
			[]string{"150.638,00 RSD"},
			map[string]string{"bank-call": "2026-11-23"},
			[]string{"rs-bank-recall", "rs-criminal-complaint", "platform-impersonation-report"},
			nil,
			[]string{"Bez ulaganja", "podižete sve, depozit i proviziju", "isplata se vrši automatski"},
		},
		{
			"supplier",
			[]incident.Branch{incident.SellerFraud, incident.Breach},
			[]string{"489.615,84 RSD"},
			nil,
			map[string]string{"ta-open": "2026-12-01"},
			[]string{"ta-dispute", "rs-card-dispute", "seller-notice"},
			[]string{"complaint-filed seller 2026-11-02", "answered seller 2026-11-05"},
			nil,
		},
	} {
		t.Run(tc.story, func(t *testing.T) {
			sources, problems := app.Sources([]string{"../../examples/" + tc.story})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			f, err := engines.Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
			if err != nil {
				t.Fatal(err)
			}
			if f.Dispute() != (tc.story == "supplier") {
				t.Errorf("dispute %v, verdict %s", f.Dispute(), f.Verdict.Brief())
			}
			if !slices.Contains(tc.branch, f.Incident.Branch) {
				t.Errorf("branch %q, want one of %q", f.Incident.Branch, tc.branch)
			}
			var paid, asked, papers []string
			for _, p := range f.Incident.Payments {
				if p.Direction != "in" {
					paid = append(paid, p.Amount.String())
				}
			}
			for _, a := range f.Incident.Asked {
				asked = append(asked, a.Amount.String())
			}
			for _, p := range f.Papers {
				papers = append(papers, p.ID)
			}
			if !slices.Equal(paid, tc.paid) || !slices.Equal(asked, tc.asked) {
				t.Errorf("paid %q, asked %q; want %q, %q", paid, asked, tc.paid, tc.asked)
			}
			for _, want := range tc.papers {
				if !slices.Contains(papers, want) {
					t.Errorf("papers %q lack %s", papers, want)
				}
			}
			due := make(map[string]string)
			for _, s := range f.Plan.Steps {
				if s.Clock != nil {
					due[s.ID] = s.Clock.Due.Date().String()
				}
			}
			for step, want := range tc.due {
				if due[step] != want {
					t.Errorf("step %s is due %q, want %s; all: %v", step, due[step], want, due)
				}
			}
			checkPromises(t, f, tc.promised)
			var events []string
			for _, e := range f.Incident.Events {
				events = append(events, e.Kind+" "+e.To+" "+e.At.Date().String())
			}
			if !slices.Equal(events, tc.events) {
				t.Errorf("events %q, want %q", events, tc.events)
			}
			for _, s := range f.Plan.Steps {
				if s.ID == "seller-silent" {
					t.Error("the plan says that the seller does not answer")
				}
			}
			var codes []string
			for _, p := range f.Problems {
				codes = append(codes, p.Code)
			}
			if !slices.Contains(codes, "text-not-read") {
				t.Errorf("problems %q do not say that text was not read", codes)
			}
			for _, e := range f.Incident.Evidence {
				if len(e.Item) != 64 {
					t.Errorf("%s is not kept", e.Name)
				}
			}
		})
	}
}

// checkPromises holds that the promises quote the other side where they say.
func checkPromises(t *testing.T, f app.Findings, want []string) {
	t.Helper()
	texts := make(map[string]string)
	for _, file := range f.Files {
		texts[file.SHA256] = file.Text
	}
	var quotes strings.Builder
	for _, p := range f.Incident.Promises {
		quotes.WriteString(p.Quote + "\n")
		if got := p.Origins[0].Span.Of(texts[p.Origins[0].Item]); got != p.Quote {
			t.Errorf("a promise is quoted as %q, where it says stands %q", p.Quote, got)
		}
	}
	for _, w := range want {
		if !strings.Contains(quotes.String(), w) {
			t.Errorf("no promise has %q: %q", w, quotes.String())
		}
	}
	if len(want) == 0 && quotes.Len() > 0 {
		t.Errorf("promises %q, want none", quotes.String())
	}
}
