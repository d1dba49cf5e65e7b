package custody

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"recourse"
)

// part is an item while it is sealed. There may be a hundred thousand of them: what
// many share is held once, digests are bytes and not their digits.
type part struct {
	path  string
	about *about
	of    string
	open  func(context.Context) (io.ReadCloser, error)
	at    int64 // seconds since 1970, noTime where none is known
	size  int64 // in bytes, -1 where neither it nor the digest is known yet
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

// reader opens the item, by its digest where it does not say itself how.
func (p *part) reader(ctx context.Context, open func(context.Context, string) (io.ReadCloser, error)) (io.ReadCloser, error) {
	if p.open != nil {
		return p.open(ctx)
	}
	return open(ctx, p.digest())
}

func (p *part) digest() string { return hex.EncodeToString(p.sums.sha256[:]) }

// when is the time of the item in the form of the log, empty where there is none.
func (p *part) when() string {
	if p.at == noTime {
		return ""
	}
	return stamp(time.Unix(p.at, 0))
}

// gather lists the items of a package in the order of their paths.
func gather(p *Package) ([]part, error) {
	g := gatherer{shared: make(map[about]*about), open: p.Open}
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
	if len(g.parts) == 0 {
		return nil, fmt.Errorf("package has no items: %w", recourse.Invalid)
	}
	parts := slices.Clone(g.parts) // without the room that it has to grow
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.path, b.path) })
	return parts, checkPlaces(parts)
}

type gatherer struct {
	parts  []part
	shared map[about]*about
	open   func(context.Context, string) (io.ReadCloser, error)
}

func (g *gatherer) add(it *Item) error {
	if err := CheckPath(it.Path); err != nil {
		return err
	}
	x := part{path: it.Path, of: it.Of, open: it.Open, at: noTime, size: -1}
	if !it.At.IsZero() {
		x.at = it.At.Unix()
	}
	if it.SHA256 != "" {
		x.size = it.Size
		if err := x.parse(it.SHA256); err != nil {
			return err
		}
	}
	if x.open == nil && (g.open == nil || x.size < 0) {
		return fmt.Errorf("item %q cannot be opened: %w", it.Path, recourse.Invalid)
	}
	said := about{it.MediaType, it.Kind, it.Origin, it.Door, it.By, it.Tool}
	if g.shared[said] == nil {
		g.shared[said] = &said
	}
	x.about = g.shared[said]
	g.parts = append(g.parts, x)
	return nil
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
func checkPlaces(parts []part) error {
	there := func(path string) bool {
		_, found := slices.BinarySearchFunc(parts, path, func(p part, path string) int { return strings.Compare(p.path, path) })
		return found
	}
	for i := range parts {
		path := parts[i].path
		if i > 0 && parts[i-1].path == path {
			return fmt.Errorf("two items have the path %q: %w", path, recourse.Invalid)
		}
		for n := range len(path) {
			if path[n] == '/' && there(path[:n]) {
				return fmt.Errorf("path %q is both a file and a folder: %w", path[:n], recourse.Invalid)
			}
		}
	}
	return nil
}

// lacking finds items that a log does not name.
type lacking struct {
	parts  []part
	order  []int32 // places in parts, by digest
	logged []bool
}

func newLacking(parts []part) *lacking {
	l := &lacking{parts, make([]int32, len(parts)), make([]bool, len(parts))}
	for i := range l.order {
		l.order[i] = int32(i)
	}
	slices.SortFunc(l.order, func(a, b int32) int { return slices.Compare(l.sum(a), l.sum(b)) })
	return l
}

func (l *lacking) sum(i int32) []byte { return l.parts[i].sums.sha256[:] }

// named notes that the log names the item with this digest.
func (l *lacking) named(digest string) {
	var want part
	if want.parse(digest) != nil {
		return
	}
	n, _ := slices.BinarySearchFunc(l.order, want.sums.sha256[:], func(i int32, sum []byte) int { return slices.Compare(l.sum(i), sum) })
	for ; n < len(l.order) && !l.logged[l.order[n]] && slices.Equal(l.sum(l.order[n]), want.sums.sha256[:]); n++ {
		l.logged[l.order[n]] = true
	}
}

// first returns the path of the first item that was not named.
func (l *lacking) first() (path string, ok bool) {
	if i := slices.Index(l.logged, false); i >= 0 {
		return l.parts[i].path, true
	}
	return "", false
}
