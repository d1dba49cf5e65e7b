package web

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/scam"
)

const (
	aroundMark  = 160 // bytes of a long message that are shown before and after a mark
	longMessage = 480 // bytes from which on a message is cut
)

// chatView is the judged text with its marks, without the messages that hold none.
type chatView struct {
	Items []chatItem

	marked  map[int]int    // marks shown, by number of the reason
	anchors map[int]string // the id of its first mark
}

// chatItem is a message, or how many were left out.
type chatItem struct {
	Left     string
	Source   string // the file's name, where another file begins
	From, At string
	Own      bool // the person wrote it
	Doubtful bool // it may stand inside another one
	Parts    []chatPart
}

// chatPart is a run of text; Reasons number the reasons that it shows.
type chatPart struct {
	Text    string
	Reasons []int
	ID      string // the anchor of a reason's first mark
	Gap     bool   // words were left out here
	Quoted  bool   // a mail quotes it of an earlier one
}

// mark is a place in the thread's text that shows reasons.
type mark struct {
	span    recourse.Span
	reasons []int
}

// marksOf returns one place to paint for each reason, in the order of the text;
// places that overlap become one. A reason that shows in a message which is
// shown anyway is painted there, so that few messages show all reasons.
func marksOf(t app.Thread, reasons []scam.Reason) []mark {
	var marks []mark
	shown := make(map[int]bool)
	for i, r := range reasons {
		if span, at, ok := choose(t, r.Spans, shown); ok {
			shown[at] = true
			marks = append(marks, mark{span, []int{i + 1}})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return a.span.Start - b.span.Start })
	var merged []mark
	for _, m := range marks {
		last := len(merged) - 1
		if last < 0 || !merged[last].span.Overlaps(m.span) {
			merged = append(merged, m)
			continue
		}
		merged[last].span.End = max(merged[last].span.End, m.span.End)
		if !slices.Contains(merged[last].reasons, m.reasons[0]) {
			merged[last].reasons = append(merged[last].reasons, m.reasons[0])
		}
	}
	return merged
}

// choose returns the place to quote: what the other side wrote goes before what
// a document says or nobody is known to have said, that before the person's own
// words, and all of them before what a mail quotes of an earlier one; among
// equals a message that is shown already, else the last.
func choose(t app.Thread, spans []recourse.Span, shown map[int]bool) (span recourse.Span, message int, ok bool) {
	best := -1
	for _, s := range spans {
		if s.Len() <= 0 {
			continue
		}
		at := messageAt(t, s)
		worth := 2 * int(voiceOf(t, at, s))
		if shown[at] {
			worth++
		}
		if worth >= best {
			span, message, ok, best = s, at, true, worth
		}
	}
	return span, message, ok
}

// viewChat shows the messages with marks, each with the one before it.
func viewChat(p *locale.Printer, t app.Thread, marks []mark) chatView {
	v := chatView{marked: make(map[int]int), anchors: make(map[int]string)}
	messages := t.Messages
	if len(messages) == 0 && t.Text != "" {
		messages = []incident.Message{{Text: t.Text, Span: recourse.Span{End: len(t.Text)}}}
	}
	show := make([]bool, len(messages))
	for i, m := range messages {
		if slices.ContainsFunc(marks, func(k mark) bool { return k.span.Overlaps(m.Span) }) {
			show[i] = true
			show[max(0, i-1)] = show[max(0, i-1)] || m.From != ""
		}
	}
	left, source := 0, ""
	for i, m := range messages {
		if !show[i] {
			left++
			continue
		}
		if left > 0 {
			v.Items = append(v.Items, chatItem{Left: p.T("web.chat.left", "n", left)})
			left = 0
		}
		piece, known := t.Piece(m.Span)
		at := p.Moment(m.Time)
		if piece.Mail {
			at = p.Sent(m.Time)
		}
		item := chatItem{
			From: tame(m.From), At: cmp.Or(at, tame(m.Clock)), Own: isOwn(t, m), Doubtful: m.Doubtful, Parts: squeeze(v.message(t.Text, body(t.Text, m), marks)),
		}
		if m.From == incident.Self {
			item.From, item.Own = p.T("chat.self"), false // the name says it
		}
		if known && piece.Name != source {
			item.Source, source = tame(piece.Name), piece.Name
		}
		v.Items = append(v.Items, item)
	}
	if left > 0 && len(v.Items) > 0 {
		v.Items = append(v.Items, chatItem{Left: p.T("web.chat.left", "n", left)})
	}
	return v
}

