package app

import (
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
)

// handed is what is held of an item that was handed in while all of a case are read:
// there may be very many.
type handed struct {
	id, name, origin string
	digest           [32]byte
	size             int64
	mediaType        string
	kind             evidence.Kind
	at               time.Time
}

// handIn are items of a case that came from one person by one door.
type handIn struct {
	caseID, who, door string
	items             []handed
	again             []handed // of which the case has the bytes under the same name
}

// setAside takes out of the items those of which the case has the bytes under the same
// name: no second item is made of them, and the log notes that they came again.
func (h *handIn) setAside(before []handed) {
	type file struct {
		name   string
		digest [32]byte
	}
	there := make(map[file]bool, len(before))
	for i := range before {
		there[file{before[i].name, before[i].digest}] = true
	}
	h.items = slices.DeleteFunc(h.items, func(i handed) bool {
		known := there[file{i.name, i.digest}]
		if known {
			h.again = append(h.again, i)
		}
		return known
	})
}

// recordAgain notes what was set aside in the log.
func (h *handIn) recordAgain(ctx context.Context, tx Tx) error {
	for i := range h.again {
		it := &h.again[i]
		e := custody.Entry{At: it.at, Do: custody.Kept, Who: h.who, Door: h.door, Item: hex.EncodeToString(it.digest[:]), Size: it.size}
		if err := log(ctx, tx, h.caseID, e); err != nil {
			return err
		}
	}
	return nil
}

// item is the record of the nth item.
func (h *handIn) item(n int) evidence.Item {
	i := &h.items[n]
	return evidence.Item{
		ID: i.id, Case: h.caseID, SHA256: hex.EncodeToString(i.digest[:]), Size: i.size, MediaType: i.mediaType, Name: i.name, Kind: i.kind,
		Origin: i.origin, Door: h.door, By: h.who, At: i.at,
	}
}

// records yields the records of all items.
func (h *handIn) records() iter.Seq[evidence.Item] {
	return func(yield func(evidence.Item) bool) {
		for n := range h.items {
			if !yield(h.item(n)) {
				return
			}
		}
	}
}

// first is the ID of the first item, "" where there is none.
func (h *handIn) first() string {
	if len(h.items) == 0 {
		return ""
	}
	return h.items[0].id
}

// handedOf is what is held of a recorded item. A record has the digest in its form.
func handedOf(i evidence.Item) (handed, error) {
	h := handed{id: i.ID, name: i.Name, origin: i.Origin, size: i.Size, mediaType: i.MediaType, kind: i.Kind, at: i.At}
	if n, err := hex.Decode(h.digest[:], []byte(i.SHA256)); err != nil || n != len(h.digest) {
		return h, fmt.Errorf("item %s has the digest %.80q: %w", i.ID, i.SHA256, recourse.Invalid)
	}
	return h, nil
}

// originals are the items that were handed in, without what was made from them.
func originals(items iter.Seq2[evidence.Item, error]) (list []handed, err error) {
	for i, err := range items {
		if err != nil {
			return nil, err
		}
		if i.Parent != "" {
			continue
		}
		h, err := handedOf(i)
		if err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, nil
}

// all yields a list as a table yields it.
func all(items []evidence.Item) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		for _, i := range items {
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
