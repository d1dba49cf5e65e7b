package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/capture"
	"recourse/internal/evidence"
	"recourse/internal/guard"
)

// A page that is captured for a case is kept in four forms, read like any other file,
// and stands in the log; what cannot be captured leaves nothing.
func TestACapturedPageIsEvidence(t *testing.T) {
	if _, err := capture.Find(); err != nil {
		t.Skipf("SKIPPED: %v: no page was captured", err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusFound)
			return
		}
		fmt.Fprint(w, "<!doctype html><title>Lampe Primer</title><p>Piši na lena@prodaja.example")
	}))
	t.Cleanup(site.Close)
	v := openVault(t, filepath.Join(t.TempDir(), "data"), nil)
	defer v.close(t)
	v.Capturer = capture.Browser{Proxy: guard.ProxyOptions{Options: guard.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}}}
	id, err := v.Open(t.Context(), v.who, input("Uplatite 6.000 RSD da aktivirate VIP1 zadatke"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := v.Capture(t.Context(), v.who, id, site.URL+"/old")
	if err != nil {
		t.Fatal(err)
	}
	item, made, err := v.Item(t.Context(), v.who, id, page.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := "302 " + site.URL + "/old → " + site.URL + "/new"; item.Kind != evidence.PageCapture || item.Origin != want {
		t.Errorf("kept as %s from %q, want %q", item.Kind, item.Origin, want)
	}
	if len(made) != 3 || !strings.Contains(made[0].Tool, "Chrom") || made[0].Kind != evidence.PageCapture {
		t.Errorf("made from it: %+v", made)
	}
	view, err := v.Case(t.Context(), v.who, id)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(view.Findings.Files); n != 2 || view.Findings.Files[1].Title != "Lampe Primer" || !strings.Contains(view.Findings.Files[1].Text, "lena@prodaja.example") {
		t.Errorf("%d files are read, the last: %q", n, view.Findings.Files[n-1].Text)
	}
	if _, err := v.Capture(t.Context(), v.who, id, "http://127.0.0.2:8081/"); !errors.Is(err, recourse.Denied) {
		t.Errorf("a private address = %v, want denied", err)
	}
	if _, err := v.Capture(t.Context(), recourse.NewID(), id, site.URL+"/new"); !errors.Is(err, recourse.NotFound) {
		t.Errorf("somebody else's case = %v, want not found", err)
	}
	if found := v.audit(t); found.Items != 5 {
		t.Errorf("%d items are kept, want 5", found.Items)
	}
	var zip strings.Builder
	if err := v.Write(t.Context(), v.who, id, app.EvidenceZip, "en", &zip); err != nil {
		t.Fatal(err)
	}
	verified(t, "evidence.zip", []byte(zip.String()))
}
