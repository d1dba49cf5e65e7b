package main

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

// printLedger prints what happened when, and the payments that belong to the
// matter with the files that show each.
func printLedger(env *environment, p *locale.Printer, files []intake.File, l app.Ledger) {
	names := make(map[string]string)
	nameFiles(names, files)
	if len(l.Timeline) > 0 {
		env.printf("\n%s\n", p.T("cli.read.timeline"))
	}
	for _, h := range l.Timeline {
		when := p.Either(h.At, h.Or)
		if h.Kind == incident.Wrote {
			when = p.Sent(h.At) // clocks of mails stand in many zones, and the order is that of the moments
		}
		env.printf("  %-22s %s\n", when, happened(p, h))
	}
	said := false
	for _, b := range l.Payments {
		if !b.Matter {
			continue
		}
		if !said {
			said = true
			env.printf("\n%s\n", p.T("cli.read.ledger"))
		}
		sign, name := app.ShownSides(b.Payment)
		env.printf("  %-22s %s%-16s %s\n", p.Either(incident.Either(b.At, b.Days)), sign, p.Amount(b.Amount), name)
		by := shownBy(p, names, b.Origins)
		env.printf("  %-22s %s\n", "", p.T("cli.read.shown", "n", len(by), "files", strings.Join(by, " · ")))
	}
	for _, b := range l.Totals {
		switch {
		case b.Sent.IsZero():
		case b.Back.IsZero():
			env.printf("  %s\n", p.T("money.sent", "sent", b.Sent))
		case b.Lost.IsZero():
			env.printf("  %s %s\n", p.T("money.sent", "sent", b.Sent), p.T("money.all"))
		default:
			env.printf("  %s\n", p.T("money.total", "sent", b.Sent, "back", b.Back, "lost", b.Lost))
		}
	}
	if said {
		env.printf("  %s\n", p.T("cli.read.proposed"))
	}
	if len(l.Possible) > 0 {
		env.printf("\n%s\n", p.T("cli.read.possible"))
	}
	for _, pay := range l.Possible {
		sign, name := app.ShownSides(&pay)
		env.printf("  %-22s %s%-16s %s · %s\n", p.Moment(pay.At), sign, p.Amount(pay.Amount), name, strings.Join(shownBy(p, names, pay.Origins), " · "))
	}
	if len(l.Possible) > 0 {
		env.printf("  %s\n", p.T("cli.read.possible.note"))
	}
	if len(l.Asked) > 0 {
		env.printf("\n%s\n", p.T("cli.read.asked"))
	}
	for _, r := range l.Asked {
		said := slices.DeleteFunc([]string{r.Name, r.Account, r.For}, func(s string) bool { return s == "" })
		env.printf("  %-22s  %-16s %s\n", p.Either(incident.Either(r.At, r.Days)), p.Amount(r.Amount), strings.Join(append(said, shownBy(p, names, r.Origins)...), " · "))
	}
	if len(l.Proposed) > 0 {
		env.printf("\n%s\n", p.T("cli.read.unpaid"))
	}
	for _, pay := range l.Proposed {
		_, name := app.ShownSides(&pay)
		env.printf("  %-22s  %-16s %s · %s\n", p.Moment(pay.At), p.Amount(pay.Amount), name, strings.Join(shownBy(p, names, pay.Origins), " · "))
	}
	if len(l.Unconfirmed) > 0 {
		env.printf("\n%s\n", p.T("cli.read.unconfirmed"))
	}
	for _, pay := range l.Unconfirmed {
		sign, name := app.ShownSides(&pay)
		env.printf("  %-22s %s%-16s %s · %s\n", p.Moment(pay.At), sign, p.Amount(pay.Amount), name, strings.Join(shownBy(p, names, pay.Origins), " · "))
	}
}

// happened says one line of the timeline.
func happened(p *locale.Printer, h incident.Happening) string {
	name, text := h.Name, h.Text
	if name == "" {
		name = "–"
	}
	if text == "" {
		text = "–"
	}
	key := "letter.event." + h.Kind
	if !p.Has(key) {
		return strings.TrimSpace(h.Kind + " " + h.Text)
	}
	said := p.T(key, "amount", h.Amount, "name", name, "for", text, "number", h.Text, "text", text, "n", h.N)
	if h.Doubtful > 0 {
		said += " (" + p.T("cli.read.doubtful", "n", h.Doubtful, "why", recourse.P("chat.doubtful")) + ")"
	}
	return said
}

func nameFiles(names map[string]string, files []intake.File) {
	for _, f := range files {
		if _, known := names[f.SHA256]; !known {
			names[f.SHA256] = f.Path
		}
		nameFiles(names, f.Files)
	}
}

// shownBy names the files that show something, each once.
func shownBy(p *locale.Printer, names map[string]string, origins incident.Origins) []string {
	var list []string
	for _, o := range origins {
		name := names[o.Item]
		if o.Told {
			name = p.T("report.told")
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}
