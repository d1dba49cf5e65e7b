package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/knowledge"
	"recourse/ladder"
	"recourse/letter"
	"recourse/locale"
	"recourse/money"
	"recourse/playbook"
	"recourse/rule"
	"recourse/scam"
)

const (
	jobCase      = "0000000000000000000000000a"
	supplierCase = "0000000000000000000000000b"
	quietCase    = "0000000000000000000000000c"
	unreadCase   = "0000000000000000000000000d"
	unclearCase  = "0000000000000000000000000e"
	askCase      = "0000000000000000000000000f"
	bareCase     = "0000000000000000000000000g"
	tableCase    = "0000000000000000000000000h"
	chosenCase   = "0000000000000000000000000k"
	chatCase     = "0000000000000000000000000n"
	toldCase     = "0000000000000000000000000m"
)

// now is when the sample stories are read.
var now = time.Date(2026, 11, 22, 13, 25, 0, 0, time.FixedZone("CET", 3600))

// sample is an application with three cases in memory.
type sample struct {
	mu    sync.Mutex
	token string // redeemable once
	open  bool   // the session is alive
	cases map[string]app.Findings
	given []app.Input

	picks []string // what Choose was given
	names []string // what Name was given
	told  []app.Telling
	err   error // what Open answers
}

func (a *sample) SignIn(_ context.Context, token string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if token == "" || token != a.token {
		return "", recourse.Denied
	}
	a.token, a.open = "", true
	return "session-1", nil
}

func (a *sample) Session(_ context.Context, session string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.open || session != "session-1" {
		return "", recourse.Denied
	}
	return "danijel", nil
}

func (a *sample) SignOut(context.Context, string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open = false
	return nil
}

func (a *sample) Open(_ context.Context, _ string, in app.Input) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return "", a.err
	}
	a.given = append(a.given, in)
	return jobCase, nil
}

func (a *sample) Add(_ context.Context, _, id string, in app.Input) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.given = append(a.given, in)
	if _, ok := a.cases[id]; !ok {
		return 0, recourse.NotFound
	}
	return 0, a.err
}

func (a *sample) Erase(_ context.Context, _, id, _ string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.cases, id)
	return nil
}

func (a *sample) Case(_ context.Context, _, id string) (app.View, error) {
	f, ok := a.cases[id]
	if !ok {
		return app.View{}, fmt.Errorf("case %s: %w", id, recourse.NotFound)
	}
	v := app.View{ID: id, Created: now, Findings: f}
	if id == jobCase {
		v.Kept = keptItems()
	}
	return v, nil
}

func (a *sample) Tell(_ context.Context, _, id string, t app.Telling) error {
	e, err := engines()
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := a.cases[id]
	if !ok {
		return recourse.NotFound
	}
	if f, err = e.Tell(f, []app.Telling{t}, now); err != nil {
		return err
	}
	a.told = append(a.told, t)
	a.cases[id] = f
	return nil
}

func (a *sample) Question(fact string) (playbook.Question, bool) {
	e, err := engines()
	if err != nil {
		return playbook.Question{}, false
	}
	return e.Book.Question(fact)
}

func (a *sample) Choose(_ context.Context, _, id string, columns []string, choice string) error {
	f, ok := a.cases[id]
	if !ok {
		return recourse.NotFound
	}
	if _, err := intake.ParseColumns(choice); err != nil {
		return err
	}
	a.picks = append(a.picks, strings.Join(columns, "|")+" "+choice)
	f.Files = nil
	a.cases[id] = f
	return nil
}

func (a *sample) Name(_ context.Context, _, id, _, chat, name string) error {
	f, ok := a.cases[id]
	if !ok {
		return recourse.NotFound
	}
	a.names = append(a.names, chat+" "+name)
	f.Said.Answer(incident.Answer{Fact: "person.name", Of: chat, Value: name})
	a.cases[id] = f
	return nil
}

