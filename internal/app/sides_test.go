package app_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

const (
	sidesName = "WhatsApp razgovor sa Lena Mentor.txt"
	sidesChat = `10.11.2026. 17:41 - Lena Mentor: Zdravo! Alibaba zadaci od kuće, isplata svakog dana. alibaba-task-vip.example
10.11.2026. 17:50 - Danijel: Može. Moj račun je 977-0000000204816-24
11.11.2026. 09:10 - Lena Mentor: Za VIP2 uplatite 6.000 RSD na račun 965-0001000031415-66, pa dobijate proviziju. Ako ne uplatite danas, nalog se zamrzava. Zvanično: www.alibaba.com i nbs.rs
11.11.2026. 09:30 - Danijel: Uplatio sam 6.000 RSD
12.11.2026. 10:00 - Lena Mentor: Vaš račun 977-0000000204816-24 je potvrđen. Sada uplatite 23.000 RSD porez da biste podigli novac
`
	sidesCSV = `Datum;Iznos;Valuta;Račun nalogodavca;Primalac;Račun primaoca;Svrha
11.11.2026;-6.000,00;RSD;977-0000000204816-24;Nemanja Lukač;965-0001000031415-66;pozajmica
`
	forgedCSV = `Datum;Iznos;Valuta;Račun nalogodavca;Platilac;Račun platioca;Svrha
12.11.2026;6.000,00;RSD;965-0001000031415-66;Lena;965-0001000031415-66;povraćaj
`
)

func sidesMail(from, body, csv string) string {
	attached := ""
	if csv != "" {
		attached = "--x\r\nContent-Type: text/csv; charset=utf-8; name=\"izvod.csv\"\r\nContent-Disposition: attachment; filename=\"izvod.csv\"\r\n\r\n" + csv + "\r\n"
	}
	return strings.Join([]string{
		"Received: from mx." + from[strings.IndexByte(from, '@')+1:] + " by mx.posta.example; Thu, 12 Nov 2026 11:00:00 +0100",
		"From: =?utf-8?Q?Obave=C5=A1tenja?= <" + from + ">", "To: danijel@posta.example", "Subject: Potvrda", "Date: Thu, 12 Nov 2026 11:00:00 +0100",
		"MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "",
		"--x", "Content-Type: text/plain; charset=utf-8", "", body, attached + "--x--", "",
	}, "\r\n")
}

// What the other side sends proves nothing of the person's account; who only
// notifies is no perpetrator; and what is the person's own, or everybody's,
// points to nobody.
func TestTheSidesOfAMatter(t *testing.T) {
	engines := loaded(t)
	statement := map[string]string{sidesName: sidesChat, "izvod.csv": sidesCSV}
	with := func(name, text string) map[string]string {
		return map[string]string{sidesName: sidesChat, "izvod.csv": sidesCSV, name: text}
	}
	lena := []string{"Lena Mentor"}
	for _, tc := range []struct {
		name    string
		files   map[string]string
		paid    []string // direction, amount
		parties []string
	}{
		{"a chat and a statement", statement, []string{"out 6.000,00 RSD"}, lena},
		{
			"a statement that the other side mails",
			with("refund.eml", sidesMail("support@alibaba-task-vip.example", "Uplatite 23.000 RSD porez. Povraćaj je izvršen, u prilogu je izvod.", forgedCSV)),
			[]string{"out 6.000,00 RSD"},
			[]string{"Lena Mentor", "Obaveštenja"},
		},
		{
			"a bank's own notice",
			with("notice.eml", sidesMail("noreply@banka-uzorak.example", "Obaveštavamo Vas da je nalog izvršen. Iznos: 6.000,00 RSD. Račun primaoca: 965-0001000031415-66", "")),
			[]string{"out 6.000,00 RSD"},
			lena,
		},
		{
			"a line break that looks like somebody else",
			map[string]string{sidesName: strings.Repeat(sidesChat, 5) + "14.11.2026. 12:33 - Podrška: ok\n", "izvod.csv": sidesCSV},
			[]string{"out 6.000,00 RSD"},
			lena,
		},
		{
			"what is summed up to somebody else days later",
			with("WhatsApp razgovor sa Marko.txt", "20.11.2026. 10:00 - Marko: Šta se desilo?\n20.11.2026. 10:05 - Danijel: Uplatio sam 6.000 RSD i ništa\n"),
			[]string{"out 6.000,00 RSD"},
			lena,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var sources []intake.Source
			for _, name := range []string{sidesName, "izvod.csv", "refund.eml", "notice.eml", "WhatsApp razgovor sa Marko.txt"} {
				if text, ok := tc.files[name]; ok {
					sources = append(sources, intake.Source{Path: name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
				}
			}
			f, err := engines.Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade()}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
			if err != nil {
				t.Fatal(err)
			}
			var paid, parties []string
			for _, p := range f.Incident.Payments {
				paid = append(paid, fmt.Sprintf("%s %s", p.Direction, p.Amount))
			}
			for _, p := range f.Incident.Parties {
				parties = append(parties, p.Name)
				if p.Name == "Lena Mentor" && !pointsTo(p, "965000100003141566") || p.Name == "Lena Mentor" && !pointsTo(p, "alibaba-task-vip.example") {
					t.Errorf("%s lacks an account or a domain: %+v", p.Name, p.Indicators)
				}
				for _, none := range []string{"977000000020481624", "www.alibaba.com", "nbs.rs", "danijel@posta.example"} {
					if pointsTo(p, none) {
						t.Errorf("%s has %s, which is the person's or everybody's", p.Name, none)
					}
				}
			}
			if !slices.Equal(paid, tc.paid) || !slices.Equal(parties, tc.parties) {
				t.Errorf("payments %q, parties %q; want %q and %q", paid, parties, tc.paid, tc.parties)
			}
		})
	}
}

