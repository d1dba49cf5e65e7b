package web

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/scam"
)

// voice is whose words stand at a place, the least telling first.
type voice int

const (
	quotedVoice voice = iota // a mail quotes an earlier one
	ownVoice                 // the person wrote it
	noVoice                  // a document, or nobody known
	otherVoice               // the other side wrote it
)

// messageAt returns the number of the message in which the span begins, or -1.
func messageAt(t app.Thread, s recourse.Span) int {
	return slices.IndexFunc(t.Messages, func(m incident.Message) bool { return m.Span.Overlaps(s) })
}

// voiceOf says whose words the span is; at is the number of its message.
func voiceOf(t app.Thread, at int, s recourse.Span) voice {
	switch {
	case at < 0 || t.Messages[at].From == "":
		return noVoice
	case slices.ContainsFunc(quotes(t.Text, t.Messages[at].Span), func(q recourse.Span) bool { return q.Overlaps(s) }):
		return quotedVoice
	case isOwn(t, t.Messages[at]):
		return ownVoice
	case slices.Contains(t.Other, t.Messages[at].From):
		return otherVoice
	default:
		return noVoice
	}
}

// isOwn reports whether the person wrote the message, which can be told only
// where the other side is known.
func isOwn(t app.Thread, m incident.Message) bool {
	return t.IsOwn(m.From)
}

// ownOnly reports whether a reason shows in the person's own words or in
// quotations, and nowhere else.
func ownOnly(t app.Thread, r scam.Reason) bool {
	for _, s := range r.Spans {
		if voiceOf(t, messageAt(t, s), s) > ownVoice {
			return false
		}
	}
	return len(r.Spans) > 0
}

// quotes returns the runs of lines in the span that begin with ">", with the
// line before that says who wrote them.
func quotes(text string, within recourse.Span) []recourse.Span {
	var list []recourse.Span
	before := within.Start // where the last line with words began
	intro := false
	for at := within.Start; at < within.End; {
		end := within.End
		if n := strings.IndexByte(text[at:within.End], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := strings.TrimSpace(text[at:end])
		last := len(list) - 1
		switch {
		case strings.HasPrefix(line, ">") && last >= 0 && list[last].End == at:
			list[last].End = end
		case strings.HasPrefix(line, ">") && intro:
			list = append(list, recourse.Span{Start: before, End: end})
		case strings.HasPrefix(line, ">"):
			list = append(list, recourse.Span{Start: at, End: end})
		}
		if line != "" {
			before, intro = at, strings.HasSuffix(line, ":") && !strings.HasPrefix(line, ">")
		}
		at = end
	}
	return list
}

// message cuts a message at its marks and at what it quotes of an earlier one:
// that is left out, or shown as a quotation where a mark lies in it.
func (v *chatView) message(text string, span recourse.Span, marks []mark) []chatPart {
	var parts []chatPart
	at := span.Start
	for _, q := range quotes(text, span) {
		parts = append(parts, v.parts(text, recourse.Span{Start: at, End: q.Start}, marks)...)
		at = q.End
		if !slices.ContainsFunc(marks, func(m mark) bool { return m.span.Overlaps(q) }) {
			parts = append(parts, chatPart{Gap: true})
			continue
		}
		for _, part := range v.parts(text, q, marks) {
			part.Quoted = true
			parts = append(parts, part)
		}
	}
	if at < span.End || at == span.Start {
		parts = append(parts, v.parts(text, recourse.Span{Start: at, End: span.End}, marks)...)
	}
	return parts
}
