package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"recourse/internal/app"
)

// shots names a folder to keep pictures of the pages in, for a person to look at.
const shots = "RECOURSE_SHOTS"

// axe names a file of axe-core to check the pages with.
const axe = "RECOURSE_AXE"

// browser is one tab of Chromium and what it complained of.
type browser struct {
	context.Context
	mu       sync.Mutex
	messages []string
	outside  []string
}

func openBrowser(t *testing.T, origin string) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("SKIPPED: no Chromium on this machine: the pages were not opened in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(alloc)
	t.Cleanup(closeTab)
	b := &browser{Context: ctx}
	if err := chromedp.Listen(ctx, func(ev any) { b.note(ev, origin) }); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	limited, cancel := context.WithTimeout(ctx, 100*time.Second)
	t.Cleanup(cancel)
	b.Context = limited
	send(t, b, network.Enable, network.EnableParams{})
	send(t, b, log.Enable, cdp.Empty{})
	return b
}

func (b *browser) note(ev any, origin string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelWarning || ev.Entry.Level == log.EntryLevelError {
			b.messages = append(b.messages, ev.Entry.Text+" "+ev.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		// The browser's own picture of a date field is no request; a picture of ours would break the policy.
		if !strings.HasPrefix(ev.Request.URL, origin) && !strings.HasPrefix(ev.Request.URL, "data:") {
			b.outside = append(b.outside, ev.Request.URL)
		}
	}
}

func send[P, R any](t *testing.T, b *browser, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(b, command, params); err != nil {
		t.Fatalf("browser: %v", err)
	}
}

func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		t.Fatalf("browser: %v", err)
	}
}

// follow does the steps and waits for the page that they load.
func (b *browser) follow(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if _, err := chromedp.RunResponse(b, steps...); err != nil {
		t.Fatalf("browser: %v", err)
	}
}

func get[T any](t *testing.T, b *browser, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(b, a)
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	return v
}

func TestFromPasteToPlanInABrowser(t *testing.T) {
	const pasted = "Pay 150,638 RSD to withdraw."
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts on is %v", scripts), func(t *testing.T) {
			f := start(t, false)
			b := openBrowser(t, f.http.URL)
			send(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
			b.do(t, chromedp.EmulateViewport(390, 844), chromedp.Navigate(f.http.URL+"/en/sign-in?token=one-time"))
			b.follow(t, chromedp.Click(chromedp.CSS("main button[type=submit]")))
			b.do(t, chromedp.SendKeys(chromedp.CSS("textarea"), pasted))
			b.follow(t, chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
			if got, want := get(t, b, chromedp.Text(chromedp.CSS("h1"))), "Very likely a scam"; got != want {
				t.Errorf("heading of the verdict %q, want %q", got, want)
			}
			b.follow(t, chromedp.Click(chromedp.CSS("main p > a.btn[href$='/plan']")))
			if got, want := get(t, b, chromedp.Text(chromedp.CSS("#step-recall h3"))), "Ask your bank to recall the payments"; got != want {
				t.Errorf("step of the plan %q, want %q", got, want)
			}
			if got := given(f.given); !cmp.Equal(got, []string{pasted}) {
				t.Errorf("cases opened with %q, want %q", got, pasted)
			}
			b.follow(t, chromedp.Click(chromedp.CSS("a.leave")))
			if at := get(t, b, chromedp.Location()); !strings.HasSuffix(at, "/leave") || f.open {
				t.Errorf("leaving ends at %s with the session open %v", at, f.open)
			}
			b.checkQuiet(t)
		})
	}
}

func given(list []app.Input) []string {
	var words []string
	for _, in := range list {
		words = append(words, in.Text)
	}
	return words
}

// checkQuiet holds that no policy was broken and nothing was asked of elsewhere.
func (b *browser) checkQuiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(b.messages, "\n"))
	}
	if len(b.outside) > 0 {
		t.Errorf("requests to elsewhere: %v", b.outside)
	}
}

// overflow is the first element that reaches beyond the window's right edge.
const overflow = `(() => {
  const w = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= w) return '';
  const e = [...document.querySelectorAll('main *, header *, footer *')].find(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.vh, pre'));
  return e ? e.outerHTML.slice(0, 120) : 'something';
})()`

