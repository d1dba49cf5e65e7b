package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOtherStatementForms(t *testing.T) {
	tests := []struct {
		file, media string
		codes       []string
		want        []string
	}{
		{"izvod_mt940.sta", "application/x-mt940", nil, []string{
			"2026-11-12 2026-11-12 out 6.000,00 RSD bank-transfer|/265000000000123488|Lena Uzorak/160000000000123456|20261112000017|Aktivacija naloga|entry 1",
			"2026-11-13 2026-11-13 out 1.250,50 RSD bank-transfer|/265000000000123488|/170000000000555533|REF-77|Placanje po racunu 170-0000000005555-33 Radnja d.o.o.|entry 2",
			"2027-01-02 2026-12-31 in 85.400,50 RSD bank-transfer|Radnja d.o.o./|/265000000000123488|ZARADA|Zarada za decembar|entry 3",
			"2026-11-14 2026-11-14 out 200,00 RSD |/265000000000123488|/|||entry 4",
		}},
		{"auszug_de.sta", "application/x-mt940", nil, []string{
			"2026-11-12 2026-11-12 out 250,00 EUR sepa|/10020030/1234567|Muster Handel GmbH und Co/DE89370400440532013000|ALI-4711|Auftrag 4711 Anzahlung laut Rechnung|entry 1",
			"2026-11-15 2026-11-15 in 19,90 EUR direct-debit|Lampenladen/|/10020030/1234567||Svwz|entry 2",
		}},
		{"izvod_1x.ofx", "application/x-ofx", []string{"rows-not-read"}, []string{
			"2026-11-12 0000-00-00 out 250,00 EUR bank-transfer|/DE02120300000000202051|J. Roe/DE89370400440532013000|F1|Order 4711 & deposit|entry 1",
			"2026-11-13T18:05:33-05:00 0000-00-00 out 19,90 EUR card|/DE02120300000000202051|VISA Lamp shop/|F2||entry 2",
			"2026-11-14 0000-00-00 in 19,90 EUR |Lamp shop/|/DE02120300000000202051|F4|Refund|entry 4",
		}},
		{"card_2x.qfx", "application/x-ofx", nil, []string{
			"2026-11-12 0000-00-00 out 4.860,00 USD card|/411111******1111|ALIBABA.COM SAMPLE/|1||entry 1",
			"2026-11-15 0000-00-00 out 10,00 USD card|/411111******1111|Pending shop/|||entry 2",
		}},
		{"konto.qif", "application/x-qif", []string{"investments-not-read", "currency-unknown"}, []string{
			"2026-11-12 0000-00-00 out 6.000,00 |Tekući račun/|Lena Uzorak/|101|Aktivacija naloga|entry 2",
			"2026-11-13 0000-00-00 in 19,90 |Lamp shop/|Tekući račun/||Refund|entry 3",
		}},
	}
	for _, tt := range tests {
		f := fixture(t, tt.file, Options{})
		if d := cmp.Diff(tt.want, paymentLines(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, d)
		}
		if f.Kind != KindStatement || f.MediaType != tt.media || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: kind %q type %q problems %+v, want %q %v", tt.file, f.Kind, f.MediaType, f.Problems, tt.media, tt.codes)
		}
		for _, p := range f.Payments {
			if s := p.Origins[0].Span.Of(f.Text); s == "" || p.Text != "" && !strings.Contains(s, strings.Fields(p.Text)[0]) {
				t.Errorf("%s: the span shows %q, not %q", tt.file, s, p.Text)
			}
		}
	}
	if got := fixture(t, "izvod_mt940.sta", Options{}).Payments; !got[3].Reversal || got[2].EndToEnd != "ZARADA-10" {
		t.Errorf("entry 4 reversal %v, entry 3 end to end %q", got[3].Reversal, got[2].EndToEnd)
	}
	if got := fixture(t, "card_2x.qfx", Options{}).Payments[1].Status; got != "pending" {
		t.Errorf("status %q, want pending", got)
	}
}

