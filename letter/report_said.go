package letter

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/scam"
)

const (
	maxQuotes    = 8   // messages that the report shows
	maxNotes     = 10  // reasons that it explains; the others are named
	perReason    = 2   // places that it marks of one reason
	aroundQuote  = 140 // bytes of text around a mark where a text has no paragraphs
	longestQuote = 420 // bytes of one message; of a longer one its paragraphs are shown
)

func itoa(n int) string { return strconv.Itoa(n) }

// placed is a marked place of the judged text.
type placed struct {
	span recourse.Span
	mark int
}

// said shows the places that speak most for the verdict, word for word, and why.
func (r *report) said() []document.Block {
	v := r.d.Verdict
	if len(v.Reasons) == 0 {
		return nil
	}
	blocks := []document.Block{muted(r.p.T("report.said.note"))}
	blocks = append(blocks, r.quotes()...)
	notes := document.Notes{}
	var others []recourse.Phrase
	for i, reason := range v.Reasons {
		if i < maxNotes {
			notes.Items = append(notes.Items, r.note(i+1, reason))
		} else {
			others = append(others, reason.Text)
		}
	}
	blocks = append(blocks, notes)
	if len(others) > 0 {
		blocks = append(blocks, document.Details{Summary: r.p.T("report.said.others"), Blocks: []document.Block{par(r.oneLine(others))}})
	}
	if len(v.Counter) > 0 {
		c := document.Callout{Kind: document.Info, Title: r.p.T("report.against")}
		for _, reason := range v.Counter {
			c.Blocks = append(c.Blocks, document.Paragraph{Text: append(document.B(r.p.Say(reason.Text)+". "), document.T(r.p.Say(reason.Why))...)})
		}
		blocks = append(blocks, c)
	}
	return r.section("report.said", blocks...)
}

// passage is a message, or a piece of text, with its marked places.
type passage struct {
	whole  recourse.Span
	who    string
	own    bool // the person's own words
	places []placed
}

// quotes shows the fewest messages in which the weightiest reasons stand.
func (r *report) quotes() []document.Block {
	var chosen []*passage
	all := r.passages()
	covered := make(map[int]bool)
	for len(chosen) < maxQuotes {
		var best *passage
		most := 0
		for _, p := range all {
			if n := p.worth(covered); n > most {
				best, most = p, n
			}
		}
		if best == nil {
			break
		}
		for _, pl := range best.places {
			covered[pl.mark] = true
		}
		chosen = append(chosen, best)
	}
	slices.SortFunc(chosen, func(a, b *passage) int { return cmp.Compare(a.whole.Start, b.whole.Start) })
	out := make([]document.Block, len(chosen))
	for i, p := range chosen {
		out[i] = document.Quote{Who: p.who, Pieces: r.pieces(p.whole, p.places)}
	}
	return out
}

// worth counts the reasons that only this passage shows: twice, so that the
// other side's own words win over the person's.
func (p *passage) worth(covered map[int]bool) int {
	fresh := make(map[int]bool)
	for _, pl := range p.places {
		if !covered[pl.mark] {
			fresh[pl.mark] = true
		}
	}
	if p.own {
		return len(fresh)
	}
	return 2 * len(fresh)
}

// passages groups the places of the explained reasons by the message in which
// they stand. In one message a reason is marked perReason times at most, and
// no mark lies over another.
func (r *report) passages() []*passage {
	var out []*passage
	at := make(map[recourse.Span]*passage)
	for i, reason := range r.d.Verdict.Reasons[:min(maxNotes, len(r.d.Verdict.Reasons))] {
		for _, s := range reason.Spans {
			if s = wholeWords(r.d.Text, s); s.Len() <= 0 || s.Of(r.d.Text) == "" {
				continue
			}
			whole, who, own := r.around(s)
			p := at[whole]
			if p == nil {
				p = &passage{whole: whole, who: who, own: own}
				at[whole] = p
				out = append(out, p)
			}
			p.mark(placed{s, i + 1})
		}
	}
	for _, p := range out {
		slices.SortFunc(p.places, func(a, b placed) int { return cmp.Compare(a.span.Start, b.span.Start) })
	}
	return out
}

