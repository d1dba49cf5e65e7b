package custody

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/internal/spill"

	"golang.org/x/mod/sumdb/tlog"
)

var anyDigest = strings.Repeat("5a", 32)

func TestEntryRoundTrip(t *testing.T) {
	at := testNow
	for _, e := range []Entry{
		{N: 0, At: at, Do: Kept, Who: "owner", Door: "cli", Item: anyDigest, Size: 12},
		{N: 1, At: at, Do: Kept, Who: "owner", Item: anyDigest},
		{N: 2, At: at, Clock: at.Add(-time.Hour), Do: Derived, Who: "p1", Item: anyDigest, Of: anyDigest, Tool: "pdftotext/24.02"},
		{N: 3, At: at, Do: Sealed, Who: "owner", Files: []FileSum{{"a.txt", anyDigest}, {"b.txt", anyDigest}}, TagManifests: []string{"tagmanifest-sha256.txt"}},
		{N: 1 << 40, At: at, Do: Noted, Who: "owner", Ref: "rs-bank-recall"},
	} {
		line, err := e.Marshal()
		if err != nil {
			t.Fatalf("Marshal(%+v): %v", e, err)
		}
		got, err := ParseEntry(line)
		if err != nil {
			t.Fatalf("ParseEntry(%s): %v", line, err)
		}
		if again, err := got.Marshal(); err != nil || !bytes.Equal(again, line) {
			t.Errorf("Marshal after ParseEntry = %s, want %s", again, line)
		}
	}
}

func TestParseEntryRefuses(t *testing.T) {
	good := `{"n":0,"at":"2026-11-22T19:05:07Z","do":"kept","who":"owner","item":"` + anyDigest + `","size":1}`
	if _, err := ParseEntry([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"nothing":                   "",
		"null":                      "null",
		"an array":                  "[" + good + "]",
		"a space":                   strings.Replace(good, ",", ", ", 1),
		"a line end":                good + "\n",
		"two values":                good + good,
		"another order":             `{"at":"2026-11-22T19:05:07Z","n":0,"do":"kept","who":"owner","item":"` + anyDigest + `","size":1}`,
		"a field twice":             strings.Replace(good, `"n":0`, `"n":0,"n":0`, 1),
		"an unknown field":          strings.Replace(good, `"n":0`, `"n":0,"x":0`, 1),
		"a field in another case":   strings.Replace(good, `"who"`, `"Who"`, 1),
		"a number as a fraction":    strings.Replace(good, `"n":0`, `"n":0.0`, 1),
		"a negative place":          strings.Replace(good, `"n":0`, `"n":-1`, 1),
		"an escaped letter":         strings.Replace(good, `"owner"`, `"\u006fwner"`, 1),
		"a digest in upper case":    strings.Replace(good, anyDigest, strings.ToUpper(anyDigest), 1),
		"a time with an offset":     strings.Replace(good, "07Z", "07+00:00", 1),
		"a fraction of a second":    strings.Replace(good, "07Z", "07.5Z", 1),
		"a day that is none":        strings.Replace(good, "11-22", "02-30", 1),
		"an unknown action":         strings.Replace(good, "kept", "lost", 1),
		"a text for an identifier":  strings.Replace(good, `"owner"`, `"Danijel Markovic"`, 1),
		"kept without an item":      `{"n":0,"at":"2026-11-22T19:05:07Z","do":"kept","who":"owner"}`,
		"derived without a parent":  strings.Replace(good, "kept", "derived", 1),
		"sealed without files":      strings.Replace(good, "kept", "sealed", 1),
		"a clock after the time":    strings.Replace(good, `"do"`, `"clock":"2027-01-01T00:00:00Z","do"`, 1),
		"an empty field spelt out":  strings.Replace(good, `"item"`, `"door":"","item"`, 1),
		"more than an entry may be": `{"n":0,"at":"` + strings.Repeat("x", maxEntry) + `"}`,
	} {
		if e, err := ParseEntry([]byte(line)); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ParseEntry with %s = %+v, %v; want invalid", name, e, err)
		}
	}
}

