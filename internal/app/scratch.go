package app

import (
	"bytes"

	"recourse/custody"
	"recourse/internal/durable"
	"recourse/internal/spill"
)

// Scratch makes a temporary file for what there is too much of for memory; it fits
// [custody.Scratch]. What is written there names items and their digests, as the records
// do, and is gone with the file.
func Scratch() (custody.ScratchFile, error) {
	f, err := durable.NewScratch()
	if err != nil {
		return nil, err
	}
	return f, nil
}

// without calls f with the records of a that b has not, each once. Both are in order.
func without(a, b *spill.Cursor, f func(rec []byte) error) error {
	var before []byte
	n, more := 0, b.Next()
	for a.Next() {
		rec := a.Record()
		if n > 0 && bytes.Equal(rec, before) {
			continue
		}
		n, before = n+1, append(before[:0], rec...)
		for more && bytes.Compare(b.Record(), rec) < 0 {
			more = b.Next()
		}
		if more && bytes.Equal(b.Record(), rec) {
			continue
		}
		if err := b.Err(); err != nil {
			return err
		}
		if err := f(rec); err != nil {
			return err
		}
	}
	return a.Err()
}
