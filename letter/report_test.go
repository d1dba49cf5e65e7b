package letter

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
	"recourse/internal/testkit"
	"recourse/money"
	"recourse/playbook"
	"recourse/rule"
	"recourse/scam"
)

const chat = `22.11.2026. 17:32 - Lena Mentor: Za isplatu ostaje još konačna provizija 150.638 RSD.
22.11.2026. 17:33 - Lena Mentor: Imate 30 minuta, posle toga se depozit zamrzava. 😊
22.11.2026. 17:40 - Danijel Marković: nemam toliko
22.11.2026. 17:41 - Lena Mentor: U banci recite da je pozajmica. <script>alert(1)</script>
`

// at returns the span of part in the chat.
func at(part string) recourse.Span {
	i := strings.Index(chat, part)
	return recourse.Span{Start: i, End: i + len(part)}
}

func messages() []incident.Message {
	var out []incident.Message
	start := 0
	for line := range strings.Lines(chat) {
		when, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " - ")
		from, text, _ := strings.Cut(rest, ": ")
		m, _ := recourse.ParseMoment("2026-11-22T" + when[len(when)-5:])
		out = append(out, incident.Message{Time: m, From: from, Text: text, Span: recourse.Span{Start: start, End: start + len(line) - 1}})
		start += len(line)
	}
	return out
}

func reason(id, text string, spans ...recourse.Span) scam.Reason {
	return scam.Reason{
		Rule: id, Text: recourse.P(text), Why: recourse.P(text + ".why"), Spans: spans, Times: len(spans), Weight: 2,
		Source: rule.Source{URL: "https://rules.example/" + id, Seen: "undated", Confidence: "high"},
	}
}

// taskJob is a report's data for the person of the task job, with phrases whose
// keys stand for themselves.
func taskJob(t testing.TB) ReportData {
	inc := person(t, "task-job")
	note := recourse.P("x.channel.note")
	due := recourse.OnDay(recourse.Date{Year: 2026, Month: 12, Day: 8})
	return ReportData{
		Data: Data{
			Incident: inc, Exhibits: exhibitsOf(inc), Today: today,
			Plan: playbook.Plan{
				Steps: []playbook.Step{
					{ID: "stop", Phase: "now", State: "todo", Title: recourse.P("x.step.stop"), Why: recourse.P("x.step.stop.why")},
					{ID: "bank", Phase: "now", State: "todo", Title: recourse.P("x.step.bank"), Why: recourse.P("x.step.bank.why"), Say: []recourse.Phrase{recourse.P("x.step.bank.say")}},
					{
						ID: "recall", Phase: "today", State: "todo", Title: recourse.P("x.step.recall"), Why: recourse.P("x.step.recall.why"), Who: recourse.P("x.who.bank"),
						Channel: []playbook.Channel{{Kind: "phone", Note: &note}, {Kind: "email", Value: "prijava@banka.example"}},
						Clock: &playbook.Clock{
							Due: due, Kind: playbook.LegalLimit, From: recourse.OnDay(today), Derivation: []recourse.Phrase{recourse.P("x.clock.d1"), recourse.P("x.clock.d2")},
							Disagrees: []string{"Another page says 10 days."}, Sure: false,
						},
						Needs: []playbook.Need{{What: recourse.P("x.need.statement"), Have: true}, {What: recourse.P("x.need.id")}},
						Paper: "rs-bank-recall", Sources: []rule.Source{{URL: "https://www.nbs.rs/a ; https://example.org/b", Seen: "2024-01", Confidence: "high"}},
					},
					{ID: "kept", Phase: "week", State: "done", Title: recourse.P("x.step.keep")},
				},
				Recoverability: []playbook.Recovery{{Payment: 1, Routes: []playbook.WayState{
					{Route: "recall", Who: recourse.P("x.who.bank"), Open: true, Until: due, Because: recourse.P("x.route.because")},
					{Route: "card", Who: recourse.P("x.who.card"), Because: recourse.P("x.route.closed")},
				}}},
				Never: []recourse.Phrase{recourse.P("x.never.fee")}, Holds: []recourse.Phrase{recourse.P("x.hold.chat")},
				Ask: []playbook.Question{{Fact: "x", Text: recourse.P("x.ask.x")}},
			},
		},
		Verdict: scam.Verdict{
			Verdict: scam.Scam, Score: 0.98, Pattern: &scam.Pattern{ID: "task-job", Name: recourse.P("x.pattern.name"), Impersonates: "alibaba"},
			Stage: &scam.Stage{ID: "withdrawal-fee", Name: recourse.P("x.stage.name"), About: recourse.P("x.stage.about"), Step: 5, Of: 6, Next: []recourse.Phrase{recourse.P("x.stage.next")}},
			Reasons: []scam.Reason{
				reason("pay-to-get-paid", "r1", at("konačna provizija 150.638 RSD"), at("provizija 150.638")),
				reason("clock", "r2", at("Imate 30 minuta")),
				reason("mislead-bank", "r3", at("U banci recite da je pozajmica"), at("depozit zamrzava"), at("nemam")),
			},
			Counter:     []scam.Reason{reason("asks-back", "c1")},
			WouldChange: []recourse.Phrase{recourse.P("x.change.1")},
		},
		Text: chat, Messages: messages(), Parts: []Part{{Name: "chat.txt", Span: recourse.Span{Start: 0, End: len(chat)}}},
		Papers:   []Paper{{ID: "rs-bank-recall", Files: []string{"papers/rs-bank-recall.pdf"}, Missing: []Missing{{"person.phone", recourse.P("letter.ask.person.phone")}}}},
		Problems: []recourse.Problem{{Path: "slika.png", Code: "no-ocr"}},
	}
}

