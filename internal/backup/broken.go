package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"recourse"
	"recourse/custody"
)

// broken is the error for a file of a snapshot, beside its blobs, that is missing or is not
// what was written. It is of kind Invalid.
type broken struct{ snapshot, file, code, detail string }

// Error says which.
func (b *broken) Error() string {
	return fmt.Sprintf("snapshot %s: %s: %s", filepath.Base(b.snapshot), b.file, b.detail)
}

// Unwrap is the kind.
func (*broken) Unwrap() error { return recourse.Invalid }

// withBroken adds to problems the file for which err says that the backup is not whole.
func withBroken(problems []recourse.Problem, err error) []recourse.Problem {
	var b *broken
	if errors.As(err, &b) {
		problems = append(problems, recourse.Problem{Path: b.file, Code: b.code, Detail: b.detail})
	}
	return problems
}

// openPart opens a file of a snapshot; one that lacks it is not whole.
func openPart(snapshot, name string) (*os.File, error) {
	f, err := os.Open(filepath.Join(snapshot, name))
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	if err != nil {
		return nil, &broken{snapshot, name, "backup-missing", err.Error()}
	}
	return f, nil
}

var headingForm = regexp.MustCompile(`^recourse backup [1-9][0-9]*$`)

// checkHeading sees that a manifest is of the form that is known. One of another form is
// whole all the same.
func checkHeading(snapshot, line string) error {
	switch {
	case line == heading:
		return nil
	case headingForm.MatchString(line):
		return fmt.Errorf("%s is not of this form of backup (%q): %w", snapshot, line, recourse.Invalid)
	}
	return &broken{snapshot, manifestFile, "backup-list", fmt.Sprintf("line 1: %.40q", line)}
}

// checkNote sees that key signed the manifest with that digest.
func checkNote(snapshot, sum string, key custody.Key) error {
	f, err := openPart(snapshot, noteFile)
	if err != nil {
		return err
	}
	defer f.Close()
	msg, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return &broken{snapshot, noteFile, "backup-missing", err.Error()}
	}
	text, err := custody.OpenNote(msg, key)
	name := filepath.Base(snapshot)
	switch {
	case err != nil:
		return &broken{snapshot, noteFile, "backup-note", err.Error()}
	case text == signedText(name, sum):
		return nil
	case strings.HasPrefix(text, strings.TrimSuffix(signedText(name, ""), "\n")):
		return &broken{snapshot, manifestFile, "backup-list", "it is not the one that was signed"}
	}
	return &broken{snapshot, noteFile, "backup-note", "it is of another snapshot"}
}
