package fold

import (
	"bytes"
	"unicode/utf8"
)

// maxLeet is the longest word, in bytes, in which digits are read as letters;
// longer ones are addresses and keys.
const maxLeet = 24

// unleet replaces digits and signs that stand for letters inside words. It
// changes single bytes only, so the way back stays.
func (f *folder) unleet() {
	for i := 0; i < len(f.out); {
		n := bytes.IndexByte(f.out[i:], ' ')
		if n < 0 {
			n = len(f.out) - i
		}
		if token := f.out[i : i+n]; !addressLike(token) {
			unleetToken(token)
		}
		i += n + 1
	}
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

func unleetToken(t []byte) {
	for i := 0; i < len(t); {
		if !leetByte(t[i]) {
			i++
			continue
		}
		end := i
		for end < len(t) && leetByte(t[end]) {
			end++
		}
		unleetWord(t[i:end])
		i = end
	}
}

func unleetWord(w []byte) {
	if len(w) > maxLeet || !mostlyLetters(w) {
		return
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
		last := end == len(w) && end-i == 1 && w[i] == '$' && isLetter(w[i-1]) && len(w) > 3
		if inside || last {
			replace(w, i, end)
		}
		i = end
	}
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
		return 'i'
	}
	after := w[end]
	pl := before == 'p' || before == 'b' || before == 'f' || before == 'g' || before == 'k'
	if after == 'i' || isVowel(after) && (isVowel(before) || pl) {
		return 'l'
	}
	return 'i'
}
