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

// chosenFindings are a case with a table that is read as the person said, wrongly.
func chosenFindings(t testing.TB) app.Findings {
	columns, err := intake.ParseColumns("date=1,amount=2,text=3,currency=RSD,dates=day-first")
	if err != nil {
		t.Fatal(err)
	}
	f := tableFindings()
	f.Files[0].Chosen = &intake.ChosenTable{Names: f.Files[0].Columns, Columns: columns}
	f.Files[0].Columns = nil
	return f
}

func TestAChoiceOfColumnsIsCorrectedOnAPage(t *testing.T) {
	f := start(t, true)
	for prefix, want := range map[string]string{"en": "If something is wrong, change it", "sr": "Ako nešto nije tačno, ispravite"} {
		path := "/" + prefix + "/case/" + chosenCase
		if a := f.do(t, "GET", path+"/evidence", "", ""); !strings.Contains(a.body, `href="`+path+`/tables"`) || strings.Contains(a.body, path+"/columns") {
			t.Errorf("%s: the evidence does not lead to the choice", prefix)
		}
		a := f.do(t, "GET", path+"/tables", "", "")
		for _, s := range []string{want, `<option value="text" selected>`, `value="RSD"`, `<option value="day-first" selected>`, "-6.000,00 · 19,90", `action="` + path + `/tables"`} {
			if !strings.Contains(a.body, s) {
				t.Errorf("%s: the page does not have %q", prefix, s)
			}
		}
	}
	if a := f.do(t, "GET", "/en/case/"+tableCase+"/tables", "", ""); !strings.Contains(a.body, "No table in this case is read as you said") {
		t.Error("a table that is not read is shown as chosen")
	}
	path := "/en/case/" + chosenCase + "/tables"
	post := func(form url.Values) answer {
		return f.do(t, "POST", path, "application/x-www-form-urlencoded", form.Encode())
	}
	form := url.Values{"table": {"kada|koliko|kome"}, "column1": {"date"}, "column2": {"text"}, "currency": {"RSD"}}
	if a := post(form); a.StatusCode != 422 || !strings.Contains(a.body, "A date is needed") || !strings.Contains(a.body, `<option value="text" selected>`) {
		t.Errorf("no amount: %d", a.StatusCode)
	}
	form.Set("column2", "amount")
	form.Set("column3", "name")
	if a := post(form); a.StatusCode != 303 || a.Header.Get("Location") != "/en/case/"+chosenCase+"/evidence" {
		t.Errorf("a correction: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if want := "Kada|Koliko|Kome date=1,amount=2,name=3,currency=RSD"; len(f.sample.picks) != 1 || f.sample.picks[0] != want {
		t.Errorf("chosen %q, want %q", f.sample.picks, want)
	}
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
