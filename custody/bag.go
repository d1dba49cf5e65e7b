package custody

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"recourse"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"
)

// bag is a BagIt bag while it is examined.
type bag struct {
	roots     *x509.CertPool // of authorities that stamp time
	witnesses []WitnessKey   // that the caller trusts
	source
	report *Report

	major, minor int
	charset      encoding.Encoding // nil for UTF-8
	ours         bool              // bag-info.txt says that Recourse sealed it
	form         string            // the version of the package's form
	oxum         string
	hasOxum      bool
	sealedAt     string
	// How many witnesses and time stamps bag-info.txt names.
	saidWitnesses, saidStamps int
	statements                []statement // how the signer's key came into its place
	manifests                 []*manifest
	// sums are the digests of the files that were read, by path.
	sums map[string]digests
	// lists are the lists of algorithms that files were read with: most share one.
	lists [][]algorithm
}

// digests are those of one file, in the order of algs, as bytes: there may be
// very many files.
type digests struct {
	algs []algorithm
	sums []string
}

// of returns the digest by one algorithm in lower-case hex, "" where there is none.
func (d digests) of(a algorithm) string {
	if i := slices.Index(d.algs, a); i >= 0 && i < len(d.sums) {
		return hex.EncodeToString([]byte(d.sums[i]))
	}
	return ""
}

// manifest is one payload or tag manifest.
type manifest struct {
	name string
	alg  algorithm
	tag  bool
	rows map[string]string // digest by path, as bytes
}

var (
	declarationForm = regexp.MustCompile(`^BagIt-Version: ([0-9]{1,3})\.([0-9]{1,3})(?:\r\n|\n|\r)Tag-File-Character-Encoding: ([A-Za-z0-9._:-]{1,40})(?:\r\n|\n|\r)?$`)
	manifestForm    = regexp.MustCompile(`^(tag)?manifest-([A-Za-z0-9._-]+)\.txt$`)
	oxumForm        = regexp.MustCompile(`^([0-9]{1,18})\.([0-9]{1,18})$`)
)

// before reports whether the bag's version is earlier than the one given.
func (b *bag) before(major, minor int) bool {
	return b.major < major || b.major == major && b.minor < minor
}

// readDeclaration reads bagit.txt. Without it nothing else has a meaning.
func (b *bag) readDeclaration() bool {
	text, err := b.small(declarationFile, 4096)
	if err != nil {
		b.report.add("bag-none", declarationFile, err.Error())
		return false
	}
	m := declarationForm.FindSubmatch(text)
	if m == nil {
		b.report.add("bag-declaration", declarationFile, fmt.Sprintf("%.120q", text))
		return false
	}
	b.major, _ = strconv.Atoi(string(m[1]))
	b.minor, _ = strconv.Atoi(string(m[2]))
	if b.before(0, 93) || b.major > 1 || b.major == 1 && b.minor > 0 || b.major == 0 && b.minor > 97 {
		b.report.add("bag-version", declarationFile, string(m[1])+"."+string(m[2]))
		return false
	}
	charset := string(m[3])
	if strings.EqualFold(charset, "UTF-8") {
		return true
	}
	enc, err := ianaindex.IANA.Encoding(charset)
	if err != nil || enc == nil {
		b.report.add("bag-encoding", declarationFile, charset)
		return false
	}
	b.charset = enc
	return true
}

// tagReader opens a tag file as UTF-8.
func (b *bag) tagReader(name string) (io.ReadCloser, error) {
	open := b.files[name]
	if open == nil {
		return nil, fmt.Errorf("%s is not there: %w", name, recourse.NotFound)
	}
	f, err := open()
	if err != nil || b.charset == nil {
		return f, err
	}
	return struct {
		io.Reader
		io.Closer
	}{transform.NewReader(f, b.charset.NewDecoder()), f}, nil
}

// tagLines calls f with each line of a tag file.
func (b *bag) tagLines(name string, limit int, f func(n int, line string)) {
	r, err := b.tagReader(name)
	if err == nil {
		err = errors.Join(lines(r, limit, f), r.Close())
	}
	if err != nil {
		b.report.unreadable("bag-unreadable", name, err)
	}
}

// readInfo reads bag-info.txt (package-info.txt in the oldest bags).
func (b *bag) readInfo() {
	name := infoFile
	if b.files[name] == nil && b.before(0, 95) {
		name = "package-info.txt"
	}
	if b.files[name] == nil {
		return
	}
	label := ""
	b.tagLines(name, 1<<20, func(n int, line string) {
		bad := func(why, key string) {
			text := fmt.Sprintf("%.80q", line)
			b.report.explain("bag-info", name, fmt.Sprintf("line %d %s: %s", n, why, text), key, "n", n, "text", text)
		}
		switch {
		case !utf8.ValidString(line):
			bad("is not text in the declared encoding", "info-text")
			return
		case strings.TrimSpace(line) == "":
			return
		case line[0] == ' ' || line[0] == '\t':
			if label == "" {
				bad("continues nothing", "info-continues")
			}
			return
		}
		l, value, ok := strings.Cut(line, ":")
		strict := !b.before(1, 0)
		switch {
		case !ok || strings.TrimSpace(l) == "":
			bad("has no label", "info-label")
			return
		case strict && (strings.TrimSpace(l) != l || value != "" && value[0] != ' ' && value[0] != '\t'):
			bad("breaks the form \"label: value\"", "info-form")
		}
		label = strings.TrimSpace(l)
		b.infoLine(name, label, strings.TrimSpace(value))
	})
}

