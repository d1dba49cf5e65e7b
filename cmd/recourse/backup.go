package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/blob"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"
	"recourse/locale"

	"filippo.io/age"
)

type backupCmd struct {
	To        string `arg:"" name:"folder" help:"Where the backup lies; made where it is not there."`
	dataFlag  `embed:""`
	Recipient []string `sep:"none" help:"Recovery key (age1…) that opens the backup, beside those of this instance. May be given more than once." placeholder:"KEY"`
	Keep      int      `help:"How many snapshots stay." default:"7"`
	Full      bool     `help:"Read what the backup has already again too, and copy anew what is not whole in it."`
}

// Help is the long help.
func (backupCmd) Help() string {
	return "Example: recourse admin recovery-key; recourse backup /mnt/usb/recourse\n\n" +
		"It may run while recourse serve runs. Files that are there already are not copied again. " +
		"What is copied is compared with what was kept: exit status 1 says that something is missing or damaged, and names it. " +
		"What the backup has already is read again with --full alone; recourse doctor --full reads all that is kept again. " +
		"Cases that were erased stay in older snapshots until these are dropped."
}

// Run writes a snapshot.
func (c backupCmd) Run(env *environment) error {
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
	ring, err := keysOf(dir)
	if err != nil {
		return err
	}
	if err := ownKeys(dir, ring); err != nil {
		return err
	}
	recipients, err := c.recipients(p, ring)
	if err != nil {
		return err
	}
	if c.Keep < 1 {
		return misused(recourse.Invalid, "keep", "value", c.Keep)
	}
	if err := env.unlock(p, ring); err != nil { // its list is signed
		return err
	}
	if err := ring.CheckRecovery(); err != nil { // all of it is seen once it is unlocked
		return err
	}
	if err := apart(c.To, dir); err != nil {
		return err
	}
	source := sourceOf(dir, ring)
	source.Recipients, source.Now, source.Keep, source.Full, source.Progress = recipients, now, c.Keep, c.Full, env.meter(p, 0).set
	res, err := backup.Write(env, c.To, source)
	if err != nil {
		return err
	}
	return c.say(env, p, res)
}

// recipients are who opens the backup: the recovery keys of the instance, and those that
// are named.
func (c backupCmd) recipients(p *locale.Printer, ring *keys.Ring) ([]age.Recipient, error) {
	more, err := keys.ParseRecipients(c.Recipient)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(ring.Recovery(), more)
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: %w", p.T("cli.backup.no_key"), recourse.Invalid)
	}
	return all, nil
}

// say says what was copied. That something of it is not whole is the answer no.
func (c backupCmd) say(env *environment, p *locale.Printer, res backup.Result) (err error) {
	if len(res.Problems) > 0 {
		err = errNo
	}
	if env.common.JSON {
		return errors.Join(env.printJSON(struct {
			backup.Result
			Problems []app.ProblemJSON `json:"problems,omitempty"`
		}{res, app.ProblemsJSON(p, res.Problems)}), err)
	}
	printProblems(env, p, res.Problems)
	env.printf("%s\n", p.T("cli.backup.done", "snapshot", res.Snapshot, "blobs", res.Blobs, "new", res.New, "signer", res.Signer))
	env.printf("%s\n", p.T("cli.backup.recipients", "n", len(res.Recipients), "list", strings.Join(res.Recipients, ", ")))
	if res.Mended > 0 {
		env.printf("%s\n", p.T("cli.backup.mended", "n", res.Mended))
	}
	switch {
	case len(res.Problems) == 0:
	case slices.ContainsFunc(res.Problems, func(p recourse.Problem) bool { return p.Code != "backup-kept" }):
		env.printf("%s\n", p.T("cli.backup.not_whole"))
	default:
		env.printf("%s\n", p.T("cli.backup.kept"))
	}
	return err
}

// sourceOf is a data folder as it is copied with nothing more said.
func sourceOf(dir string, ring *keys.Ring) backup.Source {
	return backup.Source{
		Data: dir, Recipients: ring.Recovery(), Signer: ring.Signer(), Keys: ring, Snapshot: sqlstore.Snapshot, Blobs: namedBlobs, Items: namedItems, Scratch: app.Scratch, Copy: copyRecords,
		Check: func(ctx context.Context, path string) (problems []recourse.Problem, err error) {
			store, err := sqlstore.Open(ctx, path)
			if err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			found, err := app.AuditStore(ctx, app.AuditOf{Store: store, Keys: ring})
			return found.Problems, err
		},
	}
}

