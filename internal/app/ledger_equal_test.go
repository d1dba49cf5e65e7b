package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/internal/app"
	"recourse/internal/testkit"
)

// camtDay is the account report of one day with one payment, as banks give it out.
func camtDay(day, number, state string) string {
	return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>` + number + `</Id>` +
		`<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">250.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>` + state + `</Sts>` +
		`<BookgDt><Dt>` + day + `</Dt></BookgDt><ValDt><Dt>` + day + `</Dt></ValDt><AcctSvcrRef>` + number + `</AcctSvcrRef>` +
		`<NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Lena Uzorak</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`
}

func mt940Day(day, number string) string {
	return ":20:1\n:25:160000540011223337\n:28C:1/1\n:60F:C261101RSD100000,00\n:61:26" + day + day + "D6000,00NTRFNONREF//" + number + "\n:86:Lena Uzorak\n:62F:C261130RSD94000,00\n"
}

// Equal transfers that several files show are as many as they were: two statements of
// one account show one entry on one day under one number, and so do two slips. In
// whatever order the files are handed in, and be it twice, the ledger is the same.
func TestEqualTransfersInSeveralFiles(t *testing.T) {
	engines := loaded(t)
	const head = "Datum;Opis;Primalac;Račun primaoca;Isplata;Uplata;Valuta\n"
	row := func(day string) string {
		return day + ".2026.;Uplata;LENA;170-0000000005555-33;6.000,00;;RSD\n"
	}
	slip := func(day, number string) string {
		return "POTVRDA O PLAĆANJU\nPlatilac: Žarko Ćirić\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: 6.000,00 RSD\nDatum: " + day + ".2026.\n" + number + "\nStatus: izvršen\n"
	}
	for _, tt := range []struct {
		name  string
		files [][2]string
		want  string
	}{
		{"two months", [][2]string{{"okt.csv", head + row("30.10")}, {"nov.csv", head + row("02.11")}}, "10-30 11-02"},
		{"months that overlap", [][2]string{{"a.csv", head + row("18.11") + row("19.11") + row("19.11")}, {"b.csv", head + row("19.11") + row("20.11")}}, "11-18 11-19 11-19 11-20"},
		{
			"a report of each day", [][2]string{
				{"1.xml", camtDay("2026-11-16", "A16", "BOOK")},
				{"2.xml", camtDay("2026-11-17", "A17", "BOOK")},
				{"3.xml", camtDay("2026-11-18", "A18", "BOOK")},
				{"4.xml", camtDay("2026-11-19", "A19", "BOOK")},
				{"5.xml", camtDay("2026-11-20", "A20", "BOOK")},
			}, "11-16 11-17 11-18 11-19 11-20",
		},
		{"two reports of one day", [][2]string{{"1.xml", camtDay("2026-11-16", "A1", "BOOK")}, {"2.xml", camtDay("2026-11-16", "A2", "BOOK")}}, "11-16 11-16"},
		{"pending, then booked", [][2]string{{"1.xml", camtDay("2026-11-16", "A1", "PDNG")}, {"2.xml", camtDay("2026-11-18", "A1", "BOOK")}}, "11-18"},
		{"MT940 of two days", [][2]string{{"a.sta", mt940Day("1118", "771")}, {"b.sta", mt940Day("1119", "772")}}, "11-18 11-19"},
		{"MT940 of one day, two numbers", [][2]string{{"a.sta", mt940Day("1118", "771")}, {"b.sta", mt940Day("1118", "772")}}, "11-18 11-18"},
		{"MT940 and a table of one account", [][2]string{{"a.sta", mt940Day("1118", "771")}, {"b.csv", head + row("18.11")}}, "11-18"},
		{"slips of three days", [][2]string{{"1.txt", slip("16.11", "")}, {"2.txt", slip("18.11", "")}, {"3.txt", slip("20.11", "")}}, "11-16 11-18 11-20"},
		{
			"slips of three days and the statement", [][2]string{
				{"1.txt", slip("16.11", "")},
				{"2.txt", slip("18.11", "")},
				{"3.txt", slip("20.11", "")},
				{"a.csv", head + row("16.11") + row("18.11") + row("20.11")},
			}, "11-16 11-18 11-20",
		},
		{
			"slips that are booked a day later", [][2]string{
				{"1.txt", slip("16.11", "")},
				{"2.txt", slip("17.11", "")},
				{"3.txt", slip("18.11", "")},
				{"a.csv", head + row("17.11") + row("18.11") + row("19.11")},
			}, "11-17 11-18 11-19",
		},
		{"slips of one day with two numbers", [][2]string{{"1.txt", slip("18.11", "Broj transakcije: 7712345")}, {"2.txt", slip("18.11", "Referenca banke: 7712399")}}, "11-18 11-18"},
		{"slips of one day with one number", [][2]string{{"1.txt", slip("18.11", "Broj transakcije: 771-2345")}, {"2.txt", slip("18.11", "Broj naloga: 7712345")}}, "11-18"},
		{"a slip and a statement with other numbers", [][2]string{{"1.txt", slip("18.11", "Broj transakcije: 7712345")}, {"a.sta", mt940Day("1120", "771")}}, "11-18"},
	} {
		backwards := slices.Clone(tt.files)
		slices.Reverse(backwards)
		again := append(slices.Clone(tt.files), [2]string{"copy-" + tt.files[0][0], tt.files[0][1]})
		for _, files := range [][][2]string{tt.files, backwards, again} {
			f := handIn(t, engines, "Žarko Ćirić", files...)
			var got []string
			for _, p := range engines.Prepare(f.Files, app.Circumstances{Country: "RS", Lang: "sr-Latn"}).Ledger(testkit.Belgrade()).Payments {
				d := p.At.Date()
				got = append(got, fmt.Sprintf("%02d-%02d", d.Month, d.Day))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s: payments %q, want %q", tt.name, s, tt.want)
			}
		}
	}
}
