package trie

import "math/bits"

// begins tells of most places of a text that no term begins there, without looking
// at a node (a filter of hashes, Bloom 1970, of the terms' first bytes). Unlike steps
// from node to node, its questions do not wait for each other.
type begins struct {
	bits  []uint64
	shift uint8
}

const (
	// window is how many bytes of a text are looked at in one.
	window = 8
	// few, some and many are how many first bytes of a term are hashed: as many as it
	// has of them; one that is shorter is hashed with all that may follow it.
	few, some, many             = 3, 4, 6
	fewMask, someMask, manyMask = 1<<(8*few) - 1, 1<<(8*some) - 1, 1<<(8*many) - 1
	// spread is how many bits there are at least for each beginning.
	spread = 16
	mixer  = 0x9E3779B97F4A7C15
)

func newBegins(terms []string) begins {
	keys := make(map[uint64]struct{})
	for _, t := range terms {
		switch {
		case len(t) >= many:
			keys[loadLast(t, 0)&manyMask] = struct{}{}
			continue
		case len(t) >= some:
			keys[loadLast(t, 0)&someMask] = struct{}{}
			continue
		}
		begin, open := loadLast(t, 0)&fewMask, 8*max(0, few-len(t))
		for next := range uint64(1) << open {
			keys[begin|next<<(8*few-open)] = struct{}{}
		}
	}
	size := max(6, bits.Len(uint(spread*len(keys))))
	b := begins{bits: make([]uint64, 1<<(size-6)), shift: uint8(64 - size)}
	for key := range keys {
		h := key * mixer >> b.shift
		b.bits[h/64] |= 1 << (h % 64)
	}
	return b
}

// has returns the bit of some first bytes as its lowest.
func (b *begins) has(first uint64) uint64 {
	h := first * mixer >> (b.shift % 64)
	return b.bits[h/64] >> (h % 64)
}

// may reports whether a term may begin with the bytes of the window.
func (b *begins) may(w uint64) bool {
	return (b.has(w&fewMask)|b.has(w&someMask)|b.has(w&manyMask))&1 != 0
}

// load returns the window of the text at i, where it is not the end of the text.
func load(s string, i int) uint64 {
	s = s[i : i+window]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// loadLast does so where fewer bytes are left.
func loadLast(s string, i int) (w uint64) {
	for k := min(len(s), i+window) - 1; k >= i; k-- {
		w = w<<8 | uint64(s[k])
	}
	return w
}
