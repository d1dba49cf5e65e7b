package intake

import (
	"bytes"
	"context"
	"crypto/md5"  //nolint:gosec // captures name their digests so; none is trusted alone
	"crypto/sha1" //nolint:gosec // the same
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"strings"
	"time"

	"recourse"
	"recourse/picture"
)

// capture is the reading of one file of records.
type capture struct {
	*reader
	f        *File
	number   int // of the files that were taken
	damaged  int
	what     string // was wrong first
	revisits int    // records that refer to a capture elsewhere
	segments int    // records that are pieces
}

func (c *capture) first(err error) {
	if c.what == "" {
		c.what = err.Error()
	}
}

// tell says what of the capture was not read.
func (c *capture) tell() {
	if c.damaged > 0 {
		c.f.problem("capture-damaged", c.what)
	}
	if c.revisits > 0 {
		c.f.problem("capture-elsewhere", "", "n", c.revisits)
	}
	if c.segments > 0 {
		c.f.problem("capture-pieces", "", "n", c.segments)
	}
}

// record reads one record. It reports whether it was as long as it says, and
// whether to go on.
func (c *capture) record(w *warcReader, rec warcRecord) (whole, more bool) {
	kind := strings.ToLower(rec.header.Get("Warc-Type"))
	switch kind {
	case "response", "resource", "conversion":
	case "warcinfo":
		b, err := c.block(w, rec, maxWARCHead)
		c.info(string(b))
		return err == nil, true
	default:
		switch kind {
		case "revisit":
			c.revisits++
		case "continuation":
			c.segments++
		}
		return w.skip(rec.length) == nil, true
	}
	if rec.header.Get("Warc-Segment-Number") != "" {
		c.segments++
	}
	if !c.admit(c.f) {
		return true, false
	}
	block, err := c.block(w, rec, c.lim.Text)
	whole = err == nil || errors.Is(err, errBlockLong)
	if next := bytes.Index(block, []byte("\r\n\r\nWARC/1.")); !whole && next >= 0 {
		block = block[:next] // what follows is the next record
	}
	c.number++
	c.file(rec, kind, block, err)
	return whole, true
}

var errBlockLong = fmt.Errorf("record is too long: %w", recourse.Invalid)

// block reads a record's block, at most so much of it. What is beyond is skipped.
func (c *capture) block(w *warcReader, rec warcRecord, most int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.CopyN(&b, w.in, min(rec.length, most))
	w.at += n
	if err == nil && rec.length > most {
		if err = w.skip(rec.length - most); err == nil {
			err = errBlockLong
		}
	}
	return b.Bytes(), err
}

// info reads what a file of records says of itself: the program that wrote it.
func (c *capture) info(text string) {
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), "software") {
			c.f.Meta.Add(MetaProducer, value)
		}
	}
}

// file makes a file of a record's block.
func (c *capture) file(rec warcRecord, kind string, block []byte, err error) {
	where := strings.Trim(rec.header.Get("Warc-Target-Uri"), "<>")
	a := answer{body: block, media: rec.header.Get("Content-Type")}
	if kind == "response" && strings.HasPrefix(where, "http") {
		a = c.http(block)
	}
	media, params := mediaType(a.media)
	sub := *c.reader
	sub.pass = params["charset"]
	if len(a.body) < smallPicture && sub.opt.Pictures != nil {
		sub.opt.Pictures = noWords{}
	}
	at := len(c.f.Files)
	sub.inside(c.f, fmt.Sprintf("%04d %s", c.number, captureName(where)), "", bytesSource(a.body))
	if len(c.f.Files) <= at {
		return
	}
	f := &c.f.Files[at]
	if isPageCode(media) {
		f.Kind, f.Text, f.Indicators = KindUnknown, "", nil // what nobody reads on a page
	}
	var m Meta
	m.Add(MetaURL, where)
	if at, terr := time.Parse(time.RFC3339Nano, rec.header.Get("Warc-Date")); terr == nil {
		m.AddTime(MetaCaptured, at.UTC())
	} else {
		f.problem("capture-undated", shortened(rec.header.Get("Warc-Date")))
	}
	m.Add(MetaStatus, a.status)
	m.Add(MetaServed, media)
	switch {
	case errors.Is(err, errBlockLong):
		f.problem("text-cut", fmt.Sprintf("%d bytes", rec.length), "limit", megabytes(c.lim.Text))
	case err != nil:
		f.problem("capture-cut", fmt.Sprintf("%d of %d bytes", len(block), rec.length))
	default:
		checkDigests(f, &m, rec, block, a)
	}
	if a.problem != "" {
		f.problem(a.problem, a.detail, "type", a.detail)
	}
	f.Meta = append(m, f.Meta...)
}

