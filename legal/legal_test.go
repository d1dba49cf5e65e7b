package legal_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/incident"
	"recourse/internal/testkit"
	"recourse/knowledge"
	"recourse/legal"
	"recourse/locale"
)

// now is noon in Belgrade on the day on which the stories stand.
var now = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

func load(t testing.TB) *legal.Book {
	t.Helper()
	b, err := loadFrom(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func loadFrom(fsys fs.FS) (*legal.Book, error) {
	cals, err := deadline.LoadCalendars(fsys)
	if err != nil {
		return nil, err
	}
	return legal.Load(fsys, cals)
}

func view(t testing.TB, b *legal.Book, in incident.Incident, papers ...string) legal.View {
	t.Helper()
	var clauses []legal.Clause
	for _, p := range papers {
		found, _ := b.Clauses(legal.Paper{Item: "paper", Name: "contract.txt", Text: p})
		clauses = append(clauses, found...)
	}
	v, err := b.View(in, clauses, now)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// state is the state of an element by its claim and id.
func state(v legal.View, claim, element string) string {
	for _, c := range v.Claims {
		for _, e := range c.Elements {
			if c.ID == claim && e.ID == element {
				return e.State
			}
		}
	}
	return ""
}

func TestBothExamplesStandAsTheirFactsShow(t *testing.T) {
	b := load(t)
	danijel := view(t, b, testkit.Danijel(t))
	for element, want := range map[string]string{"false-facts": legal.Met, "led-to-pay": legal.Met, "detriment": legal.Met, "intent": legal.Met} {
		if got := state(danijel, "fraud", element); got != want {
			t.Errorf("Danijel: fraud.%s is %q, want %q", element, got, want)
		}
	}
	if got := state(danijel, "unjust-enrichment", "no-basis"); got != legal.Disputed {
		t.Errorf("Danijel wrote \"pozajmica\" as he was told: no-basis is %q, want disputed", got)
	}
	milena := view(t, b, testkit.Milena(t))
	for _, element := range []string{"applies", "agreed", "non-conforming", "examined", "notice"} {
		if got := state(milena, "cisg-conformity", element); got != legal.Met {
			t.Errorf("Milena: cisg-conformity.%s is %q, want met", element, got)
		}
	}
	if milena.Lawyer.Answer != legal.LawyerConsider || danijel.Lawyer.Answer != legal.LawyerConsider {
		t.Errorf("lawyers: %q and %q, want consider for both", milena.Lawyer.Answer, danijel.Lawyer.Answer)
	}
}

func TestAPaymentToAnotherAccountThanTheInvoiceNames(t *testing.T) {
	b := load(t)
	in := incident.Incident{Recourse: 1, Branch: incident.ChangedBankDetails, Person: incident.Person{Country: "RS", Kind: "business"}}
	in.Payments = []incident.Payment{{At: day("2026-11-20"), Amount: amount(100, "EUR"), Rail: "sepa", To: incident.Account{Account: "LT121000011101001000"}}}
	v := view(t, b, in, "Invoice 1\nAccount: IT60 X054 2811 1010 0000 0123 456")
	if got := state(v, "fraud", "false-facts"); got != legal.Met {
		t.Errorf("false-facts is %q, want met: the money went elsewhere", got)
	}
	if v := view(t, b, in, "Invoice 1\nAccount: LT12 1000 0111 0100 1000"); state(v, "fraud", "false-facts") == legal.Met {
		t.Error("false-facts is met though the money went to the account of the invoice")
	}
	found, _ := b.Clauses(legal.Paper{Text: "Pay to our new account LT12 1000 0111 0100 1000", Message: true})
	if len(found) != 0 {
		t.Errorf("a mail that asks for a new account gives clauses %v", found)
	}
}

func TestClausesStandWhereTheySay(t *testing.T) {
	b := load(t)
	text := "SALES CONTRACT\r\n\r\n1. Goods: 400 lamps, CIF Belgrade, Incoterms® 2020.\r\n" +
		"2. Право. На овај уговор меродавно је право Републике Србије.\r\n" +
		"第十二条 因本合同引起的任何争议，均应提交中国国际经济贸易仲裁委员会仲裁。仲裁裁决是终局的。\r\n" +
		"5. The Seller's total\r\nliability shall not exceed the price. See No. 7 of Co. Ltd. terms.\r\n"
	found, cut := b.Clauses(legal.Paper{Item: "x", Name: "c.txt", Text: text})
	if cut != 0 {
		t.Errorf("%d bytes were not searched", cut)
	}
	want := map[string]string{
		"incoterms":     "1. Goods: 400 lamps, CIF Belgrade, Incoterms® 2020.",
		"governing-law": "На овај уговор меродавно је право Републике Србије.",
		"arbitration":   "第十二条 因本合同引起的任何争议，均应提交中国国际经济贸易仲裁委员会仲裁。",
		"liability-cap": "The Seller's total\r\nliability shall not exceed the price.",
	}
	for _, c := range found {
		if c.Span.Of(text) != c.Text {
			t.Errorf("%s: the span holds %q, the text is %q", c.Kind, c.Span.Of(text), c.Text)
		}
		if w, ok := want[c.Kind]; ok && !strings.HasSuffix(c.Text, w) {
			t.Errorf("%s is %q, want %q", c.Kind, c.Text, w)
		}
		delete(want, c.Kind)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestClausesThatDisagreeAreSaidAndConcludeNothing(t *testing.T) {
	b := load(t)
	in := incident.Incident{
		Recourse: 1, Branch: incident.Breach, Person: incident.Person{Country: "RS", Kind: "business"},
		Parties: []incident.Party{{ID: "p1", Role: "seller", Name: "S", Country: "CN"}}, Orders: []incident.Order{{Seller: "p1", Problem: "damaged"}},
	}
	v := view(t, b, in, "All disputes shall be settled by arbitration at CIETAC.", "All disputes shall be settled by arbitration at HKIAC.", "Any dispute shall be decided by the courts of Belgrade.")
	var keys []string
	for _, p := range v.Problems {
		keys = append(keys, p.Key)
	}
	for _, want := range []string{"law.problem.clauses", "law.problem.two-forums"} {
		if !slices.Contains(keys, want) {
			t.Errorf("problems %v, want %s", keys, want)
		}
	}
	for _, f := range v.Forums {
		if (f.ID == "cietac" || f.ID == "hkiac") && f.Fit == legal.FitOpen {
			t.Errorf("%s is open though the papers disagree", f.ID)
		}
	}
}

func TestPromisesAreQuotedAsTheyStand(t *testing.T) {
	b := load(t)
	for _, tc := range []struct{ text, kind, quote string }{
		{"Zdravo!\nPosao je bez ulaganja i bez rizika. Javite se.", "no-risk", "Posao je bez ulaganja i bez rizika."},
		{"Провизију подижете кад год желите.", "withdrawal", "Провизију подижете кад год желите."},
		{"Dear friend, we ship next week for sure.", "delivery", "Dear friend, we ship next week for sure."},
		{"佣金可随时提现。", "withdrawal", "佣金可随时提现。"},
		{"Will you ship next week for sure?", "", ""},
		{"Pošaljite mi novac.", "", ""},
	} {
		found := b.Promises(tc.text)
		switch {
		case tc.kind == "" && len(found) > 0:
			t.Errorf("%q promises %q, want nothing", tc.text, found[0].Text)
		case tc.kind != "" && (len(found) != 1 || found[0].Kind != tc.kind || found[0].Text != tc.quote || found[0].Span.Of(tc.text) != tc.quote):
			t.Errorf("%q promises %+v, want %s %q", tc.text, found, tc.kind, tc.quote)
		}
	}
}

func TestALongPaperIsSearchedToItsBound(t *testing.T) {
	b := load(t)
	text := "All disputes shall be settled by arbitration. " + strings.Repeat("Нема спора. ", 200_000)
	found, cut := b.Clauses(legal.Paper{Text: text})
	if len(found) != 1 || cut == 0 || cut >= len(text) {
		t.Errorf("%d clauses, %d bytes not searched of %d", len(found), cut, len(text))
	}
	if found, _ := b.Clauses(legal.Paper{Text: strings.Repeat("Any dispute goes to arbitration.\n\n", 5000)}); len(found) > 200 {
		t.Errorf("%d clauses, want at most 200", len(found))
	}
}

func TestImpossibleFactsAreSaidAndLeftOut(t *testing.T) {
	b := load(t)
	in := incident.Incident{
		Recourse: 1, Branch: incident.Breach, Person: incident.Person{Country: "ZZ", Kind: "business"},
		Payments: []incident.Payment{{At: day("2027-01-01"), Amount: amount(100, "EUR")}, {At: day("2026-01-01"), Amount: amount(100, "EUR")}, {At: day("2026-01-01"), Amount: amount(100, "RSD")}},
		Orders:   []incident.Order{{ContractedOn: date("2026-09-01"), ReceivedOn: date("2027-08-01"), PromisedBy: date("2026-10-01"), Problem: "damaged"}},
		Events:   []incident.Event{{At: day("2027-01-01"), Kind: "complaint-filed", To: "seller"}},
	}
	v := view(t, b, in)
	var keys []string
	for _, p := range v.Problems {
		keys = append(keys, p.Key)
	}
	for _, want := range []string{"law.problem.future-payment", "law.problem.future-receipt", "law.problem.future-event", "law.problem.currencies"} {
		if !slices.Contains(keys, want) {
			t.Errorf("problems %v, want %s", keys, want)
		}
	}
	if got := state(v, "breach", "told-seller"); got != legal.Missing {
		t.Errorf("a notice in the future counts as given: %q", got)
	}
	if _, err := b.View(in, nil, time.Time{}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("View without a day = %v, want kind Invalid", err)
	}
}

func TestCompare(t *testing.T) {
	today := date("2026-11-23")
	for name, tc := range map[string]struct {
		order incident.Order
		key   string
		state string
		n     any
	}{
		"late":            {incident.Order{PromisedBy: date("2026-10-20"), ReceivedOn: date("2026-11-01")}, "law.came.late", legal.Broken, 12},
		"in time":         {incident.Order{PromisedBy: date("2026-10-20"), ReceivedOn: date("2026-10-20")}, "law.came.on-time", legal.Kept, nil},
		"nothing yet":     {incident.Order{PromisedBy: date("2026-11-22")}, "law.came.nothing", legal.Broken, 1},
		"not due":         {incident.Order{PromisedBy: date("2026-11-24")}, "law.came.not-due", legal.Open, nil},
		"day unknown":     {incident.Order{PromisedBy: date("2026-10-20"), Problem: "damaged"}, "law.came.day-unknown", legal.Open, nil},
		"receipt to come": {incident.Order{PromisedBy: date("2026-10-20"), ReceivedOn: date("2026-12-01")}, "law.came.nothing", legal.Broken, 34},
	} {
		rows := legal.Compare(incident.Incident{Orders: []incident.Order{tc.order}}, today)
		if len(rows) == 0 || rows[0].Came.Key != tc.key || rows[0].State != tc.state || rows[0].Came.Args["n"] != tc.n {
			t.Errorf("%s: %+v, want %s %s %v", name, rows, tc.key, tc.state, tc.n)
		}
	}
	rows := legal.Compare(incident.Incident{Promises: []incident.Promise{{Quote: "a", Reality: "b"}, {Quote: "c"}, {Reality: "d"}}}, today)
	if len(rows) != 2 || rows[0].State != legal.Broken || rows[1].State != legal.Open {
		t.Errorf("promises give %+v", rows)
	}
}

func TestLoadRefusesWhatIsWrong(t *testing.T) {
	claim := "rank: 1\nelements: [{id: a, met: {paid.any: {is: true}}, fill: [{id: x}]}]\nsources: [{title: t, seen: undated, confidence: high}]\n"
	for name, tc := range map[string]struct{ file, body, want string }{
		"a claim without a source":             {"law/claims/bad.yaml", "elements: [{id: a, met: {paid.any: {is: true}}, fill: [{id: x}]}]", "needs a source"},
		"an element that nothing fills":        {"law/claims/bad.yaml", "elements: [{id: a, met: {paid.any: {is: true}}}]\nsources: [{title: t, seen: undated, confidence: high}]", "fill it"},
		"an element that is always met":        {"law/claims/bad.yaml", "elements: [{id: a, fill: [{id: x}]}]\nsources: [{title: t, seen: undated, confidence: high}]", "when it is met"},
		"a fact that is none":                  {"law/claims/bad.yaml", strings.Replace(claim, "paid.any", "paid.nothing", 1), "no fact"},
		"a case that fails":                    {"law/claims/bad.yaml", claim + "cases: [{name: wrong, today: 2026-11-23, incident: {recourse: 1}, want: {claims: {bad: {a: met}}}}]", `case "wrong"`},
		"an unknown field":                     {"law/claims/bad.yaml", claim + "colour: red", "colour"},
		"a clause that misses its text":        {"law/clauses/bad.yaml", "language: xx\nsources: [{title: t, seen: undated, confidence: high}]\nclauses: [{id: a, kind: forum, terms: [abc], expressions: [abc], match: [{text: xyz}], miss: [q]}]", "does not find"},
		"a clause that finds what it must not": {"law/clauses/bad.yaml", "language: xx\nsources: [{title: t, seen: undated, confidence: high}]\nclauses: [{id: a, kind: forum, terms: [abc], expressions: [abc], match: [{text: abc}], miss: [the abc]}]", "must miss"},
		"an expression that is none":           {"law/clauses/bad.yaml", "language: xx\nsources: [{title: t, seen: undated, confidence: high}]\nclauses: [{id: a, kind: forum, terms: [abc], expressions: ['a('], match: [{text: abc}], miss: [q]}]", "expression"},
		"a forum with an unknown cost":         {"law/forums/bad.yaml", "binding: award\ncost: dear\ntime: year", "cost"},
	} {
		_, err := loadFrom(knowledge.Overlay(knowledge.Files(), fstest.MapFS{tc.file: {Data: []byte(tc.body)}}))
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tc.file) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want kind Invalid with %s and %q", name, err, tc.file, tc.want)
		}
	}
}

// phrases lists every phrase of a view.
func phrases(v legal.View) []recourse.Phrase {
	list := slices.Concat(v.Limits, v.Problems, v.Lawyer.Because, v.Lawyer.Hire)
	for _, c := range v.Claims {
		list = append(append(list, c.Name, c.Text), c.Because...)
		for _, e := range c.Elements {
			list = slices.Concat(list, []recourse.Phrase{e.Text}, e.Because, e.Against, e.Fill)
		}
		for _, k := range c.Clocks {
			list = append(append(list, k.Text, k.Rule), k.Derivation...)
		}
	}
	for _, a := range v.Apart {
		list = append(list, a.Name, a.Because)
	}
	for _, f := range v.Forums {
		list = slices.Concat(list, []recourse.Phrase{f.Name, f.Enforce}, f.Because, f.Against)
	}
	for _, q := range v.Ask {
		list = append(list, q.Text)
	}
	for _, r := range v.Compared {
		if r.Quote == "" {
			list = append(list, r.Said)
		}
		if r.Reality == "" {
			list = append(list, r.Came)
		}
	}
	return list
}

func TestEveryViewIsSaidWholeInEveryLanguage(t *testing.T) {
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b := load(t)
	list := append(phrases(view(t, b, testkit.Danijel(t))), phrases(view(t, b, testkit.Milena(t)))...)
	for _, lang := range cats.Languages() {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, ph := range list {
			got := p.Say(ph)
			if got == "" || got == ph.Key || strings.Contains(got, "{{") || strings.Contains(got, "no value") || strings.Contains(got, "map[") {
				t.Errorf("%s: %s is said as %q", lang, ph.Key, got)
			}
		}
	}
	for _, lang := range []string{"en", "sr-Latn"} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range b.Keys() {
			if !p.Has(k) {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
	}
}
