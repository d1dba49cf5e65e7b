package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/locale"

	"golang.org/x/term"
)

// The variables that name a file whose first line is a passphrase, /dev/fd/3 for
// one that is handed over open. A passphrase never stands on the command line or
// in a variable: others could read it there.
const (
	passphraseFile    = "RECOURSE_PASSPHRASE_FILE"
	newPassphraseFile = "RECOURSE_NEW_PASSPHRASE_FILE" //nolint:gosec // the name of a variable that names a file
)

// passphraseTries is how often a wrong passphrase may be typed.
const passphraseTries = 3

// unlock opens the instance's key where a passphrase guards it: with the one in
// the file that is named, or with what is typed on the terminal.
func (e *environment) unlock(p *locale.Printer, ring *keys.Ring) error {
	if !ring.Locked() {
		return nil
	}
	if name := os.Getenv(passphraseFile); name != "" {
		text, err := firstLine(name)
		if err != nil {
			return fmt.Errorf("%s: %w", passphraseFile, err)
		}
		return wrongPassphrase(p, ring.Unlock(text))
	}
	if _, ok := e.terminal(); !ok {
		return fmt.Errorf("%s: %w", p.T("cli.passphrase.needed", "variable", passphraseFile), recourse.Denied)
	}
	for try := 1; ; try++ {
		text, err := e.ask(p.T("cli.passphrase.ask"))
		if err != nil {
			return err
		}
		err = wrongPassphrase(p, ring.Unlock(text))
		if !errors.Is(err, keys.ErrWrongPassphrase) || try == passphraseTries {
			return err
		}
		printf(e.err, "%s\n", p.T("cli.passphrase.wrong"))
	}
}

// wrongPassphrase says a wrong passphrase in the person's language.
func wrongPassphrase(p *locale.Printer, err error) error {
	if errors.Is(err, keys.ErrWrongPassphrase) {
		return said{p.T("cli.passphrase.wrong"), err}
	}
	return err
}

// said is an error with words for people.
type said struct {
	words string
	error
}

func (s said) Error() string { return s.words }
func (s said) Unwrap() error { return s.error }

