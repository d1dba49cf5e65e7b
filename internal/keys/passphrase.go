package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/internal/durable"

	"filippo.io/age"
	"filippo.io/age/armor"
	"golang.org/x/text/unicode/norm"
)

// The bounds of a passphrase, in characters. The least is our own choice: four
// words, or a long line.
const (
	MinPassphrase = 12
	maxPassphrase = 1024
)

// scryptWork is the base-2 logarithm of the work that one guess of a passphrase
// costs: about a second and 256 MiB. It is age's own choice.
const scryptWork = 18

var (
	// ErrLocked is the error for what needs the instance's key while only a
	// passphrase opens it.
	ErrLocked = fmt.Errorf("the instance's key is locked with a passphrase: %w", recourse.Denied)
	// ErrWrongPassphrase is the error for a passphrase that does not open it.
	ErrWrongPassphrase = fmt.Errorf("this passphrase does not open the instance's key: %w", recourse.Denied)
)

// readIdentity reads the instance's key, or keeps it locked where only a
// passphrase opens it.
func (r *Ring) readIdentity(text string) error {
	if strings.HasPrefix(text, armor.Header) {
		r.sealed = text
		return nil
	}
	id, err := age.ParseX25519Identity(text)
	if err != nil {
		return fmt.Errorf("open %s: not a key: %w", identityFile, recourse.Invalid)
	}
	r.identity, r.opener = id, id
	return nil
}

// Locked reports whether a passphrase must open the instance's key first: to read what
// is kept, and to sign.
func (r *Ring) Locked() bool { return r.opener == nil }

// HasPassphrase reports whether a passphrase guards the instance's key.
func (r *Ring) HasPassphrase() bool { return r.sealed != "" }

// Unlock opens the instance's key with its passphrase, or returns
// [ErrWrongPassphrase]. Where there is no passphrase it does nothing. It must be
// called before the ring is used by several goroutines.
func (r *Ring) Unlock(passphrase string) error {
	if r.sealed == "" {
		return nil
	}
	with, err := age.NewScryptIdentity(norm.NFC.String(passphrase))
	if err != nil {
		return ErrWrongPassphrase
	}
	in, err := age.Decrypt(armor.NewReader(strings.NewReader(r.sealed)), with)
	if err != nil {
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) {
			return ErrWrongPassphrase
		}
		return fmt.Errorf("open %s: it is damaged (%v): restore it from a backup: %w", identityFile, err, recourse.Unavailable)
	}
	b, err := io.ReadAll(io.LimitReader(in, maxKeyFile))
	if err != nil {
		return fmt.Errorf("open %s: it is damaged (%v): restore it from a backup: %w", identityFile, err, recourse.Unavailable)
	}
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(b)))
	if err != nil {
		return fmt.Errorf("open %s: not a key: %w", identityFile, recourse.Invalid)
	}
	if err := r.openSigning(id); err != nil {
		return err
	}
	r.identity, r.opener = id, id
	return nil
}

// UnlockWith opens the keys of cases with a recovery key in place of the
// instance's, to read what they keep. No new case can be made then, and nothing signed.
func (r *Ring) UnlockWith(recovery age.Identity) { r.opener = recovery }

// SetPassphrase lets only the passphrase open the instance's key and the signing key
// from now on, in place of an earlier one; the empty one takes it off. The keys of
// cases stay as they are, and a recovery key opens them as before. The files that held
// the keys are overwritten, as far as the disk does that.
func (r *Ring) SetPassphrase(passphrase string) error {
	if r.identity == nil {
		return ErrLocked
	}
	return r.writeIdentity(r.identity, passphrase)
}

func (r *Ring) writeIdentity(id *age.X25519Identity, passphrase string) error {
	text, sealed := id.String()+"\n", ""
	if passphrase != "" {
		var err error
		if text, err = r.seal(id, norm.NFC.String(passphrase)); err != nil {
			return err
		}
		sealed = strings.TrimSpace(text)
	}
	to, err := r.recipients(id)
	if err != nil {
		return fmt.Errorf("set passphrase: %w", err)
	}
	// The signing key is wrapped first: whichever of the two a crash leaves, the
	// instance's key opens it. Where there is no passphrase it is plain at the end.
	if err := r.writeSigning(to...); err != nil {
		return fmt.Errorf("set passphrase: %w", err)
	}
	if err := replaceSecret(filepath.Join(r.dir, identityFile), []byte(text)); err != nil {
		return fmt.Errorf("set passphrase: %w", err)
	}
	r.sealed, r.identity, r.opener = sealed, id, id
	if sealed != "" {
		return nil
	}
	return r.writeSigning()
}

func (r *Ring) seal(id *age.X25519Identity, passphrase string) (string, error) {
	if n := utf8.RuneCountInString(passphrase); n < MinPassphrase || n > maxPassphrase {
		return "", fmt.Errorf("a passphrase has %d to %d characters, this one %d: %w", MinPassphrase, maxPassphrase, n, recourse.Invalid)
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return "", fmt.Errorf("set passphrase: %w", err)
	}
	work := scryptWork
	if r.work != 0 {
		work = r.work
	}
	to.SetWorkFactor(work)
	var b bytes.Buffer
	lines := armor.NewWriter(&b)
	w, err := age.Encrypt(lines, to)
	if err == nil {
		_, err = io.WriteString(w, id.String()+"\n")
	}
	if err == nil {
		err = errors.Join(w.Close(), lines.Close())
	}
	if err != nil {
		return "", fmt.Errorf("set passphrase: %w", err)
	}
	b.WriteByte('\n')
	return b.String(), nil
}

// Renew makes a new key of the instance where the passphrase of the old one is
// lost: the recovery key opens the keys of all cases, and they are wrapped to the
// new key, which the passphrase guards. A crash on the way loses nothing; doing it
// again ends it. It is an error of kind Denied, and nothing is changed, where the
// recovery key does not open every case.
func (r *Ring) Renew(recovery age.Identity, passphrase string) error {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("renew key: %w", err)
	}
	if passphrase != "" {
		if _, err := r.seal(id, norm.NFC.String(passphrase)); err != nil {
			return err
		}
	}
	wrapped, err := r.wrappedCases()
	if err != nil {
		return fmt.Errorf("renew key: %w", err)
	}
	cases := make(map[string]*age.X25519Identity, len(wrapped))
	for _, name := range wrapped {
		if cases[name], err = unwrapFile(name, recovery); err != nil {
			return fmt.Errorf("renew key: this recovery key does not open case %s: %w", strings.TrimSuffix(filepath.Base(name), wrappedExt), recourse.Denied)
		}
	}
	signing, err := r.signing.open(recovery)
	if err != nil {
		return fmt.Errorf("renew key: this recovery key does not open the signing key: %w", err)
	}
	if err := r.use(signing); err != nil {
		return fmt.Errorf("renew key: %w", err)
	}
	if err := r.CheckRecovery(); err != nil {
		return fmt.Errorf("renew key: %w", err)
	}
	r.identity = id
	for name, key := range cases {
		b, err := r.wrap(key)
		if err != nil {
			return err
		}
		if err := replace(name, b); err != nil {
			return fmt.Errorf("renew key: %w", err)
		}
	}
	// The new key is written last: until then the recovery key opens all again.
	return r.writeIdentity(id, passphrase)
}

// wrappedCases are the files of the keys of cases.
func (r *Ring) wrappedCases() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, casesDir))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), wrappedExt) && !strings.HasPrefix(e.Name(), durable.TempPrefix) {
			names = append(names, filepath.Join(r.dir, casesDir, e.Name()))
		}
	}
	return names, nil
}
