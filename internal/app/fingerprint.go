package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"os"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/spill"
)

// Gathering is what is to be sealed of a [Listing]: the digest of each file, and, of those
// that leave, what they are. It holds none of them, however many there are.
type Gathering struct {
	files  *Listing
	space  *spill.Space
	prints *spill.List   // a digest and a size, in the order of the files; empty where it cannot be read
	leave  *spill.Sorter // place, media type, kind
	held   map[int64]bool
}

// Gather digests the files. What cannot be read is a problem. When ctx ends, its error is
// returned. source is how a file is read; progress may be counted there. It must be
// closed; the listing is for its owner to close.
func Gather(ctx context.Context, files *Listing, source func(Found) intake.Source) (g *Gathering, problems []recourse.Problem, err error) {
	space := spill.New(Scratch)
	g = &Gathering{files: files, space: space, prints: space.List(), leave: space.Sorter()}
	rec, buf := []byte(nil), make([]byte, 128<<10)
	for f, err := range files.All() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, nil, errors.Join(err, g.Close())
		}
		rec = rec[:0]
		if digest, size, err := fingerprint(source(f), buf); err != nil {
			problems = append(problems, recourse.Problem{Path: f.Name, Code: "unreadable"})
		} else {
			rec = spill.AppendInt(spill.AppendString(rec, digest), size)
		}
		if err := g.prints.Add(rec); err != nil {
			return nil, nil, errors.Join(err, g.Close())
		}
	}
	return g, problems, nil
}

func fingerprint(src intake.Source, buf []byte) (digest string, size int64, err error) {
	r, err := src.Open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.CopyBuffer(h, struct{ io.Reader }{r}, buf) // not by its own WriteTo, which makes another
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// Leave says what the file in one place of the listing is, and that it leaves.
func (g *Gathering) Leave(place int, mediaType, kind string) error {
	rec := spill.AppendNumber(nil, int64(place))
	return g.leave.Add(spill.AppendString(spill.AppendString(rec, mediaType), kind))
}

// Hold says that the file in a place does not leave after all.
func (g *Gathering) Hold(place int) {
	if g.held == nil {
		g.held = make(map[int64]bool)
	}
	g.held[int64(place)] = true
}

// Items yields the items that leave, in the order of the listing, once all are known. They
// are opened by [OpenFound].
func (g *Gathering) Items(now time.Time) iter.Seq2[custody.Item, error] {
	return func(yield func(custody.Item, error) bool) {
		prints, leave := g.prints.Cursor(), g.leave.Cursor()
		place, more := int64(-1), leave.Next()
		for f, err := range g.files.All() {
			place++
			if err == nil && !prints.Next() {
				err = errors.Join(prints.Err(), io.ErrUnexpectedEOF)
			}
			if err != nil {
				yield(custody.Item{}, err)
				return
			}
			said := spill.Read(leave.Record())
			if !more || said.Number() != place {
				continue
			}
			item := custody.Item{Path: custody.SafePath(f.Name), MediaType: said.String(), Kind: said.String(), Door: "cli", By: "owner", At: now, Ref: f.Path}
			err := said.Err()
			more = leave.Next()
			sum := spill.Read(prints.Record())
			if len(sum.Rest()) == 0 || g.held[place] {
				continue
			}
			item.SHA256, item.Size = sum.String(), sum.Int()
			if err := errors.Join(err, sum.Err()); !yield(item, err) || err != nil {
				return
			}
		}
		if err := leave.Err(); err != nil {
			yield(custody.Item{}, err)
		}
	}
}

// OpenFound opens an item of a [Gathering].
func OpenFound(_ context.Context, it custody.Item) (io.ReadCloser, error) { return os.Open(it.Ref) }

// Close lets go of what was gathered.
func (g *Gathering) Close() error { return g.space.Close() }