func (b *bag) infoLine(name, label, value string) {
	switch strings.ToLower(label) {
	case "payload-oxum":
		if b.hasOxum {
			b.report.explain("bag-oxum", name, "given more than once", "twice")
		}
		b.oxum, b.hasOxum = value, true
	case strings.ToLower(packageLabel):
		b.ours, b.form = true, value
	case "recourse-sealed-at":
		b.sealedAt = value
	case strings.ToLower(witnessesLabel):
		b.saidWitnesses, _ = strconv.Atoi(value) // what is no number is none: the log covers this file
	case strings.ToLower(stampsLabel):
		b.saidStamps, _ = strconv.Atoi(value)
	}
}

// readManifests reads all manifests, of the payload and of the tag files.
func (b *bag) readManifests() {
	payload := 0
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		m := manifestForm.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		alg := algorithm(strings.ReplaceAll(strings.ToLower(m[2]), "-", ""))
		h := alg.new()
		if h == nil {
			b.report.add("bag-algorithm", name, m[2])
			continue
		}
		man := &manifest{name: name, alg: alg, tag: m[1] != "", rows: make(map[string]string)}
		b.manifests = append(b.manifests, man)
		b.readManifest(man, h.Size())
		if !man.tag {
			payload++
		}
	}
	if payload == 0 {
		b.report.add("bag-no-manifest", "", "")
	}
	if !b.dirs["data"] {
		b.report.add("bag-no-data", "data", "")
	}
}

func (b *bag) readManifest(man *manifest, size int) {
	b.tagLines(man.name, maxManifestRows, func(n int, line string) {
		r, err := parseManifestLine(line, size)
		if err != nil {
			b.report.explain("bag-line", man.name, fmt.Sprintf("line %d: %v", n, err), "row", "n", n, "text", fmt.Sprintf("%.120q", line))
			return
		}
		if r.raw != "" && b.files[r.path] == nil && b.files[r.raw] != nil {
			r.path = r.raw
		}
		inData := strings.HasPrefix(r.path, payloadDir)
		switch {
		case escapes(r.path):
			b.report.row("bag-escape", man.name, n, fmt.Sprintf("%q", r.path))
			return
		case inData == man.tag, man.tag && isTagManifest(r.path):
			b.report.row("bag-misplaced", man.name, n, fmt.Sprintf("%q", r.path))
			return
		}
		sum, _ := hex.DecodeString(r.sum) // parseManifestLine has seen that it is hex
		old, twice := man.rows[r.path]
		if twice && (!b.before(1, 0) || old != string(sum)) {
			b.report.row("bag-twice", man.name, n, fmt.Sprintf("%q", r.path))
			return
		}
		man.rows[strings.Clone(r.path)] = string(sum) // and not the line that the path is part of
	})
}

func isTagManifest(p string) bool {
	m := manifestForm.FindStringSubmatch(p)
	return m != nil && m[1] != ""
}

// readFetch reads fetch.txt: what the bag does not carry itself. Nothing is fetched.
func (b *bag) readFetch() {
	if b.files[fetchFile] == nil {
		return
	}
	b.tagLines(fetchFile, maxManifestRows, func(n int, line string) {
		parts := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
		if len(parts) < 3 || !utf8.ValidString(line) || parts[1] != "-" && strings.Trim(parts[1], "0123456789") != "" {
			b.report.row("bag-line", fetchFile, n, fmt.Sprintf("%.120q", line))
			return
		}
		_, rest, _ := strings.Cut(strings.TrimLeft(line, " \t"), parts[0])
		_, rest, _ = strings.Cut(rest, parts[1])
		p := pathFromManifest(strings.TrimPrefix(strings.TrimLeft(rest, " \t"), "./"))
		if escapes(p) || !strings.HasPrefix(p, payloadDir) {
			b.report.row("bag-escape", fetchFile, n, fmt.Sprintf("%q", p))
			return
		}
		present := b.files[p] != nil
		b.report.Fetch = append(b.report.Fetch, Fetch{URL: parts[0], Length: parts[1], Path: p, Present: present})
		for _, man := range b.manifests {
			if _, listed := man.rows[p]; !man.tag && !listed {
				b.report.explain("bag-unlisted", p, "in fetch.txt and not in "+man.name, "name", "name", man.name)
			}
		}
	})
}

