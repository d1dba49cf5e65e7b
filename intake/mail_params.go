package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxParams is how many parameters of one header are read.
const maxParams = 100

// mediaType reads a header such as Content-Type: its value in lower case, and its
// parameters (RFC 2045, 5.1), those in pieces and in a character set too
// (RFC 2231, 3 and 4). What is not quite in form is read as far as it goes; of
// parameters that stand twice the first counts.
func mediaType(value string) (string, map[string]string) {
	media, rest, _ := strings.Cut(value, ";")
	params := make(map[string]string)
	pieces := make(map[string][]piece)
	for n := 0; rest != "" && n < maxParams; n++ {
		var key, v string
		key, v, rest = nextParam(rest)
		if key == "" {
			continue
		}
		name, p := pieceOf(key, v)
		if p.number >= 0 {
			pieces[name] = append(pieces[name], p)
		} else if _, twice := params[name]; !twice {
			params[name] = v
		}
	}
	for name, list := range pieces {
		params[name] = joined(list)
	}
	return strings.ToLower(strings.TrimSpace(media)), params
}

// nextParam reads the parameter with which s begins.
func nextParam(s string) (key, value, rest string) {
	s = strings.TrimLeft(s, " \t;")
	end := strings.IndexAny(s, "=;")
	if end < 0 {
		return "", "", ""
	}
	if s[end] == ';' {
		return "", "", s[end:]
	}
	key = strings.ToLower(strings.TrimSpace(s[:end]))
	s = strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return key, strings.TrimSpace(value), rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			_, rest, _ = strings.Cut(s[i:], ";")
			return key, b.String(), rest
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++ // other backslashes belong to the paths that some programs write
		}
		b.WriteByte(s[i])
	}
	return key, strings.Trim(b.String(), `" `), "" // its end is missing
}

// piece is a part of a parameter, such as that of "filename*1*=%C5%BE".
type piece struct {
	number  int // -1: the parameter is whole and in no character set
	escaped bool
	value   string
}

func pieceOf(key, value string) (string, piece) {
	name, tail, ok := strings.Cut(key, "*")
	if !ok {
		return key, piece{number: -1}
	}
	number, escaped := strings.CutSuffix(tail, "*")
	if tail == "" {
		return name, piece{0, true, value}
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return key, piece{number: -1}
	}
	return name, piece{n, escaped, value}
}

// joined puts the pieces of a parameter together. The first escaped one names
// the character set.
func joined(list []piece) string {
	slices.SortStableFunc(list, func(a, b piece) int { return cmp.Compare(a.number, b.number) })
	charset, raw := "", ""
	for i, p := range list {
		v := p.value
		if p.escaped && i == 0 {
			if label, after, ok := strings.Cut(v, "'"); ok {
				if _, text, ok := strings.Cut(after, "'"); ok {
					charset, v = label, text
				}
			}
		}
		if p.escaped {
			v = unpercent(v)
		}
		raw += v
	}
	return readWord([]byte(raw), charset)
}

// unpercent decodes %XX. What is not in that form stays.
func unpercent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(hexDigit(s[i+1])<<4 | hexDigit(s[i+2]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
