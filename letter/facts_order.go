package letter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/money"
	"recourse/playbook"
)

// dispute reports whether the trouble is with a seller.
func (pg *page) dispute() bool {
	b := pg.data.Incident.Branch
	return b == incident.Breach || b == incident.SellerFraud
}

// orderValue is what the order was worth, else what was paid for it, where there is
// one order and all payments were agreed in one currency: an order is often paid in
// a deposit and a balance.
func (pg *page) orderValue() money.Amount {
	if v := pg.order().Value; !v.IsZero() {
		return v
	}
	if len(pg.data.Incident.Orders) != 1 {
		return money.Amount{}
	}
	var agreed []money.Amount
	for _, p := range pg.paid("") {
		if !p.Original.IsZero() {
			agreed = append(agreed, p.Original)
			continue
		}
		agreed = append(agreed, p.Amount)
	}
	totals, err := money.Totals(agreed)
	if err != nil || len(totals) != 1 {
		return money.Amount{}
	}
	return totals[0]
}

// difference says what was agreed and what came, where that is known.
func (pg *page) difference() ([]document.Run, bool) {
	for _, p := range pg.data.Incident.Promises {
		if p.Reality != "" {
			return document.T(p.Reality), true
		}
	}
	if o := pg.order(); o.Problem == "not-received" && !o.PromisedBy.IsZero() {
		return document.T(pg.p.T("letter.difference.not-received", "date", o.PromisedBy)), true
	}
	return nil, false
}

// differenceBlock is what does not conform: the table of promises, else the
// problem in the words of the form with room for the details.
func (pg *page) differenceBlock() mark {
	if pg.promised() {
		return pg.promisesTable()
	}
	if runs, ok := pg.difference(); ok {
		return pg.block(document.Paragraph{Text: runs})
	}
	var runs []document.Run
	if problem, ok := facts["order.problem"](pg); ok {
		word := document.PlainText(problem)
		if on := pg.order().ReceivedOn; !on.IsZero() {
			word = pg.p.T("letter.difference.received", "date", on, "problem", word)
		}
		runs = document.T(capitalised(word) + ". " + pg.p.T("letter.difference.detail") + " ")
	}
	return pg.block(document.Paragraph{Text: append(runs, orGap(nil, false)...)})
}

// capitalised is a text with a capital letter in front.
func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// The longest period that a notice sets, and how much of the earliest window
// must be left after it.
const (
	longestPeriod = 7 // days
	leftForWindow = 2 // days
)

// replyBy is the end of the period that a notice sets: it lies well before the
// earliest window of the plan closes. It is false where there is no time for a
// period.
func (pg *page) replyBy() (recourse.Date, bool) {
	today := pg.data.Today
	if today.IsZero() {
		return today, false
	}
	last := today.AddDays(longestPeriod)
	for _, s := range pg.data.Plan.Steps {
		for _, c := range closings(s) {
			if day := c.Due.Date(); !day.Before(today) && day.AddDays(-leftForWindow).Before(last) {
				last = day.AddDays(-leftForWindow)
			}
		}
	}
	return last, last.After(today)
}

// closings are the windows of a step that is still to be taken.
func closings(s playbook.Step) []playbook.Clock {
	if s.State != "todo" && s.State != "waiting" {
		return nil
	}
	clocks := s.Also
	if s.Clock != nil {
		clocks = append([]playbook.Clock{*s.Clock}, clocks...)
	}
	return slices.DeleteFunc(slices.Clone(clocks), func(c playbook.Clock) bool { return c.Kind != playbook.ClosingTime })
}

// disputeUntil is the day on which the platform's window closes.
func (pg *page) disputeUntil() ([]document.Run, bool) {
	for _, s := range pg.data.Plan.Steps {
		if list := closings(s); s.Paper == "ta-dispute" && len(list) > 0 && !list[0].Due.Date().Before(pg.data.Today) {
			return pg.day(list[0].Due.Date())
		}
	}
	return nil, false
}

// cardNumber is a card by its last four digits, however it was written. An
// account that is no card is not known as one.
func cardNumber(s string) ([]document.Run, bool) {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	masked := strings.ContainsAny(s, "*•xX")
	if len(digits) < 4 || !masked && (len(digits) < 13 || len(digits) > 19 || isAccountRS(s) || strings.ContainsFunc(s, isLetter)) {
		return nil, false
	}
	if tail := s[strings.LastIndexFunc(s, isMasking)+1:]; masked && strings.Count(tail, "")-1 < 4 {
		return nil, false // the last digits are the ones that are hidden
	}
	return code("**** **** **** " + digits[len(digits)-4:])
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

func isMasking(r rune) bool { return strings.ContainsRune("*•xX", r) }