// body is where a message's own words lie, without the line's time and name.
func body(text string, m incident.Message) recourse.Span {
	if at := strings.Index(m.Span.Of(text), m.Text); at > 0 {
		return recourse.Span{Start: m.Span.Start + at, End: m.Span.Start + at + len(m.Text)}
	}
	return m.Span
}

// parts cuts a message at its marks. Of a long one only the surroundings of the
// marks stay.
func (v *chatView) parts(text string, span recourse.Span, marks []mark) []chatPart {
	var parts []chatPart
	done := span.Start
	found := false
	for _, m := range marks {
		cut := recourse.Span{Start: max(m.span.Start, done), End: min(m.span.End, span.End)}
		if cut.Start >= cut.End {
			continue
		}
		parts = append(parts, between(text, recourse.Span{Start: done, End: cut.Start}, span.Len() > longMessage, found)...)
		part := chatPart{Text: cut.Of(text), Reasons: m.reasons}
		for _, n := range m.reasons {
			if v.marked[n]++; v.marked[n] > 1 {
				continue
			}
			if part.ID == "" {
				part.ID = "m" + itoa(n)
			}
			v.anchors[n] = part.ID
		}
		parts = append(parts, part)
		done, found = cut.End, true
	}
	rest := recourse.Span{Start: done, End: span.End}
	if span.Len() <= aroundMark || rest.Len() <= aroundMark || found && span.Len() <= longMessage {
		return append(parts, between(text, rest, false, false)...)
	}
	end := wordEnd(text, rest.Start+aroundMark)
	return append(parts, chatPart{Text: text[rest.Start:end]}, chatPart{Gap: true})
}

var emptyLines = regexp.MustCompile(`[ \t\r]*\n\s*\n`)

// squeeze takes the empty lines out, of which pages and pictures have many.
func squeeze(parts []chatPart) []chatPart {
	for i := range parts {
		parts[i].Text = emptyLines.ReplaceAllString(parts[i].Text, "\n")
	}
	return parts
}

// between is the text from one mark to the next; the middle of a long stretch is left out.
func between(text string, s recourse.Span, long, after bool) []chatPart {
	if s.Len() <= 0 {
		return nil
	}
	if !long || s.Len() <= 2*aroundMark {
		return []chatPart{{Text: s.Of(text)}}
	}
	tail := chatPart{Text: text[wordStart(text, s.End-aroundMark):s.End]}
	if !after {
		return []chatPart{{Gap: true}, tail}
	}
	return []chatPart{{Text: text[s.Start:wordEnd(text, s.Start+aroundMark)]}, {Gap: true}, tail}
}

// boundary moves i forward to the next beginning of a character.
func boundary(text string, i int) int {
	i = min(max(i, 0), len(text))
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}

// longestWord is how far, in bytes, the edge of a word is looked for.
const longestWord = 40

// wordEnd moves i back to the end of a word, where one is near.
func wordEnd(text string, i int) int {
	i = boundary(text, i)
	from := boundary(text, max(i-longestWord, 0))
	if n := strings.LastIndexAny(text[from:i], " \n"); n > 0 {
		return from + n
	}
	return i
}

// wordStart moves i forward to the start of a word, where one is near.
func wordStart(text string, i int) int {
	i = boundary(text, i)
	to := boundary(text, min(i+longestWord, len(text)))
	if n := strings.IndexAny(text[i:to], " \n"); n >= 0 {
		return i + n + 1
	}
	return i
}
