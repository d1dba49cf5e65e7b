package letter

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// facts is the closed vocabulary of single facts that letters may name, with
// how each is read. The second result is false where it is not known.
var facts = map[string]func(*page) ([]document.Run, bool){
	"person.name":     func(pg *page) ([]document.Run, bool) { return pg.ownWord(pg.data.Incident.Person.Name) },
	"person.address":  func(pg *page) ([]document.Run, bool) { return pg.ownWord(pg.contact("address")) },
	"person.phone":    func(pg *page) ([]document.Run, bool) { return code(pg.contact("phone")) },
	"person.email":    func(pg *page) ([]document.Run, bool) { return code(pg.contact("email")) },
	"person.company":  func(pg *page) ([]document.Run, bool) { return word(pg.contact("company")) },
	"person.country":  func(pg *page) ([]document.Run, bool) { return pg.named("country.", pg.data.Incident.Person.Country) },
	"person.account":  func(pg *page) ([]document.Run, bool) { return account(pg.from().Account) },
	"person.bank":     func(pg *page) ([]document.Run, bool) { return word(cmp.Or(pg.from().Bank, pg.card().From.Bank)) },
	"card.number":     func(pg *page) ([]document.Run, bool) { return cardNumber(pg.card().From.Account) },
	"card.network":    func(pg *page) ([]document.Run, bool) { return word(networkName(pg.card().CardNetwork)) },
	"card.merchant":   func(pg *page) ([]document.Run, bool) { return word(pg.card().To.Name) },
	"card.bank":       func(pg *page) ([]document.Run, bool) { return word(pg.card().From.Bank) },
	"payments.total":  func(pg *page) ([]document.Run, bool) { return pg.sum(amounts(pg.paid(""))) },
	"payments.bank":   func(pg *page) ([]document.Run, bool) { return pg.sum(amounts(pg.paid("bank"))) },
	"payments.card":   func(pg *page) ([]document.Run, bool) { return pg.sum(amounts(pg.paid("card"))) },
	"payments.first":  func(pg *page) ([]document.Run, bool) { return pg.payDay(true) },
	"payments.last":   func(pg *page) ([]document.Run, bool) { return pg.payDay(false) },
	"told.purpose":    func(pg *page) ([]document.Run, bool) { return word(pg.toldPurpose()) },
	"asked.amount":    func(pg *page) ([]document.Run, bool) { return pg.amount(pg.lastAsked().Amount) },
	"asked.for":       func(pg *page) ([]document.Run, bool) { return word(pg.lastAsked().For) },
	"asked.at":        func(pg *page) ([]document.Run, bool) { return pg.moment(pg.lastAsked().At) },
	"bank.told":       func(pg *page) ([]document.Run, bool) { return pg.moment(pg.event("told-bank").At) },
	"complaint.filed": func(pg *page) ([]document.Run, bool) { return pg.moment(pg.event("complaint-filed", "seller").At) },
	"police.reported": func(pg *page) ([]document.Run, bool) { return pg.moment(pg.event("police-report").At) },
	"dispute.opened": func(pg *page) ([]document.Run, bool) {
		return pg.moment(pg.event("dispute-opened", "alibaba", "aliexpress").At)
	},
	"card.disputed": func(pg *page) ([]document.Run, bool) { return pg.moment(pg.event("dispute-opened", "bank").At) },
	"card.refused":  func(pg *page) ([]document.Run, bool) { return pg.moment(pg.refusal("bank").At) },
	"dispute.until": func(pg *page) ([]document.Run, bool) { return pg.disputeUntil() },
	"police.number": func(pg *page) ([]document.Run, bool) { return word(pg.event("police-report").Detail) },
	"other.name":    func(pg *page) ([]document.Run, bool) { return word(pg.firstOther().Name) },
	"other.site":    func(pg *page) ([]document.Run, bool) { return code(pg.pointer(indicator.Domain, indicator.URL)) },
	"other.channel": func(pg *page) ([]document.Run, bool) { return code(pg.pointer(indicator.Handle, indicator.Phone)) },
	"other.account": func(pg *page) ([]document.Run, bool) { return code(pg.pointer(indicator.Handle, indicator.Phone)) },
	"other.contact": func(pg *page) ([]document.Run, bool) {
		return code(pg.pointer(indicator.Domain, indicator.URL, indicator.Handle, indicator.Phone, indicator.Email))
	},
	"story.how":      func(pg *page) ([]document.Run, bool) { return pg.how() },
	"story.since":    func(pg *page) ([]document.Run, bool) { return pg.span(0) },
	"story.until":    func(pg *page) ([]document.Run, bool) { return pg.span(-1) },
	"story.own":      func(*page) ([]document.Run, bool) { return nil, false }, // written on the paper by hand
	"received.day":   func(pg *page) ([]document.Run, bool) { return pg.receivedDay() },
	"loss":           func(pg *page) ([]document.Run, bool) { return pg.lost() },
	"received.total": func(pg *page) ([]document.Run, bool) { return pg.sum(amounts(pg.received())) },
	"brand":          func(pg *page) ([]document.Run, bool) { return word(brandName(pg.data.Incident.Brand)) },
	"order.number":   func(pg *page) ([]document.Run, bool) { return code(pg.order().Number) },
	"order.platform": func(pg *page) ([]document.Run, bool) { return word(brandName(pg.order().Platform)) },
	"order.seller":   func(pg *page) ([]document.Run, bool) { return word(pg.seller().Name) },
	"order.goods":    func(pg *page) ([]document.Run, bool) { return word(pg.order().Goods) },
	"order.value":    func(pg *page) ([]document.Run, bool) { return pg.amount(pg.orderValue()) },
	"order.contracted_on": func(pg *page) ([]document.Run, bool) {
		return pg.day(pg.order().ContractedOn)
	},
	"order.promised_by": func(pg *page) ([]document.Run, bool) { return pg.day(pg.order().PromisedBy) },
	"order.received_on": func(pg *page) ([]document.Run, bool) { return pg.day(pg.order().ReceivedOn) },
	"order.problem":     func(pg *page) ([]document.Run, bool) { return pg.named("letter.problem.", pg.order().Problem) },
	"order.difference":  func(pg *page) ([]document.Run, bool) { return pg.difference() },
	"reply.by": func(pg *page) ([]document.Run, bool) {
		day, ok := pg.replyBy()
		runs, _ := pg.day(day)
		return runs, ok
	},
	"order.remedy": func(pg *page) ([]document.Run, bool) { return pg.named("letter.remedy.", pg.order().Remedy) },
}

