package intake

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Decode returns a text that is no UTF-8 as [Read] decodes it, and the name of the
// character set that it was in: utf-16le, utf-16be, windows-1250 or windows-1251.
// UTF-8, also with a few damaged places, is returned as it is, and the name is "".
func Decode(s string) (text, charset string) {
	switch charset = utf16Of(s); {
	case charset != "":
	case utf8.ValidString(s), mostlyUTF8(s):
		return s, ""
	case legacy(s) == charmap.Windows1251:
		charset = "windows-1251"
	default:
		charset = "windows-1250"
	}
	text, _ = decode(s, true)
	return text, charset
}
