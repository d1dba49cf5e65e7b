package intake

import (
	"encoding/base64"
	"encoding/hex"
	"image"
	"slices"
	"strings"
	"testing"
)

// grainy is a picture that is no icon: its grain cannot be packed.
func grainy(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 120, 80))
	for i, seed := 0, uint32(1); i < len(img.Pix); i++ {
		seed = seed*1664525 + 1013904223
		img.Pix[i] = 128 + byte(seed>>25)
	}
	return pngBytes(t, img)
}

// A picture that stands in a text as letters is looked at for identity documents; where
// nobody could, it is said. Nothing else is read of it.
func TestIdentityDocumentInATextAsLetters(t *testing.T) {
	picture := grainy(t)
	in64 := base64.StdEncoding.EncodeToString(picture)
	var lines strings.Builder
	for rest := in64; rest != ""; {
		n := min(len(rest), 70)
		lines.WriteString(rest[:n] + "\r\n ")
		rest = rest[n:]
	}
	folded := strings.TrimRight(lines.String(), " ")
	for name, text := range map[string]string{
		"page.html": `<!doctype html><p>Razgovor</p><img src="data:image/png;base64,` + in64 + `"><p>Kraj`,
		"chat.json": `{"photo": "data:image/png;base64,` + in64 + `", "text": "Zdravo"}`,
		"lena.vcf":  "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Uzorak;Lena\r\nPHOTO;ENCODING=b;TYPE=PNG:" + folded + "END:VCARD\r\n",
		"sat.ics":   "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Sastanak\r\nATTACH;FMTTYPE=image/png;ENCODING=BASE64;VALUE=BINARY:" + folded + "END:VEVENT\r\nEND:VCALENDAR\r\n",
		"long.ics":  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nattach;x-filename=\"C:/slike/kartica.png\";fmttype=image/png;\r\n encoding=base64;value=binary:\r\n " + folded + "END:VEVENT\r\nEND:VCALENDAR\r\n",
		"note.rtf":  `{\rtf1 Zdravo {\*\shppict{\pict{\*\picprop a}\pngblip\picw10\pich10 ` + hex.EncodeToString(picture) + `}} kraj}`,
	} {
		t.Run(name, func(t *testing.T) {
			src := Source{Path: name, Size: int64(len(text)), Open: bytesSource([]byte(text)).Open}
			f := Read(t.Context(), src, Options{Pictures: cardWords{}, Documents: knownDocuments(t)})
			if got, want := f.IdentityPlaces(), []string{name + "!picture-1.png"}; !slices.Equal(got, want) {
				t.Errorf("IdentityPlaces = %q, want %q; problems %v", got, want, f.Problems)
			}
			f = Read(t.Context(), src, Options{Documents: knownDocuments(t)})
			if got, want := f.NotSeen(), []string{name}; !slices.Equal(got, want) || len(f.Files) > 0 {
				t.Errorf("without a reader NotSeen = %q, want %q; files %v", got, want, f.Files)
			}
			small := strings.NewReplacer(in64, in64[:400], folded, folded[:400]+"\r\n", hex.EncodeToString(picture), hex.EncodeToString(picture[:400])).Replace(text)
			f = Read(t.Context(), Source{Path: name, Size: int64(len(small)), Open: bytesSource([]byte(small)).Open}, Options{Documents: knownDocuments(t)})
			if got := f.NotSeen(); len(got) > 0 {
				t.Errorf("an icon: NotSeen = %q", got)
			}
		})
	}
}

// What stands behind a picture in its file nobody saw.
func TestWhatStandsBehindAPictureIsNotSeen(t *testing.T) {
	picture := grainy(t)
	whole := append(slices.Clone(picture), append([]byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), make([]byte, 40)...)...)
	for _, c := range []struct {
		b    []byte
		want []string
	}{{whole, []string{"a.png"}}, {picture, nil}} {
		f := Read(t.Context(), Source{Path: "a.png", Size: int64(len(c.b)), Open: bytesSource(c.b).Open}, Options{Pictures: cardWords{}, Documents: knownDocuments(t)})
		if got := f.NotSeen(); !slices.Equal(got, c.want) {
			t.Errorf("NotSeen = %q, want %q; problems %v", got, c.want, f.Problems)
		}
		if len(c.want) > 0 && !f.OnlyCarries() {
			t.Errorf("OnlyCarries = false; problems %v", f.Problems)
		}
	}
}
