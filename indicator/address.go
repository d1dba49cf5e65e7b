package indicator

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"recourse"
)

// maxURL is the longest URL, in bytes; what follows is cut.
const maxURL = 4096

// ParseURL reads a web address, also defanged (hxxps://a[.]example) or without
// scheme, and returns it with its scheme and ASCII host in lower case, without
// a default port and a lone final slash. Without a scheme it is http. It is an
// error of kind Invalid if it has no host or goes on behind its end.
func ParseURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	i, scheme := 0, ""
	if at := strings.IndexByte(s, ':'); at > 0 {
		if from, after, name, _ := schemeAt(s, at); name != "" && from == 0 {
			i, scheme = after, name
		} else if from, end, value := readScript(s, at); value != "" && from == 0 && end == len(s) {
			return value, nil
		}
	}
	u, ok := readURL(s, i, scheme)
	if !ok || u.end != len(s) || scheme == "" && !u.host.known() && !u.host.numeric {
		return "", fmt.Errorf("URL %q: %w", clip(s), recourse.Invalid)
	}
	return u.value, nil
}

// ParseEmail reads an e-mail address, also defanged, and returns it with its
// domain in lower-case ASCII. The local part is put in lower case too: no known
// provider tells cases apart. It is an error of kind Invalid if it is none.
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && localByte(s[n]) {
		n++
	}
	sign := atSign(s, n)
	if n == 0 || sign == 0 || n > 64 {
		return "", fmt.Errorf("e-mail address %q: %w", clip(s), recourse.Invalid)
	}
	h, end := readHost(s, n+sign)
	if end != len(s) || h.labels < 2 || !h.known() || !localFits(s[:n]) {
		return "", fmt.Errorf("e-mail address %q: %w", clip(s), recourse.Invalid)
	}
	return strings.ToLower(s[:n]) + "@" + h.ascii, nil
}

// triggers are the bytes at which an address is looked for.
var triggers = func() (t [256]bool) {
	for _, c := range []byte{':', '[', '.', '(', '{', '@', 'w', 'W', 0xE5} {
		t[c] = true
	}
	return t
}()

// addresses finds URLs, domains, e-mail addresses and handles.
func (f *finder) addresses() {
	text := f.text
	for i := 0; i < len(text); {
		if !triggers[text[i]] {
			i++
			continue
		}
		var next int
		switch c := text[i]; c {
		case ':', '[':
			switch next = f.schemed(i); {
			case next > 0:
			case c == '[':
				next = f.hostAround(i)
			default:
				if next = f.script(i); next == 0 {
					next = f.labelledHandle(i)
				}
			}
		case '.', '(', '{':
			next = f.hostAround(i)
		case '@':
			next = f.at(i)
		case 'w', 'W', 0xE5:
			next = f.wechat(i)
		}
		i = max(next, i+1)
	}
}

// hostAround looks at a host without scheme, one of whose dots is at i.
func (f *finder) hostAround(i int) int {
	text := f.text
	n := dotAt(text, i)
	if n > 1 && i > 0 && text[i-1] == ' ' {
		i--
		n = dotAt(text, i)
	}
	if n == 0 || i == 0 || i+n >= len(text) || !hostByte(text[i+n]) {
		return 0
	}
	if end := decimal(text, i); end > 0 {
		return end
	}
	start := labelStart(text, i)
	if start == i || !f.unclaimed(start) {
		return 0
	}
	if start > 0 && strings.IndexByte("@/\\.", text[start-1]) >= 0 {
		return f.withoutColon(start)
	}
	if end := digitEnding(text, i+n); end > 0 {
		return end
	}
	return f.bareHost(start)
}

// labelStart returns where the label that ends at end begins.
func labelStart(text string, end int) int {
	start := end
	for start > 0 && end-start < 64 {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if r != '-' && r != '_' && !isASCIIAlnum(r) && !(r >= utf8.RuneSelf && hostRune(r)) {
			break
		}
		start -= size
	}
	start = unglue(text, start, end)
	for start < end && strings.IndexByte("-_", text[start]) >= 0 {
		start++
	}
	return start
}

// bareHost looks at the host without scheme that begins at start.
func (f *finder) bareHost(start int) int {
	text := f.text
	u, ok := readURL(text, start, "")
	if !ok {
		return 0
	}
	if atSign(text, u.hostEnd) > 0 {
		return u.hostEnd
	}
	if !u.host.known() {
		return f.unknownHost(start, u)
	}
	bare := u.end == u.hostEnd && !strings.HasPrefix(u.host.ascii, "www.")
	switch {
	case !bare:
		f.addURL(start, u)
	case u.host.sentence(text, start, u.hostEnd):
	default:
		f.addTricks(Domain, start, u.hostEnd, u.host.ascii, true, u.host.tricks)
	}
	return u.end
}

// unknownHost looks at a host whose last label is no top-level domain: it may be
// broken by a line, a word may be glued to it, or it is an IP address.
func (f *finder) unknownHost(start int, u link) int {
	if strings.HasPrefix(u.host.ascii, "www.") {
		if whole, ok := putTogether(f.text, start, "", u, true); ok && whole.tricks.Has(Broken) {
			f.addURL(start, whole)
			return whole.end
		}
	}
	shorter, end := u.host.withoutLast(f.text, start)
	if shorter.known() && (!u.host.numeric || shorter.numeric) {
		f.addTricks(Domain, start, end, shorter.ascii, true, shorter.tricks)
		return u.hostEnd
	}
	if !u.host.numeric || u.end == u.hostEnd || len(u.path) < 2 {
		return u.hostEnd
	}
	f.addURL(start, u)
	return u.end
}

