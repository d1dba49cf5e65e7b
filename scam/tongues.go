package scam

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/fold"
)

// fileTongue is by what a text shows its language.
type fileTongue struct {
	// Alone is set where the amounts' words of the language are looked for only in what
	// is written in it, because they mean something else in others.
	Alone bool `yaml:"alone"`
	// Script is latin or cyrillic: only words of it count. Without one, both do.
	Script  string `yaml:"script"`
	Letters string `yaml:"letters"` // that hardly another of the languages has
	Words   string `yaml:"words"`   // as many as it takes, parted by spaces
}

// Scripts that a language may be bound to.
const (
	scriptLatin    = "latin"
	scriptCyrillic = "cyrillic"
)

func (t fileTongue) check() error {
	switch {
	case !slices.Contains([]string{"", scriptLatin, scriptCyrillic}, t.Script):
		return invalid("script %q is neither latin nor cyrillic", t.Script)
	case t.Letters == "" && t.Words == "":
		return invalid("it names neither letters nor words")
	}
	return nil
}

// maxTongues is how many languages the files may tell apart.
const maxTongues = 16

// tongues tell the languages apart. The zero value knows none.
type tongues struct {
	tags     []string
	bits     []langs           // of each tag
	words    map[string]uint16 // folded; a bit for each tag
	letters  map[rune]uint16
	latin    uint16 // tags that may be written in Latin script
	cyrillic uint16
	alone    langs // those whose amounts' words are looked for in nothing else
}

// add notes what shows a language. Two files may each say some of it.
func (t *tongues) add(tag string, f fileTongue, bit langs) error {
	n := slices.Index(t.tags, tag)
	if n < 0 {
		if n = len(t.tags); n == maxTongues {
			return invalid("more than %d languages", maxTongues)
		}
		t.tags, t.bits = append(t.tags, tag), append(t.bits, bit)
	}
	if t.words == nil {
		t.words, t.letters = make(map[string]uint16), make(map[rune]uint16)
	}
	if f.Script != scriptCyrillic {
		t.latin |= 1 << n
	}
	if f.Script != scriptLatin {
		t.cyrillic |= 1 << n
	}
	if f.Alone {
		t.alone |= bit
	}
	for w := range strings.FieldsSeq(f.Words) {
		t.words[strings.TrimSpace(fold.Key(w))] |= 1 << n
	}
	for _, r := range f.Letters {
		t.letters[unicode.ToLower(r)] |= 1 << n
	}
	return nil
}

// heard counts what shows each language in a text, and in which scripts it is.
type heard struct {
	counts          [maxTongues]int32
	latin, cyrillic int32
	bytes           int // of the text
}

func (h *heard) add(o *heard) {
	for i := range h.counts {
		h.counts[i] += o.counts[i]
	}
	h.latin, h.cyrillic, h.bytes = h.latin+o.latin, h.cyrillic+o.cyrillic, h.bytes+o.bytes
}

// in counts in a text, given as it was written and folded.
func (t *tongues) in(raw, folded string) heard {
	h := heard{bytes: len(raw)}
	note := func(of uint16) {
		for ; of != 0; of &= of - 1 {
			h.counts[bits.TrailingZeros16(of)]++
		}
	}
	for i := 0; i < len(raw); {
		if c := raw[i]; c < utf8.RuneSelf {
			h.latin += int32(isLatin[c])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(raw[i:])
		i += n
		switch {
		case r >= 'À' && r <= 'ɏ':
			h.latin++
		case r >= 'Ѐ' && r <= 'ԯ':
			h.cyrillic++
		}
		note(t.letters[unicode.ToLower(r)])
	}
	written := t.latin
	if h.cyrillic > h.latin {
		written = t.cyrillic
	}
	start := -1
	for i := 0; i <= len(folded); i++ {
		if i < len(folded) && inWord(folded[i]) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			note(t.words[folded[start:i]] & written)
			start = -1
		}
	}
	return h
}

// most returns the language of which a text shows more than of any other; -1 where it
// shows none, or two alike.
func (t *tongues) most(h *heard) int {
	best, second := -1, int32(0)
	for n := range t.tags {
		switch c := h.counts[n]; {
		case c == 0:
		case best < 0 || c > h.counts[best]:
			if best >= 0 {
				second = h.counts[best]
			}
			best = n
		case c > second:
			second = c
		}
	}
	if best >= 0 && h.counts[best] == second {
		return -1
	}
	return best
}

// may reports whether a text in these scripts can be in a language.
func (t *tongues) may(n int, h *heard) bool {
	if h.cyrillic > h.latin {
		return t.cyrillic&(1<<n) != 0
	}
	return t.latin&(1<<n) != 0
}

// spoken returns the languages whose amounts' words are looked for in a unit: all but
// those that are looked for alone in what is written in them; of these, the one that the
// unit shows, else its sender's messages, else the document.
func (j *judge) spoken(n int) langs {
	t := &j.tongues
	u := &j.units[n]
	h := t.in(j.raw(u), u.text.String())
	best := t.most(&h)
	if best < 0 {
		if j.mother == nil {
			j.listen()
		}
		for _, whole := range []*heard{&j.mother[u.sender+1], &j.mother[0]} {
			if best = t.most(whole); best >= 0 {
				break
			}
		}
		if best >= 0 && !t.may(best, &h) {
			best = -1
		}
	}
	if best < 0 {
		return ^t.alone
	}
	return ^t.alone | t.bits[best]
}

// listen counts what shows languages in the document and in what each sender wrote, not
// counting what they quote, in the beginning of each.
func (j *judge) listen() {
	j.mother = make([]heard, len(j.senders)+1)
	var whole heard
	for i := range j.units {
		u := &j.units[i]
		if u.quoted {
			continue
		}
		own := &j.mother[u.sender+1]
		if own.bytes >= sample {
			continue
		}
		h := j.tongues.in(j.raw(u), u.text.String())
		whole.add(&h)
		own.add(&h)
	}
	j.mother[0] = whole
}

// hears reports whether a term of a language counts in the unit at hand.
func (f *finds) hears(lang langs) bool {
	if !f.known {
		f.known, f.langs = true, f.judge.spoken(f.at)
	}
	return f.langs&lang != 0
}
