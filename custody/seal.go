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
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/internal/spill"
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
}

// Seal writes p into folder as a BagIt 1.0 bag with its log; doc/package.md has
// the form. Items are streamed and never held in memory. An item whose bytes are
// not those that were kept is an error of kind Conflict, a package that breaks
// the form is one of kind Invalid. After an error the folder holds a part of a
// package that Verify refuses: remove it.
func Seal(ctx context.Context, folder Folder, p Package) (res SealResult, err error) {
	if err := checkPackage(&p); err != nil {
		return SealResult{}, err
	}
	space := spill.New(p.Scratch)
	defer func() { err = errors.Join(err, space.Close()) }()
	items, err := gather(&p, space)
	if err != nil {
		return SealResult{}, err
	}
	w := &bagWriter{folder: folder, tags: make(map[string]sealSums), space: space, parts: newParts(space), buf: make([]byte, bufferSize)}
	if err := w.writeItems(ctx, items, p.Open); err != nil {
		return SealResult{}, err
	}
	if p.LogID == "" {
		if p.LogID, err = oneOffID(w.parts, p); err != nil {
			return SealResult{}, err
		}
		p.History = keepAll(w.parts, p)
	}
	// bagit.txt makes a folder a bag, so it is written last: what a fault leaves
	// before that is no bag, and nothing takes it for a whole one.
	mark := newDigester(sealAlgs()...)
	_, _ = mark.Write([]byte(declaration))
	w.tags[declarationFile] = mark.sealSums()
	steps := []func() error{
		w.writeManifests,
		func() error { return w.writeInfo(p) },
		w.writeItemList,
		func() error { return w.writePages(p) },
		func() error { return w.writeStatements(p.Signer) },
	}
	for _, step := range steps {
		if err := errors.Join(step(), ctx.Err()); err != nil {
			return SealResult{}, err
		}
	}
	if res, err = w.writeLog(ctx, p); err != nil {
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

// checkPackage checks what can be checked without the items and before a byte is
// written, and sets defaults.
func checkPackage(p *Package) error {
	if p.Signer == nil || p.Speaker == nil || p.Now.IsZero() {
		return fmt.Errorf("package needs a signer, a speaker and a time: %w", recourse.Invalid)
	}
	if (p.LogID == "") != (p.History == nil) {
		return fmt.Errorf("package has a log's name without its entries, or the reverse: %w", recourse.Invalid)
	}
	if len(p.Witnesses) > maxWitnesses {
		return fmt.Errorf("package asks %d witnesses, at most %d may be: %w", len(p.Witnesses), maxWitnesses, recourse.Invalid)
	}
	if len(p.Stampers) > maxStamps {
		return fmt.Errorf("package asks %d authorities, at most %d may be: %w", len(p.Stampers), maxStamps, recourse.Invalid)
	}
	if p.LogID != "" && !isWord(p.LogID) {
		return fmt.Errorf("log has ID %.80q: %w", p.LogID, recourse.Invalid)
	}
	if p.Who == "" {
		p.Who = "owner"
	}
	p.Now = p.Now.UTC().Truncate(time.Second)
	if past := p.Signer.past; p.LogID == "" && len(past) > 0 && p.Now.Before(past[len(past)-1].At) {
		return fmt.Errorf("the clock shows %s, and the signing key begins only at %s: set the clock right: %w", stamp(p.Now), stamp(past[len(past)-1].At), recourse.Conflict)
	}
	for _, i := range p.Info {
		if i.Label == "" || strings.ContainsAny(i.Label, ":\r\n") || strings.ContainsAny(i.Value, "\r\n") || strings.TrimSpace(i.Label) != i.Label {
			return fmt.Errorf("bag-info line %q: %q breaks the form: %w", i.Label, i.Value, recourse.Invalid)
		}
	}
	return nil
}

// bagWriter writes the files of one bag and remembers their digests.
type bagWriter struct {
	folder Folder
	space  *spill.Space
	tags   map[string]sealSums // tag files, but for the tag manifests
	parts  *parts              // the items that were written, in the order of their paths
	odd    int                 // how many of their names a manifest spells in another way than the disk
	// otherwise says that unzip may write one of their names in another way.
	otherwise bool
	bytes     int64
	buf       []byte
}

// create writes one file from r and returns its digests and size.
func (w *bagWriter) create(ctx context.Context, name string, r io.Reader) (sums sealSums, size int64, err error) {
	f, err := w.folder.Create(name)
	if err != nil {
		return sums, 0, fmt.Errorf("create %q in package: %w", name, err)
	}
	d := newDigester(sealAlgs()...)
	err = copyAll(ctx, io.MultiWriter(f, d), r, w.buf)
	if err := errors.Join(err, f.Close()); err != nil {
		return sums, 0, fmt.Errorf("write %q in package: %w", name, err)
	}
	return d.sealSums(), d.size, nil
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
		w.tags[name] = d.sealSums()
	}
	return nil
}

// writeItems streams the items below data/ and fills in their digests and sizes.
// open opens those that do not say themselves how.
func (w *bagWriter) writeItems(ctx context.Context, items *gatherer, open func(context.Context, Item) (io.ReadCloser, error)) error {
	for it, err := range w.parts.each(items.sorter.All()) {
		if err != nil {
			return err
		}
		var r io.ReadCloser
		if it.from >= 0 {
			r, err = items.opens[it.from](ctx)
			it.from = -1
		} else {
			r, err = open(ctx, Item{Path: it.path, SHA256: it.digest(), Size: it.size, Ref: it.ref})
			it.ref = ""
		}
		if err != nil {
			return fmt.Errorf("open item %q: %w", it.path, err)
		}
		if err := w.writeItem(ctx, it, r); err != nil {
			return err
		}
	}
	return nil
}

func (w *bagWriter) writeItem(ctx context.Context, it *part, r io.ReadCloser) error {
	sums, size, err := w.create(ctx, payloadDir+it.path, r)
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	if it.size >= 0 && (it.sums.sha256 != sums.sha256 || it.size != size) {
		return fmt.Errorf("item %q is not as it was kept: it has %d bytes and SHA-256 %x, want %d and %x: %w",
			it.path, size, sums.sha256, it.size, it.sums.sha256, recourse.Conflict)
	}
	it.sums, it.size = sums, size
	w.bytes += size
	if manifestPath(it.path) != it.path {
		w.odd++
	}
	w.otherwise = w.otherwise || changedByUnzip(it.path)
	return w.parts.add(it)
}

func (w *bagWriter) writeManifests() error {
	for _, a := range sealAlgs() {
		err := w.stream(manifestPrefix+string(a)+".txt", func(out io.Writer) error {
			for it, err := range w.parts.all() {
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(out, "%x  %s\n", it.sums.of(a), manifestPath(payloadDir+it.path)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
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

func tagRows(tags map[string]sealSums, a algorithm) []row {
	rows := make([]row, 0, len(tags))
	for name, sums := range tags {
		rows = append(rows, row{path: name, sum: hex.EncodeToString(sums.of(a))})
	}
	return rows
}

func (w *bagWriter) writeInfo(p Package) error {
	var b strings.Builder
	line := func(label, value string) { fmt.Fprintf(&b, "%s: %s\n", label, value) }
	line("Bag-Software-Agent", "Recourse "+recourse.Version)
	line("Bagging-Date", p.Now.Format(time.DateOnly))
	line("Bag-Size", humanSize(w.bytes))
	line("Payload-Oxum", fmt.Sprintf("%d.%d", w.bytes, w.parts.len()))
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
func (w *bagWriter) writeItemList() error {
	return w.stream(itemsFile, func(out io.Writer) error {
		sep := "[\n"
		for it, err := range w.parts.all() {
			if err != nil {
				return err
			}
			b, err := json.Marshal(itemJSON{
				Path: payloadDir + it.path, SHA256: it.digest(), Size: it.size, MediaType: it.about.mediaType, Kind: it.about.kind,
				Origin: it.about.origin, Door: it.about.door, By: it.about.by, At: it.when(), Of: it.of, Tool: it.about.tool,
			})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "%s%s", sep, b); err != nil {
				return err
			}
			sep = ",\n"
		}
		_, err := io.WriteString(out, "\n]\n")
		return err
	})
}

// oneOffID names a log that begins and ends with one package, after all that
// goes into it: two packages that differ have two logs, as a witness asks.
func oneOffID(parts *parts, p Package) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s %s %s %q %q\n", packageForm, recourse.Version, stamp(p.Now), p.Speaker.Lang(), p.Signer.key, p.Who, p.Door)
	for _, i := range p.Info {
		fmt.Fprintf(h, "%q %q\n", i.Label, i.Value)
	}
	for _, n := range p.Notes {
		fmt.Fprintf(h, "%q\n", p.Speaker.Say(n))
	}
	fmt.Fprintf(h, "%d %d\n", len(p.Stampers), len(p.Witnesses))
	for it, err := range parts.all() {
		if err != nil {
			return "", err
		}
		by := it.about
		fmt.Fprintf(h, "%x %d %q %q %q %q %q %q %s %s %q\n", it.sums.sha256, it.size, it.path, by.mediaType, by.kind, by.origin, by.door, by.by, it.when(), it.of, by.tool)
	}
	return "once-" + hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// keepAll are the entries of a log that begins with this package.
func keepAll(parts *parts, p Package) func(func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		n := int64(-1)
		for it, err := range parts.all() {
			if err != nil {
				yield(Entry{}, err)
				return
			}
			n++
			e := Entry{N: n, At: p.Now, Do: Kept, Who: p.Who, Door: p.Door, Item: it.digest(), Size: it.size}
			if it.of != "" {
				e.Do, e.Of, e.Tool = Derived, it.of, it.about.tool
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}
