package fold

import (
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
	// What the first pass saw, so that the second is skipped for most texts.
	sawLeet, sawSpaced, sawEmoji bool
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
	for _, c := range "01345@$" {
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
		i = f.ascii(i)
		if i < len(f.src) {
			i = f.wide(i)
		}
	}
	if f.sawEmoji || f.sawSpaced {
		f.join()
	}
	if f.sawLeet {
		f.unleet()
	}
}

// ascii folds plain text from i on and returns where that ends.
func (f *folder) ascii(i int) int {
	from := i
	for i < len(f.src) {
		if n := simple(f.src[i:]); n > 0 {
			at := len(f.out)
			f.out = append(f.out, f.src[i:i+n]...)
			lower(f.out[at:])
			i += n
			continue
		}
		c := f.src[i]
		switch class[c] {
		case leet:
			f.sawLeet = f.sawLeet || len(f.out) > 0 && isLetter(f.out[len(f.out)-1])
		case spacer:
			f.noteSpaced(c)
		case space:
			f.noteSpaced(' ')
			n := len(f.out)
			if c == ' ' && (n == 0 || f.out[n-1] != ' ') && (i+1 == len(f.src) || class[f.src[i+1]] < space) {
				break
			}
			f.linear(from, i)
			i = f.white(i, i)
			from = i
			continue
		case control:
			f.linear(from, i)
			i++
			from = i
			continue
		case multibyte:
			f.linear(from, i)
			return i
		}
		f.out = append(f.out, c)
		i++
	}
	f.linear(from, i)
	return i
}

// simple returns how many bytes s begins with that need no look at their
// neighbours.
func simple(s string) int {
	for n := range len(s) {
		if class[s[n]] > letter {
			return n
		}
	}
	return len(s)
}

// lower puts ASCII capitals in lower case.
func lower(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
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

// white folds the white space that reaches from start over i to one space.
func (f *folder) white(start, i int) int {
	for i < len(f.src) {
		r, n := utf8.DecodeRuneInString(f.src[i:])
		if !unicode.IsSpace(r) && !ignorable(r) {
			break
		}
		i += n
	}
	if n := len(f.out); n > 0 && f.out[n-1] == ' ' {
		return i // a removed character stood between two runs
	}
	f.out = append(f.out, ' ')
	f.unit(len(f.out)-1, start, i)
	return i
}

// noteSpaced remembers, before a separator is written, that two letters stand
// alone with the same separator between them.
func (f *folder) noteSpaced(sep byte) {
	k := aloneBefore(f.out, len(f.out))
	if k > 0 && f.out[k-1] == sep && aloneBefore(f.out, k-1) >= 0 {
		f.sawSpaced = true
	}
}

// aloneBefore returns where the single letter begins that ends at end, or -1.
func aloneBefore(out []byte, end int) int {
	k := end - 1
	if k < 0 || !isLetter(out[k]) {
		return -1
	}
	if k > 0 && digraph(out[k-1], out[k]) {
		k--
	}
	if k > 0 && wordByte(out[k-1]) {
		return -1
	}
	return k
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
				i++
				continue
			}
			if class[c] != letter {
				break
			}
			f.word = append(f.word, item{rune(c), i, i + 1})
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(f.src[i:])
		if ignorable(r) {
			i += n
			continue
		}
		if unicode.IsSpace(r) {
			f.flush()
			f.noteSpaced(' ')
			return f.white(i, i)
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
	for len(f.runs) > 0 && f.runs[len(f.runs)-1].fold >= len(f.out) {
		f.runs = f.runs[:len(f.runs)-1]
	}
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
		return
	}
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
	if len(s) == 1 {
		switch class[s[0]] {
		case leet:
			f.sawLeet = true
		case spacer, space:
			f.noteSpaced(s[0])
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
