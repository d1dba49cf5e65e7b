package custody

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"

	"github.com/google/go-cmp/cmp"
)

func TestSealedPackageVerifies(t *testing.T) {
	p := testPackage(t)
	m, res := seal(t, p)
	r := verifyMem(t, m, VerifyOptions{})
	if !r.OK || r.Kind != KindRecourse || r.Items != 3 || r.Bytes != 29 || r.Log == nil || r.Log.Size != 4 {
		t.Fatalf("Verify = %+v, want ok with 3 items, 29 bytes and 4 entries; problems %v", r, codes(r))
	}
	if !says(r.DoesNotProve, "custody.not.signer") || len(r.VouchedBy) != 0 {
		t.Errorf("without an expected signer the report does not prove %v, vouched by %v; want custody.not.signer and nobody", r.DoesNotProve, r.VouchedBy)
	}
	r = verifyMem(t, m, VerifyOptions{Signer: p.Signer.Key().String()})
	if !r.OK || !says(r.Proves, "custody.proves.signer") || !slices.Equal(r.VouchedBy, []string{BySigner}) {
		t.Errorf("Verify with the right signer: ok = %v, proves %v", r.OK, r.Proves)
	}
	if res.Head.Size != 4 || len(res.Entries) != 1 || res.Entries[0].Do != Sealed {
		t.Errorf("Seal = %+v", res)
	}
}

func TestSealTwiceGivesTheSameBytes(t *testing.T) {
	a, _ := seal(t, testPackage(t))
	p := testPackage(t)
	slices.Reverse(p.Items)
	b, _ := seal(t, p)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two seals of the same items differ (-first +second):\n%s", diff)
	}
}

func TestEveryByteCounts(t *testing.T) {
	m, _ := seal(t, testPackage(t))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		// Every byte of short files, and some 50 places of longer ones.
		step := max(1, len(m[name])/50)
		for i := 0; i < len(m[name]); i += step {
			c := m.clone()
			c[name] = bytes.Clone(m[name])
			c[name][i] ^= []byte{1, 0x20, 0x80}[i%3]
			if r := verifyMem(t, c, VerifyOptions{}); r.OK {
				t.Errorf("%s: byte %d changed: Verify says ok", name, i)
			}
		}
	}
}

func TestEveryFileCounts(t *testing.T) {
	m, _ := seal(t, testPackage(t))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		change := map[string]func(memFolder){
			"deleted":   func(c memFolder) { delete(c, name) },
			"truncated": func(c memFolder) { c[name] = c[name][:len(c[name])/2] },
			"emptied":   func(c memFolder) { c[name] = nil },
			"extended":  func(c memFolder) { c[name] = append(bytes.Clone(c[name]), '\n') },
			"renamed":   func(c memFolder) { c[name+"x"] = c[name]; delete(c, name) },
			"copied":    func(c memFolder) { c[name+"x"] = c[name] },
		}
		for what, f := range change {
			c := m.clone()
			f(c)
			if len(m[name]) == 0 && (what == "truncated" || what == "emptied") {
				continue
			}
			if r := verifyMem(t, c, VerifyOptions{}); r.OK {
				t.Errorf("%s %s: Verify says ok", name, what)
			}
		}
	}
	for _, added := range []string{"data/new.txt", "note.txt", "log/more", "tagmanifest-md5.txt", "manifest-md5.txt", "fetch.txt"} {
		c := m.clone()
		c[added] = []byte{}
		if r := verifyMem(t, c, VerifyOptions{}); r.OK {
			t.Errorf("empty %s added: Verify says ok", added)
		}
	}
}

// forge repairs everything that can be repaired without the key: the manifests
// and the tag manifests.
func forge(t *testing.T, m memFolder) {
	t.Helper()
	for _, a := range sealAlgs() {
		var rows []row
		for name, b := range m {
			if strings.HasPrefix(name, payloadDir) {
				rows = append(rows, row{path: name, sum: sumOf(a, b)})
			}
		}
		name := "manifest-" + string(a) + ".txt"
		if _, there := m[name]; there {
			m[name] = manifestOf(t, rows)
		}
	}
	for _, a := range sealAlgs() {
		name := "tagmanifest-" + string(a) + ".txt"
		if _, there := m[name]; !there {
			continue
		}
		var rows []row
		for n, b := range m {
			if !strings.HasPrefix(n, payloadDir) && !strings.HasPrefix(n, "tagmanifest-") {
				rows = append(rows, row{path: n, sum: sumOf(a, b)})
			}
		}
		m[name] = manifestOf(t, rows)
	}
}

