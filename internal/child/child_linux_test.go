package child

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"recourse"

	"golang.org/x/sys/unix"
)

func sh(script string, l Limits) Command {
	return Command{Program: "sh", Args: []string{"-c", script}, Limits: l}
}

func TestRunGivesWhatTheProgramWrote(t *testing.T) {
	res, err := Run(t.Context(), Command{Program: "cat", Stdin: strings.NewReader("žuto ćebe")})
	if err != nil {
		t.Fatalf("Run(cat) = %v", err)
	}
	if got := string(res.Stdout); got != "žuto ćebe" {
		t.Errorf("stdout = %q, want %q", got, "žuto ćebe")
	}
}

func TestAProgramThatIsNotInstalledIsUnavailable(t *testing.T) {
	_, err := Run(t.Context(), Command{Program: "no-such-program-here"})
	var missing *NotInstalledError
	if !errors.Is(err, recourse.Unavailable) || !errors.As(err, &missing) {
		t.Errorf("Run = %v, want a NotInstalledError of kind unavailable", err)
	}
}

func TestAProgramIsNamedWithoutAFolder(t *testing.T) {
	for _, name := range []string{"", "/bin/sh", "../sh", "a/b"} {
		if p, err := Find(name); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Find(%q) = %q, %v, want an error of kind invalid", name, p, err)
		}
	}
}

func TestTheEnvironmentIsEmpty(t *testing.T) {
	t.Setenv("RECOURSE_SECRET", "x")
	res, err := Run(t.Context(), Command{Program: "env"})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(res.Stdout)) {
		name, _, _ := strings.Cut(line, "=")
		switch name {
		case "LANG", "LC_ALL", "HOME", "TMPDIR", "TMP", "TEMP":
		default:
			t.Errorf("environment has %q", line)
		}
	}
}

func TestTheFolderIsItsOwnAndGoes(t *testing.T) {
	res, err := Run(t.Context(), sh(`echo kept > "$TMPDIR/x" && cat x && pwd`, Limits{}))
	if err != nil {
		t.Fatal(err)
	}
	text, dir, _ := strings.Cut(strings.TrimSpace(string(res.Stdout)), "\n")
	if text != "kept" {
		t.Errorf("wrote and read %q, want %q", text, "kept")
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder %s after the run: %v, want it gone", dir, err)
	}
}

func TestTimeEndsTheWholeGroup(t *testing.T) {
	began := time.Now()
	_, err := Run(t.Context(), sh("sleep 60 & sleep 60", Limits{Time: 300 * time.Millisecond}))
	if !errors.Is(err, ErrTime) {
		t.Errorf("Run = %v, want %v", err, ErrTime)
	}
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("took %v: what the program started was waited for", d)
	}
}

func TestWhatLeavesTheGroupEndsToo(t *testing.T) {
	if _, err := Find("setsid"); err != nil {
		t.Skip("setsid is not installed")
	}
	const mark = "4217.25"
	res, err := Run(t.Context(), sh("setsid sleep "+mark+" >/dev/null 2>&1 </dev/null & exit 0", Limits{}))
	if err != nil {
		t.Fatal(err)
	}
	if !res.Limits.Alone {
		t.Skip("this system allows no process namespace")
	}
	time.Sleep(50 * time.Millisecond)
	ps, err := Run(t.Context(), sh(`cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' '; true`, Limits{}))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(ps.Stdout, []byte("sleep "+mark)) {
		t.Error("a process that left its group lives on")
	}
}

func TestTheCallersEndEndsTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := Run(ctx, sh("sleep 60", Limits{})); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want %v", err, context.Canceled)
	}
}

func TestOutputIsBounded(t *testing.T) {
	res, err := Run(t.Context(), Command{Program: "head", Args: []string{"-c", "5000000", "/dev/zero"}, Limits: Limits{Output: 1000}})
	if !errors.Is(err, ErrOutput) {
		t.Errorf("Run = %v, want %v", err, ErrOutput)
	}
	if len(res.Stdout) != 1000 {
		t.Errorf("kept %d bytes, want 1000", len(res.Stdout))
	}
}

func TestErrorsAreBoundedAndTheStatusIsTold(t *testing.T) {
	_, err := Run(t.Context(), sh("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 3", Limits{}))
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Status != "exit status 3" {
		t.Fatalf("Run = %.200v, want exit status 3", err)
	}
	if len(exit.Stderr) != stderrLimit {
		t.Errorf("kept %d bytes of complaints, want %d", len(exit.Stderr), stderrLimit)
	}
}

func TestMemoryIsLimited(t *testing.T) {
	script := `x=$(head -c 400000000 /dev/zero | tr '\0' a); echo ${#x}`
	res, err := Run(t.Context(), sh(script, Limits{Memory: 64 << 20}))
	if !res.Limits.Memory {
		t.Fatal("the limit on memory is not in force")
	}
	if err == nil && strings.TrimSpace(string(res.Stdout)) == "400000000" {
		t.Error("the program held 400 MB under a limit of 64 MB")
	}
}

