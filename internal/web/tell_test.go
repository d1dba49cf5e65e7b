package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/money"
)

// toldFindings are a task job of whom the person has told much: a payment of
// another day, steps that were taken, and that the bank refused.
func toldFindings(t testing.TB) app.Findings {
	t.Helper()
	return considered(t, app.Input{
		Circumstances: app.Circumstances{Country: "RS", Lang: "en"},
		Text:          "Lena Mentor: 3 of 4 VIP tasks on Alibaba are done. To withdraw, pay the final commission of 150.638 RSD within 30 minutes.\nI paid 6.000 RSD on 12 November 2026.",
		Tellings: []app.Telling{
			app.Paid{Amount: money.Of(61328, "RSD"), On: day(2026, 11, 18), Rail: "bank-transfer"},
			app.Answered{Fact: "watched", Value: "no"},
			app.Answered{Fact: "given", Value: "card, phone"},
			app.Answered{Fact: "threats"},
			app.Took{Step: "bank-call", On: day(2026, 11, 19)},
			app.Took{Step: "rs-bank-complaint"},
			app.Heard{From: "bank", Reply: "refused"},
		},
	})
}

func TestWhatIsToldOnThePlan(t *testing.T) {
	for _, tc := range []struct {
		name, form string
		want       app.Telling
		at         string // where the answer leads
	}{
		{"a question is answered", "do=answer&fact=paid.any&value=yes&at=ask", app.Answered{Fact: "paid.any", Value: "yes"}, "#ask"},
		{"one is not sure", "do=answer&fact=paid.any&value=&at=ask", app.Answered{Fact: "paid.any"}, "#ask"},
		{"several things are so", "do=answer&fact=given&value=card&value=phone&whole=save", app.Answered{Fact: "given", Value: "card,phone"}, ""},
		{"none is", "do=answer&fact=given&value=card&whole=none", app.Answered{Fact: "given", Value: "none"}, ""},
		{"a day is not sure", "do=answer&fact=order.received&value=2026-11-01&whole=not-sure", app.Answered{Fact: "order.received"}, ""},
		{"money was sent", "do=paid&when=2026-11-21&amount=61.328&currency=RSD&rail=card", app.Paid{Amount: money.Of(61328, "RSD"), On: day(2026, 11, 21), Rail: "card"}, ""},
		{"on a day that is written", "do=paid&when=day&day=2026-11-02&amount=100+EUR&currency=RSD&rail=", app.Paid{Amount: money.Of(100, "EUR"), On: day(2026, 11, 2)}, ""},
		{"and how is left open", "do=paid&when=not-sure&amount=100&currency=RSD", app.Paid{Amount: money.Of(100, "RSD"), Open: []string{"payment.rail"}}, ""},
		{"and nothing of it is sure", "do=paid&amount=&currency=RSD", app.Paid{}, ""},
		{"a step is done", "do=done&step=stop-paying&at=step-stop-paying", app.Took{Step: "stop-paying"}, "#step-stop-paying"},
		{"and its letter went out", "do=done&step=stop-paying&sent=yes&at=step-stop-paying", app.Took{Step: "stop-paying", Sent: true}, "#step-stop-paying"},
		{"on another day", "do=done&step=stop-paying&day=2026-11-20&at=x%0d%0aSet-Cookie:a", app.Took{Step: "stop-paying", On: day(2026, 11, 20)}, ""},
		{"the bank refused", "do=reply&from=bank&reply=refused&day=2026-11-22&at=answers", app.Heard{From: "bank", Reply: "refused", On: day(2026, 11, 22)}, "#answers"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := start(t, true)
			a := f.do(t, "POST", "/sr/case/"+jobCase+"/plan", formType, tc.form)
			if want := "/sr/case/" + jobCase + "/plan" + tc.at; a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != want {
				t.Fatalf("POST ends with %d at %q, want 303 at %q", a.StatusCode, a.Header.Get("Location"), want)
			}
			if diff := cmp.Diff([]app.Telling{tc.want}, f.told); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatCannotBeToldIsSaid(t *testing.T) {
	f := start(t, true)
	for _, tc := range []struct{ name, form, want string }{
		{"a day to come", "do=paid&when=day&day=2026-12-24&amount=100&currency=RSD", "still to come"},
		{"a day that is none", "do=done&step=stop-paying&day=30.02.2026", "could not read the day"},
		{"an amount without a number", "do=paid&amount=a+lot&currency=RSD", "could not read the amount"},
		{"an amount below nothing", "do=paid&amount=-5&currency=RSD", "could not read the amount"},
		{"nothing chosen", "do=answer&fact=given&whole=save", "choose an answer"},
		{"a fact that is not asked", "do=answer&fact=have.chat&value=yes", "could not save that"},
		{"an answer that is none", "do=answer&fact=branch&value=%3Cscript%3E", "could not save that"},
		{"a step that the plan has not", "do=done&step=dance", "could not save that"},
		{"a body that does not answer", "do=reply&from=mother&reply=refused", "could not save that"},
		{"nothing at all", "", "could not save that"},
	} {
		a := f.do(t, "POST", "/en/case/"+jobCase+"/plan", formType, tc.form)
		doc := document(t, a)
		if got := doc.Find("[role=alert]").Text(); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %d and %q, want 422 and %q", tc.name, a.StatusCode, got, tc.want)
		}
		if strings.Contains(a.body, "<script>") {
			t.Errorf("%s: what was sent stands on the page as markup", tc.name)
		}
	}
	if len(f.told) > 0 {
		t.Errorf("kept %+v, want nothing", f.told)
	}
}

// What a form sends is under the same rules as every other form.
func TestTellingIsGuarded(t *testing.T) {
	const form = "do=answer&fact=paid.any&value=yes"
	f := start(t, true)
	cross := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	huge := form + "&x=" + strings.Repeat("a", maxForm)
	many := "do=keep" + strings.Repeat("&said=do%3Dpaid", maxCarried+1)
	for _, path := range []string{"/en/case/" + jobCase + "/plan", "/en/plan", "/en/paid"} {
		if a := f.do(t, "POST", path, formType, form, cross); a.StatusCode != http.StatusForbidden {
			t.Errorf("POST %s from another site = %d, want 403", path, a.StatusCode)
		}
	}
	for _, tc := range []struct {
		path, form string
		code       int
	}{
		{"/en/case/" + jobCase + "/plan", huge, http.StatusRequestEntityTooLarge},
		{"/en/plan", huge, http.StatusRequestEntityTooLarge},
		{"/en/plan", many, http.StatusRequestEntityTooLarge},
		{"/en/plan", "do=keep&said=do%3Ddance", http.StatusUnprocessableEntity},
		{"/en/plan", "do=keep&said=%25zz", http.StatusUnprocessableEntity},
		{"/en/case/0000000000000000000000000z/plan", form, http.StatusNotFound},
	} {
		if a := f.do(t, "POST", tc.path, formType, tc.form); a.StatusCode != tc.code {
			t.Errorf("POST %s = %d, want %d", tc.path, a.StatusCode, tc.code)
		}
	}
	f.open = false
	for _, path := range []string{"/en/case/" + jobCase + "/plan", "/en/plan", "/en/paid"} {
		if a := f.do(t, "POST", path, formType, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/en/sign-in" {
			t.Errorf("POST %s of nobody = %d, want the sign-in page", path, a.StatusCode)
		}
	}
	if len(f.told)+len(f.given) > 0 {
		t.Errorf("kept %+v %+v, want nothing", f.told, f.given)
	}
}

func TestQuestionsAndAnswersOnThePlan(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+askCase+"/plan", "", ""))
	if got := doc.Find("#ask legend").Text(); got != "Has any money been sent?" {
		t.Errorf("the first question is %q, want whether money was sent", got)
	}
	var answers []string
	for _, b := range doc.Find("#ask button[name=value]").EachIter() {
		answers = append(answers, b.Text()+"="+b.AttrOr("value", "?"))
	}
	if want := []string{"Yes=yes", "No=no", "I am not sure="}; !slices.Equal(answers, want) {
		t.Errorf("answers %q, want %q", answers, want)
	}
	f.do(t, "POST", "/en/case/"+askCase+"/plan", formType, "do=answer&fact=paid.any&value=yes")
	doc = document(t, f.do(t, "GET", "/en/case/"+askCase+"/plan", "", ""))
	for _, field := range []string{"when", "amount", "rail"} {
		if doc.Find("#ask [name="+field+"]").Length() == 0 {
			t.Errorf("money was sent, and %s is not asked", field)
		}
	}
	for _, unsure := range []string{"#ask [name=when][value=not-sure]", "#ask [name=rail][value='']"} {
		if doc.Find(unsure).Length() != 1 {
			t.Errorf("the form has no %s", unsure)
		}
	}
	f.do(t, "POST", "/en/case/"+askCase+"/plan", formType, "do=paid&when=2026-11-21&amount=61.328&currency=RSD&rail=card")
	doc = document(t, f.do(t, "GET", "/en/case/"+askCase+"/plan", "", ""))
	if got := doc.Find("#payments").Text(); !strings.Contains(got, "61,328 RSD") || !strings.Contains(got, "You told us this") {
		t.Errorf("the payments are %q, want what was told", got)
	}
	if got := doc.Find("#ask").Text(); strings.Contains(got, "Has any money been sent") {
		t.Error("it is asked again whether money was sent")
	}
}

