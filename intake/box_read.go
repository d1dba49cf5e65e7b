package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"
)

// box reads a mailbox as a stream: each mail in it is a file of its own, with
// the digest of its bytes as they stand in the box.
func (r *reader) box(f *File, src Source) {
	f.Kind, f.MediaType = KindArchive, "application/mbox"
	if r.tooDeep(f) {
		return
	}
	rc, ok := f.open(src)
	if !ok {
		return
	}
	defer func() { _ = rc.Close() }()
	again := sha256.New()
	b := boxReader{in: io.TeeReader(recourse.UntilDone(r.ctx, io.LimitReader(rc, f.Size)), again), most: int(r.lim.Text)}
	var err error
	for err == nil {
		var m boxMail
		if m, err = b.next(); errors.Is(err, io.EOF) {
			break
		}
		if len(f.Files) >= r.lim.Mails {
			f.problem("mailbox-cut", fmt.Sprintf("more than %d mails", r.lim.Mails), "n", r.lim.Mails)
			return
		}
		f.Files = append(f.Files, r.boxed(f, len(f.Files)+1, m))
	}
	code, detail, limit, limited := r.limitProblem(err)
	switch {
	case limited:
		f.problem(code, detail, "limit", limit)
	case !errors.Is(err, io.EOF):
		f.problem(readProblem(r.ctx, err))
	case hex.EncodeToString(again.Sum(nil)) != f.SHA256:
		f.problem("changed-while-read", "")
	}
}

// boxed reads the n-th mail of a box.
func (r *reader) boxed(f *File, n int, m boxMail) File {
	raw := string(m.raw)
	name := boxedName(n, decodeWords(headerOf(raw, "Subject")))
	mail := File{
		Path: f.Path + "!" + name, Name: name, SHA256: hex.EncodeToString(m.sum), Size: m.size, Offset: m.offset,
	}
	if m.size == 0 {
		mail.Kind, mail.MediaType = KindUnknown, "application/x-empty"
		mail.problem("empty", "")
		return mail
	}
	if !isHeader(m.raw) {
		mail.problem("mail-damaged", "no headers")
	}
	if !m.whole {
		mail.problem("text-cut", fmt.Sprintf("%d of %d bytes", len(raw), m.size), "limit", megabytes(r.lim.Text))
	}
	text := raw
	if !m.exact {
		text = unquoted(raw)
	}
	read := r.mailOf(mail, held{text, m.whole})
	if text != raw && read.Auth.changed() {
		// Not every program quotes: where the text as it stands is what was signed,
		// nothing was changed.
		if asIs := r.mailOf(mail, held{raw, m.whole}); !asIs.Auth.changed() {
			return asIs
		}
	}
	return read
}

// mailOf reads a mail of a box into a copy of mail, one level deeper.
func (r *reader) mailOf(mail File, h held) File {
	sub := *r
	sub.depth++
	sub.title = ""
	mail.Problems = slices.Clone(mail.Problems)
	sub.mail(&mail, h)
	if mail.Text != "" {
		mail.Indicators = append(indicator.Find(mail.Text), mail.Indicators...)
	}
	return mail
}

// changed reports whether a signature shows that the body is not the one that
// was signed.
func (a *Auth) changed() bool {
	return a != nil && slices.ContainsFunc(a.Signatures, func(s Signature) bool { return s.Body == BodyChanged })
}

// boxedName is the name of the n-th mail of a box: unique by its number, and with
// nothing of the subject that a file's name cannot hold.
func boxedName(n int, subject string) string {
	const longest = 80
	subject = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|!`, r) {
			return '_'
		}
		return visible(r)
	}, subject)
	subject = strings.Join(strings.Fields(subject), " ")
	subject = strings.TrimRight(subject[:runeStart(subject, longest)], " .")
	if subject == "" {
		return fmt.Sprintf("%04d.eml", n)
	}
	return fmt.Sprintf("%04d %s.eml", n, subject)
}

// severalMails reports whether text that begins as a box does holds more than
// one mail.
func severalMails(text string) bool {
	b := boxReader{in: strings.NewReader(text), most: len(text)}
	_, err := b.next()
	return err == nil && func() bool { _, err = b.next(); return err == nil }()
}

// isBox reports whether a file is a mailbox. A single mail may begin with the
// line of one too, as some programs save it.
func isBox(name string, head []byte) bool {
	return beginsBox(head) && !bytes.EqualFold([]byte(path.Ext(name)), []byte(".eml"))
}
