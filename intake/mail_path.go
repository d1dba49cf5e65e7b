package intake

import (
	"net/netip"
	"strings"
	"time"

	"recourse"

	"golang.org/x/net/publicsuffix"
)

// Hop is one server that passed a mail on, by its own Received line.
type Hop struct {
	From     string    `json:"from,omitempty"` // as the other side named itself
	IP       string    `json:"ip,omitempty"`   // from which it was taken
	By       string    `json:"by,omitempty"`
	Time     time.Time `json:"time,omitzero"`   // UTC
	Delay    int64     `json:"delay,omitempty"` // seconds since the hop before
	Earlier  bool      `json:"earlier,omitempty"`
	Standing Standing  `json:"standing"`
}

const (
	// maxHops is how many servers of a mail's path are listed, the newest.
	maxHops = 50
	// clocksApart is how far the clocks of two servers may differ: an order that
	// differs by more is said to be impossible.
	clocksApart = 5 * time.Minute
)

// trail is the way of a mail, and where on it the receiving side begins.
type trail struct {
	owners
	path   []Hop // oldest first
	cut    bool
	own    string // a host of the receiving side; empty where no line names one
	border int    // the field by which the receiving side took the mail from outside
	below  int    // the first line of another side below the border
}

// trail reads the Received lines. The border is the topmost line that took the
// mail from a host of another site, or from a public address whose name the
// line does not vouch for: what stands above it was written on the receiving side.
func (m *rawMail) trail(o owners) trail {
	t := trail{owners: o, border: -1, below: len(m.fields)}
	at := m.all("received")
	t.cut = len(at) > maxHops
	at = at[:min(len(at), maxHops)]
	hops := make([]Hop, len(at))
	for i := range at {
		var host string
		hops[i], host = hop(m.fields[at[i]].value)
		t.meet(hops[i], host, at[i], len(m.fields))
	}
	if t.border < 0 && len(at) > 0 {
		t.border = at[0] // nothing came from outside: only the topmost line is sure
	}
	for i := len(hops) - 1; i >= 0; i-- {
		hops[i].Standing = SenderSide
		if at[i] <= t.border {
			hops[i].Standing = Receiver
		} else if at[i] < t.below {
			hops[i].Standing = Claimed
		}
		t.path = append(t.path, hops[i])
	}
	last := time.Time{}
	for i := range t.path {
		last = t.path[i].after(last)
	}
	return t
}

// meet takes the next line from the top, the field at place of several. Only lines
// down to the border can name the receiving side.
func (t *trail) meet(h Hop, host string, place, fields int) {
	switch {
	case t.border < 0:
		if t.own == "" && strings.Contains(h.By, ".") && !isAddress(h.By) {
			t.own = h.By
		}
		if t.outside(h, host) {
			t.border = place
		}
	case t.below == fields && !t.same(h.By, t.own):
		t.below = place
	}
}

// after notes how much later than before the hop was, and returns its time.
func (h *Hop) after(before time.Time) time.Time {
	if h.Time.IsZero() {
		return before
	}
	if !before.IsZero() {
		d := h.Time.Sub(before)
		h.Delay, h.Earlier = int64(d/time.Second), d < -clocksApart
	}
	return h.Time
}

// taken is when the receiving side took the mail, by its own word.
func (a *Auth) taken() time.Time {
	if a == nil {
		return time.Time{}
	}
	for _, h := range a.Path {
		if h.Standing == Receiver && !h.Time.IsZero() {
			return h.Time
		}
	}
	return time.Time{}
}

// outside reports whether the hop took the mail from another site. host is the
// name that the receiving server itself knows the other side by.
func (t *trail) outside(h Hop, host string) bool {
	addr, err := netip.ParseAddr(h.IP)
	switch {
	case err == nil && isPublic(addr):
		return !t.same(host, t.own)
	case strings.Contains(h.From, ".") && !isAddress(h.From):
		return !t.same(h.From, t.own)
	}
	return false // no line of a name or address of another
}

// standing says whose word the field at i is, in which by names its writer.
func (t trail) standing(i int, by string) Standing {
	switch {
	case t.border < 0:
		return SenderSide
	case i < t.border:
		return Receiver
	case i < t.below && (by == "" || t.same(by, t.own)):
		return Claimed
	}
	return SenderSide
}

// hop reads one Received line (RFC 5321, 4.4), and the name that its server found
// for the other side.
func hop(value string) (h Hop, host string) {
	what, when, _ := cutLast(value, ";")
	if m := mailDate(when); m.Precision == recourse.Instant {
		h.Time = m.Time.UTC()
	}
	words := strings.Fields(withoutComments(what))
	for i := 0; i+1 < len(words); i++ {
		switch strings.ToLower(words[i]) {
		case "from":
			h.From = first(h.From, hostName(words[i+1]))
		case "by":
			h.By = first(h.By, hostName(words[i+1]))
		}
	}
	h.IP, host = taken(what)
	return h, host
}

// taken reads from where the receiving server took the mail: the comment behind
// "from" holds the address and, where the server found one, its name.
func taken(what string) (ip, host string) {
	by := strings.Index(what, " by ")
	if by < 0 || !strings.HasPrefix(strings.ToLower(what), "from ") {
		return "", ""
	}
	greeting, comment, ok := strings.Cut(what[:by], "(")
	ip = address(comment, greeting)
	if !ok || strings.Contains(comment, "may be forged") {
		return ip, ""
	}
	name, bracket, ok := strings.Cut(comment, "[")
	if name = hostName(name); ok && strings.Contains(name, ".") && strings.Contains(bracket, "]") {
		host = name
	}
	return ip, host
}

// address returns the first public address of the parts, else the first at all.
// What the other side said in its greeting inside a comment is passed over: it
// may name any address.
func address(parts ...string) string {
	found := ""
	for _, part := range parts {
		said := false
		for _, w := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(" \t(),;", r) }) {
			w = strings.ToLower(w)
			skip := said || strings.HasPrefix(w, "helo=") || strings.HasPrefix(w, "ehlo=")
			said = w == "helo" || w == "ehlo"
			addr, err := netip.ParseAddr(strings.TrimPrefix(strings.Trim(w, "[]"), "ipv6:"))
			if skip || err != nil {
				continue
			}
			if isPublic(addr) {
				return addr.String()
			}
			found = first(found, addr.String())
		}
	}
	return found
}

func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsValid() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast()
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return err == nil
}

// sameSite reports whether two host names belong to one registered domain.
func sameSite(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || site(a) != "" && site(a) == site(b)
}

// site returns the registered domain of a host name, "" where it has none.
func site(host string) string {
	own, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return own
}
