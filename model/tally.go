package model

import "math/bits"

// tally counts how often each feature stands in a text. Most stand once: they
// are chained by the low bits of their places (branches that cannot be
// foretold are what costs), and only those whose chain was begun are compared.
type tally struct {
	// count has, by feature, how often it stands in the text; 0 where it stood
	// before.
	count []uint16
	head  []uint16 // of each chain the last feature, from 1; 0 is none
	prev  []uint16 // by feature, the one before it in its chain
	again []uint16 // those whose chain was begun
}

// maxFeatures is how many features a tally counts.
const maxFeatures = 1<<16 - 1

// of counts. index has at most maxFeatures.
func (t *tally) of(index []uint32) {
	size := 1 << bits.Len(uint(4*len(index)|1023))
	if size > cap(t.head) {
		t.head = make([]uint16, size)
	}
	t.head = t.head[:size]
	clear(t.head)
	if len(index) > cap(t.count) {
		t.count, t.prev, t.again = make([]uint16, size/2), make([]uint16, size/2), make([]uint16, size/2)
	}
	count, prev, again := t.count[:len(index)], t.prev[:len(index)], t.again[:len(index)]
	t.count, t.prev = count, prev
	head, mask := t.head, uint32(size-1)
	n := 0
	for k, i := range index {
		p := &head[i&mask]
		before := *p
		*p = uint16(k + 1)
		prev[k], count[k], again[n] = before, 1, uint16(k)
		if before != 0 {
			n++
		}
	}
	for _, k := range again[:n] {
		if first := t.first(index, prev[k], index[k]); first >= 0 {
			count[first]++
			count[k] = 0
		}
	}
}

// first returns where a feature stands first, in the chain that ends at from; -1
// if it is not there.
func (t *tally) first(index []uint32, from uint16, feature uint32) int {
	for p := from; p != 0; p = t.prev[p-1] {
		if k := int(p) - 1; index[k] == feature && t.count[k] > 0 {
			return k
		}
	}
	return -1
}

// times returns how often a feature stands in the text.
func (t *tally) times(index []uint32, feature uint32) uint16 {
	if k := t.first(index, t.head[feature&uint32(len(t.head)-1)], feature); k >= 0 {
		return t.count[k]
	}
	return 0
}
