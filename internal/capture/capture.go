package capture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
