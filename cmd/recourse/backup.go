package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/blob"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"

	"filippo.io/age"
)

type backupCmd struct {
	To        string `arg:"" name:"folder" help:"Where the backup lies; made where it is not there."`
	dataFlag  `embed:""`
	Recipient []string `help:"Recovery key (age1…) that opens the backup, beside those of this instance. May be given more than once." placeholder:"KEY"`
	Keep      int      `help:"How many snapshots stay." default:"7"`
}

// Help is the long help.
func (backupCmd) Help() string {
	return "Example: recourse admin recovery-key; recourse backup /mnt/usb/recourse\n\n" +
		"It may run while recourse serve runs. Files that are there already are not copied again. " +
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
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil {
		return fmt.Errorf("nothing is kept in %s: %w", dir, err)
	}
	more, err := keys.ParseRecipients(c.Recipient)
	if err != nil {
		return err
	}
	recipients := append(append([]age.Recipient{}, ring.Recovery()...), more...)
	if len(recipients) == 0 {
		return fmt.Errorf("%s: %w", p.T("cli.backup.no_key"), recourse.Invalid)
	}
	if c.Keep < 1 {
		return misused(recourse.Invalid, "keep", "value", c.Keep)
	}
	if err := env.unlock(p, ring); err != nil { // its list is signed
		return err
	}
	if err := app.Apart(c.To, dir); err != nil {
		return err
	}
	res, err := backup.Write(env, c.To, backup.Source{
		Data: dir, Recipients: recipients, Signer: ring.Signer(), Snapshot: sqlstore.Snapshot, Blobs: namedBlobs, Now: now, Keep: c.Keep, Progress: env.meter(p, 0).set, Scratch: app.Scratch,
	})
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(res)
	}
	if len(res.Missing) > 0 {
		env.printf("! %s\n", p.T("cli.backup.missing", "n", len(res.Missing)))
	}
	env.printf("%s\n", p.T("cli.backup.done", "snapshot", res.Snapshot, "blobs", res.Blobs, "new", res.New, "signer", res.Signer))
	return nil
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
}

// Help is the long help.
func (restoreCmd) Help() string {
	return "Example: recourse restore /mnt/usb/recourse --data /srv/recourse --identity recovery.txt\n\n" +
		"Every file is compared with the signed list, every log is followed, every item is decrypted and compared with its digest. " +
		"Exit status 1 says that the backup is not whole; then nothing was restored."
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
	res, problems, err := backup.Restore(env, c.From, c.Data, backup.Options{
		Identity: identity, Snapshot: c.Snapshot, Signer: c.Signer, Open: openSigner, Progress: env.meter(p, 0).set,
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
	if len(problems) > 0 {
		if env.common.JSON {
			return errors.Join(env.printJSON(struct {
				Problems []app.ProblemJSON `json:"problems"`
			}{app.ProblemsJSON(p, problems)}), errNo)
		}
		printProblems(env, p, problems)
		env.printf("%s\n", p.T("cli.restore.not_whole"))
		return errNo
	}
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(res)
	}
	env.printf("%s\n", p.T("cli.restore.done", "snapshot", res.Snapshot, "blobs", res.Blobs, "path", c.Data, "signer", res.Signer))
	return nil
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
	durable.SweepLeft(os.TempDir(), time.Now())
	temp, held, err := durable.MakeHeld(os.TempDir(), "doctor", func(name string) error { return os.Mkdir(name, 0o700) })
	if err != nil {
		return nil, nil, fmt.Errorf("copy the records: %w", durable.Explain(err))
	}
	done = func() error { return errors.Join(os.RemoveAll(temp), held.Close()) }
	if store, err = sqlstore.OpenCopy(ctx, records, temp); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return store, done, nil
}
