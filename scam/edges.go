package scam

import (
	"unicode"
	"unicode/utf8"

	"recourse"
)

// longestEdge is how far, in bytes, the edge of a word is looked for; what has none
// there is no word, such as a digest.
const longestEdge = 48

// whole widens a place so that it cuts neither a word nor a number in two: an
// expression may end inside of one, at the stem of a word or at the first digits of
// an amount.
func whole(text string, s recourse.Span) recourse.Span {
	if s.Len() <= 0 {
		return s
	}
	end := s.End
	for end < len(text) && joins(text, end) {
		_, n := utf8.DecodeRuneInString(text[end:])
		end += n
	}
	start := s.Start
	for start > 0 && joins(text, start) {
		_, n := utf8.DecodeLastRuneInString(text[:start])
		start -= n
	}
	if end-s.End <= longestEdge {
		s.End = end
	}
	if s.Start-start <= longestEdge {
		s.Start = start
	}
	return s
}

// joins reports whether the characters before and behind a place belong together.
func joins(text string, at int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:at])
	behind, m := utf8.DecodeRuneInString(text[at:])
	switch {
	case isWordRune(before) && isWordRune(behind):
		return true
	case inNumber(behind):
		return isDigit(text, at-1) && isDigit(text, at+m) && (behind != ' ' || threeDigits(text[at+m:]))
	case inNumber(before):
		return isDigit(text, at-n-1) && isDigit(text, at) && (before != ' ' || threeDigits(text[at:]))
	}
	return false
}

// isWordRune reports what words and numbers are made of, in scripts that put spaces
// between words.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unicode.In(r, unspaced...)
}

var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// inNumber reports what stands inside a number: 150.638,00 or 150 638.
func inNumber(r rune) bool {
	return r == '.' || r == ',' || r == ' ' || r == '\u00a0' || r == '\u202f'
}

func isDigit(text string, at int) bool {
	return at >= 0 && at < len(text) && '0' <= text[at] && text[at] <= '9'
}

// threeDigits reports whether s begins with exactly three digits, as a group of a
// number's does.
func threeDigits(s string) bool {
	return isDigit(s, 0) && isDigit(s, 1) && isDigit(s, 2) && !isDigit(s, 3)
}