// smallPicture is the size in bytes below which a captured picture is taken for a
// sign of the page, in which no words are looked for.
const smallPicture = 20 << 10

// noWords reads no words.
type noWords struct{}

// PictureWords returns none.
func (noWords) PictureWords(context.Context, picture.Picture) ([]picture.Word, error) {
	return nil, nil
}

// isPageCode reports whether a media type is one of a page's own code.
func isPageCode(media string) bool {
	return strings.HasSuffix(media, "javascript") || strings.HasSuffix(media, "ecmascript") || media == "text/css" || media == "application/wasm"
}

// captureName is the name of a captured file: the address without its scheme and
// what stands behind the path.
func captureName(where string) string {
	u, err := url.Parse(where)
	if err != nil || u.Host == "" && u.Opaque == "" {
		return shortened(where)
	}
	name := u.Host + u.Path
	if strings.HasSuffix(name, "/") || u.Path == "" {
		name = strings.TrimRight(name, "/") + "/index"
	}
	return name + shortened(u.Opaque)
}

// checkDigests compares the digests in a record's head with its bytes.
func checkDigests(f *File, m *Meta, rec warcRecord, block []byte, a answer) {
	held := ""
	for _, d := range []struct {
		name  string
		of    [][]byte
		which string
	}{
		{"Warc-Block-Digest", [][]byte{block}, "block"},
		// Programs differ in whether the payload's digest is taken before or after
		// the codings of its way are undone.
		{"Warc-Payload-Digest", [][]byte{a.raw, a.unchunked, a.body, block}, "payload"},
	} {
		said := rec.header.Get(d.name)
		if said == "" || d.which == "payload" && rec.header.Get("Warc-Truncated") != "" {
			continue
		}
		algorithm, ok, known := digestHolds(said, d.of)
		switch {
		case !known:
			f.problem("capture-digest-unknown", shortened(said), "digest", shortened(algorithm))
		case !ok:
			f.problem("capture-changed", d.which+" "+shortened(said))
			return
		default:
			held = algorithm
		}
	}
	m.Add(MetaVerified, held)
}

// digestHolds reports whether a labelled digest such as "sha1:…" is of one of
// the pieces. Its value is in base 32 or in hexadecimal digits.
func digestHolds(said string, pieces [][]byte) (algorithm string, ok, known bool) {
	algorithm, value, _ := strings.Cut(said, ":")
	algorithm = strings.ToLower(strings.TrimSpace(algorithm))
	value = strings.TrimSpace(value)
	var make func() hash.Hash
	switch strings.ReplaceAll(algorithm, "-", "") {
	case "sha1":
		make = sha1.New
	case "sha256":
		make = sha256.New
	case "sha512":
		make = sha512.New
	case "md5":
		make = md5.New
	default:
		return algorithm, false, false
	}
	for _, p := range pieces {
		if p == nil {
			continue
		}
		h := make()
		h.Write(p)
		sum := h.Sum(nil)
		if strings.EqualFold(value, hex.EncodeToString(sum)) ||
			strings.EqualFold(strings.TrimRight(value, "="), strings.TrimRight(base32.StdEncoding.EncodeToString(sum), "=")) {
			return algorithm, true, true
		}
	}
	return algorithm, false, true
}