func TestStatementFormsThatLeaveThingsOpen(t *testing.T) {
	const mt = ":20:A\n:25:265000000000123488\n:60F:C261111RSD100,00\n"
	tests := []struct {
		name, file, text string
		codes            []string
		want             []string
	}{
		{"a balance that differs", "a.sta", mt + ":61:261112D10,00NTRFX\n:62F:C261112RSD80,00\n-\n", []string{"balance-differs"}, []string{"2026-11-12 out 10,00 RSD"}},
		{"an amount that is none", "a.sta", mt + ":61:261112Dx,00NTRFX\n:61:261113C1,NTRFX\n", []string{"rows-not-read"}, []string{"2026-11-13 in 1,00 RSD"}},
		{"a day that is none", "a.sta", mt + ":61:261132D1,00NTRFX\n", []string{"rows-not-read"}, nil},
		{"too large", "a.sta", mt + ":61:261112D99999999999999999999,00NTRFX\n", []string{"rows-not-read"}, nil},
		{"points for commas", "a.sta", ":20:A\n:25:1\n:60F:C261111EUR1250.00\n:61:261112D150.00NTRFNONREF//B1\n:61:261112C1,250.50NTRFX\n:61:261112D1.250,5NTRFX\n:62F:C261112EUR1100.00\n-\n", nil, []string{"2026-11-12 out 150,00 EUR", "2026-11-12 in 1.250,50 EUR", "2026-11-12 out 1.250,50 EUR"}},
		{"a point that can be either", "a.sta", mt + ":61:261112D1.250NTRFX\n:61:261112D1.25.0NTRFX\n:61:261112D1.25,0NTRFX\n:61:261113C1.5NTRFX\n", []string{"rows-not-read"}, []string{"2026-11-13 in 1,50 RSD"}},
		{"no opening balance", "a.sta", ":20:A\n:25:1\n:61:261112D10,00NTRFX\n", []string{"currency-unknown"}, []string{"2026-11-12 out 10,00"}},
		{"a report of the day", "a.sta", ":20:A\n:25:1\n:34F:EURD0,\n:61:261112D10,00NTRFX\n", nil, []string{"2026-11-12 out 10,00 EUR"}},
		{"days or months", "a.qif", "!Type:Bank\nD03/04'26\nT-1.00\n^\nD05/06'26\nT-2.00\n^\n", []string{"dates-ambiguous", "currency-unknown"}, []string{" out 1,00", " out 2,00"}},
		{"a day decides", "a.qif", "!Type:CCard\nD03/04'26\nT-1.00\n^\nD25/06/26\nT2.00\n^\n", []string{"currency-unknown"}, []string{"2026-04-03 out 1,00", "2026-06-25 in 2,00"}},
		{"the last century", "a.qif", "!Type:Bank\nD25.12.98\nT-1,00\n^\n", []string{"currency-unknown"}, []string{"1998-12-25 out 1,00"}},
		{"no day", "a.qif", "!Type:Bank\nT-1.00\n^\n", []string{"rows-not-read"}, nil},
		{"a record that does not end", "a.qif", "!Type:Bank\nD25.12.26\nT-1,00", []string{"currency-unknown"}, []string{"2026-12-25 out 1,00"}},
		{"an entity bomb", "a.ofx", "<?xml version=\"1.0\"?><!DOCTYPE OFX [<!ENTITY a \"b\">]><OFX><CURDEF>EUR<STMTTRN><DTPOSTED>20261112<TRNAMT>1</STMTTRN></OFX>", []string{"xml-refused"}, nil},
		{"a transaction that does not end", "a.ofx", "<OFX><CURDEF>EUR<BANKTRANLIST><STMTTRN><DTPOSTED>20261112<TRNAMT>-1<STMTTRN><DTPOSTED>20261113<TRNAMT>2", nil, []string{"2026-11-12 out 1,00 EUR", "2026-11-13 in 2,00 EUR"}},
		{"an amount in another currency", "a.ofx", "<OFX><CURDEF>EUR<STMTTRN><DTPOSTED>20261112<TRNAMT>-1<CURRENCY><CURSYM>JPY</CURRENCY></STMTTRN></OFX>", nil, []string{"2026-11-12 out 1 JPY"}},
		{"a value without end", "a.ofx", "<OFX><CURDEF>" + strings.Repeat("x", 100_000), []string{"xml-too-large"}, nil},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory(tt.file, []byte(tt.text)), Options{Statements: known(t)})
		var got []string
		for _, p := range f.Payments {
			got = append(got, fmt.Sprintf("%s %s %s", p.At, p.Direction, p.Amount))
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: payments %q problems %v, want %q %v", tt.name, got, f.Problems, tt.want, tt.codes)
		}
	}
}

