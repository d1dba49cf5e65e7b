package custody

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"

	"recourse"
	"recourse/internal/spill"
)

// part is an item while it is sealed.
type part struct {
	path  string
	about *about
	of    string
	from  int    // its place among those that say themselves how they are opened, -1 where it does not
	ref   string // what the package needs to open it
	at    int64  // seconds since 1970, noTime where none is known
	size  int64  // in bytes, -1 where neither it nor the digest is known yet
	sums  sealSums
}

// about is what is said of items that came the same way.
type about struct{ mediaType, kind, origin, door, by, tool string }

const noTime = math.MinInt64

// sealSums are the digests of a file of a sealed package.
type sealSums struct {
	sha256 [sha256.Size]byte
	sha512 [sha512.Size]byte
}

// of returns the digest by one of [sealAlgs].
func (s *sealSums) of(a algorithm) []byte {
	if a == sha512Alg {
		return s.sha512[:]
	}
	return s.sha256[:]
}

func (p *part) digest() string { return hex.EncodeToString(p.sums.sha256[:]) }

// when is the time of the item in the form of the log, empty where there is none.
func (p *part) when() string {
	if p.at == noTime {
		return ""
	}
	return stamp(time.Unix(p.at, 0))
}

// maxShared is how many ways in which items came are held while parts are read.
const maxShared = 1024

// parts are the items of a package in the order of their paths. Those that say
// themselves how they are opened are held for that.
type parts struct {
	list   *spill.List
	shared map[string]*about // by their bytes in a record
}

func newParts(space *spill.Space) *parts {
	return &parts{space.List(), make(map[string]*about)}
}

func (l *parts) len() int { return l.list.Len() }

// add appends a part. It is not opened again.
func (l *parts) add(x *part) error { return l.list.Add(x.record(nil)) }

// record appends the part behind its path, in a form that [parts.read] reads.
func (p *part) record(rec []byte) []byte {
	rec = spill.AppendKey(rec, p.path)
	rec = spill.AppendString(rec, string(p.about.record()))
	rec = spill.AppendString(rec, p.of)
	rec = spill.AppendInt(rec, int64(p.from))
	rec = spill.AppendString(rec, p.ref)
	rec = spill.AppendInt(rec, p.at)
	rec = spill.AppendInt(rec, p.size)
	rec = append(rec, p.sums.sha256[:]...)
	return append(rec, p.sums.sha512[:]...)
}

func (a *about) record() (rec []byte) {
	for _, s := range []string{a.mediaType, a.kind, a.origin, a.door, a.by, a.tool} {
		rec = spill.AppendString(rec, s)
	}
	return rec
}

// read reads a record.
func (l *parts) read(rec []byte, to *part) error {
	f := spill.Read(rec)
	*to = part{path: f.Key()}
	said := f.String()
	to.of, to.from, to.ref, to.at, to.size = f.String(), int(f.Int()), f.String(), f.Int(), f.Int()
	copy(to.sums.sha256[:], f.Bytes(sha256.Size))
	copy(to.sums.sha512[:], f.Bytes(sha512.Size))
	if to.about = l.shared[said]; to.about == nil {
		g := spill.Read([]byte(said))
		to.about = &about{g.String(), g.String(), g.String(), g.String(), g.String(), g.String()}
		if len(l.shared) == maxShared {
			clear(l.shared)
		}
		l.shared[said] = to.about
		if err := g.Err(); err != nil {
			return err
		}
	}
	return f.Err()
}

// all yields the parts, each until the next is asked for.
func (l *parts) all() iter.Seq2[*part, error] { return l.each(l.list.All()) }

func (l *parts) each(records iter.Seq2[[]byte, error]) iter.Seq2[*part, error] {
	return func(yield func(*part, error) bool) {
		var x part
		for rec, err := range records {
			if err == nil {
				err = l.read(rec, &x)
			}
			if !yield(&x, err) || err != nil {
				return
			}
		}
	}
}

// gatherer lists the items of a package.
type gatherer struct {
	sorter *spill.Sorter
	open   bool // the package opens those that do not say how
	opens  []func(context.Context) (io.ReadCloser, error)
}

