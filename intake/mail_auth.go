package intake

import (
	"slices"
	"strings"
)

// Auth is what is known of who sent a mail: what servers wrote on top of it, and
// what its signatures show. It is as good as the mail file: who can change the
// file can change this too, except for what a key verifies.
type Auth struct {
	// What the best header says: pass fail softfail neutral none temperror permerror.
	SPF    string `json:"spf,omitempty"`
	DKIM   string `json:"dkim,omitempty"`
	DMARC  string `json:"dmarc,omitempty"`
	ARC    string `json:"arc,omitempty"`
	Server string `json:"server,omitempty"` // who says so, by its own word
	// Standing is whose word those results are.
	Standing Standing `json:"standing,omitempty"`
	// Matched reports whether that may be the server that received the mail. Where
	// it is not, the results are the sender's own words.
	Matched    bool        `json:"server_matched"`
	Path       []Hop       `json:"path,omitempty"`     // oldest first
	PathCut    bool        `json:"path_cut,omitempty"` // older hops are left out
	Records    []Record    `json:"records,omitempty"`  // every result that a header states, from the top
	Signatures []Signature `json:"signatures,omitempty"`
	Chain      *Chain      `json:"arc_chain,omitempty"`
}

// Standing is whose word a header is, as far as its place shows. A sender can
// write any header, but only below what the receiving servers put on top
// (RFC 8601, 5 and 7.1).
type Standing string

// The standings.
const (
	// Receiver: above the line by which the receiving side took the mail from outside.
	Receiver Standing = "receiver"
	// Claimed: directly below that line, and in the receiving side's name. Some
	// servers write there; it counts only if they remove what senders forge.
	Claimed Standing = "claimed"
	// SenderSide: further down, or in another's name: it proves nothing.
	SenderSide Standing = "sender-side"
)

// Record is one result that a header of a mail states.
type Record struct {
	Method   string   `json:"method"` // spf dkim dmarc arc
	Result   string   `json:"result"`
	Of       string   `json:"of,omitempty"` // the domain that was checked
	By       string   `json:"by,omitempty"` // who recorded it, by its own word
	Header   string   `json:"header"`
	Instance int      `json:"instance,omitempty"` // of an ARC set
	Standing Standing `json:"standing"`
}

// maxRecords is how many results of one mail are listed.
const maxRecords = 100

// auth reads who sent a mail. It returns nil where the mail says nothing of it.
func (r *reader) auth(m *rawMail, from string) *Auth {
	t := m.trail(r.opt.owners())
	a := &Auth{Path: t.path, PathCut: t.cut}
	a.summary(m.records(t))
	v := verifier{mail: m, keys: r.opt.Keys, from: from, bodies: make(map[bodyForm]bodySum)}
	a.Signatures = v.dkim()
	chain, seals := v.arc()
	a.Chain, a.Signatures = chain, append(a.Signatures, seals...)
	if len(a.Path) == 0 && len(a.Records) == 0 && len(a.Signatures) == 0 && a.Chain == nil {
		return nil
	}
	return a
}

// records reads the results of all headers that state some, from the top.
func (m *rawMail) records(t trail) [][]Record {
	var all [][]Record
	left := maxRecords
	for i, f := range m.fields {
		var list []Record
		switch f.name {
		case "authentication-results":
			list = results(f.value)
		case "arc-authentication-results":
			n, _ := instance(f.value)
			_, rest, _ := strings.Cut(f.value, ";")
			list = results(rest)
			for j := range list {
				list[j].Instance = n
			}
		case "received-spf":
			list = receivedSPF(f.value)
		}
		list = list[:min(len(list), left)]
		for j := range list {
			list[j].Header, list[j].Standing = headerName[f.name], t.standing(i, list[j].By)
		}
		if left -= len(list); len(list) > 0 {
			all = append(all, list)
		}
	}
	return all
}

var headerName = map[string]string{
	"authentication-results": "Authentication-Results", "arc-authentication-results": "ARC-Authentication-Results", "received-spf": receivedSPFName,
}

const receivedSPFName = "Received-SPF"

