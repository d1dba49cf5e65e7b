package intake

import (
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// named is a line that is a name and a colon and nothing else.
type named struct {
	from        string
	start, body int // where the line begins, and where what follows it does
}

// The least of them that make a chat, and the most words of a name.
const (
	namedLeast = 4
	namedWords = 4
)

// namedBlocks reads f.Text as a chat in which the name of who writes stands alone above
// each message, without times, as WeChat on a computer copies it:
//
//	Lena:
//	Hello
//
//	Milan:
//	Hello
//
// It reports whether it is one: the text begins so, one comes back behind another, and
// the names are no headings or labels.
func (r *reader) namedBlocks(f *File) bool {
	all := namedLines(f.Text)
	turns := make(map[string]int)
	for _, n := range all {
		turns[n.from]++
	}
	often := 0
	for _, n := range turns {
		if n > 1 {
			often++
		}
	}
	if often > 1 {
		// Who is named once is a heading in a message.
		kept := all[:0]
		for _, n := range all {
			if turns[n.from] > 1 {
				kept = append(kept, n)
			} else {
				delete(turns, n.from)
			}
		}
		all = kept
	}
	if len(all) < namedLeast || often == 0 || len(turns) < undatedSenders || often == 1 && len(turns) > undatedSenders ||
		strings.TrimSpace(strings.TrimPrefix(f.Text[:all[0].start], byteOrderMark)) != "" || !comesBack(all) || r.labelled(turns) {
		return false
	}
	messages := make([]incident.Message, 0, len(all))
	for i, n := range all {
		end := len(f.Text)
		if i+1 < len(all) {
			end = all[i+1].start
		}
		text := strings.TrimRight(f.Text[n.body:end], " \t\r\n")
		if strings.TrimSpace(text) == "" {
			continue
		}
		span := recourse.Span{Start: n.body, End: n.body + len(text)}
		messages = append(messages, incident.Message{From: n.from, Span: span, Text: text})
	}
	r.undated(f, messages, turns)
	return true
}

const byteOrderMark = "\ufeff"

// namedLines returns the lines of a text that are a name and a colon, behind an empty
// line where the text has any.
func namedLines(text string) (all []named) {
	spaced := strings.Contains(text, "\n\n") || strings.Contains(text, "\n\r\n")
	lines, empty := 0, true
	for start, end := 0, 0; start < len(text) && lines < undatedMost; start = end {
		end = lineEnd(text, start)
		lines++
		s := strings.TrimSpace(strings.TrimPrefix(text[start:end], byteOrderMark))
		name, ok := strings.CutSuffix(s, ":")
		if !ok {
			name, ok = strings.CutSuffix(s, "：")
		}
		if name = trimMarks(name); ok && (empty || !spaced) && nameLike(name) && len(strings.Fields(name)) <= namedWords {
			all = append(all, named{name, start, end})
		}
		empty = s == ""
	}
	return all
}

// comesBack reports whether somebody writes again behind another.
func comesBack(all []named) bool {
	seen, last := make(map[string]bool), ""
	for _, n := range all {
		if n.from != last && seen[n.from] {
			return true
		}
		seen[n.from], last = true, n.from
	}
	return false
}

// isHeading reports whether a name is what people call parts of a text.
func (c *Chats) isHeading(name string) bool { return c.headings[fold.Key(name)] }
