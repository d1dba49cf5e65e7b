package fold

import (
	"unicode"
	"unicode/utf8"
)

// regional reports the letters of which two make a country's flag.
func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// regionals folds the run of flag letters at i. Two by two they are flags and
// stay; in an odd number, as one by itself between others that nobody sees,
// they are letters.
func (f *folder) regionals(i int) int {
	const size = 4
	end := i
	for end < len(f.src) {
		if r, _ := utf8.DecodeRuneInString(f.src[end:]); !regional(r) {
			break
		}
		end += size
	}
	letters := (end-i)/size%2 == 1
	for ; i < end; i += size {
		r, _ := utf8.DecodeRuneInString(f.src[i:])
		if letters {
			f.word = append(f.word, item{'a' + r - 0x1F1E6, i, i + size})
		} else {
			f.part(r, i, i+size)
		}
	}
	f.marks = 0
	return end
}

// hyphenJoins are short words that follow a hyphen at the end of a line which
// no word was broken at: pre- and post-, jedno- i dvosoban.
var hyphenJoins = map[string]bool{"and": true, "or": true, "to": true, "und": true, "ili": true, "ali": true, "nor": true, "но": true, "или": true, "али": true}

// broken joins a word that was broken by a hyphen and the line's end, which
// the source bytes [start, i) are: it takes the hyphen back. It reports whether
// it did. A part of the word has two letters at least, and goes on in small
// letters.
func (f *folder) broken(start, i int) bool {
	n := len(f.out)
	soft := start >= 2 && f.src[start-2:start] == "\u00ad"
	if !soft {
		n--
	}
	if n < 2 || !soft && f.out[n] != '-' || !isLetter(f.out[n-1]) || !isLetter(f.out[n-2]) {
		return false
	}
	k := i
	for k < len(f.src) && k-i < 64 {
		r, size := utf8.DecodeRuneInString(f.src[k:])
		if !unicode.IsLetter(r) {
			break
		}
		if !unicode.IsLower(r) || r >= 0x250 && (r < directCyrillic || r >= 0x460) {
			return false
		}
		k += size
	}
	if utf8.RuneCountInString(f.src[i:k]) < 2 || hyphenJoins[f.src[i:k]] {
		return false
	}
	f.out = f.out[:n]
	f.dropRuns()
	return true
}

// dropRuns takes the runs back whose folded bytes were taken back.
func (f *folder) dropRuns() {
	for len(f.runs) > 0 && f.runs[len(f.runs)-1].fold >= len(f.out) {
		f.runs = f.runs[:len(f.runs)-1]
	}
}
