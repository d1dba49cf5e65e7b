package web

import (
	"net/url"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/scam"
)

// tableFindings are a case with a table whose columns are not known.
func tableFindings() app.Findings {
	const text = "Kada;Koliko;Kome\n12.11.2026.;-6.000,00;Lena <b>Uzorak</b>\n13.11.2026.;19,90;Lamp shop\n"
	f := intake.File{Path: "nepoznato.csv", Name: "nepoznato.csv", SHA256: strings.Repeat("ab", 32), Kind: intake.KindStatement, Text: text, Columns: []string{"Kada", "Koliko", "Kome"}}
	return app.Findings{Verdict: scam.Verdict{Verdict: scam.Unclear, Language: "sr-Latn"}, Incident: incident.Incident{Recourse: 1}, Files: []intake.File{f}}
}

func TestColumnsAreAskedOnceOnAPage(t *testing.T) {
	f := start(t, true)
	page := f.do(t, "GET", "/en/case/"+tableCase+"/columns", "", "")
	for _, want := range []string{"Kada", "-6.000,00 · 19,90", "Lena &lt;b&gt;Uzorak", `<option value="date" selected>`, `<option value="amount" selected>`, "kada|koliko|kome"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	post := func(form url.Values) answer {
		return f.do(t, "POST", "/en/case/"+tableCase+"/columns", "application/x-www-form-urlencoded", form.Encode())
	}
	form := url.Values{"table": {"kada|koliko|kome"}, "column1": {"date"}, "column2": {"date"}}
	if a := post(form); a.StatusCode != 422 || !strings.Contains(a.body, "the same thing") {
		t.Errorf("two dates: %d", a.StatusCode)
	}
	form.Set("column2", "text")
	if a := post(form); a.StatusCode != 422 || !strings.Contains(a.body, "A date is needed") {
		t.Errorf("no amount: %d", a.StatusCode)
	}
	form.Set("column2", "amount")
	form.Set("currency", "e1")
	if a := post(form); a.StatusCode != 422 || !strings.Contains(a.body, "three letters") {
		t.Errorf("a currency that is none: %d", a.StatusCode)
	}
	form.Set("currency", "rsd")
	form.Set("dates", "day-first")
	if a := post(form); a.StatusCode != 303 || a.Header.Get("Location") != "/en/case/"+tableCase+"/evidence" {
		t.Errorf("a choice: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if want := "Kada|Koliko|Kome date=1,amount=2,currency=rsd,dates=day-first"; len(f.sample.picks) != 1 || f.sample.picks[0] != want {
		t.Errorf("chosen %q, want %q", f.sample.picks, want)
	}
	if a := f.do(t, "GET", "/en/case/"+tableCase+"/columns", "", ""); !strings.Contains(a.body, "Every table in this case is read") {
		t.Error("the page asks again")
	}
	if a := f.do(t, "GET", "/en/case/0000000000000000000000000x/columns", "", ""); a.StatusCode != 404 {
		t.Errorf("another's case: %d, want 404", a.StatusCode)
	}
}
