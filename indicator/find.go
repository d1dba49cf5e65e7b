package indicator

import (
	"cmp"
	"slices"
	"sort"

	"recourse"
)

// Find returns all indicators of a text, by where they begin. Spans are byte
// offsets and do not overlap, except that the host of a URL is also reported
// as a Domain inside it. What fails its own check is reported with Valid false
// only where its form is unmistakable: an account written 3-13-2, an IBAN of
// its country's length, a wallet's alphabet and length, a number that begins
// with + and a country code. Card numbers are masked in Text and Value. Links
// to a messenger's user are reported as the Handle or the Phone that they name.
// Characters that nobody sees do not hide an indicator, and full-width letters
// and digits are read as plain ones. Time is linear in the text.
func Find(text string) []Indicator {
	if !hidden(text) {
		return find(text)
	}
	p := makePlain(text)
	found := find(p.text)
	for i := range found {
		m := &found[i]
		m.Span = p.source(m.Span)
		if m.Kind != Card {
			m.Text = m.Span.Of(text)
		}
	}
	return found
}

// find is Find in a plain text.
func find(text string) []Indicator {
	f := finder{text: text}
	f.addresses()
	f.merge()
	f.numbers()
	f.merge()
	return f.found
}

// finder is one search, in passes: what an earlier pass found is not looked at
// again by a later one.
type finder struct {
	text  string
	found []Indicator
	// fresh are the finds of the running pass, in order.
	fresh []Indicator
	// refs are numbers that the text names as those of orders and papers.
	refs map[string]bool
	// phones are numbers that were looked at.
	phones map[string]dialled
}

// add records a find unless it overlaps an earlier one, and returns its end.
func (f *finder) add(kind Kind, start, end int, value string, valid bool) int {
	span := recourse.Span{Start: start, End: end}
	if f.free(span) {
		f.fresh = append(f.fresh, Indicator{kind, f.text[start:end], value, valid, span})
	}
	return end
}

// free reports whether no find of an earlier pass overlaps a span. Finds do not
// overlap, but that an address holds its domain: so the last two that begin
// before the span's end decide.
func (f *finder) free(span recourse.Span) bool {
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Span.Start >= span.End })
	for _, found := range f.found[max(0, i-2):i] {
		if found.Span.Overlaps(span) {
			return false
		}
	}
	return true
}

// merge ends a pass.
func (f *finder) merge() {
	if len(f.fresh) == 0 {
		return
	}
	f.found = append(f.found, f.fresh...)
	f.fresh = f.fresh[:0]
	slices.SortStableFunc(f.found, func(a, b Indicator) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
	})
}
