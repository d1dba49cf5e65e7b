package keys

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/internal/durable"

	"filippo.io/age"
)

// AddRecovery makes recipient (age1…) a recovery key of this instance, and wraps
// the keys of the cases that are here to it as well. A crash on the way leaves
// some cases wrapped to it and others not; doing it again mends that.
func (r *Ring) AddRecovery(recipient string) error {
	if _, err := parseRecovery([]string{recipient}); err != nil {
		return err
	}
	if r.identity == nil {
		return ErrLocked
	}
	// Where nothing is left of the recovery keys, a new one begins the list anew.
	if err := r.CheckRecovery(); err != nil && (r.recovery.flaw != nil || len(r.recovery.list) > 0) {
		return fmt.Errorf("add recovery key: %w", err)
	}
	list := r.RecoveryKeys()
	if !slices.Contains(list, recipient) {
		list = append(list, recipient)
	}
	if err := r.keepRecovery(list); err != nil {
		return fmt.Errorf("add recovery key: %w", err)
	}
	wrapped, err := r.wrappedCases()
	if err != nil {
		return fmt.Errorf("add recovery key: %w", err)
	}
	for _, name := range wrapped {
		id, err := unwrapFile(name, r.identity)
		if err != nil {
			return fmt.Errorf("add recovery key: %s: %w", filepath.Base(name), err)
		}
		b, err := r.wrap(id)
		if err != nil {
			return err
		}
		if err := replace(name, b); err != nil {
			return fmt.Errorf("add recovery key: %w", err)
		}
	}
	return nil
}

// wrap encrypts a case's key to the instance's key and the recovery keys.
func (r *Ring) wrap(id *age.X25519Identity) ([]byte, error) {
	to, err := r.recipients(r.identity)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err != nil {
		return nil, fmt.Errorf("wrap case key: %w", err)
	}
	if _, err := io.WriteString(w, id.String()+"\n"); err != nil {
		return nil, fmt.Errorf("wrap case key: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("wrap case key: %w", err)
	}
	return b.Bytes(), nil
}

// replace writes a file durably over one that may be there: a crash leaves the
// old one or the new one.
func replace(name string, data []byte) error {
	f, err := durable.Begin(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Replace(name, time.Time{})
}

// secretPrefix begins a recovery secret.
const secretPrefix = "AGE-SECRET-KEY-1"

// ParseIdentity reads a recovery secret (AGE-SECRET-KEY-1…) from the first line that
// begins with one: the file may be what the program printed. One that was written down
// may have spaces and small letters. Its errors never contain it.
func ParseIdentity(text string) (age.Identity, error) {
	for line := range strings.Lines(text) {
		line = strings.ToUpper(strings.Join(strings.Fields(line), ""))
		if !strings.HasPrefix(line, secretPrefix) {
			continue
		}
		id, err := age.ParseX25519Identity(line)
		if err != nil {
			return nil, fmt.Errorf("recovery key: a letter in it is wrong or missing; compare it with what was written down: %w", recourse.Invalid)
		}
		return id, nil
	}
	return nil, fmt.Errorf("recovery key: no line begins with AGE-SECRET-KEY-1: %w", recourse.Invalid)
}

// ParseRecipients reads recipients (age1…) of recovery keys.
func ParseRecipients(list []string) ([]age.Recipient, error) { return parseRecovery(list) }

func parseRecovery(list []string) ([]age.Recipient, error) {
	var all []age.Recipient
	for _, s := range list {
		rec, err := age.ParseX25519Recipient(s)
		if err != nil {
			return nil, fmt.Errorf("recovery key %.20q… is not an age recipient (age1…): %w", s, recourse.Invalid)
		}
		all = append(all, rec)
	}
	return all, nil
}
