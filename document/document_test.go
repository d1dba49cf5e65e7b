package document

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/testkit"
)

// sample has one block of each kind, with Serbian in both scripts.
func sample() Document {
	return Document{
		Title: "Šta se desilo", Lang: "sr-Latn", Date: recourse.Date{Year: 2026, Month: 11, Day: 22}, Footer: "Recourse",
		Blocks: []Block{
			Banner{Kind: Danger, Title: "Vrlo verovatno prevara", Say: "Ne šaljite 150.638 RSD.", Level: 5, Sure: "Vrlo sigurno", Blocks: []Block{Paragraph{Text: T("Ljudi koji Vam pišu ovo rade svakog dana.")}}},
			Heading{2, T("Šta da uradite u narednih 10 minuta")},
			List{Form: Steps, Items: []Item{
				{Text: T("Ne šaljite više ništa"), Blocks: []Block{Paragraph{Text: T("Ni deo, ni „depozit“.")}}},
				{Text: T("Pozovite banku"), Blocks: []Block{Paragraph{Text: []Run{{Text: "Račun "}, {Text: "265-0000000001234-97", Style: Code}}}}},
			}},
			Heading{2, T("Шта у поруци то показује: ђшжчћ љњџ")},
			Quote{Who: "WhatsApp, 22. 11. 2026.", Pieces: []Piece{{Text: "Zdravo 😊! "}, {Text: "Za isplatu uplatite 150.638 RSD", Mark: 1}, {Text: " u roku od "}, {Text: "30 minuta", Mark: 2}, {Text: ". 你好\nLena"}}},
			Notes{[]Note{{1, T("Plaćate da biste bili plaćeni"), []Block{Paragraph{Text: T("Pravi poslodavac to ne traži.")}}}, {2, T("Žurba"), nil}}},
			Bars{
				Title: "Svaki zahtev je bio oko tri puta veći", Columns: [3]string{"Kada", "", "Iznos"}, PaidKey: "uplaćeno", AskedKey: "traženo, nije uplaćeno",
				Items: []Bar{{"12. 11.", "prvi depozit", 6000, "6.000 RSD", false}, {"14. 11.", "", 23000, "23.000 RSD", false}, {"22. 11.", "„provizija“", 150638, "150.638 RSD", true}},
				Total: &Bar{Label: "Ukupno poslato", Amount: "29.000 RSD"},
			},
			Stages{[]Stage{{"Ponuda", "lak posao", Done, ""}, {"„Provizija“", "150.638 RSD", Here, "ovde ste"}, {"Porez", "", Next, "očekuje se"}}},
			Card{Title: T("Tražite od banke povraćaj"), Tags: []Tag{{Danger, "odmah"}, {Info, "zakonski rok"}}, First: true, Blocks: []Block{Details{"Zašto ovaj datum", []Block{Paragraph{Text: T("15 dana od prijema.")}}}}},
			Columns{Left: []Block{Paragraph{Text: T("levo")}}, Right: []Block{Paragraph{Text: T("desno")}}},
			Table{
				Caption: "Uplate", Columns: []Column{{Title: "Datum"}, {Title: "Račun", Weight: 2}, {Title: "Iznos", Align: Right}},
				Rows:  [][]Cell{{{T("12. 11. 2026.")}, {[]Run{{Text: "265-0000000001234-97", Style: Code}}}, {T("6.000 RSD")}}},
				Total: []Cell{{T("Ukupno")}, {}, {T("6.000 RSD")}},
			},
			KeyValues{[]Pair{{"Ime", B("Danijel Marković")}, {"Telefon", []Run{{Text: "________", Style: Blank}}}}},
			Callout{Warn, "Ovo nije pravni savet", []Block{Paragraph{Text: []Run{{Text: "Izvor: "}, {Text: "nbs.rs", Link: "https://www.nbs.rs/"}, {Text: " "}, {Text: "zlo", Link: "javascript:alert(1)"}}}}},
			List{Form: Bullets, Items: []Item{{Text: T("jedan")}, {Text: []Run{{Text: "dva", Style: Emph}}}}},
			List{Form: Boxes, Items: []Item{{Text: T("Izvod")}}},
			Address{Label: "Primalac", Lines: [][]Run{T("Banka a.d."), T("Beograd")}},
			Small{T("Sitan tekst")},
			Rule{},
			Signature{Place: T("Novi Sad, 22. 11. 2026."), Name: T("Danijel Marković"), Label: "svojeručni potpis"},
			PageBreak{},
			Paragraph{Text: T("Druga strana"), Align: Right},
		},
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := Text(&b, sample()); err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "sample.txt", b.String())
}