func testLog(t testing.TB, n int) (Head, []Entry, *Tree) {
	t.Helper()
	var head Head
	var tree Tree
	entries := make([]Entry, n)
	for i := range n {
		e, line, next, err := head.Next(Entry{At: testNow.Add(time.Duration(i) * time.Second), Do: Viewed, Who: fmt.Sprintf("p%d", i)})
		if err == nil {
			err = tree.Add(line)
		}
		if err != nil {
			t.Fatal(err)
		}
		entries[i], head = e, next
	}
	return head, entries, &tree
}

// The head's own root is that of the reference implementation, at every size.
func TestHeadAgreesWithTheTree(t *testing.T) {
	for n := range 70 {
		head, _, tree := testLog(t, n)
		want, err := tlog.TreeHash(int64(n), tlog.HashReaderFunc(tree.read))
		if err != nil {
			t.Fatal(err)
		}
		if got := head.Root(); got != want {
			t.Errorf("root of %d entries = %v, want %v", n, got, want)
		}
	}
}

func TestEveryEntryIsProved(t *testing.T) {
	s := testSigner(t, 1)
	for _, n := range []int{1, 2, 3, 7, 8, 33} {
		head, entries, tree := testLog(t, n)
		cp, err := SignCheckpoint(s, "case1", head)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			msg, err := tree.Prove(int64(i), cp)
			if err != nil {
				t.Fatal(err)
			}
			line, err := e.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			if c, err := CheckProof(msg, line, s.Key()); err != nil || c.Size != int64(n) {
				t.Errorf("entry %d of %d: CheckProof = %+v, %v", i, n, c, err)
			}
			if _, err := CheckProof(msg, append(line, ' '), s.Key()); !errors.Is(err, recourse.Invalid) {
				t.Errorf("entry %d of %d, changed: err = %v, want invalid", i, n, err)
			}
			if _, err := CheckProof(msg, line, testSigner(t, 2).Key()); !errors.Is(err, recourse.Denied) {
				t.Errorf("entry %d of %d, another key: err = %v, want denied", i, n, err)
			}
		}
	}
}

func TestHeadRefuses(t *testing.T) {
	head, entries, _ := testLog(t, 5)
	again := entries[4]
	if _, err := head.Follow(again); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Follow(an entry again) = %v, want invalid", err)
	}
	early := again
	early.N, early.At = 5, testNow.Add(-time.Hour)
	if _, err := head.Follow(early); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Follow(an entry from before) = %v, want invalid", err)
	}
	if _, _, _, err := (Head{Size: 3}).Next(again); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Next on a broken head = %v, want invalid", err)
	}
	e, _, _, err := head.Next(Entry{At: testNow.Add(-time.Hour), Do: Viewed, Who: "p"})
	if err != nil || e.At != head.Last || !e.Clock.Equal(testNow.Add(-time.Hour)) {
		t.Errorf("Next with the clock set back = %+v, %v", e, err)
	}
}

func TestCheckpoint(t *testing.T) {
	s := testSigner(t, 1)
	head, _, _ := testLog(t, 5)
	msg, err := SignCheckpoint(s, "case1", head)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseCheckpoint(msg, s.Key())
	if err != nil || c.Origin != "recourse.example/test/case1" || c.Size != 5 || c.Root != head.Root() {
		t.Errorf("ParseCheckpoint = %+v, %v", c, err)
	}
	for i := range msg {
		bad := bytes.Clone(msg)
		bad[i] ^= 1
		if _, err := ParseCheckpoint(bad, s.Key()); err == nil {
			t.Errorf("byte %d (%q) changed: ParseCheckpoint returns nil", i, msg[i])
		}
	}
	text := string(msg)
	for name, bad := range map[string]string{
		"cut off":              text[:len(text)-5],
		"signed twice":         text + text[strings.Index(text, "— "):],
		"an extra line":        strings.Replace(text, "\n\n", "\nmore\n\n", 1),
		"another's line ahead": strings.Replace(text, "— ", "— other.example AAAAAAAA\n— ", 1),
		"a line that is none":  text + "other.example AAAAAAAA\n",
		"base64 not canonical": text + "— other.example AAAAAAB=\n",
		"one line twice":       text + strings.Repeat("— other.example AAAAAAAA\n", 2),
		"a bare carriage":      strings.ReplaceAll(text, "\n", "\r\n"),
		"nothing":              "",
		"more than may be":     text + strings.Repeat("x", maxCheckpoint),
		"the size spelt +5":    strings.Replace(text, "\n5\n", "\n+5\n", 1),
		"the size spelt 05":    strings.Replace(text, "\n5\n", "\n05\n", 1),
		"the origin exchanged": strings.Replace(text, "/case1\n", "/case2\n", 1),
	} {
		if c, err := ParseCheckpoint([]byte(bad), s.Key()); err == nil {
			t.Errorf("ParseCheckpoint with %s = %+v", name, c)
		}
	}
	if c, err := ParseCheckpoint([]byte(text+"— other.example AAAAAAAA\n"), s.Key()); err != nil || c.Size != 5 {
		t.Errorf("ParseCheckpoint with a witness's line = %+v, %v", c, err)
	}
	if _, err := ParseCheckpoint(msg, Key{}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("ParseCheckpoint with no key: err = %v, want invalid", err)
	}
}

