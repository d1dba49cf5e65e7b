package letter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
	"recourse/legal"
)

// Blocks that letters put on a line of their own.

func (pg *page) cell(runs []document.Run, ok bool) document.Cell {
	return document.Cell{Text: orGap(runs, ok)}
}

func (pg *page) column(key string, weight float64, align document.Align) document.Column {
	return document.Column{Title: pg.p.T("letter.column." + key), Weight: weight, Align: align}
}

// when is a payment's day, with the clock where it is known.
func (pg *page) when(m recourse.Moment) ([]document.Run, bool) {
	if m.IsZero() {
		return nil, false
	}
	s := nbsp(pg.p.Date(m.Date()))
	if m.Precision >= recourse.WallClock {
		s += "\n" + m.Time.Format("15:04")
	}
	return document.T(s), true
}

// whenPaid is when, where a date can be read two ways as the two days that it can mean.
func (pg *page) whenPaid(at recourse.Moment, days []recourse.Date) ([]document.Run, bool) {
	at, or := incident.Either(at, days)
	if or.IsZero() {
		return pg.when(at)
	}
	return document.T(pg.p.Either(at, or)), true
}

// paymentsTable lists the payments, "" for all, "bank" or "card", with a total.
func (pg *page) paymentsTable(rail string) mark {
	payments := pg.paid(rail)
	if rail == "card" {
		return pg.cardTable(payments)
	}
	t := document.Table{Columns: []document.Column{
		pg.column("number", 0.35, document.Left), pg.column("date", 1, document.Left), pg.column("payee", 1.5, document.Left),
		pg.column("account", 1.9, document.Left), pg.column("purpose", 1.2, document.Left), pg.column("amount", 1.2, document.Right),
	}}
	for i, pay := range payments {
		purpose := cmp.Or(pay.ToldPurpose, pay.Text, pay.Reference)
		text := document.T(purpose)
		if purpose == "" {
			text = document.T("–")
		}
		to := pg.payee(pay)
		acc := pg.cell(account(to.Account))
		if pay.Rail == "card" && to.Account == "" {
			acc = document.Cell{Text: document.T(pg.p.T("letter.by_card"))}
		}
		t.Rows = append(t.Rows, []document.Cell{
			{Text: document.T(fmt.Sprintf("%d.", i+1))},
			pg.cell(pg.whenPaid(pay.At, pay.Days)), pg.cell(word(to.Name)), acc,
			{Text: text},
			{Text: pg.booked(pay)},
		})
	}
	for len(t.Rows) == 0 {
		t.Rows = append(t.Rows, []document.Cell{{Text: document.T("1.")}, pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false)})
	}
	t.Total = []document.Cell{{}, {Text: document.T(pg.p.T("letter.column.total"))}, {}, {}, {}, pg.cell(pg.sum(amounts(payments)))}
	return pg.block(t)
}

func (pg *page) cardTable(payments []incident.Payment) mark {
	t := document.Table{Columns: []document.Column{
		pg.column("date", 1, document.Left), pg.column("merchant", 2, document.Left), pg.column("card", 1.3, document.Left),
		pg.column("reference", 1.2, document.Left), pg.column("amount", 1.2, document.Right),
	}}
	for _, pay := range payments {
		t.Rows = append(t.Rows, []document.Cell{
			pg.cell(pg.whenPaid(pay.At, pay.Days)), pg.cell(word(pay.To.Name)), pg.cell(cardNumber(pay.From.Account)),
			{Text: document.T(orDash(pay.Reference))},
			{Text: pg.booked(pay)},
		})
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]document.Cell{{pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false), pg.cell(nil, false)}}
	}
	return pg.block(t)
}

// booked is a payment's amount as it was booked, with the amount that was
// agreed where that is in another currency.
func (pg *page) booked(pay incident.Payment) []document.Run {
	s := nbsp(pg.p.Amount(pay.Amount))
	if o := pay.Original; !o.IsZero() && o.Currency != pay.Amount.Currency {
		s += "\n(" + nbsp(pg.p.Amount(o)) + ")"
	}
	return document.T(s)
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "–"
	}
	return s
}

