package app_test

import (
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// storyOf examines a folder of examples/stories.
func storyOf(t *testing.T, name string) app.Findings {
	t.Helper()
	sources, problems := app.Sources([]string{"../../examples/stories/" + name})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	f, err := loaded(t).Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "en"}, testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A contract says what is paid for a delay, and names a site: that is no text message
// about a parcel. What the seller asks of the buyer is not the buyer's wish.
func TestALateSupplierIsATradeDispute(t *testing.T) {
	f := storyOf(t, "late")
	if f.Incident.Branch != incident.Breach || !f.Dispute() {
		t.Errorf("branch %s, %s", f.Incident.Branch, f.Verdict.Brief())
	}
	for _, r := range f.Verdict.Reasons {
		if strings.HasPrefix(r.Rule, "parcel-") || r.Rule == "buyer-wants-refund" {
			t.Errorf("the verdict rests on %s", r.Rule)
		}
	}
}

// What makes a seller suspect is what they ask for, not the usual words of a proforma.
func TestADepositForTheCustomsIsAReason(t *testing.T) {
	f := storyOf(t, "off-platform")
	found := false
	for _, r := range f.Verdict.Reasons {
		found = found || r.Rule == "fee-at-customs"
	}
	if !found || f.Incident.Branch != incident.SellerFraud {
		t.Errorf("branch %s, %s", f.Incident.Branch, f.Verdict.Brief())
	}
}
