package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse/custody"
	"recourse/internal/evidence"
	"recourse/redact"
)

// The results that hold more than one file. Identity documents are left out of
// each, unless [WithIdentity] says that they may leave.
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
	view, err := a.Case(ctx, who, caseID)
	if err != nil {
		return err
	}
	results, err := a.Engines.Results(view.Findings, lang, caseID, a.Now())
	if err != nil {
		return err
	}
	switch plain, identity := withoutIdentity(name); plain {
	case EverythingZip, EvidenceZip:
		view.Kept = mayLeave(view.Kept, identity)
		return a.writeZip(ctx, who, view, results, plain == EverythingZip, w)
	case RedactedZip:
		return a.writeRedacted(ctx, who, view.ID, mayLeave(redacted(view.Kept), identity), results, w)
	}
	if err := results.Write(name, w); err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: a.Now(), Do: custody.Exported, Who: who, Door: "web", Ref: custody.SafePath(name)})
	})
}

// writeZip writes a zip file with the sealed evidence. The zip's directory, without
// which nothing in it can be found, is written only once the log has the entry
// of the sealing: a package that the log does not know is never handed out.
func (a *App) writeZip(ctx context.Context, who string, view View, results *Results, all bool, w io.Writer) error {
	now := a.Now()
	z, err := custody.NewZip(w, "recourse-"+now.Format("2006-01-02"), now)
	if err != nil {
		return err
	}
	history, head, err := a.history(ctx, view.ID)
	if err != nil {
		return err
	}
	pkg := custody.Package{
		Stampers: a.Stampers, Witnesses: a.Witnesses,
		Append: func(ctx context.Context, placed []custody.Entry) error {
			return a.Store.Update(ctx, func(tx Tx) error {
				at := head
				for _, e := range placed {
					var err error
					if at, err = tx.Logs().Append(ctx, view.ID, at, e); err != nil {
						return err
					}
				}
				return nil
			})
		},
		Items: a.sealItems(view.Kept), LogID: view.ID, Signer: a.Keys.Signer(), Now: now, Who: who, Door: "web", Speaker: results.printer,
		History: func(yield func(custody.Entry, error) bool) {
			for _, e := range history {
				if !yield(e, nil) {
					return
				}
			}
		},
	}
	var folder custody.Folder = z
	if all {
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

// mayLeave are the items that may leave: what opens a redaction never, identity
// documents, and what was made from them, only where identity says so.
func mayLeave(kept []evidence.Item, identity bool) (list []evidence.Item) {
	held := make(map[string]bool) // by ID
	for _, k := range kept {
		if !identity && (k.Kind == evidence.Identity || held[k.Parent]) {
			held[k.ID] = true
			continue
		}
		if IsSecrets(k) {
			continue
		}
		list = append(list, k)
	}
	return list
}

// redacted are the items with the latest twin of each in its place, and with the
// twin's record.
func redacted(kept []evidence.Item) (list []evidence.Item) {
	latest := make(map[string]evidence.Item) // by the original's ID
	for _, k := range kept {
		if IsTwin(k) {
			latest[k.Parent] = k
		}
	}
	for _, k := range kept {
		twin, ok := latest[k.ID]
		switch {
		case ok:
			list = append(list, bare(twin))
			for _, r := range kept {
				if r.Parent == twin.ID {
					list = append(list, bare(r))
				}
			}
		case k.Tool != redact.Tool:
			list = append(list, k)
		}
	}
	return list
}

// bare is an item that does not name what it was made from.
func bare(i evidence.Item) evidence.Item {
	i.Parent = ""
	return i
}

// writeRedacted seals items in a log of their own and notes that they were given out.
func (a *App) writeRedacted(ctx context.Context, who, caseID string, items []evidence.Item, results *Results, w io.Writer) error {
	now := a.Now()
	z, err := custody.NewZip(w, "recourse-redacted-"+now.Format("2006-01-02"), now)
	if err != nil {
		return err
	}
	pkg := custody.Package{Items: a.sealItems(items), Stampers: a.Stampers, Witnesses: a.Witnesses, Signer: a.Keys.Signer(), Now: now, Who: who, Door: "web", Speaker: results.printer}
	if _, err := custody.Seal(ctx, z, pkg); err != nil {
		return fmt.Errorf("seal redacted evidence: %w", err)
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Exported, Who: who, Door: "web", Ref: RedactedZip})
	})
	if err != nil {
		return fmt.Errorf("note sealing: %w", err)
	}
	return z.Close()
}

// history returns a case's log so far and its end.
func (a *App) history(ctx context.Context, caseID string) (entries []custody.Entry, head custody.Head, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		if head, err = tx.Logs().Head(ctx, caseID); err != nil {
			return err
		}
		for e, err := range tx.Logs().Entries(ctx, caseID) {
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, custody.Head{}, fmt.Errorf("read log: %w", err)
	}
	return entries, head, nil
}

// sealItems lists a case's items with the way to their bytes. Two files of one
// name are told apart by a number.
func (a *App) sealItems(kept []evidence.Item) []custody.Item {
	taken := make(map[string]int)
	digests := make(map[string]string) // by ID
	for _, k := range kept {
		digests[k.ID] = k.SHA256
	}
	var items []custody.Item
	for _, k := range kept {
		path := custody.SafePath(k.Name)
		taken[path]++
		if n := taken[path]; n > 1 {
			path = fmt.Sprintf("%d/%s", n, path)
		}
		items = append(items, custody.Item{
			Path: path, SHA256: k.SHA256, Size: k.Size, MediaType: k.MediaType, Kind: string(k.Kind), Origin: k.Origin, Door: k.Door, By: k.By, At: k.At,
			Of: digests[k.Parent], Tool: k.Tool,
			Open: func(ctx context.Context) (io.ReadCloser, error) { return a.Blobs.Open(ctx, k.Case, k.SHA256) },
		})
	}
	return items
}

// Names lists what [App.Write] can write for the view.
func (v View) Names() []string {
	names := append(resultNames(v.Findings), EvidenceZip, EverythingZip)
	if slices.ContainsFunc(v.Kept, IsTwin) {
		names = append(names, RedactedZip)
	}
	return names
}
