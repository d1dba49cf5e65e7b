package redact

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"

	"recourse"
	"recourse/picture"
)

// noise is a picture in which no two areas are alike.
func noise(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG that says more than it shows: a camera, and a small copy of the
// whole picture.
func photo(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x0f\x01\x02\x00\x10\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00Secret Camera\x00\x00\x00")
	tiff = append(append(tiff, "THUMBNAIL"...), b.Bytes()[:200]...)
	app := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(head[4:], uint16(len(app)+2))
	return slices.Concat(head, app, b.Bytes()[2:], []byte("behind the end: Milena Uzorak"))
}

func TestPictureTwinIsPixelsAlone(t *testing.T) {
	img := noise(200, 120)
	in := photo(t, img)
	if picture.ReadMeta("jpeg", in).Camera != "Secret Camera" {
		t.Fatal("the sample says nothing of its camera")
	}
	box := picture.Box{X: 50, Y: 30, Width: 40, Height: 20}
	twin, err := Picture(in, original(in), []picture.Box{box}, &zeros{})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Exif", "Secret", "THUMBNAIL", "Milena", "tEXt", "eXIf"} {
		if bytes.Contains(twin.Bytes, []byte(secret)) {
			t.Errorf("the twin holds %q", secret)
		}
	}
	var chunks []string
	for at := 8; at+8 <= len(twin.Bytes); {
		name := string(twin.Bytes[at+4 : at+8])
		if !slices.Contains(chunks, name) {
			chunks = append(chunks, name)
		}
		at += 12 + int(binary.BigEndian.Uint32(twin.Bytes[at:]))
	}
	if !slices.Equal(chunks, []string{"IHDR", "IDAT", "IEND"}) {
		t.Errorf("chunks of the twin are %v", chunks)
	}
	before, err := picture.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	after, err := png.Decode(bytes.NewReader(twin.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	hidden := box.Rect().Inset(-bleed)
	for y := range 120 {
		for x := range 200 {
			want := color.Color(before.Image.RGBAAt(x, y))
			if image.Pt(x, y).In(hidden) {
				want = color.RGBA{A: 255}
			}
			if got := color.RGBAModel.Convert(after.At(x, y)); got != want {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got, want)
			}
		}
	}
	if p := twin.Record.Check("twin.png", twin.Bytes, twin.Secrets); len(p) > 0 {
		t.Errorf("problems %v", p)
	}
}

func TestPictureCommitmentsHoldThePixels(t *testing.T) {
	in := asPNG(t, noise(100, 80))
	boxes := []picture.Box{{X: 10, Y: 10, Width: 20, Height: 20}, {X: 20, Y: 20, Width: 30, Height: 10}, {X: 90, Y: 70, Width: 50, Height: 50}}
	twin, err := Picture(in, original(in), boxes, &zeros{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := *twin.Record.Withheld[2].Box, (picture.Box{X: 90, Y: 70, Width: 10, Height: 10}); got != want {
		t.Errorf("a box over the edge became %v, want %v", got, want)
	}
	if p := twin.Record.Check("twin.png", twin.Bytes, twin.Secrets); len(p) > 0 {
		t.Fatalf("overlapping areas: problems %v", p)
	}
	img, err := png.Decode(bytes.NewReader(twin.Secrets.Withheld[1].PNG))
	if err != nil {
		t.Fatal(err)
	}
	changed := image.NewRGBA(img.Bounds())
	for y := range 10 {
		for x := range 30 {
			changed.Set(x, y, img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
		}
	}
	changed.Pix[0] ^= 1
	other := twin.Secrets
	other.Withheld = slices.Clone(other.Withheld)
	other.Withheld[1].PNG = asPNG(t, changed)
	if p := twin.Record.Check("twin.png", twin.Bytes, other); len(p) != 1 || p[0].Code != "redaction-part" {
		t.Errorf("one bit of a pixel was changed: problems %v", p)
	}
	seen, err := png.Decode(bytes.NewReader(twin.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	shown := image.NewRGBA(seen.Bounds())
	for i := range shown.Pix {
		shown.Pix[i] = 255
	}
	forged := twin
	replaceBytes(&forged, asPNG(t, shown))
	if p := forged.Record.Check("twin.png", forged.Bytes, Secrets{}); len(p) != 3 || p[0].Code != "redaction-place" {
		t.Errorf("nothing is black: problems %v", p)
	}
}

func replaceBytes(w *Twin, b []byte) {
	w.Bytes = b
	w.Record.Twin = TwinMark{original(b).SHA256, int64(len(b)), w.Record.Twin.MediaType}
}

func TestPictureRefusals(t *testing.T) {
	in := asPNG(t, noise(10, 10))
	one := []picture.Box{{X: 1, Y: 1, Width: 2, Height: 2}}
	for name, tt := range map[string]struct {
		b     []byte
		boxes []picture.Box
	}{
		"no box": {in, nil}, "a box outside": {in, []picture.Box{{X: 20, Y: 20, Width: 5, Height: 5}}}, "an empty box": {in, []picture.Box{{X: 1, Y: 1}}},
		"no picture": {[]byte("text"), one}, "a damaged picture": {in[:len(in)/2], one},
	} {
		if _, err := Picture(tt.b, original(tt.b), tt.boxes, &zeros{}); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Picture with %s = %v, want invalid", name, err)
		}
	}
}

func TestFindWords(t *testing.T) {
	words := []picture.Word{
		{Text: "Platilac:", Box: picture.Box{X: 0, Y: 0, Width: 80, Height: 20}, Line: 1},
		{Text: "Milena", Box: picture.Box{X: 90, Y: 0, Width: 60, Height: 20}, Line: 1},
		{Text: "Uzorak", Box: picture.Box{X: 10, Y: 30, Width: 60, Height: 20}, Line: 2},
		{Text: "265-0000000001234-88,", Box: picture.Box{X: 80, Y: 30, Width: 200, Height: 20}, Line: 2},
	}
	if got, want := FindWords(words, "Milena Uzorak"), []picture.Box{{X: 87, Y: 0, Width: 66, Height: 25}, {X: 7, Y: 25, Width: 66, Height: 30}}; !slices.Equal(got, want) {
		t.Errorf("a name over two lines is at %v, want %v", got, want)
	}
	if got, want := FindWords(words, "265-1234-88"), []picture.Box{{X: 77, Y: 25, Width: 206, Height: 30}}; !slices.Equal(got, want) {
		t.Errorf("an account is at %v, want %v", got, want)
	}
	if got := FindWords(nil, "x"); got != nil {
		t.Errorf("nothing was read, and %v was found", got)
	}
}
