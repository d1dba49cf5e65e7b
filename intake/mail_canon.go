package intake

import (
	"hash"
	"io"
	"strings"
)

// canonical is how a signature reads head and body (RFC 6376, 3.4): as they
// stand, or with white space evened out.
type canonical struct{ head, body bool } // true: relaxed

// canonicalOf reads the tag c=.
func canonicalOf(c string) (canonical, bool) {
	head, body, two := strings.Cut(strings.ToLower(noSpace(c)), "/")
	if head == "" {
		head = "simple"
	}
	if !two {
		body = "simple"
	}
	known := func(s string) bool { return s == "simple" || s == "relaxed" }
	return canonical{head == "relaxed", body == "relaxed"}, known(head) && known(body)
}

// headLine writes one field as it is signed, without its line end.
func headLine(f field, relaxed bool) string {
	if !relaxed {
		return f.raw
	}
	_, value, _ := strings.Cut(f.raw, ":")
	value = strings.ReplaceAll(value, "\r\n", "")
	return f.name + ":" + strings.TrimLeft(evened(value), " ")
}

// evened makes each run of blanks one space and drops those at the end.
func evened(s string) string {
	s = strings.TrimRight(s, " \t")
	if !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\t' {
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		b.WriteByte(s[i])
	}
	return b.String()
}

// hashBody writes body into sum as it is signed, at most limit bytes of it where
// limit is not negative, and returns how long it is in that form. Line ends are
// made those of transport, for a mail program may have saved others.
func hashBody(sum hash.Hash, body string, relaxed bool, limit int64) (length int64) {
	write := func(s string) {
		length += int64(len(s))
		if limit >= 0 {
			s = s[:min(int64(len(s)), limit)]
			limit -= int64(len(s))
		}
		_, _ = io.WriteString(sum, s) // a hash does not fail
	}
	empty := 0
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if relaxed {
			line = evened(line)
		}
		if line == "" {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			write("\r\n")
		}
		write(line)
		write("\r\n")
	}
	if length == 0 && !relaxed {
		write("\r\n")
	}
	return length
}

// unsigned returns the raw field of a signature with the value of its tag b=
// left out, as it is signed itself.
func unsigned(f field) field {
	name, value, _ := strings.Cut(f.raw, ":")
	var parts []string
	for part := range strings.SplitSeq(value, ";") {
		if tag, _, ok := strings.Cut(part, "="); ok && strings.TrimSpace(tag) == "b" {
			part = tag + "="
		}
		parts = append(parts, part)
	}
	f.raw = name + ":" + strings.Join(parts, ";")
	return f
}

// signedHead returns the fields that names list as they are signed, each with
// its line end. Of several fields of one name the lowest is taken first.
func (m *rawMail) signedHead(names []string, relaxed bool) string {
	var b strings.Builder
	left := make(map[string][]int)
	for _, name := range names {
		at, seen := left[name]
		if !seen {
			at = m.all(name)
		}
		if len(at) > 0 {
			b.WriteString(headLine(m.fields[at[len(at)-1]], relaxed))
			b.WriteString("\r\n")
			at = at[:len(at)-1]
		}
		left[name] = at
	}
	return b.String()
}
