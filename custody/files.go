package custody

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"recourse/internal/cores"
	"recourse/internal/spill"
)

// listed is what one manifest says of a file.
type listed struct {
	man *manifest
	sum string // as bytes
}

// named is a path that a file or a manifest has, with all that is said of it.
type named struct {
	path string
	rows []listed // of the payload's manifests first, each in the order of the manifests
	open func() (io.ReadCloser, error)
	// twice are further rows of a manifest that has the path already.
	twice []again

	digests
	size int64
	err  error         // why it could not be read
	read chan struct{} // closed once size and err are there
	sum  sync.WaitGroup
}

// again is a row of a path that the manifest has with the digest old.
type again struct {
	man      *manifest
	line     int
	old, sum string
}

// has reports whether a manifest lists the path.
func (x *named) has(man *manifest) bool {
	return slices.ContainsFunc(x.rows, func(l listed) bool { return l.man == man })
}

// checkFiles reads every file once and compares it with all that is said about it. In
// the order of the paths one goroutine puts together what is said, others read, and this
// one judges: few files are held at a time.
func (b *bag) checkFiles(ctx context.Context) error {
	m, err := b.newMerging()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	order, work := make(chan *named, 4*lanes), make(chan *named)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	all.Go(func() {
		defer close(order)
		defer close(work)
		for x := m.next(); x != nil; x = m.next() {
			to := []chan<- *named{order, work}
			if x.open == nil {
				to = to[:1]
			}
			for _, c := range to {
				select {
				case c <- x:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	// A hasher keeps two cores busy; where there are more, more files are read at a time.
	for range max(1, cores.Count()/2) {
		all.Go(func() {
			var h hasher
			defer h.close()
			for x := range work {
				x.err = x.readWith(ctx, &h)
				close(x.read)
			}
		})
	}
	fetched := maps.Clone(b.fetch)
	for x := range order {
		delete(fetched, x.path)
		b.checkTwice(x)
		b.checkFetched(x)
		if x.open == nil {
			b.checkMissing(x)
			continue
		}
		select {
		case <-x.read:
		case <-ctx.Done():
			return ctx.Err()
		}
		x.sum.Wait()
		if err := ctx.Err(); err != nil {
			return err
		}
		b.checkFile(x)
	}
	for _, p := range slices.Sorted(maps.Keys(fetched)) {
		b.checkFetched(&named{path: p})
	}
	return errors.Join(ctx.Err(), m.err(), b.failed)
}

func (x *named) readWith(ctx context.Context, h *hasher) error {
	f, err := x.open()
	if err != nil {
		return err
	}
	x.size, err = h.read(ctx, f, x.algs, x.sums, &x.sum)
	return errors.Join(err, f.Close())
}

// merging puts the files beside the rows of the manifests.
type merging struct {
	*bag
	files, rows, gone    *spill.Cursor
	file, row, goneTag   string
	how                  int64
	rest                 *spill.Fields // of the row
	hasFile, hasRow, has bool          // there is a next file, row, and tag file that is gone
	tagRows              map[string][]listed
}

func (b *bag) newMerging() (*merging, error) {
	m := &merging{bag: b, tagRows: make(map[string][]listed)}
	for _, man := range b.manifests {
		for p, sum := range man.rows {
			m.tagRows[p] = append(m.tagRows[p], listed{man, sum})
		}
	}
	for _, p := range slices.Sorted(maps.Keys(b.tags)) {
		if m.tagRows[p] == nil && !strings.HasPrefix(p, tagManifestPrefix) {
			b.report.unchecked = append(b.report.unchecked, p)
		}
	}
	gone := b.space.Sorter() // tag files that are listed and not there
	for p := range m.tagRows {
		if b.tags[p] == nil {
			if err := gone.Add(spill.AppendKey(nil, p)); err != nil {
				return nil, err
			}
		}
	}
	m.files, m.rows, m.gone = b.list.Cursor(), b.rows.Cursor(), gone.Cursor()
	m.stepFile()
	m.stepRow()
	m.stepGone()
	return m, nil
}

func (m *merging) stepFile() {
	if m.hasFile = m.files.Next(); m.hasFile {
		f := spill.Read(m.files.Record())
		m.file, m.how = f.Key(), f.Int()
	}
}

func (m *merging) stepRow() {
	if m.hasRow = m.rows.Next(); m.hasRow {
		m.rest = spill.Read(m.rows.Record())
		m.row = m.rest.Key()
	}
}

func (m *merging) stepGone() {
	if m.has = m.gone.Next(); m.has {
		m.goneTag = spill.Read(m.gone.Record()).Key()
	}
}

func (m *merging) err() error { return errors.Join(m.files.Err(), m.rows.Err(), m.gone.Err()) }

// next returns the next path; nil where there is none.
func (m *merging) next() *named {
	x := &named{}
	switch {
	case m.hasFile && (!m.hasRow || m.file <= m.row) && (!m.has || m.file <= m.goneTag):
		x.path = m.file
		path, how := m.file, m.how
		x.open, x.read = func() (io.ReadCloser, error) { return m.openFile(path, how) }, make(chan struct{})
		m.stepFile()
	case m.hasRow && (!m.has || m.row <= m.goneTag):
		x.path = m.row
	case m.has:
		x.path = m.goneTag
		m.stepGone()
	default:
		return nil
	}
	for ; m.hasRow && m.row == x.path; m.stepRow() {
		man := m.manifests[m.rest.Number()]
		line, sum := int(m.rest.Number()), string(m.rest.Rest())
		if n := len(x.rows); n > 0 && x.rows[n-1].man == man {
			x.twice = append(x.twice, again{man, line, x.rows[n-1].sum, sum})
			continue
		}
		x.rows = append(x.rows, listed{man, sum})
	}
	x.rows = append(x.rows, m.tagRows[x.path]...)
	if x.open != nil {
		x.algs = m.algorithmsFor(x.rows)
		x.sums = make([]string, len(x.algs))
	}
	return x
}

// checkTwice sees that no manifest lists the path more than once.
func (b *bag) checkTwice(x *named) {
	for _, t := range x.twice {
		b.isTwice(t.man, t.line, x.path, t.old, t.sum)
	}
}

// checkFetched looks for the path in fetch.txt.
func (b *bag) checkFetched(x *named) {
	for _, i := range b.fetch[x.path] {
		b.report.Fetch[i].Present = x.open != nil
		for _, man := range b.manifests {
			if !man.tag && !x.has(man) {
				b.report.add("bag-fetch-unlisted", x.path, man.name)
			}
		}
	}
}

// checkMissing says that a manifest lists what is not there.
func (b *bag) checkMissing(x *named) {
	for _, l := range x.rows {
		if len(b.fetch[x.path]) > 0 {
			b.report.add("bag-not-fetched", x.path, l.man.name)
		} else {
			b.report.add("bag-missing", x.path, l.man.name)
		}
	}
}

func (b *bag) checkFile(x *named) {
	payload := strings.HasPrefix(x.path, payloadDir)
	if payload {
		b.checkListed(x)
	}
	if x.err != nil {
		b.report.unreadable("bag-unreadable", x.path, x.err)
		if payload {
			b.fail(b.payload.add(x.path, ""))
		}
		return
	}
	for _, l := range x.rows {
		if l.sum != x.sums[slices.Index(x.algs, l.man.alg)] {
			want, has := hex.EncodeToString([]byte(l.sum)), x.of(l.man.alg)
			b.report.explain("bag-changed", x.path, fmt.Sprintf("%s says %s, the file has %s", l.man.name, want, has), "says", "list", l.man.name, "want", want, "has", has)
		}
	}
	if !payload {
		b.sums[x.path] = x.digests
		return
	}
	b.report.Items++
	b.report.Bytes += x.size
	if i := slices.Index(x.algs, sha256Alg); i >= 0 {
		b.fail(b.payload.add(x.path, x.sums[i]))
	}
}

// checkListed sees that a payload file is in the manifests: in each since
// version 1.0, in one of them before.
func (b *bag) checkListed(x *named) {
	var lacking []string
	n, strong := 0, false
	for _, man := range b.manifests {
		if man.tag {
			continue
		}
		n++
		if !x.has(man) {
			lacking = append(lacking, man.name)
		} else {
			strong = strong || man.alg.strong()
		}
	}
	if !strong && len(lacking) < n {
		b.report.weak++
	}
	if len(lacking) == n || !b.before(1, 0) {
		for _, name := range lacking {
			b.report.add("bag-unlisted", x.path, name)
		}
	}
}

// algorithmsFor returns the digests that a file is needed in of which rows tell.
func (b *bag) algorithmsFor(rows []listed) []algorithm {
	var algs []algorithm
	for _, l := range rows {
		if !slices.Contains(algs, l.man.alg) {
			algs = append(algs, l.man.alg)
		}
	}
	if b.report.Kind == KindRecourse {
		for _, a := range sealAlgs() {
			if !slices.Contains(algs, a) {
				algs = append(algs, a)
			}
		}
	}
	for _, list := range b.lists {
		if slices.Equal(list, algs) {
			return list
		}
	}
	b.lists = append(b.lists, algs)
	return algs
}

// payload is the files below data/ with their SHA-256 where they could be read.
type payload struct{ list *spill.List }

func newPayload(space *spill.Space) *payload { return &payload{space.List()} }

func (p *payload) add(path, sum string) error {
	return p.list.Add(append(spill.AppendKey(nil, path), sum...))
}

// notRead notes what lies below data/ where nothing of it was read.
func (b *bag) notRead() error {
	for rec, err := range b.list.All() {
		if err != nil {
			return err
		}
		if p := spill.Read(rec).Key(); strings.HasPrefix(p, payloadDir) {
			if err := b.payload.add(p, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// payloadCursor goes through a payload.
type payloadCursor struct {
	*spill.Cursor
	path string
	sum  []byte // SHA-256, empty where the file could not be read
}

func (p *payload) cursor() *payloadCursor { return &payloadCursor{Cursor: p.list.Cursor()} }

func (c *payloadCursor) next() bool {
	if !c.Next() {
		return false
	}
	f := spill.Read(c.Record())
	c.path, c.sum = f.Key(), f.Rest()
	return true
}

// differs reports whether the file was read and has another digest than sum, in hex.
func (c *payloadCursor) differs(sum string) bool {
	return len(c.sum) == sha256.Size && hex.EncodeToString(c.sum) != sum
}
