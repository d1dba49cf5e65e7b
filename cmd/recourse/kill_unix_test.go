//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/casefile"
	"recourse/internal/durable"
	"recourse/internal/evidence"
	"recourse/internal/sqlstore"
)

// long makes the tests that kill and that handle large items take their time.
const long = "RECOURSE_LONG"

// times is n, or many times n where tests may take their time.
func times(n int) int {
	if os.Getenv(long) != "" {
		return 10 * n
	}
	return n
}

// killed runs the program until a random moment within most, and kills it with
// SIGKILL: it cannot clean up. It returns what the program had said, and whether
// the program was still running.
func killed(t *testing.T, most time.Duration, name string, args ...string) (said string, running bool) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("%s %q was not killed and ended with %v", name, args, err)
		}
		return out.String(), false
	case <-time.After(time.Duration(rand.Int64N(int64(most)))):
		_ = cmd.Process.Kill()
		if err := <-ended; err == nil { // it was faster
			return out.String(), false
		}
	}
	return out.String(), true
}

// took is how long the program takes where nobody kills it.
func took(t *testing.T, name string, args ...string) time.Duration {
	t.Helper()
	began := time.Now()
	if b, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, b)
	}
	return time.Since(began)
}

// keeper is a program of the tests: it opens the data folder that is its argument
// as serve does, and hands small items in, one after the other, in the steps of
// app.Add but for reading them, for ever. Each that is kept it says on standard
// output: the case, the digest. With a second argument it also erases every third
// case, which it says before: the case, "erase".
func keeper() {
	if err := keepForEver(os.Args[1], len(os.Args) > 2); err != nil {
		fmt.Fprintln(os.Stderr, "keeper:", err)
		os.Exit(1)
	}
}

func keepForEver(dir string, erases bool) error {
	ctx := context.Background()
	lock, err := durable.Lock(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	v := &vault{dir: dir}
	if err := v.open(&app.Engines{}, nil); err != nil {
		return err
	}
	for round := 1; ; round++ {
		id := recourse.NewID()
		end, err := v.blobs.Begin(ctx, id)
		if err != nil {
			return err
		}
		if err := v.ring.NewCase(id); err != nil {
			return err
		}
		for n := range 1 + rand.IntN(4) {
			if err := keepOne(ctx, v, id, n == 0); err != nil {
				return err
			}
		}
		if err := end(); err != nil {
			return err
		}
		if erases && round%3 == 0 {
			fmt.Println(id, "erase")
			if err := v.Erase(ctx, v.who, id, "test"); err != nil {
				return err
			}
		}
	}
}

// keepOne keeps an item and its record and log entry, those of the case too
// where it is new, and says so.
func keepOne(ctx context.Context, v *vault, id string, isNew bool) error {
	text := strings.Repeat(recourse.NewID(), 1+rand.IntN(200))
	digest, size, err := v.blobs.Put(ctx, id, strings.NewReader(text))
	if err != nil {
		return err
	}
	now := time.Now()
	err = v.store.Update(ctx, func(tx app.Tx) error {
		if isNew {
			if err := tx.Cases().Add(ctx, casefile.Case{ID: id, Owner: v.who, State: casefile.Open, Created: now, Updated: now}); err != nil {
				return err
			}
		}
		item := evidence.Item{ID: recourse.NewID(), Case: id, SHA256: digest, Size: size, Name: "x", Kind: evidence.Other, Door: "test", By: v.who, At: now}
		if err := tx.Evidence().Add(ctx, item); err != nil {
			return err
		}
		head, err := tx.Logs().Head(ctx, id)
		if err != nil {
			return err
		}
		placed, _, _, err := head.Next(custody.Entry{At: now, Do: custody.Kept, Who: v.who, Door: "test", Item: digest, Size: size})
		if err != nil {
			return err
		}
		_, err = tx.Logs().Append(ctx, id, head, placed)
		return err
	})
	if err == nil {
		_, err = fmt.Println(id, digest)
	}
	return err
}

// TestKilledWhileHandingIn kills the program that hands items in at 200 random
// moments, its start and its putting right of the last kill among them. What it
// acknowledged is there, nothing half is, and all logs verify.
func TestKilledWhileHandingIn(t *testing.T) {
	const atOnce = 2
	var wait sync.WaitGroup
	for range atOnce {
		dir := filepath.Join(t.TempDir(), "data")
		if err := durable.MkdirAll(dir); err != nil {
			t.Fatal(err)
		}
		wait.Go(func() { killKeeper(t, dir, times(200/atOnce)) })
	}
	wait.Wait()
}

func killKeeper(t *testing.T, dir string, kills int) {
	acknowledged := make(map[string]bool)
	most := 100 * time.Millisecond
	for n := 1; n <= kills && !t.Failed(); n++ {
		said, running := killed(t, most, "keeper", dir)
		if !running {
			t.Error("the keeper ended by itself")
		}
		lines := strings.SplitAfter(said, "\n")
		for _, line := range lines[:len(lines)-1] {
			acknowledged[strings.TrimSpace(line)] = true
		}
		// The machine may be busy: the moments move to where it works.
		if len(lines) == 1 {
			most += 10 * time.Millisecond
		} else if len(lines) > 8 {
			most = most * 4 / 5
		}
		if n%25 == 0 || n == kills {
			checkKept(t, dir, acknowledged)
		}
	}
	t.Logf("%d kills, %d items acknowledged, the last within %v", kills, len(acknowledged), most)
	if len(acknowledged) < kills/2 {
		t.Errorf("only %d items were acknowledged before %d kills", len(acknowledged), kills)
	}
}

// checkKept starts anew and compares what is kept with what was acknowledged.
func checkKept(t *testing.T, dir string, acknowledged map[string]bool) {
	ctx := context.Background()
	v := &vault{dir: dir}
	if err := v.open(&app.Engines{}, nil); err != nil {
		t.Errorf("start after a kill: %v", err)
		return
	}
	defer v.close(t)
	found, err := app.AuditStore(ctx, app.AuditOf{Store: v.store, Blobs: v.blobs, Keys: v.ring})
	if err != nil || len(found.Problems) > 0 {
		t.Errorf("audit: %v %v", found.Problems, err)
	}
	left := len(acknowledged)
	kept := 0
	err = v.store.View(ctx, func(tx app.Tx) error {
		cases, err := tx.Cases().List(ctx, v.who)
		for _, c := range cases {
			if err != nil {
				return err
			}
			var items []evidence.Item
			items, err = tx.Evidence().List(ctx, c.ID)
			for _, i := range items {
				kept++
				if acknowledged[c.ID+" "+i.SHA256] {
					left--
				}
			}
		}
		return err
	})
	if err != nil || left != 0 {
		t.Errorf("%d of %d acknowledged items are not there (%v)", left, len(acknowledged), err)
	}
	// Of each kill at most one item is kept that was not acknowledged any more.
	stray := 0
	for _, f := range files(t, filepath.Join(dir, "blobs")) {
		if strings.Contains(f, durable.TempPrefix) || strings.Contains(f, ".adding-") {
			stray++
		}
	}
	if blobs := len(files(t, filepath.Join(dir, "blobs"))); stray > 0 || blobs != kept {
		t.Errorf("%d files for %d items, %d of them half", blobs, kept, stray)
	}
}

// TestKilledServe kills the real server while cases are handed in over HTTP.
func TestKilledServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var acknowledged []string
	for range times(6) {
		acknowledged = append(acknowledged, killServe(t, data)...)
	}
	if len(acknowledged) == 0 {
		t.Error("nothing was acknowledged before a kill")
	}
	s := start(t, data)
	s.signIn(t)
	for _, path := range acknowledged {
		if code, b := s.get(t, path+"/evidence"); code != http.StatusOK || !bytes.Contains(b, []byte("chat.txt")) {
			t.Errorf("%s = %d after the kills", path, code)
		}
	}
	s.stop()
	if code, out, errs := do(t, "doctor", "--full", "--data", data); code != exitDone {
		t.Errorf("doctor --full after the kills ends with %d: %s%s", code, out, errs)
	}
	t.Logf("%d cases acknowledged", len(acknowledged))
}

