package intake

import (
	"encoding/base64"
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

// Words are those that a file says, not the code that carries them.
func TestWords(t *testing.T) {
	const said = "Uplatite proviziju da biste podigli zaradu"
	encoded := "From: a@firma.example\nTo: b@kupac.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n" +
		"Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(said)) + "\n"
	plain := "From: a@firma.example\nTo: b@kupac.example\nSubject: x\n\n" + said + "\n"
	for _, tt := range []struct{ name, give, words, form string }{
		{"text", said, said, ""},
		{"damaged text", said + "\x00\x01", said + "\x00\x01", ""},
		{"an encoded mail", encoded, "x\n\n" + said, "message/rfc822"},
		{"a mail as it reads", plain, plain, ""},
		{"a piece of a page", "<p>" + said + "</p>", "<p>" + said + "</p>", ""},
		{"a page", "<!DOCTYPE html><html><head><style>p{}</style></head><body><p>Uplatite pro<b>vizi</b>ju da biste podigli zaradu</p></body></html>", said, "text/html"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", "image/png"},
		{"a program", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00>\x00", "", "application/x-executable"},
	} {
		words, form := Words(t.Context(), "a", tt.give)
		if strings.TrimSpace(words) != strings.TrimSpace(tt.words) || form != tt.form {
			t.Errorf("%s: Words = %q in %q, want %q in %q", tt.name, words, form, tt.words, tt.form)
		}
	}
}
