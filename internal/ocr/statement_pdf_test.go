package ocr

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/intake"
)

// printed is a page of a statement that is made: its text is put where a bank's
// program puts it, whatever that does to the spaces between words.
type printed struct {
	b    strings.Builder
	size float64
}

func (s *printed) put(x, y float64, text string) {
	fmt.Fprintf(&s.b, "BT /F %.1f Tf %.2f %.2f Td (%s) Tj ET\n", s.size, x, y, strings.NewReplacer("(", `\(`, ")", `\)`).Replace(text))
}

// right puts a figure so that it ends at x.
func (s *printed) right(x, y float64, figure string) {
	wide := 0.0
	for _, c := range figure {
		if strings.ContainsRune(".,- ", c) {
			wide += 0.278 // of Helvetica
		} else {
			wide += 0.556
		}
	}
	s.put(x-wide*s.size, y, figure)
}

// printedPDF makes a PDF of the sheets.
func printedPDF(sheets ...*printed) []byte {
	var w writer
	var kids strings.Builder
	for i := range sheets {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(sheets)))
	w.obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, s := range sheets {
		w.obj(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>", 5+2*i))
		w.obj(stream("", s.b.String()))
	}
	return w.end("")
}

// tightStatement is as a word processor prints it: columns so near each other that no
// wide gap parts them, figures from the left, words that wrap around their date.
func tightStatement() []byte {
	s := &printed{size: 13}
	s.put(57, 800, "Account 31926819 Sort code 04-00-75 Currency GBP Period 1 Sep 2026 to 30 Sep 2026")
	for _, c := range []struct {
		x    float64
		name string
	}{{57, "Date"}, {136, "Description"}, {372, "Paid out"}, {430, "Paid in"}, {477, "Balance"}} {
		s.put(c.x, 770, c.name)
	}
	y := 742.0
	for _, r := range []struct {
		day, out, in, left string
		words              []string
	}{
		{"01 Sep 2026", "", "", "5,000.00", []string{"Balance brought forward"}},
		{"12 Sep 2026", "120.00", "", "4,880.00", []string{"Faster payment OAKFIELD TRADING", "LTD"}},
		{"12 Sep 2026", "", "171.00", "5,051.00", []string{"K ADEYEMI withdrawal"}},
		{"13 Sep 2026", "1,200.00", "", "3,851.00", []string{"Faster payment OAKFIELD TRADING", "LTD"}},
		{"15 Sep 2026", "23.10", "", "3,827.90", []string{"TESCO EXAMPLE"}},
	} {
		for i, text := range r.words {
			s.put(136, y-14*float64(i), text)
		}
		line := y - 7*float64(len(r.words)-1)
		for _, c := range []struct {
			x    float64
			text string
		}{{57, r.day}, {372, r.out}, {430, r.in}, {477, r.left}} {
			if c.text != "" {
				s.put(c.x, line, c.text)
			}
		}
		y -= 14*float64(len(r.words)-1) + 28
	}
	return printedPDF(s)
}

