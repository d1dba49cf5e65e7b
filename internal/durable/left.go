package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"recourse"
)

// What a command makes beside its output has a name of this kind until it is whole.
var making = regexp.MustCompile(`^\.(capture|seal|triage)-(.*)$`)

// leftAfter is how old what a run left must be: one that has just begun may not
// hold it yet.
const leftAfter = time.Minute

// MakingName returns a name in dir, which nothing has yet, for what a command
// (capture, seal, triage) makes there until it is whole.
func MakingName(dir, command string) string {
	return filepath.Join(dir, "."+command+"-"+recourse.NewID())
}

// SweepLeft removes what runs that were killed left in dir under names of
// [MakingName], where no running program holds it (see [Hold]) and nothing changed
// in it within a minute before now. It is a favour: what cannot be looked at or
// removed stays.
func SweepLeft(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		m := making.FindStringSubmatch(e.Name())
		if m != nil && recourse.ValidID(m[2]) && (e.IsDir() || e.Type().IsRegular()) {
			_ = removeLeft(filepath.Join(dir, e.Name()), now)
		}
	}
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
