package indicator

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// readOddIP reads a host as browsers do whose last label is a number: one to
// four numbers, each decimal, octal (0300) or hexadecimal (0xC0), the last of
// which fills what the others leave. An address below 1.0.0.0 is none.
func (h *host) readOddIP() bool {
	if h.labels == 0 || h.labels > 4 || h.numeric && h.ascii != "" || !isDigit(h.written[0]) {
		return false
	}
	var v uint64
	k := 0
	for part := range strings.SplitSeq(h.written, ".") {
		n, ok := number(part)
		k++
		switch {
		case !ok, k < h.labels && n > 255, k == h.labels && n >= 1<<(8*(5-h.labels)):
			return false
		case k < h.labels:
			v |= n << (8 * (4 - k))
		default:
			v |= n
		}
	}
	if k != h.labels || v < 1<<24 {
		return false
	}
	h.ascii = netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String()
	h.labels, h.numeric, h.checked = 4, true, false
	h.tricks |= IPHost | OddIP
	return true
}

// number reads a part of an IP address.
func number(s string) (uint64, bool) {
	base := 10
	switch {
	case len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x':
		base, s = 16, s[2:]
	case len(s) > 1 && s[0] == '0':
		base, s = 8, s[1:]
	}
	if s == "" || s[0] == '+' || s[0] == '_' || len(s) > 20 {
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 33)
	return n, err == nil
}

// readIPv6 reads an IPv6 address in brackets.
func (u *link) readIPv6(text string) bool {
	i := u.hostStart
	if i >= len(text) || text[i] != '[' {
		return false
	}
	n := strings.IndexByte(text[i:min(len(text), i+50)], ']')
	if n < 0 {
		return false
	}
	a, err := netip.ParseAddr(text[i+1 : i+n])
	if err != nil || !a.Is6() || a.Zone() != "" {
		return false
	}
	u.host = host{ascii: "[" + a.String() + "]", labels: 2, numeric: true, tricks: IPHost}
	if a.Is4In6() {
		u.host.tricks |= OddIP
	}
	u.hostEnd, u.six = i+n+1, true
	return true
}

// readEncoded reads a host in which characters are written with percent signs.
func (u *link) readEncoded(text string) bool {
	i := u.hostStart
	end := i
	percent := false
	for end < len(text) && end-i < maxHost && (hostByte(text[end]) || strings.IndexByte("%.-_", text[end]) >= 0) {
		percent = percent || text[end] == '%'
		end++
	}
	if !percent {
		return false
	}
	for end > i && strings.IndexByte("%.-_", text[end-1]) >= 0 {
		end--
	}
	plain, err := url.PathUnescape(text[i:end])
	if err != nil || plain == "" {
		return false
	}
	h, n := readHost(plain, 0)
	if n != len(plain) || h.ascii == "" {
		return false
	}
	if !h.readOddIP() && !h.numeric && (h.labels < 2 && h.ascii != "localhost" || !h.known()) {
		return false
	}
	h.tricks |= Encoded
	u.host, u.hostEnd = h, end
	return true
}
