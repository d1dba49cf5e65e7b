package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"

	"recourse"
)

const formType = "application/x-www-form-urlencoded"

// box makes the body of the home page's form.
func box(t *testing.T, words string, files map[string]string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("text", words); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	f := start(t, true)
	for _, path := range []string{"/", "/en/", "/en/case/" + jobCase, "/nowhere", "/leave", "/assets/app.css", "/en/case/" + jobCase + "/get/report.html"} {
		h := f.do(t, "GET", path, "", "").Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
		policy := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %q is not strict", path, policy)
		}
		if got := h.Get("Cache-Control"); got != "no-store" && path != "/assets/app.css" {
			t.Errorf("%s: Cache-Control = %q, want no-store", path, got)
		}
	}
}

func TestOnlyLoopbackNamesAreAnswered(t *testing.T) {
	f := start(t, true)
	for host, want := range map[string]int{
		"127.0.0.1:8484": 200, "localhost": 200, "LOCALHOST:80": 200, "[::1]:8484": 200,
		"recourse.example": 421, "127.0.0.1.example:8484": 421, "localhost.example": 421, "0.0.0.0": 421, "192.168.1.2": 421, "": 200,
	} {
		resp := f.do(t, "GET", "/en/safety", "", "", func(r *http.Request) { r.Host = host })
		if resp.StatusCode != want {
			t.Errorf("Host %q: status %d, want %d", host, resp.StatusCode, want)
		}
	}
}

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	f := start(t, true)
	kind, body := box(t, "hello", nil)
	for name, change := range map[string]func(*http.Request){
		"by fetch metadata": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"by origin":         func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
	} {
		if resp := f.do(t, "POST", "/en/check", kind, body, change); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, resp.StatusCode)
		}
	}
	if len(f.given) != 0 {
		t.Error("a case was opened for another site")
	}
}

func TestWithoutASessionOnlyTheDoorIsOpen(t *testing.T) {
	f := start(t, false)
	closed := append([]string{"/case/" + jobCase + "/get/report.pdf"}, pagePaths...)
	for _, path := range closed {
		switch path {
		case "/safety", "/privacy", "/how-we-decide", "/no-such-page":
			continue
		}
		resp := f.do(t, "GET", "/sr"+path, "", "")
		if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/sr/sign-in" {
			t.Errorf("%s: status %d to %q, want the sign-in page", path, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
	kind, body := box(t, "hello", nil)
	if resp := f.do(t, "POST", "/sr/check", kind, body); resp.StatusCode != http.StatusSeeOther || len(f.given) != 0 {
		t.Errorf("a check without a session: status %d, %d cases, want the sign-in page and none", resp.StatusCode, len(f.given))
	}
	for _, path := range []string{"/sign-in", "/sign-in?token=one-time", "/safety", "/privacy", "/how-we-decide"} {
		for _, l := range f.languages {
			resp := f.do(t, "GET", l.path(path), "", "")
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d, want 200", l.path(path), resp.StatusCode)
			}
			checkPage(t, document(t, resp), l.printer.Lang())
		}
	}
}

// Who chooses another language before signing in keeps the link, which is not used yet.
// Nothing else on the page carries its token away.
func TestAnotherLanguageKeepsTheSignInLink(t *testing.T) {
	f := start(t, false)
	const token = "one-time"
	for _, l := range f.languages {
		resp := f.do(t, "GET", l.path("/sign-in?token="+token), "", "")
		if got := resp.Header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("%s: Referrer-Policy %q: the token leaves with links", l.prefix, got)
		}
		doc := document(t, resp)
		links := doc.Find("nav.lang a")
		if links.Length() != len(f.languages)-1 {
			t.Errorf("%s: %d links to other languages, want %d", l.prefix, links.Length(), len(f.languages)-1)
		}
		links.Each(func(_ int, a *goquery.Selection) {
			other := f.do(t, "GET", a.AttrOr("href", ""), "", "")
			if got := document(t, other).Find(`form input[name="token"]`).AttrOr("value", ""); other.StatusCode != http.StatusOK || got != token {
				t.Errorf("%s to %s: status %d, token %q, want the link as it was", l.prefix, a.AttrOr("href", ""), other.StatusCode, got)
			}
		})
		doc.Find("[href], [src], [action]").Not("nav.lang a").Each(func(_ int, e *goquery.Selection) {
			if at := e.AttrOr("href", "") + e.AttrOr("src", "") + e.AttrOr("action", ""); strings.Contains(at, token) {
				t.Errorf("%s: %s carries the token", l.prefix, at)
			}
		})
	}
	odd := document(t, f.do(t, "GET", "/en/sign-in?token=a%26b%3D%22c%20d", "", "")).Find("nav.lang a").First().AttrOr("href", "")
	if got := document(t, f.do(t, "GET", odd, "", "")).Find(`form input[name="token"]`).AttrOr("value", ""); got != `a&b="c d` {
		t.Errorf("an odd token becomes %q by %s", got, odd)
	}
	for name, resp := range map[string]answer{"without a token": f.do(t, "GET", "/en/sign-in", "", ""), "with a token that failed": f.do(t, "POST", "/en/sign-in", formType, "token=guess")} {
		document(t, resp).Find("nav.lang a").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); strings.Contains(href, "?") {
				t.Errorf("%s: a language leads to %s", name, href)
			}
		})
	}
}

