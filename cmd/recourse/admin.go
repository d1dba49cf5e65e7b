package main

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/keys"
	"recourse/locale"
)

type adminCmd struct {
	Cases       casesCmd       `cmd:"" help:"List the cases that are kept."`
	Add         addCmd         `cmd:"" help:"Keep more files in a case."`
	Passphrase  passphraseCmd  `cmd:"" help:"Guard the key of this instance with a passphrase, change it or take it off."`
	Erase       eraseCmd       `cmd:"" help:"Erase a case for good: its key, its files and what was found."`
	RecoveryKey recoveryKeyCmd `cmd:"" name:"recovery-key" help:"Make a recovery key, show it once, and wrap the keys of all cases to it."`
	RotateKey   rotateKeyCmd   `cmd:"" name:"rotate-key" help:"Replace the signing key: the old one signs that the new one takes its place, and ends."`
	SigningKeys signingKeysCmd `cmd:"" name:"signing-keys" help:"The signing keys of this instance, with their times."`
}

// Help is the long help.
func (adminCmd) Help() string { return "Example: recourse admin cases" }

type recoveryKeyCmd struct {
	dataFlag `embed:""`
}

// Help is the long help.
func (recoveryKeyCmd) Help() string {
	return "Example: recourse admin recovery-key\n\nWrite the secret down and keep it away from this machine: it opens every case and every backup, and it is shown once."
}

// Run makes the key.
func (c recoveryKeyCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	ring, lock, err := ownRing(c.Data)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := env.unlock(p, ring); err != nil {
		return err
	}
	return env.makeRecovery(p, ring)
}

// makeRecovery makes a recovery key and shows it once.
func (e *environment) makeRecovery(p *locale.Printer, ring *keys.Ring) error {
	secret, recipient, err := keys.NewRecovery()
	if err != nil {
		return err
	}
	if err := ring.AddRecovery(recipient); err != nil {
		return err
	}
	if e.common.JSON {
		return e.printJSON(struct {
			Secret    string `json:"secret"`
			Recipient string `json:"recipient"`
		}{secret, recipient})
	}
	e.printf("%s\n\n", p.T("cli.recovery.keep"))
	e.printf("%s\n\n", secret)
	e.printf("%s\n", p.T("cli.recovery.recipient", "recipient", recipient))
	return nil
}

// vault opens the data folder for a command of its operator; nobody else may use
// it meanwhile. who is the owner of what is kept there.
func (e *environment) vault(data string, engines *app.Engines) (a *app.App, who string, opened closers, err error) {
	dir, err := dataFlag{data}.folder()
	if err != nil {
		return nil, "", nil, err
	}
	if err := kept(dir); err != nil {
		return nil, "", nil, err
	}
	log := slog.New(slog.NewTextHandler(e.err, nil))
	if a, opened, err = (serveCmd{dataFlag: dataFlag{dir}, Country: "RS"}).open(e, engines, log); err != nil {
		return nil, "", nil, err
	}
	if who, err = a.Personal(e); err != nil {
		return nil, "", nil, errors.Join(err, opened.close())
	}
	return a, who, opened, nil
}

type casesCmd struct {
	dataFlag `embed:""`
}

// Help is the long help.
func (casesCmd) Help() string { return "Example: recourse admin cases" }

// caseJSON is a case in the list.
type caseJSON struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Pattern string    `json:"pattern,omitempty"`
	Damaged bool      `json:"damaged,omitempty"` // what was found in it cannot be read any more
}

// Run lists the cases, the one that was changed last first.
func (c casesCmd) Run(env *environment) (err error) {
	engines, p, err := env.load(app.Words | app.Calendars)
	if err != nil {
		return err
	}
	a, who, opened, err := env.vault(c.Data, engines)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	lines, err := a.Cases(env, who)
	if err != nil {
		return err
	}
	if env.common.JSON {
		list := []caseJSON{}
		for _, l := range lines {
			list = append(list, caseJSON{l.ID, l.Created, l.Title, l.Damaged})
		}
		return env.printJSON(list)
	}
	for _, l := range lines {
		what := p.T("web.cases.unnamed")
		if key := "pattern." + l.Title + ".name"; p.Has(key) {
			what = p.T(key)
		}
		if l.Damaged {
			what = p.T("web.cases.damaged")
		}
		env.printf("%s  %s  %s\n", l.ID, p.Moment(recourse.At(l.Created)), what)
	}
	return nil
}

type addCmd struct {
	Case     string   `arg:"" help:"The case's ID, as admin cases lists it."`
	Paths    []string `arg:"" name:"path" help:"Files and folders to keep."`
	dataFlag `embed:""`
}

// Help is the long help.
func (addCmd) Help() string {
	return "Example: recourse admin add 01jd8k3v9r0000000000000000 call.mp4 slips/\n\n" +
		"The files are kept byte for byte under the case's key, of any size, and what is known of the case is worked out again from all its files."
}

// Run keeps the files.
func (c addCmd) Run(env *environment) (err error) {
	engines, p, err := env.load(app.All)
	if err != nil {
		return err
	}
	sources, problems := app.Sources(c.Paths)
	sources, secrets := app.LeaveSecretsOut(sources)
	problems = append(problems, secrets...)
	printProblems(&environment{out: env.err}, p, problems)
	if len(sources) == 0 {
		return nothingToRead(p)
	}
	a, who, opened, err := env.vault(c.Data, engines)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	env.meter(p, len(sources)).sources(sources)
	in := app.Input{Door: "cli"}
	for _, s := range sources {
		in.Files = append(in.Files, app.Upload{Name: s.Path, Size: s.Size, Open: s.Open})
	}
	again, err := a.Add(env, who, c.Case, in)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Case  string `json:"case"`
			Added int    `json:"added"`
			Again int    `json:"again"` // that were there already
		}{c.Case, len(sources) - again, again})
	}
	env.printf("%s\n", p.T("cli.add.done", "n", len(sources)-again, "case", c.Case))
	if again > 0 {
		env.printf("%s\n", p.T("web.add.again", "n", again))
	}
	return nil
}

type eraseCmd struct {
	Case     string `arg:"" help:"The case's ID, as admin cases lists it."`
	dataFlag `embed:""`
	Yes      bool `help:"Erase it. Without this it is only said what would go."`
}

// Help is the long help.
func (eraseCmd) Help() string {
	return "Example: recourse admin erase 01jd8k3v9r0000000000000000 --yes\n\n" +
		"The case's key is destroyed, its files and records go. Its log stays, which holds digests alone. " +
		"Packages that were handed out verify as before. Backups keep the case until their snapshots are dropped."
}

// Run erases the case.
func (c eraseCmd) Run(env *environment) (err error) {
	engines, p, err := env.load(app.Words | app.Calendars)
	if err != nil {
		return err
	}
	a, who, opened, err := env.vault(c.Data, engines)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	if !c.Yes {
		return fmt.Errorf("%s: %w", p.T("cli.erase.ask", "case", c.Case), recourse.Invalid)
	}
	if err := a.Erase(env, who, c.Case, "cli"); err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Case   string `json:"case"`
			Erased bool   `json:"erased"`
		}{c.Case, true})
	}
	env.printf("%s\n%s\n", p.T("cli.erase.done", "case", c.Case), p.T("cli.erase.backups"))
	return nil
}
