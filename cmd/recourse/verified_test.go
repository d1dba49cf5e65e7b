package main

import (
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/evidence"
)

// logOf is the log of a case, an entry in few words each.
func (v *vault) logOf(t *testing.T, caseID string) (list []string) {
	t.Helper()
	err := v.store.View(t.Context(), func(tx app.Tx) error {
		for e, err := range tx.Logs().Entries(t.Context(), caseID, 0) {
			if err != nil {
				return err
			}
			ref := e.Ref
			if custody.IsRecordRef(ref) {
				ref = "record"
			}
			list = append(list, strings.TrimSpace(string(e.Do)+" "+ref))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (v *vault) itemsOf(t *testing.T, caseID string) (list []evidence.Item) {
	t.Helper()
	err := v.store.View(t.Context(), func(tx app.Tx) (err error) {
		list, err = tx.Evidence().List(t.Context(), caseID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What the program does itself to records is in the log, so an audit finds nothing wrong:
// the same bytes under two names, the same file once more, a better kind, a redacted twin.
func TestAuditOfWhatWasDone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	v.Redactor.Random = rand.Reader
	id, err := v.Open(t.Context(), v.who, input(firstText, firstText, secondText))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := v.Add(t.Context(), v.who, id, input(firstText)); err != nil || again != 1 {
		t.Fatalf("Add = %d, %v", again, err)
	}
	items := v.itemsOf(t, id)
	for _, k := range []evidence.Kind{evidence.Order, evidence.Contract} {
		if err := v.Classify(t.Context(), v.who, id, items[2].ID, k); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Classify(t.Context(), v.who, id, items[0].ID, evidence.Mail); err != nil {
		t.Fatal(err)
	}
	if _, _, err := v.Redact(t.Context(), v.who, id, items[2].ID, app.Withhold{Find: []string{strings.Fields(secondText)[0]}}); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Add(t.Context(), v.who, id, pages("Offer 12 of 10 November 2026")); err != nil {
		t.Fatal(err)
	}
	items = v.itemsOf(t, id)
	pdf, text := items[6], items[7]
	if err := v.Classify(t.Context(), v.who, id, pdf.ID, evidence.Contract); err != nil {
		t.Fatal(err)
	}
	if found := v.audit(t); found.Bare != 0 || found.Items != 8 || text.Parent != pdf.ID {
		t.Errorf("%d items, of which %d are in no log, want 8 and 0", found.Items, found.Bare)
	}
	v.close(t)
	// A kind that nobody gave is named, of one of two items with the same bytes too.
	for set, want := range map[string]string{
		"UPDATE evidence SET kind = 'order' WHERE id = '" + items[2].ID + "'":                           "audit-record-kind", // the last word is another
		"UPDATE evidence SET kind = 'invoice' WHERE id = '" + items[1].ID + "'":                         "audit-record-kind",
		"UPDATE evidence SET parent_id = '" + items[0].ID + "' WHERE parent_id = '" + items[2].ID + "'": "audit-record-made",
		"UPDATE evidence SET kind = 'invoice' WHERE id = '" + text.ID + "'":                             "audit-record-kind",
		"DELETE FROM evidence WHERE id = '" + items[1].ID + "'":                                         "audit-unrecorded",
	} {
		other := filepath.Join(t.TempDir(), "data")
		copyFolder(t, dir, other)
		alter(t, other, set)
		code, out, errs := do(t, "doctor", "--full", "--data", other, "--json")
		if code != exitNo || !strings.Contains(out, want) {
			t.Errorf("%s: doctor --full ends with %d: %s%s", set, code, out, errs)
		}
	}
}

// A case that was found whole has an entry that says so, by whom and up to where; one with
// which something is wrong, and one that is erased, have none.
func TestVerifiedIsLogged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	var ids []string
	for range 3 {
		id, err := v.Open(t.Context(), v.who, input(firstText))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := v.Erase(t.Context(), v.who, ids[2], "web"); err != nil {
		t.Fatal(err)
	}
	// While it is open here, as it is to serve.
	code, out, errs := do(t, "doctor", "--full", "--data", dir, "--json")
	var found struct{ Kept app.Audit }
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != exitDone || found.Kept.Cases != 2 || found.Kept.Erased != 1 {
		t.Fatalf("doctor --full ends with %d: %s%s", code, out, errs)
	}
	if code, out, _ = do(t, "doctor", "--full", "--data", dir, "--lang", "en"); code != exitDone || !strings.Contains(out, "Kept: 2 cases") || !strings.Contains(out, "1 case is erased.") {
		t.Errorf("doctor --full ends with %d: %s", code, out)
	}
	alter(t, dir, "UPDATE evidence SET name = 'x' WHERE case_id = '"+ids[1]+"'")
	if code, _, _ := do(t, "doctor", "--full", "--data", dir); code != exitNo {
		t.Errorf("doctor --full ends with %d", code)
	}
	for i, want := range [][]string{
		{"kept record", "verified doctor", "verified doctor", "verified doctor"}, {"kept record", "verified doctor", "verified doctor"}, {"kept record", "erased case"},
	} {
		if got := v.logOf(t, ids[i]); !slices.Equal(got, want) {
			t.Errorf("the log of case %d is %q, want %q", i, got, want)
		}
	}
	// What came since was not looked at.
	seen, err := app.AuditStore(t.Context(), app.AuditOf{Store: v.store, Blobs: v.blobs, Keys: v.ring})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Add(t.Context(), v.who, ids[0], input(firstText, secondText)); err != nil {
		t.Fatal(err)
	}
	if n, err := app.NoteVerified(t.Context(), v.store, seen, app.ByDoctor, time.Now()); err != nil || n != 0 {
		t.Errorf("NoteVerified = %d, %v, want 0: the log has grown", n, err)
	}
	v.close(t)
}

// What an earlier version kept stands in the log without a digest of its words: what the
// log has is compared, and that the rest was not is said.
func TestAuditOfAnOlderLog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	sum, size, err := v.blobs.Put(t.Context(), id, strings.NewReader(secondText))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	item := evidence.Item{ID: recourse.NewID(), Case: id, SHA256: sum, Size: size, Name: "old.txt", Kind: evidence.Chat, Door: "web", By: v.who, At: now}
	err = v.store.Update(t.Context(), func(tx app.Tx) error {
		if err := tx.Evidence().Add(t.Context(), item); err != nil {
			return err
		}
		for range 2 { // it was handed in once more
			head, err := tx.Logs().Head(t.Context(), id)
			if err != nil {
				return err
			}
			placed, _, _, err := head.Next(custody.Entry{At: now, Do: custody.Kept, Who: v.who, Door: "web", Item: sum, Size: size})
			if err == nil {
				_, err = tx.Logs().Append(t.Context(), id, head, placed)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := v.audit(t); found.Bare != 1 {
		t.Errorf("%d items are in no log, want 1", found.Bare)
	}
	v.close(t)
	if code, out, _ := do(t, "doctor", "--full", "--data", dir, "--lang", "en"); code != exitDone || !strings.Contains(out, "1 item was kept by an earlier version") {
		t.Errorf("doctor --full ends with %d: %s", code, out)
	}
	alter(t, dir, "UPDATE evidence SET door = 'mail' WHERE salt IS NULL")
	if code, out, _ := do(t, "doctor", "--full", "--data", dir, "--lang", "en"); code != exitNo || !strings.Contains(out, "came by “mail”, the log “web”") {
		t.Errorf("doctor --full of an older record that was altered ends with %d: %s", code, out)
	}
}
