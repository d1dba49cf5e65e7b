package lookalike

// maxWord is the longest word of a list, in bytes.
const maxWord = 20

// The word lists, by what they are for.
const (
	lures    = "lure"     // stand beside a brand's name in imitations
	ordinary = "ordinary" // are nobody's misspelling
	cheap    = "cheap"    // endings that imitations are often registered under
	open     = "open"     // country endings under which a brand's bare name says nothing of a branch there
)

var wordUses = []string{lures, ordinary, cheap, open}

// words are the word lists.
type words struct {
	lists   map[string]map[string]bool // by use
	lure    map[string]bool
	mayLure hashes
	longest int // lure
}

func (w *words) add(use, word string) {
	if w.lists == nil {
		w.lists = map[string]map[string]bool{lures: {}, ordinary: {}, cheap: {}, open: {}}
		w.lure, w.mayLure = w.lists[lures], newHashes(16)
	}
	w.lists[use][word] = true
	if use == lures {
		w.longest = max(w.longest, len(word))
		w.mayLure.set(hashOf(word))
	}
}

// is reports whether the word is on the list.
func (w *words) is(use, word string) bool { return w.lists[use][word] }

// filled reports whether s is nothing but lures, digits, hyphens and the words of more.
func (w *words) filled(s string, more []string) bool {
	if len(s) > maxLabel {
		return false
	}
	reach := uint64(1) // bit i: s[:i] is filled
	for i := 0; i < len(s); i++ {
		if reach&(1<<i) == 0 {
			continue
		}
		if c := s[i]; c == '-' || c >= '0' && c <= '9' {
			reach |= 1 << (i + 1)
		}
		for j := i + 1; j <= min(len(s), i+w.longest); j++ {
			if w.lure[s[i:j]] {
				reach |= 1 << j
			}
		}
		for _, m := range more {
			if len(s)-i >= len(m) && s[i:i+len(m)] == m {
				reach |= 1 << (i + len(m))
			}
		}
	}
	return reach&(1<<len(s)) != 0
}

// tokens calls f with the parts of a name: those between hyphens, and the name
// without a lure at one of its ends.
func (w *words) tokens(n *name, f func(i, j int)) {
	if n.cuts != 0 {
		from := 0
		for i := 1; i <= n.len; i++ {
			if i == n.len || n.cuts&(1<<i) != 0 {
				f(from, i)
				from = i
			}
		}
	}
	for k := 2; k <= min(n.len-minNear+1, w.longest); k++ {
		if w.mayLure.has(n.prefix[k]) && w.lure[n.flatten(0, k)] {
			f(k, n.len)
		}
		if w.mayLure.has(n.span(n.len-k, n.len)) && w.lure[n.flatten(n.len-k, n.len)] {
			f(0, n.len-k)
		}
	}
}
