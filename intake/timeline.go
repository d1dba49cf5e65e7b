package intake

import (
	"recourse"
	"recourse/incident"
)

// Timeline returns what the files show of who talked and wrote when, in the
// order of the files: a line for each day of a chat, and one for each mail.
// What has no date is left out, and so is what is nested in
// a file.
func Timeline(files []*File) []incident.Happening {
	var list []incident.Happening
	for _, f := range files {
		switch f.Kind {
		case KindChat:
			list = append(list, f.days()...)
		case KindMail:
			list = append(list, f.letters()...)
		}
	}
	return list
}

// days tells of the chat a line a day.
func (f File) days() []incident.Happening {
	var list []incident.Happening
	for _, m := range f.Messages {
		if m.Time.IsZero() {
			continue
		}
		last := len(list) - 1
		if last < 0 || list[last].At.Date() != m.Time.Date() {
			list = append(list, incident.Happening{At: m.Time, Kind: incident.Talked, Name: f.Title, Fact: f.at(m.Span)})
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

func (f File) letters() []incident.Happening {
	var list []incident.Happening
	for _, m := range f.Messages {
		list = append(list, incident.Happening{At: m.Time, Kind: incident.Wrote, Name: m.From, Text: f.Title, Fact: f.at(m.Span)})
	}
	return list
}

func (f File) at(s recourse.Span) incident.Fact {
	return incident.Fact{Origins: incident.Origins{{Item: f.SHA256, Span: s}}}
}