func word(s string) ([]document.Run, bool) { return document.T(s), strings.TrimSpace(s) != "" }

func code(s string) ([]document.Run, bool) {
	return []document.Run{{Text: s, Style: document.Code}}, strings.TrimSpace(s) != ""
}

// account writes an account as banks write it.
func account(s string) ([]document.Run, bool) { return code(formatAccount(s)) }

func formatAccount(s string) string {
	if v, err := indicator.ParseAccountRS(s); err == nil {
		return indicator.FormatAccountRS(v)
	}
	return s
}

func (pg *page) ownWord(s string) ([]document.Run, bool) { return word(pg.own(s)) }

func (pg *page) contact(name string) string { return pg.data.Incident.Person.Contact[name] }

func (pg *page) amount(a money.Amount) ([]document.Run, bool) {
	return document.B(nbsp(pg.p.Amount(a))), !a.IsZero() && a.Currency != ""
}

func (pg *page) day(d recourse.Date) ([]document.Run, bool) {
	if d.IsZero() {
		return nil, false
	}
	return document.T(nbsp(pg.p.Date(d))), true
}

func (pg *page) moment(m recourse.Moment) ([]document.Run, bool) {
	if m.IsZero() {
		return nil, false
	}
	return document.T(nbsp(pg.p.Moment(m))), true
}

// named says a word of the closed vocabulary; a word that has no name in the
// locale is not known.
func (pg *page) named(prefix, word string) ([]document.Run, bool) {
	if word == "" {
		return nil, false
	}
	if !pg.p.Has(prefix + word) {
		return document.T(word), true
	}
	return document.T(pg.p.T(prefix + word)), true
}

// paid are the payments that left the person: all, or by rail those that did not come
// back, because nobody asks for what is there already.
func (pg *page) paid(rail string) []incident.Payment {
	var out []incident.Payment
	back := pg.data.Incident.CameBack()
	for i, pay := range pg.data.Incident.Payments {
		if pay.Left() && (rail == "" || railGroup(pay.Rail) == rail && !back[i]) {
			out = append(out, pay)
		}
	}
	return out
}

// railGroup is the letter's view of a rail: what the own bank can recall, what
// a card dispute covers, and the rest. A payment of which the rail is not known
// counts as a bank's.
func railGroup(rail string) string {
	switch rail {
	case "", "bank-transfer", "instant", "sepa", "swift", "direct-debit":
		return "bank"
	case "card":
		return "card"
	default:
		return "other"
	}
}

func (pg *page) received() []incident.Payment {
	var out []incident.Payment
	for _, pay := range pg.data.Incident.Payments {
		if pay.Came() {
			out = append(out, pay)
		}
	}
	return out
}

// balances are what was sent and what came back, by currency; none where a sum is beyond
// any real one.
func (pg *page) balances() []incident.Balance {
	list, err := pg.data.Incident.Balances()
	if err != nil {
		return nil
	}
	return list
}

// lost adds up what was sent and did not come back.
func (pg *page) lost() ([]document.Run, bool) {
	var list []money.Amount
	for _, b := range pg.balances() {
		if !b.Sent.IsZero() {
			list = append(list, b.Lost)
		}
	}
	return pg.sum(list)
}

