package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

type packed struct {
	name string
	data []byte
	mode fs.FileMode
}

// pack makes a zip; it writes names as they are, however hostile.
func pack(t testing.TB, files ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		out, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func paths(f File) []string {
	var all []string
	for _, n := range f.Files {
		all = append(all, n.Path+" "+n.Kind)
		all = append(all, paths(n)...)
	}
	return all
}

func TestAWhatsAppExportInAZip(t *testing.T) {
	chat := []byte("[12.11.26, 18:05:33] Lena: Dobar dan\n[13.11.26, 18:05:40] Vesna: \u200e<attached: 1-PHOTO.png>\n")
	z := pack(t, packed{"_chat.txt", chat, 0}, packed{"1-PHOTO.png", png, 0})
	f := Read(t.Context(), memory("dir/WhatsApp Chat - Lena.zip", z), Options{Chats: spoken(t)})
	want := []string{"dir/WhatsApp Chat - Lena.zip!_chat.txt chat", "dir/WhatsApp Chat - Lena.zip!1-PHOTO.png image"}
	if got := paths(f); !slices.Equal(got, want) {
		t.Fatalf("files = %q, want %q", got, want)
	}
	c := f.Files[0]
	if f.Kind != KindArchive || c.Title != "Lena" || !slices.Equal(c.Other, []string{"Lena"}) || c.Messages[1].Attachments[0] != "1-PHOTO.png" {
		t.Errorf("kind %q title %q other %q messages %+v", f.Kind, c.Title, c.Other, c.Messages)
	}
	if got := codes(f); !slices.Equal(got, []string{"text-not-read"}) {
		t.Errorf("problems = %v", got)
	}
}

func TestHostileArchives(t *testing.T) {
	zeros := make([]byte, 8<<20)
	nest := func(levels int) []byte {
		z := pack(t, packed{"a.txt", []byte("dobar dan"), 0})
		for range levels {
			z = pack(t, packed{"a.zip", z, 0})
		}
		return z
	}
	many := make([]packed, 30)
	for i := range many {
		many[i] = packed{fmt.Sprintf("%d.txt", i), []byte("dobar dan"), 0}
	}
	lim := Limits{File: 10 << 20, Unpacked: 16 << 20, Entries: 20, Depth: 3, Ratio: 50}
	tests := []struct {
		name  string
		zip   []byte
		lim   Limits
		codes []string
		files int
	}{
		{"one file that unpacks too far", pack(t, packed{"a.txt", zeros, 0}, packed{"b.txt", []byte("dobar dan"), 0}), lim, []string{"unpacks-too-far"}, 2},
		{"many that unpack to too much", pack(t, packed{"a", zeros, 0}, packed{"b", zeros, 0}, packed{"c", zeros, 0}, packed{"d", zeros, 0}), Limits{Unpacked: 20 << 20, Ratio: 5000}, []string{"archive-too-large"}, 3},
		{"a file above the limit", pack(t, packed{"a", zeros, 0}), Limits{File: 1 << 20, Ratio: 5000}, []string{"too-large"}, 1},
		{"archives in archives", nest(5), lim, []string{"archive-too-deep"}, 1},
		{"more files than allowed", pack(t, many...), lim, []string{"archive-too-many"}, 20},
		{"a way out", pack(t, packed{"../../etc/passwd", []byte("dobar dan"), 0}), lim, []string{"unsafe-name"}, 1},
		{"an absolute path", pack(t, packed{"/etc/passwd", []byte("dobar dan"), 0}), lim, []string{"unsafe-name"}, 1},
		{"a drive", pack(t, packed{`C:\x.txt`, []byte("dobar dan"), 0}), lim, []string{"unsafe-name"}, 1},
		{"a device", pack(t, packed{"aux.txt", []byte("dobar dan"), 0}), lim, []string{"unsafe-name"}, 1},
		{"control characters", pack(t, packed{"a\x1b[31m\u202egpj.txt", []byte("dobar dan"), 0}), lim, []string{"unsafe-name"}, 1},
		{"a link", pack(t, packed{"a.txt", []byte("/etc/passwd"), fs.ModeSymlink | 0o777}), lim, []string{"link-not-followed"}, 1},
		{"a pipe", pack(t, packed{"a.txt", nil, fs.ModeNamedPipe | 0o777}), lim, []string{"device-not-opened"}, 1},
		{"a lie about a type", pack(t, packed{"a.jpg", []byte("MZ\x90\x00\x03\x00\x00\x00"), 0}), lim, []string{"type-mismatch"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), memory("a.zip", tt.zip), Options{Limits: tt.lim})
			if got := codes(f); !slices.Equal(got, tt.codes) || len(f.Files) != tt.files {
				t.Errorf("problems %v files %d, want %v %d", got, len(f.Files), tt.codes, tt.files)
			}
			if !f.Keep() {
				t.Error("the archive is not kept")
			}
			for _, p := range paths(f) {
				if strings.Contains(p, "..") || strings.Contains(p, "\x1b") || strings.ContainsRune(p, 0x202e) || strings.Contains(p, "!/") {
					t.Errorf("path %q", p)
				}
			}
		})
	}
}

