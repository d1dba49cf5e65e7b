package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/scam"
)

// lena is what the other side wrote before; it asks for 6.000 and makes it a task job.
const lena = "Dobar dan, posao od kuće za Alibaba, VIP zadatak, uplatite 6.000 RSD"

func TestWhatWasNotPaidIsNoPayment(t *testing.T) {
	c := shipped(t)
	for _, text := range []string{
		"Nisam uplatila 23.000 din, nemam toliko novca",
		"Нисам уплатила 23.000 дин, немам толико новца",
		"nisam jos uplatila 23.000 din",
		"Nisam još uvek uplatio tih 23.000 RSD",
		"23.000 RSD nisam uplatila",
		"Nisam 23.000 RSD uplatila",
		"Rekla sam Vam da nisam uplatila 23.000 RSD",
		"Čekala sam platu pa nisam poslala 23.000 RSD",
		"Neću da uplatim 23.000 RSD",
		"necu uplatiti 23.000 din",
		"Ne mogu da platim 23.000 RSD",
		"Не могу да платим 23.000 РСД",
		"Nemam novca da uplatim 23.000 RSD",
		"Odbijam da uplatim 23.000 RSD",
		"Nisam mogla da uplatim 23.000 RSD",
		"Ne bih uplatila 23.000 RSD",
		"Uplatila bih 23.000 RSD, ali nemam",
		"Ako uplatim 23.000 RSD, da li dobijam zaradu?",
		"Kad uplatim 23.000 RSD, šta onda?",
		"Treba da uplatim 23.000 RSD",
		"Trebalo je da uplatim 23.000 RSD",
		"Moram da uplatim 23.000 RSD?",
		"Hoću da uplatim 23.000 RSD",
		"Uplatiću 23.000 RSD sutra",
		"Уплатићу 23.000 РСД сутра",
		"Sutra ću uplatiti 23.000 RSD",
		"Da li sam uplatila 23.000 RSD?",
		"Jesam li uplatila 23.000 RSD?",
		"Uplatila sam 23.000 RSD?",
		"Umalo sam uplatila 23.000 RSD",
		"Još nije uplaćeno 23.000 RSD",
		"I haven't paid the 23,000 RSD",
		"I haven’t paid the 23,000 RSD",
		"I havent paid 23,000 RSD",
		"I did not pay 23,000 RSD",
		"I didn't send the 23,000 RSD",
		"I have not yet sent 23,000 RSD",
		"I never paid 23,000 RSD",
		"I can't pay 23,000 RSD",
		"I won't pay the fee of 23,000 RSD",
		"I refuse to pay 23,000 RSD",
		"I will pay 23,000 RSD tomorrow",
		"I'll send 23,000 RSD tomorrow",
		"I'm going to pay 23,000 RSD",
		"I want to pay 23,000 RSD",
		"Should I pay 23,000 RSD?",
		"Did I pay 23,000 RSD?",
		"Do I have to pay 23,000 RSD?",
		"If I pay 23,000 RSD, do I get my money?",
		"If I paid 23,000 RSD, would you pay me out?",
		"I would have paid 23,000 RSD",
		"I almost paid 23,000 RSD",
		"I was told to pay 23,000 RSD",
		"I have no money to pay 23,000 RSD",
		"The 23,000 RSD I have not paid",
		"I paid 23,000 RSD?",
		"I have paid nothing of the 23,000 RSD",
		"Lagala sam da sam uplatila 23.000 RSD",
		"Da sam bar uplatila 23.000 RSD",
	} {
		for name, doc := range map[string]scam.Document{
			"chat": said("Lena", lena, "Vesna", text),
			"text": {Text: "Lena mi je ponudila VIP zadatke. " + text},
		} {
			if name == "chat" {
				doc.Other = []string{"Lena"}
			}
			v := c.Check(doc)
			if got := amounts(v.Claims); got != "" || len(v.Tellings) > 0 {
				t.Errorf("%s %q: claims = %s, want none", name, text, got)
			}
			for _, d := range v.Demands {
				if name == "chat" && d.Message == 1 {
					t.Errorf("%q: demand %s from the person's own message", text, d.Amount)
				}
			}
		}
	}
}

