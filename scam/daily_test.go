package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/scam"
)

// What the person paid for the household, and told in passing, went to nobody of the
// matter; what the other side speaks of may be the matter.
func TestWhatAHouseholdPaysIsNotOfTheMatter(t *testing.T) {
	for _, tt := range []struct{ name, asked, told, paid, own string }{
		{"a tax to the council", "Pay £100 deposit", "I paid my council tax £160 today so short", "", "160,00 GBP"},
		{"petrol", "Pay £100 deposit", "paid £45 for petrol so skint", "", "45,00 GBP"},
		{"beside a payment of the matter", "Pay £100 deposit", "I paid £100 and also paid £45 for petrol", "100,00 GBP", "45,00 GBP"},
		{"electricity", "Uplatite 9.000 RSD za VIP zadatak", "Platila sam struju 4.120 RSD, nemam više", "", "4.120,00 RSD"},
		{"the other side asked for the sum", "Pay £160 today", "I paid my council tax £160", "160,00 GBP", ""},
		{"the other side speaks of it", "Your council tax is overdue, pay £100", "I paid my council tax £160", "160,00 GBP", ""},
		{"rent for a flat that there is not", "The rent is £700 and the deposit £300", "I paid my rent £650", "650,00 GBP", ""},
		{"a tax of theirs", "Pay the withdrawal tax", "I paid the tax £160", "160,00 GBP", ""},
		{"parked far away in the sentence", "Pay £100 deposit", "I paid £100 to your account and then I was late to the dentist", "100,00 GBP", ""},
	} {
		text := tt.asked + "\n" + tt.told
		doc := scam.Document{Text: text, Other: []string{"Chloe"}, Messages: []incident.Message{
			{From: "Chloe", Text: tt.asked, Span: recourse.Span{End: len(tt.asked)}}, {From: "Priya", Text: tt.told, Span: recourse.Span{Start: len(tt.asked) + 1, End: len(text)}},
		}}
		v := shipped(t).Check(doc)
		if paid, own := sums(v.Claims), sums(v.Own); paid != tt.paid || own != tt.own {
			t.Errorf("%s: paid %q, own %q; want %q, %q", tt.name, paid, own, tt.paid, tt.own)
		}
	}
}

func sums(list []scam.Demand) string {
	var all []string
	for _, d := range list {
		all = append(all, d.Amount.String())
	}
	return strings.Join(all, ", ")
}
