package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/indicator"
)

// wordFile makes a document of one body and further files, by name and content.
func wordFile(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	return zipOf(t, append([]string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
	}, more...)...)
}

// sheetFile makes a workbook of one sheet.
func sheetFile(t testing.TB, rows string, more ...string) []byte {
	t.Helper()
	return zipOf(t, append([]string{
		"xl/workbook.xml", `<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", rels(`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>`),
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}, more...)...)
}

func rels(all string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + all + `</Relationships>`
}

// zipOf makes a zip of names and contents.
func zipOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var files []packed
	for i := 0; i+1 < len(pairs); i += 2 {
		files = append(files, packed{pairs[i], []byte(pairs[i+1]), 0})
	}
	return pack(t, files...)
}

// stored makes a zip without packing anything: a fuzzer tries more of them.
func stored(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		out, err := w.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func para(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }

func TestDocumentsAsOfficeProgramsWriteThem(t *testing.T) {
	for _, name := range []string{"ponuda.docx", "ponuda.odt"} {
		t.Run(name, func(t *testing.T) {
			f := fixture(t, name, Options{})
			const want = "Ponuda br. 27\nPoštovani, molimo uplatu na račun 965-0001000031415-66.\nStavka\tIznos\nRoba\t4.860,00\n\t5\nViše na alibaba.com ovde."
			if f.Text != want || f.Title != "Ponuda" || f.Kind != KindPage || f.Meta.Get(MetaAuthor) != "Ana Anić" {
				t.Errorf("title %q kind %q meta %v text %q", f.Title, f.Kind, f.Meta, f.Text)
			}
			if !strings.Contains(f.Meta.Get(MetaProducer), "LibreOffice") {
				t.Errorf("producer = %q", f.Meta.Get(MetaProducer))
			}
			if len(f.Signs) != 1 || f.Signs[0].Shows != "alibaba.com" || f.Signs[0].Leads != "prevara.example" || f.Signs[0].Spans[0].Of(f.Text) != "alibaba.com" {
				t.Errorf("signs = %+v", f.Signs)
			}
			leads := slices.IndexFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "https://prevara.example/x" })
			if leads < 0 || f.Indicators[leads].Span.Of(f.Text) != "alibaba.com" {
				t.Errorf("indicators = %+v", f.Indicators)
			}
			if len(f.Files) != 0 || len(f.Problems) != 0 {
				t.Errorf("files %v problems %v", paths(f), f.Problems)
			}
		})
	}
}

func TestAWorkbookThatIsAStatement(t *testing.T) {
	f := fixture(t, "promet.xlsx", Options{})
	if f.Kind != KindStatement || len(f.Payments) != 3 || f.Title != "Promet" || f.Meta.Get(MetaCreated) != "2026-11-10T08:00:00Z" {
		t.Fatalf("kind %q title %q meta %v payments %+v", f.Kind, f.Title, f.Meta, f.Payments)
	}
	var got []string
	for _, p := range f.Payments {
		got = append(got, fmt.Sprintf("%s %s %d %s %s", p.At.Date(), p.Direction, p.Amount.Minor, p.Text, p.Origins[0].Place))
		if span := p.Origins[0].Span.Of(f.Text); !strings.HasPrefix(span, p.At.Date().String()) {
			t.Errorf("span = %q", span)
		}
	}
	want := []string{
		"2026-11-12 out 600000 Uplata Nemanja Promet, row 4",
		`2026-11-14 out 2300000 Slavica "X" Ognjanov Promet, row 5`,
		"2026-11-15 in 8500010 Plata Promet, row 6",
	}
	if !slices.Equal(got, want) {
		t.Errorf("payments = %q, want %q", got, want)
	}
	if len(f.Pages) != 3 || f.Pages[1].Name != "Drugi" || f.Pages[1].Span.Of(f.Text) != "\t\talibaba.com\n\t\t\t0.3" {
		t.Errorf("pages = %+v", f.Pages)
	}
	if got := codes(f); !slices.Equal(got, []string{"sheet-hidden"}) {
		t.Errorf("problems = %v", got)
	}
	if len(f.Signs) != 1 || f.Signs[0].Spans[0].Of(f.Text) != "alibaba.com" {
		t.Errorf("signs = %+v", f.Signs)
	}
}

func TestASpreadsheetOfOpenDocument(t *testing.T) {
	cell := func(attrs, text string) string {
		return "<table:table-cell " + attrs + "><text:p>" + text + "</text:p></table:table-cell>"
	}
	row := func(attrs string, cells ...string) string {
		return "<table:table-row " + attrs + ">" + strings.Join(cells, "") + "</table:table-row>"
	}
	content := `<office:document-content><office:body><office:spreadsheet><table:table table:name="Promet">` +
		row("", cell("", "Datum"), cell("", "Opis"), cell("", "Isplata"), cell("", "Uplata"), cell("", "Valuta")) +
		row(`table:number-rows-repeated="3"`, `<table:table-cell table:number-columns-repeated="16384"/>`) +
		row(`table:number-rows-repeated="2"`, cell(`office:value-type="date" office:date-value="2026-11-12"`, "12.11.26"), cell("", "Uplata"),
			cell(`office:value-type="currency" office:currency="RSD" office:value="6000"`, "6.000,00 RSD"), "<table:table-cell/>", cell("", "RSD")) +
		row("", cell("", "?"), cell("", "Provizija"), cell(`office:value-type="float" office:value="350"`, "350,00")) +
		row("", cell(`office:value-type="date" office:date-value="2026-11-14T18:05:00"`, "14.11.26"), cell("", "Vesna"),
			"<table:table-cell/>", cell(`office:value-type="float" office:value="23000.5"`, "23.000,50"), cell("", "RSD")) +
		`</table:table></office:spreadsheet></office:body></office:document-content>`
	b := zipOf(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", content)
	f := Read(t.Context(), memory("promet.ods", b), Options{Statements: known(t)})
	var got []string
	for _, p := range f.Payments {
		got = append(got, fmt.Sprintf("%s %s %d %s", p.At, p.Direction, p.Amount.Minor, p.Origins[0].Place))
	}
	want := []string{"2026-11-12 out 600000 row 5", "2026-11-12 out 600000 row 6", "2026-11-14T18:05:00 in 2300050 row 8"}
	if f.Kind != KindStatement || !slices.Equal(got, want) || len(f.Problems) != 1 || f.Problems[0].Detail != "row 7: ? Provizija 350" {
		t.Errorf("kind %q payments %q, want %q; problems %v text %q", f.Kind, got, want, f.Problems, f.Text)
	}
}

func TestWhatADocumentShowsAndWhatItDoesNot(t *testing.T) {
	body := para("Cena: ") +
		`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>sakriveno</w:t></w:r><w:del><w:r><w:delText>4.860</w:delText></w:r></w:del><w:ins><w:r><w:t>9.720</w:t></w:r></w:ins></w:p>` +
		`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>` +
		`<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>oblik</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>oblik</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>` +
		`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://prevara.example/" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>paypal.com</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>` +
		`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	b := wordFile(t, body,
		"word/_rels/document.xml.rels", rels(`<Relationship Id="r1" Type="x/comments" Target="comments.xml"/><Relationship Id="r2" Type="x/footer" Target="/word/footer1.xml"/>`),
		"word/_rels/settings.xml.rels", rels(`<Relationship Id="r1" Type="x/attachedTemplate" TargetMode="External" Target="https://zlo.example/t.dotm"/>`),
		"word/comments.xml", `<w:comments><w:comment w:author="Ana">`+para("Ovo nije dogovoreno")+`</w:comment></w:comments>`,
		"word/footer1.xml", `<w:ftr>`+para("PIB 100000024")+`</w:ftr>`,
		"word/vbaProject.bin", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"word/media/image1.png", string(png),
		"word/embeddings/slip.txt", "Uplata 6000",
	)
	f := Read(t.Context(), memory("a.docx", b), Options{})
	if want := "Cena: \n9.720\na\tb\nc\noblik\npaypal.com\nPIB 100000024\nAna: Ovo nije dogovoreno"; f.Text != want {
		t.Errorf("text = %q, want %q", f.Text, want)
	}
	if got := f.Meta.Get(MetaHidden); got != "sakriveno4.860" {
		t.Errorf("hidden = %q", got)
	}
	if got, want := codes(f), []string{"document-loads", "document-macros", "text-not-read"}; !slices.Equal(got, want) {
		t.Errorf("problems = %v, want %v", got, want)
	}
	if d := f.Problems[0].Detail; !strings.Contains(d, "DDEAUTO") || !strings.Contains(d, "zlo.example") {
		t.Errorf("loads %q", d)
	}
	if len(f.Signs) != 1 || f.Signs[0].Leads != "prevara.example" {
		t.Errorf("signs = %+v", f.Signs)
	}
	if got, want := paths(f), []string{"a.docx!word/media/image1.png image", "a.docx!word/embeddings/slip.txt text"}; !slices.Equal(got, want) {
		t.Errorf("files = %q, want %q", got, want)
	}
}

func TestSlidesArePages(t *testing.T) {
	slide := func(s string) string { return `<p:sld><a:p><a:r><a:t>` + s + `</a:t></a:r></a:p></p:sld>` }
	b := zipOf(t,
		"ppt/presentation.xml", `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels", rels(`<Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/><Relationship Id="r2" Type="x/slide" Target="slides/slide2.xml"/>`),
		"ppt/slides/slide1.xml", slide("drugi"), "ppt/slides/slide2.xml", slide("prvi"),
		"ppt/slides/_rels/slide2.xml.rels", rels(`<Relationship Id="r1" Type="x/notesSlide" Target="../notesSlides/n1.xml"/>`),
		"ppt/notesSlides/n1.xml", slide("beleška"))
	f := Read(t.Context(), memory("a.pptx", b), Options{})
	if f.Text != "prvi\nbeleška\ndrugi" || len(f.Pages) != 2 || f.Pages[1].Number != 2 || f.Pages[1].Span.Of(f.Text) != "drugi" {
		t.Errorf("text %q pages %+v problems %v", f.Text, f.Pages, f.Problems)
	}
}

func TestOlderAndLockedDocumentsAreNamed(t *testing.T) {
	wide := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	cfb := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	odf := zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "\x01\x02",
		"META-INF/manifest.xml", `<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`)
	tests := []struct {
		name  string
		b     []byte
		codes []string
	}{
		{"a.docx", []byte(cfb + wide("EncryptedPackage")), []string{"encrypted"}},
		{"a.doc", []byte(cfb), []string{"format-not-read"}},
		{"a.xls", []byte(cfb + wide("_VBA_PROJECT")), []string{"document-macros", "format-not-read"}},
		{"a.odt", odf, []string{"encrypted"}},
	}
	for _, tt := range tests {
		if got := codes(Read(t.Context(), memory(tt.name, tt.b), Options{})); !slices.Equal(got, tt.codes) {
			t.Errorf("%s: problems %v, want %v", tt.name, got, tt.codes)
		}
	}
	if got := codes(fixture(t, "zakljucan.xlsx", Options{})); !slices.Equal(got, []string{"encrypted"}) {
		t.Errorf("a workbook with a password: problems %v", got)
	}
}

func TestHostileDocuments(t *testing.T) {
	const million = 1_000_000
	lim := Limits{Text: 1 << 20, Unpacked: 256 << 20, Rows: 1000, Ratio: 2000}
	far := `<row r="1"><c r="A1" t="str"><v>a</v></c></row>`
	tests := []struct {
		name  string
		file  string
		b     []byte
		codes []string
		text  string
	}{
		{"entities in entities", "a.docx", zipOf(t, "word/document.xml", `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document>`+para("&b;")+`</w:document>`), []string{"document-declares"}, ""},
		{"an entity from elsewhere", "a.docx", zipOf(t, "word/document.xml", `<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>`+para("&x;")+`</w:document>`), []string{"document-declares"}, ""},
		{"an entity that nobody declared", "a.docx", wordFile(t, para("a")+para("&x;")), []string{"document-damaged"}, "a"},
		{"a million levels", "a.docx", wordFile(t, para("a")+strings.Repeat("<w:x>", million)), []string{"document-cut"}, "a"},
		{"a file that is cut off", "a.docx", func() []byte { b := wordFile(t, para(strings.Repeat("abc ", 100))); return b[:len(b)-200] }(), []string{"document-damaged"}, ""},
		{"an element that does not end", "a.docx", wordFile(t, para("a")+"<w:p><w:r"), []string{"document-damaged"}, "a"},
		{"text without end", "a.docx", wordFile(t, para(strings.Repeat("a", 2<<20))), []string{"text-cut"}, strings.Repeat("a", 1<<20)},
		{"a part that unpacks too far", "a.docx", wordFile(t, para("a")+"<!--"+strings.Repeat(" ", 24<<20)+"-->"), []string{"unpacks-too-far"}, "a"},
		{"a cell far away", "a.xlsx", sheetFile(t, far+`<row r="1048576"><c r="XFD1048576" t="str"><v>z</v></c></row>`), []string{"sheet-cut"}, "a"},
		{"a row far away", "a.xlsx", sheetFile(t, far+`<row r="1048576"><c r="B1048576" t="str"><v>z</v></c></row>`), nil, "a\n\tz"},
		{"a million empty rows", "a.xlsx", sheetFile(t, far+strings.Repeat("<row/>", million)), nil, "a"},
		{"a million empty cells", "a.xlsx", sheetFile(t, far+`<row r="2">`+strings.Repeat("<c/>", million)+`</row>`), nil, "a"},
		{"more rows than are read", "a.xlsx", sheetFile(t, strings.Repeat(`<row><c t="str"><v>a</v></c></row>`, 1500)), []string{"sheet-cut"}, strings.Repeat("a\n", 999) + "a"},
		{"numbers that are none", "a.xlsx", sheetFile(t, `<row r="99999999999999999999"><c r="ZZZZZZ1"><v>1e999</v></c><c s="-1"><v>NaN</v></c><c t="s"><v>7</v></c></row>`), nil, "1e999\tNaN"},
		{"a row repeated without end", "a.ods", zipOf(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml",
			`<t:table><t:table-row t:number-rows-repeated="2000000000"><t:table-cell t:number-columns-repeated="2000000000"><x:p>a</x:p></t:table-cell></t:table-row></t:table>`), []string{"sheet-cut"}, ""},
		{"parts that refer to one another", "a.docx", wordFile(t, para("a"), "word/_rels/document.xml.rels", rels(`<Relationship Id="r1" Type="x/header" Target="document.xml"/><Relationship Id="r2" Type="x/footer" Target="../../../../etc/passwd.xml"/>`)), nil, "a\na"},
		{"a document in a document, and so on", "a.docx", func() []byte {
			b := wordFile(t, para("a"))
			for range 7 {
				b = wordFile(t, para("a"), "word/embeddings/a.docx", string(b))
			}
			return b
		}(), []string{"archive-too-deep"}, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lim := lim
			if slices.Contains(tt.codes, "unpacks-too-far") {
				lim.Ratio = 0 // as it ships
			}
			f := Read(t.Context(), memory(tt.file, tt.b), Options{Limits: lim})
			if got := codes(f); !slices.Equal(got, tt.codes) || tt.text != "" && f.Text != tt.text {
				t.Errorf("problems %v text %.60q, want %v %.60q", got, f.Text, tt.codes, tt.text)
			}
			if !f.Keep() || f.Kind != KindPage {
				t.Errorf("kept %v kind %q", f.Keep(), f.Kind)
			}
		})
	}
}

