package intake

import (
	"net/mail"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// maxHops is how many servers of a mail's path are listed.
const maxHops = 100

// auth reads what the receiving server wrote on top of a mail: of several
// results only the topmost counts, for the sender may have brought the others.
func (h mailHead) auth() *Auth {
	a := &Auth{Path: h.path()}
	results := h.values("Authentication-Results")
	if len(results) > 0 {
		a.results(results[0])
	} else if spf := h.get("Received-Spf"); spf != "" {
		a.SPF, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(spf)), " ")
	}
	for i := len(a.Path) - 1; i >= 0 && a.Server != ""; i-- {
		if sameSite(a.Server, a.Path[i].By) {
			a.Matched = true
			break
		}
		if i < len(a.Path)-3 {
			break // further down it is the sender's word
		}
	}
	if a.SPF == "" && a.DKIM == "" && a.DMARC == "" && len(a.Path) == 0 {
		return nil
	}
	return a
}

// results reads one Authentication-Results header (RFC 8601). The first result
// of each method counts, a pass of DKIM before others.
func (a *Auth) results(value string) {
	value = withoutComments(value)
	for i, part := range strings.Split(value, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		method, result, ok := strings.Cut(words[0], "=")
		if !ok {
			if i == 0 {
				a.Server = strings.ToLower(words[0])
			}
			continue
		}
		result = strings.ToLower(result)
		switch strings.ToLower(method) {
		case "spf":
			a.SPF = first(a.SPF, result)
		case "dkim":
			if a.DKIM == "" || result == "pass" {
				a.DKIM = result
			}
		case "dmarc":
			a.DMARC = first(a.DMARC, result)
		}
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// withoutComments drops what stands in parentheses.
func withoutComments(s string) string {
	var b strings.Builder
	depth := 0
	for i := range len(s) {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// path reads the Received headers, the oldest first.
func (h mailHead) path() []Hop {
	received := h.values("Received")
	received = received[:min(len(received), maxHops)]
	var hops []Hop
	for i := len(received) - 1; i >= 0; i-- {
		hops = append(hops, hop(received[i]))
	}
	return hops
}

func hop(value string) Hop {
	var h Hop
	what, when, _ := cutLast(value, ";")
	if t, err := mail.ParseDate(strings.TrimSpace(when)); err == nil {
		h.Time = t
	}
	words := strings.Fields(withoutComments(what))
	for i := 0; i+1 < len(words); i++ {
		switch strings.ToLower(words[i]) {
		case "from":
			h.From = first(h.From, strings.ToLower(words[i+1]))
		case "by":
			h.By = first(h.By, strings.ToLower(words[i+1]))
		}
	}
	return h
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// sameSite reports whether two host names belong to one registered domain.
func sameSite(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	siteA, errA := publicsuffix.EffectiveTLDPlusOne(a)
	siteB, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && siteA == siteB
}
