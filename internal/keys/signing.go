package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/custody"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// signingKey is a signing key as its file holds it: its secret, or, where a passphrase
// guards the instance's key, the public key and the secret encrypted to the
// instance's key and the recovery keys. So who has the folder alone signs nothing.
type signingKey struct {
	public custody.Key
	secret string // "" while it is wrapped
	armor  string // "" where it is not wrapped
	// names says inside what is wrapped that the key has signed which recovery keys there
	// are: that the note is gone is found then.
	names bool
}

// namesLine follows a wrapped secret for [signingKey.names].
const namesLine = "names recovery keys"

// parseSigning reads what is in a file of a signing key.
func parseSigning(text string) (k signingKey, err error) {
	first, rest, wrapped := strings.Cut(text, "\n")
	if !wrapped {
		signer, err := custody.NewSigner(text)
		if err != nil {
			return k, err
		}
		return signingKey{public: signer.Key(), secret: text}, nil
	}
	if k.public, err = custody.ParseKey(strings.TrimSpace(first)); err != nil {
		return k, err
	}
	if k.armor = strings.TrimSpace(rest); !strings.HasPrefix(k.armor, armor.Header) {
		return k, fmt.Errorf("signing key: behind the public key stands no encrypted one: %w", recourse.Invalid)
	}
	return k, nil
}

// open unwraps the secret, and sees that it is the one of the public key.
func (k signingKey) open(with age.Identity) (signingKey, error) {
	if k.secret != "" {
		return k, nil
	}
	in, err := age.Decrypt(armor.NewReader(strings.NewReader(k.armor)), with)
	if err != nil {
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) {
			return k, fmt.Errorf("signing key: this key does not open it: %w", recourse.Denied)
		}
		return k, fmt.Errorf("signing key: it is damaged (%v): restore it from a backup: %w", err, recourse.Unavailable)
	}
	b, err := io.ReadAll(io.LimitReader(in, maxKeyFile))
	if err != nil {
		return k, fmt.Errorf("signing key: it is damaged (%v): restore it from a backup: %w", err, recourse.Unavailable)
	}
	secret, more, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	signer, err := custody.NewSigner(secret)
	if err != nil {
		return k, err
	}
	if signer.Key().String() != k.public.String() {
		return k, fmt.Errorf("signing key: its file names another public key, so it was changed: restore it from a backup: %w", recourse.Unavailable)
	}
	k.secret, k.names = secret, strings.TrimSpace(more) == namesLine
	return k, nil
}

// text is what its file holds: for the recipients, or plain where there are none.
func (k signingKey) text(to ...age.Recipient) ([]byte, error) {
	if k.secret == "" {
		return nil, ErrLocked
	}
	if len(to) == 0 {
		return []byte(k.secret + "\n"), nil
	}
	var b bytes.Buffer
	b.WriteString(k.public.String() + "\n")
	lines := armor.NewWriter(&b)
	w, err := age.Encrypt(lines, to...)
	if err == nil {
		inside := k.secret + "\n"
		if k.names {
			inside += namesLine + "\n"
		}
		_, err = io.WriteString(w, inside)
	}
	if err == nil {
		err = errors.Join(w.Close(), lines.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("wrap signing key: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// recipients are for whom keys are wrapped: the instance's key id and the recovery keys,
// unless these are not its own.
func (r *Ring) recipients(id *age.X25519Identity) ([]age.Recipient, error) {
	if err := r.CheckRecovery(); err != nil {
		return nil, fmt.Errorf("wrap key: %w", err)
	}
	return append([]age.Recipient{id.Recipient()}, r.recovery.to...), nil
}

// use makes a signer of the signing key, once it is open.
func (r *Ring) use(k signingKey) error {
	r.signing = k
	if k.secret == "" {
		r.signer = nil
		return nil
	}
	signer, err := custody.NewSigner(k.secret)
	if err == nil {
		signer, err = signer.After(r.past)
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", signingFile, err)
	}
	r.signer = signer
	return nil
}

// openSigning opens the signing key with what opens the instance's.
func (r *Ring) openSigning(with age.Identity) error {
	k, err := r.signing.open(with)
	if err != nil {
		return err
	}
	return r.use(k)
}

// wrapSigning writes the signing key, wrapped for the instance's key and the recovery
// keys, over the one that is there.
func (r *Ring) wrapSigning() error {
	to, err := r.recipients(r.identity)
	if err != nil {
		return err
	}
	return r.writeSigning(to...)
}

// writeSigning writes the signing key for the recipients, or plain, over the one that
// is there.
func (r *Ring) writeSigning(to ...age.Recipient) error {
	r.signing.names = r.signing.names || r.recovery.named
	text, err := r.signing.text(to...)
	if err != nil {
		return err
	}
	if err := replaceSecret(filepath.Join(r.dir, signingFile), text); err != nil {
		return fmt.Errorf("keep signing key: %w", err)
	}
	k, err := parseSigning(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	k.secret, k.names = r.signing.secret, r.signing.names
	r.signing = k
	return nil
}

// Protect wraps the signing key where a passphrase guards the instance's key and an
// earlier version left it plain. Only one process may do so at a time, with the key
// unlocked.
func (r *Ring) Protect() error {
	if r.sealed == "" || r.signing.armor != "" {
		return nil
	}
	if r.identity == nil {
		return ErrLocked
	}
	return r.wrapSigning()
}

// replaceSecret writes a file durably over one that is there, and overwrites what that
// held, as far as the disk does that.
func replaceSecret(name string, data []byte) error {
	old, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer old.Close()
	if err := replace(name, data); err != nil {
		return err
	}
	info, err := old.Stat()
	if err == nil {
		_, err = old.Write(make([]byte, info.Size()))
	}
	if err := errors.Join(err, old.Sync()); err != nil {
		return fmt.Errorf("overwrite the former key file: %w", err)
	}
	return nil
}
