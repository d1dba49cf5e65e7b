package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"

	"filippo.io/age"
)

// namedFile holds the recovery keys as the instance itself named them: a note that its
// signing key signed. recovery.txt beside it holds the same keys, one a line, so that age
// can use them; what only stands there is no recovery key of the instance. A folder that is
// read in the order of its names, as for a backup, has the list before the note.
const (
	namedFile    = "recovery.txt.note"
	namedHeading = "recourse recovery keys v1"
)

// ErrOtherRecovery is the error for recovery keys that the instance did not name: somebody
// else could open what is wrapped to them.
var ErrOtherRecovery = fmt.Errorf("the recovery keys are not those that this instance named: %w", recourse.Invalid)

// recoveryKeys are the recovery keys of an instance.
type recoveryKeys struct {
	list  []string // age1…, in the order in which they were added
	to    []age.Recipient
	named bool  // the instance has signed them
	flaw  error // why none of them is used
}

// Recovery returns the recipients to which every case key is wrapped too; none where
// [Ring.CheckRecovery] finds them wrong.
func (r *Ring) Recovery() []age.Recipient { return r.recovery.to }

// RecoveryKeys are those of [Ring.Recovery] as text (age1…).
func (r *Ring) RecoveryKeys() []string { return slices.Clone(r.recovery.list) }

// CheckRecovery returns [ErrOtherRecovery] where the recovery keys are not those that the
// instance named. Where it named none yet, because an earlier version made them, nothing
// is found. That the note was removed is found only where a passphrase guards the
// instance, and once it is unlocked.
func (r *Ring) CheckRecovery() error {
	if r.recovery.flaw == nil && r.signing.names && !r.recovery.named {
		return fmt.Errorf("%s is gone: %w", namedFile, ErrOtherRecovery)
	}
	return r.recovery.flaw
}

// KeepRecovery has the instance name its recovery keys, where an earlier version did not
// and it is taken on trust that they are its own, and ends what a crash cut off. Only one
// process may do so at a time, with the keys unlocked.
func (r *Ring) KeepRecovery() error {
	if err := r.CheckRecovery(); err != nil {
		return err
	}
	if r.signer == nil {
		return ErrLocked
	}
	return r.keepRecovery(r.recovery.list)
}

// readRecovery reads the recovery keys. The list comes before the note: so one that is
// added meanwhile is missing in the list at most.
func (r *Ring) readRecovery() error {
	text, err := os.ReadFile(filepath.Join(r.dir, recoveryFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open %s: %w", recoveryFile, err)
	}
	note, err := os.ReadFile(filepath.Join(r.dir, namedFile))
	named := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open %s: %w", namedFile, err)
	}
	k := recoveryKeys{list: strings.Fields(string(text)), named: named}
	if named {
		k.list, k.flaw = openNamed(note, r.signing.public, k.list)
	}
	if k.flaw == nil {
		if k.to, err = parseRecovery(k.list); err != nil {
			k.flaw = fmt.Errorf("%s: %w", recoveryFile, err)
		}
	}
	if k.flaw != nil {
		k.list = nil
	}
	r.recovery = k
	return nil
}

// openNamed returns the recovery keys that the note names. The list beside it must hold
// the same, or begin so: the note is written first.
func openNamed(note []byte, by custody.Key, beside []string) ([]string, error) {
	text, err := custody.OpenNote(note, by)
	if err != nil {
		return nil, fmt.Errorf("%s is not signed with this instance's key: %w", namedFile, ErrOtherRecovery)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != namedHeading {
		return nil, fmt.Errorf("%s is another note: %w", namedFile, ErrOtherRecovery)
	}
	if list := lines[1:]; len(beside) <= len(list) && slices.Equal(beside, list[:len(beside)]) {
		return list, nil
	}
	return nil, fmt.Errorf("%s does not hold what %s names: %w", recoveryFile, namedFile, ErrOtherRecovery)
}

// keepRecovery has the instance name the keys of the list as its recovery keys from now on.
func (r *Ring) keepRecovery(list []string) error {
	to, err := parseRecovery(list)
	if err != nil {
		return err
	}
	if err := r.name(list); err != nil {
		return err
	}
	more := !slices.Equal(list, r.recovery.list)
	r.recovery = recoveryKeys{list: list, to: to, named: true}
	text := strings.Join(list, "\n") + "\n"
	if before, err := os.ReadFile(filepath.Join(r.dir, recoveryFile)); len(list) > 0 && (err != nil || string(before) != text) {
		if err := replace(filepath.Join(r.dir, recoveryFile), []byte(text)); err != nil {
			return fmt.Errorf("keep recovery keys: %w", err)
		}
	}
	if r.sealed == "" || !more && r.signing.names && r.signing.armor != "" {
		return nil
	}
	return r.wrapSigning()
}

// name writes the note that names the keys of the list, unless it is there. and signs it
// too: a key that is about to follow.
func (r *Ring) name(list []string, and ...*custody.Signer) error {
	text := strings.Join(append([]string{namedHeading}, list...), "\n") + "\n"
	note, err := custody.SignNote(r.signer, text, and...)
	if err != nil {
		return fmt.Errorf("name recovery keys: %w", err)
	}
	path := filepath.Join(r.dir, namedFile)
	if before, err := os.ReadFile(path); err == nil && (bytes.Equal(before, note) || len(and) == 0 && r.recovery.named && slices.Equal(list, r.recovery.list)) {
		return nil
	}
	if err := replace(path, note); err != nil {
		return fmt.Errorf("name recovery keys: %w", err)
	}
	return nil
}
