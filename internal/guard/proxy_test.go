package guard

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// through is a client whose only way is the proxy.
func through(t *testing.T, opt ProxyOptions) (*Proxy, *http.Client) {
	t.Helper()
	p, err := NewProxy(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	way := &url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", p.Port())}
	return p, &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{Proxy: http.ProxyURL(way), DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// own allows this machine at 127.0.0.1 and no other private address.
func own() ProxyOptions {
	return ProxyOptions{Options: Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}}
}

func answers(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/away":
		http.Redirect(w, r, "http://127.0.0.2:8081/inside", http.StatusFound)
	case "/endless":
		line := strings.Repeat("x", 32<<10)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	default:
		fmt.Fprint(w, "here, "+r.Header.Get("Proxy-Authorization"))
	}
}

func TestProxyPassesOnAndFollowsNothing(t *testing.T) {
	plain, safe := httptest.NewServer(http.HandlerFunc(answers)), httptest.NewTLSServer(http.HandlerFunc(answers))
	defer plain.Close()
	defer safe.Close()
	_, c := through(t, own())
	for _, s := range []*httptest.Server{plain, safe} {
		res, err := c.Get(s.URL + "/page")
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if string(b) != "here, " {
			t.Errorf("%s: %d %q", s.URL, res.StatusCode, b)
		}
		if res, err = c.Get(s.URL + "/away"); err != nil || res.StatusCode != http.StatusFound {
			t.Errorf("%s: a redirect = %v, %v, want it handed on", s.URL, res, err)
		}
		_ = res.Body.Close()
	}
}

func TestProxyRefusesPrivateAddresses(t *testing.T) {
	p, c := through(t, own())
	for _, address := range []string{"http://127.0.0.2:8081/inside", "http://10.0.0.1/", "http://[::1]:80/", "http://169.254.169.254/latest/meta-data/"} {
		res, err := c.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusForbidden || res.Header.Get(RefusedHeader) == "" {
			t.Errorf("%s: %d, want refused", address, res.StatusCode)
		}
	}
	for _, address := range []string{"https://127.0.0.2:8081/inside", "https://192.168.1.1/", "https://127.0.0.1:25/"} {
		if res, err := c.Get(address); err == nil {
			_ = res.Body.Close()
			t.Errorf("%s: a tunnel was opened", address)
		}
	}
	if hosts, full := p.Refused(); len(hosts) < 6 || full {
		t.Errorf("refused %v, full %v", hosts, full)
	}
}

func TestProxyEndsWhatHasNoEnd(t *testing.T) {
	plain, safe := httptest.NewServer(http.HandlerFunc(answers)), httptest.NewTLSServer(http.HandlerFunc(answers))
	defer plain.Close()
	defer safe.Close()
	for _, s := range []*httptest.Server{plain, safe} {
		opt := own()
		opt.MaxBytes = 1 << 20
		p, c := through(t, opt)
		res, err := c.Get(s.URL + "/endless")
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if err == nil || n > 1<<20 {
			t.Errorf("%s: %d bytes came, %v, want the connection broken", s.URL, n, err)
		}
		if _, full := p.Refused(); !full {
			t.Errorf("%s: the proxy does not say that its limit was reached", s.URL)
		}
	}
	opt := own()
	opt.Requests = 2
	_, c := through(t, opt)
	last := 0
	for range 3 {
		res, err := c.Get(plain.URL)
		if err != nil {
			t.Fatal(err)
		}
		last = res.StatusCode
		_ = res.Body.Close()
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the third of two requests: %d", last)
	}
}

func TestProxyIsForNothingElse(t *testing.T) {
	p, _ := through(t, own())
	for _, path := range []string{"/", "http://user@/"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want a bad request", path, w.Code)
		}
	}
}
