package letter

import (
	"strings"
	"testing"
	"time"

	"recourse/deadline"
	"recourse/document"
	"recourse/knowledge"
	"recourse/legal"
	"recourse/scam"
)

// lawOf is the legal view of a sample person, with a contract.
func lawOf(t *testing.T, name, contract string) ReportData {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := legal.LoadProven(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	inc := person(t, name)
	clauses, _ := b.Clauses(legal.Paper{Item: "paper", Name: "contract.pdf", Text: contract})
	v, err := b.View(inc, clauses, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return ReportData{Data: Data{Incident: inc, Exhibits: exhibitsOf(inc), Today: today}, Verdict: scam.Verdict{Verdict: scam.Suspicious, Score: 0.6}, Law: &v, Searched: 1}
}

func TestReportSaysWhereOneStandsInLaw(t *testing.T) {
	cats := catalogues(t)
	data := lawOf(t, "supplier", "Arbitration: any dispute shall be submitted to CIETAC for arbitration.")
	for lang, want := range map[string][]string{
		"en":      {"Where you stand in law", "Goods that do not conform (CISG)", "Arbitration: any dispute shall be submitted to CIETAC", "Promise and reality", "EU plug, 220-240 V, CE", "12 days late", "This is no legal advice", "They come to you", "cracked shades.png"},
		"sr-Latn": {"Kako pravno stojite", "Roba koja ne odgovara ugovoru (CISG)", "Ovo nije pravni savet", "Stiglo 1. 11. 2026, uz 12 dana zakašnjenja"},
		"sr-Cyrl": {"Како правно стојите", "Роба која не одговара уговору (CISG)", "Ово није правни савет"},
	} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := document.Text(&text, Report(p, data)); err != nil {
			t.Fatal(err)
		}
		plain := strings.Join(strings.Fields(strings.ReplaceAll(text.String(), "\u00a0", " ")), " ")
		for _, w := range want {
			if !strings.Contains(plain, w) {
				t.Errorf("%s: the report does not say %q", lang, w)
			}
		}
	}
	data.Law = nil
	p, err := cats.Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(document.Outline(Report(p, data)), "Where you stand in law") {
		t.Error("a report without a view has its section")
	}
}
