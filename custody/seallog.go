package custody

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
)

// writeLog writes the entries so far and the one that seals this package, and
// with them the signed checkpoint, the proof and the signer's key.
func (w *bagWriter) writeLog(ctx context.Context, p Package, items []Item) (SealResult, error) {
	res := SealResult{LogID: p.LogID, Items: len(items), Bytes: w.bytes, Sums: make(map[string]string, len(items))}
	for _, it := range items {
		res.Sums[it.Path] = it.SHA256
	}
	var before Head
	sealed := Entry{At: p.Now, Do: Sealed, Who: p.Who, Door: p.Door, Files: w.covered()}
	for _, a := range sealAlgs() {
		sealed.TagManifests = append(sealed.TagManifests, tagManifestPrefix+string(a)+".txt")
	}
	err := w.stream(entriesFile, func(out io.Writer) error {
		var err error
		if before, err = copyHistory(ctx, out, p, items); err != nil {
			return err
		}
		var line []byte
		if res.Entry, line, res.Head, err = before.Next(sealed); err != nil {
			return err
		}
		return writeLine(out, line)
	})
	if err != nil {
		return SealResult{}, err
	}
	if res.Checkpoint, err = SignCheckpoint(p.Signer, p.LogID, res.Head); err != nil {
		return SealResult{}, err
	}
	key := p.Signer.Key()
	for _, f := range []struct {
		name string
		data []byte
	}{
		{checkpointFile, res.Checkpoint},
		{proofFile, formatProof(res.Entry.N, before.lastProof(), res.Checkpoint)},
		{signerFile, []byte(key.String() + "\n")},
		{signerPEMFile, key.PEM()},
	} {
		if err := w.write(f.name, f.data); err != nil {
			return SealResult{}, err
		}
	}
	return res, w.writeStamps(ctx, p, res.Checkpoint)
}

// covered lists the tag files that the log covers: all that are written before it.
func (w *bagWriter) covered() []FileSum {
	list := make([]FileSum, 0, len(w.tags))
	for name, sums := range w.tags {
		list = append(list, FileSum{name, sums[sha256Alg]})
	}
	slices.SortFunc(list, func(a, b FileSum) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// copyHistory writes the entries so far and sees that each item is among them.
func copyHistory(ctx context.Context, out io.Writer, p Package, items []Item) (Head, error) {
	logged := make(map[string]bool, len(items))
	var head Head
	for e, err := range p.History {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return Head{}, fmt.Errorf("read log: %w", err)
		}
		line, err := e.Marshal()
		if err != nil {
			return Head{}, err
		}
		if head, err = head.follow(e, line); err != nil {
			return Head{}, err
		}
		if e.Do == Kept || e.Do == Derived {
			logged[e.Item] = true
		}
		if err := writeLine(out, line); err != nil {
			return Head{}, err
		}
	}
	for _, it := range items {
		if !logged[it.SHA256] {
			return Head{}, fmt.Errorf("log has no entry for item %q: %w", it.Path, recourse.Invalid)
		}
	}
	return head, nil
}

func writeLine(out io.Writer, line []byte) error {
	if _, err := out.Write(line); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}
