package custody

import (
	"strconv"
	"strings"
	"time"
)

// isWord reports an identifier: no character of it is ever escaped in JSON.
func isWord(s string) bool {
	if s == "" || len(s) > 128 || strings.IndexByte("._:/+@-", s[0]) >= 0 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && strings.IndexByte("._:/+@-", c) < 0 {
			return false
		}
	}
	return true
}

// isDigest reports a SHA-256 in lower-case hex.
func isDigest(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isDigestRef reports a reference to bytes by their SHA-256.
func isDigestRef(s string) bool {
	sum, ok := strings.CutPrefix(s, "sha256:")
	return ok && isDigest(sum)
}

// appendTo appends the canonical form: these fields in this order, no space
// between tokens, empty fields left out. The entry was checked: no value holds a
// character that JSON escapes.
func (e Entry) appendTo(b []byte) []byte {
	str := func(key, value string) {
		if value != "" {
			b = append(append(append(append(b, `,"`...), key...), `":"`...), value...)
			b = append(b, '"')
		}
	}
	when := func(key string, t time.Time) {
		if !t.IsZero() {
			b = append(append(append(b, `,"`...), key...), `":"`...)
			b = append(appendStamp(b, t), '"')
		}
	}
	b = strconv.AppendInt(append(b, `{"n":`...), e.N, 10)
	when("at", e.At)
	when("clock", e.Clock)
	str("do", string(e.Do))
	str("who", e.Who)
	str("door", e.Door)
	str("item", e.Item)
	if e.Size != 0 {
		b = strconv.AppendInt(append(b, `,"size":`...), e.Size, 10)
	}
	str("of", e.Of)
	str("tool", e.Tool)
	str("ref", e.Ref)
	for i, f := range e.Files {
		b = append(b, []string{`,"files":[`, `,`}[min(i, 1)]...)
		b = append(append(append(append(b, `{"path":"`...), f.Path...), `","sha256":"`...), f.SHA256...)
		b = append(b, `"}`...)
	}
	if len(e.Files) > 0 {
		b = append(b, ']')
	}
	for i, p := range e.TagManifests {
		b = append(b, []string{`,"tag_manifests":[`, `,`}[min(i, 1)]...)
		b = append(append(append(b, '"'), p...), '"')
	}
	if len(e.TagManifests) > 0 {
		b = append(b, ']')
	}
	return append(b, '}')
}

// entryReader takes a line apart. It need not refuse all that is not canonical:
// whoever calls it writes the entry again and compares.
type entryReader struct {
	rest string
	bad  bool
}

// has takes s off the front, where it is there.
func (r *entryReader) has(s string) bool {
	rest, ok := strings.CutPrefix(r.rest, s)
	r.rest = rest
	return ok
}

// until takes what stands before the next end, and end itself.
func (r *entryReader) until(end string) string {
	s, rest, ok := strings.Cut(r.rest, end)
	r.rest, r.bad = rest, r.bad || !ok
	return s
}

// str takes the value of a field that begins with start, such as `,"do":"`.
func (r *entryReader) str(start string) string {
	if !r.has(start) {
		return ""
	}
	return r.until(`"`)
}

func (r *entryReader) int() int64 {
	i := 0
	for i < len(r.rest) && r.rest[i] >= '0' && r.rest[i] <= '9' {
		i++
	}
	n, err := strconv.ParseInt(r.rest[:i], 10, 64)
	r.rest, r.bad = r.rest[i:], r.bad || err != nil
	return n
}

func (r *entryReader) time(start string) time.Time {
	s := r.str(start)
	if s == "" {
		return time.Time{}
	}
	if len(s) != len(stampForm) {
		r.bad = true
		return time.Time{}
	}
	number := func(from, to int) (n int) {
		for _, c := range []byte(s[from:to]) {
			n = n*10 + int(c-'0')
		}
		return n
	}
	// What is no date, or has other characters, is written in another way than it was read.
	return time.Date(number(0, 4), time.Month(number(5, 7)), number(8, 10), number(11, 13), number(14, 16), number(17, 19), 0, time.UTC)
}

// readEntry reads the fields in their order.
func readEntry(line string) (Entry, bool) {
	r := &entryReader{rest: line}
	var e Entry
	r.bad = !r.has(`{"n":`)
	e.N = r.int()
	e.At, e.Clock = r.time(`,"at":"`), r.time(`,"clock":"`)
	e.Do, e.Who, e.Door, e.Item = Action(r.str(`,"do":"`)), r.str(`,"who":"`), r.str(`,"door":"`), r.str(`,"item":"`)
	if r.has(`,"size":`) {
		e.Size = r.int()
	}
	e.Of, e.Tool, e.Ref = r.str(`,"of":"`), r.str(`,"tool":"`), r.str(`,"ref":"`)
	if r.has(`,"files":[`) {
		for ok := true; ok && !r.bad && len(e.Files) <= maxFiles; ok = r.has(",") {
			r.bad = r.bad || !r.has(`{"path":"`)
			f := FileSum{Path: r.until(`","sha256":"`)}
			f.SHA256 = r.until(`"}`)
			e.Files = append(e.Files, f)
		}
		r.bad = r.bad || !r.has("]")
	}
	if r.has(`,"tag_manifests":[`) {
		for ok := true; ok && !r.bad && len(e.TagManifests) <= maxFiles; ok = r.has(",") {
			r.bad = r.bad || !r.has(`"`)
			e.TagManifests = append(e.TagManifests, r.until(`"`))
		}
		r.bad = r.bad || !r.has("]")
	}
	return e, !r.bad && r.rest == "}"
}
