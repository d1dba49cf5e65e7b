// Package fold rewrites a text for comparing, and keeps the way back to the
// bytes as they were given.
//
// Call [New] for a text in which something is to be found and shown again, and
// [Key] where only the folded form is wanted, as for the words of a rule: what
// is searched and what is searched for must both be folded.
//
// Folded text is lower case without diacritics (č and ć are c, đ is dj), in
// Latin script (Cyrillic is transliterated as Serbian writes it), with look-alike letters put
// back into the words that they hide in, without characters that nobody
// sees, with one space for any run of white space, with typographic quotes and
// dashes made plain, with letters that were spaced out (a l i b a b a) joined,
// with words that were broken at a hyphen and the end of a line in one piece, and
// with digits that stand for letters in a word (p4ypal) replaced. Amounts,
// domains, addresses and handles keep their digits. [Text.Hidden] says where a
// word was hidden on purpose.
//
// Folding is idempotent: Key(Key(s)) equals Key(s). Invalid UTF-8 becomes
// U+FFFD, one for each byte. Folded text is at most twelve times as long as its source.
package fold

import (
	"sort"
	"unsafe"

	"recourse"
)

// Text is a folded text that knows where each of its bytes came from. It is
// immutable and safe for concurrent use, except when a [Buffer] made it.
type Text struct {
	s    string
	runs []run
	// size is the length of the original in bytes.
	size   int
	tricks []Trick
	counts [kinds]int32
}

// run says that folded bytes from fold on came from original bytes from start
// on, in units: each orig original bytes gave wide folded bytes. It ends where
// the next run begins.
type run struct {
	fold, start int
	orig, wide  int
}

// New folds s.
func New(s string) Text {
	var b Buffer
	return b.New(s)
}

// Key folds s and forgets the way back.
func Key(s string) string { return New(s).s }

// Buffer folds one text after the other in the same memory. The zero value is
// ready for use; a Buffer is for one goroutine.
type Buffer struct {
	out    []byte
	runs   []run
	spare  []run
	word   []item
	cuts   []cut
	tricks []Trick
}

// New folds s. The Text, its String and what it has Hidden are valid until the
// next call of New.
func (b *Buffer) New(s string) Text {
	f := folder{src: s, out: b.out[:0], runs: b.runs[:0], spare: b.spare, word: b.word[:0], cuts: b.cuts[:0], tricks: b.tricks[:0]}
	if cap(f.out) < len(s) {
		f.out = make([]byte, 0, len(s)+len(s)/16+8)
	}
	f.fold()
	if f.foreignWords > 0 && f.mostlyLatin() {
		f = folder{src: s, out: f.out[:0], runs: f.runs[:0], spare: f.spare, word: f.word[:0], cuts: f.cuts[:0], tricks: f.tricks[:0], foreign: true}
		f.fold()
	}
	if len(f.tricks) > 0 {
		f.places()
	}
	b.out, b.runs, b.spare, b.word, b.cuts, b.tricks = f.out, f.runs, f.spare, f.word, f.cuts, f.tricks
	return Text{s: unsafe.String(unsafe.SliceData(f.out), len(f.out)), runs: f.runs, size: len(s), tricks: f.tricks, counts: f.counts} //nolint:gosec // the bytes are not written again before the next New, which the contract names
}

// String returns the folded text.
func (t Text) String() string { return t.s }

// Original returns the bytes of the source that the folded bytes [start, end)
// came from. It begins and ends on a character of the source; what was removed
// at either edge is left out, what was removed inside is covered. Offsets
// outside the text are moved to its edges.
func (t Text) Original(start, end int) recourse.Span {
	start = max(0, min(start, len(t.s)))
	end = max(start, min(end, len(t.s)))
	if start == end {
		at := t.size
		if start < len(t.s) {
			at = t.unit(start).Start
		}
		return recourse.Span{Start: at, End: at}
	}
	return recourse.Span{Start: t.unit(start).Start, End: t.unit(end - 1).End}
}

// unit returns the original bytes that gave the folded byte at.
func (t Text) unit(at int) recourse.Span {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].fold > at }) - 1
	r := t.runs[i]
	from := r.start + (at-r.fold)/r.wide*r.orig
	return recourse.Span{Start: from, End: from + r.orig}
}
