package letter

import (
	"strings"
	"testing"

	"recourse"
	"recourse/document"
	"recourse/rule"
	"recourse/scam"
)

// TestReportAnswersTheQuestion holds that what is known is said with its source,
// that what is open is asked, and that what is in order is not asked again.
func TestReportAnswersTheQuestion(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	source := rule.Source{URL: "https://owner.example/faq", Seen: "undated", Confidence: "high"}
	ask := func(id string) *recourse.Phrase {
		ph := recourse.P("question.supplier.point." + id + ".ask")
		return &ph
	}
	data := ReportData{Verdict: scam.Verdict{Verdict: scam.Suspicious, Answer: &scam.Answer{
		Question: "supplier", Asked: true, Heading: recourse.P("question.supplier.heading.suspicious"),
		About: []scam.Statement{{ID: "marketplace", Text: recourse.P("brand.alibaba.is.marketplace"), Source: source}},
		Points: []scam.Point{
			{ID: "payee", State: scam.PointFound, Text: recourse.P("question.supplier.point.payee"), Ask: ask("payee"), Reasons: []scam.Reason{{Text: recourse.P("rule.private-payee"), Why: recourse.P("rule.private-payee.why")}}},
			{ID: "price", State: scam.PointMissing, Text: recourse.P("question.supplier.point.price"), Ask: ask("price")},
			{ID: "inspection", State: scam.PointShown, Text: recourse.P("question.supplier.point.inspection"), Ask: ask("inspection")},
		},
		Steps: []recourse.Phrase{recourse.P("question.supplier.step.compare-three")},
	}}}
	out := document.Outline(Report(p, data))
	for _, want := range []string{
		"Should I buy from this supplier?", "do not pay until this is cleared up", "businesses buy goods from suppliers. (", "owner.example",
		"Whose account the money goes to", "Whose name is on the account", "why does it differ from other offers", "Compare with at least three offers",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "I would like a sample") {
		t.Error("the report asks for what is said to be in order")
	}
}
