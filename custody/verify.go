package custody

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"recourse"
	"recourse/internal/spill"
)

// VerifyOptions say what the caller expects.
type VerifyOptions struct {
	// Signer is the public key that must have signed the package, in the form of
	// [ParseKey]. Empty means that the caller expects no particular one: then a
	// package that somebody else sealed anew can pass, and the report says so.
	Signer string
	// Roots are the certificates of authorities whose time stamps count; nil means
	// none. A stamp of any other is shown, and proves nothing here.
	Roots *x509.CertPool
	// Witnesses are the public keys of witnesses whose signatures count, in the
	// form of [ParseWitnessKey]. One of any other is shown, and proves nothing here.
	Witnesses []string
	// Successions are statements by which keys were handed on ([SignSuccession]),
	// beside those in the package: with them a package is known whose key was
	// replaced later, and one that a key signed after its end is refused.
	Successions [][]byte
	// Scratch makes temporary files for what is known of the package's files; without
	// it all of that is held.
	Scratch Scratch
}

// known is what the options say, read.
type known struct {
	signer      string
	witnesses   []WitnessKey
	successions []statement
}

func (o VerifyOptions) read() (known, error) {
	var k known
	if o.Signer != "" {
		key, err := ParseKey(o.Signer)
		if err != nil {
			return k, err
		}
		k.signer = key.text
	}
	for _, s := range o.Witnesses {
		w, err := ParseWitnessKey(s)
		if err != nil {
			return k, err
		}
		k.witnesses = append(k.witnesses, w)
	}
	for _, msg := range o.Successions {
		s, err := ParseSuccession(msg)
		if err != nil {
			return k, fmt.Errorf("read statement of keys: %v: %w", err, recourse.Invalid)
		}
		k.successions = append(k.successions, newStatement(s, msg))
	}
	return k, nil
}

// Verify checks the package in fsys: one that [Seal] wrote, or any other BagIt
// bag. Where fsys is none and one of its folders is, that one is checked, and the
// report says where it lies. What is wrong with the package is in the report; an error means that it
// could not be examined at all (kind Invalid where an option cannot be read).
func Verify(ctx context.Context, fsys fs.FS, opt VerifyOptions) (r Report, err error) {
	space := spill.New(opt.Scratch)
	defer func() { err = errors.Join(err, space.Close()) }()
	found, err := readFolder(ctx, fsys, space, &r)
	if err != nil {
		return Report{}, err
	}
	if _, err := examine(ctx, found, opt, &r); err != nil {
		return Report{}, err
	}
	return r.finish(opt), nil
}

// VerifyZip is [Verify] for a package in one zip file of the given size. A
// package of ours must be in the zip that [Zip] wrote, to the byte: of a zip that
// was packed anew, unpack the folder and verify that.
func VerifyZip(ctx context.Context, zipped io.ReaderAt, size int64, opt VerifyOptions) (r Report, err error) {
	space := spill.New(opt.Scratch)
	defer func() { err = errors.Join(err, space.Close()) }()
	dir, err := openZip(zipped, size)
	if err != nil {
		r.Kind = KindBagIt
		r.explain("zip-unreadable", "", err.Error(), "no-zip")
		return r.finish(opt), nil
	}
	found, base, container, err := readZip(dir, space, &r)
	if err != nil {
		return Report{}, err
	}
	b, err := examine(ctx, found, opt, &r)
	if err != nil {
		return Report{}, err
	}
	switch {
	case container == nil:
	case r.Kind != KindRecourse:
		r.add("asic-foreign", "", "")
	default:
		b.checkASiC(container, base)
	}
	if err := r.checkZip(ctx, zipped, size, dir, space); err != nil {
		return Report{}, err
	}
	if b.failed != nil {
		return Report{}, b.failed
	}
	return r.finish(opt), nil
}

