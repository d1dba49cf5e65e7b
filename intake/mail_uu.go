package intake

import (
	"strings"
)

// uuencoded is a file that stands in a mail's text in uuencode, as POSIX has it:
// "begin 644 name", lines that begin with their length, "end".
type uuencoded struct {
	name  string
	bytes []byte
}

// cutUU takes the files that stand in a text in uuencode out of it. A block that
// is damaged gives what can be read of it; what only begins like one stays.
func cutUU(text string, most int) (rest string, files []uuencoded) {
	if !strings.Contains(text, "begin ") {
		return text, nil
	}
	var b strings.Builder
	for text != "" {
		line, after, _ := strings.Cut(text, "\n")
		name, ok := uuBegin(strings.TrimSuffix(line, "\r"))
		if ok && len(files) < most {
			if body, end, found := uuBody(after); found {
				files = append(files, uuencoded{name, body})
				text = end
				continue
			}
		}
		n := len(text) - len(after)
		if after == "" {
			n = len(text)
		}
		b.WriteString(text[:n])
		text = after
	}
	return b.String(), files
}

// uuBegin reads the line that begins a file: its mode and name.
func uuBegin(line string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(line, "begin ")
	mode, name, two := strings.Cut(rest, " ")
	if !ok || !two || len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" || strings.TrimSpace(name) == "" {
		return "", false
	}
	return strings.TrimSpace(name), true
}

// uuBody decodes the lines up to the end. It finds a file where at least one
// line has the length that it says.
func uuBody(text string) (body []byte, rest string, found bool) {
	for text != "" {
		line, after, _ := strings.Cut(text, "\n")
		line = strings.TrimRight(line, "\r\n")
		if line == "end" {
			return body, after, found
		}
		if line == "" || line == "`" {
			text = after
			continue
		}
		n := int(line[0]-' ') & 63
		need := (n + 2) / 3 * 4
		have := len(line) - 1
		if line[0] < ' ' || line[0] > '`' || have > need+2 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '`' }) {
			return body, text, found // its end is missing
		}
		found = found || n > 0 && have >= need-3
		body = append(body, uuLine(line[1:], n)...)
		text = after
	}
	return body, "", found
}

// uuLine decodes n bytes. Blanks at the end that were lost on the way are zeros.
func uuLine(s string, n int) []byte {
	at := func(i int) byte {
		if i >= len(s) {
			return 0
		}
		return (s[i] - ' ') & 63
	}
	out := make([]byte, 0, n+2)
	for i := 0; len(out) < n; i += 4 {
		a, b, c, d := at(i), at(i+1), at(i+2), at(i+3)
		out = append(out, a<<2|b>>4, b<<4|c>>2, c<<6|d)
	}
	return out[:n]
}
