package redact

import (
	"image"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/indicator"
	"recourse/picture"
)

// maxWanted is the longest text that is looked for, in bytes.
const maxWanted = 400

// Find returns the places of a name, number or address in a text, rather one too
// many than one too few: letters are compared without case, diacritics and script,
// the words of a name with their endings (Marković, Markovića), digits with
// whatever separates them, a line end too, and an account, IBAN, card, telephone
// number or address also where it is written in another way.
func Find(text, wanted string) []recourse.Span {
	q, ok := newQuery(wanted)
	if !ok {
		return nil
	}
	return q.find(text)
}

// query is what is looked for, in all the ways in which it may be written.
type query struct {
	numbers []number
	code    *regexp.Regexp // letters and digits; nil where it is none
	words   *regexp.Regexp // in a folded text; nil where it is a number
	one     indicator.Indicator
	isOne   bool
}

func newQuery(wanted string) (q query, ok bool) {
	wanted = strings.TrimSpace(wanted)
	if wanted == "" || len(wanted) > maxWanted {
		return q, false
	}
	q.numbers = numberOf(wanted)
	if digitsOf(wanted) == "" {
		q.words = wordsForm(wanted)
		if code := codeOf(wanted); code != "" {
			q.code = codeForm(code)
		}
	}
	q.one, q.isOne = indicator.Identify(wanted)
	return q, true
}

func (q query) find(text string) (spans []recourse.Span) {
	if len(q.numbers) > 0 {
		row := rowOf(text)
		for _, n := range q.numbers {
			spans = append(spans, row.find(n)...)
		}
	}
	if q.words != nil {
		folded := fold.New(text)
		for _, m := range q.words.FindAllStringIndex(folded.String(), -1) {
			if s := folded.Original(m[0], m[1]); s.Len() > 0 {
				spans = append(spans, s)
			}
		}
	}
	if q.code != nil {
		for _, m := range q.code.FindAllStringIndex(text, -1) {
			spans = append(spans, recourse.Span{Start: m[0], End: m[1]})
		}
	}
	if q.isOne {
		for _, other := range indicator.Find(text) {
			if other.Kind == q.one.Kind && other.Value == q.one.Value {
				spans = append(spans, other.Span)
			}
		}
	}
	return joined(spans)
}

// joined orders spans and joins those that share a byte.
func joined(spans []recourse.Span) []recourse.Span {
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	var out []recourse.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// wordsForm is an expression for words with their endings, in a folded text; nil where
// there are none.
func wordsForm(wanted string) *regexp.Regexp {
	var parts []string
	for _, w := range strings.Fields(fold.Key(wanted)) {
		parts = append(parts, wordForm(w))
	}
	if len(parts) == 0 {
		return nil
	}
	re, err := regexp.Compile(strings.Join(parts, `[ ,;:]*`)) // every part is quoted
	if err != nil {
		return nil
	}
	return re
}

// wordForm is an expression for a folded word; one of letters alone may have
// another ending.
func wordForm(w string) string {
	letters := strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
	if !letters {
		start, end := "", ""
		if isWord(rune(w[0])) {
			start = `\b`
		}
		if isWord(rune(w[len(w)-1])) {
			end = `\b`
		}
		return start + brokenForm(w) + end
	}
	stem := w
	if len(w) >= 4 && strings.ContainsRune("aeiou", rune(w[len(w)-1])) {
		stem = w[:len(w)-1]
	}
	if len(w) < 3 {
		return `\b` + w + `\b`
	}
	return `\b` + stem + `[a-z]{0,4}\b`
}

// brokenForm is an expression for what is no word of letters alone; an address may be
// broken over lines behind any character.
func brokenForm(w string) string {
	if !strings.ContainsAny(w, "@./") {
		return regexp.QuoteMeta(w)
	}
	var b strings.Builder
	for i, r := range w {
		if i > 0 {
			b.WriteString(` ?`)
		}
		b.WriteString(regexp.QuoteMeta(string(r)))
	}
	return b.String()
}

func isWord(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// FindWords returns where a name, number or address stands among words that were
// read in a picture or on a page: one box for each line that it takes. It is also found
// where it is broken within a cell of a table, whose next line the reader put after
// those of other cells.
func FindWords(words []picture.Word, wanted string) (boxes []picture.Box) {
	q, ok := newQuery(wanted)
	if !ok {
		return nil
	}
	find := func(some []picture.Word) {
		text, spans := Lines(some)
		for _, found := range q.find(text) {
			for _, b := range Boxes(some, spans, found) {
				if !slices.Contains(boxes, b) {
					boxes = append(boxes, b)
				}
			}
		}
	}
	find(words)
	for _, column := range columns(words) {
		find(column)
	}
	return boxes
}

// Lines joins words to a text, a line each, and says where each word stands in it.
func Lines(words []picture.Word) (text string, spans []recourse.Span) {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case w.Line != words[i-1].Line:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		start := b.Len()
		b.WriteString(w.Text)
		spans = append(spans, recourse.Span{Start: start, End: b.Len()})
	}
	return b.String(), spans
}

// Boxes returns the areas of the words that a place in the text of [Lines] touches,
// one for each line. They are larger than the words by a quarter of the line's
// height above and below and a sixth at the sides, because a reader's boxes cut accents, tails and the softened edges of letters off.
func Boxes(words []picture.Word, spans []recourse.Span, place recourse.Span) (boxes []picture.Box) {
	line := -1
	for i, s := range spans {
		if !s.Overlaps(place) {
			continue
		}
		if len(boxes) > 0 && words[i].Line == line {
			boxes[len(boxes)-1] = boxes[len(boxes)-1].Union(words[i].Box)
			continue
		}
		line = words[i].Line
		boxes = append(boxes, words[i].Box)
	}
	for i, b := range boxes {
		x, y := max(2, b.Height/6), max(2, (b.Height+3)/4)
		boxes[i] = picture.BoxOf(image.Rect(max(0, b.X-x), max(0, b.Y-y), b.X+b.Width+x, b.Y+b.Height+y))
	}
	return boxes
}