func TestKeys(t *testing.T) {
	// Enough keys that some have a plus in their base64.
	plus := 0
	for i := range 200 {
		s := testSigner(t, seed(i))
		k, err := ParseKey(" " + s.Key().String() + "\n")
		if err != nil || k.String() != s.String() || k.Name() != "recourse.example/test" {
			t.Fatalf("ParseKey(%q) = %v, %v", s.Key(), k, err)
		}
		if strings.Count(k.String(), "+") > 2 {
			plus++
		}
	}
	if plus == 0 {
		t.Error("no key had a plus in its base64: the test shows nothing")
	}
	good := testSigner(t, 1).Key().String()
	for _, bad := range []string{"", "x", good[:len(good)-1], good + "A", strings.Replace(good, "+", "-", 1), "UPPER" + good, strings.Replace(good, "recourse.example/test", "a b", 1)} {
		if k, err := ParseKey(bad); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ParseKey(%q) = %v, %v; want invalid", bad, k, err)
		}
	}
	if _, err := GenerateKey(seed(1), "Not Allowed"); !errors.Is(err, recourse.Invalid) {
		t.Errorf("GenerateKey with a bad name: err = %v, want invalid", err)
	}
	for _, bad := range []string{"", "PRIVATE+KEY+a+b+c", "PRIVATE+KEY+recourse.example/test+00000000+AAAA"} {
		if _, err := NewSigner(bad); !errors.Is(err, recourse.Invalid) || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("NewSigner(%q): err = %v, want invalid, without the key", bad, err)
		}
	}
}

func BenchmarkHeadNext(b *testing.B) {
	var head Head
	e := Entry{At: testNow, Do: Kept, Who: "owner", Door: "cli", Item: anyDigest, Size: 12}
	b.ReportAllocs()
	for b.Loop() {
		_, _, next, err := head.Next(e)
		if err != nil {
			b.Fatal(err)
		}
		head = next
	}
}

// BenchmarkReadLog reads and hashes a log as Verify does; a byte is an entry.
func BenchmarkReadLog(b *testing.B) {
	const n = 20000
	var text bytes.Buffer
	var head Head
	for i := range n {
		_, line, next, err := head.Next(Entry{At: testNow, Do: Kept, Who: "owner", Door: "cli", Item: fmt.Sprintf("%064x", i), Size: 12})
		if err != nil {
			b.Fatal(err)
		}
		text.Write(append(line, '\n'))
		head = next
	}
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		st := &readState{items: spill.New(nil).Sorter()}
		if err := st.read(b.Context(), bytes.NewReader(text.Bytes())); err != nil || st.head.Root() != head.Root() {
			b.Fatal(err)
		}
	}
}

// BenchmarkProve proves entries of a log of a million.
func BenchmarkProve(b *testing.B) {
	const n = 1_000_000
	var tree Tree
	var line []byte
	for i := range n {
		line = strconv.AppendInt(line[:0], int64(i), 10)
		if err := tree.Add(line); err != nil {
			b.Fatal(err)
		}
	}
	i := int64(0)
	for b.Loop() {
		if _, err := tree.Prove(i%n, []byte("checkpoint\n")); err != nil {
			b.Fatal(err)
		}
		i += 7919
	}
}
