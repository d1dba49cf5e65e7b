package intake

import (
	"time"

	"recourse"
)

// stamp is when a message was written, as the export writes it.
type stamp struct {
	text  string
	date  figures
	clock int32
	at    recourse.Moment // where the text says it without doubt
}

// settle reads the stamps of a transcript's messages, which run from the oldest
// to the newest, and gives the messages their times.
func (t *transcript) settle(r *reader, f *File, stamps []stamp) {
	v := votes{escaped: true}
	for i := range stamps {
		s := &stamps[i]
		if s.text != "" {
			s.read(r.words)
		}
		if s.at.IsZero() && !s.date.none() {
			v.add(s.date)
		}
	}
	o := v.decide(true)
	if v.ambiguous(o) {
		f.problem("dates-ambiguous", "")
	}
	bad, yearless, dated := 0, 0, false
	for i := range stamps {
		s := &stamps[i]
		dated = dated || !s.date.none() || !s.at.IsZero()
		if s.at.IsZero() && !s.date.none() {
			d, ok := s.date.in(o)
			switch {
			case ok && s.clock >= 0:
				s.at = moment(d, s.clock, r.opt.Zone)
			case ok:
				s.at = recourse.OnDay(d)
			case s.date.noYear:
				yearless++
			case !v.ambiguous(o):
				bad++
			}
		} else if s.at.IsZero() && s.text != "" {
			bad++
		}
		t.messages[i].Time = s.at
	}
	f.doubtHours(t.messages[:len(stamps)], r.opt.Zone)
	if bad > 0 {
		f.problem("dates-impossible", "", "n", bad)
	}
	if yearless > 0 {
		f.problem("dates-without-year", "", "n", yearless)
	}
	if !dated {
		f.problem("chat-without-dates", "")
	}
}

// read takes a stamp's text apart.
func (s *stamp) read(words *Chats) {
	s.clock = -1
	text := trimMarks(s.text)
	if at, err := time.Parse("02.01.2006 15:04:05 UTC-07:00", text); err == nil && plausible(at) {
		s.at = recourse.At(at)
		return
	}
	p := scanner{s: text, words: words}
	var ok bool
	if s.date, ok = p.anyDate(); !ok {
		return
	}
	p.lit("T")
	p.between()
	if clock, ok := p.clock(); ok {
		s.clock = clock
	}
}

// oldestFirst reports whether the times of a page, as far as they can be read in one way
// only, run forward.
func oldestFirst(stamps []stamp, words *Chats) bool {
	forward, last := 0, time.Time{}
	for _, s := range stamps { // copies: they are read again, by the whole page
		if s.text != "" {
			s.read(words)
		}
		at := s.at.Time
		if s.at.IsZero() {
			d, ok := s.date.in(s.date.fixed())
			if !ok || s.clock < 0 {
				continue
			}
			at = moment(d, s.clock, time.UTC).Time
		}
		switch {
		case last.IsZero():
		case at.After(last):
			forward++
		case at.Before(last):
			forward--
		}
		last = at
	}
	return forward > 0
}
