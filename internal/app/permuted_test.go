package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/money"
	"recourse/playbook"
)

// permuted is a demand of one sum and what a statement and a slip show beside it.
type permuted struct {
	currency bool   // the statement has a column for it
	offset   int    // days from the demand to the entry
	said     string // told, agreed, silent, refused
	account  string // unnamed, named, other: as the chat names it, beside the statement's
	back     bool   // the same sum came back from the same account
	slip     bool   // a slip of the payment was handed in
}

const (
	permutedPayee = "991-0000000777001-30" // in the statement and on the slip
	permutedOther = "988-0000005550123-36"
)

func (c permuted) files() [][2]string {
	ask := "Uplatite 12.000 dinara za VIP"
	switch c.account {
	case "named":
		ask += " na račun " + permutedPayee
	case "other":
		ask += " na račun " + permutedOther
	}
	chat := "10/09/2026, 09:01 - Lena: Dobar dan, posao od kuće, VIP zadaci, zarada 5.000 dinara dnevno bez ulaganja\n" +
		"10/09/2026, 09:20 - Vesna: može\n13/09/2026, 10:00 - Lena: " + ask + "\n"
	if said := map[string]string{"told": "Uplatila sam 12.000 dinara", "agreed": "dobro", "refused": "neću, nemam"}[c.said]; said != "" {
		chat += "13/09/2026, 10:10 - Vesna: " + said + "\n"
	}
	head, unit := "Datum knjiženja;Datum valute;Naziv primaoca/platioca;Račun primaoca/platioca;Svrha plaćanja;Poziv na broj;Zaduženje;Odobrenje;Stanje", ""
	if c.currency {
		head, unit = head+";Valuta", ";RSD"
	}
	row := func(day int, out, in string) string {
		return fmt.Sprintf("%02d.09.2026.;%02d.09.2026.;Mira Primer;%s;uplata;;%s;%s;1,00%s\n", day, day, permutedPayee, out, in, unit)
	}
	csv := head + "\n" + row(13+c.offset, "12.000,00", "")
	if c.back {
		csv += row(14+c.offset, "", "12.000,00")
	}
	files := [][2]string{{"WhatsApp Chat with Lena.txt", chat}, {"izvod.csv", csv}}
	if c.slip {
		page := slipPage("Potvrda o plaćanju", "Status:|IZVRŠEN\n")
		page = strings.NewReplacer("18.11.2026. 19:01:22", fmt.Sprintf("%02d.09.2026. 10:05:00", 13+c.offset), "170-0000000005555-33", permutedPayee, "LENA UZORAK", "Mira Primer").Replace(page)
		files = append(files, [2]string{"potvrda.html", page})
	}
	return files
}

// want is how many payments count, entries are proposed, and demands stay open.
func (c permuted) want() (paid, possible, asked int) {
	after := c.offset >= 0 && c.offset <= 3
	switch {
	case c.slip, c.said == "told" && c.account != "other", c.account == "named":
		return 1, 0, 0
	case c.said == "told":
		return 1, 1, 0 // of another account than was named
	case c.account == "other", c.offset < -1:
		return 0, 0, 1 // nothing says that it may be
	case c.said == "refused", !after:
		return 0, 1, 1
	}
	return 1, 0, 0
}

