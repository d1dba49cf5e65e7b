package lookalike

import (
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the result as encoding/json writes it, HTML unescaped. It
// allocates nothing where dst has room: answers for a stream are written with it.
func (r Result) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"domain":`...), r.Domain)
	dst = appendString(append(dst, `,"ascii":`...), r.ASCII)
	dst = appendString(append(dst, `,"brand":`...), r.Brand)
	dst = strconv.AppendBool(append(dst, `,"official":`...), r.Official)
	dst = strconv.AppendFloat(append(dst, `,"score":`...), r.Score, 'f', -1, 64)
	dst = append(dst, `,"how":[`...)
	for i, h := range r.How {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(append(dst, `{"kind":`...), string(h.Kind))
		dst = appendString(append(dst, `,"detail":`...), h.Detail)
		dst = append(dst, '}')
	}
	return append(dst, "]}"...)
}

const hexDigits = "0123456789abcdef"

func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || n > 1) && r != '\u2028' && r != '\u2029' {
				i += n
				continue
			}
			dst = append(dst, s[done:i]...)
			dst = appendRune(dst, r)
			i += n
			done = i
			continue
		}
		dst = appendEscape(append(dst, s[done:i]...), c)
		i++
		done = i
	}
	return append(append(dst, s[done:]...), '"')
}

func appendRune(dst []byte, r rune) []byte {
	dst = append(dst, `\u`...)
	for shift := 12; shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[r>>shift&15])
	}
	return dst
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return appendRune(dst, rune(c))
}