func manifestOf(t *testing.T, rows []row) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := formatManifest(&b, rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sumOf(a algorithm, b []byte) string {
	d := newDigester(a)
	_, _ = d.Write(b)
	return hex.EncodeToString(d.hashes[0].Sum(nil))
}

func TestForgeriesAreFound(t *testing.T) {
	p := testPackage(t)
	m, _ := seal(t, p)
	older, _ := seal(t, Package{
		Items: p.Items[:1], Signer: p.Signer, Now: p.Now.AddDate(0, 0, -3), Door: "cli", Speaker: p.Speaker,
	})
	tests := []struct {
		name  string
		forge func(memFolder)
		want  string // a problem that must be named
	}{
		{"item changed, manifests repaired", func(c memFolder) { c["data/chat.txt"] = []byte("Lena: I promise\n") }, "seal-changed manifest-sha256.txt"},
		{"item dropped, manifests repaired", func(c memFolder) { delete(c, "data/chat.txt") }, "seal-changed manifest-sha256.txt"},
		{"item added, manifests repaired", func(c memFolder) { c["data/more.txt"] = []byte("x") }, "seal-item data/more.txt"},
		{"date in bag-info changed", func(c memFolder) {
			c["bag-info.txt"] = bytes.Replace(c["bag-info.txt"], []byte("2026-11-22"), []byte("2026-11-02"), 1)
		}, "seal-changed bag-info.txt"},
		{"page changed", func(c memFolder) { c["index.html"] = append(c["index.html"], ' ') }, "seal-changed index.html"},
		{"one manifest dropped", func(c memFolder) { delete(c, "manifest-sha512.txt") }, "seal-missing manifest-sha512.txt"},
		{"one tag manifest dropped", func(c memFolder) { delete(c, "tagmanifest-sha512.txt") }, "seal-missing tagmanifest-sha512.txt"},
		{"the log dropped", func(c memFolder) { delete(c, "log/entries.jsonl") }, "seal-missing log/entries.jsonl"},
		{"the whole log folder dropped", func(c memFolder) {
			maps.DeleteFunc(c, func(n string, _ []byte) bool { return strings.HasPrefix(n, "log/") })
		}, "seal-missing log/signer.txt"},
		{"an older log of the same key", func(c memFolder) {
			for n, b := range older {
				if strings.HasPrefix(n, "log/") {
					c[n] = b
				}
			}
		}, "seal-changed bag-info.txt"},
		{"an entry dropped", func(c memFolder) {
			_, c["log/entries.jsonl"], _ = bytes.Cut(c["log/entries.jsonl"], []byte("\n"))
		}, "log-entry log/entries.jsonl"},
		{"an entry back-dated", func(c memFolder) {
			c["log/entries.jsonl"] = bytes.Replace(c["log/entries.jsonl"], []byte("2026-11-22T19:05:07Z"), []byte("2026-11-21T19:05:07Z"), 1)
		}, "log-root log/entries.jsonl"},
		{"two entries exchanged", func(c memFolder) {
			l := bytes.SplitAfter(c["log/entries.jsonl"], []byte("\n"))
			l[0], l[1] = l[1], l[0]
			c["log/entries.jsonl"] = bytes.Join(l, nil)
		}, "log-entry log/entries.jsonl"},
		{"key exchanged", func(c memFolder) {
			k := testSigner(t, 2).Key()
			c["log/signer.txt"], c["log/signer.pem"] = []byte(k.String()+"\n"), k.PEM()
		}, "log-signature log/checkpoint"},
		{"a file that nothing covers", func(c memFolder) { c["read-me-first.txt"] = []byte("call +381 60 000 0000") }, "seal-unexpected read-me-first.txt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := m.clone()
			for n, b := range c {
				c[n] = bytes.Clone(b)
			}
			tt.forge(c)
			forge(t, c)
			r := verifyMem(t, c, VerifyOptions{})
			if r.OK || !slices.Contains(codes(r), tt.want) {
				t.Errorf("Verify: ok = %v, problems %q, want %q among them", r.OK, codes(r), tt.want)
			}
		})
	}
}

