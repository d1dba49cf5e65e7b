package letter

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"recourse/document"
	"recourse/incident"
	"recourse/locale"
	"recourse/money"
)

// maxBody is the largest body that a letter may have after its template ran.
const maxBody = 256 << 10

// page is one letter being written. Values that the template inserts stand in
// its output as marks, two private-use signs around a number, and are put back
// as text after the markdown was read.
type page struct {
	p      *locale.Printer
	data   Data
	values []value
}

// value is what a mark stands for: runs inside a line, or blocks.
type value struct {
	runs   []document.Run
	blocks []document.Block
}

// mark is a value in the template's output.
type mark string

const (
	markOpen  = '\uE000'
	markClose = '\uE001'
	gap       = "________________"
)

func isMark(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }

func newPage(p *locale.Printer, data Data) *page { return &page{p: p, data: data} }

func (pg *page) put(v value) mark {
	pg.values = append(pg.values, v)
	return mark(string(markOpen) + strconv.Itoa(len(pg.values)-1) + string(markClose))
}

func (pg *page) text(s string) mark { return pg.runs(document.T(s)) }

func (pg *page) runs(r []document.Run) mark { return pg.put(value{runs: r}) }

func (pg *page) block(b ...document.Block) mark { return pg.put(value{blocks: b}) }

// orGap returns the runs, or a gap to fill in by hand.
func orGap(runs []document.Run, ok bool) []document.Run {
	if !ok {
		return []document.Run{{Text: gap, Style: document.Blank}}
	}
	return runs
}

// funcs is the closed set of functions that a letter may call. The set of the
// nil page serves for parsing only.
func (pg *page) funcs() template.FuncMap {
	return template.FuncMap{
		"fact": pg.fact, "has": pg.has, "is": pg.is, "say": pg.say,
		"today": pg.today, "place": pg.place, "branch": pg.branch, "authorised": pg.authorised, "over": pg.over,
		"count": pg.count, "total": pg.total, "several": pg.several,
		"payments_table": pg.paymentsTable, "accounts_list": pg.accountsList, "received_table": pg.receivedTable,
		"asked_table": pg.askedTable, "parties_list": pg.partiesList, "identifiers_list": pg.identifiersList,
		"promises_table": pg.promisesTable, "difference": pg.differenceBlock, "chat_accounts": pg.chatAccounts, "timeline": pg.timeline, "exhibits": pg.exhibits,
		"order_values": pg.orderValues, "person_values": pg.personValues, "person_short": pg.personShort, "signature": pg.signature,
		// Functions of text/template that take values apart or make markup.
		"html": refuse, "js": refuse, "urlquery": refuse, "slice": refuse, "index": refuse, "call": refuse,
	}
}

func refuse(...any) (string, error) { return "", fmt.Errorf("this function is not for letters") }

func (pg *page) execute(t *template.Template) (string, error) {
	t, err := t.Clone()
	if err != nil {
		return "", fmt.Errorf("copy template: %w", err)
	}
	var b strings.Builder
	if err := t.Funcs(pg.funcs()).Execute(&b, nil); err != nil {
		return "", err
	}
	if b.Len() > maxBody {
		return "", fmt.Errorf("the body is larger than %d bytes", maxBody)
	}
	return b.String(), nil
}

// fact returns a fact's value, or a gap.
func (pg *page) fact(name string) (mark, error) {
	get, ok := facts[name]
	if !ok {
		return "", fmt.Errorf("%q is no fact of letters", name)
	}
	return pg.runs(orGap(get(pg))), nil
}

func (pg *page) has(name string) (bool, error) {
	if is, ok := pg.groups()[name]; ok {
		return is, nil
	}
	get, ok := facts[name]
	if !ok {
		return false, fmt.Errorf("%q is no fact of letters", name)
	}
	_, ok = get(pg)
	return ok, nil
}

// groups are the facts of which there may be several.
func (pg *page) groups() map[string]bool {
	inc := pg.data.Incident
	return map[string]bool{
		"payments": len(pg.paid("")) > 0, "payments.bank": len(pg.paid("bank")) > 0, "payments.card": len(pg.paid("card")) > 0,
		"received": len(pg.received()) > 0, "asked": len(inc.Asked) > 0, "promises": pg.promised(),
		"exhibits": len(pg.enclosed()) > 0, "exhibits.shared": len(pg.shared()) > 0, "rising": pg.rising(), "identifiers": len(pg.pointers()) > 0, "parties": len(pg.others()) > 0,
		"timeline": len(pg.events()) > 0, "given": len(inc.Given) > 0,
		"threats": inc.Threats != nil && *inc.Threats, "abroad": pg.abroad(),
	}
}