func TestAListOfFilesWithoutEndIsBounded(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	name := strings.Repeat("a", 60000)
	for i := range 400 {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%s%d", name, i), Method: zip.Store}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := Read(t.Context(), memory("a.zip", b.Bytes()), Options{})
	if got := codes(f); !slices.Equal(got, []string{"archive-too-many"}) {
		t.Errorf("problems = %v, want archive-too-many", got)
	}
}

func TestNames(t *testing.T) {
	tests := []struct{ name, want string }{
		{"a/b.txt", "a/b.txt"},
		{"Žuto ćebe.txt", "Žuto ćebe.txt"},
		{"\xa6uto.txt", "Žuto.txt"},
		{`a\b.txt`, "a/b.txt"},
		{"../../a", "a"},
		{"/a", "a"},
		{"//a//b/", "a/b"},
		{"C:/a", "a"},
		{"c:a", "a"},
		{"nul", "_nul"},
		{"COM1.tar.gz", "_COM1.tar.gz"},
		{"com", "com"},
		{"a. ", "a_"},
		{"", "_"},
		{"..", "_"},
		{"\x00", "_"},
	}
	for _, tt := range tests {
		if got, _ := safeName(tt.name); got != tt.want {
			t.Errorf("safeName(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAFileInAZipIsReadWithoutHoldingTheZip(t *testing.T) {
	z := pack(t, packed{"a.txt", []byte("dobar dan"), 0})
	src := Source{Path: "a.zip", Size: int64(len(z)), Open: func() (io.ReadCloser, error) { return bytesFile{bytes.NewReader(z)}, nil }}
	f := Read(t.Context(), src, Options{Limits: Limits{Text: 10}})
	if len(f.Files) != 1 || f.Files[0].Text != "dobar dan" {
		t.Errorf("files = %+v", f.Files)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(pack(f, packed{"a.txt", []byte("12.11.26, 18:05 - Lena: a\n"), 0}))
	f.Add(pack(f, packed{"../a.eml", []byte("From: a\nTo: b\nSubject: c\n\nd"), 0}))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := Read(t.Context(), memory("a.zip", b), Options{Limits: Limits{Unpacked: 1 << 20, Depth: 3, Entries: 50}})
		for _, n := range file.Files {
			inner, ok := strings.CutPrefix(n.Path, "a.zip!")
			if !ok || !fs.ValidPath(inner) {
				t.Fatalf("path %q", n.Path)
			}
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add(`..\..\C:\nul.txt`)
	f.Fuzz(func(t *testing.T, name string) {
		safe, _ := safeName(name)
		if again, why := safeName(safe); again != safe || why != "" {
			t.Fatalf("safeName(%q) = %q, and of that %q (%s)", name, safe, again, why)
		}
	})
}