func TestAnotherSignerIsUnknown(t *testing.T) {
	p := testPackage(t)
	expected := p.Signer.Key().String()
	p.Signer = testSigner(t, 9)
	m, _ := seal(t, p)
	if r := verifyMem(t, m, VerifyOptions{}); !r.OK || !slices.ContainsFunc(r.DoesNotProve, func(p recourse.Phrase) bool { return p.Key == "custody.not.signer" }) {
		t.Errorf("no signer expected: ok = %v, does not prove %v", r.OK, r.DoesNotProve)
	}
	r := verifyMem(t, m, VerifyOptions{Signer: expected})
	if r.OK || !slices.Contains(codes(r), "unknown-signer log/signer.txt") {
		t.Errorf("other signer expected: ok = %v, problems %q, want unknown-signer", r.OK, codes(r))
	}
	if _, err := Verify(t.Context(), m.fs(), VerifyOptions{Signer: "nobody"}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Verify with an unreadable signer: err = %v, want kind invalid", err)
	}
}

func TestNamesAreKept(t *testing.T) {
	p := testPackage(t)
	names := []string{"\u010d.txt", "c\u030c.txt", "100% proof.txt", "%25.txt", "a\nb.txt", "a\rb.txt", " two  spaces ", "*star.txt", "back\\slash.txt", "a/b/c", "Слика 1.png"}
	p.Items = nil
	for _, n := range names {
		p.Items = append(p.Items, textItem(n, "text of "+n))
	}
	m, _ := seal(t, p)
	for _, n := range names {
		if got := string(m["data/"+n]); got != "text of "+n {
			t.Errorf("data/%q holds %q", n, got)
		}
	}
	for _, want := range []string{"data/%2525.txt\n", "data/a%0Ab.txt\n", "data/a%0Db.txt\n", "data/100%25 proof.txt\n"} {
		if !strings.Contains(string(m["manifest-sha256.txt"]), want) {
			t.Errorf("manifest lacks %q", want)
		}
	}
	if r := verifyMem(t, m, VerifyOptions{}); !r.OK || r.Items != len(names) {
		t.Errorf("Verify: ok = %v with %d items, want %d; problems %q", r.OK, r.Items, len(names), codes(r))
	}
}

func TestSealRefuses(t *testing.T) {
	base := testPackage(t)
	kept := sumOf(sha256Alg, []byte("as it was"))
	tests := []struct {
		name  string
		items []Item
		kind  error
	}{
		{"nothing", nil, recourse.Invalid},
		{"a path that leads out", []Item{textItem("../x", "")}, recourse.Invalid},
		{"an absolute path", []Item{textItem("/x", "")}, recourse.Invalid},
		{"a name that is not UTF-8", []Item{textItem("a\xff", "")}, recourse.Invalid},
		{"the same path twice", []Item{textItem("a", "1"), textItem("a", "2")}, recourse.Invalid},
		{"a path that is file and folder", []Item{textItem("a", "1"), textItem("a.b", ""), textItem("a/b", "2")}, recourse.Invalid},
		{"an item that changed since it was kept", []Item{func() Item {
			it := textItem("a", "as it is now")
			it.SHA256, it.Size = kept, 9
			return it
		}()}, recourse.Conflict},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := base
			p.Items = tt.items
			if _, err := Seal(t.Context(), make(memFolder), p); !errors.Is(err, tt.kind) {
				t.Errorf("Seal: err = %v, want kind %v", err, tt.kind)
			}
		})
	}
	if got, want := SafePath("../a\xff//b\x00"), "__/a%FF/b%00"; got != want {
		t.Errorf("SafePath = %q, want %q", got, want)
	}
}

// A reader that ends with io.ErrUnexpectedEOF was cut off: that is no end.
func TestSealRefusesAnItemThatWasCutOff(t *testing.T) {
	p := testPackage(t)
	p.Items[0].Open = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), errReader{io.ErrUnexpectedEOF})), nil
	}
	if _, err := Seal(t.Context(), make(memFolder), p); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Seal: err = %v, want unexpected EOF", err)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

