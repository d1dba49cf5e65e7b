package indicator

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxHost is the longest host, in bytes as written.
const maxHost = 512

// dots are the ways in which a dot of a host is written.
var dots = []string{"[.]", "(.)", "{.}", "[dot]", "(dot)", "[DOT]", "(DOT)", "．", "。"}

// profile maps a host to its ASCII form as a browser does.
var profile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// ParseDomain reads a host name, also defanged or in another script, and
// returns it in lower-case ASCII (xn--…) without a final dot. It is an error of
// kind Invalid if its last label is no top-level domain of the public suffix
// list and not reserved for examples.
func ParseDomain(s string) (string, error) {
	s = strings.TrimSuffix(strings.TrimSpace(s), ".")
	h, end := readHost(s, 0)
	if end != len(s) || h.labels < 2 {
		return "", fmt.Errorf("domain %q: %w", clip(s), recourse.Invalid)
	}
	if !h.known() {
		return "", fmt.Errorf("domain %q: no such top-level domain: %w", clip(s), recourse.Invalid)
	}
	return h.ascii, nil
}

// host is a host name as read.
type host struct {
	ascii   string
	written string // as in the text, with plain dots
	labels  int
	// lastStart is where the last label is written, cut where the label before it ends.
	lastStart, cut int
	numeric        bool // an IP address
	tricks         Tricks
	// checked says that listed holds what known found out.
	checked, listed bool
}

// readHost reads labels with dots between them from i on. The ascii form is ""
// where there is none.
func readHost(text string, i int) (h host, end int) {
	var b []byte
	start := i
	plain, numeric, dotted := true, true, true
	for {
		from := i
		var isPlain, isNumber bool
		i, isPlain, isNumber = readLabel(text, i, start+maxHost)
		if i == from {
			break
		}
		plain, numeric = plain && isPlain, numeric && isNumber
		if !dotted {
			b = append(append(b, '.'), text[from:i]...)
		}
		h.labels++
		h.cut, end, h.lastStart = end, i, from
		n := dotAt(text, i)
		if n == 0 {
			break
		}
		if c := text[i]; c == '[' || c == '(' || c == '{' || c == ' ' {
			h.tricks |= Defanged
		}
		if dotted && (n > 1 || text[i] != '.') {
			b = append(b, text[start:i]...)
			dotted = false
		}
		i += n
	}
	if h.labels == 0 || end-start >= maxHost {
		return host{}, max(end, start)
	}
	h.written = text[start:end]
	if !dotted {
		h.written = string(b)
	}
	h.name(h.written, plain, numeric)
	return h, end
}

