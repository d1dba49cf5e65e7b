package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// bookFile makes a workbook of named sheets, each of lines of cells parted by semicolons.
func bookFile(t testing.TB, sheets ...[]string) []byte {
	t.Helper()
	list, all, pairs := "", "", []string{}
	for i, lines := range sheets {
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="r%d"/>`, lines[0], i+1, i)
		all += fmt.Sprintf(`<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i, i)
		rows := ""
		for _, line := range lines[1:] {
			rows += "<row>"
			for _, cell := range strings.Split(line, ";") {
				rows += `<c t="str"><v>` + cell + `</v></c>`
			}
			rows += "</row>"
		}
		pairs = append(pairs, fmt.Sprintf("xl/worksheets/sheet%d.xml", i), "<worksheet><sheetData>"+rows+"</sheetData></worksheet>")
	}
	return zipOf(t, append(pairs, "xl/workbook.xml", "<workbook><sheets>"+list+"</sheets></workbook>", "xl/_rels/workbook.xml.rels", rels(all))...)
}

func TestSheetsThatShowTheSamePayments(t *testing.T) {
	const (
		head  = "Datum;Opis;Primalac;Račun primaoca;Isplata;Valuta"
		small = "18.11.2026;Prenos;Marko Uzorak;265-0001234567890-98;6.000,00;RSD"
		large = "19.11.2026;Prenos;Marko Uzorak;265-0001234567890-98;18.000,00;RSD"
		other = "20.11.2026;Prenos;Radnja Primer;;1.000,00;RSD"
		third = "21.12.2026;Prenos;Radnja Primer;;2.000,00;RSD"
	)
	tests := []struct {
		name   string
		sheets [][]string
		codes  []string
		want   []int64
	}{
		{"all and a month", [][]string{{"Sve", head, small, large, third}, {"Nov", head, small, large}}, nil, []int64{600000, 1800000, 200000}},
		{"a month and all", [][]string{{"Nov", head, small, large}, {"Sve", head, small, large, third}}, nil, []int64{600000, 1800000, 200000}},
		{"two months and all", [][]string{{"Nov", head, small, large}, {"Dec", head, third}, {"Sve", head, small, large, third}}, nil, []int64{600000, 1800000, 200000}},
		{"two equal sheets", [][]string{{"A", head, small, large}, {"B", head, small, large}}, nil, []int64{600000, 1800000}},
		{"equal transfers of one sheet", [][]string{{"A", head, small, small}, {"B", head, other}}, nil, []int64{600000, 600000, 100000}},
		{"equal transfers in both", [][]string{{"A", head, small, small, other}, {"B", head, small, small}}, nil, []int64{600000, 600000, 100000}},
		{"one more of equal transfers than in the other", [][]string{{"A", head, small, other, third}, {"B", head, small, small}}, []string{"sheet-equal-payments"}, []int64{600000, 100000, 200000, 600000, 600000}},
		{"both have more", [][]string{{"A", head, small, other}, {"B", head, small, large}}, []string{"sheet-equal-payments"}, []int64{600000, 100000, 600000, 1800000}},
		{"another payee", [][]string{{"A", head, small, large}, {"B", head, strings.ReplaceAll(small, "890-98", "891-95"), large}}, []string{"sheet-equal-payments"}, []int64{600000, 1800000, 600000, 1800000}},
		{"fewer columns", [][]string{{"A", head, small, large}, {"B", "Datum;Primalac;Isplata;Valuta", "18.11.2026;Marko Uzorak;6.000,00;RSD", "19.11.2026;Marko Uzorak;18.000,00;RSD"}}, nil, []int64{600000, 1800000}},
		{"a lone row without a payee", [][]string{{"A", "Datum;Opis;Isplata;Valuta", "18.11.2026;Prenos;6.000,00;RSD", "19.11.2026;Prenos;1,00;RSD"}, {"B", "Datum;Opis;Isplata;Valuta", "18.11.2026;Prenos;6.000,00;RSD"}}, []string{"sheet-equal-payments"}, []int64{600000, 100, 600000}},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.xlsx", bookFile(t, tt.sheets...)), Options{Statements: known(t)})
		var got []int64
		for _, p := range f.Payments {
			got = append(got, p.Amount.Minor)
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: payments %d problems %v, want %d %v", tt.name, got, codes(f), tt.want, tt.codes)
		}
	}
	f := Read(t.Context(), memory("a.xlsx", bookFile(t, tests[0].sheets...)), Options{Statements: known(t)})
	if o := f.Payments[0].Origins; len(o) != 2 || o[0].Place != "Sve, row 2" || o[1].Place != "Nov, row 2" || !strings.Contains(o[1].Span.Of(f.Text), "Marko Uzorak") {
		t.Errorf("origins %+v, want both sheets", o)
	}
}
