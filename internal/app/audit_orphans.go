package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"recourse"
	"recourse/internal/casefile"
)

// A suspect is something that is there without what belongs to it, as it seemed while
// others may have been at work: [auditor.confirm] looks again.
type suspect struct{ caseID, code, detail string }

// around looks at what lies around the records. It comes before these are read: what
// belongs to a case that is made meanwhile has its record then, or a mark.
func (a *auditor) around(ctx context.Context) (err error) {
	if a.Blobs == nil {
		return nil
	}
	if a.keys, err = a.Keys.Cases(); err != nil {
		return err
	}
	var strays []string
	if a.folders, strays, err = a.Blobs.Survey(ctx); err != nil {
		return err
	}
	for _, path := range strays {
		a.problem(path, "audit-stray", "")
	}
	return a.marked(ctx)
}

// marked notes which cases something is being added to.
func (a *auditor) marked(ctx context.Context) error {
	if a.Blobs == nil {
		return nil
	}
	list, err := a.Blobs.Unfinished(ctx)
	if a.unfinished == nil {
		a.unfinished = make(map[string]bool)
	}
	for _, id := range list {
		a.unfinished[id] = true
	}
	return err
}

// signer sees that the key that signs, and the recovery keys that it names, are the
// instance's own.
func (a *auditor) signer() {
	if err := a.Keys.CheckSigner(); err != nil {
		a.problem("", "audit-signer", err.Error())
		return
	}
	if err := a.Keys.CheckRecovery(); err != nil {
		a.problem("", "audit-recovery", err.Error())
	}
}

// stated reports whether a statement of keys is the one that a log's entry names.
func (a *auditor) stated(ref string) bool {
	return slices.ContainsFunc(a.Keys.Statements(), func(s []byte) bool {
		sum := sha256.Sum256(s)
		return ref == "sha256:"+hex.EncodeToString(sum[:])
	})
}

// orphans looks for logs, keys and blobs of cases that no record names.
func (a *auditor) orphans(ctx context.Context, tx Tx, known map[string]bool) error {
	logs, err := tx.Logs().IDs(ctx)
	if err != nil {
		return err
	}
	// A backup that was made while a case was being opened has its key and nothing else of
	// it: that is none that was lost.
	keys := slices.DeleteFunc(slices.Clone(a.keys), func(id string) bool {
		return len(known) > 0 && !slices.Contains(logs, id) && !slices.Contains(a.folders, id)
	})
	for _, of := range []struct {
		code string
		ids  []string
	}{{"audit-log-alone", logs}, {"audit-key-alone", keys}, {"audit-blobs-alone", a.folders}} {
		for _, id := range of.ids {
			if !known[id] {
				a.suspects = append(a.suspects, suspect{caseID: id, code: of.code})
			}
		}
	}
	return nil
}

// confirm names the suspects that are still so: what others had just begun when they
// were seen is no flaw.
func (a *auditor) confirm(ctx context.Context) error {
	if len(a.suspects) == 0 {
		return nil
	}
	if err := a.marked(ctx); err != nil {
		return err
	}
	return a.Store.View(ctx, func(tx Tx) error {
		for _, s := range a.suspects {
			still, err := a.still(ctx, tx, s)
			if err != nil {
				return err
			}
			if still {
				a.problem(s.caseID, s.code, s.detail)
			}
		}
		return nil
	})
}

func (a *auditor) still(ctx context.Context, tx Tx, s suspect) (bool, error) {
	if a.unfinished[s.caseID] {
		return false, nil
	}
	c, err := tx.Cases().Brief(ctx, s.caseID)
	known := err == nil
	if err != nil && !errors.Is(err, recourse.NotFound) {
		return false, err
	}
	switch {
	case s.code == "audit-erased":
		keys, err := a.Keys.Cases()
		if s.detail == "its key" || err != nil {
			return slices.Contains(keys, s.caseID), err
		}
		folders, _, err := a.Blobs.Survey(ctx)
		return slices.Contains(folders, s.caseID), err
	case s.code == "audit-unnamed" && known:
		if c.State == casefile.Erased {
			return false, nil
		}
		items, err := tx.Evidence().ByDigest(ctx, s.caseID, s.detail)
		return len(items) == 0, err
	case s.code == "audit-key-alone":
		return !known && a.Keys.HasCase(s.caseID), nil
	}
	return !known, nil
}

// settle keeps of the logs those of cases with which nothing is wrong; none where
// something is wrong that is no case's own.
func (a *auditor) settle() {
	wrong := make(map[string]bool)
	for _, p := range a.found.Problems {
		caseID, _, _ := strings.Cut(p.Path, "/")
		wrong[caseID] = true
	}
	for _, p := range a.found.Problems {
		if slices.Contains([]string{"audit-database", "audit-signer", "audit-recovery"}, p.Code) {
			return
		}
	}
	for _, l := range a.logs {
		if !wrong[l.caseID] {
			a.found.whole = append(a.found.whole, l)
		}
	}
}
