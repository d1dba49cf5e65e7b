package model

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// written notes words as they were written, where folding changes them, and
// signs with how often they are repeated: "FREE", "!!!".
func (x *Extractor) written(raw string) {
	if len(raw) > MaxRead {
		raw = raw[:MaxRead]
	}
	for i := 0; i < len(raw); {
		h := uint64(seedWritten)
		from, all := i, uint8(0)
		for ; i < len(raw); i++ {
			w := writtenBytes[raw[i]]
			if w == 0 {
				break
			}
			all |= w
			h = (h + uint64(raw[i]) + 1) * odd
		}
		if i > from {
			if all&isChanged != 0 {
				x.add((h ^ h>>31) * seedShape)
			}
			continue
		}
		c := raw[i]
		for i < len(raw) && raw[i] == c && i-from < maxRepeated {
			h = (h + uint64(c) + 1) * odd
			i++
		}
		if c > ' ' {
			x.add((h ^ h>>31) * seedPair)
		}
	}
}

// maxRepeated is from how many on a sign's repetitions are no longer told apart.
const maxRepeated = 6

// What a byte is in a word as it was written.
const (
	isWritten = 1 << iota
	isChanged // by folding
)

var writtenBytes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			t[c] = isWritten
		case c >= 'A' && c <= 'Z', c >= utf8.RuneSelf:
			t[c] = isWritten | isChanged
		}
	}
	return t
}()

// form notes what the text looks like before it is folded, each trait as one of
// a few classes.
func (x *Extractor) form(raw string) {
	if len(raw) > MaxRead {
		raw = raw[:MaxRead]
	}
	t := traitsOf(raw)
	for k, v := range t.classes(raw) {
		x.add(uint64(k*1000+v+1)*seedShape ^ seedPair)
	}
}

// traits are counts of what a text looks like.
type traits struct {
	of           [nTraits]int // how many bytes of each kind
	run, shouted int          // the longest number, and the words in capitals
}

// What a byte is among the traits.
const (
	traitOther = iota
	traitUpper
	traitLower
	traitDigit
	traitBang
	traitQuestion
	traitMoney
	traitLine
	traitWide
	traitPound // the last byte of a pound sign: wide, and money
	traitQuote
	nTraits
)

var traitBytes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'A' && c <= 'Z':
			t[c] = traitUpper
		case c >= 'a' && c <= 'z':
			t[c] = traitLower
		case c >= '0' && c <= '9':
			t[c] = traitDigit
		case c >= utf8.RuneSelf:
			t[c] = traitWide
		}
	}
	t['!'], t['?'], t['$'], t['\n'], t[0xA3] = traitBang, traitQuestion, traitMoney, traitLine, traitPound
	t['"'] = traitQuote
	return t
}()

// minShout is from how many letters on a word in capitals is shouted.
const minShout = 3

// Ones in all bits for the bytes that a run goes on with.
var digitMask, upperMask = func() (digits, uppers [nTraits]int) {
	digits[traitDigit], uppers[traitUpper] = -1, -1
	return digits, uppers
}()

func traitsOf(s string) traits {
	var t traits
	run, capitals, most := 0, 0, 0
	for i := range len(s) {
		c := traitBytes[s[i]] % nTraits
		t.of[c]++
		run = (run + 1) & digitMask[c]
		t.run = max(t.run, run)
		capitals = (capitals + 1) & upperMask[c]
		most = max(most, capitals)
	}
	if most >= minShout {
		t.shouted = shouted(s)
	}
	return t
}

// shouted counts the words in capitals.
func shouted(s string) (n int) {
	upper, lower := 0, 0
	for i := range len(s) {
		switch traitBytes[s[i]] {
		case traitUpper:
			upper++
			continue
		case traitLower:
			lower++
			continue
		}
		if upper >= minShout && lower == 0 {
			n++
		}
		upper, lower = 0, 0
	}
	if upper >= minShout && lower == 0 {
		n++
	}
	return n
}

// classes turns counts into small numbers.
func (t traits) classes(raw string) [12]int {
	capitals := 0
	if n := t.of[traitUpper] + t.of[traitLower]; n > 0 {
		capitals = 10 * t.of[traitUpper] / n
	}
	link := 0
	if strings.Contains(raw, "http") || strings.Contains(raw, "www.") {
		link = 1
	}
	log := func(n int) int { return bits.Len(uint(n)) }
	return [...]int{
		log(len(raw)), capitals, log(t.of[traitDigit]), min(t.run, 40), min(t.of[traitBang], 4), min(t.of[traitQuestion], 3),
		min(t.of[traitMoney]+t.of[traitPound], 3), log(t.shouted), link,
		log(20 * (t.of[traitWide] + t.of[traitPound]) / max(1, len(raw))), log(t.of[traitLine]),
		min(t.quotes(raw), maxQuotes),
	}
}

// maxQuotes is from how many on marks of quotation are no longer told apart.
const maxQuotes = 4

// quotes counts marks of quotation: who warns of a message quotes it.
func (t traits) quotes(raw string) int {
	if t.of[traitWide] == 0 {
		return t.of[traitQuote]
	}
	return t.of[traitQuote] + strings.Count(raw, "“") + strings.Count(raw, "„")
}
