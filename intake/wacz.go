package intake

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
)

// waczPackageName is the file that lists what a WACZ holds.
const waczPackageName = "datapackage.json"

// waczPackage returns the file that makes a zip a WACZ: a capture of web pages
// with its indexes (Webrecorder's WACZ 1.1.1), or nil.
func waczPackage(z *zip.Reader) *zip.File {
	var pack *zip.File
	captures := false
	for _, e := range z.File {
		if e.Name == waczPackageName && pack == nil {
			pack = e
		}
		captures = captures || strings.HasPrefix(e.Name, "archive/")
	}
	if !captures {
		return nil
	}
	return pack
}

// waczList is what a WACZ says of itself and of its files.
type waczList struct {
	Title     string `json:"title"`
	Created   string `json:"created"`
	Modified  string `json:"modified"`
	Software  string `json:"software"`
	MainURL   string `json:"mainPageUrl"`
	MainDate  string `json:"mainPageDate"`
	Resources []struct {
		Path string `json:"path"`
		Hash string `json:"hash"`
	} `json:"resources"`
}

// wacz reads the captures in a WACZ, and compares each file with the digest that
// its list has of it.
func (r *reader) wacz(l *listing, z *zip.Reader, pack *zip.File, shared map[*zip.File]bool) {
	f := l.file
	f.MediaType, f.Title = mediaWACZ, ""
	list := r.waczList(f, pack)
	said := make(map[string]string)
	for _, res := range list.Resources {
		said[res.Path] = res.Hash
	}
	r.waczDigest(f, z, pack)
	for _, e := range z.File {
		hash := said[e.Name]
		delete(said, e.Name)
		if !strings.HasPrefix(e.Name, "archive/") || strings.HasSuffix(e.Name, "/") {
			if hash != "" && !strings.HasSuffix(e.Name, "/") {
				r.compare(f, e, hash)
			}
			continue
		}
		at := len(f.Files)
		if !r.entry(l, e, shared[e]) {
			return
		}
		if len(f.Files) > at && hash != "" && f.Files[at].SHA256 != "" && !sameHash(hash, f.Files[at].SHA256) {
			f.Files[at].problem("capture-changed", shortened(hash))
		}
	}
	if len(said) > 0 {
		var names []string
		for name := range said {
			names = append(names, shortened(name))
		}
		slices.Sort(names)
		const most = 5
		f.problem("capture-incomplete", strings.Join(names[:min(len(names), most)], ", "), "n", len(names))
	}
}

// waczList reads the list.
func (r *reader) waczList(f *File, pack *zip.File) waczList {
	var list waczList
	const longest = 4 << 20
	b, err := r.readEntry(pack, longest)
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		f.problem("capture-damaged", waczPackageName+": "+err.Error())
		return waczList{}
	}
	f.Title = strings.TrimSpace(list.Title)
	f.Meta.Add(MetaURL, list.MainURL)
	f.Meta.AddWritten(MetaCaptured, list.MainDate)
	f.Meta.AddWritten(MetaCreated, list.Created)
	f.Meta.AddWritten(MetaModified, list.Modified)
	f.Meta.Add(MetaProducer, list.Software)
	return list
}

// waczDigest compares the list itself with the digest in the file beside it.
func (r *reader) waczDigest(f *File, z *zip.Reader, pack *zip.File) {
	i := slices.IndexFunc(z.File, func(e *zip.File) bool { return e.Name == "datapackage-digest.json" })
	if i < 0 {
		return
	}
	const longest = 1 << 20
	b, err := r.readEntry(z.File[i], longest)
	var digest struct {
		Hash string `json:"hash"`
	}
	if err == nil {
		err = json.Unmarshal(b, &digest)
	}
	if err != nil {
		f.problem("capture-damaged", "datapackage-digest.json: "+err.Error())
		return
	}
	if digest.Hash != "" {
		r.compare(f, pack, digest.Hash)
	}
}

// compare compares a file of the zip with its digest.
func (r *reader) compare(f *File, e *zip.File, hash string) {
	rc, err := r.zipSource(e).Open()
	if err != nil {
		f.problem("capture-damaged", shortened(e.Name)+": "+err.Error())
		return
	}
	defer func() { _ = rc.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, recourse.UntilDone(r.ctx, rc)); err != nil {
		if r.ctx.Err() == nil {
			f.problem("capture-damaged", shortened(e.Name)+": "+err.Error())
		}
		return
	}
	if !sameHash(hash, hex.EncodeToString(sum.Sum(nil))) {
		f.problem("capture-changed", shortened(e.Name)+" "+shortened(hash))
	}
}

// sameHash reports whether a labelled digest is that SHA-256. One of another kind
// says nothing.
func sameHash(said, sum string) bool {
	value, ok := strings.CutPrefix(strings.ToLower(said), "sha256:")
	return !ok || value == sum
}

// readEntry reads a small file of a zip.
func (r *reader) readEntry(e *zip.File, most int64) ([]byte, error) {
	rc, err := r.zipSource(e).Open()
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _ = rc.Close() }()
	b, err := io.ReadAll(io.LimitReader(rc, most))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return b, nil
}
