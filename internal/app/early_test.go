package app_test

import (
	"strings"
	"testing"
	"time"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// What is dated in the future is said with the day as the language writes it, of the mail
// in which it stands.
func TestWhatIsStillToComeIsSaidOfTheFileThatSaysIt(t *testing.T) {
	engines := loaded(t)
	sources, _ := app.Sources([]string{"../../examples/supplier"})
	now := time.Date(2026, 10, 1, 10, 0, 0, 0, testkit.Belgrade())
	f, err := engines.Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, now)
	if err != nil {
		t.Fatal(err)
	}
	p, err := engines.Catalogues.Printer("sr-Latn")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, problem := range f.Problems {
		if strings.HasSuffix(problem.Code, "-in-future") {
			said = append(said, problem.Path+": "+p.Say(problem.Phrase()))
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"04 goods received, not as agreed.eml: piše da je roba stigla 1. 11. 2026, a taj", "dan 2. 11. 2026."} {
		if !strings.Contains(all, want) {
			t.Errorf("does not say %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "2026-11") {
		t.Errorf("dates for machines:\n%s", all)
	}
}

// Who was written to at their address alone was answered under their name too.
func TestTheSellerWhoWasWrittenToByAddressIsTheSeller(t *testing.T) {
	mail := func(from, to, day, text string) string {
		return "From: " + from + "\nTo: " + to + "\nDate: " + day + "\nSubject: Order 314159265358\n\n" + text + "\n"
	}
	kelly, dragan := "\"Kelly Zhou\" <kelly@shenwa.example>", "Dragan Mitić <nabavka@alatnica.example>"
	f := handIn(t, loaded(t), "Dragan Mitić",
		[2]string{"1.eml", mail(kelly, "nabavka@alatnica.example", "Mon, 15 Jun 2026 10:20:00 +0800", "We confirm your Trade Assurance order number 314159265358, 250 drills. Delivery: no later than 10 September 2026.")},
		[2]string{"2.eml", mail(dragan, "kelly@shenwa.example", "Tue, 22 Sep 2026 09:05:00 +0200", "We received the goods on 21 September 2026. The goods are not as agreed, 83 drills are defective. We ask for a refund.")},
		[2]string{"3.eml", mail(kelly, "nabavka@alatnica.example", "Thu, 24 Sep 2026 15:11:00 +0800", "Dear friend, we can give a coupon for the next order, please do not open a dispute.")})
	in := f.Incident
	if len(in.Parties) != 1 || in.Parties[0].Role != "seller" || len(in.Events) != 2 || in.Events[1].Kind != "answered" || in.Events[1].At.Date().String() != "2026-09-24" {
		t.Errorf("parties %+v, events %+v", in.Parties, in.Events)
	}
}
