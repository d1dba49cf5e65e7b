package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	uni "golang.org/x/text/encoding/unicode"
)

// decode returns s as valid UTF-8, and how many places could not be read. What
// is UTF-8 is returned as it is. Where whole is false s may end in the middle of
// a character, which is dropped.
func decode(s string, whole bool) (text string, replaced int) {
	if !whole {
		s = trimPartRune(s)
	}
	switch name := utf16Of(s); {
	case name != "":
		return decodeWith(utf16Encoding(name), s)
	case utf8.ValidString(s):
		return s, 0
	case mostlyUTF8(s):
		return repairUTF8(s)
	}
	return decodeWith(legacy(s), s)
}

// The names of UTF-16 by the order of its bytes.
const (
	utf16LE = "utf-16le"
	utf16BE = "utf-16be"
)

// utf16Of returns the name of the UTF-16 that a text or its beginning is in, by its
// mark or by its bytes, or "".
func utf16Of(s string) string {
	switch {
	case strings.HasPrefix(s, "\xff\xfe"):
		return utf16LE
	case strings.HasPrefix(s, "\xfe\xff"):
		return utf16BE
	}
	return unmarkedUTF16(s)
}

func isUTF16(s string) bool { return utf16Of(s) != "" }

// utf16Encoding decodes the UTF-16 of that name, with a mark or without.
func utf16Encoding(name string) encoding.Encoding {
	if name == utf16BE {
		return uni.UTF16(uni.BigEndian, uni.UseBOM)
	}
	return uni.UTF16(uni.LittleEndian, uni.UseBOM)
}

// unmarkedUTF16 tells UTF-16 without a mark by its bytes: it has some that are zero,
// as no older character set has, and read in one of the two orders nearly all of it
// is letters and signs of the languages that we know.
func unmarkedUTF16(s string) string {
	const (
		enough = 64 << 10 // bytes
		fewest = 4        // characters
		oneIn  = 20       // may be others
	)
	s = s[:min(len(s), enough)]
	units := len(s) / 2
	if units < fewest || strings.IndexByte(s, 0) < 0 {
		return ""
	}
	little, big := 0, 0
	for i := 0; i+1 < len(s); i += 2 {
		if isCommon(rune(s[i]) | rune(s[i+1])<<8) {
			little++
		}
		if isCommon(rune(s[i])<<8 | rune(s[i+1])) {
			big++
		}
	}
	switch most := units - units/oneIn; {
	case little >= most:
		return utf16LE
	case big >= most:
		return utf16BE
	}
	return ""
}

// isCommon reports the letters and signs of texts in Latin and Cyrillic script, and
// the halves of pictures.
func isCommon(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0x7F, r >= 0xA0 && r < 0x0250, r >= 0x0400 && r < 0x0500, r >= 0x2000 && r < 0x2070, r == '€', r >= 0xD800 && r < 0xE000:
		return true
	}
	return false
}

// trimPartRune drops the start of a character that is cut off at the end.
func trimPartRune(s string) string {
	for i := 1; i <= utf8.UTFMax && i <= len(s); i++ {
		if c := s[len(s)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRuneInString(s[len(s)-i:]) {
				return s[:len(s)-i]
			}
			break
		}
	}
	return s
}

// mostlyUTF8 reports whether s is UTF-8 with a few damaged places rather than
// text of an older character set.
func mostlyUTF8(s string) bool {
	good, bad := 0, 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > bad
}

func repairUTF8(s string) (string, int) {
	var b strings.Builder
	b.Grow(len(s) + 16)
	bad := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		b.WriteRune(r)
		i += n
	}
	return b.String(), bad
}

func decodeWith(e encoding.Encoding, s string) (string, int) {
	out, err := e.NewDecoder().String(s)
	if err != nil {
		return repairUTF8(s)
	}
	return out, strings.Count(out, "\uFFFD")
}

// legacy tells Cyrillic (windows-1251) from Latin (windows-1250) by whether the
// letters beyond ASCII stand together in words or single among ASCII letters, and
// Chinese (GB 18030) by its signs.
func legacy(s string) encoding.Encoding {
	const enough = 1 << 20
	if isGBK(s) {
		return simplifiedchinese.GB18030
	}
	sample := []byte(s[:min(len(s), enough)])
	out, err := charmap.Windows1251.NewDecoder().Bytes(sample)
	if err != nil {
		return charmap.Windows1250
	}
	pairs, mixed := 0, 0
	var last rune
	for _, r := range string(bytes.ToLower(out)) {
		cyr, wasCyr := unicode.Is(unicode.Cyrillic, r), unicode.Is(unicode.Cyrillic, last)
		latin, wasLatin := r < utf8.RuneSelf && unicode.IsLetter(r), last < utf8.RuneSelf && unicode.IsLetter(last)
		switch {
		case cyr && wasCyr:
			pairs++
		case cyr && wasLatin, latin && wasCyr:
			mixed++
		}
		last = r
	}
	if pairs > mixed {
		return charmap.Windows1251
	}
	return charmap.Windows1250
}
