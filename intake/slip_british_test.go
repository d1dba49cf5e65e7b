package intake

import (
	"strings"
	"testing"
	"time"
)

// A British confirmation names the account by its sort code and number, its day with the
// name of a month, and a reader of pictures takes its pound sign for an f.
func TestBritishSlips(t *testing.T) {
	const slip = "Payment confirmation\nDate: 18 Nov 2026\nAmount: f150.00\nFrom: Milan Peric\nTo: Lena K\nAccount number: 12345678\nSort code: 20-00-00\nReference: ACT\n"
	const want = "150,00 GBP Lena K 20-00-00 12345678 2026-11-18"
	for _, tt := range []struct{ name, text, want, unread string }{
		{"as it was read", slip, want, ""},
		{"the month in full", strings.Replace(slip, "18 Nov 2026", "18 November 2026", 1), want, ""},
		{"with its sign", strings.Replace(slip, "f150", "£150", 1), want, ""},
		{"without colons", strings.NewReplacer("number:", "number", "code:", "code").Replace(slip), want, ""},
		{"the two on one line", strings.Replace(slip, "Account number: 12345678\nSort code: 20-00-00", "Sort code and account number: 20-00-00 / 12345678", 1), want, ""},
		{"the sort code in one piece", strings.Replace(slip, "20-00-00", "200000", 1), want, ""},
		{"of a bank's app", strings.Replace(strings.Replace(slip, "Payment confirmation", "Payment sent", 1), "Amount: f", "-f", 1), want, ""},
		{"without a reference", strings.Replace(slip, "Reference: ACT\n", "", 1), want, "purpose"},
		{"without a year", strings.Replace(slip, "18 Nov 2026", "18 Nov", 1), strings.TrimSuffix(want, "2026-11-18"), "date"},
		{"two sort codes", slip + "Sort code: 11-22-33\n", "", "payee_account, amount"},
		{"no sort code", strings.Replace(slip, "Sort code: 20-00-00\n", "", 1), "", "payee_account, amount"},
		{"seven figures", strings.Replace(slip, "12345678", "1234567", 1), "", "payee_account, amount"},
		{"an f where no pounds are paid", "Payment confirmation\nDate: 18 Nov 2026\nAmount: f150.00\nFrom: M\nTo: Lena K\nIBAN: DE89 3704 0044 0532 0130 00\nReference: ACT\n", "", "amount"},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t), Zone: time.UTC}, lim: DefaultLimits()}
		f := File{Path: "a.png", Name: "a.png", Kind: KindImage, SHA256: strings.Repeat("ab", 32), Text: tt.text}
		r.proposals(&f)
		got, unread := "", ""
		for _, p := range f.Payments {
			got += p.Amount.String() + " " + p.To.Name + " " + p.To.Account + " " + p.At.String()
		}
		for _, p := range f.Problems {
			if p.Code == "slip-fields-unread" {
				unread = p.Detail
			}
		}
		if got != tt.want || unread != tt.unread {
			t.Errorf("%s: %q, not read %q, problems %v; want %q, %q", tt.name, got, unread, codes(f), tt.want, tt.unread)
		}
	}
}
