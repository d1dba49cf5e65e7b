package fold

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folder is one folding: first every character by itself and by the word that
// it stands in, then what needs a look at the folded neighbours.
type folder struct {
	src  string
	out  []byte
	runs []run
	// word collects the letters of a word that is not plain ASCII, still
	// undecided between scripts.
	word []item
	cuts []cut
	// spare is the memory of the runs before the last cuts.
	spare  []run
	tricks []Trick
	counts [kinds]int32
	// marks are the marks on the letter before.
	marks int
	// foreign says that words of Cyrillic letters that all look Latin are read
	// as Latin: the second reading of a Latin text in which some were met.
	foreign      bool
	foreignWords int
	cyrillic     bool // a letter was met that only Cyrillic has
	// What the first pass saw, so that the second is skipped for most texts.
	sawSpaced, sawEmoji, sawBullet bool
	// leetFrom and leetTo hold where digits for letters may be, if any.
	leetFrom, leetTo int
}

// item is one decomposed letter and the original bytes that it came from.
type item struct {
	r          rune
	start, end int
}

// What an ASCII byte needs.
const (
	plain = iota
	letter
	leet
	spacer
	space
	control
	multibyte
)

var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 0x80:
			t[c] = multibyte
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			t[c] = letter
		case c == ' ' || c >= '\t' && c <= '\r':
			t[c] = space
		case c < ' ' || c == 0x7f:
			t[c] = control
		}
	}
	for _, c := range "01345@$!" {
		t[c] = leet
	}
	for _, c := range ".-_*|" {
		t[c] = spacer
	}
	return t
}()

func isLetter(c byte) bool { return class[c] == letter }

func (f *folder) fold() {
	i := 0
	for i < len(f.src) {
		if f.src[i] < utf8.RuneSelf {
			i = f.ascii(i)
		} else {
			i = f.wide(i)
		}
	}
	if f.sawEmoji || f.sawSpaced || f.sawBullet {
		f.join()
		f.leetFrom, f.leetTo = 0, min(f.leetTo, 1)*len(f.out)
	}
	if f.leetTo > 0 {
		f.unleet()
	}
}

// small has each byte with ASCII capitals in lower case.
var small = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if 'A' <= c && c <= 'Z' {
			t[c] |= 0x20
		}
	}
	return t
}()

// What a byte is to the run through plain text. Two bits each tell the last four.
const (
	stepOther  = iota
	stepLetter // but j and z
	stepSpace
	stepTail // j and z, which end a letter of two
	stepStop
)

var steps = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == ' ':
			t[c] = stepSpace
		case class[c] > letter:
			t[c] = stepStop
		case c|0x20 == 'j' || c|0x20 == 'z':
			t[c] = stepTail
		case class[c] == letter:
			t[c] = stepLetter
		}
	}
	return t
}()

// odd says of the last four bytes whether they end in a space that needs a look:
// behind another, or behind a letter that stands alone.
var odd = func() (t [256]bool) {
	isWord := func(step int) bool { return step == stepLetter || step == stepTail }
	for h := range t {
		last, one, two := h>>2&3, h>>4&3, h>>6&3
		t[h] = h&3 == stepSpace && (last == stepSpace || isWord(last) && !isWord(one) || last == stepTail && !isWord(two))
	}
	return t
}()

