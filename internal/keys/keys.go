// Package keys makes and keeps the keys of one instance: the one that signs
// logs, the one that opens what the instance keeps, and one for each case.
//
// Call [OpenOrCreate] with the folder of the keys, then [Ring.Signer],
// [Ring.NewCase], [Ring.CaseRecipient] and [Ring.CaseIdentity]. Each case has a
// key of its own, kept only wrapped to the instance's key and, where there is
// one, to an offline recovery key. A passphrase can guard the instance's key
// ([Ring.SetPassphrase], [Ring.Unlock]), and with it the signing key. [Ring.DestroyCase] destroys it: what was
// encrypted for the case can then be opened by nobody.
//
// All files are readable by their owner alone and durable when a function
// returns. No function returns, prints or puts into an error a secret, but
// [NewRecovery], whose purpose it is.
package keys

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"

	"filippo.io/age"
)

// The files in the folder of the keys.
const (
	signingFile  = "signing.key"
	identityFile = "identity.age"
	recoveryFile = "recovery.txt"
	casesDir     = "cases"
	wrappedExt   = ".age"
	destroyedExt = ".destroyed"
	maxKeyFile   = 16 << 10
)

// ErrDestroyed is the error for the key of a case that was destroyed.
var ErrDestroyed = fmt.Errorf("case key is destroyed: %w", recourse.NotFound)

// ErrNoKey is the error for a case whose key is not there, or cannot be opened
// because it was changed or belongs to another instance.
var ErrNoKey = fmt.Errorf("case has no key: %w", recourse.NotFound)

// Options are for the first time, when the keys are made.
type Options struct {
	// Name is the signer's name in logs, such as "desk.example/evidence". Empty
	// gives a name that says nothing of the machine.
	Name string
	// Recovery are age recipients (age1…) to which every case key is wrapped too.
	Recovery []string
}

// Ring is the keys of one instance. It is safe for concurrent use; printing one
// shows no secret.
type Ring struct {
	dir      string
	signing  signingKey
	signer   *custody.Signer     // nil while it is locked
	identity *age.X25519Identity // the instance's key; nil while it is locked
	opener   age.Identity        // what opens the keys of cases; nil while it is locked
	sealed   string              // the instance's key as its passphrase guards it; "" where there is none
	work     int                 // of a passphrase, where it is not that of the program
	recovery recoveryKeys
	past     [][]byte // statements by which signing keys took each other's place

	mu     sync.Mutex
	opened map[string]*age.X25519Identity // keys of cases that were used last; at most maxOpened
}

