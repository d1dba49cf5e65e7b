package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// rtfState is what a group of an RTF text inherits from the one around it.
type rtfState struct {
	skip    bool // a destination that shows no text
	fonts   bool // the table of fonts
	tag     bool // markup of the page from which the text was made
	mute    bool // what the page's markup says already
	font    int
	unicode int // how many characters stand for one of Unicode, for old readers
}

// rtfReader reads the text of RTF (Rich Text Format 1.9.1), or the HTML from
// which a mail program made it (MS-OXRTFEX).
type rtfReader struct {
	s       string
	i       int
	out     strings.Builder
	state   rtfState
	stack   []rtfState
	page    int            // the code page of the text
	charset map[int]int    // of each font, as its table says
	waiting []byte         // bytes of the code page that are not decoded yet
	label   string         // the character set of waiting
	high    rune           // the first half of a pair
	pass    int            // characters to pass over
	html    bool           // made from a page
	star    bool           // the next word may name a destination that shows no text
	notes   map[string]int // what could not be read, and in how many places
}

// rtfText returns the text of RTF, or HTML where html is set.
func rtfText(s string) (text string, html bool, replaced int) {
	r := rtfReader{s: s, state: rtfState{unicode: 1}, charset: make(map[int]int), notes: make(map[string]int)}
	for r.i < len(r.s) {
		c := r.s[r.i]
		r.i++
		switch c {
		case '{':
			r.stack = append(r.stack, r.state)
		case '}':
			if n := len(r.stack) - 1; n >= 0 {
				r.decode()
				r.state, r.stack = r.stack[n], r.stack[:n]
			}
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			r.char(c)
		}
	}
	r.decode()
	return r.out.String(), r.html, r.notes[""]
}

// char takes a byte of the text's code page.
func (r *rtfReader) char(c byte) {
	switch label := r.charsetNow(); {
	case r.pass > 0:
		r.pass--
	case r.silent():
	default:
		if label != r.label {
			r.decode()
			r.label = label
		}
		r.waiting = append(r.waiting, c)
	}
}

func (r *rtfReader) silent() bool {
	return r.state.skip || r.state.fonts || r.html && r.state.mute && !r.state.tag
}

// decode writes the bytes that wait.
func (r *rtfReader) decode() {
	if len(r.waiting) > 0 {
		text, bad, _ := decodeLabelled(string(r.waiting), r.label)
		r.notes[""] += bad
		_, _ = r.out.WriteString(text)
		r.waiting = r.waiting[:0]
	}
	r.high = 0
}

// write writes text that is no byte of the code page.
func (r *rtfReader) write(s string) {
	if r.silent() {
		return
	}
	r.decode()
	_, _ = r.out.WriteString(s)
}

// control reads what follows a backslash.
func (r *rtfReader) control() {
	if r.i >= len(r.s) {
		return
	}
	c := r.s[r.i]
	r.i++
	switch {
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		r.i--
		r.word()
	case c == '\'':
		if r.i+1 < len(r.s) && isHex(r.s[r.i]) && isHex(r.s[r.i+1]) {
			r.i += 2
			r.char(hexDigit(r.s[r.i-2])<<4 | hexDigit(r.s[r.i-1]))
		}
	case c == '*':
		r.star = true
	case c == '\r' || c == '\n':
		r.write("\n")
	case c == '~':
		r.write("\u00a0")
	case c == '_':
		r.write("-")
	case c == '\\' || c == '{' || c == '}':
		r.char(c)
	}
}

// word reads a control word and its number.
func (r *rtfReader) word() {
	start := r.i
	for r.i < len(r.s) && r.s[r.i]|0x20 >= 'a' && r.s[r.i]|0x20 <= 'z' {
		r.i++
	}
	name := r.s[start:r.i]
	digits := r.i
	if r.i < len(r.s) && r.s[r.i] == '-' {
		r.i++
	}
	for r.i < len(r.s) && isDigit(r.s[r.i]) {
		r.i++
	}
	n, err := strconv.Atoi(r.s[digits:min(r.i, digits+10)])
	if err != nil {
		n = 1
		if r.i == digits+1 {
			r.i = digits // a lone minus is text
		}
	}
	if r.i < len(r.s) && r.s[r.i] == ' ' {
		r.i++
	}
	star := r.star
	r.star = false
	r.apply(name, n, err == nil, star)
}

// silentWords are destinations whose text is not shown.
var silentWords = []string{
	"colortbl", "stylesheet", "info", "pict", "object", "header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr",
	"listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata", "datastore", "latentstyles", "xmlnstbl", "fldinst", "bkmkstart", "bkmkend",
}

// rtfMarks are words that stand for characters.
var rtfMarks = map[string]string{
	"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—", "endash": "–", "bullet": "•",
	"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
}

func (r *rtfReader) apply(name string, n int, numbered, star bool) {
	if mark, ok := rtfMarks[name]; ok {
		r.write(mark)
		return
	}
	switch name {
	case "ansicpg":
		r.page = n
	case "fromhtml":
		r.html = n != 0
	case "htmlrtf":
		r.decode()
		r.state.mute = n != 0
	case "htmltag":
		r.state.tag, r.state.skip = true, !r.html
	case "fonttbl":
		r.state.fonts = true
	case "f":
		r.state.font = n
	case "fcharset":
		r.charset[r.state.font] = n
	case "uc":
		r.state.unicode = min(max(n, 0), 10)
	case "u":
		if numbered {
			r.rune(n)
		}
	case "bin":
		r.i = min(len(r.s), r.i+max(n, 0))
	default:
		if star || slices.Contains(silentWords, name) {
			r.state.skip = true
		}
	}
}

// rune writes a character of Unicode, and passes over those that stand there for
// readers which know none.
func (r *rtfReader) rune(n int) {
	if n < 0 {
		n += 1 << 16
	}
	c := rune(n)
	if r.pass = r.state.unicode; r.silent() {
		return
	}
	high := r.high
	if utf16.IsSurrogate(c) {
		pair := utf16.DecodeRune(high, c)
		if r.decode(); pair == '\uFFFD' {
			r.high = c
			return
		}
		c = pair
	}
	r.write(string(c))
}

// charsetNow is the character set of the font in use, else of the text.
func (r *rtfReader) charsetNow() string {
	if n, ok := rtfCharsets[r.charset[r.state.font]]; ok {
		return codePage(n)
	}
	if r.page == 0 {
		return "windows-1252"
	}
	return codePage(r.page)
}

// rtfCharsets are the code pages of the character sets of fonts, those that are
// not the text's own.
var rtfCharsets = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 437,
}
