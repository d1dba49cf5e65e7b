package fold

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLeet is the longest word, in bytes, in which digits are read as letters;
// longer ones are addresses and keys.
const maxLeet = 24

// unleet replaces digits and signs that stand for letters inside words. It
// changes single bytes only, so the way back stays.
func (f *folder) unleet() {
	for i := bytes.LastIndexByte(f.out[:f.leetFrom], ' ') + 1; i < f.leetTo; {
		n := bytes.IndexByte(f.out[i:], ' ')
		if n < 0 {
			n = len(f.out) - i
		}
		if token := f.out[i : i+n]; hasLeet(token) && !addressLike(token) {
			f.unleetToken(i, i+n)
		}
		i += n + 1
	}
}

func hasLeet(t []byte) bool {
	for _, c := range t {
		if class[c] == leet {
			return true
		}
	}
	return false
}

// addressLike reports what keeps its digits: domains, URLs, e-mail addresses,
// handles and file names.
func addressLike(t []byte) bool {
	if len(t) > 0 && t[0] == '@' || bytes.ContainsAny(t, "/\\_=#") {
		return true
	}
	for i := 1; i+1 < len(t); i++ {
		if t[i] == '.' && wordByte(t[i-1]) && wordByte(t[i+1]) {
			return true
		}
	}
	return false
}

// leetByte reports bytes that belong to a word in which letters are replaced.
func leetByte(c byte) bool { return wordByte(c) || c == '@' || c == '$' }

// unleetToken looks at the words in the folded bytes [i, limit).
func (f *folder) unleetToken(i, limit int) {
	for i < limit {
		if !leetByte(f.out[i]) {
			i++
			continue
		}
		end, replaced := i, false
		for end < limit && (leetByte(f.out[end]) || exclaimed(f.out[i:limit], end-i)) {
			if f.out[end] == '!' {
				f.out[end], replaced = 'i', true
			}
			end++
		}
		if (unleetWord(f.out[i:end]) || replaced) && !f.codeLike(i, end) {
			f.trickIn(Leet, i, end)
		}
		i = end
	}
}

// exclaimed reports whether the sign at k is an ! that stands for an i: behind
// one consonant, or two with which a syllable begins, as in w!n and cl!ck.
func exclaimed(w []byte, k int) bool {
	if w[k] != '!' || k == 0 || k > 2 || k+1 == len(w) || !isLetter(w[k+1]) || !isLetter(w[0]) || isVowel(w[0]) {
		return false
	}
	return k == 1 || onset(w[0], w[1])
}

func onset(a, b byte) bool {
	switch b {
	case 'l':
		return bytes.IndexByte([]byte("bcfgkps"), a) >= 0
	case 'r':
		return bytes.IndexByte([]byte("bcdfgkpt"), a) >= 0
	case 'h':
		return bytes.IndexByte([]byte("cstw"), a) >= 0
	case 'c', 'k', 'm', 'n', 'p', 't', 'w':
		return a == 's'
	}
	return false
}

// codeLike reports whether a word with digits is rather a code or an address
// than a word with letters replaced: it is read, but not told as a trick.
func (f *folder) codeLike(start, end int) bool {
	t := Text{runs: f.runs}
	w := f.src[t.unit(start).Start:t.unit(end-1).End]
	if at := strings.IndexByte(w, '@'); at >= 0 {
		return min(at, len(w)-at-1) > 2
	}
	if strings.IndexFunc(w, unicode.IsLower) < 0 && strings.ContainsAny(w, "1345") {
		return true
	}
	vowels := 0
	for _, c := range f.out[start:end] {
		if isVowel(c) {
			vowels++
		}
	}
	return vowels*4 < end-start
}

// unleetWord puts letters for the digits and signs of a word, and reports
// whether it did.
func unleetWord(w []byte) (replaced bool) {
	if len(w) > maxLeet || !mostlyLetters(w) {
		return false
	}
	for i := 1; i < len(w); {
		end := i
		for end < len(w) && class[w[end]] == leet {
			end++
		}
		if end == i {
			i++
			continue
		}
		inside := end-i <= 2 && isLetter(w[i-1]) && end < len(w) && isLetter(w[end])
		// At the end of a word a digit is a number, unless the word has others
		// and an o or s is likely.
		last := end == len(w) && end-i == 1 && isLetter(w[i-1]) && len(w) > 3 && (w[i] == '$' || replaced && (w[i] == '0' || w[i] == '5'))
		if inside || last {
			replace(w, i, end)
			replaced = true
		}
		i = end
	}
	return replaced
}

// mostlyLetters reports whether a word has the letters to be one, and no digit
// that stands for no letter.
func mostlyLetters(w []byte) bool {
	letters, digits, vowel := 0, 0, false
	for _, c := range w {
		switch {
		case isLetter(c):
			letters++
			vowel = vowel || isVowel(c)
		case class[c] == leet:
			digits++
		case c < utf8.RuneSelf:
			return false
		}
	}
	if letters == 2 && digits == 1 {
		return !vowel
	}
	return letters >= 3 && digits*2 <= letters
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// replace puts letters for w[i:end].
func replace(w []byte, i, end int) {
	for k := i; k < end; k++ {
		switch w[k] {
		case '0':
			w[k] = 'o'
		case '1':
			w[k] = one(w[i-1], w, end)
		case '3':
			w[k] = 'e'
		case '4', '@':
			w[k] = 'a'
		case '5', '$':
			w[k] = 's'
		}
	}
}

// one returns what a 1 stands for between the letter before and what follows
// at end: l where an i could hardly be, i elsewhere.
func one(before byte, w []byte, end int) byte {
	if end == len(w) {
		if isVowel(before) {
			return 'l'
		}
		return 'i'
	}
	after := w[end]
	pl := before == 'p' || before == 'b' || before == 'f' || before == 'g' || before == 'k'
	if after == 'i' || isVowel(after) && (isVowel(before) || pl) {
		return 'l'
	}
	return 'i'
}
