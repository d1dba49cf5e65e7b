package letter

import (
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
)

// how tells how it went: the locale's words for the pattern, else for the
// branch, and after them only what the incident's own facts say. Where neither
// has words the person tells it.
func (pg *page) how() ([]document.Run, bool) {
	inc := pg.data.Incident
	for _, k := range []string{inc.Pattern, string(inc.Branch)} {
		key := "letter.how." + k
		if k == "" || !pg.p.Has(key) {
			continue
		}
		words := []string{pg.p.T(key)}
		if k == "task-job" {
			words = append(words, pg.course()...)
		}
		return document.T(strings.Join(words, " ")), true
	}
	return nil, false
}

// course tells the course of the payments in sentences that each rest on a fact.
func (pg *page) course() []string {
	var words []string
	if site := pg.pointer(indicator.Domain, indicator.URL); site != "" {
		words = append(words, pg.p.T("letter.how.site", "site", site))
	}
	paid := pg.paid("")
	switch {
	case pg.rising():
		words = append(words, pg.p.T("letter.how.rising"))
	case len(paid) > 0:
		words = append(words, pg.p.T("letter.how.paid", "n", len(paid)))
	}
	if asked := pg.lastAsked(); pg.askedAfter(asked, paid) {
		words = append(words, pg.p.T("letter.how.asked", "amount", asked.Amount))
	}
	if named := pg.purposes(); len(named) > 0 {
		words = append(words, pg.p.T("letter.how.named", "words", strings.Join(named, ", ")))
	}
	return words
}

// askedAfter reports whether money was asked for on the day of the last
// payment or later.
func (pg *page) askedAfter(asked incident.Asked, paid []incident.Payment) bool {
	if asked.Amount.IsZero() || asked.At.IsZero() || len(paid) == 0 {
		return false
	}
	return !slices.ContainsFunc(paid, func(pay incident.Payment) bool {
		return pay.At.IsZero() || asked.At.Date().Before(pay.At.Date())
	})
}

// rising reports whether there are several payments and each of them is larger
// than the one before.
func (pg *page) rising() bool {
	paid := slices.Clone(pg.paid(""))
	slices.SortStableFunc(paid, func(a, b incident.Payment) int { return a.At.Time.Compare(b.At.Time) })
	for i, pay := range paid {
		if pay.At.IsZero() || i > 0 && (pay.Amount.Currency != paid[i-1].Amount.Currency || pay.Amount.Minor <= paid[i-1].Amount.Minor) {
			return false
		}
	}
	return len(paid) > 1
}

// purposes are the words by which the other side asked for more, each once.
func (pg *page) purposes() []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s == "" {
			return
		}
		if quoted := pg.p.T("letter.quoted", "text", s); !slices.Contains(out, quoted) {
			out = append(out, quoted)
		}
	}
	for _, a := range pg.data.Incident.Asked {
		add(a.For)
	}
	return out
}

// receivedDay is the day on which money came back, where it is one day.
func (pg *page) receivedDay() ([]document.Run, bool) {
	var day recourse.Date
	for _, pay := range pg.received() {
		d := pay.At.Date()
		if d.IsZero() || !day.IsZero() && d != day {
			return nil, false
		}
		day = d
	}
	return pg.day(day)
}
