package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"recourse/locale"
)

// pagePaths are the pages of each language, behind its prefix.
var pagePaths = []string{
	"/", "/start/now", "/start/paid", "/start/supplier", "/cases", "/safety", "/privacy", "/how-we-decide", "/no-such-page",
	"/case/" + jobCase, "/case/" + jobCase + "/plan", "/case/" + jobCase + "/evidence",
	"/case/" + supplierCase, "/case/" + supplierCase + "/plan", "/case/" + supplierCase + "/evidence",
	"/case/" + quietCase, "/case/" + quietCase + "/plan", "/case/" + quietCase + "/evidence",
}

func document(t *testing.T, resp answer) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(resp.body))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return doc
}

var untranslated = regexp.MustCompile(`\b(web|sample|verdict|phase|state|clock|kind|indicator|problem)\.[a-z0-9-]+`)

func TestEveryPageInEveryLanguage(t *testing.T) {
	f := start(t, true)
	for _, l := range f.languages {
		for _, path := range pagePaths {
			t.Run(l.prefix+path, func(t *testing.T) {
				resp := f.do(t, "GET", l.path(path), "", "")
				want := http.StatusOK
				if path == "/no-such-page" {
					want = http.StatusNotFound
				}
				if resp.StatusCode != want {
					t.Fatalf("status %d, want %d", resp.StatusCode, want)
				}
				checkPage(t, document(t, resp), l.printer.Lang())
			})
		}
	}
}

func checkPage(t *testing.T, doc *goquery.Document, lang string) {
	t.Helper()
	if got := doc.Find("html").AttrOr("lang", ""); got != lang {
		t.Errorf("html lang = %q, want %q", got, lang)
	}
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%d h1, want 1", n)
	}
	for _, one := range []string{"main", "title", "a.skip[href='#main']", "a.leave[href='/leave']", "header", "footer"} {
		if n := doc.Find(one).Length(); n != 1 {
			t.Errorf("%d of %q, want 1", n, one)
		}
	}
	for _, none := range []string{"[style]", "style", "script:not([src])", "[onclick], [onload]", "img", "iframe", "a[href^='javascript']", "main a[href^='http']:not([rel~='noreferrer'])"} {
		if n := doc.Find(none).Length(); n != 0 {
			t.Errorf("%d of %q, want none", n, none)
		}
	}
	doc.Find("[src], link[href], form[action]").Each(func(_ int, s *goquery.Selection) {
		for _, attr := range []string{"src", "href", "action"} {
			if v, ok := s.Attr(attr); ok && !strings.HasPrefix(v, "/") {
				t.Errorf("%s %s=%q leaves this server", goquery.NodeName(s), attr, v)
			}
		}
	})
	doc.Find("input:not([type=hidden]), textarea, select").Each(func(_ int, s *goquery.Selection) {
		if doc.Find("label[for='"+s.AttrOr("id", "?")+"']").Length() != 1 {
			t.Errorf("field %q has no label", s.AttrOr("name", ""))
		}
	})
	checkStructure(t, doc)
	if m := untranslated.FindString(doc.Text()); m != "" && !strings.Contains(m, ".example") {
		t.Errorf("an untranslated key shows: %q", m)
	}
	if lang == "sr-Cyrl" {
		checkScript(t, doc)
	}
}

// checkStructure holds ids unique, references true and headings without gaps.
func checkStructure(t *testing.T, doc *goquery.Document) {
	t.Helper()
	ids := make(map[string]bool)
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if ids[id] {
			t.Errorf("id %q stands twice", id)
		}
		ids[id] = true
	})
	for _, attr := range []string{"aria-labelledby", "aria-describedby", "for"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if !ids[id] {
					t.Errorf("%s=%q points nowhere", attr, id)
				}
			}
		})
	}
	doc.Find("a[href^='#']").Each(func(_ int, s *goquery.Selection) {
		if id := s.AttrOr("href", "")[1:]; !ids[id] {
			t.Errorf("link to #%s points nowhere", id)
		}
	})
	level := 0
	doc.Find("main h1, main h2, main h3, main h4").Each(func(_ int, s *goquery.Selection) {
		n := int(goquery.NodeName(s)[1] - '0')
		if n > level+1 {
			t.Errorf("heading %q jumps from h%d to h%d", s.Text(), level, n)
		}
		level = n
	})
}