func TestCellsAsTheyAreShown(t *testing.T) {
	tests := []struct {
		code, value, want string
		number            bool
	}{
		{"", "6132.8000000000002", "6132.8", true},
		{"", "0.30000000000000004", "0.3", true},
		{"", "12.345", "12.3450", true},
		{"#,##0.00", "6000", "6000.00", true},
		{`#,##0.00\ "RSD"`, "6000.5", "6000.50 RSD", true},
		{`[$€-2] #,##0.00;[Red]-[$€-2] #,##0.00`, "-7", "-7.00 €", true},
		{"0%", "0.05", "5%", true},
		{"", "2.65000000123457E+17", "265000000123457000", true},
		{"dd.mm.yyyy", "46338", "2026-11-12", true},
		{"d/m/y h:mm", "46340.753472222219", "2026-11-14 18:05", true},
		{"h:mm", "0.5", "12:00", true},
		{"mmmm", "46338", "2026-11-12", true},
		{"yyyy", "60", "60", true},
		{"yyyy", "1", "1900-01-01", true},
		{"yyyy", "99999999", "99999999", true},
		{"[h]:mm", "1.5", "1.5", true},
		{"General", "text", "text", false},
	}
	for _, tt := range tests {
		got, number := parseFormat(tt.code).show(tt.value, false)
		if got = strings.ReplaceAll(got, decimalMark, "."); got != tt.want || number != tt.number {
			t.Errorf("format %q of %q = %q %v, want %q %v", tt.code, tt.value, got, number, tt.want, tt.number)
		}
	}
	if got, _ := parseFormat("yyyy").show("44876", true); got != "2026-11-12" {
		t.Errorf("a day counted from 1904 = %q", got)
	}
}

