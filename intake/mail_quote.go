package intake

import (
	"strings"

	"recourse"
	"recourse/fold"
)

// Quote is a part of a mail that repeats an earlier one, as its words above it
// say: "On 6 November 2026 Ana <ana@posta.example> wrote:".
type Quote struct {
	Span  recourse.Span   // in the file's text
	From  string          // who wrote it, as Message.From has names; "" where nothing says
	Third bool            // neither the mail's sender nor who it is to
	Time  recourse.Moment // when, as far as the words above say
}

const (
	// maxQuotes is how many quoted parts of one mail, and words above them, are told apart.
	maxQuotes = 1000
	// maxDepth is how deep quotations are followed.
	maxDepth = 20
	// longestHead is how many bytes the words above a quotation have at most.
	longestHead = 400
)

// quoting follows the quotations of a mail, line by line.
type quoting struct {
	words   *Chats
	people  []string // of the mail: its sender, and who it is to
	authors [maxDepth + 1]*Quote
	next    *Quote // whom the words above announce
	at      int    // the depth of those words
	list    []Quote
	apart   bool // what follows is no part of the last of them
}

// quotes finds what a mail's text, which begins at start of f.Text, repeats.
func (c *Chats) quotes(text string, start int, people ...string) []Quote {
	if c == nil || !strings.Contains(text, ":") && !strings.Contains(text, ">") {
		return nil
	}
	q := quoting{words: c, people: people}
	for at := 0; at < len(text) && len(q.list) < maxQuotes; {
		end := lineEnd(text, at)
		depth, line := marksOf(text[at:end])
		h := q.head(text, at, end, depth, line)
		if h.from > at {
			q.add(recourse.Span{Start: start + at, End: start + h.from}, q.author(depth, line))
		}
		if h.by != nil {
			q.announce(h, depth)
			q.apart = true
			q.add(recourse.Span{Start: start + h.from, End: start + h.to}, h.by)
			q.apart = true
		}
		at = h.to
	}
	return q.list
}

// marksOf returns how many signs of a quotation stand before a line, and the line
// without them.
func marksOf(s string) (depth int, line string) {
	for {
		t := strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(t, ">") || depth == maxDepth {
			return depth, strings.TrimSpace(t)
		}
		s = t[1:]
		depth++
	}
}

// announce notes whom the words above a quotation name; what stood deeper before
// was somebody else's.
func (q *quoting) announce(h quoteHead, depth int) {
	q.next, q.at = h.by, depth
	for d := depth + 1; d <= maxDepth; d++ {
		q.authors[d] = nil
	}
	if h.copied {
		q.next, q.authors[depth] = nil, h.by
	}
}

// author returns who wrote a line, or nil for the one who sends the mail. Where no
// sign is set before the lines that words announce, all that follows is repeated.
func (q *quoting) author(depth int, line string) *Quote {
	if q.next != nil {
		if line == "" {
			return q.next
		}
		q.authors[max(depth, q.at)] = q.next
		q.next = nil
	}
	if by := q.authors[depth]; by != nil || depth == 0 {
		return by
	}
	return &Quote{}
}

// add adds lines to the quotation that they are of.
func (q *quoting) add(span recourse.Span, by *Quote) {
	if by == nil {
		return
	}
	if n := len(q.list) - 1; n >= 0 && !q.apart {
		if last := &q.list[n]; last.Span.End == span.Start && last.From == by.From && last.Time == by.Time {
			last.Span.End = span.End
			return
		}
	}
	one := *by
	one.Span, q.apart = span, false
	q.list = append(q.list, one)
}

// block reads the head of a mail as it stands above its copy: lines such as
// "From:", "Sent:", "To:". It returns where they end.
func (q *quoting) block(text string, at, depth int) (*Quote, int) {
	const lines = 8
	var one *Quote
	sent := false
	for n := 0; n < lines && at < len(text); n++ {
		end := lineEnd(text, at)
		d, line := marksOf(text[at:end])
		label, value, ok := strings.Cut(strings.ReplaceAll(line, "*", ""), ":")
		key := strings.TrimSpace(fold.Key(label))
		switch {
		case d != depth || len(line) > longestHead || len(label) > 30:
			ok = false
		case one == nil && ok && q.words.sender[key]:
			one = q.by(value, recourse.Moment{})
		case one == nil:
			return nil, 0
		case ok && q.words.sent[key]:
			sent = true
			one.Time, _ = q.day(value)
		}
		if !ok {
			break
		}
		at = end
	}
	if !sent {
		return nil, 0
	}
	return one, at
}

// by makes a quotation of whoever a line names.
func (q *quoting) by(line string, when recourse.Moment) *Quote {
	if name := q.known(line); name != "" {
		return &Quote{From: name, Time: when}
	}
	name := strings.Trim(line, " :")
	if i, k := strings.IndexByte(line, '<'), strings.IndexByte(line, '>'); i >= 0 && k > i {
		name = strings.TrimSpace(line[i+1 : k])
	}
	return &Quote{From: name, Third: true, Time: when}
}

// known returns which of the mail's people a line names, by address or by name.
func (q *quoting) known(line string) string {
	low, key := strings.ToLower(line), fold.Key(line)
	for _, p := range q.people {
		if _, address := nameAndAddress(p); address != "" && strings.Contains(low, strings.ToLower(address)) {
			return p
		}
	}
	if strings.Contains(line, "@") {
		return "" // somebody else's address
	}
	best, length := "", 0
	for _, p := range q.people {
		name, _ := nameAndAddress(p)
		k := fold.Key(name)
		first, _, _ := strings.Cut(k, " ")
		for _, part := range []string{k, first} {
			if len(part) > 2 && len(part) > length && wordIn(key, part) {
				best, length = p, len(part)
			}
		}
	}
	return best
}

// wordIn reports whether words stand in a text as whole words.
func wordIn(text, words string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		i += from
		letter := func(at int) bool {
			return at >= 0 && at < len(text) && (text[at] >= 'a' && text[at] <= 'z' || text[at] >= 0x80)
		}
		if !letter(i-1) && !letter(i+len(words)) {
			return true
		}
		from = i + 1
	}
}

func nameAndAddress(s string) (name, address string) {
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		return strings.Trim(s[:i], " \""), s[i+1 : len(s)-1]
	}
	if strings.Contains(s, "@") {
		return "", s
	}
	return s, ""
}

// day returns the first day that a line names and that can be read in one way only.
func (q *quoting) day(line string) (recourse.Moment, bool) {
	day, _, ok := q.words.dayIn(line)
	return day, ok
}

// dayIn returns the first day that a line names, no day where it can be read in more ways
// than one, and where in the line it ends.
func (c *Chats) dayIn(line string) (day recourse.Moment, end int, ok bool) {
	for i := 0; i < len(line); i++ {
		if i > 0 && line[i-1] != ' ' && line[i-1] != ',' {
			continue
		}
		p := scanner{s: line, i: i, words: c}
		f, ok := p.anyDate()
		if !ok || f.noYear {
			continue
		}
		d, ok := f.in(f.only())
		if !ok {
			return recourse.Moment{}, p.i, true
		}
		return recourse.OnDay(d), p.i, true
	}
	return recourse.Moment{}, 0, false
}