func TestSealWithHistory(t *testing.T) {
	p := testPackage(t)
	var head Head
	var log []Entry
	add := func(e Entry) {
		t.Helper()
		placed, _, next, err := head.Next(e)
		if err != nil {
			t.Fatal(err)
		}
		head, log = next, append(log, placed)
	}
	for _, it := range p.Items {
		r, _ := it.Open(t.Context())
		b, _ := io.ReadAll(r)
		add(Entry{At: testNow.Add(-time.Hour), Do: Kept, Who: "owner", Item: sumOf(sha256Alg, b), Size: int64(len(b))})
		add(Entry{At: testNow.Add(-time.Hour), Do: Viewed, Who: "owner", Item: sumOf(sha256Alg, b)})
	}
	p.LogID = recourse.NewID()
	history := func(list []Entry) func(func(Entry, error) bool) {
		return func(yield func(Entry, error) bool) {
			for _, e := range list {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	p.History = history(log)
	m, res := seal(t, p)
	if r := verifyMem(t, m, VerifyOptions{}); !r.OK || r.Log.Size != 7 {
		t.Fatalf("Verify: ok = %v, problems %q", r.OK, codes(r))
	}
	if next, err := head.Follow(res.Entries[0]); err != nil || next.Root() != res.Head.Root() {
		t.Errorf("Follow(sealed entry) = %v, %v; want the head that Seal returned", next, err)
	}
	p.History = history(log[2:])
	if _, err := Seal(t.Context(), make(memFolder), p); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Seal with a log that lacks its beginning: err = %v, want invalid", err)
	}
	p.History = history(log[:2])
	if _, err := Seal(t.Context(), make(memFolder), p); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Seal with items that the log does not know: err = %v, want invalid", err)
	}
}

// The commands of HOW-TO-VERIFY.txt are run as they stand, by the shell of a
// person who does not have our program.
func TestHowToVerifyWorksWithBaseTools(t *testing.T) {
	for _, tool := range []string{"sh", "sha256sum", "sed", "basenc", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	t.Run("plain names", func(t *testing.T) { howToVerifyWorks(t, testPackage(t)) })
	t.Run("odd names", func(t *testing.T) {
		p := testPackage(t)
		p.Items = []Item{textItem("100% sure %0A.txt", "1"), textItem("a\nb\\c%.txt", "2"), textItem("back\\slash.txt", "3")}
		howToVerifyWorks(t, p)
	})
	t.Run("keys that followed, witnesses, and a stamp whose certificates ended years ago", func(t *testing.T) {
		p := testPackage(t)
		p.Now = time.Date(2016, 5, 4, 10, 0, 0, 0, time.UTC)
		first := succession(t, testSigner(t, 1), testSigner(t, 3), p.Now.AddDate(-2, 0, 0))
		second := succession(t, testSigner(t, 3), testSigner(t, 2), p.Now.AddDate(-1, 0, 0))
		var err error
		if p.Signer, err = testSigner(t, 2).After([][]byte{first, second}); err != nil {
			t.Fatal(err)
		}
		p.Witnesses = []Witness{newTestWitness("witness.example/a", 21), newTestWitness("witness.example/b", 22)}
		a := newAuthorityAt(t, p.Now)
		a.revoke(t, p.Now.AddDate(0, 0, -1), 0, time.Time{})
		// The other's list is younger than its stamp, and names it for a reason that leaves the stamp good.
		given := newAuthorityAt(t, p.Now)
		given.revoke(t, p.Now.AddDate(0, 0, 9), 4, p.Now.AddDate(0, 0, 8))
		p.Stampers = []Stamper{a, given}
		out := howToVerifyWorks(t, p)
		if n := strings.Count(out, "Signature Verified Successfully"); n != 1+2*2+2 {
			t.Errorf("%d signatures hold, want 7:\n%s", n, out)
		}
		for _, want := range []string{"Verification: OK", "lastUpdate=May  3", "/cert: OK", "lastUpdate=May 13", "certificate revoked", "error 23", "May  4 10:01:00 2016 GMT", newTestWitness("witness.example/b", 22).vkey(), testSigner(t, 3).Key().String()} {
			if !strings.Contains(out, want) {
				t.Errorf("the commands print\n%s\nwhich lacks %q", out, want)
			}
		}
	})
}

// howToCommands are the commands of HOW-TO-VERIFY.txt but for our own.
func howToCommands(m memFolder) string {
	var script strings.Builder
	for line := range strings.SplitSeq(string(m[howToFile]), "\n") {
		if cmd, ok := strings.CutPrefix(line, "    "); ok && !strings.HasPrefix(cmd, "recourse") {
			script.WriteString(cmd + "\n")
		}
	}
	return script.String()
}

// shell returns what commands print in a folder that holds m.
func shell(t *testing.T, m memFolder, commands string) string {
	t.Helper()
	dir := t.TempDir()
	for name, b := range m {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", commands)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	return string(out)
}

// howToVerifyWorks returns what the commands print.
func howToVerifyWorks(t *testing.T, p Package) string {
	t.Helper()
	m, _ := seal(t, p)
	out := shell(t, m, howToCommands(m))
	for _, want := range []string{"FILES OK", "TAGS OK", "COUNT OK", "Signature Verified Successfully", "LOG OK", "SEAL OK"} {
		if !strings.Contains(out, want) {
			t.Errorf("the commands of %s print\n%s\nwhich lacks %q", howToFile, out, want)
		}
	}
	changed := maps.Clone(m)
	changed["manifest-sha256.txt"] = []byte("x")
	if out := shell(t, changed, howToCommands(m)); strings.Contains(out, "SEAL OK") || strings.Contains(out, "FILES OK") {
		t.Errorf("after a change the commands print\n%s", out)
	}
	return out
}

// What the commands of HOW-TO-VERIFY.txt find without our program, though whoever changed the
// package made its lists anew.
func TestHowToVerifyFindsForgeries(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not on this machine")
	}
	p := testPackage(t)
	m, _ := seal(t, p)
	byAnother := p
	byAnother.Signer = testSigner(t, 9)
	other, _ := seal(t, byAnother)
	other[howToFile] = m[howToFile] // which names the key of who sealed first
	tests := []struct {
		name, lacks string
		change      func(memFolder)
	}{
		{"another signed it", "Signature Verified Successfully", func(c memFolder) { clear(c); maps.Copy(c, other) }},
		{"an early entry says another time", "LOG OK", func(c memFolder) {
			c["log/entries.jsonl"] = bytes.Replace(c["log/entries.jsonl"], []byte(`"at":"2`), []byte(`"at":"1`), 1)
		}},
		{"an entry is missing", "LOG OK", func(c memFolder) {
			_, rest, _ := bytes.Cut(c["log/entries.jsonl"], []byte("\n"))
			c["log/entries.jsonl"] = rest
		}},
		{"a page that lies beside the items", "COUNT OK", func(c memFolder) { c["READ-THIS.html"] = []byte("x") }},
		{"a page that lies beside the log", "COUNT OK", func(c memFolder) { c["log/tile/read.html"] = []byte("x") }},
		{"a page whose name reads as two that belong there", "COUNT OK", func(c memFolder) { c["index.html\n./index.html"] = []byte("x") }},
		{"an item that was added", "SEAL OK", func(c memFolder) { c["data/more.txt"] = []byte("x") }},
		{"an item that was changed", "SEAL OK", func(c memFolder) { c["data/chat.txt"] = []byte("x") }},
	}
	for _, tt := range tests {
		c := maps.Clone(m)
		tt.change(c)
		forge(t, c)
		if out := shell(t, c, howToCommands(m)); strings.Contains(out, tt.lacks) {
			t.Errorf("%s: the commands print\n%s\nwhich has %q", tt.name, out, tt.lacks)
		}
	}
	for _, of := range []string{"data/chat.txt", "data", "index.html", "log"} {
		moved := `o=$(mktemp -d) && mv "` + of + `" "$o/it" && ln -s "$o/it" "` + of + "\"\n"
		if out := shell(t, m, moved+howToCommands(m)); strings.Contains(out, "COUNT OK") || !strings.Contains(out, "./"+of) {
			t.Errorf("with a link in place of %s the commands print\n%s", of, out)
		}
	}
}