// namedItems names the items that blobs are, by a copy of the database.
func namedItems(ctx context.Context, path string, blobs []string) (names [][]string, err error) {
	store, err := sqlstore.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	for _, blob := range blobs {
		caseID, digest, _ := strings.Cut(blob, "/")
		of, err := app.NamedItems(ctx, store, caseID, digest)
		if err != nil {
			return nil, err
		}
		names = append(names, of)
	}
	return names, nil
}

// namedBlobs yields the blobs that a copy of the database names.
func namedBlobs(ctx context.Context, path string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		store, err := sqlstore.Open(ctx, path)
		if err != nil {
			yield("", err)
			return
		}
		defer store.Close()
		app.NamedBlobs(ctx, store)(yield)
	}
}

type restoreCmd struct {
	From     string `arg:"" name:"folder" help:"Where the backup lies."`
	Data     string `required:"" help:"The new data folder; it must not exist, or be empty." placeholder:"DIR"`
	Identity string `required:"" help:"File with the recovery key (AGE-SECRET-KEY-1…)." placeholder:"FILE"`
	Snapshot string `help:"Which snapshot; the newest where none is named." placeholder:"NAME"`
	Signer   string `help:"The public key of the instance that you expect." placeholder:"KEY"`
	// WhatIsWhole is that of a backup which is not.
	WhatIsWhole bool `help:"Where the backup is not whole, bring back all of it that is, and name the rest."`
}

// Help is the long help.
func (restoreCmd) Help() string {
	return "Example: recourse restore /mnt/usb/recourse --data /srv/recourse --identity recovery.txt\n\n" +
		"Every file is compared with the signed list, every log is followed, every item is decrypted and compared with its digest. " +
		"Exit status 1 says that the backup is not whole; then nothing was restored, or with --what-is-whole all but what is named."
}

// Run restores; a backup that is not whole is the answer no.
func (c restoreCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	text, err := env.readText(c.Identity)
	if err != nil {
		return fmt.Errorf("--identity: %w", err)
	}
	identity, err := keys.ParseIdentity(text)
	if err != nil {
		return fmt.Errorf("--identity: %w", err)
	}
	if err := apart(c.Data, c.From); err != nil {
		return err
	}
	res, problems, err := backup.Restore(env, c.From, c.Data, backup.Options{
		Identity: identity, Snapshot: c.Snapshot, Signer: c.Signer, Open: openSigner, Items: namedItems, Partial: c.WhatIsWhole, Progress: env.meter(p, 0).set,
		Check: func(ctx context.Context, dir string) ([]recourse.Problem, error) {
			found, err := auditFolder(ctx, dir, func(ring *keys.Ring) error {
				if ring.Locked() {
					ring.UnlockWith(identity)
				}
				return nil
			}, app.ByRestore, now, env.meter(p, 0).set)
			// An erasure that was recorded and not yet carried out when the backup was made is
			// carried to its end at the next start.
			return slices.DeleteFunc(found.Problems, func(p recourse.Problem) bool { return p.Code == "audit-erased" }), err
		},
	})
	switch {
	case len(problems) > 0:
		return c.notWhole(env, p, res, problems, err)
	case err != nil:
		if errors.Is(err, recourse.Invalid) {
			c.others(&environment{out: env.err}, p)
		}
		return err
	case env.common.JSON:
		return env.printJSON(res)
	}
	env.printf("%s\n", p.T("cli.restore.done", "snapshot", res.Snapshot, "blobs", res.Blobs, "path", c.Data, "signer", res.Signer))
	return nil
}

// notWhole says what is wrong with the backup, and whether the rest was restored. It is
// the answer no.
func (c restoreCmd) notWhole(env *environment, p *locale.Printer, res backup.Result, problems []recourse.Problem, why error) error {
	list := struct {
		*backup.Result
		Problems []app.ProblemJSON `json:"problems"`
	}{nil, app.ProblemsJSON(p, problems)}
	if why == nil {
		list.Result = &res
	}
	if env.common.JSON {
		return errors.Join(env.printJSON(list), errNo)
	}
	printProblems(env, p, problems)
	switch {
	case why == nil:
		env.printf("%s\n", p.T("cli.restore.partly", "snapshot", res.Snapshot, "path", c.Data, "signer", res.Signer))
		return errNo
	case errors.Is(why, backup.ErrNotWhole):
		env.printf("%s %s\n", p.T("cli.restore.not_whole"), p.T("cli.restore.rest"))
	default:
		env.printf("%s\n", p.T("cli.restore.not_whole"))
	}
	c.others(env, p)
	return errNo
}

