package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/internal/app"
	"recourse/internal/testkit"
)

// germanSWIFT is a statement in MT 940 with so many equal transfers of one day and a salary.
func germanSWIFT(account string, transfers int) string {
	line := ":61:2611191118D1500,00NTRFNONREF\n:86:166?00ONLINE-UEBERWEISUNG?20SVWZ+Kaution Uzorak?31DE44500105175407324931?32Uzorak GmbH\n"
	return ":20:STARTUMS\n:25:" + account + "\n:28C:00012/001\n:60F:C261117EUR9000,00\n" + strings.Repeat(line, transfers) +
		":61:2611201120C2000,50NTRFNONREF\n:86:166?00GUTSCHRIFT?20SVWZ+Gehalt?31DE44500105175407324931?32Firma\n" +
		fmt.Sprintf(":62F:C261120EUR%d,50\n-\n", 11000-1500*transfers)
}

// germanTable is the same as a German bank's table.
func germanTable(transfers int) string {
	const head = `"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"` + "\n"
	row := `"DE89370400440532013000";"18.11.26";"19.11.26";"ONLINE-UEBERWEISUNG";"Kaution Uzorak";"";"";"";"";"";"";"Uzorak GmbH";"DE44500105175407324931";"COBADEFFXXX";"-1.500,00";"EUR";"Umsatz gebucht"` + "\n"
	return head + strings.Repeat(row, transfers) +
		`"DE89370400440532013000";"20.11.26";"20.11.26";"GUTSCHRIFT";"Gehalt";"";"";"";"";"";"";"Firma";"DE44500105175407324931";"COBADEFFXXX";"2.000,50";"EUR";"Umsatz gebucht"` + "\n"
}

// germanReport is the transfer as camt.053.
const germanReport = `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>` +
	`<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">1500.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
	`<BookgDt><Dt>2026-11-18</Dt></BookgDt><ValDt><Dt>2026-11-19</Dt></ValDt><AcctSvcrRef>X9</AcctSvcrRef>` +
	`<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>` +
	`<NtryDtls><TxDtls><RltdPties><Cdtr><Pty><Nm>Uzorak GmbH</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE44500105175407324931</IBAN></Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`

// The statements of one German account in several forms show each entry once, though one
// names the account by its bank code and says only that it was a transfer.
func TestStatementsOfOneGermanAccount(t *testing.T) {
	engines := loaded(t)
	const old, iban = "37040044/0532013000", "DE89370400440532013000"
	for _, tt := range []struct {
		name  string
		files [][2]string
		want  string
	}{
		{"a table and MT940", [][2]string{{"a.csv", germanTable(1)}, {"b.sta", germanSWIFT(old, 1)}}, "out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
		{"MT940 and CAMT", [][2]string{{"b.sta", germanSWIFT(old, 1)}, {"c.xml", germanReport}}, "out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
		{"a table and CAMT", [][2]string{{"a.csv", germanTable(1)}, {"c.xml", germanReport}}, "out 1.500,00 EUR sepa|in 2.000,50 EUR bank-transfer"},
		{"MT940 by IBAN and by bank code", [][2]string{{"b.sta", germanSWIFT(old, 1)}, {"d.sta", germanSWIFT(iban, 1)}}, "out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
		{"two transfers of one day in each", [][2]string{{"a.csv", germanTable(2)}, {"b.sta", germanSWIFT(old, 2)}}, "out 1.500,00 EUR sepa|out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
		{"two transfers of one day in one", [][2]string{{"c.xml", germanReport}, {"b.sta", germanSWIFT(old, 2)}}, "out 1.500,00 EUR sepa|out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
		{"another account of the bank", [][2]string{{"c.xml", germanReport}, {"b.sta", germanSWIFT("37040044/0532013018", 1)}}, "out 1.500,00 EUR sepa|out 1.500,00 EUR sepa|in 2.000,50 EUR sepa"},
	} {
		backwards := slices.Clone(tt.files)
		slices.Reverse(backwards)
		for _, files := range [][][2]string{tt.files, backwards} {
			f := handIn(t, engines, "Jana Primer", files...)
			var got []string
			for _, p := range engines.Prepare(f.Files, app.Circumstances{Country: "DE", Lang: "en"}).Ledger(testkit.Belgrade()).Payments {
				got = append(got, fmt.Sprint(p.Direction, " ", p.Amount, " ", p.Rail))
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("%s: %s\nwant %s", tt.name, s, tt.want)
			}
		}
	}
}
