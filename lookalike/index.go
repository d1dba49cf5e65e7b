package lookalike

import (
	"math/bits"
	"slices"
	"strings"
)

// maxEdit is how many letters may be left out of a label and of a name before
// they are compared: two, for two edits.
const maxEdit = 2

// minEdit is the shortest label in which letters may be off.
const minEdit = 5

// target is one label that imitators copy.
type target struct {
	brand  int
	label  string
	soft   string   // as it looks
	limit  int      // what the edits may cost
	depth  int      // how many letters are left out to find it
	exact  bool     // no letter may be off
	common bool     // a word, or a name of others
	own    []string // endings under which it is the brand's
	main   []string // those of them that are not only listed as further endings
	ends   []string // main without dots
}

// index finds the labels near a name at a cost that does not grow with their
// number: by the whole, by the name without one or two letters, by three
// letters with which a label begins.
type index struct {
	targets  []target
	whole    map[string][]int32
	edits    map[uint64][]int32 // hash of a label without some letters
	mayEdit  hashes
	starts   []uint16 // three letters -> index into begins
	begins   [][]int32
	shortest int // of the labels that two edits may change
	longest  int // of all
}

func newIndex(list []Brand) index {
	x := index{
		whole: make(map[string][]int32), edits: make(map[uint64][]int32, 64*len(list)), mayEdit: newHashes(spread(list)),
		starts: make([]uint16, 1<<15), begins: [][]int32{nil}, shortest: maxLabel,
	}
	for b, br := range list {
		own, main := br.Own(), len(br.Domains)+len(br.Recalled)
		for _, l := range br.Labels {
			t := target{brand: b, label: l, soft: softly(l), exact: br.Exact, common: br.Common}
			t.limit, t.depth = allowance(l, br.Exact)
			for i, d := range own {
				s, ok := strings.CutPrefix(d, l+".")
				if !ok {
					continue
				}
				t.own = append(t.own, s)
				if i < main {
					t.main = append(t.main, s)
					t.ends = append(t.ends, strings.ReplaceAll(s, ".", ""))
				}
			}
			x.add(t)
		}
	}
	return x
}

// spread is the size of a set, as a power of two, in which the parts of all
// labels lie apart.
func spread(list []Brand) int {
	parts := 1
	for _, b := range list {
		for _, l := range b.Labels {
			parts += len(l) * (len(l) + 1) / 2
		}
	}
	return max(18, bits.Len(uint(parts))+4)
}

// allowance is what edits of a label may cost, and how deep to look for it.
func allowance(label string, exact bool) (limit, depth int) {
	switch n := len(label); {
	case exact || n < minEdit:
		return 0, 0
	case n == minEdit:
		return oneEdit, 1
	case n < 9:
		return oneEdit, maxEdit
	default:
		return 2 * oneEdit, maxEdit
	}
}

func (x *index) add(t target) {
	id := int32(len(x.targets))
	x.targets = append(x.targets, t)
	x.whole[t.soft] = append(x.whole[t.soft], id)
	code := trigram(t.soft[0], t.soft[1], t.soft[2])
	if x.starts[code] == 0 {
		x.starts[code] = uint16(len(x.begins))
		x.begins = append(x.begins, nil)
	}
	x.begins[x.starts[code]] = append(x.begins[x.starts[code]], id)
	if t.depth == maxEdit {
		x.shortest = min(x.shortest, len(t.label))
	}
	x.longest = max(x.longest, len(t.label))
	if t.limit == 0 {
		return
	}
	var n name
	n.set(t.label)
	n.without(t.depth, func(h uint64) {
		if !slices.Contains(x.edits[h], id) {
			x.edits[h] = append(x.edits[h], id)
			x.mayEdit.set(h)
		}
	})
}

// trigram is a number below 1<<15 for three letters.
func trigram(a, b, c byte) int { return int(a&31)<<10 | int(b&31)<<5 | int(c&31) }

func softly(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = soft[b[i]]
	}
	return string(b)
}

// hashes is a set of hashes that may hold others too.
type hashes []uint64

func newHashes(log int) hashes { return make(hashes, 1<<log/64) }

func (b hashes) at(h uint64) (word int, bit uint64) {
	h = h * 0x9e3779b97f4a7c15 >> 32
	h &= uint64(len(b))*64 - 1
	return int(h >> 6), 1 << (h & 63)
}

func (b hashes) set(h uint64) {
	w, bit := b.at(h)
	b[w] |= bit
}

func (b hashes) has(h uint64) bool {
	if len(b) == 0 {
		return false
	}
	w, bit := b.at(h)
	return b[w]&bit != 0
}

// base of the hash: a text is a number in this base.
const base = 0x9ddfea08eb382d69

var powers = func() (p [maxLabel + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * base
	}
	return p
}()

// hashOf is the hash of a text without hyphens as it looks.
func hashOf(s string) uint64 {
	var h uint64
	for i := 0; i < len(s); i++ {
		h = h*base + uint64(soft[s[i]])
	}
	return h
}

// name is a label that is judged: without hyphens, and as it looks.
type name struct {
	text   string // as written, folded to ASCII
	len    int
	flat   [maxLabel]byte       // without hyphens
	soft   [maxLabel]byte       // as it looks
	prefix [maxLabel + 1]uint64 // hash of soft[:i]
	cuts   uint64               // bit i: a hyphen stands before flat[i]
	plain  string               // flat as a string, where it is one already
}

func (n *name) set(text string) {
	n.text, n.len, n.cuts, n.plain = text, 0, 0, ""
	for i := 0; i < len(text) && n.len < maxLabel; i++ {
		c := text[i]
		if c == '-' {
			n.cuts |= 1 << n.len
			continue
		}
		n.flat[n.len], n.soft[n.len] = c, soft[c]
		n.prefix[n.len+1] = n.prefix[n.len]*base + uint64(soft[c])
		n.len++
	}
	if n.len == len(text) {
		n.plain = text
	}
}

// span is the hash of soft[i:j].
func (n *name) span(i, j int) uint64 { return n.prefix[j] - n.prefix[i]*powers[j-i] }

// flatten is flat[i:j]; it allocates where the name has hyphens.
func (n *name) flatten(i, j int) string {
	if n.plain != "" {
		return n.plain[i:j]
	}
	return string(n.flat[i:j])
}

// without calls f with the hash of the name, and of it without up to depth letters.
func (n *name) without(depth int, f func(h uint64)) { n.spanWithout(0, n.len, depth, f) }

func (n *name) spanWithout(from, to, depth int, f func(h uint64)) {
	f(n.span(from, to))
	if depth < 1 {
		return
	}
	for i := from; i < to; i++ {
		head := n.span(from, i)
		f(head*powers[to-i-1] + n.span(i+1, to))
		if depth < 2 {
			continue
		}
		for j := i + 1; j < to; j++ {
			mid := head*powers[j-i-1] + n.span(i+1, j)
			f(mid*powers[to-j-1] + n.span(j+1, to))
		}
	}
}