// TestAStatementBesideADemand holds that an entry counts where more than its sum ties it
// to a demand, that it is proposed and the demand stays open where nothing else does, and
// that chat, slip and statement show one payment; whether the statement names its
// currency, on which day it is booked, and whether the money came back.
func TestAStatementBesideADemand(t *testing.T) {
	engines := loaded(t)
	var cases []permuted
	for _, currency := range []bool{true, false} {
		for _, offset := range []int{-3, -1, 0, 1, 3, 5} {
			for _, said := range []string{"told", "agreed", "silent", "refused"} {
				for _, account := range []string{"unnamed", "named", "other"} {
					for _, back := range []bool{false, true} {
						cases = append(cases, permuted{currency, offset, said, account, back, false})
					}
					cases = append(cases, permuted{currency, offset, said, account, false, true})
				}
			}
		}
	}
	for _, c := range cases {
		f := handIn(t, engines, "Vesna", c.files()...)
		in := f.Incident
		var out, back []incident.Payment
		for _, p := range in.Payments {
			if p.Amount != (money.Amount{Minor: 1200000, Currency: "RSD"}) {
				t.Errorf("%+v: a payment of %v, want it in RSD", c, p.Amount)
			}
			if p.Left() {
				out = append(out, p)
			} else {
				back = append(back, p)
			}
		}
		paid, possible, asked := c.want()
		if len(out) != paid || len(in.Possible) != possible || len(in.Asked) != asked {
			t.Errorf("%+v: paid %d, possible %d, asked %d; want %d, %d, %d\n%v", c, len(out), len(in.Possible), len(in.Asked), paid, possible, asked, f.Problems)
			continue
		}
		sources := 1
		switch {
		case possible > 0:
		case c.said == "told" && c.slip:
			sources = 3
		case c.said == "told" || c.slip:
			sources = 2
		}
		if got := itemsOf(out); paid == 1 && got != sources {
			t.Errorf("%+v: shown by %d files, want %d", c, got, sources)
		}
		wantBack := 0
		if c.back && paid == 1 && possible == 0 {
			wantBack = 1
		}
		list, err := in.Balances()
		if lost := len(list) == 1 && list[0].Lost.IsZero(); err != nil || len(back) != wantBack || lost != (wantBack == 1) {
			t.Errorf("%+v: came back %d, want %d; balances %+v", c, len(back), wantBack, list)
		}
		if (saidIn(f, "payment-possible") != "") != (possible > 0) || saidIn(f, "currency-unknown") != "" || (saidIn(f, "currency-derived") != "") == c.currency {
			t.Errorf("%+v: problems %v", c, f.Problems)
		}
		asks := slices.ContainsFunc(f.Plan.Confirm, func(q playbook.Question) bool { return q.Text.Key == "ask.payment.possible" })
		if asks != (possible > 0) {
			t.Errorf("%+v: asked whether it is the payment %t, want %t", c, asks, possible > 0)
		}
	}
}

func itemsOf(list []incident.Payment) int {
	items := make(map[string]bool)
	for _, p := range list {
		for _, o := range p.Origins {
			items[o.Item] = true
		}
	}
	return len(items)
}

// TestWhatIsSaidOfAPossiblePayment holds that a payment of which only the sum fits counts
// once the person says that it is the payment, in the place of the demand or of what they
// told, and goes where they say that it is none.
func TestWhatIsSaidOfAPossiblePayment(t *testing.T) {
	engines := loaded(t)
	for _, tt := range []struct {
		said, account, answer string
		paid, possible, asked int
		payee                 string
	}{
		{"refused", "unnamed", "approved", 1, 0, 0, permutedPayee},
		{"refused", "unnamed", "apart", 0, 0, 1, ""},
		{"refused", "unnamed", "", 0, 1, 1, ""},
		{"told", "other", "approved", 1, 0, 0, permutedPayee},
		{"told", "other", "apart", 1, 0, 0, permutedOther},
	} {
		f := handIn(t, engines, "Vesna", permuted{currency: true, offset: 3, said: tt.said, account: tt.account}.files()...)
		if len(f.Incident.Possible) != 1 {
			t.Fatalf("%+v: possible %+v, want one", tt, f.Incident.Possible)
		}
		told, err := engines.Tell(f, []app.Telling{app.Answered{Fact: "payment.part", Of: f.Incident.Possible[0].Key(), Value: tt.answer}}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		in := told.Incident
		if len(in.Payments) != tt.paid || len(in.Possible) != tt.possible || len(in.Asked) != tt.asked {
			t.Errorf("%+v: payments %+v, possible %d, asked %d", tt, in.Payments, len(in.Possible), len(in.Asked))
			continue
		}
		if tt.paid == 1 && !incident.SameAccount(in.Payments[0].To.Account, tt.payee) {
			t.Errorf("%+v: paid to %q", tt, in.Payments[0].To.Account)
		}
	}
}
