package indicator

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// schemeAt reads a scheme that ends with the colon at i (http://, hxxps://,
// http[:]//, http:\/). It returns where it begins, what comes after it, its true
// name and how it deceives.
func schemeAt(text string, i int) (from, after int, name string, tricks Tricks) {
	at := i
	switch {
	case text[i] == ':' && i > 0 && text[i-1] == '[':
		at--
		tricks |= Defanged
	case text[i] == '[':
		return 0, 0, "", 0
	}
	from = at
	for from > 0 && at-from < 8 && isAlpha(text[from-1]) {
		from--
	}
	name, whole := schemeName(text[from:at])
	if name == "" {
		return 0, 0, "", 0
	}
	if !whole {
		tricks |= Defanged
	}
	after, back := slashes(text, i+1, at < i)
	if after == 0 {
		return 0, 0, "", 0
	}
	return from, after, name, tricks | back
}

// schemeName returns the scheme that a word means, and whether it is written as
// it is followed.
func schemeName(word string) (name string, whole bool) {
	var b [8]byte
	if len(word) > len(b) {
		return "", false
	}
	for i := range len(word) {
		b[i] = word[i] | 0x20
	}
	switch string(b[:len(word)]) {
	case "http":
		return "http", true
	case "https":
		return "https", true
	case "ftp":
		return "ftp", true
	case "tg":
		return "tg", true
	case "hxxp", "htxp", "hhtp":
		return "http", false
	case "hxxps", "htxps":
		return "https", false
	case "fxp":
		return "ftp", false
	}
	return "", false
}

// slashes reads what stands between a scheme's colon and the host from i on: two
// slashes, or what browsers take for them. It returns 0 where it is nothing of
// the kind.
func slashes(text string, i int, bracket bool) (after int, tricks Tricks) {
	closed := !bracket
	if bracket && i < len(text) && text[i] == ']' {
		closed = true
		i++
	}
	n, from := 0, i
	for i < len(text) && i-from < 12 {
		switch {
		case text[i] == '/':
			i++
		case text[i] == '\\':
			tricks |= Backslash
			i++
		case strings.HasPrefix(text[i:], "\u2044"), strings.HasPrefix(text[i:], "\u2215"):
			i += 3
		default:
			if !closed && n >= 2 && text[i] == ']' {
				return i + 1, tricks
			}
			if !closed || n == 0 || n == 1 && !hostByte(text[i]) {
				return 0, 0
			}
			return i, tricks
		}
		n++
	}
	if !closed || n < 2 {
		return 0, 0
	}
	return i, tricks
}

// schemed looks at a URL whose scheme ends at i.
func (f *finder) schemed(i int) int {
	from, after, scheme, tricks := schemeAt(f.text, i)
	if scheme == "" || !f.unclaimed(from) {
		return 0
	}
	u, ok := readURL(f.text, after, scheme)
	u, ok = putTogether(f.text, after, scheme, u, ok)
	if !ok {
		return 0
	}
	u.tricks |= tricks
	f.addURL(from, u)
	return u.end
}

// unclaimed reports whether the last find of this pass ends before i.
func (f *finder) unclaimed(i int) bool {
	fresh := f.found[f.pass:]
	n := len(fresh)
	return n == 0 || fresh[n-1].Span.End <= i && (n < 2 || fresh[n-2].Span.End <= i)
}

// link is a URL as read.
type link struct {
	host               host
	hostStart, hostEnd int
	path               string // with query and fragment, refanged
	value              string
	end                int
	tricks             Tricks // with those of the host
	six                bool   // the host is an IPv6 address
}

// readURL reads a URL whose authority begins at i. Without a scheme a host needs
// a dot.
func readURL(text string, i int, scheme string) (u link, ok bool) {
	userinfo := ""
	if scheme != "" {
		end := authorityEnd(text, i)
		if k := strings.LastIndexByte(text[i:end], '@'); k >= 0 {
			userinfo = refang(text[i:i+k]) + "@"
			i += k + 1
			u.tricks |= Userinfo
		}
	}
	u.hostStart = i
	if !u.readHost(text, scheme) {
		return u, false
	}
	port, end := readPort(text, u.hostEnd)
	u.end = end
	if end < len(text) && strings.IndexByte("/?#\\", text[end]) >= 0 {
		u.end = pathEnd(text, end, i)
	}
	u.path = refang(text[end:u.end])
	u.path = u.path[:trimEnd(u.path, 0, len(u.path))]
	switch {
	case strings.HasPrefix(u.path, `\/`): // a slash as JSON may write it
		u.path = u.path[1:]
	case backslashed(u.path):
		u.path = "/" + u.path[1:]
		u.tricks |= Backslash
	}
	if scheme == "" {
		scheme = "http"
	}
	if port == ":80" && scheme == "http" || port == ":443" && scheme == "https" {
		port = ""
	}
	if port != "" {
		u.tricks |= Port
	}
	rest := u.path
	if rest == "/" {
		rest = ""
	}
	u.tricks |= u.host.tricks
	u.value = scheme + "://" + userinfo + u.host.ascii + port + rest
	return u, true
}

