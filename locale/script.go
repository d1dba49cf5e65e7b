package locale

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// verbatim finds what keeps its letters inside a Serbian text: code in
// backquotes, our own commands, addresses, e-mail addresses, handles, domains, file
// names and endings, and words that are to be said in English, as its one group; flags
// with their values; and names of which a word by itself would be Serbian.
var verbatim = regexp.MustCompile("`[^`]*`" +
	`|[A-Za-z][A-Za-z0-9+.-]*://[^\s<>"„“”]+` +
	`|www\.[^\s<>"„“”]+` +
	`|[A-Za-z0-9_.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*` +
	`|@[A-Za-z0-9_]+` +
	`|[A-Za-z0-9](?:[A-Za-z0-9_/-]*\.)+[A-Za-z]{2,}` +
	`|\.(?:eml|txt|zip|pdf|html|json)` +
	`|--[a-z][a-z-]+` +
	`|[A-Za-z]+=[A-Za-z0-9-]+` +
	`|/(?:dev|proc|opt)/[A-Za-z0-9/-]+` +
	`|recourse [a-z]+` +
	`|apt-get|I-GRIP|Police Scotland|Regulation E|American Express|„data“` +
	`|(?:[Nn]a engleskom|[Нн]а енглеском): („[^“]*“)` +
	`|Wi-Fi`)

var cyrillicOf = map[rune]rune{
	'a': 'а', 'b': 'б', 'v': 'в', 'g': 'г', 'd': 'д', 'đ': 'ђ', 'e': 'е', 'ž': 'ж', 'z': 'з',
	'i': 'и', 'j': 'ј', 'k': 'к', 'l': 'л', 'm': 'м', 'n': 'н', 'o': 'о', 'p': 'п', 'r': 'р',
	's': 'с', 't': 'т', 'ć': 'ћ', 'u': 'у', 'f': 'ф', 'h': 'х', 'c': 'ц', 'č': 'ч', 'š': 'ш',
	'ǆ': 'џ', 'ǉ': 'љ', 'ǌ': 'њ', // the digraphs as one character
}

var pairOf = map[[2]rune]rune{{'l', 'j'}: 'љ', {'n', 'j'}: 'њ', {'d', 'ž'}: 'џ'}

var latinOf = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'ђ': "đ", 'е': "e", 'ж': "ž", 'з': "z",
	'и': "i", 'ј': "j", 'к': "k", 'л': "l", 'љ': "lj", 'м': "m", 'н': "n", 'њ': "nj", 'о': "o",
	'п': "p", 'р': "r", 'с': "s", 'т': "t", 'ћ': "ć", 'у': "u", 'ф': "f", 'х': "h", 'ц': "c",
	'ч': "č", 'џ': "dž", 'ш': "š",
}

// ToCyrillic writes a Serbian text in Cyrillic script. It leaves addresses,
// e-mail addresses, domains, file names, code in backquotes, words to be said in
// English ("Na engleskom: „…“"), currency codes,
// brand names, words with digits and words with letters that Serbian does not
// have (q w x y) as they are, and knows the words in which nj and dž are two
// letters (injekcija, nadživeti).
func ToCyrillic(s string) string {
	var b strings.Builder
	b.Grow(2 * len(s))
	done := 0
	for _, at := range verbatim.FindAllStringSubmatchIndex(s, -1) {
		if at[2] >= 0 {
			at = at[2:]
		}
		if insideWord(s, at[0], at[1]) {
			continue
		}
		writeCyrillic(&b, s[done:at[0]])
		b.WriteString(s[at[0]:at[1]])
		done = at[1]
	}
	writeCyrillic(&b, s[done:])
	return b.String()
}

// insideWord reports whether letters go on before or after s[start:end]: then
// it is the ASCII part of a longer word.
func insideWord(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, _ := utf8.DecodeRuneInString(s[end:])
	return unicode.IsLetter(before) || unicode.IsLetter(after)
}

func writeCyrillic(b *strings.Builder, s string) {
	for s != "" {
		n := strings.IndexFunc(s, isWord)
		if n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
		n = strings.IndexFunc(s, func(r rune) bool { return !isWord(r) })
		if n < 0 {
			n = len(s)
		}
		b.WriteString(cyrillicWord(s[:n]))
		s = s[n:]
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func cyrillicWord(w string) string {
	if spelled, ok := declined(w); ok {
		return spelled
	}
	if w == "" || staysLatin(w) {
		return w
	}
	lower := strings.ToLower(w)
	if respelled, ok := spelledAnew[lower]; ok {
		return sameCase(respelled, w)
	}
	runes := []rune(w)
	apart := separated(lower)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		r := unicode.ToLower(runes[i])
		if i+1 < len(runes) && !apart[i] {
			if pair, ok := pairOf[[2]rune{r, unicode.ToLower(runes[i+1])}]; ok {
				out = append(out, caseOf(pair, runes[i]))
				i++
				continue
			}
		}
		if c, ok := cyrillicOf[r]; ok {
			out = append(out, caseOf(c, runes[i]))
			continue
		}
		out = append(out, runes[i])
	}
	return string(out)
}

// caseOf gives r the case of like; a digraph in title case counts as a capital.
func caseOf(r, like rune) rune {
	if unicode.IsUpper(like) || unicode.IsTitle(like) {
		return unicode.ToUpper(r)
	}
	return r
}

func sameCase(word, like string) string {
	first, n := utf8.DecodeRuneInString(like)
	if !unicode.IsUpper(first) {
		return word
	}
	if len(like) > n && strings.ToUpper(like) == like {
		return strings.ToUpper(word)
	}
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

// ToLatin writes a Serbian text in Latin script; what is in Latin script stays.
// A digraph's second letter is a capital where a neighbour is one (ЊЕГОШ,
// NJEGOŠ; Његош, Njegoš).
func ToLatin(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	runes := []rune(s)
	for i, r := range runes {
		latin, ok := latinOf[unicode.ToLower(r)]
		switch {
		case !ok:
			b.WriteRune(r)
		case !unicode.IsUpper(r):
			b.WriteString(latin)
		case len(latin) > 1 && shouted(runes, i):
			b.WriteString(strings.ToUpper(latin))
		default:
			first, n := utf8.DecodeRuneInString(latin)
			b.WriteRune(unicode.ToUpper(first))
			b.WriteString(latin[n:])
		}
	}
	return b.String()
}

// shouted reports whether the capital at i stands in a word of capitals.
func shouted(runes []rune, i int) bool {
	if i+1 < len(runes) && unicode.IsLetter(runes[i+1]) {
		return unicode.IsUpper(runes[i+1])
	}
	return i > 0 && unicode.IsUpper(runes[i-1])
}
