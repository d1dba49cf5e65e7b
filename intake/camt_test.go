package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/incident"

	"github.com/google/go-cmp/cmp"
)

// marks shows what a line of paymentLines leaves out.
func marks(p incident.Payment) string {
	s := []string{p.Status, p.EndToEnd, p.CardNetwork, p.To.Bank}
	if p.Reversal {
		s = append(s, "reversal")
	}
	if !p.Original.IsZero() {
		s = append(s, p.Original.String())
	}
	return strings.Join(slices.DeleteFunc(s, func(w string) bool { return w == "" }), ",")
}

func TestCAMT(t *testing.T) {
	f := fixture(t, "izvod_camt053.xml", Options{})
	want := []string{
		"2026-11-12 2026-11-13 out 6.000,00 RSD instant|ŽARKO ĆIRIĆ, NIŠ/RS35265000000000123488|Lena Uzorak & Co/160000000000123456|97 12-345|Aktivacija naloga|entry 1",
		"2026-11-14 2026-11-14 out 100,00 RSD bank-transfer|Žarko Ćirić/RS35265000000000123488|Prva radnja/DE89370400440532013000|P-1||entry 2.1",
		"2026-11-14 2026-11-14 out 200,00 RSD |Žarko Ćirić/RS35265000000000123488|Druga radnja/|P-2||entry 2.2",
		"2026-11-15 0000-00-00 out 500,00 RSD |Žarko Ćirić/RS35265000000000123488|/||Zbirni nalog|entry 3",
		"2026-11-16T18:05:33+01:00 0000-00-00 out 585.000,00 RSD card|Žarko Ćirić/RS35265000000000123488|/||VISA kupovina PRODAVNICA PRIMER|entry 4",
		"2026-11-17 2026-11-17 in 6.000,00 RSD bank-transfer|Lena Uzorak & Co/160000000000123456|Žarko Ćirić/RS35265000000000123488||Povraćaj|entry 5",
		"2026-11-18 2026-11-18 in 85.400,50 RSD sepa|Radnja d.o.o./RS35170000000000555511|Žarko Ćirić/RS35265000000000123488|ZARADA-10|Zarada za oktobar|entry 6",
	}
	if d := cmp.Diff(want, paymentLines(f)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if f.Kind != KindStatement || f.MediaType != "application/xml" || !slices.Equal(codes(f), []string{"batch-not-split"}) {
		t.Errorf("kind %q type %q problems %v", f.Kind, f.MediaType, f.Problems)
	}
	wantMarks := []string{"UZORRS22", "", "", "", "pending,visa,5.000,00 USD", "Primer banka a.d.,reversal", "Primer banka a.d."}
	for i, p := range f.Payments {
		if got := marks(p); got != wantMarks[i] {
			t.Errorf("payment %d: marks %q, want %q", i, got, wantMarks[i])
		}
		if s := p.Origins[0].Span.Of(f.Text); !strings.HasPrefix(s, "<Ntry>") || !strings.HasSuffix(s, "</Ntry>") {
			t.Errorf("payment %d: the span shows %.40q", i, s)
		}
	}
}

// camtOf is a report with one entry.
func camtOf(version, report, entry string) string {
	root := map[string]string{"Stmt": "BkToCstmrStmt", "Rpt": "BkToCstmrAcctRpt", "Ntfctn": "BkToCstmrDbtCdtNtfctn"}[report]
	return `<ns:Document xmlns:ns="urn:iso:std:iso:20022:tech:xsd:` + version + `"><ns:` + root + `><ns:` + report + `><ns:Acct><ns:Id><ns:Othr><ns:Id>265000000000123488</ns:Id></ns:Othr></ns:Id></ns:Acct>` +
		strings.ReplaceAll(strings.ReplaceAll(entry, "</", "</ns:"), "<", "<ns:") + `</ns:` + report + `></ns:` + root + `></ns:Document>`
}

func fixPrefix(s string) string { return strings.ReplaceAll(s, "<ns:/ns:", "</ns:") }

func TestCAMTOfEveryVersion(t *testing.T) {
	const old = `<Ntry><Amt Ccy="EUR">19.90</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-12</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Prodavac</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>`
	now := strings.NewReplacer("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>", "<Cdtr><Nm>Prodavac</Nm></Cdtr>", "<Cdtr><Pty><Nm>Prodavac</Nm></Pty></Cdtr>").Replace(old)
	want := "2026-11-12 0000-00-00 out 19,90 EUR |/265000000000123488|Prodavac/|||entry 1"
	for _, report := range []struct{ kind, name string }{{"camt.053", "Stmt"}, {"camt.052", "Rpt"}, {"camt.054", "Ntfctn"}} {
		for v := 2; v <= 20; v++ {
			entry := now
			if v < 4 {
				entry = old
			}
			text := fixPrefix(camtOf(fmt.Sprintf("%s.001.%02d", report.kind, v), report.name, entry))
			f := Read(t.Context(), memory("a.xml", []byte(text)), Options{})
			if got := paymentLines(f); len(got) != 1 || got[0] != want || len(f.Problems) > 0 {
				t.Errorf("%s.001.%02d: %q %v, want %q", report.kind, v, got, f.Problems, want)
			}
		}
	}
}

func TestCAMTThatIsOdd(t *testing.T) {
	const day = `<BookgDt><Dt>2026-11-12+01:00</Dt></BookgDt>`
	tests := []struct {
		name, entry string
		codes       []string
		want        []string
	}{
		{"an amount that is too large", `<Ntry><Amt Ccy="RSD">99999999999999999999</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>`, []string{"rows-not-read"}, nil},
		{"no amount", `<Ntry><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry>`, []string{"rows-not-read"}, nil},
		{"an amount below zero", `<Ntry><Amt Ccy="RSD">-1</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>`, []string{"rows-not-read"}, nil},
		{"days that are none", `<Ntry><Amt Ccy="RSD">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-02-30</Dt></BookgDt><ValDt><Dt>2026-13-01</Dt></ValDt></Ntry>`, []string{"entries-bad-day"}, []string{" out 100,00 RSD"}},
		{"a booking day that is none", `<Ntry><Amt Ccy="RSD">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><DtTm>2026-02-30T10:00:00</DtTm></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt></Ntry>`, []string{"entries-bad-day"}, []string{"2026-03-02 out 100,00 RSD"}},
		{"yen has no decimals", `<Ntry><Amt Ccy="JPY">500</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry>`, nil, []string{"2026-11-12 out 500 JPY"}},
		{"three decimals of a dinar", `<Ntry><Amt Ccy="KWD">1.234</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry>`, nil, []string{"2026-11-12 out 1,234 KWD"}},
		{"charges are no entry", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `<Chrgs><Rcrd><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs></Ntry>`, nil, []string{"2026-11-12 out 10,00 EUR"}},
		{"details both ways", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `<NtryDtls><TxDtls><Amt Ccy="EUR">12.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls><TxDtls><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls></NtryDtls></Ntry>`, nil, []string{"2026-11-12 out 12,00 EUR", "2026-11-12 in 2,00 EUR"}},
		{"details that do not add up", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `<NtryDtls><TxDtls><Amt Ccy="EUR">7.00</Amt></TxDtls><TxDtls><Amt Ccy="EUR">2.00</Amt></TxDtls></NtryDtls></Ntry>`, []string{"batch-not-split"}, []string{"2026-11-12 out 10,00 EUR"}},
		{"details in groups of their own", `<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `<NtryDtls><TxDtls><Amt Ccy="EUR">7.00</Amt></TxDtls></NtryDtls><NtryDtls><TxDtls><Amt Ccy="EUR">2.00</Amt></TxDtls></NtryDtls></Ntry>`, nil, []string{"2026-11-12 out 7,00 EUR", "2026-11-12 out 2,00 EUR"}},
		{"a statement that stops", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry><Ntry><Amt Ccy="EUR">`, []string{"xml-damaged"}, []string{"2026-11-12 out 10,00 EUR"}},
		{"an entity", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry><Ntry><X>&bomb;</X></Ntry>`, []string{"xml-refused"}, []string{"2026-11-12 out 10,00 EUR"}},
		{"a thousand levels", `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>` + day + `</Ntry>` + strings.Repeat("<X>", 1000), []string{"xml-too-large"}, []string{"2026-11-12 out 10,00 EUR"}},
	}
	for _, tt := range tests {
		text := camtHead + tt.entry + camtTail
		f := Read(t.Context(), memory("a.xml", []byte(text)), Options{Statements: known(t)})
		var got []string
		for _, p := range f.Payments {
			got = append(got, fmt.Sprintf("%s %s %s", p.At, p.Direction, p.Amount))
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: payments %q problems %v, want %q %v", tt.name, got, f.Problems, tt.want, tt.codes)
		}
	}
}

func TestCAMTInOldLetters(t *testing.T) {
	text := strings.Replace(camtHead, "UTF-8", "windows-1250", 1)
	text = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text, "Ž", "\x8e"), "Ć", "\xc6"), "ć", "\xe6")
	text += `<Ntry><Amt Ccy="RSD">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>` + camtTail
	f := Read(t.Context(), memory("a.xml", []byte(text)), Options{})
	if len(f.Payments) != 1 || f.Payments[0].From.Name != "Žarko Ćirić" {
		t.Errorf("payments %+v", f.Payments)
	}
}

func FuzzCAMT(f *testing.F) {
	f.Add(camtHead + camtEntries(1) + camtTail)
	f.Add(camtHead + `<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><NtryDtls><TxDtls><Amt Ccy="EUR">7.00</Amt></TxDtls><TxDtls><Amt Ccy="EUR">2.00</Amt></TxDtls></NtryDtls></Ntry>` + camtTail)
	f.Add(`<BkToCstmrAcctRpt><Rpt><Ntry><Ntry><Dbtr><Cdtr><Nm>x</Nm></Cdtr></Dbtr></Ntry></Ntry></Rpt></BkToCstmrAcctRpt>`)
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.xml", []byte(text)), Options{Statements: statements})
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || len(p.Origins) != 1 || p.Origins[0].Span.End > len(file.Text) {
				t.Fatalf("payment %+v is negative or from nowhere", p)
			}
		}
	})
}

func TestDecimals(t *testing.T) {
	tests := []struct {
		s    string
		exp  int
		want int64
		ok   bool
	}{
		{"12.5", 2, 1250, true},
		{" +12 ", 2, 1200, true},
		{"-0.01", 2, -1, true},
		{"12.500", 2, 1250, true},
		{"12.505", 2, 0, false},
		{"12,5", 2, 0, false},
		{"1e3", 2, 0, false},
		{".5", 2, 50, true},
		{"", 2, 0, false},
		{".", 2, 0, false},
		{"92233720368547758.07", 2, 9223372036854775807, false},
		{"9223372036854775807", 0, 0, false},
	}
	for _, tt := range tests {
		got, ok := parseDecimal(tt.s, '.', tt.exp)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("parseDecimal(%q, %d) = %d, %v, want %d, %v", tt.s, tt.exp, got, ok, tt.want, tt.ok)
		}
	}
}

func TestWhatWasAgreedStandsBesideWhatWasBooked(t *testing.T) {
	const day = `<BookgDt><Dt>2026-11-12</Dt></BookgDt>`
	entry := func(amount, sign, details string) string {
		return `<Ntry><Amt Ccy="EUR">` + amount + `</Amt><CdtDbtInd>` + sign + `</CdtDbtInd>` + day + `<NtryDtls><TxDtls>` + details + `</TxDtls></NtryDtls></Ntry>`
	}
	of := func(tag, amount string) string {
		return `<AmtDtls><` + tag + `><Amt Ccy="EUR">` + amount + `</Amt></` + tag + `></AmtDtls>`
	}
	for _, tt := range []struct{ name, entry, want string }{
		{"charges are in what left", entry("155.00", "DBIT", of("TxAmt", "150.00")), "155,00 EUR of 150,00 EUR"},
		{"charges were taken from what came", entry("145.00", "CRDT", of("InstdAmt", "150.00")), "145,00 EUR of 150,00 EUR"},
		{"the same", entry("150.00", "DBIT", of("TxAmt", "150.00")), "150,00 EUR"},
		{"more was agreed than left", entry("150.00", "DBIT", of("InstdAmt", "155.00")), "150,00 EUR"},
		{"charges of more than the sum are none", entry("155.00", "DBIT", of("TxAmt", "50.00")), "155,00 EUR"},
		{"nothing was agreed", entry("155.00", "DBIT", of("TxAmt", "0.00")), "155,00 EUR"},
	} {
		f := Read(t.Context(), memory("a.xml", []byte(camtHead+tt.entry+camtTail)), Options{Statements: known(t)})
		got := ""
		for _, p := range f.Payments {
			if got += p.Amount.String(); !p.Original.IsZero() {
				got += " of " + p.Original.String()
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
