package custody

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
)

// The files that a sealed package has beside its items.
const (
	itemsFile      = "items.json"
	howToFile      = "HOW-TO-VERIFY.txt"
	indexFile      = "index.html"
	entriesFile    = "log/entries.jsonl"
	checkpointFile = "log/checkpoint"
	proofFile      = "log/sealed.tlog-proof"
	signerFile     = "log/signer.txt"
	signerPEMFile  = "log/signer.pem"

	manifestPrefix    = "manifest-"
	tagManifestPrefix = "tagmanifest-"
	declaration       = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
	// packageForm is the version of the form, in bag-info.txt.
	packageForm  = "2"
	packageLabel = "Recourse-Package"
	// How many outsiders vouch: who drops one is found.
	witnessesLabel = "Recourse-Witnesses"
	stampsLabel    = "Recourse-Time-Stamps"
)

// sealAlgs are the digests of a sealed package, in order.
func sealAlgs() []algorithm { return []algorithm{sha256Alg, sha512Alg} }

// SealResult is what was sealed.
type SealResult struct {
	// LogID and Entries are the log and what Seal placed at its end, the last of
	// which seals the package. Who keeps the log has been given them by Append:
	// where another entry came first, seal again.
	LogID      string
	Entries    []Entry
	Head       Head // after Entries
	Checkpoint []byte
	Items      int
	Bytes      int64
	// Sums are the SHA-256 digests of the items, by path.
	Sums map[string]string
}

// Seal writes p into folder as a BagIt 1.0 bag with its log; doc/package.md has
// the form. Items are streamed and never held in memory. An item whose bytes are
// not those that were kept is an error of kind Conflict, a package that breaks
// the form is one of kind Invalid. After an error the folder holds a part of a
// package that Verify refuses: remove it.
func Seal(ctx context.Context, folder Folder, p Package) (SealResult, error) {
	items, err := checkPackage(&p)
	if err != nil {
		return SealResult{}, err
	}
	w := &bagWriter{folder: folder, tags: make(map[string]map[algorithm]string), buf: make([]byte, bufferSize)}
	if err := w.writeItems(ctx, items); err != nil {
		return SealResult{}, err
	}
	if p.LogID == "" {
		p.LogID = oneOffID(items, p)
		p.History = keepAll(items, p)
	}
	// bagit.txt makes a folder a bag, so it is written last: what a fault leaves
	// before that is no bag, and nothing takes it for a whole one.
	mark := newDigester(sealAlgs()...)
	_, _ = mark.Write([]byte(declaration))
	w.tags[declarationFile] = mark.sums()
	steps := []func() error{
		w.writeManifests,
		func() error { return w.writeInfo(p) },
		func() error { return w.writeItemList(items) },
		func() error { return w.writePages(p, items) },
		func() error { return w.writeStatements(p.Signer) },
	}
	for _, step := range steps {
		if err := errors.Join(step(), ctx.Err()); err != nil {
			return SealResult{}, err
		}
	}
	res, err := w.writeLog(ctx, p, items)
	if err != nil {
		return SealResult{}, err
	}
	if err := w.writeTagManifests(); err != nil {
		return SealResult{}, err
	}
	if err := w.write(declarationFile, []byte(declaration)); err != nil {
		return SealResult{}, err
	}
	return res, nil
}

