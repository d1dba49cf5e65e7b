package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
)

// noticeMail is a mail with a text, from an address, with more lines in its head.
func noticeMail(from, head, text string) string {
	return "From: " + from + "\nTo: milan@kuca.example\nSubject: Obaveštenje\nDate: Wed, 18 Nov 2026 18:05:00 +0100\n" + head +
		"Content-Type: text/plain; charset=utf-8\n\n" + text
}

// readNotice reads a text as a file of that name.
func readNotice(t testing.TB, opt Options, name, text string) File {
	t.Helper()
	return handed(t, name, text, opt)
}

func noticeOptions(t testing.TB) Options {
	return Options{Brands: brands(t), Mailboxes: boxes(t), Person: []string{"Milan Primer", "milan@kuca.example"}}
}

// toldPayments are the payments of a file and what lies in it, a line each.
func toldPayments(f File) (lines []string) {
	for _, p := range f.Payments {
		other := p.To
		if p.Direction == "in" {
			other = p.From
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprint(p.Status, " ", p.Direction, " ", p.At, " ", p.Amount, " ", p.Rail, " ", other.Name, " ", other.Account)))
	}
	for _, in := range f.Files {
		lines = append(lines, toldPayments(in)...)
	}
	return lines
}

const bankNotice = "Poštovani,\nsa Vašeg računa 160-0000000999999-95 izvršena je isplata u iznosu od 23.000,00 RSD u korist računa 265-0000001234567-57, LENA UZORAK PR, dana 18.11.2026.\n"

// A bank's message proposes a payment; what may be anybody's proposes none and is said.
func TestWhoseNoticeIsTaken(t *testing.T) {
	opt := noticeOptions(t)
	const (
		taken = "proposed out 2026-11-18 23.000,00 RSD bank-transfer LENA UZORAK PR 265000000123456757"
		pass  = "Authentication-Results: mx.kuca.example; dmarc=pass header.from=bancaintesa.rs\nReceived: from a.bancaintesa.rs by mx.kuca.example; Wed, 18 Nov 2026 18:05:02 +0100\n"
	)
	for _, tt := range []struct{ name, from, head, text, want, problem string }{
		{"a bank's own domain", "Banca Intesa <obavestenja@bancaintesa.rs>", pass, bankNotice, taken, ""},
		{"a sender that is not known", "obavestenja@banka.example", "", bankNotice, taken, "notice-unproven unknown"},
		{"failed checks", "obavestenja@bancaintesa.rs", "Authentication-Results: mx.kuca.example; spf=fail smtp.mailfrom=x.example; dmarc=fail header.from=bancaintesa.rs\n", bankNotice, "", "notice-left auth"},
		{"a bank's name and another address", "Banca Intesa <x@obavestenja.example>", "", bankNotice, "", "notice-left signs"},
		{"a domain that imitates a bank's", "x@bancaintesa-rs.com", "", bankNotice, "", "notice-left signs"},
		{"an open mailbox", "banka.obavestenja@gmail.com", "", bankNotice, "", "notice-left sender"},
		{"answers go elsewhere", "obavestenja@banka.example", "Reply-To: x@drugde.example\n", bankNotice, "", "notice-left signs"},
		{"asks to call", "obavestenja@banka.example", "", bankNotice + "Ako niste Vi, odmah pozovite 011 123 456.\n", "", "notice-left asks"},
		{"asks to confirm", "obavestenja@banka.example", "", bankNotice + "Potvrdite transakciju.\n", "", "notice-left asks"},
		{"a bank whose mail is proven may say whom to call", "obavestenja@bancaintesa.rs", pass, bankNotice + "Ako niste Vi, pozovite 011 123 456.\n", taken, ""},
		{"but not to confirm", "obavestenja@bancaintesa.rs", pass, bankNotice + "Potvrdite transakciju klikom ovde.\n", "", "notice-left asks"},
		{"a link elsewhere", "obavestenja@banka.example", "", bankNotice + "https://provera.example/r\n", "", "notice-left links"},
		{"a link to the sender's site", "obavestenja@banka.example", "", bankNotice + "https://www.banka.example/pomoc\n", taken, "notice-unproven unknown"},
		{"passed on by the person", "Milan Primer <milan@kuca.example>", "", bankNotice, "", ""},
		{"not carried out", "obavestenja@banka.example", "", strings.Replace(bankNotice, "izvršena je isplata", "nije izvršena isplata", 1), "", "notice-refused "},
		{"money that came, from who is not known", "obavestenja@banka.example", "", "Uplata na račun 160-0000000999999-95: 5.000,00 RSD. Uplatilac: ANA UZORAK\n", "", "notice-left unknown"},
		{"money that came", "obavestenja@bancaintesa.rs", pass, "Uplata na račun 160-0000000999999-95: 5.000,00 RSD. Uplatilac: ANA UZORAK\n", "proposed in 2026-11-18 5.000,00 RSD  ANA UZORAK", ""},
		{"a bill", "racuni@prodavnica.example", "", "Molimo uplatite 1.250,00 EUR na IBAN DE89 3704 0044 0532 0130 00 do 30.11.2026.\n", "", ""},
		{"a story", "ana@primer.example", "", "Sa mog računa je skinuto 23.000 RSD, a banka kaže da je isplata izvršena.\n", "", ""},
	} {
		f := readNotice(t, opt, "a.eml", noticeMail(tt.from, tt.head, tt.text))
		problem := ""
		for _, p := range f.Problems {
			if strings.HasPrefix(p.Code, "notice-") {
				why, _ := p.Args["why"].(recourse.Phrase)
				problem = p.Code + " " + strings.TrimPrefix(why.Key, "notice.why.")
			}
		}
		if got := strings.Join(toldPayments(f), "; "); got != tt.want || problem != tt.problem {
			t.Errorf("%s: %q, %q, want %q, %q", tt.name, got, problem, tt.want, tt.problem)
		}
	}
}

