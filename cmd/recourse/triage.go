package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/ocr"
	"recourse/internal/unpack"
	"recourse/locale"
)

type triageCmd struct {
	Paths   []string `arg:"" name:"path" help:"Files and folders: chats, mails, statements, slips, pictures; - is standard input."`
	Out     string   `required:"" help:"Folder to write; it must not exist yet." placeholder:"DIR"`
	Country string   `help:"Country of the person." default:"RS" placeholder:"CC"`
	Force   bool     `help:"Replace the folder if it exists."`
	tableFlags
	kindFlags
}

// Help is the long help.
func (triageCmd) Help() string {
	return "Example: recourse triage examples/task-job --out result --lang sr-Latn"
}

// Run carries what a person has from end to end.
func (c triageCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	engines, err := env.engines(app.All)
	if err != nil {
		return err
	}
	country, lang, err := env.country(engines, c.Country)
	if err != nil {
		return err
	}
	p, err := env.printer(engines.Catalogues, lang)
	if err != nil {
		return err
	}
	folder, err := app.NewFolder(c.Out, c.Force, c.Paths...)
	if err != nil {
		return err
	}
	defer folder.Close()
	durable.SweepLeft(filepath.Dir(filepath.Clean(c.Out)), time.Now())
	sources, problems, err := env.sources(c.Paths)
	if err != nil {
		return err
	}
	sources, secrets := app.LeaveSecretsOut(sources)
	problems = append(problems, secrets...)
	if len(sources) == 0 {
		printProblems(&environment{out: env.err}, p, problems)
		return nothingLeft(p, problems)
	}
	kinds, err := c.read(c.Paths, sourceNames(sources))
	if err != nil {
		return err
	}
	signer, err := env.signer(p) // before the long work, because it may ask for a passphrase
	if err != nil {
		return err
	}
	items := make([]custody.Item, len(sources))
	leaving := c.leaving(kinds)
	defer leaving.same.space.Close()
	var seen error
	circumstances := app.Circumstances{Country: country, Lang: p.Lang(), Documents: kinds.kinds, Progress: env.filesRead(p, len(sources)), Seen: func(i int, f intake.File) {
		leaves, err := leaving.see(i, f, true)
		if leaves && f.Keep() {
			items[i] = sealItem(f, sources[i], now)
		}
		seen = errors.Join(seen, err)
	}}
	opt := env.readers(engines, country)
	opt.Shown = env.picturesRead(p)
	if err := c.choose(engines, &opt); err != nil {
		return err
	}
	findings, err := engines.Examine(env, sources, opt, circumstances, now)
	if err != nil {
		return err
	}
	if err := errors.Join(seen, leaving.check(func(i int) { items[i] = custody.Item{} })); err != nil {
		return err
	}
	items = slices.DeleteFunc(items, func(i custody.Item) bool { return i.SHA256 == "" })
	findings.Problems = append(append(problems, findings.Problems...), leaving.problems...)
	switch {
	case len(items) > 0:
	case heldBack(leaving.problems): // what was found in them is written all the same
		findings.Problems = append(findings.Problems, recourse.Problem{Path: "evidence", Code: "nothing-leaves"})
	default:
		printProblems(&environment{out: env.err}, p, findings.Problems)
		return nothingToRead(p)
	}
	pkg := custody.Package{Scratch: app.Scratch, Items: items, Signer: signer, Now: now, Who: "owner", Door: "cli", Speaker: p}
	if err := c.write(env, engines, folder, findings, pkg); err != nil {
		return err
	}
	if err := folder.Keep(); err != nil {
		return err
	}
	return c.say(env, p, findings, app.ModelName(engines.Checker))
}

// write writes the results and the sealed evidence into the folder.
func (c triageCmd) write(env *environment, engines *app.Engines, folder *app.Folder, f app.Findings, pkg custody.Package) error {
	results, err := engines.Results(f, pkg.Speaker.Lang(), "triage", pkg.Now)
	if err != nil {
		return err
	}
	return results.WriteAll(env, folder, pkg)
}

// sourceNames are the names that sources have.
func sourceNames(sources []intake.Source) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, s := range sources {
			if !yield(s.Path, nil) {
				return
			}
		}
	}
}

// sealItem is a file that is kept, with the way to its bytes.
func sealItem(f intake.File, source intake.Source, now time.Time) custody.Item {
	return custody.Item{
		Path: custody.SafePath(f.Path), SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType, Kind: itemKind(f), Door: "cli", By: "owner", At: now,
		Open: func(context.Context) (io.ReadCloser, error) { return source.Open() },
	}
}

// say tells in a few lines what was found and where it stands.
func (c triageCmd) say(env *environment, p *locale.Printer, f app.Findings, model string) error {
	if env.common.JSON {
		return env.printJSON(struct {
			Out      string            `json:"out"`
			Verdict  any               `json:"verdict"`
			Ask      any               `json:"ask"`
			Problems []app.ProblemJSON `json:"problems"`
		}{c.Out, app.VerdictJSON(p, f.Verdict, model, app.About{}), app.QuestionsJSON(p, f.Ask), app.ProblemsJSON(p, f.Problems)})
	}
	if f.Dispute() {
		env.printf("%s\n", p.T("report.banner.breach"))
	} else {
		env.printf("%s\n", p.Say(f.Verdict.Heading))
	}
	if f.Verdict.Pattern != nil && !f.Dispute() {
		env.printf("%s\n", p.Say(f.Verdict.Pattern.Name))
	}
	env.printf("\n")
	for _, s := range f.Plan.Steps {
		due := ""
		if s.Clock != nil {
			due = "  " + p.Moment(s.Clock.Due)
		}
		env.printf("  · %s%s\n", p.Say(s.Title), due)
	}
	env.printf("\n")
	printProblems(env, p, f.Problems)
	env.printf("%s\n", p.T("cli.triage.written", "path", filepath.Join(c.Out, "report.html")))
	return nil
}

