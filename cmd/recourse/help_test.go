package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// examples are the command lines that a command's help shows as examples.
func examples(help string) (list [][]string) {
	for _, part := range strings.Split(help, "Example: ")[1:] {
		line, _, _ := strings.Cut(part, "\n")
		for _, one := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == '|' || r == '&' }) {
			if words := shellWords(strings.TrimSpace(one)); len(words) > 1 && words[0] == "recourse" {
				list = append(list, words[1:])
			}
		}
	}
	return list
}

// shellWords parts a line as a shell does, well enough for our examples; what stands
// behind > is where output goes.
func shellWords(line string) (words []string) {
	line, _, _ = strings.Cut(line, ">")
	var word strings.Builder
	quote, begun := byte(0), false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case quote == 0 && c == ' ':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

// commandLine is the parser of the command line, and what it read.
func commandLine(t *testing.T) (*kong.Kong, *commands) {
	t.Helper()
	var cli commands
	parser, err := kong.New(&cli, kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}), kong.Vars{"version": "x"})
	if err != nil {
		t.Fatal(err)
	}
	return parser, &cli
}

// Every command's help, a group's too, has an example that the command line takes.
func TestEveryHelpHasAnExample(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"desk.model"} { // files that have to be there when the line is read
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("DIR", 0o700); err != nil { // as the help of model gather writes it
		t.Fatal(err)
	}
	parser, _ := commandLine(t)
	var nodes []*kong.Node
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		for _, c := range n.Children {
			if !c.Hidden {
				nodes = append(nodes, c)
			}
			walk(c)
		}
	}
	walk(parser.Model.Node)
	for _, n := range nodes {
		own := strings.TrimPrefix(n.Path(), "recourse ")
		lines := examples(n.Detail)
		if len(lines) == 0 {
			t.Errorf("%s: its help has no example", own)
		}
		for _, args := range lines {
			fresh, _ := commandLine(t)
			call, err := fresh.Parse(args)
			if err != nil {
				t.Errorf("%s: the example %q: %v", own, args, err)
				continue
			}
			if got := call.Command(); !strings.HasPrefix(got, strings.Fields(own)[0]) && !strings.HasPrefix(got, "admin") && !strings.HasPrefix(got, "check") {
				t.Errorf("%s: the example %q is of %s", own, args, got)
			}
		}
	}
}

// The examples that need nothing but what ships or what another example writes are run
// one after the other, as somebody would who follows the help.
func TestExamplesOfHelpRun(t *testing.T) {
	repo, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	if err := os.Symlink(repo, "examples"); err != nil {
		t.Skip(err)
	}
	parser, _ := commandLine(t)
	run1 := func(args []string) {
		t.Helper()
		var out, errs bytes.Buffer
		args = append(args, "--now", "2026-11-23T09:00:00+01:00")
		if code := run(t.Context(), args, strings.NewReader("Uplatite 6.000 RSD da aktivirate VIP1 zadatke"), &out, &errs); code != exitDone || strings.Contains(errs.String(), "recourse: ") {
			t.Errorf("%q: exit %d, %s", args, code, errs.String())
		}
	}
	for _, path := range []string{"triage", "incident validate", "plan", "legal", "letters", "write", "verify", "check", "lookalike", "ladder", "deadline", "incident schema", "incident", "knowledge list", "doctor"} {
		node := parser.Model.Node
		for _, name := range strings.Fields(path) {
			for _, c := range node.Children {
				if c.Name == name {
					node = c
					break
				}
			}
		}
		for _, args := range examples(node.Detail) {
			run1(args)
		}
	}
}