// checkPackage checks what can be checked before a byte is written, sets
// defaults, and returns the items in the order of their paths.
func checkPackage(p *Package) ([]Item, error) {
	if p.Signer == nil || p.Speaker == nil || p.Now.IsZero() {
		return nil, fmt.Errorf("package needs a signer, a speaker and a time: %w", recourse.Invalid)
	}
	if (p.LogID == "") != (p.History == nil) {
		return nil, fmt.Errorf("package has a log's name without its entries, or the reverse: %w", recourse.Invalid)
	}
	if len(p.Witnesses) > maxWitnesses {
		return nil, fmt.Errorf("package asks %d witnesses, at most %d may be: %w", len(p.Witnesses), maxWitnesses, recourse.Invalid)
	}
	if len(p.Stampers) > maxStamps {
		return nil, fmt.Errorf("package asks %d authorities, at most %d may be: %w", len(p.Stampers), maxStamps, recourse.Invalid)
	}
	if p.LogID != "" && !isWord(p.LogID) {
		return nil, fmt.Errorf("log has ID %.80q: %w", p.LogID, recourse.Invalid)
	}
	if p.Who == "" {
		p.Who = "owner"
	}
	p.Now = p.Now.UTC().Truncate(time.Second)
	if past := p.Signer.past; p.LogID == "" && len(past) > 0 && p.Now.Before(past[len(past)-1].At) {
		return nil, fmt.Errorf("the clock shows %s, and the signing key begins only at %s: set the clock right: %w", stamp(p.Now), stamp(past[len(past)-1].At), recourse.Conflict)
	}
	for _, i := range p.Info {
		if i.Label == "" || strings.ContainsAny(i.Label, ":\r\n") || strings.ContainsAny(i.Value, "\r\n") || strings.TrimSpace(i.Label) != i.Label {
			return nil, fmt.Errorf("bag-info line %q: %q breaks the form: %w", i.Label, i.Value, recourse.Invalid)
		}
	}
	if len(p.Items) == 0 {
		return nil, fmt.Errorf("package has no items: %w", recourse.Invalid)
	}
	items := slices.Clone(p.Items)
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	seen := make(map[string]bool, len(items))
	for _, it := range items {
		if err := CheckPath(it.Path); err != nil {
			return nil, err
		}
		if it.Open == nil {
			return nil, fmt.Errorf("item %q cannot be opened: %w", it.Path, recourse.Invalid)
		}
		if seen[it.Path] {
			return nil, fmt.Errorf("two items have the path %q: %w", it.Path, recourse.Invalid)
		}
		seen[it.Path] = true
	}
	for _, it := range items {
		for i := range len(it.Path) {
			if it.Path[i] == '/' && seen[it.Path[:i]] {
				return nil, fmt.Errorf("path %q is both a file and a folder: %w", it.Path[:i], recourse.Invalid)
			}
		}
	}
	return items, nil
}

// bagWriter writes the files of one bag and remembers their digests.
type bagWriter struct {
	folder Folder
	tags   map[string]map[algorithm]string // tag files, but for the tag manifests
	data   []dataSum
	bytes  int64
	buf    []byte
}

type dataSum struct {
	path string // below the bag
	sums map[algorithm]string
}

// create writes one file from r and returns its digests and size.
func (w *bagWriter) create(ctx context.Context, name string, r io.Reader) (map[algorithm]string, int64, error) {
	f, err := w.folder.Create(name)
	if err != nil {
		return nil, 0, fmt.Errorf("create %q in package: %w", name, err)
	}
	d := newDigester(sealAlgs()...)
	err = copyAll(ctx, io.MultiWriter(f, d), r, w.buf)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, 0, fmt.Errorf("write %q in package: %w", name, err)
	}
	return d.sums(), d.size, nil
}

// write writes a tag file that is at hand.
func (w *bagWriter) write(name string, b []byte) error {
	return w.stream(name, func(out io.Writer) error {
		_, err := out.Write(b)
		return err
	})
}

// stream writes a tag file as f makes it.
func (w *bagWriter) stream(name string, f func(io.Writer) error) error {
	out, err := w.folder.Create(name)
	if err != nil {
		return fmt.Errorf("create %q in package: %w", name, err)
	}
	d := newDigester(sealAlgs()...)
	bw := bufio.NewWriterSize(io.MultiWriter(out, d), 64<<10)
	err = f(bw)
	if err == nil {
		err = bw.Flush()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write %q in package: %w", name, err)
	}
	if !strings.HasPrefix(name, tagManifestPrefix) {
		w.tags[name] = d.sums()
	}
	return nil
}

// writeItems streams the items below data/ and fills in their digests and sizes.
func (w *bagWriter) writeItems(ctx context.Context, items []Item) error {
	for i := range items {
		it := &items[i]
		r, err := it.Open(ctx)
		if err != nil {
			return fmt.Errorf("open item %q: %w", it.Path, err)
		}
		sums, size, err := w.create(ctx, payloadDir+it.Path, r)
		if err := errors.Join(err, r.Close()); err != nil {
			return err
		}
		if it.SHA256 != "" && (it.SHA256 != sums[sha256Alg] || it.Size != size) {
			return fmt.Errorf("item %q is not as it was kept: it has %d bytes and SHA-256 %s, want %d and %s: %w",
				it.Path, size, sums[sha256Alg], it.Size, it.SHA256, recourse.Conflict)
		}
		it.SHA256, it.Size = sums[sha256Alg], size
		w.bytes += size
		w.data = append(w.data, dataSum{payloadDir + it.Path, sums})
	}
	return nil
}