func TestSignInLinkWorksOnce(t *testing.T) {
	f := start(t, false)
	resp := f.do(t, "GET", "/sign-in?token=one-time", "", "", func(r *http.Request) { r.Header.Set("Accept-Language", "sr-RS") })
	if got, want := resp.Header.Get("Location"), "/sr/sign-in?token=one-time"; got != want {
		t.Fatalf("the link leads to %q, want %q", got, want)
	}
	for range 2 { // a preview may fetch the page; that spends nothing
		f.do(t, "GET", "/sr/sign-in?token=one-time", "", "")
	}
	resp = f.do(t, "POST", "/sr/sign-in", formType, "token=one-time")
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/sr/" {
		t.Fatalf("sign in: status %d to %q, want 303 to /sr/", resp.StatusCode, resp.Header.Get("Location"))
	}
	cookies := resp.cookies
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Value != "session-1" {
		t.Errorf("cookies = %v, want one session cookie, HttpOnly and SameSite=Strict", cookies)
	}
	resp = f.do(t, "POST", "/en/sign-in", formType, "token=one-time")
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(resp.body, "already used") {
		t.Errorf("second use: status %d, want 403 and why", resp.StatusCode)
	}
}

func TestSignInSpeaksTheBrowsersLanguage(t *testing.T) {
	f := start(t, false)
	for accept, want := range map[string]string{
		"sr": "sr", "sr-RS,sr;q=0.9,en;q=0.5": "sr", "sr-Latn-RS": "sr", "bs-BA": "sr", "sr-Cyrl-RS": "sr-cyrl", "en-US,en;q=0.9,sr;q=0.8": "en", "": "en",
	} {
		for from, to := range map[string]string{"/sign-in?token=one-time": "/sign-in?token=one-time", "/": "/"} {
			resp := f.do(t, "GET", from, "", "", func(r *http.Request) { r.Header.Set("Accept-Language", accept) })
			if got := resp.Header.Get("Location"); got != "/"+want+to || resp.Header.Get("Vary") != "Accept-Language" {
				t.Errorf("%s with Accept-Language %q leads to %q, want %q", from, accept, got, "/"+want+to)
			}
		}
	}
	resp := f.do(t, "GET", "/sr/sign-in?token=one-time", "", "")
	if got := document(t, resp).Find("h1").Text(); got != "Otvorite Recourse na ovom računaru" {
		t.Errorf("heading %q, want it in Serbian", got)
	}
}

