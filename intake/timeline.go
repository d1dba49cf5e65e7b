package intake

import (
	"cmp"
	"strings"

	"recourse"
	"recourse/incident"
)

// Timeline returns what the files show of who talked and wrote when, in the
// order of the files and behind what is known before: a line for each day of a chat or
// of a picture of one, with both days where a date can be read two ways, and one for
// each mail. What has no date is left out, and so is what is nested in a file.
func Timeline(files []*File, before ...incident.Happening) []incident.Happening {
	n := len(before)
	for _, f := range files {
		switch f.Kind {
		case KindChat, KindImage: // a picture of a chat
			n += f.dayCount()
		case KindMail:
			n += len(f.Messages)
		}
	}
	if n == 0 {
		return nil
	}
	list := append(make([]incident.Happening, 0, n), before...)
	for _, f := range files {
		switch f.Kind {
		case KindChat, KindImage: // a picture of a chat
			list = f.days(list)
		case KindMail:
			for _, m := range f.Messages {
				list = append(list, incident.Happening{At: m.Time, Kind: incident.Wrote, Name: m.From, Text: f.Title, Fact: f.at(m.Span)})
			}
		}
	}
	return list
}

// dayCount is how many lines [File.days] adds.
func (f *File) dayCount() int {
	n, last, other := 0, recourse.Date{}, recourse.Date{}
	for i := range f.Messages {
		at, or := incident.Either(f.Messages[i].Time, f.Messages[i].Days)
		if !at.IsZero() && (n == 0 || at.Date() != last || or != other) {
			n, last, other = n+1, at.Date(), or
		}
	}
	return n
}

// days adds what is told of the chat, a line a day.
func (f *File) days(list []incident.Happening) []incident.Happening {
	first := len(list)
	for i := range f.Messages {
		m := &f.Messages[i]
		at, or := incident.Either(m.Time, m.Days)
		if at.IsZero() {
			continue
		}
		last := len(list) - 1
		if last < first || list[last].At.Date() != at.Date() || list[last].Or != or {
			list = append(list, incident.Happening{At: at, Or: or, Kind: incident.Talked, Name: cmp.Or(f.Title, strings.Join(f.Other, ", ")), Fact: f.at(m.Span)})
			last++
		}
		list[last].N++
		if m.Doubtful {
			list[last].Doubtful++
		}
		list[last].Origins[0].Span.End = m.Span.End
	}
	return list
}

func (f *File) at(s recourse.Span) incident.Fact {
	return incident.Fact{Origins: incident.Origins{{Item: f.SHA256, Span: s}}}
}
