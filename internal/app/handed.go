package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// handed is what is known of an item that was handed in while all of a case are read.
type handed struct {
	id, name, origin string
	digest           [32]byte
	size             int64
	mediaType        string
	kind             evidence.Kind
	inside           string // as evidence.Item has it
	at               time.Time
}

func (i *handed) record() []byte {
	rec := spill.AppendString(nil, i.id)
	for _, s := range []string{i.name, i.origin, i.mediaType, string(i.kind)} {
		rec = spill.AppendString(rec, s)
	}
	return append(spill.AppendInt(spill.AppendInt(rec, i.size), i.at.UnixMicro()), i.digest[:]...)
}

func readHanded(rec []byte) (i handed, err error) {
	f := spill.Read(rec)
	i = handed{id: f.String(), name: f.String(), origin: f.String(), mediaType: f.String(), kind: evidence.Kind(f.String())}
	i.size, i.at = f.Int(), time.UnixMicro(f.Int())
	copy(i.digest[:], f.Bytes(len(i.digest)))
	return i, f.Err()
}

// items are those that were handed in, in the order in which they came: one list behind
// the other. There may be very many, and few of them are held.
type items []*spill.List

func (l items) len() (n int) {
	for _, list := range l {
		n += list.Len()
	}
	return n
}

func (l items) all() iter.Seq2[handed, error] {
	return func(yield func(handed, error) bool) {
		for _, list := range l {
			for rec, err := range list.All() {
				var i handed
				if err == nil {
					i, err = readHanded(rec)
				}
				if !yield(i, err) || err != nil {
					return
				}
			}
		}
	}
}

// handIn are items of a case that came from one person by one door.
type handIn struct {
	caseID, who, door string
	space             *spill.Space
	items             *spill.List
	first             string                  // the ID of the first item, "" where there is none
	again             *spill.List             // of which the case has the bytes under the same name
	described         *spill.Sorter           // what reading showed: place among the items, media type, kind and places inside
	texts             *spill.Sorter           // that programs read out of them, by the place of the item; see addText
	tools             map[intake.Maker]string // how what makes texts is called, as far as it was asked
}

func newHandIn(caseID, who, door string) *handIn {
	space := spill.New(Scratch)
	h := &handIn{caseID: caseID, who: who, door: door, space: space, items: space.List(), again: space.List(), tools: make(map[intake.Maker]string)}
	h.begin()
	return h
}

// begin forgets what reading showed, for who reads once more.
func (h *handIn) begin() { h.described, h.texts = h.space.Sorter(), h.space.Sorter() }

func (h *handIn) add(i *handed) error {
	if h.items.Len() == 0 {
		h.first = i.id
	}
	return h.items.Add(i.record())
}

// describe notes what reading the nth item showed. It refuses what opens a redaction.
func (h *handIn) describe(n int, f *intake.File) error {
	if err := noSecretsInside(f); err != nil {
		return err
	}
	rec := spill.AppendString(spill.AppendNumber(nil, int64(n)), f.MediaType)
	return h.described.Add(spill.AppendString(spill.AppendString(rec, string(evidenceKind(f))), identityInside(f)))
}

// setAside takes out of the items those of which the case has the bytes under the same
// name: no second item is made of them, and the log notes that they came again.
func (h *handIn) setAside(before items) error {
	name := func(i *handed) []byte { return append(spill.AppendKey(nil, i.name), i.digest[:]...) }
	there, mine := h.space.Sorter(), h.space.Sorter()
	for i, err := range before.all() {
		if err == nil {
			err = there.Add(name(&i))
		}
		if err != nil {
			return err
		}
	}
	n := int64(0)
	for i, err := range (items{h.items}).all() {
		if err == nil {
			err = mine.Add(spill.AppendNumber(name(&i), n))
		}
		if err != nil {
			return err
		}
		n++
	}
	known := h.space.Sorter() // places among the items
	old := there.Cursor()
	more := old.Next()
	for rec, err := range mine.All() {
		if err != nil {
			return err
		}
		file, place := rec[:len(rec)-8], rec[len(rec)-8:]
		for more && bytes.Compare(old.Record(), file) < 0 {
			more = old.Next()
		}
		if more && bytes.Equal(old.Record(), file) {
			if err := known.Add(place); err != nil {
				return err
			}
		}
	}
	if old.Err() != nil || known.Len() == 0 {
		return old.Err()
	}
	return h.without(known.Cursor())
}

