package indicator_test

import (
	"errors"
	"testing"

	"recourse"
	"recourse/indicator"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		kind     indicator.Kind
		in, want string // want "" is an error of kind Invalid
	}{
		{indicator.AccountRS, "265-0000000001234-88", "265000000000123488"},
		{indicator.AccountRS, "265000000000123488", "265000000000123488"},
		{indicator.AccountRS, "908-34001-19", "908000000003400119"},
		{indicator.AccountRS, " 265 0000000001234 88 ", "265000000000123488"},
		{indicator.AccountRS, "265-0000000001234-00", ""},
		{indicator.AccountRS, "265-0000000001234-88x", ""},
		{indicator.AccountRS, "", ""},
		{indicator.AccountRS, "000000000000000000", ""},
		{indicator.IBAN, "RS35 2650 0000 0000 1234 88", "RS35265000000000123488"},
		{indicator.IBAN, "rs35265000000000123488", "RS35265000000000123488"},
		{indicator.IBAN, "RS36265000000000123488", ""},
		{indicator.IBAN, "RS3526500000000012348", ""},
		{indicator.IBAN, "R", ""},
		{indicator.Card, "4111-1111-1111-1111", "411111******1111"},
		{indicator.Card, "411111******1111", "411111******1111"},
		{indicator.Card, "4111111111111112", ""},
		{indicator.Card, "1234", ""},
		{indicator.WalletETH, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
		{indicator.WalletBTC, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ""},
		{indicator.WalletBTC, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{indicator.URL, "hxxps://evil[.]example/login", "https://evil.example/login"},
		{indicator.URL, "evil.example/login", "http://evil.example/login"},
		{indicator.URL, "https://EVIL.example:443/", "https://evil.example"},
		{indicator.URL, "https://evil.example/ x", ""},
		{indicator.URL, "ali baba", ""},
		{indicator.URL, "http://0xC0000207/x", "http://192.0.2.7/x"},
		{indicator.URL, "http://[2001:DB8::1]/x", "http://[2001:db8::1]/x"},
		{indicator.URL, "http://%65vil.example/", "http://evil.example"},
		{indicator.URL, `https:\\evil.example\a`, "https://evil.example/a"},
		{indicator.URL, "javascript:alert(1)", "javascript:alert(1)"},
		{indicator.URL, "javascript:", ""},
		{indicator.Domain, "Trade.Example.", "trade.example"},
		{indicator.Domain, "alibaba.com.evil.co.uk", "alibaba.com.evil.co.uk"},
		{indicator.Domain, "аlibaba.com", "xn--libaba-2nf.com"},
		{indicator.Domain, "алибаба.срб", "xn--80aaacb3bu.xn--90a3ac"},
		{indicator.Domain, "co.uk", ""},
		{indicator.Domain, "alibaba", ""},
		{indicator.Domain, "alibaba.nosuchtld", ""},
		{indicator.Domain, "a..example", ""},
		{indicator.Phone, "060/000-0001", "+381600000001"},
		{indicator.Phone, "+44 20 7946 0958", "+442079460958"},
		{indicator.Phone, "12", ""},
		{indicator.Email, "Lena@Posao.example", "lena@posao.example"},
		{indicator.Email, "lena@posao", ""},
		{indicator.Email, "@posao.example", ""},
		{indicator.Email, ".@posao.example", ""},
		{indicator.Handle, "telegram:@Lena_Mentor", "telegram:@lena_mentor"},
		{indicator.Handle, "@lena_mentor", "@lena_mentor"},
		{indicator.Handle, "https://t.me/lena_mentor", "telegram:@lena_mentor"},
		{indicator.Handle, "wechat:lena_zhang88", "wechat:lena_zhang88"},
		{indicator.Handle, "lena mentor", ""},
		{"color", "red", ""},
	} {
		got, err := indicator.Parse(tc.kind, tc.in)
		if got != tc.want || (err != nil) != (tc.want == "") || err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("Parse(%s, %q) = %q, %v, want %q", tc.kind, tc.in, got, err, tc.want)
			continue
		}
		if again, err := indicator.Parse(tc.kind, got); tc.want != "" && (again != got || err != nil) {
			t.Errorf("Parse(%s, %q) = %q, %v: not stable", tc.kind, got, again, err)
		}
	}
}

func TestFormat(t *testing.T) {
	if got, want := indicator.FormatAccountRS("265000000000123488"), "265-0000000001234-88"; got != want {
		t.Errorf("FormatAccountRS = %q, want %q", got, want)
	}
	if got, want := indicator.FormatAccountRS("265"), "265"; got != want {
		t.Errorf("FormatAccountRS = %q, want %q", got, want)
	}
	if got, want := indicator.FormatIBAN("RS35265000000000123488"), "RS35 2650 0000 0000 1234 88"; got != want {
		t.Errorf("FormatIBAN = %q, want %q", got, want)
	}
	if got, ok := indicator.DomesticRS("RS35265000000000123488"); !ok || got != "265000000000123488" {
		t.Errorf("DomesticRS = %q, %v", got, ok)
	}
	if got, ok := indicator.DomesticRS("DE89370400440532013000"); ok {
		t.Errorf("DomesticRS = %q, want none", got)
	}
}