// gather takes all items of a package.
func gather(p *Package, space *spill.Space) (*gatherer, error) {
	g := &gatherer{sorter: space.Sorter(), open: p.Open != nil}
	for i := range p.Items {
		if err := g.add(&p.Items[i]); err != nil {
			return nil, err
		}
	}
	if p.Stream != nil {
		for it, err := range p.Stream {
			if err == nil {
				err = g.add(&it)
			}
			if err != nil {
				return nil, fmt.Errorf("list items: %w", err)
			}
		}
	}
	if g.sorter.Len() == 0 {
		return nil, fmt.Errorf("package has no items: %w", recourse.Invalid)
	}
	return g, g.checkPlaces()
}

func (g *gatherer) add(it *Item) error {
	if err := CheckPath(it.Path); err != nil {
		return err
	}
	x := part{path: it.Path, of: it.Of, from: -1, ref: it.Ref, at: noTime, size: -1, about: &about{it.MediaType, it.Kind, it.Origin, it.Door, it.By, it.Tool}}
	if !it.At.IsZero() {
		x.at = it.At.Unix()
	}
	if it.SHA256 != "" {
		x.size = it.Size
		if err := x.parse(it.SHA256); err != nil {
			return err
		}
	}
	switch {
	case it.Open != nil:
		x.from = len(g.opens)
		g.opens = append(g.opens, it.Open)
	case !g.open || x.size < 0:
		return fmt.Errorf("item %q cannot be opened: %w", it.Path, recourse.Invalid)
	}
	return g.sorter.Add(x.record(nil))
}

func (p *part) parse(digest string) error {
	n, err := hex.Decode(p.sums.sha256[:], []byte(digest[:min(len(digest), 2*sha256.Size)]))
	if err != nil || n != sha256.Size || p.digest() != digest {
		return fmt.Errorf("item %q has the SHA-256 %.80q, which is none: %w", p.path, digest, recourse.Invalid)
	}
	return nil
}

// checkPlaces sees that no two parts, in the order of their paths, lie in the
// same place, and that none lies where another needs a folder.
func (g *gatherer) checkPlaces() error {
	// Those that begin the path at hand, the shortest first. A file that is a folder too is
	// the longest of them when the first path below it comes.
	var begin []string
	for rec, err := range g.sorter.All() {
		if err != nil {
			return err
		}
		path := spill.Read(rec).Key()
		for len(begin) > 0 && !strings.HasPrefix(path, begin[len(begin)-1]) {
			begin = begin[:len(begin)-1]
		}
		if n := len(begin); n > 0 {
			switch rest := path[len(begin[n-1]):]; {
			case rest == "":
				return fmt.Errorf("two items have the path %q: %w", path, recourse.Invalid)
			case rest[0] == '/':
				return fmt.Errorf("path %q is both a file and a folder: %w", begin[n-1], recourse.Invalid)
			}
		}
		begin = append(begin, path)
	}
	return nil
}

// lacking finds items that a log does not name.
type lacking struct {
	items *spill.Sorter // digest, path
	named *spill.Sorter // digests
}

func newLacking(space *spill.Space, parts *parts) (*lacking, error) {
	l := &lacking{space.Sorter(), space.Sorter()}
	var rec []byte
	for x, err := range parts.all() {
		if err != nil {
			return nil, err
		}
		rec = append(append(rec[:0], x.sums.sha256[:]...), x.path...)
		if err := l.items.Add(rec); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// name notes that the log names the item with this digest.
func (l *lacking) name(digest string) error {
	var x part
	if x.parse(digest) != nil {
		return nil
	}
	return l.named.Add(x.sums.sha256[:])
}

// first returns the first path of an item that was not named.
func (l *lacking) first() (path string, ok bool, err error) {
	named := l.named.Cursor()
	for rec, err := range l.items.All() {
		if err != nil {
			return "", false, err
		}
		sum, name := rec[:sha256.Size], string(rec[sha256.Size:])
		for (named.Record() == nil || bytes.Compare(named.Record(), sum) < 0) && named.Next() {
			continue
		}
		if !bytes.Equal(named.Record(), sum) && (!ok || name < path) {
			path, ok = name, true
		}
	}
	return path, ok, named.Err()
}
