package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/keys"
	"recourse/internal/spill"
)

// Audit is what was found when everything that is kept was read again.
type Audit struct {
	Cases   int   `json:"cases"`            // without those that are erased
	Erased  int   `json:"erased,omitempty"` // cases of which only the log is left
	Items   int   `json:"items"`
	Bytes   int64 `json:"bytes"`   // of the items, decrypted
	Entries int64 `json:"entries"` // of the logs
	// Bare is how many items are so old that the log has no digest of their names, first
	// kinds, origins and media types: of these nothing was compared.
	Bare int `json:"not_in_log,omitempty"`
	// ClockBack is how many entries say that the clock had been set back.
	ClockBack int `json:"clock_set_back,omitempty"`
	// ReadOnly says that the records were read from a copy, because nothing can be written
	// where they lie.
	ReadOnly bool               `json:"read_only,omitempty"`
	Problems []recourse.Problem `json:"problems"`

	whole []wholeLog // the cases with which nothing is wrong, while nothing else is
}

// AuditKeys are the keys beside what is kept; *keys.Ring is one.
type AuditKeys interface {
	// Cases lists the cases that have a key.
	Cases() ([]string, error)
	HasCase(caseID string) bool
	// CheckSigner returns an error where another instance's key signs.
	CheckSigner() error
	// CheckRecovery returns an error where the recovery keys are not those that the
	// instance named.
	CheckRecovery() error
	// Statements are those by which signing keys took each other's place.
	Statements() [][]byte
}

// AuditOf is what is to be read again.
type AuditOf struct {
	Store Store
	// Blobs are the bytes of the items. Where it is nil records and logs alone are
	// compared, and no case is called whole.
	Blobs Blobs
	Keys  AuditKeys
	// Progress, which may be nil, is called again and again with the items and bytes so far.
	Progress func(items int, bytes int64)
}

// AuditStore reads everything that is kept again: the store's own files, where it is a
// [SelfChecker], each case's log from its first entry to its head, each item's bytes
// against their digest, and each record against what the log says of it; that no log,
// record, key or blob is there without the others, and that the instance's own key
// signs. What is wrong is in the problems; a problem's path is the case's ID, and behind
// a slash the item's name. Others may use the store meanwhile.
func AuditStore(ctx context.Context, of AuditOf) (Audit, error) {
	a := auditor{AuditOf: of, found: Audit{Problems: []recourse.Problem{}}, buf: make([]byte, 64<<10)}
	err := a.around(ctx)
	if err == nil {
		err = a.store(ctx)
	}
	if err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	a.signer()
	general := len(a.found.Problems)
	err = of.Store.View(ctx, func(tx Tx) error { return a.all(ctx, tx) })
	if general > 0 && errors.Is(err, recourse.Invalid) {
		return a.found, nil // it is among the problems
	}
	if err == nil {
		err = a.confirm(ctx)
	}
	if err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	if of.Blobs != nil {
		a.settle()
	}
	return a.found, nil
}

// all goes through the cases, and then looks for what is there without one.
func (a *auditor) all(ctx context.Context, tx Tx) error {
	cases, err := tx.Cases().All(ctx)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(cases))
	for _, c := range cases {
		known[c.ID] = true
		if err := a.audit(ctx, tx, c); err != nil {
			return err
		}
	}
	return a.orphans(ctx, tx, known)
}

// store lets the store look through its own files.
func (a *auditor) store(ctx context.Context) error {
	c, ok := a.Store.(SelfChecker)
	if !ok {
		return nil
	}
	flaws, err := c.Check(ctx)
	for _, flaw := range flaws {
		a.problem("", "audit-database", flaw)
	}
	return err
}

