package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"recourse/incident"
)

// page is a page as its reader's browser has it.
func (s *served) page(t *testing.T, path string) *goquery.Document {
	t.Helper()
	code, b := s.get(t, path)
	if code != http.StatusOK {
		t.Fatalf("%s = %d", path, code)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// tell sends a form of the plan and returns the plan that follows.
func (s *served) tell(t *testing.T, path string, form url.Values) *goquery.Document {
	t.Helper()
	r, err := s.PostForm(s.origin+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("telling %v ends with %d: %v", form, r.StatusCode, err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func (s *served) incident(t *testing.T, path string) (in incident.Incident) {
	t.Helper()
	code, b := s.get(t, path+"/get/incident.json")
	if code != http.StatusOK {
		t.Fatalf("incident.json = %d", code)
	}
	if err := json.Unmarshal(b, &in); err != nil {
		t.Fatal(err)
	}
	return in
}

// A person of the task-job story confirms what was read, answers, takes two steps
// and is refused; all of it is kept and can be undone.
func TestServePlansWithThePerson(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, "../../examples/task-job")
	plan := path + "/plan"
	doc := s.page(t, plan)
	if got := doc.Find("#ask legend").Text(); got == "" || strings.Contains(got, "Has any money been sent") {
		t.Errorf("the first question is %q; the statement says that money was sent", got)
	}
	keys := doc.Find("#payments input[name=of]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
	if len(keys) != 3 {
		t.Fatalf("%d payments are shown to be confirmed, want the three of the story", len(keys))
	}
	s.tell(t, plan, url.Values{"do": {"answer"}, "fact": {"payment.part"}, "of": {keys[0]}, "value": {"approved"}})
	s.tell(t, plan, url.Values{"do": {"answer"}, "fact": {"payment.part"}, "of": {keys[2]}, "value": {"apart"}})
	for asked := 0; ; asked++ {
		doc = s.page(t, plan)
		fact := doc.Find("#ask input[name=fact]").First().AttrOr("value", "")
		if fact == "" {
			break
		}
		if asked > 20 {
			t.Fatalf("the questions do not end: %s", fact)
		}
		s.tell(t, plan, url.Values{"do": {"answer"}, "fact": {fact}, "whole": {"not-sure"}})
	}
	if got := doc.Find("#ask h2").Text(); got != "Thank you. That is all we need to know now." {
		t.Errorf("after the last question the page says %q", got)
	}
	s.tell(t, plan, url.Values{"do": {"done"}, "step": {"bank-call"}, "day": {"2026-11-20"}})
	if doc = s.page(t, plan); doc.Find("#step-rs-bank-complaint input[name=sent]").Length() != 2 || doc.Find("#step-stop-paying input[name=sent]").Length() != 0 {
		t.Error("a step with a letter asks whether it was sent, and no other step does")
	}
	doc = s.tell(t, plan, url.Values{"do": {"done"}, "step": {"rs-bank-complaint"}, "day": {"2026-11-20"}, "sent": {"yes"}})
	if doc.Find("#step-rs-bank-answer").Length() != 1 || doc.Find("#step-rs-bank-complaint.done").Length() != 1 {
		t.Error("the complaint was filed, and the plan does not wait for its answer")
	}
	doc = s.tell(t, plan, url.Values{"do": {"reply"}, "from": {"bank"}, "reply": {"refused"}, "day": {"2026-11-22"}})
	if got := doc.Find("#step-rs-nbs time").First().AttrOr("datetime", ""); got != "2027-05-22" || doc.Find("#step-rs-bank-answer").Length() != 0 {
		t.Errorf("the bank refused on 22 November: the central bank by %q, want six months from it", got)
	}

	in := s.incident(t, path)
	kinds := make([]string, 0, len(in.Events))
	for _, e := range in.Events {
		kinds = append(kinds, e.Kind+" "+e.To+" "+e.Reply+" "+e.At.String())
	}
	if want := []string{"told-bank   2026-11-20", "complaint-filed bank  2026-11-20", "reply bank refused 2026-11-22"}; !slices.Equal(kinds, want) {
		t.Errorf("events %q, want %q", kinds, want)
	}
	if out := sentIn(in); len(out) != 2 || !out[0].Confirmed {
		t.Errorf("payments %+v; want two, the first confirmed, without what was set apart", out)
	}
	if a, ok := in.Answered("watched", ""); !ok || a.Value != "" || a.At.String() != "2026-11-23" {
		t.Errorf("the answer that one is not sure is %+v", a)
	}
	logged(t, s, path, "answer/payment.part", "answer/watched", "done/bank-call", "reply/bank", "paper/rs-bank-complaint")

	// More files do not take it away, and neither does a restart.
	kind, body := uploaded(t, "../../examples/stories/vesna")
	r, err := s.Post(s.origin+path+"/add", kind, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if code := s.stop(); code != exitDone {
		t.Fatalf("stop = %d", code)
	}
	again := start(t, s.data)
	again.signIn(t)
	after := again.incident(t, path)
	if len(sentIn(after)) != 2 || len(after.Events) != 3 || len(after.Answers) != len(in.Answers) {
		t.Errorf("after more files and a restart: %d payments, %d events, %d answers", len(sentIn(after)), len(after.Events), len(after.Answers))
	}
	doc = again.tell(t, plan, url.Values{"do": {"undo"}, "key": {after.Events[2].Key()}})
	if doc.Find("#step-rs-bank-answer").Length() != 1 {
		t.Error("the refusal was undone, and the bank is not waited for")
	}
	again.tell(t, plan, url.Values{"do": {"answer"}, "fact": {"payment.part"}, "of": {keys[2]}, "value": {""}})
	if got := len(sentIn(again.incident(t, path))); got != 3 {
		t.Errorf("%d payments after the person is not sure about the third any more, want 3", got)
	}
}

// sentIn are the payments that left the person.
func sentIn(in incident.Incident) []incident.Payment {
	return slices.DeleteFunc(in.Payments, func(p incident.Payment) bool { return p.Direction == "in" })
}

// logged holds that the case's log names what was told, and none of its words.
func logged(t *testing.T, s *served, path string, refs ...string) {
	t.Helper()
	code, b := s.get(t, path+"/get/evidence.zip")
	if code != http.StatusOK {
		t.Fatalf("evidence.zip = %d", code)
	}
	log := unzipped(t, b)["log/entries.jsonl"]
	for _, ref := range refs {
		if !strings.Contains(log, `"ref":"`+ref+`"`) {
			t.Errorf("the log does not name %s", ref)
		}
	}
	for line := range strings.Lines(log) {
		if paper := strings.Contains(line, `"ref":"paper/`); paper != strings.Contains(line, `"do":"shared"`) || paper && !strings.Contains(line, `"item":"`) {
			t.Errorf("what a letter enclosed is logged as %s", line)
		}
	}
	for _, word := range []string{"apart", "approved", "refused", "61328"} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

// A person who has no file yet says that money was sent, and has a case.
func TestServeRecordsWhatWasPaid(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	doc := s.tell(t, "/en/paid", url.Values{"do": {"paid"}, "when": {"2026-11-22"}, "amount": {"61.328"}, "currency": {"RSD"}, "rail": {"card"}})
	if got := doc.Find("#payments").Text(); !strings.Contains(got, "61,328 RSD") {
		t.Fatalf("the payments are %q", got)
	}
	path := strings.TrimSuffix(doc.Find("#ask form").First().AttrOr("action", ""), "/plan")
	doc = s.tell(t, path+"/plan", url.Values{"do": {"answer"}, "fact": {"branch"}, "value": {"impersonation"}})
	if doc.Find("#step-card-dispute").Length() != 1 || doc.Find("#step-second-scam").Length() != 1 {
		t.Error("paid by card to somebody who deceives, and the plan has no dispute of the card payment")
	}
	in := s.incident(t, path)
	if len(in.Payments) != 1 || !in.Payments[0].Told() || in.Payments[0].Rail != "card" || in.Payments[0].At.String() != "2026-11-22" {
		t.Errorf("payments %+v, want the one that was told", in.Payments)
	}
	for _, page := range []string{path, path + "/law", path + "/evidence", path + "/erase", path + "/get/report.pdf", path + "/get/plan.ics", path + "/get/everything.zip", "/en/cases", "/sr/"} {
		if code, _ := s.get(t, page); code != http.StatusOK {
			t.Errorf("%s of a case without files = %d", page, code)
		}
	}
	if code, _ := s.get(t, path+"/get/evidence.zip"); code < 400 || code >= 500 {
		t.Errorf("evidence.zip of a case without files = %d, want a refusal", code)
	}
}
