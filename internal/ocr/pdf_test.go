package ocr

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"recourse/indicator"
	"recourse/intake"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// writer makes a PDF of objects, the catalogue first.
type writer struct {
	bytes.Buffer
	at []int
}

func (w *writer) obj(s string) {
	if len(w.at) == 0 {
		w.WriteString("%PDF-1.7\n")
	}
	w.at = append(w.at, w.Len())
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", len(w.at), s)
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

func (w *writer) end(trailer string) []byte {
	xref := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, o := range w.at {
		fmt.Fprintf(w, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(w, "trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, trailer, xref)
	return w.Bytes()
}

// scanned makes a page of text, a page that is a picture of it, and an empty one.
func scanned(t *testing.T, line string) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(drawn(t, line)))
	if err != nil {
		t.Fatal(err)
	}
	return withPicture(img)
}

// withPicture makes a page of text, a page that is a picture, and an empty one.
// The first shows the picture too where it is a square.
func withPicture(img image.Image) []byte {
	size := img.Bounds().Size()
	var gray bytes.Buffer
	z := zlib.NewWriter(&gray)
	for y := range size.Y {
		for x := range size.X {
			g := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
			_, _ = z.Write([]byte{g.Y})
		}
	}
	_ = z.Close()
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[3 0 R 6 0 R 9 0 R]/Count 3>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 8 0 R>>>>>>")
	first := "BT /F 14 Tf 20 20 Td (Prva strana) Tj ET"
	if size.X == size.Y {
		first += " q 200 0 0 200 250 60 cm /I Do Q"
	}
	w.obj(stream("", first))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 300]/Contents 7 0 R/Resources<</XObject<</I 8 0 R>>>>>>")
	w.obj(stream("", fmt.Sprintf("q 480 0 0 %d 10 100 cm /I Do Q", 480*size.Y/size.X)))
	w.obj(stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", size.X, size.Y), gray.String()))
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 300]>>")
	return w.end("")
}

func source(name string, b []byte) intake.Source {
	return intake.Source{Path: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func read(t *testing.T, b []byte) intake.File {
	t.Helper()
	r := Reader{}
	return intake.Read(t.Context(), source("a.pdf", b), intake.Options{PDF: r, Pictures: r})
}

func codes(f intake.File) []string {
	var all []string
	for _, p := range intake.Problems([]intake.File{f}) {
		all = append(all, p.Code)
	}
	return all
}

func TestAPDFSaysOfItselfAndHoldsFiles(t *testing.T) {
	need(t, "pdfinfo")
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(slip.txt)6 0 R(../x.pdf)8 0 R]>>>>>>")
	w.obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://prevara.example/x)>>>>]>>")
	w.obj(stream("", "BT /F 14 Tf 20 100 Td (Proforma 2718 total 4,860 USD) Tj ET"))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	w.obj("<</Type/Filespec/F(slip.txt)/UF(slip.txt)/EF<</F 7 0 R>>>>")
	w.obj(stream("/Type/EmbeddedFile", "Uplata 6.000,00 RSD"))
	w.obj("<</Type/Filespec/F(../x.pdf)/UF(../x.pdf)/EF<</F 9 0 R>>>>")
	w.obj(stream("/Type/EmbeddedFile", string(pdf("unutra"))))
	w.obj("<</Title(Proforma)/Author(Li Wei)/Producer(Test)/CreationDate(D:20261110083000+08'00')/ModDate(D:20261118)>>")
	f := read(t, w.end("/Info 10 0 R"))
	if f.Title != "Proforma" || f.Meta.Get(intake.MetaAuthor) != "Li Wei" || f.Meta.Get(intake.MetaCreated) != "2026-11-10T08:30:00+08:00" || f.Meta.Get(intake.MetaPages) != "1" {
		t.Errorf("title %q meta %v", f.Title, f.Meta)
	}
	if strings.TrimSpace(f.Text) != "Proforma 2718 total 4,860 USD" || len(f.Pages) != 1 || f.Pages[0].Number != 1 {
		t.Errorf("text %q pages %v", f.Text, f.Pages)
	}
	if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "https://prevara.example/x" }) {
		t.Errorf("indicators = %+v", f.Indicators)
	}
	if len(f.Files) != 2 || f.Files[1].Text != "Uplata 6.000,00 RSD" && f.Files[0].Text != "Uplata 6.000,00 RSD" {
		t.Fatalf("files = %+v", f.Files)
	}
	for _, n := range f.Files {
		if strings.Contains(n.Path, "..") {
			t.Errorf("path %q", n.Path)
		}
	}
	if got := codes(f); !slices.Equal(got, []string{"unsafe-name"}) {
		t.Errorf("problems = %v", got)
	}
}

