package app

import (
	"fmt"
	"io"
	"path"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/redact"
)

// ErrSecrets refuses what opens a redaction: handed in, it would leave with the
// evidence. Its kind is Invalid.
var ErrSecrets = fmt.Errorf("it opens what is withheld in a twin: %w", recourse.Invalid)

// LeaveSecretsOut returns the sources without those that open a redaction, each of
// which is a problem: what is withheld in a twin would leave with the package. They
// are known by their names and by how they begin.
func LeaveSecretsOut(sources []intake.Source) (rest []intake.Source, problems []recourse.Problem) {
	for _, s := range sources {
		if opensRedaction(s) {
			problems = append(problems, secretsLeftOut(s.Path))
			continue
		}
		rest = append(rest, s)
	}
	return rest, problems
}

func secretsLeftOut(path string) recourse.Problem {
	return recourse.Problem{Path: path, Code: "secrets-left-out"}
}

// HoldsSecrets reports whether an archive or a mail that was read holds what opens a
// redaction.
func HoldsSecrets(f intake.File) bool {
	for _, inner := range f.Files {
		if secretsName(inner.Path) || HoldsSecrets(inner) {
			return true
		}
	}
	return false
}

// noSecretsInside refuses a file that holds what opens a redaction.
func noSecretsInside(f *intake.File) error {
	if HoldsSecrets(*f) {
		return fmt.Errorf("%q: %w", f.Path, ErrSecrets)
	}
	return nil
}

func opensRedaction(s intake.Source) bool {
	if secretsName(s.Path) {
		return true
	}
	r, err := s.Open()
	if err != nil {
		return false // whoever reads it says so
	}
	defer r.Close()
	head := make([]byte, redact.SecretsHead)
	n, _ := io.ReadFull(r, head) // a shorter file is as good
	return redact.OpensTwin(head[:n])
}

func secretsName(name string) bool {
	return strings.HasSuffix(strings.ToLower(path.Base(strings.ReplaceAll(name, "\\", "/"))), secretsEnd)
}
