package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
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
	return run(ctx, c, isolations())
}

// run tries one isolation after the other until the system allows it.
func run(ctx context.Context, c Command, isolations []isolation) (Result, error) {
	program, err := Find(c.Program)
	if err != nil {
		return Result{}, err
	}
	dir, err := os.MkdirTemp("", "recourse-child-")
	if err != nil {
		return Result{}, fmt.Errorf("make the program's folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	if err := give(dir, c.Files); err != nil {
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
		force, err = start(cmd, dir, limits, iso)
		if errors.Is(err, errNoIsolation) {
			continue
		}
		if err != nil {
			return Result{}, fmt.Errorf("start %s: %w", c.Program, err)
		}
		err = cmd.Wait()
		endGroup(cmd)
		break
	}
	res := Result{Stdout: stdout.kept.Bytes(), Stderr: stderr.kept.Bytes(), Limits: force}
	if err = outcome(ctx, limited, c.Program, err, &stdout, &stderr); err == nil && len(c.Take) > 0 {
		res.Taken, err = take(dir, c.Take, limits.FileSize)
	}
	return res, err
}

func command(ctx context.Context, program, dir string, c Command) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, c.Args...) // program is from a fixed list of folders; no shell reads the arguments
	cmd.Dir = dir
	cmd.Env = append([]string{"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=" + dir, "TMPDIR=" + dir, "TMP=" + dir, "TEMP=" + dir}, c.Env...)
	cmd.Env = append(cmd.Env, systemEnv()...)
	cmd.Stdin = c.Stdin
	cmd.Cancel = func() error { return kill(cmd) }
	cmd.WaitDelay = afterKill
	return cmd
}

// outcome turns what Wait returned into the error that says why.
func outcome(ctx, limited context.Context, program string, err error, stdout, stderr *bounded) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("run %s: %w", program, ctx.Err())
	case stdout.cut:
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

// bounded keeps the first max bytes that are written to it, and calls full once
// where there are more.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom would know no bound
	max  int64
	full func()
	cut  bool
}

// Write never fails: what is beyond the bound is dropped.
func (b *bounded) Write(p []byte) (int, error) {
	room := b.max - int64(b.kept.Len())
	if int64(len(p)) <= room {
		return b.kept.Write(p)
	}
	b.kept.Write(p[:room])
	if !b.cut && b.full != nil {
		b.full()
	}
	b.cut = true
	return len(p), nil
}
