package intake

import (
	"slices"
	"strings"
	"testing"
)

// A slip that was photographed and read by half says what was not read.
func TestAPhotographedSlipThatIsHalfUnreadSaysSo(t *testing.T) {
	const slip = "NALOG ZA PRENOS\nPlatilac: Vesna Primer, Niš\nPrimalac: Lena Uzorak\nSvrha: aktivacija naloga\nIznos: 6.000,00\nRačun primaoca: 160-0005400112233-37\nDatum: 18.11.2026.\n"
	for _, tt := range []struct {
		name, from, to string
		kind           string
		missing        string
		payments       int
	}{
		{"all of it", "", "", KindImage, "", 1},
		{"the amount is blurred", "6.000,00", "6.0§~,", KindImage, "amount", 0},
		{"the account has a wrong figure", "33-37", "33-38", KindImage, "payee_account", 0},
		{"who was paid and what for", "Primalac: Lena Uzorak\nSvrha: aktivacija naloga\n", "", KindImage, "payee, purpose", 1},
		{"the lower half", "Iznos: 6.000,00\nRačun primaoca: 160-0005400112233-37\nDatum: 18.11.2026.\n", "", KindImage, "payee_account, amount, date", 0},
		{"a text in which that is not written", "Datum: 18.11.2026.\n", "", KindText, "", 1},
		{"no slip", "NALOG ZA PRENOS", "Beleška", KindImage, "", 0},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits()}
		f := File{Path: "nalog.jpg", Name: "nalog.jpg", Kind: tt.kind, SHA256: strings.Repeat("ab", 32), Text: strings.Replace(slip, tt.from, tt.to, 1)}
		r.proposals(&f)
		missing := ""
		if i := slices.Index(codes(f), "slip-fields-unread"); i >= 0 {
			missing = f.Problems[i].Detail
		}
		if missing != tt.missing || len(f.Payments) != tt.payments {
			t.Errorf("%s: not read %q, want %q; payments %v", tt.name, missing, tt.missing, f.Payments)
		}
	}
}
