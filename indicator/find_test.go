package indicator_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse/indicator"

	"github.com/google/go-cmp/cmp"
)

// show writes finds as "kind value", with ! for what fails its check.
func show(found []indicator.Indicator) []string {
	var out []string
	for _, m := range found {
		s := string(m.Kind) + " " + m.Value
		if !m.Valid {
			s += " !"
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
		{"account with dashes", "na račun 265-0000000001234-88, hitno", []string{"account-rs 265000000000123488"}},
		{"account with long dashes and spaces", "265 – 0000000001234 – 88", []string{"account-rs 265000000000123488"}},
		{"account with dropped zeros", "Erste 908-34001-19", []string{"account-rs 908000000003400119"}},
		{"account in a row", "racun:265000000000123488.", []string{"account-rs 265000000000123488"}},
		{"account with spaces", "265 0000000001234 88 Petar", []string{"account-rs 265000000000123488"}},
		{"account with a wrong control number", "265-0000000001234-00", []string{"account-rs 265000000000123400 !"}},
		{"dropped zeros with a wrong control number", "265-1234-00 123-456-78", nil},
		{"eighteen other digits", "123456789012345678", nil},
		{"IBAN in groups", "IBAN: RS35 2650 0000 0000 1234 88 SWIFT", []string{"iban RS35265000000000123488"}},
		{"IBAN in a row", "DE89370400440532013000.", []string{"iban DE89370400440532013000"}},
		{"IBAN in small letters", "gb29nwbk60161331926819", []string{"iban GB29NWBK60161331926819"}},
		{"IBAN with wrong check digits", "RS35 2650 0000 0000 1234 89", []string{"iban RS35265000000000123489 !"}},
		{"account that a line end parts", "na račun 265-\n1000000000000-51 odmah", []string{"account-rs 265100000000000051"}},
		{"account that a line end parts before its control number", "Račun 265-1000000000000- \r\n  51\nUplata", []string{"account-rs 265100000000000051"}},
		{"account with dropped zeros that a line end parts", "908-\n34001-19", []string{"account-rs 908000000003400119"}},
		{"account that a line end parts, with a wrong control number", "265-\n1000000000000-52 265-1000000000000-\n52", nil},
		{"account that two line ends part", "265-\n1000000000000-\n51", nil},
		{"account that an empty line parts", "265-\n\n1000000000000-51", nil},
		{"account that a line end parts without a dash", "265\n1000000000000-51", nil},
		{"account that goes on", "265-\n1000000000000-51-7 265-\n1000000000000-512", nil},
		{"too few digits for an account", "265-\n1-21 265-\n1234-88", nil},
		{"IBAN that a line end parts", "IBAN RS35 2650 0000\n0000 1234 88", []string{"iban RS35265000000000123488"}},
		{"IBAN that a line end parts behind its check digits", "RS35-\r\n2650-0000-0000-1234-88 SWIFT", []string{"iban RS35265000000000123488"}},
		{"IBAN in a row that a line end parts", "DE8937040044\n0532013000.", []string{"iban DE89370400440532013000"}},
		{"IBAN that a line end parts, with wrong check digits", "RS35 2650 0000\n0000 1234 89", nil},
		{"IBAN that a line end parts within a group", "RS35 2650 00\n00 0000 1234 88", nil},
		{"IBAN that two line ends part", "RS35 2650\n0000 0000\n1234 88", nil},
		{"IBAN of no country", "XX35265000000000123488", nil},
		{"card in groups", "Kartica 4111 1111 1111 1111 12/27", []string{"card 411111******1111"}},
		{"card in a row", "5555555555554444", []string{"card 555555******4444"}},
		{"American Express", "3782-822463-10005", []string{"card 378282*****0005"}},
		{"order number that fits Luhn", "Order number: 2718281828459045 … 2718281828459045", nil},
		{"sixteen digits that do not fit", "4111111111111112", nil},
		{"bitcoin", "1111111111111111111114oLvT2 i bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", []string{"wallet-btc 1111111111111111111114oLvT2", "wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}},
		{"taproot", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", []string{"wallet-btc bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"}},
		{"bech32 with a wrong checksum", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", []string{"wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 !"}},
		{"ethereum with checksum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", []string{"wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		{"ethereum in one case", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", []string{"wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		{"ethereum with a wrong checksum", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", []string{"wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed !"}},
		{"tron", "TRC20: T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", []string{"wallet-tron T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"}},
		{"tron with a wrong checksum", "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc", []string{"wallet-tron T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc !"}},
		{"URL", "Otvorite https://Alibaba-VIP.example/login?id=7.", []string{"url https://alibaba-vip.example/login?id=7", "domain alibaba-vip.example"}},
		{"URL in brackets", "(vidi http://a.example/b_(c)), hvala", []string{"url http://a.example/b_(c)", "domain a.example"}},
		{"URL with port", "https://a.example:443/x https://a.example:8443/", []string{"url https://a.example/x", "domain a.example", "url https://a.example:8443", "domain a.example"}},
		{"userinfo hides the host", "https://alibaba.com@evil.example/x", []string{"url https://alibaba.com@evil.example/x", "domain evil.example"}},
		{"defanged", "hxxps://evil[.]example/login evil[.]example", []string{"url https://evil.example/login", "domain evil.example", "domain evil.example"}},
		{"without scheme", "idi na alibaba-vip.example/rad ili www.posao.example", []string{"url http://alibaba-vip.example/rad", "domain alibaba-vip.example", "url http://www.posao.example", "domain www.posao.example"}},
		{"bare domain at the end of a sentence", "Sajt je trade-services.example.", []string{"domain trade-services.example"}},
		{"domain in Chinese text", "请访问trade.example登录", []string{"domain trade.example"}},
		{"look-alike letters", "https://аlibaba.com/", []string{"url https://xn--libaba-2nf.com", "domain xn--libaba-2nf.com"}},
		{"IP address", "http://192.0.2.7/pay 192.0.2.8:8080/x 192.0.2.9", []string{"url http://192.0.2.7/pay", "domain 192.0.2.7", "url http://192.0.2.8:8080/x", "domain 192.0.2.8"}},
		{"number for an address", "http://3221225991/x", []string{"url http://192.0.2.7/x", "domain 192.0.2.7"}},
		{"missing space after a full stop", "Uplatio sam.Na racun.na drugi.Hvala d.o.o. npr. itd.", nil},
		{"the number of a row", "R.br. Datum Opis; r.br", nil},
		{"missing space after a domain", "Idi na posao.example.Hvala", []string{"domain posao.example"}},
		{"file names", "uplatnica.pdf slika.jpg izvod.zip", nil},
		{"e-mail", "Pišite na Lena.Mentor@alibaba-hr.example, hvala", []string{"email lena.mentor@alibaba-hr.example"}},
		{"defanged e-mail", "lena[@]posao[.]example", []string{"email lena@posao.example"}},
		{"phone from abroad", "Zovite +381 60 000 0001 odmah", []string{"phone +381600000001"}},
		{"phone at home", "060/000-0001 i (011) 123-4567", []string{"phone +381600000001", "phone +381111234567"}},
		{"phone with 00", "00381600000001", []string{"phone +381600000001"}},
		{"phone before an amount", "060 0000001 6000 din", []string{"phone +381600000001"}},
		{"foreign phone", "+44 20 7946 0958", []string{"phone +442079460958"}},
		{"foreign phone that cannot be", "+1 202 055 0143", []string{"phone +12020550143 !"}},
		{"dates, times and sums", "02.11.2026. 05. 11. 2026. 18:05 01/12/26 0,50 6.000,00 150.638 2026-11-02", nil},
		{"telegram name", "Telegram: @Lena_Mentor ili @lena88", []string{"handle telegram:@lena_mentor", "handle @lena88"}},
		{"telegram link", "t.me/Lena_Mentor https://t.me/+AbCdEf123456", []string{"handle telegram:@lena_mentor", "handle telegram:+AbCdEf123456"}},
		{"telegram name in Cyrillic words", "Пиши на телеграм @lena_mentor", []string{"handle telegram:@lena_mentor"}},
		{"telegram name without sign", "Telegram: lena_mentor8", []string{"handle telegram:@lena_mentor8"}},
		{"telegram and a word", "Telegram: grupa za rad", nil},
		{"whatsapp link", "https://wa.me/381600000001?text=hi", []string{"phone +381600000001"}},
		{"wechat", "WeChat: lena_zhang88, 微信 lena-zhang88", []string{"handle wechat:lena_zhang88", "handle wechat:lena-zhang88"}},
		{"wechat and a word", "WeChat payment is possible", nil},
		{"hidden characters", "tra\u200bde.exa\u00admple \u200bhttps://a\u2060.example/x", []string{"domain trade.example", "url https://a.example/x", "domain a.example"}},
		{"full-width letters", "网址ｗ６.ｅｘａｍｐｌｅ 账户２６５-0000000001234-88", []string{"domain w6.example", "account-rs 265000000000123488"}},
		{"degrees and places", "B.Sc and B.Tech, 2013.In addition, operations.CAM and QLD.Training", nil},
		{"word of another script before a domain", "Подробностиtrade-studio.example", []string{"domain trade-studio.example"}},
		{"decimals and foreign numbers", "0.218 0.291 (386)320-3924 08000839402", nil},
		{"quiet text", "Hvala Vam, vidimo se sutra u 18h. Sve najbolje!", nil},
		{"nothing", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found := indicator.Find(tc.text)
			if diff := cmp.Diff(tc.want, show(found)); diff != "" {
				t.Errorf("Find(%q) (-want +got):\n%s", tc.text, diff)
			}
			check(t, tc.text, found)
		})
	}
}

// check holds what every result promises.
func check(t *testing.T, text string, found []indicator.Indicator) {
	t.Helper()
	start, end := 0, 0
	for _, m := range found {
		if m.Span.Start < start || m.Span.End > len(text) || m.Span.Start >= m.Span.End {
			t.Fatalf("Find(%q) has span %v", text, m.Span)
		}
		if m.Span.Start < end && m.Kind != indicator.Domain {
			t.Fatalf("Find(%q): %s %v overlaps", text, m.Kind, m.Span)
		}
		if m.Kind != indicator.Card && m.Text != m.Span.Of(text) {
			t.Fatalf("Find(%q): Text = %q, want %q", text, m.Text, m.Span.Of(text))
		}
		for _, at := range []int{m.Span.Start, m.Span.End} {
			if at < len(text) && !utf8.RuneStart(text[at]) && utf8.ValidString(text) {
				t.Fatalf("Find(%q): %s %v is not on a character", text, m.Kind, m.Span)
			}
		}
		start, end = m.Span.Start, max(end, m.Span.End)
	}
}

func TestCardIsMasked(t *testing.T) {
	found := indicator.Find("4111 1111 1111 1111")
	if len(found) != 1 || found[0].Text != "4111 11** **** 1111" {
		t.Errorf("Find = %+v, want Text 4111 11** **** 1111", found)
	}
}

func TestFindIsBounded(t *testing.T) {
	for _, piece := range []string{
		"a.", "a.b", "1.", "0.", "0", "9", "060 ", "1-", "@", "@a", "http://", "[.]", "(", "+1 ", "t.me/", "RS35 ", "bc1q", "265-", "265-\n", "265-1\n", "RS35\n", "RS35 2650\n", "4111 ", "č.", "\xff.", "wechat", "微信", "x@y.example ", "https://a.example/(",
		":", "data:", "javascript:", "https//", "https//a.example", "http:/", "http:\\", "https://a-\n", "https://\n", "http://%", "http://%41", "http://[", "http://[::1]", "http://0x1.", "http[:", "\u200b", "1\u200b", "𝗮.", "a%41.",
	} {
		text := strings.Repeat(piece, 100_000/len(piece))
		check(t, text[:min(len(text), 3000)], indicator.Find(text[:min(len(text), 3000)]))
		indicator.Find(text)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"265-0000000001234-88 RS35265000000000123488 4111 1111 1111 1111", "hxxps://evil[.]example/x?y=(z) lena@posao.example",
		"+381 60 000 0001 060/000-0001", "Telegram: @lena_mentor t.me/lena wa.me/381600000001", "WeChat: lena_88 微信号abc12345",
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "аlibaba.com алибаба.срб", "http://0xC0.0.2.7/ http://[::1]/ http://%65vil.example/", "https:\\\\evil.example\\@a.example data:text/html,x javascript:a()",
		"265-\n1000000000000-51 265-1000000000000- \r\n 51 RS35 2650 0000\n0000 1234 88 DE8937040044\n0532013000", "26\u200b5-\n1000000000000-51",
		"https://trade.\r\nexample/a?\n1=2 https//a.example evil [dot] example", "tra\u200bde.exa\U000E0061mple 𝘁𝗿𝗮𝗱𝗲.example +381\u200b60 000 0001",
	} {
		f.Add(s)
	}
	first := indicator.Find("trade.example")
	f.Fuzz(func(t *testing.T, s string) {
		found := indicator.Find(s)
		check(t, s, found)
		if all := indicator.Append(first[:1:1], s); !slices.Equal(all[1:], found) {
			t.Fatalf("Append(%q) = %v, Find = %v", s, all[1:], found)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, bc := range []struct{ name, text string }{
		{"quiet", "Hvala Vam, vidimo se sutra ispred škole u centru grada. "},
		{"numbers", "Uplatio sam 6.000, 23.000 i 61.328 dinara 18.11.2026. u 18:05. "},
		{"scam", "Uplatite 6.000 RSD na 265-0000000001234-88 i javite se na https://alibaba-vip.example/login ili @lena_mentor. "},
		{"phones", "Zovite +381 60 000 0001 ili 011/123-4567. "},
	} {
		benchmarkFind(b, bc.name, strings.Repeat(bc.text, 100))
	}
}

func benchmarkFind(b *testing.B, name, text string) {
	b.Helper()
	b.Run(name, func(b *testing.B) {
		var buf []indicator.Indicator
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			buf = indicator.Append(buf[:0], text)
		}
	})
}

// BenchmarkMessage is what one short message costs.
func BenchmarkMessage(b *testing.B) {
	for _, bc := range []struct{ name, text string }{
		{"quiet", "Hvala Vam puno na svemu, vidimo se sutra ispred skole u centru grada, ponesite i knjige koje sam Vam dala prosle nedelje"},
		{"sentences", "Hvala Vam puno na svemu. Vidimo se sutra ispred škole. Ponesite i knjige, one koje sam Vam dala u sredu. Sve najbolje."},
		{"number", "Your code is 483920. Valid for 10 minutes. Do not share it with anyone, our staff will never ask for it. Yours, the bank."},
		{"amounts", "Dear customer, Rs.4,860.00 was debited from A/c XX1234 on 12-11-26. Avl bal Rs 12,000.50. Not you? Call 18001234567 now."},
		{"address", "Your parcel is waiting at the depot. Confirm the address and pay the fee at https://posta-rs.example/track?id=12 within 24h"},
		{"account", "Uplatite 6.000 RSD na racun 265-0000000001234-88 do kraja dana, svrha uplate je porez, pa cemo Vam isplatiti zaradu odmah."},
		{"phone", "Your parcel is waiting. Call us at +381 60 000 0001 today before 17h to arrange a new delivery, or it will be returned."},
	} {
		benchmarkFind(b, bc.name, bc.text)
	}
}

// BenchmarkHostile shows that the cost grows with the text and not faster: the
// speed at 1 KB and at 1 MB is about the same.
func BenchmarkHostile(b *testing.B) {
	for _, bc := range []struct{ name, piece string }{
		{"digits", "9"},
		{"groups", "1234 "},
		{"dots", "."},
		{"labels", "a."},
		{"hosts", "a.com,"},
		{"at", "@"},
		{"users", "a@"},
		{"schemes", "http://"},
		{"brackets", "[.]"},
		{"phones", "060 "},
		{"broken", "https://a-\n"},
		{"wrapped", "265-\n"},
		{"wrapped groups", "RS35 2650\n"},
		{"invisible", "a\u200b"},
	} {
		benchmarkFind(b, bc.name+"/1KB", strings.Repeat(bc.piece, 1<<10/len(bc.piece)))
		benchmarkFind(b, bc.name+"/1MB", strings.Repeat(bc.piece, 1<<20/len(bc.piece)))
	}
}