// others names the snapshots beside the one that is not whole.
func (c restoreCmd) others(env *environment, p *locale.Printer) {
	names, err := backup.Snapshots(c.From)
	if err != nil {
		return
	}
	this := c.Snapshot
	if this == "" && len(names) > 0 {
		this = names[len(names)-1]
	}
	if names = slices.DeleteFunc(names, func(n string) bool { return n == this }); len(names) > 0 {
		env.printf("%s\n", p.T("cli.restore.others", "list", strings.Join(names, ", ")))
	}
}

func openSigner(dir string) (key custody.Key, statements [][]byte, err error) {
	ring, err := keys.Open(dir)
	if err != nil {
		return key, nil, err
	}
	return ring.SignerKey(), ring.Statements(), nil
}

// auditFolder reads everything in a data folder again, and writes into the logs of the
// cases that are whole that by verified them. unlock opens its keys where a passphrase
// guards them.
func auditFolder(ctx context.Context, dir string, unlock func(*keys.Ring) error, by string, now time.Time, progress func(int, int64)) (found app.Audit, err error) {
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil {
		return found, err
	}
	if err := unlock(ring); err != nil {
		return found, err
	}
	blobs, err := blob.Open(context.WithoutCancel(ctx), filepath.Join(dir, "blobs"), ring)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	records := filepath.Join(dir, "recourse.db")
	store, err := sqlstore.Open(ctx, records)
	readOnly := errors.Is(err, durable.ErrReadOnly)
	if readOnly {
		var done func() error
		if store, done, err = openCopy(ctx, records); err == nil {
			defer func() { err = errors.Join(err, done()) }()
		}
	}
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	found, err = app.AuditStore(ctx, app.AuditOf{Store: store, Blobs: blobs, Keys: ring, Progress: progress})
	if found.ReadOnly = readOnly; err != nil || readOnly {
		return found, err
	}
	_, err = app.NoteVerified(ctx, store, found, by, now)
	return found, err
}

// openCopy opens a copy of records that lie where nothing can be written. done removes it,
// once it is closed.
func openCopy(ctx context.Context, records string) (store *sqlstore.DB, done func() error, err error) {
	temp, done, err := ownCopy("doctor")
	if err != nil {
		return nil, nil, err
	}
	if store, err = sqlstore.OpenCopy(ctx, records, temp); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return store, done, nil
}

// ownCopy makes a folder for a copy of records in the temporary folder, for their owner
// alone. done removes it.
func ownCopy(command string) (temp string, done func() error, err error) {
	durable.SweepLeft(os.TempDir(), time.Now())
	temp, held, err := durable.MakeHeld(os.TempDir(), command, func(name string) error { return os.Mkdir(name, 0o700) })
	if err != nil {
		return "", nil, fmt.Errorf("copy the records: %w", durable.Explain(err))
	}
	return temp, func() error { return errors.Join(os.RemoveAll(temp), held.Close()) }, nil
}

// copyRecords copies one state of records that lie where nothing can be written. done
// removes the copy.
func copyRecords(ctx context.Context, from string) (records string, done func() error, err error) {
	temp, done, err := ownCopy("backup")
	if err != nil {
		return "", nil, err
	}
	fail := func(err error) (string, func() error, error) { return "", nil, errors.Join(err, done()) }
	store, err := sqlstore.OpenCopy(ctx, from, temp)
	if err != nil {
		return fail(err)
	}
	if err := store.Close(); err != nil {
		return fail(err)
	}
	records = filepath.Join(temp, "one-state.db")
	if err := sqlstore.Snapshot(ctx, filepath.Join(temp, filepath.Base(from)), records); err != nil {
		return fail(err)
	}
	return records, done, nil
}

// apart refuses a folder to write that lies in the one that is read, or holds it.
func apart(out, in string) error {
	if err := app.NotInPackage(out); err != nil {
		return err
	}
	if app.Apart(out, in) != nil {
		return misused(recourse.Conflict, "apart", "path", out, "other", in)
	}
	return nil
}