// killServe runs the server, hands cases in without a pause and kills it in the
// midst of that. It returns the paths of the cases that were acknowledged.
func killServe(t *testing.T, data string) (acknowledged []string) {
	t.Helper()
	cmd := exec.Command("recourse", "serve", "--addr", "127.0.0.1:0", "--data", data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	s := browserOf(t, bufio.NewReader(out))
	s.signIn(t)
	time.AfterFunc(time.Duration(rand.Int64N(int64(400*time.Millisecond))), func() { _ = cmd.Process.Kill() })
	folder := t.TempDir()
	for {
		text := "Uplatite 6.000 RSD da aktivirate VIP1 zadatke " + recourse.NewID()
		if err := os.WriteFile(filepath.Join(folder, "chat.txt"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		kind, body := uploaded(t, folder)
		r, err := s.Post(s.origin+"/en/check", kind, body)
		if err != nil {
			return acknowledged // it is dead
		}
		_, err = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if err == nil && r.StatusCode == http.StatusOK {
			acknowledged = append(acknowledged, r.Request.URL.Path)
		}
	}
}

// TestKilledBackup kills backups at random moments. Each snapshot that has a name
// is whole, and the next backup goes through.
func TestKilledBackup(t *testing.T) {
	dir := t.TempDir()
	data, to := filepath.Join(dir, "data"), filepath.Join(dir, "backup")
	key := recovery(t, data)
	v := openVault(t, data, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText, secondText, strings.Repeat(thirdText, 1<<18)))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	most, cut := took(t, "recourse", "backup", to, "--data", data, "--keep", "2"), 0
	for n := range times(10) {
		if _, running := killed(t, most, "recourse", "backup", to, "--data", data, "--keep", "2"); running {
			cut++
		}
		if n%5 != 4 {
			continue
		}
		if code, _, errs := do(t, "backup", to, "--data", data, "--keep", "2"); code != exitDone {
			t.Fatalf("backup after a kill ends with %d: %s", code, errs)
		}
		for _, f := range append(files(t, to), files(t, data)...) {
			if strings.Contains(f, durable.TempPrefix) {
				t.Errorf("%s is left of a backup that was killed", f)
			}
		}
		restored := filepath.Join(dir, fmt.Sprint("restored", n))
		if code, _, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
			t.Fatalf("restore after a kill ends with %d: %s", code, errs)
		}
		again := openVault(t, restored, nil)
		holds(t, again, id, firstText, secondText, strings.Repeat(thirdText, 1<<18))
		again.close(t)
	}
	if cut == 0 {
		t.Error("no backup was killed in its midst")
	}
}

// TestKilledSeal kills the sealing of a package at random moments: what stands
// under its name is a whole package, or nothing does.
func TestKilledSeal(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "home"))
	in := filepath.Join(dir, "in")
	for n := range 40 {
		name := filepath.Join(in, fmt.Sprint(n))
		if err := errors.Join(os.MkdirAll(in, 0o700), os.WriteFile(name, bytes.Repeat([]byte(name), 1<<12), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	most := took(t, "recourse", "seal", in, "--out", filepath.Join(dir, "out"))
	whole, cut := 0, 0
	for n := range times(10) {
		out := filepath.Join(dir, fmt.Sprint("out", n))
		_, running := killed(t, most, "recourse", "seal", in, "--out", out)
		if running {
			cut++
		}
		if _, err := os.Stat(out); err != nil {
			if !running {
				t.Error("seal ended well, and there is no package")
			}
			continue
		}
		whole++
		code, said, errs := do(t, "verify", out, "--json")
		var report struct{ OK bool }
		if err := json.Unmarshal([]byte(said), &report); code != exitDone || err != nil || !report.OK {
			t.Errorf("what a killed seal left under its name: verify ends with %d: %s", code, errs)
		}
	}
	t.Logf("%d killed, %d whole", cut, whole)
	if cut == 0 {
		t.Error("no sealing was killed in its midst")
	}
}

// TestBackupWhileHandingIn backs up again and again while another program hands
// items in and erases cases. Each backup copies only what is new, restores whole,
// and holds what was acknowledged before it began.
func TestBackupWhileHandingIn(t *testing.T) {
	dir := t.TempDir()
	data, to := filepath.Join(dir, "data"), filepath.Join(dir, "backup")
	key := recovery(t, data)
	cmd := exec.Command("keeper", data, "erases")
	out := &spoken{}
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() { _, _ = cmd.Process.Kill(), <-ended }()
	copied := 0
	for n := range min(times(3), 10) { // what is kept grows all the time
		for before := len(out.all()); len(out.all()) < before+5; { // it is at work
			select {
			case err := <-ended:
				ended <- err
				t.Fatalf("the keeper ended by itself: %v", err)
			case <-time.After(time.Millisecond):
			}
		}
		acknowledged := out.all()
		code, said, errs := do(t, "backup", to, "--data", data, "--json")
		var res struct {
			Blobs, New int
			Missing    []string
		}
		if err := json.Unmarshal([]byte(said), &res); code != exitDone || err != nil || len(res.Missing) > 0 {
			t.Fatalf("backup ends with %d: %s%s", code, said, errs)
		}
		if n > 0 && res.New >= res.Blobs {
			t.Errorf("backup %d copies %d of %d blobs anew", n, res.New, res.Blobs)
		}
		copied += res.New
		restored := filepath.Join(dir, fmt.Sprint("restored", n))
		if code, said, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
			t.Fatalf("restore ends with %d: %s%s", code, said, errs)
		}
		holdsAll(t, restored, acknowledged, out.all())
	}
	t.Logf("%d blobs copied, %d lines acknowledged", copied, len(out.all()))
}

// spoken is what a program has written so far. It is safe for concurrent use.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *spoken) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// all are the whole lines.
func (l *spoken) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := strings.Split(l.text.String(), "\n")
	return list[:len(list)-1]
}

// holdsAll checks that a data folder holds the items that were acknowledged and
// not erased until the later lines.
func holdsAll(t *testing.T, dir string, acknowledged, until []string) {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), filepath.Join(dir, "recourse.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	named := make(map[string]bool)
	for name, err := range app.NamedBlobs(t.Context(), store) {
		if err != nil {
			t.Fatal(err)
		}
		named[name] = true
	}
	wanted, erased := make(map[string]bool), make(map[string]bool)
	for _, line := range acknowledged {
		if caseID, what, _ := strings.Cut(line, " "); what != "erase" {
			wanted[caseID+"/"+what] = true
		}
	}
	for _, line := range until { // what was erased by then may be in the backup, or not
		if caseID, what, _ := strings.Cut(line, " "); what == "erase" {
			erased[caseID] = true
		}
	}
	lost := 0
	for name := range wanted {
		caseID, _, _ := strings.Cut(name, "/")
		if !named[name] && !erased[caseID] {
			lost++
		}
	}
	if lost > 0 || len(wanted) == 0 {
		t.Errorf("the backup lacks %d of %d items that were acknowledged before it began", lost, len(wanted))
	}
}
