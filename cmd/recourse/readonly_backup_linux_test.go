package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A data folder on a disk that cannot be written to is copied all the same, with what was
// committed last, and no plain copy of its records is left.
func TestBackupOfAReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t, "16m")
	if disk == "" {
		return
	}
	data, to, restored := filepath.Join(disk, "data"), filepath.Join(t.TempDir(), "to"), filepath.Join(t.TempDir(), "restored")
	v := openVault(t, data, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText, secondText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	key := recovery(t, data)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if code, out, errs := do(t, "backup", to, "--data", data); code != exitDone {
			t.Fatalf("backup of a read-only disk ends with %d: %s%s", code, out, errs)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v, %v", left, err)
	}
	if code, out, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
		t.Fatalf("restore ends with %d: %s%s", code, out, errs)
	}
	again := openVault(t, restored, nil)
	defer again.close(t)
	holds(t, again, id, firstText, secondText)
}
