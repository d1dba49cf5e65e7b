package custody

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
)

// memFolder is a package in memory.
type memFolder map[string][]byte

type memFile struct {
	bytes.Buffer
	done func([]byte)
}

func (f *memFile) Close() error {
	f.done(f.Bytes())
	return nil
}

func (m memFolder) Create(name string) (io.WriteCloser, error) {
	if _, there := m[name]; there {
		return nil, fmt.Errorf("%s is there already", name)
	}
	return &memFile{done: func(b []byte) { m[name] = b }}, nil
}

func (m memFolder) fs() fstest.MapFS {
	f := make(fstest.MapFS, len(m))
	for name, b := range m {
		f[name] = &fstest.MapFile{Data: b}
	}
	return f
}

func (m memFolder) clone() memFolder { return maps.Clone(m) }

// speaker says the sentences of one catalogue; the tests need no plurals.
type speaker struct {
	lang string
	text map[string]json.RawMessage
}

func newSpeaker(t testing.TB, lang string) speaker {
	t.Helper()
	b, err := os.ReadFile("../knowledge/locales/" + lang + ".custody.json")
	if err != nil {
		t.Fatal(err)
	}
	s := speaker{lang: lang}
	if err := json.Unmarshal(b, &s.text); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s speaker) Lang() string { return s.lang }

func (s speaker) Say(p recourse.Phrase) string {
	raw, ok := s.text[p.Key]
	if !ok {
		return p.Key
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var forms map[string]string
		_ = json.Unmarshal(raw, &forms)
		text = forms["other"]
	}
	for k, v := range p.Args {
		text = strings.ReplaceAll(text, "{{."+k+"}}", fmt.Sprint(v))
	}
	return text
}

// seed is a source of keys that is the same in every run.
type seed byte

func (s seed) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

func testSigner(t testing.TB, s seed) *Signer {
	t.Helper()
	secret, err := GenerateKey(s, "recourse.example/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

var testNow = time.Date(2026, 11, 22, 19, 5, 7, 0, time.UTC)

func textItem(path, text string) Item {
	return Item{
		Path: path, MediaType: "text/plain", Kind: "chat", Door: "cli", By: "owner", At: testNow.Add(-time.Hour),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	}
}

func testPackage(t testing.TB) Package {
	t.Helper()
	return Package{
		Items:  []Item{textItem("chat.txt", "Lena: the task is easy\n"), textItem("izvod/oktobar 2026.csv", "1;2;3\n"), textItem("prazno.txt", "")},
		Signer: testSigner(t, 1), Now: testNow, Door: "cli", Speaker: newSpeaker(t, "en"),
		Info: []Info{{"External-Description", "Example"}},
	}
}

func seal(t testing.TB, p Package) (memFolder, SealResult) {
	t.Helper()
	m := make(memFolder)
	res, err := Seal(t.Context(), m, p)
	if err != nil {
		t.Fatalf("Seal: %v", err)
	}
	return m, res
}

func verifyMem(t testing.TB, m memFolder, opt VerifyOptions) Report {
	t.Helper()
	r, err := Verify(t.Context(), m.fs(), opt)
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	if r.OK != (len(r.Problems) == 0) {
		t.Errorf("Verify: ok = %v with problems %v", r.OK, r.Problems)
	}
	if !r.OK && len(r.Proves) > 0 {
		t.Errorf("Verify: a package that is not ok proves %v", r.Proves)
	}
	return r
}

func codes(r Report) []string {
	var list []string
	for _, p := range r.Problems {
		list = append(list, p.Code+" "+p.Path)
	}
	return list
}

// says reports whether a phrase is among them.
func says(list []recourse.Phrase, key string) bool {
	return slices.ContainsFunc(list, func(p recourse.Phrase) bool { return p.Key == key })
}
