package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"recourse/internal/durable"
)

// stderrLimit is how much of a program's complaints is kept.
const stderrLimit = 8 << 10

// afterKill is how long a killed program's pipes are waited for.
const afterKill = 2 * time.Second

// Run runs c to its end. Where a limit ended it the error is [ErrTime] or
// [ErrOutput], and the result holds what there was until then; where the
// program failed by itself it is an [*ExitError]; where it is not installed,
// a [*NotInstalledError]. When ctx ends, the run does, with ctx's error.
func Run(ctx context.Context, c Command) (Result, error) {
	if c.Proxy != 0 {
		return run(ctx, c, sharedIsolations())
	}
	return run(ctx, c, isolations())
}

// run tries one isolation after the other until the system allows it.
func run(ctx context.Context, c Command, isolations []isolation) (Result, error) {
	program, err := locate(c)
	if err != nil {
		return Result{}, err
	}
	dir := durable.ChildName()
	if err := os.Mkdir(dir, 0o700); err != nil {
		return Result{}, fmt.Errorf("make the program's folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	held, err := durable.Hold(dir)
	if err != nil {
		return Result{}, fmt.Errorf("make the program's folder: %w", err)
	}
	defer func() { _ = held.Close() }()

	if err := prepare(dir, c); err != nil {
		return Result{}, err
	}

	limits := c.Limits.orDefault()
	limited, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	var stdout, stderr bounded
	stdout.max, stdout.full = limits.Output, cancel
	stderr.max = stderrLimit

	var force InForce
	for _, iso := range isolations {
		cmd := command(limited, program, dir, c)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		var release func()
		force, release, err = start(cmd, dir, c, limits, iso)
		if errors.Is(err, errNoIsolation) {
			continue
		}
		if err != nil {
			return Result{}, fmt.Errorf("start %s: %w", c.Program, err)
		}
		stop := watch(dir, limits.Folder, &stdout)
		err = cmd.Wait()
		endGroup(cmd)
		release()
		stop()
		break
	}
	res := Result{Stdout: stdout.kept.Bytes(), Stderr: stderr.kept.Bytes(), Limits: force}
	err = outcome(ctx, limited, c.Program, err, &stdout, &stderr)
	if err == nil && len(c.Take) > 0 {
		res.Taken, err = take(dir, c.Take, limits.FileSize)
	}
	if err == nil && c.Collect != nil {
		err = c.Collect(dir)
	}
	return res, err
}

// prepare puts what the command has for the program into its folder.
func prepare(dir string, c Command) error {
	if err := give(dir, c.Files); err != nil || c.Fill == nil {
		return err
	}
	return c.Fill(dir)
}

// locate returns where the program of a command is.
func locate(c Command) (string, error) {
	if c.Path == "" {
		return Find(c.Program)
	}
	info, err := os.Stat(c.Path)
	if err != nil || !filepath.IsAbs(c.Path) || !runnable(info) {
		return "", &NotInstalledError{c.Path}
	}
	return c.Path, nil
}

func command(ctx context.Context, program, dir string, c Command) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, c.Args...) // program is from a fixed list of folders; no shell reads the arguments
	cmd.Dir = dir
	cmd.Env = append([]string{"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=" + dir, "TMPDIR=" + dir, "TMP=" + dir, "TEMP=" + dir}, c.Env...)
	cmd.Env = append(cmd.Env, systemEnv()...)
	cmd.Stdin = c.Stdin
	cmd.ExtraFiles = c.Extra
	cmd.Cancel = func() error { return kill(cmd) }
	cmd.WaitDelay = afterKill
	return cmd
}

// outcome turns what Wait returned into the error that says why.
func outcome(ctx, limited context.Context, program string, err error, stdout, stderr *bounded) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("run %s: %w", program, ctx.Err())
	case stdout.cut.Load():
		return fmt.Errorf("run %s: %w (%d bytes are kept)", program, ErrOutput, stdout.max)
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		return fmt.Errorf("run %s: %w", program, ErrTime)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &ExitError{program, exit.Error(), strings.TrimSpace(strings.ToValidUTF8(stderr.kept.String(), "\uFFFD"))}
	}
	// A program may stop reading before its input ends, and a killed one's
	// pipes may be cut: neither is a failure by itself.
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) && !brokenPipe(err) {
		return fmt.Errorf("run %s: %w", program, err)
	}
	return nil
}

// watch ends the run when its folder holds too much. The function that it
// returns ends the watch.
func watch(dir string, most int64, stdout *bounded) (stop func()) {
	const every, mostFiles = 100 * time.Millisecond, 50_000
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if bytes, files := holds(dir); bytes > most || files > mostFiles {
				stdout.tooMuch()
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// holds counts what a folder takes on the disk.
func holds(dir string) (bytes int64, files int) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // it was removed meanwhile
		}
		files++
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes, files
}

// bounded keeps the first max bytes that are written to it, and calls full once
// where there are more.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom would know no bound
	max  int64
	full func()
	cut  atomic.Bool
}

// Write never fails: what is beyond the bound is dropped.
func (b *bounded) Write(p []byte) (int, error) {
	room := b.max - int64(b.kept.Len())
	if int64(len(p)) <= room {
		return b.kept.Write(p)
	}
	b.kept.Write(p[:room])
	b.tooMuch()
	return len(p), nil
}

// tooMuch says that there is more than may be.
func (b *bounded) tooMuch() {
	if !b.cut.Swap(true) && b.full != nil {
		b.full()
	}
}
