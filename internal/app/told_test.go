package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
)

// toldChat is a WhatsApp export of a task job; lines are the person's, with day and hour.
func toldChat(lines ...string) string {
	chat := "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 160-0005400112233-37\n"
	for _, l := range lines {
		at, text, _ := strings.Cut(l, "|")
		chat += at + " - Vesna: " + text + "\n"
	}
	return chat
}

func TestEqualSumsThatAreTold(t *testing.T) {
	engines := loaded(t)
	const first = "18/11/2026, 09:30|Uplatila sam 6.000 RSD"
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // "day amount" of each payment
		doubt bool
	}{
		{"not paid", []string{"18/11/2026, 16:05|Nisam uplatila 23.000 din, nemam toliko novca"}, "", false},
		{"again, and a third time", []string{first, "18/11/2026, 15:20|Uplatila sam opet 6.000 RSD", "20/11/2026, 15:20|Uplatila sam i treći put 6.000 RSD"}, "18 6000 18 6000 20 6000", false},
		{"again in English", []string{"18/11/2026, 09:30|I paid 6,000 RSD", "19/11/2026, 15:20|I paid another 6,000 RSD"}, "18 6000 19 6000", false},
		{"one message that repeats itself", []string{"18/11/2026, 09:30|I paid 6,000 RSD, and so I paid 6,000 RSD for nothing"}, "18 6000", false},
		{"twice in one message", []string{"18/11/2026, 09:30|Uplatila sam 6.000 RSD, pa još 6.000 RSD"}, "18 6000 18 6000", false},
		{"a recap in words", []string{first, "19/11/2026, 09:30|Uplatila sam 23.000 RSD", "21/11/2026, 10:00|Do sada sam uplatila 6.000 RSD i 23.000 RSD"}, "18 6000 19 23000", false},
		{"a list of what is known", []string{first, "19/11/2026, 09:30|Uplatila sam 23.000 RSD", "21/11/2026, 10:00|Uplatila sam 6.000 RSD i 23.000 RSD i ništa nisam dobila"}, "18 6000 19 23000", false},
		{"a recap of equal sums", []string{first, "19/11/2026, 09:30|Uplatila sam opet 6.000 RSD", "21/11/2026, 10:00|Ukupno sam uplatila 6.000 RSD pa opet 6.000 RSD"}, "18 6000 19 6000", false},
		{"fresh on another day", []string{first, "19/11/2026, 09:30|Upravo sam uplatila 6.000 RSD"}, "18 6000 19 6000", false},
		{"fresh on the same day", []string{first, "18/11/2026, 09:40|Upravo sam uplatila 6.000 RSD"}, "18 6000", true},
		{"plain on another day", []string{first, "19/11/2026, 09:30|Uplatila sam 6.000 RSD"}, "18 6000", true},
		{"again twice on one day", []string{first, "18/11/2026, 12:00|Uplatila sam opet 6.000 RSD", "18/11/2026, 12:10|Poslala sam opet 6.000 RSD"}, "18 6000 18 6000", true},
		{"again of something else", []string{first, "19/11/2026, 09:30|Uplatila sam 6.000 RSD i opet ne mogu da podignem novac"}, "18 6000", true},
	} {
		chat := toldChat(tt.lines...)
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", chat})
		var got []string
		for _, p := range f.Incident.Payments {
			got = append(got, fmt.Sprintf("%d %d", p.At.Date().Day, p.Amount.Minor/100))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: payments %q, want %q", tt.name, s, tt.want)
		}
		if doubt := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool {
			return p.Code == "payment-told-again" && p.Path == "WhatsApp Chat with Lena.txt"
		}); doubt != tt.doubt {
			t.Errorf("%s: problems %+v, doubt wanted: %v", tt.name, f.Problems, tt.doubt)
		}
	}
}

// TestAToldDayThatIsNotSure holds that a date beside a payment that can be read two ways, or
// does not exist, is not taken for the day of the message, and that this is said.
func TestAToldDayThatIsNotSure(t *testing.T) {
	engines := loaded(t)
	for date, want := range map[string]string{"10/11/2026": "[2026-10-11 2026-11-10]", "29.02.2026.": "[]"} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD " + date)})
		if len(f.Incident.Payments) != 1 || !f.Incident.Payments[0].At.IsZero() || fmt.Sprint(f.Incident.Payments[0].Days) != want {
			t.Errorf("%s: payments %+v, want one without a day, of %s", date, f.Incident.Payments, want)
		}
		if !slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return strings.HasPrefix(p.Code, "payment-undated") }) {
			t.Errorf("%s: problems %+v, want payment-undated", date, f.Problems)
		}
	}
}