// OpenOrCreate opens the keys in dir, and makes them where the folder has none.
// It does not make a new key beside cases that only a lost one could open: that
// is an error of kind Unavailable.
func OpenOrCreate(dir string, opt Options) (*Ring, error) {
	if _, err := os.Stat(filepath.Join(dir, signingFile)); err == nil {
		return Open(dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for keys: %w", err)
	}
	if err := create(dir, opt); err != nil {
		return nil, err
	}
	r, err := Open(dir)
	if err == nil {
		err = r.KeepRecovery()
	}
	return r, err
}

// Sweep removes what a program that was cut off has left: files that were being
// written, copies of wrapped keys among them. No other program may be making keys
// at the same time.
func (r *Ring) Sweep() error {
	return errors.Join(sweep(r.dir), sweep(filepath.Join(r.dir, casesDir)))
}

func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if err == nil && strings.HasPrefix(e.Name(), durable.TempPrefix) {
			err = shred(filepath.Join(dir, e.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("sweep keys: %w", err)
	}
	return nil
}

// create writes the signing key last: where it is, all is there.
func create(dir string, opt Options) error {
	cases := filepath.Join(dir, casesDir)
	if err := durable.MkdirAll(cases); err != nil {
		return err
	}
	if wrapped, err := filepath.Glob(filepath.Join(cases, "*"+wrappedExt)); err != nil || len(wrapped) > 0 {
		return fmt.Errorf("keys: %d cases are here and the key that opens them is not: restore the folder of the keys: %w", len(wrapped), recourse.Unavailable)
	}
	if opt.Name == "" {
		opt.Name = "recourse.local/" + recourse.NewID()[:10]
	}
	if len(opt.Recovery) > 0 {
		if _, err := parseRecovery(opt.Recovery); err != nil {
			return err
		}
		if err := writeNew(dir, recoveryFile, []byte(strings.Join(opt.Recovery, "\n")+"\n")); err != nil {
			return err
		}
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("make instance key: %w", err)
	}
	if err := writeNew(dir, identityFile, []byte(id.String()+"\n")); err != nil {
		return err
	}
	secret, err := custody.GenerateKey(rand.Reader, opt.Name)
	if err != nil {
		return err
	}
	signer, err := custody.NewSigner(secret)
	if err != nil {
		return err
	}
	if err := writeNew(dir, signingFile, []byte(secret+"\n")); err != nil {
		return err
	}
	return writeNew(dir, firstFile, []byte(signer.Key().String()+"\n"))
}

// writeNew leaves a file as it is that another process, or an attempt that was
// cut short, has written.
func writeNew(dir, name string, data []byte) error {
	err := durable.WriteFile(filepath.Join(dir, name), data)
	if errors.Is(err, recourse.Conflict) {
		return nil
	}
	return err
}

// Open opens the keys in dir. A folder without keys is an error of kind
// NotFound; keys that others than their owner can read are one of kind Denied.
func Open(dir string) (*Ring, error) {
	r := &Ring{dir: dir}
	signing, err := r.readPast()
	if err != nil {
		return nil, err
	}
	if err := r.use(signing); err != nil {
		return nil, err
	}
	text, err := readSecret(filepath.Join(dir, identityFile))
	if err != nil {
		return nil, err
	}
	if err := r.readIdentity(text); err != nil {
		return nil, err
	}
	if r.identity != nil {
		if err := r.openSigning(r.identity); err != nil {
			return nil, err
		}
	}
	if err := r.readRecovery(); err != nil {
		return nil, err
	}
	return r, nil
}

// readSecret reads one line that its owner alone may read.
func readSecret(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("key file %s is not there: %w", filepath.Base(name), recourse.NotFound)
		}
		return "", fmt.Errorf("open key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("open key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return "", fmt.Errorf("key file %s can be read by others (mode %v): make it 0600: %w", filepath.Base(name), info.Mode().Perm(), recourse.Denied)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return "", fmt.Errorf("read key file: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// String names the instance by its public signing key.
func (r *Ring) String() string { return "keys of " + r.signing.public.String() }

// GoString is String.
func (r *Ring) GoString() string { return r.String() }

// SignerKey is the public key of the one that signs, also while the ring is locked.
func (r *Ring) SignerKey() custody.Key { return r.signing.public }

// Signer signs the checkpoints of the instance's logs, and knows the keys that
// signed before. It is nil while a passphrase locks the ring.
func (r *Ring) Signer() *custody.Signer { return r.signer }

// NewRecovery makes a recovery key: the secret, which belongs on paper and not on
// this machine, and the recipient for [Options].
func NewRecovery() (secret, recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", fmt.Errorf("make recovery key: %w", err)
	}
	return id.String(), id.Recipient().String(), nil
}

// NewCase makes the key of a new case and keeps it wrapped. A case that has a key
// already, or had one, is an error of kind Conflict.
func (r *Ring) NewCase(caseID string) error {
	name, err := r.casePath(caseID, wrappedExt)
	if err != nil {
		return err
	}
	if r.destroyed(caseID) {
		return fmt.Errorf("make case key: the case's key was destroyed: %w", recourse.Conflict)
	}
	if r.identity == nil {
		return ErrLocked
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("make case key: %w", err)
	}
	b, err := r.wrap(id)
	if err != nil {
		return err
	}
	return durable.WriteFile(name, b)
}

func (r *Ring) casePath(caseID, ext string) (string, error) {
	if !recourse.ValidID(caseID) {
		return "", fmt.Errorf("case ID %.40q: %w", caseID, recourse.Invalid)
	}
	return filepath.Join(r.dir, casesDir, caseID+ext), nil
}

func (r *Ring) destroyed(caseID string) bool {
	_, err := os.Stat(filepath.Join(r.dir, casesDir, caseID+destroyedExt))
	return err == nil
}

// CaseIdentity returns the key that opens what was encrypted for the case. It is
// an error of kind NotFound where the case has none, [ErrDestroyed] where it was
// destroyed.
func (r *Ring) CaseIdentity(caseID string) (age.Identity, error) {
	id, err := r.unwrap(caseID)
	if err != nil {
		return nil, err
	}
	return id, nil
}

// CaseRecipient returns the key to encrypt for the case, with the errors of
// [Ring.CaseIdentity].
func (r *Ring) CaseRecipient(caseID string) (age.Recipient, error) {
	id, err := r.unwrap(caseID)
	if err != nil {
		return nil, err
	}
	return id.Recipient(), nil
}

func (r *Ring) unwrap(caseID string) (*age.X25519Identity, error) {
	name, err := r.casePath(caseID, wrappedExt)
	if err != nil {
		return nil, err
	}
	if r.destroyed(caseID) {
		return nil, ErrDestroyed
	}
	if r.opener == nil {
		return nil, ErrLocked
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if id := r.opened[caseID]; id != nil {
		return id, nil
	}
	id, err := unwrapFile(name, r.opener)
	if err != nil {
		return nil, err
	}
	if len(r.opened) >= maxOpened || r.opened == nil {
		r.opened = make(map[string]*age.X25519Identity)
	}
	r.opened[caseID] = id
	return id, nil
}

// maxOpened bounds how many keys of cases are held open. To open one takes as long
// as to encrypt a megabyte.
const maxOpened = 16

func unwrapFile(name string, with age.Identity) (*age.X25519Identity, error) {
	f, err := os.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoKey
		}
		return nil, fmt.Errorf("open case key: %w", err)
	}
	defer f.Close()
	rd, err := age.Decrypt(f, with)
	if err != nil {
		return nil, fmt.Errorf("unwrap case key: %v: %w", err, ErrNoKey)
	}
	text, err := io.ReadAll(io.LimitReader(rd, maxKeyFile))
	if err != nil {
		return nil, fmt.Errorf("unwrap case key: %v: %w", err, ErrNoKey)
	}
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("unwrap case key: the file holds no key: %w", ErrNoKey)
	}
	return id, nil
}

// DestroyCase destroys the key of a case for good; doing it again does no harm.
// The wrapped key is overwritten before its file goes, but a disk or a backup may
// keep older blocks: who holds these and the instance's key could still open it.
func (r *Ring) DestroyCase(caseID string) error {
	mark, err := r.casePath(caseID, destroyedExt)
	if err != nil {
		return err
	}
	// The mark comes first: a crash after it leaves a key that nobody is given.
	if err := writeNew(filepath.Dir(mark), filepath.Base(mark), nil); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.opened, caseID)
	name := strings.TrimSuffix(mark, destroyedExt) + wrappedExt
	if err := shred(name); err != nil {
		return fmt.Errorf("destroy case key: %w", err)
	}
	return nil
}

// shred overwrites a file and removes it. One that is not there is as good.
func shred(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return durable.Remove(name)
}
