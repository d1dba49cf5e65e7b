package main

import (
	"fmt"
	"os"
	"path/filepath"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/keys"
)

type rotateKeyCmd struct {
	dataFlag `embed:""`
	Out      string `help:"Write the statement here too, for those who verify packages that the old key sealed." placeholder:"FILE"`
}

// Help is the long help.
func (rotateKeyCmd) Help() string {
	return "Example: recourse admin rotate-key --out key-succession.note\n\n" +
		"Packages that are sealed from now on carry the statement: who knows the old key follows it to the new one. " +
		"Publish the statement: with recourse verify --succession FILE a package that the old key signed after its end is refused."
}

// Run replaces the signing key.
func (c rotateKeyCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	dir, err := c.folder()
	if err != nil {
		return err
	}
	if _, err := os.Lstat(c.Out); c.Out != "" && err == nil {
		return misused(recourse.Conflict, "exists", "path", c.Out)
	}
	if _, err := keysOf(dir); err != nil {
		return err
	}
	lock, err := lockData(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil {
		return err
	}
	if err := env.unlock(p, ring); err != nil {
		return err
	}
	s, err := ring.Rotate(now)
	if err != nil {
		return err
	}
	all := ring.Statements()
	statement := all[len(all)-1]
	if c.Out != "" {
		if err := durable.WriteFile(c.Out, statement); err != nil {
			return fmt.Errorf("write %s: %w", c.Out, err)
		}
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Old       string `json:"old"`
			New       string `json:"new"`
			At        string `json:"at"`
			Statement string `json:"statement"`
		}{s.Old.String(), s.New.String(), s.At.Format("2006-01-02T15:04:05Z"), string(statement)})
	}
	env.printf("%s\n", p.T("cli.rotate.done", "old", s.Old.String(), "new", s.New.String()))
	return nil
}

type signingKeysCmd struct {
	dataFlag `embed:""`
}

// Help is the long help.
func (signingKeysCmd) Help() string { return "Example: recourse admin signing-keys --json" }

// signingKey is one signing key and its time; an empty time is open.
type signingKey struct {
	Key   string `json:"key"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
	// Statement is the one that ended it.
	Statement string `json:"statement,omitempty"`
}

// Run lists the keys, the one in force last.
func (c signingKeysCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	dir, err := c.folder()
	if err != nil {
		return err
	}
	ring, err := keysOf(dir)
	if err != nil {
		return err
	}
	list := []signingKey{}
	from := ""
	for _, msg := range ring.Statements() {
		s, err := custody.ParseSuccession(msg)
		if err != nil {
			return err
		}
		until := s.At.Format("2006-01-02T15:04:05Z")
		list = append(list, signingKey{s.Old.String(), from, until, string(msg)})
		from = until
	}
	list = append(list, signingKey{Key: ring.SignerKey().String(), From: from})
	if env.common.JSON {
		return env.printJSON(struct {
			Keys []signingKey `json:"keys"`
		}{list})
	}
	for _, k := range list {
		if k.Until == "" {
			env.printf("%s\n", p.T("cli.keys.now", "key", k.Key))
		} else {
			env.printf("%s\n", p.T("cli.keys.ended", "key", k.Key, "until", k.Until))
		}
	}
	return nil
}