func (w *bagWriter) writeManifests() error {
	for _, a := range sealAlgs() {
		rows := make([]row, len(w.data))
		for i, d := range w.data {
			rows[i] = row{path: d.path, sum: d.sums[a]}
		}
		name := manifestPrefix + string(a) + ".txt"
		if err := w.stream(name, func(out io.Writer) error { return formatManifest(out, rows) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *bagWriter) writeTagManifests() error {
	for _, a := range sealAlgs() {
		name := tagManifestPrefix + string(a) + ".txt"
		err := w.stream(name, func(out io.Writer) error { return formatManifest(out, tagRows(w.tags, a)) })
		if err != nil {
			return err
		}
	}
	return nil
}

func tagRows(tags map[string]map[algorithm]string, a algorithm) []row {
	rows := make([]row, 0, len(tags))
	for name, sums := range tags {
		rows = append(rows, row{path: name, sum: sums[a]})
	}
	return rows
}

func (w *bagWriter) writeInfo(p Package) error {
	var b strings.Builder
	line := func(label, value string) { fmt.Fprintf(&b, "%s: %s\n", label, value) }
	line("Bag-Software-Agent", "Recourse "+recourse.Version)
	line("Bagging-Date", p.Now.Format(time.DateOnly))
	line("Bag-Size", humanSize(w.bytes))
	line("Payload-Oxum", fmt.Sprintf("%d.%d", w.bytes, len(w.data)))
	line(packageLabel, packageForm)
	line("Recourse-Log", p.Signer.key.Name()+"/"+p.LogID)
	line("Recourse-Sealed-At", stamp(p.Now))
	for _, v := range []struct {
		label string
		n     int
	}{{witnessesLabel, len(p.Witnesses)}, {stampsLabel, len(p.Stampers)}} {
		if v.n > 0 {
			line(v.label, strconv.Itoa(v.n))
		}
	}
	for _, i := range p.Info {
		line(i.Label, i.Value)
	}
	return w.write(infoFile, []byte(b.String()))
}

func humanSize(n int64) string {
	units := []string{"B", "KB", "MB", "GB", "TB"}
	v, u := float64(n), 0
	for v >= 1000 && u < len(units)-1 {
		v, u = v/1000, u+1
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}

// itemJSON is one line of items.json.
type itemJSON struct {
	Path      string `json:"path"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Origin    string `json:"origin,omitempty"`
	Door      string `json:"door,omitempty"`
	By        string `json:"by,omitempty"`
	At        string `json:"at,omitempty"`
	Of        string `json:"of,omitempty"`
	Tool      string `json:"tool,omitempty"`
}

// writeItemList writes what is known about each item: a JSON array, one item a line.
func (w *bagWriter) writeItemList(items []Item) error {
	return w.stream(itemsFile, func(out io.Writer) error {
		sep := "[\n"
		for _, it := range items {
			b, err := json.Marshal(itemJSON{
				Path: payloadDir + it.Path, SHA256: it.SHA256, Size: it.Size, MediaType: it.MediaType, Kind: it.Kind,
				Origin: it.Origin, Door: it.Door, By: it.By, At: stamp(it.At), Of: it.Of, Tool: it.Tool,
			})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "%s%s", sep, b); err != nil {
				return err
			}
			sep = ",\n"
		}
		if len(items) == 0 {
			sep = "[\n"
		} else {
			sep = "\n"
		}
		_, err := io.WriteString(out, sep+"]\n")
		return err
	})
}

// oneOffID names a log that begins and ends with one package, after all that
// goes into it: two packages that differ have two logs, as a witness asks.
func oneOffID(items []Item, p Package) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s %s %s %q %q\n", packageForm, recourse.Version, stamp(p.Now), p.Speaker.Lang(), p.Signer.key, p.Who, p.Door)
	for _, i := range p.Info {
		fmt.Fprintf(h, "%q %q\n", i.Label, i.Value)
	}
	fmt.Fprintf(h, "%d %d\n", len(p.Stampers), len(p.Witnesses))
	for _, it := range items {
		fmt.Fprintf(h, "%s %d %q %q %q %q %q %q %s %s %q\n", it.SHA256, it.Size, it.Path, it.MediaType, it.Kind, it.Origin, it.Door, it.By, stamp(it.At), it.Of, it.Tool)
	}
	return "once-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// keepAll are the entries of a log that begins with this package.
func keepAll(items []Item, p Package) func(func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		for n, it := range items {
			e := Entry{N: int64(n), At: p.Now, Do: Kept, Who: p.Who, Door: p.Door, Item: it.SHA256, Size: it.Size}
			if it.Of != "" {
				e.Do, e.Of, e.Tool = Derived, it.Of, it.Tool
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}
