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
		{"what is wrong is not known", incident.Order{}, []string{"we write to you about the order below", "what is wrong with it", "h2 What is wrong"}, slices.Concat(kept, never)},
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

// The notice is written in the language of its reader: that in which the seller wrote,
// else that of the seller's country, else English. Other letters have one language.
func TestTheNoticeIsWrittenForItsReader(t *testing.T) {
	s := shelf(t)
	for _, c := range []struct{ id, said, country, want string }{
		{"seller-notice", "", "", "en"},
		{"seller-notice", "", "CN", "en"},
		{"seller-notice", "en", "IT", "en"},
		{"seller-notice", "", "RS", "sr-Latn"},
		{"seller-notice", "", "BA", "sr-Latn"},
		{"seller-notice", "sr-Latn", "", "sr-Latn"},
		{"seller-notice", "sr-Cyrl", "IT", "sr-Cyrl"},
		{"ta-dispute", "sr-Latn", "RS", "en"},
		{"rs-bank-recall", "sr-Cyrl", "RS", "sr-Latn"},
		{"no-such-letter", "", "RS", ""},
	} {
		if got := s.Language(c.id, c.said, c.country); got != c.want {
			t.Errorf("Language(%q, %q, %q) = %q, want %q", c.id, c.said, c.country, got, c.want)
		}
	}
}

// In Serbian as in English the notice depends on the problem and the platform.
func TestTheNoticeInSerbianDependsOnTheProblem(t *testing.T) {
	inc := deceit(t)
	inc.Brand, inc.Promises, inc.Evidence = "", nil, nil
	inc.Orders = []incident.Order{{Problem: "not-received", Seller: inc.Orders[0].Seller}}
	back := inc.Payments[0]
	inc.Payments[0].Amount, inc.Payments[0].Original = money.Of(720, "EUR"), money.Amount{}
	back.Direction, back.Amount, back.Original = "in", money.Of(300, "EUR"), money.Amount{}
	inc.Payments = append(inc.Payments[:1:1], back)
	for lang, words := range map[string][]string{
		"sr-Latn": {"Obaveštenje o neisporučenoj robi i zahtev", "Roba nije isporučena.", "do sada vraćeno", "Pošiljalac"},
		"sr-Cyrl": {"Обавештење о неиспорученој роби и захтев", "Роба није испоручена.", "до сада враћено", "Пошиљалац"},
	} {
		doc, _, err := shelf(t).Write("seller-notice", lang, Data{Incident: inc, Plan: planOf(t, inc), Today: today})
		if err != nil {
			t.Fatal(err)
		}
		text := document.Outline(doc)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s: does not say %q:\n%s", lang, w, text)
			}
		}
		for _, w := range []string{"platform", "Robu čuvamo", "платформ", "Робу чувамо", "lanu 39"} {
			if strings.Contains(text, w) {
				t.Errorf("%s: says %q", lang, w)
			}
		}
	}
}