func TestPagesFitTheirWindow(t *testing.T) {
	f := start(t, true)
	b := openBrowser(t, f.http.URL)
	send(t, b, network.SetCookie, network.SetCookieParams{Name: "recourse", Value: "session-1", URL: f.http.URL})
	pages := map[string]string{
		"home": "/", "supplier": "/supplier", "start-now": "/start/now", "cases": "/cases", "safety": "/safety",
		"verdict": "/case/" + jobCase, "plan": "/case/" + jobCase + "/plan", "plan-told": "/case/" + toldCase + "/plan", "plan-asked": "/case/" + askCase + "/plan", "plan-free": "/plan", "start-paid": "/start/paid", "evidence": "/case/" + jobCase + "/evidence",
		"law": "/case/" + jobCase + "/law", "law-trade": "/case/" + supplierCase + "/law",
		"erase": "/case/" + jobCase + "/erase", "erased": "/cases?erased=1",
		"item": itemPath(slipItem), "item-card": itemPath(cardItem), "item-text": itemPath(textItem), "item-twin": itemPath(twinItem) + "?warn=redaction-again", "identity": "/case/" + jobCase + "/identity/everything.zip",
		"redact-text": itemPath(slipItem) + "/redact", "redact-areas": itemPath(cardItem) + "/redact?box=1,30,40,200,60",
		"verdict-trade": "/case/" + supplierCase, "verdict-quiet": "/case/" + quietCase,
	}
	for name, path := range pages {
		for _, l := range f.languages {
			for _, width := range []int64{320, 390, 1280} {
				b.do(t, chromedp.EmulateViewport(width, 844), chromedp.Navigate(f.http.URL+l.path(path)))
				if over := get(t, b, chromedp.Evaluate[string](overflow)); over != "" {
					t.Errorf("%s at %d px: overflow by %s", l.path(path), width, over)
				}
				b.shoot(t, fmt.Sprintf("%s-%s-%d", name, l.prefix, width))
			}
		}
	}
	b.checkQuiet(t)
}

// shoot keeps a picture of the whole page where a person asked for pictures.
func (b *browser) shoot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv(shots)
	if dir == "" || strings.HasSuffix(name, "-320") {
		return
	}
	shot := get(t, b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o600); err != nil {
		t.Fatal(err)
	}
}

// violations are what axe-core finds on the page, one a line.
const violations = `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r =>
  (r.passes.length ? '' : 'axe-core checked nothing') + r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {message: ''}).message).slice(0, 3).join(' | ')).join('\n'))`

func TestPagesAreAccessible(t *testing.T) {
	file := os.Getenv(axe)
	if file == "" {
		t.Skip("SKIPPED: " + axe + " does not name a copy of axe.min.js: the pages were not checked by axe-core")
	}
	script, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f := start(t, true)
	b := openBrowser(t, f.http.URL)
	send(t, b, network.SetCookie, network.SetCookieParams{Name: "recourse", Value: "session-1", URL: f.http.URL})
	for _, path := range []string{"/", "/supplier", "/case/" + jobCase, "/case/" + jobCase + "/plan", "/case/" + toldCase + "/plan", "/case/" + askCase + "/plan", "/plan", "/start/paid", "/case/" + jobCase + "/evidence", "/case/" + jobCase + "/law", "/case/" + supplierCase + "/law", "/case/" + jobCase + "/erase", itemPath(cardItem), itemPath(twinItem), itemPath(slipItem) + "/redact", itemPath(cardItem) + "/redact", "/case/" + jobCase + "/identity/everything.zip", "/case/" + supplierCase, "/case/" + unclearCase, "/case/" + unreadCase} {
		for _, scheme := range []string{"light", "dark"} {
			send(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			for _, width := range []int64{390, 1280} {
				b.do(t, chromedp.EmulateViewport(width, 844), chromedp.Navigate(f.http.URL+"/sr"+path))
				get(t, b, chromedp.Evaluate[bool](string(script)+";true"))
				if found := get(t, b, chromedp.Evaluate[string](violations, chromedp.EvalAwaitPromise)); found != "" {
					t.Errorf("%s at %d px, %s:\n%s", path, width, scheme, found)
				}
			}
		}
	}
}