func TestASumToldInTwoFilesIsOnePayment(t *testing.T) {
	engines := loaded(t)
	for later, doubt := range map[string]bool{
		"19/11/2026, 10:00|Uplatila sam 6.000 RSD":                     false,
		"27/11/2026, 10:00|Uplatila sam 6.000 RSD":                     true,
		"27/11/2026, 10:00|Do sada sam uplatila 6.000 RSD, vratite mi": false,
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena 0.txt", toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD")}, [2]string{"WhatsApp Chat with Lena 1.txt", toldChat(later)})
		if n := len(f.Incident.Payments); n != 1 {
			t.Errorf("%s: %d payments, want one: %+v", later, n, f.Incident.Payments)
		}
		if got := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "payment-told-again" }); got != doubt {
			t.Errorf("%s: problems %+v, doubt wanted: %v", later, f.Problems, doubt)
		}
	}
}

// TestASumThatIsAskedForOnceMore holds when a sum that is told once more is one
// more payment: the other side asked for it again, or another asked for it in
// another chat.
func TestASumThatIsAskedForOnceMore(t *testing.T) {
	engines := loaded(t)
	const (
		lena = "18/11/2026, 09:12 - Lena: Uplatite 8.200 RSD\n18/11/2026, 10:12 - Vesna: Uplatila sam 8.200 RSD\n"
		mira = "18/11/2026, 12:12 - Mira: Uplatite 8.200 RSD\n18/11/2026, 13:12 - Vesna: Uplatila sam 8.200 RSD\n"
	)
	for name, tt := range map[string]struct {
		files []string
		want  string // the days
	}{
		"asked for again":                  {[]string{lena + "19/11/2026, 09:12 - Lena: Uplatite ponovo 8.200 RSD, prva nije legla\n20/11/2026, 10:12 - Vesna: Uplatila sam 8.200 RSD\n"}, "18 20"},
		"only told again":                  {[]string{lena + "19/11/2026, 09:12 - Lena: Niste ništa uplatili\n20/11/2026, 10:12 - Vesna: Uplatila sam 8.200 RSD\n"}, "18"},
		"asked for by another":             {[]string{lena, mira}, "18 18"},
		"told to a friend":                 {[]string{lena, "18/11/2026, 13:12 - Vesna: Uplatila sam 8.200 RSD\n18/11/2026, 13:14 - Mira: Zovi banku\n"}, "18"},
		"the same under a number":          {[]string{lena, strings.ReplaceAll(lena, "Lena:", "+381 60 000 0000:")}, "18"},
		"the same under a longer name":     {[]string{lena, strings.ReplaceAll(lena, "Lena:", "Lena Mentor:")}, "18"},
		"of which a message names the day": {[]string{lena + "21/11/2026, 10:12 - Vesna: Juče sam uplatila 23.000 RSD\n"}, "18 20"},
		"of which the day is not known":    {[]string{lena + "21/11/2026, 10:12 - Vesna: Prošle nedelje sam uplatila 23.000 RSD\n"}, "18 ?"},
	} {
		var files [][2]string
		for i, chat := range tt.files {
			files = append(files, [2]string{fmt.Sprintf("chat %d.txt", i), chat})
		}
		f := handIn(t, engines, "Vesna", files...)
		var got []string
		for _, p := range f.Incident.Payments {
			got = append(got, dayIn(p))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: paid on %q, want %q", name, s, tt.want)
		}
	}
}

// A payment of which only the month is named has no day, and that is said.
func TestAPaymentWithoutItsDayIsMarked(t *testing.T) {
	engines := loaded(t)
	for line, want := range map[string]struct {
		paid   string
		marked bool
	}{
		"20/11/2026, 09:30|U oktobru sam uplatila 6.000 RSD":                                {"? 6.000,00 RSD", true},
		"20/11/2026, 09:30|Desetog novembra sam uplatila 6.000 RSD":                         {"10 6.000,00 RSD", false},
		"20/11/2026, 09:30|On 3 November I paid 6,000 RSD and on the 5th another 7,000 RSD": {"3 6.000,00 RSD, 5 7.000,00 RSD", false},
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", toldChat(line)})
		if paid, marked := paidIn(f), saidIn(f, "payment-undated") != ""; paid != want.paid || marked != want.marked {
			t.Errorf("%s: paid %q, want %q; problems %v", line, paid, want.paid, f.Problems)
		}
	}
}

