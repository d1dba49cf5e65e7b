package scam

import (
	"slices"

	"recourse"
	"recourse/incident"
)

// What the words around money tell of who speaks. They say nothing of an amount.
const (
	cuePayer = "payer" // whoever pays says this: "I paid", "how much must I pay?"
	cuePayee = "payee" // whoever is paid says this: "pay it today", "your payment"
)

// What such words weigh, beside the rules that only the other side can meet.
const (
	payerWeight = 3.0
	payeeWeight = 2.0
	far         = 4 // times as many orders leave no doubt
)

// lean is what a sender's messages tell of which side they are.
type lean struct {
	asks float64 // for being the one who asks for money
	pays float64 // for being the one who pays it
	// orders counts the messages that ask in so many words.
	orders int
}

func (l lean) sum() float64 { return l.asks - l.pays }

// leans weighs the messages of each sender. A rule that only the other side can
// meet shows nothing in a sentence that whoever pays says: "must I pay the fee?"
// What somebody quotes tells the same of the one they answer.
func (j *judge) leans() []lean {
	list := make([]lean, len(j.senders))
	add := func(u *unit, asks, pays float64) {
		if u.quoted && !u.named {
			asks, pays = pays, asks
		}
		list[u.sender].asks += asks
		list[u.sender].pays += pays
	}
	payers := j.saidOf(cuePayer)
	for n, spans := range payers {
		if len(spans) > 0 && j.units[n].sender >= 0 {
			add(&j.units[n], 0, payerWeight)
		}
	}
	for n, spans := range j.saidOf(cuePayee) {
		u := &j.units[n]
		if u.sender >= 0 && slices.ContainsFunc(spans, func(s recourse.Span) bool { return !j.besideAny(s, payers[n]) }) {
			add(u, payeeWeight, 0)
			if !u.quoted || u.named {
				list[u.sender].orders++
			}
		}
	}
	for _, i := range j.finds.met {
		if i >= len(j.rules) || j.rules[i].By != byOther || j.rules[i].counter {
			continue
		}
		for _, at := range j.finds.of[i] {
			u := &j.units[at.unit]
			if u.sender >= 0 && !j.besideAny(u.span(at.start, at.end), payers[at.unit]) {
				add(u, j.rules[i].Weight, 0)
			}
		}
	}
	return list
}

// saidOf returns by unit where cues of that meaning stand.
func (j *judge) saidOf(means string) map[int][]recourse.Span {
	found := make(map[int][]recourse.Span)
	first := len(j.rules) + len(j.Checker.facts)
	for _, m := range j.finds.met {
		if m < first || j.cues[m-first].Means != means {
			continue
		}
		for _, at := range j.finds.of[m] {
			found[at.unit] = append(found[at.unit], j.units[at.unit].span(at.start, at.end))
		}
	}
	return found
}

// besideAny reports whether one of the others stands in the same sentence.
func (j *judge) besideAny(s recourse.Span, others []recourse.Span) bool {
	return slices.ContainsFunc(others, func(o recourse.Span) bool {
		return o.Overlaps(s) || j.oneSentence(min(o.End, s.End), max(o.Start, s.Start))
	})
}

// guess says who speaks where nobody said: the sender whose messages lean most to
// asking for money is the other side. Of two senders the second is then the
// person. Where they contradict each other nobody is, and what anybody tells of
// having paid stays to be confirmed.
func (j *judge) guess() {
	list := j.leans()
	best := -1
	for i, l := range list {
		if l.pays > 0 && l.pays >= l.asks {
			j.payers = append(j.payers, j.senders[i])
		}
		if l.asks > 0 && j.senders[i] != incident.Self && (best < 0 || l.sum() > list[best].sum()) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	var sure bool
	if sure, j.torn = stands(list, best); !sure {
		return
	}
	two := len(j.senders) == 2 || j.voices() == 2
	for i := range j.units {
		switch n := j.units[i].sender; {
		case n == best:
			j.units[i].speaks(other)
		case n >= 0 && two:
			j.units[i].speaks(self)
		}
	}
}

// stands reports whether the one who asks most is surely the other side, or
// whether the words contradict each other. Who pays as well must ask in so many
// words, alone or far more than they pay.
func stands(list []lean, best int) (sure, torn bool) {
	b := list[best]
	others := 0 // their orders
	for i, l := range list {
		if i == best {
			continue
		}
		others += l.orders
		if 2*l.sum() > b.sum() && b.sum() > 0 {
			return false, true
		}
		if l.sum() >= b.sum() {
			return false, b.orders > 0
		}
	}
	switch alone := others*far <= b.orders; {
	case b.pays == 0:
		return true, false
	case len(list) > 1 && b.orders > 0 && alone, b.asks >= 2*b.pays && alone:
		return true, false
	default:
		return false, b.orders > 0
	}
}

// sidesOpen reports whether payments are told and it is open whose: the sides
// contradict each other, or several tell of having paid.
func (j *judge) sidesOpen() bool {
	teller := -1
	for _, t := range j.tellings {
		u := j.unitAt(t.Span.Start)
		switch {
		case u == nil || u.sender < 0 || u.who != unknown:
			continue
		case j.torn || teller >= 0 && teller != u.sender:
			return true
		}
		teller = u.sender
	}
	return false
}

// forAnother takes what kin paid for payments of the matter where the text is no
// conversation and tells of no other: then somebody tells for another one.
func (j *judge) forAnother(list []mention) {
	if len(j.senders) > 0 || slices.ContainsFunc(list, func(m mention) bool { return m.means == cuePaid }) {
		return
	}
	for i := range list {
		if list[i].means == cueKin {
			list[i].means = cuePaid
		}
	}
}

// crowd returns the senders of a group who tell of payments while it is not known
// which of them the person is: more than one. None of their payments is taken.
func (j *judge) crowd(list []mention) []int {
	if j.voices() < 3 {
		return nil
	}
	var tellers []int
	for _, m := range list {
		u := &j.units[m.unit]
		switch {
		case m.means != cuePaid || u.doubtful || u.third || u.sender < 0:
		case u.who == self:
			return nil
		case u.who == unknown && !slices.Contains(tellers, u.sender):
			tellers = append(tellers, u.sender)
		}
	}
	if len(tellers) < 2 {
		return nil
	}
	return tellers
}

// isStranger reports whether a unit is of somebody of whom it is not known who they
// are, while it is known of the person: what they paid is not taken for the person's.
func (j *judge) isStranger(u *unit) bool {
	return u.who == unknown && u.sender >= 0 && j.doc.Self != nil && len(j.doc.Other) > 0
}

// voices counts the senders whose own words stand in the document.
func (j *judge) voices() int {
	heard := make(map[int]bool)
	for i := range j.units {
		if u := &j.units[i]; u.sender >= 0 && !u.third {
			heard[u.sender] = true
		}
	}
	return len(heard)
}
