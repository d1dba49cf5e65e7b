package custody

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"recourse"

	"github.com/digitorus/timestamp"
)

// A container of ETSI EN 319 162-1, ASiC-E: a zip whose META-INF has manifests of
// all files, and a signature or time stamp on each manifest.
const (
	asicType     = "application/vnd.etsi.asic-e+zip"
	asicTypeFile = "mimetype"
	asicDir      = "META-INF/"
	asicSpace    = "http://uri.etsi.org/02918/v1.2.1#"
	xmlSigSpace  = "http://www.w3.org/2000/09/xmldsig#"
	xmlSHA256    = "http://www.w3.org/2001/04/xmlenc#sha256"
	tokenType    = "application/vnd.etsi.timestamp-token"
	cadesType    = "application/pkcs7-signature"
)

func asicManifest(n int) string  { return fmt.Sprintf("%sASiCManifest%03d.xml", asicDir, n) }
func asicSignature(n int) string { return fmt.Sprintf("%ssignature%03d.p7s", asicDir, n) }
func asicToken(n int, part string) string {
	return fmt.Sprintf("%stimestamp%03d%s", asicDir, n, part)
}

// ASiC is a [Folder] that writes an ASiC-E container. As with [Zip], it belongs
// to one goroutine, and each file must be closed before the next. Call
// [ASiC.Close] at the end.
type ASiC struct {
	zip  *Zip
	at   time.Time // of signing; the zip's own times are even seconds
	refs []asicRef
}

// asicRef is a file of a container and its digest.
type asicRef struct {
	path string
	sum  []byte
}

// NewASiC writes to w a container in which all files lie below one directory,
// base. All are dated now.
func NewASiC(w io.Writer, base string, now time.Time, scratch Scratch) (*ASiC, error) {
	z, err := NewZip(w, base, now, scratch)
	if err != nil {
		return nil, err
	}
	if base == asicTypeFile || strings.EqualFold(base, strings.TrimSuffix(asicDir, "/")) {
		return nil, fmt.Errorf("folder in container cannot be named %q: %w", base, recourse.Invalid)
	}
	if err := createASiCType(z.files); err != nil {
		return nil, err
	}
	return &ASiC{zip: z, at: now.UTC().Truncate(time.Second)}, nil
}

// createASiCType writes the file that names the container: first, stored, and
// with nothing in the header that would move its content from byte 38.
func createASiCType(z *zipFiles) error {
	w, err := z.raw(&zip.FileHeader{
		Name: asicTypeFile, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(asicType)),
		CompressedSize64: uint64(len(asicType)), UncompressedSize64: uint64(len(asicType)),
	})
	if err == nil {
		_, err = io.WriteString(w, asicType)
	}
	if err != nil {
		return fmt.Errorf("begin container: %w", err)
	}
	return nil
}

// Create begins the next file.
func (a *ASiC) Create(name string) (io.WriteCloser, error) {
	f, err := a.zip.Create(name)
	if err != nil {
		return nil, err
	}
	return &asicFile{f, sha256.New(), a, a.zip.base + "/" + name}, nil
}

type asicFile struct {
	io.WriteCloser
	sum  hash.Hash
	into *ASiC
	path string
}

func (f *asicFile) Write(p []byte) (int, error) {
	n, err := f.WriteCloser.Write(p)
	_, _ = f.sum.Write(p[:n])
	return n, err
}

func (f *asicFile) Close() error {
	f.into.refs = append(f.into.refs, asicRef{f.path, f.sum.Sum(nil)})
	return f.WriteCloser.Close()
}

// Close signs the container, has its time stamped, and writes the zip's
// directory; it does not close the writer below. It needs a signer or a stamper:
// a container with neither is none. A stamp covers the signature too. Of stampers
// there must be as many as the package has, or more.
func (a *ASiC) Close(ctx context.Context, signer *CertificateSigner, stampers []Stamper) error {
	if signer == nil && len(stampers) == 0 {
		return fmt.Errorf("an ASiC container needs a time stamp, or a certificate to sign with: %w", recourse.Invalid)
	}
	if signer != nil {
		if err := signer.holdsAt(a.at); err != nil {
			return err
		}
	}
	slices.SortFunc(a.refs, func(x, y asicRef) int { return strings.Compare(x.path, y.path) })
	n := 0
	if signer != nil {
		n++
		manifest := formatASiC(asicSignature(n), cadesType, a.refs)
		sig, err := signer.sign(oidData, manifest, false, a.at)
		if err != nil {
			return err
		}
		if err := a.put(asicManifest(n), manifest); err != nil {
			return err
		}
		if err := a.put(asicSignature(n), sig); err != nil {
			return err
		}
		for path, b := range map[string][]byte{asicManifest(n): manifest, asicSignature(n): sig} {
			sum := sha256.Sum256(b)
			a.refs = append(a.refs, asicRef{path, sum[:]})
		}
		slices.SortFunc(a.refs, func(x, y asicRef) int { return strings.Compare(x.path, y.path) })
	}
	for i, stamper := range stampers {
		n++
		if err := a.stamp(ctx, n, stamper); err != nil {
			return fmt.Errorf("time stamp %d of the container: %w", i+1, err)
		}
	}
	return a.zip.Close()
}

