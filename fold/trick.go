package fold

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// TrickKind is a way to hide a word from whoever searches for it.
type TrickKind uint8

// The kinds. Each is counted only where people who write without a purpose
// hardly do it: a joiner between pictures, a mark of direction at the edge of a
// line and a Latin name with a Serbian ending are none.
const (
	ZeroWidth   TrickKind = iota // a character that nobody sees inside a word
	SoftHyphen                   // a soft hyphen inside a word, as web pages have them too
	Bidi                         // a control of direction inside a word, or one that turns text round
	Tag                          // invisible copies of ASCII, outside a flag
	LookAlike                    // letters of another script that were put back
	MixedScript                  // two scripts in one word, where endings may be added to a foreign name
	Styled                       // mathematical, circled or squared letters for plain ones
	Stacked                      // three or more marks on one letter
	Spaced                       // a word spelled with separators between its letters
	Leet                         // digits and signs for letters
	Picture                      // a picture between the letters of a word
	kinds
)

var trickNames = [kinds]string{
	"zero-width", "soft-hyphen", "bidi", "tag", "look-alike", "mixed-script", "styled", "stacked", "spaced", "leet", "picture",
}

// String returns the kind's name as data files and JSON have it.
func (k TrickKind) String() string {
	if k >= kinds {
		return "unknown"
	}
	return trickNames[k]
}

// Trick is a place where something was hidden: the word in the source, with
// what hides in it.
type Trick struct {
	Kind TrickKind
	Span recourse.Span
}

// maxPlaces is how many places of a kind are named, maxAround how many bytes a
// place reaches to either side of what is hidden.
const (
	maxPlaces = 3
	maxAround = 48
)

// Hidden returns the first places of each kind, up to three, in the order in
// which they stand. Spans begin and end on characters of the source.
func (t Text) Hidden() []Trick { return t.tricks }

// Count returns how often a kind was met.
func (t Text) Count(k TrickKind) int {
	if k >= kinds {
		return 0
	}
	return int(t.counts[k])
}

// trick records a trick at the source bytes [start, end).
func (f *folder) trick(k TrickKind, start, end int) {
	f.counts[k]++
	if f.counts[k] <= maxPlaces {
		f.tricks = append(f.tricks, Trick{k, recourse.Span{Start: start, End: end}})
	}
}

// trickIn records a trick at the folded bytes [start, end).
func (f *folder) trickIn(k TrickKind, start, end int) {
	if f.counts[k] >= maxPlaces {
		f.counts[k]++
		return
	}
	t := Text{runs: f.runs}
	f.trick(k, t.unit(start).Start, t.unit(end-1).End)
}

// places widens what was recorded to the words that it stands in, and puts it
// in order.
func (f *folder) places() {
	for i := range f.tricks {
		s := &f.tricks[i].Span
		for low := s.Start - maxAround; s.Start > max(0, low); {
			r, n := utf8.DecodeLastRuneInString(f.src[:s.Start])
			if !inWord(r) && (!emoji(r) || f.tricks[i].Kind != Picture) {
				break
			}
			s.Start -= n
		}
		for high := s.End + maxAround; s.End < min(len(f.src), high); {
			r, n := utf8.DecodeRuneInString(f.src[s.End:])
			if !inWord(r) && (!emoji(r) || f.tricks[i].Kind != Picture) {
				break
			}
			s.End += n
		}
	}
	slices.SortStableFunc(f.tricks, func(a, b Trick) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Kind, b.Kind))
	})
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || mark(r) || r >= utf8.RuneSelf && ignorable(r) && r != 0xFEFF)
}

// invisible skips the characters that nobody sees from i on, and records them
// where they hide something.
func (f *folder) invisible(i int) int {
	from, inside, told := i, ZeroWidth, false
	for i < len(f.src) {
		r, n := utf8.DecodeRuneInString(f.src[i:])
		if !ignorable(r) || r == utf8.RuneError {
			break
		}
		switch {
		case r < 0xA0:
			told = true // a wrong encoding, or noise
		case r == 0xAD:
			inside = SoftHyphen
		case r == 0x202E:
			f.trick(Bidi, i, i+n)
			told = true
		case r == 0x061C, r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			inside = Bidi
		case r >= 0xE0020 && r <= 0xE007F:
			if i == from && !f.flagBefore(i) {
				f.trick(Tag, i, i+n)
			}
		}
		i += n
	}
	if !told && i < len(f.src) && f.wordBefore() {
		if r, _ := utf8.DecodeRuneInString(f.src[i:]); european(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			f.trick(inside, from, i)
		}
	}
	return i
}

// wordBefore reports whether a letter or digit of a European script ends what
// was folded so far.
func (f *folder) wordBefore() bool {
	if n := len(f.word); n > 0 {
		return european(f.word[n-1].r)
	}
	n := len(f.out)
	return n > 0 && f.out[n-1] < utf8.RuneSelf && wordByte(f.out[n-1])
}

// flagBefore reports whether a black flag stands before i, to which tags belong.
func (f *folder) flagBefore(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(f.src[:i])
	return r == 0x1F3F4
}

// european reports letters of Latin, Greek, Cyrillic and Armenian, in which no
// joiner is needed, also in their styled forms.
func european(r rune) bool {
	return r < 0x590 || r >= 0x1D00 && r < 0x2000 || r >= 0x2460 && r < 0x2500 || r >= 0x2C60 && r < 0x2C80 ||
		r >= 0xA640 && r < 0xA6A0 || r >= 0xA720 && r < 0xA800 || r >= 0xFF10 && r < 0xFF60 ||
		r >= 0x1D400 && r < 0x1D800 || r >= 0x1F100 && r < 0x1F190
}

// styled reports whether the source has a mathematical, circled or squared
// letter at i.
func styled(src string, i int) bool {
	if len(src) < i+3 {
		return false
	}
	switch src[i] {
	case 0xE2:
		return src[i+1] == 0x92 && src[i+2] >= 0x9C || src[i+1] == 0x93 && src[i+2] <= 0xA9
	case 0xF0:
		return src[i+1] == 0x9D && src[i+2] >= 0x90 || src[i+1] == 0x9F && (src[i+2] == 0x84 || src[i+2] == 0x85 || src[i+2] == 0x86 || src[i+2] == 0x87)
	}
	return false
}
