package app_test

import (
	"fmt"
	"strings"
	"testing"

	"recourse/internal/app"
)

// askedIn are the sums that are asked for and open, in order: the last one is what must
// not be sent.
func askedIn(f app.Findings) string {
	var list []string
	for _, a := range f.Incident.Asked {
		day := "?"
		if !a.At.IsZero() {
			day = fmt.Sprint(a.At.Date().Day)
		}
		list = append(list, day+" "+a.Amount.String())
	}
	return strings.Join(list, ", ")
}

// What is not to be sent is what the other side asks for and has not got: not the deposit
// that the true seller got, not a balance that was booked in another currency, and not
// what an undated page asks for that is read after the chats.
func TestADemandIsOpen(t *testing.T) {
	engines := loaded(t)
	const (
		mei, vesna, false_ = "Mei Lin <mei@lamps.example>", "Vesna Ilić <vesna@posta.example>", "Mei Lin <mei@1amps.example>"
		rows               = "Date;Description;Recipient;Recipient account;Debit;Credit;Currency\n03.11.2026;deposit;Mei Lamps Ltd;" + knownAccount + ";1.230,00;;USD\n"
	)
	proforma := func(at string) [2]string {
		return [2]string{"1.eml", strings.Join([]string{
			"Received: from mx.lamps.example by mx.posta.example; " + at, "From: " + mei, "To: " + vesna, "Subject: Proforma", "Date: " + at,
			"MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain; charset=utf-8", "", "Dear Vesna, please find our proforma attached.",
			"--x", "Content-Type: text/plain; charset=utf-8; name=\"proforma.txt\"", "Content-Disposition: attachment; filename=\"proforma.txt\"", "",
			"PROFORMA 55121. Please pay the deposit of 1.230 USD to our account " + knownAccount + ".", "--x--", "",
		}, "\r\n")}
	}
	change := [2]string{"3.eml", plainMail(false_, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account "+changedAccount+". Do not call.")}
	for _, tt := range []struct {
		name  string
		files [][2]string
		asked string
	}{
		{"the deposit went to the true seller", [][2]string{proforma("Mon, 02 Nov 2026 09:00:00 +0100"), change, {"izvod.csv", rows}}, "12 3.000,00 USD"},
		{"it stands in a page that came before the change", [][2]string{proforma("Mon, 02 Nov 2026 09:00:00 +0100"), change}, "12 3.000,00 USD"},
		{"a page without a day", [][2]string{{"WhatsApp Chat with Lena HR.txt", lenasChat}, {"strana.txt", "Alibaba VIP zadaci. Uplatite 9.000 RSD za VIP nivo."}}, "? 9.000,00 RSD, 19 48.370,00 RSD"},
	} {
		f := handIn(t, engines, "Vesna|Vesna Ilić|vesna@posta.example|Mina", tt.files...)
		if got := askedIn(f); got != tt.asked {
			t.Errorf("%s: asked for %q, want %q", tt.name, got, tt.asked)
		}
	}
}
