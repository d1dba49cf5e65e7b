package indicator

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// schemeAt reads a scheme that ends with the colon at i (http://, hxxps://,
// http[:]//). It returns where it begins, what comes after it, and its true name.
func schemeAt(text string, i int) (from, after int, name string) {
	for _, sep := range []string{"://", "[:]//", "[://]", ":\\\\", ":\u2044\u2044"} {
		at := i
		if sep[0] == '[' && text[i] == ':' {
			at--
		}
		if at < 0 || !strings.HasPrefix(text[at:], sep) {
			continue
		}
		from = at
		for from > 0 && at-from < 8 && isAlpha(text[from-1]) {
			from--
		}
		switch strings.ToLower(text[from:at]) {
		case "http", "hxxp", "htxp", "hhtp":
			name = "http"
		case "https", "hxxps", "htxps":
			name = "https"
		case "ftp", "fxp":
			name = "ftp"
		case "tg":
			name = "tg"
		default:
			return 0, 0, ""
		}
		return from, at + len(sep), name
	}
	return 0, 0, ""
}

// schemed looks at a URL whose scheme ends at i.
func (f *finder) schemed(i int) int {
	from, after, scheme := schemeAt(f.text, i)
	if scheme == "" || !f.unclaimed(from) {
		return 0
	}
	u, ok := readURL(f.text, after, scheme)
	if !ok {
		return 0
	}
	f.addURL(from, u)
	return u.end
}

// unclaimed reports whether the last find of this pass ends before i.
func (f *finder) unclaimed(i int) bool {
	n := len(f.fresh)
	return n == 0 || f.fresh[n-1].Span.End <= i && (n < 2 || f.fresh[n-2].Span.End <= i)
}

// link is a URL as read.
type link struct {
	host               host
	hostStart, hostEnd int
	path               string // with query and fragment, refanged
	value              string
	end                int
}

// readURL reads a URL whose authority begins at i.
func readURL(text string, i int, scheme string) (u link, ok bool) {
	userinfo := ""
	if end := authorityEnd(text, i); end > i {
		if k := strings.LastIndexByte(text[i:end], '@'); k >= 0 && scheme != "" {
			userinfo = refang(text[i:i+k]) + "@"
			i += k + 1
		}
	}
	u.host, u.hostEnd = readHost(text, i)
	u.hostStart = i
	if scheme == "tg" && strings.HasPrefix(text[i:], "resolve") {
		u.host.ascii = "resolve"
	} else if u.host.labels < 2 || !u.host.known() {
		if shorter, end := u.host.withoutLast(text, i); shorter.known() && !u.host.known() && upperAt(text, u.host.lastStart) {
			u.host, u.hostEnd = shorter, end
		}
	}
	if u.host.ascii == "" || scheme == "" && u.host.labels < 2 || u.host.labels == 1 && scheme != "tg" && !singleHost(text, u) {
		return u, false
	}
	port, end := readPort(text, u.hostEnd)
	u.end = end
	if end < len(text) && strings.IndexByte("/?#\\", text[end]) >= 0 {
		u.end = pathEnd(text, end, i)
	}
	u.path = refang(text[end:u.end])
	if scheme == "" {
		scheme = "http"
	}
	if port == ":80" && scheme == "http" || port == ":443" && scheme == "https" {
		port = ""
	}
	rest := u.path
	if rest == "/" {
		rest = ""
	}
	u.value = scheme + "://" + userinfo + u.host.ascii + port + rest
	return u, true
}

// singleHost reports whether a host of one label is one: a number that stands
// for an IP address, or the machine itself.
func singleHost(text string, u link) bool {
	h := text[u.hostStart:u.hostEnd]
	return allNumeric(h) && len(h) >= 8 || strings.HasPrefix(strings.ToLower(h), "0x") && len(h) == 10 || u.host.ascii == "localhost"
}

func upperAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsUpper(r)
}

// authorityEnd returns where the part of a URL before its path ends.
func authorityEnd(text string, i int) int {
	end := i
	for end < len(text) && end-i < maxHost && text[end] > ' ' && strings.IndexByte("/?#\\\"<>", text[end]) < 0 {
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
		if c <= ' ' || c == 0x7F || strings.IndexByte("\"<>`{}|^", c) >= 0 {
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
	f.add(URL, from, u.end, u.value, true)
	if u.host.labels > 1 && u.host.ascii != "" {
		f.add(Domain, u.hostStart, u.hostEnd, u.host.ascii, u.host.numeric || u.host.known())
	}
}
