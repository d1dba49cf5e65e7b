package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

// addDemands adds what the other side asked for and what was not paid since.
func (a *assembly) addDemands() {
	for _, d := range a.verdict.Demands {
		if a.onLabelledPage(d.Span) || a.askedEarly(d) || a.paid(d.Amount) > d.Paid || a.paidInParts(d) {
			continue
		}
		asked := incident.Asked{Amount: d.Amount, For: d.For, Fact: incident.Fact{Origins: a.originsOf(d)}}
		if m, ok := a.saidAt(d.Span); ok {
			if asked.At = a.timeOf(d.Span); asked.At.IsZero() {
				asked.Days = m.Days
			}
			if slices.Contains(a.thread.Other, m.From) {
				asked.By = a.in.PartyNamed(a.role(m.From), m.From, a.thread.Origin(m.Span))
			}
		}
		if i := slices.IndexFunc(a.in.Asked, func(x incident.Asked) bool { return x.Amount == asked.Amount }); i >= 0 {
			a.in.Asked[i].Origins = append(a.in.Asked[i].Origins, asked.Origins...)
			continue
		}
		a.in.Asked = append(a.in.Asked, asked)
	}
	// What was asked for last is what must not be sent: a page without a day is not the last
	// word because it is read after the chats.
	slices.SortStableFunc(a.in.Asked, func(x, y incident.Asked) int { return dated(x.At) - dated(y.At) })
}

// requests lists what was asked for and not paid: first that of the incident, then what the
// other side asks for in texts without signs of a scam, such as an invoice.
func (a *assembly) requests() []Request {
	var list []Request
	for _, asked := range a.in.Asked {
		r := Request{Asked: asked}
		if i := slices.IndexFunc(a.verdict.Demands, func(d scam.Demand) bool { return d.Amount == asked.Amount }); i >= 0 {
			r.Name, r.Account = a.requestedBy(a.verdict.Demands[i])
		}
		list = append(list, r)
	}
	for _, d := range a.verdict.Asked {
		known := slices.ContainsFunc(list, func(r Request) bool { return r.Amount == d.Amount }) ||
			slices.ContainsFunc(a.verdict.Demands, func(o scam.Demand) bool { return o.Amount == d.Amount })
		r := Request{Asked: incident.Asked{At: a.timeOf(d.Span), Amount: d.Amount, For: d.For, Fact: incident.Fact{Origins: a.originsOf(d)}}}
		r.Name, r.Account = a.requestedBy(d)
		if known || r.Name == "" || a.onLabelledPage(d.Span) || a.paid(d.Amount) > d.Paid || a.paidInParts(d) {
			continue
		}
		list = append(list, r)
	}
	return list
}

// requestedBy returns who asked for a sum, where it is somebody of the other side, and the
// account that they named with it; "" where that is not known.
func (a *assembly) requestedBy(d scam.Demand) (name, account string) {
	if m, ok := a.saidAt(d.Span); ok && (slices.Contains(a.thread.Other, m.From) || a.isAlone(m)) {
		name = m.From
	}
	if named, ok := a.namedFor(d.Span); ok {
		account = named.Value
	}
	return name, account
}

// isAlone reports whether a message is all that there is, and nothing says on which side
// its sender is: who asks there to be paid, and does not speak as who pays or claims back,
// is then taken for the other side.
func (a *assembly) isAlone(m incident.Message) bool {
	return m.From != "" && !m.Doubtful && !slices.Contains(a.verdict.Payers, m.From) && len(a.thread.Other) == 0 && len(a.thread.Self) == 0 && len(a.thread.Messages) == 1
}

// invoiced are requests as happenings.
func invoiced(list []Request) []incident.Happening {
	var all []incident.Happening
	for _, r := range list {
		all = append(all, incident.Happening{At: r.At, Kind: incident.Demanded, Amount: r.Amount, Name: r.Name, Text: r.For, Fact: r.Fact})
	}
	return all
}

func dated(at recourse.Moment) int {
	if at.IsZero() {
		return 0
	}
	return 1
}

// askedEarly reports whether it was the true seller who asked, before somebody else
// changed the details: what they got is no demand that is open.
func (a *assembly) askedEarly(d scam.Demand) bool {
	if a.in.Branch != incident.ChangedBankDetails {
		return false
	}
	at := a.timeOf(d.Span)
	if m, _ := a.saidAt(d.Span); at.IsZero() || m.From == "" {
		return a.isAmongEarly(d.Amount) || !at.IsZero() && at.Date().Before(a.turnDay()) // a paper repeats what the seller got
	}
	return at.Date().Before(a.turnDay())
}

// timeOf is when the words in a span were sent: of what came with a mail, when the mail
// was.
func (a *assembly) timeOf(s recourse.Span) recourse.Moment {
	m, _ := a.saidAt(s)
	if !m.Time.IsZero() {
		return m.Time
	}
	item := a.thread.Origin(s).Item
	i := slices.IndexFunc(a.files, func(f *intake.File) bool {
		return f.Kind == intake.KindMail && len(f.Messages) > 0 && slices.ContainsFunc(f.Files, func(in intake.File) bool { return in.SHA256 == item })
	})
	if i < 0 {
		return recourse.Moment{}
	}
	return a.files[i].Messages[0].Time
}

// maxParts is of how many payments one demand may have been paid.
const maxParts = 6

// paidInParts reports whether payments one after the other, of the day of a demand and
// the days behind it, make up its sum.
func (a *assembly) paidInParts(d scam.Demand) bool {
	m, ok := a.saidAt(d.Span)
	if !ok || m.Time.IsZero() {
		return false
	}
	var parts []money.Amount
	for _, p := range a.in.Payments {
		days := m.Time.Date().DaysUntil(p.At.Date())
		if p.Direction != "in" && !p.At.IsZero() && days >= 0 && days <= partsDays && p.Amount.Minor < d.Amount.Minor &&
			incident.SameAmount(money.Amount{Minor: d.Amount.Minor, Currency: p.Amount.Currency}, d.Amount) {
			parts = append(parts, p.Amount)
		}
	}
	for from := range parts {
		sum := parts[from].Minor
		for n := 1; n < maxParts && from+n < len(parts) && sum < d.Amount.Minor; n++ {
			if sum += parts[from+n].Minor; sum == d.Amount.Minor {
				return true
			}
		}
	}
	return false
}

// partsDays is how many days after a demand its parts may be paid.
const partsDays = 30
