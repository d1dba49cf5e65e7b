package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestArchivesOfEveryForm(t *testing.T) {
	small := packTar(t, inTar("prepiska/a.txt", "dobar dan"), tar.Header{Name: "prepiska/", Typeflag: tar.TypeDir}, inTar("b.txt", "još jedan"))
	tests := []struct {
		name  string
		data  []byte
		paths []string
		text  string
	}{
		{"a.tar", small, []string{"a.tar!prepiska/a.txt text", "a.tar!b.txt text"}, "dobar dan"},
		{"a.tar.gz", packGzip(t, "", small), []string{"a.tar.gz!prepiska/a.txt text", "a.tar.gz!b.txt text"}, "dobar dan"},
		{"a.tgz", packGzip(t, "", small), []string{"a.tgz!prepiska/a.txt text", "a.tgz!b.txt text"}, "dobar dan"},
		{"a.tar.zst", packZstd(t, small), []string{"a.tar.zst!prepiska/a.txt text", "a.tar.zst!b.txt text"}, "dobar dan"},
		{"a.txt.gz", packGzip(t, "", []byte("dobar dan\n")), []string{"a.txt.gz!a.txt text"}, "dobar dan\n"},
		{"a.gz", packGzip(t, "prepiska.txt", []byte("dobar dan\n")), []string{"a.gz!prepiska.txt text"}, "dobar dan\n"},
		{"two streams.gz", slices.Concat(packGzip(t, "a.txt", []byte("dobar ")), packGzip(t, "b.txt", []byte("dan"))), []string{"two streams.gz!a.txt text"}, "dobar dan"},
		{"a.txt.bz2", unhex(t, bzip2Hex), []string{"a.txt.bz2!a.txt text"}, "dobar dan\n"},
		{"a.txt.xz", unhex(t, xzHex), []string{"a.txt.xz!a.txt text"}, "dobar dan\n"},
		{"a.txt.zst", packZstd(t, []byte("dobar dan\n")), []string{"a.txt.zst!a.txt text"}, "dobar dan\n"},
		{"a.rar", packRar(packed{"prepiska/a.txt", []byte("dobar dan"), 0}, packed{"b.txt", []byte("još"), 0}), []string{"a.rar!prepiska/a.txt text", "a.rar!b.txt text"}, "dobar dan"},
		{"a zip in it.tar.gz", packGzip(t, "", packTar(t, inTar("z.zip", string(pack(t, packed{"a.txt", []byte("dobar dan"), 0}))))), []string{"a zip in it.tar.gz!z.zip archive", "a zip in it.tar.gz!z.zip!a.txt text"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), memory(tt.name, tt.data), Options{})
			if got := paths(f); !slices.Equal(got, tt.paths) {
				t.Fatalf("files = %q, want %q; problems %v", got, tt.paths, f.Problems)
			}
			if got := codes(f); f.Kind != KindArchive || !f.Keep() || len(got) > 0 {
				t.Errorf("kind %q, kept %v, problems %v", f.Kind, f.Keep(), got)
			}
			if f.Files[0].Text != tt.text {
				t.Errorf("text = %q, want %q", f.Files[0].Text, tt.text)
			}
		})
	}
}

