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
