package custody

import (
	"encoding/hex"
	"fmt"
	"strings"

	"recourse/internal/spill"
)

// readManifest reads the rows of one manifest.
func (b *bag) readManifest(man *manifest, size int) {
	b.tagLines(man.name, maxManifestRows, func(n int, line string) {
		r, err := parseManifestLine(line, size)
		if err != nil {
			b.report.explain("bag-line", man.name, fmt.Sprintf("line %d: %v", n, err), "row", "n", n, "text", fmt.Sprintf("%.120q", line))
			return
		}
		sum, _ := hex.DecodeString(r.sum) // parseManifestLine has seen that it is hex
		switch {
		case r.raw == "":
			b.addRow(man, n, r.path, sum)
		case man.tag:
			if b.tags[r.path] == nil && b.tags[r.raw] != nil {
				r.path = r.raw
			}
			b.addRow(man, n, r.path, sum)
		default:
			b.fail(b.odd.Add(oddRow(r.path, r.raw, man.n, n, sum)))
		}
	})
}

// oddRow is the record of a row that is spelled in two ways, behind the one that is
// looked for.
func oddRow(path, other string, man, line int, sum []byte) []byte {
	rec := spill.AppendString(spill.AppendKey(nil, path), other)
	return append(spill.AppendInt(spill.AppendInt(rec, int64(man)), int64(line)), sum...)
}

// settleOdd takes, of the two spellings of a row, the one that a file has, and the first
// where none has.
func (b *bag) settleOdd() {
	settled := func(f *spill.Fields, path string) {
		man, line := b.manifests[f.Int()], int(f.Int())
		b.addRow(man, line, path, f.Rest())
	}
	raw := b.space.Sorter()
	b.eachWith(b.odd, func(rec []byte, there bool) error {
		f := spill.Read(rec)
		path, other := f.Key(), f.String()
		if there {
			settled(f, path)
			return nil
		}
		return raw.Add(append(spill.AppendString(spill.AppendKey(nil, other), path), f.Rest()...))
	})
	b.eachWith(raw, func(rec []byte, there bool) error {
		f := spill.Read(rec)
		path, other := f.Key(), f.String()
		if !there {
			path = other
		}
		settled(f, path)
		return nil
	})
}

// eachWith calls f with the records of a sorter, whose keys are paths, and with whether
// there is a file of each.
func (b *bag) eachWith(s *spill.Sorter, f func(rec []byte, there bool) error) {
	files, file := b.list.Cursor(), ""
	more := true
	for rec, err := range s.All() {
		if err == nil {
			path := spill.Read(rec).Key()
			for more && file < path {
				if more = files.Next(); more {
					file = spill.Read(files.Record()).Key()
				}
			}
			err = f(rec, more && file == path)
		}
		if b.fail(err) {
			return
		}
	}
	b.fail(files.Err())
}

// fail keeps the first failure, and reports whether there was one.
func (b *bag) fail(err error) bool {
	if b.failed == nil {
		b.failed = err
	}
	return b.failed != nil
}

// addRow takes a row of a manifest, unless it cannot be one.
func (b *bag) addRow(man *manifest, n int, path string, sum []byte) {
	inData := strings.HasPrefix(path, payloadDir)
	switch {
	case escapes(path):
		b.report.row("bag-escape", man.name, n, fmt.Sprintf("%q", path))
	case inData == man.tag, man.tag && isTagManifest(path):
		b.report.row("bag-misplaced", man.name, n, fmt.Sprintf("%q", path))
	case !man.tag:
		rec := spill.AppendNumber(spill.AppendNumber(spill.AppendKey(nil, path), int64(man.n)), int64(n))
		b.fail(b.rows.Add(append(rec, sum...)))
	case b.isTwice(man, n, path, man.rows[path], string(sum)):
	default:
		man.rows[strings.Clone(path)] = string(sum) // and not the line that the path is part of
	}
}

// isTwice reports that a manifest has a path already, with the digest old, and adds the
// problem that this is.
func (b *bag) isTwice(man *manifest, n int, path, old, sum string) bool {
	if old == "" || b.before(1, 0) && old == sum {
		return old != ""
	}
	b.report.row("bag-twice", man.name, n, fmt.Sprintf("%q", path))
	return true
}
