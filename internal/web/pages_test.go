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
	"/", "/start/now", "/start/paid", "/start/supplier", "/supplier", "/cases", "/safety", "/privacy", "/how-we-decide", "/no-such-page",
	"/case/" + jobCase, "/case/" + jobCase + "/plan", "/case/" + jobCase + "/evidence", "/case/" + jobCase + "/erase", "/cases?erased=1",
	itemPath(slipItem), itemPath(cardItem), itemPath(twinItem) + "?warn=redaction-again", itemPath(keysItem), itemPath(textItem), itemPath(slipItem) + "/redact",
	itemPath(cardItem) + "/redact", itemPath(cardItem) + "/redact?box=1,10,10,90,40&corner=5,5&w=1000", "/case/" + jobCase + "/identity/everything.zip",
	"/case/" + supplierCase, "/case/" + supplierCase + "/plan", "/case/" + supplierCase + "/evidence",
	"/case/" + quietCase, "/case/" + quietCase + "/plan", "/case/" + quietCase + "/evidence",
	"/case/" + jobCase + "/law", "/case/" + supplierCase + "/law", "/case/" + quietCase + "/law",
	"/case/" + unreadCase, "/case/" + unreadCase + "/evidence", "/case/" + tableCase + "/evidence", "/case/" + tableCase + "/columns", "/case/" + tableCase + "/tables", "/case/" + chosenCase + "/evidence", "/case/" + chosenCase + "/tables", "/case/" + unclearCase, "/case/" + chatCase + "/evidence",
	"/case/" + askCase, "/case/" + bareCase, "/plan", "/case/" + toldCase + "/plan", "/case/" + toldCase, "/case/" + askCase + "/plan",
}

func document(t *testing.T, resp answer) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(resp.body))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return doc
}

var untranslated = regexp.MustCompile(`\b(question|brand|rule|web|report|lever|change|sample|verdict|phase|state|clock|kind|document|indicator|problem)\.[a-z0-9-]+`)

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
	for _, none := range []string{"[style]", "style", "script:not([src])", "[onclick], [onload]", "img:not([src*='/page/'])", "iframe", "a[href^='javascript']", "main a[href^='http']:not([rel~='noreferrer'])"} {
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
		{".verdict", "This matches: paid-task job in the name of a shop. The name that is used: Alibaba."},
		{".top3", "You must pay to get paid"},
		{".top3", "A rush with a short clock"},
		{".verdict details", "We looked only at what was given to us."},
		{".steps", "Send nothing more"},
		{"#m1", "završna provizija od 150.638 RSD"},
		{"#r1", "You must pay to get paid"},
		{"#r2", "A rush"},
		{".esc tfoot", "90,328"},
		{"#esc-h + p", "90,328 RSD was sent in 3 payments."},
		{".esc", "asked for, not paid"},
		{".stages [aria-current=step]", "Final commission"},
		{".stages .next", "tax or unfreezing fee"},
		{".levers", "Money already sent pulls you on"},
		{"#esc-h", "Each request was about 3 times the last"},
		{".said .left", "messages left out"},
		{".said .file", "WhatsApp razgovor.txt"},
	} {
		if got := doc.Find(tt.in).Text(); !strings.Contains(got, tt.want) {
			t.Errorf("%q is %q, want it to hold %q", tt.in, got, tt.want)
		}
	}
	if n := doc.Find(".bubble").Length(); n != 4 {
		t.Errorf("%d messages of 73 are shown, want the two with marks and the one before each", n)
	}
	if got := doc.Find(".verdict").Text(); strings.Contains(got, "warning signs") || strings.Count(got, "We looked only") != 1 {
		t.Errorf("the verdict is %q, want no counts and each sentence once", got)
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
	if got := doc.Find(".verdict .say").Text(); !strings.Contains(got, "mind the dates") {
		t.Errorf("first word is %q, want the dates", got)
	}
	if got, want := doc.Find("h1").Text(), "A trade dispute with the seller"; got != want {
		t.Errorf("heading %q, want the report's, %q", got, want)
	}
	if doc.Find(".esc").Length() != 0 || strings.Contains(doc.Text(), "stop answering") {
		t.Error("a seller under a contract is treated like a scammer")
	}
	if doc.Find(".verdict.v-dispute").Length() != 1 || doc.Find(".conf, .levers").Length() != 0 {
		t.Error("a dispute looks like a scam")
	}
}

