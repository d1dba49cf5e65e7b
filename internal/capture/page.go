package capture

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/child"
)

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
