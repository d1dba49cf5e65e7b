package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/capture"
	"recourse/internal/child"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/ocr"
	"recourse/internal/unpack"
	"recourse/internal/voice"
	"recourse/locale"
)

type doctorCmd struct {
	Full     bool `help:"Read everything that is kept again: check the database and its indexes, follow every log, decrypt every item and compare it with its digest, and every record with the log."`
	dataFlag `embed:""`
}

// Help is the long help.
func (doctorCmd) Help() string {
	return "Example: recourse doctor\n\n" +
		"Says which programs that read files are installed, what each is for and how to get it, and which limits " +
		"hold for them on this machine. Nothing is installed.\n\n" +
		"With --full it reads all that is kept again; exit status 1 says that something is wrong with it. The log of each " +
		"case that is whole gets an entry that says so."
}

// toolJSON is a program that reading needs.
type toolJSON struct {
	Program string   `json:"program"`
	OK      bool     `json:"ok"`
	Path    string   `json:"path,omitempty"`
	Lacks   []string `json:"lacks,omitempty"` // languages
	For     string   `json:"for"`
	Get     string   `json:"get"`
}

// limitJSON is one of the ways in which a program is held.
type limitJSON struct {
	Limit string   `json:"limit"`
	Held  bool     `json:"held"`
	By    []string `json:"by,omitempty"`
	Text  string   `json:"text"`
}

// Run looks for the programs, and runs one that does nothing to see what holds.
func (c doctorCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	tools := env.tools(p)
	limits, tried := env.limits(p)
	ready := true
	for _, t := range tools {
		ready = ready && t.OK
	}
	var kept *app.Audit
	if c.Full {
		if kept, err = c.audit(env, p); err != nil {
			return err
		}
	}
	recovery, foreign := c.recovery(p)
	if kept != nil {
		foreign = "" // it is among what was found
	}
	if env.common.JSON {
		err := env.printJSON(struct {
			Ready  bool        `json:"ready"`
			Tools  []toolJSON  `json:"tools"`
			Limits []limitJSON `json:"limits"`
			Left   []string    `json:"left,omitempty"`
			// NoRecovery says that what is kept has no recovery key, and how one is made.
			NoRecovery string `json:"no_recovery_key,omitempty"`
			// Recovery are the public recovery keys that open what is kept and its backups.
			Recovery []string `json:"recovery_keys,omitempty"`
			// Foreign says that they are not its own.
			Foreign string     `json:"recovery_problem,omitempty"`
			Kept    *app.Audit `json:"kept,omitempty"`
		}{ready, tools, limits, left(), c.noRecovery(p), recovery, foreign, kept})
		return errors.Join(err, wrong(kept, foreign))
	}
	env.printf("%s\n", p.T("cli.doctor.tools"))
	for _, t := range tools {
		env.printTool(p, t)
	}
	last := "cli.doctor.ready"
	if !ready {
		last = "cli.doctor.without"
	}
	env.printf("%s\n\n%s\n", p.T(last), p.T("cli.doctor.limits"))
	for _, l := range limits {
		state := p.T("cli.doctor.not-held")
		if l.Held {
			state = p.T("cli.doctor.held")
		}
		env.printf("  %s: %s\n", state, l.Text)
	}
	if tried != nil {
		env.printf("%s\n", p.T("cli.doctor.not-tried", "detail", tried.Error()))
	}
	for _, name := range left() {
		env.printf("%s\n", p.T("cli.doctor.left", "path", name))
	}
	if none := c.noRecovery(p); none != "" {
		env.printf("\n%s\n", none)
	}
	if len(recovery) > 0 {
		env.printf("\n%s\n", p.T("cli.doctor.recovery", "n", len(recovery), "list", strings.Join(recovery, ", ")))
	}
	if foreign != "" {
		env.printf("\n%s\n", foreign)
	}
	if kept != nil {
		env.printKept(p, kept)
	}
	return wrong(kept, foreign)
}

// recovery are the recovery keys of the data folder, where it has any. Where they are not
// its own, foreign says so.
func (c doctorCmd) recovery(p *locale.Printer) (list []string, foreign string) {
	dir, err := dataDir(c.Data)
	if err != nil {
		return nil, ""
	}
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil {
		return nil, "" // there is none yet, or --full says why
	}
	if ring.CheckSigner() == nil && ring.CheckRecovery() != nil {
		foreign = p.T("problem.audit-recovery")
	}
	return ring.RecoveryKeys(), foreign
}

