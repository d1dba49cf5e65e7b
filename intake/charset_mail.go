package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// What can be said of the character set of a text.
const (
	charsetGuessed = "charset-guessed" // none is named, or none that is known, and it is not UTF-8
	charsetRefused = "charset-refused" // one is named that is not read
)

// charsetOf returns the encoding that a label names: nil for UTF-8, ASCII and no
// label, whose text is looked at. It reports false for one that is not read:
// UTF-7, in which text passes filters unseen, and what nobody knows.
// Labels are those of https://encoding.spec.whatwg.org and, beyond them, of IANA.
func charsetOf(label string) (encoding.Encoding, bool) {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	switch label {
	case "", "ascii", "us-ascii", "utf-8", "utf8":
		return nil, true
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312, true
	}
	if e, name := charset.Lookup(label); e != nil && name != "replacement" {
		if name == "utf-8" {
			e = nil
		}
		return e, true
	}
	e, err := ianaindex.IANA.Encoding(label)
	return e, err == nil && e != nil
}

// decodeLabelled decodes text that is said to be in a character set. It returns
// how many places could not be read and, where something is to be said, what.
func decodeLabelled(raw, label string) (text string, replaced int, note string) {
	e, known := charsetOf(label)
	if known && e != nil && !isUTF16(raw) {
		text, replaced = decodeWith(e, raw)
		return text, replaced, ""
	}
	text, replaced = decode(raw, true)
	switch {
	case !known && (isASCII(raw) && !isUTF7(label)):
	case !known && (isUTF7(label) || !utf8.ValidString(raw)):
		note = charsetRefused
	case replaced == 0 && !utf8.ValidString(raw) && !isUTF16(raw):
		note = charsetGuessed
	}
	return text, replaced, note
}

func isUTF7(label string) bool {
	label = strings.ToLower(label)
	return strings.Contains(label, "utf-7") || strings.Contains(label, "utf7")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
