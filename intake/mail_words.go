package intake

import (
	"encoding/base64"
	"strings"
)

// words walks over the encoded words of a header (RFC 2047). Words that follow
// one another in one character set are read as one, because many mail programs
// cut between the bytes of a letter. What cannot be read stays as it stands.
func words(s string, plain, encoded func(string)) {
	for s != "" {
		at := strings.Index(s, "=?")
		if at < 0 {
			plain(s)
			return
		}
		first, ok := wordAt(s[at:])
		if !ok {
			plain(s[:at+2])
			s = s[at+2:]
			continue
		}
		if s[:at] != "" {
			plain(s[:at])
		}
		s = s[at+first.length:]
		raw := first.bytes
		for {
			gap := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
			next, ok := wordAt(s[gap:])
			if !ok {
				break
			}
			if next.charset != first.charset {
				encoded(readWord(raw, first.charset))
				first, raw = next, nil
			}
			raw = append(raw, next.bytes...)
			s = s[gap+next.length:]
		}
		encoded(readWord(raw, first.charset))
	}
}

// word is one encoded word.
type word struct {
	charset string // lower case
	bytes   []byte
	length  int // of the word as it stands
}

// wordAt reads the encoded word with which s begins: "=?charset?B?text?=". One in
// a character set that is not read is none.
func wordAt(s string) (word, bool) {
	const (
		longestLabel = 60
		longestWord  = 8 << 10 // the standard says 75; not all keep to it
	)
	rest, ok := strings.CutPrefix(s, "=?")
	if !ok {
		return word{}, false
	}
	label, rest, ok := strings.Cut(rest, "?")
	if !ok || label == "" || len(label) > longestLabel || len(rest) < 2 || rest[1] != '?' {
		return word{}, false
	}
	label, _, _ = strings.Cut(strings.ToLower(label), "*") // a language may follow (RFC 2231, 5)
	how, rest := rest[0], rest[2:]
	end := strings.Index(rest[:min(len(rest), longestWord)], "?=")
	if _, known := charsetOf(label); end < 0 || !known || strings.ContainsAny(rest[:end], "\r\n") {
		return word{}, false
	}
	w := word{charset: label, length: len(s) - len(rest) + end + 2}
	switch how {
	case 'B', 'b':
		w.bytes = decodeBase64(rest[:end])
	case 'Q', 'q':
		w.bytes = decodeQ(rest[:end])
	default:
		return word{}, false
	}
	return w, true
}

// decodeQ decodes the Q encoding (RFC 2047, 4.2). What is not in its form stays.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '_':
			out = append(out, ' ')
		case s[i] == '=' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, hexDigit(s[i+1])<<4|hexDigit(s[i+2]))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return out
}

func isHex(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func hexDigit(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

func readWord(raw []byte, label string) string {
	text, _, _ := decodeLabelled(string(raw), label)
	return text
}

// decodeWords returns a header with its encoded words read, and letters beyond
// ASCII that stand there without any encoding.
func decodeWords(s string) string {
	var b strings.Builder
	add := func(text string) { _, _ = b.WriteString(text) }
	words(s, func(text string) { add(readWord([]byte(text), "")) }, add)
	return b.String()
}

// wholeWords returns a header in which each run of encoded words is one, in
// UTF-8, so that a parser which reads word by word breaks no letter.
func wholeWords(s string) string {
	var b strings.Builder
	words(s, func(text string) { _, _ = b.WriteString(readWord([]byte(text), "")) }, func(text string) {
		_, _ = b.WriteString("=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?=")
	})
	return b.String()
}

// isUTF7Word reports whether a header has an encoded word in UTF-7.
func isUTF7Word(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "=?utf-7?") || strings.Contains(s, "=?unicode-1-1-utf-7?")
}
