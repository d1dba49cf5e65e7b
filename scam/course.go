package scam

import (
	"slices"

	"recourse"
)

// Course tells how a conversation went: who the other side is, where it turned,
// and what each message shows.
type Course struct {
	// Other are the senders who are the other side, as the messages name them.
	Other []string
	// Turns are the places where each stage of the pattern first shows, in the
	// order of the conversation.
	Turns []Turn
	// Messages are those that hold something, in their order.
	Messages []MessageSigns
}

// Turn is where a stage first shows.
type Turn struct {
	Stage   string
	Name    recourse.Phrase
	Step    int             // from 1
	Message int             // index into Document.Messages
	At      recourse.Moment // when the message was sent, where it says so
	Span    recourse.Span
}

// MessageSigns is what one message shows.
type MessageSigns struct {
	Message int
	Weight  float64 // what its rules add to the log-odds; below zero where it speaks against a scam
	Rules   []string
}

// course goes through the messages of a conversation once.
func (j *judge) course(e evidence) *Course {
	if len(j.doc.Messages) < 2 {
		return nil
	}
	c := &Course{Other: j.others()}
	first := make(map[int]Turn)
	signs := make(map[int]*MessageSigns)
	for _, i := range j.met {
		if !j.tells(e, i) {
			continue
		}
		r := &j.rules[i]
		for _, s := range j.hits[i] {
			u := j.unitAt(s.Start)
			if u == nil || u.message < 0 {
				continue
			}
			if t, ok := first[r.step]; r.set == e.winner && r.step >= 0 && !r.counter && (!ok || s.Start < t.Span.Start) {
				at := &j.sets[r.set].Stages[r.step]
				first[r.step] = Turn{
					Stage: at.ID, Name: recourse.P("pattern." + j.sets[r.set].ID + ".stage." + at.ID), Step: r.step + 1,
					Message: u.message, At: j.doc.Messages[u.message].Time, Span: s,
				}
			}
			m := signs[u.message]
			if m == nil {
				m = &MessageSigns{Message: u.message}
				signs[u.message] = m
			}
			if !slices.Contains(m.Rules, r.ID) {
				m.Rules = append(m.Rules, r.ID)
				if r.counter {
					m.Weight -= r.Weight
				} else {
					m.Weight += r.Weight
				}
			}
		}
	}
	for _, t := range first {
		c.Turns = append(c.Turns, t)
	}
	slices.SortFunc(c.Turns, func(a, b Turn) int { return a.Span.Start - b.Span.Start })
	for _, m := range signs {
		c.Messages = append(c.Messages, *m)
	}
	slices.SortFunc(c.Messages, func(a, b MessageSigns) int { return a.Message - b.Message })
	return c
}

// others returns the senders who are the other side.
func (j *judge) others() []string {
	var names []string
	listed := make([]bool, len(j.senders))
	for i := range j.units {
		u := &j.units[i]
		if n := u.sender; n >= 0 && (u.who == other) != u.quoted && u.who != unknown && !listed[n] {
			listed[n] = true
			names = append(names, j.senders[n])
		}
	}
	return names
}
