package web

import (
	"slices"
	"strings"

	"recourse/incident"
	"recourse/internal/app"
	"recourse/locale"
)

// ledgerView is a list of payments as the command line's ledger has it: those of the
// matter, what may belong to it, what only asks to be paid, and what nothing confirms.
type ledgerView struct {
	ID, Heading string
	Rows        []bookingView
	More        string // how many are not listed
	Note        string
}

// bookingView is one payment with its sign, ± where no direction is known.
type bookingView struct {
	When, Amount, About string
	Files               []string
}

// viewLedgers returns the lists that are not empty.
func viewLedgers(p *locale.Printer, f app.Findings) []ledgerView {
	names := make(map[string]string)
	for _, e := range f.Incident.Evidence {
		names[e.Item] = tame(e.Name)
	}
	proposed, unconfirmed := f.Unproven()
	note := ""
	if slices.ContainsFunc(f.Incident.Payments, func(p incident.Payment) bool { return !p.Confirmed }) {
		note = p.T("cli.read.proposed")
	}
	var list []ledgerView
	for _, l := range []ledgerView{
		viewLedger(p, "paid", "cli.read.ledger", f.Incident.Payments, names),
		viewLedger(p, "possible", "cli.read.possible", f.Incident.Possible, names),
		viewLedger(p, "asks", "cli.read.unpaid", proposed, names),
		viewLedger(p, "unsure", "cli.read.unconfirmed", unconfirmed, names),
	} {
		switch l.ID {
		case "paid":
			l.Note = note
		case "possible":
			l.Note = p.T("cli.read.possible.note")
		}
		if len(l.Rows) > 0 {
			list = append(list, l)
		}
	}
	return list
}

func viewLedger(p *locale.Printer, id, heading string, payments []incident.Payment, names map[string]string) ledgerView {
	v := ledgerView{ID: id, Heading: p.T(heading)}
	for i := range payments {
		if len(v.Rows) == maxPayments {
			v.More = p.T("web.ledger.more", "n", len(payments)-maxPayments)
			break
		}
		v.Rows = append(v.Rows, viewBooking(p, &payments[i], names))
	}
	return v
}

func viewBooking(p *locale.Printer, pay *incident.Payment, names map[string]string) bookingView {
	sign, about := app.ShownSides(pay)
	v := bookingView{When: p.T("web.tell.noday"), Amount: sign + p.Amount(pay.Amount), About: tame(firstOf(about, pay.To.Account))}
	if at, or := incident.Either(pay.At, pay.Days); !at.IsZero() {
		v.When = p.Either(at, or)
	}
	for _, o := range pay.Origins {
		name := names[o.Item]
		if o.Told {
			name = p.T("report.told")
		}
		if strings.TrimSpace(name) != "" && !slices.Contains(v.Files, name) {
			v.Files = append(v.Files, name)
		}
	}
	return v
}
