package intake

import (
	"slices"

	"recourse/picture"
)

// pdfPlaces tells where the words of the pages stand, when it is asked: those of the
// text by the program that reads PDF, those of pages that are pictures as they were
// read.
func (r *reader) pdfPlaces(d heldPDF, pages []pdfPage) func() []WordPage {
	placer, ok := r.opt.PDF.(PDFPlacer)
	if !ok {
		return nil
	}
	return func() []WordPage {
		list, err := placer.PDFWords(r.ctx, d.bytes)
		if err != nil {
			return nil // its text was read, or that it was not is said
		}
		for i, p := range pages {
			if len(p.words) == 0 {
				continue
			}
			page := placedWords(i+1, p.words)
			if at := slices.IndexFunc(list, func(l WordPage) bool { return l.Number == page.Number }); at >= 0 {
				list[at] = page
			} else {
				list = append(list, page)
			}
		}
		return list
	}
}

// placedWords is a page with the words that were read on it, as they stand upright.
func placedWords(number int, words []picture.Word) WordPage {
	page := WordPage{Number: number}
	for _, w := range words {
		x, y := float64(w.Box.X), float64(w.Box.Y)
		page.Words = append(page.Words, PlacedWord{Text: w.Text, X0: x, Y0: y, X1: x + float64(w.Box.Width), Y1: y + float64(w.Box.Height)})
	}
	return page
}
