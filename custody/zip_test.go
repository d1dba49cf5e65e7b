package custody

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"recourse"
)

func sealZip(t testing.TB, p Package) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := NewZip(&b, "dokazi", p.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Seal(t.Context(), z, p); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verifyZip(t testing.TB, b []byte) Report {
	t.Helper()
	r, err := VerifyZip(t.Context(), bytes.NewReader(b), int64(len(b)), VerifyOptions{})
	if err != nil {
		t.Fatalf("VerifyZip: %v", err)
	}
	if r.OK != (len(r.Problems) == 0) {
		t.Errorf("VerifyZip: ok = %v with problems %v", r.OK, r.Problems)
	}
	return r
}

func TestZipPackage(t *testing.T) {
	b := sealZip(t, testPackage(t))
	if again := sealZip(t, testPackage(t)); !bytes.Equal(b, again) {
		t.Error("two zips of the same package differ")
	}
	r := verifyZip(t, b)
	if !r.OK || r.Kind != KindRecourse || r.Items != 3 {
		t.Fatalf("VerifyZip = %+v, problems %q", r, codes(r))
	}
	step := max(1, len(b)/700)
	for i := 0; i < len(b); i += step {
		c := bytes.Clone(b)
		c[i] ^= []byte{1, 0x20, 0x80}[i%3]
		if r := verifyZip(t, c); r.OK {
			t.Errorf("byte %d of %d changed: VerifyZip says ok", i, len(b))
		}
	}
	for _, n := range []int{0, 1, 30, len(b) / 2, len(b) - 23, len(b) - 1} {
		if r := verifyZip(t, b[:n]); r.OK {
			t.Errorf("cut to %d bytes: VerifyZip says ok", n)
		}
	}
	for _, c := range [][]byte{append(bytes.Clone(b), 0), append([]byte{0}, b...), append(bytes.Clone(b), b...)} {
		if r := verifyZip(t, c); r.OK {
			t.Error("bytes added outside the zip: VerifyZip says ok")
		}
	}
}

// zipOf packs files as any other program would.
func zipOf(t *testing.T, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, f := range files {
		w, err := zw.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPackageAmongOtherFiles verifies everything.zip: the results of a case, with the
// package in one of their folders.
func TestPackageAmongOtherFiles(t *testing.T) {
	p := testPackage(t)
	write := func(also string) []byte {
		var b bytes.Buffer
		z, err := NewZip(&b, "recourse-2026-11-22", p.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		inner, _ := seal(t, p)
		files := map[string][]byte{"report.html": []byte("<p>"), "papers/bank.pdf": []byte("%PDF")}
		for name, content := range inner {
			files["evidence/"+name] = content
			if also != "" {
				files[also+"/"+name] = content
			}
		}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write(files[name])
			}
			if err := errors.Join(err, w.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	b := write("")
	if r := verifyZip(t, b); !r.OK || r.Kind != KindRecourse || r.Within != "evidence" || r.Items != 3 || !says(r.DoesNotProve, "custody.not.beside") {
		t.Errorf("a package among other files: ok = %v, %s within %q with %d items, problems %q", r.OK, r.Kind, r.Within, r.Items, codes(r))
	}
	c := bytes.Clone(b)
	c[bytes.Index(c, []byte("the task is easy"))] ^= 1
	if r := verifyZip(t, c); r.OK || r.Within != "evidence" {
		t.Errorf("an item of it changed: ok = %v within %q", r.OK, r.Within)
	}
	if r := verifyZip(t, write("again")); r.OK || r.Within != "" || !slices.Contains(codes(r), "bag-none bagit.txt") {
		t.Errorf("two packages in one zip: ok = %v within %q, problems %q", r.OK, r.Within, codes(r))
	}
}

func TestZipOfOthers(t *testing.T) {
	sum := digestOf(sha256Alg, "x")
	bag := [][2]string{{"bag/bagit.txt", bag10}, {"bag/data/a", "x"}, {"bag/manifest-sha256.txt", sum + "  data/a\n"}}
	if r := verifyZip(t, zipOf(t, bag...)); !r.OK || r.Kind != KindBagIt {
		t.Errorf("a bag in a zip: ok = %v, problems %q", r.OK, codes(r))
	}
	if r := verifyZip(t, zipOf(t, append([][2]string{{"bag/", ""}, {"bag/data/", ""}}, bag...)...)); !r.OK {
		t.Errorf("a bag in a zip with folders: problems %q", codes(r))
	}
	for name, add := range map[string][2]string{
		"a file twice":               {"bag/data/a", "x"},
		"a file beside the folder":   {"other/x", "x"},
		"a path that leads out":      {"bag/../x", "x"},
		"an absolute path":           {"/bag/x", "x"},
		"a path with an empty part":  {"bag//x", "x"},
		"a file at the zip's ground": {"x", "x"},
	} {
		r := verifyZip(t, zipOf(t, append(slices.Clone(bag), add)...))
		if r.OK || !slices.ContainsFunc(r.Problems, func(p recourse.Problem) bool { return p.Code == "zip-name" }) {
			t.Errorf("%s: ok = %v, problems %q, want zip-name", name, r.OK, codes(r))
		}
	}
	m, _ := seal(t, testPackage(t))
	var again [][2]string
	for n, b := range m {
		again = append(again, [2]string{"dokazi/" + n, string(b)})
	}
	r := verifyZip(t, zipOf(t, again...))
	if r.OK || !slices.Contains(codes(r), "zip-rewritten ") {
		t.Errorf("our package packed anew: ok = %v, problems %q, want zip-rewritten", r.OK, codes(r))
	}
}

func TestZipWritesOneFileAfterTheOther(t *testing.T) {
	z, err := NewZip(&bytes.Buffer{}, "a", testNow, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Create("x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Create("y"); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Create before Close: err = %v, want conflict", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := z.Create("x"); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Create of a taken name: err = %v, want conflict", err)
	}
	for _, name := range []string{"y", "x"} {
		if f, err = z.Create(name); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Close of a zip with a name twice: err = %v, want conflict", err)
	}
	if _, err := NewZip(&bytes.Buffer{}, "../a", testNow, nil); !errors.Is(err, recourse.Invalid) {
		t.Errorf("NewZip with a base that leads out: err = %v, want invalid", err)
	}
}

func TestUnzipReadsOurZip(t *testing.T) {
	tool, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("unzip is not on this machine")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "p.zip")
	if err := os.WriteFile(name, sealZip(t, testPackage(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), tool, "-q", name, "-d", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("unzip: %v\n%s", err, out)
	}
	r, err := Verify(t.Context(), os.DirFS(filepath.Join(dir, "dokazi")), VerifyOptions{})
	if err != nil || !r.OK {
		t.Errorf("Verify of what unzip wrote: %v, problems %q", err, codes(r))
	}
}
