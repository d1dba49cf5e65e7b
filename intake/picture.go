package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"
	"recourse/picture"
)

// PictureReader reads the words in a picture. Its error is of kind Unavailable
// where the tool is missing.
type PictureReader interface {
	PictureWords(ctx context.Context, p picture.Picture) ([]picture.Word, error)
}

// PictureConverter is a [PictureReader] that also makes PNGs of what a file shows in a
// format that package picture does not know: HEIC, HEIF or AVIF, which can hold several
// pictures. There is one at least; those beyond a limit are nil. Its error is of kind
// Unavailable where the tool is missing.
type PictureConverter interface {
	ConvertPicture(ctx context.Context, b []byte) ([][]byte, error)
}

// PictureLanguages is a [PictureReader] that knows what it lacks.
type PictureLanguages interface {
	// LacksLanguages are the languages that it is to read and cannot, as they are named
	// where they are installed; none where it has all or cannot tell.
	LacksLanguages(ctx context.Context) []string
}

// sayLanguages says of a file whose letters were recognised which languages that was
// done without.
func (r *reader) sayLanguages(f *File) {
	r.shown.asked.Do(func() {
		if l, ok := r.opt.Pictures.(PictureLanguages); ok {
			r.shown.lacks = l.LacksLanguages(r.ctx)
		}
	})
	if lacks := strings.Join(r.shown.lacks, ", "); lacks != "" {
		f.problem(codeLanguages, lacks, "languages", lacks)
	}
}

// PictureTries is a [PictureReader] that tries further languages where words remain
// unclear.
type PictureTries interface {
	// LacksTries are those of them that are not installed, as they are named where they
	// are installed; none where it has all or cannot tell.
	LacksTries(ctx context.Context) []string
}

// sayUnclear says of a file that words in it were left out, and which languages could
// not be tried on them.
func (r *reader) sayUnclear(f *File) {
	f.problem("picture-words-unclear", "")
	r.shown.askedTries.Do(func() {
		if l, ok := r.opt.Pictures.(PictureTries); ok {
			r.shown.lacksTries = l.LacksTries(r.ctx)
		}
	})
	if lacks := strings.Join(r.shown.lacksTries, ", "); lacks != "" {
		f.problem(codeTries, lacks, "languages", lacks)
	}
}

// Picture is what was found in a picture beside its text.
type Picture struct {
	Width  int `json:"width"` // in pixels, as it is shown
	Height int `json:"height"`
	Frames int `json:"frames,omitempty"` // of an animation; the first is read
	Pages  int `json:"pages,omitempty"`  // of a scan that has several; size and looks are the first one's
	// Turned is by how many degrees the picture was turned clockwise to be read; boxes lie
	// in the picture as it is shown, which is not turned.
	Turned int `json:"turned,omitempty"`
	// Taken is when the camera says that it was taken, Changed when the file was
	// written last. Clock is "local" where the file does not say in which zone that
	// clock stood, "zone" where it does.
	Taken    recourse.Moment `json:"taken,omitzero"`
	Changed  recourse.Moment `json:"changed,omitzero"`
	Clock    string          `json:"clock,omitempty"`
	Camera   string          `json:"camera,omitempty"`
	Software string          `json:"software,omitempty"`
	// Place is for the owner's eyes: it goes into no paper, report or package.
	Place *picture.Place `json:"place,omitempty"`
	// Words are what was read, in the order of the text; spans lie in it.
	Words []PictureWord `json:"words,omitempty"`
	Codes []PictureCode `json:"codes,omitempty"`

	// SameAs is the path of an earlier file that shows the same picture in other
	// bytes, see [Relate].
	SameAs string `json:"same_as,omitempty"`
	// Repairs are numbers in which letters were read for figures: those that their
	// check digits prove are put right in the text, the others are not.
	Repairs []PictureRepair `json:"repairs,omitempty"`

	hash      picture.Hash
	wordsRead bool
}

// PictureRepair is a number in which a reader of letters took figures for letters.
type PictureRepair struct {
	Raw       string         `json:"raw"`
	Text      string         `json:"text"` // with figures
	Kind      indicator.Kind `json:"kind,omitempty"`
	Confirmed bool           `json:"confirmed"` // its check digits prove it
	Span      recourse.Span  `json:"span"`
}

