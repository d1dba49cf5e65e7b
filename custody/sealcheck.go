package custody

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"recourse"
	"recourse/internal/spill"

	"golang.org/x/mod/sumdb/tlog"
)

// checkSeal checks what makes a bag ours: that the signed log covers it, and
// that nothing is in it that the log does not cover.
func (b *bag) checkSeal(ctx context.Context) error {
	if b.form != "" && b.form != packageForm && b.form != "1" {
		b.report.add("seal-form", infoFile, b.form)
		return nil
	}
	key, cp, ok := b.readCheckpoint()
	log, err := b.readLog(ctx)
	if err != nil {
		return err
	}
	if !ok || log == nil {
		return nil
	}
	b.report.Log = &LogReport{
		Size: cp.Size, Root: base64.StdEncoding.EncodeToString(cp.Root[:]), Signer: key.String(),
		Origin: cp.Origin, SealedAt: log.last.At, ClockBack: log.clockBack,
	}
	if log.head.Size != cp.Size || log.head.Root() != cp.Root {
		b.report.explain("log-root", entriesFile, fmt.Sprintf("%d entries do not hash to the signed checkpoint of %d", log.head.Size, cp.Size), "log-root", "n", int(log.head.Size), "of", int(cp.Size))
		return nil
	}
	b.checkStamps(log.checkpoint)
	b.checkWitnesses(log.checkpoint, b.witnesses)
	if log.tiler != nil {
		b.checkTiles(log.tiles)
	}
	b.statements = b.readStatements()
	b.checkKeys(log, key, b.statements)
	b.same(proofFile, formatProof(log.last.N, log.before.lastProof(), log.checkpoint))
	b.checkCovered(log.last)
	b.checkItems(log.items)
	if stamp(log.last.At) != b.sealedAt && stamp(log.last.Clock) != b.sealedAt {
		b.report.explain("seal-time", infoFile, fmt.Sprintf("says %.40q, the log %s", b.sealedAt, stamp(log.last.At)), "says", "list", infoFile, "want", fmt.Sprintf("%.40q", b.sealedAt), "has", stamp(log.last.At))
	}
	return nil
}

// readCheckpoint reads the signer's key and the checkpoint that it signed.
func (b *bag) readCheckpoint() (Key, Checkpoint, bool) {
	text, err := b.small(signerFile, 1024)
	if err != nil {
		b.report.add("seal-missing", signerFile, err.Error())
		return Key{}, Checkpoint{}, false
	}
	key, err := ParseKey(string(text))
	if err != nil || string(text) != key.String()+"\n" {
		b.report.add("seal-file", signerFile, fmt.Sprintf("%.120q", text))
		return Key{}, Checkpoint{}, false
	}
	b.same(signerPEMFile, key.PEM())
	msg, err := b.small(checkpointFile, maxCheckpoint)
	if err != nil {
		b.report.add("seal-missing", checkpointFile, err.Error())
		return Key{}, Checkpoint{}, false
	}
	cp, err := ParseCheckpoint(msg, key)
	if err != nil {
		b.report.explain("log-signature", checkpointFile, err.Error(), "signed-otherwise")
		return Key{}, Checkpoint{}, false
	}
	return key, cp, true
}

// same sees that a small file has the only content that it can have.
func (b *bag) same(name string, want []byte) {
	got, err := b.small(name, maxProof)
	switch {
	case err != nil:
		b.report.add("seal-missing", name, err.Error())
	case !bytes.Equal(got, want):
		b.report.explain("seal-file", name, "not what the log and the key make it", "derived")
	}
}

// readLog reads all entries. It returns nil where the log has a flaw, which is
// then among the problems.
func (b *bag) readLog(ctx context.Context) (*readState, error) {
	open := b.tags[entriesFile]
	if open == nil {
		b.report.add("seal-missing", entriesFile, "")
		return nil, nil
	}
	f, err := open()
	if err != nil {
		b.report.unreadable("bag-unreadable", entriesFile, err)
		return nil, nil
	}
	defer f.Close()
	st := &readState{items: b.space.Sorter()}
	if b.form != "1" {
		st.tiles = make(tileSums)
		st.tiler = &tiler{put: st.tiles.put}
	}
	err = st.read(ctx, f)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		b.report.explain("log-entry", entriesFile, fmt.Sprintf("entry %d: %v", st.head.Size, err), "entry", "n", int(st.head.Size))
		return nil, nil
	case st.last.Do != Sealed:
		b.report.add("log-unsealed", entriesFile, string(st.last.Do))
		return nil, nil
	}
	if st.checkpoint, err = b.small(checkpointFile, maxCheckpoint); err != nil {
		return nil, nil // named by readCheckpoint
	}
	return st, nil
}

