package intake

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/incident"

	"github.com/gabriel-vasile/mimetype"
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
	root := r.parts(f, h)
	head := mailHead{root.header}
	if h.whole {
		r.sayCut(f, root)
	}
	var body mailBody
	body.collect(root)
	body.fromTNEF(r.lim.Parts)
	raw := headerFields(h.text, h.whole)
	r.mailHead(f, head, &raw, h.whole)
	when := r.arrived(f, r.sent(head))
	r.mailDated(f, when, head, recourse.Moment{})
	m := r.letter(f, head, &body, when)
	m.Attachments = r.attachments(f, &body)
	f.Messages = []incident.Message{m}
}

// mailHead reads what the headers say: the title, and who sent it.
func (r *reader) mailHead(f *File, head mailHead, raw *rawMail, whole bool) {
	f.Title = head.text("Subject")
	var cut bool
	if f.Headers, cut = raw.listed(); cut || whole && !raw.whole {
		f.problem("mail-headers-cut", fmt.Sprintf("%d listed", len(f.Headers)), "n", len(f.Headers))
	}
	for _, name := range []string{"Subject", "From", "To"} {
		if isUTF7Word(head.get(name)) {
			f.problem("charset-refused", name, "charset", "UTF-7")
		}
	}
	f.Auth = r.auth(raw, head.domain("From"))
}

// late is how long a mail may be on its way; beyond that its date is not believed.
const late = 48 * time.Hour

// arrived returns a mail's date, or when the receiver's own server took it where
// the two lie further apart than a mail is on its way: the date is the sender's
// word, and deadlines count from it.
func (r *reader) arrived(f *File, when recourse.Moment) recourse.Moment {
	server := f.Auth.taken()
	if server.IsZero() || when.IsZero() || when.Time.Sub(server).Abs() <= late {
		return when
	}
	if r.opt.Zone != nil {
		server = server.In(r.opt.Zone)
	}
	taken := recourse.At(server)
	f.problem("mail-date-differs", when.String(), "date", when, "time", taken)
	return taken
}

// mailDated says what is wrong with a mail's date. taken is when its store took
// it, where nothing else says.
func (r *reader) mailDated(f *File, when recourse.Moment, head mailHead, taken recourse.Moment) {
	if !when.IsZero() {
		return
	}
	if server := f.Auth.taken(); !server.IsZero() {
		taken = recourse.At(server)
	}
	if taken.IsZero() {
		f.problem("mail-without-date", head.get("Date"))
		return
	}
	f.problem("mail-date-of-server", head.get("Date"), "time", taken)
}

// letter reads the body: the file's text is the subject and what was written.
func (r *reader) letter(f *File, head mailHead, body *mailBody, when recourse.Moment) incident.Message {
	text := body.text(f, r.lim.Parts)
	if body.isSealed(text) {
		f.problem("mail-sealed", "")
	}
	f.Text = f.Title + "\n\n" + text
	text = f.Text[len(f.Text)-len(text):] // held once
	f.Signs = r.signs(head, body, f)
	f.Other = r.correspondents(head)
	f.Quotes = r.words.quotes(text, len(f.Text)-len(text), head.people("From"), head.people("To"))
	return incident.Message{
		Time: when, From: head.people("From"), To: head.people("To"), Text: text,
		Span: recourse.Span{Start: len(f.Text) - len(text), End: len(f.Text)},
	}
}

// attachments reads what is attached to a mail, each as a file of its own, and
// returns their names.
func (r *reader) attachments(f *File, body *mailBody) (names []string) {
	for i, p := range body.attached {
		if !r.attach(f, &names, attachmentName(p, i), p.charset, decodeTransfer(p)) {
			return names
		}
	}
	for _, u := range body.uu {
		if !r.attach(f, &names, decodeWords(u.name), "", u.bytes) {
			return names
		}
	}
	return names
}

// attach reads one attachment and adds its name. It reports false where no more
// are read.
func (r *reader) attach(f *File, names *[]string, name, charset string, content []byte) bool {
	if r.left.attached--; r.left.attached < 0 {
		f.problem("mail-attachments-cut", fmt.Sprintf("more than %d attachments", r.lim.Attached), "n", r.lim.Attached)
		return false
	}
	*names = append(*names, name)
	sub := *r
	sub.pass, sub.mute = charset, f.Kind == KindMail && isTNEF(content)
	sub.short = r.short || endsEarly(f)
	sub.inside(f, name, r.title, bytesSource(content))
	return true
}

// parts splits a mail. Of one with too many parts, which is damage or malice, the
// first are read; what lies too deep is text as it stands.
func (r *reader) parts(f *File, h held) *part {
	s := splitter{left: r.lim.Parts}
	root := s.split(strings.TrimPrefix(h.text, "\ufeff"), 0)
	if s.cut {
		f.problem("mail-parts-cut", fmt.Sprintf("more than %d parts", r.lim.Parts), "n", r.lim.Parts)
	}
	if s.deep {
		f.problem("mail-too-deep", fmt.Sprintf("more than %d levels", mailDepth), "limit", mailDepth)
	}
	return root
}