// stamp writes a manifest, the time stamp on it, and what is needed to check that later.
func (a *ASiC) stamp(ctx context.Context, n int, stamper Stamper) error {
	manifest := formatASiC(asicToken(n, ".tst"), tokenType, a.refs)
	s, err := stamper.Stamp(ctx, bytes.Clone(manifest))
	if err != nil {
		return err
	}
	t, err := timestamp.ParseResponse(s.Response)
	if err != nil {
		return fmt.Errorf("its answer: %v: %w", err, recourse.Invalid)
	}
	if err := a.put(asicManifest(n), manifest); err != nil {
		return err
	}
	for _, f := range []struct {
		part string
		b    []byte
	}{{".tst", t.RawToken}, {".tsq", s.Request}, {".pem", s.Chain}, {".crl.pem", s.CRLs}, {answersPart, s.Answers}} {
		if f.part == answersPart && len(f.b) == 0 {
			continue
		}
		if len(f.b) > maxStampFile {
			return fmt.Errorf("%d bytes in %s, at most %d are kept: %w", len(f.b), f.part, maxStampFile, recourse.Invalid)
		}
		if err := a.put(asicToken(n, f.part), f.b); err != nil {
			return err
		}
	}
	return nil
}

// put writes a file beside the package's folder.
func (a *ASiC) put(name string, b []byte) error {
	w, err := a.zip.files.stored(name, a.zip.now)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// formatASiC is the one manifest of these files: EN 319 162-1, annex A.4.
func formatASiC(signature, kind string, refs []asicRef) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>` + "\n")
	fmt.Fprintf(&b, "<asic:ASiCManifest xmlns:asic=%q xmlns:ds=%q>\n", asicSpace, xmlSigSpace)
	fmt.Fprintf(&b, "<asic:SigReference MimeType=%q URI=%q/>\n", kind, signature)
	for _, r := range refs {
		fmt.Fprintf(&b, "<asic:DataObjectReference URI=%q><ds:DigestMethod Algorithm=%q/><ds:DigestValue>%s</ds:DigestValue></asic:DataObjectReference>\n",
			asicURI(r.path), xmlSHA256, base64.StdEncoding.EncodeToString(r.sum))
	}
	b.WriteString("</asic:ASiCManifest>\n")
	return b.Bytes()
}

// asicURI writes a path as a URI reference: all but unreserved characters
// (RFC 3986, section 2.3) and the slash as percent and two digits.
func asicURI(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// asicDoc is a manifest that was read.
type asicDoc struct {
	name, signature, kind string
	refs                  []asicRef
}

// parseASiC reads a manifest in the form that formatASiC writes, and no other.
func parseASiC(name string, text []byte) (asicDoc, error) {
	bad := fmt.Errorf("%s is not a manifest as it is written here: %w", name, recourse.Invalid)
	var x struct {
		XMLName   xml.Name `xml:"ASiCManifest"`
		Signature struct {
			MimeType string `xml:",attr"`
			URI      string `xml:",attr"`
		} `xml:"SigReference"`
		Refs []struct {
			URI   string `xml:",attr"`
			Value string `xml:"DigestValue"`
		} `xml:"DataObjectReference"`
	}
	if err := xml.Unmarshal(text, &x); err != nil {
		return asicDoc{name: name}, bad
	}
	d := asicDoc{name: name, signature: x.Signature.URI, kind: x.Signature.MimeType}
	seen := make(map[string]bool, len(x.Refs))
	for _, r := range x.Refs {
		path, err := url.PathUnescape(r.URI)
		if err != nil || seen[path] {
			return asicDoc{name: name}, bad
		}
		seen[path] = true
		sum, err := base64.StdEncoding.DecodeString(r.Value)
		if err != nil {
			return asicDoc{name: name}, bad
		}
		d.refs = append(d.refs, asicRef{path, sum})
	}
	if !bytes.Equal(formatASiC(d.signature, d.kind, d.refs), text) {
		return asicDoc{name: name}, bad
	}
	return d, nil
}

// tokenResponse puts a token into the answer of an authority that granted it.
func tokenResponse(token []byte) ([]byte, error) {
	return asn1.Marshal(struct {
		Status struct{ Status int }
		Token  asn1.RawValue
	}{Token: asn1.RawValue{FullBytes: token}})
}

// isContainers reports the name of a file that makes a zip an ASiC container, and is no
// part of the package in it.
func isContainers(name string) bool {
	return name == asicTypeFile || strings.HasPrefix(name, asicDir)
}