func TestFileSizeIsLimited(t *testing.T) {
	res, _ := Run(t.Context(), sh("head -c 100000 /dev/zero > big 2>/dev/null; stat -c %s big", Limits{FileSize: 4096}))
	if got := strings.TrimSpace(string(res.Stdout)); got != "4096" {
		t.Errorf("file has %q bytes, want 4096 (in force: %v)", got, res.Limits.FileSize)
	}
}

func TestOpenFilesAreLimited(t *testing.T) {
	res, _ := Run(t.Context(), sh("ulimit -n", Limits{OpenFiles: 20}))
	if got := strings.TrimSpace(string(res.Stdout)); got != "20" {
		t.Errorf("open files = %q, want 20", got)
	}
}

func TestProcessesAreLimited(t *testing.T) {
	script := `i=0; while [ $i -lt 40 ]; do sleep 2 & i=$((i+1)); done 2>/dev/null; echo all`
	res, err := Run(t.Context(), sh(script, Limits{Processes: 5, Time: 5 * time.Second}))
	if !res.Limits.Processes {
		t.Skip("this system cannot limit processes here")
	}
	if err == nil && strings.Contains(string(res.Stdout), "all") {
		t.Error("the program started 40 processes under a limit of 5")
	}
}

func TestThereIsNoNetwork(t *testing.T) {
	res, err := Run(t.Context(), Command{Program: "cat", Args: []string{"/proc/self/net/dev"}})
	if err != nil && !(res.Limits.Files && strings.Contains(err.Error(), "Permission denied")) {
		t.Fatal(err)
	}
	if !res.Limits.NoNetwork {
		t.Skip("this system allows no network namespace, and the result says so")
	}
	for i, line := range strings.Split(strings.TrimSpace(string(res.Stdout)), "\n") {
		if i >= 2 && !strings.HasPrefix(strings.TrimSpace(line), "lo:") {
			t.Errorf("the program sees the network device %q", line)
		}
	}
}

func TestInputThatIsNotReadIsNoFailure(t *testing.T) {
	big := bytes.NewReader(make([]byte, 8<<20))
	if _, err := Run(t.Context(), Command{Program: "true", Stdin: big}); err != nil {
		t.Errorf("Run(true) with unread input = %v, want none", err)
	}
}

func TestLimitsHoldWithLessIsolationToo(t *testing.T) {
	for _, iso := range isolations() {
		// One that is not held at its first instruction has its limits a moment later.
		const wait = `n=0; while [ "$(ulimit -n)" != 20 ] && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; `
		c := sh(wait+"head -c 100000 /dev/zero > big 2>/dev/null; stat -c %s big; ulimit -n; ulimit -t", Limits{FileSize: 4096, OpenFiles: 20, Time: 9 * time.Second})
		res, err := run(t.Context(), c, []isolation{iso})
		if errors.Is(err, errNoIsolation) {
			t.Logf("%+v: not allowed here", iso)
			continue
		}
		if got := strings.Fields(string(res.Stdout)); len(got) != 3 || got[1] != "20" || got[2] != "10" || got[0] != "4096" && iso.held {
			t.Errorf("%+v: file, open files and seconds = %q (%v), want 4096 20 10", iso, got, err)
		}
		if !res.Limits.NoNetwork && iso.flags&unix.CLONE_NEWNET != 0 {
			t.Errorf("%+v: says %+v", iso, res.Limits)
		}
	}
}

func TestManyRunAtOnce(t *testing.T) {
	errs := make(chan error)
	for range 16 {
		go func() {
			_, err := Run(t.Context(), Command{Program: "cat", Stdin: strings.NewReader("a")})
			errs <- err
		}()
	}
	for range 16 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestFilesAreGivenAndTaken(t *testing.T) {
	res, err := Run(t.Context(), Command{
		Program: "sh", Args: []string{"-c", "cat in.bin in.bin > second; ln -s /etc/passwd first"},
		Files: map[string][]byte{"in.bin": []byte("ab")}, Take: []string{"first", "second"},
	})
	if err != nil || string(res.Taken) != "abab" {
		t.Errorf("Run = %q, %v, want abab: a link is not followed", res.Taken, err)
	}
	_, err = Run(t.Context(), Command{Program: "true", Take: []string{"none"}})
	if !errors.Is(err, recourse.Invalid) {
		t.Errorf("a file that was not written: %v, want kind invalid", err)
	}
	_, err = Run(t.Context(), Command{Program: "true", Files: map[string][]byte{"../x": nil}})
	if !errors.Is(err, recourse.Invalid) {
		t.Errorf("a file beside the folder: %v, want kind invalid", err)
	}
	_, err = Run(t.Context(), Command{Program: "sh", Args: []string{"-c", "head -c 5000 /dev/zero > big"}, Take: []string{"big"}, Limits: Limits{FileSize: 4096}})
	if err == nil {
		t.Error("a file above the limit was taken")
	}
}
