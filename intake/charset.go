package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	uni "golang.org/x/text/encoding/unicode"
)

// decode returns s as valid UTF-8, and how many places could not be read. What
// is UTF-8 is returned as it is. Where whole is false s may end in the middle of
// a character, which is dropped.
func decode(s string, whole bool) (text string, replaced int) {
	if !whole {
		s = trimPartRune(s)
	}
	switch {
	case strings.HasPrefix(s, "\xff\xfe"):
		return decodeWith(uni.UTF16(uni.LittleEndian, uni.UseBOM), s)
	case strings.HasPrefix(s, "\xfe\xff"):
		return decodeWith(uni.UTF16(uni.BigEndian, uni.UseBOM), s)
	case utf8.ValidString(s):
		return s, 0
	case mostlyUTF8(s):
		return repairUTF8(s)
	}
	return decodeWith(legacy(s), s)
}

func hasUTF16Mark(s string) bool {
	return strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff")
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
// letters beyond ASCII stand together in words or single among ASCII letters.
func legacy(s string) encoding.Encoding {
	const enough = 1 << 20
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
