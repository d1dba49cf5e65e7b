package app_test

import (
	"strings"
	"testing"
)

// Who the person is, is known of a chat in which they speak. In another one others
// may speak with each other: what they paid is not the person's, and it is asked who
// of them the person is.
func TestOtherChatsMakeNobodyThePerson(t *testing.T) {
	engines := loaded(t)
	const (
		lena = "18/11/2026, 09:12 - Agent Lena: Posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 160-0005400112233-37\n" +
			"18/11/2026, 09:30 - Mina: Uplatila sam 6.000 RSD\n"
		boris = "19/11/2026, 10:00 - Mina: Zdravo Borise, radim te zadatke\n" +
			"19/11/2026, 10:05 - Boris: I ja sam, uplatio sam 44.000 RSD. Javite se na boris@posta.example\n"
		petar = "19/11/2026, 12:00 - Ujak Petar: Uplatio sam 70.000 RSD za krov, moj broj je +381641234567\n19/11/2026, 12:05 - Boris: Odlično\n"
		mina2 = "20/11/2026, 12:00 - Mina J.: Uplatila sam 9.000 RSD\n20/11/2026, 12:05 - Podrška: Hvala\n"
	)
	a, b, c := [2]string{"WhatsApp Chat with Agent Lena.txt", lena}, [2]string{"b.txt", boris}, [2]string{"c.txt", petar}
	for _, tt := range []struct {
		name, person string
		files        [][2]string
		paid, others string
		asked        string // the chats of which it is asked
	}{
		{"the file's name tells the side", "", [][2]string{a, b, c}, "18 6.000,00 RSD", "c.txt 70.000,00 RSD", "c.txt"},
		{"the person's name is told", "Mina", [][2]string{a, b, c}, "18 6.000,00 RSD", "c.txt 70.000,00 RSD", "c.txt"},
		{"the person goes by another name there", "", [][2]string{a, {"d.txt", mina2}}, "18 6.000,00 RSD", "d.txt 9.000,00 RSD", "d.txt"},
		{"and says so", "Mina|Mina J.", [][2]string{a, {"d.txt", mina2}}, "18 6.000,00 RSD, 20 9.000,00 RSD", "", ""},
		{"the person's name is a part of the other's", "Mina", [][2]string{{"a.txt", strings.ReplaceAll(lena, "Agent Lena", "Mina Office")}}, "18 6.000,00 RSD", "", ""},
		{"no side is told by anything", "", [][2]string{b, c}, "", "b.txt 44.000,00 RSD, c.txt 70.000,00 RSD", "b.txt c.txt"},
	} {
		f := handIn(t, engines, tt.person, tt.files...)
		var asked []string
		for _, q := range f.Ask {
			asked = append(asked, q.Of)
		}
		if paid, others, asked := paidIn(f), saidIn(f, "payment-of-another"), strings.Join(asked, " "); paid != tt.paid || others != tt.others || asked != tt.asked {
			t.Errorf("%s: paid %q, want %q; of others %q, want %q; asked of %q, want %q", tt.name, paid, tt.paid, others, tt.others, asked, tt.asked)
		}
		for _, p := range f.Incident.Parties {
			if p.Name == "Ujak Petar" || p.Name == "Mina" {
				t.Errorf("%s: %s is a party", tt.name, p.Name)
			}
		}
	}
}

// A sum that the words do not name is proposed and said to be taken, unless a
// statement shows it.
func TestASumThatIsTakenFromTheDemandIsSaid(t *testing.T) {
	engines := loaded(t)
	const (
		ask  = "18/11/2026, 09:12 - Lena: Posao od kuće za Alibaba, VIP zadatak. Uplatite 25.000 RSD na račun 160-0005400112233-37\n"
		rows = "Datum;Opis;Isplata;Račun primaoca;Valuta\n18.11.2026;zadatak;25.000,00;160-0005400112233-37;RSD\n"
	)
	chat := func(text string) [2]string {
		return [2]string{"WhatsApp Chat with Lena.txt", ask + "18/11/2026, 09:30 - Vesna: " + text + "\n"}
	}
	for _, tt := range []struct {
		name        string
		files       [][2]string
		paid, taken string
	}{
		{"told with its number", [][2]string{chat("Poslala. 25000.")}, "18 25.000,00 RSD", "WhatsApp Chat with Lena.txt 25.000,00 RSD"},
		{"told without", [][2]string{chat("Uplatila sam.")}, "18 25.000,00 RSD", "WhatsApp Chat with Lena.txt 25.000,00 RSD"},
		{"told in full", [][2]string{chat("Uplatila sam 25.000 RSD")}, "18 25.000,00 RSD", ""},
		{"shown by a statement", [][2]string{chat("Poslala."), {"izvod.csv", rows}}, "18 25.000,00 RSD", ""},
		{"told in another chat", [][2]string{{"WhatsApp Chat with Lena.txt", ask}, {"b.txt", "18/11/2026, 09:30 - Vesna: Poslala.\n18/11/2026, 09:31 - Ana: Ok\n"}}, "", ""},
	} {
		f := handIn(t, engines, "Vesna", tt.files...)
		if paid, taken := paidIn(f), saidIn(f, "payment-sum-taken"); paid != tt.paid || taken != tt.taken {
			t.Errorf("%s: paid %q, want %q; taken %q, want %q", tt.name, paid, tt.paid, taken, tt.taken)
		}
	}
}

// One sign stands for the money of China and of Japan.
func TestASignOfTwoCurrenciesIsSaid(t *testing.T) {
	engines := loaded(t)
	for text, want := range map[string]string{
		"I paid 150,000 ¥":                            "a.txt 150.000,00 CNY",
		"I paid ¥150,000, which is 150,000 yuan":      "",
		"I paid ¥150,000 for the order, 500 RMB more": "",
		"I paid 150,000 ¥ (佣金)":                       "",
		"I paid 150,000 CNY":                          "",
		"I paid 150 EUR":                              "",
	} {
		f := handIn(t, engines, "Vesna", [2]string{"a.txt", "18/11/2026, 09:12 - Lena: Send the fee\n18/11/2026, 09:30 - Vesna: " + text + "\n"})
		if got := saidIn(f, "currency-shared"); got != want {
			t.Errorf("%q: said %q, want %q", text, got, want)
		}
	}
}
