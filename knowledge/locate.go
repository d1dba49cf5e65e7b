package knowledge

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// namesFile is how what is wrong with knowledge begins: the file, without a line.
var namesFile = regexp.MustCompile(`^(\S+\.ya?ml): `)

// named is a word of the file that an error shows in quotation marks, or an
// address.
var named = regexp.MustCompile(`"[^"\n]{1,200}"|https?://[^\s"]{1,300}`)

// Locate adds the line to a sentence that names a file and a word of it but no
// line: that of the first place where the word stands. "routes/a.yaml: source has
// confidence "sure"" becomes "routes/a.yaml:12: …". What it cannot find stays as it is.
func Locate(fsys fs.FS, sentence string) string {
	m := namesFile.FindStringSubmatch(sentence)
	if m == nil || strings.HasPrefix(sentence[len(m[0]):], "[") {
		return sentence // no file, or its line stands there as [line:column]
	}
	b, err := ReadFile(fsys, m[1])
	if err != nil || !utf8.Valid(b) {
		return sentence
	}
	text := string(b)
	for _, word := range named.FindAllString(sentence, 8) {
		if at := whole(text, strings.Trim(word, `"`)); at >= 0 {
			return m[1] + ":" + strconv.Itoa(1+strings.Count(text[:at], "\n")) + ": " + sentence[len(m[0]):]
		}
	}
	return sentence
}

// whole returns where a word stands in text and is no part of a longer one, outside
// of comments; -1 where it does not.
func whole(text, word string) int {
	letter := func(c byte) bool {
		return c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
	}
	for from := 0; word != ""; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			break
		}
		at, end := from+i, from+i+len(word)
		line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
		if (at == 0 || !letter(text[at-1])) && (end == len(text) || !letter(text[end])) && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return at
		}
		from = end
	}
	return -1
}
