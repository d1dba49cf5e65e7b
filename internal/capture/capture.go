package capture

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/child"
	"recourse/internal/guard"
)

var _ app.Capturer = Browser{}

// Bounds of a capture.
const (
	width     = 1280   // pixels of the window
	height    = 900    // likewise
	tallest   = 16_000 // pixels of the picture; what is below is in the PDF and the MHTML
	maxPart   = 64 << 20
	maxBody   = 32 << 20 // bytes of the answer's body
	bigFile   = 256 << 20
	folder    = 512 << 20
	processes = 400
	files     = 4096
)

// Capture captures the page at an address. Its error is of kind Invalid for an
// address that is none, Denied for one that is not of the public internet,
// Unavailable where Chromium is not installed or nobody answers.
func (b Browser) Capture(ctx context.Context, address string) (app.Captured, error) {
	address, err := checked(address)
	if err != nil {
		return app.Captured{}, err
	}
	if _, err := Find(); err != nil {
		return app.Captured{}, fmt.Errorf("capture page: %w", err)
	}
	opt := b.Proxy
	if opt.Timeout <= 0 {
		opt.Timeout = orElse(b.Time, time.Minute)
	}
	proxy, err := guard.NewProxy(opt)
	if err != nil {
		return app.Captured{}, fmt.Errorf("capture page: %w", err)
	}
	defer proxy.Close()
	p, err := b.run(ctx, address, proxy)
	if err != nil {
		return app.Captured{}, fmt.Errorf("capture page: %w", p.why(err, proxy))
	}
	captured, err := p.captured(proxy)
	if err != nil {
		return app.Captured{}, fmt.Errorf("capture page: %w", err)
	}
	return captured, nil
}

func orElse(d, def time.Duration) time.Duration {
	if d <= 0 {
		return def
	}
	return d
}

// checked returns an address as it is asked for; one without a scheme is https.
func checked(address string) (string, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(address) > 4096 || u.User != nil {
		return "", &app.CaptureError{Reason: app.CaptureAddress, Address: address[:min(len(address), 200)], Kind: recourse.Invalid}
	}
	return u.String(), nil
}

// run starts Chromium, drives it through one page and ends it.
func (b Browser) run(ctx context.Context, address string, proxy *guard.Proxy) (*page, error) {
	p := newPage(address)
	ctx, stop := context.WithTimeout(ctx, orElse(b.Time, time.Minute))
	defer stop()
	toRead, toWrite, err := os.Pipe()
	if err != nil {
		return p, fmt.Errorf("make a pipe: %w", err)
	}
	fromRead, fromWrite, err := os.Pipe()
	if err != nil {
		return p, errors.Join(fmt.Errorf("make a pipe: %w", err), toRead.Close(), toWrite.Close())
	}
	ended := make(chan error, 1)
	go func() {
		res, err := child.Run(ctx, command(proxy.Port(), orElse(b.Time, time.Minute), toRead, fromWrite))
		p.held(res.Limits)
		ended <- errors.Join(err, toRead.Close(), fromWrite.Close())
	}()
	p.tools = newDevtools(toWrite, fromRead, p.event)
	err = p.take(ctx, orElse(b.Settle, 20*time.Second))
	closing := p.tools.send("Browser.close", nil)
	_ = toWrite.Close()
	var ran error
	select {
	case ran = <-ended:
	case <-time.After(2 * time.Second):
		stop()
		ran = <-ended
	}
	_ = fromRead.Close()
	switch {
	case err == nil:
		err = closing
	case ran != nil && ctx.Err() == nil: // why it ended before it was told to
		err = fmt.Errorf("%w: %w", err, ran)
	}
	return p, err
}