// PictureWord is a word that was read, with its place in the picture and in the
// file's text.
type PictureWord struct {
	Text string        `json:"text"`
	Box  picture.Box   `json:"box"`
	Page int           `json:"page,omitempty"` // on which the box lies, from 1, where there are several
	Conf float64       `json:"conf"`           // how sure the reader is, 0 to 1
	Span recourse.Span `json:"span"`
}

// PictureCode is a QR code in a picture. A payment in it is one that scanning it
// would start, not one that was made.
type PictureCode struct {
	Content string               `json:"content"`
	Box     picture.Box          `json:"box"`
	Page    int                  `json:"page,omitempty"` // as of a word
	Span    recourse.Span        `json:"span"`           // of the content in the file's text
	Kind    indicator.QRKind     `json:"kind"`
	Payment *indicator.QRPayment `json:"payment,omitempty"`
}

// Box returns the place in the picture of a span of the file's text, on the first
// page on which any of it lies; false where no word lies there.
func (p *Picture) Box(s recourse.Span) (box picture.Box, ok bool) {
	if p == nil {
		return box, false
	}
	page := 0
	add := func(span recourse.Span, on int, at picture.Box) {
		if span.Overlaps(s) && (!ok || on == page) {
			box, page, ok = box.Union(at), on, true
		}
	}
	for _, w := range p.Words {
		add(w.Span, w.Page, w.Box)
	}
	for _, c := range p.Codes {
		add(c.Span, c.Page, c.Box)
	}
	return box, ok
}

// hash returns what the file looks like, if it is a picture.
func (f File) hash() picture.Hash {
	if f.Picture == nil {
		return 0
	}
	return f.Picture.hash
}

// heif are the types of pictures that are converted first.
var heif = map[string]bool{
	"image/heic": true, "image/heif": true, "image/heic-sequence": true, "image/heif-sequence": true, "image/avif": true,
}

// picture reads a picture: what its file says of it, its codes and its words.
func (r *reader) picture(f *File, src Source) {
	if b, ok := r.pictureBytes(f, src); ok {
		r.showPicture(f, b, r.shown.admit())
	}
}

// laterPicture is [reader.picture] for one of an archive, which is read while the
// archive is listed.
func (r *reader) laterPicture(f *File, src Source) {
	b, ok := r.pictureBytes(f, src)
	if !ok {
		return
	}
	if !r.shown.admit() {
		r.showPicture(f, b, false)
		r.propose(f)
		return
	}
	r.shown.later(f, func(f *File) {
		r.showPicture(f, b, true)
		r.propose(f)
	})
}

// showPicture reads what the file says of a picture, and what is shown, where it
// is to be looked at.
func (r *reader) showPicture(f *File, b []byte, look bool) {
	format := picture.Format(b)
	if heif[f.MediaType] {
		format = "heif"
	}
	meta := picture.ReadMeta(format, b)
	if meta.Place != nil {
		f.problem(codePlace, "", "n", 1)
	}
	if !look {
		f.Picture = describe(picture.Picture{}, meta)
		return
	}
	shown := [][]byte{b}
	if format == "heif" {
		var ok bool
		if shown, ok = r.convert(f, b); !ok {
			f.Picture = describe(picture.Picture{}, meta)
			return
		}
	}
	p, err := picture.OpenAll(shown)
	switch {
	case errors.Is(err, picture.ErrTooLarge):
		f.problem("picture-too-large", err.Error())
	case err != nil && picture.Format(shown[0]) == "":
		f.problem("format-not-read", f.MediaType, "type", f.MediaType)
	case err != nil:
		f.problem("picture-damaged", err.Error())
	}
	f.Picture = describe(p, meta)
	if err != nil {
		return
	}
	r.look(f, p)
}

