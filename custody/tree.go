package custody

import (
	"fmt"

	"recourse"

	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/tlog"
)

// Tree holds the hashes of a whole log, to prove that an entry is in it. It
// takes 64 bytes of memory for each entry.
type Tree struct {
	size   int64
	hashes []tlog.Hash
}

// Add appends the canonical bytes of the next entry.
func (t *Tree) Add(line []byte) error {
	more, err := tlog.StoredHashes(t.size, line, tlog.HashReaderFunc(t.read))
	if err != nil {
		return fmt.Errorf("add to tree: %w", err)
	}
	t.hashes = append(t.hashes, more...)
	t.size++
	return nil
}

func (t *Tree) read(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("hash %d is beyond the tree: %w", x, recourse.Invalid)
		}
		list[i] = t.hashes[x]
	}
	return list, nil
}

// Size returns the number of entries.
func (t *Tree) Size() int64 { return t.size }

// Prove returns the proof, in the form of https://c2sp.org/tlog-proof, that entry
// n is in the log whose signed checkpoint is given; [CheckProof] checks it.
func (t *Tree) Prove(n int64, checkpoint []byte) ([]byte, error) {
	if n < 0 || n >= t.size {
		return nil, fmt.Errorf("entry %d is beyond a log of %d: %w", n, t.size, recourse.Invalid)
	}
	p, err := tlog.ProveRecord(t.size, n, tlog.HashReaderFunc(t.read))
	if err != nil {
		return nil, fmt.Errorf("prove entry: %w", err)
	}
	return formatProof(n, p, checkpoint), nil
}

func formatProof(n int64, p tlog.RecordProof, checkpoint []byte) []byte {
	hashes := make([][tlog.HashSize]byte, len(p))
	for i, h := range p {
		hashes[i] = h
	}
	return proof.TLogProof{Index: uint64(n), Hashes: hashes, Checkpoint: checkpoint}.Marshal()
}

// maxProof is the most bytes that a proof may have, with its checkpoint.
const maxProof = 2 * maxCheckpoint

// CheckProof reports whether msg, a proof in the form of
// https://c2sp.org/tlog-proof, shows that line is an entry of the log that key
// signed. A proof that does not hold is an error of kind Invalid.
func CheckProof(msg, line []byte, key Key) (Checkpoint, error) {
	if len(msg) > maxProof {
		return Checkpoint{}, fmt.Errorf("proof has %d bytes, at most %d are allowed: %w", len(msg), maxProof, recourse.Invalid)
	}
	var p proof.TLogProof
	if err := p.Unmarshal(msg); err != nil {
		return Checkpoint{}, fmt.Errorf("read proof: %v: %w", err, recourse.Invalid)
	}
	c, err := ParseCheckpoint(p.Checkpoint, key)
	if err != nil {
		return Checkpoint{}, err
	}
	if p.Index >= uint64(c.Size) {
		return Checkpoint{}, fmt.Errorf("proof is of entry %d, the log has %d: %w", p.Index, c.Size, recourse.Invalid)
	}
	hashes := make(tlog.RecordProof, len(p.Hashes))
	for i, h := range p.Hashes {
		hashes[i] = h
	}
	if err := tlog.CheckRecord(hashes, c.Size, c.Root, int64(p.Index), tlog.RecordHash(line)); err != nil {
		return Checkpoint{}, fmt.Errorf("check proof: %v: %w", err, recourse.Invalid)
	}
	return c, nil
}
