package recourse_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the house, from the ground up. A package imports lower floors only;
// neighbours on a floor never meet. The root package is the ground on which
// all stand. doc/ARCHITECTURE.md has the same picture.
var floors = [][]string{
	{"internal/cores"},
	{"knowledge", "money", "fold", "internal/durable", "internal/spill", "internal/trie"},
	{"indicator", "locale", "rule", "document", "model", "picture", "recording", "internal/child", "internal/guard"},
	{"incident", "deadline", "lookalike", "ladder", "firm"},
	{"intake", "scam", "playbook", "legal", "custody", "redact"},
	{"letter", "scam/train"},
	{"internal/casefile", "internal/evidence", "internal/people", "internal/keys"},
	{"internal/app"},
	{"internal/web", "internal/sqlstore", "internal/blob", "internal/ocr", "internal/stamp", "internal/capture", "internal/unpack", "internal/voice", "internal/backup"},
	{"cmd/recourse"},
}

// testOnly are packages that only tests import.
var testOnly = []string{"internal/storetest", "internal/testkit"}

// engineFloors are the floors (and below) that know no clock, log, network or disk.
const engineFloors = 6

// forbidden is what an engine may not import.
var forbidden = []string{"os", "os/exec", "log", "log/slog", "net", "net/http", "math/rand", "math/rand/v2", "syscall"}

func floorOf(pkg string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, pkg) })
}

// source is one parsed file of the module.
type source struct {
	pkg  string // "" for the root
	name string
	test bool
	file *ast.File
	fset *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "examples") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(p) != ".go" {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.FromSlash(p), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg := path.Dir(p)
		if pkg == "." {
			pkg = ""
		}
		all = append(all, source{pkg, p, strings.HasSuffix(p, "_test.go"), file, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func imports(f *ast.File) []string {
	var list []string
	for _, i := range f.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			list = append(list, p)
		}
	}
	return list
}

func TestPackagesImportLowerFloorsOnly(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg == "" || slices.Contains(testOnly, s.pkg) {
			continue
		}
		floor := floorOf(s.pkg)
		if floor < 0 {
			t.Errorf("%s: package %s has no floor: give it one in arch_test.go and doc/ARCHITECTURE.md", s.name, s.pkg)
			continue
		}
		if s.test {
			continue
		}
		for _, imp := range imports(s.file) {
			pkg, ours := strings.CutPrefix(imp, "recourse/")
			switch {
			case !ours:
			case slices.Contains(testOnly, pkg):
				t.Errorf("%s imports %s, which is for tests only", s.name, pkg)
			case floorOf(pkg) >= floor:
				t.Errorf("%s (floor %d) imports %s (floor %d)", s.name, floor, pkg, floorOf(pkg))
			}
		}
	}
}

func TestGroundImportsNothingOfOurs(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg != "" || s.test {
			continue
		}
		for _, imp := range imports(s.file) {
			if strings.HasPrefix(imp, "recourse/") {
				t.Errorf("%s imports %s", s.name, imp)
			}
		}
	}
}

func TestEnginesHaveNoClockLogNetworkOrDisk(t *testing.T) {
	for _, s := range sources(t) {
		floor := floorOf(s.pkg)
		if s.test || strings.HasPrefix(s.pkg, "internal/") || (s.pkg != "" && (floor < 0 || floor >= engineFloors)) {
			continue
		}
		for _, imp := range imports(s.file) {
			if slices.Contains(forbidden, imp) {
				t.Errorf("engine file %s imports %s", s.name, imp)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := call.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick"}, call.Sel.Name) {
				t.Errorf("%s: an engine reads the clock: time.%s", s.fset.Position(call.Pos()), call.Sel.Name)
			}
			return true
		})
	}
}

func TestNoInitFunctions(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.name)
			}
		}
	}
}

// What is named …ForTest breaks things: the program itself never calls it.
func TestProgramBreaksNothingOnPurpose(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.Contains(testOnly, s.pkg) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				name := ""
				switch f := call.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				if strings.HasSuffix(name, "ForTest") {
					t.Errorf("%s calls %s", s.fset.Position(call.Pos()), name)
				}
			}
			return true
		})
	}
}

// Each package says what it is for and what to call first.
func TestEveryPackageHasADoc(t *testing.T) {
	docs := make(map[string]string)
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if s.file.Doc != nil {
			docs[s.pkg] += s.file.Doc.Text()
		} else if _, ok := docs[s.pkg]; !ok {
			docs[s.pkg] = ""
		}
	}
	for pkg, doc := range docs {
		if len(strings.Fields(doc)) < 15 {
			t.Errorf("package %q has no doc that says what it does and what to call first: %q", pkg, doc)
		}
	}
}

func TestFoldersOfTheHouseExist(t *testing.T) {
	seen := make(map[string]bool)
	for _, s := range sources(t) {
		seen[s.pkg] = true
	}
	for _, floor := range append(floors, testOnly) {
		for _, pkg := range floor {
			if !seen[pkg] {
				t.Errorf("the house names %s, which holds no Go: take it off the picture", pkg)
			}
		}
	}
}