func TestWhatWasToldCanBeChangedAndUndone(t *testing.T) {
	f := start(t, true)
	path := "/en/case/" + toldCase + "/plan"
	doc := document(t, f.do(t, "GET", path, "", ""))
	for in, want := range map[string]string{
		"#said":           "Card data; My phone number",
		"#answers":        "They refused, 22 Nov 2026",
		"#step-bank-call": "Done",
	} {
		if got := doc.Find(in).Text(); !strings.Contains(got, want) {
			t.Errorf("%s is %q, want it to hold %q", in, got, want)
		}
	}
	if doc.Find("#step-rs-nbs").Length() != 1 || doc.Find("#answers a[href='#step-rs-nbs']").Length() != 1 {
		t.Error("the bank refused, and its answer does not lead to the next rung in the plan")
	}
	if got := doc.Find("#ask a[href='#payments']").Text(); !strings.Contains(got, "We read 1 payment") {
		t.Errorf("the page leads with %q to the payment that nobody confirmed", got)
	}
	if got := doc.Find("#said .choice.on").Text(); !strings.Contains(got, "No") {
		t.Errorf("the answer that was given is not marked: %q", got)
	}
	if n := doc.Find("#said input[name=value]:checked").Length(); n != 2 {
		t.Errorf("%d boxes are ticked, want the two that were", n)
	}
	undo := doc.Find("#answers input[name=key]").AttrOr("value", "")
	if a := f.do(t, "POST", path, formType, url.Values{"do": {"undo"}, "key": {undo}, "at": {"said"}}.Encode()); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("undo = %d", a.StatusCode)
	}
	doc = document(t, f.do(t, "GET", path, "", ""))
	if got := doc.Find("#answers").Text(); strings.Contains(got, "They refused, ") || !strings.Contains(got, "If nothing comes by") {
		t.Errorf("after undo the answers are %q, want the bank waited for", got)
	}
	if a := f.do(t, "POST", path, formType, url.Values{"do": {"undo"}, "key": {undo}}.Encode()); a.StatusCode != http.StatusSeeOther {
		t.Errorf("undo twice = %d, want the plan", a.StatusCode)
	}
}

