package app_test

import (
	"fmt"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/scam"
)

// What is asked for is told with who asks and the account, also where nothing speaks for a
// scam; the verdict and what the plan is made of do not change by it.
func TestWhatAnInvoiceAsksForIsTold(t *testing.T) {
	engines := loaded(t)
	mail := func(text string) [2]string {
		return [2]string{"a.eml", "From: Acme Parts Ltd <billing@acme.example>\r\nTo: Vesna <vesna@example.org>\r\nDate: 18 Nov 2026 10:00:00 +0100\r\nSubject: Invoice 4711\r\nMessage-ID: <1@acme.example>\r\nReceived: from a by b; Wed, 18 Nov 2026 10:00:01 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"}
	}
	for text, want := range map[string]string{
		"Thank you for your order. Please pay EUR 1,250.00 to IBAN DE89 3704 0044 0532 0130 00 within 14 days.": "1.250,00 EUR Acme Parts Ltd DE89370400440532013000",
		"Please pay EUR 1,250.00 within 14 days.":                       "1.250,00 EUR Acme Parts Ltd",
		"Thank you, we received your payment of EUR 1,250.00.":          "",
		"Our prices start from 40 EUR. The catalogue is attached.":      "",
		"Nothing is due. The balance of your account is 1,250.00 EUR.":  "",
		"We refunded 1,250.00 EUR to your card.":                        "",
		"The price of the pump is 1,250.00 EUR, delivery takes a week.": "",
	} {
		files := given(mail(text))
		read, err := engines.Examine(t.Context(), files, intake.Options{Zone: testkit.Belgrade(), Person: []string{"Vesna"}}, app.Circumstances{Country: "RS", Lang: "en"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(read.Incident.Asked) > 0 || read.Verdict.Verdict == scam.Suspicious || read.Verdict.Verdict == scam.Scam {
			t.Errorf("%s: %s, asked %+v", text, read.Verdict.Verdict, read.Incident.Asked)
		}
		var got []string
		for _, r := range engines.Prepare(read.Files, app.Circumstances{}).Ledger(testkit.Belgrade()).Asked {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Amount, r.Name, r.Account)))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: asked for %q, want %q", text, s, want)
		}
	}
}

// Of a single mail of which nothing says who the person is, the sender is taken for the other
// side where they ask to be paid, and not where they claim back what they paid.
func TestWhoWritesAloneAndAsksToBePaidIsTheOtherSide(t *testing.T) {
	engines := loaded(t)
	for text, want := range map[string]string{
		"Thank you for your order. Please pay EUR 1,250.00 to IBAN DE89 3704 0044 0532 0130 00 within 14 days.": "1.250,00 EUR Acme Parts Ltd DE89370400440532013000",
		"Amount due: EUR 1,250.00": "1.250,00 EUR Acme Parts Ltd",
		"Molimo Vas da uplatite 45.600,00 RSD na račun 265-1000000123456-88, poziv na broj 118-2026, do 28.11.2026.": "45.600,00 RSD Acme Parts Ltd 265100000012345688",
		"Iznos za uplatu: 45.600,00 RSD. Rok plaćanja 28.11.2026.":                                                   "45.600,00 RSD Acme Parts Ltd",
		"Please refund me EUR 1,250.00.":                          "",
		"You must pay me EUR 1,250.00 in damages within 14 days.": "",
		"Should I pay EUR 1,250.00 now?":                          "",
		"Zahtevam da mi u roku od 8 dana uplatite 12.000 RSD na račun 265-1000000123456-88, jer roba nije isporučena.": "",
		"Molim Vas da mi vratite 12.000 RSD na račun 265-1000000123456-88.":                                            "",
		"We thank you for your payment of EUR 1,250.00.":                                                               "",
	} {
		files := given([2]string{"a.eml", "From: Acme Parts Ltd <billing@acme.example>\r\nTo: Vesna <vesna@example.org>\r\nDate: 18 Nov 2026 10:00:00 +0100\r\nSubject: Hello\r\nMessage-ID: <1@acme.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"})
		read, err := engines.Examine(t.Context(), files, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "en"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range engines.Prepare(read.Files, app.Circumstances{}).Ledger(testkit.Belgrade()).Asked {
			got += strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Amount, r.Name, r.Account))
		}
		if got != want {
			t.Errorf("%s: asked for %q, want %q", text, got, want)
		}
	}
}
