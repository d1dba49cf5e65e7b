package guard

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"recourse"
)

func TestPublicAddresses(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "2a00:1450:4001:80b::200e": true, "2620:4f:8000::1": true, "192.31.196.1": true,
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.1.1": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "fe80::1": false, "fc00::1": false,
		"::ffff:127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::": false, "198.18.0.1": false, "2001:db8::1": false,
		"fec0::1": false, "feff::1": false, "::7f00:1": false, "::8.8.8.8": false, "::ffff:0:127.0.0.1": false, "64:ff9b:1::a00:1": false,
		"100::1": false, "100:0:0:1::1": false, "2001:0:4136:e378:8000:63bf:3fff:fdd2": false, "3fff::1": false, "5f00::1": false, "4000::1": false,
		"192.88.99.1": false, "192.0.0.8": false, "203.0.113.9": false, "198.51.100.9": false, "240.0.0.1": false, "ff02::1": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("Public(%s) = %v, want %v", addr, got, want)
		}
	}
}

func TestPrivateAddressIsRefusedBeforeAnythingIsSent(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer s.Close()
	for _, address := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)} {
		if _, err := New(Options{}).Do(t.Context(), "GET", address, "", nil); !errors.Is(err, ErrAddress) || !errors.Is(err, recourse.Denied) {
			t.Errorf("Do(%s) = %v, want %v", address, err, ErrAddress)
		}
	}
	if asked != 0 {
		t.Errorf("the server was asked %d times", asked)
	}
}

// A redirect from an allowed network to one that is not ends there.
func TestRedirectIntoAPrivateNetworkIsRefused(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://[::1]:1/", http.StatusFound)
	}))
	defer s.Close()
	c := New(Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if _, err := c.Do(t.Context(), "GET", s.URL, "", nil); !errors.Is(err, ErrAddress) {
		t.Errorf("Do = %v, want %v", err, ErrAddress)
	}
}

func TestBounds(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			_, _ = w.Write(make([]byte, 2048))
		case "/slow":
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		default:
			http.Redirect(w, r, "/again", http.StatusFound)
		}
	}))
	defer s.Close()
	c := New(Options{Timeout: 200 * time.Millisecond, MaxBytes: 1024, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	for path, want := range map[string]error{"/large": ErrTooLarge, "/slow": recourse.Unavailable, "/again": ErrRedirects} {
		if _, err := c.Do(t.Context(), "GET", s.URL+path, "", nil); !errors.Is(err, want) {
			t.Errorf("Do(%s) = %v, want %v", path, err, want)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "ftp://a.example/", "https://", "::"} {
		if _, err := c.Do(t.Context(), "GET", address, "", nil); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Do(%s) = %v, want an error of kind invalid", address, err)
		}
	}
}
