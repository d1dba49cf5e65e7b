package letter

import (
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/money"
)

// Of goods that never came none are kept, and where there was no platform the letter
// speaks of none.
func TestTheNoticeDependsOnTheProblemAndThePlatform(t *testing.T) {
	kept, platform := []string{"kept for your inspection", "Article 39", "does not conform", "lack of conformity"}, []string{"platform"}
	never := []string{"Notice of non-delivery and demand", "have not been delivered", "Delivery was promised by 15 Apr 2026. Nothing has arrived."}
	for _, c := range []struct {
		name        string
		order       incident.Order
		says, never []string
	}{
		{"never delivered, no platform", incident.Order{Problem: "not-received"}, slices.Concat(never, []string{"Repayment of *2,400 USD*"}), slices.Concat(kept, platform, []string{gap + " by the way"})},
		{"never delivered, over a platform", incident.Order{Problem: "not-received", Platform: "alibaba"}, slices.Concat(never, []string{"through the platform and the means"}), kept},
		{"not as agreed, no platform", incident.Order{Problem: "not-as-agreed"}, []string{"kept for your inspection", "under Article 39", "Notice of lack of conformity"}, platform},
		{"never delivered, and wanted", incident.Order{Problem: "not-received", Remedy: "replacement"}, []string{"Delivery of the goods that were ordered"}, []string{"substitute"}},
	} {
		inc := deceit(t)
		o := c.order
		o.Seller, o.PromisedBy = inc.Orders[0].Seller, recourse.Date{Year: 2026, Month: 4, Day: 15}
		inc.Brand, inc.Orders, inc.Promises, inc.Evidence = o.Platform, []incident.Order{o}, nil, nil
		deposit, balance := inc.Payments[0], inc.Payments[0]
		deposit.Amount, deposit.Original = money.Of(720, "USD"), money.Amount{}
		balance.Amount, balance.Original = money.Of(1546, "EUR"), money.Of(1680, "USD")
		inc.Payments = []incident.Payment{deposit, balance}
		doc, _, err := shelf(t).Write("seller-notice", "en", Data{Incident: inc, Plan: planOf(t, inc), Today: today})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(document.Outline(doc), "\u00a0", " ")
		for _, w := range c.says {
			if !strings.Contains(text, w) {
				t.Errorf("%s: does not say %q", c.name, w)
			}
		}
		for _, w := range c.never {
			if strings.Contains(text, w) {
				t.Errorf("%s: says %q", c.name, w)
			}
		}
		if t.Failed() {
			t.Log(text)
		}
	}
}
