package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os/exec"
	"strings"
	"testing"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

func need(t *testing.T, program string) {
	t.Helper()
	if _, err := child.Find(program); err != nil {
		t.Skipf("%v: this test needs it", err)
	}
}

// picture draws lines of text.
func picture(t *testing.T, lines ...string) []byte {
	t.Helper()
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 32, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 900, 60+50*len(lines)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face}
	for i, l := range lines {
		d.Dot = fixed.P(30, 60+50*i)
		d.DrawString(l)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pdf makes a page that shows one line of ASCII.
func pdf(line string) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	obj("<</Type/Catalog/Pages 2 0 R>>")
	obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	stream := "BT /F 14 Tf 20 100 Td (" + line + ") Tj ET"
	obj(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream))
	obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// fixCRC repairs the check sum of a PNG's first chunk.
func fixCRC(b []byte) []byte {
	binary.BigEndian.PutUint32(b[29:33], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestPDFText(t *testing.T) {
	need(t, "pdftotext")
	got, err := Reader{}.PDFText(t.Context(), bytes.NewReader(pdf("Proforma 2718 total 4,860 USD")))
	if err != nil || strings.TrimSpace(got) != "Proforma 2718 total 4,860 USD" {
		t.Errorf("PDFText = %q, %v", got, err)
	}
}

func TestADamagedPDFIsAnErrorOfItsOwn(t *testing.T) {
	need(t, "pdftotext")
	_, err := Reader{}.PDFText(t.Context(), strings.NewReader("%PDF-1.7\nthis is none"))
	var exit *child.ExitError
	if !errors.As(err, &exit) || errors.Is(err, recourse.Unavailable) {
		t.Errorf("PDFText = %v, want the program's failure", err)
	}
}

func TestPictureText(t *testing.T) {
	need(t, "tesseract")
	in := picture(t, "Zdravo, uplatite 61.328 dinara", "danas do 18:00")
	got, err := Reader{}.PictureText(t.Context(), bytes.NewReader(in), "image/png")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"61.328", "dinara", "18:00"} {
		if !strings.Contains(got, want) {
			t.Errorf("PictureText = %q, want %q in it", got, want)
		}
	}
}

func TestAPictureOfTooManyPixelsIsNotUnpacked(t *testing.T) {
	need(t, "tesseract")
	head := picture(t, "x")
	copy(head[16:24], []byte{0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0}) // 100,000 x 100,000
	head = fixCRC(head)
	_, err := Reader{}.PictureText(t.Context(), bytes.NewReader(head), "image/png")
	if !errors.Is(err, intake.ErrTooManyPixels) {
		t.Errorf("PictureText = %v, want %v", err, intake.ErrTooManyPixels)
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	need(t, "tesseract")
	if _, err := (Reader{}).PictureText(t.Context(), strings.NewReader("/etc/passwd\n"), "image/png"); !errors.Is(err, recourse.Invalid) {
		t.Errorf("PictureText = %v, want an error of kind invalid", err)
	}
}

func TestToolsSayWhatIsInstalled(t *testing.T) {
	for _, tool := range Tools(t.Context()) {
		_, err := exec.LookPath(tool.Program)
		if (err == nil) != (tool.Path != "") {
			t.Errorf("tool %s: path %q, look-up says %v", tool.Program, tool.Path, err)
		}
		if tool.Install() == "" || tool.For == "" {
			t.Errorf("tool %+v does not say how to get it or what for", tool)
		}
	}
}
