package main

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

type readCmd struct {
	Files   []string `arg:"" name:"file" help:"Files or folders; - is standard input."`
	Country string   `help:"Country of the person, for dates and zones (RS where none is named); its language answers where --lang names none." placeholder:"CC"`
	DKIMKey []string `name:"dkim-key" sep:"none" help:"Public key by which signatures of mails are verified: a TXT record as NAME=RECORD, or a file with one a line. May be given more than once." placeholder:"FILE|SELECTOR._domainkey.DOMAIN=RECORD"`
	JSONL   bool     `name:"jsonl" help:"The payments of statements (CAMT, MT940, OFX, QIF, tables), one a line while they are read, and a line for each statement; for any length."`
	tableFlags
}

// Help is the long help.
func (readCmd) Help() string {
	return "Example: recourse read --json 'WhatsApp Chat with Lena.txt' statement.csv\n\n" +
		"Example: recourse read --jsonl year.xml | grep 265-0000001234567-97\n\n" +
		"A mail's signature is verified where its public key is given; nothing is looked up. " +
		"dig +noall +answer TXT s1._domainkey.firma.example > keys.txt; recourse read --dkim-key keys.txt letter.eml"
}

// Run says what is in the files.
func (c readCmd) Run(env *environment) error {
	if _, err := env.now(); err != nil {
		return err
	}
	parts := app.Words | app.Statements | app.Calendars
	if !c.JSONL {
		parts |= app.Brands | app.Checker
	}
	engines, err := env.engines(parts)
	if err != nil {
		return err
	}
	keys, err := c.keys(env)
	if err != nil {
		return err
	}
	country, p, err := env.answerTo(engines, c.Country)
	if err != nil {
		return err
	}
	opt := env.readers(engines, country)
	opt.Keys, opt.Shown = keys, env.picturesRead(p)
	if err := c.choose(engines, &opt); err != nil {
		return err
	}
	if c.JSONL {
		return c.stream(env, p, opt)
	}
	sources, problems, err := env.sources(c.Files)
	if err != nil {
		return err
	}
	// Statements of a million rows are held once; the collector has to keep up.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	files, err := app.ReadAll(env, sources, opt, env.filesRead(p, len(sources)))
	if err != nil {
		return err
	}
	own, doubted, doubts := engines.Relate(files, c.Person)
	prepared := engines.Prepare(files, app.Circumstances{Country: country, Lang: p.Lang(), Person: slices.Concat(c.Person, own)})
	problems = slices.Concat(problems, intake.Problems(files), doubts)
	if env.common.JSON {
		out := newJSONStream(env.out)
		out.field("files", files)
		ledger := prepared.Ledger(opt.Zone)
		out.field("ledger", ledger)
		out.field("timeline", ledger.Timeline)
		out.field("ask", app.QuestionsJSON(p, append(doubted, ledger.Ask...)))
		out.field("problems", app.ProblemsJSON(p, append(problems, ledger.Left...)))
		err = out.end()
	} else {
		for _, f := range files {
			printFile(env, p, f, "")
		}
		ledger := prepared.Ledger(opt.Zone)
		printLedger(env, p, files, ledger)
		printProblems(env, p, append(problems, ledger.Left...))
	}
	if err == nil && len(sources) == 0 {
		return nothingToRead(p)
	}
	return err
}

// keys reads the keys that were given. What names a key is one; all else is a file.
func (c readCmd) keys(env *environment) (intake.Keys, error) {
	keys := make(intake.Keys)
	for _, given := range c.DKIMKey {
		if name, _, ok := strings.Cut(given, "="); ok && strings.Contains(name, "._domainkey.") && !strings.ContainsAny(name, "/\\") {
			if err := keys.Add(given); err != nil {
				return nil, fmt.Errorf("--dkim-key: %w", err)
			}
			continue
		}
		text, err := env.readText(given)
		if err != nil {
			return nil, fmt.Errorf("--dkim-key: %w", err)
		}
		more, err := intake.ReadKeys(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("--dkim-key %s: %w", given, err)
		}
		maps.Copy(keys, more)
	}
	return keys, nil
}