// Where a chat does not say which side is the person, a transfer to an account
// that it names is still a payment of the matter: proposed, not confirmed.
func TestPaymentsToAnAccountOfAChatWithoutSides(t *testing.T) {
	engines := loaded(t)
	const (
		ask    = "12.11.2026. 18:05 - Lena Mentor: Za aktivaciju uplatite 6.000 RSD na račun 965-0001000031415-66.\n"
		answer = "22.11.2026. 17:40 - Danijel: Odbijam svaku dalju saradnju. Moj račun je 977-0000000204816-24\n"
		csv    = `Datum;Opis;Isplata;Uplata;Račun nalogodavca;Račun primaoca;Valuta
12.11.2026;uplata za zadatak;6.000,00;;977-0000000204816-24;965-0001000031415-66;RSD
13.11.2026;kirija;25.000,00;;977-0000000204816-24;160-0005400112233-37;RSD
14.11.2026;VIP3 paket;23.000,00;;977-0000000204816-24;965-0001000031415-66;RSD
15.11.2026;štednja;9.000,00;;977-0000000204816-24;977-0000000204816-24;RSD
`
	)
	both := []string{"6.000,00 RSD", "23.000,00 RSD"}
	for _, tt := range []struct {
		name, file, chat string
		person           []string
		want             []string
	}{
		{"nobody says who is who", "chat.txt", ask + answer, nil, both},
		{"the file's name says it", "WhatsApp Chat with Lena Mentor.txt", ask + answer, nil, both},
		{"the person's own words alone", "chat.txt", strings.ReplaceAll(ask, "Lena Mentor", "Danijel"), []string{"danijel"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var sources []intake.Source
			for name, text := range map[string]string{tt.file: tt.chat, "izvod.csv": csv} {
				sources = append(sources, intake.Source{Path: name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
			}
			f, err := engines.Examine(t.Context(), sources, intake.Options{Zone: testkit.Belgrade(), Person: tt.person}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range f.Incident.Payments {
				got = append(got, p.Amount.String())
				if p.Confirmed || p.To.Account != "965000100003141566" && p.To.Account != "965-0001000031415-66" {
					t.Errorf("payment %+v; want it proposed, to the account of the chat", p)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("payments %q, want %q", got, tt.want)
			}
		})
	}
}

func pointsTo(p incident.Party, value string) bool {
	return slices.ContainsFunc(p.Indicators, func(i incident.Pointer) bool { return i.Value == value })
}
