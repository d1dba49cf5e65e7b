package custody

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// keysInSource finds the codes of problems and the keys of phrases in the code.
func keysInSource(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`^custody\.[a-z-]+\.[a-z-]+$`)
	found := make(map[string]bool)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && key.MatchString(s) {
					found[s] = true
				}
			}
			for _, k := range keysOfNode(n) {
				found[k] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
}

var whyKey = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// literal is the text of a node that is one, or "".
func literal(n ast.Node) string {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// keysOfNode are the keys that a call or an expression makes of the literals in it.
func keysOfNode(n ast.Node) (keys []string) {
	add := func(prefix string, n ast.Node) {
		if s := literal(n); whyKey.MatchString(s) {
			keys = append(keys, prefix+s)
		}
	}
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if x, ok := n.X.(*ast.Ident); ok && x.Name == "whyPrefix" {
			add(whyPrefix, n.Y)
		}
	case *ast.AssignStmt:
		if x, ok := n.Lhs[0].(*ast.Ident); ok && x.Name == "key" && len(n.Rhs) == 1 {
			add(whyPrefix, n.Rhs[0])
		}
	case *ast.CallExpr:
		name := ""
		switch fun := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		case *ast.Ident:
			name = fun.Name
		}
		switch {
		case name == "add" && len(n.Args) == 3, name == "row", name == "unreadable", name == "addPhrase":
			add("problem.", n.Args[0])
		case name == "explain":
			add("problem.", n.Args[0])
			add(whyPrefix, n.Args[3])
		case name == "badStamp":
			add(whyPrefix+"stamp-", n.Args[0])
		case name == "bad":
			for i := 1; i < len(n.Args) && len(keys) == 0; i++ {
				add(whyPrefix, n.Args[i])
			}
		}
	}
	return keys
}

func TestEverySentenceIsInBothLanguages(t *testing.T) {
	want := keysInSource(t)
	if len(want) < 50 {
		t.Fatalf("only %d keys were found in the code: %q", len(want), want)
	}
	for _, lang := range []string{"en", "sr-Latn"} {
		got := slices.Sorted(maps.Keys(newSpeaker(t, lang).text))
		for _, k := range want {
			if !slices.Contains(got, k) {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
		for _, k := range got {
			if !slices.Contains(want, k) {
				t.Errorf("%s has %s, which nothing says", lang, k)
			}
		}
	}
}

func TestPagesInSerbian(t *testing.T) {
	p := testPackage(t)
	p.Speaker = newSpeaker(t, "sr-Latn")
	p.Items = append(p.Items, textItem("<script>alert(1)</script>.html", "x"))
	m, _ := seal(t, p)
	page, howTo := string(m[indexFile]), string(m[howToFile])
	for _, want := range []string{`lang="sr-Latn"`, "Zapečaćeni dokazi", "&lt;script&gt;", "Content-Security-Policy"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", indexFile, want)
		}
	}
	for _, never := range []string{"<script", "href=", "src=", "custody."} {
		if strings.Contains(page, never) {
			t.Errorf("%s has %q", indexFile, never)
		}
	}
	if strings.Contains(howTo, "custody.") || !strings.Contains(howTo, p.Signer.Key().String()) {
		t.Errorf("%s lacks a sentence or the key:\n%s", howToFile, howTo)
	}
	if r := verifyMem(t, m, VerifyOptions{}); !r.OK {
		t.Errorf("problems %q", codes(r))
	}
}

// The vectors are read by this test and by other implementations: see
// testdata/vectors/README.md. After a change of the form: go test -update.
// Those of the form before stay as they are.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t, filepath.Join("testdata", "vectors"))
	}
	n := 0
	eachVector(t, func(t *testing.T, dir string, expect expectation) {
		n++
		r, err := Verify(t.Context(), os.DirFS(dir), expect.opt)
		if err != nil {
			t.Fatal(err)
		}
		if got := codes(r); r.Kind != expect.kind || strconv.FormatBool(r.OK) != expect.ok || !slices.Equal(got, expect.problems) || strings.Join(r.VouchedBy, " ") != expect.vouched {
			t.Errorf("Verify: kind %s, vouched by %v, problems %q; want kind %s, %q, %q", r.Kind, r.VouchedBy, got, expect.kind, expect.vouched, expect.problems)
		}
	})
	if n < 30 {
		t.Errorf("%d vectors were found, want 30 or more", n)
	}
}

func eachVector(t *testing.T, f func(t *testing.T, dir string, expect expectation)) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join("testdata", "vectors*", "*.expect"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range list {
		dir := strings.TrimSuffix(name, ".expect")
		t.Run(filepath.Base(filepath.Dir(dir))+"/"+filepath.Base(dir), func(t *testing.T) { f(t, dir, readExpect(t, name)) })
	}
}

// The form of a package does not change unnoticed: the vector "sealed" is what
// Seal writes today.
func TestSealWritesTheVector(t *testing.T) {
	m, _ := seal(t, vectorPackage(t))
	dir := filepath.Join("testdata", "vectors", "sealed")
	for name, b := range m {
		want, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != string(b) {
			t.Errorf("%s is not what the vector has: got\n%s\nwant\n%s", name, b, want)
		}
	}
}
