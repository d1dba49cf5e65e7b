//go:build unix

package blob

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"recourse"
)

// What stands in a blob's place and is no file, a pipe that nobody writes to among
// others, is damage: nobody waits for it, and handing the same bytes in repairs it.
func TestWhatIsNoFileIsDamage(t *testing.T) {
	for what, put1 := range map[string]func(string) error{
		"pipe":   func(name string) error { return unix.Mkfifo(name, 0o600) },
		"folder": func(name string) error { return os.Mkdir(name, 0o700) },
		"socket": func(name string) error {
			fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			if err != nil {
				return err
			}
			defer unix.Close(fd)
			return unix.Bind(fd, &unix.SockaddrUnix{Name: name})
		},
	} {
		t.Run(what, func(t *testing.T) {
			id := recourse.NewID()
			where := filepath.Join(t.TempDir(), "b")
			s := open(t, where, newKeys(t, id))
			digest := put(t, s, id, []byte("x"))
			t.Chdir(filepath.Join(where, id, digest[:2])) // a socket's name must be short
			if err := errors.Join(os.Remove(digest), put1(digest)); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() {
				_, err := read(s, id, digest)
				done <- err
			}()
			select {
			case err := <-done:
				if err == nil || what != "socket" && !errors.Is(err, ErrDamaged) {
					t.Errorf("read = %v, want %v", err, ErrDamaged)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("read waits for ever")
			}
			if what != "pipe" {
				return
			}
			put(t, s, id, []byte("x"))
			if _, err := read(s, id, digest); err != nil {
				t.Errorf("after handing in again: %v", err)
			}
		})
	}
}
