package app_test

import (
	"strings"
	"testing"
)

func textSlip(payee, account, more string) string {
	return "POTVRDA O IZVRŠENOM PLAĆANJU\nNalogodavac: Vesna Kostić\nRačun nalogodavca: 205-0000000000777-85\nPrimalac: " + payee +
		"\nRačun primaoca: " + account + "\nIznos: 6.000,00 RSD\nSvrha: uplata\n" + more
}

// A slip to another account than the one that was named, and slips that nothing tells apart,
// are said where they count as one payment.
func TestSlipsThatMayBeOfAnotherPayment(t *testing.T) {
	engines := loaded(t)
	const ours, other, day = "160-0005400112233-37", "170-0000000005555-33", "Datum izvršenja: 18.11.2026.\n"
	chat := [2]string{"WhatsApp Chat with Lena.txt", toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD")}
	for name, tt := range map[string]struct {
		files       [][2]string
		paid        string
		differs, as string
	}{
		"the account that was named": {[][2]string{chat, {"a.txt", textSlip("LENA", ours, day)}}, "18 6.000,00 RSD", "", ""},
		"another account":            {[][2]string{chat, {"a.txt", textSlip("KOMUNALIJE", other, day)}}, "18 6.000,00 RSD", "a.txt 6.000,00 RSD", ""},
		"two alike":                  {[][2]string{chat, {"a.txt", textSlip("LENA", ours, day)}, {"b.txt", textSlip("LENA", ours, day+"Napomena: drugi\n")}}, "18 6.000,00 RSD", "", "a.txt 6.000,00 RSD"},
		"two with numbers, of which the second is asked about": {
			[][2]string{chat, {"a.txt", textSlip("LENA", ours, day+"Broj transakcije: 7712345\n")}, {"b.txt", textSlip("LENA", ours, day+"Broj transakcije: 7712399\n")}},
			"18 6.000,00 RSD", "", "",
		},
		"two of two days, of which the second is asked about": {
			[][2]string{chat, {"a.txt", textSlip("LENA", ours, day)}, {"b.txt", textSlip("LENA", ours, strings.Replace(day, "18.", "19.", 1))}},
			"18 6.000,00 RSD", "", "",
		},
		"two alike that a statement shows as one": {[][2]string{
			chat,
			{"a.txt", textSlip("LENA", ours, day)},
			{"b.txt", textSlip("LENA", ours, day+"Napomena: drugi\n")},
			{"i.csv", "Datum,Opis,Primalac,Račun primaoca,Iznos,Valuta\n18.11.2026,Uplata,LENA," + ours + ",\"-6.000,00\",RSD\n"},
		}, "18 6.000,00 RSD", "", ""},
		"one that the other side named elsewhere": {
			[][2]string{{"WhatsApp Chat with Lena.txt", toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD") + "18/11/2026, 11:12 - Lena: Sledeće uplate na račun " + other + "\n"}, {"a.txt", textSlip("LENA", other, day)}},
			"18 6.000,00 RSD", "", "",
		},
	} {
		f := handIn(t, engines, "Vesna", tt.files...)
		if paid := paidIn(f); paid != tt.paid {
			t.Errorf("%s: paid %q, want %q", name, paid, tt.paid)
		}
		if differs, as := saidIn(f, "payment-account-differs"), saidIn(f, "slips-alike"); differs != tt.differs || as != tt.as {
			t.Errorf("%s: other account %q, want %q; alike %q, want %q", name, differs, tt.differs, as, tt.as)
		}
	}
}

// What was paid, asked for once more and declined is paid once and asked for once.
func TestASumThatIsAskedForOnceMoreAndDeclined(t *testing.T) {
	engines := loaded(t)
	paid := toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD")
	for more, asked := range map[string]int{
		"19/11/2026, 10:06 - Lena: Uplatite još jednom 6.000 RSD za porez\n19/11/2026, 10:16 - Vesna: Neću više ništa da uplatim\n":            1,
		"19/11/2026, 10:06 - Lena: Uplatite još jednom 6.000 RSD za porez\n":                                                                   1,
		"19/11/2026, 10:06 - Lena: Uplatite 6.000 RSD, nije stiglo\n19/11/2026, 10:16 - Vesna: Neću\n":                                         0,
		"19/11/2026, 10:06 - Lena: Hvala na uplati od 6.000 RSD\n19/11/2026, 10:16 - Vesna: Neću više\n":                                       0,
		"19/11/2026, 10:06 - Lena: Uplatite još jednom 6.000 RSD za porez\n19/11/2026, 10:16 - Vesna: Uplatila sam opet 6.000 RSD\n":           0,
		"19/11/2026, 10:06 - Lena: Uplatite još jednom 6.000 RSD za porez\n19/11/2026, 10:07 - Lena: Znači, ponovo 6.000 RSD, uplatite sada\n": 1,
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", paid + more})
		got := 0
		for _, a := range f.Incident.Asked {
			if a.Amount.String() == "6.000,00 RSD" {
				got++
			}
		}
		if got != asked || !strings.HasPrefix(paidIn(f), "18 6.000,00 RSD") {
			t.Errorf("%s: asked for %d times, want %d; paid %q", more, got, asked, paidIn(f))
		}
	}
}