// printKept says what was read again, and what is wrong with it.
func (e *environment) printKept(p *locale.Printer, kept *app.Audit) {
	e.printf("\n%s\n", p.T("cli.doctor.kept", "cases", kept.Cases, "items", kept.Items, "entries", int(kept.Entries)))
	for _, line := range []struct {
		key string
		n   int
	}{{"cli.doctor.erased", kept.Erased}, {"cli.doctor.clock", kept.ClockBack}, {"cli.doctor.bare", kept.Bare}} {
		if line.n > 0 {
			e.printf("%s\n", p.T(line.key, "n", line.n))
		}
	}
	if kept.ReadOnly {
		e.printf("%s\n", p.T("cli.doctor.read-only"))
	}
	printProblems(e, p, kept.Problems)
	if len(kept.Problems) == 0 {
		e.printf("%s\n", p.T("cli.doctor.whole"))
	}
}

// left is what runs that were killed left in this folder and in the temporary one, and
// no running program holds: plain copies of what they were given may be in it.
func left() (names []string) {
	here, err := os.Getwd()
	if err == nil {
		names = durable.Left(here, time.Now())
	}
	return append(names, durable.Left(os.TempDir(), time.Now())...)
}

// wrong is the answer no, where something that is kept is not as it was, or its recovery
// keys are foreign.
func wrong(kept *app.Audit, foreign string) error {
	if foreign != "" || kept != nil && len(kept.Problems) > 0 {
		return errNo
	}
	return nil
}

// audit reads all that is kept again, with its progress on stderr.
func (c doctorCmd) audit(env *environment, p *locale.Printer) (*app.Audit, error) {
	now, err := env.now()
	if err != nil {
		return nil, err
	}
	dir, err := c.folder()
	if err != nil {
		return nil, err
	}
	found, err := auditFolder(env, dir, func(ring *keys.Ring) error { return env.unlock(p, ring) }, app.ByDoctor, now, env.meter(p, 0).set)
	if err != nil {
		return nil, err
	}
	return &found, nil
}

func (e *environment) printTool(p *locale.Printer, t toolJSON) {
	state := t.Path
	switch {
	case t.Path == "":
		state = p.T("cli.doctor.missing")
	case len(t.Lacks) > 0:
		state += ", " + p.T("cli.doctor.lacks", "languages", strings.Join(t.Lacks, ", "))
	}
	e.printf("  %s: %s (%s)\n", t.Program, state, t.For)
	if !t.OK {
		e.printf("    %s\n", p.T("cli.doctor.get", "command", t.Get))
	}
}

// tools are the programs that reading needs.
func (e *environment) tools(p *locale.Printer) []toolJSON {
	tools := []toolJSON{}
	for _, t := range ocr.Tools(e) {
		tools = append(tools, toolJSON{t.Program, t.OK(), t.Path, t.Lacks, p.T(t.For), t.Install()})
	}
	seven := toolJSON{Program: "7zz", For: p.T("tool.7zz"), Get: "apt-get install 7zip"}
	if program, path, err := unpack.Find(); err == nil {
		seven.Program, seven.Path, seven.OK = program, path, true
	}
	browser := toolJSON{Program: "chromium", For: p.T("tool.chromium"), Get: capture.Install}
	if path, err := capture.Find(); err == nil {
		browser.Path, browser.OK = path, true
	}
	words := toolJSON{Program: "transcriber", For: p.T("tool.transcriber"), Get: p.T("cli.doctor.transcriber", "variable", voice.Variable)}
	if t := e.common.Transcriber; t.Configured() {
		words.Program = t.Name()
		if path, err := t.Find(); err == nil {
			words.Path, words.OK = path, true
		}
	}
	return append(tools, seven, browser, words)
}

// limits says what holds for a program that this machine runs, or why none ran.
func (e *environment) limits(p *locale.Printer) ([]limitJSON, error) {
	res, err := child.Run(e, child.Command{Program: harmless})
	f := res.Limits
	if err != nil {
		f = child.InForce{}
	}
	var by []string
	for _, w := range []struct {
		held bool
		name string
	}{{f.OwnNet, "namespace"}, {f.NoSockets, "seccomp"}} {
		if w.held {
			by = append(by, w.name)
		}
	}
	limits := []limitJSON{
		{Limit: "time", Held: true},
		{Limit: "environment", Held: true},
		{Limit: "network", Held: f.NoNetwork, By: by},
		{Limit: "files", Held: f.Files},
		{Limit: "memory", Held: f.Memory},
		{Limit: "file-size", Held: f.FileSize},
		{Limit: "processes", Held: f.Processes},
		{Limit: "open-files", Held: f.OpenFiles},
		{Limit: "alone", Held: f.Alone},
	}
	for i := range limits {
		l := &limits[i]
		l.Text = p.T("limit." + l.Limit)
		var how []string
		for _, b := range l.By {
			how = append(how, p.Say(recourse.P("limit.network."+b)))
		}
		if len(how) > 0 {
			l.Text += " (" + strings.Join(how, "; ") + ")"
		}
	}
	return limits, err
}
