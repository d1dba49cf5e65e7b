package guard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"recourse"
)

// ProxyOptions bound a proxy. Zero fields take the defaults that stand beside them.
type ProxyOptions struct {
	Options         // Timeout is of one connection; MaxBytes of all answers together, 64 MiB; Redirects are not followed
	Requests    int // how many are answered; 2000
	Connections int // at one time; 64
}

// Proxy is a forward proxy (RFC 9110, 7.7 and 9.3.6) on this machine's loopback. A
// program that has no other way out reaches what a [Client] would reach, and no
// more: no address that is not of the public internet, so many bytes and requests.
// It follows no redirect: each request is looked at anew.
type Proxy struct {
	opt    ProxyOptions
	client *Client
	server *http.Server
	listen net.Listener
	slots  chan struct{}
	left   atomic.Int64 // bytes
	asked  atomic.Int64

	mu      sync.Mutex
	refused []string
	full    bool
	open    map[net.Conn]bool // tunnels
}

// RefusedHeader is in each answer that is the proxy's own, with why: address, limit,
// request, or [Unreachable]. No answer that it passes on has it.
const RefusedHeader = "Recourse-Refused"

// Unreachable is in [RefusedHeader] where no server answered.
const Unreachable = "unreachable"

// Why a host was refused: each line of [Proxy.Refused] ends with one of them.
const (
	WhyAddress = "address is not on the public internet"
	WhyPort    = "port"
)

// maxRefused is how many refusals are remembered.
const maxRefused = 100

// NewProxy starts a proxy. Close ends it.
func NewProxy(opt ProxyOptions) (*Proxy, error) {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 64 << 20
	}
	if opt.Requests <= 0 {
		opt.Requests = 2000
	}
	if opt.Connections <= 0 {
		opt.Connections = 64
	}
	listen, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the browser: %v: %w", err, recourse.Unavailable)
	}
	p := &Proxy{opt: opt, client: New(opt.Options), listen: listen, slots: make(chan struct{}, opt.Connections), open: make(map[net.Conn]bool)}
	p.left.Store(opt.MaxBytes)
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go func() { _ = p.server.Serve(listen) }() // ends with Close
	return p, nil
}

// Port is where the proxy listens on 127.0.0.1.
func (p *Proxy) Port() int { return p.listen.Addr().(*net.TCPAddr).Port }

// Close ends the proxy and all that goes through it.
func (p *Proxy) Close() error {
	err := p.server.Close()
	p.cut()
	return err
}

// Refused lists the hosts that were refused, each with why, and says whether a limit
// was reached.
func (p *Proxy) Refused() (hosts []string, full bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.refused), p.full
}

// cut ends all tunnels.
func (p *Proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
}

func (p *Proxy) refuse(host, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if line := host + ": " + why; len(p.refused) < maxRefused && !slices.Contains(p.refused, line) {
		p.refused = append(p.refused, line)
	}
}

// exhausted notes that a limit was reached, and ends what is open.
func (p *Proxy) exhausted() {
	p.mu.Lock()
	p.full = true
	p.mu.Unlock()
	p.cut()
}

// ServeHTTP passes one request on, or opens a tunnel.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.asked.Add(1) > int64(p.opt.Requests) || p.left.Load() <= 0 {
		p.exhausted()
		w.Header().Set(RefusedHeader, "limit")
		http.Error(w, "limit reached", http.StatusTooManyRequests)
		return
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-r.Context().Done():
		return
	}
	if r.Method == http.MethodConnect {
		p.tunnel(w, r)
		return
	}
	p.forward(w, r)
}

// hopByHop are the header fields that end at a proxy (RFC 9110, 7.6.1).
var hopByHop = []string{"Connection", "Proxy-Connection", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Proxy-Authenticate", "Proxy-Authorization"}

func (p *Proxy) forward(w http.ResponseWriter, r *http.Request) {
	if r.URL.Scheme != "http" || r.URL.Host == "" {
		w.Header().Set(RefusedHeader, "request")
		http.Error(w, "not a request to a proxy", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), p.client.opt.Timeout)
	defer cancel()
	out := r.Clone(ctx)
	out.RequestURI = ""
	for _, h := range hopByHop {
		out.Header.Del(h)
	}
	res, err := p.client.http.Transport.RoundTrip(out)
	if err != nil {
		p.failed(w, r.URL.Host, err)
		return
	}
	defer res.Body.Close()
	for k, v := range res.Header {
		if !slices.Contains(hopByHop, k) {
			w.Header()[k] = v
		}
	}
	w.Header().Del(RefusedHeader) // a server cannot speak for the proxy
	w.WriteHeader(res.StatusCode)
	if err := p.copy(w, res.Body); err != nil {
		panic(http.ErrAbortHandler) // half an answer must not look like a whole one
	}
}

func (p *Proxy) failed(w http.ResponseWriter, host string, err error) {
	if errors.Is(err, recourse.Denied) {
		p.refuse(host, WhyAddress)
		w.Header().Set(RefusedHeader, "address")
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	w.Header().Set(RefusedHeader, Unreachable)
	http.Error(w, Unreachable, http.StatusBadGateway)
}

// errSpent is that no more bytes may come.
var errSpent = errors.New("no bytes are left")

// copy passes bytes on as long as there are any left to be passed.
func (p *Proxy) copy(w io.Writer, r io.Reader) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if p.left.Add(int64(-n)) < 0 {
				p.exhausted()
				return errSpent
			}
			if _, werr := w.Write(buf[:n]); werr != nil {
				return werr
			}
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// tunnel opens a connection and passes bytes both ways until one side ends it.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	const mail = "25"
	if _, port, err := net.SplitHostPort(r.Host); err != nil || port == mail {
		p.refuse(r.Host, WhyPort)
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	dialer := &net.Dialer{Control: p.client.control}
	far, err := dialer.DialContext(ctx, "tcp", r.Host)
	if err != nil {
		p.failed(w, r.Host, err)
		return
	}
	defer far.Close()
	near, rest, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "no tunnel", http.StatusInternalServerError)
		return
	}
	defer near.Close()
	p.hold(near, far, true)
	defer p.hold(near, far, false)
	until := time.Now().Add(p.client.opt.Timeout)
	_, _ = far.SetDeadline(until), near.SetDeadline(until)
	if _, err := io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.copy(near, far) // whatever ended it, both ends are closed
		_ = near.Close()
	}()
	_, _ = io.Copy(far, rest)
	_ = far.Close()
	<-done
}

func (p *Proxy) hold(near, far net.Conn, open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range []net.Conn{near, far} {
		if open {
			p.open[c] = true
		} else {
			delete(p.open, c)
		}
	}
}