func TestAQuotedMessageThatIsDoubtfulSaysSo(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	data := taskJob(t)
	for i := range data.Messages {
		data.Messages[i].Doubtful = i == 0
	}
	const mark = "may have been written inside another message"
	if n := strings.Count(document.Outline(Report(p, data)), mark); n != 1 {
		t.Errorf("the mark stands %d times, want once", n)
	}
}

func TestReportSaysWhatCouldNotBeCounted(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	data := taskJob(t)
	data.Plan.Problems = []recourse.Phrase{recourse.P("plan.problem.year", "country", recourse.P("country.CN"), "year", "2027")}
	const want = "The public holidays of China for 2027 are not known to us"
	if out := document.Outline(Report(p, data)); !strings.Contains(out, want) {
		t.Errorf("the report does not say %q", want)
	}
}

func TestReportAsksToConfirm(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	data := taskJob(t)
	data.Plan.Confirm = []playbook.Question{
		{Fact: "person.kind", Text: recourse.P("ask.person.kind"), Options: []playbook.Option{{Value: "business", Text: recourse.P("answer.person.kind.business")}}, Found: "business"},
		{Fact: "payment.part", Of: "a1", Text: recourse.P("ask.payment.part", "amount", "1", "when", "2", "to", "3")},
		{Fact: "order.promised", Text: recourse.P("ask.order.promised"), Found: "2026-10-20"},
	}
	out := document.Outline(Report(p, data))
	if want := p.T("ask.person.kind") + " Found: " + p.T("answer.person.kind.business"); !strings.Contains(out, want) || strings.Contains(out, "is this payment part") {
		t.Errorf("the report does not ask %q, or asks of a single payment", want)
	}
	if want := p.T("ask.order.promised") + " Found: 20 Oct 2026"; !strings.Contains(out, want) {
		t.Errorf("the report does not say %q: a day that was found stands in the form of files", want)
	}
}

func TestReport(t *testing.T) {
	cats := catalogues(t)
	inc := person(t, "supplier")
	supplier := ReportData{Data: Data{Incident: inc, Exhibits: exhibitsOf(inc), Today: today}, Verdict: scam.Verdict{Verdict: scam.Suspicious, Score: 0.6}}
	for name, data := range map[string]ReportData{"task-job": taskJob(t), "supplier": supplier, "nothing": {}} {
		for _, lang := range []string{"en", "sr-Latn", "sr-Cyrl"} {
			t.Run(name+"."+lang, func(t *testing.T) {
				p, err := cats.Printer(lang)
				if err != nil {
					t.Fatal(err)
				}
				doc := Report(p, data)
				testkit.Golden(t, "report-"+name+"."+lang+".golden", document.Outline(doc))
				var page, pdf, paper bytes.Buffer
				for _, err := range []error{document.HTML(&page, doc), document.PDF(&pdf, doc), document.DOCX(&paper, doc)} {
					if err != nil {
						t.Error(err)
					}
				}
				if strings.Contains(page.String(), "<script") || strings.Count(page.String(), "<h1") != 1 {
					t.Error("the page has a script or not one h1")
				}
			})
		}
	}
}

// TestReportNeverSaysSafe holds the first promise: no verdict says "safe".
func TestReportNeverSaysSafe(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{scam.Scam, scam.Suspicious, scam.Unclear, scam.NoSigns} {
		doc := Report(p, ReportData{Verdict: scam.Verdict{Verdict: v}})
		text := strings.ToLower(document.Outline(doc))
		for _, ok := range []string{"that does not mean that it is safe", "treat it as unsafe", "it never says that something is safe"} {
			text = strings.ReplaceAll(text, ok, "")
		}
		if strings.Contains(text, "safe") {
			t.Errorf("the report for %s says safe:\n%s", v, text)
		}
	}
}