func (a *sample) Cases(context.Context, string) ([]app.CaseLine, error) {
	return []app.CaseLine{{ID: jobCase, Created: now, Title: "task-job"}, {ID: supplierCase, Created: now, Title: "seller-fraud"}, {ID: quietCase, Created: now}}, nil
}

func (a *sample) Write(_ context.Context, _, _, name, lang string, w io.Writer) error {
	switch name {
	case "broken.pdf":
		_, _ = w.Write(make([]byte, 64<<10))
		return io.ErrUnexpectedEOF
	case "report.html", "report.pdf", "plan.ics", "incident.json", "everything.zip", "everything-with-identity.zip", "evidence-redacted.zip", "evidence-redacted-with-identity.zip",
		"papers/rs-bank-recall.pdf", "papers/rs-bank-recall.docx", "papers/seller-notice.pdf":
		_, err := io.WriteString(w, name+" in "+lang)
		return err
	}
	return fmt.Errorf("%s: %w", name, recourse.NotFound)
}

// words returns a catalogue that has the sample engines' sentences beside ours.
func words(t testing.TB) *locale.Catalogues {
	t.Helper()
	c, err := locale.Load(knowledge.Overlay(knowledge.Files(), sampleWords))
	if err != nil {
		t.Fatalf("load locales: %v", err)
	}
	return c
}

// addLaw says of each sample case where it stands in law.
func (a *sample) addLaw(t testing.TB) {
	t.Helper()
	e, err := engines()
	if err != nil {
		t.Fatal(err)
	}
	for id, f := range a.cases {
		f.Said = f.Incident
		f.Searched = e.SearchPapers(f.Incident, f.Files)
		if f.Law, err = e.LegalView(f.Incident, f.Searched, now); err != nil {
			t.Fatal(err)
		}
		a.cases[id] = f
	}
}

type fixture struct {
	*sample
	*Server
	http *httptest.Server
	cats *locale.Catalogues
}

// start serves the sample application; the browser is signed in where as says so.
func start(t testing.TB, signedIn bool) *fixture {
	t.Helper()
	a := &sample{token: "one-time", open: signedIn, cases: map[string]app.Findings{
		jobCase: jobFindings(), supplierCase: supplierFindings(), quietCase: {
			Verdict: scam.Verdict{Verdict: scam.NoSigns, Language: "en"},
			Thread:  app.Thread{Text: "See you on Monday."},
			Files:   []intake.File{{Path: "note.txt", Name: "note.txt", Kind: "text", Text: "See you on Monday."}},
		},
		tableCase: tableFindings(), chatCase: chatFindings(), chosenCase: chosenFindings(t), unreadCase: unreadFindings(), unclearCase: unclearFindings(),
		toldCase: toldFindings(t),
		askCase:  considered(t, app.Input{Text: askedText}),
		bareCase: considered(t, app.Input{Text: "Is the Trade Services Platform the real Alibaba?"}),
	}}
	a.addLaw(t)
	cats := words(t)
	s, err := New(Config{App: a, Catalogues: cats, Now: func() time.Time { return now }, Country: "RS", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("New = %v", err)
	}
	f := &fixture{sample: a, Server: s, cats: cats, http: httptest.NewServer(s)}
	t.Cleanup(f.http.Close)
	return f
}

// answer is a response that was read to its end.
type answer struct {
	StatusCode int
	Header     http.Header
	cookies    []*http.Cookie
	body       string
	broken     error // why the body could not be read to its end
}

// do sends one request without following redirects, with the session's cookie.
func (f *fixture) do(t testing.TB, method, path, contentType, body string, change ...func(*http.Request)) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, f.http.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	r.AddCookie(&http.Cookie{Name: "recourse", Value: "session-1"})
	for _, c := range change {
		c(r)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, resp.Cookies(), string(b), err}
}

func day(y, m, d int) recourse.Date { return recourse.Date{Year: y, Month: time.Month(m), Day: d} }