// without puts the items at these places aside.
func (h *handIn) without(places *spill.Cursor) error {
	all := h.items
	h.items, h.first = h.space.List(), ""
	more := places.Next()
	n := int64(0)
	for i, err := range (items{all}).all() {
		if err != nil {
			return err
		}
		if more && spill.Read(places.Record()).Number() == n {
			more = places.Next()
			err = h.again.Add(i.record())
		} else {
			err = h.add(&i)
		}
		if err != nil {
			return err
		}
		n++
	}
	return places.Err()
}

// recordAgain notes what was set aside in the log.
func (h *handIn) recordAgain(ctx context.Context, tx Tx) error {
	for i, err := range (items{h.again}).all() {
		if err != nil {
			return err
		}
		e := custody.Entry{At: i.at, Do: custody.Kept, Who: h.who, Door: h.door, Item: hex.EncodeToString(i.digest[:]), Size: i.size, Ref: custody.Again}
		if err := log(ctx, tx, h.caseID, e); err != nil {
			return err
		}
	}
	return nil
}

// records yields the records of all items, with what reading showed of them.
func (h *handIn) records() iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		said := h.described.Cursor()
		more := said.Next()
		n := int64(0)
		for i, err := range (items{h.items}).all() {
			if err == nil && more {
				f := spill.Read(said.Record())
				if f.Number() == n {
					i.mediaType, i.kind, i.inside = f.String(), evidence.Kind(f.String()), f.String()
					err = f.Err()
					more = said.Next()
				}
			}
			if err == nil {
				err = said.Err()
			}
			if !yield(h.item(&i), err) || err != nil {
				return
			}
			n++
		}
	}
}

// item is the record of an item.
func (h *handIn) item(i *handed) evidence.Item {
	return evidence.Item{
		ID: i.id, Case: h.caseID, SHA256: hex.EncodeToString(i.digest[:]), Size: i.size, MediaType: i.mediaType, Name: i.name, Kind: i.kind,
		Origin: i.origin, Door: h.door, By: h.who, At: i.at, Looked: true, Inside: i.inside,
	}
}

func (h *handIn) close() error { return h.space.Close() }

// handedOf is what is known of a recorded item. A record has the digest in its form.
func handedOf(i evidence.Item) (handed, error) {
	h := handed{id: i.ID, name: i.Name, origin: i.Origin, size: i.Size, mediaType: i.MediaType, kind: i.Kind, at: i.At}
	if n, err := hex.Decode(h.digest[:], []byte(i.SHA256)); err != nil || n != len(h.digest) {
		return h, fmt.Errorf("item %s has the digest %.80q: %w", i.ID, i.SHA256, recourse.Invalid)
	}
	return h, nil
}

// originals are the items that were handed in, without what was made from them.
func originals(space *spill.Space, recorded iter.Seq2[evidence.Item, error]) (items, error) {
	list := space.List()
	for i, err := range recorded {
		if err != nil {
			return nil, err
		}
		if i.Parent != "" {
			continue
		}
		h, err := handedOf(i)
		if err == nil {
			err = list.Add(h.record())
		}
		if err != nil {
			return nil, err
		}
	}
	return items{list}, nil
}

// all yields a list as a table yields it.
func all(items []evidence.Item) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		for i := range slices.Values(items) {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// itemSource is [App.kept] of a record.
func (a *App) itemSource(ctx context.Context, i evidence.Item) intake.Source {
	return intake.Source{Path: i.Name, Size: i.Size, Open: func() (io.ReadCloser, error) { return a.Blobs.Open(ctx, i.Case, i.SHA256) }}
}

// kept is an item as a source: its bytes are decrypted and checked while they are read.
func (a *App) kept(ctx context.Context, caseID string, i handed) intake.Source {
	return intake.Source{Path: i.name, Size: i.size, Open: func() (io.ReadCloser, error) {
		return a.Blobs.Open(ctx, caseID, hex.EncodeToString(i.digest[:]))
	}}
}
