package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/ocr"
	"recourse/locale"
	"recourse/picture"
	"recourse/redact"
)

type redactCmd struct {
	Make  redactMakeCmd  `cmd:"" default:"withargs" help:"Make the redacted twin of a file."`
	List  redactListCmd  `cmd:"" help:"List what stands in a file and is often withheld: personal numbers, accounts, cards, telephone numbers, addresses."`
	Open  redactOpenCmd  `cmd:"" help:"Take out what opens single parts, to show to somebody."`
	Check redactCheckCmd `cmd:"" help:"Test a twin, and what was opened of it, against its record."`
}

// Help is the long help.
func (redactCmd) Help() string {
	return "Example: recourse redact slip.pdf --find 0101990715018 --out slip-for-the-seller.pdf"
}

type redactMakeCmd struct {
	File string `arg:"" help:"The file: a picture, a PDF, or anything that holds text."`
	Out  string `required:"" help:"The twin to write; its record is written beside it. Neither may exist yet." placeholder:"TWIN"`
	// Box has pixels of a picture as it is shown, or points of a page, from the top left.
	Box          []string `sep:"none" help:"Area to black out: [page,]x,y,width,height from the top left corner; pixels of a picture, points (1/72 inch) of a PDF's page. May be given more than once." placeholder:"AREA"`
	Range        []string `sep:"none" help:"Bytes of a text to withhold, from-to, the end not included. May be given more than once." placeholder:"FROM-TO"`
	Find         []string `sep:"none" help:"Name, number or address to withhold wherever it stands. May be given more than once." placeholder:"TEXT"`
	AllowMissing bool     `help:"Make the twin although some of --find was not found."`
	Secrets      string   `help:"Where to keep what opens the parts; otherwise beside the original." placeholder:"FILE"`
}

// Help is the long help.
func (redactMakeCmd) Help() string {
	return "Example: recourse redact slip.pdf --find 0101990715018 --box 1,40,60,200,30 --out slip-for-the-seller.pdf\n\n" +
		"The twin holds nothing of what is withheld, and no metadata. Its record, TWIN.redaction.json, may go out with it: " +
		"it commits to each part without telling it. What opens the parts is kept beside the original and must stay there. " +
		"Look at the twin before it goes out: what a program does not find, it does not withhold."
}

// redacting is what a redactor reads with.
const redacting = app.Words | app.Statements | app.Brands | app.Calendars

// redactor reads as "read" does, also in which zone a chat's times stand: a twin shows what
// the report and the letters say.
func (e *environment) redactor(engines *app.Engines) app.Redactor {
	return app.Redactor{Pages: ocr.Reader{}, Reading: e.readers(engines, ownCountry), Random: rand.Reader}
}

// Run makes the twin.
func (c redactMakeCmd) Run(env *environment) error {
	engines, p, err := env.load(redacting)
	if err != nil {
		return err
	}
	w, err := c.withhold()
	if err != nil {
		return err
	}
	if err := c.ready(); err != nil {
		return err
	}
	sources, problems := app.Sources([]string{c.File})
	if len(sources) != 1 || len(problems) > 0 {
		return inputError(c.File, os.ErrNotExist)
	}
	r := env.redactor(engines)
	matter, err := r.Open(env, sources[0], len(w.Find) > 0)
	if err != nil {
		return notOpened(p, c.File, err)
	}
	twin, problems, err := r.Redact(env, matter, w)
	if err != nil {
		printProblems(&environment{out: env.err}, p, problems)
		return notOpened(p, c.File, err)
	}
	record, secrets, err := c.write(&twin)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Out      string            `json:"out"`
			Record   string            `json:"record"`
			Secrets  string            `json:"secrets"`
			Redacted redact.Record     `json:"redacted"`
			Problems []app.ProblemJSON `json:"problems"`
		}{c.Out, record, secrets, twin.Record, app.ProblemsJSON(p, problems)})
	}
	printProblems(env, p, problems)
	env.printf("%s\n", p.T("cli.redact.done", "n", len(twin.Record.Withheld), "twin", c.Out, "record", record))
	if record := twin.Record; record.Kind == redact.FormText && record.Original.Read && !strings.EqualFold(filepath.Ext(c.Out), ".txt") {
		env.printf("%s\n", p.T("cli.redact.as-text", "twin", c.Out))
	}
	env.printf("%s\n", p.T("cli.redact.secrets", "path", secrets))
	env.printf("%s\n", p.T("cli.redact.look"))
	return nil
}

// notOpened says in plain words why a file cannot be opened or painted.
func notOpened(p *locale.Printer, name string, err error) error {
	switch {
	case errors.Is(err, intake.ErrLocked):
		return said{p.T("cli.redact.locked", "path", name), err}
	case errors.Is(err, app.ErrDamaged):
		return said{p.T("cli.redact.damaged", "path", name), err}
	}
	return err
}