// jobFindings are a long chat of a task job with reasons, a ladder, a plan and papers.
func jobFindings() app.Findings {
	t := app.Thread{Other: []string{"Lena Mentor"}}
	var b strings.Builder
	say := func(from, words string) recourse.Span {
		line := fmt.Sprintf("22.11.2026. 12:%02d - %s: ", len(t.Messages)%60, from)
		s := recourse.Span{Start: b.Len(), End: b.Len() + len(line) + len(words)}
		b.WriteString(line + words + "\n")
		at := time.Date(2026, 11, 22, 12, len(t.Messages)%60, 0, 0, time.UTC)
		t.Messages = append(t.Messages, incident.Message{Time: recourse.Moment{Time: at, Precision: recourse.WallClock}, From: from, Text: words, Span: s})
		return recourse.Span{Start: s.Start + len(line), End: s.End}
	}
	within := func(whole recourse.Span, part string) recourse.Span {
		at := strings.Index(b.String()[whole.Start:], part) + whole.Start
		return recourse.Span{Start: at, End: at + len(part)}
	}
	for i := range 40 {
		say("Danijel", fmt.Sprintf("zadatak %d je gotov <b>hvala</b>", i))
	}
	pay := say("Lena Mentor", "Čestitam Danijele!! Završili ste 3 od 4 zadatka. Za isplatu je potrebna još samo završna provizija od 150.638 RSD.")
	repeated := say("Danijel", "a zašto opet moram da platim? rekli ste još samo završna provizija")
	rush := say("Lena Mentor", "Uplatite u roku od 30 minuta na 265-0000000001234-00, inače depozit ostaje zamrznut. Prijava: https://alibaba-task-vip.example/vip")
	for i := range 30 {
		say("Danijel", fmt.Sprintf("ne mogu sada, javljam se %d", i))
	}
	t.Text = b.String()
	sum := sha256.Sum256([]byte(t.Text))
	digest := hex.EncodeToString(sum[:])
	t.Pieces = []app.Piece{{Item: digest, Name: "WhatsApp razgovor.txt", Span: recourse.Span{End: len(t.Text)}}}
	paid := []money.Amount{money.Of(6000, "RSD"), money.Of(23000, "RSD"), money.Of(61328, "RSD")}
	asked := money.Of(150638, "RSD")
	up, _ := ladder.Build(paid, asked)
	source := rule.Source{URL: "https://www.alibaba.com/help", Seen: "2026-11-20", Confidence: "high"}
	f := app.Findings{Thread: t, Verdict: scam.Verdict{
		Verdict: scam.Scam, Score: 0.98, Language: "sr-Latn", Branch: incident.Impersonation,
		Pattern: &scam.Pattern{ID: "task-job", Name: recourse.P("sample.pattern"), Impersonates: "alibaba"},
		Stage: &scam.Stage{
			ID: "fee", Name: recourse.P("sample.stage"), About: recourse.P("sample.stage.about"), Step: 5, Of: 6,
			Next: []recourse.Phrase{recourse.P("sample.next.1"), recourse.P("sample.next.2")},
		},
		Reasons: []scam.Reason{
			{Rule: "pay-to-get-paid", Text: recourse.P("sample.reason.1"), Why: recourse.P("sample.why.1"), Lever: "sunk-cost", Spans: []recourse.Span{within(pay, "Za isplatu je potrebna još samo završna provizija od 150.638 RSD."), within(repeated, "završna provizija")}, Times: 3, Source: source},
			{Rule: "rush", Text: recourse.P("sample.reason.2"), Why: recourse.P("sample.why.2"), Lever: "urgency", Spans: []recourse.Span{within(rush, "u roku od 30 minuta")}, Times: 1, Source: source},
			{Rule: "overlap", Text: recourse.P("sample.reason.3"), Why: recourse.P("sample.why.3"), Spans: []recourse.Span{within(rush, "30 minuta na 265-0000000001234-00")}, Times: 1, Source: source},
		},
		Ladder: &up, Say: []recourse.Phrase{recourse.P("sample.say")}, WouldChange: []recourse.Phrase{recourse.P("sample.change")},
		Demands: []scam.Demand{{Amount: asked}},
	}}
	f.Files = []intake.File{{
		Path: "WhatsApp razgovor.txt", Name: "WhatsApp razgovor.txt", SHA256: digest, Size: int64(len(t.Text)), Kind: "chat", Messages: t.Messages, Text: t.Text,
		Indicators: []indicator.Indicator{
			{Kind: indicator.AccountRS, Text: "265-0000000001234-00", Value: "265000000000123400"},
			{Kind: indicator.AccountRS, Text: "160-0000000009999-00", Value: "160000000000999900", Valid: true}, // the person's own
			{Kind: indicator.Domain, Text: "alibaba-task-vip.example", Value: "alibaba-task-vip.example", Valid: true},
		},
	}, {Path: "slika.png", Name: "slika.png", SHA256: digest, Size: 3 << 20, Kind: "image"}, {
		Path: "mail.eml", Name: "mail.eml", SHA256: strings.Repeat("c", 64), Size: 900, Kind: "mail",
		Signs: []intake.MailSign{{Kind: intake.SignReply, Shows: "a@firma.example", Leads: "b@drugi.example\u202e"}},
		Auth:  &intake.Auth{SPF: "pass", Server: "mx.posta.example", Standing: intake.Receiver, Matched: true},
	}}
	f.Problems = []recourse.Problem{
		{Path: "slika.png", Code: "sample"},
		{Path: "Izveštaj_o_prometu_po_računu_265-0000000001234-00_za_period_od_01.11.2026_do_26.11.2026.csv", Code: "csv-header-unknown"},
	}
	f.Incident = incident.Incident{Branch: incident.Impersonation, Parties: []incident.Party{{ID: "lena", Role: "mentor", Name: "Lena Mentor", Indicators: []incident.Pointer{
		{Kind: indicator.AccountRS, Text: "265-0000000001234-00", Value: "265000000000123400"},
		{Kind: indicator.URL, Text: "https://alibaba-task-vip.example/vip", Value: "https://alibaba-task-vip.example/vip"},
	}}, {ID: "support", Role: "platform", Name: "Support", Indicators: []incident.Pointer{{Kind: indicator.AccountRS, Value: "265000000000123400"}}}}, Asked: []incident.Asked{{At: recourse.OnDay(day(2026, 11, 22)), Amount: asked, For: "završna provizija"}}}
	for i, d := range []int{12, 14, 18} {
		f.Incident.Payments = append(f.Incident.Payments, incident.Payment{At: recourse.OnDay(day(2026, 11, d)), Amount: paid[i], To: incident.Account{Account: "265-0000000001234-00", Name: "Petra Petrović"}, ToldPurpose: fmt.Sprintf("VIP %d", i+1)})
	}
	f.Plan, f.Papers = samplePlan(), []app.Paper{{ID: "rs-bank-recall", Lang: "sr-Latn", Title: "Zahtev za opoziv plaćanja", Formats: []string{"pdf", "docx"}, Missing: make([]letter.Missing, 2)}}
	return f
}