func command(port int, limit time.Duration, in, out *os.File) child.Command {
	args := []string{
		"--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
		"--disable-breakpad", "--disable-crash-reporter", "--disable-dev-shm-usage", "--disable-domain-reliability", "--metrics-recording-only",
		"--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,DnsOverHttps,AsyncDns", "--mute-audio", "--hide-scrollbars",
		"--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--password-store=basic", "--use-mock-keychain", "--deny-permission-prompts",
		fmt.Sprintf("--proxy-server=http://127.0.0.1:%d", port), "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
		"--user-data-dir=profile", fmt.Sprintf("--window-size=%d,%d", width, height), "--remote-debugging-pipe", "about:blank",
	}
	c := child.Command{
		Program: program, Args: args, Proxy: port, Extra: []*os.File{in, out},
		// It makes a socket below TMPDIR, and a socket's path has 107 bytes at most: from
		// its own folder on it is always short enough.
		Env:   []string{"DBUS_SESSION_BUS_ADDRESS=disabled:", "TMPDIR=."},
		Reads: []string{"/proc", "/etc/chromium", "/etc/chromium.d", "/sys/devices", "/dev/shm"},
		Limits: child.Limits{
			Time: limit, FileSize: bigFile, Folder: folder, Output: 4 << 20, Processes: processes, OpenFiles: files,
		},
	}
	if direct := "/usr/lib/chromium/chromium"; executable(direct) { // past Debian's shell script
		c.Path = direct
	}
	c.Fill = func(dir string) error {
		for i, a := range c.Args {
			if a == "--user-data-dir=profile" {
				c.Args[i] = "--user-data-dir=" + filepath.Join(dir, "profile")
			}
		}
		return os.Mkdir(filepath.Join(dir, "profile"), 0o700)
	}
	return c
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// Hop is one answer on the way to the page.
type Hop struct {
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
}

// response is what a capture says of itself, as response.json.
type response struct {
	Form      int       `json:"recourse_capture"` // 1
	Asked     string    `json:"asked"`
	URL       string    `json:"url"` // where it ended
	At        time.Time `json:"at"`
	Redirects []Hop     `json:"redirects"`
	Hop
	TLS      json.RawMessage `json:"tls,omitempty"` // the server's certificate, as the browser tells
	Body     *body           `json:"body"`          // of the answer, without its transfer and content coding
	Title    string          `json:"title"`
	Browser  string          `json:"browser"`
	Finished bool            `json:"finished"`          // the page had loaded; else it was taken as it stood
	Cut      bool            `json:"cut"`               // a limit on bytes or requests was reached
	Refused  []string        `json:"refused,omitempty"` // hosts that the page asked for and that were not reached
	Held     []string        `json:"held"`              // which limits held the browser
}

type body struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// page is one page that is being captured.
type page struct {
	tools *devtools
	asked string

	mu       sync.Mutex
	frame    string // the main frame
	request  string // the main document's
	hops     []Hop
	final    Hop
	tls      json.RawMessage
	loaded   chan struct{}
	isLoaded bool
	finished bool
	limits   child.InForce

	version, title   string
	body             *body
	mhtml, pdf, shot []byte
}

func newPage(address string) *page { return &page{asked: address, loaded: make(chan struct{})} }

func (p *page) held(f child.InForce) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limits = f
}

// take drives the browser.
func (p *page) take(ctx context.Context, settle time.Duration) error {
	if err := p.open(ctx); err != nil {
		return err
	}
	var gone struct {
		Error string `json:"errorText"`
	}
	if err := p.tools.call(ctx, "Page.navigate", map[string]any{"url": p.asked}, &gone); err != nil {
		return err
	}
	if gone.Error != "" {
		return &app.CaptureError{Reason: reason(gone.Error), Address: p.asked, Detail: strings.TrimPrefix(gone.Error, "net::"), Kind: recourse.Unavailable}
	}
	select {
	case <-p.loaded:
		p.finished = true
	case <-time.After(settle):
		if err := p.tools.call(ctx, "Page.stopLoading", nil, nil); err != nil {
			return err
		}
	case <-p.tools.done:
		return p.tools.ended
	case <-ctx.Done():
		return ctx.Err()
	}
	return p.save(ctx)
}

// reason is why the browser did not open a page, by its own word for it
// (net/base/net_error_list.h).
func reason(word string) string {
	word = strings.TrimPrefix(word, "net::ERR_")
	switch word {
	case "TUNNEL_CONNECTION_FAILED", "NAME_NOT_RESOLVED", "ADDRESS_UNREACHABLE", "CONNECTION_REFUSED", "CONNECTION_TIMED_OUT":
		return app.CaptureUnreachable
	case "UNSAFE_PORT":
		return app.CapturePort
	case "ABORTED":
		return app.CaptureDownload
	case "TIMED_OUT":
		return app.CaptureSlow
	}
	for prefix, why := range map[string]string{"CERT_": app.CaptureCertificate, "SSL_": app.CaptureTLS, "BAD_SSL_": app.CaptureTLS, "CONNECTION_": app.CaptureBroken, "EMPTY_": app.CaptureBroken, "INCOMPLETE_": app.CaptureBroken} {
		if strings.HasPrefix(word, prefix) {
			return why
		}
	}
	return app.CaptureFailed
}