// checkZip adds what is wrong with the zip itself: of ours each byte is known, and that of
// others has to be what all programs read alike.
func (r *Report) checkZip(ctx context.Context, zipped io.ReaderAt, size int64, dir zipDir, space *spill.Space) error {
	if len(r.Problems) > 0 {
		return nil
	}
	check := sameZip
	if r.Kind != KindRecourse {
		check = zipWhole
	}
	well, err := check(ctx, dir, io.NewSectionReader(zipped, 0, size), space)
	switch {
	case ctx.Err() != nil:
		return ctx.Err() //nolint:wrapcheck // it is the caller's
	case err != nil:
		r.explain("zip-unreadable", "", err.Error(), "no-zip")
	case !well && r.Kind == KindRecourse:
		r.add("zip-rewritten", "", "the zip is not as it was written: unpack it and verify the folder")
	case !well:
		r.add("zip-two-ways", "", "bytes belong to nothing that the directory names: unpack it and verify the folder")
	}
	return nil
}

// examine lists what is wrong with src. Only the caller's options and a
// cancelled context are errors.
func examine(ctx context.Context, found listing, opt VerifyOptions, r *Report) (*bag, error) {
	known, err := opt.read()
	if err != nil {
		return nil, err
	}
	src, within, err := found.choose(r)
	if err != nil {
		return nil, err
	}
	r.Within = within
	b := &bag{
		source: src, report: r, sums: make(map[string]digests), roots: opt.Roots, witnesses: known.witnesses,
		rows: found.space.Sorter(), odd: found.space.Sorter(), fetch: make(map[string][]int), payload: newPayload(found.space),
	}
	r.Kind = KindBagIt
	if b.readDeclaration() {
		b.readInfo()
		b.readManifests()
		b.readFetch()
		if b.isOurs() {
			r.Kind = KindRecourse
		}
		if err := b.checkFiles(ctx); err != nil {
			return nil, err
		}
		b.checkOxum()
	} else {
		if b.isOurs() {
			r.Kind = KindRecourse
		}
		b.fail(b.notRead())
	}
	if r.Kind == KindRecourse {
		if err := b.checkSeal(ctx); err != nil {
			return nil, err
		}
	}
	b.checkSigner(known.signer, known.successions)
	return b, b.failed
}

// oursAlone are files that a bag of ours has and no other.
var oursAlone = [...]string{entriesFile, checkpointFile, proofFile, signerFile, signerPEMFile, itemsFile, howToFile}

// isOurs reports whether anything in the bag says that Recourse sealed it: then
// whatever else is missing is missing, and not merely absent.
func (b *bag) isOurs() bool {
	for _, name := range oursAlone {
		if b.tags[name] != nil {
			return true
		}
	}
	return b.ours
}

// sameZip reports whether the zip is, to the byte, what [Zip] writes for its files.
func sameZip(ctx context.Context, dir zipDir, raw *io.SectionReader, space *spill.Space) (bool, error) {
	cmp := &comparer{want: bufio.NewReaderSize(raw, bufferSize)}
	out := newZipFiles(cmp, space)
	buf := make([]byte, bufferSize)
	var now time.Time // of the last file
	err := dir.each(func(f *zip.File, _ int64) error {
		now = f.Modified.UTC()
		return nil
	})
	if err == nil {
		err = dir.each(func(f *zip.File, _ int64) error {
			if f.Name == asicTypeFile {
				return createASiCType(out)
			}
			w, err := out.stored(f.Name, now)
			if err != nil {
				return err
			}
			rc, err := f.Open()
			if err != nil {
				return err
			}
			return errors.Join(copyAll(ctx, w, rc, buf), rc.Close())
		})
	}
	if err == nil {
		err = out.close()
	}
	if errors.Is(err, errDiffers) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read zip again: %w", err)
	}
	if _, err := cmp.want.ReadByte(); err != io.EOF {
		return false, nil
	}
	return true, nil
}

var errDiffers = errors.New("bytes differ")

// comparer is a writer that expects the bytes of want.
type comparer struct {
	want *bufio.Reader
	buf  []byte
}

// Write compares p with the next bytes that are expected.
func (c *comparer) Write(p []byte) (int, error) {
	if len(c.buf) < len(p) {
		c.buf = make([]byte, len(p))
	}
	n, err := io.ReadFull(c.want, c.buf[:len(p)])
	if err != nil || !bytes.Equal(c.buf[:n], p) {
		return 0, errDiffers
	}
	return len(p), nil
}
