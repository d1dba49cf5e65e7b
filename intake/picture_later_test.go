package intake

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"recourse"
	"recourse/internal/cores"
	"recourse/picture"
)

// countingReader reads one word from every picture: which it is. It notes how many
// it was given, and how many at one time.
type countingReader struct {
	fail       bool
	calls      atomic.Int64
	mu         sync.Mutex
	here, most int
	atTheSame  chan struct{} // closed once two are
}

func (c *countingReader) PictureWords(_ context.Context, p picture.Picture) ([]picture.Word, error) {
	c.calls.Add(1)
	c.mu.Lock()
	if c.here++; c.here > c.most {
		if c.most = c.here; c.most == 2 {
			close(c.atTheSame)
		}
	}
	c.mu.Unlock()
	if cores.Count() > 1 && !c.fail {
		select {
		case <-c.atTheSame:
		case <-time.After(10 * time.Second):
		}
	}
	c.mu.Lock()
	c.here--
	c.mu.Unlock()
	if c.fail {
		return nil, errors.New("no time left")
	}
	return []picture.Word{{Text: fmt.Sprintf("slika%d", p.Width), Conf: 1, Box: picture.Box{Width: 10, Height: 10}}}, nil
}

// pictures is a zip of n pictures, each a pixel wider than the one before.
func pictures(t *testing.T, n int) []byte {
	t.Helper()
	var files []packed
	for i := range n {
		img := image.NewRGBA(image.Rect(0, 0, 20+i, 20))
		img.Set(i%20, i/20, color.White)
		files = append(files, packed{name: fmt.Sprintf("%03d.png", i), data: pngBytes(t, img)})
	}
	return pack(t, files...)
}

// The pictures of an archive are read at the same time, each stands in its place,
// and the reading is told.
func TestPicturesOfAnArchiveAreReadAtTheSameTime(t *testing.T) {
	const n = 40
	reader := &countingReader{atTheSame: make(chan struct{})}
	told := 0
	f := Read(t.Context(), memory("a.zip", pictures(t, n)), Options{Pictures: reader, Shown: func(done int) { told = done }})
	if len(f.Files) != n || told != n || reader.calls.Load() != n {
		t.Fatalf("%d files, told of %d, %d read; want %d", len(f.Files), told, reader.calls.Load(), n)
	}
	for i, p := range f.Files {
		if want := fmt.Sprintf("slika%d", 20+i); p.Text != want+"\n" && p.Text != want || p.Name != fmt.Sprintf("%03d.png", i) || p.Picture == nil || p.waiting != nil {
			t.Errorf("%s: %q, want %q", p.Name, p.Text, want)
		}
	}
	if procs := cores.Count(); reader.most > procs || procs > 1 && reader.most < 2 {
		t.Errorf("%d at one time on %d processors", reader.most, procs)
	}
}

// countingPDF takes a PDF's own bytes for its text, with a row as of a statement.
type countingPDF struct{ *countingReader }

func (c countingPDF) PDFText(ctx context.Context, r io.Reader) (string, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	if strings.Contains(string(b), "bez teksta") {
		return "", recourse.Unavailable
	}
	_, err = c.PictureWords(ctx, picture.Picture{})
	return "Račun broj " + string(b[len("%PDF-1.7\n"):]), err
}

// The PDFs of an archive are read at the same time, each stands in its place with
// its problems, and what is made of its text is made of it.
func TestPDFsOfAnArchiveAreReadAtTheSameTime(t *testing.T) {
	const n = 30
	var files []packed
	for i := range n {
		files = append(files, packed{name: fmt.Sprintf("%03d.pdf", i), data: fmt.Appendf(nil, "%%PDF-1.7\n%d za 265-0000001234567-89", i)})
	}
	files[7].data = []byte("%PDF-1.7\nbez teksta")
	files[9].name = "../009.pdf"
	reader := countingPDF{&countingReader{atTheSame: make(chan struct{})}}
	f := Read(t.Context(), memory("a.zip", pack(t, files...)), Options{PDF: reader})
	if len(f.Files) != n || reader.calls.Load() != n-1 {
		t.Fatalf("%d files, %d read; want %d and %d", len(f.Files), reader.calls.Load(), n, n-1)
	}
	for i, p := range f.Files {
		want, problems := fmt.Sprintf("Račun broj %d za 265-0000001234567-89", i), []string(nil)
		switch i {
		case 7:
			want, problems = "", []string{"text-not-read"}
		case 9:
			problems = []string{"unsafe-name"}
		}
		if p.Text != want || p.Name != fmt.Sprintf("%03d.pdf", i) || p.waiting != nil || !slices.Equal(codes(p), problems) || (len(p.Indicators) == 1) != (want != "") {
			t.Errorf("%s: %q, problems %v, indicators %v; want %q, %v", p.Name, p.Text, codes(p), p.Indicators, want, problems)
		}
	}
	if procs := cores.Count(); reader.most > procs || procs > 1 && reader.most < 2 {
		t.Errorf("%d at one time on %d processors", reader.most, procs)
	}
}

// What other programs read of a file is bounded, and what was left out is said. A
// picture that cannot be read counts for many: it may have taken all its time.
func TestHowManyPicturesOfAnArchiveAreRead(t *testing.T) {
	for _, tc := range []struct {
		name   string
		fail   bool
		most   int
		read   int64
		unread int
	}{
		{"within the bound", false, 60, 60, 0},
		{"beyond it", false, 25, 25, 35},
	} {
		reader := &countingReader{fail: tc.fail, atTheSame: make(chan struct{})}
		f := Read(t.Context(), memory("a.zip", pictures(t, 60)), Options{Pictures: reader, Limits: Limits{Shown: tc.most}})
		i := slices.Index(codes(f), "pictures-cut")
		if got := reader.calls.Load(); got != tc.read || (i >= 0) != (tc.unread > 0) || i >= 0 && f.Problems[i].Args["n"] != tc.unread {
			t.Errorf("%s: %d read, problems %v", tc.name, got, f.Problems)
		}
		for _, p := range f.Files {
			if p.SHA256 == "" || p.Picture == nil {
				t.Errorf("%s: %s is not kept", tc.name, p.Name)
			}
		}
	}
	reader := &countingReader{fail: true, atTheSame: make(chan struct{})}
	f := Read(t.Context(), memory("a.zip", pictures(t, 60)), Options{Pictures: reader, Limits: Limits{Shown: 50}})
	if got, most := reader.calls.Load(), int64(50/failureCost+1+cores.Count()+1); got > most || !slices.Contains(codes(f), "pictures-cut") {
		t.Errorf("%d pictures that fail were tried, want at most %d; %v", got, most, codes(f))
	}
}
