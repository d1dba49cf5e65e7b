package web

import (
	"net/http"
	"strings"
	"testing"

	"recourse"
)

// A case is erased only where the box was ticked, and then it is gone.
func TestErase(t *testing.T) {
	f := start(t, true)
	page := "/en/case/" + jobCase + "/erase"
	resp := f.do(t, "POST", page, formType, "")
	doc := document(t, resp)
	if resp.StatusCode != http.StatusUnprocessableEntity || doc.Find("[role=alert] a[href='#sure']").Length() != 1 {
		t.Errorf("without the tick: %d, says what is missing: %v", resp.StatusCode, doc.Find("[role=alert]").Text())
	}
	if _, ok := f.sample.cases[jobCase]; !ok {
		t.Fatal("the case is erased without the tick")
	}
	resp = f.do(t, "POST", page, formType, "sure=yes")
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/en/cases?erased=1" {
		t.Errorf("with the tick: %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	if resp = f.do(t, "GET", "/en/cases?erased=1", "", ""); !strings.Contains(resp.body, "The case is erased.") {
		t.Error("the list does not say that the case is erased")
	}
	if resp = f.do(t, "GET", page, "", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("page of an erased case: %d", resp.StatusCode)
	}
}

func TestAddToACase(t *testing.T) {
	f := start(t, true)
	to := "/en/case/" + jobCase + "/add"
	kind, body := box(t, "", nil)
	resp := f.do(t, "POST", to, kind, body)
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(resp.body, "Choose a file or paste a text first.") || len(f.given) != 0 {
		t.Errorf("nothing handed in: %d, given %d times", resp.StatusCode, len(f.given))
	}
	kind, body = box(t, "They wrote again", map[string]string{"reply.txt": "Pay today"})
	resp = f.do(t, "POST", to, kind, body)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/en/case/"+jobCase+"/evidence" {
		t.Errorf("add: %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	if len(f.given) != 1 || len(f.given[0].Files) != 1 || f.given[0].Files[0].Name != "reply.txt" || f.given[0].Text != "They wrote again" {
		t.Errorf("given %+v", f.given)
	}
	f.err = recourse.Invalid
	if resp = f.do(t, "POST", to, kind, body); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(resp.body, "They wrote again") {
		t.Errorf("what cannot be read: %d, the words are kept on the page: %v", resp.StatusCode, strings.Contains(resp.body, "They wrote again"))
	}
	if resp = f.do(t, "POST", "/en/case/0000000000000000000000000z/add", kind, body); resp.StatusCode != http.StatusNotFound {
		t.Errorf("no such case: %d", resp.StatusCode)
	}
}
