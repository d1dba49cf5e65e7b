package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/picture"
)

// tableWords are the words of lines whose cells, parted by bars, stand in columns.
func tableWords(lines ...string) (words []picture.Word) {
	columns := []int{50, 250, 700, 950, 1200}
	for i, line := range lines {
		for k, cell := range strings.Split(line, "|") {
			x := columns[k]
			for w := range strings.FieldsSeq(cell) {
				words = append(words, picture.Word{Text: w, Conf: 0.95, Line: i + 1, Box: picture.Box{X: x, Y: 50 + 60*i, Width: 14 * len([]rune(w)), Height: 22}})
				x += 14*len([]rune(w)) + 12
			}
		}
	}
	return words
}

// A photograph of a statement is one where its balances or totals confirm what was read;
// without them a line says that it was not read as one.
func TestAPictureOfAStatement(t *testing.T) {
	head := []string{"Racun: 265-0000000001234-88", "Valuta: RSD", "Datum|Opis|Isplata|Uplata|Stanje", "|Početno stanje|||100.000,00"}
	rows := []string{"12.11.2026.|Prenos Lena Uzorak|6.000,00||94.000,00", "13.11.2026.|Zarada Poslodavac||85.400,50|179.400,50", "15.11.2026.|POS Prodavnica Nis|1.250,00||178.150,50"}
	// A reader that takes a figure for another makes a row that the balance contradicts.
	wrong := slices.Clone(rows)
	wrong[2] = strings.Replace(wrong[2], "1.250,00", "1.260,00", 1)
	bare := []string{"Datum|Opis|Isplata", "12.11.2026.|Prenos Lena Uzorak|6.000,00", "13.11.2026.|Prenos Ana Primer|400,50", "15.11.2026.|POS Prodavnica Nis|1.250,00"}
	for _, c := range []struct {
		name     string
		words    []picture.Word
		kind     string
		booked   int
		problems []string
	}{
		{"confirmed by its balances", tableWords(append(slices.Clone(head), rows...)...), KindStatement, 3, nil},
		{"a figure misread", tableWords(append(slices.Clone(head), wrong...)...), KindStatement, 2, []string{"rows-balance-differs", "sums-not-confirmed"}},
		{"without balances", tableWords(bare...), KindImage, 0, []string{"statement-not-read"}},
		{"an invoice", tableWords("RACUN 12/2026", "Opis|Kolicina|Iznos", "Stolica|2|6.000,00", "Sto|1|12.000,00", "Ukupno||18.000,00"), KindImage, 0, nil},
	} {
		f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(c.words), Statements: known(t), Chats: spoken(t)})
		booked := countOf(f.Payments, func(p incident.Payment) bool { return p.Status == "" })
		if f.Kind != c.kind || booked != c.booked || !slices.Equal(codes(f), c.problems) {
			t.Errorf("%s: kind %s, %d booked of %+v, problems %v", c.name, f.Kind, booked, f.Payments, codes(f))
		}
	}
}
