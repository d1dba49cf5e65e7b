package ocr

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/intake"
)

// ruledStatement makes a PDF of a statement whose cells wrap: date and sums stand
// on the line of a row that at chooses, gap points apart.
func ruledStatement(at func(lines int) float64, gap float64) []byte {
	const lead, em = 10, 4.45 // points a line, and a digit of Helvetica at 8 points
	var page strings.Builder
	put := func(x, y float64, s string) {
		fmt.Fprintf(&page, "BT /F 8 Tf %.2f %.2f Td (%s) Tj ET\n", x, y, s)
	}
	right := func(x, y float64, s string) {
		put(x-float64(len(s))*em+float64(strings.Count(s, ".")+strings.Count(s, ","))*em/2, y, s)
	}
	put(50, 760, "Racun: 265-0000000001234-88")
	put(300, 760, "Valuta: RSD")
	put(50, 730, "Datum")
	put(120, 730, "Opis")
	right(330, 730, "Isplata")
	right(420, 730, "Uplata")
	right(520, 730, "Stanje")
	y := 716.0
	for _, r := range []struct {
		day, out, in, left string
		words              []string
	}{
		{"12.11.2026.", "6.000,00", "", "94.000,00", []string{"Prenos Lena Uzorak", "aktivacija naloga po", "ponudi broj 12"}},
		{"13.11.2026.", "", "85.400,50", "179.400,50", []string{"Zarada za oktobar", "Poslodavac d.o.o."}},
		{"15.11.2026.", "1.250,00", "", "178.150,50", []string{"POS VISA Prodavnica", "Nis", "Primerova 12"}},
	} {
		line := y - at(len(r.words))*lead
		for i, s := range r.words {
			put(120, y-float64(i)*lead, s)
		}
		put(50, line, r.day)
		right(330, line, r.out)
		right(420, line, r.in)
		right(520, line, r.left)
		y -= float64(len(r.words))*lead + gap
	}
	put(50, y, "Ukupno")
	right(330, y, "7.250,00")
	right(420, y, "85.400,50")
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	w.obj(stream("", page.String()))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	return w.end("")
}

// The words of a cell that wraps are its row's, wherever in the row date and sums stand.
func TestWordsOfWrappedCellsStayWithTheirRow(t *testing.T) {
	need(t, "pdftotext")
	statements, err := intake.LoadStatements(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"12 out 6000 Prenos Lena Uzorak aktivacija naloga po ponudi broj 12",
		"13 in 85400.50 Zarada za oktobar Poslodavac d.o.o.",
		"15 out 1250 POS VISA Prodavnica Nis Primerova 12",
	}
	for name, at := range map[string]func(int) float64{
		"top":    func(int) float64 { return 0 },
		"middle": func(n int) float64 { return float64(n-1) / 2 },
		"bottom": func(n int) float64 { return float64(n - 1) },
	} {
		for _, gap := range []float64{0, 8} {
			r := Reader{}
			f := intake.Read(t.Context(), source("izvod.pdf", ruledStatement(at, gap)), intake.Options{PDF: r, Pictures: r, Statements: statements})
			var got []string
			for _, p := range f.Payments {
				got = append(got, fmt.Sprintf("%d %s %s %s", p.At.Date().Day, p.Direction, p.Amount.Digits("", ".", true), p.Text))
			}
			if !slices.Equal(got, want) || len(f.Problems) > 0 || f.Kind != intake.KindStatement {
				t.Errorf("%s, gap %v: kind %q, problems %v, payments\n%s\nof\n%s", name, gap, f.Kind, f.Problems, strings.Join(got, "\n"), f.Text)
			}
		}
	}
}

// A scan of a statement that is a picture is read as its pages in a PDF are: by where
// words stand, and confirmed by balances and totals.
func TestAPictureOfAStatementIsReadAsOne(t *testing.T) {
	need(t, "pdftoppm")
	need(t, "tesseract")
	statements, err := intake.LoadStatements(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	scan, err := Reader{}.PDFPicture(t.Context(), ruledStatement(func(int) float64 { return 0 }, 8), 1, 1800)
	if err != nil {
		t.Fatal(err)
	}
	f := intake.Read(t.Context(), bytesSource("izvod.png", scan), intake.Options{Pictures: Reader{}, Statements: statements})
	var got []string
	for _, p := range f.Payments {
		got = append(got, p.At.String()+" "+p.Direction+" "+p.Amount.String()+p.Status)
	}
	if want := []string{"2026-11-12 out 6.000,00 RSD", "2026-11-13 in 85.400,50 RSD", "2026-11-15 out 1.250,00 RSD"}; f.Kind != intake.KindStatement || !slices.Equal(got, want) || len(f.Problems) != 0 {
		t.Errorf("kind %s, %q, problems %v; want %q", f.Kind, got, f.Problems, want)
	}
}
