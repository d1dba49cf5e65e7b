package ocr

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image/png"
	"os"
	"slices"
	"testing"

	"recourse/intake"
)

func TestPicturesThatCouldShowACard(t *testing.T) {
	const head = "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n" +
		"--------------------------------------------------------------------------------------------\n"
	row := func(page int, kind string, w, h, dots int) string {
		return fmt.Sprintf("   %d     0 %-8s %d   %d  icc     3   8  image  no         4  0   %d   %d 20.4K 1.5%%\n", page, kind, w, h, dots, dots)
	}
	for what, c := range map[string]struct {
		rows string
		want []int
	}{
		"a photo":               {row(2, "image", 900, 500, 116), []int{2}},
		"an upright photo":      {row(1, "image", 500, 900, 116), []int{1}},
		"a logo":                {row(1, "image", 900, 120, 300), nil},
		"a stamp of few pixels": {row(1, "image", 100, 100, 72), nil},
		"what is no picture":    {row(1, "smask", 900, 500, 116), nil},
		"a photo in strips":     {row(4, "image", 900, 64, 116) + row(4, "image", 900, 64, 116) + row(4, "image", 900, 64, 116) + row(1, "image", 900, 64, 116), []int{4}},
		"nonsense":              {"1 x image y z\n\n", nil},
	} {
		if got := readPictured(head + c.rows); !slices.Equal(got, c.want) {
			t.Errorf("%s: readPictured = %v, want %v", what, got, c.want)
		}
	}
}

// A card that is a picture beside text, as where a photo is printed from a browser, is
// seen on its page.
func TestCardBesideTextOfAPage(t *testing.T) {
	for _, program := range []string{"pdftotext", "pdfimages", "tesseract"} {
		need(t, program)
	}
	docs, err := intake.LoadDocuments(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(drawn(t, "REPUBLIKA SRBIJA", "VOZACKA DOZVOLA", "UZORAK MILENA", "1990-01-01 NIS")))
	if err != nil {
		t.Fatal(err)
	}
	size := img.Bounds().Size()
	var gray bytes.Buffer
	z := zlib.NewWriter(&gray)
	for y := range size.Y {
		for x := range size.X {
			r, _, _, _ := img.At(x, y).RGBA()
			_, _ = z.Write([]byte{byte(r >> 8)})
		}
	}
	_ = z.Close()
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>")
	w.obj(stream("", "BT /F 10 Tf 20 820 Td (26.11.2026. strana 1/1) Tj ET q 400 0 0 120 60 500 cm /I Do Q"))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	w.obj(stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", size.X, size.Y), gray.String()))
	f := intake.Read(t.Context(), source("scan.pdf", w.end("")), intake.Options{PDF: Reader{}, Pictures: Reader{}, Documents: docs})
	if got, want := f.IdentityPlaces(), []string{"scan.pdf#page=1"}; !slices.Equal(got, want) {
		t.Errorf("IdentityPlaces = %q, want %q; text %q, problems %v", got, want, f.Text, f.Problems)
	}
}