// is compares a choice among the incident's facts with a word of the vocabulary.
func (pg *page) is(name, want string) (bool, error) {
	order := pg.order()
	switch name {
	case "pattern":
		return pg.data.Incident.Pattern == want, nil
	case "person.kind":
		return pg.data.Incident.Person.Kind == want, nil
	case "order.problem":
		return order.Problem == want, nil
	case "order.remedy":
		return order.Remedy == want, nil
	case "order.protected":
		return order.Protected != nil && strconv.FormatBool(*order.Protected) == want, nil
	case "authorised":
		return pg.authorised() == want, nil
	case "given":
		for _, g := range pg.data.Incident.Given {
			if g == want {
				return true, nil
			}
		}
		return false, nil
	}
	return false, fmt.Errorf("%q cannot be compared", name)
}

// authorised is "yes" where the person ordered every payment, "no" where
// another did, "mixed" or "" where that is not known.
func (pg *page) authorised() string {
	answer := ""
	for _, pay := range pg.paid("") {
		if pay.Authorised == nil {
			continue
		}
		word := map[bool]string{true: "yes", false: "no"}[*pay.Authorised]
		if answer != "" && answer != word {
			return "mixed"
		}
		answer = word
	}
	return answer
}

func (pg *page) say(key string) (mark, error) {
	if !pg.p.Has(key) {
		return "", fmt.Errorf("there is no locale key %q", key)
	}
	return pg.text(pg.p.T(key)), nil
}

func (pg *page) today() mark {
	if pg.data.Today.IsZero() {
		return pg.runs(orGap(nil, false))
	}
	return pg.text(pg.p.Date(pg.data.Today))
}

// over reports whether more than so many whole units of a currency were paid.
func (pg *page) over(currency string, units int) bool {
	totals, err := money.Totals(amounts(pg.paid("")))
	if err != nil {
		return false
	}
	for _, t := range totals {
		if string(t.Currency) == currency && t.Minor > money.Of(int64(units), t.Currency).Minor {
			return true
		}
	}
	return false
}

// place is the person's town, or a short gap to write it in.
func (pg *page) place() mark {
	if town := pg.data.Incident.Person.Contact["city"]; town != "" {
		return pg.text(pg.own(town))
	}
	return pg.runs([]document.Run{{Text: "____________", Style: document.Blank}})
}

func (pg *page) branch(want string) bool { return string(pg.data.Incident.Branch) == want }

func (pg *page) count(group string) (int, error) {
	switch group {
	case "payments":
		return len(pg.paid("")), nil
	case "payments.bank":
		return len(pg.paid("bank")), nil
	case "payments.card":
		return len(pg.paid("card")), nil
	case "exhibits":
		return len(pg.enclosed()), nil
	}
	return 0, fmt.Errorf("%q cannot be counted", group)
}

func (pg *page) several(group string) (bool, error) {
	n, err := pg.count(group)
	return n > 1, err
}

// total adds up what was paid: "" for everything, "bank" or "card".
func (pg *page) total(rail string) mark {
	var amounts []money.Amount
	for _, pay := range pg.paid(rail) {
		amounts = append(amounts, pay.Amount)
	}
	return pg.runs(orGap(pg.sum(amounts)))
}

func (pg *page) sum(amounts []money.Amount) ([]document.Run, bool) {
	totals, err := money.Totals(amounts)
	if err != nil || len(totals) == 0 {
		return nil, false
	}
	words := make([]string, len(totals))
	for i, a := range totals {
		words[i] = nbsp(pg.p.Amount(a))
	}
	return document.B(strings.Join(words, " + ")), true
}

// own writes the person's own words, such as the name, in the paper's script.
func (pg *page) own(s string) string {
	if pg.p.Lang() == "sr-Cyrl" && pg.data.Incident.Person.Country == "RS" {
		return locale.ToCyrillic(s)
	}
	return s
}

// fixed writes the file's own words in the paper's script.
func (pg *page) fixed(s string) string {
	if pg.p.Lang() == "sr-Cyrl" {
		return locale.ToCyrillic(s)
	}
	return s
}

// nbsp keeps an amount or a date on one line.
func nbsp(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

func (pg *page) order() incident.Order {
	if orders := pg.data.Incident.Orders; len(orders) > 0 {
		return orders[0]
	}
	return incident.Order{}
}
