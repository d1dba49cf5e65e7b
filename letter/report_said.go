package letter

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/document"
	"recourse/scam"
)

const (
	maxQuotes    = 14  // messages that the report shows
	perReason    = 2   // places that it shows of one reason
	aroundQuote  = 140 // bytes of text around a mark where there are no messages
	longestQuote = 900 // bytes of one message
)

func itoa(n int) string { return strconv.Itoa(n) }

// placed is a marked place of the judged text.
type placed struct {
	span recourse.Span
	mark int
}

// said shows the places that speak for the verdict, word for word, and why.
func (r *report) said() []document.Block {
	v := r.d.Verdict
	if len(v.Reasons) == 0 {
		return nil
	}
	blocks := []document.Block{muted(r.p.T("report.said.note"))}
	blocks = append(blocks, r.quotes(r.places())...)
	notes := document.Notes{}
	for i, reason := range v.Reasons {
		notes.Items = append(notes.Items, r.note(i+1, reason))
	}
	blocks = append(blocks, notes)
	if len(v.Counter) > 0 {
		c := document.Callout{Kind: document.Info, Title: r.p.T("report.against")}
		for _, reason := range v.Counter {
			c.Blocks = append(c.Blocks, document.Paragraph{Text: append(document.B(r.p.Say(reason.Text)+". "), document.T(r.p.Say(reason.Why))...)})
		}
		blocks = append(blocks, c)
	}
	return r.section("report.said", blocks...)
}

// places chooses the first places of each reason, none over another.
func (r *report) places() []placed {
	var out []placed
	for i, reason := range r.d.Verdict.Reasons {
		taken := 0
		for _, s := range reason.Spans {
			free := !slices.ContainsFunc(out, func(o placed) bool { return o.span.Overlaps(s) })
			if taken < perReason && free && s.Len() > 0 && s.Of(r.d.Text) != "" {
				out = append(out, placed{s, i + 1})
				taken++
			}
		}
	}
	slices.SortFunc(out, func(a, b placed) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return out
}

// quotes groups the places by message and shows each message once.
func (r *report) quotes(places []placed) []document.Block {
	var out []document.Block
	for len(places) > 0 && len(out) < maxQuotes {
		whole, who := r.around(places[0].span)
		n := 1
		for n < len(places) && places[n].span.End <= whole.End {
			n++
		}
		out = append(out, document.Quote{Who: who, Pieces: r.pieces(whole, places[:n])})
		places = places[n:]
	}
	return out
}

// around returns the message in which the span lies and who wrote it; without
// messages, the text around it.
func (r *report) around(s recourse.Span) (recourse.Span, string) {
	file := ""
	limit := recourse.Span{Start: 0, End: len(r.d.Text)}
	for _, part := range r.d.Parts {
		if s.Start >= part.Span.Start && s.End <= part.Span.End {
			file, limit = part.Name, part.Span
		}
	}
	for _, m := range r.d.Messages {
		if s.Start < m.Span.Start || s.End > m.Span.End || m.Span.Len() > longestQuote {
			continue
		}
		whole := m.Span
		// The words alone, without the export's own line head.
		if i := strings.Index(whole.Of(r.d.Text), m.Text); i >= 0 && m.Text != "" && whole.Start+i <= s.Start && s.End <= whole.Start+i+len(m.Text) {
			whole = recourse.Span{Start: whole.Start + i, End: whole.Start + i + len(m.Text)}
		}
		when := ""
		if !m.Time.IsZero() {
			when = r.p.Moment(m.Time)
		}
		return whole, joined(" · ", m.From, when, file)
	}
	return r.window(s, limit), file
}

func (r *report) window(s, limit recourse.Span) recourse.Span {
	start, end := max(s.Start-aroundQuote, limit.Start, 0), min(s.End+aroundQuote, limit.End, len(r.d.Text))
	for start > 0 && start < s.Start && !utf8.RuneStart(r.d.Text[start]) {
		start++
	}
	for end < len(r.d.Text) && end > s.End && !utf8.RuneStart(r.d.Text[end]) {
		end--
	}
	return recourse.Span{Start: start, End: end}
}

func (r *report) pieces(whole recourse.Span, places []placed) []document.Piece {
	var out []document.Piece
	at := whole.Start
	add := func(end, mark int) {
		if end > at {
			out = append(out, document.Piece{Text: r.d.Text[at:end], Mark: mark})
			at = end
		}
	}
	for _, pl := range places {
		add(pl.span.Start, 0)
		add(pl.span.End, pl.mark)
	}
	add(whole.End, 0)
	return out
}

func (r *report) note(number int, reason scam.Reason) document.Note {
	n := document.Note{Number: number, Title: document.T(r.p.Say(reason.Text))}
	why := r.p.Say(reason.Why)
	if more := max(reason.Times, len(reason.Spans)) - perReason; more > 0 {
		why = strings.TrimSpace(why + " " + r.p.T("report.said.more", "n", more))
	}
	n.Blocks = append(n.Blocks, par(why))
	if reason.Source.URL != "" || reason.Source.Title != "" {
		s := reason.Source
		n.Blocks = append(n.Blocks, document.Small{Text: append(document.T(r.p.T("report.source")+" "), sourceNames(s)...)})
	}
	return n
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}