// digitEnding returns where a last label that is a number ends, or 0 where
// another begins at i: no host of two labels ends so.
func digitEnding(text string, i int) int {
	end := i + digits(text, i)
	if end == i || end < len(text) && (hostByte(text[end]) || text[end] == '-' || text[end] == '_' || dotAt(text, end) > 0) {
		return 0
	}
	return end
}

// withoutColon looks at a URL whose host begins at i and whose scheme has lost
// its colon: https//evil.example.
func (f *finder) withoutColon(i int) int {
	at := i - len("//")
	if at < 0 || f.text[at:i] != "//" {
		return 0
	}
	from := at
	for from > 0 && at-from < 8 && isAlpha(f.text[from-1]) {
		from--
	}
	scheme, _ := schemeName(f.text[from:at])
	if scheme == "" || !f.unclaimed(from) {
		return 0
	}
	u, ok := readURL(f.text, i, scheme)
	if !ok || !u.host.known() {
		return 0
	}
	u.tricks |= Defanged
	f.addURL(from, u)
	return u.end
}

// unglue returns where the label [start, end) begins without a word in another
// script that was written right before it.
func unglue(text string, start, end int) int {
	n, at := 0, start
	for at < end && text[at] >= utf8.RuneSelf {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
		n++
	}
	if n < 4 || at == end {
		return start
	}
	for i := at; i < end; i++ {
		if text[i] >= utf8.RuneSelf {
			return start
		}
	}
	return at
}

// decimal returns where a number ends that has a point at i and is no
// address, or 0.
func decimal(text string, i int) int {
	if !isDigit(text[i-1]) || !isDigit(text[i+1]) {
		return 0
	}
	points, end := 0, i
	for ; end < len(text) && (isDigit(text[end]) || text[end] == '.'); end++ {
		if text[end] == '.' {
			if end+1 == len(text) || !hostByte(text[end+1]) {
				break
			}
			points++
		}
		if points >= 3 || end-i > 64 {
			return 0
		}
	}
	if end < len(text) && (hostByte(text[end]) || text[end] == '-' || text[end] == '_' || text[end] == '[' || text[end] == '@') {
		return 0
	}
	for low := max(0, i-64); i > low && isDigit(text[i-1]); {
		i--
	}
	if i > 0 && (hostByte(text[i-1]) || text[i-1] == '-') {
		return 0
	}
	return end
}

func isASCIIAlnum(r rune) bool { return r < utf8.RuneSelf && isAlnum(byte(r)) }

// hostByte reports bytes with which a label may begin.
func hostByte(c byte) bool { return isAlnum(c) || c >= utf8.RuneSelf }

// atSign returns the length of the @ at i, also defanged, or 0.
func atSign(text string, i int) int {
	for _, s := range []string{"@", "[@]", "(@)", "[at]", "(at)", "＠"} {
		if strings.HasPrefix(text[min(i, len(text)):], s) {
			return len(s)
		}
	}
	return 0
}

func localByte(c byte) bool { return isAlnum(c) || strings.IndexByte("._%+-'", c) >= 0 }

// localFits reports whether the part before the @ has no dot at its edges.
func localFits(s string) bool {
	return s[0] != '.' && s[len(s)-1] != '.' && strings.TrimLeft(s, "._%+-'") != ""
}

// at looks at the @ at i: of an e-mail address or of a handle.
func (f *finder) at(i int) int {
	text := f.text
	start := i
	if i > 0 && strings.IndexByte("[(", text[i-1]) >= 0 && atSign(text, i-1) > 0 {
		i--
		start = i
	}
	for start > 0 && i-start < 64 && localByte(text[start-1]) {
		start--
	}
	for start < i && strings.IndexByte("._-'%+", text[start]) >= 0 {
		start++
	}
	if start == i {
		return f.handle(i)
	}
	h, end := readHost(text, i+atSign(text, i))
	if !h.known() {
		if shorter, cut := h.withoutLast(text, i+atSign(text, i)); shorter.known() {
			h, end = shorter, cut
		}
	}
	if h.labels < 2 || !h.known() || !f.unclaimed(start) || !localFits(text[start:i]) {
		return 0
	}
	return f.add(Email, start, end, strings.ToLower(text[start:i])+"@"+h.ascii, true)
}

// refang undoes what makes an address safe to show.
func refang(s string) string {
	if !mayBeDefanged(s) {
		return s
	}
	for _, d := range dots {
		s = strings.ReplaceAll(s, d, ".")
	}
	return strings.NewReplacer("[:]", ":", "[/]", "/", "[@]", "@").Replace(s)
}

func mayBeDefanged(s string) bool {
	for _, c := range []byte(s) {
		if c == '[' || c == '(' || c == '{' || c >= 0xE3 {
			return true
		}
	}
	return false
}

// queryValue returns a parameter of a path's query.
func queryValue(path, name string) string {
	_, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get(name)
}
