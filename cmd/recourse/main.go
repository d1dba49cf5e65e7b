// Command recourse takes what a deceived person has and carries it all the way:
// check, keep, plan, write. Run "recourse triage FOLDER --out FOLDER" for the
// whole way in one go, "recourse serve" for the same in a browser, and
// "recourse --help" for each step alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"recourse"

	"github.com/alecthomas/kong"
)

// The exit codes of the command line's contract.
const (
	exitDone  = 0
	exitNo    = 1 // done, and the answer is no
	exitInput = 2 // wrong usage or unusable input
	exitOurs  = 3 // our fault
)

// errNo ends a command that did its work and whose answer is no.
var errNo = errors.New("the answer is no")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the program at once
	}()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program: it parses args, runs one command and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("recourse"),
		kong.Description("Check it, keep the proof, plan the way back, write the papers."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Vars{"version": recourse.Version},
	)
	if err != nil {
		fmt.Fprintf(stderr, "recourse: %v\n", err)
		return exitOurs
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := parser.Parse(args)
	if exited >= 0 { // help or version was printed
		return exited
	}
	if err == nil {
		err = emptied(call)
	}
	if err != nil {
		sayUsage(stderr, args, err)
		return exitInput
	}
	out := &keptError{w: stdout}
	env := &environment{Context: ctx, common: &cli.Common, in: stdin, out: out, err: stderr}
	err = call.Run(env)
	if err == nil && out.err != nil {
		err = fmt.Errorf("write the answer: %w", out.err)
	}
	return exitCode(err, cli.Common.Lang, stderr)
}

// keptError is a writer that keeps the first error, because texts for people are
// written without a look at each line's.
type keptError struct {
	w   io.Writer
	err error
}

func (k *keptError) Write(b []byte) (int, error) {
	n, err := k.w.Write(b)
	if k.err == nil {
		k.err = err
	}
	return n, err //nolint:wrapcheck // it is the writer's own
}

// plain is an error's text without the kind that ends it, which is for programs.
func plain(err error) string {
	text := strings.TrimRight(err.Error(), "\n")
	for before := ""; before != text; { // one kind may stand behind another
		before = text
		for _, kind := range kinds {
			text = strings.TrimRight(strings.ReplaceAll(text+"\n", ": "+kind.Error()+"\n", "\n"), "\n")
		}
	}
	return text
}

var kinds = [...]recourse.Kind{recourse.NotFound, recourse.Invalid, recourse.Denied, recourse.Conflict, recourse.Unavailable}

// exitCode maps an error to the contract's codes, and says it once, in the language that
// --lang names, or else the system.
func exitCode(err error, lang string, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	}
	p, loadErr := speaker(lang)
	if loadErr != nil {
		printf(stderr, "recourse: %s\n", plain(errors.Join(err, loadErr)))
		return exitOurs
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		printf(stderr, "recourse: %s\n", p.T("usage.stopped"))
		return exitInput
	}
	err = explained(err)
	printf(stderr, "recourse: %s\n", inWords(err, p))
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return exitInput
		}
	}
	return exitOurs
}
