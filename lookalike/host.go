package lookalike

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxInput is the longest address that is read, in bytes.
const maxInput = 8 << 10

// address is a web address, taken apart as a browser does.
type address struct {
	host string // in lower case and ASCII; empty where there is none
	user string // what stands before an @ in an address with a scheme
	path string
	args string // the query, without its question mark
	ip   bool
}

// parse takes an address, host or domain apart.
func parse(s string) address {
	var a address
	s = strings.TrimSpace(s)
	if len(s) > maxInput {
		return a
	}
	rest, scheme := s, false
	if i := strings.Index(s, ":"); i >= 0 && i+2 < len(s) && slash(s[i+1]) && slash(s[i+2]) {
		rest, scheme = strings.TrimLeft(s[i+3:], `/\`), true
	}
	host := rest
	if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
		host = rest[:i]
		tail, _, _ := strings.Cut(rest[i:], "#")
		a.path, a.args, _ = strings.Cut(tail, "?")
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		if scheme {
			a.user = host[:i]
		}
		host = host[i+1:]
	}
	a.host, a.ip = hostName(host)
	return a
}

func slash(c byte) bool { return c == '/' || c == '\\' }

// hostName brings a host to the form in which it is looked up.
func hostName(h string) (name string, ip bool) {
	if strings.HasPrefix(h, "[") {
		inner, _, _ := strings.Cut(h[1:], "]")
		if a, err := netip.ParseAddr(inner); err == nil {
			return a.WithZone("").String(), true
		}
		return "", false
	}
	if i := strings.IndexByte(h, ':'); i >= 0 {
		h = h[:i]
	}
	h = strings.Trim(h, ".")
	if h == "" || len(h) > 4*maxName {
		return "", false
	}
	if !plainHost(h) {
		if h = asciiHost(h); h == "" {
			return "", false
		}
	}
	if len(h) > maxName {
		return "", false
	}
	if c := h[len(h)-1]; c <= '9' || strings.Contains(h, "0x") {
		if ip := numericHost(h); ip != "" {
			return ip, true
		}
	}
	return h, false
}

// plainHost reports a host that needs no rewriting.
func plainHost(h string) bool {
	for i := 0; i < len(h); i++ {
		c := h[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '_':
		case c == '-':
			if strings.HasPrefix(h[i:], "--") {
				return false
			}
		default:
			return false
		}
	}
	return !strings.Contains(h, "..")
}

// asciiHost maps a host as browsers do, with xn-- where it has other letters.
func asciiHost(h string) string {
	if !utf8.ValidString(h) || strings.ContainsAny(h, " \t\r\n\x00") {
		return ""
	}
	if ascii, err := idna.Lookup.ToASCII(h); err == nil {
		return strings.Trim(ascii, ".")
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(h))
	if err != nil {
		return ""
	}
	return strings.Trim(ascii, ".")
}

// numericHost reads 192.0.2.7, 0xc0.0.2.7, 3221225991 and the like as browsers do.
func numericHost(h string) string {
	var sum uint64
	n := strings.Count(h, ".") + 1
	if n > 4 {
		return ""
	}
	for i := 0; i < n; i++ {
		var part string
		part, h, _ = strings.Cut(h, ".")
		if part == "" || part[0] == '_' || part[0] == '+' || strings.Contains(part, "_") {
			return ""
		}
		v, err := parseNumber(part)
		if err != nil || i < n-1 && v > 255 || i == n-1 && v >= 1<<(8*(5-n)) {
			return ""
		}
		if i < n-1 {
			v <<= 8 * (3 - i)
		}
		sum += v
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}).String()
}

func parseNumber(s string) (uint64, error) {
	base := 10
	if strings.HasPrefix(s, "0x") {
		s, base = s[2:], 16
	} else if len(s) > 1 && s[0] == '0' {
		base = 8
	}
	return strconv.ParseUint(s, base, 64)
}

// seen writes an ASCII host as people see it.
func seen(ascii string) string {
	if !strings.Contains(ascii, "xn--") {
		return ascii
	}
	u, err := idna.Punycode.ToUnicode(ascii)
	if err != nil {
		return ascii
	}
	return u
}

// cut splits a host into what stands in front, the label that somebody
// registered and the ending under which it was.
func cut(host string) (front, name, suffix string, registry bool) {
	suffix, icann := publicsuffix.PublicSuffix(host)
	registry = icann || !strings.Contains(suffix, ".")
	if len(suffix) >= len(host) {
		return "", "", suffix, registry
	}
	front, name = lastLabel(host[:len(host)-len(suffix)-1])
	return front, name, suffix, registry
}

// lastLabel splits off the last label.
func lastLabel(host string) (front, label string) {
	if i := strings.LastIndexByte(host, '.'); i >= 0 {
		return host[:i], host[i+1:]
	}
	return "", host
}