// NamedBlobs yields the blobs that records name, each once, as <case>/<digest>, in
// the order of the digests within each case.
func NamedBlobs(ctx context.Context, store Store) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		stopped := errors.New("stopped")
		err := store.View(ctx, func(tx Tx) error {
			return eachCase(ctx, tx, func(c casefile.Brief) error {
				for digest, err := range tx.Evidence().Digests(ctx, c.ID) {
					if err != nil {
						return err
					}
					if !yield(c.ID+"/"+digest, nil) {
						return stopped
					}
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, stopped) {
			yield("", fmt.Errorf("list blobs: %w", err))
		}
	}
}

// NamedItems returns the names of the items of a case that are a blob.
func NamedItems(ctx context.Context, store Store, caseID, digest string) (names []string, err error) {
	err = store.View(ctx, func(tx Tx) error {
		items, err := tx.Evidence().ByDigest(ctx, caseID, digest)
		for _, i := range items {
			names = append(names, i.Name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("name items: %w", err)
	}
	return names, nil
}

// eachCase calls f with the cases of all persons, erased ones too.
func eachCase(ctx context.Context, tx Tx, f func(casefile.Brief) error) error {
	cases, err := tx.Cases().All(ctx)
	for _, c := range cases {
		if err == nil {
			err = f(c)
		}
	}
	return err
}

type auditor struct {
	AuditOf
	keyless string // the case whose lack of a key was said last
	// What lies around the records, as it was before these were read.
	keys, folders []string        // cases that have a key, or blobs
	unfinished    map[string]bool // cases that something is being added to, or was when a run was cut off
	suspects      []suspect
	logs          []wholeLog // of the cases that are not erased
	found         Audit
	buf           []byte
}

func (a *auditor) problem(path, code, detail string) {
	a.found.Problems = append(a.found.Problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

func (a *auditor) audit(ctx context.Context, tx Tx, c casefile.Brief) (err error) {
	space := spill.New(Scratch)
	defer func() { err = errors.Join(err, space.Close()) }()
	logged := newLogged(space)
	if err := a.log(ctx, tx, c, logged); err != nil {
		return err
	}
	if c.State == casefile.Erased {
		a.found.Erased++
		return a.erased(ctx, tx, c.ID)
	}
	a.found.Cases++
	if err := a.casefile(ctx, tx, c.ID); err != nil {
		return err
	}
	recorded := space.Sorter()
	for item, err := range tx.Evidence().Each(ctx, c.ID) {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if a.Blobs != nil {
			a.item(ctx, item)
		}
		if err := a.record(ctx, tx, item, recorded); err != nil {
			return err
		}
		a.found.Items++
		a.told(0)
	}
	if err := a.compare(c.ID, logged.entries, recorded); err != nil {
		return err
	}
	return a.unnamed(ctx, tx, c.ID, space)
}

// casefile sees that what the case carries can be read.
func (a *auditor) casefile(ctx context.Context, tx Tx, caseID string) error {
	c, err := tx.Cases().Get(ctx, caseID)
	switch {
	case errors.Is(err, casefile.ErrForm):
		a.problem(caseID, "audit-incident", err.Error())
	case err != nil:
		return err
	case c.Incident.Recourse > incident.FormVersion:
		a.problem(caseID, "audit-incident", fmt.Sprintf("its facts are in form %d, and %d is known", c.Incident.Recourse, incident.FormVersion))
	}
	return nil
}

// erased sees that nothing is left of an erased case but its log.
func (a *auditor) erased(ctx context.Context, tx Tx, caseID string) error {
	left := 0
	for _, err := range tx.Evidence().Each(ctx, caseID) {
		if err != nil {
			return err
		}
		left++
	}
	if left > 0 {
		a.problem(caseID, "audit-erased-records", fmt.Sprint(left))
	}
	for _, l := range []struct {
		in   []string
		what string
	}{{a.keys, "its key"}, {a.folders, "files"}} {
		if slices.Contains(l.in, caseID) {
			a.suspects = append(a.suspects, suspect{caseID: caseID, code: "audit-erased", detail: l.what})
		}
	}
	return nil
}

// unnamed looks for blobs that no record names.
func (a *auditor) unnamed(ctx context.Context, tx Tx, caseID string, space *spill.Space) error {
	if a.Blobs == nil || a.unfinished[caseID] {
		return nil
	}
	named, there := space.List(), space.Sorter()
	for digest, err := range tx.Evidence().Digests(ctx, caseID) {
		if err == nil {
			err = addDigest(named, digest)
		}
		if err != nil {
			return err
		}
	}
	for digest, err := range a.Blobs.List(ctx, caseID) {
		if err == nil {
			err = addDigest(there, digest)
		}
		if err != nil {
			return err
		}
	}
	return without(there.Cursor(), named.Cursor(), func(sum []byte) error {
		a.suspects = append(a.suspects, suspect{caseID: caseID, code: "audit-unnamed", detail: hex.EncodeToString(sum)})
		return nil
	})
}

// addDigest adds a digest in hex. What is none is left out: no blob has its name.
func addDigest(to interface{ Add([]byte) error }, digest string) error {
	sum, err := hex.DecodeString(digest)
	if err != nil || len(sum) != sha256.Size {
		return nil //nolint:nilerr // as is said above
	}
	return to.Add(sum)
}

// log follows the case's log, and adds what it says of items to logged.
func (a *auditor) log(ctx context.Context, tx Tx, c casefile.Brief, logged *logged) error {
	want, err := tx.Logs().Head(ctx, c.ID)
	if err != nil {
		a.problem(c.ID, "audit-log", err.Error())
		return ctx.Err()
	}
	var head custody.Head
	for e, err := range tx.Logs().Entries(ctx, c.ID, 0) {
		if err == nil {
			head, err = head.Follow(e)
		}
		if err != nil {
			a.problem(c.ID, "audit-log", err.Error())
			return ctx.Err()
		}
		a.found.Entries++
		if !e.Clock.IsZero() {
			a.found.ClockBack++
		}
		if err := logged.add(e); err != nil {
			return err
		}
	}
	switch {
	case head.Size != want.Size || head.Root() != want.Root():
		a.problem(c.ID, "audit-log", fmt.Sprintf("%d entries do not hash to the head of %d", head.Size, want.Size))
	case head.Size == 0:
		a.problem(c.ID, "audit-no-log", "")
	case !head.Same(want):
		a.problem(c.ID, "audit-log-end", want.Last.UTC().Format(time.RFC3339))
	case logged.erased != (c.State == casefile.Erased):
		a.problem(c.ID, "audit-state", string(c.State))
	case c.State != casefile.Erased:
		a.logs = append(a.logs, wholeLog{c.ID, want})
	}
	for _, ref := range logged.rekeyed {
		if !a.stated(ref) {
			a.problem(c.ID, "audit-rekeyed", ref)
		}
	}
	return nil
}

// told tells how far it is, with n bytes of the item at hand.
func (a *auditor) told(n int64) {
	if a.Progress != nil {
		a.Progress(a.found.Items, a.found.Bytes+n)
	}
}

// toldWriter takes bytes and tells of them.
type toldWriter struct {
	*auditor
	n int64
}

// Write counts.
func (w *toldWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	w.told(w.n)
	return len(p), nil
}

func (a *auditor) item(ctx context.Context, item evidence.Item) {
	r, err := a.Blobs.Open(ctx, item.Case, item.SHA256)
	var n int64
	if err == nil {
		n, err = io.CopyBuffer(&toldWriter{auditor: a}, r, a.buf)
		err = errors.Join(err, r.Close())
	}
	a.found.Bytes += n
	path := item.Case + "/" + item.Name
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, keys.ErrNoKey), errors.Is(err, keys.ErrDestroyed):
		if a.keyless != item.Case { // once for all its items
			a.keyless = item.Case
			a.problem(item.Case, "audit-key", err.Error()+".")
		}
	case errors.Is(err, recourse.NotFound):
		a.problem(path, "audit-missing", err.Error())
	case err != nil:
		a.problem(path, "audit-damaged", err.Error())
	case n != item.Size:
		a.problem(path, "audit-damaged", fmt.Sprintf("%d bytes, and %d were kept", n, item.Size))
	}
}
