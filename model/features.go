package model

import (
	"slices"
	"unicode/utf8"
)

// Bits is the size of the feature table: features are hashed to 1<<Bits places.
const Bits = 21

const (
	// MaxRead is how many bytes of one folded text are read; of a longer one the
	// beginning and the end are.
	MaxRead = 4096
	// The lengths of the groups of characters that are features.
	shortest, longest = 2, 5
	// maxWord is the longest word that is read as one, in characters.
	maxWord = 40
)

// Kind is what a feature is.
type Kind uint8

// The kinds.
const (
	Words   Kind = iota // a word or two that follow each other
	Letters             // a group of characters
	Ideas               // a concept of the lexicon, or two in one sentence
	Form                // what the text looks like
)

// Kinds is how many there are.
const Kinds = int(Form) + 1

// Mixed into the hashes, so that a word and a group of the same letters differ.
const (
	odd       = 0x9E3779B97F4A7C15
	seedPair  = 0xC2B2AE3D27D4EB4F
	seedShape = 0x165667B19E3779F9
	seedGroup = 0x27D4EB2F165667C5
	seedIdea  = 0x85EBCA77C2B2AE63
	// seedWritten begins words as they were written.
	seedWritten = 0x61C8864680B583EB
	mixer       = 0xD6E8FEB86659FD93
)

// Feature is one feature of a text and how often it stands in it.
type Feature struct {
	Index uint32
	Count uint16
	Kind  Kind
}

// Extractor turns texts into features, in memory that it uses again. The zero
// value is ready for use and knows no concepts; an Extractor is for one goroutine.
type Extractor struct {
	// Lexicon names the concepts that are looked for; nil means none.
	Lexicon *Lexicon

	together []uint16 // concepts of the sentence at hand
	isThere  [MaxConcepts / 64]uint64
	found    []uint16
	syms     []rune
	features []Feature

	// index has the place of every feature in the order of the text, again for
	// each time that it stands there; of which kind says the part it lies in.
	index []uint32
	ends  [nParts]int
	begin []int32 // of each character, where the groups that begin at it are in index
	tally tally
	cells []cell // what a model knows of each
	words []Part // of the text that is explained
	at    []int
}

// The parts of a text's features, in the order in which they are found.
const (
	partWords = iota
	partGroups
	partIdeas
	partWritten
	partForm
	nParts
)

// kindOf is the kind of the features of a part.
var kindOf = [nParts]Kind{Words, Letters, Ideas, Words, Form}

// Extract returns the features of a text, each once, in the order of their first
// places. The text is given folded, as package fold does, and raw. The features
// are valid until the next call.
func (x *Extractor) Extract(folded, raw string) []Feature {
	x.collect(folded, raw)
	x.features = x.features[:0]
	for part, from := 0, 0; part < nParts; part++ {
		for k := from; k < x.ends[part]; k++ {
			if n := x.tally.count[k]; n > 0 {
				x.features = append(x.features, Feature{Index: x.index[k], Count: n, Kind: kindOf[part]})
			}
		}
		from = x.ends[part]
	}
	return x.features
}

// collect finds the features of a text and counts them.
func (x *Extractor) collect(folded, raw string) {
	x.read(folded)
	x.index = x.index[:0]
	x.wordsAndPairs()
	x.ends[partWords] = len(x.index)
	x.groups()
	x.ends[partGroups] = len(x.index)
	x.ideas(folded)
	x.ends[partIdeas] = len(x.index)
	x.written(raw)
	x.ends[partWritten] = len(x.index)
	x.form(raw)
	x.ends[partForm] = len(x.index)
	x.tally.of(x.index)
}

// read decodes what is read of the text, with a space at each end, and more
// behind the last for whoever looks ahead.
func (x *Extractor) read(s string) {
	head, tail := parts(s)
	x.syms = append(slices.Grow(x.syms[:0], len(head)+len(tail)+longest+3), ' ')
	x.decode(head)
	if tail != "" {
		x.syms = append(x.syms, ' ')
		x.decode(tail)
	}
	x.syms = append(x.syms, ' ')
	ahead := x.syms[len(x.syms) : len(x.syms)+longest]
	for i := range ahead {
		ahead[i] = ' '
	}
}

// parts returns what is read of a text: all of it, or its beginning and its end.
func parts(s string) (head, tail string) {
	if len(s) <= MaxRead {
		return s, ""
	}
	return s[:MaxRead*3/4], s[len(s)-MaxRead/4:]
}

