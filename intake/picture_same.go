package intake

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"recourse/fold"
)

// When two pictures are the same. Of copies that were scaled to 40 to 150 per cent
// and compressed down to quality 20, 99 of a hundred lie at most sameBits bits
// apart and none more than 8; of 80,000 pairs of different chat screenshots none
// lies below 8. A screenshot in which one amount differs lies 0 to 14 apart: so the
// words must agree too, and every figure.
const (
	sameBits  = 6
	sameWords = 0.8
	sameShape = 0.03 // how far the proportions may differ
	clearWord = 0.6  // how sure the reader is of a word that tells two pictures apart
)

// markSame says of each picture that shows what an earlier one of other bytes
// shows. Both stay.
func markSame(files []File) {
	var seen []*File
	eachPicture(files, func(f *File) {
		if f.Picture.hash == 0 {
			return
		}
		if i := slices.IndexFunc(seen, func(o *File) bool { return sameShown(o, f) }); i >= 0 {
			f.Picture.SameAs = seen[i].Path
			f.problem("picture-again", seen[i].Path, "other", seen[i].Path)
			return
		}
		seen = append(seen, f)
	})
}

func eachPicture(files []File, use func(*File)) {
	for i := range files {
		if files[i].Picture != nil {
			use(&files[i])
		}
		eachPicture(files[i].Files, use)
	}
}

// sameShown reports whether two files show the same picture. Where the words of one
// were not read nothing is said.
func sameShown(a, b *File) bool {
	x, y := a.Picture, b.Picture
	if a.SHA256 == b.SHA256 || !x.wordsRead || !y.wordsRead || x.hash.Distance(y.hash) > sameBits || !sameProportions(x, y) {
		return false
	}
	return alike(x.Words, y.Words) && !says(x.Words, y.Words) && !says(y.Words, x.Words)
}

// says reports whether a clearly read word stands among words and neither it nor one
// that may be the same, read otherwise, among the others: "Odbijen", "Nisam", a name.
func says(words, others []PictureWord) bool {
	left := wordCounts(others)
	var rest []PictureWord
	for _, w := range words {
		if key := wordKey(w.Text); left[key] > 0 {
			left[key]--
		} else {
			rest = append(rest, w)
		}
	}
	const most = 50 // more than that many are no copy
	if len(rest) > most {
		return true
	}
	return slices.ContainsFunc(rest, func(w PictureWord) bool {
		key := []rune(wordKey(w.Text))
		if len(key) < 2 || w.Conf < clearWord || slices.ContainsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) }) {
			return false
		}
		for _, other := range slices.Sorted(maps.Keys(left)) {
			if left[other] > 0 && editsWithin(key, []rune(other), len(key)/4) {
				left[other]--
				return false
			}
		}
		return true
	})
}

// editsWithin reports whether a becomes b by at most so many letters that are
// changed, added or left out.
func editsWithin(a, b []rune, most int) bool {
	const longest = 60
	if len(a)-len(b) > most || len(b)-len(a) > most || len(a) > longest {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		before := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := before
			if x != y {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)] <= most
}

func sameProportions(x, y *Picture) bool {
	p, q := float64(x.Width)*float64(y.Height), float64(y.Width)*float64(x.Height)
	return p <= q*(1+sameShape) && q <= p*(1+sameShape)
}

// alike compares words without their order: most agree, and all with a figure in
// them that are longer than a clock's hour.
func alike(x, y []PictureWord) bool {
	a, b := wordCounts(x), wordCounts(y)
	common, all := 0, 0
	for w, n := range a {
		common += min(n, b[w])
		if n != b[w] && hasFigure(w) {
			return false
		}
		all += n
	}
	for w, n := range b {
		if n != a[w] && hasFigure(w) {
			return false
		}
		all += n
	}
	return float64(2*common) >= sameWords*float64(all)
}

func wordCounts(words []PictureWord) map[string]int {
	counts := make(map[string]int)
	for _, w := range words {
		if key := wordKey(w.Text); key != "" {
			counts[key]++
		}
	}
	return counts
}

func wordKey(word string) string { return strings.Trim(fold.Key(word), " .,;:!?-–—|") }

func hasFigure(s string) bool { return len(s) > 2 && strings.ContainsAny(s, "0123456789") }
