package app

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"

	"recourse"
	"recourse/internal/evidence"
)

// Captured is a web page as it was.
type Captured struct {
	URL       string   // where it ended
	Title     string   // as the page calls itself
	Tool      string   // the browser and its version
	Redirects []string // status and address of each answer on the way
	Finished  bool     // the page had loaded; else it was taken as it stood
	Cut       bool     // it was larger than what is taken
	Refused   []string // hosts that the page asked for and that were not reached
	Page      []byte   // MHTML
	Picture   []byte   // PNG
	PDF       []byte
	Response  []byte // JSON: redirects, headers, certificate and the answer's digest
}

// Why a page could not be captured; each has the words capture.fail.<reason>.
const (
	CaptureAddress     = "address"     // this is not the address of a web page
	CapturePrivate     = "private"     // it leads into a private network
	CapturePort        = "port"        // it names a port that no web page has
	CaptureUnreachable = "unreachable" // no server answers
	CaptureCertificate = "certificate" // the server cannot prove whose it is
	CaptureTLS         = "tls"         // no secure connection could be made
	CaptureBroken      = "broken"      // the server ended the connection
	CaptureDownload    = "download"    // what is there is no page
	CaptureLarge       = "large"
	CaptureSlow        = "slow"
	CaptureFailed      = "failed" // anything else; Detail has the browser's word for it
	CaptureOther       = "other"  // anything else, without such a word
)

// CaptureError says why a page could not be captured.
type CaptureError struct {
	Reason  string
	Address string
	Detail  string // the browser's or the proxy's own word, for those who look into it
	Kind    recourse.Kind
}

// Error says it for logs; people get the words of [CaptureError.Phrase].
func (e *CaptureError) Error() string {
	text := fmt.Sprintf("capture %.200q: %s", e.Address, e.Reason)
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	return text
}

// Unwrap returns the kind.
func (e *CaptureError) Unwrap() error { return e.Kind }

// Phrase says it to people.
func (e *CaptureError) Phrase() recourse.Phrase {
	return recourse.P("capture.fail."+e.Reason, "url", e.Address, "detail", e.Detail)
}

// Capturer captures web pages.
type Capturer interface {
	// Capture captures the page at an address. Where that fails for a reason that the
	// person can understand it is a [*CaptureError]: of kind Invalid for an address that
	// is none, Denied for one that is not of the public internet, and Unavailable where
	// nobody answers. It is Unavailable too where no browser is installed.
	Capture(ctx context.Context, address string) (Captured, error)
}

// Capture captures a web page for the person's case, because they ask for it. The
// page as one file (MHTML) is an item that is read like those that were handed in;
// its picture, its PDF and what the server answered are made from it.
func (a *App) Capture(ctx context.Context, who, caseID, address string) (evidence.Item, error) {
	if _, err := a.own(ctx, who, caseID); err != nil {
		return evidence.Item{}, fmt.Errorf("capture page: %w", err)
	}
	c, err := a.Capturer.Capture(ctx, address)
	if err != nil {
		return evidence.Item{}, err
	}
	end, err := a.Blobs.Begin(ctx, caseID)
	if err != nil {
		return evidence.Item{}, fmt.Errorf("keep captured page: %w", err)
	}
	h := newHandIn(caseID, who, "web")
	defer h.close()
	items, err := a.putCaptured(ctx, who, caseID, c)
	var page handed
	if err == nil {
		page, err = handedOf(items[0])
	}
	if err == nil {
		err = h.add(&page)
	}
	if err == nil {
		err = a.addItems(ctx, h, items[1:])
	}
	if err != nil && a.recorded(ctx, h.first) != nil {
		return evidence.Item{}, fmt.Errorf("keep captured page: %w", err)
	}
	a.ended(caseID, end)
	for item, err := range h.records() {
		return item, err
	}
	return evidence.Item{}, fmt.Errorf("keep captured page: %w", recourse.NotFound) // never: one was added
}

// putCaptured encrypts the parts of a captured page under the case's key.
func (a *App) putCaptured(ctx context.Context, who, caseID string, c Captured) (items []evidence.Item, err error) {
	base := "page"
	if u, err := url.Parse(c.URL); err == nil && u.Hostname() != "" {
		base = u.Hostname()
	}
	base += " " + recourse.DateOf(a.Now()).String()
	origin := strings.Join(append(c.Redirects, c.URL), " → ")
	for _, p := range []struct {
		end, media string
		bytes      []byte
	}{
		{".mhtml", "multipart/related", c.Page}, {".png", "image/png", c.Picture}, {".pdf", "application/pdf", c.PDF}, {".response.json", "application/json", c.Response},
	} {
		i := evidence.Item{
			ID: recourse.NewID(), Case: caseID, MediaType: p.media, Name: base + p.end, Kind: evidence.PageCapture, Origin: origin, Door: "web", By: who, At: a.Now(),
		}
		if len(items) > 0 {
			i.Parent, i.Tool = items[0].ID, c.Tool
		}
		if i.SHA256, i.Size, err = a.Blobs.Put(ctx, caseID, bytes.NewReader(p.bytes)); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, nil
}