// pagedStatement is as a bank prints it over two pages: names of columns over two
// lines, the header again on the second page and set elsewhere there, sums of each
// page, and a row that goes on behind the end of the page.
func pagedStatement() []byte {
	head := func(s *printed, x float64) {
		for _, c := range []struct {
			x        float64
			top, low string
		}{{40, "Datum", "knjizenja"}, {100, "Datum", "valute"}, {160, "Opis", "promene"}} {
			s.put(x+c.x, 720, c.top)
			s.put(x+c.x, 710, c.low)
		}
		s.right(x+380, 715, "Isplata")
		s.right(x+450, 715, "Uplata")
		s.right(x+530, 715, "Stanje")
	}
	row := func(s *printed, x, y float64, day, out, in, left string, words ...string) {
		s.put(x+40, y, day)
		s.put(x+100, y, day)
		for i, text := range words {
			s.put(x+160, y-9*float64(i), text)
		}
		s.right(x+380, y, out)
		s.right(x+450, y, in)
		s.right(x+530, y, left)
	}
	one, two := &printed{size: 8}, &printed{size: 8}
	one.put(40, 780, "Primer banka a.d. Racun: 265-0000000001234-88 Valuta: RSD")
	one.put(40, 765, "Prethodno stanje: 10.000,00")
	head(one, 0)
	row(one, 0, 695, "02.11.2026.", "", "5.000,00", "15.000,00", "Zarada za oktobar")
	row(one, 0, 680, "03.11.2026.", "1.000,00", "", "14.000,00", "Prenos Lena Uzorak", "aktivacija naloga", "po ponudi 12")
	row(one, 0, 647, "04.11.2026.", "2.500,00", "", "11.500,00", "Prenos Primer doo")
	one.put(40, 620, "Ukupno na strani")
	one.right(380, 620, "3.500,00")
	one.right(450, 620, "5.000,00")
	one.put(40, 40, "Strana 1 od 2")
	head(two, 15)
	row(two, 15, 695, "05.11.2026.", "50,00", "", "11.450,00", "Provizija", "banke")
	two.put(55, 660, "Ukupno")
	two.right(395, 660, "3.550,00")
	two.right(465, 660, "5.000,00")
	two.put(55, 648, "Novo stanje")
	two.right(545, 648, "11.450,00")
	two.put(55, 40, "Strana 2 od 2")
	return printedPDF(one, two)
}

// dailyStatement prints a day once and without its year, the balance at its end, and
// has a column whose name is not known as a whole.
func dailyStatement() []byte {
	s := &printed{size: 9}
	s.put(50, 780, "Sample Bank plc Statement 1 September 2026 to 30 September 2026")
	s.put(50, 766, "All amounts are in GBP")
	s.put(50, 730, "Date")
	s.put(95, 730, "Type and some details")
	for x, name := range map[float64]string{380: "Money out", 455: "Money in", 530: "Balance"} {
		s.right(x, 730, name)
	}
	y := 716.0
	for _, r := range []struct {
		day, out, in, left string
		words              []string
	}{
		{"", "", "", "100.00", []string{"Balance brought forward"}},
		{"12 Sep", "10.00", "", "", []string{"Card payment Lamp shop", "on 11 Sep"}},
		{"", "", "50.00", "140.00", []string{"J Roe ref lamps"}},
		{"14 Sep", "40.00", "", "100.00", []string{"Standing order", "rent"}},
		{"", "", "", "100.00", []string{"Balance carried forward"}},
	} {
		s.put(50, y, r.day)
		for i, text := range r.words {
			s.put(95, y-11*float64(i), text)
		}
		s.right(380, y, r.out)
		s.right(455, y, r.in)
		s.right(530, y, r.left)
		y -= 11*float64(len(r.words)-1) + 17
	}
	return printedPDF(s)
}

