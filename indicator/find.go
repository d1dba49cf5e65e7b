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
// An account or an IBAN that the end of one line parts, at a dash or between groups
// of four, is found where its check digits prove it; its Text has that line end.
// Characters that nobody sees do not hide an indicator, and full-width letters
// and digits are read as plain ones. Time is linear in the text.
func Find(text string) []Indicator { return Append(nil, text) }

// Append appends what [Find] finds to dst. It allocates nothing where nothing is
// found.
func Append(dst []Indicator, text string) []Indicator {
	what := look(text)
	switch {
	case what&(needsAddresses|needsNumbers|needsPlain) == 0:
		return dst
	case what&needsPlain != 0 && hidden(text):
		return appendPlain(dst, text)
	}
	return find(dst, text, what)
}

// appendPlain is Append for a text in which something is hidden.
func appendPlain(dst []Indicator, text string) []Indicator {
	p := makePlain(text)
	n := len(dst)
	dst = find(dst, p.text, look(p.text))
	for i := range dst[n:] {
		m := &dst[n+i]
		plain := m.Span
		m.Span = p.source(m.Span)
		if m.Span.Len() != plain.Len() && (m.Kind == URL || m.Kind == Domain) {
			m.Tricks |= Hidden
		}
		if m.Kind != Card {
			m.Text = m.Span.Of(text)
		}
	}
	return dst
}

// needs are what a byte may be the sign of.
type needs uint8

const (
	needsAddresses needs = 1 << iota
	needsNumbers
	needsPlain
)

// bytesOf says for each byte what it may be the sign of.
var bytesOf = func() (t [256]needs) {
	for c := range t {
		if triggers[c] {
			t[c] |= needsAddresses
		}
		if isDigit(byte(c)) {
			t[c] |= needsNumbers
		}
	}
	for _, c := range []byte(hiddenLeads) {
		t[c] |= needsPlain
	}
	return t
}()

// look goes over a text once and says what is to be looked for in it.
func look(text string) (all needs) {
	for i := range len(text) {
		all |= bytesOf[text[i]]
	}
	return all
}

// find is Append in a plain text.
func find(dst []Indicator, text string, what needs) []Indicator {
	f := finder{text: text, found: dst, base: len(dst), pass: len(dst)}
	if what&needsAddresses != 0 {
		f.addresses()
		f.merge()
	}
	if what&needsNumbers != 0 {
		f.numbers()
		f.merge()
	}
	return f.found
}

// finder is one search, in passes: what an earlier pass found is not looked at
// again by a later one.
type finder struct {
	text string
	// found are the finds, from base on in order; those of the running pass,
	// from pass on, are in an order of their own.
	found      []Indicator
	base, pass int
	// refs are numbers that the text names as those of orders and papers.
	refs map[string]bool
	// phones are numbers that were looked at.
	phones map[string]dialled
}

// add records a find unless it overlaps an earlier one, and returns its end.
func (f *finder) add(kind Kind, start, end int, value string, valid bool) int {
	span := recourse.Span{Start: start, End: end}
	if f.free(span) {
		f.found = append(f.found, Indicator{Kind: kind, Text: f.text[start:end], Value: value, Valid: valid, Span: span})
	}
	return end
}

// addTricks is add for an address with its tricks.
func (f *finder) addTricks(kind Kind, start, end int, value string, valid bool, tricks Tricks) {
	n := len(f.found)
	f.add(kind, start, end, value, valid)
	if len(f.found) > n {
		f.found[n].Tricks = tricks
	}
}

// free reports whether no find of an earlier pass overlaps a span. Finds do not
// overlap, but that an address holds its domain: so the last two that begin
// before the span's end decide.
func (f *finder) free(span recourse.Span) bool {
	found := f.found[f.base:f.pass]
	i := sort.Search(len(found), func(i int) bool { return found[i].Span.Start >= span.End })
	for _, found := range found[max(0, i-2):i] {
		if found.Span.Overlaps(span) {
			return false
		}
	}
	return true
}

// merge ends a pass.
func (f *finder) merge() {
	if len(f.found) == f.pass {
		return
	}
	slices.SortStableFunc(f.found[f.base:], func(a, b Indicator) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
	})
	f.pass = len(f.found)
}
