package intake

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"

	"golang.org/x/net/html/charset"
)

// mailHeaders are headers of which a mail has at least two in its first lines.
var mailHeaders = []string{
	"from", "to", "date", "subject", "received", "return-path", "message-id", "mime-version", "delivered-to",
	"reply-to", "cc", "content-type", "x-mailer", "dkim-signature", "arc-seal", "authentication-results",
}

// looksLikeMail reports whether text begins with the headers of a mail.
func looksLikeMail(text string) bool {
	const lines = 60
	text = strings.TrimPrefix(text, "\ufeff")
	known, sender, n := 0, false, 0
	for l := range strings.Lines(text[:min(len(text), headSize)]) {
		l = strings.TrimRight(l, "\r\n")
		if n++; l == "" || n > lines {
			break
		}
		if l[0] == ' ' || l[0] == '\t' {
			if n == 1 {
				return false
			}
			continue
		}
		name, _, ok := strings.Cut(l, ":")
		if n == 1 && strings.HasPrefix(l, "From ") {
			continue
		}
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			break
		}
		name = strings.ToLower(name)
		if slices.Contains(mailHeaders, name) {
			known++
		}
		sender = sender || name == "from" || name == "received" || name == "return-path"
	}
	return known >= 3 || known >= 2 && sender
}

// mail reads f as a mail in the form of RFC 5322.
func (r *reader) mail(f *File, h held) {
	f.Kind, f.MediaType = KindMail, "message/rfc822"
	root, err := r.parts(f, h)
	if err != nil {
		f.Text, _ = decode(h.text, h.whole)
		return
	}
	head := mailHead{root.header}
	var body mailBody
	body.collect(root)
	f.Title = head.text("Subject")
	text, replaced := body.text()
	if replaced > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", replaced), "n", replaced)
	}
	f.Text = f.Title + "\n\n" + text
	text = f.Text[len(f.Text)-len(text):] // held once
	m := incident.Message{
		Time: head.date(), From: head.people("From"), To: head.people("To"), Text: text,
		Span: recourse.Span{Start: len(f.Text) - len(text), End: len(f.Text)},
	}
	if m.Time.IsZero() {
		f.problem("mail-without-date", head.get("Date"))
	}
	raw := headerFields(h.text, h.whole)
	var cut bool
	if f.Headers, cut = raw.listed(); cut || h.whole && !raw.whole {
		f.problem("mail-headers-cut", fmt.Sprintf("%d listed", len(f.Headers)), "n", len(f.Headers))
	}
	f.Auth = r.auth(&raw, head.domain("From"))
	f.Signs = r.signs(head, &body, f)
	f.Other = r.correspondents(head)
	for i, p := range body.attached {
		if r.left.attached--; r.left.attached < 0 {
			f.problem("mail-attachments-cut", fmt.Sprintf("more than %d attachments", r.lim.Attached), "n", r.lim.Attached)
			break
		}
		name := attachmentName(p, i)
		m.Attachments = append(m.Attachments, name)
		r.inside(f, name, r.title, bytesSource(decodeTransfer(p)))
	}
	f.Messages = []incident.Message{m}
}

// parts splits a mail. It refuses one of too many parts, which is damage or
// malice: its text is then read as it stands.
func (r *reader) parts(f *File, h held) (*part, error) {
	s := splitter{left: r.lim.Parts}
	root, err := s.split(strings.TrimPrefix(h.text, "\ufeff"), 0)
	if err != nil {
		f.problem("mail-too-deep", err.Error(), "limit", min(mailDepth, r.lim.Parts))
	}
	return root, err
}

// mailBody is what of a mail is read, and what is attached to it.
type mailBody struct {
	plain, html []*part
	attached    []*part
}

// collect sorts the parts below p. Of alternatives that say the same, the plain
// text is read; whatever is no body is an attachment, so that nothing is lost.
func (b *mailBody) collect(p *part) {
	if len(p.children) > 0 {
		for _, c := range p.children {
			b.collect(c)
		}
		return
	}
	file := p.disposition == "attachment" || p.fileName != ""
	switch {
	case !file && (p.media == "" || p.media == "text/plain" || strings.HasPrefix(p.media, "multipart/")):
		b.plain = append(b.plain, p)
	case !file && p.media == "text/html":
		b.html = append(b.html, p)
	case p.content != "" || file:
		b.attached = append(b.attached, p)
	}
}