// photographed makes a PDF of one page that is a picture of a page of another one.
func photographed(t *testing.T, b []byte, page int) []byte {
	t.Helper()
	const pixels = 2600
	raw, err := Reader{}.PDFPicture(t.Context(), b, page, pixels)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	size := img.Bounds()
	var grey bytes.Buffer
	z := zlib.NewWriter(&grey)
	for y := range size.Dy() {
		line := make([]byte, size.Dx())
		for x := range line {
			line[x] = color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
		}
		_, _ = z.Write(line)
	}
	_ = z.Close()
	var w writer
	w.obj("<</Type/Catalog/Pages 2 0 R>>")
	w.obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>")
	w.obj(stream("", "595 0 0 842 0 0 cm /I Do"))
	w.obj(stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", size.Dx(), size.Dy()), grey.String()))
	return w.end("")
}

// A page of a statement that is a picture is read by where its words stand, too.
func TestAScannedStatementIsReadByItsColumns(t *testing.T) {
	need(t, "pdftoppm")
	need(t, "tesseract")
	statements, err := intake.LoadStatements(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{}
	f := intake.Read(t.Context(), source("izvod.pdf", photographed(t, pagedStatement(), 1)), intake.Options{PDF: r, Pictures: r, Statements: statements})
	var got []string
	for _, p := range f.Payments {
		got = append(got, fmt.Sprint(p.At.Date(), " ", p.Direction, " ", p.Amount.Digits("", ".", true), " ", p.Status, " ", p.Text))
	}
	want := []string{
		"2026-11-02 in 5000  Zarada za oktobar",
		"2026-11-03 out 1000  Prenos Lena Uzorak aktivacija naloga po ponudi 12",
		"2026-11-04 out 2500  Prenos Primer doo",
	}
	if !slices.Equal(got, want) || f.Kind != intake.KindStatement {
		t.Errorf("kind %q, problems %v, payments\n%s\nof\n%s", f.Kind, f.Problems, strings.Join(got, "\n"), f.Text)
	}
}

// A statement in pages is read by where its words stand, and each row is checked by
// its balance.
func TestStatementsOfBanksThatPrintTheirOwnWay(t *testing.T) {
	need(t, "pdftotext")
	statements, err := intake.LoadStatements(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	chats, err := intake.LoadChats(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		file  []byte
		want  []string
		codes []string
	}{
		{
			"columns near each other", tightStatement(),
			[]string{
				"2026-09-12 out 120 GBP Faster payment OAKFIELD TRADING LTD",
				"2026-09-12 in 171 GBP K ADEYEMI withdrawal",
				"2026-09-13 out 1200 GBP Faster payment OAKFIELD TRADING LTD",
				"2026-09-15 out 23.10 GBP TESCO EXAMPLE",
			},
			nil,
		},
		{
			"two pages", pagedStatement(),
			[]string{
				"2026-11-02 in 5000 RSD Zarada za oktobar",
				"2026-11-03 out 1000 RSD Prenos Lena Uzorak aktivacija naloga po ponudi 12",
				"2026-11-04 out 2500 RSD Prenos Primer doo",
				"2026-11-05 out 50 RSD Provizija banke",
			},
			nil,
		},
		{
			"a day once", dailyStatement(),
			[]string{
				"2026-09-12 out 10 GBP Card payment Lamp shop on 11 Sep",
				"2026-09-12 in 50 GBP J Roe ref lamps",
				"2026-09-14 out 40 GBP Standing order rent",
			},
			nil,
		},
		{
			"a balance that does not fit", []byte(strings.Replace(string(pagedStatement()), "(2.500,00)", "(2.600,00)", 1)),
			[]string{
				"2026-11-02 in 5000 RSD Zarada za oktobar",
				"2026-11-03 out 1000 RSD Prenos Lena Uzorak aktivacija naloga po ponudi 12",
				"2026-11-04 out 2600 RSD proposed Prenos Primer doo",
				"2026-11-05 out 50 RSD Provizija banke",
			},
			[]string{"rows-balance-differs", "sums-not-confirmed"},
		},
	} {
		r := Reader{}
		f := intake.Read(t.Context(), source("izvod.pdf", tt.file), intake.Options{PDF: r, Pictures: r, Statements: statements, Chats: chats})
		var got, codes []string
		for _, p := range f.Payments {
			got = append(got, strings.Join(strings.Fields(fmt.Sprint(p.At.Date(), " ", p.Direction, " ", p.Amount.Digits("", ".", true), " ", p.Amount.Currency, " ", p.Status, " ", p.Text)), " "))
			if s := p.Origins[0].Span.Of(f.Text); !strings.Contains(s, strings.Fields(p.Text)[0]) {
				t.Errorf("%s: %q stands at %q", tt.name, p.Text, s)
			}
		}
		for _, p := range f.Problems {
			codes = append(codes, p.Code)
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes, tt.codes) {
			t.Errorf("%s: kind %q, problems %v, payments\n%s\nof\n%s", tt.name, f.Kind, f.Problems, strings.Join(got, "\n"), f.Text)
		}
	}
}