// accountsList names each account to which money went once, with the name that
// was entered and the code of its bank.
func (pg *page) accountsList() mark {
	l := document.List{Form: document.Bullets}
	seen := make(map[string]bool)
	for _, pay := range pg.paid("bank") {
		to := pg.payee(pay)
		acc := formatAccount(to.Account)
		if acc == "" || seen[acc] {
			continue
		}
		seen[acc] = true
		runs := []document.Run{{Text: acc, Style: document.Code}}
		if to.Name != "" {
			runs = append(runs, document.Run{Text: " – " + to.Name})
		}
		switch {
		case to.Bank != "":
			runs = append(runs, document.Run{Text: ", " + to.Bank})
		case len(acc) > 3 && isAccountRS(to.Account):
			runs = append(runs, document.Run{Text: " (" + pg.p.T("letter.bank_code", "code", acc[:3]) + ")"})
		}
		l.Items = append(l.Items, document.Item{Text: runs})
	}
	if len(l.Items) == 0 {
		l.Items = []document.Item{{Text: orGap(nil, false)}}
	}
	return pg.block(l)
}

func isAccountRS(s string) bool {
	_, err := indicator.ParseAccountRS(s)
	return err == nil
}

// receivedTable lists money that came back from the other side.
func (pg *page) receivedTable() mark {
	t := document.Table{Columns: []document.Column{
		pg.column("date", 1, document.Left), pg.column("payer", 2, document.Left), pg.column("account", 2, document.Left), pg.column("amount", 1.2, document.Right),
	}}
	for _, pay := range pg.received() {
		t.Rows = append(t.Rows, []document.Cell{
			pg.cell(pg.whenPaid(pay.At, pay.Days)), {Text: document.T(orDash(pay.From.Name))}, pg.cell(account(pay.From.Account)), {Text: document.T(nbsp(pg.p.Amount(pay.Amount)))},
		})
	}
	return pg.block(t)
}

// askedTable lists money that was demanded and not paid.
func (pg *page) askedTable() mark {
	t := document.Table{Columns: []document.Column{pg.column("date", 1, document.Left), pg.column("for", 3, document.Left), pg.column("amount", 1.2, document.Right)}}
	for _, a := range pg.data.Incident.Asked {
		t.Rows = append(t.Rows, []document.Cell{pg.cell(pg.whenPaid(a.At, a.Days)), {Text: document.T(orDash(a.For))}, {Text: document.T(nbsp(pg.p.Amount(a.Amount)))}})
	}
	return pg.block(t)
}

// partiesList names who took part, under the names that they used.
func (pg *page) partiesList() mark {
	l := document.List{Form: document.Bullets}
	for _, party := range pg.others() {
		name := party.Name
		if name == "" {
			name = pg.p.T("letter.unnamed")
		}
		runs := document.B(name)
		if role, ok := pg.named("letter.role.", party.Role); ok {
			runs = append(runs, document.Run{Text: " (" + document.PlainText(role) + ")"})
		}
		pointers := slices.DeleteFunc(pg.theirs(party), func(ptr incident.Pointer) bool { return strings.Contains(name, "<"+ptr.Value+">") })
		for i, ptr := range pointers {
			runs = append(runs, document.Run{Text: map[bool]string{true: ": ", false: ", "}[i == 0]}, pointed(ptr))
		}
		l.Items = append(l.Items, document.Item{Text: runs})
	}
	if len(l.Items) == 0 {
		l.Items = []document.Item{{Text: orGap(nil, false)}}
	}
	return pg.block(l)
}

// pointed is an indicator as text that cannot be clicked.
func pointed(ptr incident.Pointer) document.Run {
	return document.Run{Text: handleName(ptr.Value), Style: document.Code}
}

// handleName writes a handle with its platform's name as people write it.
func handleName(v string) string {
	if app, name, ok := strings.Cut(v, ":"); ok && platforms[app] != "" {
		return platforms[app] + ": " + name
	}
	return v
}

// platforms are the prefixes of handles with the names of the platforms.
var platforms = map[string]string{
	"telegram": "Telegram", "whatsapp": "WhatsApp", "wechat": "WeChat", "facebook": "Facebook", "instagram": "Instagram", "viber": "Viber",
	"messenger": "Messenger", "signal": "Signal", "skype": "Skype", "line": "LINE", "tiktok": "TikTok", "linkedin": "LinkedIn", "x": "X", "twitter": "Twitter", "discord": "Discord", "snapchat": "Snapchat",
}

// identifiersList lists what identifies the other side, by kind.
func (pg *page) identifiersList() mark {
	k := document.KeyValues{Pairs: pg.identifiers()}
	if len(k.Pairs) == 0 {
		return pg.block(document.Paragraph{Text: orGap(nil, false)})
	}
	return pg.block(k)
}