// withhold reads the flags that say what is to be withheld.
func (c redactMakeCmd) withhold() (app.Withhold, error) {
	w := app.Withhold{Find: c.Find, AllFound: !c.AllowMissing}
	for _, s := range c.Box {
		v, err := wholes(s, ",")
		if err != nil || len(v) != 4 && len(v) != 5 {
			return w, misused(recourse.Invalid, "box", "value", s)
		}
		region := redact.Region{Page: 1}
		if len(v) == 5 {
			region.Page, v = v[0], v[1:]
		}
		region.Box = picture.Box{X: v[0], Y: v[1], Width: v[2], Height: v[3]}
		w.Regions = append(w.Regions, region)
	}
	for _, s := range c.Range {
		v, err := wholes(s, "-")
		if err != nil || len(v) != 2 {
			return w, misused(recourse.Invalid, "range", "value", s)
		}
		w.Spans = append(w.Spans, recourse.Span{Start: v[0], End: v[1]})
	}
	if len(w.Regions)+len(w.Spans)+len(w.Find) == 0 {
		return w, misused(recourse.Invalid, "withhold")
	}
	return w, nil
}

// wholes reads whole numbers of up to seven digits.
func wholes(s, sep string) (list []int, err error) {
	for part := range strings.SplitSeq(s, sep) {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 24)
		if err != nil {
			return nil, fmt.Errorf("%.40q: %w", part, recourse.Invalid)
		}
		list = append(list, int(n))
	}
	return list, nil
}

// ready refuses a place where the twin cannot be written, before it is made. The
// record and the secrets may be there: of a run that was killed, see write.
func (c redactMakeCmd) ready() error {
	if err := newFile(c.Out); err != nil {
		return err
	}
	beside := c.Secrets
	if beside == "" {
		beside = c.File
	}
	for _, name := range []string{c.Out, beside} {
		if err := app.NotInPackage(name); err != nil {
			return err
		}
	}
	for _, name := range []string{c.record(), c.Secrets} {
		if name == "" {
			continue
		}
		if err := newFile(name); err != nil && !errors.Is(err, recourse.Conflict) {
			return err
		}
	}
	return nil
}

func (c redactMakeCmd) record() string { return c.Out + ".redaction.json" }

// newFile checks that a file can get a name: its folder is there, and the name is free.
func newFile(name string) error {
	dir := filepath.Dir(name)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return misused(recourse.NotFound, "write-folder", "path", name, "folder", dir)
	}
	const longest = 255 // bytes of a name, on most systems
	if len(filepath.Base(name)) > longest {
		return misused(recourse.Invalid, "name-long", "path", name)
	}
	if _, err := os.Lstat(name); err == nil {
		return misused(recourse.Conflict, "exists", "path", name)
	}
	return nil
}

// write writes the secrets first: a twin whose secrets were lost could never be
// opened. Where something cannot be written, nothing stays. A run that is killed may
// leave the secrets, or them and the record: the next of the same twin takes them on,
// and twin has the commitments that they open.
func (c redactMakeCmd) write(twin *redact.Twin) (record, secrets string, err error) {
	record, secrets = c.record(), c.Secrets
	if secrets == "" {
		secrets = c.File + "." + twin.Record.Twin.SHA256[:8] + ".redaction-secrets.json"
	}
	// Two runs on one original write one after the other: neither takes on what the
	// other may remove again.
	original, err := filepath.EvalSymlinks(c.File)
	if err != nil {
		return "", "", inputError(c.File, err)
	}
	held, err := durable.Hold(original)
	if err != nil {
		return "", "", inputError(c.File, err)
	}
	defer held.Close()

	if kept, err := readSecrets(secrets); err == nil {
		if same, ok := twin.OpenedBy(kept); ok {
			*twin = same
		}
	}
	opening, err := json.MarshalIndent(twin.Secrets, "", " ")
	if err != nil {
		return "", "", fmt.Errorf("encode %s: %w", secrets, err)
	}
	telling, err := json.MarshalIndent(twin.Record, "", " ")
	if err != nil {
		return "", "", fmt.Errorf("encode %s: %w", record, err)
	}
	var written []string
	defer func() {
		if err == nil {
			return
		}
		for _, name := range written {
			err = errors.Join(err, durable.Remove(name))
		}
	}()
	const toBeHandedOut = 0o644
	for _, f := range []struct {
		name  string
		bytes []byte
		mode  os.FileMode
	}{{secrets, append(opening, '\n'), 0o600}, {record, append(telling, '\n'), toBeHandedOut}, {c.Out, twin.Bytes, toBeHandedOut}} {
		made, err := writeNew(f.name, "redact", f.bytes, f.mode)
		if made {
			written = append(written, f.name)
		}
		if err != nil && f.name == secrets && c.Secrets == "" {
			return "", "", fmt.Errorf("what opens the parts cannot be kept beside the original; name another file with --secrets: %w", err)
		}
		if err != nil {
			return "", "", err
		}
	}
	return record, secrets, nil
}

// writeNew writes a file that is not there yet, or has these bytes already, for a
// command, and reports whether it made it.
func writeNew(name, command string, b []byte, mode os.FileMode) (made bool, err error) {
	f, err := durable.BeginMaking(filepath.Dir(name), command, time.Now())
	if err != nil {
		return false, fmt.Errorf("write %s: %w: %w", name, err, recourse.Unavailable)
	}
	defer f.Discard()
	if _, err = f.Write(b); err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		made, err = f.Commit(name)
	}
	switch {
	case err != nil:
		return made, fmt.Errorf("write %s: %w: %w", name, err, recourse.Unavailable)
	case !made && !holdsBytes(name, b):
		return false, misused(recourse.Conflict, "exists-twin", "path", name)
	}
	return made, nil
}

// holdsBytes reports whether a file holds these bytes.
func holdsBytes(name string, b []byte) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(b)) {
		return false
	}
	there, err := os.ReadFile(name)
	return err == nil && bytes.Equal(there, b)
}