// A mail that tells of a payment and names no day was written on that day or later, which
// is said; in a chat the day of the message is taken.
func TestAMailTellsOfAPaymentWithoutItsDay(t *testing.T) {
	engines := loaded(t)
	mail := func(from, day, text string) [2]string {
		to := "Lena Mentor <lena@tasks.example>"
		if from != "Vesna <vesna@example.org>" {
			to = "Vesna <vesna@example.org>"
		}
		return [2]string{"mail " + day + ".eml", "From: " + from + "\r\nTo: " + to + "\r\nDate: " + day + " Nov 2026 10:00:00 +0100\r\nSubject: Order 4711\r\nMessage-ID: <" + day + "@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"}
	}
	const me, other = "Vesna <vesna@example.org>", "Lena Mentor <lena@tasks.example>"
	asks := "Dear customer, please pay the customs fee of 300 EUR to DE89 3704 0044 0532 0130 00."
	for name, tt := range map[string]struct {
		files []([2]string)
		paid  string
		said  bool
	}{
		"no day":                {[][2]string{mail(me, "18", "We paid 300 EUR and nothing was delivered. Refund it.")}, "? 300,00 EUR", true},
		"the day":               {[][2]string{mail(me, "18", "We paid 300 EUR on 12 October and nothing was delivered.")}, "12 300,00 EUR", false},
		"today":                 {[][2]string{mail(me, "18", "We paid 300 EUR today.")}, "18 300,00 EUR", false},
		"yesterday":             {[][2]string{mail(me, "18", "I paid 300 EUR yesterday.")}, "17 300,00 EUR", false},
		"asked for on that day": {[][2]string{mail(other, "18", asks), mail(me, "18", "I paid 300 EUR.")}, "18 300,00 EUR", false},
		"asked for before":      {[][2]string{mail(other, "11", asks), mail(me, "18", "I paid 300 EUR.")}, "? 300,00 EUR", true},
		"a chat":                {[][2]string{{"WhatsApp Chat with Lena.txt", toldChat("18/11/2026, 09:30|I paid 300 EUR")}}, "18 300,00 EUR", false},
	} {
		f := handIn(t, engines, "Vesna|vesna@example.org", tt.files...)
		if paid, said := paidIn(f), saidIn(f, "payment-undated-until") != ""; paid != tt.paid || said != tt.said {
			t.Errorf("%s: paid %q, want %q; payment-undated-until %v, want %v; %v", name, paid, tt.paid, said, tt.said, f.Problems)
		}
	}
}

// A sum of a currency with three decimals is not made a thousand times as large unsaid.
func TestASumThatCanBeAThousandTimesAsMuch(t *testing.T) {
	engines := loaded(t)
	for line, want := range map[string][2]string{
		"18/11/2026, 09:30|I paid 12,345 KWD":    {"18 12,345 KWD", "WhatsApp Chat with Lena.txt 12,345 KWD"},
		"18/11/2026, 09:30|I paid 1,234.500 KWD": {"18 1.234,500 KWD", ""},
		"18/11/2026, 09:30|I paid 12,345 EUR":    {"18 12.345,00 EUR", ""},
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", toldChat(line)})
		if paid, said := paidIn(f), saidIn(f, "payment-sum-two-ways"); paid != want[0] || said != want[1] {
			t.Errorf("%s: paid %q, said %q, want %q", line, paid, said, want)
		}
	}
}

// How a payment was made is taken from the clause that tells of it, and what went by card
// went to no account that was named beside.
func TestHowAPaymentIsToldToHaveBeenMade(t *testing.T) {
	engines := loaded(t)
	for text, want := range map[string]string{
		"Platila sam 6.000 RSD karticom":                              "card",
		"Platila sam 6.000 RSD karticom Visa":                         "card visa",
		"I paid 6,000 RSD by Mastercard":                              "card mastercard",
		"Poslala sam 6.000 RSD PayPal-om":                             "paypal",
		"Poslala sam 6.000 RSD preko Western Uniona":                  "money-transfer",
		"Poslala sam 6.000 RSD preko Western Union-a":                 "money-transfer",
		"Послала сам 6.000 РСД преко Вестерн Униона":                  "money-transfer",
		"Skinuli su mi 6.000 RSD s kartice":                           "card",
		"Sa kartice su mi povukli 6.000 RSD":                          "card",
		"Kartica mi je zadužena za 6.000 RSD":                         "card",
		"6,000 RSD was charged to my card":                            "card",
		"They took 6,000 RSD from my debit card":                      "card",
		"J'ai payé 6.000 RSD par carte":                               "card",
		"Ho pagato 6.000 RSD con la mia carta":                        "card",
		"Eu paguei 6.000 RSD com o cartão":                            "card",
		"Ik heb 6.000 RSD met mijn creditcard betaald":                "card",
		"Je leur ai envoyé 6.000 RSD en crypto":                       "crypto",
		"J'ai payé 6.000 RSD mais pas par carte":                      " to 160000540011223337",
		"Uplatila sam 6.000 RSD na račun":                             " to 160000540011223337",
		"Nisam mogla karticom, uplatila sam 6.000 RSD":                " to 160000540011223337",
		"Nisam mogla karticom pa sam uplatila 6.000 RSD":              " to 160000540011223337",
		"I paid 6,000 RSD for the visa":                               " to 160000540011223337",
		"I paid 6,000 RSD. I have a credit card too":                  " to 160000540011223337",
		"I paid 6,000 RSD by card and not by PayPal":                  " to 160000540011223337",
		"Platila sam 6.000 RSD za SIM karticu":                        " to 160000540011223337",
		"Platila sam 6.000 RSD, a preko PayPala ste hteli još 23.000": " to 160000540011223337",
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", toldChat("18/11/2026, 09:30|" + text)})
		got := ""
		for _, p := range f.Incident.Payments {
			got += strings.TrimRight(p.Rail+" "+p.CardNetwork, " ")
			if p.To.Account != "" {
				got += " to " + p.To.Account
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
