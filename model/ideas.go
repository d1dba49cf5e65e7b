package model

// ideas notes the concepts of each sentence, and the pairs of them.
func (x *Extractor) ideas(folded string) {
	if x.Lexicon == nil {
		return
	}
	head, tail := parts(folded)
	for _, s := range [2]string{head, tail} {
		x.together = x.together[:0]
		before := uint8(0)
		for i := range len(s) {
			b := ideaBytes[s[i]]
			switch {
			case b == ideaWord && before != ideaWord:
				x.found = x.Lexicon.find(x.found[:0], s, i)
				for _, c := range x.found {
					x.meet(c)
				}
			case b == ideaStop && (i+1 == len(s) || s[i+1] == ' '):
				x.sentence()
			}
			before = b
		}
		x.sentence()
	}
}

// What a byte is to the search for concepts.
const (
	ideaOther = iota
	ideaWord
	ideaStop // it may end a sentence
)

var ideaBytes = func() (t [256]uint8) {
	for c := range t {
		if wordByte(byte(c)) {
			t[c] = ideaWord
		}
	}
	t['.'], t['!'], t['?'] = ideaStop, ideaStop, ideaStop
	return t
}()

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
		if len(x.index) > mostIdeas {
			continue
		}
		x.add(idea(a, a))
		for _, b := range x.together[:i] {
			x.add(idea(a, b))
		}
	}
	x.together = x.together[:0]
}

// mostIdeas is with how many features no more ideas are noted: what follows them
// is at most one for each byte that is read. No text comes near it.
const mostIdeas = maxFeatures - 2*MaxRead

// idea is the hash of a concept, or of two in any order.
func idea(a, b uint16) uint64 {
	return (uint64(min(a, b))<<16 | uint64(max(a, b)) + 1) * seedIdea
}