// checkCovered compares the sealed entry with the tag files of the package: the
// same files, the same digests, and tag manifests that list exactly these.
func (b *bag) checkCovered(sealed Entry) {
	log := map[string]bool{entriesFile: true, checkpointFile: true, proofFile: true, signerFile: true, signerPEMFile: true, witnessesFile: true}
	covered := make(map[string]string, len(sealed.Files))
	for _, f := range sealed.Files {
		covered[f.Path] = f.SHA256
		switch has := b.sums[f.Path].of(sha256Alg); {
		case b.tags[f.Path] == nil:
			b.report.add("seal-missing", f.Path, "the log covers it")
		case has != "" && has != f.SHA256:
			b.report.explain("seal-changed", f.Path, fmt.Sprintf("the log says %s, the file has %s", f.SHA256, has), "log-says", "want", f.SHA256, "has", has)
		}
	}
	for _, must := range []string{declarationFile, infoFile, itemsFile, "manifest-sha256.txt", "manifest-sha512.txt"} {
		if covered[must] == "" {
			b.report.add("seal-uncovered", must, "")
		}
	}
	var tags []string
	b.checkFolders()
	for p := range b.tags {
		switch {
		case isTagManifest(p) && slices.Contains(sealed.TagManifests, p):
			continue
		case covered[p] == "" && !log[p] && !strings.HasPrefix(p, stampDir) && (b.form == "1" || !strings.HasPrefix(p, tileDir)):
			b.report.add("seal-unexpected", p, "")
		}
		tags = append(tags, p)
	}
	for _, name := range sealed.TagManifests {
		alg := algorithm(strings.TrimSuffix(strings.TrimPrefix(name, tagManifestPrefix), ".txt"))
		text, err := b.small(name, 1<<20)
		switch {
		case err != nil:
			b.report.add("seal-missing", name, err.Error())
		case !slices.Contains(sealAlgs(), alg) || !canonicalManifest(text, b.tagRows(tags, alg)):
			b.report.explain("seal-file", name, "not the tag manifest of the files that are here", "tag-manifest")
		}
	}
}

// tagRows are what a manifest says of the files at those paths.
func (b *bag) tagRows(paths []string, a algorithm) []row {
	list := make([]row, 0, len(paths))
	for _, p := range paths {
		list = append(list, row{path: p, sum: b.sums[p].of(a)})
	}
	return list
}

// checkFolders finds folders that hold no file: nothing covers their names, and a name
// can say something too.
func (b *bag) checkFolders() {
	b.fail(b.emptyFolders(func(d string) {
		if d+"/" != payloadDir {
			b.report.add("seal-unexpected", d+"/", "")
		}
	}))
}

// checkItems compares items.json with the payload and with the log.
func (b *bag) checkItems(logged *spill.Sorter) {
	said := b.space.Sorter()
	err := b.eachItem(func(it itemJSON) {
		rec := spill.AppendNumber(spill.AppendKey(nil, it.Path), int64(said.Len()))
		b.fail(said.Add(append(spill.AppendInt(rec, it.Size), it.SHA256...)))
	})
	inLog := b.compareItems(said, err == nil)
	if err != nil {
		b.report.explain("seal-file", itemsFile, err.Error(), "form")
	}
	sizes := sizesOf(logged)
	for rec, err := range inLog.All() {
		if b.fail(err) {
			return
		}
		f := spill.Read(rec)
		size, ok := sizes.of(f.Bytes(tlog.HashSize))
		if want, path := f.Int(), string(f.Rest()); !ok || size != want {
			b.unknownItem(path)
		}
	}
	b.fail(sizes.Err())
}

func (b *bag) unknownItem(path string) {
	b.report.explain("seal-item", path, "the log has no such item", "item-unknown")
}

// compareItems compares what items.json says, by path, with the payload, and returns
// what the log must have: digest, size and path. Where all of items.json was read, each
// file must be in it.
func (b *bag) compareItems(said *spill.Sorter, all bool) (inLog *spill.Sorter) {
	inLog = b.space.Sorter()
	files := b.payload.cursor()
	more := files.next()
	skip := func() {
		if all {
			b.report.explain("seal-item", files.path, "there and not listed", "item-unlisted")
		}
		more = files.next()
	}
	n, last := 0, ""
	for rec, err := range said.All() {
		if b.fail(err) {
			return inLog
		}
		f := spill.Read(rec)
		path := f.Key()
		_, size, digest := f.Number(), f.Int(), string(f.Rest())
		twice := n > 0 && path == last
		n, last = n+1, path
		for more && files.path < path {
			skip()
		}
		sum, whole := hashOf(digest)
		switch {
		case twice:
			b.report.explain("seal-item", path, "listed more than once", "item-twice")
			continue
		case !more || files.path != path:
			b.report.explain("seal-item", path, "listed and not there", "item-gone")
			continue
		case files.differs(digest):
			b.report.explain("seal-item", path, "listed with another digest", "item-digest")
		case !whole:
			b.unknownItem(path)
		default:
			b.fail(inLog.Add(append(spill.AppendInt(sum[:], size), path...)))
		}
		more = files.next()
	}
	for more {
		skip()
	}
	b.fail(files.Err())
	return inLog
}

func (b *bag) eachItem(f func(itemJSON)) error {
	open := b.tags[itemsFile]
	if open == nil {
		return fmt.Errorf("%s is not there: %w", itemsFile, recourse.NotFound)
	}
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	dec := json.NewDecoder(bufio.NewReader(r))
	dec.DisallowUnknownFields()
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("items do not begin with an array: %w", recourse.Invalid)
	}
	for dec.More() {
		var it itemJSON
		if err := dec.Decode(&it); err != nil {
			return fmt.Errorf("read item: %v: %w", err, recourse.Invalid)
		}
		f(it)
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("items do not end: %w", recourse.Invalid)
	}
	return nil
}