func (pg *page) identifiers() []document.Pair {
	var pairs []document.Pair
	byKind := make(map[string][]document.Run)
	var order []string
	for _, ptr := range pg.pointers() {
		name := pg.p.T("indicator." + string(ptr.Kind))
		if _, ok := byKind[name]; !ok {
			order = append(order, name)
		} else {
			byKind[name] = append(byKind[name], document.Run{Text: "\n"})
		}
		byKind[name] = append(byKind[name], pointed(ptr))
	}
	for _, name := range order {
		pairs = append(pairs, document.Pair{Key: name, Value: byKind[name]})
	}
	return pairs
}

// promisesTable sets what was said beside what came of it. Where nobody wrote
// what came of any promise, what came of the orders stands there too.
func (pg *page) promisesTable() mark {
	var rows []legal.Row
	told := false
	for _, r := range legal.Compare(pg.data.Incident, pg.data.Today) {
		switch {
		case r.Quote != "" && r.Reality == "" && !ownWord(r.Origins): // read from a file, and nobody says what came
		case r.Quote != "":
			rows = append(rows, r)
			told = told || r.Reality != ""
		case r.State == legal.Broken && !told:
			rows = append(rows, r)
		}
	}
	return pg.block(pg.comparison(rows, true))
}

// ownWord reports whether the person told it; a fact without an origin is told.
func ownWord(origins incident.Origins) bool {
	return len(origins) == 0 || slices.ContainsFunc(origins, func(o incident.Origin) bool { return o.Told })
}

// promised reports whether there is a promise to put on paper.
func (pg *page) promised() bool {
	return slices.ContainsFunc(pg.data.Incident.Promises, func(p incident.Promise) bool { return p.Reality != "" || ownWord(p.Origins) })
}

// comparison is the table of promise and reality; on paper what is not known is
// left to fill in by hand.
func (pg *page) comparison(rows []legal.Row, paper bool) document.Table {
	t := document.Table{Columns: []document.Column{pg.column("date", 1, document.Left), pg.column("said", 3, document.Left), pg.column("reality", 3, document.Left)}}
	for _, r := range rows {
		date := document.T("–")
		if runs, ok := pg.when(r.At); ok {
			date = runs
		}
		said, came := document.T(pg.p.Say(r.Said)), document.T(pg.p.Say(r.Came))
		if r.Quote != "" {
			said = document.T(pg.p.T("letter.quoted", "text", r.Quote))
		}
		switch {
		case r.Reality != "":
			came = document.T(r.Reality)
		case r.Quote != "" && paper:
			came = pg.cell(nil, false).Text
		}
		t.Rows = append(t.Rows, []document.Cell{{Text: date}, {Text: said}, {Text: came}})
	}
	return t
}

// happening is a line of the timeline.
type happening struct {
	at   recourse.Moment
	or   recourse.Date // the other day that it can have been
	runs []document.Run
}

func (pg *page) events() []happening {
	var out []happening
	for _, h := range pg.data.Incident.Timeline(time.UTC) {
		if text := pg.happened(h); text != "" {
			out = append(out, happening{h.At, h.Or, document.T(text)})
		}
	}
	return out
}

// whenOr is when it happened, with both days where a date can be read two ways.
func (pg *page) whenOr(h happening) ([]document.Run, bool) {
	if h.or.IsZero() {
		return pg.when(h.at)
	}
	return document.T(pg.p.Either(h.at, h.or)), true
}

// happened says one line of the timeline, or "" where there are no words for it.
func (pg *page) happened(h incident.Happening) string {
	key := "letter.event." + h.Kind
	switch h.Kind {
	case incident.Paid, incident.Received:
		who := h.Name
		if h.Kind == incident.Paid {
			who = pg.payee(*h.Payment).Name
		}
		amount := strings.ReplaceAll(document.PlainText(pg.booked(*h.Payment)), "\n", " ")
		return pg.p.T(key, "amount", amount, "name", orDash(who))
	case incident.Demanded:
		return pg.p.T(key, "amount", h.Amount, "for", orDash(h.Text))
	case incident.Contracted, incident.Promised, incident.Arrived:
		return pg.p.T(key, "number", h.Text)
	}
	if !pg.p.Has(key) {
		return ""
	}
	return strings.TrimSpace(pg.p.T(key) + " " + h.Text)
}

// timeline tells what happened, in order.
func (pg *page) timeline() mark {
	t := document.Table{Columns: []document.Column{pg.column("date", 1, document.Left), pg.column("event", 5, document.Left)}}
	for _, h := range pg.events() {
		t.Rows = append(t.Rows, []document.Cell{pg.cell(pg.whenOr(h)), {Text: h.runs}})
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]document.Cell{{pg.cell(nil, false), pg.cell(nil, false)}}
	}
	return pg.block(t)
}