// Who was turned to and stays silent past their day is not waited for any more.
func TestSilencePastItsDayIsSaid(t *testing.T) {
	f := start(t, true)
	f.sample.cases[toldCase] = considered(t, app.Input{
		Circumstances: app.Circumstances{Country: "RS", Lang: "en"},
		Tellings: []app.Telling{
			app.Answered{Fact: "branch", Value: "impersonation"},
			app.Paid{Amount: money.Of(61328, "RSD"), On: day(2026, 10, 28), Rail: "bank-transfer"},
			app.Took{Step: "rs-bank-complaint", On: day(2026, 10, 30)},
		},
	})
	doc := document(t, f.do(t, "GET", "/en/case/"+toldCase+"/plan", "", ""))
	if got := doc.Find("#answers").Text(); !strings.Contains(got, "No answer came by 14 Nov 2026") {
		t.Errorf("the bank had until 14 November, and the page says %q", got)
	}
	if doc.Find("#step-rs-bank-silent").Length() != 1 {
		t.Error("the bank is silent past its day, and the plan has no step for it")
	}
}

func TestPaymentsThatWereReadAreConfirmedOnThePlan(t *testing.T) {
	f := start(t, true)
	c := f.sample.cases[jobCase]
	for i := range c.Said.Payments {
		c.Said.Payments[i].Origins = originsOf(c, i)
		c.Said.Payments[i].To.Name = "<b>Petra</b>"
	}
	var err error
	if c, err = replan(c); err != nil {
		t.Fatal(err)
	}
	f.sample.cases[jobCase] = c
	path := "/en/case/" + jobCase + "/plan"
	doc := document(t, f.do(t, "GET", path, "", ""))
	first := doc.Find("#payments li").First()
	for _, want := range []string{"6,000 RSD", "12 November 2026", "<b>Petra</b>", "WhatsApp razgovor.txt", "This has nothing to do with it", "I am not sure"} {
		if !strings.Contains(first.Text(), want) {
			t.Errorf("a payment is %q, want it to hold %q", first.Text(), want)
		}
	}
	if first.Find("b").Length() > 0 {
		t.Error("markup in a name is not shown as text")
	}
	key := first.Find("input[name=of]").AttrOr("value", "")
	f.do(t, "POST", path, formType, url.Values{"do": {"answer"}, "fact": {"payment.part"}, "of": {key}, "value": {"apart"}, "at": {"payments"}}.Encode())
	doc = document(t, f.do(t, "GET", path, "", ""))
	if got := doc.Find("#payments li").First().Find(".tag").Text(); got != "This has nothing to do with it" {
		t.Errorf("the payment is said to be %q", got)
	}
	if got := doc.Find(".side .dl").Text(); !strings.Contains(got, "84,328 RSD") {
		t.Errorf("sent is %q, want the sum without what was set apart", got)
	}
}