// mailBody is what of a mail is read, and what is attached to it.
type mailBody struct {
	plain, html []*part
	attached    []*part
	uu          []uuencoded // in the plain text
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

// text returns the body: the plain text, or where that lacks most words of the HTML, as a
// stub beside it or a footer behind it does, the HTML and what the plain text has more.
// What could not be read of it is a problem of f.
func (b *mailBody) text(f *File, most int) string {
	replaced := 0
	read := func(parts []*part, convert func(string) string) (all []string) {
		for _, p := range parts {
			s, n, note := decodePart(p)
			replaced += n
			if note != "" {
				f.problem(note, p.charset, "charset", shortened(decodeWords(p.charset)))
			}
			s = strings.ReplaceAll(convert(s), "\r\n", "\n") // the line ends of transport
			if s = strings.TrimRight(s, "\r\n \t"); s != "" {
				all = append(all, s)
			}
		}
		return all
	}
	all := read(b.plain, func(s string) string {
		rest, files := cutUU(s, most-len(b.uu))
		b.uu = append(b.uu, files...)
		return rest
	})
	if len(b.html) > 0 && letters(all) < maxStub {
		var hidden []string
		pages := read(b.html, func(s string) string {
			page := htmlText(s)
			hidden = append(hidden, page.hidden)
			return page.text
		})
		if letters(all) == 0 || unsaid(pages, all) {
			for _, h := range hidden {
				f.Meta.Add(MetaHidden, h)
			}
			said := bareWords(strings.Join(pages, " "))
			for _, s := range all {
				if !strings.Contains(said, bareWords(s)) {
					pages = append(pages, s)
				}
			}
			all = pages
		}
	}
	if replaced > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", replaced), "n", replaced)
	}
	return strings.Join(all, "\n\n")
}

// maxStub is how many letters of plain text may be a stub beside the HTML.
const maxStub = 2000

// letters is how many letters and figures texts have.
func letters(texts []string) (n int) {
	for _, s := range texts {
		for _, r := range s {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
	}
	return n
}

// unsaid reports whether most words of the pages stand in none of the texts.
func unsaid(pages, texts []string) bool {
	said := make(map[string]bool)
	for w := range strings.FieldsSeq(bareWords(strings.Join(texts, " "))) {
		said[w] = true
	}
	all, known := 0, 0
	for w := range strings.FieldsSeq(strings.Join(pages, " ")) {
		w = strings.TrimSpace(bareWords(w))
		if w == "" || strings.Contains(w, " ") {
			continue // an address, written otherwise in each
		}
		if all++; said[w] {
			known++
		}
	}
	return all > 2*known
}

// bareWords is a text without anything but its words.
func bareWords(s string) string {
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ") + " "
}

// isSealed reports whether a mail's words are encrypted or wrapped in a signature, by
// S/MIME (RFC 8551) or OpenPGP (RFC 3156, RFC 4880), so that nobody reads them here.
func (b *mailBody) isSealed(text string) bool {
	if text = strings.TrimSpace(text); text != "" {
		return strings.HasPrefix(text, "-----BEGIN PGP MESSAGE-----")
	}
	return slices.ContainsFunc(b.attached, func(p *part) bool {
		return p.media == "application/pkcs7-mime" || p.media == "application/x-pkcs7-mime" || p.media == "application/pgp-encrypted"
	})
}

// attachmentName is the name of the i-th attachment: its own, else what an inline
// picture is called by in the text, else its place.
func attachmentName(p *part, i int) string {
	if p.fileName != "" {
		return p.fileName
	}
	ext := ""
	if m := mimetype.Lookup(p.media); m != nil {
		ext = m.Extension()
	}
	id, _, _ := strings.Cut(strings.Trim(p.header.Get("Content-Id"), "<> "), "@")
	id = strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (isDigit(byte(r)) || r|0x20 >= 'a' && r|0x20 <= 'z' || strings.ContainsRune("._-", r)) {
			return r
		}
		return -1
	}, id)
	const longest = 60
	if id = strings.Trim(id[:min(len(id), longest)], "."); id != "" && strings.HasPrefix(p.media, "image/") {
		return strings.TrimSuffix(id, ext) + ext
	}
	return fmt.Sprintf("part-%d%s", i+1, ext)
}

// correspondents returns who on a mail is not the person: the sender, or, where
// the person is the sender, who it was sent to. Of a mail that never travelled, and
// on which nobody is the person by a name that is told, nothing says whose it is.
func (r *reader) correspondents(h mailHead) []string {
	from := h.addresses("From")
	own := func(a *mail.Address) bool {
		return r.isPerson(a.Address) || a.Name != "" && r.isPerson(a.Name)
	}
	side := from
	if slices.ContainsFunc(from, own) {
		side = h.addresses("To")
	} else if len(h.values("Received")) == 0 && !slices.ContainsFunc(slices.Concat(h.addresses("To"), h.addresses("Cc")), own) {
		return nil
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
