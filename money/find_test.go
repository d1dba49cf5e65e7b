package money_test

import (
	"strings"
	"testing"

	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

// show writes finds as "amount|as written", with ? for a guess.
func show(text string, found []money.Found) []string {
	var out []string
	for _, f := range found {
		s := f.Amount.String() + "|" + f.Span.Of(text)
		if f.Guess {
			s += "?"
		}
		out = append(out, s)
	}
	return out
}

func TestFind(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"Serbian grouping alone is a guess", "Uplati 6.000 odmah", []string{"6.000,00 RSD|6.000?"}},
		{"English grouping", "pay 6,000 RSD", []string{"6.000,00 RSD|6,000 RSD"}},
		{"no grouping", "6000 din", []string{"6.000,00 RSD|6000 din"}},
		{"abbreviated before a small letter", "6000 din. na račun", []string{"6.000,00 RSD|6000 din."}},
		{"abbreviated at the end of a sentence", "Uplatio sam 6000 din.", []string{"6.000,00 RSD|6000 din"}},
		{"glued", "6000din i 50eur", []string{"6.000,00 RSD|6000din", "50,00 EUR|50eur"}},
		{"k", "samo 6k do večeras", []string{"6.000,00 RSD|6k?"}},
		{"k with currency", "23k din", []string{"23.000,00 RSD|23k din?"}},
		{"hiljada", "6 hiljada", []string{"6.000,00 RSD|6 hiljada?"}},
		{"hiljade dinara", "23 hiljade dinara", []string{"23.000,00 RSD|23 hiljade dinara"}},
		{"bank form", "150.638,00 RSD", []string{"150.638,00 RSD|150.638,00 RSD"}},
		{"code before", "RSD 150,638", []string{"150.638,00 RSD|RSD 150,638"}},
		{"code before with colon", "Iznos RSD: 150.638,00", []string{"150.638,00 RSD|RSD: 150.638,00"}},
		{"euro sign after", "1.250,50 €", []string{"1.250,50 EUR|1.250,50 €"}},
		{"euro code before", "EUR 1.250,50", []string{"1.250,50 EUR|EUR 1.250,50"}},
		{"dollar sign", "$4,860.00 total", []string{"4.860,00 USD|$4,860.00"}},
		{"dollar code", "USD 4860", []string{"4.860,00 USD|USD 4860"}},
		{"US$", "US$4,860", []string{"4.860,00 USD|US$4,860"}},
		{"sign after", "50$ i 20€", []string{"50,00 USD|50$", "20,00 EUR|20€"}},
		{"yuan sign", "¥3,200", []string{"3.200,00 CNY|¥3,200"}},
		{"full-width yuan sign", "付款￥3,200元", []string{"3.200,00 CNY|￥3,200元"}},
		{"RMB", "3200 RMB", []string{"3.200,00 CNY|3200 RMB"}},
		{"Chinese", "请支付3200元手续费", []string{"3.200,00 CNY|3200元"}},
		{"Chinese ten thousands", "需要5万元", []string{"50.000,00 CNY|5万元"}},
		{"renminbi before", "人民币3200", []string{"3.200,00 CNY|人民币3200"}},
		{"millions", "2 miliona dinara", []string{"2.000.000,00 RSD|2 miliona dinara"}},
		{"decimal millions", "1,5 miliona dinara", []string{"1.500.000,00 RSD|1,5 miliona dinara"}},
		{"Cyrillic", "6.000 динара и 23 хиљаде дин", []string{"6.000,00 RSD|6.000 динара", "23.000,00 RSD|23 хиљаде дин"}},
		{"Cyrillic code", "150.638,00 РСД", []string{"150.638,00 RSD|150.638,00 РСД"}},
		{"German", "1.250,50 Euro und 3 Tsd. Euro", []string{"1.250,50 EUR|1.250,50 Euro", "3.000,00 EUR|3 Tsd. Euro"}},
		{"English words", "5 thousand dollars", []string{"5.000,00 USD|5 thousand dollars"}},
		{"slang euro", "100e", []string{"100,00 EUR|100e?"}},
		{"slang thousand", "20 soma", []string{"20.000,00 RSD|20 soma?"}},
		{"comma dash", "6.000,- RSD", []string{"6.000,00 RSD|6.000,- RSD"}},
		{"space grouping", "150 638,00 RSD", []string{"150.638,00 RSD|150 638,00 RSD"}},
		{"one space may be two numbers", "3 200 din", []string{"3.200,00 RSD|3 200 din?"}},
		{"no-break space", "150\u00a0638 RSD", []string{"150.638,00 RSD|150\u00a0638 RSD"}},
		{"apostrophe", "CHF 1'250.50", []string{"1.250,50 CHF|CHF 1'250.50"}},
		{"tether", "250 USDT", []string{"250,00 USDT|250 USDT"}},
		{"bitcoin keeps decimals", "0.125 BTC", []string{"0,12500000 BTC|0.125 BTC"}},
		{"marks and kilometres", "50 KM, 120.000 km", []string{"50,00 BAM|50 KM"}},
		{"kuna, denar, forint", "100 kn, 100 denari, 5000 Ft", []string{"100,00 HRK|100 kn", "100,00 MKD|100 denari", "5.000,00 HUF|5000 Ft"}},
		{"quid", "400 quid and 30 Quid", []string{"400,00 GBP|400 quid", "30,00 GBP|30 Quid"}},
		{"grand", "sent 2 grand, then 5 grand today", []string{"2.000,00 RSD|2 grand?", "5.000,00 RSD|5 grand?"}},
		{"grand with a currency", "£3 grand", []string{"3.000,00 GBP|£3 grand?"}},
		{"no thousand", "2 Grand kafe, 2 grand pianos, 3 grandmas", nil},
		{"francs and pounds", "CHF 20, £30", []string{"20,00 CHF|CHF 20", "30,00 GBP|£30"}},
		{"list takes the currency at its end", "6.000, 23.000 i 61.328 EUR", []string{"6.000,00 EUR|6.000?", "23.000,00 EUR|23.000?", "61.328,00 EUR|61.328 EUR"}},
		{"plain list", "6000, 23000 i 61328 dinara", []string{"6.000,00 RSD|6000?", "23.000,00 RSD|23000?", "61.328,00 RSD|61328 dinara"}},
		{"range", "500-1000 EUR", []string{"500,00 EUR|500?", "1.000,00 EUR|1000 EUR"}},
		{"two currencies in turn", "EUR 5 RSD 100", []string{"5,00 EUR|EUR 5", "100,00 RSD|RSD 100"}},
		{"two currencies after", "5 EUR 100 RSD", []string{"5,00 EUR|5 EUR", "100,00 RSD|100 RSD"}},
		{"one decimal", "12,5 EUR", []string{"12,50 EUR|12,5 EUR"}},
		{"quantity and price", "400 kom x 12.15 USD = 4,860.00 USD", []string{"12,15 USD|12.15 USD", "4.860,00 USD|4,860.00 USD"}},
		{"statement line", "12.11.2026 12.11.2026 6.000,00 RSD 265-0000000001234-00", []string{"6.000,00 RSD|6.000,00 RSD"}},
		{"huge number saturates", "999999999999999 miliona dinara", []string{"92.233.720.368.547.758,07 RSD|999999999999999 miliona dinara"}},
		{"column of a statement", "7.200,00;RSD;4.860,00;USD", []string{"7.200,00 RSD|7.200,00;RSD", "4.860,00 USD|4.860,00;USD"}},
		{"other code of ISO 4217", "NPR 1,250.00 2,999.00 THB", []string{"1.250,00 NPR|NPR 1,250.00", "2.999,00 THB|2,999.00 THB"}},
		{"three decimals", "0.650 OMR", []string{"0,650 OMR|0.650 OMR"}},
		{"three decimals or thousands", "12,345 KWD, 12.345 OMR, 1,234.500 BHD", []string{"12,345 KWD|12,345 KWD?", "12,345 OMR|12.345 OMR?", "1.234,500 BHD|1,234.500 BHD"}},
		{"thousands of India", "1,00,000 INR, Rs. 12,34,567.50, ₹2,50,000", []string{"100.000,00 INR|1,00,000 INR", "1.234.567,50 INR|Rs. 12,34,567.50", "250.000,00 INR|₹2,50,000"}},
		{"lakh and crore", "2 lakh rupees, ₹1.5 crore", []string{"200.000,00 INR|2 lakh rupees", "15.000.000,00 INR|₹1.5 crore"}},
		{"no thousands of India", "1,00,00 INR, 1.00.000 RSD, 100,00,000 EUR, 12,34,567", nil},
		{"a year of a date in a list", "500 EUR on 12 October 2026 and 1,500 EUR", []string{"500,00 EUR|500 EUR", "1.500,00 EUR|1,500 EUR"}},
		{"a year behind the month first", "500 EUR on October 12, 2026, 1,500 EUR", []string{"500,00 EUR|500 EUR", "1.500,00 EUR|1,500 EUR"}},
		{"a year in Serbian", "500 EUR 12. oktobra 2026, i 1.500 EUR", []string{"500,00 EUR|500 EUR", "1.500,00 EUR|1.500 EUR"}},
		{"no year", "2010, 2020 i 3000 EUR", []string{"2.010,00 EUR|2010?", "2.020,00 EUR|2020?", "3.000,00 EUR|3000 EUR"}},
		{"Serbian words of one letter", "15.000 a danas 20.000 s kartice, 30.000 s računa", []string{"15.000,00 RSD|15.000?", "20.000,00 RSD|20.000?", "30.000,00 RSD|30.000?"}},
		{"amperes and seconds", "1.500 A, 2.500 s, 1.000a, 2.900 a year", nil},
		{"Chinese without a currency", "50万", []string{"500.000,00 CNY|50万?"}},

		{"pension plan, possessive, feet", "401k, 1,000's of 7,400 feet", nil},
		{"reference with a dash", "97 77-5512098 41-204816-102026", nil},
		{"message number", "<CAD21.1147@posta.example>", nil},
		{"plain number", "imam 150638 razloga", nil},
		{"dates", "22.11.2026. 14.11 22/11/2026 2026-11-22 14.11. 2026.", nil},
		{"times", "18:05 18.05h u 09:00-17:00", nil},
		{"telephone", "+381 60 123 456 060/123-456 064 123 4567 +1 202-555-0143", nil},
		{"percentages", "15% 1.000% 20 odsto 30 procenata", nil},
		{"accounts", "265-0000000001234-00 908-34001-19", nil},
		{"card", "4111 1111 1111 1111", nil},
		{"IBAN", "RS35 2600 0560 1001 6113 79 RSD", nil},
		{"versions", "v1.200 verzija 1.200 1.2.3", nil},
		{"order numbers", "order 2718281828459045 #1.234 br. 6.000", nil},
		{"quantities", "400 kom, 12V, 40W, 1.200 W, 10.000 ljudi, 5k pratilaca, 3,000 reviews", nil},
		{"address", "192.168.100.200", nil},
		{"screen", "4K TV", nil},
		{"too long for a sum", "2718281828459045 USD", nil},
		{"irregular groups", "1.23.456 RSD 12.34.56 RSD", nil},
		{"IPs and codes", "10.0.0.1 A6000 B1.000", nil},
		{"nothing", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, show(tc.text, money.Find(tc.text, "RSD"))); diff != "" {
				t.Errorf("Find(%q) (-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

func TestFindWithoutDefault(t *testing.T) {
	text := "6.000, 6k, 6.000 i 7.000 EUR"
	want := []string{"6.000,00 EUR|6.000?", "7.000,00 EUR|7.000 EUR"}
	if diff := cmp.Diff(want, show(text, money.Find(text, ""))); diff != "" {
		t.Errorf("Find(%q) without a default (-want +got):\n%s", text, diff)
	}
}

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		in   string
		def  money.Currency
		want money.Amount
		bad  bool
	}{
		{"6.000", "RSD", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{"6000", "RSD", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{" 6.000,00 ", "RSD", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{"61328.00", "RSD", money.Amount{Minor: 6132800, Currency: "RSD"}, false},
		{"-6.000,00", "RSD", money.Amount{Minor: -600000, Currency: "RSD"}, false},
		{"6.000,00-", "RSD", money.Amount{Minor: -600000, Currency: "RSD"}, false},
		{"+6.000,00 RSD", "", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{"$4,860.00", "RSD", money.Amount{Minor: 486000, Currency: "USD"}, false},
		{"4860", "USD", money.Amount{Minor: 486000, Currency: "USD"}, false},
		{"6k", "RSD", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{"0,50", "EUR", money.Amount{Minor: 50, Currency: "EUR"}, false},
		{"0", "EUR", money.Amount{Currency: "EUR"}, false},
		{"3200元", "", money.Amount{Minor: 320000, Currency: "CNY"}, false},
		{"150 638", "RSD", money.Amount{Minor: 15063800, Currency: "RSD"}, false},
		{"6000,-", "RSD", money.Amount{Minor: 600000, Currency: "RSD"}, false},
		{"6000", "", money.Amount{}, true},
		{"", "RSD", money.Amount{}, true},
		{"dinara", "RSD", money.Amount{}, true},
		{"6000 RSD odmah", "RSD", money.Amount{}, true},
		{"22.11.2026", "RSD", money.Amount{}, true},
		{"18:05", "RSD", money.Amount{}, true},
		{"1.23.4", "RSD", money.Amount{}, true},
		{"5 6", "RSD", money.Amount{}, true},
		{"12345678901234567890", "RSD", money.Amount{}, true},
	} {
		got, err := money.Parse(tc.in, tc.def)
		if (err != nil) != tc.bad || got != tc.want {
			t.Errorf("Parse(%q, %q) = %v, %v, want %v", tc.in, tc.def, got, err, tc.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"Uplati 6.000, 23.000 i 61.328 din", "EUR 1.250,50", "¥3,200 5万元", "6k 2 miliona", "265-0000000001234-00 18:05 15%", "1'000 3 200"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, m := range money.Find(s, "RSD") {
			if m.Span.Start < end || m.Span.End <= m.Span.Start || m.Span.End > len(s) {
				t.Fatalf("Find(%q) has span %v after %d", s, m.Span, end)
			}
			end = m.Span.End
			if m.Amount.Minor < 0 || m.Amount.Currency == "" {
				t.Fatalf("Find(%q) has amount %v", s, m.Amount)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"6.000", "-6.000,00 RSD", "$4,860.00", "6k", "150 638", "3200元", "0.125 BTC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s, "RSD")
		if err != nil {
			return
		}
		again, err := money.Parse(a.String(), "")
		if err == nil && again != a {
			t.Fatalf("Parse(%q) = %v, written and read again %v", s, a, again)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, bc := range []struct {
		name, text string
		times      int
	}{
		{"quiet", "Hvala Vam, vidimo se sutra ispred škole u centru grada. ", 100},
		{"amounts", "Uplatio sam 6.000, 23.000 i 61.328 dinara 18.11.2026. u 18:05, traže 150.638,00 RSD. ", 100},
		{"quiet message", "Hvala Vam puno na svemu, vidimo se sutra ispred skole u centru grada, ponesite i knjige koje sam Vam dala prosle nedelje", 1},
		{"message with a number", "Your code is 483920. Valid for 10 minutes. Do not share it with anyone, our staff will never ask for it. Yours, the bank.", 1},
		{"message with amounts", "Dear customer, Rs.4,860.00 was debited from A/c XX1234 on 12-11-26. Avl bal Rs 12,000.50. Not you? Call 18001234567 now.", 1},
		{"digits 1KB", "9", 1 << 10},
		{"digits 1MB", "9", 1 << 20},
		{"list 1KB", "100, ", 200},
		{"list 1MB", "100, ", 200_000},
		{"points 1MB", "1.", 1 << 19},
	} {
		text := strings.Repeat(bc.text, bc.times)
		b.Run(bc.name, func(b *testing.B) {
			var buf []money.Found
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				buf = money.Append(buf[:0], text, "RSD")
			}
		})
	}
}

func TestAppend(t *testing.T) {
	first := money.Find("100 EUR", "RSD")
	text := "200 USD, 300 i 400 din, 500 i"
	all := money.Append(first, text, "RSD")
	want := []string{"200,00 USD|200 USD", "300,00 RSD|300?", "400,00 RSD|400 din"}
	if diff := cmp.Diff(want, show(text, all[1:])); diff != "" || all[0] != first[0] {
		t.Errorf("Append(%q) (-want +got):\n%s", text, diff)
	}
	buf := make([]money.Found, 0, 4)
	for _, quiet := range []string{"Hvala Vam, vidimo se sutra", "Your code is 483920, or 483921, valid on 12.11.2026 at 18:05 for 10 minutes, 100% and 400 kom"} {
		if n := testing.AllocsPerRun(50, func() { buf = money.Append(buf[:0], quiet, "RSD") }); n > 0 || len(buf) > 0 {
			t.Errorf("Append(%q) allocates %v times and finds %v, want nothing", quiet, n, buf)
		}
	}
}

func TestFindIsBounded(t *testing.T) {
	for _, piece := range []string{"1", "1.", "1 ", "1-", "1,", "1k ", "6.000, ", "100 ", "EUR ", "€", "0.", "1:", "1' ", "1oo ", "1.ooo", "oo", "1о", "дин 1", "100, ", "100 i ", "100 - 200 ", "万", "1万"} {
		money.Find(strings.Repeat(piece, 1<<16/len(piece)), "RSD")
	}
}