// ascii folds plain text from i on and returns where that ends.
func (f *folder) ascii(i int) int {
	from, src := i, f.src
	f.out = slices.Grow(f.out, len(src)-i)
	base := len(f.out) - i // what a source place is in the output
	out := f.out[:len(f.out)+len(src)-i]
	last := uint8(stepOther)
	if n := base + i; n > 0 {
		last = steps[out[n-1]] & 3
	}
	for i < len(src) {
		c := src[i]
		if s := steps[c]; s != stepStop {
			if last = last<<2 | s; odd[last] {
				if n := base + i; n > 0 && out[n-1] == ' ' {
					return f.endASCII(from, i, base)
				}
				f.noteSpaced(out[:base+i], ' ')
			}
			out[base+i] = small[c]
			i++
			continue
		}
		last <<= 2
		switch class[c] {
		case leet:
			if n := base + i; n > 0 && isLetter(out[n-1]) && leetGoesOn(src, i) {
				f.noteLeet(n)
			}
		case spacer:
			f.noteSpaced(out[:base+i], c)
		case space:
			f.noteSpaced(out[:base+i], ' ')
			return f.endASCII(from, i, base)
		case control, multibyte:
			return f.endASCII(from, i, base)
		}
		out[base+i] = c
		i++
	}
	f.out = out
	f.linear(from, i)
	return i
}

// endASCII ends a run through plain text at i, and goes on over white space and
// control characters. A space before what nobody may see is folded with it.
func (f *folder) endASCII(from, i, base int) int {
	c := f.src[i]
	after := i > from && f.src[i-1] == ' ' && !seen(c)
	if after {
		i--
	}
	f.out = f.out[:base+i]
	f.linear(from, i)
	if after || class[c] == space {
		return f.white(i, i)
	}
	for i < len(f.src) && class[f.src[i]] == control {
		i++
	}
	return i
}

// seen reports bytes with which a character begins that is neither white space
// nor invisible.
func seen(c byte) bool { return class[c] < space || c >= 0xC3 && c <= 0xD1 }

// noteLeet remembers that the folded byte at may stand for a letter.
func (f *folder) noteLeet(at int) {
	if f.leetTo == 0 {
		f.leetFrom = at
	}
	f.leetTo = at + 1
}

// leetGoesOn reports whether what follows a letter at i may stand for another:
// a word goes on behind it, or it is a $ at the word's end.
func leetGoesOn(src string, i int) bool {
	if src[i] == '$' {
		return true
	}
	return i+1 < len(src) && (isLetter(src[i+1]) || class[src[i+1]] == leet || class[src[i+1]] >= control)
}

// linear records that the source bytes [from, to) were folded byte for byte.
func (f *folder) linear(from, to int) {
	f.extend(len(f.out)-(to-from), from, 1, 1)
}

// unit records that the source bytes [from, to) gave all folded bytes from at
// on.
func (f *folder) unit(at, from, to int) {
	f.extend(at, from, to-from, max(1, len(f.out)-at))
}