func TestSignInIsLimited(t *testing.T) {
	f := start(t, false)
	f.signIns = rate.NewLimiter(0, 2)
	want := []int{403, 403, 429}
	var got []int
	for range want {
		got = append(got, f.do(t, "POST", "/en/sign-in", formType, "token=guess").StatusCode)
	}
	if !cmp.Equal(got, want) {
		t.Errorf("statuses %v, want %v", got, want)
	}
}

func TestCheckOpensACase(t *testing.T) {
	f := start(t, true)
	kind, body := box(t, "  Uplatite 150.638 RSD ", map[string]string{"izvod.csv": "a;b"})
	resp := f.do(t, "POST", "/sr-cyrl/check", kind, body)
	if got, want := resp.Header.Get("Location"), "/sr-cyrl/case/"+jobCase; resp.StatusCode != http.StatusSeeOther || got != want {
		t.Fatalf("status %d to %q, want 303 to %q", resp.StatusCode, got, want)
	}
	in := f.given[0]
	if in.Text != "  Uplatite 150.638 RSD " || in.Lang != "sr-Cyrl" || in.Country != "RS" || len(in.Files) != 1 || in.Files[0].Name != "izvod.csv" || in.Files[0].Size != 3 {
		t.Errorf("input = %+v, want the text, one file, RS and sr-Cyrl", in)
	}
	if resp := f.do(t, "POST", "/en/check", formType, url.Values{"text": {"plain"}}.Encode()); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("a plain form: status %d, want 303", resp.StatusCode)
	}
}

func TestCheckKeepsTheInputWhereItRefuses(t *testing.T) {
	many := make(map[string]string)
	for i := range MaxFiles + 1 {
		many[fmt.Sprint(i)] = "x"
	}
	tests := []struct {
		name, text string
		files      map[string]string
		err        error
		status     int
		says       string
	}{
		{"nothing", "  ", nil, nil, 422, "Paste a message or add a file first."},
		{"too long a text", "<b>start " + strings.Repeat("a", MaxText), nil, nil, 422, "longer than 2 MB"},
		{"too many files", "kept words", many, nil, 422, "ZIP archive"},
		{"nothing usable", "kept words", nil, recourse.Invalid, 422, "We could not use"},
		{"a missing part", "x", nil, recourse.Unavailable, 503, "does not work right now"},
		{"our fault", "x", nil, fmt.Errorf("disk on fire"), 500, "on our side"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t, true)
			f.err = tt.err
			kind, body := box(t, tt.text, tt.files)
			resp := f.do(t, "POST", "/en/check", kind, body)
			doc := document(t, resp)
			if resp.StatusCode != tt.status || !strings.Contains(doc.Text(), tt.says) {
				t.Fatalf("status %d, want %d and %q", resp.StatusCode, tt.status, tt.says)
			}
			if strings.Contains(doc.Text(), "disk on fire") {
				t.Error("the page shows an internal error")
			}
			if tt.status == 422 {
				if got := doc.Find("textarea").Text(); got != tt.text {
					t.Errorf("the box holds %.40q, want what was typed, %.40q", got, tt.text)
				}
				if doc.Find("[role=alert] a[href='#text']").Length() != 1 {
					t.Error("the summary does not lead to the field")
				}
			}
		})
	}
}

