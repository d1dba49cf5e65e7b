package model

import (
	"math"
	"math/bits"
	"strings"
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
	slots    []slot
	mask     uint32 // of the part of slots that this text uses
	round    uint32
}

// slot is one place of the table that counts a text's features. It is in use
// where its round is the extractor's.
type slot struct {
	round, index uint32
	at           int32
}

// Extract returns the features of a text, each once, in the order of their first
// places. The text is given folded, as package fold does, and raw. The features
// are valid until the next call.
func (x *Extractor) Extract(folded, raw string) []Feature {
	x.read(folded)
	x.start()
	x.words()
	x.groups()
	x.ideas(folded)
	x.written(raw)
	x.form(raw)
	return x.features
}

// read decodes what is read of the text, with a space at each end.
func (x *Extractor) read(s string) {
	x.syms = append(x.syms[:0], ' ')
	head, tail := parts(s)
	x.decode(head)
	if tail != "" {
		x.syms = append(x.syms, ' ')
		x.decode(tail)
	}
	x.syms = append(x.syms, ' ')
}

// parts returns what is read of a text: all of it, or its beginning and its end.
func parts(s string) (head, tail string) {
	if len(s) <= MaxRead {
		return s, ""
	}
	return s[:MaxRead*3/4], s[len(s)-MaxRead/4:]
}

func (x *Extractor) decode(s string) {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			x.syms = append(x.syms, rune(c))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		x.syms = append(x.syms, r)
		i += n
	}
}

// start makes the counting table ready. No text of n characters has 8n features.
func (x *Extractor) start() {
	x.features = x.features[:0]
	want := 1 << bits.Len(uint(8*len(x.syms)+64))
	if len(x.slots) < want {
		x.slots, x.round = make([]slot, want), 0
	}
	x.mask = uint32(want - 1)
	if x.round == math.MaxUint32 {
		clear(x.slots)
		x.round = 0
	}
	x.round++
}

// place returns the place of a hash in the feature table.
func place(h uint64) uint32 { return uint32((h ^ h>>29) * mixer >> (64 - Bits)) }

// count notes one feature.
func (x *Extractor) count(h uint64, kind Kind) {
	index := place(h)
	for k := index & x.mask; ; k = (k + 1) & x.mask {
		s := &x.slots[k]
		if s.round != x.round {
			*s = slot{x.round, index, int32(len(x.features))}
			x.features = append(x.features, Feature{Index: index, Count: 1, Kind: kind})
			return
		}
		if s.index == index {
			if f := &x.features[s.at]; f.Count < math.MaxUint16 {
				f.Count++
			}
			return
		}
	}
}

// times returns how often a feature stands in the text that was read last.
func (x *Extractor) times(index uint32) uint16 {
	for k := index & x.mask; x.slots[k].round == x.round; k = (k + 1) & x.mask {
		if x.slots[k].index == index {
			return x.features[x.slots[k].at].Count
		}
	}
	return 0
}

// words notes words, pairs of words that follow each other, and the shapes of
// words with digits.
func (x *Extractor) words() {
	last := uint64(0)
	for i := 0; i < len(x.syms); {
		n, h, shape := x.wordAt(i)
		if n == 0 {
			i++
			continue
		}
		x.count(h*odd, Words)
		if shape != 0 {
			x.count(shape*seedShape, Words)
		}
		if last != 0 {
			x.count(pair(last, h), Words)
		}
		last = h
		i += n
	}
}

func pair(a, b uint64) uint64 { return a*seedPair ^ b }

// wordAt returns the length of the word at i, its hash, and that of its shape
// where it has digits. A letter of a script without spaces is a word.
func (x *Extractor) wordAt(i int) (n int, hash, shape uint64) {
	digits := false
	for k := i; k < len(x.syms) && n < maxWord; k++ {
		r := x.syms[k]
		if !inWord(r) || n > 0 && unspaced(r) {
			break
		}
		n++
		hash = (hash + uint64(r) + 1) * odd
		if '0' <= r && r <= '9' {
			digits, r = true, '0'
		}
		shape = (shape + uint64(r) + 1) * odd
		if unspaced(x.syms[i]) {
			break
		}
	}
	if !digits {
		shape = 0
	}
	return n, hash ^ hash>>31, shape ^ shape>>31
}

// groups notes the groups of characters inside runs without spaces, the space
// before and behind each run included.
func (x *Extractor) groups() {
	syms := x.syms
	for i := range syms {
		h := uint64(seedGroup)
		for n, r := range syms[i:min(i+longest, len(syms))] {
			h = (h + uint64(r) + 1) * odd
			if n+1 >= shortest {
				x.count(h^h>>31, Letters)
			}
			if r == ' ' && n > 0 {
				break
			}
		}
	}
}

// groupsAt calls each with the hashes of the groups that begin at i.
func (x *Extractor) groupsAt(i int, each func(h uint64)) {
	h := uint64(seedGroup)
	for n, r := range x.syms[i:min(i+longest, len(x.syms))] {
		h = (h + uint64(r) + 1) * odd
		if n+1 >= shortest {
			each(h ^ h>>31)
		}
		if r == ' ' && n > 0 {
			return
		}
	}
}