func TestARefusalIsNoDemand(t *testing.T) {
	c := shipped(t)
	for _, text := range []string{
		"Nisam uplatila 23.000 RSD", "Neću da uplatim 23.000 RSD", "Ne mogu da platim 23.000 RSD", "Odbijam da uplatim porez od 23.000 RSD",
		"I did not pay 23,000 RSD", "I refuse to pay the tax of 23,000 RSD", "I cannot pay 23,000 RSD", "I won't send 23,000 RSD",
	} {
		text := "Mentor, VIP3 zadaci, konačna provizija, Alibaba. " + text
		if v := c.Check(scam.Document{Text: text}); len(v.Demands) > 0 || len(v.Claims) > 0 {
			t.Errorf("%q: demands %s, claims %s; want none", text, amounts(v.Demands), amounts(v.Claims))
		}
	}
	for _, text := range []string{
		"Your mentor welcomes you to the VIP3 tasks. To withdraw pay the final commission. If you do not pay 23,000 RSD, your balance is lost.",
		"A mentor gave me VIP tasks for Alibaba. To withdraw they want 23,000 RSD but I have not paid the final commission.",
	} {
		if v := c.Check(scam.Document{Text: text}); amounts(v.Demands) != "23.000,00 RSD" {
			t.Errorf("%q: demands %s, want 23.000,00 RSD (%s)", text, amounts(v.Demands), v.Brief())
		}
	}
}

func TestWhatWasPaidIsAPayment(t *testing.T) {
	c := shipped(t)
	const one, two = "23.000,00 RSD", "6.000,00 RSD 23.000,00 RSD"
	for _, tt := range []struct{ text, want string }{
		{"Uplatila sam 23.000 RSD", one},
		{"Уплатила сам 23.000 РСД", one},
		{"uplatio sam 23.000 din", one},
		{"Poslao sam 23.000 RSD", one},
		{"Već sam uplatila 23.000 RSD", one},
		{"vec sam poslala 23.000 din", one},
		{"Uplaćeno 23.000 RSD", one},
		{"Uplatila sam 23.000 RSD, da li je stiglo?", one},
		{"Nisam znala šta je to, pa sam uplatila 23.000 RSD", one},
		{"Morala sam da pozajmim, ali sam uplatila 23.000 RSD", one},
		{"Nisam uplatila 6.000 RSD, ali sam uplatila 23.000 RSD", one},
		{"Uplatila sam 23.000 RSD, a 6.000 RSD nisam uplatila", one},
		{"Uplatila sam 23.000 RSD. Neću da uplatim 6.000 RSD", one},
		{"Uplatila sam 23.000 RSD, ako uplatim još 6.000 RSD da li dobijam zaradu?", one},
		{"Uplatila sam 6.000 RSD pa 23.000 RSD", two},
		{"Uplatila sam prvo 6.000 RSD, a onda i 23.000 RSD", two},
		{"Uplatila sam 23.000 RSD, mentor mi traži proviziju od 6.000 RSD", one},
		{"Tražili ste 23.000 RSD i to sam uplatila", one},
		{"Platila sam karticom 23.000 RSD, nisam 6.000 RSD", one},
		{"Tih 6.000 RSD ne mogu da platim, 23.000 RSD sam već uplatila", one},
		{"Uplatila sam 23.000 RSD, nisam dobila ništa", one},
		{"Uplatila sam 23.000 RSD i neću više da uplatim ni dinar", one},
		{"I paid 23,000 RSD and then they wanted me to pay 6,000 RSD, I told them no", one},
		{"I only paid 23,000 RSD, not 6,000 RSD", one},
		{"You asked for 23,000 RSD and I paid it", one},
		{"I paid you 23,000 RSD and will not send more", one},
		{"I paid 23,000 RSD", one},
		{"I have already sent 23,000 RSD", one},
		{"I've paid 23,000 RSD, did you get it?", one},
		{"We transferred 23,000 RSD", one},
		{"I had to pay 23,000 RSD", one},
		{"When I paid 23,000 RSD you promised me the money", one},
		{"I did not want to, but I paid 23,000 RSD", one},
		{"I paid 23,000 RSD but not the 6,000 RSD", one},
		{"I paid 23,000 RSD. I will not pay 6,000 RSD", one},
		{"I haven't paid 6,000 RSD, I paid 23,000 RSD", one},
		{"I paid 6,000 RSD and then 23,000 RSD", two},
	} {
		doc := said("Lena", lena, "Vesna", tt.text)
		doc.Other = []string{"Lena"}
		if v := c.Check(doc); amounts(v.Claims) != tt.want {
			t.Errorf("%q: claims = %q, want %q", tt.text, amounts(v.Claims), tt.want)
		}
	}
}

