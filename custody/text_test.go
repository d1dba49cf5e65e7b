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
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "add" {
				if lit, ok := call.Args[0].(*ast.BasicLit); ok {
					if s, err := strconv.Unquote(lit.Value); err == nil {
						found["problem."+s] = true
					}
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
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
func TestVectors(t *testing.T) {
	dir := filepath.Join("testdata", "vectors")
	if *update {
		writeVectors(t, dir)
	}
	cases, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range cases {
		if !c.IsDir() {
			continue
		}
		n++
		t.Run(c.Name(), func(t *testing.T) {
			expect := readExpect(t, filepath.Join(dir, c.Name()+".expect"))
			r, err := Verify(t.Context(), os.DirFS(filepath.Join(dir, c.Name())), VerifyOptions{Signer: expect.signer})
			if err != nil {
				t.Fatal(err)
			}
			if got := codes(r); r.Kind != expect.kind || !slices.Equal(got, expect.problems) {
				t.Errorf("Verify: kind %s, problems %q; want kind %s, %q", r.Kind, got, expect.kind, expect.problems)
			}
		})
	}
	if n < 10 {
		t.Errorf("%d vectors were found, want 10 or more", n)
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