// summary lists the results and takes those of the best header. Those that the
// receiving side surely wrote stand together; of others only the topmost header
// counts, for the sender may have brought the rest.
func (a *Auth) summary(headers [][]Record) {
	best := -1
	for i, list := range headers {
		a.Records = append(a.Records, list...)
		if list[0].counts() && (best < 0 || list[0].rank() < headers[best][0].rank()) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	a.Server, a.Standing = headers[best][0].By, headers[best][0].Standing
	for _, one := range headers[best] {
		a.take(one)
	}
	a.Matched = a.Standing != SenderSide
	for i, list := range headers {
		if !list[0].counts() || list[0].Standing != a.Standing || i != best && a.Standing != Receiver && (list[0].Header != receivedSPFName || list[0].By != a.Server) {
			continue
		}
		a.Server = first(a.Server, list[0].By)
		for _, one := range list {
			a.take(one)
		}
	}
}

// counts reports whether the result is one of the receiving side, and not one
// that a server on the way sealed.
func (r Record) counts() bool { return r.Instance == 0 || r.Standing == Receiver }

// rank orders headers by how much they are worth, the best lowest.
func (r Record) rank() int {
	n := 2 * slices.Index([]Standing{Receiver, Claimed, SenderSide}, r.Standing)
	if r.Header == receivedSPFName {
		n++ // it tells of SPF alone
	}
	return n
}

// take notes a result: the first of each method, a pass of DKIM before others.
func (a *Auth) take(one Record) {
	switch one.Method {
	case "spf":
		a.SPF = first(a.SPF, one.Result)
	case "dkim":
		if a.DKIM == "" || one.Result == "pass" {
			a.DKIM = one.Result
		}
	case "dmarc":
		a.DMARC = first(a.DMARC, one.Result)
	case "arc":
		a.ARC = first(a.ARC, one.Result)
	}
}

// results reads one Authentication-Results header (RFC 8601, 2.2).
func results(value string) []Record {
	var list []Record
	server := ""
	for i, part := range splitQuoted(withoutComments(value)) {
		words := strings.Fields(tight.Replace(part))
		if len(words) == 0 {
			continue
		}
		method, result, ok := strings.Cut(words[0], "=")
		if !ok {
			if i == 0 {
				server = hostName(words[0])
			}
			continue
		}
		method, _, _ = strings.Cut(strings.ToLower(method), "/") // a version
		if result = strings.ToLower(result); !slices.Contains([]string{"spf", "dkim", "dmarc", "arc"}, method) || !isResult(result) {
			continue
		}
		list = append(list, Record{Method: method, Result: result, Of: checked(words[1:]), By: server})
	}
	return list
}

// tight drops a blank beside an equals sign, which the standard allows.
var tight = strings.NewReplacer(" = ", "=", "= ", "=", " =", "=")

// isResult reports whether s has the form of a result.
func isResult(s string) bool {
	const longest = 20
	return s != "" && len(s) <= longest && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// checked returns the domain that a result speaks of.
func checked(words []string) string {
	for _, property := range []string{"smtp.mailfrom", "smtp.mail", "header.d", "header.i", "header.from", "smtp.helo"} {
		for _, w := range words {
			name, value, ok := strings.Cut(w, "=")
			if ok && strings.EqualFold(name, property) {
				return hostName(domainOf(strings.Trim(value, `"<>`)))
			}
		}
	}
	return ""
}

// receivedSPF reads one Received-SPF header (RFC 7208, 9.1).
func receivedSPF(value string) []Record {
	words := strings.Fields(withoutComments(value))
	if len(words) == 0 || !isResult(strings.ToLower(words[0])) {
		return nil
	}
	one := Record{Method: "spf", Result: strings.ToLower(words[0])}
	for _, w := range words[1:] {
		name, v, _ := strings.Cut(strings.Trim(w, ";"), "=")
		switch strings.ToLower(name) {
		case "receiver":
			one.By = hostName(v)
		case "envelope-from":
			one.Of = hostName(domainOf(strings.Trim(v, `"<>`)))
		}
	}
	if _, comment, ok := strings.Cut(value, "("); ok && one.By == "" {
		if server, _, ok := strings.Cut(comment, ":"); ok {
			one.By = hostName(server)
		}
	}
	return []Record{one}
}

// hostName returns s as a host name in lower case, "" where it has not the form of one.
func hostName(s string) string {
	s = strings.ToLower(strings.Trim(s, " .;,\""))
	const longest = 253
	if len(s) > longest || strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(".-_:[]/", r) && r < 0x80 || r == 0xFFFD
	}) {
		return ""
	}
	return s
}

// domainOf returns what follows the last @, or all.
func domainOf(s string) string {
	if _, domain, ok := cutLast(s, "@"); ok {
		return domain
	}
	return s
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// splitQuoted splits s at semicolons that are not in quotation marks.
func splitQuoted(s string) []string {
	var parts []string
	quoted, start := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			parts, start = append(parts, s[start:i]), i+1
		}
	}
	return append(parts, s[start:])
}

// withoutComments drops what stands in parentheses outside quotation marks.
func withoutComments(s string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (quoted || depth > 0):
			if i++; depth == 0 {
				b.WriteString(s[i-1 : i+1])
			}
		case c == '"' && depth == 0:
			quoted = !quoted
			b.WriteByte(c)
		case c == '(' && !quoted:
			depth++
		case c == ')' && depth > 0:
			if depth--; depth == 0 {
				b.WriteByte(' ')
			}
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