func TestWhatAnArchiveCannotGiveIsSaid(t *testing.T) {
	text := []byte("dobar dan")
	rar := packRar(packed{"a.txt", text, 0})
	z := pack(t, packed{"a.txt", text, 0}, packed{"b.txt", text, 0})
	locked := bytes.Clone(z)
	for _, mark := range []string{"PK\x01\x02", "PK\x03\x04"} {
		flags := bytes.Index(locked, []byte(mark)) + map[string]int{"PK\x01\x02": 8, "PK\x03\x04": 6}[mark]
		locked[flags] |= 1
	}
	part := bytes.Clone(z)
	part[bytes.LastIndex(part, []byte("PK\x05\x06"))+4] = 1
	deflate64 := bytes.Clone(z)
	deflate64[bytes.Index(deflate64, []byte("PK\x01\x02"))+10] = 9
	crc := bytes.Clone(z)
	crc[bytes.Index(crc, []byte("PK\x01\x02"))+16] ^= 1
	links := packTar(t, inTar("a.txt", "dobar dan"), tar.Header{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		tar.Header{Name: "h", Typeflag: tar.TypeLink, Linkname: "a.txt"}, tar.Header{Name: "null", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 3},
		tar.Header{Name: "p", Typeflag: tar.TypeFifo})
	tests := []struct {
		name  string
		data  []byte
		lim   Limits
		codes []string
		files int
	}{
		{"locked.zip", locked, Limits{}, []string{"encrypted"}, 2},
		{"part.zip", part, Limits{}, []string{"archive-part"}, 0},
		{"part.z01", append([]byte("PK\x07\x08"), z...), Limits{}, []string{"archive-part"}, 0},
		{"method.zip", deflate64, Limits{}, []string{"format-not-read"}, 2},
		{"crc.zip", crc, Limits{}, []string{"unreadable"}, 2},
		{"cut.zip", z[:bytes.Index(z, []byte("PK\x01\x02"))], Limits{}, []string{"archive-list-damaged"}, 2},
		{"cut in a file.zip", z[:len(z)/7], Limits{}, []string{"archive-cut", "unreadable"}, 1},
		{"twice.zip", pack(t, packed{"a.txt", text, 0}, packed{"a.txt", []byte("drugo"), 0}), Limits{}, []string{"archive-name-twice"}, 2},
		{"overlap.zip", overlapBomb(t, 5, 1<<20), Limits{Ratio: 5000}, []string{"archive-cut", "unreadable", "archive-overlap", "archive-overlap", "archive-overlap", "archive-overlap"}, 5},
		{"links.tar", links, Limits{}, []string{"link-not-followed", "link-not-followed", "device-not-opened", "device-not-opened"}, 5},
		{"hole.tar", sparseTar(1 << 32), Limits{}, []string{"too-large"}, 1},
		{"hole of a budget.tar", sparseTar(1 << 32), Limits{Unpacked: 16 << 20}, []string{"archive-too-large"}, 1},
		{"cut.tar", links[:700], Limits{}, []string{"archive-cut"}, 1},
		{"cut.tar.gz", packGzip(t, "", links)[:170], Limits{}, []string{"archive-cut", "link-not-followed", "link-not-followed", "device-not-opened"}, 4},
		{"cut.txt.gz", packGzip(t, "", bytes.Repeat([]byte("dobar dan\n"), 9))[:20], Limits{}, []string{"unreadable"}, 1},
		{"bomb.gz", packGzip(t, "a.txt", make([]byte, 32<<20)), Limits{}, []string{"unpacks-too-far"}, 1},
		{"bomb of tar.gz", packGzip(t, "", packTar(t, inTar("a.txt", strings.Repeat("\x00", 32<<20)))), Limits{}, []string{"unpacks-too-far", "unpacks-too-far"}, 1},
		{"greedy.xz", unhex(t, xzGreedHex), Limits{}, []string{"archive-damaged"}, 0},
		{"gz of gz of gz", packGzip(t, "", packGzip(t, "", packGzip(t, "", text))), Limits{Depth: 2}, []string{"archive-too-deep"}, 1},
		{"lies.gz", packGzip(t, "../a\x1b.jpg", []byte("MZ\x90\x00\x03\x00\x00\x00")), Limits{}, []string{"type-mismatch", "unsafe-name"}, 1},
		{"many.tar", packTar(t, slices.Repeat([]tar.Header{inTar("a.txt", "dobar dan")}, 30)...), Limits{Entries: 3}, []string{"archive-too-many", "archive-name-twice", "archive-name-twice"}, 3},
		{"cut.rar", rar[:len(rar)-12], Limits{}, []string{"archive-cut", "unreadable"}, 1},
		{"a.7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), Limits{}, []string{"format-not-read"}, 0},
		{"a.7z.002", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), Limits{}, []string{"archive-part"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), memory(tt.name, tt.data), Options{Limits: tt.lim})
			if got := codes(f); !slices.Equal(got, tt.codes) || len(f.Files) != tt.files {
				t.Errorf("problems %v files %d, want %v %d", Problems([]File{f}), len(f.Files), tt.codes, tt.files)
			}
			if !f.Keep() {
				t.Error("the archive is not kept")
			}
		})
	}
}

