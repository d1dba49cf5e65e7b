package incident

import (
	"slices"
	"time"

	"recourse"
	"recourse/money"
)

// The kinds of happenings. An event's own kind, such as "told-bank", is one too.
const (
	Paid       = "paid"       // money left the person
	Received   = "received"   // money came back
	Demanded   = "asked"      // money was asked for and not paid
	Contracted = "contracted" // an order was placed
	Promised   = "promised"   // an order was to be delivered by this day
	Arrived    = "arrived"    // the goods came
	Talked     = "talked"     // messages of a day in a chat
	Wrote      = "wrote"      // a mail
	Pictured   = "pictured"   // a picture was taken
	Captured   = "captured"   // a page was saved
)

// Happening is one dated thing of a timeline.
type Happening struct {
	At recourse.Moment `json:"at"`
	// Or is the other day that it can have been, later than At, where a date can be read
	// two ways and nothing decides.
	Or     recourse.Date `json:"or,omitzero"`
	Kind   string        `json:"kind"`
	Amount money.Amount  `json:"amount,omitzero"`
	Name   string        `json:"name,omitempty"` // who was paid, wrote or is talked to
	Text   string        `json:"text,omitempty"` // what for, the subject, the order's number
	N      int           `json:"n,omitempty"`    // how many messages
	// Doubtful is how many of the messages may stand inside others, see
	// [Message.Doubtful].
	Doubtful int `json:"doubtful,omitempty"`
	// Payment is the payment that it is, where it is one.
	Payment *Payment `json:"-"`
	Fact
}

// Timeline returns what happened and when, as far as the facts have a date,
// oldest first. loc is where clocks without a zone stood.
func (in Incident) Timeline(loc *time.Location) []Happening {
	var list []Happening
	for _, p := range in.Payments {
		kind, who := Paid, p.To
		if p.Direction == "in" {
			kind, who = Received, p.From
		}
		at := p.At
		if at.IsZero() && !p.ValueDate.IsZero() {
			at = recourse.OnDay(p.ValueDate)
		}
		at, or := Either(at, p.Days)
		list = append(list, Happening{At: at, Or: or, Kind: kind, Amount: p.Amount, Name: who.Name, Text: p.ToldPurpose, Payment: &p, Fact: p.Fact})
	}
	for _, a := range in.Asked {
		at, or := Either(a.At, a.Days)
		list = append(list, Happening{At: at, Or: or, Kind: Demanded, Amount: a.Amount, Name: in.partyName(a.By), Text: a.For, Fact: a.Fact})
	}
	for _, o := range in.Orders {
		for _, e := range []struct {
			kind string
			on   recourse.Date
		}{{Contracted, o.ContractedOn}, {Promised, o.PromisedBy}, {Arrived, o.ReceivedOn}} {
			if !e.on.IsZero() {
				list = append(list, Happening{At: recourse.OnDay(e.on), Kind: e.kind, Text: o.Number, Name: in.partyName(o.Seller), Fact: o.Fact})
			}
		}
	}
	for _, e := range in.Events {
		list = append(list, Happening{At: e.At, Kind: e.Kind, Name: e.To, Text: e.Detail, Fact: e.Fact})
	}
	return SortTimeline(list, loc)
}

// Either returns when something happened, and where only two days are known that it can
// have been the earlier one and the other.
func Either(at recourse.Moment, days []recourse.Date) (recourse.Moment, recourse.Date) {
	if !at.IsZero() || len(days) != 2 {
		return at, recourse.Date{}
	}
	return recourse.OnDay(days[0]), days[1]
}

// SortTimeline drops what has no date and puts the rest in order; of one moment,
// what came first in list comes first. loc is where clocks without a zone stood.
func SortTimeline(list []Happening, loc *time.Location) []Happening {
	if loc == nil {
		loc = time.UTC
	}
	if list == nil {
		return []Happening{}
	}
	list = slices.DeleteFunc(list, func(h Happening) bool { return h.At.IsZero() })
	slices.SortStableFunc(list, func(a, b Happening) int { return a.At.In(loc).Compare(b.At.In(loc)) })
	return list
}

func (in Incident) partyName(id string) string {
	for _, p := range in.Parties {
		if p.ID == id && id != "" {
			return p.Name
		}
	}
	return ""
}
