package app_test

import (
	"os"
	"testing"
)

// The buyer's own deadline is no promise: the day of the seller or of a paper counts.
func TestThePromisedDayIsTheSellers(t *testing.T) {
	engines := loaded(t)
	const seller = "02/03/2026, 08:01 - Ming Lights: 200 lamps for your order, total USD 2,400. Delivery by 15 April 2026.\n"
	chat := func(lines string) [2]string {
		return [2]string{"WhatsApp Chat with Ming Lights.txt", lines}
	}
	mine := func(text string) string { return "10/05/2026, 09:00 - Ana Kupac: " + text + "\n" }
	shipped := func(name string) [2]string {
		b, err := os.ReadFile("../../examples/stories/silent/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return [2]string{name, string(b)}
	}
	for _, tt := range []struct {
		name  string
		files [][2]string
		want  string
	}{
		{"the seller's, and a reminder", [][2]string{chat(seller + mine("The lamps did not arrive. Please deliver by 25 May 2026 or refund."))}, "2026-04-15"},
		{"the seller's, and a day that the buyer names as if it were agreed", [][2]string{chat("01/03/2026, 08:00 - Ana Kupac: I need lamps, delivered by 1 April 2026\n" + seller)}, "2026-04-15"},
		{"the seller's repeats the buyer's", [][2]string{chat("01/03/2026, 08:00 - Ana Kupac: The order is to be delivered by 15 April 2026\n" + seller + "20/04/2026, 08:00 - Ming Lights: Sorry, the order will be delivered by 30 April 2026\n")}, "2026-04-15"},
		{"the buyer's alone", [][2]string{chat("02/03/2026, 08:01 - Ming Lights: 200 lamps for your order, total USD 2,400\n" + mine("You promised delivery by 15 April 2026 and the order did not arrive"))}, "2026-04-15"},
		{"a reminder alone", [][2]string{chat("02/03/2026, 08:01 - Ming Lights: 200 lamps for your order 30012345678, total USD 2,400\n" + mine("The goods of order 30012345678 never arrived. Please deliver by 25 May 2026."))}, "0000-00-00"},
		{"the story that ships", [][2]string{shipped("chat.txt"), shipped("contract.txt")}, "2026-10-10"},
	} {
		f := handIn(t, engines, "Ana Kupac", tt.files...)
		if len(f.Incident.Orders) == 0 {
			t.Errorf("%s: no order; found %+v", tt.name, f.Verdict.Found)
			continue
		}
		if got := f.Incident.Orders[0].PromisedBy.String(); got != tt.want {
			t.Errorf("%s: promised by %s, want %s; found %+v", tt.name, got, tt.want, f.Verdict.Found)
		}
	}
}
