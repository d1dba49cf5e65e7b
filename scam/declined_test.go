package scam_test

import (
	"testing"
)

// TestADemandThatIsDeclined holds which demands the person declines right behind them.
func TestADemandThatIsDeclined(t *testing.T) {
	c := shipped(t)
	sr, en := "Uplatite 12.000 dinara za VIP", "You must deposit £450 to unlock your VIP tasks"
	for _, tt := range []struct {
		ask, answer string
		want        bool
	}{
		{sr, "neću, nemam", true},
		{sr, "Nemam toliko, mogu samo deo", true},
		{sr, "Ne.", true},
		{sr, "nema šanse", true},
		{sr, "Ne mogu to da platim.", true},
		{sr, "Нећу, немам.", true},
		{sr, "Ne dolazi u obzir, ovo je prevara", true},
		{sr, "Ne plaćam ništa", true},
		{sr, "Odustajem.", true},
		{sr, "dobro", false},
		{sr, "Nemam ništa protiv", false},
		{sr, "Nema problema", false},
		{sr, "može, sutra", false},
		{en, "no way", true},
		{en, "No.", true},
		{en, "I can't afford that", true},
		{en, "I don’t have that kind of money", true},
		{en, "This is a scam!", true},
		{en, "I'm not paying anything", true},
		{en, "ok", false},
		{en, "No problem", false},
		{en, "Don't worry, later today", false},
		{en, "how do I do that?", false},
	} {
		doc := said("Sara", tt.ask, "Mira", tt.answer)
		doc.Other = []string{"Sara"}
		v := c.Check(doc)
		if len(v.Askings) != 1 || (v.Askings[0].Declined.Len() > 0) != tt.want {
			t.Errorf("%q, %q: askings %+v, want declined %t", tt.ask, tt.answer, v.Askings, tt.want)
		}
	}
}

// TestWhatIsDeclinedIsWhatWasAskedLast holds that words by which a person declines
// leave what they agreed to before alone.
func TestWhatIsDeclinedIsWhatWasAskedLast(t *testing.T) {
	doc := said("Sara", "Uplatite 6.000 dinara za VIP1", "Mira", "dobro", "Sara", "Sada uplatite 20.000 dinara za VIP2", "Sara", "ili barem uplatite 15.000 dinara", "Mira", "neću")
	doc.Other = []string{"Sara"}
	v := shipped(t).Check(doc)
	got := ""
	for _, a := range v.Askings {
		if got += " " + a.Amount.String(); a.Declined.Len() > 0 {
			got += " declined"
		}
	}
	if want := " 6.000,00 RSD 20.000,00 RSD declined 15.000,00 RSD declined"; got != want {
		t.Errorf("askings%s, want%s", got, want)
	}
}
