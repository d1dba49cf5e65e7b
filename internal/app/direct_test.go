package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/playbook"
)

// Of a platform it is asked only where a file shows one, or where nothing shows how the
// goods were bought.
func TestAPlatformIsAskedOfOnlyWhereOneMayBe(t *testing.T) {
	const vesna, marco = "Vesna Ilić <vesna@ilic-dekor.example>", "Marco Bellini <marco@bellini-legno.example>"
	mails := func(more string) [][2]string {
		return [][2]string{
			{"1.eml", plainMail(marco, vesna, "Mon, 02 Mar 2026 09:00:00 +0100", "Dear Vesna, 20 oak tables, the supplier is Bellini. Deposit 30% EUR 2,400, balance EUR 5,600 before shipment."+more)},
			{"2.eml", plainMail(vesna, marco, "Tue, 03 Mar 2026 10:00:00 +0100", "Dear Marco, we paid the deposit of EUR 2,400 today.")},
			{"3.eml", plainMail(marco, vesna, "Wed, 04 Mar 2026 10:00:00 +0100", "Thank you, received.")},
			{"4.eml", plainMail(vesna, marco, "Mon, 04 May 2026 10:00:00 +0200", "Where are our tables? Nobody answers. Please ship or refund.")},
		}
	}
	chat := [2]string{"WhatsApp Chat with Marco.txt", strings.Join([]string{
		"02/03/2026, 09:00 - Marco: 20 oak tables. Deposit 30% EUR 2,400, balance EUR 5,600 before shipment.",
		"03/03/2026, 09:00 - Vesna: I paid the deposit of EUR 2,400 today",
		"04/03/2026, 09:00 - Marco: Thank you, received",
		"04/05/2026, 09:00 - Vesna: Where are our tables? Nobody answers. Please ship or refund.",
	}, "\n") + "\n"}
	for _, tt := range []struct {
		name  string
		files [][2]string
		asked bool
	}{
		{"by mail", mails(""), false},
		{"by mail, with a link to the platform", mails(" See us at https://bellini.en.alibaba.com/"), true},
		{"by mail, with its name", mails(" We are on Alibaba for 8 years."), true},
		{"in a chat, and no paper", [][2]string{chat}, true},
	} {
		f := handIn(t, loaded(t), "Vesna|Vesna Ilić", tt.files...)
		if len(f.Incident.Orders) == 0 {
			t.Errorf("%s: no order; branch %q", tt.name, f.Incident.Branch)
			continue
		}
		inPlan := slices.ContainsFunc(f.Plan.Ask, func(q playbook.Question) bool { return q.Fact == "order.alibaba" || q.Fact == "order.protected" })
		inLaw := false
		for _, q := range f.Law.Ask {
			inLaw = inLaw || q.Fact == "order.alibaba" || q.Fact == "order.protected"
		}
		if inPlan != tt.asked || inLaw != tt.asked {
			t.Errorf("%s: asked in the plan %v, in law %v, want %v", tt.name, inPlan, inLaw, tt.asked)
		}
		key := "ask.is-the-order-on-the-platform"
		if !tt.asked {
			key = "ask.what-does-the-seller-say"
		}
		if f.Verdict.Ask == nil || f.Verdict.Ask.Key != key {
			t.Errorf("%s: the verdict asks %v, want %s", tt.name, f.Verdict.Ask, key)
		}
		var titles []recourse.Phrase
		for _, s := range f.Plan.Steps {
			titles = append(titles, s.Title)
		}
		if !slices.ContainsFunc(titles, func(p recourse.Phrase) bool { return p.Key == "step.seller-notice.missing.title" }) {
			t.Errorf("%s: steps %v", tt.name, titles)
		}
	}
}
