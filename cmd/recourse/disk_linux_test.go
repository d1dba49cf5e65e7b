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

// A data folder on a disk that cannot be written to is read all the same: what is wrong is
// named, nothing is written, and no copy is left.
func TestDoctorOnAReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t, "16m")
	if disk == "" {
		return
	}
	data := filepath.Join(disk, "data")
	v := openVault(t, data, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	remount := func(flags uintptr) {
		if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	remount(syscall.MS_RDONLY)
	if code, out, errs := do(t, "doctor", "--full", "--data", data, "--lang", "en"); code != exitDone || !strings.Contains(out, "cannot be written to") || !strings.Contains(out, "Every file is byte for byte") {
		t.Errorf("doctor --full on a read-only disk ends with %d: %s%s", code, out, errs)
	}
	remount(0)
	blobs := files(t, filepath.Join(data, "blobs"))
	change(t, blobs[0], func(b []byte) []byte { b[len(b)-3] ^= 4; return b })
	remount(syscall.MS_RDONLY)
	if code, out, errs := do(t, "doctor", "--full", "--data", data, "--json"); code != exitNo || !strings.Contains(out, "audit-damaged") || !strings.Contains(out, `"read_only": true`) {
		t.Errorf("doctor --full on a read-only disk ends with %d: %s%s", code, out, errs)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v, %v", left, err)
	}
	remount(0)
	again := openVault(t, data, nil)
	defer again.close(t)
	if got := again.logOf(t, id); len(got) != 1 {
		t.Errorf("the log is %q, want one entry", got)
	}
}