// checkScript finds Latin words in a Cyrillic page that the transliteration
// would not have left.
func checkScript(t *testing.T, doc *goquery.Document) {
	t.Helper()
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			for _, a := range n.Attr {
				if a.Key == "translate" && a.Val == "no" || n.Data == "script" {
					return
				}
			}
		}
		if n.Type == html.TextNode && locale.ToCyrillic(n.Data) != n.Data {
			t.Errorf("Latin words in a Cyrillic page: %q", n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	doc.Find("title, body").Each(func(_ int, s *goquery.Selection) { walk(s.Nodes[0]) })
}

func TestVerdictPage(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+jobCase, "", ""))
	for _, tt := range []struct{ in, want string }{
		{"h1", "Very likely a scam"},
		{".verdict .say", "Do not send the 150,638 RSD."},
		{".conf", "Very sure"},
		{".conf", "3 warning signs, none that points the other way"},
		{".steps", "Send nothing more"},
		{"#m1", "završna provizija od 150.638 RSD"},
		{"#r1", "You must pay to get paid"},
		{"#r1", "and in 2 more places"},
		{"#r2", "A rush"},
		{".esc tfoot", "90,328"},
		{".esc", "asked for, not paid"},
		{".stages [aria-current=step]", "Final commission"},
		{".stages .next", "tax or unfreezing fee"},
		{".levers", "Money already sent pulls you on"},
		{"#esc-h", "Each request was about 3 times the last"},
		{".said .left", "messages left out"},
	} {
		if got := doc.Find(tt.in).Text(); !strings.Contains(got, tt.want) {
			t.Errorf("%q is %q, want it to hold %q", tt.in, got, tt.want)
		}
	}
	if n := doc.Find(".bubble").Length(); n != 4 {
		t.Errorf("%d messages of 73 are shown, want the two with marks and the one before each", n)
	}
	if n := doc.Find("mark").Length(); n != 2 {
		t.Errorf("%d marks, want 2: places that overlap are one", n)
	}
	if strings.Contains(doc.Find(".said").Text(), "22.11.2026. 12:") {
		t.Error("a message shows its line's time and name, want its words alone")
	}
	if doc.Find(".said b").Length() != 0 || !strings.Contains(doc.Find(".said").Text(), "<b>hvala</b>") {
		t.Error("markup in a message is not shown as text")
	}
	if doc.Find(".said a:not(.ref)").Length() != 0 {
		t.Error("a link in a message can be clicked")
	}
	if n := doc.Find(".esc svg rect").Length(); n != 4 {
		t.Errorf("%d bars, want 4", n)
	}
}

func TestVerdictOfAQuarrel(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+supplierCase, "", ""))
	if got := doc.Find(".verdict .say").Text(); !strings.Contains(got, "dates to keep") {
		t.Errorf("first word is %q, want the dates", got)
	}
	if doc.Find(".esc").Length() != 0 || strings.Contains(doc.Text(), "stop answering") {
		t.Error("a seller under a contract is treated like a scammer")
	}
	if doc.Find(".verdict.v-suspicious").Length() != 1 {
		t.Error("a suspicion looks like a certainty")
	}
	quiet := document(t, f.do(t, "GET", "/en/case/"+quietCase, "", ""))
	if got := quiet.Find(".verdict").Text(); !strings.Contains(got, "That does not make it safe") {
		t.Errorf("no signs reads %q, want it to say that this is not safe", got)
	}
}

func TestPlanPage(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+jobCase+"/plan", "", ""))
	for _, tt := range []struct{ in, want string }{
		{"#step-stop", "Do this next"},
		{"#step-recall .meta", "Tomorrow"},
		{"#step-recall .meta", "Closing time: Monday, 23 November 2026"},
		{"#step-recall details", "One day after today."},
		{"#step-recall details", "Another page says two days."},
		{"#step-recall", "Please try to recall"},
		{"#step-recall .more", "+381 11 000 0000"},
		{"#step-recall .where", "2 blanks for you to fill in"},
		{"#step-recall", "undated, ask to confirm"},
		{"#step-recall", "Legal limit: Sunday, 1 November 2026, not before 1 Oct 2026"},
		{".ways", "6,000 RSD, until 1 Dec 2026"},
		{"#step-police .meta", "30 days left"},
		{"#step-saved.done", "Done"},
		{".note.stop", "Do not pay a release fee."},
	} {
		if got := doc.Find(tt.in).Text(); !strings.Contains(got, tt.want) {
			t.Errorf("%q is %q, want it to hold %q", tt.in, got, tt.want)
		}
	}
	if got := doc.Find("#step-recall .where a[href$='/get/papers/rs-bank-recall.docx']").Length(); got != 1 {
		t.Errorf("%d links to the letter, want 1", got)
	}
	if n := doc.Find(".task .btn:not(.btn-2)").Length(); n > 1 {
		t.Errorf("%d filled buttons among the steps, want at most 1", n)
	}
}

func TestEvidencePage(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en/case/"+jobCase+"/evidence", "", ""))
	for _, tt := range []struct{ in, want string }{
		{".files", "73 messages"},
		{".files", "3 MB"},
		{".sums", "  WhatsApp razgovor.txt\n"},
		{".shared", "265-0000000001234-00"},
		{".shared", "the check digits do not match"},
		{".note.warn", "The picture’s text was not read."},
		{"aside", "What it does not prove"},
	} {
		if got := doc.Find(tt.in).Text(); !strings.Contains(got, tt.want) {
			t.Errorf("%q is %q, want it to hold %q", tt.in, got, tt.want)
		}
	}
}
