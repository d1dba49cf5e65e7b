package app_test

import (
	"slices"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/knowledge"
)

// On a machine without poppler and tesseract, pages and pictures are kept and
// not read. Branch, clocks and papers of both examples do not hang on them.
func TestExamplesWithoutReaders(t *testing.T) {
	engines, err := app.LoadEngines(knowledge.Files(), app.All)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		story  string
		branch []incident.Branch
		paid   []string
		asked  []string
		due    map[string]string // by step
		papers []string
	}{
		{
			"task-job",
			[]incident.Branch{incident.Impersonation},
			[]string{"6.000,00 RSD", "23.000,00 RSD", "61.328,00 RSD"},
			[]string{"150.638,00 RSD"},
			map[string]string{"bank-call": "2026-11-23"},
			[]string{"rs-bank-recall", "rs-criminal-complaint", "platform-impersonation-report"},
		},
		{
			"supplier",
			[]incident.Branch{incident.SellerFraud, incident.Breach},
			[]string{"489.615,84 RSD"},
			nil,
			map[string]string{"ta-open": "2026-12-01"},
			[]string{"ta-dispute", "rs-card-dispute", "seller-notice"},
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