// ideas notes the concepts of each sentence, and the pairs of them.
func (x *Extractor) ideas(folded string) {
	if x.Lexicon == nil {
		return
	}
	head, tail := parts(folded)
	for _, s := range [2]string{head, tail} {
		x.together = x.together[:0]
		for i := range len(s) {
			switch c := s[i]; {
			case c == '.' || c == '!' || c == '?':
				if i+1 == len(s) || s[i+1] == ' ' {
					x.sentence()
				}
			case wordByte(c) && (i == 0 || !wordByte(s[i-1])):
				x.found = x.Lexicon.find(x.found[:0], s, i)
				for _, c := range x.found {
					x.meet(c)
				}
			}
		}
		x.sentence()
	}
}

func (x *Extractor) meet(concept uint16) {
	bit := uint64(1) << (concept % 64)
	if word := &x.isThere[concept/64]; *word&bit == 0 && len(x.together) < maxTogether {
		*word |= bit
		x.together = append(x.together, concept)
	}
}

// sentence notes what was met in the sentence that ends.
func (x *Extractor) sentence() {
	for i, a := range x.together {
		x.isThere[a/64] = 0
		x.count(idea(a, a), Ideas)
		for _, b := range x.together[:i] {
			x.count(idea(a, b), Ideas)
		}
	}
	x.together = x.together[:0]
}

// idea is the hash of a concept, or of two in any order.
func idea(a, b uint16) uint64 {
	return (uint64(min(a, b))<<16 | uint64(max(a, b)) + 1) * seedIdea
}

// inWord reports letters and digits; what is not ASCII counts as a letter.
func inWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r >= utf8.RuneSelf
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

// written notes words as they were written, where folding changes them, and
// signs with how often they are repeated: "FREE", "!!!".
func (x *Extractor) written(raw string) {
	if len(raw) > MaxRead {
		raw = raw[:MaxRead]
	}
	for i := 0; i < len(raw); {
		h := uint64(seedWritten)
		from, kept := i, true
		for i < len(raw) && writtenByte(raw[i]) {
			kept = kept && raw[i] < utf8.RuneSelf && raw[i]&0xE0 != 'A'&0xE0
			h = (h + uint64(raw[i]) + 1) * odd
			i++
		}
		if i > from {
			if !kept {
				x.count((h^h>>31)*seedShape, Words)
			}
			continue
		}
		c := raw[i]
		for i < len(raw) && raw[i] == c && i-from < maxRepeated {
			h = (h + uint64(c) + 1) * odd
			i++
		}
		if c > ' ' {
			x.count((h^h>>31)*seedPair, Words)
		}
	}
}

// maxRepeated is from how many on a sign's repetitions are no longer told apart.
const maxRepeated = 6

func writtenByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

// form notes what the text looks like before it is folded, each trait as one of
// a few classes.
func (x *Extractor) form(raw string) {
	if len(raw) > MaxRead {
		raw = raw[:MaxRead]
	}
	t := traitsOf(raw)
	for k, v := range t.classes(raw) {
		x.count(uint64(k*1000+v+1)*seedShape^seedPair, Form)
	}
}

// traits are counts of what a text looks like.
type traits struct {
	upper, lower, digits, run, shouted, bangs, questions, money, wide, lines int
}

func traitsOf(s string) traits {
	var t traits
	run, word, capitals := 0, 0, 0
	for i := range len(s) {
		c := s[i]
		upper, lower := c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z'
		switch {
		case upper:
			t.upper++
			word++
			capitals++
		case lower:
			t.lower++
			word++
		default:
			if word >= 3 && word == capitals {
				t.shouted++
			}
			word, capitals = 0, 0
		}
		if c >= '0' && c <= '9' {
			t.digits++
			run++
			t.run = max(t.run, run)
			continue
		}
		run = 0
		switch {
		case upper || lower:
		case c == '!':
			t.bangs++
		case c == '?':
			t.questions++
		case c == '$', c == 0xA3:
			t.money++
		case c == '\n':
			t.lines++
		}
		if c >= utf8.RuneSelf {
			t.wide++
		}
	}
	if word >= 3 && word == capitals {
		t.shouted++
	}
	return t
}

// classes turns counts into small numbers.
func (t traits) classes(raw string) [11]int {
	capitals := 0
	if n := t.upper + t.lower; n > 0 {
		capitals = 10 * t.upper / n
	}
	link := 0
	if strings.Contains(raw, "http") || strings.Contains(raw, "www.") {
		link = 1
	}
	log := func(n int) int { return bits.Len(uint(n)) }
	return [...]int{
		log(len(raw)), capitals, log(t.digits), min(t.run, 40), min(t.bangs, 4), min(t.questions, 3), min(t.money, 3),
		log(t.shouted), link, log(20 * t.wide / max(1, len(raw))), log(t.lines),
	}
}
