package intake

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// richSilent are groups whose words are no text of the document.
var richSilent = wordSet(`fonttbl colortbl stylesheet pict objdata datastore themedata colorschememapping listtable
	listoverridetable rsidtbl xmlnstbl latentstyles mmathPr pgdsctbl filetbl revtbl nonshppict fldtype bkmkstart bkmkend
	info doccomm docvar listpicture wgrffmtfilter shpinst sn sv listtext pntext template userprops private1`)

// richSigns are words that stand for a sign.
var richSigns = map[string]string{
	"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
	"emspace": " ", "enspace": " ", "qmspace": " ", "line": "\n",
}

// richCharsets are the code pages of the character sets of fonts, those that are
// not the text's own.
var richCharsets = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
	204: 1251, 222: 874, 238: 1250, 255: 437,
}

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// word takes a control word, with its number where it has one.
func (x *richReader) word(w string, n int, has bool) {
	opening := x.now.opening
	x.now.opening = false
	if w != "u" && w != "uc" {
		x.left = 0
	}
	switch {
	case w == "bin" && has && n > 0:
		x.i = min(len(x.s), x.i+n)
	case x.now.dest == "fonts":
		x.font(w, n)
	case x.now.dest == "skip":
	case opening && x.destination(w):
	case w == "u" && has:
		x.unicode(n)
	case w == "uc" && has:
		x.now.skip = max(0, min(n, 8))
	case w == "f" && has:
		x.flush()
		x.now.font = n
	case w == "ansicpg" && has:
		x.page = ofPage(n, x.page)
	case w == "fromhtml":
		x.html = x.mail && (!has || n != 0)
	case w == "htmlrtf":
		x.flush()
		x.now.mute = !has || n != 0
	case w == "v" || w == "deleted":
		x.flush()
		x.now.hidden = !has || n != 0
	case w == "plain":
		x.flush()
		x.now.hidden = false
	case x.when != nil && (w == "yr" || w == "mo" || w == "dy" || w == "hr" || w == "min"):
		x.when[w] = max(0, min(n, 9999))
	case richSigns[w] != "":
		x.flush()
		x.put(richSigns[w])
	default:
		x.layout(w)
	}
}

// layout takes the words that part lines and cells.
func (x *richReader) layout(w string) {
	if x.now.dest != "" && x.now.dest != "result" {
		return
	}
	switch w {
	case "par", "sect", "page", "column":
		x.flush()
		x.end()
	case "cell", "nestcell":
		x.flush()
		if x.mail {
			x.put("\t")
		} else {
			x.text.cell()
		}
	case "row", "nestrow", "trowd":
		x.flush()
		if x.mail && w != "trowd" {
			x.put("\n")
		} else if !x.mail && (w != "trowd" || !x.text.row && x.text.tabs == 0) {
			x.text.endRow()
		}
	}
}

// destination takes the first word of a group, which says where its words go.
func (x *richReader) destination(w string) bool {
	switch {
	case w == "fonttbl":
		x.now.dest = "fonts"
	case w == "info":
		x.now.dest = "info"
	case w == "fldinst":
		x.now.dest = "code"
		x.value.Reset()
	case w == "fldrslt" && x.now.dest == "":
		x.now.dest, x.now.link = "result", x.text.begin()
	case w == "object":
		x.object = true
	case richProperties[w] != "" && (x.now.dest == "info" || w == "generator"):
		x.now.dest = w
		x.value.Reset()
		x.when = make(map[string]int)
	case w == "htmltag" && x.html:
		x.now.tag = true
	case richSilent[w]:
		x.now.dest = "skip"
	case x.now.star && w != "shppict" && w != "ud" && w != "cs":
		x.now.dest = "skip"
	case w == "footnote" || w == "annotation" || strings.HasPrefix(w, "header") || strings.HasPrefix(w, "footer"):
		x.end()
	default:
		return false
	}
	return true
}

// font reads the table of fonts: the character set of each.
func (x *richReader) font(w string, n int) {
	const most = 5000
	switch w {
	case "f":
		x.now.font = n
	case "fcharset":
		if page, ok := richCharsets[n]; ok && len(x.fonts) < most {
			x.fonts[x.now.font] = ofPage(page, x.page)
		}
	case "cpg":
		if len(x.fonts) < most {
			x.fonts[x.now.font] = ofPage(n, x.page)
		}
	}
}

// ofPage returns the encoding of a code page, or the one that holds.
func ofPage(n int, now encoding.Encoding) encoding.Encoding {
	switch e, known := charsetOf(codePage(n)); {
	case e != nil:
		return e
	case known && n != 0:
		return unicode.UTF8
	}
	return now
}
