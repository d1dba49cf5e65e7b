package redact

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"
)

// Block stands in a text for whatever is withheld, however long that was.
const Block = "█████"

// Text returns the twin of a text without these parts of it. Spans that share a
// byte or touch become one; one that cuts a character in two covers all of it. An
// empty list, or a span outside the text, is an error of kind Invalid.
func Text(text string, o Original, spans []recourse.Span, random io.Reader) (Twin, error) {
	if len(text) > MaxText {
		return Twin{}, fmt.Errorf("text has more than %d bytes: %w", MaxText, recourse.Invalid)
	}
	merged, err := merge(text, spans)
	if err != nil {
		return Twin{}, err
	}
	m, err := newMaker(FormText, o, random)
	if err != nil {
		return Twin{}, err
	}
	var b strings.Builder
	at := 0
	for _, s := range merged {
		b.WriteString(text[at:s.Start])
		block := recourse.Span{Start: b.Len(), End: b.Len() + len(Block)}
		b.WriteString(Block)
		withheld := []byte(s.Of(text))
		if err := m.add(Part{Span: &block}, withheld, Secret{Text: withheld}); err != nil {
			return Twin{}, err
		}
		at = s.End
	}
	b.WriteString(text[at:])
	t := m.twin([]byte(b.String()), "text/plain; charset=utf-8")
	t.Again = again(b.String(), t.Secrets)
	return t, nil
}

// merge orders the spans and joins those that share a byte or touch.
func merge(text string, spans []recourse.Span) ([]recourse.Span, error) {
	var list []recourse.Span
	for _, s := range spans {
		if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
			return nil, fmt.Errorf("range %d-%d is none in a text of %d bytes: %w", s.Start, s.End, len(text), recourse.Invalid)
		}
		for s.Start > 0 && !utf8.RuneStart(text[s.Start]) {
			s.Start--
		}
		for s.End < len(text) && !utf8.RuneStart(text[s.End]) {
			s.End++
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return nil, errNothing
	}
	slices.SortFunc(list, func(a, b recourse.Span) int { return a.Start - b.Start })
	out := list[:1]
	for _, s := range list[1:] {
		last := &out[len(out)-1]
		if s.Start > last.End {
			out = append(out, s)
			continue
		}
		last.End = max(last.End, s.End)
	}
	return out, nil
}

// errNothing says that nothing was named that is to be withheld.
var errNothing = fmt.Errorf("nothing is named that is to be withheld: %w", recourse.Invalid)

// fewest is from how many characters on a part is looked for elsewhere, and mostAgain
// how many parts are.
const (
	fewest    = 4
	mostAgain = 100
)

// again returns the parts whose words stand elsewhere in the twin too.
func again(twin string, s Secrets) (list []int) {
	for _, w := range s.Withheld[:min(len(s.Withheld), mostAgain)] {
		if text := strings.TrimSpace(string(w.Text)); utf8.RuneCountInString(text) >= fewest && len(text) <= maxWanted && len(Find(twin, text)) > 0 {
			list = append(list, w.N)
		}
	}
	return list
}