func amounts(payments []incident.Payment) []money.Amount {
	out := make([]money.Amount, len(payments))
	for i, pay := range payments {
		out[i] = pay.Amount
	}
	return out
}

func (pg *page) from() incident.Account {
	var found incident.Account
	for _, pay := range pg.paid("bank") {
		if found.Account == "" {
			found.Account = pay.From.Account
		}
		if found.Bank == "" {
			found.Bank = pay.From.Bank
		}
	}
	return found
}

func (pg *page) card() incident.Payment {
	if cards := pg.paid("card"); len(cards) > 0 {
		return cards[0]
	}
	return incident.Payment{}
}

func (pg *page) payDay(first bool) ([]document.Run, bool) {
	var day recourse.Date
	for _, pay := range pg.paid("") {
		d := pay.At.Date()
		if !d.IsZero() && (day.IsZero() || first == d.Before(day)) {
			day = d
		}
	}
	return pg.day(day)
}

func (pg *page) toldPurpose() string {
	for _, pay := range pg.paid("") {
		if pay.ToldPurpose != "" {
			return pay.ToldPurpose
		}
	}
	return ""
}

func (pg *page) lastAsked() incident.Asked {
	if asked := pg.data.Incident.Asked; len(asked) > 0 {
		return asked[len(asked)-1]
	}
	return incident.Asked{}
}

// event is the first event of a kind, with one of the bodies where any is named.
func (pg *page) event(kind string, to ...string) incident.Event {
	for _, e := range pg.data.Incident.Events {
		if e.Kind == kind && (len(to) == 0 || slices.Contains(to, strings.ToLower(e.To))) {
			return e
		}
	}
	return incident.Event{}
}

func (pg *page) refusal(from string) incident.Event {
	for _, e := range pg.data.Incident.Events {
		if e.Kind == "reply" && e.Reply == "refused" && strings.EqualFold(e.To, from) {
			return e
		}
	}
	return incident.Event{}
}

// span is the first (0) or last (-1) day on which something happened.
func (pg *page) span(which int) ([]document.Run, bool) {
	days := []recourse.Moment{}
	for _, e := range pg.events() {
		days = append(days, e.at)
	}
	for _, p := range pg.data.Incident.Promises {
		if !p.At.IsZero() {
			days = append(days, p.At)
		}
	}
	if len(days) == 0 {
		return nil, false
	}
	slices.SortFunc(days, func(a, b recourse.Moment) int { return a.Time.Compare(b.Time) })
	if which < 0 {
		return pg.day(days[len(days)-1].Date())
	}
	return pg.day(days[0].Date())
}

func (pg *page) firstOther() incident.Party {
	for _, p := range pg.others() {
		if p.Name != "" && p.Role != "platform" {
			return p
		}
	}
	return incident.Party{}
}

func (pg *page) seller() incident.Party {
	order := pg.order()
	for _, p := range pg.data.Incident.Parties {
		if p.ID == order.Seller && order.Seller != "" || order.Seller == "" && p.Role == "seller" {
			return p
		}
	}
	return incident.Party{Name: order.Seller}
}

// pointers are what identifies the other side, each once.
func (pg *page) pointers() []incident.Pointer {
	var out []incident.Pointer
	seen := make(map[string]bool)
	for _, party := range pg.others() {
		for _, ptr := range pg.theirs(party) {
			if key := string(ptr.Kind) + " " + ptr.Value; !seen[key] {
				seen[key] = true
				out = append(out, ptr)
			}
		}
	}
	return out
}

// theirs are a party's indicators without the person's own, and without
// accounts: an account that received money may be another deceived person's,
// and stands in the table of payments.
func (pg *page) theirs(party incident.Party) []incident.Pointer {
	return slices.DeleteFunc(slices.Clone(party.Indicators), func(ptr incident.Pointer) bool {
		switch ptr.Kind {
		case indicator.AccountRS, indicator.IBAN, indicator.Card:
			return true
		}
		if isOfficial(ptr) {
			return true
		}
		for _, own := range pg.data.Incident.Person.Contact {
			if strings.EqualFold(own, ptr.Value) || strings.EqualFold(own, ptr.Text) {
				return own != ""
			}
		}
		return false
	})
}

// pointer returns the first pointer of the first kind that has one.
func (pg *page) pointer(kinds ...indicator.Kind) string {
	for _, k := range kinds {
		for _, ptr := range pg.pointers() {
			if ptr.Kind == k {
				return handleName(ptr.Value)
			}
		}
	}
	return ""
}

// names of brands and networks as they write themselves.
var names = map[string]string{
	"alibaba": "Alibaba.com", "aliexpress": "AliExpress", "1688": "1688.com", "visa": "Visa", "mastercard": "Mastercard", "dinacard": "DinaCard", "amex": "American Express",
}

func brandName(id string) string {
	if n, ok := names[strings.ToLower(id)]; ok {
		return n
	}
	return id
}

func networkName(id string) string { return brandName(id) }
