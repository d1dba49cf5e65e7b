package custody

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"recourse"

	"golang.org/x/mod/sumdb/tlog"
)

// errLogChanged is a history that is another one when it is gone through again.
var errLogChanged = fmt.Errorf("log is not the same when it is read again: %w", recourse.Conflict)

// writeLog writes the entries so far and the one that seals this package, and
// with them the signed checkpoint, the proof, the tiles and the signer's key.
func (w *bagWriter) writeLog(ctx context.Context, p Package) (SealResult, error) {
	res := SealResult{LogID: p.LogID, Items: w.parts.len(), Bytes: w.bytes}
	var before Head // the last entry
	var added [][]byte
	err := w.stream(entriesFile, func(out io.Writer) error {
		h, err := copyHistory(ctx, out, p, w)
		if err != nil {
			return err
		}
		for _, e := range w.toPlace(p, h) {
			before = h.head
			placed, line, next, err := h.head.Next(e)
			if err != nil {
				return err
			}
			res.Entries, added, h.head = append(res.Entries, placed), append(added, line), next
			if err := writeLine(out, line); err != nil {
				return err
			}
		}
		res.Head = h.head
		return nil
	})
	if err != nil {
		return SealResult{}, err
	}
	lines := func(f func([]byte) error) error { return eachLine(ctx, p, added, f) }
	if err := w.writeTiles(lines, res.Head.Root()); err != nil {
		return SealResult{}, err
	}
	if p.Append != nil {
		if err := p.Append(ctx, res.Entries); err != nil {
			return SealResult{}, fmt.Errorf("append to log: %w", err)
		}
	}
	checkpoint, err := SignCheckpoint(p.Signer, p.LogID, res.Head)
	if err != nil {
		return SealResult{}, err
	}
	res.Checkpoint, err = p.cosign(ctx, checkpoint, func(old int64) ([]tlog.Hash, error) { return consistency(lines, old, res.Head.Size) })
	if err != nil {
		return SealResult{}, err
	}
	key := p.Signer.Key()
	for _, f := range []struct {
		name string
		data []byte
	}{
		{checkpointFile, res.Checkpoint},
		{proofFile, formatProof(res.Head.Size-1, before.lastProof(), res.Checkpoint)},
		{signerFile, []byte(key.String() + "\n")},
		{signerPEMFile, key.PEM()},
	} {
		if err := w.write(f.name, f.data); err != nil {
			return SealResult{}, err
		}
	}
	if err := w.writeWitnesses(p); err != nil {
		return SealResult{}, err
	}
	return res, w.writeStamps(ctx, p, res.Checkpoint)
}

// toPlace are the entries to be placed after a log's history: those that name
// the key, where another one signed before, and the one that seals.
func (w *bagWriter) toPlace(p Package, h logHistory) []Entry {
	var list []Entry
	for _, s := range rekeyings(p.Signer.past, h.began, h.rekeyed) {
		list = append(list, Entry{At: later(p.Now, s.At), Do: Rekeyed, Who: p.Who, Door: p.Door, Ref: s.ref})
	}
	sealed := Entry{At: p.Now, Do: Sealed, Who: p.Who, Door: p.Door, Files: w.covered()}
	for _, a := range sealAlgs() {
		sealed.TagManifests = append(sealed.TagManifests, tagManifestPrefix+string(a)+".txt")
	}
	return append(list, sealed)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// covered lists the tag files that the log covers: all that are written before it.
func (w *bagWriter) covered() []FileSum {
	list := make([]FileSum, 0, len(w.tags))
	for name, sums := range w.tags {
		list = append(list, FileSum{name, hex.EncodeToString(sums.sha256[:])})
	}
	slices.SortFunc(list, func(a, b FileSum) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// writeStatements writes how the signer's key came into its place.
func (w *bagWriter) writeStatements(s *Signer) error {
	for i, st := range s.past {
		if err := w.write(successionFile(i+1), st.msg); err != nil {
			return err
		}
	}
	return nil
}

// logHistory is what a log was before a package was sealed.
type logHistory struct {
	head    Head
	began   time.Time       // of the first entry
	rekeyed map[string]bool // statements that it names
}

// copyHistory writes the entries so far and sees that each item is among them.
func copyHistory(ctx context.Context, out io.Writer, p Package, w *bagWriter) (logHistory, error) {
	h := logHistory{rekeyed: make(map[string]bool)}
	items, err := newLacking(w.space, w.parts)
	if err != nil {
		return h, err
	}
	for e, err := range p.History {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return h, fmt.Errorf("read log: %w", err)
		}
		line, err := e.Marshal()
		if err != nil {
			return h, err
		}
		if err := h.head.push(e, leafHash(line)); err != nil {
			return h, err
		}
		switch e.Do {
		case Kept, Derived:
			if err := items.name(e.Item); err != nil {
				return h, err
			}
		case Rekeyed:
			h.rekeyed[e.Ref] = true
		}
		if e.N == 0 {
			h.began = e.At
		}
		if err := writeLine(out, line); err != nil {
			return h, err
		}
	}
	path, lacks, err := items.first()
	if lacks {
		return h, fmt.Errorf("log has no entry for item %q: %w", path, recourse.Invalid)
	}
	return h, err
}

// eachLine calls f with the canonical bytes of each entry of the log, first the
// history and then what was added.
func eachLine(ctx context.Context, p Package, added [][]byte, f func([]byte) error) error {
	for e, err := range p.History {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read log: %w", err)
		}
		line, err := e.Marshal()
		if err != nil {
			return err
		}
		if err := f(line); err != nil {
			return err
		}
	}
	for _, line := range added {
		if err := f(line); err != nil {
			return err
		}
	}
	return nil
}

func writeLine(out io.Writer, line []byte) error {
	if _, err := out.Write(line); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}