func printFile(env *environment, p *locale.Printer, f intake.File, indent string) {
	env.printf("%s%s\n", indent, f.Path)
	env.printf("%s  %s\n", indent, p.T("cli.read.line", "kind", recourse.P("cli.kind."+f.Kind), "media", f.MediaType, "size", int(f.Size)))
	if f.SHA256 != "" {
		env.printf("%s  SHA-256 %s\n", indent, f.SHA256)
	}
	if f.SameAs != "" {
		env.printf("%s  %s\n", indent, p.T("file.same-as", "path", f.SameAs))
		return
	}
	if f.Title != "" {
		env.printf("%s  %s\n", indent, f.Title)
	}
	if len(f.Messages) > 0 {
		env.printf("%s  %s\n", indent, p.Say(messagesOf(f)))
	}
	for _, m := range f.Meta {
		env.printf("%s  · %s\n", indent, p.Say(m.Phrase()))
	}
	for _, line := range append(f.MailLines(), f.MailNotes()...) {
		env.printf("%s  · %s\n", indent, p.Say(line))
	}
	for _, pay := range f.Payments {
		sign, name := app.ShownSides(&pay)
		env.printf("%s  %-14s %s%-16s %s%s\n", indent, p.Moment(pay.At), sign, p.Amount(pay.Amount), name, paymentMarks(p, pay))
	}
	seen := make(map[string]bool)
	for _, i := range f.Indicators {
		if line := fmt.Sprintf("%-12s %s", i.Kind, i.Value); !seen[line] {
			seen[line] = true
			env.printf("%s  %s\n", indent, line)
		}
	}
	printPicture(env, p, f.Picture, indent)
	for _, nested := range f.Files {
		printFile(env, p, nested, indent+"  ")
	}
}

// messagesOf says how many messages a file has, and from when to when.
func messagesOf(f intake.File) recourse.Phrase {
	n, dated := len(f.Messages), 0
	var first, last recourse.Moment
	for _, m := range f.Messages {
		if m.Time.IsZero() {
			continue
		}
		if dated++; dated == 1 {
			first = m.Time
		}
		last = m.Time
	}
	switch {
	case dated == 0:
		return recourse.P("cli.read.messages-undated", "n", n)
	case dated < n:
		return recourse.P("cli.read.messages-partly", "n", n, "dated", dated, "first", first, "last", last)
	}
	return recourse.P("cli.read.messages", "n", n, "first", first, "last", last)
}

// paymentMarks says what a payment is that is not simply booked.
func paymentMarks(p *locale.Printer, pay incident.Payment) string {
	marks := ""
	switch {
	case pay.Status == incident.Proposed && app.IsRow(&pay):
		marks += "  (" + p.T("cli.payment.unconfirmed") + ")"
	case pay.Status != "":
		marks += "  (" + p.T("cli.payment."+pay.Status) + ")"
	}
	if pay.Reversal {
		marks += "  (" + p.T("cli.payment.reversal") + ")"
	}
	return marks
}

// printPicture says when and where a picture was taken and which codes it shows.
func printPicture(env *environment, p *locale.Printer, pic *intake.Picture, indent string) {
	if pic == nil {
		return
	}
	if !pic.Taken.IsZero() {
		key := "cli.read.taken"
		if pic.Taken.Precision == recourse.WallClock {
			key = "cli.read.taken-local"
		}
		env.printf("%s  %s\n", indent, p.T(key, "time", pic.Taken, "camera", pic.Camera))
	}
	if pic.Place != nil {
		env.printf("%s  %s\n", indent, p.T("cli.read.place", "latitude", fmt.Sprintf("%.5f", pic.Place.Latitude), "longitude", fmt.Sprintf("%.5f", pic.Place.Longitude)))
	}
	for _, c := range pic.Codes {
		env.printf("%s  QR: %s\n", indent, strings.Join(strings.Fields(recourse.Visible(c.Content)), " "))
	}
}

func printProblems(env *environment, p *locale.Printer, problems []recourse.Problem) {
	for _, pr := range problems {
		env.printf("! %s\n", p.Say(pr.Phrase()))
	}
}