// The words and figures of a notice, and the day that it names or on which it came.
func TestWhatANoticeSays(t *testing.T) {
	opt := noticeOptions(t)
	for text, want := range map[string]string{
		"You've paid £150.00 to L ROE on 18 Nov":                                                 "proposed out 2026-11-18 150,00 GBP  L ROE",
		"A payment of £150.00 to LENA K was made from your account ending 1234 on 17/11/2026.":   "proposed out 2026-11-17 150,00 GBP  LENA K",
		"Your card ending 1234 was used for GBP 150.00 at CRYPTO KIOSK on 18 Nov 2026 18:07":     "proposed out 2026-11-18T18:07:00 150,00 GBP card CRYPTO KIOSK",
		"Ihre Überweisung über 1.250,00 € an Lena Muster wurde am 17. November 2026 ausgeführt.": "proposed out 2026-11-17 1.250,00 EUR bank-transfer Lena Muster",
		"Placanje karticom 2.990,00 RSD, TRGOVINA UZORAK, 18.11.2026 14:02":                      "proposed out 2026-11-18T14:02:00 2.990,00 RSD card TRGOVINA UZORAK",
		"You sent €150.00 EUR to Lena K (lena@pay.example)\nTransaction ID: 1AB23456CD789012E":   "proposed out 2026-11-18 150,00 EUR  Lena K",
		"You've paid £150.00 to L ROE on 05/06/2024":                                             "proposed out  150,00 GBP  L ROE",
		"We have taken £500.00 from your account. Click here to cancel.":                         "",
		"Your payment of £150.00 to Lena K has been returned.":                                   "",
		"A payment of £150.00 to LENA K will be made tomorrow.":                                  "",
	} {
		f := readNotice(t, opt, "a.eml", noticeMail("alerts@bank.example", "", text))
		if got := strings.Join(toldPayments(f), "; "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

const smsNotices = `<?xml version='1.0' encoding='UTF-8'?><smses count="4">` +
	`<sms address="BANKA" date="1795021500000" type="1" body="Isplata 23.000,00 RSD sa racuna 160-0000000999999-95, primalac LENA UZORAK PR, 18.11.2026. 18:21. Stanje 77.000,00 RSD"/>` +
	`<sms address="BANKA" date="1795022500000" type="1" body="Isplata 23.000,00 RSD sa racuna 160-0000000999999-95, primalac LENA UZORAK PR, 18.11.2026."/>` +
	`<sms address="+381601112223" date="1795021500000" type="1" body="Isplata 9.000,00 RSD sa racuna 160-0000000999999-95, primalac LENA UZORAK PR"/>` +
	`<sms address="KURIR" date="1795021500000" type="1" body="Vasa kartica: placanje karticom 500,00 EUR, KIOSK. Kliknite https://x.example"/></smses>`

// A bank's text messages are read; those of a phone or that lead elsewhere are said.
func TestNoticesInAPhone(t *testing.T) {
	opt := noticeOptions(t)
	f := readNotice(t, opt, "sms.xml", smsNotices)
	want := []string{
		"proposed out 2026-11-18T18:21:00 23.000,00 RSD bank-transfer LENA UZORAK PR",
		"proposed out 2026-11-18 23.000,00 RSD bank-transfer LENA UZORAK PR",
	}
	if got := toldPayments(f); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var said []string
	for _, p := range Problems([]File{f}) {
		said = append(said, p.Code)
	}
	if slices.Sort(said); !slices.Equal(said, []string{"notice-left", "notice-left", "notice-unproven"}) {
		t.Errorf("problems %q", said)
	}
}

// Two equal payments of which a bank tells in two mails are two; one mail that was handed
// in twice tells of one.
func TestEqualNoticesStayTwo(t *testing.T) {
	opt := noticeOptions(t)
	first := noticeMail("obavestenja@banka.example", "", bankNotice)
	second := strings.Replace(first, "18:05:00", "19:40:00", 1)
	of := func(name, text string) []incident.Payment { return readNotice(t, opt, name, text).Payments }
	if n := len(incident.Gather(of("a.eml", first), of("b.eml", second))); n != 2 {
		t.Errorf("two mails tell of %d payments, want 2", n)
	}
	if n := len(incident.Gather(of("a.eml", first), of("b.eml", first+"\n"))); n != 1 {
		t.Errorf("one mail twice tells of %d payments, want 1", n)
	}
}

func FuzzNotices(f *testing.F) {
	for _, s := range []string{bankNotice, "You sent €150.00 EUR to Lena K\nTransaction ID: 1AB2", "Kartenzahlung über 29,90 € bei KIOSK am 18.11.2026", "Placanje karticom 2.990,00 RSD, X, 18.11.2026 14:02"} {
		f.Add(s)
	}
	statements, chats := known(f), chatWords(f)
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		_, list := statements.readNotices(text, chats)
		for _, n := range list {
			if n.amount.Minor <= 0 || n.sum.Start < n.span.Start || n.sum.End > len(text) || n.sum.Len() == 0 {
				t.Fatalf("notice %+v of %q", n, text)
			}
		}
	})
}