// open makes a page and listens to it.
func (p *page) open(ctx context.Context) error {
	var version struct {
		Product string `json:"product"`
	}
	if err := p.tools.call(ctx, "Browser.getVersion", nil, &version); err != nil {
		return err
	}
	p.version = version.Product
	var target struct {
		ID string `json:"targetId"`
	}
	if err := p.tools.call(ctx, "Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return err
	}
	var attached struct {
		Session string `json:"sessionId"`
	}
	if err := p.tools.call(ctx, "Target.attachToTarget", map[string]any{"targetId": target.ID, "flatten": true}, &attached); err != nil {
		return err
	}
	if err := p.tools.call(ctx, "Browser.setDownloadBehavior", map[string]any{"behavior": "deny"}, nil); err != nil {
		return err
	}
	p.mu.Lock()
	p.frame = target.ID // a page's main frame has its target's ID
	p.mu.Unlock()
	p.tools.use(attached.Session)
	for _, c := range []string{"Page.enable", "Network.enable"} {
		if err := p.tools.call(ctx, c, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// event takes what the browser tells of the page.
func (p *page) event(method string, params json.RawMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch method {
	case "Network.requestWillBeSent":
		var e struct {
			Request  string `json:"requestId"`
			Frame    string `json:"frameId"`
			Type     string `json:"type"`
			Redirect *hop   `json:"redirectResponse"`
		}
		if json.Unmarshal(params, &e) == nil && e.Type == "Document" && e.Frame == p.frame {
			p.request = e.Request
			if e.Redirect != nil && len(p.hops) < 50 && !e.Redirect.own() {
				p.hops = append(p.hops, e.Redirect.hop())
			}
		}
	case "Network.responseReceived":
		var e struct {
			Request  string `json:"requestId"`
			Response hop    `json:"response"`
		}
		if json.Unmarshal(params, &e) == nil && e.Request == p.request {
			p.final, p.tls = e.Response.hop(), e.Response.TLS
		}
	case "Page.loadEventFired":
		if !p.isLoaded && p.request != "" {
			p.isLoaded = true
			close(p.loaded)
		}
	case "Page.javascriptDialogOpening":
		go func() { _ = p.tools.send("Page.handleJavaScriptDialog", map[string]any{"accept": false}) }()
	}
}

// hop is an answer as the browser tells of it.
type hop struct {
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	TLS     json.RawMessage   `json:"securityDetails"`
}

// own reports whether the browser made up this redirect by itself, to try https, or
// http again, at the same address; no server said it. Chromium marks such an answer
// with Non-Authoritative-Reason (net/url_request/redirect_util.cc).
func (h hop) own() bool {
	var reason, location string
	for k, v := range h.Headers {
		switch http.CanonicalHeaderKey(k) {
		case "Non-Authoritative-Reason":
			reason = v
		case "Location":
			location = v
		}
	}
	from, err := url.Parse(h.URL)
	to, err2 := url.Parse(location)
	return h.Status == http.StatusTemporaryRedirect && reason != "" && err == nil && err2 == nil && from.Scheme != to.Scheme &&
		from.Hostname() == to.Hostname() && from.RequestURI() == to.RequestURI()
}

func (h hop) hop() Hop { return Hop{h.URL, h.Status, h.Headers} }

// save takes the page's four forms.
func (p *page) save(ctx context.Context) error {
	p.answerBody(ctx)
	var title struct {
		Result struct {
			Value string `json:"value"`
		} `json:"result"`
	}
	if err := p.tools.call(ctx, "Runtime.evaluate", map[string]any{"expression": "document.title", "returnByValue": true, "timeout": 2000}, &title); err == nil {
		p.title = title.Result.Value
	}
	var snapshot struct {
		Data string `json:"data"`
	}
	if err := p.tools.call(ctx, "Page.captureSnapshot", map[string]any{"format": "mhtml"}, &snapshot); err != nil {
		return err
	}
	p.mhtml = []byte(snapshot.Data)
	var err error
	if p.shot, err = p.picture(ctx); err != nil {
		return err
	}
	if p.pdf, err = p.binary(ctx, "Page.printToPDF", map[string]any{"printBackground": true}); err != nil {
		return err
	}
	for _, b := range [][]byte{p.mhtml, p.shot, p.pdf} {
		if len(b) == 0 || len(b) > maxPart {
			return fmt.Errorf("a part of the page has %d bytes, up to %d are kept: %w", len(b), maxPart, recourse.Invalid)
		}
	}
	return nil
}

// answerBody digests what the server sent. A page that is still loading has none.
func (p *page) answerBody(ctx context.Context) {
	p.mu.Lock()
	request := p.request
	p.mu.Unlock()
	var b struct {
		Body   string `json:"body"`
		Base64 bool   `json:"base64Encoded"`
	}
	if err := p.tools.call(ctx, "Network.getResponseBody", map[string]any{"requestId": request}, &b); err != nil {
		return
	}
	raw := []byte(b.Body)
	if b.Base64 {
		var err error
		if raw, err = base64.StdEncoding.DecodeString(b.Body); err != nil {
			return
		}
	}
	if len(raw) <= maxBody {
		p.body = &body{digest(raw), int64(len(raw))}
	}
}

// picture is the whole page, as far down as tallest.
func (p *page) picture(ctx context.Context) ([]byte, error) {
	var m struct {
		Size struct {
			Width, Height float64
		} `json:"cssContentSize"`
	}
	if err := p.tools.call(ctx, "Page.getLayoutMetrics", nil, &m); err != nil {
		return nil, err
	}
	clip := map[string]any{"x": 0, "y": 0, "width": max(1, min(m.Size.Width, 2*width)), "height": max(1, min(m.Size.Height, tallest)), "scale": 1}
	return p.binary(ctx, "Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true, "clip": clip})
}

func (p *page) binary(ctx context.Context, method string, params any) ([]byte, error) {
	var b struct {
		Data []byte `json:"data"` // base64
	}
	err := p.tools.call(ctx, method, params, &b)
	return b.Data, err
}

// why says why a page could not be captured: a refusal of the proxy comes before what
// the browser makes of it.
func (p *page) why(err error, proxy *guard.Proxy) error {
	refused, full := proxy.Refused()
	u, _ := url.Parse(p.asked) // it was parsed before
	switch {
	case full:
		return &app.CaptureError{Reason: app.CaptureLarge, Address: p.asked, Kind: recourse.Invalid}
	case len(refused) > 0 && u != nil:
		why := app.CapturePrivate
		if !slices.ContainsFunc(refused, func(r string) bool { return strings.HasSuffix(r, ": "+guard.WhyAddress) }) {
			why = app.CapturePort
		}
		return &app.CaptureError{Reason: why, Address: p.asked, Detail: strings.Join(hosts(refused), ", "), Kind: recourse.Denied}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, child.ErrTime):
		return &app.CaptureError{Reason: app.CaptureSlow, Address: p.asked, Kind: recourse.Unavailable}
	}
	return err
}

// hosts are those that were refused, without why.
func hosts(refused []string) (list []string) {
	for _, r := range refused {
		host, _, _ := strings.Cut(r, ": ")
		list = append(list, host)
	}
	return list
}

// captured puts the parts together.
func (p *page) captured(proxy *guard.Proxy) (app.Captured, error) {
	refused, full := proxy.Refused()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.final.Status == 0 {
		return app.Captured{}, p.why(&app.CaptureError{Reason: app.CaptureUnreachable, Address: p.asked, Kind: recourse.Unavailable}, proxy)
	}
	switch reason := p.final.Headers[guard.RefusedHeader]; {
	case reason == "" || !strings.HasPrefix(p.final.URL, "http://"): // the server's own answer
	case reason == guard.Unreachable:
		return app.Captured{}, &app.CaptureError{Reason: app.CaptureUnreachable, Address: p.final.URL, Kind: recourse.Unavailable}
	default:
		return app.Captured{}, p.why(&app.CaptureError{Reason: app.CapturePrivate, Address: p.final.URL, Kind: recourse.Denied}, proxy)
	}
	r := response{
		Form: 1, Asked: p.asked, URL: p.final.URL, At: time.Now().UTC().Truncate(time.Second), Redirects: append([]Hop{}, p.hops...), Hop: p.final, TLS: p.tls,
		Body: p.body, Title: p.title, Browser: p.version, Finished: p.finished, Cut: full, Refused: refused, Held: held(p.limits),
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return app.Captured{}, fmt.Errorf("encode the answer: %w", err)
	}
	c := app.Captured{URL: r.URL, Title: p.title, Tool: tool(p.version), Finished: p.finished, Cut: full, Refused: refused, Page: p.mhtml, Picture: p.shot, PDF: p.pdf, Response: append(b, '\n')}
	for _, h := range p.hops {
		c.Redirects = append(c.Redirects, strconv.Itoa(h.Status)+" "+h.URL)
	}
	return c, nil
}

// tool is the browser's name and version as an entry of a log has it.
func tool(version string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("./-", r)) {
			return r
		}
		return '-'
	}, version)
}

func held(f child.InForce) []string {
	list := []string{"time", "environment"}
	for _, h := range []struct {
		name string
		on   bool
	}{{"only-proxy", f.OnlyProxy}, {"files", f.Files}, {"file-size", f.FileSize}, {"processes", f.Processes}, {"open-files", f.OpenFiles}, {"memory", f.Memory}} {
		if h.on {
			list = append(list, h.name)
		}
	}
	slices.Sort(list)
	return list
}
