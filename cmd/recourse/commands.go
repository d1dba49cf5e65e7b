package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/voice"
	"recourse/knowledge"
	"recourse/locale"

	"github.com/alecthomas/kong"
)

// common are the flags of every command.
type common struct {
	JSON      bool   `name:"json" help:"Machine-readable output on stdout."`
	Lang      string `help:"Language of the output: en, sr-Latn or sr-Cyrl; else that of the person, of --country or of the system." placeholder:"TAG"`
	Knowledge string `help:"Lay this folder over the knowledge that ships." type:"existingdir" placeholder:"DIR"`
	Now       string `help:"Fix the clock (RFC 3339)." placeholder:"TIME"`

	Transcriber voice.Program `help:"Program that writes down the words of audio and video, {} being the file." env:"RECOURSE_TRANSCRIBER" placeholder:"COMMAND"`
}

// commands is the command line; the order is that of the help.
type commands struct {
	Common  common           `embed:""`
	Version kong.VersionFlag `help:"Print the version."`

	Triage    triageCmd    `cmd:"" help:"The whole way in one go: read what a person has, write report, plan, papers and sealed evidence."`
	Serve     serveCmd     `cmd:"" help:"The same in a browser on this machine."`
	Check     checkCmd     `cmd:"" help:"Is it a scam?"`
	Lookalike lookalikeCmd `cmd:"" help:"Which brand does a domain imitate?"`
	Ladder    ladderCmd    `cmd:"" help:"A rising series of payments: progression and the range of the next demand."`
	Read      readCmd      `cmd:"" help:"What is in these files?"`
	Seal      sealCmd      `cmd:"" help:"Keep the proof: a package that a stranger can verify."`
	Verify    verifyCmd    `cmd:"" help:"Verify a sealed package, or any BagIt bag."`
	Capture   captureCmd   `cmd:"" help:"Keep a web page before it vanishes."`
	Redact    redactCmd    `cmd:"" help:"Make a copy in which parts are withheld, and prove later what they were."`
	Plan      planCmd      `cmd:"" help:"What to do, by when, why."`
	Legal     legalCmd     `cmd:"" help:"Where one stands in law: what must be shown, clauses, forums, whether a lawyer is needed."`
	Letters   lettersCmd   `cmd:"" help:"List the papers."`
	Write     writeCmd     `cmd:"" help:"Write one paper."`
	Deadline  deadlineCmd  `cmd:"" help:"One clock, with its derivation."`
	Incident  incidentCmd  `cmd:"" help:"The form of an incident: print it, or check a file against it."`
	Model     modelCmd     `cmd:"" help:"The trained model: train one, measure it, read its card."`
	Doctor    doctorCmd    `cmd:"" help:"What is installed here, what is missing, and how programs are held."`
	Backup    backupCmd    `cmd:"" help:"Copy everything that is kept to another place, encrypted."`
	Restore   restoreCmd   `cmd:"" help:"Bring a backup back, and verify all of it."`
	Admin     adminCmd     `cmd:"" help:"Keys of this instance."`
	Know      knowledgeCmd `cmd:"" name:"knowledge" help:"The knowledge files: check or list them."`
}

// environment is what a command works with.
type environment struct {
	context.Context
	common   *common
	in       io.Reader
	out, err io.Writer
}

// now returns the fixed clock, or the machine's.
func (e *environment) now() (time.Time, error) {
	if e.common.Now == "" {
		return time.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, e.common.Now)
	if err != nil {
		return time.Time{}, misused(recourse.Invalid, "now", "value", e.common.Now)
	}
	const first, last = 1970, 2099 // what logs and zips can say
	if y := t.UTC().Year(); y < first || y > last {
		return time.Time{}, misused(recourse.Invalid, "now-range", "value", e.common.Now, "first", first, "last", last)
	}
	return t, nil
}