func TestReportSpeaksNoKeys(t *testing.T) {
	cats := catalogues(t)
	data := taskJob(t)
	data.Plan, data.Verdict.Reasons, data.Verdict.Counter, data.Verdict.WouldChange, data.Verdict.Stage = playbook.Plan{}, nil, nil, nil, nil
	data.Verdict.Pattern, data.Problems = nil, nil
	data.Incident.Parties = append(data.Incident.Parties, incident.Party{ID: "p9", Role: "other", Indicators: []incident.Pointer{{Kind: indicator.Phone, Value: "+381601234567"}}})
	for _, lang := range cats.Languages() {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		text := document.Outline(Report(p, data))
		for _, key := range []string{"report.", "letter.", "paper.", "phase.", "verdict.", "kind."} {
			if strings.Contains(text, "\""+key) || strings.Contains(text, " "+key) {
				t.Errorf("the report in %s says a key that begins with %q:\n%s", lang, key, text)
			}
		}
	}
}

// TestPapersAreNamed holds that each letter has a name and a use in both languages.
func TestPapersAreNamed(t *testing.T) {
	cats := catalogues(t)
	for _, lang := range []string{"en", "sr-Latn"} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shelf(t).List() {
			for _, key := range []string{"paper." + m.ID + ".title", "paper." + m.ID + ".for"} {
				if !p.Has(key) {
					t.Errorf("%s lacks %q", lang, key)
				}
			}
		}
	}
}

func TestWholeWords(t *testing.T) {
	for _, c := range []struct{ name, text, part, want string }{
		{"a span inside a word grows to it", "svaku narudžbinu koju", "narudž", "narudžbinu"},
		{"both ends grow", "svaku narudžbinu koju", "rudž", "narudžbinu"},
		{"whole words stay", "uplatite 6.000 RSD danas", "6.000 RSD", "6.000 RSD"},
		{"a sign at the end does not grow", "posao.example/x", "posao.example/", "posao.example/"},
	} {
		i := strings.Index(c.text, c.part)
		got := wholeWords(c.text, recourse.Span{Start: i, End: i + len(c.part)}).Of(c.text)
		if got != c.want {
			t.Errorf("%s: wholeWords(%q in %q) = %q, want %q", c.name, c.part, c.text, got, c.want)
		}
	}
}

func TestParagraphOf(t *testing.T) {
	long := strings.Repeat("reč ", 200)
	for _, c := range []struct{ name, text, part, want string }{
		{"a paragraph between empty lines", "Dear,\n\npay today\nplease\n\nBye", "today", "pay today\nplease"},
		{"a text of one paragraph", "pay today", "today", "pay today"},
	} {
		i := strings.Index(c.text, c.part)
		got := paragraphOf(c.text, recourse.Span{Start: i, End: i + len(c.part)}, recourse.Span{Start: 0, End: len(c.text)}).Of(c.text)
		if got != c.want {
			t.Errorf("%s: paragraphOf = %q, want %q", c.name, got, c.want)
		}
	}
	text := long + "OVDE " + long
	i := strings.Index(text, "OVDE")
	got := paragraphOf(text, recourse.Span{Start: i, End: i + 4}, recourse.Span{Start: 0, End: len(text)}).Of(text)
	if len(got) > longestQuote || !utf8.ValidString(got) || !strings.Contains(got, "OVDE") || strings.HasPrefix(got, "č") {
		t.Errorf("paragraphOf in a long paragraph = %q", got)
	}
}

// FuzzReport holds that no text and no spans break the report.
func FuzzReport(f *testing.F) {
	f.Add(chat, 3, 9)
	f.Add("\xff\xfe\n\nč", 0, 3)
	cats := catalogues(f)
	base := taskJob(f)
	p, err := cats.Printer("sr-Latn")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		data := base
		data.Text = text
		data.Verdict.Reasons = []scam.Reason{reason("a", "a", recourse.Span{Start: start, End: end}, recourse.Span{Start: end, End: start})}
		data.Parts = []Part{{Name: "chat.txt", Span: recourse.Span{Start: 0, End: len(chat)}}}
		var b bytes.Buffer
		if err := document.HTML(&b, Report(p, data)); err != nil {
			t.Fatal(err)
		}
	})
}

// A deposit and a balance of one order are what was paid, and no ladder.
func TestADepositAndABalanceAreNoLadder(t *testing.T) {
	p, err := catalogues(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		branch incident.Branch
		want   bool
	}{{incident.OtherBranch, true}, {incident.ChangedBankDetails, false}, {incident.SellerFraud, false}} {
		d := taskJob(t)
		d.Incident.Branch, d.Incident.Orders = tt.branch, nil
		d.Incident.Payments = slices.DeleteFunc(d.Incident.Payments, func(p incident.Payment) bool { return p.Direction == "in" })[:1]
		d.Incident.Asked = d.Incident.Asked[:1]
		d.Incident.Payments[0].Amount, d.Incident.Asked[0].Amount = money.Of(720, "USD"), money.Of(1680, "USD")
		text := strings.ReplaceAll(document.Outline(Report(p, d)), "\u00a0", " ")
		if got := strings.Contains(text, "There is no last payment"); got != tt.want {
			t.Errorf("%s: says that there is no last payment: %v, want %v", tt.branch, got, tt.want)
		}
	}
}
