package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// kindRef begins the reference of an entry that says what an item is.
const kindRef = "kind/"

// logSaid is what an entry says of an item that was kept or made, and what it would have to
// say of a record.
type logSaid struct {
	do       custody.Action
	size, at int64 // bytes; seconds since 1970, by the clock of that moment
	by, door string
	of, tool string // what it was made from, and by what
	ref      string // see [evidence.Item.Ref]
}

func (s *logSaid) append(rec []byte) []byte {
	rec = spill.AppendInt(spill.AppendInt(spill.AppendString(rec, string(s.do)), s.size), s.at)
	for _, v := range []string{s.by, s.door, s.of, s.tool, s.ref} {
		rec = spill.AppendString(rec, v)
	}
	return rec
}

func readSaid(f *spill.Fields) logSaid {
	return logSaid{
		do: custody.Action(f.String()), size: f.Int(), at: f.Int(), by: f.String(), door: f.String(), of: f.String(), tool: f.String(), ref: f.String(),
	}
}

// logged is what a log says of items, by their digests.
type logged struct {
	entries *spill.Sorter // digest; 0, place and kind, or 1 and what was said of it
	erased  bool
	rekeyed []string
}

func newLogged(space *spill.Space) *logged { return &logged{entries: space.Sorter()} }

// The entries of a digest come in this order.
const (
	saidKind = iota
	saidKept
)

func (l *logged) add(e custody.Entry) error {
	switch {
	case e.Do == custody.Erased:
		l.erased = true
	case e.Do == custody.Rekeyed:
		l.rekeyed = append(l.rekeyed, e.Ref)
	case e.Do == custody.Noted && e.Item != "" && strings.HasPrefix(e.Ref, kindRef):
		rec, err := hex.DecodeString(e.Item)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.N, err)
		}
		rec = spill.AppendNumber(append(rec, saidKind), e.N)
		return l.entries.Add(spill.AppendString(rec, strings.TrimPrefix(e.Ref, kindRef)))
	case e.Do == custody.Kept || e.Do == custody.Derived:
		rec, err := hex.DecodeString(e.Item)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.N, err)
		}
		at := e.At
		if !e.Clock.IsZero() {
			at = e.Clock
		}
		s := logSaid{do: e.Do, size: e.Size, at: at.Unix(), by: e.Who, door: e.Door, of: e.Of, tool: e.Tool, ref: e.Ref}
		return l.entries.Add(s.append(append(rec, saidKept)))
	}
	return nil
}

// recorded is a record, with what the log would have to say of it.
type recorded struct {
	logSaid
	name, kind, origin, mediaType, salt string
	follows                             string // the kind of what a text was read out of: it has none of its own
}

// record adds a record to those that are compared with the log. What has no digest is
// named at once: the log can say nothing of it.
func (a *auditor) record(ctx context.Context, tx Tx, i evidence.Item, to *spill.Sorter) error {
	if i.Salt == "" {
		a.found.Bare++
	}
	rec, err := hex.DecodeString(i.SHA256)
	if err != nil || len(rec) != sha256.Size {
		a.problem(i.Case+"/"+i.Name, "audit-unlogged", "")
		return nil
	}
	follows := ""
	s := logSaid{do: custody.Kept, size: i.Size, at: i.At.Unix(), by: i.By, door: i.Door, tool: i.Tool, ref: i.Ref()}
	if i.Parent != "" {
		s.do = custody.Derived
		parent, err := tx.Evidence().Get(ctx, i.Parent)
		if err != nil && !errors.Is(err, recourse.NotFound) {
			return err
		}
		if s.of = parent.SHA256; IsText(i) {
			follows = string(parent.Kind)
		}
	}
	rec = s.append(append(rec, saidKept))
	for _, v := range []string{i.Name, string(i.Kind), i.Origin, i.MediaType, i.Salt, follows} {
		rec = spill.AppendString(rec, v)
	}
	return to.Add(rec)
}

// about is what log and records say of the items with one digest.
type about struct {
	sum     []byte
	kinds   []string       // that somebody said that they are, the last one last
	entries []logSaid      // that fit no record as it is
	records []recorded     // that fit no entry as they are, or are needed to judge their kinds
	first   map[int]string // the kinds as which records were handed in, where that is known
	paired  map[int]bool   // records that fit an entry
	n       int            // records
}

// compare compares the records of a case with what its log says of them.
func (a *auditor) compare(caseID string, entries, records *spill.Sorter) error {
	e, r := entries.Cursor(), records.Cursor()
	e.Next()
	r.Next()
	for e.Record() != nil || r.Record() != nil {
		sum := least(e.Record(), r.Record())
		of := about{sum: bytes.Clone(sum)}
		if err := of.read(e, r); err != nil {
			return err
		}
		a.judge(caseID, &of)
	}
	return errors.Join(e.Err(), r.Err())
}

// least is the digest that comes first of those at the head of two records, either of
// which may be nil.
func least(a, b []byte) []byte {
	switch {
	case a == nil:
		return b[:sha256.Size]
	case b == nil || bytes.Compare(a[:sha256.Size], b[:sha256.Size]) <= 0:
		return a[:sha256.Size]
	}
	return b[:sha256.Size]
}

// read takes all entries and records with the digest. Those that agree are let go of at
// once, unless somebody said of which kind they are: there may be very many.
func (of *about) read(e, r *spill.Cursor) error {
	here := func(c *spill.Cursor) bool { return c.Record() != nil && bytes.HasPrefix(c.Record(), of.sum) }
	for here(e) && e.Record()[len(of.sum)] == saidKind {
		f := spill.Read(e.Record()[len(of.sum)+1:])
		f.Number()
		of.kinds = append(of.kinds, f.String())
		if err := f.Err(); err != nil {
			return err
		}
		e.Next()
	}
	for here(e) || here(r) {
		order := 1
		if here(e) {
			order = -1
			if here(r) {
				order = compareSaid(e.Record(), r.Record())
			}
		}
		if order < 0 {
			f := spill.Read(e.Record()[len(of.sum)+1:])
			of.entries = append(of.entries, readSaid(f))
			if err := f.Err(); err != nil {
				return err
			}
			e.Next()
			continue
		}
		if err := of.take(r, order == 0); err != nil {
			return err
		}
		if order == 0 {
			e.Next()
		}
		r.Next()
	}
	return nil
}

// compareSaid compares an entry with the beginning of a record.
func compareSaid(entry, record []byte) int {
	if bytes.HasPrefix(record, entry) {
		return 0
	}
	return bytes.Compare(entry, record)
}

// take takes the record at which r stands.
func (of *about) take(r *spill.Cursor, agrees bool) error {
	f := spill.Read(r.Record()[len(of.sum)+1:])
	one := recorded{logSaid: readSaid(f)}
	one.name, one.kind, one.origin, one.mediaType, one.salt, one.follows = f.String(), f.String(), f.String(), f.String(), f.String(), f.String()
	if err := f.Err(); err != nil {
		return err
	}
	of.n++
	if agrees && len(of.kinds) == 0 {
		return nil
	}
	if agrees {
		of.pair(len(of.records), one.salt, one.kind)
	}
	of.records = append(of.records, one)
	return nil
}

// pair notes that the record at i has its entry, and as which kind it was handed in
// where the entry shows that.
func (of *about) pair(i int, salt, first string) {
	if of.paired == nil {
		of.paired, of.first = make(map[int]bool), make(map[int]string)
	}
	if of.paired[i] = true; salt != "" {
		of.first[i] = first
	}
}
