package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
)

// digests is a set of SHA-256 digests, for as many as a case may have: each takes
// its 32 bytes. What is added counts after sort.
type digests struct{ list [][sha256.Size]byte }

// add adds a digest in hex. What is none is left out: no blob has its name.
func (d *digests) add(digest string) {
	if sum, ok := parseDigest(digest); ok {
		d.list = append(d.list, sum)
	}
}

func (d *digests) sort() {
	slices.SortFunc(d.list, compareSums)
	d.list = slices.Compact(d.list)
}

func (d *digests) has(digest string) bool {
	sum, ok := parseDigest(digest)
	if !ok {
		return false
	}
	_, found := slices.BinarySearchFunc(d.list, sum, compareSums)
	return found
}

// without yields what is in d and not in other, in hex.
func (d *digests) without(other digests) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, sum := range d.list {
			if _, found := slices.BinarySearchFunc(other.list, sum, compareSums); !found && !yield(hex.EncodeToString(sum[:])) {
				return
			}
		}
	}
}

func compareSums(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) }

func parseDigest(digest string) (sum [sha256.Size]byte, ok bool) {
	if len(digest) != 2*sha256.Size {
		return sum, false
	}
	_, err := hex.Decode(sum[:], []byte(digest))
	return sum, err == nil
}