// readLabel reads a label, up to limit. It says whether it is ASCII, and whether
// it is a number.
func readLabel(text string, i, limit int) (end int, plain, numeric bool) {
	plain, numeric = true, true
	for i < len(text) && i < limit {
		c := text[i]
		if c < utf8.RuneSelf {
			if !isAlnum(c) && c != '-' && c != '_' {
				break
			}
			numeric = numeric && isDigit(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !hostRune(r) {
			break
		}
		plain, numeric = false, false
		i += n
	}
	return i, plain, numeric
}

// name fills in what a host that is written so is called.
func (h *host) name(written string, plain, numeric bool) {
	h.numeric = numeric && h.labels == 4
	h.ascii = toASCII(written, plain)
	if h.numeric {
		if a, err := netip.ParseAddr(h.ascii); err != nil || !a.Is4() {
			h.ascii = ""
		}
		h.tricks |= IPHost
	}
	h.tricks |= nameTricks(written, plain, h.labels)
}

// nameTricks tells how a host that is written so deceives.
func nameTricks(written string, plain bool, labels int) (t Tricks) {
	if labels >= deepLabels {
		t |= Deep
	}
	coded := len(written) > 4 && hasPunycode(written)
	if plain && !coded {
		return t
	}
	if coded {
		t |= Punycode
		if u, err := idna.Punycode.ToUnicode(written); err == nil {
			written = u
		}
	}
	for label := range strings.SplitSeq(written, ".") {
		if mixedScripts(label) {
			t |= Mixed
		}
	}
	return t
}

// deepLabels is from how many labels on a host hides where it leads.
const deepLabels = 6

func hasPunycode(host string) bool {
	for i := 0; i+4 < len(host); i++ {
		if (i == 0 || host[i-1] == '.') && host[i]|0x20 == 'x' && strings.EqualFold(host[i:i+4], "xn--") {
			return true
		}
	}
	return false
}

// mixedScripts reports whether a label has letters of two of the scripts whose
// letters look alike.
func mixedScripts(label string) bool {
	var seen [4]bool
	n := 0
	for _, r := range label {
		k := 0
		switch {
		case unicode.Is(unicode.Latin, r):
		case unicode.Is(unicode.Cyrillic, r):
			k = 1
		case unicode.Is(unicode.Greek, r):
			k = 2
		case unicode.Is(unicode.Armenian, r), unicode.Is(unicode.Cherokee, r):
			k = 3
		default:
			continue
		}
		if !seen[k] {
			seen[k] = true
			n++
		}
	}
	return n > 1
}

// dotAt returns the length of the dot at i, or 0. One in brackets may have a
// space on either side.
func dotAt(text string, i int) int {
	if i >= len(text) {
		return 0
	}
	switch c := text[i]; {
	case c == '.':
		return 1
	case c == ' ' && i+1 < len(text) && strings.IndexByte("[({", text[i+1]) >= 0:
		n := writtenDot(text, i+1)
		if n == 0 || i+1+n >= len(text) || text[i+1+n] != ' ' {
			return 0
		}
		return n + 2
	case c == '[' || c == '(' || c == '{' || c >= 0xE3:
		return writtenDot(text, i)
	}
	return 0
}

// writtenDot returns the length of a dot at i that is written in another way.
func writtenDot(text string, i int) int {
	for _, d := range dots {
		if strings.HasPrefix(text[i:], d) {
			return len(d)
		}
	}
	return 0
}

// hostRune reports letters that are not ASCII and may stand in a host. Scripts
// without spaces may not, since there words and hosts run together.
func hostRune(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !unicode.IsDigit(r) {
		return false
	}
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// toASCII returns the host in lower-case ASCII, or "" where it has no such form.
func toASCII(s string, plain bool) string {
	if plain {
		return strings.ToLower(s)
	}
	a, err := profile.ToASCII(s)
	if err != nil {
		if a, err = idna.Punycode.ToASCII(strings.ToLower(s)); err != nil {
			return ""
		}
	}
	return strings.ToLower(a)
}

// known reports whether the host ends in a public suffix that the registries
// list or in a name reserved by RFC 2606 and 7686, and is more than that.
func (h *host) known() bool {
	if !h.checked {
		h.checked, h.listed = true, h.suffixed()
	}
	return h.listed
}

func (h *host) suffixed() bool {
	if h.ascii == "" || h.numeric || !labelsFit(h.ascii) {
		return false
	}
	last := h.ascii[strings.LastIndexByte(h.ascii, '.')+1:]
	switch last {
	case "example", "test", "invalid", "localhost", "onion":
		return true
	case "br":
		// "R.br." heads the column of numbers in Serbian tables. Names under br have
		// two letters at least (Registro.br, rules of names).
		if h.ascii == "r.br" {
			return false
		}
	}
	suffix, icann := publicsuffix.PublicSuffix(h.ascii)
	return (icann || strings.Contains(suffix, ".")) && suffix != h.ascii
}

// labelsFit reports whether no label is empty, too long or begins or ends with
// a dash.
func labelsFit(ascii string) bool {
	if len(ascii) > 253 {
		return false
	}
	for l := range strings.SplitSeq(ascii, ".") {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	return true
}

// withoutLast reads the host that begins at start again without its last
// label, which a missing space after a full stop may have glued to it.
func (h host) withoutLast(text string, start int) (host, int) {
	if h.labels < 3 {
		return host{}, start
	}
	return readHost(text[:h.cut], start)
}

// wordEndings are top-level domains that are also words: where a space after a
// full stop is missing, they are met in plain sentences.
var wordEndings = map[string]bool{
	"na": true, "ne": true, "se": true, "je": true, "li": true, "do": true, "bi": true, "ni": true, "pa": true, "su": true,
	"za": true, "to": true, "me": true, "mi": true, "si": true, "ti": true, "so": true, "no": true, "is": true, "in": true,
	"it": true, "as": true, "by": true, "be": true, "am": true, "my": true, "at": true, "de": true, "ta": true, "od": true,
	"ma": true, "sa": true, "ko": true, "info": false, "kako": true, "la": true, "da": true, "gde": true, "now": true, "and": true,
	"call": true, "today": true, "pay": true, "you": true, "how": true, "here": true, "one": true, "please": true, "work": true,
	"film": true, "plus": true, "bar": true, "new": true, "men": true, "free": true, "like": true, "moda": true, "are": true,
}

// plainEndings are top-level domains that begin no sentence, and so may be
// written with a capital.
var plainEndings = map[string]bool{"com": true, "net": true, "org": true, "rs": true, "eu": true, "cn": true, "example": true}

// sentence reports whether a host without scheme and path is rather the end of
// one sentence and the beginning of the next.
func (h host) sentence(text string, start, end int) bool {
	last := text[h.lastStart:end]
	first, _ := utf8.DecodeRuneInString(last)
	before := text[start:h.lastStart]
	capitals := strings.ToUpper(last) == last && strings.ToUpper(before) == before
	if unicode.IsUpper(first) && !capitals && !plainEndings[strings.ToLower(last)] {
		return true
	}
	if last == "zip" || last == "mov" || last == "md" {
		return true
	}
	if h.labels > 2 || strings.ContainsAny(before, "0123456789-_[(") || !wordEndings[strings.ToLower(last)] {
		return false
	}
	rest := strings.TrimLeft(text[end:], " ")
	next, _ := utf8.DecodeRuneInString(rest)
	return len(rest) < len(text)-end && unicode.IsLetter(next)
}
