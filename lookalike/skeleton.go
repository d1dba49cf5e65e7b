package lookalike

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// glyphs lists, for each Latin letter, letters of other alphabets and other
// shapes of it that look like it. Letters with marks (é, č, ạ) are not here:
// they lose their marks by decomposition.
var glyphs = map[byte]string{
	'a': "аɑαəӕɐᴀᶏⱥ", 'b': "ьвβƀƃƅɓʙᴃᵬᶀꞗ", 'c': "сϲцƈȼɕᴄꞓꞔ", 'd': "ԁđƌɗȡɖᴅᵭᶁᶑ", 'e': "еєεҽɇǝɛɜᴇᶒⱸ",
	'f': "ƒϝᵮᶂꜰꞙ", 'g': "ɡցԍǥɠɢʛᶃꞡ", 'h': "һнħհɦɥʜⱨⱶꞕ", 'i': "іιıɩɨɪᴉᶖ", 'j': "јϳȷɉɟʝᴊ", 'k': "кκƙʞᴋᶄⱪꝁꞣ",
	'l': "ӏłاŀƚȴɫɬɭʟᴌᶅⱡꞎ", 'm': "мɯɰɱᴍᵯᶆ", 'n': "ոηпŋƞȵɲɳɴᵰᶇꞑꞥ", 'o': "оοøσօөǿɔɵᴏⱺꝋꝍ", 'p': "рρƿƥᴘᵱᵽᶈꝑ", 'q': "ԛɋʠꝗꝙ",
	'r': "гɍɹɼɽɾʀᴙᵲᶉꞃꞧ", 's': "ѕȿʂᵴᶊꜱꞅꞩ", 't': "тτŧƫƭȶʇʈᴛᵵⱦ", 'u': "υսʉʊᴜᶙꞹ", 'v': "νѵʋʌᴠᶌỽⱱⱴ", 'w': "ԝѡшωɯʍᴡⱳ",
	'x': "хχᶍ", 'y': "уγүƴɏʎʏỿ", 'z': "ƶȥɀʐʑᴢᵶᶎⱬ",
}

// latin is glyphs, turned round.
var latin = func() map[rune]byte {
	m := make(map[rune]byte)
	for letter, list := range glyphs {
		for _, r := range list {
			m[r] = letter
		}
	}
	m['ɯ'] = 'w'
	return m
}()

// fold writes a label in a-z, 0-9 and hyphens as it looks; what looks like none
// of them becomes a question mark.
func fold(label string) string {
	if isASCII(label) {
		return label
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(label) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < 0x80:
			b.WriteByte(byte(r))
		case latin[r] != 0:
			b.WriteByte(latin[r])
		case r == 'ß':
			b.WriteByte('b')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// soft is the letter that an ASCII letter or digit is taken for: i and 1 are l.
var soft = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
	}
	for from, to := range map[byte]byte{'0': 'o', '1': 'l', 'i': 'l', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'b', '7': 't', '8': 'b', '9': 'g'} {
		t[from] = to
	}
	return t
}()

// near are letters that are taken for each other at a glance.
var near = func() (t [128][128]bool) {
	for _, p := range []string{"il", "1i", "1l", "0o", "2z", "3e", "4a", "5s", "6b", "7t", "8b", "9g", "bd", "ce", "gq", "mn", "nr", "uv", "vy"} {
		t[p[0]][p[1]], t[p[1]][p[0]] = true, true
	}
	return t
}()

// joined is the letter for which two together are taken, or 0.
var joined = func() (t [128][128]byte) {
	for pair, letter := range map[string]byte{
		"rn": 'm', "nn": 'm', "rr": 'm', "vv": 'w', "cl": 'd', "dl": 'd', "lb": 'b', "lh": 'h', "lk": 'k', "ik": 'k', "lc": 'k',
	} {
		t[pair[0]][pair[1]] = letter
	}
	return t
}()

// Costs of the edits that lead from a label to a name, in halves of a letter.
const (
	oneEdit  = 2 // a letter more, less, other, or swapped with its neighbour
	lookEdit = 1 // a letter that looks like the right one
)

// cost is what the edits cost that make name of label; anything above limit is
// limit+1. Both are ASCII and at most [maxLabel] bytes long.
func cost(name, label string, limit int) int {
	if d := (len(name) - len(label)) * oneEdit; d > limit+2 || -d > limit+2 || len(label) > maxLabel || len(name) > maxLabel {
		return limit + 1
	}
	var rows [3][maxLabel + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(label); j++ {
		last[j] = j * oneEdit
	}
	for i := 1; i <= len(name); i++ {
		now[0] = i * oneEdit
		least := now[0]
		for j := 1; j <= len(label); j++ {
			d := min(last[j]+oneEdit, now[j-1]+oneEdit, last[j-1]+swap(name[i-1], label[j-1]))
			if i > 1 {
				if joined[name[i-2]&127][name[i-1]&127] == label[j-1] {
					d = min(d, before[j-1]+lookEdit)
				}
				if j > 1 && name[i-1] == label[j-2] && name[i-2] == label[j-1] {
					d = min(d, before[j-2]+oneEdit)
				}
			}
			now[j] = d
			least = min(least, d)
		}
		if least > limit+oneEdit { // a swap or a pair may still save one
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return min(last[len(label)], limit+1)
}

func swap(a, b byte) int {
	switch {
	case a == b:
		return 0
	case near[a&127][b&127]:
		return lookEdit
	default:
		return oneEdit
	}
}