func TestTalkOfAStatementIsNone(t *testing.T) {
	for _, text := range []string{":20: minuta kasnije\n:25: isto\n", "!type kad stigneš\n", "<OF X>\n", "OFX je format\n"} {
		if f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Statements: known(t)}); f.Kind == KindStatement {
			t.Errorf("%q was read as a statement", text)
		}
	}
}

func fuzzForm(f *testing.F, name string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory(name, []byte(text)), Options{Statements: statements})
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || len(p.Origins) != 1 || p.Origins[0].Span.End > len(file.Text) {
				t.Fatalf("payment %+v is negative or from nowhere", p)
			}
		}
	})
}

func FuzzMT940(f *testing.F) {
	fuzzForm(f, "a.sta", ":20:A\n:25:1\n:60F:C261111EUR1,\n:61:2611121112DR1,5NTRFX//Y\nz\n:86:177?00A?20EREF+B?21SVWZ+C?31D?32E\n:62F:C261112EUR0,\n-\n",
		"{4:\n:20:A\n:25:PRIMRS22/1EUR\n:34F:EUR1,\n:61:261112EC1,N\n:86:/EREF/A/ORDP//NAME/B/REMI/C/\n-}",
		":20:A\n:25:1\n:60F:C261111EUR1250.00\n:61:261112D150.00NTRFNONREF//B1\n:61:261112C1,250.50NTRFX\n:61:261112D1.250NTRFX\n:62F:C261112EUR2350.50\n-\n")
}

func FuzzOFX(f *testing.F) {
	fuzzForm(f, "a.ofx", "OFXHEADER:100\nCHARSET:1252\n\n<OFX><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><STMTTRN><DTPOSTED>20261112180533[-5:EST]<TRNAMT>-1<NAME>&lt;</STMTTRN></OFX>",
		"<OFX><STMTTRN><STMTTRN></OFX></STMTTRN>")
}

func FuzzQIF(f *testing.F) {
	fuzzForm(f, "a.qif", "!Account\nNA\n^\n!Type:Bank\nD1/ 2' 6\nT-1,000.00\nPB\n^\n", "!type:ccard\nD2026-11-12\nU1\n")
}

// The codes of HSBC's column for the type say how a payment went.
func TestHSBCInTheUnitedKingdom(t *testing.T) {
	got, f := readTable(t, "Date,Type,Description,Amount,Balance\n15 Nov 2026,DD,PHONE EXAMPLE,-80.78,613.32\n13 Nov 2026,BP,OAKFIELD TRADING,-70.0,694.10\n12 Nov 2026,CR,K ADEYEMI,1010.0,764.10\n11 Nov 2026,VIS,LAMP SHOP,-522.0,-245.90\n")
	want := []string{"2026-11-15 -80,78", "2026-11-13 -70,00", "2026-11-12 +1.010,00", "2026-11-11 -522,00"}
	if d := cmp.Diff(want, got); d != "" || !slices.Equal(codes(f), []string{"currency-unknown"}) {
		t.Errorf("problems %v (-want +got):\n%s", f.Problems, d)
	}
	for i, rail := range []string{"direct-debit", "bank-transfer", "", "card"} {
		if f.Payments[i].Rail != rail {
			t.Errorf("entry %d went by %q, want %q", i+1, f.Payments[i].Rail, rail)
		}
	}
}

func TestTagsOfStatementsAreNoDomains(t *testing.T) {
	const qfx = "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><FI><ORG>B1<FID>10898</FI><INTU.BID>10898<INTU.USERID>x</SONRS></SIGNONMSGSRSV1>\n" +
		"<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKTRANLIST>\n<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261118<TRNAMT>-150.00<FITID>1<NAME>shop.trade.example<MEMO>pay at job.example</STMTTRN>\n</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
	f := handed(t, "a.qfx", qfx, Options{})
	var got []string
	for _, i := range f.Indicators {
		got = append(got, i.Value)
	}
	if f.Kind != KindStatement || !slices.Equal(got, []string{"shop.trade.example", "job.example"}) {
		t.Errorf("%s with %q, want a statement with the domains of its values", f.Kind, got)
	}
}

