package intake

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"recourse/fold"
)

// anyDate skips a date in figures or with the name of a month, with or without
// a weekday before it: "18.11.2026.", "Wednesday, November 18, 2026",
// "18 de noviembre de 2026", "2026年11月18日". The year may be missing.
func (p *scanner) anyDate() (figures, bool) {
	if f, ok := p.date(); ok {
		return f, true
	}
	if p.i >= len(p.s) {
		return figures{}, false
	}
	start := p.i
	if f, ok := p.hanDate(); ok {
		return f, true
	}
	p.i = start
	if f, ok := p.shortDate(); ok {
		return f, true
	}
	p.i = start
	if f, ok := p.namedDate(); ok {
		return f, true
	}
	p.i = start
	if p.words != nil && p.words.weekdays[p.dateWord()] {
		p.spaces()
		if f, ok := p.date(); ok {
			return f, true
		}
	}
	p.i = start
	return figures{}, false
}

// hanDate skips 2026年11月18日, or 11月18日 without its year.
func (p *scanner) hanDate() (figures, bool) {
	f := figures{named: true, long: true}
	n, w := p.number(4)
	if w == 4 && p.lit("年") {
		f.c = int16(n)
		n, w = p.number(2)
	} else {
		f.noYear = true
	}
	if w == 0 || w > 2 || !p.lit("月") {
		return f, false
	}
	f.b = int16(n)
	n, w = p.number(2)
	if w == 0 || !p.lit("日") {
		return f, false
	}
	f.a = int16(n)
	return f, true
}

// shortDate skips a date without its year: 18/11 or 18.11.
func (p *scanner) shortDate() (figures, bool) {
	a, wa := p.number(2)
	sep := p.anyByte("./-")
	b, wb := p.number(2)
	if wa == 0 || sep == 0 || wb == 0 || p.i < len(p.s) && strings.IndexByte("/-:0123456789", p.s[p.i]) >= 0 {
		return figures{}, false
	}
	p.lit(".")
	return figures{a: int16(a), b: int16(b), sep: sep, noYear: true}, true
}

// maxDateWords is how many words a date with the name of a month may have.
const maxDateWords = 8

// namedDate skips a date whose month is a word.
func (p *scanner) namedDate() (figures, bool) {
	if p.words == nil || len(p.words.months) == 0 {
		return figures{}, false
	}
	f := figures{named: true, long: true, noYear: true}
	month, end := time.Month(0), p.i
	for range maxDateWords {
		word := p.dateWord()
		n, digits := figure(word)
		switch {
		case word == "":
		case digits > 0 && digits <= 2 && f.a == 0:
			f.a, end = int16(n), p.i
		case (digits == 4 || digits == 2 && month != 0 && f.a != 0) && f.noYear && !p.clockAhead():
			f.c, f.noYear, f.long, end = int16(n), false, digits == 4, p.i
		case digits > 0:
			p.i = end
			return f, month != 0 && f.a != 0
		case month == 0 && p.words.months[word] != 0 && !(p.words.weekdays[word] && f.a == 0 && p.commaAhead()):
			month, end = p.words.months[word], p.i
			f.b = int16(month)
		case p.words.weekdays[word] && month == 0:
		case word == "de" && f.a != 0:
		case word == "g" && !f.noYear: // Russian and Bulgarian: "2026 г."
			end = p.i
		default:
			p.i = end
			return f, month != 0 && f.a != 0
		}
		if word == "" {
			break
		}
	}
	p.i = end
	return f, month != 0 && f.a != 0
}

// clockAhead reports whether the figure that was just read is the hour of a clock.
func (p *scanner) clockAhead() bool {
	return p.i+1 < len(p.s) && p.s[p.i-1] != '.' && p.s[p.i] == ':' && p.s[p.i+1] >= '0' && p.s[p.i+1] <= '9'
}

// commaAhead reports whether the word that was just read ended in a comma.
func (p *scanner) commaAhead() bool { return p.i > 0 && p.s[p.i-1] == ',' }

// dateWord skips a word or a figure with what follows it in a date, and returns
// it folded. It stops before the colon of a clock.
func (p *scanner) dateWord() string {
	const longest = 40
	p.spaces()
	start := p.i
	digits := p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9'
	for p.i < len(p.s) && p.i-start < longest {
		r, n := utf8.DecodeRuneInString(p.rest())
		if digits != unicode.IsDigit(r) || !unicode.IsLetter(r) && !digits {
			break
		}
		p.i += n
	}
	word := p.s[start:p.i]
	if word == "" {
		return ""
	}
	if !p.clockAhead() {
		p.anyByte(".-")
		p.lit(",")
	}
	if digits {
		return word
	}
	return fold.Key(word)
}

// figure returns a word's number and how many digits it has; 0 where it is none.
func figure(word string) (n, digits int) {
	for _, c := range []byte(word) {
		if c < '0' || c > '9' || digits == 4 {
			return 0, 5 * min(digits, 1)
		}
		n = n*10 + int(c-'0')
		digits++
	}
	return n, digits
}

// between skips what may stand between a date and a clock: a comma, spaces, and
// the words of languages, such as "um".
func (p *scanner) between() bool {
	p.anyByte(",")
	spaced := p.spaces()
	if p.i >= len(p.s) || p.s[p.i] >= '0' && p.s[p.i] <= '9' || p.words == nil {
		return spaced
	}
	for range 2 {
		if !p.skipWord() {
			break
		}
		p.anyByte(",")
		spaced = p.spaces() || spaced
	}
	return spaced
}

// skipWord skips one of the words that stand around clocks.
func (p *scanner) skipWord() bool {
	if p.words == nil {
		return false
	}
	rest := p.rest()
	for _, w := range p.words.skips {
		if len(rest) > len(w) && strings.EqualFold(rest[:len(w)], w) && !isLetter(rest[len(w)]) {
			p.i += len(w)
			return true
		}
	}
	return false
}
