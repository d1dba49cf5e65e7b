package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/scam"
)

// TestSumsAsPeopleWriteThemInFright holds what short forms, slips of the pen and words without
// marks tell of: what was paid, what is gone altogether, what came back, what is only shown to
// the person because it is not clear; and what is none of these.
func TestSumsAsPeopleWriteThemInFright(t *testing.T) {
	checker := shipped(t)
	for _, tt := range []struct{ text, want string }{
		{"ukupno sam dao 6000 din i 279,99 evra", "total 6.000,00 RSD, total 279,99 EUR"},
		{"in total i paid 6000 usd and 300 eur", "total 6.000,00 USD, total 300,00 EUR"},
		{"ukupno sam dao 6000 din i 23000 din", "paid 6.000,00 RSD, paid 23.000,00 RSD"},
		{"we paid 500 EUR on 12 October 2026 and 1,500 EUR before shipping", "paid 500,00 EUR, paid 1.500,00 EUR"},
		{"platih im 200 evra pre neki dan", "paid 200,00 EUR"},
		{"prebacih 6000 din i nista od toga", "paid 6.000,00 RSD"},
		{"uplaceno 15.000 din juce na onaj racun", "paid 15.000,00 RSD"},
		{"skinuli mi s kartice 200e", "paid 200,00 EUR"},
		{"skinuli su mi sa kartice 200 eura bez pitanja", "paid 200,00 EUR"},
		{"dao sam mu 300 evra", "paid 300,00 EUR"},
		{"dala sam joj 300 evra u kesu", "paid 300,00 EUR"},
		{"poslah 50 ojra", "paid 50,00 EUR"},
		{"poslao 50 eura i cekam", "paid 50,00 EUR"},
		{"uplatih 200e", "paid 200,00 EUR"},
		{"uplatila 6 hiljada", "paid 6.000,00 RSD"},
		{"platio sam 6k", "paid 6.000,00 RSD"},
		{"dao sam 6 soma", "paid 6.000,00 RSD"},
		{"bacio sam 6 soma", "total 6.000,00 RSD"},
		{"uzeli su mi 12 000 din", "total 12.000,00 RSD"},
		{"sve sto sam imala 45000 din sam im dala", "paid 45.000,00 RSD"},
		{"otislo mi je 30 000 dinara", "paid 30.000,00 RSD"},
		{"ode mi 30.000 din", "paid 30.000,00 RSD"},
		{"nasela sam i uplatila 25000 dinara", "paid 25.000,00 RSD"},
		{"naseo sam, poslao sam im 250 eur preko vesterna", "paid 250,00 EUR"},
		{"prevarili su me za 300e", "total 300,00 EUR"},
		{"prevario me je za 18.000 din", "total 18.000,00 RSD"},
		{"ukrali su mi 500 evra s racuna", "total 500,00 EUR"},
		{"ostao sam bez 40.000 din", "total 40.000,00 RSD"},
		{"ostala sam bez 400 eura", "total 400,00 EUR"},
		{"izgubio sam 1200 evra", "total 1.200,00 EUR"},
		{"uplatio sam kaparu 100e", "paid 100,00 EUR"},
		{"dala sam kaparu od 150 evra za stan", "paid 150,00 EUR"},
		{"poslala sam depozit 200 eur", "paid 200,00 EUR"},
		{"ulozio sam 250 dolara", "paid 250,00 USD"},
		{"uplatila sam 3 puta po 5.000", "paid 5.000,00 RSD, paid 5.000,00 RSD, paid 5.000,00 RSD"},
		{"pa sam onda jos 200e uplatio", "paid 200,00 EUR"},
		{"platila sam carinu 30 evra", "paid 30,00 EUR"},
		{"platio 3500 din za paket koji nije stigao", "paid 3.500,00 RSD"},
		{"dali smo im 2.000 evra avansa", "paid 2.000,00 EUR"},
		{"vratite mi mojih 300e", "unread 300,00 EUR"},
		{"hocu svojih 6000 nazad", ""},
		{"vratili su mi 50 evra", "came 50,00 EUR"},
		{"nisam platio nista", ""},
		{"nisam im poslao tih 300e", ""},
		{"traze mi jos 200e", ""},
		{"trazili su jos 500 evra al nisam platio", ""},
		{"hteo sam da uplatim 300e ali me banka zaustavila", ""},
		{"banka je odbila uplatu od 300 evra", ""},
		{"pokusali su da skinu 300e", "unread 300,00 EUR"},
		{"umalo nisam uplatila 300e", ""},
		{"kolko sam uplatio? 300e?", ""},
		{"cena je 300e", ""},
		{"i payed 200 euro", "paid 200,00 EUR"},
		{"ive sent 300 quid to him", "paid 300,00 GBP"},
		{"lost 500 bucks", "total 500,00 USD"},
		{"they took 200e from my card", "total 200,00 EUR"},
		{"took £200 off my card", "total 200,00 GBP"},
		{"i gave him 300 cash", "paid 300,00 RSD"},
		{"i gave him 300 euros cash", "paid 300,00 EUR"},
		{"transfered 1500 usd yesterday", "paid 1.500,00 USD"},
		{"just paid the fee 50 eur", "paid 50,00 EUR"},
		{"sent 0.01 btc", "paid 0,01000000 BTC"},
		{"i bought 3 gift cards of 100 usd each", "unread 100,00 USD"},
		{"bought steam cards for 200 dollars", "paid 200,00 USD"},
		{"my money is gone, 400 euro", "unread 400,00 EUR"},
		{"they charged my card 89.99 usd", "paid 89,99 USD"},
		{"my card was charged $89.99", "paid 89,99 USD"},
		{"got charged 49 eur twice", "paid 49,00 EUR, paid 49,00 EUR"},
		{"been scammed out of 2k", "total 2.000,00 XXX"},
		{"paid 2k in total", "total 2.000,00 RSD"},
		{"paid a deposit of 500 for the flat", "paid 500,00 XXX"},
		{"i sent 500 for the flat deposit", "paid 500,00 XXX"},
		{"i want my 300 back", ""},
		{"please refund my 300 eur", "unread 300,00 EUR"},
		{"they refunded me 50 eur", "came 50,00 EUR"},
		{"i was about to pay 300 eur", ""},
		{"i refused to pay 300 eur", ""},
		{"bank blocked my payment of 300 eur", ""},
		{"almost sent 300 eur", ""},
		{"they want another 200 eur", ""},
		{"asked me for 500 eur but i didnt pay", ""},
		{"how much is it? 300 eur?", ""},
		{"pet puta su skinuli 200e drugima", "unread 200,00 EUR"},
		{"nije mi skinuto 200e", "unread 200,00 EUR"},
		{"da li je skinuto 200e s kartice", "unread 200,00 EUR"},
		{"Kod mene su skinuli cenu na 200e", "unread 200,00 EUR"},
		{"hteo sam da ulozim 250 dolara", ""},
		{"ulozio sam mnogo vremena", ""},
		{"bacio sam 3 kese smeca", ""},
		{"my card will be charged 49 eur", ""},
		{"my card was not charged 49 eur", ""},
		{"my card was charged 49 eur and then refunded", ""},
		{"they charged him 49 eur", ""},
		{"I was charged with fraud", ""},
		{"lost 5 kg", ""},
		{"we lost 300 customers", ""},
		{"took 300 mg of my medicine", ""},
		{"i bought a card for mum", ""},
		{"bought a sim card for 10 eur", ""},
		{"ostala sam bez posla i 400 eura duga", "unread 400,00 EUR"},
		{"ode mi autobus", ""},
		{"I sent 120 for repair", ""},
		{"i sent 300 photos for the booking", ""},
		{"i paid tax 2025", ""},
		{"paid the fee 12.30 yesterday", ""},
	} {
		const first = "Dobar dan \n"
		doc := scam.Document{Text: first + tt.text, Other: []string{"Lena"}, Self: []string{"Vesna"}, Messages: []incident.Message{
			{From: "Lena", Text: first, Span: recourse.Span{End: len(first) - 1}},
			{From: "Vesna", Text: tt.text, Span: recourse.Span{Start: len(first), End: len(first) + len(tt.text)}},
		}}
		v := checker.Check(doc)
		var got []string
		add := func(as string, list []scam.Demand) {
			for _, d := range list {
				got = append(got, as+" "+d.Amount.String())
			}
		}
		tellings := func(as string, list []scam.Telling) {
			for _, p := range list {
				add(as, []scam.Demand{p.Demand})
			}
		}
		tellings("paid", v.Tellings)
		add("unread", v.Unread)
		tellings("total", v.Totals)
		tellings("came", v.Came)
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q tells of %q, want %q", tt.text, s, tt.want)
		}
	}
}