// A zip is read to the same files with its list and without.
func TestAZipWithoutItsListGivesTheSameFiles(t *testing.T) {
	many := []packed{{"a.txt", []byte("dobar dan"), 0}, {"f/", nil, fs.ModeDir | 0o755}, {"f/b.txt", bytes.Repeat([]byte("još jedan red\n"), 9000), 0}, {"c.txt", []byte("kraj"), 0}}
	stored := rawEntry{name: "s.txt", packed: 9, size: 9, crc: crc32.ChecksumIEEE([]byte("dobar dan"))}
	for name, z := range map[string][]byte{
		"with sizes behind the data": pack(t, many...),
		"stored":                     slices.Concat(stored.local(), []byte("dobar dan"), directory(39+5, []rawEntry{stored})),
	} {
		whole := Read(t.Context(), memory("a.zip", z), Options{})
		cut := Read(t.Context(), memory("a.zip", z[:bytes.Index(z, []byte("PK\x01\x02"))+30]), Options{})
		if !slices.Equal(paths(whole), paths(cut)) {
			t.Fatalf("%s: files %q, without the list %q", name, paths(whole), paths(cut))
		}
		for i := range whole.Files {
			if whole.Files[i].SHA256 != cut.Files[i].SHA256 || whole.Files[i].SHA256 == "" {
				t.Errorf("%s: %s differs", name, whole.Files[i].Path)
			}
		}
		if got := codes(cut); !slices.Equal(got, []string{"archive-list-damaged"}) {
			t.Errorf("%s: problems %v", name, got)
		}
	}
}

func TestNamesOfOlderSystems(t *testing.T) {
	tests := []struct {
		page  encoding.Encoding
		names []string
	}{
		{simplifiedchinese.GBK, []string{"聊天记录.txt"}},
		{simplifiedchinese.GBK, []string{"微信图片_20261118（1）.txt", "付款凭证 李娜.txt", "合同.txt"}},
		{charmap.Windows1251, []string{"ПРЕПИСКА.txt", "На дан.txt"}},
		{charmap.Windows1251, []string{"Договор.txt"}},
		{charmap.Windows1251, []string{"ИЗВОД ПО РАЧУНУ.txt"}},
		{charmap.CodePage855, []string{"коло.txt", "рачун за робу.txt"}},
		{charmap.CodePage866, []string{"ОТЧЕТ.txt", "Чек.txt"}},
		{charmap.Windows1250, []string{"ŠĐČĆŽ.txt"}},
		{charmap.CodePage852, []string{"Žuto ćebe.txt", "račun.txt"}},
		{charmap.CodePage866, []string{"Договор поставки.txt", "счёт.txt"}},
		{charmap.CodePage855, []string{"Рачун за испоруку.txt", "предрачун.txt"}},
		{charmap.Windows1250, []string{"Žiro račun.txt", "Šljivić - isečak.txt"}},
		{charmap.Windows1251, []string{"Ђорђе Љубић.txt", "изјава.txt"}},
		{charmap.CodePage437, []string{"Überweisung größer.txt", "naïve café.txt"}},
	}
	for _, tt := range tests {
		var files []packed
		for _, n := range tt.names {
			raw, err := encoding.HTMLEscapeUnsupported(tt.page.NewEncoder()).String(n)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, packed{raw, []byte("dobar dan"), 0})
		}
		f := Read(t.Context(), memory("a.zip", pack(t, files...)), Options{})
		for i, n := range tt.names {
			if got := f.Files[i].Name; got != n {
				t.Errorf("%v: name %q, want %q", tt.page, got, n)
			}
			if got := codes(f.Files[i]); !slices.Equal(got, []string{"name-guessed"}) {
				t.Errorf("%v: problems %v, want name-guessed", tt.page, got)
			}
		}
	}
}