// text returns the body and how many places of it could not be read.
func (b *mailBody) text() (string, int) {
	var all []string
	replaced := 0
	add := func(parts []*part, convert func(string) string) {
		for _, p := range parts {
			s, n := decodePart(p)
			replaced += n
			s = strings.ReplaceAll(convert(s), "\r\n", "\n") // the line ends of transport
			if s = strings.TrimRight(s, "\r\n \t"); s != "" {
				all = append(all, s)
			}
		}
	}
	add(b.plain, func(s string) string { return s })
	if len(all) == 0 {
		add(b.html, func(s string) string { return htmlText(s).text })
	}
	return strings.Join(all, "\n\n"), replaced
}

// decodePart decodes a part's text from its encoding and character set.
func decodePart(p *part) (string, int) {
	raw := string(decodeTransfer(p))
	label := p.charset
	enc, name := charset.Lookup(label)
	if enc == nil || name == "utf-8" || strings.EqualFold(label, "us-ascii") || strings.EqualFold(label, "ascii") {
		return decode(raw, true)
	}
	return decodeWith(enc, raw)
}

// decodeTransfer undoes base64 and quoted-printable. Damage in the middle costs
// what is damaged, not the whole.
func decodeTransfer(p *part) []byte {
	switch strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return decodeBase64(p.content)
	case "quoted-printable":
		return decodeQuoted(p.content)
	}
	return []byte(p.content)
}

// decodeQuoted decodes quoted-printable (RFC 2045, 6.7). What is not in its form
// stays as it stands.
func decodeQuoted(s string) []byte {
	out := make([]byte, 0, len(s))
	for line := range strings.Lines(s) {
		body := strings.TrimRight(line, " \t\r\n")
		soft := strings.HasSuffix(body, "=")
		body = strings.TrimSuffix(body, "=")
		for i := 0; i < len(body); i++ {
			if body[i] == '=' && i+2 < len(body) {
				if b, err := hex.DecodeString(body[i+1 : i+3]); err == nil {
					out = append(out, b[0])
					i += 2
					continue
				}
			}
			out = append(out, body[i])
		}
		if !soft && strings.HasSuffix(line, "\n") {
			if strings.HasSuffix(line, "\r\n") {
				out = append(out, '\r')
			}
			out = append(out, '\n')
		}
	}
	return out
}

func decodeBase64(s string) []byte {
	clean := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

func attachmentName(p *part, i int) string {
	if p.fileName != "" {
		return p.fileName
	}
	ext := map[string]string{"message/rfc822": ".eml", "image/png": ".png", "image/jpeg": ".jpg", "text/html": ".html"}[p.media]
	return fmt.Sprintf("part-%d%s", i+1, ext)
}

// decodeWords decodes the encoded words of a header.
func decodeWords(s string) string {
	dec := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	out, err := dec.DecodeHeader(s)
	if err != nil {
		out = s
	}
	out, _ = decode(out, true)
	return out
}

// mailHead reads a mail's headers.
type mailHead struct{ header textproto.MIMEHeader }

func (h mailHead) get(name string) string      { return h.header.Get(name) }
func (h mailHead) values(name string) []string { return h.header.Values(name) }

func (h mailHead) text(name string) string {
	return strings.Join(strings.Fields(decodeWords(h.get(name))), " ")
}

func (h mailHead) date() recourse.Moment {
	t, err := mail.ParseDate(h.get("Date"))
	if err != nil {
		return recourse.Moment{}
	}
	return recourse.At(t)
}

func (h mailHead) addresses(name string) []*mail.Address {
	p := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}}
	list, err := p.ParseList(h.get(name))
	if err != nil {
		return nil
	}
	return list
}

// domain returns the domain of a header's first address.
func (h mailHead) domain(name string) string {
	for _, a := range h.addresses(name) {
		return hostName(domainOf(a.Address))
	}
	return ""
}

// people returns the addresses of a header as "Name <address>".
func (h mailHead) people(name string) string {
	list := h.addresses(name)
	if list == nil {
		return h.text(name)
	}
	var all []string
	for _, a := range list {
		if a.Name == "" {
			all = append(all, a.Address)
		} else {
			all = append(all, a.Name+" <"+a.Address+">")
		}
	}
	return strings.Join(all, ", ")
}

// correspondents returns who on a mail is not the person: the sender, or, where
// the person is the sender, who it was sent to.
func (r *reader) correspondents(h mailHead) []string {
	from := h.addresses("From")
	own := func(a *mail.Address) bool {
		return r.isPerson(a.Address) || a.Name != "" && r.isPerson(a.Name)
	}
	side := from
	if slices.ContainsFunc(from, own) {
		side = h.addresses("To")
	} else if len(h.values("Received")) == 0 && len(r.opt.Person) == 0 {
		return nil // it never travelled: nothing says whose it is
	}
	var names []string
	for _, a := range side {
		if own(a) {
			continue
		}
		if a.Name != "" {
			names = append(names, a.Name)
		}
		names = append(names, a.Address)
	}
	return names
}
