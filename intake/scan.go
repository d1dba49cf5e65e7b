package intake

import (
	"strings"
	"unicode/utf8"
)

// scanner walks over one line. Its methods move on only where they find what
// they look for.
type scanner struct {
	s     string
	i     int
	words *Chats // of languages; nil: none
}

func (p *scanner) rest() string { return p.s[p.i:] }

// lit skips text.
func (p *scanner) lit(text string) bool {
	if strings.HasPrefix(p.rest(), text) {
		p.i += len(text)
		return true
	}
	return false
}

// anyByte skips one of the bytes of set and returns it, or 0.
func (p *scanner) anyByte(set string) byte {
	if p.i < len(p.s) && strings.IndexByte(set, p.s[p.i]) >= 0 {
		p.i++
		return p.s[p.i-1]
	}
	return 0
}

// number skips a number of at most digits digits and returns it, or -1.
func (p *scanner) number(digits int) (n int32, width int) {
	start := p.i
	for p.i < len(p.s) && p.i-start < digits && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		n = n*10 + int32(p.s[p.i]-'0')
		p.i++
	}
	if p.i == start {
		return -1, 0
	}
	return n, p.i - start
}

// spaces skips white space, no-break and narrow ones too, and marks of direction.
func (p *scanner) spaces() bool {
	start := p.i
	for p.i < len(p.s) {
		if c := p.s[p.i]; c < utf8.RuneSelf {
			if c != ' ' && c != '\t' {
				break
			}
			p.i++
			continue
		}
		r, n := utf8.DecodeRuneInString(p.rest())
		if !isMark(r) && r != 0xA0 && r != 0x202F && r != 0x2009 && r != 0x3000 {
			break
		}
		p.i += n
	}
	return p.i > start
}

// isMark reports whether r is an invisible mark of direction or of byte order.
func isMark(r rune) bool {
	return r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF || r == 0x061C
}

// marks skips invisible marks alone.
func (p *scanner) marks() {
	for p.i < len(p.s) && p.s[p.i] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(p.rest())
		if !isMark(r) {
			return
		}
		p.i += n
	}
}

// date skips a date such as 12/11/26, 12. 11. 2026. or 2026-11-12.
func (p *scanner) date() (figures, bool) {
	start := p.i
	a, wa := p.number(4)
	sep := p.anyByte("./-")
	p.spaces()
	b, wb := p.number(2)
	again := p.anyByte("./-")
	p.spaces()
	c, wc := p.number(4)
	ok := a >= 0 && b >= 0 && c >= 0 && sep != 0 && sep == again && wb <= 2 && wa != 3 && wc != 3 &&
		(wa <= 2) != (wa == 4) && (wa == 4 && wc <= 2 || wa <= 2 && (wc == 2 || wc == 4))
	if !ok {
		p.i = start
		return figures{}, false
	}
	p.lit(".")
	return figures{a: int16(a), b: int16(b), c: int16(c), sep: sep, long: wa == 4 || wc == 4}, true
}

// wrongClock stands for a time of day that no clock shows, such as 25:17.
const wrongClock = -2

// clock skips a time of day such as 18:05, 6:05:33 PM or 6:05 p. m., and returns
// it in seconds.
func (p *scanner) clock() (int32, bool) {
	start := p.i
	clock, ok := p.anyClock()
	if !ok || clock == wrongClock {
		p.i = start
		return 0, false
	}
	return clock, true
}

// anyClock is [scanner.clock] that also skips what is written as a time of day and
// is none, for which it returns wrongClock: no app writes it, but people do.
func (p *scanner) anyClock() (int32, bool) {
	start := p.i
	before := p.halfDay()
	p.spaces()
	h, _ := p.number(2)
	sep := p.anyByte(":.")
	m, wm := p.number(2)
	var s int32
	if end := p.i; p.anyByte(":.") == sep {
		n, w := p.number(2)
		if w == 2 {
			s = n
		} else {
			p.i = end
		}
	}
	if h < 0 || sep == 0 || wm != 2 {
		p.i = start
		return 0, false
	}
	end := p.i
	p.spaces()
	after := 0
	if before == 0 {
		after = p.halfDay()
	}
	if after == 0 {
		p.i = end
	}
	if h > 24 || m > 59 || s > 60 {
		return wrongClock, true
	}
	return twentyFour(h, before+after)%24*3600 + m*60 + s, true
}

func twentyFour(h int32, half int) int32 {
	switch {
	case half == pm && h < 12, half == noon && h < 11:
		return h + 12
	case half == am && h == 12:
		return 0
	}
	return h
}

// halfDay skips a word for a half of the day and returns am, pm, noon or 0.
func (p *scanner) halfDay() int {
	if p.i >= len(p.s) || strings.IndexByte("-]0123456789,", p.s[p.i]) >= 0 {
		return 0
	}
	if half := p.latinHalf(); half != 0 || p.words == nil {
		return half
	}
	rest := p.rest()
	for _, w := range p.words.halves {
		if len(rest) >= len(w.word) && strings.EqualFold(rest[:len(w.word)], w.word) {
			p.i += len(w.word)
			return w.half
		}
	}
	return 0
}

// latinHalf skips am, PM, a.m., "p. m." and the like, which are written alike in
// many languages.
func (p *scanner) latinHalf() int {
	start := p.i
	half := 0
	switch p.anyByte("aApP") {
	case 'a', 'A':
		half = am
	case 'p', 'P':
		half = pm
	default:
		return 0
	}
	p.lit(".")
	p.spaces()
	if p.anyByte("mM") == 0 || p.i < len(p.s) && isLetter(p.s[p.i]) {
		p.i = start
		return 0
	}
	p.lit(".")
	return half
}

func isLetter(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf && c != 0xE2 && c != 0xC2
}

// digitsIn counts the figures of a text.
func digitsIn[T string | []byte](s T) (n int) {
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}