// terminal is the terminal that the person types on, where there is one.
func (e *environment) terminal() (fd int, ok bool) {
	f, ok := e.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// showsOnTerminal reports whether a person reads what is printed, and no file or program.
func (e *environment) showsOnTerminal() bool {
	out := e.out
	if kept, ok := out.(*keptError); ok {
		out = kept.w
	}
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ask asks on the terminal and shows nothing of what is typed.
func (e *environment) ask(words string) (string, error) {
	fd, ok := e.terminal()
	if !ok {
		return "", fmt.Errorf("standard input is no terminal: %w", recourse.Invalid)
	}
	fmt.Fprint(e.err, words+" ")
	text, err := term.ReadPassword(fd)
	fmt.Fprintln(e.err)
	if err != nil {
		return "", fmt.Errorf("read passphrase: %v: %w", err, recourse.Invalid)
	}
	return string(text), nil
}

// firstLine reads the first line of a file, which may be a pipe.
func firstLine(name string) (string, error) {
	f, err := os.Open(name) //nolint:gosec // the file that the person names
	if err != nil {
		return "", inputError(name, err)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, 8<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", inputError(name, err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// newPassphrase is the one in the file that is named, or what is typed twice.
func (e *environment) newPassphrase(p *locale.Printer) (string, error) {
	if name := os.Getenv(newPassphraseFile); name != "" {
		text, err := firstLine(name)
		if err == nil && text == "" {
			err = recourse.Invalid
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", newPassphraseFile, err)
		}
		return text, nil
	}
	if _, ok := e.terminal(); !ok {
		return "", fmt.Errorf("%s: %w", p.T("cli.passphrase.needed", "variable", newPassphraseFile), recourse.Invalid)
	}
	text, err := e.ask(p.T("cli.passphrase.new", "n", keys.MinPassphrase))
	if err != nil {
		return "", err
	}
	again, err := e.ask(p.T("cli.passphrase.again"))
	if err == nil && text != again {
		err = fmt.Errorf("%s: %w", p.T("cli.passphrase.differ"), recourse.Invalid)
	}
	if err == nil && text == "" {
		err = fmt.Errorf("%s: %w", p.T("cli.passphrase.short", "n", keys.MinPassphrase), recourse.Invalid)
	}
	return text, err
}

type passphraseCmd struct {
	dataFlag `embed:""`
	Remove   bool   `help:"Take the passphrase off."`
	Identity string `help:"File with a recovery key, where the passphrase is lost: a new key of the instance is made." placeholder:"FILE"`
}

// Help is the long help.
func (passphraseCmd) Help() string {
	return "Example: recourse admin passphrase\n\n" +
		"Sets a passphrase that guards the key of this instance, or changes it. It is asked on the terminal; a program gives it in a file " +
		"that " + passphraseFile + " names, the new one in " + newPassphraseFile + " (/dev/fd/3 for a descriptor)."
}

// Run sets, changes or removes the passphrase.
func (c passphraseCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	ring, lock, err := ownRing(c.Data)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := ring.Sweep(); err != nil {
		return err
	}
	if c.Identity == "" {
		if err := env.unlock(p, ring); err != nil {
			return err
		}
	}
	passphrase := ""
	if !c.Remove {
		if passphrase, err = env.newPassphrase(p); err != nil {
			return err
		}
	}
	if err := c.set(env, p, ring, passphrase); err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Passphrase bool `json:"passphrase"`
			Recovery   int  `json:"recovery_keys"`
		}{ring.HasPassphrase(), len(ring.Recovery())})
	}
	if c.Remove {
		env.printf("%s\n", p.T("cli.passphrase.removed"))
		return nil
	}
	env.printf("%s\n", p.T("cli.passphrase.set"))
	if len(ring.Recovery()) == 0 {
		env.printf("%s\n", p.T("cli.passphrase.no_recovery"))
	}
	return nil
}

// ownRing takes the data folder for this process, made where it is not there,
// and opens its keys; the lock is the caller's to close.
func ownRing(data string) (ring *keys.Ring, lock *os.File, err error) {
	dir, err := dataFlag{data}.folder()
	if err != nil {
		return nil, nil, err
	}
	if err := durable.MkdirAll(dir); err != nil {
		return nil, nil, err
	}
	if lock, err = lockData(dir); err != nil {
		return nil, nil, err
	}
	if ring, err = keys.OpenOrCreate(filepath.Join(dir, "keys"), keys.Options{}); err != nil {
		return nil, nil, errors.Join(err, lock.Close())
	}
	return ring, lock, nil
}

// noRecovery says where the data folder has keys, and among them no recovery key, how one
// is made. Otherwise it says nothing.
func (d dataFlag) noRecovery(p *locale.Printer) string {
	dir, err := dataDir(d.Data)
	if err != nil {
		return ""
	}
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil || len(ring.Recovery()) > 0 || ring.CheckRecovery() != nil {
		return ""
	}
	command := "recourse admin recovery-key"
	if d.Data != "" {
		command += " --data '" + strings.ReplaceAll(d.Data, "'", `'\''`) + "'"
	}
	return p.T("cli.recovery.none", "command", command)
}

func (c passphraseCmd) set(env *environment, p *locale.Printer, ring *keys.Ring, passphrase string) error {
	if n := len([]rune(passphrase)); passphrase != "" && n < keys.MinPassphrase {
		return fmt.Errorf("%s: %w", p.T("cli.passphrase.short", "n", keys.MinPassphrase), recourse.Invalid)
	}
	if c.Identity == "" {
		return ring.SetPassphrase(passphrase)
	}
	text, err := env.readText(c.Identity)
	if err != nil {
		return fmt.Errorf("--identity: %w", err)
	}
	identity, err := keys.ParseIdentity(text)
	if err != nil {
		return fmt.Errorf("--identity: %w", err)
	}
	return ring.Renew(identity, passphrase)
}
