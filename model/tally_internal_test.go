package model

import (
	"math/rand/v2"
	"testing"
)

// TestTallyCountsAsAMapDoes holds the chains to a plain map, with features that
// are few enough to stand often and to share chains.
func TestTallyCountsAsAMapDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var tl tally
	for _, n := range []int{0, 1, 2, 50, 3000, 300, maxFeatures, 10} {
		index := make([]uint32, n)
		for k := range index {
			index[k] = r.Uint32N(uint32(n/2+1)) * 512
		}
		want, first := make(map[uint32]uint16), make(map[uint32]int)
		for k, i := range index {
			if want[i] == 0 {
				first[i] = k
			}
			want[i]++
		}
		tl.of(index)
		for k, i := range index {
			got, wanted := tl.count[k], uint16(0)
			if first[i] == k {
				wanted = want[i]
			}
			if got != wanted || tl.times(index, i) != want[i] {
				t.Fatalf("of %d features, number %d counts %d times, want %d; %d in all, want %d", n, k, got, wanted, tl.times(index, i), want[i])
			}
		}
		if got := tl.times(index, 1); got != 0 {
			t.Errorf("a feature that is not there counts %d times", got)
		}
	}
}

// TestGroupsAreThoseOfTheirPlaces holds the quick way over all groups to the one
// that goes from place to place.
func TestGroupsAreThoseOfTheirPlaces(t *testing.T) {
	for _, text := range []string{"", " ", "a", "ab c", "  two  spaces ", "pay the fee now", "плаћање 请支付费用 x", "a b c d e f g", "longword"} {
		var x Extractor
		x.collect(text, text)
		var want []uint32
		for i := range x.syms {
			if got := int(x.begin[i]) - x.ends[partWords]; got != len(want) {
				t.Errorf("%q: the groups of character %d begin at %d, want %d", text, i, got, len(want))
			}
			h := uint64(seedGroup)
			for n, r := range x.syms[i:min(i+longest, len(x.syms))] {
				if h = (h + uint64(r) + 1) * odd; n+1 >= shortest {
					want = append(want, place(h^h>>31))
				}
				if r == ' ' && n > 0 {
					break
				}
			}
		}
		got := x.index[x.ends[partWords]:x.ends[partGroups]]
		if len(got) != len(want) {
			t.Fatalf("%q has %d groups, want %d", text, len(got), len(want))
		}
		for k := range got {
			if got[k] != want[k] {
				t.Errorf("%q: group %d is at %d, want %d", text, k, got[k], want[k])
			}
		}
	}
}
