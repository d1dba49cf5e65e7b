package child

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The hostile children are this test itself, run again with a word for what to
// try. A line of what worked is what it writes.
const hostileVariable = "RECOURSE_HOSTILE_CHILD"

func TestMain(m *testing.M) {
	if what := os.Getenv(hostileVariable); what != "" {
		hostile(what)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func hostile(what string) {
	word, at, _ := strings.Cut(what, " ")
	switch word {
	case "read":
		if b, err := os.ReadFile(at); err == nil {
			fmt.Printf("read %d bytes\n", len(b))
		}
	case "list":
		if all, err := os.ReadDir(at); err == nil {
			fmt.Printf("listed %d names\n", len(all))
		}
	case "write":
		if os.WriteFile(at, []byte("x"), 0o666) == nil {
			fmt.Println("wrote")
		}
	case "dial":
		network, address, _ := strings.Cut(at, " ")
		if c, err := net.DialTimeout(network, address, time.Second); err == nil {
			_, err = c.Write([]byte("x"))
			fmt.Println("dialled", err)
		}
	case "signal":
		var pid int
		if _, err := fmt.Sscan(at, &pid); err == nil {
			if p, err := os.FindProcess(pid); err == nil && p.Signal(os.Interrupt) == nil {
				fmt.Println("signalled")
			}
		}
	}
}

// try runs a hostile child and returns what worked.
func try(t *testing.T, what string) (string, InForce) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	res, err := Run(t.Context(), Command{
		Program: "hostile", Path: self, Env: []string{hostileVariable + "=" + what},
		Limits: Limits{Memory: 1 << 50, Processes: 100}, // the race detector needs much of both
	})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return string(res.Stdout), res.Limits
}

func TestAHostileChildReadsNoFilesOfOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for d := filepath.Dir(dir); d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got, _ := try(t, "read /usr/bin/env"); got == "" {
		t.Error("the child cannot even read the system's programs: this test shows nothing")
	}
	for _, what := range []string{
		"read /etc/passwd", "read " + secret, "list /", "list " + dir, "write " + secret, "write " + filepath.Join(dir, "new"),
		"list /proc", fmt.Sprintf("read /proc/%d/environ", os.Getpid()), fmt.Sprintf("list /proc/%d/fd", os.Getpid()),
		fmt.Sprintf("signal %d", os.Getpid()),
	} {
		got, force := try(t, what)
		if !force.Files {
			t.Skip("this system has no Landlock, and the result says so")
		}
		if got != "" {
			t.Errorf("%s: %s (%+v)", what, got, force)
		}
	}
}

func TestAHostileChildOpensNoConnection(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	path := filepath.Join(t.TempDir(), "s")
	local, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for _, what := range []string{"dial tcp " + tcp.Addr().String(), "dial unix " + path, "dial udp " + udp.LocalAddr().String()} {
		got, force := try(t, what)
		if !force.NoNetwork {
			t.Skip("this system cannot take the network away, and the result says so")
		}
		if got != "" && !strings.HasPrefix(what, "dial udp") {
			t.Errorf("%s: %s", what, got)
		}
	}
	_ = udp.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if n, _, err := udp.ReadFrom(make([]byte, 9)); err == nil {
		t.Errorf("%d bytes came over UDP", n)
	}
}

func TestAForkBombEnds(t *testing.T) {
	before := children(t)
	res, err := Run(t.Context(), sh(`f() { f | f & }; f; sleep 9`, Limits{Processes: 20, Time: 2 * time.Second}))
	if err == nil && res.Limits.Processes {
		t.Log("the bomb ended by itself")
	}
	time.Sleep(100 * time.Millisecond)
	if after := children(t); after > before {
		t.Errorf("%d processes are left, %d were there before", after, before)
	}
}

func TestFilesWithoutEndAreBounded(t *testing.T) {
	began := time.Now()
	_, err := Run(t.Context(), sh(`i=0; while :; do head -c 1000000 /dev/zero > f$i; i=$((i+1)); done`, Limits{Folder: 20 << 20, Time: 30 * time.Second}))
	if !errors.Is(err, ErrOutput) {
		t.Errorf("Run = %v after %v, want %v", err, time.Since(began), ErrOutput)
	}
}

func TestNoZombiesAreLeft(t *testing.T) {
	for range 5 {
		_, _ = Run(t.Context(), sh("sleep 60 & sleep 60 & exit 3", Limits{Time: time.Second}))
	}
	if n := children(t); n > 0 {
		t.Errorf("%d children are left", n)
	}
}

// children counts the processes that this one still has, zombies too.
func children(t *testing.T) int {
	t.Helper()
	n := 0
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stats {
		b, err := os.ReadFile(s)
		if err != nil {
			continue // it ended meanwhile
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == fmt.Sprint(os.Getpid()) {
			n++
		}
	}
	return n
}

func TestTheFolderIsFilledAndCollected(t *testing.T) {
	var got string
	_, err := Run(t.Context(), Command{
		Program: "sh", Args: []string{"-c", "tr a-z A-Z < in > out"},
		Fill: func(dir string) error { return os.WriteFile(filepath.Join(dir, "in"), []byte("dobar dan"), 0o600) },
		Collect: func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "out"))
			got = string(b)
			return err
		},
	})
	if err != nil || got != "DOBAR DAN" {
		t.Errorf("collected %q, %v", got, err)
	}
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if _, err := Run(b.Context(), Command{Program: "true"}); err != nil {
			b.Fatal(err)
		}
	}
}