func (p *passage) mark(pl placed) {
	same := 0
	for _, o := range p.places {
		if o.span.Overlaps(pl.span) {
			return
		}
		if o.mark == pl.mark {
			same++
		}
	}
	inside := pl.span.Start >= p.whole.Start && pl.span.End <= p.whole.End
	if same < perReason && inside {
		p.places = append(p.places, pl)
	}
}

// wholeWords widens a span to the words that it cuts.
func wholeWords(text string, s recourse.Span) recourse.Span {
	if s.Of(text) == "" {
		return s
	}
	for first, _ := utf8.DecodeRuneInString(text[s.Start:]); unicode.IsLetter(first); {
		before, n := utf8.DecodeLastRuneInString(text[:s.Start])
		if !unicode.IsLetter(before) {
			break
		}
		s.Start -= n
	}
	for last, _ := utf8.DecodeLastRuneInString(text[:s.End]); unicode.IsLetter(last); {
		after, n := utf8.DecodeRuneInString(text[s.End:])
		if !unicode.IsLetter(after) {
			break
		}
		s.End += n
	}
	return s
}

// around returns the message in which the span lies, or its paragraph where the
// message is long, who wrote it, and whether that is the person.
func (r *report) around(s recourse.Span) (recourse.Span, string, bool) {
	file, mail := "", false
	whole := recourse.Span{Start: 0, End: len(r.d.Text)}
	for _, part := range r.d.Parts {
		if s.Start >= part.Span.Start && s.End <= part.Span.End && part.Span.End <= len(r.d.Text) {
			file, whole, mail = part.Name, part.Span, part.Mail
		}
	}
	who, own := file, false
	for _, m := range r.d.Messages {
		if s.Start < m.Span.Start || s.End > m.Span.End || m.Span.End > len(r.d.Text) {
			continue
		}
		whole = r.bare(m, s)
		when := ""
		switch {
		case m.Time.IsZero():
			when = m.Clock
		case mail:
			when = r.p.Sent(m.Time)
		default:
			when = r.p.Moment(m.Time)
		}
		from := m.From
		if from == incident.Self {
			from = r.p.T("chat.self")
		}
		doubt := ""
		if m.Doubtful {
			doubt = r.p.T("chat.doubtful")
		}
		who, own = joined(" · ", from, when, file, doubt), m.From == incident.Self || m.From != "" && m.From == r.d.Incident.Person.Name
	}
	if whole.Len() > longestQuote {
		whole = paragraphOf(r.d.Text, s, whole)
	}
	return whole, who, own
}

// bare is a message's own words without the line head of an export.
func (r *report) bare(m incident.Message, s recourse.Span) recourse.Span {
	i := strings.Index(m.Span.Of(r.d.Text), m.Text)
	if i < 0 || m.Text == "" {
		return m.Span
	}
	if own := (recourse.Span{Start: m.Span.Start + i, End: m.Span.Start + i + len(m.Text)}); own.Start <= s.Start && s.End <= own.End {
		return own
	}
	return m.Span
}

// paragraphOf returns the paragraph of text around s, within limit; where that
// is long, some words around s.
func paragraphOf(text string, s, limit recourse.Span) recourse.Span {
	out := limit
	if i := strings.LastIndex(text[limit.Start:s.Start], "\n\n"); i >= 0 {
		out.Start = limit.Start + i + 2
	}
	if i := strings.Index(text[s.End:limit.End], "\n\n"); i >= 0 {
		out.End = s.End + i
	}
	if out.Len() <= longestQuote {
		return out
	}
	if start := s.Start - aroundQuote; start > out.Start {
		if i := strings.IndexAny(text[start:s.Start], " \n"); i >= 0 {
			out.Start = start + i + 1
		} else {
			out.Start = s.Start
		}
	}
	if end := s.End + aroundQuote; end < out.End {
		if i := strings.LastIndexAny(text[s.End:end], " \n"); i >= 0 {
			out.End = s.End + i
		} else {
			out.End = s.End
		}
	}
	return out
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
		n.Blocks = append(n.Blocks, document.Small{Text: append(document.T(r.p.T("report.source")+" "), r.sourceNames(s)...)})
	}
	return n
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}
