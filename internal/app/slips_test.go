package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
)

// slipChat asks for two payments, of which the person tells one.
const slipChat = "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 12.000 RSD na račun 160-0005400112233-37\n" +
	"18/11/2026, 19:02 - Vesna: Uplatila sam 12.000 RSD\n" +
	"19/11/2026, 10:05 - Lena: Sada morate uplatiti još 36.000 RSD za podizanje novca\n"

// slipPage is a bank's confirmation as its page was saved.
func slipPage(title, rest string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<html><head><meta charset=utf-8></head><body><h2>%s</h2><table>", title)
	for line := range strings.Lines("Datum i vreme:|18.11.2026. 19:01:22\nPlatilac:|VESNA PRIMER\nRačun platioca:|265-0000000001234-88\nPrimalac:|LENA UZORAK\n" +
		"Račun primaoca:|170-0000000005555-33\nIznos:|12.000,00 RSD\n" + rest) {
		label, value, _ := strings.Cut(strings.TrimSpace(line), "|")
		fmt.Fprintf(&b, "<tr><td>%s<td>%s", label, value)
	}
	return b.String() + "</table></body></html>"
}

func examineFiles(t *testing.T, engines *app.Engines, files map[string]string) app.Findings {
	t.Helper()
	return handIn(t, engines, "Vesna", byName(files)...)
}

func askedSums(f app.Findings) (sums []string) {
	for _, a := range f.Incident.Asked {
		sums = append(sums, a.Amount.String())
	}
	for _, d := range f.Verdict.Demands {
		sums = append(sums, "verdict "+d.Amount.String())
	}
	return sums
}

// What the person's own bank took for a transfer is no demand of the other side.
func TestTheFeeOnASlipIsNoDemand(t *testing.T) {
	engines := loaded(t)
	want := []string{"36.000,00 RSD", "verdict 36.000,00 RSD"}
	for _, fee := range []string{"Provizija:|60,00 RSD", "Naknada:|60,00 RSD", "Troškovi:|60,00 RSD", "Naknada banke:|60,00", "Provizija|60,00 RSD"} {
		f := examineFiles(t, engines, map[string]string{
			"WhatsApp Chat with Lena.txt": slipChat,
			"potvrda.html":                slipPage("Potvrda o plaćanju", fee+"\nStatus:|IZVRŠEN\n"),
		})
		if got := askedSums(f); !slices.Equal(got, want) {
			t.Errorf("%s: asked %q, want %q", fee, got, want)
		}
		if p := f.Incident.Payments; len(p) != 1 || p[0].Amount.Minor != 1200000 || p[0].To.Account == "" {
			t.Errorf("%s: payments %+v, want one of 12.000 RSD with its account", fee, p)
		}
	}
	// The same words are a demand where the other side wrote them.
	f := examineFiles(t, engines, map[string]string{"WhatsApp Chat with Lena.txt": slipChat + "19/11/2026, 11:05 - Lena: Provizija: 60.000 RSD, pa ćete podići novac\n"})
	if got := askedSums(f); !slices.Contains(got, "60.000,00 RSD") {
		t.Errorf("asked %q, want 60.000 RSD among them", got)
	}
}

// A slip of a payment that was refused proves nothing, and lends its account to no
// payment that is told.
func TestARefusedSlipIsNoProof(t *testing.T) {
	engines := loaded(t)
	for _, status := range []string{"ODBIJEN", "Storniran", "Nije izvršen", "Otkazan", "Odbijeno: nema dovoljno sredstava", "Declined", "Failed", "Rejected", "Reversed"} {
		f := examineFiles(t, engines, map[string]string{
			"WhatsApp Chat with Lena.txt": slipChat,
			"potvrda.html":                slipPage("Potvrda o transakciji", "Provizija:|60,00 RSD\nStatus:|"+status+"\n"),
		})
		p := f.Incident.Payments
		if len(p) != 1 || slices.ContainsFunc(p[0].Origins, func(o incident.Origin) bool { return o.Item == f.Files[1].SHA256 }) || p[0].To.Account == "170000000000555533" || p[0].To.Name == "LENA UZORAK" {
			t.Errorf("%s: payments %+v, want the told one alone", status, p)
		}
		said := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "slip-not-carried-out" && p.Path == "potvrda.html" })
		if shown := f.Files[1].Payments; !said || len(shown) != 1 || shown[0].Status != incident.Notice {
			t.Errorf("%s: said %v, read %+v", status, said, shown)
		}
	}
}