func TestAPaymentThatTheOtherSideMissesIsNone(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"Your payment of 23,000 RSD has not been received": "", "Vaša uplata od 23.000 RSD nije stigla": "", "Vaša uplata od 23.000 RSD kasni": "",
		"Your payment of 23,000 RSD has been received": "23.000,00 RSD", "Vaša uplata od 23.000 RSD je stigla": "23.000,00 RSD",
	} {
		doc := said("Vesna", "Dobar dan", "Lena", lena, "Lena", text)
		doc.Other = []string{"Lena"}
		if v := c.Check(doc); amounts(v.Claims) != want {
			t.Errorf("%q: claims = %q, want %q", text, amounts(v.Claims), want)
		}
	}
}

func TestHowAPaymentIsTold(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		text                string
		again, fresh, recap bool
	}{
		{"Uplatila sam 6.000 RSD", false, false, false},
		{"Uplatila sam opet 6.000 RSD", true, false, false},
		{"Opet sam uplatila 6.000 RSD", true, false, false},
		{"Уплатила сам поново 6.000 РСД", true, false, false},
		{"Uplatila sam još 6.000 RSD", true, false, false},
		{"Uplatila sam jos 6.000 RSD", true, false, false},
		{"Uplatila sam još juče 6.000 RSD", false, false, false},
		{"Uplatila sam i treći put 6.000 RSD", true, false, false},
		{"Uplatila sam 6.000 RSD i opet ne mogu da podignem novac", false, false, false},
		{"Uplatila sam 6.000 RSD ponovo.", true, false, false},
		{"Upravo sam uplatila 6.000 RSD", false, true, false},
		{"Poslala sam sad 6.000 RSD", false, true, false},
		{"Do sada sam uplatila 6.000 RSD", false, false, true},
		{"I paid 6,000 RSD", false, false, false},
		{"I paid 6,000 RSD again", true, false, false},
		{"I paid another 6,000 RSD", true, false, false},
		{"I paid 6,000 RSD a second time", true, false, false},
		{"I just paid 6,000 RSD", false, true, false},
		{"So far I paid 6,000 RSD", false, false, true},
	} {
		doc := said("Lena", lena, "Vesna", tt.text)
		doc.Other = []string{"Lena"}
		v := c.Check(doc)
		tellings := append(v.Tellings, v.Totals...)
		if len(tellings) != 1 {
			t.Errorf("%q: tellings = %+v, want one", tt.text, tellings)
			continue
		}
		if g := tellings[0]; g.Again != tt.again || g.Fresh != tt.fresh || g.Recap != tt.recap {
			t.Errorf("%q: again %v, fresh %v, recap %v", tt.text, g.Again, g.Fresh, g.Recap)
		}
	}
}

// What may stand inside another message shows no payment and no fact.
func TestADoubtfulMessageTellsOfNoPayment(t *testing.T) {
	c := shipped(t)
	for _, doubtful := range []bool{false, true} {
		const first, second = "Lena: posao od kuće, VIP zadatak, uplatite 6.000 RSD", "Vesna: Uplatila sam 6.000 RSD"
		doc := scam.Document{Text: first + "\n" + second, Other: []string{"Lena"}, Messages: []incident.Message{
			{From: "Lena", Text: first[6:], Span: recourse.Span{Start: 6, End: len(first)}},
			{From: "Vesna", Text: second[7:], Span: recourse.Span{Start: len(first) + 8, End: len(first) + 1 + len(second)}, Doubtful: doubtful},
		}}
		v := c.Check(doc)
		if got := len(v.Claims) + len(v.Tellings); (got == 0) != doubtful {
			t.Errorf("doubtful %v: claims %v, tellings %v", doubtful, v.Claims, v.Tellings)
		}
	}
}

// What may stand inside another message asks for nothing either.
func TestADoubtfulMessageAsksForNothing(t *testing.T) {
	c := shipped(t)
	for _, doubtful := range []bool{false, true} {
		const text = "Za isplatu uplatite 6.000 RSD"
		doc := scam.Document{Text: text, Other: []string{"Lena"}, Messages: []incident.Message{{From: "Lena", Text: text, Span: recourse.Span{End: len(text)}, Doubtful: doubtful}}}
		if v := c.Check(doc); (len(v.Demands) == 0) != doubtful {
			t.Errorf("doubtful %v: demands %v", doubtful, v.Demands)
		}
	}
}

