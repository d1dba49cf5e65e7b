package picture_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"recourse/internal/testkit"
	"recourse/picture"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// ips is the content of a payment code of the National Bank of Serbia.
const ips = "K:PR|V:01|C:1|R:265000000000123488|N:Primer d.o.o.\nPrimerska 1\n21000 Novi Sad|I:RSD61328,00|P:Danijel Marković|SF:289|S:Aktivacija naloga čćžšđ|RO:97123456"

func drawCode(t testing.TB, content string, side int, inverted bool) image.Image {
	t.Helper()
	m, err := qrcode.NewQRCodeWriter().Encode(content, gozxing.BarcodeFormat_QR_CODE, side, side,
		map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_CHARACTER_SET: "UTF-8"})
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			out.SetGray(x, y, color.Gray{Y: 255})
			if m.Get(x, y) != inverted {
				out.SetGray(x, y, color.Gray{})
			}
		}
	}
	return out
}

// inked is where in a picture anything else stands than in its corner.
func inked(img image.Image) (box image.Rectangle) {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if img.At(x, y) != img.At(0, 0) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestCodesAreReadInScreenshotsOfBothThemes(t *testing.T) {
	for _, c := range []struct {
		name     string
		app      int
		width    int
		side     int
		inverted bool
	}{
		{"small and light", 0, 720, 120, false},
		{"dark", 1, 720, 160, true},
		{"large picture", 0, 1440, 300, false},
	} {
		lines := []testkit.Bubble{{Side: "left", Text: "Skenirajte kod i uplatite", Clock: "17:00"}, {Side: "center", Text: "Danas"}, {Side: "right", Text: "ok", Clock: "17:01"}, {Side: "right", Text: "ok", Clock: "17:01"}}
		img := testkit.Screen{App: testkit.Apps()[c.app], Name: "Lena", Lines: lines, Width: c.width}.Draw(t)
		draw.Draw(img, image.Rect(60, 300, 60+c.side, 300+c.side), drawCode(t, ips, c.side, c.inverted), image.Point{}, draw.Src)
		got, crowded := picture.Picture{Image: img, Scale: 1}.Codes()
		if len(got) != 1 || got[0].Content != ips || crowded {
			t.Errorf("%s: Codes = %+v, %v, want the payment code", c.name, got, crowded)
			continue
		}
		modules := inked(drawCode(t, ips, c.side, c.inverted)).Add(image.Pt(60, 300))
		if box := got[0].Box.Rect(); !box.In(modules.Inset(-3)) || !modules.Inset(3).In(box) {
			t.Errorf("%s: box %v is not around the code in %v", c.name, box, modules)
		}
	}
}

func TestSeveralCodesAreReadFromTheTop(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 400, 800))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	want := []string{"https://pay.nalog.example/1", "bitcoin:bc1qexample"}
	for i, content := range want {
		draw.Draw(img, image.Rect(50, 50+i*380, 350, 350+i*380), drawCode(t, content, 300, false), image.Point{}, draw.Src)
	}
	codes, _ := picture.Picture{Image: img, Scale: 1}.Codes()
	var got []string
	for _, c := range codes {
		got = append(got, c.Content)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A field of corners makes the reader try each three of them: four hundred took
// it a minute and a half.
func TestAFieldOfCornersIsGivenUp(t *testing.T) {
	const across, module = 40, 3
	img := image.NewRGBA(image.Rect(0, 0, across*10*module, across*10*module))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for i := range across * across {
		at := image.Pt(i%across*10*module+module, i/across*10*module+module)
		for d, ink := range []image.Image{image.Black, image.White, image.Black} {
			draw.Draw(img, image.Rect(d*module, d*module, (7-d)*module, (7-d)*module).Add(at), ink, image.Point{}, draw.Src)
		}
	}
	if got, crowded := (picture.Picture{Image: img, Scale: 1}).Codes(); len(got) != 0 || !crowded {
		t.Errorf("Codes = %v, %v, want none and that it is crowded", got, crowded)
	}
}
