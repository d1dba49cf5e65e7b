package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		os.Unsetenv(name) // answers are in English unless a test says otherwise
	}
	testscript.Main(m, map[string]func(){"recourse": main, "keeper": keeper, "killed-at": killedAt})
}

// TestScripts runs each behaviour of the command line on the real program.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	mails, err := filepath.Abs("../../intake/testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("MAILS", mails)
			env.Setenv("RECORDINGS", filepath.Join(mails, "../../recording/testdata"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("NOW", "2026-11-23T09:00:00+01:00")
			return nil
		},
		Condition: func(cond string) (bool, error) { return os.Getenv("RECOURSE_"+cond) != "", nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"flip": flip,
			"pack": pack,

			"expect-key": expectKey,

			"replace": replaceText,
		},
		RequireExplicitExec: true,
	})
}

// expectKey keeps the public key of a package for later lines: expect-key FILE NAME.
func expectKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: expect-key FILE NAME")
	}
	ts.Setenv(args[1], strings.TrimSpace(ts.ReadFile(args[0])))
}

// flip changes one bit of a file: flip FILE.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip FILE")
	}
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	b[len(b)/2] ^= 1
	ts.Check(os.Chmod(name, 0o644))
	ts.Check(os.WriteFile(name, b, 0o644))
}

// replaceText replaces a text in a file: replace FILE OLD NEW.
func replaceText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	if !strings.Contains(string(b), args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, []byte(strings.ReplaceAll(string(b), args[1], args[2])), 0o644))
}
