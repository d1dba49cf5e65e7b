// Package testkit is what tests of several packages share: the fixed clock, the
// two sample persons of the folder examples, and golden files.
//
// Call [Now] for the time, [Danijel] and [Milena] for whole incidents as the
// way in should end up with them, [Golden] to compare with a file. It is
// imported by tests only.
package testkit

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
)

// Belgrade is the zone of both stories, as a fixed offset so that tests need no
// zone files. All that happens in it after 25 October 2026 is in winter time.
func Belgrade() *time.Location { return time.FixedZone("CET", 3600) }

// Now returns the time at which both stories stand: Monday, 23 November 2026,
// 9:00 in Belgrade.
func Now() time.Time { return time.Date(2026, time.November, 23, 9, 0, 0, 0, Belgrade()) }

// Today returns the day of [Now].
func Today() recourse.Date { return recourse.DateOf(Now()) }

// Root returns the module's folder, found upwards from where the test runs.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("working folder: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}

// Example returns the path of a file or folder below examples.
func Example(t testing.TB, parts ...string) string {
	t.Helper()
	return filepath.Join(append([]string{Root(t), "examples"}, parts...)...)
}

// story is one folder of examples while its incident is built.
type story struct {
	t     testing.TB
	dir   string
	texts map[string]string
}

func open(t testing.TB, dir string) *story {
	t.Helper()
	return &story{t: t, dir: dir, texts: make(map[string]string)}
}

// text returns the file's bytes.
func (s *story) text(name string) string {
	s.t.Helper()
	if text, ok := s.texts[name]; ok {
		return text
	}
	b, err := os.ReadFile(Example(s.t, s.dir, name))
	if err != nil {
		s.t.Fatalf("read example: %v", err)
	}
	s.texts[name] = string(b)
	return s.texts[name]
}

func (s *story) item(name string) string {
	sum := sha256.Sum256([]byte(s.text(name)))
	return hex.EncodeToString(sum[:])
}

// at is the origin of words that stand once or more in a file that is plain
// UTF-8: the first place counts.
func (s *story) at(name, words string) incident.Origin {
	s.t.Helper()
	i := strings.Index(s.text(name), words)
	if i < 0 {
		s.t.Fatalf("%s does not hold %q", name, words)
	}
	return incident.Origin{Item: s.item(name), Span: recourse.Span{Start: i, End: i + len(words)}}
}

// place is an origin without a span: a row of a statement, a whole mail.
func (s *story) place(name, where string) incident.Origin {
	return incident.Origin{Item: s.item(name), Place: where}
}

func fact(origins ...incident.Origin) incident.Fact {
	return incident.Fact{Origins: origins, Confirmed: true}
}

// evidence lists the story's files; names and kinds alternate.
func (s *story) evidence(files [][3]string) []incident.Evidence {
	var list []incident.Evidence
	for _, f := range files {
		list = append(list, incident.Evidence{
			Item: s.item(f[0]), Name: f[0], Size: int64(len(s.text(f[0]))), Kind: f[1], MediaType: f[2],
		})
	}
	return list
}

func date(s string) recourse.Date {
	d, err := recourse.ParseDate(s)
	if err != nil {
		panic(err) // a literal of this package
	}
	return d
}

func moment(s string) recourse.Moment {
	m, err := recourse.ParseMoment(s)
	if err != nil {
		panic(err) // a literal of this package
	}
	return m
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }
