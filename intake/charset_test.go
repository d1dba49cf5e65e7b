package intake

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func utf16Bytes(s string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			b.WriteString(string([]byte{byte(u >> 8), byte(u)}))
		} else {
			b.WriteString(string([]byte{byte(u), byte(u >> 8)}))
		}
	}
	return b.String()
}

// UTF-16 is told by its bytes where no mark says it.
func TestDecodeUTF16WithoutAMark(t *testing.T) {
	const latin, cyrillic = "Uplatite još 150.638 RSD – šta čekate?\r\n", "Уплатите још 150.638 динара, шта чекате?\n"
	for _, tt := range []struct{ name, give, text, charset string }{
		{"Latin, low byte first", utf16Bytes(latin, false), latin, utf16LE},
		{"Latin, high byte first", utf16Bytes(latin, true), latin, utf16BE},
		{"Cyrillic, low byte first", utf16Bytes(cyrillic, false), cyrillic, utf16LE},
		{"Cyrillic, high byte first", utf16Bytes(cyrillic, true), cyrillic, utf16BE},
		{"with a picture", utf16Bytes("Vidimo se sutra kod kuće 🙂", false), "Vidimo se sutra kod kuće 🙂", utf16LE},
		{"half a character at the end", utf16Bytes(latin, false) + "U", latin + "\uFFFD", utf16LE},
		{"UTF-8", latin, latin, ""},
		{"zero bytes in UTF-8", "a\x00b c\x00d e\x00f gh", "a\x00b c\x00d e\x00f gh", ""},
		{"nothing but zero bytes", strings.Repeat("\x00", 100), strings.Repeat("\x00", 100), ""},
		{"numbers of two bytes", strings.Repeat("\x00\x01\x02\x00", 30), strings.Repeat("\x00\x01\x02\x00", 30), ""},
		{"two letters", "O\x00k\x00", "O\x00k\x00", ""},
	} {
		if text, charset := Decode(tt.give); text != tt.text || charset != tt.charset {
			t.Errorf("%s: Decode = %q in %q, want %q in %q", tt.name, text, charset, tt.text, tt.charset)
		}
	}
}