// Between two amounts nothing was paid, and of what is asked at most the larger.
func TestARangeIsNoPayment(t *testing.T) {
	c := shipped(t)
	if v := c.Check(scam.Document{Text: "Posao od kuće, VIP zadatak. Uplatila sam 10.000 - 20.000 RSD"}); len(v.Claims) > 0 || len(v.Tellings) > 0 {
		t.Errorf("claims %s", amounts(v.Claims))
	}
	doc := said("Lena", lena, "Vesna", "Koliko?", "Lena", "Prvi zadatak je 6.000 RSD. Uplatite 6.000 RSD na račun, pa uplatite 10.000 - 20.000 RSD")
	doc.Other = []string{"Lena"}
	if v := c.Check(doc); amounts(v.Demands) != "6.000,00 RSD 20.000,00 RSD" {
		t.Errorf("demands %s", amounts(v.Demands))
	}
}

// What an amount is is told of one in digits of any script.
func TestAmountsInOtherDigitsArePayments(t *testing.T) {
	c := shipped(t)
	for _, number := range []string{"6.000", "٦٬٠٠٠", "６，０００"} {
		text := "Radila sam VIP zadatke. Uplatila sam " + number + " RSD da podignem zaradu."
		if v := c.Check(scam.Document{Text: text}); amounts(v.Claims) != "6.000,00 RSD" {
			t.Errorf("%q: claims %s", text, amounts(v.Claims))
		}
	}
}

// A fee that is named with its sum and what it is for is asked for, by whomever it
// is, and also where it is not known which side the person is.
func TestAFeeWithItsSumIsAskedFor(t *testing.T) {
	c := shipped(t)
	for _, second := range []string{"sada provizija 150.638 RSD za isplatu zarade", "Provizija 150.638 RSD za isplatu zarade", "Још такса 150.638 динара", "ostaje porez 150.638 RSD"} {
		const first = "Posao na platformi Alibaba: uplatite 6.000 RSD za aktivaciju zadataka"
		doc := scam.Document{Text: first + "\n" + second, Messages: []incident.Message{
			{From: "Lena", Text: first, Span: recourse.Span{End: len(first)}},
			{From: "Lena", Text: second, Span: recourse.Span{Start: len(first) + 1, End: len(first) + 1 + len(second)}},
		}}
		if got, want := amounts(c.Check(doc).Demands), "6.000,00 RSD 150.638,00 RSD"; got != want {
			t.Errorf("%q: demands %q, want %q", second, got, want)
		}
	}
}

// TestAParticipleAlonePays holds that people leave "sam" out where they write in haste,
// and that it is a payment only where the person begins so and asks nothing.
func TestAParticipleAlonePays(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"Poslala 30.000 dinara":                          "30.000,00 RSD",
		"Uplatila 30.000 dinara":                         "30.000,00 RSD",
		"Уплатила 30.000 динара":                         "30.000,00 RSD",
		"uplatio 5000 din":                               "5.000,00 RSD",
		"poslala i ostatak 18.500 din":                   "18.500,00 RSD",
		"Evo, upravo uplatila 18.500 din.":               "18.500,00 RSD",
		"Ok. Danas platio proviziju od 18.500 RSD":       "18.500,00 RSD",
		"Uplatila hiljadu evra":                          "1.000,00 EUR",
		"prebacila ti 300€, javi kad stigne":             "300,00 EUR",
		"Uplatili avans od 2.400 EUR":                    "2.400,00 EUR",
		"Poslala 30.000 dinara, da li je stiglo?":        "30.000,00 RSD",
		"Poslala 30.000 dinara?":                         "",
		"da li poslala 30.000 dinara":                    "",
		"kad uplatila 30.000 dinara":                     "",
		"ako uplatila 30.000 dinara":                     "",
		"Uplatila bih 30.000 dinara":                     "",
		"nisam, ni uplatila 30.000 dinara":               "",
		"mama uplatila 30.000 dinara":                    "",
		"Uplatila mama 30.000 dinara":                    "",
		"Uplatili mi 700 dinara":                         "",
		"Poslala sliku, piše 30.000 dinara":              "",
		"Platila 12.000 din, a 30.000 din nisam platila": "12.000,00 RSD",
	} {
		doc := said("Lena", "Dobar dan, posao od kuće za Alibaba, VIP zadatak", "Vesna", text)
		doc.Other = []string{"Lena"}
		if got := amounts(c.Check(doc).Claims); got != want {
			t.Errorf("%q: claims = %s, want %s", text, got, want)
		}
		doc = said("Vesna", "Dobar dan, posao od kuće za Alibaba, VIP zadatak", "Lena", text)
		doc.Other = []string{"Lena"}
		if got := amounts(c.Check(doc).Claims); got != "" {
			t.Errorf("%q of the other side: claims = %s, want none", text, got)
		}
	}
}

