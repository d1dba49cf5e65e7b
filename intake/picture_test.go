package intake

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/indicator"
	"recourse/internal/testkit"
	"recourse/picture"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// copyOf is a picture as it comes after it was passed on: smaller, and compressed.
func copyOf(t testing.TB, img image.Image, scale float64) []byte {
	t.Helper()
	small := image.NewRGBA(image.Rect(0, 0, int(float64(img.Bounds().Dx())*scale), int(float64(img.Bounds().Dy())*scale)))
	draw.BiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: 40}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSamePictureIsKnownAgain(t *testing.T) {
	screen := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "na mreži", Lines: talk()}
	img, words := screen.DrawWords(t)
	first := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words)})
	again := Read(t.Context(), memory("b.jpg", copyOf(t, img, 0.5)), Options{Pictures: perfect(words)})
	screen.Lines[2].Text = strings.Replace(screen.Lines[2].Text, "90.328", "80.328", 1)
	other, otherWords := screen.DrawWords(t)
	changed := Read(t.Context(), memory("c.png", pngBytes(t, other)), Options{Pictures: perfect(otherWords)})
	unread := Read(t.Context(), memory("d.jpg", copyOf(t, img, 0.6)), Options{})
	if d := first.hash().Distance(changed.hash()); d > sameBits {
		t.Fatalf("one amount makes %d bits: the test shows nothing", d)
	}
	files := []File{first, {Path: "x.zip", Files: []File{again}}, changed, unread}
	Relate(files)
	if got := files[1].Files[0]; got.Picture.SameAs != "a.png" || !slices.Contains(codes(got), "picture-again") || !got.Keep() {
		t.Errorf("the copy: same as %q, problems %v", got.Picture.SameAs, codes(got))
	}
	for _, f := range []File{files[0], files[2], files[3]} {
		if f.Picture.SameAs != "" || slices.Contains(codes(f), "picture-again") {
			t.Errorf("%s: same as %q", f.Path, f.Picture.SameAs)
		}
	}
}

func TestAStrokeBeforeAWordIsI(t *testing.T) {
	for read, want := range map[string]string{
		"| sent 300 EUR too":       "I sent 300 EUR too",
		"when | paid it, |’m sure": "when I paid it, I’m sure",
		"| Datum | iznos | 300":    "| Datum | iznos | 300",
		"| iznos | svrha |":        "| iznos | svrha |",
		"| 300 EUR":                "| 300 EUR",
		"| Lena sent it":           "| Lena sent it",
	} {
		var words []picture.Word
		for i, w := range strings.Fields(read) {
			words = append(words, picture.Word{Text: w, Box: picture.Box{X: 10 + i*100, Y: 10, Width: 90, Height: 20}, Conf: 0.9, Line: 1})
		}
		f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(words)})
		if f.Text != want || f.Picture.Words[0].Text != words[0].Text {
			t.Errorf("%q is %q, the first word %q; want %q", read, f.Text, f.Picture.Words[0].Text, want)
		}
	}
}

func TestLettersInNumbersAreMendedWhereCheckDigitsProveIt(t *testing.T) {
	var words []picture.Word
	for i, w := range strings.Fields("račun 265-OOО0000001234-88 ili 265-000000000l234-89 iznos 6l.328,00") {
		words = append(words, picture.Word{Text: w, Box: picture.Box{X: 10 + i*100, Y: 10, Width: 90, Height: 20}, Conf: 0.9, Line: 1})
	}
	f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(words)})
	const want = "račun 265-0000000001234-88 ili 265-000000000l234-89 iznos 6l.328,00"
	if f.Text != want {
		t.Errorf("text %q, want %q", f.Text, want)
	}
	if f.Picture.Words[1].Text != "265-OOО0000001234-88" || f.Picture.Words[1].Span.Of(f.Text) != "265-0000000001234-88" {
		t.Errorf("word %+v", f.Picture.Words[1])
	}
	if len(f.Picture.Repairs) != 3 || !f.Picture.Repairs[0].Confirmed || f.Picture.Repairs[1].Confirmed || f.Picture.Repairs[2].Confirmed ||
		f.Picture.Repairs[0].Raw != "265-OOО0000001234-88" || f.Picture.Repairs[2].Span.Of(f.Text) != "6l.328,00" {
		t.Errorf("repairs %+v", f.Picture.Repairs)
	}
	if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "265000000000123488" && i.Valid }) {
		t.Errorf("indicators %+v", f.Indicators)
	}
	if !slices.Contains(codes(f), "figures-unconfirmed") {
		t.Errorf("problems %v", codes(f))
	}
}