func TestANameBesideTheNameWins(t *testing.T) {
	raw := "ra\x9fun.txt"
	extra := binary.LittleEndian.AppendUint32([]byte{0x75, 0x70, 5 + 10, 0, 1}, crc32.ChecksumIEEE([]byte(raw)))
	extra = append(extra, "račun.txt"...)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	out, err := w.CreateHeader(&zip.FileHeader{Name: raw, Extra: extra, NonUTF8: true})
	if err == nil {
		_, err = out.Write([]byte("dobar dan"))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	f := Read(t.Context(), memory("a.zip", b.Bytes()), Options{})
	if len(f.Files) != 1 || f.Files[0].Name != "račun.txt" || len(codes(f)) > 0 {
		t.Errorf("files %q, problems %v", paths(f), codes(f))
	}
}

// A large file of a tar is unpacked again for each time that it is read.
func TestALargeFileOfATarIsReadWhole(t *testing.T) {
	big := strings.Repeat("dobar dan, ovo je prepiska\n", (memberHeld/27)+1000)
	data := packTar(t, inTar("first.txt", "prvi"), inTar("z.zip", string(pack(t, packed{"big.txt", []byte(big), 0}))), inTar("big.txt", big), inTar("last.txt", "poslednji"))
	f := Read(t.Context(), memory("a.tar.gz", packGzip(t, "", data)), Options{Limits: Limits{Ratio: 5000}})
	if got := codes(f); len(got) > 0 || len(f.Files) != 4 {
		t.Fatalf("files %q, problems %v", paths(f), got)
	}
	if f.Files[2].Text != big || f.Files[1].Files[0].SHA256 != f.Files[2].SHA256 || f.Files[3].Text != "poslednji" {
		t.Errorf("sizes %d and %d, want %d", f.Files[2].Size, f.Files[1].Files[0].Size, len(big))
	}
}

func TestArchivesThatHoldThemselvesEnd(t *testing.T) {
	z := []byte("dobar dan")
	for range 40 {
		z = packTar(t, inTar("r.tar", string(z)))
	}
	f := Read(t.Context(), memory("r.tar", z), Options{})
	if got := codes(f); !slices.Equal(got, []string{"archive-too-deep"}) {
		t.Errorf("problems %v", got)
	}
}

func FuzzArchiveForms(f *testing.F) {
	small := packTar(f, inTar("a.txt", "12.11.26, 18:05 - Lena: a\n"), tar.Header{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "/x"})
	f.Add(small)
	f.Add(packGzip(f, "../a.txt", small))
	f.Add(packZstd(f, small))
	f.Add(unhex(f, bzip2Hex))
	f.Add(unhex(f, xzHex))
	f.Add(packRar(packed{"a.txt", []byte("dobar dan"), 0}))
	f.Add(sparseTar(1 << 10))
	z := pack(f, packed{"a.txt", []byte("dobar dan"), 0}, packed{"b.txt", []byte("dobar dan"), 0})
	f.Add(z[:bytes.Index(z, []byte("PK\x01\x02"))])
	f.Fuzz(func(t *testing.T, b []byte) {
		file := Read(t.Context(), memory("a", b), Options{Limits: Limits{Unpacked: 4 << 20, Depth: 3, Entries: 50}})
		seen := make(map[string]bool)
		for _, n := range file.Files {
			inner, ok := strings.CutPrefix(n.Path, "a!")
			if !ok || file.Kind == KindArchive && (!fs.ValidPath(inner) || seen[inner]) {
				t.Fatalf("path %q", n.Path)
			}
			seen[inner] = true
		}
	})
}
