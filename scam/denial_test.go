package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/scam"
)

// TestASupplierWhoDeniesTheChangeSpeaksForTheFraud holds that the true supplier's
// words, that they changed no account, are taken for a sign of the fraud and not for
// a sign of an honest sender.
func TestASupplierWhoDeniesTheChangeSpeaksForTheFraud(t *testing.T) {
	thread := map[bool][]string{
		false: {
			"Bianchi", "Dear Jana, the deposit is 2,100 EUR, the balance 4,900 EUR. Account: IT60X0542811101000000123456.",
			"Jana", "We paid the deposit of 2,100 EUR today.",
			"Bianchi", "Due to an audit our old account cannot be used. Please pay the balance of 4,900 EUR to our new account LT121000011101001000. Please do not call, the phone is broken.",
			"Jana", "We paid 4,900 EUR to the new account.",
		},
		true: {
			"Bianchi", "Poštovana Jana, avans je 2.100 EUR, ostatak 4.900 EUR. Račun: IT60X0542811101000000123456.",
			"Jana", "Uplatili smo avans 2.100 EUR danas.",
			"Bianchi", "Zbog revizije naš stari račun ne može da se koristi. Molimo da ostatak 4.900 EUR uplatite na novi račun LT121000011101001000. Molimo ne zovite, telefoni su u kvaru.",
			"Jana", "Uplatili smo ostatak 4.900 EUR na novi račun.",
		},
	}
	for _, tt := range []struct {
		serbian bool
		text    string
	}{
		{true, "Ostatak još nije stigao. Mi nismo menjali račun."},
		{true, "Остатак још није стигао. Ми нисмо мењали рачун."},
		{true, "Nismo promenili račun, sve je kao i pre."},
		{true, "Račun nismo menjali."},
		{true, "Naš račun nije promenjen."},
		{true, "Nikada nismo slali takav mejl."},
		{true, "Taj mejl nismo poslali mi."},
		{true, "To nije naš račun."},
		{true, "Nismo vam to mi pisali, taj mejl nije od nas."},
		{false, "The balance has not arrived. We did not change our account."},
		{false, "We didn’t change our bank details."},
		{false, "We have never changed our bank account."},
		{false, "Our bank details have not been changed."},
		{false, "Our account did not change."},
		{false, "We never sent that mail."},
		{false, "We did not send you any such e-mail."},
		{false, "That is not our account!"},
		{false, "That email was not sent by us."},
	} {
		doc := said(append(thread[tt.serbian], "Bianchi", tt.text)...)
		doc.Other = []string{"Bianchi"}
		for name, c := range map[string]*scam.Checker{"rules": shipped(t), "with the model": learnt(t)} {
			v := c.Check(doc)
			if v.Pattern == nil || v.Pattern.ID != "changed-bank-details" || v.Score < 0.8 || v.Stage.ID != "discovered" {
				t.Errorf("%s: %q: %s, want changed-bank-details, discovered", name, tt.text, v.Brief())
				continue
			}
			if got := spansOf(v, "denies-the-change", doc.Text); len(got) == 0 || len(v.Counter) > 0 {
				t.Errorf("%s: %q: denial %q, against it %v; want the denial and nothing against", name, tt.text, got, v.Counter)
			}
			if got := amounts(v.Claims); got != "4.900,00 EUR" {
				t.Errorf("%s: %q: claims = %s, want the balance alone", name, tt.text, got)
			}
		}
	}
}

// TestAdviceToCallSpeaksForItsOwnMessage holds that the true supplier's advice to call
// before paying, in the mails before the change, speaks for no one who writes in
// the supplier's name.
func TestAdviceToCallSpeaksForItsOwnMessage(t *testing.T) {
	const advice = " We never change our bank details by e-mail. Call us on the known number before you pay."
	for _, tt := range []struct {
		name  string
		pairs []string
		want  bool
	}{
		{"in the mail before", []string{"Bianchi", "The balance is 4,900 EUR." + advice, "Jana", "Thank you.", "Bianchi", "Our bank details have changed. Please pay the balance of 4,900 EUR to our new bank account."}, true},
		{"in the mail after", []string{"Bianchi", "Our bank details have changed. Please pay the balance of 4,900 EUR to our new bank account.", "Jana", "Paid.", "Bianchi", "Nothing has arrived." + advice}, true},
		{"in the same mail", []string{"Bianchi", "The balance is 4,900 EUR.", "Jana", "Thank you.", "Bianchi", "Our bank details have changed." + advice}, false},
	} {
		doc := said(tt.pairs...)
		doc.Other = []string{"Bianchi"}
		v := shipped(t).Check(doc)
		if got := v.Pattern != nil && v.Pattern.ID == "changed-bank-details" && len(v.Counter) == 0; got != tt.want {
			t.Errorf("%s: %s; want the pattern and nothing against it: %v", tt.name, v.Brief(), tt.want)
		}
	}
}