// pictureBytes reads the file again and holds it.
func (r *reader) pictureBytes(f *File, src Source) ([]byte, bool) {
	if f.Size > picture.MaxBytes {
		f.problem("picture-too-large", fmt.Sprintf("%d bytes", f.Size))
		return nil, false
	}
	rc, ok := f.open(src)
	if !ok {
		return nil, false
	}
	defer func() { _ = rc.Close() }()
	b, err := io.ReadAll(recourse.UntilDone(r.ctx, io.LimitReader(rc, picture.MaxBytes+1)))
	if err != nil {
		f.problem(readProblem(r.ctx, err))
		return nil, false
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != f.SHA256 {
		f.problem("changed-while-read", "")
	}
	return b, true
}

// convert makes PNGs of what a HEIC file shows.
func (r *reader) convert(f *File, b []byte) ([][]byte, bool) {
	c, ok := r.opt.Pictures.(PictureConverter)
	if !ok {
		f.problem("picture-not-converted", "no converter", "type", f.MediaType)
		return nil, false
	}
	out, err := c.ConvertPicture(r.ctx, b)
	switch {
	case r.ctx.Err() != nil:
		return nil, false
	case errors.Is(err, recourse.Unavailable):
		f.problem("picture-not-converted", err.Error(), "type", f.MediaType)
		return nil, false
	case err != nil:
		r.shown.failed()
		f.problem("picture-damaged", err.Error())
		return nil, false
	}
	return out, true
}

// look reads what an opened picture shows.
func (r *reader) look(f *File, p picture.Picture) {
	if p.Frames > 1 {
		f.Picture.Frames = p.Frames
		f.problem("picture-moves", fmt.Sprintf("%d frames", p.Frames), "n", p.Frames)
	}
	if p.End > 0 && p.End < len(p.Bytes) {
		if t := detect(p.Bytes[p.End:min(len(p.Bytes), p.End+headSize)]); t.media != "application/octet-stream" {
			f.problem(codeCarries, t.media, "type", t.media)
		}
	}
	if p.Pages > 1 {
		r.lookPages(f, p)
		return
	}
	switch {
	case p.Damage != nil:
		f.problem("picture-damaged", p.Damage.Error())
	case p.Image == nil:
		f.problem("picture-not-unpacked", fmt.Sprintf("%d x %d", p.Width, p.Height))
	default:
		p.Regions = picture.FindRegions(p.Image)
	}
	f.Picture.hash = p.Hash()
	codes, crowded := p.Codes()
	if crowded {
		f.problem("codes-crowded", "")
	}
	var t pictureText
	if words, ok := r.pictureWords(f, p); ok {
		f.Picture.wordsRead = true
		words, unclear := readable(besideCodes(words, codes))
		if unclear {
			r.sayUnclear(f)
		}
		p, words, t.turn = upright(p, words)
		f.Picture.Turned = t.turn.degrees
		r.pictureLines(f, p, words, &t)
		f.places = func() []WordPage { return []WordPage{placedWords(1, words)} }
	}
	t.codes(codes)
	r.pictureRead(f, &t)
}

// pictureRead notes what was read of a picture.
func (r *reader) pictureRead(f *File, t *pictureText) {
	f.Text, f.Picture.Words, f.Picture.Codes, f.Picture.Repairs = t.text.String(), t.words, t.found, t.repairs
	open := slices.DeleteFunc(slices.Clone(t.repairs), func(p PictureRepair) bool { return p.Confirmed })
	if n := len(open); n > 0 {
		f.problem("figures-unconfirmed", open[0].Raw, "n", n)
	}
}

// pictureWords has the words read.
func (r *reader) pictureWords(f *File, p picture.Picture) ([]picture.Word, bool) {
	if r.opt.Pictures == nil {
		f.problem("text-not-read", "no reader of pictures", "tool", "tesseract")
		return nil, false
	}
	words, err := r.opt.Pictures.PictureWords(r.ctx, p)
	switch {
	case r.ctx.Err() != nil:
		return nil, false
	case errors.Is(err, recourse.Unavailable):
		f.problem("text-not-read", err.Error(), "tool", "tesseract")
	case err != nil:
		r.shown.failed()
		f.problem("text-failed", err.Error(), "tool", "tesseract")
	}
	if len(words) > 0 {
		r.sayLanguages(f)
	}
	return words, err == nil || len(words) > 0
}

func describe(p picture.Picture, m picture.Meta) *Picture {
	d := &Picture{
		Width: p.Width, Height: p.Height, Taken: m.Taken, Changed: m.Changed, Camera: m.Camera, Software: m.Software, Place: m.Place,
	}
	for _, t := range []recourse.Moment{m.Changed, m.Taken} {
		switch t.Precision {
		case recourse.WallClock:
			d.Clock = "local"
		case recourse.Instant:
			d.Clock = "zone"
		}
	}
	return d
}
