package durable

import (
	"errors"
	"fmt"
	"io"
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
var making = regexp.MustCompile(`^(?:\.(?:capture|doctor|model|redact|seal|triage|write)|recourse-child)-(.*)$`)

const childPrefix = "recourse-child-"

// Aside ends the name of what stood where the output now stands: its name of
// [MakingName] comes before.
const Aside = ".old"

// leftAfter is how old must be what a program in the temporary folder left: one that has
// just begun may not hold its folder yet. Who makes an output sees that a sweep took it.
const leftAfter = time.Minute

// makeTries is how often something is made anew because a sweep took it.
const makeTries = 10

// MakeHeld makes something in dir, by make, under a new name of [MakingName], and holds
// it as [Hold] does.
func MakeHeld(dir, command string, make func(name string) error) (name string, held io.Closer, err error) {
	for range makeTries {
		name = MakingName(dir, command)
		if err := make(name); err != nil {
			return "", nil, err
		}
		held, err = Hold(name)
		if err == nil && there(name, held) {
			return name, held, nil
		}
		if err == nil {
			err = held.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", nil, errors.Join(err, os.RemoveAll(name))
		}
	}
	return "", nil, fmt.Errorf("make %s: it is removed again and again: %w", filepath.Join(dir, "."+command), recourse.Unavailable)
}

// there reports whether what is held has its name still.
func there(name string, held io.Closer) bool {
	f, ok := held.(*os.File)
	if !ok {
		return true
	}
	info, err := f.Stat()
	now, nowErr := os.Lstat(name)
	return err == nil && nowErr == nil && os.SameFile(info, now)
}

// MakingName returns a name in dir, which nothing has yet, for what a command
// (capture, doctor, model, redact, seal, triage, write) makes there until it is whole.
func MakingName(dir, command string) string {
	return filepath.Join(dir, "."+command+"-"+recourse.NewID())
}

// ChildName returns a name in the temporary folder, which nothing has yet, for the
// folder of a program that is run.
func ChildName() string {
	return filepath.Join(os.TempDir(), childPrefix+recourse.NewID())
}

// BeginMaking is [Begin] for a file beside a command's output: it has a name of
// [MakingName] until it gets its own, and is held as [Hold] does. What runs that were
// killed left in dir is swept before.
func BeginMaking(dir, command string, now time.Time) (*File, error) {
	SweepLeft(dir, now)
	for range makeTries {
		f, err := step("begin", dir, func() (*os.File, error) {
			return os.OpenFile(MakingName(dir, command), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		})
		if err != nil {
			return nil, fmt.Errorf("begin file: %w", err)
		}
		if take(f); there(f.Name(), f) {
			return &File{file: f}, nil
		}
		_ = f.Close()
	}
	return nil, fmt.Errorf("begin file: it is removed again and again: %w", recourse.Unavailable)
}

// SweepLeft removes what runs that were killed left in dir under names of
// [MakingName] or [ChildName], where no running program holds it (see [Hold]) and, of the
// latter, nothing changed in it within a minute before now. It is a favour: what cannot be
// looked at or removed stays.
func SweepLeft(dir string, now time.Time) {
	for _, name := range leftIn(dir) {
		_ = removeLeft(name, now)
	}
}

// Left are the paths of what [SweepLeft] would remove from dir.
func Left(dir string, now time.Time) (names []string) {
	for _, name := range leftIn(dir) {
		if held, err := holdLeft(name, now); err == nil && held.Close() == nil {
			names = append(names, name)
		}
	}
	return names
}

// leftIn are the paths of what lies in dir under such names, held or not.
func leftIn(dir string) (names []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
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
		names = append(names, name)
	}
	return names
}

func isGone(name string) bool {
	_, err := os.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

func removeLeft(name string, now time.Time) error {
	held, err := holdLeft(name, now)
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(name), held.Close())
}

// holdLeft holds what a run left, and refuses what a running one may need.
func holdLeft(name string, now time.Time) (*os.File, error) {
	held, err := hold(name)
	if err != nil {
		return nil, err
	}
	info, err := held.Stat()
	// What the name means now may be another thing than what was opened.
	young := strings.HasPrefix(filepath.Base(name), childPrefix) && err == nil && now.Sub(info.ModTime()) < leftAfter
	if err != nil || young || !there(name, held) {
		return nil, errors.Join(fs.ErrInvalid, held.Close())
	}
	return held, nil
}
