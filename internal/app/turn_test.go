package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
)

const (
	knownAccount   = "LT601010012345678901"
	changedAccount = "GB33BUKB20201555555555"
)

// What was paid before somebody else changed the seller's account went to the
// seller: it is not lost, and it is said, with the file and the sum.
func TestWhatWasPaidBeforeTheAccountChangedIsSaidAndNotLost(t *testing.T) {
	engines := loaded(t)
	const (
		order = "02/11/2026, 09:00 - Mei: Hello Vesna, order 55121, 500 lamps. Please pay the deposit of 1.200 USD to our account " + knownAccount + "\n"
		paid  = "03/11/2026, 10:00 - Vesna: I paid the deposit of 1.200 USD today\n"
		turn  = "12/11/2026, 11:00 - Mei: Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account " + changedAccount + ". Do not call.\n"
		after = "13/11/2026, 15:00 - Vesna: I paid 3.000 USD to the new account\n"
		rows  = "Date;Description;Recipient;Recipient account;Debit;Credit;Currency\n" +
			"03.11.2026;deposit;Mei Lamps Ltd;" + knownAccount + ";1.200,00;;USD\n13.11.2026;balance;Mei Lamps Ltd;" + changedAccount + ";3.000,00;;USD\n"
		mei, vesna, false_ = "Mei Lin <mei@lamps.example>", "Vesna Ilić <vesna@posta.example>", "Mei Lin <mei@1amps.example>"
	)
	chat := func(lines ...string) [2]string {
		return [2]string{"WhatsApp Chat with Mei.txt", strings.Join(lines, "")}
	}
	first := [2]string{"1.eml", plainMail(mei, vesna, "Mon, 02 Nov 2026 09:00:00 +0100", "Please pay the deposit of 1.200 USD to our account "+knownAccount+".")}
	deposit := [2]string{"2.eml", plainMail(vesna, mei, "Tue, 03 Nov 2026 10:00:00 +0100", "Dear Mei, I paid the deposit of 1.200 USD today.")}
	changed := [2]string{"3.eml", plainMail(false_, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account "+changedAccount+". Do not call.\n\nOn Tue, 3 Nov 2026 at 10:00, Vesna Ilić <vesna@posta.example> wrote:\n> Dear Mei, I paid the deposit of 1.200 USD today.\n")}
	balance := [2]string{"4.eml", plainMail(vesna, false_, "Fri, 13 Nov 2026 11:00:00 +0100", "I paid 3.000 USD to the new account.")}
	for _, tt := range []struct {
		name   string
		files  [][2]string
		paid   string
		before string
	}{
		{"a chat", [][2]string{chat(order, paid, turn, after)}, "13 3.000,00 USD", "WhatsApp Chat with Mei.txt 1.200,00 USD"},
		{"with the bank's statement", [][2]string{chat(order, paid, turn, after), {"izvod.csv", rows}}, "13 3.000,00 USD", "izvod.csv 1.200,00 USD"},
		{"only the statement shows it", [][2]string{chat(order, turn, after), {"izvod.csv", rows}}, "13 3.000,00 USD", "izvod.csv 1.200,00 USD"},
		{"told again after the change", [][2]string{chat(order, paid, turn, after, "17/11/2026, 15:00 - Vesna: I paid 1.200 USD and 3.000 USD, in total 4.200 USD\n")}, "13 3.000,00 USD", "WhatsApp Chat with Mei.txt 1.200,00 USD"},
		{"told with its day, after the change alone", [][2]string{chat(order, turn, after, "17/11/2026, 15:00 - Vesna: I paid the deposit of 1.200 USD on 3 November\n")}, "13 3.000,00 USD", "WhatsApp Chat with Mei.txt 1.200,00 USD"},
		{"the same sum was asked for and paid again", [][2]string{chat(order, paid, strings.ReplaceAll(turn, "3.000", "1.200"), "13/11/2026, 15:00 - Vesna: I paid 1.200 USD to the new account\n")}, "13 1.200,00 USD", "WhatsApp Chat with Mei.txt 1.200,00 USD"},
		{"a thread of mails", [][2]string{first, deposit, changed, balance}, "13 3.000,00 USD", "2.eml 1.200,00 USD"},
		{"the change by mail, the payment told in a chat", [][2]string{first, deposit, changed, chat(after)}, "13 3.000,00 USD", "2.eml 1.200,00 USD"},
		{"no change at all", [][2]string{chat(order, paid, "13/11/2026, 15:00 - Mei: Thanks\n")}, "3 1.200,00 USD", ""},
	} {
		f := handIn(t, engines, "Vesna|Vesna Ilić", tt.files...)
		if got, said := paidIn(f), saidIn(f, "payment-before-change"); got != tt.paid || said != tt.before {
			t.Errorf("%s: payments %q, want %q; said %q, want %q", tt.name, got, tt.paid, said, tt.before)
		}
		for _, p := range f.Incident.Parties {
			if tt.before != "" && !f.Incident.Imitated(p) && slices.ContainsFunc(p.Indicators, func(i incident.Pointer) bool { return i.Value == knownAccount }) {
				t.Errorf("%s: the seller's true account is shown as that of %s", tt.name, p.Name)
			}
		}
	}
}

// A paper that is attached to a mail came with the mail: the seller's true account on
// the first proforma is no changed one, though papers stand behind all mails.
func TestAPaperCameWithItsMail(t *testing.T) {
	const mei, vesna, false_ = "Mei Lin <mei@lamps.example>", "Vesna Ilić <vesna@posta.example>", "Mei Lin <mei@1amps.example>"
	with := func(mail, name, paper string) string {
		head, body, _ := strings.Cut(mail, "\r\n\r\n")
		if body == "" {
			t.Fatalf("no body in %q", mail)
		}
		lines := slices.DeleteFunc(strings.Split(head, "\r\n"), func(l string) bool { return strings.HasPrefix(l, "Content-") || strings.HasPrefix(l, "MIME-") })
		return strings.Join(append(
			lines, "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain; charset=utf-8", "", body,
			"--x", "Content-Type: text/plain; charset=utf-8; name="+name, "Content-Disposition: attachment; filename="+name, "", paper, "--x--", "",
		), "\r\n")
	}
	f := handIn(
		t, loaded(t), "Vesna|Vesna Ilić",
		[2]string{"1.eml", with(plainMail(mei, vesna, "Mon, 02 Nov 2026 09:00:00 +0100", "The proforma for 500 lamps is attached. Please pay the deposit of 1.200 USD."), "proforma.txt", "PROFORMA 55121\r\nDeposit 1.200 USD\r\nBank account "+knownAccount)},
		[2]string{"2.eml", plainMail(vesna, mei, "Tue, 03 Nov 2026 10:00:00 +0100", "Dear Mei, I paid the deposit of 1.200 USD today.")},
		[2]string{"3.eml", with(plainMail(false_, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD as in the paper. Do not call."), "revised.txt", "PROFORMA 55121, revised\r\nBank account "+changedAccount)},
		[2]string{"4.eml", plainMail(vesna, false_, "Fri, 13 Nov 2026 11:00:00 +0100", "I paid 3.000 USD to the new account.")},
	)
	said := make(map[string]string)
	for _, found := range f.Verdict.Found {
		said[found.Value] += found.Name
	}
	if said[knownAccount] != "account.known" || said[changedAccount] != "account.changed" {
		t.Errorf("accounts %v; want that of the first paper as known, that of the second as changed", said)
	}
	if got := paidIn(f); got != "13 3.000,00 USD" {
		t.Errorf("payments %q, want the balance alone", got)
	}
}