// What people write on a PDF is no part of its pages.
func TestNotesOnAPDFAreRead(t *testing.T) {
	need(t, "pdfinfo")
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(alt)/A<</S/URI/URI(https://prevara.example/x)>>>>]>>")
	w.obj(stream("", "BT /F 14 Tf 20 100 Td (Proforma 2718) Tj ET"))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	w.obj("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(Pay to pay@prevara.example)>>")
	f := read(t, w.end(""))
	if !strings.HasSuffix(f.Text, "Proforma 2718\nPay to pay@prevara.example") {
		t.Errorf("text %q, want the page's words and the note", f.Text)
	}
	if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "pay@prevara.example" }) {
		t.Errorf("indicators = %+v", f.Indicators)
	}
}

func TestAScannedPageIsReadAsAPicture(t *testing.T) {
	need(t, "pdftoppm")
	need(t, "tesseract")
	f := read(t, scanned(t, "Uplatite 61.328 dinara"))
	if len(f.Pages) != 2 || f.Pages[0].Recognised || !f.Pages[1].Recognised || f.Pages[1].Number != 2 {
		t.Fatalf("pages = %+v, text %q, problems %v", f.Pages, f.Text, f.Problems)
	}
	if got := f.Pages[1].Span.Of(f.Text); !strings.Contains(got, "61.328") || f.Pages[0].Span.Of(f.Text) == got {
		t.Errorf("second page = %q", got)
	}
}

func TestCodesOfAnInvoice(t *testing.T) {
	need(t, "pdftoppm")
	const pays = "K:PR|V:01|C:1|R:265000000012345620|N:Firma d.o.o.|I:RSD6132,80|SF:289|S:Uplata"
	code, err := qrcode.NewQRCodeWriter().Encode(pays, gozxing.BarcodeFormat_QR_CODE, 300, 300, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := intake.Read(t.Context(), source("a.pdf", withPicture(code)), intake.Options{PDF: Reader{}})
	if len(f.Pages) == 0 || f.Pages[0].Span.Of(f.Text) != "Prva strana\n"+pays || f.Pages[0].Recognised {
		t.Errorf("pages %+v text %q problems %v", f.Pages, f.Text, f.Problems)
	}
}

func TestAPDFThatNeedsAPasswordIsNamed(t *testing.T) {
	need(t, "pdfinfo")
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[]/Count 0>>")
	w.obj("<</Filter/Standard/V 1/R 2/P -4/O<" + strings.Repeat("ab", 32) + ">/U<" + strings.Repeat("cd", 32) + ">>>")
	f := read(t, w.end("/Encrypt 3 0 R/ID[<00><00>]"))
	if got := codes(f); !slices.Equal(got, []string{"encrypted"}) || f.Text != "" {
		t.Errorf("problems = %v text %q", got, f.Text)
	}
}

func TestHostilePDFs(t *testing.T) {
	need(t, "pdfinfo")
	simple := func(catalog string) []byte {
		var w writer
		w.obj("<</Type/Catalog/Pages 2 0 R" + catalog + ">>")
		w.obj("<</Type/Pages/Kids[]/Count 0>>")
		return w.end("")
	}
	tests := []struct {
		name string
		b    []byte
		has  string
	}{
		{"a script", simple("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "document-macros"},
		{"a program that it starts, its name in numbers", simple("/OpenAction<</S/L#61unch/F(cmd.exe)>>"), "document-macros"},
		{"a form that it sends", simple("/AcroForm<</Fields[]>>/AA<</WC<</S/SubmitForm/F(https://zlo.example)>>>>"), "pdf-form"},
		{"pages that hold themselves", func() []byte {
			var w writer
			w.obj("<</Type/Catalog/Pages 2 0 R>>")
			w.obj("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>")
			return w.end("")
		}(), ""},
		{"a head alone", []byte("%PDF-1.7\nthis is none"), "text-failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, tt.b)
			if got := codes(f); tt.has != "" && !slices.Contains(got, tt.has) || !f.Keep() {
				t.Errorf("problems %v, want %q among them", got, tt.has)
			}
		})
	}
}

func FuzzPDFInfo(f *testing.F) {
	f.Add("Title: a\nPages: 2\nEncrypted: yes (print:no)\n", "Page Type URL\n 1 Annotation https://a.example\n", "1 embedded files\n1: a.txt\n")
	f.Fuzz(func(t *testing.T, info, links, list string) {
		readInfo(info)
		for _, l := range readLinks(links) {
			if l.URL == "" {
				t.Fatalf("readLinks(%q) has an empty address", links)
			}
		}
		readAttached(list)
	})
}
