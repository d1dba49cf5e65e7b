package legal

import (
	"cmp"

	"recourse"
	"recourse/incident"
)

// What came of a promise.
const (
	Kept   = "kept"
	Broken = "broken"
	Open   = "open" // its day has not come, or nothing is known of what came
)

// Row sets what was promised or ordered beside what came.
type Row struct {
	At recourse.Moment // when it was promised; may not be known
	By string          // who promised it, by name; may not be known
	// Quote is what was said; where nobody's words are known, Said is what was ordered.
	Quote string
	Said  recourse.Phrase
	// Reality is what came in words that somebody wrote; else Came says it.
	Reality string
	Came    recourse.Phrase
	State   string // Kept, Broken or Open
	Origins incident.Origins
}

// Compare sets what was promised (quoted, dated, by whom) or ordered beside what
// came until today: a row for each promise, then for each order its day of
// delivery and its goods.
func Compare(inc incident.Incident, today recourse.Date) []Row {
	rows := []Row{}
	for _, p := range inc.Promises {
		if p.Quote == "" {
			continue
		}
		r := Row{At: p.At, By: partyName(inc, p.By), Quote: p.Quote, Reality: p.Reality, State: Broken, Origins: p.Origins}
		if p.Reality == "" {
			r.State, r.Came = Open, recourse.P("law.came.unknown")
		}
		rows = append(rows, r)
	}
	for _, o := range inc.Orders {
		rows = append(rows, orderRows(inc, o, today)...)
	}
	return rows
}

func partyName(inc incident.Incident, id string) string {
	for _, p := range inc.Parties {
		if p.ID == id {
			return cmp.Or(p.Name, id)
		}
	}
	return id
}

func orderRows(inc incident.Incident, o incident.Order, today recourse.Date) []Row {
	base := Row{By: partyName(inc, o.Seller), Origins: o.Origins}
	if !o.ContractedOn.IsZero() {
		base.At = recourse.OnDay(o.ContractedOn)
	}
	var rows []Row
	if !o.PromisedBy.IsZero() {
		r := base
		r.Said = recourse.P("law.said.delivery", "date", o.PromisedBy)
		r.State, r.Came = delivery(o, today)
		rows = append(rows, r)
	}
	if o.Goods == "" && (o.Problem == "" || o.Problem == "not-received") {
		return rows
	}
	r := base
	r.Said = recourse.P("law.said.order", "number", o.Number)
	if o.Goods != "" {
		r.Said = recourse.P("law.said.goods", "goods", o.Goods)
	}
	r.State, r.Came = Open, recourse.P("law.came.unknown")
	switch {
	case o.Problem != "":
		r.State, r.Came = Broken, recourse.P("law.came."+o.Problem)
	case !o.ReceivedOn.IsZero():
		r.State, r.Came = Kept, recourse.P("law.came.no-problem")
	}
	return append(rows, r)
}

// delivery says when the goods came, held against the promised day.
func delivery(o incident.Order, today recourse.Date) (string, recourse.Phrase) {
	came := o.ReceivedOn
	if came.After(today) {
		came = recourse.Date{} // a day to come shows nothing
	}
	late := o.PromisedBy.DaysUntil(cmp.Or(came, today))
	switch {
	case !came.IsZero() && late > 0:
		return Broken, recourse.P("law.came.late", "date", came, "n", late)
	case !came.IsZero():
		return Kept, recourse.P("law.came.on-time", "date", came)
	case o.Problem != "" && o.Problem != "not-received":
		return Open, recourse.P("law.came.day-unknown")
	case late > 0:
		return Broken, recourse.P("law.came.nothing", "date", today, "n", late)
	default:
		return Open, recourse.P("law.came.not-due")
	}
}
