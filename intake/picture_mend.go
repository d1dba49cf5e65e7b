package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/indicator"
	"recourse/picture"
)

// mend returns how the words of a line are written into the text, which goes on at
// start: as they were read, but for numbers in which letters stand for figures and
// whose check digits prove it, and strokes that stand where the word "I" does. The
// words themselves keep what was read. joined says which words go on with the one before.
func (t *pictureText) mend(words []picture.Word, joined []bool, start int) []string {
	var line []rune
	var begins []int
	for i, w := range words {
		if i > 0 && !joined[i] {
			line = append(line, ' ')
		}
		begins = append(begins, len(line))
		line = append(line, []rune(w.Text)...)
	}
	for _, i := range strokesForI(words) {
		line[begins[i]] = 'I'
	}
	raw := string(line)
	type place struct{ from, to int } // in characters: a repair keeps their number
	var places []place
	found := indicator.Misread(raw)
	for _, m := range found {
		from := utf8.RuneCountInString(raw[:m.Span.Start])
		to := from + utf8.RuneCountInString(m.Span.Of(raw))
		places = append(places, place{from, to})
		if m.Valid {
			copy(line[from:to], []rune(m.Text))
		}
	}
	for i, m := range found {
		span := recourse.Span{Start: start + len(string(line[:places[i].from])), End: start + len(string(line[:places[i].to]))}
		t.repairs = append(t.repairs, PictureRepair{m.Span.Of(raw), m.Text, m.Kind, m.Valid, span})
	}
	written := make([]string, len(words))
	for i, w := range words {
		written[i] = string(line[begins[i] : begins[i]+utf8.RuneCountInString(w.Text)])
	}
	return written
}

// strokesForI returns the words of a line that are a stroke, or begin with one and an
// apostrophe, before a word in small letters, as in "| sent": a reader of letters takes
// "I" for that. Where a stroke stands anywhere else in the line they are the lines of a
// table.
func strokesForI(words []picture.Word) (list []int) {
	for i, w := range words {
		switch rest, ok := strings.CutPrefix(w.Text, "|"); {
		case ok && (strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’")) && !strings.Contains(rest, "|"):
		case ok && rest == "" && i+1 < len(words) && small(words[i+1].Text):
		case strings.Contains(w.Text, "|"):
			return nil
		default:
			continue
		}
		list = append(list, i)
	}
	return list
}

// small reports whether a word is letters, all of them small.
func small(word string) bool {
	word = strings.TrimRight(word, ".,!?…")
	return word != "" && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLower(r) }) < 0
}