func TestAPlanOfWhichNothingIsKept(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/plan", "", ""))
	if got := doc.Find("#ask legend").Text(); got != "Has any money been sent?" {
		t.Errorf("the first question is %q", got)
	}
	doc = document(t, f.do(t, "POST", "/en/plan", formType, "do=answer&fact=paid.any&value=yes"))
	doc = document(t, f.do(t, "POST", "/en/plan", formType, url.Values{
		"said": carriedBy(doc, "#ask"), "do": {"paid"}, "when": {"2026-11-21"}, "amount": {"61.328"}, "currency": {"RSD"}, "rail": {"bank-transfer"},
	}.Encode()))
	if got := doc.Find("#payments").Text(); !strings.Contains(got, "61,328 RSD") {
		t.Errorf("the payments are %q", got)
	}
	if doc.Find("a[href*='/get/'], a[href*='/case//']").Length() > 0 {
		t.Error("a plan that is not kept offers files")
	}
	a := f.do(t, "POST", "/en/plan", formType, url.Values{"said": carriedBy(doc, ".side"), "do": {"answer"}, "fact": {"branch"}, "value": {"dance"}}.Encode())
	if doc := document(t, a); a.StatusCode != http.StatusUnprocessableEntity || len(carriedBy(doc, ".side")) != 2 {
		t.Errorf("after what cannot be told: %d, carried %q, want what was told before", a.StatusCode, carriedBy(doc, ".side"))
	}
	for _, in := range f.given {
		if len(in.Files) > 0 || in.Text != "" {
			t.Errorf("handed in %+v, want nothing", in)
		}
	}
	f.given = nil
	a = f.do(t, "POST", "/en/plan", formType, url.Values{"said": carriedBy(doc, ".side"), "do": {"keep"}}.Encode())
	if a.StatusCode != http.StatusSeeOther || len(f.given) != 1 || len(f.given[0].Tellings) != 2 {
		t.Errorf("keeping it ends with %d and %+v, want a case with the two things told", a.StatusCode, f.given)
	}
}

func TestIAlreadyPaid(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/start/paid", "", ""))
	action := doc.Find("form.card").AttrOr("action", "")
	if action != "/en/paid" || doc.Find("form.card [name=amount]").Length() != 1 {
		t.Fatalf("the door leads to %q, want a form for the payment", action)
	}
	a := f.do(t, "POST", action, formType, "do=paid&when=2026-11-21&amount=6000&currency=RSD&rail=cash")
	want := []app.Telling{app.Paid{Amount: money.Of(6000, "RSD"), On: day(2026, 11, 21), Rail: "cash"}}
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/en/case/"+jobCase+"/plan" || len(f.given) != 1 || !cmp.Equal(f.given[0].Tellings, want) {
		t.Errorf("POST ends with %d at %q and %+v", a.StatusCode, a.Header.Get("Location"), f.given)
	}
	a = f.do(t, "POST", action, formType, "do=paid&amount=much&currency=RSD&text=their+words")
	doc = document(t, a)
	if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("[role=alert]").Text(), "could not read the amount") ||
		doc.Find("[role=alert] a[href='#pay-a']").Length() != 1 || doc.Find("[name=amount][aria-invalid=true]").AttrOr("value", "") != "much" || doc.Find("textarea").Text() != "their words" {
		t.Errorf("a wrong amount: %d, want the form as it was filled in, and what is wrong", a.StatusCode)
	}
	f.err = app.ErrToCome
	if a := f.do(t, "POST", action, formType, "do=paid&when=day&day=2027-01-01"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a day to come = %d, want 422", a.StatusCode)
	}
	f.err = recourse.Unavailable
	if a := f.do(t, "POST", action, formType, "do=paid"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a store that is not there = %d, want 503", a.StatusCode)
	}
}

// carriedBy are the hidden fields of a form in that part of a page.
func carriedBy(doc *goquery.Document, in string) (said []string) {
	for _, field := range doc.Find(in + " form").First().Find("input[name=said]").EachIter() {
		said = append(said, field.AttrOr("value", ""))
	}
	return said
}

// originsOf lets the case's first file show a payment.
func originsOf(f app.Findings, row int) incident.Origins {
	return incident.Origins{{Item: f.Files[0].SHA256, Place: "row " + itoa(row)}}
}

// replan plans with what is said now.
func replan(f app.Findings) (app.Findings, error) {
	e, err := engines()
	if err != nil {
		return f, err
	}
	f.Said.Evidence = []incident.Evidence{{Item: f.Files[0].SHA256, Name: f.Files[0].Name}}
	return e.Tell(f, []app.Telling{app.Answered{Fact: "watched", Value: "no"}}, now)
}
