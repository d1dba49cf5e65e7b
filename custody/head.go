package custody

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"recourse"

	"golang.org/x/mod/sumdb/tlog"
)

// Head is the end of a log: all that is needed to append to it and to sign it.
// The zero Head is an empty log. A Head is a value; [Head.Next] leaves it as it
// was, so that the caller can keep the new one only where the old one still
// stood (compare and swap).
type Head struct {
	// Size is the number of entries.
	Size int64
	// Frontier are the roots of the full subtrees that make up the log, largest
	// first: one for each bit of Size.
	Frontier []tlog.Hash
	// Last is the time of the last entry.
	Last time.Time
}

// Check reports a head that cannot be: one hash for each bit of its size.
func (h Head) Check() error {
	if h.Size < 0 || bits.OnesCount64(uint64(h.Size)) != len(h.Frontier) {
		return fmt.Errorf("log head of size %d has %d hashes: %w", h.Size, len(h.Frontier), recourse.Invalid)
	}
	return nil
}

// Root returns the Merkle tree hash of RFC 6962.
func (h Head) Root() tlog.Hash {
	if len(h.Frontier) == 0 {
		return sha256.Sum256(nil)
	}
	root := h.Frontier[len(h.Frontier)-1]
	for i := len(h.Frontier) - 2; i >= 0; i-- {
		root = tlog.NodeHash(h.Frontier[i], root)
	}
	return root
}

// ErrHead is the error for a head that is not the one of its log's entries.
var ErrHead = fmt.Errorf("the end of the log that is kept does not agree with its entries, so nothing is added: %w", recourse.Unavailable)

// Same reports whether both heads are of one log at one moment, in all that they hold.
func (h Head) Same(other Head) bool {
	return h.Size == other.Size && slices.Equal(h.Frontier, other.Frontier) && h.Last.Equal(other.Last)
}

// EndsWith returns [ErrHead] where e cannot be the last entry of the log that ends
// here. It reads one entry only: that all of them make up the head [Head.Follow] shows.
func (h Head) EndsWith(e Entry) error {
	if h.Size != e.N+1 || !h.Last.Equal(e.At) {
		return fmt.Errorf("entry %d of %s, where the head has %d entries until %s: %w",
			e.N, e.At.Format(time.RFC3339), h.Size, h.Last.Format(time.RFC3339), ErrHead)
	}
	return nil
}

// Next places e at the end of the log. It returns the entry as it is to be
// kept (its place set, its time in whole seconds of UTC and not before the last
// entry's), its canonical bytes, and the new head. Where the clock was set back,
// the entry takes the last entry's time and says in Clock what the clock showed.
func (h Head) Next(e Entry) (Entry, []byte, Head, error) {
	if err := h.Check(); err != nil {
		return Entry{}, nil, Head{}, err
	}
	e.N = h.Size
	e.At = e.At.UTC().Truncate(time.Second)
	e.Clock = time.Time{}
	if e.At.Before(h.Last) {
		e.At, e.Clock = h.Last, e.At
	}
	line, err := e.Marshal()
	if err != nil {
		return Entry{}, nil, Head{}, err
	}
	return e, line, h.add(leafHash(line), e.At), nil
}

// Follow returns the head after e, which must be the log's next entry exactly
// as it was written. An entry that does not follow is an error of kind Invalid.
func (h Head) Follow(e Entry) (Head, error) {
	line, err := e.Marshal()
	if err != nil {
		return Head{}, err
	}
	return h.follow(e, line)
}

// follows says why e cannot be the next entry.
func (h *Head) follows(e Entry) error {
	if e.N != h.Size {
		return fmt.Errorf("entry %d stands at place %d: %w", e.N, h.Size, recourse.Invalid)
	}
	if e.At.Before(h.Last) {
		return fmt.Errorf("entry %d is dated before the one ahead of it: %w", e.N, recourse.Invalid)
	}
	return nil
}

func (h Head) follow(e Entry, line []byte) (Head, error) {
	if err := h.follows(e); err != nil {
		return Head{}, err
	}
	return h.add(leafHash(line), e.At), nil
}

// push is follow in place, for a reader that goes through a whole log.
func (h *Head) push(e Entry, leaf tlog.Hash) error {
	if err := h.follows(e); err != nil {
		return err
	}
	h.grow(leaf)
	h.Last = e.At
	return nil
}

// grow appends a leaf in place.
func (h *Head) grow(leaf tlog.Hash) {
	for s := h.Size; s&1 == 1; s >>= 1 {
		leaf = tlog.NodeHash(h.Frontier[len(h.Frontier)-1], leaf)
		h.Frontier = h.Frontier[:len(h.Frontier)-1]
	}
	h.Frontier = append(h.Frontier, leaf)
	h.Size++
}

// leafHash is tlog.RecordHash without its allocations.
func leafHash(line []byte) tlog.Hash {
	var room [1024]byte
	return sha256.Sum256(append(append(room[:0], 0), line...))
}

func (h Head) add(leaf tlog.Hash, at time.Time) Head {
	front := make([]tlog.Hash, len(h.Frontier), len(h.Frontier)+1)
	copy(front, h.Frontier)
	for s := h.Size; s&1 == 1; s >>= 1 {
		leaf = tlog.NodeHash(front[len(front)-1], leaf)
		front = front[:len(front)-1]
	}
	return Head{Size: h.Size + 1, Frontier: append(front, leaf), Last: at}
}

// lastProof is the inclusion proof of the entry that is appended to h: all
// subtrees of h, smallest first.
func (h Head) lastProof() tlog.RecordProof {
	p := make(tlog.RecordProof, 0, len(h.Frontier))
	for i := len(h.Frontier) - 1; i >= 0; i-- {
		p = append(p, h.Frontier[i])
	}
	return p
}
