package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// lenasChat is a chat that is a scam by itself.
const lenasChat = "18/11/2026, 09:12 - Lena HR: Posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 160-0005400112233-37\n" +
	"18/11/2026, 09:30 - Mina: Uplatila sam 6.000 RSD\n" +
	"19/11/2026, 10:00 - Lena HR: Nalog je zamrznut. Uplatite 48.370 RSD porez da biste podigli novac. Sve dalje rešava Viktor iz podrške, https://isplata-vip.example, broj +381641112233\n"

// partiesIn are the names of a case's parties, in order.
func partiesIn(f app.Findings) string {
	var list []string
	for _, p := range f.Incident.Parties {
		list = append(list, p.Name)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// A chat that shows no sign of a scam, and that nothing ties to the one that does, is
// about something else: who wrote there is no party, and what was paid there no
// payment. It is said which were left out.
func TestChatsAboutSomethingElseAccuseNobody(t *testing.T) {
	engines := loaded(t)
	lena := [2]string{"WhatsApp Chat with Lena HR.txt", lenasChat}
	for _, tt := range []struct{ name, with, text string }{
		{"the rent", "Gazda Raja", "17/11/2026, 09:00 - Gazda Raja: Zdravo Mina, kirija je 300 evra, uplatite do petog na račun 265-1110310001234-82\n18/11/2026, 09:00 - Mina: Uplatila sam kiriju 300 evra\n"},
		{"a present, of the same round sum", "Mama", "17/11/2026, 18:00 - Mama: Uplati mi 6000 dinara za poklon, ja ću da ga kupim\n18/11/2026, 19:00 - Mina: Uplatila sam ti 6000 dinara\n"},
		{"a loan to a brother", "Batica", "17/11/2026, 18:00 - Batica: ej imas li da mi pozajmis 10.000 din do plate?\n17/11/2026, 19:00 - Mina: poslala sam ti 10.000 din\n"},
		{"the house's fund", "Upravnik Zoran", "17/11/2026, 18:00 - Upravnik Zoran: Poštovani stanari, molim da uplatite 1.500 dinara za fond zgrade do petka\n17/11/2026, 19:00 - Mina: Uplatila sam 1.500 dinara\n"},
		{"a firm's office", "Telekom podrška", "17/11/2026, 18:00 - Telekom podrška: Dobar dan, račun za oktobar je 2.300 RSD, uplatite do petog\n17/11/2026, 19:00 - Mina: Uplatila sam 2.300 RSD\n"},
		{"the person tells of the link and the account", "Sestra", "19/11/2026, 18:00 - Mina: Traže mi pare za https://isplata-vip.example, račun 160-0005400112233-37\n19/11/2026, 19:00 - Sestra: Ne znam šta je to, ajde kod mene na ručak\n"},
		{"the mother is named at the beginning of a sentence", "Mila", "17/11/2026, 18:00 - Mila: Uplati mi 2000 dinara za kartu. Sve je skupo\n17/11/2026, 19:00 - Mina: Poslala sam ti 2000 dinara\n"},
	} {
		name := "WhatsApp Chat with " + tt.with + ".txt"
		f := handIn(t, engines, "Mina", lena, [2]string{name, tt.text})
		if parties, paid := partiesIn(f), paidIn(f); parties != "Lena HR" || paid != "18 6.000,00 RSD" {
			t.Errorf("%s: parties %q, paid %q, want Lena HR and her 6.000 alone", tt.name, parties, paid)
		}
		if said := saidIn(f, "conversations-apart"); said != name+" "+name {
			t.Errorf("%s: left out %q, want %s", tt.name, said, name)
		}
	}
}

// What belongs together stays together: who is named, reached or paid in both chats, or
// asks for the same sum, has a part in it, whether a sign shows there or not.
func TestChatsOfOneMatterStayTogether(t *testing.T) {
	engines := loaded(t)
	lena := [2]string{"WhatsApp Chat with Lena HR.txt", lenasChat}
	for _, tt := range []struct{ name, with, text string }{
		{"the mentor names who asks", "Viktor", "19/11/2026, 11:00 - Viktor: Dobar dan, uplatite 9.000 RSD\n19/11/2026, 11:10 - Mina: Poslala sam 9.000 RSD\n"},
		{"who asks names the mentor", "Odeljenje", "19/11/2026, 11:00 - Odeljenje: Dobar dan, piše mi Lena za Vas. Uplatite 9.000 RSD\n19/11/2026, 11:10 - Mina: Poslala sam 9.000 RSD\n"},
		{"an office that takes money", "Korisnička podrška", "19/11/2026, 11:00 - Korisnička podrška: Dobar dan\n19/11/2026, 11:10 - Mina: Poslala sam 9.000 RSD\n"},
		{"the same account", "Ana Filipović", "19/11/2026, 11:00 - Ana Filipović: Dobar dan, račun je 160-5400112233-37\n19/11/2026, 11:10 - Mina: Hvala\n"},
		{"the same link", "Ana Filipović", "19/11/2026, 11:00 - Ana Filipović: Prijavite se na https://isplata-vip.example\n19/11/2026, 11:10 - Mina: Hvala\n"},
		{"the same number", "+381 64 111 2233", "19/11/2026, 11:00 - +381 64 111 2233: Dobar dan, kako mogu da pomognem\n19/11/2026, 11:10 - Mina: Hvala\n"},
		{"the same odd sum", "Ana Filipović", "19/11/2026, 11:00 - Ana Filipović: Dobar dan, uplatite 48.370 RSD\n19/11/2026, 11:10 - Mina: Nemam\n"},
		{"through a third", "Ana Filipović", "19/11/2026, 11:00 - Ana Filipović: Dobar dan, račun je 265-1110310001234-82\n19/11/2026, 11:10 - Mina: Hvala\n"},
	} {
		files := [][2]string{lena, {"WhatsApp Chat with " + tt.with + ".txt", tt.text}}
		want := "Lena HR, " + tt.with
		if tt.name == "through a third" {
			files = append(files, [2]string{"WhatsApp Chat with Viktor.txt", "19/11/2026, 11:00 - Viktor: Uplatite na račun 265-1110310001234-82\n19/11/2026, 11:10 - Mina: Dobro\n"})
			want = "Ana Filipović, Lena HR, Viktor"
		}
		f := handIn(t, engines, "Mina", files...)
		list := strings.Split(want, ", ")
		slices.Sort(list)
		if parties := partiesIn(f); parties != strings.Join(list, ", ") {
			t.Errorf("%s: parties %q, want %q; left out %q", tt.name, parties, want, saidIn(f, "conversations-apart"))
		}
	}
}

// The number of an order ties the platform's notice to the mails about it, though only the
// person names it there; their own telephone below all their mails ties nothing.
func TestTheNumberOfAnOrderTiesMails(t *testing.T) {
	engines := loaded(t)
	sources, _ := app.Sources([]string{"../../examples/supplier"})
	f, err := engines.Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	if left := saidIn(f, "conversations-apart"); left != "" {
		t.Errorf("left out: %q", left)
	}
	if len(f.Incident.Orders) != 1 || f.Incident.Orders[0].ContractedOn.String() != "2026-09-03" || f.Incident.Orders[0].Goods == "" {
		t.Errorf("orders %+v, want the one of the confirmation", f.Incident.Orders)
	}
	mama := [2]string{"WhatsApp Chat with Mama.txt", "19/11/2026, 11:00 - Mama: Pozajmi mi 3.000 RSD\n19/11/2026, 11:10 - Mina: Poslala sam 3.000 RSD, javi se na 064 111 2299\n"}
	lena := [2]string{"WhatsApp Chat with Lena HR.txt", lenasChat + "19/11/2026, 12:10 - Mina: moj broj je 064 111 2299\n"}
	if left := saidIn(handIn(t, engines, "Mina", lena, mama), "conversations-apart"); left == "" {
		t.Error("a person's own telephone ties what they wrote to others")
	}
}

// What a statement shows of a payment that was told in a chat about something else is
// that payment, though the scammer asked for the same sum.
func TestAPaymentOfAnotherChatIsNoneOfTheMatter(t *testing.T) {
	const rows = "Datum;Opis;Isplata;Račun primaoca;Valuta\n18.11.2026;zadatak;6.000,00;160-0005400112233-37;RSD\n20.11.2026;za poklon;9.000,00;265-1110310001234-82;RSD\n"
	ask := strings.ReplaceAll(lenasChat, "48.370", "9.000")
	f := handIn(t, loaded(t), "Mina", [2]string{"WhatsApp Chat with Lena HR.txt", ask}, [2]string{"izvod.csv", rows},
		[2]string{"WhatsApp Chat with Mama.txt", "20/11/2026, 08:00 - Mama: Uplati mi 9.000 dinara za poklon\n20/11/2026, 09:00 - Mina: Uplatila sam ti 9.000 dinara\n"})
	if paid := paidIn(f); paid != "18 6.000,00 RSD" {
		t.Errorf("paid %q, want the 6.000 alone", paid)
	}
	for _, p := range f.Incident.Payments {
		if p.ToldPurpose != "" {
			t.Errorf("the purpose %q is said to be told by the other side", p.ToldPurpose)
		}
	}
}

// A newsletter among the mails about an account is nobody who asks for money.
func TestANewsletterIsNoParty(t *testing.T) {
	mail := func(from, subject, text string) string {
		return "Received: from a by mx.posta.example; Mon, 16 Nov 2026 10:00:00 +0100\nFrom: " + from + "\nTo: Mina <mina@posta.example>\nSubject: " + subject + "\nDate: Mon, 16 Nov 2026 10:00:00 +0100\n\n" + text + "\n"
	}
	news := [2]string{"n.eml", mail("Bilten <bilten@alati.example>", "Popusti ove nedelje", "Popust 20% na sve alate. Uplatite pretplatu od 3.990 RSD ili u tri rate.")}
	fraud := [2]string{"f.eml", mail("Liu Wen <liu@pumpe-kina.example>", "Proforma", "Our bank account is under audit and cannot receive payments. Please pay 7,980 USD to the new account GB33BUKB20201555555555, today. Please confirm by e-mail only, do not call.")}
	for _, person := range []string{"", "mina@posta.example"} {
		f := handIn(t, loaded(t), person, fraud, news)
		for _, asked := range f.Incident.Asked {
			if asked.Amount.Currency == "RSD" {
				t.Errorf("person %q: %s of a newsletter is asked for", person, asked.Amount)
			}
		}
		if strings.Contains(partiesIn(f), "Bilten") {
			t.Errorf("person %q: parties %s", person, partiesIn(f))
		}
	}
}

// A purpose was told where the other side said to write it; that it stands in what they
// wrote of something else is no such thing.
func TestThePurposeThatWasToldToBeWritten(t *testing.T) {
	const rows = "Datum;Opis;Isplata;Račun primaoca;Valuta\n18.11.2026;zadatak;6.000,00;160-0005400112233-37;RSD\n"
	for _, tt := range []struct{ said, want string }{
		{"VIP zadatak za Vas. Uplatite 6.000 RSD na račun 160-0005400112233-37", ""},
		{"Uplatite 6.000 RSD na račun 160-0005400112233-37\nSvrha uplate: zadatak", "zadatak"},
		{"Uplatite 6.000 RSD na račun 160-0005400112233-37, kao svrhu upišite „zadatak“", "zadatak"},
		{"Uplatite 6.000 RSD na račun 160-0005400112233-37, „zadatak“ napišite", "zadatak"},
	} {
		f := handIn(t, loaded(t), "Mina", [2]string{"izvod.csv", rows},
			[2]string{"WhatsApp Chat with Lena.txt", "18/11/2026, 09:12 - Lena: Posao od kuće, lajkujete proizvode, dnevna isplata. " + tt.said + "\n18/11/2026, 09:30 - Mina: Uplatila sam 6.000 RSD\n"})
		if len(f.Incident.Payments) != 1 || f.Incident.Payments[0].ToldPurpose != tt.want {
			t.Errorf("%q: payments %+v, want one with the purpose %q", tt.said, f.Incident.Payments, tt.want)
		}
	}
}
