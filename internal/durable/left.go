package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"recourse"
)

// What a command makes beside its output has a name of this kind until it is whole,
// and what a program is given in the temporary folder one of the other.
var making = regexp.MustCompile(`^(?:\.(?:capture|model|redact|seal|triage|write)|recourse-child)-(.*)$`)

// Aside ends the name of what stood where the output now stands: its name of
// [MakingName] comes before.
const Aside = ".old"

// leftAfter is how old what a run left must be: one that has just begun may not
// hold it yet.
const leftAfter = time.Minute

// MakingName returns a name in dir, which nothing has yet, for what a command
// (capture, model, redact, seal, triage, write) makes there until it is whole.
func MakingName(dir, command string) string {
	return filepath.Join(dir, "."+command+"-"+recourse.NewID())
}

// ChildName returns a name in the temporary folder, which nothing has yet, for the
// folder of a program that is run.
func ChildName() string {
	return filepath.Join(os.TempDir(), "recourse-child-"+recourse.NewID())
}

// BeginMaking is [Begin] for a file beside a command's output: it has a name of
// [MakingName] until it gets its own, and is held as [Hold] does. What runs that were
// killed left in dir is swept before.
func BeginMaking(dir, command string, now time.Time) (*File, error) {
	SweepLeft(dir, now)
	f, err := step("begin", dir, func() (*os.File, error) {
		return os.OpenFile(MakingName(dir, command), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	})
	if err != nil {
		return nil, fmt.Errorf("begin file: %w", err)
	}
	take(f)
	return &File{file: f}, nil
}

// SweepLeft removes what runs that were killed left in dir under names of
// [MakingName] or [ChildName], where no running program holds it (see [Hold]) and
// nothing changed in it within a minute before now. It is a favour: what cannot be looked at or
// removed stays.
func SweepLeft(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		m := making.FindStringSubmatch(e.Name())
		if m == nil || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		id, old := strings.CutSuffix(m[1], Aside)
		name := filepath.Join(dir, e.Name())
		if !recourse.ValidID(id) || old && !isGone(strings.TrimSuffix(name, Aside)) || !old && !isGone(name+Aside) {
			continue // where both are there the run ended before the output had its place
		}
		_ = removeLeft(name, now)
	}
}

func isGone(name string) bool {
	_, err := os.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

func removeLeft(name string, now time.Time) (err error) {
	held, err := hold(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	info, err := held.Stat()
	if err != nil {
		return err
	}
	// What the name means now may be another thing than what was opened.
	there, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if !os.SameFile(info, there) || now.Sub(info.ModTime()) < leftAfter {
		return fs.ErrInvalid
	}
	return os.RemoveAll(name)
}
