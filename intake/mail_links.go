package intake

import (
	"net/url"
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/idna"
)

// Bounds of the links that are looked at.
const (
	maxLinks    = 5000 // of one mail
	maxLed      = 500  // indicators of one mail, beyond which none are added for its links
	maxLinkText = 500  // bytes of what a link shows
	maxHref     = 8 << 10
)

// anchor is one link of a page: what it shows and where it leads.
type anchor struct{ text, href string }

// links finds the links that show one site and lead to another, and adds to the
// indicators where each leads.
func (r *reader) links(body *mailBody, f *File, most int) []MailSign {
	var list []MailSign
	left, from := maxLinks, 0
	for _, p := range body.html {
		source, _, _ := decodePart(p)
		anchors, cut := anchorsOf(source, left)
		if left -= len(anchors); cut {
			f.problem("mail-links-cut", "", "n", maxLinks)
		}
		for _, a := range anchors {
			if host, _ := linkHost(a.href); host != "" && !slices.Contains(f.linked, host) && len(f.linked) < maxSigns {
				f.linked = append(f.linked, host)
			}
			f.leadsTo(a)
			s, ok := a.sign(r.opt.owners())
			if !ok || len(list) >= most || slices.ContainsFunc(list, s.same) {
				continue
			}
			if at := strings.Index(f.Text[from:], a.text); at >= 0 {
				s.Spans = []recourse.Span{{Start: from + at, End: from + at + len(a.text)}}
				from += at + len(a.text)
			} else if at := strings.Index(f.Text, s.Shows); at >= 0 {
				s.Spans = []recourse.Span{{Start: at, End: at + len(s.Shows)}}
			}
			list = append(list, s)
		}
	}
	return list
}

// leadsTo adds to the mail's indicators where a link leads, which its words do not
// show. They stand where the words do; those of a picture stand nowhere.
func (f *File) leadsTo(a anchor) {
	if !leads(a.href) {
		return
	}
	var span recourse.Span
	if at := strings.Index(f.Text, a.text); at >= 0 {
		span = recourse.Span{Start: at, End: at + len(a.text)}
	}
	for _, i := range indicator.Find(a.href) {
		same := func(o indicator.Indicator) bool { return o.Value == i.Value && o.Kind == i.Kind }
		if len(f.Indicators) >= maxLed || slices.ContainsFunc(f.Indicators, same) {
			continue
		}
		i.Span = span
		f.Indicators = append(f.Indicators, i)
	}
}

// same reports whether two signs say the same.
func (s MailSign) same(o MailSign) bool {
	return s.Kind == o.Kind && s.Shows == o.Shows && s.Leads == o.Leads
}

// sign compares the site that a link shows with the one to which it leads. A
// link that shows no site, or leads nowhere, gives none.
func (a anchor) sign(own owners) (MailSign, bool) {
	shown := shownHost(a.text)
	if shown == "" {
		return MailSign{}, false
	}
	host, rest := linkHost(a.href)
	if host == "" || own.same(host, shown) {
		return MailSign{}, false
	}
	s := MailSign{Kind: SignLink, Shows: shown, Leads: host}
	if passesOn(rest, shown) {
		s.Kind = SignThrough
	}
	return s, true
}

// shownHost is the first site or mail domain that a text shows.
func shownHost(text string) string {
	for _, i := range indicator.Find(text) {
		switch i.Kind {
		case indicator.Domain:
			return i.Value
		case indicator.Email:
			return domainOf(i.Value)
		}
	}
	return ""
}

// linkHost returns the host to which a link leads, as browsers read it, and what
// follows it. It is empty for what leads to no other host.
func linkHost(href string) (host, rest string) {
	href = strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		if r == '\\' {
			return '/'
		}
		return r
	}, strings.TrimSpace(href))
	scheme, after, ok := strings.Cut(href, ":")
	switch {
	case strings.HasPrefix(href, "//"):
		after = href
	case ok && strings.EqualFold(scheme, "mailto"):
		to, _, _ := strings.Cut(after, "?")
		if to, err := url.PathUnescape(to); err == nil && strings.Contains(to, "@") {
			return hostName(domainOf(to)), ""
		}
		return "", ""
	case !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https"):
		return "", ""
	}
	host = strings.TrimLeft(after, "/")
	if end := strings.IndexAny(host, "/?#"); end >= 0 {
		host, rest = host[:end], host[end:]
	}
	host = domainOf(host)
	if plain, err := url.PathUnescape(host); err == nil {
		host = plain
	}
	if !strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host, ":")
	}
	if ascii, err := idna.Punycode.ToASCII(strings.ToLower(host)); err == nil {
		host = ascii
	}
	return hostName(host), rest
}

// passesOn reports whether what follows a link's host holds an address of the
// site that is shown, as that of a service which checks or counts links does.
func passesOn(rest, shown string) bool {
	for range 2 { // escaped once, or once more
		rest, _ = unescaped(rest)
	}
	for {
		_, after, ok := strings.Cut(rest, "://")
		if !ok {
			return false
		}
		end := strings.IndexAny(after, "/?#&;")
		if end < 0 {
			end = len(after)
		}
		if sameSite(hostName(domainOf(after[:end])), shown) {
			return true
		}
		rest = after
	}
}

func unescaped(s string) (string, bool) {
	plain, err := url.PathUnescape(s)
	if err != nil {
		return s, false
	}
	return plain, true
}

// anchorsOf lists the links of a page, at most limit, and says whether there are more. It reads tokens and builds no tree.
func anchorsOf(source string, limit int) (list []anchor, cut bool) {
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(8 << 20)
	var text strings.Builder
	href, open := "", false
	end := func() {
		if shown := strings.Join(strings.Fields(text.String()), " "); open && (shown != "" || href != "") {
			list = append(list, anchor{shown, href})
		}
		open = false
		text.Reset()
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			return list[:min(len(list), limit)], len(list) > limit
		case html.TextToken:
			if open && text.Len() < maxLinkText {
				t := string(z.Text())
				text.WriteString(t[:runeStart(t, maxLinkText)])
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if tag := atom.Lookup(name); tag == atom.A {
				end()
				href, open = hrefOf(z, more), true
			} else if open && tag == atom.Br {
				text.WriteByte(' ')
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.A {
				end()
			}
		}
		if len(list) > limit {
			return list[:limit], true
		}
	}
}

func hrefOf(z *html.Tokenizer, more bool) string {
	for more {
		var key, value []byte
		if key, value, more = z.TagAttr(); string(key) == "href" {
			return string(value[:min(len(value), maxHref)])
		}
	}
	return ""
}