// TestADenialIsNoChange holds that words which deny a change do not tell of one.
func TestADenialIsNoChange(t *testing.T) {
	for _, text := range []string{
		"We have not changed our bank details. Please pay as usual.", "Our bank account has never been changed.", "We did not change the account, pay as always.",
		"Nismo promenili račun, uplatite kao i do sada.", "Naš račun nije promenjen.", "Нисмо мењали рачун.",
		"We never sent that mail.", "To nije naš račun.",
	} {
		if v := shipped(t).Check(scam.Document{Text: text}); v.Pattern != nil || len(v.Reasons) > 0 {
			t.Errorf("Check(%q) = %s, want no sign", text, v.Brief())
		}
	}
}

// TestSignsOfAChangeStandBehindIt holds that what was written before an account was
// changed, and the papers that came with it, are quoted as no sign of the change.
func TestSignsOfAChangeStandBehindIt(t *testing.T) {
	const genuine, changed = "DE89370400440532013000", "PL61109010140000071219812874"
	proforma := "PROFORMA 0611\nBank: Bank of Example, Hong Kong\nAccount: " + genuine + " at Bank of Example, Hong Kong"
	doc := said(
		"Wei", "Dear Tom, the proforma is attached. 30% deposit USD 3,420, our account is in Hong Kong.",
		"Tom", "We sent the deposit of USD 3,420 today.",
		"Wei", "Our account is under audit, do not use the old account. Kindly pay the balance USD 7,980 to our new bank account in Poland. Do not call.",
		"", proforma,
		"", "PROFORMA 0611, revised\nBank account "+changed+" in Poland",
	)
	for i, at := range []string{"2026-08-03", "2026-08-05", "2026-09-10"} {
		day, err := recourse.ParseDate(at)
		if err != nil {
			t.Fatal(err)
		}
		doc.Messages[i].Time = recourse.OnDay(day)
	}
	doc.Other = []string{"Wei"}
	doc.Self = []string{"Tom"}
	doc.Came = []scam.Arrival{{Span: doc.Messages[3].Span, Time: doc.Messages[0].Time}, {Span: doc.Messages[4].Span, Time: doc.Messages[2].Time}}
	v := shipped(t).Check(doc)
	if v.Pattern == nil || v.Pattern.ID != "changed-bank-details" {
		t.Fatalf("Check = %s, want changed-bank-details", v.Brief())
	}
	for _, id := range []string{"account-in-another-country", "new-bank-account"} {
		list := spansOf(v, id, doc.Text)
		for _, s := range list {
			if strings.Contains(s, "Hong Kong") || strings.Contains(s, genuine) {
				t.Errorf("%s quotes what was genuine: %q", id, s)
			}
		}
		if len(list) == 0 {
			t.Errorf("%s is not shown: %s", id, v.Brief())
		}
	}
	if !hasFact(v, "account.changed", changed) || !hasFact(v, "account.known", genuine) || hasFact(v, "account.changed", genuine) {
		t.Errorf("found = %v, want the account of the first paper as known, that of the second as changed", v.Found)
	}
	doc.Came = nil
	if v := shipped(t).Check(doc); !hasFact(v, "account.changed", genuine) {
		t.Errorf("found = %v: without the day of the paper the test shows nothing", v.Found)
	}
}

func TestSeveralAccountsQuoteTheChangedOne(t *testing.T) {
	doc := said(
		"Wei", "Deposit USD 3,420 to our account DE89370400440532013000.", "Tom", "We sent the deposit of USD 3,420.",
		"Wei", "Our bank details have changed, the old account is under audit. Pay the balance USD 7,980 to our new account PL61109010140000071219812874.",
	)
	doc.Other = []string{"Wei"}
	if got := spansOf(shipped(t).Check(doc), "several-payees", doc.Text); len(got) != 1 || got[0] != "PL61109010140000071219812874" {
		t.Errorf("several accounts: quotes %q, want the changed one alone", got)
	}
}

func TestABranchAboveAnAccountIsNoForeignAccount(t *testing.T) {
	text := "Our bank details have changed, pay to our new bank account. "
	for words, want := range map[string]bool{
		"Bank: Bank of Example, Ningbo Branch\nAccount: 4000123409200456789": false,
		"Use our branch account, the old account is under audit.":            true,
		"Pay to our Hong Kong account.":                                      true,
		"Pay to the offshore account.":                                       true,
	} {
		v := shipped(t).Check(scam.Document{Text: text + words})
		if got := len(spansOf(v, "account-in-another-country", text+words)) > 0; got != want {
			t.Errorf("%q: an account in another country is %v, want %v (%s)", words, got, want, v.Brief())
		}
	}
}