func TestOutline(t *testing.T) { testkit.Golden(t, "sample.outline", Outline(sample())) }

func TestHTML(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, sample()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{
		`<html lang="sr-Latn">`, `default-src &#39;none&#39;`, `<a class="ref" href="#r1">1</a>`, `id="r1"`, `<rect class="asked"`,
		`<td role="cell" class="right" data-label="Iznos"><div>6.000 RSD</div></td>`, `href="https://www.nbs.rs/"`, "你好<br>Lena",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("HTML lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "javascript:", "style=\"", "@import", "url(http", "src="} {
		if strings.Contains(page, never) {
			t.Errorf("HTML contains %q", never)
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("HTML has %d h1, want 1", n)
	}
}

func TestPDF(t *testing.T) {
	var a, b bytes.Buffer
	if err := PDF(&a, sample()); err != nil {
		t.Fatal(err)
	}
	if err := PDF(&b, sample()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("PDF of one document differs between two runs")
	}
	text := strings.Join(strings.Fields(pdfText(t, a.Bytes())), " ")
	for _, want := range []string{
		"Vrlo verovatno prevara", "Ne šaljite 150.638 RSD.", "Шта у поруци то показује: ђшжчћ љњџ", "Danijel Marković",
		"[U+1F60A]", "[U+4F60 U+597D]", "265-0000000001234-97", "uplaćeno", "Druga strana", "3/3",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("text of the PDF lacks %q:\n%s", want, text)
		}
	}
}

// pdfText extracts a PDF's text with poppler, and skips where it is missing.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: the text of PDFs was not checked")
	}
	cmd := exec.Command(tool, "-enc", "UTF-8", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(out)
}

func TestLongDocumentKeepsEverything(t *testing.T) {
	d := Document{Title: "Long", Lang: "en"}
	tall := strings.Repeat("a row that is higher than any page. ", 400)
	table := Table{Columns: []Column{{Title: "No"}, {Title: "Text", Weight: 4}}}
	for i := range 120 {
		table.Rows = append(table.Rows, []Cell{{T("n" + itoa(i))}, {T(strings.Repeat("č", 200))}})
	}
	table.Rows = append(table.Rows, []Cell{{T("tall")}, {T(tall + "END-OF-ROW")}})
	d.Blocks = []Block{table, Callout{Info, "Box", []Block{Paragraph{Text: T(tall + "END-OF-BOX")}}}, Quote{Pieces: []Piece{{tall, 3}, {"END-OF-QUOTE", 0}}}}
	var b bytes.Buffer
	if err := PDF(&b, d); err != nil {
		t.Fatal(err)
	}
	text := pdfText(t, b.Bytes())
	for _, want := range []string{"n0", "n119", "END-OF-ROW", "END-OF-BOX", "END-OF-QUOTE"} {
		if !strings.Contains(text, want) {
			t.Errorf("text of the PDF lacks %q", want)
		}
	}
}

func TestGlyphs(t *testing.T) {
	for name, font := range map[string][]byte{"regular": fontRegular, "bold": fontBold, "italic": fontItalic} {
		g := newGlyphs(font)
		for _, r := range "čćšžđČĆŠŽĐ абвгдђежзијклљмнњопрстћуфхцчџш €£¥₽₿ „“”‘’–—… →☐✓−" {
			if !g[r] {
				t.Errorf("%s has no glyph for %q", name, r)
			}
		}
		if g['你'] || len(g) > 2000 {
			t.Errorf("%s claims %d glyphs, with Chinese: %t", name, len(g), g['你'])
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "Račun 1-2", "Račun 1-2"},
		{"line ends become one form", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"signs that turn the text are spelled out", "\u202egpj.exe", "[U+202E]gpj.exe"},
		{"control characters are visible", "a\x00\x1bb", "a��b"},
		{"broken UTF-8 is visible", "a\xffb", "a�b"},
	} {
		if got := clean(c.in); got != c.want {
			t.Errorf("%s: clean(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}