func TestQuietPages(t *testing.T) {
	f := start(t, true)
	for _, tt := range []struct {
		name, id, heading string
		holds             []string
	}{
		{"no signs", quietCase, "We found no signs of a scam", []string{"That does not mean that it is safe.", "note.txt", "Text: text that was read", "a number that you found yourself", "The whole chat"}},
		{"nothing readable", unreadCase, "There is nothing here yet that we can judge", []string{"slika.png", "The picture’s text was not read.", "Paste the text of the message"}},
		{"unclear", unclearCase, "We cannot tell yet", []string{"Who asked you to pay outside?", "A rush with a short clock", "What we noticed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := document(t, f.do(t, "GET", "/en/case/"+tt.id, "", ""))
			if got := doc.Find("h1").Text(); got != tt.heading {
				t.Errorf("heading %q, want %q", got, tt.heading)
			}
			main := doc.Find("main").Text()
			for _, want := range tt.holds {
				if !strings.Contains(main, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			if n := doc.Find("main a[href*='/get/'], main a[href$='/plan'], .conf, .stages, .levers, .v-scam, .v-suspicious").Length(); n != 0 {
				t.Errorf("%d papers, plans or marks of a scam, want none", n)
			}
			if n := strings.Count(main, "The picture’s text was not read."); n > 1 {
				t.Errorf("a problem is said %d times, want once", n)
			}
		})
	}
}

func TestNothingIsSaidThatCannotBeDone(t *testing.T) {
	f := start(t, true)
	for path, words := range map[string][]string{
		"/no-such-page":              {"deleted", "obrisan"},
		"/case/" + jobCase + "/plan": {"would change this plan", "promenili plan"},
		"/":                          {"čuva šifrovano", "kept encrypted. Nothing"},
		"/privacy":                   {"encrypted on this computer, and what we read"},
	} {
		for _, lang := range []string{"/en", "/sr"} {
			page := document(t, f.do(t, "GET", lang+path, "", "")).Text()
			for _, word := range words {
				if strings.Contains(page, word) {
					t.Errorf("%s%s says %q", lang, path, word)
				}
			}
		}
	}
	if home := document(t, f.do(t, "GET", "/sr/", "", "")).Text(); !strings.Contains(home, "Fajlovi se čuvaju šifrovani; podaci o slučaju ostaju u bazi na ovom računaru.") {
		t.Error("the home page does not say what is encrypted and what is not")
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
		{".shared", "in the name of Petra Petrović"},
		{".shared", "Lena Mentor, wrote as a mentor; Support, wrote as the platform"},
		{"#in-h + p", "An account can belong to another deceived person."},
		{".ledger", "RSD"},
		{"#paid-h", "The payments this is about"},
		{".note.warn", "The picture’s text was not read."},
		{"aside", "What it does not prove"},
		{"section[aria-labelledby=ml-h] details", "The mail is from a@firma.example, but an answer goes to b@drugi.example\ufffd."},
		{"section[aria-labelledby=ml-h] details", "When the mail came in, mx.posta.example recorded: SPF: passed, DKIM: not recorded"},
		{"section[aria-labelledby=ml-h]", "It does not say that the sender is honest."},
	} {
		if got := doc.Find(tt.in).Text(); !strings.Contains(got, tt.want) {
			t.Errorf("%q is %q, want it to hold %q", tt.in, got, tt.want)
		}
	}
	if got := doc.Find(".shared").Text(); strings.Contains(got, "160-0000000009999-00") || doc.Find(".shared tbody tr").Length() != 1 {
		t.Errorf("the table is %q, want the other side's one account and not the person's own", got)
	}
}

func TestNamesKeepTheirPlace(t *testing.T) {
	if got, want := tame("bill\u202egpj.exe\n\u200b.txt"), "bill\ufffdgpj.exe\ufffd\ufffd.txt"; got != want {
		t.Errorf("tame = %q, want %q", got, want)
	}
	if got, want := tame("Šta je „ovo“ 123.pdf"), "Šta je „ovo“ 123.pdf"; got != want {
		t.Errorf("tame = %q, want %q", got, want)
	}
}

func TestLawPage(t *testing.T) {
	f := start(t, true)
	job := document(t, f.do(t, "GET", "/en/case/"+jobCase+"/law", "", ""))
	trade := document(t, f.do(t, "GET", "/en/case/"+supplierCase+"/law", "", ""))
	for _, row := range []struct {
		what  string
		doc   *goquery.Document
		in    string
		has   string
		lacks string
	}{
		{"a false platform owes no goods", job, "main details", "there is nobody who owes goods", ""},
		{"what would change it is asked", job, "section[aria-labelledby='as-h']", "In which country is your bank?", ""},
		{"limits stand on the page", job, "section[aria-labelledby='li-h']", "This is no legal advice", ""},
		{"how a false helper is known", job, "section[aria-labelledby='la-h']", "They come to you", ""},
		{"a breach has its elements", trade, "#c-breach ~ ul.law", "You did your part: you paid", ""},
		{"what is missing says what would show it", trade, "#c-breach ~ ul.law", "Would show it: A written notice to the seller", ""},
		{"a quarrel is no crime", trade, "main h3", "Breach of contract", "Fraud"},
		{"forums are compared", trade, "section[aria-labelledby='f-alibaba-dispute']", "binds on the platform", ""},
	} {
		text := row.doc.Find(row.in).Text()
		if !strings.Contains(text, row.has) || row.lacks != "" && strings.Contains(text, row.lacks) {
			t.Errorf("%s: %q, want %q and not %q", row.what, text, row.has, row.lacks)
		}
	}
	if n := job.Find("nav a[aria-current=page]").Length(); n == 0 {
		t.Error("the navigation does not say that this is the page")
	}
}