func samplePlan() playbook.Plan {
	source := rule.Source{URL: "https://www.nbs.rs/zastita", Seen: "undated", Confidence: "medium"}
	return playbook.Plan{
		Today: day(2026, 11, 22),
		Steps: []playbook.Step{
			{ID: "stop", Phase: "now", Title: recourse.P("sample.step.1"), Why: recourse.P("sample.why.1"), State: "todo"},
			{
				ID: "recall", Phase: "today", Title: recourse.P("sample.step.2"), Why: recourse.P("sample.why.2"), Say: []recourse.Phrase{recourse.P("sample.say")},
				Who: recourse.P("sample.who"), Channel: []playbook.Channel{{Kind: "phone", Value: "+381 11 000 0000"}}, State: "todo", Paper: "rs-bank-recall",
				Clock: &playbook.Clock{Due: recourse.OnDay(day(2026, 11, 23)), Kind: "closing-time", Derivation: []recourse.Phrase{recourse.P("sample.derivation")}, Disagrees: []string{"Another page says two days."}},
				Also:  []playbook.Clock{{Due: recourse.OnDay(day(2026, 11, 1)), Kind: "legal-limit", NotBefore: day(2026, 10, 1), Sure: true}}, Limits: []recourse.Phrase{recourse.P("sample.never")}, Because: []recourse.Phrase{recourse.P("sample.why.3")},
				Needs:   []playbook.Need{{What: recourse.P("sample.need"), Have: true}, {What: recourse.P("sample.need"), Have: false}},
				Sources: []rule.Source{source, {Title: "Zakon o platnim uslugama", Seen: "2026-01-02", Confidence: "high"}},
			},
			{
				ID: "police", Phase: "week", Title: recourse.P("sample.step.3"), Why: recourse.P("sample.why.3"), State: "todo",
				Clock: &playbook.Clock{Due: recourse.OnDay(day(2026, 12, 22)), Kind: "our-suggestion", Derivation: []recourse.Phrase{recourse.P("sample.derivation")}},
			},
			{ID: "saved", Phase: "after", Title: recourse.P("sample.step.4"), Why: recourse.P("sample.why.1"), State: "done"},
		},
		Recoverability: []playbook.Recovery{
			{Payment: 0, Routes: []playbook.WayState{{Route: "recall", Who: recourse.P("sample.who"), Open: true, Until: recourse.OnDay(day(2026, 12, 1)), Because: recourse.P("sample.why.1")}}},
			{Payment: 9},
		},
		Ask: []playbook.Question{{Fact: "x", Text: recourse.P("sample.ask")}}, Problems: []recourse.Phrase{recourse.P("sample.why.2")},
		Never: []recourse.Phrase{recourse.P("sample.never")}, Holds: []recourse.Phrase{recourse.P("sample.hold")},
	}
}

