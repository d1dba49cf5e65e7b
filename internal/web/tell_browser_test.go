package web

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// All that is asked is answered, marked and undone on a telephone without scripts.
func TestThePlanIsAnsweredWithoutScripts(t *testing.T) {
	f := start(t, true)
	b := openBrowser(t, f.http.URL)
	send(t, b, network.SetCookie, network.SetCookieParams{Name: "recourse", Value: "session-1", URL: f.http.URL})
	send(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.do(t, chromedp.EmulateViewport(390, 844), chromedp.Navigate(f.http.URL+"/sr/case/"+askCase+"/plan"))
	click := func(in string) { b.follow(t, chromedp.Click(chromedp.CSS(in))) }
	click("#ask button[value=yes]")
	b.do(t, chromedp.Click(chromedp.CSS("#pay-w1")), chromedp.SendKeys(chromedp.CSS("#pay-a"), "61.328,50"), chromedp.Click(chromedp.CSS("#pay-r0")))
	click("#ask button[type=submit]")
	if got := get(t, b, chromedp.Text(chromedp.CSS("#payments"))); !strings.Contains(got, "61.328,50 RSD") || !strings.Contains(got, "21. novembar 2026.") {
		t.Errorf("the payments are %q, want what was filled in", got)
	}
	for range 12 {
		if get(t, b, chromedp.Text(chromedp.CSS("#ask h2"))) == "Hvala. To je sve što sada treba da znamo." {
			break
		}
		click("#ask .choice:last-of-type")
	}
	click("#step-stop-paying .did > form button")
	if got := get(t, b, chromedp.Text(chromedp.CSS("#step-stop-paying"))); !strings.Contains(got, "Urađeno") || !strings.Contains(got, "Poništi") {
		t.Errorf("a step that was marked is %q", got)
	}
	if at := get(t, b, chromedp.Location()); !strings.HasSuffix(at, "/plan#step-stop-paying") {
		t.Errorf("marking a step leads to %s, want back to it", at)
	}
	click("#step-stop-paying form button")
	if got := get(t, b, chromedp.Text(chromedp.CSS("#step-stop-paying"))); !strings.Contains(got, "Urađeno danas") {
		t.Errorf("a step whose mark was undone is %q, want it open", got)
	}
	b.checkQuiet(t)
}