// wide folds text from i, where a character is not ASCII, to the end of its
// word. Letters of the word that were folded already are taken back, because
// look-alike letters are told from foreign words by the whole word.
func (f *folder) wide(i int) int {
	if end := f.directWord(i); end > i {
		return end
	}
	f.takeBack(i)
	for i < len(f.src) {
		c := f.src[i]
		if c < utf8.RuneSelf {
			if class[c] == control {
				i = f.invisible(i)
				continue
			}
			if class[c] != letter {
				break
			}
			f.word = append(f.word, item{rune(c), i, i + 1})
			f.marks = 0
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(f.src[i:])
		switch {
		case ignorable(r):
			i = f.invisible(i)
			continue
		case blank(r):
			f.flush()
			f.noteSpaced(f.out, ' ')
			return f.white(i, i)
		case regional(r):
			i = f.regionals(i)
			continue
		}
		f.character(r, i, i+n)
		i += n
	}
	f.flush()
	return i
}

// takeBack moves the ASCII letters that end at source byte i from the output
// to the word.
func (f *folder) takeBack(i int) {
	from := i
	for from > 0 && len(f.out) > 0 {
		c := f.src[from-1]
		if class[c] == control {
			from--
			continue
		}
		if !isLetter(c) || f.out[len(f.out)-1] != c|0x20 {
			break
		}
		from--
		f.out = f.out[:len(f.out)-1]
	}
	f.dropRuns()
	for k := from; k < i; k++ {
		if isLetter(f.src[k]) {
			f.word = append(f.word, item{rune(f.src[k]), k, k + 1})
		}
	}
}

// character adds one character that is not ASCII to the word, decomposed, or
// ends the word with it.
func (f *folder) character(r rune, start, end int) {
	if r == utf8.RuneError && end-start == 1 {
		f.symbol("\uFFFD", start, end)
		return
	}
	if s, ok := symbols[r]; ok {
		f.symbol(s, start, end)
		return
	}
	if mark(r) {
		f.mark(r, end)
		if f.marks++; f.marks == 3 && len(f.word) > 0 && (r < 0x590 || r >= 0x1AB0) {
			f.trick(Stacked, f.word[len(f.word)-1].start, end)
		}
		return
	}
	f.marks = 0
	if l, ok := squared(r); ok {
		f.word = append(f.word, item{l, start, end})
		return
	}
	var d []byte
	if !atomic(r) {
		d = norm.NFKD.PropertiesString(f.src[start:end]).Decomposition()
	}
	if d == nil {
		f.part(r, start, end)
		return
	}
	for len(d) > 0 {
		p, n := utf8.DecodeRune(d)
		d = d[n:]
		if s, ok := symbols[p]; ok {
			f.symbol(s, start, end)
			continue
		}
		if !mark(p) && !ignorable(p) {
			f.part(p, start, end)
		} else if mark(p) {
			f.mark(p, end)
		}
	}
}

// mark lets a diacritic that is dropped belong to the letter before it.
func (f *folder) mark(r rune, end int) {
	n := len(f.word)
	if n == 0 {
		return
	}
	last := &f.word[n-1]
	if r == 0x306 && (last.r == 'и' || last.r == 'И') {
		last.r = 'й'
	}
	for k := n - 1; k >= 0 && f.word[k].start == last.start; k-- {
		f.word[k].end = end
	}
}

// part adds a decomposed character: a letter to the word, anything else as it is.
func (f *folder) part(r rune, start, end int) {
	switch {
	case unicode.IsLetter(r):
		f.word = append(f.word, item{r, start, end})
	case unicode.IsSpace(r):
		f.flush()
		if n := len(f.out); n == 0 || f.out[n-1] != ' ' {
			f.symbol(" ", start, end)
		}
	default:
		f.sawEmoji = f.sawEmoji || emoji(r)
		var b [utf8.UTFMax]byte
		f.symbol(string(utf8.AppendRune(b[:0], unicode.ToLower(r))), start, end)
	}
}

// symbol ends the word and writes s, which the source bytes [start, end) gave.
// Parts of one character become one unit.
func (f *folder) symbol(s string, start, end int) {
	f.flush()
	f.sawBullet = f.sawBullet || s == middleDot || s == "€"
	if len(s) == 1 {
		switch class[s[0]] {
		case leet:
			f.noteLeet(len(f.out))
		case spacer, space:
			f.noteSpaced(f.out, s[0])
		}
	}
	f.append(s, start, end)
}

// append writes s for the source bytes [start, end).
func (f *folder) append(s string, start, end int) {
	at := len(f.out)
	if n := len(f.runs); n > 0 {
		last := f.runs[n-1]
		k := (at - last.fold) / last.wide
		if k > 0 && last.start+(k-1)*last.orig == start {
			// The same character gave the bytes before: widen its unit.
			f.split(n-1, k-1)
			at = f.runs[len(f.runs)-1].fold
			f.runs = f.runs[:len(f.runs)-1]
		}
	}
	f.out = append(f.out, s...)
	f.unit(at, start, end)
}

// split makes unit k and what follows it in run n a run of its own.
func (f *folder) split(n, k int) {
	if k == 0 {
		return
	}
	r := f.runs[n]
	f.runs = append(f.runs, run{r.fold + k*r.wide, r.start + k*r.orig, r.orig, r.wide})
}
