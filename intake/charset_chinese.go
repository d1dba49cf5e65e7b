package intake

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The bytes of GBK and GB 18030 (GB 18030-2022, 4).
const (
	gbLead   = 0x81 // the first one of a sign
	gbCommon = 0xB0 // from here on the 3755 signs that are common
	gbRare   = 0xD8 // from here on the others of GB 2312
	gbSecond = 0x40 // the second one of a sign
	gbLow    = 0xA1 // the second one of a sign of GB 2312
	gbNone   = 0xFF
)

// gbkSigns is what the bytes of a text beyond ASCII are as signs of GBK.
type gbkSigns struct {
	signs, common int // Chinese ones, and those that are common
	longest       int // signs beside each other
	words         int // how well its bytes would read as words if each were a letter
}

// isGBK reports whether a text is Chinese in GBK or GB 18030: all of it can be read so,
// two signs stand beside each other, four of five are common, and in no code page of one
// byte a letter does it look as much like words.
func isGBK(s string) bool {
	const enough = 64 << 10
	const fewest = 2 // common signs
	s = s[:min(len(s), enough)]
	g, ok := gbkOf(s)
	if !ok || g.longest < 2 || g.common < fewest || g.common*5 < g.signs*4 {
		return false
	}
	best := max(readsWell(charmap.Windows1250, s), readsWell(charmap.Windows1251, s))
	return best*10 < g.words*9
}

// gbkOf counts the signs of a text, and reports false where some bytes are none. The last
// one may be cut off.
func gbkOf(s string) (g gbkSigns, ok bool) {
	run := 0
	for i := 0; i < len(s); i++ {
		if s[i] < utf8.RuneSelf {
			run = 0
			continue
		}
		if s[i] < gbLead || s[i] == gbNone {
			return g, false
		}
		if i+1 == len(s) {
			break
		}
		width := gbkWidth(s[i:])
		if width == 0 {
			return g, false
		}
		if run == 0 {
			g.words-- // the first letter of a word scores one less
		}
		run++
		g.words += 2 * 2 // points of two letters within a word
		g.longest = max(g.longest, run)
		if lead := s[i]; lead >= gbCommon || lead < gbLow { // else marks and other letters
			g.signs++
			if lead >= gbCommon && lead < gbRare && width == 2 && s[i+1] >= gbLow {
				g.common++
			}
		}
		i += width - 1
	}
	return g, true
}

// gbkWidth is of how many bytes, two or four, the sign is with which a text begins; 0
// for none. One that is cut off is of two.
func gbkWidth(s string) int {
	second := s[1]
	switch {
	case isDigit(second):
		if len(s) < 4 || s[2] >= gbLead && s[2] != gbNone && isDigit(s[3]) {
			return min(4, len(s))
		}
		return 0
	case second >= gbSecond && second != 0x7F && second != gbNone:
		return 2
	}
	return 0
}
