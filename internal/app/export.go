package app

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/locale"
)

// The results that hold more than one file. Identity documents and what holds one are
// left out of each, unless [WithIdentity] says that they may leave.
const (
	EverythingZip = "everything.zip" // all results, with the sealed evidence
	EvidenceZip   = "evidence.zip"   // the sealed evidence alone
	// RedactedZip is the evidence with redacted twins in place of their originals. Its
	// log begins and ends with it: the case's log has digests of the originals, with
	// which somebody could test a guess at what was withheld.
	RedactedZip = "evidence-redacted.zip"
)

// WithIdentity is the name of a result that holds identity documents too.
func WithIdentity(name string) string { return strings.TrimSuffix(name, ".zip") + identityEnd }

const identityEnd = "-with-identity.zip"

// withoutIdentity takes a name of [WithIdentity] back.
func withoutIdentity(name string) (plain string, identity bool) {
	plain, identity = strings.CutSuffix(name, identityEnd)
	if identity {
		plain += ".zip"
	}
	return plain, identity
}

// Write writes one result of the person's case by its path, such as report.pdf,
// papers/ta-dispute.pdf or everything.zip, and notes in the case's log that it
// was taken out. An unknown name is an error of kind NotFound.
func (a *App) Write(ctx context.Context, who, caseID, name, lang string, w io.Writer) error {
	plain, identity := withoutIdentity(name)
	if err := a.lookInside(ctx, who, caseID); err != nil {
		return err
	}
	if plain == EvidenceZip || plain == RedactedZip {
		return a.writeEvidence(ctx, who, caseID, plain, identity, lang, w)
	}
	view, err := a.Case(ctx, who, caseID)
	if err != nil {
		return err
	}
	results, err := a.Engines.Results(view.Findings, lang, caseID, a.Now())
	if err != nil {
		return err
	}
	if plain == EverythingZip && !identity {
		results.findings.Problems = slices.Concat(results.findings.Problems, heldProblems(view.HeldBack(plain)))
	}
	if plain == EverythingZip && len(mayLeave(view.Kept, identity)) == 0 {
		return a.writeUnsealed(ctx, who, caseID, plain, results, w)
	}
	if plain == EverythingZip {
		return a.writeZip(ctx, who, caseID, identity, results.printer, results, w)
	}
	if err := results.Write(name, w); err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: a.Now(), Do: custody.Exported, Who: who, Door: "web", Ref: custody.SafePath(name)})
	})
}

// writeEvidence writes the sealed evidence of the person's case, as it is or redacted.
func (a *App) writeEvidence(ctx context.Context, who, caseID, name string, identity bool, lang string, w io.Writer) error {
	printer, err := a.Engines.Catalogues.Printer(lang)
	if err != nil {
		return err
	}
	if name == RedactedZip {
		view, err := a.Case(ctx, who, caseID)
		if err != nil {
			return err
		}
		return a.writeRedacted(ctx, who, view, identity, printer, w)
	}
	err = a.Store.View(ctx, func(tx Tx) error { return ownBrief(ctx, tx, who, caseID) })
	if err != nil {
		return fmt.Errorf("read case: %w", err)
	}
	return a.writeZip(ctx, who, caseID, identity, printer, nil, w)
}

// writeZip writes a zip file with the sealed evidence, and the results where there are
// any. The zip's directory, without which nothing in it can be found, is written
// only once the log has the entry of the sealing: a package that the log does not
// know is never handed out.
func (a *App) writeZip(ctx context.Context, who, caseID string, identity bool, printer *locale.Printer, results *Results, w io.Writer) error {
	now := a.Now()
	z, err := custody.NewZip(w, "recourse-"+now.Format("2006-01-02"), now, Scratch)
	if err != nil {
		return err
	}
	defer z.Discard()
	var head custody.Head
	err = a.Store.View(ctx, func(tx Tx) error {
		head, err = tx.Logs().Head(ctx, caseID)
		return err
	})
	if err != nil {
		return fmt.Errorf("read log: %w", err)
	}
	pkg := custody.Package{
		Scratch: Scratch, Stampers: a.Stampers, Witnesses: a.Witnesses,
		Append:  func(ctx context.Context, placed []custody.Entry) error { return a.appendAll(ctx, caseID, head, placed) },
		History: a.entries(ctx, caseID, head.Size), LogID: caseID, Signer: a.Keys.Signer(), Now: now, Who: who, Door: "web", Speaker: printer,
	}
	a.addItemsOf(ctx, &pkg, caseID, identity)
	var folder custody.Folder = z
	if results != nil {
		if err := results.writeFiles(ctx, z); err != nil {
			return err
		}
		folder = below{z, "evidence"}
	}
	if _, err := custody.Seal(ctx, folder, pkg); err != nil {
		return fmt.Errorf("seal evidence: %w", err)
	}
	return z.Close()
}

// writeUnsealed writes a zip file of the results where nothing may leave that could
// be sealed beside them: a person can have told all and handed in nothing.
func (a *App) writeUnsealed(ctx context.Context, who, caseID, name string, results *Results, w io.Writer) error {
	now := a.Now()
	z, err := custody.NewZip(w, "recourse-"+now.Format("2006-01-02"), now, Scratch)
	if err != nil {
		return err
	}
	defer z.Discard()
	if err := results.writeFiles(ctx, z); err != nil {
		return err
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Exported, Who: who, Door: "web", Ref: name})
	})
	if err != nil {
		return fmt.Errorf("note that the results leave: %w", err)
	}
	return z.Close()
}

// appendAll keeps entries that were placed after head, all or none.
func (a *App) appendAll(ctx context.Context, caseID string, head custody.Head, placed []custody.Entry) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		at := head
		for _, e := range placed {
			var err error
			if at, err = tx.Logs().Append(ctx, caseID, at, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// entriesPage is how many entries of a log are held while it is gone through.
const entriesPage = 512

// entries yields the first size entries of a case's log. It reads them page by page,
// so that no transaction waits for who takes them.
func (a *App) entries(ctx context.Context, caseID string, size int64) iter.Seq2[custody.Entry, error] {
	return func(yield func(custody.Entry, error) bool) {
		page := make([]custody.Entry, 0, min(size, entriesPage))
		for n := int64(0); n < size; n += int64(len(page)) {
			page = page[:0]
			err := a.Store.View(ctx, func(tx Tx) error {
				for e, err := range tx.Logs().Entries(ctx, caseID, n) {
					if err != nil {
						return err
					}
					if page = append(page, e); len(page) == cap(page) || n+int64(len(page)) == size {
						return nil
					}
				}
				return fmt.Errorf("log ends after %d entries of %d: %w", n+int64(len(page)), size, recourse.Conflict)
			})
			if err != nil {
				yield(custody.Entry{}, fmt.Errorf("read log: %w", err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// opener opens the blobs of a case.
func (a *App) opener(caseID string) func(context.Context, custody.Item) (io.ReadCloser, error) {
	return func(ctx context.Context, it custody.Item) (io.ReadCloser, error) {
		return a.openKept(ctx, caseID, it.SHA256, it.Path)
	}
}

// Names lists what [App.Write] can write for the view.
func (v View) Names() []string {
	names := append(resultNames(v.Findings), EvidenceZip, EverythingZip)
	if slices.ContainsFunc(v.Kept, IsTwin) {
		names = append(names, RedactedZip)
	}
	return names
}