// What a bank in Serbia gives a firm for its bookkeeping.
func TestTheStatementOfAFirmInSerbia(t *testing.T) {
	entry := func(benefit, amount, rest string) string {
		return "<stmttrn><trntype>ibank.payment.pp3</trntype><fitid>F" + amount + "</fitid><benefit>" + benefit + "</benefit><payeeinfo><name>LENA UZORAK PR</name><city>NIŠ</city></payeeinfo>" +
			"<payeeaccountinfo><acctid>160-0005400112233-37</acctid><bankid>160</bankid><bankname>Banka</bankname></payeeaccountinfo><dtposted>2026-11-18T00:00:00</dtposted><trnamt>" + amount + "</trnamt>" +
			"<purpose>Avans po\n profakturi 12 &amp; 13</purpose><purposecode>221</purposecode><curdef>RSD</curdef>" + rest + "<dtavail>2026-11-19T00:00:00</dtavail><statusinfo><code>80</code></statusinfo></stmttrn>\n"
	}
	file := func(rows string) string {
		return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<pmtnotification><notificationtype>ibank.payment.notification.ledger</notificationtype><curdef>RSD</curdef><acctid>265-0000001234567-57</acctid>" +
			"<ledgerbal><balamt>94000.00</balamt></ledgerbal><trnlist count=\"2\">\n" + rows + "</trnlist><rejected count=\"1\">" + entry("debit", "1.00", "") + "</rejected></pmtnotification>\n"
	}
	f := handed(t, "izvod.xml", file(entry("debit", "6000.00", "")+entry("credit", "120000.5", "<dtuser>2026-11-18T00:00:00</dtuser>")), Options{})
	want := []string{
		"2026-11-18 2026-11-19 out 6.000,00 RSD bank-transfer|/265-0000001234567-57|LENA UZORAK PR/160-0005400112233-37|F6000.00|Avans po profakturi 12 & 13|entry 1",
		"2026-11-18 2026-11-19 in 120.000,50 RSD bank-transfer|LENA UZORAK PR/160-0005400112233-37|/265-0000001234567-57|F120000.5|Avans po profakturi 12 & 13|entry 2",
	}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || f.Kind != KindStatement || len(f.Problems) != 0 {
		t.Errorf("%s, %v (-want +got):\n%s", f.Kind, codes(f), d)
	}
	for name, text := range map[string]string{
		"an amount that is none": file(entry("debit", "x", "")),
		"no side":                file(entry("", "5.00", "")),
		"no day":                 file(strings.Replace(entry("debit", "5.00", ""), "2026-11-18T", "18.11.", 1)),
	} {
		if f := handed(t, "izvod.xml", text, Options{}); len(f.Payments) != 0 || !slices.Equal(codes(f), []string{"rows-not-read"}) {
			t.Errorf("%s: %+v, %v", name, f.Payments, codes(f))
		}
	}
	if f := handed(t, "izvod.xml", file(entry("debit", "6000.00", ""))[:900], Options{}); !slices.Contains(codes(f), "xml-damaged") {
		t.Errorf("one that breaks off: %v", codes(f))
	}
	if f := handed(t, "a.xml", "<?xml version=\"1.0\"?><letter>pmtnotification</letter>", Options{}); f.Kind != KindText {
		t.Errorf("a text that names the form is %s", f.Kind)
	}
}

func FuzzNotification(f *testing.F) {
	f.Add("<pmtnotification><curdef>RSD</curdef><acctid>1</acctid><trnlist><stmttrn><benefit>debit</benefit><dtposted>2026-11-18T10:00:00</dtposted><trnamt>1.00</trnamt></stmttrn></trnlist></pmtnotification>")
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.xml", []byte(text)), Options{Statements: known(t), Chats: spoken(t)})
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || p.Origins[0].Span.End > len(file.Text) {
				t.Errorf("%+v", p)
			}
		}
	})
}