// TestEnglishSumsInWords reads them as those in digits, paid and asked for.
func TestEnglishSumsInWords(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ sum, want string }{
		{"two thousand five hundred pounds", "2.500,00 GBP"},
		{"one thousand two hundred pounds", "1.200,00 GBP"},
		{"four hundred pounds", "400,00 GBP"},
		{"400 quid", "400,00 GBP"},
		{"six hundred and fifty quid", "650,00 GBP"},
		{"two grand", "2.000,00 GBP"},
		{"a grand", "1.000,00 GBP"},
		{"fifty pounds", "50,00 GBP"},
		{"three hundred bucks", "300,00 USD"},
		{"five hundred dollars", "500,00 USD"},
	} {
		first := "Remote job, 40 VIP tasks a day on the platform, you earn £80-£250 per day, no experience needed"
		for _, text := range []string{"I sent ", "I have sent ", "I've just paid ", "sent ", "Done, transferred "} {
			doc := said("Chloe", first, "Priya", text+tt.sum)
			doc.Other = []string{"Chloe"}
			if v := c.Check(doc); amounts(v.Claims) != tt.want || len(v.Demands) > 0 {
				t.Errorf("%q: claims = %s, demands = %s; want %s paid", text+tt.sum, amounts(v.Claims), amounts(v.Demands), tt.want)
			}
		}
		for _, text := range []string{"Deposit %s to go on", "Pay %s now", "You need to top up %s."} {
			text := strings.ReplaceAll(text, "%s", tt.sum)
			doc := said("Chloe", first, "Chloe", text)
			doc.Other = []string{"Chloe"}
			if v := c.Check(doc); amounts(v.Demands) != tt.want || len(v.Claims) > 0 {
				t.Errorf("%q: claims = %s, demands = %s; want %s asked", text, amounts(v.Claims), amounts(v.Demands), tt.want)
			}
		}
	}
}

// TestWhatIsPaidOutToThePersonIsNoDemand holds that a commission which the other side
// says they sent is not asked for, and that one which they want still is.
func TestWhatIsPaidOutToThePersonIsNoDemand(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"Your training commission of £52 has been sent to your account.":      "",
		"Your commission of £52 has been sent to your wallet.":                "",
		"A bonus commission of 52 GBP was credited to your account":           "",
		"Your commission of USD 52 will be paid to your card":                 "",
		"We have sent you the commission of £52":                              "",
		"I transferred your training commission of £52":                       "",
		"Provizija od 1.200 dinara Vam je poslata na račun.":                  "",
		"Провизија од 1.200 динара Вам је послата на рачун.":                  "",
		"Vaša provizija od 1.200 RSD je uplaćena na Vaš račun":                "",
		"Naknada od 1.200 RSD biće isplaćena na Vaš račun":                    "",
		"Poslali smo Vam proviziju od 1.200 dinara":                           "",
		"Uplatila sam ti prvu proviziju od 1.200 din":                         "",
		"Once you have paid your commission of £52 you can withdraw":          "52,00 GBP",
		"The commission of £52 must be sent to the account below":             "52,00 GBP",
		"Your commission of £52 has not been sent to us":                      "52,00 GBP",
		"Pay the withdrawal fee of £52, it will be returned to you":           "52,00 GBP",
		"Your commission of £52 is sent to you once you pay the tax of £90":   "90,00 GBP",
		"Provizija od 1.200 dinara mora biti uplaćena na račun":               "1.200,00 RSD",
		"Provizija od 1.200 dinara nije uplaćena na račun":                    "1.200,00 RSD",
		"Uplatite proviziju od 1.200 dinara na račun":                         "1.200,00 RSD",
		"Provizija od 1.200 dinara Vam je poslata. Uplatite porez 900 dinara": "900,00 RSD",
	} {
		doc := said("Lena", "Your mentor: VIP3 tasks on the platform, zadaci, posao od kuće, zarada", "Lena", text)
		doc.Other = []string{"Lena"}
		if v := c.Check(doc); amounts(v.Demands) != want || len(v.Claims) > 0 {
			t.Errorf("%q: demands = %s, claims = %s; want %q asked (%s)", text, amounts(v.Demands), amounts(v.Claims), want, v.Brief())
		}
	}
}