func TestNumbersGetTheDecimalSignOfTheSheet(t *testing.T) {
	b := sheetFile(t, `<row><c t="str"><v>18.11.2026</v></c><c t="str"><v>1.234,56</v></c><c><v>6132.8</v></c></row>`)
	if f := Read(t.Context(), memory("a.xlsx", b), Options{}); f.Text != "18.11.2026\t1.234,56\t6132,8" {
		t.Errorf("text = %q", f.Text)
	}
}

func FuzzOffice(f *testing.F) {
	f.Add("word/document.xml", "<w:document>"+para("a")+"</w:document>")
	f.Add("word/document.xml", `<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>`+para("a")+`<w:fldChar w:fldCharType="end"/></w:tc></w:tr></w:tbl>`)
	f.Add("xl/worksheets/sheet1.xml", `<row r="3"><c r="B3" s="1"><v>46338</v></c><c t="s"><v>0</v></c></row><hyperlinks><hyperlink ref="B3" r:id="r1"/></hyperlinks>`)
	f.Add("xl/styles.xml", `<numFmt numFmtId="170" formatCode="[$€-2]\ dd/mm/yyyy;@"/><cellXfs><xf numFmtId="170"/></cellXfs>`)
	f.Add("content.xml", `<office:body><table:table table:name="A"><table:table-row><table:table-cell office:value-type="float" office:value="1.5"/></table:table-row></table:table><text:p>a<text:a xlink:href="https://a.example">b</text:a></text:p></office:body>`)
	f.Fuzz(func(t *testing.T, name, content string) {
		if strings.HasSuffix(name, "/") {
			t.Skip("a folder has no content")
		}
		sheet := []string{
			"xl/workbook.xml", `<sheet name="A" r:id="r1"/>`,
			"xl/_rels/workbook.xml.rels", rels(`<Relationship Id="r1" Target="worksheets/sheet1.xml"/>`),
		}
		for _, b := range [][]byte{
			stored(t, name, content, "word/document.xml", "<a/>"),
			stored(t, append([]string{name, content, "xl/worksheets/sheet1.xml", `<row><c s="0"><v>1</v></c><c t="s"><v>0</v></c></row>`}, sheet...)...),
			stored(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", name, content),
			stored(t, "mimetype", "application/vnd.oasis.opendocument.text", name, content),
		} {
			file := Read(t.Context(), memory("a.bin", b), Options{Limits: Limits{Text: 1 << 16, Unpacked: 1 << 20, Rows: 100, Entries: 50, Depth: 2}})
			checkPages(t, file)
		}
	})
}

// checkPages holds what every file promises of its pages and of what it found.
func checkPages(t *testing.T, f File) {
	t.Helper()
	for _, p := range f.Pages {
		if p.Span.Start < 0 || p.Span.End < p.Span.Start || p.Span.End > len(f.Text) {
			t.Fatalf("page %+v in a text of %d bytes", p, len(f.Text))
		}
	}
	for _, i := range f.Indicators {
		if i.Span.Start < 0 || i.Span.End < i.Span.Start || i.Span.End > len(f.Text) {
			t.Fatalf("indicator %+v in a text of %d bytes", i, len(f.Text))
		}
	}
	for _, n := range f.Files {
		checkPages(t, n)
	}
}

func BenchmarkSheet(b *testing.B) {
	var rows strings.Builder
	rows.WriteString(`<row r="1"><c r="A1" t="str"><v>Datum</v></c><c r="B1" t="str"><v>Opis</v></c><c r="C1" t="str"><v>Isplata</v></c><c r="D1" t="str"><v>Valuta</v></c></row>`)
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&rows, `<row r="%[1]d"><c r="A%[1]d" t="str"><v>2026-11-12</v></c><c r="B%[1]d" t="str"><v>Uplata %[1]d</v></c><c r="C%[1]d"><v>%[1]d.5</v></c><c r="D%[1]d" t="str"><v>RSD</v></c></row>`, i+2)
	}
	file := sheetFile(b, rows.String())
	opt := Options{Statements: known(b)}
	b.SetBytes(int64(rows.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if f := Read(b.Context(), memory("a.xlsx", file), opt); len(f.Payments) != n {
			b.Fatalf("%d payments, want %d: %v", len(f.Payments), n, f.Problems)
		}
	}
}
