package letter

import (
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
	"recourse/scam"
)

func moment(t testing.TB, s string) recourse.Moment {
	t.Helper()
	m, err := recourse.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// deceit is the supplier's story with signs of deceit, with the service that
// sent the order's notices among the parties and nothing known of what was said.
func deceit(t testing.TB) incident.Incident {
	inc := person(t, "supplier")
	inc.Branch, inc.Promises, inc.Events = incident.SellerFraud, nil, nil
	inc.Parties = append([]incident.Party{{ID: "p0", Role: "other", Name: "Trade Assurance Order Service", Indicators: []incident.Pointer{
		{Kind: indicator.Email, Value: "notice@notice.trade-platform.example"}, {Kind: indicator.Domain, Value: "alibaba.com"},
	}}}, inc.Parties...)
	inc.Payments = slices.Clone(inc.Payments)
	inc.Payments[0].Original = inc.Payments[0].Amount
	inc.Payments[0].Amount = money.Amount{Minor: 48961584, Currency: "RSD"}
	return inc
}

// swapped is a wire in dollars to an account that a message had put in place of
// the supplier's.
func swapped(t testing.TB) incident.Incident {
	inc := person(t, "supplier")
	yes := true
	inc.Branch, inc.Promises, inc.Orders, inc.Brand = incident.ChangedBankDetails, nil, nil, ""
	inc.Payments = []incident.Payment{{
		At: moment(t, "2026-11-20"), Amount: money.Of(12_400, "USD"), Rail: "swift", Authorised: &yes,
		From: incident.Account{Bank: "Banka Primer a.d.", Account: "977000000020481624", Country: "RS"},
	}}
	inc.Parties = []incident.Party{{ID: "p1", Role: "other", Name: "Foshan Brightwell Lighting Co., Ltd.", Indicators: []incident.Pointer{
		{Kind: indicator.IBAN, Value: "LT601010012345678901"}, {Kind: indicator.Email, Value: "cindy@brightwell-lighting.example"},
	}}}
	return inc
}

// agent is somebody who promised to get an earlier loss back.
func agent(t testing.TB) incident.Incident {
	inc := person(t, "task-job")
	inc.Branch, inc.Pattern, inc.Brand, inc.Promises = incident.RecoveryScam, "recovery-scam", "", nil
	inc.Given = []string{"remote-access"}
	return inc
}

// onePayment is a task job of which little is known: one payment, nothing that
// came back, no site and no further demand.
func onePayment(t testing.TB) incident.Incident {
	inc := person(t, "task-job")
	inc.Payments = slices.Clone(inc.Payments[:1])
	inc.Payments[0].Direction = ""
	inc.Asked, inc.Promises = nil, nil
	inc.Parties = []incident.Party{{ID: "p1", Role: "mentor", Name: "Lena Mentor"}}
	return inc
}

// withStatement is the supplier's story with papers that the seller must not see.
func withStatement(t testing.TB) incident.Incident {
	inc := person(t, "supplier")
	inc.Evidence = append(
		slices.Clone(inc.Evidence),
		incident.Evidence{Item: strings.Repeat("a", 64), Name: "march.csv", Kind: "statement"},
		incident.Evidence{Item: strings.Repeat("b", 64), Name: "Lična karta.png", Kind: "image"},
		incident.Evidence{Item: strings.Repeat("c", 64), Name: "order page.html", Kind: "page"},
	)
	return inc
}

func refusedCard(t testing.TB) incident.Incident {
	inc := person(t, "supplier")
	inc.Events = append(
		slices.Clone(inc.Events),
		incident.Event{At: moment(t, "2026-11-05"), Kind: "dispute-opened", To: "bank"},
		incident.Event{At: moment(t, "2026-11-19"), Kind: "reply", To: "bank", Reply: "refused"},
	)
	return inc
}

// noNumber is a chat export that shows a name and no number.
func noNumber(t testing.TB) incident.Incident {
	inc := person(t, "task-job")
	inc.Brand = ""
	inc.Parties = []incident.Party{{ID: "p1", Role: "mentor", Name: "Lena Mentor"}}
	return inc
}

func TestLettersOfOtherCases(t *testing.T) {
	s := shelf(t)
	for _, c := range []struct {
		name, letter string
		inc          incident.Incident
		missing      []string
		says, never  []string
	}{
		{
			"a seller who may have deceived is named neutrally, and a notice service is nobody", "rs-criminal-complaint", deceit(t),
			[]string{"story.own"},
			[]string{"lica ili firme koja se predstavila kao Foshan Brightwell", "plaćeno karticom", "**** **** **** 1111"},
			[]string{"nepoznat", "Izvršilac", "Trade Assurance Order Service", "alibaba.com`", "banaka primalaca"},
		},
		{
			"the notice repeats the problem and leaves room for the details", "seller-notice", deceit(t),
			[]string{"order.difference"},
			[]string{"until *29 Nov 2026*", "before its window closes on 1 Dec 2026", "Received on 1 Nov 2026: the goods are not as agreed", "if we did"},
			[]string{"This is our notice"},
		},
		{
			"a card that was booked in dinars shows both amounts", "rs-card-dispute", deceit(t),
			[]string{"complaint.filed"},
			[]string{"489.615,84 RSD | (4.860 USD)", "**** **** **** 1111", "Po prijemu 1. 11. 2026. utvrđeno je"},
			nil,
		},
		{
			"a complaint after a refused card dispute speaks of the card", "rs-bank-complaint", refusedCard(t), nil,
			[]string{"plaćanjima karticom", "podneta 5. 11. 2026., odbijena je 19. 11. 2026."},
			[]string{"zahtev za povraćaj", "bankama primalaca", gap},
		},
		{
			"a wire in dollars to an account that was put in place of another", "rs-bank-recall", swapped(t), nil,
			[]string{"LT601010012345678901", "Foshan Brightwell", "12.400 USD", "MT103", "o tome čiji je račun"},
			[]string{"dinar", "ta lica dovela", gap},
		},
		{
			"an agent who promised to get an earlier loss back", "rs-criminal-complaint", agent(t),
			[]string{"story.own"},
			[]string{"ponudila da vrate novac", "već uzet prevarom", "daljinski pristup mom uređaju"},
			nil,
		},
		{
			"a chat without a number keeps room for it", "account-report", noNumber(t),
			[]string{"other.account"},
			[]string{"Name in the chat: Lena Mentor", "Phone number or user name: [" + gap},
			[]string{"Alibaba"},
		},
		{
			"a lure without a brand names none", "rs-bank-recall", noNumber(t), nil, []string{"navodni posao na internetu."}, []string{"Alibaba", "koristila ime"},
		},
		{
			"a complaint states nothing that no fact backs", "rs-criminal-complaint", onePayment(t),
			[]string{"story.own"},
			[]string{"navodni posao. Na njihov zahtev izvršena je 1 uplata.", "Mojim rečima:"},
			[]string{"svaku veću", "internet adresu", "zaradu", "aktivacija", "izostala", "Posle toga"},
		},
		{
			"the platform shows a paper to the seller, so no statement and no identity card", "ta-dispute", withStatement(t), nil,
			[]string{"cracked shades.png", "order page.html"},
			[]string{"march.csv", "karta"},
		},
		{
			"nor does the seller get them", "seller-notice", withStatement(t), nil,
			[]string{"cracked shades.png", "order page.html"},
			[]string{"march.csv", "karta"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, missing, err := s.Write(c.letter, "", Data{Incident: c.inc, Plan: planOf(t, c.inc), Exhibits: exhibitsOf(c.inc), Today: today})
			if err != nil {
				t.Fatal(err)
			}
			var open []string
			for _, m := range missing {
				open = append(open, m.Fact)
			}
			if !slices.Equal(open, c.missing) {
				t.Errorf("missing %v, want %v", open, c.missing)
			}
			text := strings.ReplaceAll(document.Outline(doc), "\u00a0", " ")
			for _, w := range c.says {
				if !strings.Contains(text, w) {
					t.Errorf("does not say %q", w)
				}
			}
			for _, w := range c.never {
				if strings.Contains(text, w) {
					t.Errorf("says %q", w)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

func TestAPeriodEndsBeforeTheEarliestWindow(t *testing.T) {
	for _, c := range []struct{ name, received, want string }{
		{"a week where there is time", "2026-11-20", "30 Nov 2026"},
		{"two days before the window closes", "2026-10-30", "27 Nov 2026"},
		{"no period where the window closes in two days", "2026-10-26", ""},
		{"a window that has closed sets nothing", "2026-10-01", "30 Nov 2026"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inc := deceit(t)
			inc.Orders = slices.Clone(inc.Orders)
			inc.Orders[0].ReceivedOn = moment(t, c.received).Date()
			doc, _, err := shelf(t).Write("seller-notice", "en", Data{Incident: inc, Plan: planOf(t, inc), Today: today})
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(document.Outline(doc), "\u00a0", " ")
			if got := strings.Contains(text, "additional period for this"); got != (c.want != "") {
				t.Fatalf("sets a period: %v, want %q", got, c.want)
			}
			if !strings.Contains(text, c.want) {
				t.Errorf("no period until %s:\n%s", c.want, text)
			}
		})
	}
}

func TestCardNumberShowsFourDigitsOfACard(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"**** **** **** 1111", "**** **** **** 1111"},
		{"VISA 4111 11** **** 1111", "**** **** **** 1111"},
		{"4111111111111111", "**** **** **** 1111"},
		{"xxxx-1234", "**** **** **** 1234"},
		{"977000000020481624", ""},
		{"977-0000000204816-24", ""},
		{"RS35908000000003400119", ""},
		{"4111 11** **** ****", ""},
		{"", ""},
	} {
		runs, ok := cardNumber(c.in)
		if got := document.PlainText(runs); ok != (c.want != "") || got != c.want {
			t.Errorf("cardNumber(%q) = %q, %v, want %q", c.in, got, ok, c.want)
		}
	}
}

func TestTheReportSaysWhyNothingWasRead(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	text := document.Outline(Report(p, ReportData{Problems: []recourse.Problem{{Path: "a.bin", Code: "empty"}}, Verdict: scam.Verdict{Verdict: scam.Unclear}}))
	if !strings.Contains(text, "We had nothing to read: a.bin: the file is empty.") {
		t.Errorf("the banner does not say why nothing was read:\n%s", text)
	}
}

// TestTheReportOnADisputeAccusesNobody holds that a seller's deceit stands as
// signs, that no number of signs frightens, and that a limit which waits says so.
func TestTheReportOnADisputeAccusesNobody(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	inc := deceit(t)
	data := ReportData{
		Data:    Data{Incident: inc, Plan: planOf(t, inc), Today: today},
		Verdict: scam.Verdict{Verdict: scam.Suspicious, Score: 0.9, Pattern: &scam.Pattern{ID: "seller-fraud", Name: recourse.P("x.name")}, Reasons: []scam.Reason{reason("a", "a")}},
	}
	text := document.Outline(Report(p, data))
	for _, w := range []string{"There are signs that match", "there are signs of deceit by the seller", "Police, if the seller disappears"} {
		if !strings.Contains(text, w) {
			t.Errorf("the report does not say %q", w)
		}
	}
	for _, w := range []string{"the seller deceived you", "This matches", "warning sign"} {
		if strings.Contains(text, w) {
			t.Errorf("the report says %q", w)
		}
	}
	job := person(t, "task-job")
	text = document.Outline(Report(p, ReportData{Data: Data{Incident: job, Plan: planOf(t, job), Today: today}}))
	if want := "Not yet running: 6 months, counted from the bank’s answer."; !strings.Contains(text, want) {
		t.Errorf("the report does not say %q", want)
	}
}

func TestTheReportSaysWhatMailsShow(t *testing.T) {
	job := person(t, "task-job")
	data := ReportData{
		Data:      Data{Incident: job, Exhibits: exhibitsOf(job), Today: today},
		Mails:     []Mail{{Name: "potvrda.eml", Lines: []recourse.Phrase{recourse.P("mail.path.earlier", "by", "mx.<b>.example")}}},
		MailNotes: []recourse.Phrase{recourse.P("mail.means.pass")},
	}
	for lang, words := range map[string][]string{
		"en":      {"What your mails show of their senders", "potvrda.eml", "By its own clock mx.<b>.example had the mail", "It does not say that the sender is honest."},
		"sr-Cyrl": {"Шта Ваши имејлови показују о пошиљаоцима", "potvrda.eml", "Не говори да је пошиљалац поштен."},
	} {
		p, err := catalogues(t).Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		text := document.Outline(Report(p, data))
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s: the report does not say %q", lang, w)
			}
		}
	}
	data.Mails, data.MailNotes = nil, nil
	p, _ := catalogues(t).Printer("en")
	if text := document.Outline(Report(p, data)); strings.Contains(text, "senders") {
		t.Error("the report speaks of mails where none shows anything")
	}
}