func TestDefang(t *testing.T) {
	for in, want := range map[string]string{
		"https://evil.example/a.b":     "hxxps://evil[.]example/a.b",
		"hxxps://evil[.]example/a.b":   "hxxps://evil[.]example/a.b",
		"evil.example":                 "evil[.]example",
		"lena@posao.example":           "lena[@]posao[.]example",
		"telegram:@lena":               "telegram:@lena",
		"http://a.b@evil.example":      "hxxp://a[.]b[@]evil[.]example",
		"plain":                        "plain",
		"":                             "",
		"https://evil.example?x=https": "hxxps://evil[.]example?x=https",
	} {
		if got := indicator.Defang(in); got != want {
			t.Errorf("Defang(%q) = %q, want %q", in, got, want)
		}
		if again := indicator.Defang(want); again != want {
			t.Errorf("Defang(%q) = %q, not stable", want, again)
		}
	}
}

func TestMask(t *testing.T) {
	for _, tc := range []struct {
		kind     indicator.Kind
		in, want string
	}{
		{indicator.AccountRS, "265000000000123488", "265-*********1234-88"},
		{indicator.IBAN, "RS35265000000000123488", "RS35**************3488"},
		{indicator.Card, "411111******1111", "411111******1111"},
		{indicator.Card, "4111111111111111", "411111******1111"},
		{indicator.Phone, "+381600000001", "+38160*****01"},
		{indicator.Email, "lena@posao.example", "l***@posao.example"},
		{indicator.Handle, "telegram:@lena_mentor", "telegram:@le***"},
		{indicator.Domain, "evil.example", "evil[.]example"},
		{indicator.WalletETH, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5a**********************************eaed"},
		{indicator.Phone, "+3816", "*****"},
		{"other", "", ""},
	} {
		if got := indicator.Mask(tc.kind, tc.in); got != tc.want {
			t.Errorf("Mask(%s, %q) = %q, want %q", tc.kind, tc.in, got, tc.want)
		}
	}
}

func TestIdentify(t *testing.T) {
	if got, ok := indicator.Identify(" 908-34001-19 "); !ok || got.Kind != indicator.AccountRS {
		t.Errorf("Identify = %v, %v, want an account", got, ok)
	}
	if got, ok := indicator.Identify("pozovite 060 000 0001"); ok {
		t.Errorf("Identify = %v, want none", got)
	}
}

// fuzzParse holds that a parsed value is parsed again to itself.
func fuzzParse(f *testing.F, kind indicator.Kind, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := indicator.Parse(kind, s)
		if err != nil {
			if !errors.Is(err, recourse.Invalid) {
				t.Fatalf("Parse(%s, %q): %v is not Invalid", kind, s, err)
			}
			return
		}
		if again, err := indicator.Parse(kind, v); err != nil || again != v {
			t.Fatalf("Parse(%s, %q) = %q, and again %q, %v", kind, s, v, again, err)
		}
		indicator.Mask(kind, v)
		if d := indicator.Defang(v); indicator.Defang(d) != d {
			t.Fatalf("Defang(%q) = %q is not stable", v, d)
		}
	})
}

func FuzzParseAccountRS(f *testing.F) {
	fuzzParse(f, indicator.AccountRS, "265-0000000001234-88", "908-34001-19", "265 0000000001234 88")
}

func FuzzParseIBAN(f *testing.F) {
	fuzzParse(f, indicator.IBAN, "RS35 2650 0000 0000 1234 88", "DE89370400440532013000")
}

func FuzzParseCard(f *testing.F) {
	fuzzParse(f, indicator.Card, "4111 1111 1111 1111", "378282246310005", "411111******1111")
}

func FuzzParseWallet(f *testing.F) {
	f.Add("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
	f.Add("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
	f.Add("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb")
	f.Fuzz(func(t *testing.T, s string) {
		k, v, err := indicator.ParseWallet(s)
		if err != nil {
			return
		}
		if k2, again, err := indicator.ParseWallet(v); k2 != k || again != v || err != nil {
			t.Fatalf("ParseWallet(%q) = %s %q, and again %s %q, %v", s, k, v, k2, again, err)
		}
	})
}

func FuzzParseURL(f *testing.F) {
	fuzzParse(f, indicator.URL, "hxxps://evil[.]example/login", "https://a@b.example:8/x?y#z", "аlibaba.com/x", "http://0xC0.0.2.7", "http://[::ffff:192.0.2.7]:1/", "http://%65vil.example/", `https:\\evil.example\a`, "data:text/html,x")
}

func FuzzParseDomain(f *testing.F) {
	fuzzParse(f, indicator.Domain, "trade.example", "аlibaba.com", "evil[.]example", "алибаба.срб")
}

func FuzzParsePhone(f *testing.F) {
	fuzzParse(f, indicator.Phone, "060/000-0001", "+44 20 7946 0958", "00381600000001")
}

func FuzzParseEmail(f *testing.F) {
	fuzzParse(f, indicator.Email, "lena@posao.example", "a.b+c[@]d[.]example")
}

func FuzzParseHandle(f *testing.F) {
	fuzzParse(f, indicator.Handle, "telegram:@lena_mentor", "@lena", "https://t.me/lena", "wechat:lena_88")
}