// checkFiles reads every file once and compares it with all that is said about it.
func (b *bag) checkFiles(ctx context.Context) error {
	fetched := make(map[string]bool)
	for _, f := range b.report.Fetch {
		fetched[f.Path] = !f.Present
	}
	for _, man := range b.manifests {
		for p := range man.rows {
			if b.files[p] != nil {
				continue
			}
			if fetched[p] {
				b.report.add("bag-not-fetched", p, man.name)
			} else {
				b.report.add("bag-missing", p, man.name)
			}
		}
	}
	names := slices.Sorted(maps.Keys(b.files))
	read := b.readFiles(ctx, names)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for i, p := range names {
		b.checkFile(p, &read[i])
	}
	return nil
}

// digested is what a file has, or why it could not be read.
type digested struct {
	digests
	size int64
	err  error
}

// readFiles reads the files and returns what each has, in the order of the names.
// A hasher keeps two cores busy; where there are more, more files are read at a time.
func (b *bag) readFiles(ctx context.Context, names []string) []digested {
	read := make([]digested, len(names))
	for i, p := range names {
		read[i].algs = b.algorithmsFor(p)
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)/2) {
		workers.Go(func() {
			var h hasher
			defer h.close()
			for i := next.Add(1) - 1; i < int64(len(names)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				b.readFile(ctx, names[i], &h, &read[i])
			}
		})
	}
	workers.Wait()
	return read
}

func (b *bag) readFile(ctx context.Context, p string, h *hasher, to *digested) {
	to.sums = make([]string, len(to.algs))
	f, err := b.files[p]()
	if err == nil {
		to.size, err = h.read(ctx, f, to.algs, to.sums)
		err = errors.Join(err, f.Close())
	}
	to.err = err
}

func (b *bag) checkFile(p string, read *digested) {
	payload := strings.HasPrefix(p, payloadDir)
	if payload {
		b.checkListed(p)
	}
	if read.err != nil {
		b.report.unreadable("bag-unreadable", p, read.err)
		return
	}
	if payload {
		b.report.Items++
		b.report.Bytes += read.size
	}
	for _, man := range b.manifests {
		if sum, ok := man.rows[p]; ok && sum != read.sums[slices.Index(read.algs, man.alg)] {
			want, has := hex.EncodeToString([]byte(sum)), read.of(man.alg)
			b.report.explain("bag-changed", p, fmt.Sprintf("%s says %s, the file has %s", man.name, want, has), "says", "list", man.name, "want", want, "has", has)
		}
	}
	b.sums[p] = read.digests
}

// checkListed sees that a payload file is in the manifests: in each since
// version 1.0, in one of them before.
func (b *bag) checkListed(p string) {
	var lacking []string
	n, strong := 0, false
	for _, man := range b.manifests {
		if man.tag {
			continue
		}
		n++
		if _, ok := man.rows[p]; !ok {
			lacking = append(lacking, man.name)
		} else {
			strong = strong || man.alg.strong()
		}
	}
	if !strong && len(lacking) < n {
		b.report.weak++
	}
	if len(lacking) == n || !b.before(1, 0) {
		for _, name := range lacking {
			b.report.add("bag-unlisted", p, name)
		}
	}
}

// algorithmsFor returns the digests that a file is needed in.
func (b *bag) algorithmsFor(p string) []algorithm {
	var algs []algorithm
	for _, man := range b.manifests {
		if _, ok := man.rows[p]; ok && !slices.Contains(algs, man.alg) {
			algs = append(algs, man.alg)
		}
	}
	if b.report.Kind == KindRecourse {
		for _, a := range sealAlgs() {
			if !slices.Contains(algs, a) {
				algs = append(algs, a)
			}
		}
	}
	for _, list := range b.lists {
		if slices.Equal(list, algs) {
			return list
		}
	}
	b.lists = append(b.lists, algs)
	return algs
}

// checkOxum compares Payload-Oxum with what was read.
func (b *bag) checkOxum() {
	if !b.hasOxum {
		return
	}
	m := oxumForm.FindStringSubmatch(b.oxum)
	if m == nil {
		b.report.add("bag-oxum", infoFile, fmt.Sprintf("%.60q", b.oxum))
		return
	}
	size, _ := strconv.ParseInt(m[1], 10, 64)
	count, _ := strconv.Atoi(m[2])
	if size != b.report.Bytes || count != b.report.Items {
		b.report.explain("bag-oxum", infoFile, fmt.Sprintf("says %s, the payload has %d.%d", b.oxum, b.report.Bytes, b.report.Items), "says", "list", infoFile, "want", b.oxum, "has", fmt.Sprintf("%d.%d", b.report.Bytes, b.report.Items))
	}
}

// canonicalManifest reports whether text is the manifest of rows as Seal writes it.
func canonicalManifest(text []byte, rows []row) bool {
	var want bytes.Buffer
	if err := formatManifest(&want, rows); err != nil {
		return false
	}
	return bytes.Equal(want.Bytes(), text)
}