func TestTooLargeAndTooOften(t *testing.T) {
	f := start(t, true)
	f.checks = rate.NewLimiter(0, 1)
	big := func(r *http.Request) {
		r.ContentLength, r.Body = MaxUpload+1, io.NopCloser(io.LimitReader(zeros{}, MaxUpload+1))
	}
	r := f.do(t, "POST", "/en/check", "multipart/form-data; boundary=x", "", big)
	if r.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(r.body, "200 MB") {
		t.Errorf("status %d, want 413 and the limit", r.StatusCode)
	}
	kind, body := box(t, "x", nil)
	if r := f.do(t, "POST", "/en/check", kind, body); r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, want 429 with Retry-After", r.StatusCode)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func TestDownloadsAreNeverPages(t *testing.T) {
	f := start(t, true)
	for name, kind := range map[string]string{
		"report.html": "text/html; charset=utf-8", "report.pdf": "application/pdf", "plan.ics": "text/calendar; charset=utf-8",
		"incident.json": "application/json", "everything.zip": "application/zip",
		"papers/rs-bank-recall.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	} {
		resp := f.do(t, "GET", "/sr/case/"+supplierCase+"/get/"+name, "", "")
		if got := resp.body; got != name+" in sr-Latn" || resp.Header.Get("Content-Type") != kind {
			t.Errorf("%s = %q as %q, want it as %q", name, got, resp.Header.Get("Content-Type"), kind)
		}
		if d := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; ") {
			t.Errorf("%s: Content-Disposition = %q, want an attachment", name, d)
		}
		if p := resp.Header.Get("Content-Security-Policy"); !strings.Contains(p, "sandbox") {
			t.Errorf("%s: policy %q has no sandbox", name, p)
		}
	}
	for _, name := range []string{"nothing.pdf", "../../etc/passwd", "%2e%2e/x", ""} {
		if resp := f.do(t, "GET", "/en/case/"+jobCase+"/get/"+name, "", ""); resp.StatusCode == http.StatusOK {
			t.Errorf("download %q: status 200, want none", name)
		}
	}
}

func TestABrokenDownloadDoesNotLookWhole(t *testing.T) {
	f := start(t, true)
	resp := f.do(t, "GET", "/en/case/"+jobCase+"/get/broken.pdf", "", "")
	if resp.broken == nil {
		t.Error("a download that broke off ended like a whole one")
	}
}

func TestDispositionStaysInItsHeader(t *testing.T) {
	got := disposition("чет \"x\"\r\n.pdf")
	if strings.ContainsAny(got, "\r\n") || strings.Count(got, `"`) != 2 {
		t.Errorf("disposition = %q, want one quoted name and no line break", got)
	}
}

func TestLeaveForgets(t *testing.T) {
	f := start(t, true)
	resp := f.do(t, "GET", "/leave", "", "", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
	if resp.Header.Get("Clear-Site-Data") != "" || !f.open {
		t.Error("another site ended the session")
	}
	resp = f.do(t, "GET", "/leave", "", "")
	if got := resp.Header.Get("Clear-Site-Data"); got != `"cache", "cookies", "storage"` || f.open {
		t.Errorf("Clear-Site-Data = %q, session open %v, want all cleared and the session ended", got, f.open)
	}
	if body := resp.body; strings.Contains(strings.ToLower(body), "recourse") || strings.Contains(body, "scam") {
		t.Error("the page that is left behind says where one was")
	}
	if resp := f.do(t, "GET", "/en/case/"+jobCase, "", ""); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("after leaving: status %d, want the sign-in page", resp.StatusCode)
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	f := start(t, true)
	f.token = ""
	seen := map[string]bool{"/leave": true}
	queue := []string{"/"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		resp := f.do(t, "GET", path, "", "")
		if resp.StatusCode == http.StatusSeeOther {
			queue = append(queue, resp.Header.Get("Location"))
			continue
		}
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, resp.StatusCode)
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") || strings.Contains(path, "/get/") {
			continue
		}
		document(t, resp).Find("a[href], link[href], script[src]").Each(func(_ int, s *goquery.Selection) {
			to := s.AttrOr("href", s.AttrOr("src", ""))
			if strings.HasPrefix(to, "/") {
				to, _, _ = strings.Cut(to, "#")
				queue = append(queue, to)
			}
		})
	}
	if len(seen) < 60 {
		t.Errorf("the crawl saw %d addresses, want all three languages of every page", len(seen))
	}
}
