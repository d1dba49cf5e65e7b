package custody

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The log of a package is also there as https://c2sp.org/tlog-tiles has it, so
// that any reader of such logs reads this one: log/ is the prefix.
const (
	tileDir   = "log/tile/"
	tileWidth = 256 // hashes in a full tile, entries in a full bundle
	maxLevel  = 7   // 256^8 entries are more than a log can have
	// entryLevel stands for the bundles of entries, in place of a level.
	entryLevel = -1
)

// tilePath is the place of tile n of a level; width is 256 where it is full.
func tilePath(level int, n int64, width int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	where := "entries"
	if level != entryLevel {
		where = fmt.Sprint(level)
	}
	if width < tileWidth {
		name += fmt.Sprintf(".p/%d", width)
	}
	return tileDir + where + "/" + name
}

// tiler cuts a log into tiles and bundles while its entries pass by. It calls
// put with each one that is full, and at the end with those that are not; put
// must not keep the bytes.
type tiler struct {
	put    func(path string, content []byte) error
	bundle []byte
	size   int64                   // entries so far
	levels [maxLevel + 1]tileLevel // the tile that is being filled, at each level
}

type tileLevel struct {
	hashes []byte
	n      int64 // tiles that were full
}

// add takes the canonical bytes of the next entry and its leaf hash.
func (t *tiler) add(line []byte, leaf tlog.Hash) error {
	t.bundle = binary.BigEndian.AppendUint16(t.bundle, uint16(len(line))) // maxEntry is the largest
	t.bundle = append(t.bundle, line...)
	t.size++
	if t.size%tileWidth == 0 {
		if err := t.put(tilePath(entryLevel, t.size/tileWidth-1, tileWidth), t.bundle); err != nil {
			return err
		}
		t.bundle = t.bundle[:0]
	}
	return t.addHash(0, leaf)
}

func (t *tiler) addHash(level int, h tlog.Hash) error {
	l := &t.levels[level]
	l.hashes = append(l.hashes, h[:]...)
	if len(l.hashes) < tileWidth*tlog.HashSize {
		return nil
	}
	if err := t.put(tilePath(level, l.n, tileWidth), l.hashes); err != nil {
		return err
	}
	above := subtree(l.hashes)
	l.n, l.hashes = l.n+1, l.hashes[:0]
	if level == maxLevel {
		return nil
	}
	return t.addHash(level+1, above)
}

// subtree is the hash of a full tile's subtree.
func subtree(hashes []byte) tlog.Hash {
	row := make([]tlog.Hash, len(hashes)/tlog.HashSize)
	for i := range row {
		row[i] = tlog.Hash(hashes[i*tlog.HashSize:])
	}
	for ; len(row) > 1; row = row[:len(row)/2] {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
	}
	return row[0]
}

// end puts what is not full.
func (t *tiler) end() error {
	if w := int(t.size % tileWidth); w > 0 {
		if err := t.put(tilePath(entryLevel, t.size/tileWidth, w), t.bundle); err != nil {
			return err
		}
	}
	for level, l := range t.levels {
		if w := len(l.hashes) / tlog.HashSize; w > 0 {
			if err := t.put(tilePath(level, l.n, w), l.hashes); err != nil {
				return err
			}
		}
	}
	return nil
}

// tileSums are the digests that the tiles of a log must have, by path.
type tileSums map[string]string

func (s tileSums) put(path string, content []byte) error {
	s[path] = digestHex(content)
	return nil
}

// writeTiles writes the log as tiles; lines gives its entries again.
func (w *bagWriter) writeTiles(lines func(func(line []byte) error) error, root tlog.Hash) error {
	t := &tiler{put: func(path string, content []byte) error { return w.write(path, content) }}
	var head Head
	err := lines(func(line []byte) error {
		leaf := leafHash(line)
		head.grow(leaf)
		return t.add(line, leaf)
	})
	if err == nil {
		err = t.end()
	}
	if err == nil && head.Root() != root {
		err = fmt.Errorf("write tiles: %w", errLogChanged)
	}
	return err
}

// checkTiles sees that the tiles are those of the log, and no others.
func (b *bag) checkTiles(want tileSums) {
	for path, sum := range want {
		switch got := b.sums[path].of(sha256Alg); {
		case b.tags[path] == nil:
			b.report.add("seal-missing", path, "a tile of the log")
		case got != "" && got != sum:
			b.report.explain("log-tile", path, "not what the entries of the log make it", "derived")
		}
	}
	for path := range b.tags {
		if strings.HasPrefix(path, tileDir) && want[path] == "" {
			b.report.add("seal-unexpected", path, "")
		}
	}
}
