package scam

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/fold"
)

// unknownLanguage marks a text in a language that the patterns do not know.
const unknownLanguage = "und"

// sample is how many bytes of a text its language is told from.
const sample = 8 << 10

// longestCommon is the length of the longest word of common.
const longestCommon = 7

// What a common word says, above the bytes of the word.
const (
	isEnglish = 1 << 56
	isSerbian = 2 << 56
)

// lexemes are the words that mark a language, folded, each as a number and with
// what it says, at a place of its own that the number and mixer give.
type lexemes struct {
	words [1024]uint64
	mixer uint64
}

func (l *lexemes) at(word uint64) uint64 { return word * l.mixer >> 54 }

// common are the words of each language that are in no other.
var common = func() *lexemes {
	words := make(map[uint64]uint64)
	for _, list := range []struct {
		language uint64
		words    string
	}{
		{isEnglish, "the and you is of your for we have it my with please this are not what just can if was " +
			"it will up now when how but that got get ok im ur from as all your call go has our by"},
		{isSerbian, "je se da na za sam ste su vas kao ili koji nije sto smo od iz molim kako vam ne li mi ali ako sve bi samo " +
			"sa po ce cu nego jer kad ima nema hvala dobar jos bez preko pa vec te ga mu joj " +
			// of banks' and posts' notices, which have hardly a verb
			"iznos iznosu iznosom racun racuna racunu stanje kartica kartice karticu uplata isplata uspesno uspesna vaseg vasem vasoj danas " +
			"dinara din kod broj broja datum vreme kredita rata rate prodaja"},
	} {
		for w := range strings.FieldsSeq(list.words) {
			word := uint64(0)
			for i := range len(w) {
				word = word<<8 | uint64(w[i])
			}
			words[word] = list.language | word
		}
	}
	for mixer := uint64(0x9E3779B97F4A7C15); ; mixer += 0x61C8864680B583EA {
		l, clash := lexemes{mixer: mixer}, false
		for word, lexeme := range words {
			at := &l.words[l.at(word)]
			clash = clash || *at != 0
			*at = lexeme
		}
		if !clash {
			return &l
		}
	}
}()

// Language returns the tag of a text's language: en, sr-Latn, sr-Cyrl, ru or zh; und
// for one that is not known; and "" for a text too short to tell.
func Language(text string) string { return language(text, []unit{{text: fold.New(text)}}) }

// language returns the tag of the text's language: en, sr-Latn, sr-Cyrl, ru or
// zh; und for one that is not known; and "" for a text too short to tell.
func language(text string, units []unit) string {
	latin, cyrillic, ours, russian, han, rest := letters(text)
	switch {
	case cyrillic > latin && (russian > ours):
		return "ru"
	case cyrillic > latin:
		return "sr-Cyrl"
	case han > latin:
		return "zh"
	case rest > latin:
		return unknownLanguage
	}
	words, english, serbian := 0, 0, 0
	left := sample
	for i := range units {
		t := units[i].text.String()
		t = t[:min(len(t), left)]
		left -= len(t)
		w, e, s := countWords(t)
		words, english, serbian = words+w, english+e, serbian+s
		if left <= 0 {
			break
		}
	}
	switch {
	case serbian > english && (serbian*12 >= words || ours > 0):
		return "sr-Latn"
	case english > 0 && english*12 >= words:
		return "en"
	case words >= 12:
		return unknownLanguage
	default:
		return ""
	}
}

// www is how an address begins, as a number.
const www = 'w'<<16 | 'w'<<8 | 'w'

// countWords counts the words of a folded text but for its addresses, and those that
// are common in a language.
func countWords(t string) (words, english, serbian int) {
	word, size := uint64(0), 0
	end := func() {
		words++
		if size > longestCommon {
			return
		}
		switch common.words[common.at(word)] ^ word {
		case isEnglish:
			english++
		case isSerbian:
			serbian++
		}
	}
	for i := 0; i < len(t); {
		c, n := t[i], 1
		isLetter := c >= 'a' && c <= 'z'
		if c >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRuneInString(t[i:])
			isLetter = unicode.IsLetter(r)
		}
		i += n
		switch {
		case isLetter:
			word, size = word<<8|uint64(c), size+n
		case size > 0 && (c == ':' && strings.HasPrefix(t[i:], "//") || c == '.' && word == www):
			for i < len(t) && t[i] != ' ' && t[i] != '\n' {
				i++
			}
			word, size = 0, 0
		case size > 0:
			end()
			word, size = 0, 0
		}
	}
	if size > 0 {
		end()
	}
	return words, english, serbian
}

// isLatin is 1 for the letters of ASCII.
var isLatin = func() (t [utf8.RuneSelf]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = 1, 1
	}
	return t
}()

// letters counts letters by script, in the beginning of the text. Of two
// Cyrillic texts the letters that only one language has tell which it is;
// serbian are those, and the marked ones of its Latin script.
func letters(text string) (latin, cyrillic, serbian, russian, han, rest int) {
	for i := 0; i < min(len(text), sample); {
		if c := text[i]; c < utf8.RuneSelf {
			latin += int(isLatin[c])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch r {
		case 'č', 'ć', 'đ', 'š', 'ž', 'Č', 'Ć', 'Đ', 'Š', 'Ž':
			latin++
			serbian++
			continue
		case 'ђ', 'ј', 'љ', 'њ', 'ћ', 'џ', 'Ђ', 'Ј', 'Љ', 'Њ', 'Ћ', 'Џ':
			cyrillic++
			serbian++
			continue
		case 'ы', 'э', 'щ', 'ъ', 'ё', 'й', 'ь', 'ю', 'я', 'Ы', 'Э', 'Щ', 'Ъ', 'Ё', 'Й', 'Ь', 'Ю', 'Я':
			cyrillic++
			russian++
			continue
		}
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Han, r):
			han += 2
		case unicode.IsLetter(r):
			rest++
		}
	}
	return latin, cyrillic, serbian, russian, han, rest
}

// fewLetters is how many letters a text has at least of which the model can say
// something; one that is not ASCII counts two, for scripts that say more with one.
const fewLetters = 10

// wordless reports whether the text has almost no words besides links and numbers.
func (j *judge) wordless() bool { return j.shorter(fewLetters) }

// shorter reports whether the words of the document have fewer letters than most.
func (j *judge) shorter(most int) bool {
	n := 0
	for i := range j.units {
		for token := range strings.FieldsSeq(j.units[i].text.String()) {
			if n += wordLetters(token); n >= most {
				return false
			}
		}
	}
	return true
}

// wordLetters counts the letters of a word; a link, an address and what has digits
// have none.
func wordLetters(token string) int {
	n, dots := 0, 0
	for i := range len(token) {
		switch c := token[i]; {
		case c >= '0' && c <= '9', c == '/', c == '@', c == '_':
			return 0
		case c == '.' && i+1 < len(token):
			dots++
		case c >= utf8.RuneSelf:
			n++ // a letter has two bytes at least
		case c >= 'a' && c <= 'z':
			n++
			if dots > 0 {
				return 0
			}
		}
	}
	return n
}
