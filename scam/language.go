package scam

import (
	"strings"
	"unicode"
)

// unknownLanguage marks a text in a language that the patterns do not know.
const unknownLanguage = "und"

// sample is how many bytes of a text its language is told from.
const sample = 8 << 10

// common are words that mark a language, folded.
var common = map[string][]string{
	"en": {"the", "and", "to", "you", "is", "of", "your", "for", "in", "we", "have", "it", "my", "with", "please", "this", "are", "not", "be"},
	"sr": {"je", "se", "da", "na", "za", "sam", "ste", "su", "vas", "kao", "ili", "koji", "nije", "što", "sto", "smo", "od", "iz", "molim", "kako", "vam", "ne", "li", "mi"},
}

// language returns the tag of the text's language: en, sr-Latn, sr-Cyrl, ru or
// zh; und for one that is not known; and "" for a text too short to tell.
func language(text string, units []unit) string {
	latin, cyrillic, serbian, russian, han, rest := letters(text)
	switch {
	case cyrillic > latin && (russian > serbian || serbian == 0 && russian > 0):
		return "ru"
	case cyrillic > latin:
		return "sr-Cyrl"
	case han > latin:
		return "zh"
	case rest > latin:
		return unknownLanguage
	}
	words, counts := 0, map[string]int{}
	left := sample
	for i := range units {
		s := units[i].text.String()
		s = s[:min(len(s), max(0, left))]
		left -= len(s)
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
			words++
			for lang, list := range common {
				for _, c := range list {
					if w == c {
						counts[lang]++
					}
				}
			}
		}
		if left <= 0 {
			break
		}
	}
	switch {
	case counts["sr"] > counts["en"]:
		return "sr-Latn"
	case counts["en"] > 0 && counts["en"]*20 >= words:
		return "en"
	case words >= 12:
		return unknownLanguage
	default:
		return ""
	}
}

// letters counts letters by script, in the beginning of the text; serbian and
// russian are Cyrillic letters that only one of the two has.
func letters(text string) (latin, cyrillic, serbian, russian, han, rest int) {
	for i, r := range text {
		if i > sample {
			break
		}
		switch {
		case r < 0x80:
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				latin++
			}
		case strings.ContainsRune("ђјљњћџЂЈЉЊЋЏ", r):
			cyrillic++
			serbian++
		case strings.ContainsRune("ыэщъёйьюяЫЭЩЪЁЙЬЮЯ", r):
			cyrillic++
			russian++
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
