// Package guard is the one way from Recourse to the network. Its [Client] opens
// no connection to an address inside a private, local or reserved network, also
// where a name or a redirect leads there; follows few redirects, sends nothing of
// the caller's along, reads at most so many bytes, and gives up in time.
package guard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"recourse"
)

// Options bound a client. Zero fields take the defaults that stand beside them.
type Options struct {
	Timeout   time.Duration // of a whole exchange; 20 s
	MaxBytes  int64         // of an answer's body; 4 MiB
	Redirects int           // how many are followed; 3, and none where negative
	// Allow are networks that may be reached although they are private, such as
	// the one of an operator's own authority.
	Allow []netip.Prefix
}

// Errors of a client, both of kind Denied.
var (
	ErrAddress   = fmt.Errorf("address is not on the public internet: %w", recourse.Denied)
	ErrRedirects = fmt.Errorf("too many redirects: %w", recourse.Denied)
)

// ErrTooLarge is an answer that is longer than MaxBytes; its kind is Invalid.
var ErrTooLarge = fmt.Errorf("answer is too large: %w", recourse.Invalid)

// Client is a guarded client. It is safe for concurrent use.
type Client struct {
	http *http.Client
	opt  Options
}

// New returns a client. It uses no proxy of the environment, keeps no cookies
// and no connections.
func New(opt Options) *Client {
	if opt.Timeout <= 0 {
		opt.Timeout = 20 * time.Second
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 4 << 20
	}
	if opt.Redirects == 0 {
		opt.Redirects = 3
	}
	c := &Client{opt: opt}
	dialer := &net.Dialer{Timeout: min(opt.Timeout, 10*time.Second), Control: c.control}
	c.http = &http.Client{
		Timeout: opt.Timeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
			TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > opt.Redirects {
				return ErrRedirects
			}
			return nil
		},
	}
	return c
}

// control refuses an address once its name is resolved and before anything is
// sent: what a name meant a moment ago does not count.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: %w", address, ErrAddress)
	}
	addr := ap.Addr().Unmap()
	for _, p := range c.opt.Allow {
		if p.Contains(addr) {
			return nil
		}
	}
	if !Public(addr) {
		return fmt.Errorf("%s: %w", addr, ErrAddress)
	}
	return nil
}

// unicast6 is all of IPv6 from which addresses of the public internet are given out
// (IANA's Internet Protocol Version 6 Address Space; RFC 4291, 2.4). Outside of it lie,
// among others, addresses that hold one of IPv4 (::/96, ::ffff:0:0:0/96 and 64:ff9b::/96),
// what was site-local (fec0::/10, RFC 3879), 100::/64, 100:0:0:1::/64 (RFC 9780) and
// 5f00::/16 (RFC 9602).
var unicast6 = netip.MustParsePrefix("2000::/3")

// reserved are the networks that IANA's registries of special-purpose addresses for
// IPv4 and IPv6 (RFC 6890, RFC 8190) call not globally reachable and that neither the
// methods of [netip.Addr] nor unicast6 leave out. Of those that it calls reachable, the
// relays 192.88.99.0/24 and 2002::/16 and all of 2001::/23 are left out too: what hides
// in an address of theirs (6to4, Teredo) need not be public.
var reserved = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

func prefixes(list ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(list))
	for i, s := range list {
		all[i] = netip.MustParsePrefix(s)
	}
	return all
}

// Public reports whether an address is one of the public internet.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	if a.Is6() && !unicast6.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	URL    string // after redirects
}

// Do sends a request and reads the whole answer. Its errors are of kind Denied
// where the guard refused, Invalid for a URL or an answer that cannot be used,
// and Unavailable where nobody answered.
func (c *Client) Do(ctx context.Context, method, address, contentType string, body io.Reader) (Answer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Answer{}, fmt.Errorf("%.200q is not an address that begins with https:// or http://: %w", address, recourse.Invalid)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return Answer{}, fmt.Errorf("%.200q: %v: %w", address, err, recourse.Invalid)
	}
	req.Header.Set("User-Agent", "Recourse")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Answer{}, refusal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, c.opt.MaxBytes+1))
	switch {
	case err != nil:
		return Answer{}, fmt.Errorf("read answer of %s: %v: %w", u.Host, err, recourse.Unavailable)
	case int64(len(b)) > c.opt.MaxBytes:
		return Answer{}, fmt.Errorf("%s: more than %d bytes: %w", u.Host, c.opt.MaxBytes, ErrTooLarge)
	}
	return Answer{res.StatusCode, res.Header, b, res.Request.URL.String()}, nil
}

func refusal(err error) error {
	if errors.Is(err, recourse.Denied) {
		return err
	}
	return fmt.Errorf("%v: %w", err, recourse.Unavailable)
}