// hostile are pictures that lie, break off, carry something or ask for too much,
// and the line that each must get.
func TestHostilePicturesAreBoundedAndSaid(t *testing.T) {
	img := testkit.Screen{App: testkit.Apps()[0], Name: "Lena", Lines: talk(), Width: 360}.Draw(t)
	whole := pngBytes(t, img)
	photo := copyOf(t, img, 1)
	huge := slices.Clone(whole)
	copy(huge[16:], "\x00\x01\x86\xa0\x00\x01\x86\xa0")
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	corners := image.NewGray(image.Rect(0, 0, 1200, 1200))
	draw.Draw(corners, corners.Rect, image.White, image.Point{}, draw.Src)
	for i := range 1600 {
		for d, ink := range []image.Image{image.Black, image.White, image.Black} {
			at := image.Pt(i%40*30+3, i/40*30+3)
			draw.Draw(corners, image.Rect(d*3, d*3, 21-d*3, 21-d*3).Add(at), ink, image.Point{}, draw.Src)
		}
	}
	var moving bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 20, 20), color.Palette{color.White, color.Black})
	g := gif.GIF{Delay: make([]int, 2000)}
	for range 2000 {
		g.Image = append(g.Image, frame)
	}
	if err := gif.EncodeAll(&moving, &g); err != nil {
		t.Fatal(err)
	}
	heic, err := os.ReadFile("testdata/poruka.heic")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in   []byte
		code string
	}{
		"a zip behind a PNG":            {slices.Concat(whole, []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), make([]byte, 40)), "picture-carries"},
		"a page behind a JPEG":          {slices.Concat(photo, []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")), "picture-carries"},
		"half a JPEG":                   {photo[:len(photo)/2], "picture-damaged"},
		"half a PNG":                    {whole[:len(whole)/2], "picture-damaged"},
		"100,000 by 100,000":            {huge, "picture-too-large"},
		"corners of codes all over":     {pngBytes(t, corners), "codes-crowded"},
		"two thousand frames":           {moving.Bytes(), "picture-moves"},
		"a HEIC without a program":      {heic, "picture-not-converted"},
		"a picture whose head is text":  {append([]byte("P6\n20 20\n255\n"), bytes.Repeat([]byte{0xff}, 1200)...), "format-not-read"},
		"the head of a PNG and no more": {whole[:20], "picture-damaged"},
	} {
		f := Read(t.Context(), memory("a", c.in), Options{Pictures: perfect(nil)})
		if !slices.Contains(codes(f), c.code) || f.Kind != KindImage || !f.Keep() {
			t.Errorf("%s: problems %v, kind %s, kept %v; want %s", name, codes(f), f.Kind, f.Keep(), c.code)
		}
	}
}

// A reader of letters makes some of a code's modules, none of which is text; what is
// printed beside and under a code is.
func TestWhatIsReadInACodeIsNoText(t *testing.T) {
	const content = "https://t.me/+AbCdEf123"
	m, err := qrcode.NewQRCodeWriter().Encode(content, gozxing.BarcodeFormat_QR_CODE, 290, 290, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string, x, y int, conf float64) picture.Word {
		return picture.Word{Text: text, Conf: conf, Line: y, Box: picture.Box{X: x, Y: y, Width: 60, Height: 20}}
	}
	in := []picture.Word{at("u\"a-il.aflГа", 30, 40, 0.3), at("oi&8IuaЈ|", 200, 42, 0.4), at("Ги0", 120, 150, 0.9)}
	alone := Read(t.Context(), memory("a.png", pngBytes(t, m)), Options{Pictures: perfect(in)})
	if alone.Text != content || len(alone.Problems) != 0 {
		t.Errorf("a code alone: text %q, problems %v", alone.Text, codes(alone))
	}
	img := image.NewGray(image.Rect(0, 0, 500, 320))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(img, m.Bounds(), m, image.Point{}, draw.Src)
	words := append(in, at("Platite", 320, 40, 0.9), at("Skenirajte", 100, 285, 0.9))
	if f := Read(t.Context(), memory("b.png", pngBytes(t, img)), Options{Pictures: perfect(words)}); f.Text != "Platite\nSkenirajte\n"+content {
		t.Errorf("with words beside it: text %q", f.Text)
	}
}

func TestACodeBecomesTextIndicatorAndProposedPayment(t *testing.T) {
	const content = "K:PR|V:01|C:1|R:265000000000123488|N:Primer d.o.o.|I:RSD61328,00|SF:289|S:Aktivacija naloga"
	m, err := qrcode.NewQRCodeWriter().Encode(content, gozxing.BarcodeFormat_QR_CODE, 300, 300, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := Read(t.Context(), memory("a.png", pngBytes(t, m)), Options{Pictures: perfect(nil)})
	if f.Picture == nil || len(f.Picture.Codes) != 1 {
		t.Fatalf("codes %+v, problems %v", f.Picture, codes(f))
	}
	c := f.Picture.Codes[0]
	if c.Content != content || c.Span.Of(f.Text) != content || c.Kind != indicator.QRIPS || c.Payment == nil ||
		c.Payment.Account.Value != "265000000000123488" || c.Payment.Amount.Minor != 6132800 || len(f.Payments) != 1 || f.Payments[0].Status != incident.Proposed {
		t.Errorf("code %+v, payment %+v", c, c.Payment)
	}
	if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "265000000000123488" }) {
		t.Errorf("indicators %+v", f.Indicators)
	}
}
