package indicator_test

import (
	"errors"
	"strings"
	"testing"

	"recourse"
	"recourse/indicator"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

// qr is the outcome of reading, with the account as "kind value|as written".
type qr struct {
	Kind                                          indicator.QRKind
	Account, Payee, Purpose, Code, Ref, Payer, Of string
	Found                                         []string
}

func readQR(t *testing.T, content string) qr {
	t.Helper()
	q, err := indicator.ReadQR(content)
	if err != nil {
		t.Fatalf("ReadQR(%q): %v", content, err)
	}
	check(t, content, q.Indicators)
	out := qr{Kind: q.Kind, Found: show(q.Indicators)}
	if p := q.Payment; p != nil {
		out.Account = show([]indicator.Indicator{p.Account})[0] + "|" + p.Account.Span.Of(content)
		out.Payee, out.Purpose, out.Code, out.Ref, out.Payer = p.Payee, p.Purpose, p.Code, p.Reference, p.Payer
		if p.Amount != (money.Amount{}) {
			out.Of = p.Amount.String()
		}
	}
	return out
}

func TestReadQR(t *testing.T) {
	for _, tc := range []struct {
		name, content string
		want          qr
	}{
		{
			"payment code of Serbia", "K:PR|V:01|C:1|R:265000000000123488|N:Posao Plus DOO\r\nUlica 1\r\nBeograd|I:RSD6000,00|P:Mila Milić|SF:289|S:Provizija za VIP|RO:97123",
			qr{Kind: indicator.QRIPS, Account: "account-rs 265000000000123488|265000000000123488", Payee: "Posao Plus DOO, Ulica 1, Beograd", Purpose: "Provizija za VIP", Code: "289", Ref: "97123", Payer: "Mila Milić", Of: "6.000,00 RSD", Found: []string{"account-rs 265000000000123488"}},
		},
		{
			"payment code with a link and a wrong control number", "K:PR|V:01|C:1|R:265000000000123400|N:Posao|I:RSD60,5|S:posao.example/x",
			qr{Kind: indicator.QRIPS, Account: "account-rs 265000000000123400 !|265000000000123400", Payee: "Posao", Purpose: "posao.example/x", Of: "60,50 RSD", Found: []string{"account-rs 265000000000123400 !", "url http://posao.example/x", "domain posao.example"}},
		},
		{
			"payment code of a till without an amount", "K:PT|V:01|C:1|R:265000000000123488|N:Trg|M:5411",
			qr{Kind: indicator.QRIPS, Account: "account-rs 265000000000123488|265000000000123488", Payee: "Trg", Found: []string{"account-rs 265000000000123488"}},
		},
		{
			"payment code with an amount that is none", "K:PR|V:01|C:1|R:265000000000123488|N:Trg|I:RSDx",
			qr{Kind: indicator.QRIPS, Account: "account-rs 265000000000123488|265000000000123488", Payee: "Trg", Found: []string{"account-rs 265000000000123488"}},
		},
		{"payment code without an account", "K:PR|V:01|C:1|R:265|N:Trg", qr{Kind: indicator.QRText}},
		{"other fields with bars", "Ime:Mila|R:265000000000123488", qr{Kind: indicator.QRText, Found: []string{"account-rs 265000000000123488"}}},
		{
			"SEPA transfer", "BCD\n002\n1\nSCT\n\nMuster GmbH\nDE89370400440532013000\nEUR149.9\nGDDS\n\nRechnung 7\n",
			qr{Kind: indicator.QREPC, Account: "iban DE89370400440532013000|DE89370400440532013000", Payee: "Muster GmbH", Purpose: "Rechnung 7", Code: "GDDS", Of: "149,90 EUR", Found: []string{"iban DE89370400440532013000"}},
		},
		{
			"SEPA transfer to a wrong IBAN, lines ended by CRLF", "BCD\r\n001\r\n1\r\nSCT\r\nXXXXDEFF\r\nMuster\r\nde88370400440532013000",
			qr{Kind: indicator.QREPC, Account: "iban DE88370400440532013000 !|de88370400440532013000", Payee: "Muster", Found: []string{"iban DE88370400440532013000 !"}},
		},
		{"SEPA transfer cut short", "BCD\n002\n1\nSCT", qr{Kind: indicator.QRText}},
		{
			"bitcoin", "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.125&label=Mentor%20Lena&message=porez",
			qr{Kind: indicator.QRWallet, Account: "wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4|bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Payee: "Mentor Lena", Purpose: "porez", Of: "0,12500000 BTC", Found: []string{"wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}},
		},
		{
			"bitcoin in capitals with a wrong checksum", "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5",
			qr{Kind: indicator.QRWallet, Account: "wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 !|BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5", Found: []string{"wallet-btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 !"}},
		},
		{
			"ether", "ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed@1?value=2.5e17",
			qr{Kind: indicator.QRWallet, Account: "wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed|0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", Of: "0,25000000 ETH", Found: []string{"wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		},
		{
			"token on Ethereum is paid to the address in the query", "ethereum:0x1111111111111111111111111111111111111111/transfer?address=0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed&uint256=1e6",
			qr{Kind: indicator.QRWallet, Account: "wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed|0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", Found: []string{"wallet-eth 0x1111111111111111111111111111111111111111", "wallet-eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		},
		{"tron", "tron:T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb?amount=20", qr{Kind: indicator.QRWallet, Account: "wallet-tron T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb|T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", Found: []string{"wallet-tron T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"}}},
		{"scheme without a wallet", "bitcoin:hello", qr{Kind: indicator.QRText}},
		{"link", " https://evil.example/x", qr{Kind: indicator.QRLink, Found: []string{"url https://evil.example/x", "domain evil.example"}}},
		{"link to a messenger", "https://t.me/lena_mentor", qr{Kind: indicator.QRLink, Found: []string{"handle telegram:@lena_mentor"}}},
		{"link within a text", "Posao: https://evil.example/x", qr{Kind: indicator.QRText, Found: []string{"url https://evil.example/x", "domain evil.example"}}},
		{"telephone", "tel:+381600000001", qr{Kind: indicator.QRPhone, Found: []string{"phone +381600000001"}}},
		{"message to send", "SMSTO:+381600000001:DA", qr{Kind: indicator.QRSMS, Found: []string{"phone +381600000001"}}},
		{"mail to send", "mailto:lena@posao.example", qr{Kind: indicator.QRMail, Found: []string{"email lena@posao.example"}}},
		{"network", "WIFI:S:Kafe;T:WPA;P:lozinka;;", qr{Kind: indicator.QRWiFi}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, readQR(t, tc.content)); diff != "" {
				t.Errorf("ReadQR(%q) (-want +got):\n%s", tc.content, diff)
			}
		})
	}
}

func TestReadQRRefuses(t *testing.T) {
	for _, bad := range []string{"", " \n", strings.Repeat("x", 9000)} {
		if _, err := indicator.ReadQR(bad); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ReadQR of %d bytes: %v, want Invalid", len(bad), err)
		}
	}
}

func TestReadQRSaturates(t *testing.T) {
	q, err := indicator.ReadQR("K:PR|V:01|C:1|R:265000000000123488|N:Trg|I:RSD99999999999999999999,99")
	if err != nil || q.Payment == nil || q.Payment.Amount.Minor != 1<<63-1 {
		t.Errorf("ReadQR = %+v, %v, want the largest amount", q.Payment, err)
	}
}

func FuzzReadQR(f *testing.F) {
	for _, s := range []string{
		"K:PR|V:01|C:1|R:265000000000123488|N:Trg\r\nB|I:RSD6000,00|SF:289|S:x|RO:97123", "BCD\n002\n1\nSCT\n\nM\nDE89370400440532013000\nEUR1.5\n\n\nx\n",
		"bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.1&label=a", "ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed@1?value=1e18", "tel:+381600000001", "https://evil.example",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := indicator.ReadQR(s)
		if err != nil {
			return
		}
		check(t, s, q.Indicators)
		if p := q.Payment; p != nil && (p.Amount.Minor < 0 || p.Account.Value == "" || p.Account.Text != p.Account.Span.Of(s)) {
			t.Fatalf("ReadQR(%q) has payment %+v", s, p)
		}
	})
}