// country checks --country and returns it in capitals; the language that most
// people there read is the default of the output.
func (e *environment) country(engines *app.Engines, code string) (country, lang string, err error) {
	country = strings.ToUpper(code)
	if len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", "", misused(recourse.Invalid, "country", "value", code)
	}
	cal, err := engines.Calendars.Get(country)
	const everywhere = "ZZ" // no country: what holds in all of them
	if err != nil || country == everywhere {
		if p, err := e.printer(engines.Catalogues, ""); err == nil {
			printf(e.err, "recourse: %s\n", p.T("usage.country-unknown", "country", country))
		}
		return country, "", nil
	}
	return country, engines.Catalogues.Negotiate(strings.Join(cal.Languages, ",")), nil
}

// ownCountry is the person's where none is named.
const ownCountry = "RS"

// answerTo checks a --country that need not be given, and returns the country and who
// speaks to its people: in its language only where it was given.
func (e *environment) answerTo(engines *app.Engines, given string) (country string, p *locale.Printer, err error) {
	country, lang, err := e.country(engines, cmp.Or(given, ownCountry))
	if err != nil {
		return "", nil, err
	}
	if given == "" {
		lang = ""
	}
	p, err = e.printer(engines.Catalogues, lang)
	return country, p, err
}

// readers are the ways to read pictures and pages on this machine. What the programs
// of runs that were killed have left goes.
func (e *environment) readers(engines *app.Engines, country string) intake.Options {
	durable.SweepLeft(os.TempDir(), time.Now())
	zone := time.UTC
	if engines.Calendars != nil {
		if cal, err := engines.Calendars.Get(country); err == nil && cal.Zone != nil {
			zone = cal.Zone
		}
	}
	var reader ocr.Reader
	pictures := e.pictures("")
	var voices intake.Transcriber
	if e.common.Transcriber.Configured() {
		voices = e.common.Transcriber
	}
	return intake.Options{Unpacker: unpack.SevenZip{}, Voices: voices, PDF: &reader, Pictures: pictures, Zone: zone, Statements: engines.Statements, Chats: engines.Chats, Brands: engines.Brands, Mailboxes: engines.Mailboxes, Documents: engines.Documents}
}

// pictures reads pictures and keeps what it read in the data folder that is asked
// for, so that a run that is stopped goes on where it stood.
func (e *environment) pictures(data string) intake.PictureReader {
	dir, err := dataDir(data)
	if err != nil {
		return ocr.Reader{}
	}
	return ocr.NewCached(ocr.Reader{}, filepath.Join(dir, "readings"))
}

// filesRead returns what tells on standard error how many of n files are read, at
// most every two seconds; nil where there are few.
func (e *environment) filesRead(p *locale.Printer, n int) func(done int) {
	const few, every = 5, 2 * time.Second
	if n < few {
		return nil
	}
	last := time.Now()
	return func(done int) {
		if time.Since(last) >= every && done < n {
			last = time.Now()
			printf(e.err, "%s\n", p.T("cli.read.progress", "done", done, "n", n))
		}
	}
}

// picturesRead tells now and then how many pictures of archives are read.
func (e *environment) picturesRead(p *locale.Printer) func(n int) {
	const every = 2 * time.Second
	var mu sync.Mutex
	last := time.Now()
	return func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(last) >= every {
			last = time.Now()
			printf(e.err, "%s\n", p.T("cli.read.pictures", "n", n))
		}
	}
}

// signer returns this person's signing key, made on first use and opened with its
// passphrase where it has one. Where nothing can be kept on this machine the key is
// made for this run alone, and that is said.
func (e *environment) signer(p *locale.Printer) (*custody.Signer, error) {
	dir, err := dataDir("")
	if err == nil {
		var ring *keys.Ring
		if ring, err = keys.OpenOrCreate(filepath.Join(dir, "keys"), keys.Options{}); err == nil {
			if err := e.unlock(p, ring); err != nil {
				return nil, err
			}
			return ring.Signer(), nil
		}
	}
	printf(e.err, "%s\n", p.T("cli.signer.once", "detail", plain(err)))
	secret, err := custody.GenerateKey(rand.Reader, "recourse.local/once")
	if err != nil {
		return nil, err
	}
	return custody.NewSigner(secret)
}

// dataFlag is the flag of all commands that open a data folder.
type dataFlag struct {
	Data string `help:"Folder for records, keys and encrypted files." placeholder:"DIR"`
}

// dataDir is where the program keeps what it must remember: the folder that is
// asked for, or the person's own.
func dataDir(asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "recourse"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.Join(err, misused(recourse.Invalid, "data"))
	}
	return filepath.Join(home, ".local", "share", "recourse"), nil
}
