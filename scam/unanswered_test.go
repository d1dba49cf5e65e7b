package scam_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/scam"
)

// trade is a chat of a buyer and a seller: "day who: words" a line.
func trade(t *testing.T, lines ...string) scam.Document {
	t.Helper()
	doc := scam.Document{Other: []string{"Lin"}, Self: []string{"Mara"}}
	for _, l := range lines {
		var day int
		var who string
		head, words, _ := strings.Cut(l, ": ")
		if _, err := fmt.Sscan(head, &day, &who); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
		at := recourse.Moment{Time: time.Date(2026, 3, day, 9, 0, 0, 0, time.UTC), Precision: recourse.Instant}
		span := recourse.Span{Start: len(doc.Text), End: len(doc.Text) + len(words)}
		doc.Text += words + "\n"
		doc.Messages = append(doc.Messages, incident.Message{Time: at, From: who, Text: words, Span: span})
	}
	return doc
}

// TestASellerWhoKeepsSilentIsAQuarrelAndNoLadder holds that a deposit and a balance are
// no series of rising demands, and that who asks after the goods and gets no answer has
// trouble with an order, not with "something else".
func TestASellerWhoKeepsSilentIsAQuarrelAndNoLadder(t *testing.T) {
	deal := []string{
		"1 Lin: Hello Mara, 150 chairs at USD 20, total USD 3,000. Deposit 30% USD 900, balance before shipping.",
		"2 Mara: I paid the deposit of USD 900 today", "3 Lin: Deposit received, thank you",
		"9 Lin: Goods ready. Please pay the balance USD 2,100", "10 Mara: Paid USD 2,100 today", "10 Lin: Received, we ship soon",
	}
	dogovor := []string{
		"1 Lin: Poštovana, 150 stolica, ukupno 3.000 EUR. Avans 30% je 900 EUR, ostatak pre isporuke.",
		"2 Mara: Uplatila sam avans od 900 EUR", "3 Lin: Avans je stigao, hvala",
		"9 Lin: Roba je spremna, molimo uplatite ostatak 2.100 EUR", "10 Mara: Uplatila sam ostatak 2.100 EUR", "10 Lin: Stiglo je, uskoro šaljemo",
	}
	for _, tt := range []struct {
		name   string
		lines  []string
		breach bool
	}{
		{"nobody answers", append(slices.Clone(deal), "20 Mara: Hello? Nobody answers. Please ship or refund."), true},
		{"where are they, at the end", append(slices.Clone(deal), "20 Mara: where are my chairs?"), true},
		{"when will you ship, at the end", append(slices.Clone(deal), "16 Mara: When will you ship?", "20 Mara: Please answer"), true},
		{"answered after a week and more", append(slices.Clone(deal), "12 Mara: Where is the tracking number?", "25 Lin: Sorry, factory problem"), true},
		{"answered the same day", append(slices.Clone(deal), "12 Mara: When will you ship?", "12 Lin: On Friday", "12 Mara: Thank you"), false},
		{"asked on the day of the last word", append(slices.Clone(deal), "10 Mara: When will you ship?"), false},
		{"thanked days later", append(slices.Clone(deal), "11 Mara: When will you ship?", "12 Lin: On Friday", "20 Mara: Thanks, they are beautiful"), false},
		{"gde su, na kraju", append(slices.Clone(dogovor), "20 Mara: Gde su moje stolice?"), true},
		{"niko se ne javlja", append(slices.Clone(dogovor), "20 Mara: Niko se ne javlja. Pošaljite robu ili vratite novac."), true},
		{"kada šaljete, bez odgovora", append(slices.Clone(dogovor), "18 Mara: Kada šaljete robu?"), true},
		{"odgovoreno istog dana", append(slices.Clone(dogovor), "12 Mara: Kada šaljete robu?", "12 Lin: U petak"), false},
	} {
		for kind, c := range map[string]*scam.Checker{"rules": shipped(t), "with the model": learnt(t)} {
			v := c.Check(trade(t, tt.lines...))
			if is := v.Branch == incident.Breach; is != tt.breach {
				t.Errorf("%s, %s: branch %q, %s", tt.name, kind, v.Branch, v.Brief())
			}
			if v.Verdict == scam.Scam {
				t.Errorf("%s, %s: %s", tt.name, kind, v.Brief())
			}
			if slices.ContainsFunc(v.Reasons, func(r scam.Reason) bool { return r.Rule == "rising-payments" }) {
				t.Errorf("%s, %s: a deposit and a balance are a ladder", tt.name, kind)
			}
			if missing := slices.ContainsFunc(v.Found, func(f scam.Found) bool { return f.Name == "order.problem" && f.Value == "not-received" }); missing != tt.breach {
				t.Errorf("%s, %s: the goods count as not received: %v", tt.name, kind, missing)
			}
		}
	}
}

// TestSilenceOfAScamIsNoQuarrel holds that who is not paid out by a false job, and writes
// that nobody answers, has no order that went wrong.
func TestSilenceOfAScamIsNoQuarrel(t *testing.T) {
	v := learnt(t).Check(trade(
		t,
		"1 Lin: Welcome to the tasks. Deposit USD 100 to unlock the VIP combo, you get it back with commission.",
		"2 Mara: I paid USD 100", "3 Lin: Your balance is negative, deposit USD 300 to withdraw. Pay the withdrawal fee now.",
		"4 Mara: I paid USD 300", "5 Lin: The system is busy", "14 Mara: Where is my money? Nobody answers. Where are my earnings?",
	))
	if v.Branch == incident.Breach || v.Verdict != scam.Scam {
		t.Errorf("branch %q, %s", v.Branch, v.Brief())
	}
}
