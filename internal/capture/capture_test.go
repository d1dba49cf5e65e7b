package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/guard"
)

func need(t *testing.T) {
	t.Helper()
	if _, err := Find(); err != nil {
		t.Skipf("SKIPPED: %v: no page was captured", err)
	}
}

// local is a browser that may reach this machine at 127.0.0.1, and nothing else.
func local() Browser {
	return Browser{Proxy: guard.ProxyOptions{Options: guard.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}}}
}

// site is a shop that is about to vanish.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/listing", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Shop", "lamps")
		fmt.Fprint(w, `<!doctype html><title>Lampe Primer</title><h1>Lampa 12,15 USD</h1><p>Prodavac: Primer d.o.o.</p><img src="/lamp.svg" width="40" height="40"><img src="http://127.0.0.2:8081/inside.png">`)
	})
	mux.HandleFunc("/lamp.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="red"/></svg>`)
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/listing", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2:8081/secret", http.StatusFound)
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>x</title>")
		line := strings.Repeat("<p>more", 1000)
		for r.Context().Err() == nil {
			if _, err := fmt.Fprint(w, line); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<!doctype html><title>Slow</title><h1>It stands here</h1>`+strings.Repeat(" ", 4096)+`<img src="/never">`)
	})
	mux.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

func TestAPageIsCapturedWhole(t *testing.T) {
	need(t)
	s := site(t)
	c, err := local().Capture(t.Context(), s.URL+"/moved")
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "Lampe Primer" || c.URL != s.URL+"/listing" || !c.Finished || c.Cut {
		t.Errorf("captured %q at %s, finished %v, cut %v", c.Title, c.URL, c.Finished, c.Cut)
	}
	if want := []string{"301 " + s.URL + "/moved"}; !slices.Equal(c.Redirects, want) {
		t.Errorf("redirects %v, want %v", c.Redirects, want)
	}
	if len(c.Refused) != 1 || !strings.HasPrefix(c.Refused[0], "127.0.0.2:8081") {
		t.Errorf("refused %v, want the private address", c.Refused)
	}
	if img, err := png.Decode(bytes.NewReader(c.Picture)); err != nil || img.Bounds().Dx() < 1000 {
		t.Errorf("the picture: %v", err)
	}
	if !bytes.HasPrefix(c.PDF, []byte("%PDF-")) || !bytes.Contains(c.Page, []byte("multipart/related")) || !bytes.Contains(c.Page, []byte("lamp.svg")) {
		t.Errorf("PDF begins with %q, MHTML has the picture: %v", c.PDF[:5], bytes.Contains(c.Page, []byte("lamp.svg")))
	}
	checkResponse(t, s, c)
}

func checkResponse(t *testing.T, s *httptest.Server, c app.Captured) {
	t.Helper()
	var r response
	if err := json.Unmarshal(c.Response, &r); err != nil {
		t.Fatal(err)
	}
	raw, err := http.Get(s.URL + "/listing")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(raw.Body); err != nil {
		t.Fatal(err)
	}
	if r.Body == nil || r.Body.SHA256 != digest(b.Bytes()) || r.Status != 200 || r.Headers["X-Shop"] != "lamps" {
		t.Errorf("the answer: %d, %v, body %+v", r.Status, r.Headers, r.Body)
	}
	if len(r.Redirects) != 1 || r.Redirects[0].Headers["Location"] != "/listing" || !strings.Contains(r.Browser, "Chrom") {
		t.Errorf("redirects %+v by %s", r.Redirects, r.Browser)
	}
	t.Logf("held: %v", r.Held)
	if !slices.Contains(r.Held, "only-proxy") {
		t.Logf("this kernel does not hold the browser to the proxy: %v", r.Held)
	}
}

func TestAPrivateAddressIsRefused(t *testing.T) {
	need(t)
	s := site(t)
	for name, tt := range map[string]struct {
		b       Browser
		address string
	}{
		"asked for":      {Browser{}, s.URL + "/listing"},
		"redirected to":  {local(), s.URL + "/inside"},
		"another number": {Browser{}, strings.Replace(s.URL, "127.0.0.1", "2130706433", 1)},
	} {
		c, err := tt.b.Capture(t.Context(), tt.address)
		if !errors.Is(err, recourse.Denied) || len(c.Page) > 0 {
			t.Errorf("a private address that is %s = %v, want denied", name, err)
		}
	}
}

func TestAnEndlessAnswerEnds(t *testing.T) {
	need(t)
	s := site(t)
	b := local()
	b.Proxy.MaxBytes, b.Settle = 2<<20, 4*time.Second
	c, err := b.Capture(t.Context(), s.URL+"/endless")
	if err == nil && !c.Cut || err != nil && !errors.Is(err, recourse.Invalid) {
		t.Errorf("an endless page: cut %v, %v", c.Cut, err)
	}
}

func TestAPageThatNeverLoadsIsTakenAsItStands(t *testing.T) {
	need(t)
	s := site(t)
	b := local()
	b.Settle = 2 * time.Second
	c, err := b.Capture(t.Context(), s.URL+"/slow")
	if err != nil {
		t.Fatal(err)
	}
	if c.Finished || !bytes.Contains(c.Page, []byte("It stands here")) {
		t.Errorf("finished %v, holds what was there: %v", c.Finished, bytes.Contains(c.Page, []byte("It stands here")))
	}
}

// The proxy's own answer, where no server is, is not taken for a server's.
func TestWhereNobodyAnswersNothingIsKept(t *testing.T) {
	need(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	nobody := strings.TrimPrefix(gone.URL, "http://")
	gone.Close()
	to := httptest.NewServer(http.RedirectHandler("http://"+nobody+"/", http.StatusFound))
	defer to.Close()
	for _, address := range []string{"http://" + nobody + "/listing", "https://" + nobody + "/listing", to.URL} {
		c, err := local().Capture(t.Context(), address)
		var failed *app.CaptureError
		if !errors.As(err, &failed) || failed.Reason != app.CaptureUnreachable || !errors.Is(err, recourse.Unavailable) || strings.Contains(err.Error(), "net::") || len(c.Page)+len(c.Response) > 0 {
			t.Errorf("%s = %v with %d bytes, want that nobody answered", address, err, len(c.Page))
		}
	}
}

// Why a page could not be opened is told by a reason that has words, not by what the
// browser says.
func TestWhyAPageIsNotCaptured(t *testing.T) {
	need(t)
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			w.Header().Set("Content-Disposition", "attachment; filename=a.zip")
			w.Header().Set("Content-Type", "application/zip")
			fmt.Fprint(w, "PK")
		default:
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(plain.Close)
	for address, want := range map[string]string{
		secure.URL: app.CaptureCertificate, "https" + strings.TrimPrefix(plain.URL, "http"): app.CaptureTLS, "http://127.0.0.1:25/": app.CapturePort,
		"https://shop.example:6667/": app.CapturePort, plain.URL + "/file": app.CaptureDownload, "file:///etc/passwd": app.CaptureAddress,
	} {
		c, err := local().Capture(t.Context(), address)
		var failed *app.CaptureError
		if !errors.As(err, &failed) || failed.Reason != want || len(c.Page)+len(c.Response) > 0 {
			t.Errorf("%s = %v, want %s", address, err, want)
		}
	}
}

func TestReasons(t *testing.T) {
	for word, want := range map[string]string{
		"net::ERR_CERT_DATE_INVALID": app.CaptureCertificate, "net::ERR_SSL_PROTOCOL_ERROR": app.CaptureTLS, "net::ERR_BAD_SSL_CLIENT_AUTH_CERT": app.CaptureTLS,
		"net::ERR_UNSAFE_PORT": app.CapturePort, "net::ERR_EMPTY_RESPONSE": app.CaptureBroken, "net::ERR_CONNECTION_RESET": app.CaptureBroken,
		"net::ERR_CONNECTION_REFUSED": app.CaptureUnreachable, "net::ERR_NAME_NOT_RESOLVED": app.CaptureUnreachable, "net::ERR_TIMED_OUT": app.CaptureSlow,
		"net::ERR_TOO_MANY_REDIRECTS": app.CaptureFailed,
	} {
		if got := reason(word); got != want {
			t.Errorf("reason(%q) = %q, want %q", word, got, want)
		}
	}
}

// A server that is in trouble itself is kept with what it says.
func TestAServersOwnTroubleIsKept(t *testing.T) {
	need(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(guard.RefusedHeader, guard.Unreachable) // a server that would not be captured
		http.Error(w, "Shop is closed", http.StatusBadGateway)
	}))
	defer s.Close()
	c, err := local().Capture(t.Context(), s.URL)
	if err != nil || !bytes.Contains(c.Page, []byte("Shop is closed")) {
		t.Errorf("a server's own 502: %v, %d bytes", err, len(c.Page))
	}
}

func TestTheBrowsersOwnRedirectIsNoAnswer(t *testing.T) {
	for name, tt := range map[string]struct {
		status        int
		location, why string
		want          int
	}{
		"to https by itself":         {307, "https://shop.example/a?b=c", "HttpsUpgrades", 0},
		"for HSTS":                   {307, "https://shop.example/a?b=c", "HSTS", 0},
		"by the server":              {307, "https://shop.example/a?b=c", "", 1},
		"by the server, permanently": {301, "https://shop.example/a?b=c", "HSTS", 1},
		"elsewhere":                  {307, "https://other.example/a?b=c", "HSTS", 1},
	} {
		p := newPage("http://shop.example/a?b=c")
		p.frame = "F"
		headers := map[string]string{"Location": tt.location}
		if tt.why != "" {
			headers["Non-Authoritative-Reason"] = tt.why
		}
		b, err := json.Marshal(map[string]any{"requestId": "1", "frameId": "F", "type": "Document", "redirectResponse": map[string]any{"url": "http://shop.example/a?b=c", "status": tt.status, "headers": headers}})
		if err != nil {
			t.Fatal(err)
		}
		p.event("Network.requestWillBeSent", b)
		if len(p.hops) != tt.want {
			t.Errorf("a redirect %s: %d recorded, want %d", name, len(p.hops), tt.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"shop.example/a?b=c": "https://shop.example/a?b=c", " http://shop.example ": "http://shop.example",
		"file:///etc/passwd": "", "javascript:alert(1)": "", "": "", "https://": "", "https://user:pass@shop.example/": "", "chrome://version": "", "ftp://a.example/": "",
	} {
		got, err := checked(in)
		if got != want || (err != nil) != (want == "") || err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("checked(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}
