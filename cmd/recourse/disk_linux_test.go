package main

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"recourse"
)

// smallDisk is a disk of its own with size bytes, or "" where this machine does
// not let us make one; TestDiskRefuses needs none.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=700"); err != nil {
		t.Logf("no disk of our own here (%v): only refusals that are made up were tried", err)
		return ""
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// words is n bytes that no compression makes smaller.
func words(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(recourse.NewID() + " ")
	}
	return b.String()[:n]
}

// post hands one file in and returns the status and the page that it ends with.
func (s *served) post(t *testing.T, path, content string) (int, string) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "chat.txt"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	kind, body := uploaded(t, folder)
	r, err := s.Post(s.origin+path, kind, body)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var page bytes.Buffer
	if _, err := page.ReadFrom(r.Body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, page.String()
}

// TestFullDisk fills a real disk through the server until it refuses. The page
// says so, nothing that was kept is lost, and with room again it goes on. Then the
// disk is made read-only.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, "8m")
	if disk == "" {
		return
	}
	data := filepath.Join(disk, "data")
	s := start(t, data)
	s.signIn(t)
	first := s.hand(t, handed(t, "uplatnica 18-11.txt"))
	full := false
	for range 15 {
		code, page := s.post(t, "/sr/check", words(700<<10+rand.IntN(200<<10)))
		if code == http.StatusOK {
			continue
		}
		if code != http.StatusInsufficientStorage || !strings.Contains(page, "Nema mesta da se ovo sačuva") {
			t.Fatalf("a full disk: status %d: %.300s", code, page)
		}
		full = true
		break
	}
	if !full {
		t.Fatal("the disk was never full")
	}
	if code, _ := s.get(t, first); code != http.StatusOK {
		t.Errorf("%s on a full disk = %d", first, code)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=16m"); err != nil {
		t.Fatal(err)
	}
	if code, page := s.post(t, "/en/check", words(100<<10)); code != http.StatusOK {
		t.Errorf("with room again: %d: %.300s", code, page)
	}
	s.stop()
	if code, out, errs := do(t, "doctor", "--full", "--data", data); code != exitDone {
		t.Errorf("doctor --full ends with %d: %s%s", code, out, errs)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0", "--data", data},
		{"admin", "recovery-key", "--data", data},
		{"seal", "../../examples/task-job", "--out", filepath.Join(disk, "package")},
	} {
		if code, _, errs := do(t, args...); code != exitInput || !strings.Contains(errs, "cannot be written to") {
			t.Errorf("%q on a read-only disk ends with %d: %s", args, code, errs)
		}
	}
}
