package intake

import "strings"

// Bounds of what is checked of a mail's head: beyond them no signature is checked.
const (
	maxFieldLines = 2000
	maxFieldBytes = 512 << 10
)

// field is one header field of a mail, in the order in which it stands there.
type field struct {
	name  string // lower case
	value string // its lines joined
	raw   string // as it stands, with CRLF between its lines and none at the end
}

// rawMail is a mail as it was sent: its fields from the top, and its body.
type rawMail struct {
	fields  []field
	body    string
	rebuilt bool // the mail's own bytes are not kept: its head alone, in its words
	whole   bool // false where the head is too long or the body was cut off
}

// headerFields reads the head of a mail as it stands. A line without a name begins
// the body.
func headerFields(text string, whole bool) rawMail {
	m := rawMail{whole: whole}
	text = strings.TrimPrefix(text, "\ufeff")
	used := 0
	for n := 0; text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		if used += len(line) + 1; used > maxFieldBytes || n > maxFieldLines {
			m.whole = false
			return m
		}
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			m.body = rest
			return m
		}
		switch ok := m.line(line, n == 0); {
		case !ok && (n > 0 || !strings.HasPrefix(line, "From ")):
			m.body = text
			return m
		}
		text = rest
	}
	return m
}

// line takes one line of the head, and reports whether it belongs to it.
func (m *rawMail) line(line string, first bool) bool {
	if line[0] == ' ' || line[0] == '\t' {
		if first || len(m.fields) == 0 {
			return false
		}
		f := &m.fields[len(m.fields)-1]
		f.raw += "\r\n" + line
		f.value += " " + strings.TrimSpace(line)
		return true
	}
	name, value, ok := strings.Cut(line, ":")
	name = strings.TrimRight(name, " \t")
	if !ok || name == "" {
		return false
	}
	value = strings.Clone(strings.TrimSpace(value)) // what is kept of it must not keep the whole mail
	m.fields = append(m.fields, field{strings.ToLower(name), value, line})
	return true
}

// all returns the places of the fields of that name, from the top.
func (m *rawMail) all(name string) []int {
	var at []int
	for i := range m.fields {
		if m.fields[i].name == name {
			at = append(at, i)
		}
	}
	return at
}

// tags reads a list such as "v=1; d=a.example" (RFC 6376, 3.2). A name that
// stands twice makes it unreadable.
func tags(value string) (map[string]string, bool) {
	list := make(map[string]string)
	for part := range strings.SplitSeq(value, ";") {
		name, v, ok := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		if !ok {
			if name != "" {
				return nil, false
			}
			continue
		}
		if _, twice := list[name]; twice || name == "" {
			return nil, false
		}
		list[name] = strings.TrimSpace(v)
	}
	return list, len(list) > 0
}

// noSpace drops all white space, as inside base64.
func noSpace(s string) string { return strings.Join(strings.Fields(s), "") }