// supplierFindings are a quarrel about goods: another branch, no ladder.
func supplierFindings() app.Findings {
	f := jobFindings()
	f.Verdict.Verdict, f.Verdict.Score, f.Verdict.Branch = scam.Suspicious, 0.6, incident.SellerFraud
	f.Verdict.Counter = []scam.Reason{{Text: recourse.P("sample.reason.2"), Why: recourse.P("sample.why.2")}}
	ask := recourse.P("sample.ask")
	f.Verdict.Ask = &ask
	yes := true
	f.Incident = incident.Incident{
		Branch:   incident.SellerFraud,
		Payments: []incident.Payment{{At: recourse.OnDay(day(2026, 9, 3)), Amount: money.Of(4860, "USD")}},
		Orders:   []incident.Order{{Platform: "alibaba", Protected: &yes, Number: "2718281828459045", ReceivedOn: day(2026, 11, 1)}},
	}
	f.Papers = []app.Paper{{ID: "seller-notice", Lang: "en", Title: "Notice of non-conformity", Formats: []string{"pdf"}}}
	return f
}

// unreadFindings are a picture that could not be read, and nothing else.
func unreadFindings() app.Findings {
	problem := recourse.Problem{Path: "slika.png", Code: "sample"}
	return app.Findings{
		Verdict:  scam.Verdict{Verdict: scam.Unclear, Language: "und", Heading: recourse.P("verdict.unclear")},
		Files:    []intake.File{{Path: "slika.png", Name: "slika.png", Kind: "image", Size: 900, Problems: []recourse.Problem{problem}}},
		Problems: []recourse.Problem{problem}, Plan: samplePlan(),
	}
}

// unclearFindings are a few words with one light sign, and a plan all the same.
func unclearFindings() app.Findings {
	f := jobFindings()
	f.Problems = f.Problems[:1]
	f.Verdict.Verdict, f.Verdict.Score, f.Verdict.Heading = scam.Unclear, 0.3, recourse.P("verdict.unclear")
	ask := recourse.P("sample.ask")
	f.Verdict.Ask, f.Verdict.Reasons = &ask, f.Verdict.Reasons[1:2]
	f.Incident.Payments = nil
	return f
}
