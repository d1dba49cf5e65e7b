package custody

import (
	"archive/zip"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
)

// maxASiCManifest is the largest manifest that is read, in bytes.
const maxASiCManifest = 64 << 20

// asicCheck is a container while it is examined.
type asicCheck struct {
	*bag
	base  string // the package's folder
	meta  map[string][]byte
	order []string // as they stand in the zip
	docs  []asicDoc
	all   map[string]string // the package's files: their SHA-256, empty where it is not known
}

// checkASiC checks what makes the package a container: its type, that each
// manifest lists each file with its digest, and the signature or stamp on each.
func (b *bag) checkASiC(container []*zip.File, base string) {
	b.report.Container = "asic-e"
	c := &asicCheck{bag: b, base: base, meta: make(map[string][]byte), all: make(map[string]string)}
	for p := range b.tags {
		c.all[p] = b.sums[p].of(sha256Alg)
	}
	files := b.payload.cursor()
	for files.next() {
		c.all[files.path] = hex.EncodeToString(files.sum)
	}
	b.fail(files.Err())
	for i, f := range container {
		if _, twice := c.meta[f.Name]; twice || !f.Mode().IsRegular() {
			b.report.add("asic-unexpected", f.Name, "")
			continue
		}
		text, err := readSmall(f, maxASiCManifest)
		if err != nil {
			b.report.unreadable("bag-unreadable", f.Name, err)
			continue
		}
		c.meta[f.Name] = text
		c.order = append(c.order, f.Name)
		if (f.Name == asicTypeFile) != (i == 0) {
			b.report.explain("asic-type", f.Name, "it is not the first file", "first-file")
		}
	}
	if string(c.meta[asicTypeFile]) != asicType {
		b.report.add("asic-type", asicTypeFile, fmt.Sprintf("%.80q", c.meta[asicTypeFile]))
	}
	for n := 1; c.meta[asicManifest(n)] != nil; n++ {
		c.checkManifest(n)
	}
	if len(c.docs) == 0 {
		b.report.explain("asic-manifest", asicManifest(1), "it is not there", "absent")
	}
	c.checkStamped()
	for _, name := range c.order {
		if name != asicTypeFile && !c.known(name) {
			b.report.add("asic-unexpected", name, "")
		}
	}
}

// checkStamped sees that the container has a time assertion for each authority that
// stamped the package: bag-info.txt, which the log covers, says how many there are. So
// one that was dropped together with its manifest is missed.
func (c *asicCheck) checkStamped() {
	n := 0
	for _, d := range c.docs {
		if d.kind == tokenType {
			n++
		}
	}
	for i := range min(c.saidStamps, maxStamps) - n {
		c.report.add("asic-missing", asicToken(len(c.docs)+1+i, ".tst"), infoFile)
	}
}

// known reports a name that a container with these manifests has.
func (c *asicCheck) known(name string) bool {
	for i, d := range c.docs {
		switch {
		case name == d.name, name == d.signature:
			return true
		case d.kind == tokenType && slices.Contains([]string{".tsq", ".pem", ".crl.pem", answersPart}, strings.TrimPrefix(name, asicToken(i+1, ""))):
			return true
		}
	}
	return false
}

// checkManifest checks one manifest and what signs it.
func (c *asicCheck) checkManifest(n int) {
	name := asicManifest(n)
	text := c.meta[name]
	d, err := parseASiC(name, text)
	if err != nil {
		c.report.explain("asic-manifest", name, err.Error(), "form")
	}
	c.docs = append(c.docs, d)
	if err != nil {
		return
	}
	listed := make(map[string][]byte, len(d.refs))
	for _, r := range d.refs {
		listed[r.path] = r.sum
		got := c.sum(r.path)
		switch {
		case got == "":
			c.report.add("asic-missing", r.path, name)
		case got != hex.EncodeToString(r.sum):
			c.report.add("asic-changed", r.path, name)
		}
	}
	for p := range c.all {
		if listed[c.base+"/"+p] == nil {
			c.report.add("asic-uncovered", p, name)
		}
	}
	if first := c.docs[0]; n > 1 && first.kind == cadesType && (listed[first.name] == nil || listed[first.signature] == nil) {
		c.report.add("asic-uncovered", first.signature, name)
	}
	switch {
	case d.kind == tokenType && d.signature == asicToken(n, ".tst"):
		c.checkToken(n, text)
	case d.kind == cadesType && d.signature == asicSignature(n):
		c.checkSignature(d.signature, text)
	default:
		c.report.explain("asic-manifest", name, fmt.Sprintf("a signature of type %.80q in %.80q is not known here", d.kind, d.signature), "asic-kind", "type", recourse.Visible(d.kind))
	}
}

// sum is the SHA-256 of a file of the container, empty where it is not there.
func (c *asicCheck) sum(path string) string {
	if p, ok := strings.CutPrefix(path, c.base+"/"); ok {
		return c.all[p]
	}
	if b, ok := c.meta[path]; ok {
		return digestHex(b)
	}
	return ""
}

// checkToken checks the time stamp on a manifest as those on the checkpoint are.
func (c *asicCheck) checkToken(n int, manifest []byte) {
	for _, part := range []string{".tst", ".tsq", ".pem", ".crl.pem", answersPart} {
		if b, ok := c.meta[asicToken(n, part)]; !ok && part != answersPart || len(b) > maxStampFile {
			c.report.add("asic-missing", asicToken(n, part), asicManifest(n))
			return
		}
	}
	response, err := tokenResponse(c.meta[asicToken(n, ".tst")])
	var t Timestamp
	if err == nil {
		t, err = CheckStamp(manifest, Stamp{c.meta[asicToken(n, ".tsq")], response, c.meta[asicToken(n, ".pem")], c.meta[asicToken(n, ".crl.pem")], c.meta[asicToken(n, answersPart)]}, c.roots)
	}
	if err != nil {
		c.report.stamp(asicToken(n, ".tst"), err)
		return
	}
	t.Of = "container"
	c.report.Timestamps = append(c.report.Timestamps, t)
}

func readSmall(f *zip.File, limit int64) ([]byte, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return nil, fmt.Errorf("%s has more than %d bytes: %w", f.Name, limit, recourse.Invalid)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s has more than %d bytes: %w", f.Name, limit, recourse.Invalid)
	}
	if b == nil {
		b = []byte{}
	}
	return b, err
}