// backslashed reports whether a path begins with a \ that a browser reads as /,
// and that is not the \n or \t of a text that was written out.
func backslashed(path string) bool {
	if len(path) < 2 || path[0] != '\\' {
		return false
	}
	return strings.IndexByte("nrtu\"'\\", path[1]) < 0
}

// readHost reads the host of a URL where it begins.
func (u *link) readHost(text, scheme string) bool {
	i := u.hostStart
	if scheme != "" && (u.readIPv6(text) || u.readEncoded(text)) {
		return true
	}
	u.host, u.hostEnd = readHost(text, i)
	if scheme == "tg" && strings.HasPrefix(text[i:], "resolve") {
		u.host.ascii, u.host.checked = "resolve", false
		return true
	}
	if scheme != "" && u.host.readOddIP() {
		return true
	}
	if u.host.labels < 2 || !u.host.known() {
		if shorter, end := u.host.withoutLast(text, i); shorter.known() && !u.host.known() && upperAt(text, u.host.lastStart) {
			u.host, u.hostEnd = shorter, end
		}
	}
	if u.host.ascii == "" || u.host.labels == 1 && scheme != "tg" && u.host.ascii != "localhost" {
		return false
	}
	return scheme != "" || u.host.labels > 1
}

func upperAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsUpper(r)
}

// endsAuthority are the bytes that end the part of a URL before its path,
// endsPath those that end the path.
var (
	endsAuthority = byteSet("/?#\\\"<>")
	endsPath      = byteSet("\"<>`{}|^\x7f")
)

// byteSet returns the set of white space, control characters and the bytes of s.
func byteSet(s string) (t [256]bool) {
	for c := range ' ' + 1 {
		t[c] = true
	}
	for _, c := range []byte(s) {
		t[c] = true
	}
	return t
}

// authorityEnd returns where the part of a URL before its path ends.
func authorityEnd(text string, i int) int {
	end := i
	for end < len(text) && end-i < maxHost && !endsAuthority[text[end]] {
		end++
	}
	return end
}

// readPort reads a port at i.
func readPort(text string, i int) (port string, end int) {
	if i < len(text) && text[i] == ':' {
		if n := digits(text, i+1); n >= 1 && n <= 5 {
			return text[i : i+1+n], i + 1 + n
		}
	}
	return "", i
}

// pathEnd returns where the path that begins at i ends: at white space, a
// quote or a bracket, or where writing without spaces begins; without the
// punctuation of the sentence around it.
func pathEnd(text string, i, start int) int {
	end := i
	for end < len(text) && end-start < maxURL {
		c := text[end]
		if endsPath[c] {
			break
		}
		if c < utf8.RuneSelf {
			end++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[end:])
		if !hostRune(r) {
			break
		}
		end += n
	}
	return trimEnd(text, i, end)
}

// trimEnd takes the punctuation off the end of a URL. A closing bracket stays
// where the URL opens it.
func trimEnd(text string, i, end int) int {
	for end > i+1 {
		switch c := text[end-1]; c {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~':
			end--
		case ')', ']':
			open := byte('(')
			if c == ']' {
				open = '['
			}
			s := text[i:end]
			if strings.Count(s, string(c)) <= strings.Count(s, string(open)) {
				return end
			}
			end--
		default:
			return end
		}
	}
	return end
}

// addURL records a URL and the domain in it, or the messenger's user that it
// leads to.
func (f *finder) addURL(from int, u link) {
	if kind, value, ok := messenger(u); ok {
		f.add(kind, from, u.end, value, true)
		return
	}
	f.addTricks(URL, from, u.end, u.value, true, u.tricks)
	if u.host.labels > 1 && u.host.ascii != "" && !u.six {
		f.addTricks(Domain, u.hostStart, u.hostEnd, u.host.ascii, u.host.numeric || u.host.known(), u.host.tricks)
	}
}
