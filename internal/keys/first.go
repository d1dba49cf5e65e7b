package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"
)

// firstFile holds the public key with which the instance began to sign: the one that
// signs now is that, or follows it by the statements.
const firstFile = "first.pub"

// ErrOtherSigner is the error for a signing key that is not the instance's.
var ErrOtherSigner = fmt.Errorf("the signing key is not the one of this instance, and none that follows it: %w", recourse.Invalid)

// KeepFirst keeps with which public key the instance signs, where an earlier version did
// not. Only one process may do so at a time.
func (r *Ring) KeepFirst() error {
	first := r.signing.public.String()
	if len(r.past) > 0 {
		s, err := custody.ParseSuccession(r.past[0])
		if err != nil {
			return fmt.Errorf("statement 1: %w", err)
		}
		first = s.Old.String()
	}
	return writeNew(r.dir, firstFile, []byte(first+"\n"))
}

// CheckSigner returns [ErrOtherSigner] where the signing key is not the one with which
// the instance began, and none that follows it.
func (r *Ring) CheckSigner() error {
	b, err := os.ReadFile(filepath.Join(r.dir, firstFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // an earlier version made the keys, and nobody served with them since
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", firstFile, err)
	}
	first, err := custody.ParseKey(strings.TrimSpace(string(b)))
	if err != nil {
		return fmt.Errorf("%s: %w", firstFile, err)
	}
	follows, err := r.signing.public.Follows(first, r.past)
	if err != nil {
		return fmt.Errorf("%w (%v)", ErrOtherSigner, err)
	}
	if !follows {
		return fmt.Errorf("%w: it is %s, and the instance began with %s", ErrOtherSigner, r.signing.public, first)
	}
	return nil
}

// Cases lists the cases that have a key here, in their order.
func (r *Ring) Cases() ([]string, error) {
	names, err := r.wrappedCases()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list keys of cases: %w", err)
	}
	var ids []string
	for _, name := range names {
		if id := strings.TrimSuffix(filepath.Base(name), wrappedExt); recourse.ValidID(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// HasCase reports whether the case has a key here, whether it opens or not.
func (r *Ring) HasCase(caseID string) bool {
	name, err := r.casePath(caseID, wrappedExt)
	if err != nil {
		return false
	}
	_, err = os.Lstat(name)
	return err == nil
}
