package intake

import (
	"errors"
	"fmt"
	"sync"

	"recourse"
	"recourse/picture"
)

// seenPage is what is shown on a page of a picture that has several.
type seenPage struct {
	lines   []textLine
	turn    turn
	unclear bool // words were left out that could not be read
	codes   []picture.Code
	crowded bool
	hash    picture.Hash
	err     error
}

// lookPages reads the pages of a scan that is one file, as many at once as the
// machine works on.
func (r *reader) lookPages(f *File, p picture.Picture) {
	f.Picture.Pages = p.Pages
	p.Image = nil // each page is opened anew
	most := min(p.Pages, maxScans)
	most = 1 + r.shown.take(most-1)
	seen := make([]seenPage, most)
	var wait sync.WaitGroup
	for i := range seen {
		r.shown.pages <- struct{}{}
		wait.Go(func() {
			defer func() { <-r.shown.pages }()
			seen[i] = r.seePage(p, i+1)
		})
	}
	wait.Wait()
	r.writePages(f, seen, p.Pages-most)
}

func (r *reader) seePage(scan picture.Picture, number int) (s seenPage) {
	if s.err = r.ctx.Err(); s.err != nil {
		return s
	}
	p, err := scan.Page(number)
	if err != nil {
		s.err = fmt.Errorf("page %d: %w", number, err)
		return s
	}
	if p.Image != nil {
		p.Regions = picture.FindRegions(p.Image)
		s.hash = p.Hash()
		s.codes, s.crowded = p.Codes()
	}
	switch {
	case p.Image != nil && oneColour(p.Image):
	case r.opt.Pictures == nil:
		s.err = fmt.Errorf("no reader of pictures: %w", recourse.Unavailable)
	default:
		var words []picture.Word
		words, s.err = r.opt.Pictures.PictureWords(r.ctx, p)
		words, s.unclear = readable(besideCodes(words, s.codes))
		p, words, s.turn = upright(p, words)
		s.lines = linesOf(p, words)
	}
	if err := errors.Join(p.Damage, s.err); err != nil {
		s.err = fmt.Errorf("page %d: %w", number, err)
	}
	return s
}

// writePages makes one text of the pages; left is how many were not looked at.
func (r *reader) writePages(f *File, seen []seenPage, left int) {
	var t pictureText
	var places []WordPage
	errs := make([]error, len(seen))
	f.Picture.wordsRead = left == 0
	for i, s := range seen {
		errs[i] = s.err
		f.Picture.wordsRead = f.Picture.wordsRead && s.err == nil
		if s.crowded {
			f.problem("codes-crowded", "")
		}
		if s.unclear {
			r.sayUnclear(f)
		}
		t.page, t.turn = i+1, s.turn
		before := t.text.Len()
		var words []picture.Word
		for _, l := range s.lines {
			t.line(l)
			words = append(words, l.words...)
		}
		places = append(places, placedWords(i+1, words))
		t.codes(s.codes)
		if end := t.text.Len(); end > before {
			start := before + min(before, 1) // behind the line's end
			f.Pages = append(f.Pages, Page{Number: i + 1, Span: recourse.Span{Start: start, End: end}, Recognised: true, Turned: s.turn.degrees})
		}
	}
	if len(t.words) > 0 {
		r.sayLanguages(f)
	}
	f.places = func() []WordPage { return places }
	f.Picture.hash = seen[0].hash
	r.pictureRead(f, &t)
	r.scanProblems(f, errs, left)
}
