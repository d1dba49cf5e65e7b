package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/knowledge"
)

// askedText is a question about a platform, with a story.
const askedText = "Is the \"Trade Services Platform\" the real Alibaba? We register, get a business account and commission, with a mentor and tasks to solve and offers like VIP 1, 2, 3."

var engines = sync.OnceValues(func() (*app.Engines, error) { return app.LoadEngines(knowledge.Files(), app.All) })

// considered is what the real engines say of what is handed in.
func considered(t testing.TB, in app.Input) app.Findings {
	t.Helper()
	f, err := consider(context.Background(), in)
	if err != nil {
		t.Fatalf("consider: %v", err)
	}
	return f
}

func consider(ctx context.Context, in app.Input) (app.Findings, error) {
	e, err := engines()
	if err != nil {
		return app.Findings{}, err
	}
	f, err := e.Examine(ctx, in.Sources(), intake.Options{Zone: now.Location()}, in.Circumstances, now)
	if err != nil {
		return f, err
	}
	return e.Tell(f, in.Tellings, now)
}

func (a *sample) Consider(ctx context.Context, _ string, in app.Input) (app.Findings, error) {
	a.mu.Lock()
	a.given = append(a.given, in)
	a.mu.Unlock()
	return consider(ctx, in)
}

func TestSupplierPage(t *testing.T) {
	f := start(t, true)
	for _, tt := range []struct {
		name, text, kind string
		holds            map[string]string
		lacks            []string
	}{
		{
			"a few light facts", "The shop is new and has no reviews.", "unclear",
			map[string]string{"h1": "Too little to say yes or no", "#fo-h + h3": "Who the company is", ".quote": "no reviews", "#as-h ~ ol": "bank account in your company’s own name", "#an-h": "Before you pay"},
			[]string{"Deceit by a seller"},
		},
		{
			"strong signs", "They <b>refuse Trade Assurance</b> and the money goes to the manager's personal account.", "scam",
			map[string]string{"h1": "do not pay this supplier", ".say": "Send no money", "[aria-labelledby=fo-h]": "How the payment is protected"},
			[]string{"Too little", "What to ask the supplier", "Before you pay"},
		},
		{
			"what is in order is said beside what is open", "30% deposit, balance after inspection. Payment to our company account.", "unclear",
			map[string]string{"[aria-labelledby=sh-h]": "How much is paid, and when", "#as-h ~ ol": "Who the company is"},
			nil,
		},
	} {
		for _, l := range f.languages {
			kind, body := box(t, tt.text, nil)
			resp := f.do(t, "POST", l.path("/supplier"), kind, body)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s in %s: status %d", tt.name, l.prefix, resp.StatusCode)
			}
			doc := document(t, resp)
			checkPage(t, doc, l.printer.Lang())
			if doc.Find(".verdict.v-"+tt.kind).Length() != 1 {
				t.Errorf("%s: the verdict is not %s", tt.name, tt.kind)
			}
			if doc.Find(".quote b").Length() > 0 {
				t.Errorf("%s: markup in the words is not shown as text", tt.name)
			}
			if got := doc.Find("textarea").Text(); got != tt.text {
				t.Errorf("%s: the box holds %q, want what was pasted", tt.name, got)
			}
			if l.printer.Lang() != "en" {
				continue
			}
			for in, want := range tt.holds {
				if got := doc.Find(in).Text(); !strings.Contains(got, want) {
					t.Errorf("%s: %q is %q, want it to hold %q", tt.name, in, got, want)
				}
			}
			for _, word := range tt.lacks {
				if strings.Contains(doc.Find("main").Text(), word) {
					t.Errorf("%s: the page says %q", tt.name, word)
				}
			}
		}
	}
	for _, in := range f.given {
		if in.Question != "supplier" {
			t.Errorf("the page asks %q", in.Question)
		}
	}
}

func TestSupplierPageRefuses(t *testing.T) {
	f := start(t, true)
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "  ", "Paste a message or add a file first."},
		{"no words", "--- 😀", "We found no words to judge."},
		{"too much", strings.Repeat("a", MaxText+1), "longer than 2 MB"},
	} {
		kind, body := box(t, tt.text, nil)
		resp := f.do(t, "POST", "/en/supplier", kind, body)
		if doc := document(t, resp); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("[role=alert]").Text(), tt.want) {
			t.Errorf("%s: status %d with %q, want %q", tt.name, resp.StatusCode, doc.Find("[role=alert]").Text(), tt.want)
		}
	}
	stranger := start(t, false)
	for _, method := range []string{"GET", "POST"} {
		if resp := stranger.do(t, method, "/en/supplier", formType, url.Values{"text": {"They refuse PayPal."}}.Encode()); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("%s by a stranger: status %d, want the sign-in page", method, resp.StatusCode)
		}
	}
	if len(stranger.given) > 0 {
		t.Error("a stranger's text was judged")
	}
}

func TestSupplierCheckCanBeKept(t *testing.T) {
	f := start(t, true)
	const text = "They refuse \"Trade Assurance\" & want a private account."
	kind, body := box(t, text, nil)
	doc := document(t, f.do(t, "POST", "/en/supplier", kind, body))
	keep := doc.Find("form[action='/en/check'] input[name=text]").AttrOr("value", "")
	if resp := f.do(t, "POST", "/en/check", formType, url.Values{"text": {keep}}.Encode()); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("keep: status %d", resp.StatusCode)
	}
	if got := f.given[len(f.given)-1].Text; got != text {
		t.Errorf("kept %q, want %q", got, text)
	}
}

func TestABareNameIsAnsweredWithoutAccusing(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+bareCase, "", ""))
	if got, want := doc.Find("h1").Text(), "We cannot tell yet: the name Alibaba alone proves nothing"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	for in, want := range map[string]string{"[aria-labelledby=ab-h]": "marketplace", "[aria-labelledby=te-h]": "alibaba.com", ".verdict": "through which address do you sign in"} {
		if got := doc.Find(in).Text(); !strings.Contains(got, want) {
			t.Errorf("%q is %q, want it to hold %q", in, got, want)
		}
	}
	if doc.Find(".v-scam, .v-suspicious, .stages, .conf").Length() > 0 {
		t.Error("a bare name looks like a scam")
	}
}

func TestAnswerOnTheVerdictPage(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+askCase, "", ""))
	for in, want := range map[string]string{
		"h1":                     "this is not how Alibaba works",
		"[aria-labelledby=ab-h]": "No known Alibaba programme pays people for tasks",
		"[aria-labelledby=fo-h]": "The job has VIP levels",
		"[aria-labelledby=te-h]": "Type www.alibaba.com into the browser yourself",
		"[aria-labelledby=an-h]": "Pay nothing",
		".levers":                "The finish line that moves",
		".verdict":               "This matches: Paid-task job scam",
	} {
		if got := doc.Find(in).Text(); !strings.Contains(got, want) {
			t.Errorf("%q is %q, want it to hold %q", in, got, want)
		}
	}
}
