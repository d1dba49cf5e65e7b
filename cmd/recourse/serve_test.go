package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"recourse/custody"
)

// served is a running `recourse serve` and a browser's side of it.
type served struct {
	*http.Client
	origin, token string
	data          string
	stop          func() int
}

// start runs the real program until stop, or the end of the test.
func start(t *testing.T, data string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", data, "--now", "2026-11-23T09:00:00+01:00"}, strings.NewReader(""), in, io.Discard)
		in.Close()
	}()
	s := browserOf(t, out)
	s.data = data
	s.stop = func() int {
		cancel()
		code := <-done
		done <- code
		return code
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// browserOf waits for the link that a server prints, and is a browser for it.
func browserOf(t *testing.T, out io.Reader) *served {
	t.Helper()
	line := make([]byte, 1<<10)
	var said []byte
	link := regexp.MustCompile(`(http://127\.0\.0\.1:\d+)/sign-in\?token=(\S+)`)
	for !link.Match(said) {
		n, err := out.Read(line)
		if err != nil {
			t.Fatalf("serve ended before it printed its link: %s", said)
		}
		said = append(said, line[:n]...)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	found := link.FindSubmatch(said)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &served{Client: &http.Client{Jar: jar, Timeout: time.Minute}, origin: string(found[1]), token: string(found[2])}
}

func (s *served) get(t *testing.T, path string) (int, []byte) {
	t.Helper()
	r, err := s.Get(s.origin + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, b
}

// signIn redeems the link and returns the status that it ends with.
func (s *served) signIn(t *testing.T) int {
	t.Helper()
	r, err := s.PostForm(s.origin+"/en/sign-in", url.Values{"token": {s.token}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}

// uploaded is a folder's files as a form that a browser sends.
func uploaded(t *testing.T, folder string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = new(bytes.Buffer)
	form := multipart.NewWriter(body)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		w, err := form.CreateFormFile("files", e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), body
}

// hand hands in a folder's files as a browser does, and returns the case's path.
func (s *served) hand(t *testing.T, folder string) string {
	t.Helper()
	kind, body := uploaded(t, folder)
	r, err := s.Post(s.origin+"/en/check", kind, body)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK || !strings.Contains(r.Request.URL.Path, "/case/") {
		b, _ := io.ReadAll(r.Body)
		t.Fatalf("handing in ended at %s with %s: %.500s", r.Request.URL, r.Status, b)
	}
	return r.Request.URL.Path
}

// TestServe hands the example in, reads the pages, takes everything away,
// verifies it, and looks at what lies on the disk.
func TestServe(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "data"))
	if code, b := s.get(t, "/en/"); code == http.StatusOK && bytes.Contains(b, []byte("<textarea")) {
		t.Fatal("the home page is open to whoever has not signed in")
	}
	if code := s.signIn(t); code != http.StatusOK {
		t.Fatalf("sign-in = %d", code)
	}
	path := s.hand(t, "../../examples/task-job")
	for page, want := range map[string]string{path: "150,638 RSD", path + "/plan": "rs-criminal-complaint", path + "/evidence": "izvod-novembar-2026.csv"} {
		if code, b := s.get(t, page); code != http.StatusOK || !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s = %d, and holds %q: %v", page, code, want, bytes.Contains(b, []byte(want)))
		}
	}
	checkZip(t, s, path)
	checkDisk(t, s.data)

	if code := s.stop(); code != exitDone {
		t.Errorf("a server that is asked to stop ends with %d, want %d", code, exitDone)
	}
	again := start(t, s.data)
	again.signIn(t)
	if code, b := again.get(t, path); code != http.StatusOK || !bytes.Contains(b, []byte("150,638 RSD")) {
		t.Errorf("after a restart %s = %d, without what was found", path, code)
	}
}

// A data folder is one program's at a time, and what a crash left unencrypted goes.
func TestServeHoldsItsFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	left := filepath.Join(data, "tmp", "multipart-1")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("plain"), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, data)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a crash left is still there: %v", err)
	}
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0", "--data", data}, strings.NewReader(""), io.Discard, &stderr)
	if code != exitInput || !strings.Contains(stderr.String(), "in use") {
		t.Errorf("a second server on one folder ends with %d: %s", code, stderr.String())
	}
}

func TestServeKeepsAFileWithAnOddName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"chat.txt", "odd \u202e\n\"name\" 100%.svg"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("Uplatite 6.000 RSD da aktivirate VIP1 zadatke"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	code, b := s.get(t, path+"/evidence")
	if code != http.StatusOK || !bytes.Contains(b, []byte("chat.txt")) || bytes.ContainsRune(b, '\u202e') {
		t.Errorf("evidence page = %d, lists chat.txt: %v", code, bytes.Contains(b, []byte("chat.txt")))
	}
	checkName(t, s, path)
}

func checkName(t *testing.T, s *served, path string) {
	t.Helper()
	if code, _ := s.get(t, path+"/get/evidence.zip"); code != http.StatusOK {
		t.Errorf("evidence.zip = %d", code)
	}
}

func TestServeSignsInOnce(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Jar = jar
	if code := s.signIn(t); code < 400 {
		t.Errorf("a spent link signs in again: %d", code)
	}
}

// checkZip takes everything.zip and verifies the package in it.
func checkZip(t *testing.T, s *served, path string) {
	t.Helper()
	code, b := s.get(t, path+"/get/everything.zip")
	if code != http.StatusOK {
		t.Fatalf("everything.zip = %d", code)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	base, _, _ := strings.Cut(names[0], "/")
	for _, want := range []string{"report.html", "report.pdf", "incident.json", "plan.ics", "papers/rs-bank-recall.pdf", "evidence/bagit.txt"} {
		if _, err := fs.Stat(z, base+"/"+want); err != nil {
			t.Errorf("everything.zip lacks %s: %v", want, names)
		}
	}
	bag, err := fs.Sub(z, base+"/evidence")
	if err != nil {
		t.Fatal(err)
	}
	report, err := custody.Verify(t.Context(), bag, custody.VerifyOptions{})
	if err != nil || !report.OK {
		t.Errorf("the package in everything.zip: ok %v, problems %v, error %v", report.OK, report.Problems, err)
	}
}

// checkDisk looks for the evidence's own words below the blobs, and for files
// that others than their owner can read.
func checkDisk(t *testing.T, data string) {
	t.Helper()
	blobs := 0
	err := filepath.WalkDir(data, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", p, info.Mode())
		}
		if !strings.Contains(p, string(filepath.Separator)+"blobs"+string(filepath.Separator)) {
			return nil
		}
		b, err := os.ReadFile(p)
		blobs++
		if bytes.Contains(b, []byte("Lena Mentor")) || bytes.Contains(b, []byte("pozajmica")) {
			t.Errorf("%s holds evidence in plain text", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if blobs == 0 {
		t.Error("no evidence was kept")
	}
}
