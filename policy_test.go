package recourse_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/app"
	"recourse/knowledge"
	"recourse/rule"

	"github.com/goccy/go-yaml"
)

// TestKnowledgeProvesItself loads all knowledge: every pattern runs on its
// texts, every playbook on its cases, every letter is rendered, and every text
// exists in the first-class languages.
func TestKnowledgeProvesItself(t *testing.T) {
	_, problems, _ := app.CheckKnowledge(knowledge.Files(), recourse.Date{Year: 2026, Month: 11, Day: 23})
	for _, p := range problems {
		t.Error(p)
	}
}

var link = regexp.MustCompile(`\]\(([^)#: ]+)\)`)

// Links between our own documents lead somewhere.
func TestDocLinksLeadSomewhere(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && p != "." {
			return fs.SkipDir
		}
		if path.Ext(p) != ".md" || strings.HasPrefix(p, "knowledge/letters") {
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(b), -1) {
			if _, err := os.Stat(path.Join(path.Dir(p), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", p, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var proof = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Za-z0-9_]+)(…?)`|`([a-z_]+\\.txtar)`")

// What doc/formats.md names as proof is there, and each form of a file is read by the
// program itself in a script.
func TestFormatsAreProved(t *testing.T) {
	doc, err := os.ReadFile("doc/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	err = fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && p != "." {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(p, "_test.go") {
			return err
		}
		b, err := os.ReadFile(p)
		tests.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range proof.FindAllStringSubmatch(string(doc), -1) {
		switch name, more, script := m[1], m[2], m[3]; {
		case script != "":
			if _, err := os.Stat("cmd/recourse/testdata/script/" + script); err != nil {
				t.Errorf("doc/formats.md names %s: %v", script, err)
			}
		case more == "" && !strings.Contains(tests.String(), "func "+name+"("), !strings.Contains(tests.String(), "func "+name):
			t.Errorf("doc/formats.md names %s, which is not there", name)
		}
	}
	_, forms, _ := strings.Cut(string(doc), "\n## Chats")
	forms, _, _ = strings.Cut(forms, "\n## Pictures")
	for row := range strings.Lines(forms) {
		if strings.HasPrefix(row, "| ") && !strings.HasPrefix(row, "| format ") && !strings.HasPrefix(row, "| ---") && !strings.Contains(row, ".txtar`") {
			t.Errorf("no script reads what doc/formats.md has as %.60q", row)
		}
	}
}

// modernc.org/libc must be exactly the version that sqlite's go.mod names.
func TestLibcIsTheOneThatSQLiteNames(t *testing.T) {
	list := func(args ...string) string {
		out, err := exec.Command("go", append([]string{"list", "-m", "-f"}, args...)...).Output()
		if err != nil {
			t.Fatalf("go list -m %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	mod, err := os.ReadFile(list("{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	ours := list("{{.Version}}", "modernc.org/libc")
	if want := "modernc.org/libc " + ours; !strings.Contains(string(mod), want) {
		t.Errorf("go.mod has modernc.org/libc %s, which is not what modernc.org/sqlite requires", ours)
	}
}

// Each direct dependency is defended in one line.
func TestDirectDependenciesAreDefended(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("doc/decisions/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var direct []string
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(line)
		if len(fields) >= 2 && strings.Contains(fields[0], ".") && !strings.Contains(line, "// indirect") {
			direct = append(direct, fields[0])
		}
	}
	for _, m := range direct {
		if !strings.Contains(string(doc), "| "+m+" |") {
			t.Errorf("doc/decisions/dependencies.md has no line for %s", m)
		}
	}
	for line := range strings.Lines(string(doc)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 && strings.Contains(cells[1], ".") {
			if m := strings.TrimSpace(cells[1]); !slices.Contains(direct, m) {
				t.Errorf("doc/decisions/dependencies.md defends %s, which is not used", m)
			}
		}
	}
}

// TestSecondarySourcesAreNotTooSure holds that each source in knowledge is as sure
// as its kind can be, in whatever form it is written, laws included.
func TestSecondarySourcesAreNotTooSure(t *testing.T) {
	n := 0
	err := fs.WalkDir(knowledge.Files(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".yaml" {
			return err
		}
		b, err := fs.ReadFile(knowledge.Files(), p)
		if err != nil {
			return err
		}
		var file any
		if err := yaml.Unmarshal(b, &file); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		eachSource(file, func(s rule.Source) {
			n++
			if err := s.Check(); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 1000 {
		t.Errorf("%d sources were found, and there are more", n)
	}
}

// eachSource calls found with everything in a file that says how sure it is.
func eachSource(node any, found func(rule.Source)) {
	switch v := node.(type) {
	case map[string]any:
		if _, ok := v["confidence"].(string); ok {
			text := func(key string) string { s, _ := v[key].(string); return s }
			s := rule.Source{URL: text("url"), Title: text("title"), Seen: fmt.Sprint(v["seen"]), Tier: text("tier"), Confidence: text("confidence"), Fact: text("fact")}
			found(s)
		}
		for _, one := range v {
			eachSource(one, found)
		}
	case []any:
		for _, one := range v {
			eachSource(one, found)
		}
	}
}