func (x *Extractor) decode(s string) {
	n := len(x.syms)
	syms := x.syms[:n+len(s)]
	for i := 0; i < len(s); n++ {
		if c := s[i]; c < utf8.RuneSelf {
			syms[n] = rune(c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		syms[n] = r
		i += size
	}
	x.syms = syms[:n]
}

// place returns the place of a hash in the feature table.
func place(h uint64) uint32 { return uint32((h ^ h>>29) * mixer >> (64 - Bits)) }

// add notes one feature.
func (x *Extractor) add(h uint64) { x.index = append(x.index, place(h)) }

// wordsAndPairs notes words, pairs of words that follow each other, and the
// shapes of words with digits.
func (x *Extractor) wordsAndPairs() {
	last := uint64(0)
	for i := 0; i < len(x.syms); {
		n, h, shape := x.wordAt(i)
		if n == 0 {
			i++
			continue
		}
		x.add(h * odd)
		if shape != 0 {
			x.add(shape * seedShape)
		}
		if last != 0 {
			x.add(pair(last, h))
		}
		last = h
		i += n
	}
}

func pair(a, b uint64) uint64 { return a*seedPair ^ b }

// What an ASCII character is in a word.
const (
	inNone = iota
	inLetter
	inDigit
)

var inASCII = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z' || c == '\'':
			t[c] = inLetter
		case c >= '0' && c <= '9':
			t[c] = inDigit
		}
	}
	return t
}()

// wordAt returns the length of the word at i, its hash, and that of its shape
// where it has digits. What is not ASCII counts as a letter; a letter of a script
// without spaces is a word.
func (x *Extractor) wordAt(i int) (n int, hash, shape uint64) {
	digits := uint8(0)
	syms := x.syms[i:min(i+maxWord, len(x.syms))]
	for _, r := range syms {
		if r < utf8.RuneSelf {
			c := inASCII[r]
			if c == inNone {
				break
			}
			digits |= c
		} else if unspaced(r) {
			if n == 0 {
				n, hash = 1, (uint64(r)+1)*odd
			}
			break
		}
		n++
		hash = (hash + uint64(r) + 1) * odd
	}
	if digits&inDigit != 0 {
		shape = shapeOf(syms[:n])
	}
	return n, hash ^ hash>>31, shape
}

// shapeOf is the hash of a word with each digit read as the same one.
func shapeOf(word []rune) (h uint64) {
	for _, r := range word {
		if '0' <= r && r <= '9' {
			r = '0'
		}
		h = (h + uint64(r) + 1) * odd
	}
	return h ^ h>>31
}

// lengths says how many groups begin at a character, by which of the four that
// follow it are spaces: the next is bit 0.
var lengths = [16]uint8{4, 1, 2, 1, 3, 1, 2, 1, 4, 1, 2, 1, 3, 1, 2, 1}

// groups notes the groups of characters inside runs without spaces, the space
// before and behind each run included. All that may begin at a character are
// hashed, and as many kept as do.
func (x *Extractor) groups() {
	syms := x.syms[:len(x.syms)+longest]
	n := len(x.index)
	x.index = slices.Grow(x.index, (longest-1)*len(x.syms))
	out := x.index[:n+(longest-1)*len(x.syms)]
	begin := slices.Grow(x.begin[:0], len(x.syms))[:len(x.syms)]
	spaces := uint8(0)
	for _, r := range syms[:longest-1] {
		spaces = spaces>>1 | space(r)
	}
	for i := range begin[:len(begin)-1] {
		begin[i] = int32(n)
		s := (*[longest]rune)(syms[i:])
		spaces = spaces>>1 | space(s[longest-1])
		h := (seedGroup + uint64(s[0]) + 1) * odd
		o := (*[longest - 1]uint32)(out[n:])
		for k := range o {
			h = (h + uint64(s[k+1]) + 1) * odd
			o[k] = place(h ^ h>>31)
		}
		n += int(lengths[spaces&15])
	}
	begin[len(begin)-1] = int32(n)
	x.index, x.begin = out[:n], begin
}

// space returns the bit of a space among those that follow a character.
func space(r rune) uint8 {
	if r == ' ' {
		return 1 << (longest - 2)
	}
	return 0
}

// unspaced reports characters of scripts that put no spaces between words: Han,
// kana, Thai, Burmese, Khmer; and pictures.
func unspaced(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r < 0x0F00, r >= 0x1000 && r < 0x10A0, r >= 0x1780 && r < 0x1800, r >= 0x2E80 && r < 0xAC00, r >= 0xF900 && r < 0xFB00:
		return true
	}
	return r >= 0x1F000
}