// knowledge returns the files that ship, under the operator's where given.
func (e *environment) knowledge() (fs.FS, error) {
	if e.common.Knowledge == "" {
		return knowledge.Files(), nil
	}
	return overlay(knowledge.Files(), e.common.Knowledge)
}

// overlay lays a folder over knowledge; a link that leads out of the folder is
// not followed.
func overlay(lower fs.FS, dir string) (fs.FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, inputError(dir, err)
	}
	return knowledge.Overlay(lower, root.FS()), nil
}

// engines loads the engines that the command needs.
func (e *environment) engines(parts app.Part) (*app.Engines, error) {
	files, err := e.knowledge()
	if err != nil {
		return nil, err
	}
	if e.common.Knowledge == "" {
		parts |= app.Proven
	}
	// What is loaded stays; the collector need not go over it again and again meanwhile.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	return app.LoadEngines(files, parts)
}

// load loads the engines and the printer of --lang.
func (e *environment) load(parts app.Part) (*app.Engines, *locale.Printer, error) {
	engines, err := e.engines(parts)
	if err != nil {
		return nil, nil, err
	}
	p, err := e.printer(engines.Catalogues, "")
	return engines, p, err
}

// printer returns the printer of --lang, else of the language that [language] names.
func (e *environment) printer(cats *locale.Catalogues, fallback string) (*locale.Printer, error) {
	lang := e.common.Lang
	if lang == "" {
		lang = language(cats, fallback)
	}
	p, err := cats.Printer(lang)
	if err != nil {
		return nil, misused(recourse.NotFound, "lang", "value", lang, "list", "en, sr-Latn, sr-Cyrl")
	}
	return p, nil
}

// printJSON writes v as indented JSON without escaping what people read.
func (e *environment) printJSON(v any) error {
	return writeJSON(e.out, v, "  ")
}

func writeJSON(w io.Writer, v any, indent string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// printf writes lines for people. What stands in args may come from a file that
// somebody else made: it is shown on its line and cannot steer a terminal.
func (e *environment) printf(format string, args ...any) {
	printf(e.out, format, args...)
}

func printf(w io.Writer, format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = strings.ReplaceAll(recourse.Visible(s), "\n", " ")
		}
	}
	fmt.Fprintf(w, format, args...)
}

// maxText is the largest text that is read whole, in bytes.
const maxText = 64 << 20

// readText reads a file, or standard input for "-", up to maxText.
func (e *environment) readText(path string) (string, error) {
	r := e.in
	if path != "-" {
		f, err := openFile(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err != nil {
		return "", inputError(path, err)
	}
	if len(b) > maxText {
		return "", misused(recourse.Invalid, "too-large", "path", path, "mb", maxText>>20)
	}
	return string(b), nil
}

// readWords reads a file as readText does, and what it says, as [intake.Words] does.
func (e *environment) readWords(path string) (words, form string, err error) {
	content, err := e.readText(path)
	if err != nil || strings.TrimSpace(content) == "" {
		return "", "", err
	}
	words, form = intake.Words(e, path, content)
	if words == "" {
		return "", "", misused(recourse.Invalid, "no-text", "path", path, "form", form)
	}
	return words, form, nil
}

// inputError says in plain words why a file that was named cannot be read.
func inputError(path string, err error) error {
	switch {
	case os.IsNotExist(err):
		if strings.ContainsAny(path, " \n") && !strings.ContainsAny(path, "/\\.") {
			return misused(recourse.NotFound, "no-such-text", "path", path)
		}
		return misused(recourse.NotFound, "no-such", "path", path)
	case os.IsPermission(err):
		return misused(recourse.Denied, "denied", "path", path)
	default:
		return fmt.Errorf("%s: %v: %w", path, err, recourse.Invalid)
	}
}

// openFile opens a file that was named, and nothing that could make it wait: a
// pipe or device is refused.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, misused(recourse.Invalid, "not-whole", "path", path)
	}
	if err != nil {
		return nil, inputError(path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, inputError(path, err)
	}
	return f, nil
}
