package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/indicator"
	"recourse/picture"
)

// pictureText puts what was read in a picture into one text and notes where each
// word went.
type pictureText struct {
	text  strings.Builder
	words []PictureWord
	found []PictureCode
	// repairs are the numbers in which letters stood for figures.
	repairs []PictureRepair
	page    int  // that is written, from 1, of a picture that has several
	turn    turn // in which its lines were read
}

// textLine is a row of words in a picture.
type textLine struct {
	words  []picture.Word
	box    picture.Box
	region int // what lies behind it, or -1
}

// pictureLines writes the words line by line: those of a chat message by message.
func (r *reader) pictureLines(f *File, p picture.Picture, words []picture.Word, t *pictureText) {
	if !isScreen(p, words) || !r.screenChat(f, p, screenLines(p, words), t) {
		t.lines(p, words)
	}
}

// lines writes the words line by line.
func (t *pictureText) lines(p picture.Picture, words []picture.Word) {
	for _, l := range linesOf(p, words) {
		t.line(l)
	}
}

func linesOf(p picture.Picture, words []picture.Word) []textLine {
	if isScreen(p, words) {
		return screenLines(p, words)
	}
	return readLines(words)
}

// isScreen reports whether words are put into lines by where they stand: not those that
// slope, see [picture.Word.Tilt].
func isScreen(p picture.Picture, words []picture.Word) bool {
	return p.Regions.IsScreen() && (len(words) == 0 || words[0].Tilt == 0)
}

// line writes one line and returns where it stands.
func (t *pictureText) line(l textLine) recourse.Span {
	if t.text.Len() > 0 {
		t.text.WriteByte('\n')
	}
	start := t.text.Len()
	joined := joins(l.words)
	written := t.mend(l.words, joined, start)
	for i, w := range l.words {
		if i > 0 && !joined[i] {
			t.text.WriteByte(' ')
		}
		at := t.text.Len()
		t.text.WriteString(written[i])
		t.words = append(t.words, PictureWord{w.Text, t.turn.back(w.Box), t.page, w.Conf, recourse.Span{Start: at, End: t.text.Len()}})
	}
	return recourse.Span{Start: start, End: t.text.Len()}
}

// joins says of each word of a line whether nothing stands between it and the one before:
// Chinese signs, and the two parts of one account's number.
func joins(words []picture.Word) []bool {
	list := make([]bool, len(words))
	for i := 1; i < len(words); i++ {
		list[i] = runsOn(words[i-1], words[i]) || oneAccount(words[i-1], words[i])
	}
	return list
}

// oneAccount reports whether two words are one account's number, which its check digits
// prove and the first alone is not: a reader of letters parted them.
func oneAccount(a, b picture.Word) bool {
	const fewest, most = 8, 40 // bytes of the whole
	n := len(a.Text) + len(b.Text)
	if n < fewest || n > most || b.Text == "" || b.Box.X-(a.Box.X+a.Box.Width) > a.Box.Height || b.Text[0] < '0' || b.Text[0] > '9' {
		return false
	}
	whole := func(s string) bool {
		s = strings.TrimRight(s, ".,;:!?")
		return slices.ContainsFunc(indicator.Find(s), func(i indicator.Indicator) bool {
			return (i.Kind == indicator.AccountRS || i.Kind == indicator.IBAN) && i.Valid && i.Span.Start == 0 && i.Span.End == len(s)
		})
	}
	return whole(a.Text+b.Text) && !whole(a.Text)
}

// runsOn reports whether nothing stands between two words: between Chinese signs,
// which a reader gives one by one, nobody writes a space.
func runsOn(a, b picture.Word) bool {
	last, _ := utf8.DecodeLastRuneInString(a.Text)
	first, _ := utf8.DecodeRuneInString(b.Text)
	return wide(last) && wide(first) && b.Box.X-(a.Box.X+a.Box.Width) < a.Box.Height
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60
}

// codes writes what the picture's QR codes hold, one a line.
func (t *pictureText) codes(list []picture.Code) {
	for _, c := range list {
		q, err := indicator.ReadQR(c.Content)
		if err != nil {
			continue
		}
		if t.text.Len() > 0 {
			t.text.WriteByte('\n')
		}
		start := t.text.Len()
		t.text.WriteString(c.Content)
		t.found = append(t.found, PictureCode{c.Content, c.Box, t.page, recourse.Span{Start: start, End: t.text.Len()}, q.Kind, q.Payment})
	}
}

// besideCodes returns the words that do not lie in a code, whose modules a reader takes
// for letters.
func besideCodes(words []picture.Word, codes []picture.Code) []picture.Word {
	if len(codes) == 0 {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), func(w picture.Word) bool {
		return slices.ContainsFunc(codes, func(c picture.Code) bool {
			in := w.Box.Rect().Intersect(c.Box.Rect())
			return in.Dx()*in.Dy()*2 >= w.Box.Width*w.Box.Height
		})
	})
}

// readLines keeps the lines of the reader.
func readLines(words []picture.Word) []textLine {
	var list []textLine
	for i, w := range words {
		if i == 0 || w.Line != words[i-1].Line {
			list = append(list, textLine{region: -1})
		}
		list[len(list)-1].add(w)
	}
	return list
}

// strokes are what a reader makes of edges and arrows. A line of them alone says
// nothing.
const strokes = " —–-|_~=‘’'`\"<>‹›."

// screenLines puts words that stand beside each other on the same ground into
// lines, from the top down.
func screenLines(p picture.Picture, words []picture.Word) []textLine {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b picture.Word) int { return cmp.Compare(a.Box.X, b.Box.X) })
	var list []textLine
	for _, w := range words {
		region := p.Behind(w.Box)
		best, most := -1, 0
		for i, l := range list {
			if l.region == region {
				if n := l.beside(w); n > most {
					best, most = i, n
				}
			}
		}
		if best < 0 {
			list = append(list, textLine{region: region})
			best = len(list) - 1
		}
		list[best].add(w)
	}
	list = slices.DeleteFunc(list, func(l textLine) bool { return strings.Trim(lineText(l), strokes) == "" })
	slices.SortStableFunc(list, func(a, b textLine) int { return cmp.Compare(a.box.Y, b.box.Y) })
	for i := range list {
		for k := i; k > 0 && list[k].box.X < list[k-1].box.X && list[k-1].beside(picture.Word{Box: list[k].box}) > 0; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
	return list
}

func (l *textLine) add(w picture.Word) {
	l.words = append(l.words, w)
	l.box = l.box.Union(w.Box)
}

// beside returns by how many pixels a word lies in the line's height, or 0 where
// that is less than half of the lower of the two.
func (l *textLine) beside(w picture.Word) int {
	n := min(l.box.Y+l.box.Height, w.Box.Y+w.Box.Height) - max(l.box.Y, w.Box.Y)
	if n*2 <= min(l.box.Height, w.Box.Height) {
		return 0
	}
	return n
}
