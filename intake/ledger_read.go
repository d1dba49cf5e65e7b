package intake

import (
	"io"
	"slices"
	"strings"

	"recourse/incident"
)

// signedForm returns the form of a statement whose first bytes alone say what it
// is; nil where they do not.
func signedForm(head string) ledgerForm {
	switch {
	case isCAMT(head):
		return camtForm{}
	case isNotification(head):
		return notificationForm{}
	case isOFX(head):
		return ofxForm{}
	case isQIF(head):
		return qifForm{}
	case isMT940(head):
		return mt940Form{}
	}
	return nil
}

// signedStatement reads f as a statement where its first bytes say that it is one.
func (r *reader) signedStatement(f *File, src Source, h held) bool {
	head := h.text[:min(len(h.text), headSize)]
	if isUTF16(head) {
		head, _ = decode(head, false)
	}
	form := signedForm(head)
	if form == nil {
		return false
	}
	text, replaced := decode(h.text, h.whole)
	if e := declared(head); e != nil {
		text, replaced = decodeWith(e, h.text)
	}
	if replaced > 0 {
		f.problem("text-damaged", "", "n", replaced)
	}
	f.Text, f.Kind, f.MediaType = text, KindStatement, form.media()
	r.collect(r.ledger(f, src, h), form.read)
	return true
}

// ledger is the reading of f: from its text, or from the file itself where that
// holds more than the text.
func (r *reader) ledger(f *File, src Source, h held) *ledger {
	l := &ledger{ctx: r.ctx, opt: r.opt, f: f}
	if h.whole {
		l.held = f.Text
		l.text = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.Text)), nil }
		return l
	}
	l.shown = len(f.Text)
	l.text = func() (io.ReadCloser, error) {
		look := &File{Path: f.Path}
		open, err := lookThrough(r.ctx, src, look)
		if err != nil {
			return nil, err
		}
		if look.SHA256 != f.SHA256 {
			f.problem("changed-while-read", "")
		}
		l.text = open
		return open()
	}
	return l
}

// collect gathers the payments of a statement.
func (r *reader) collect(l *ledger, read func(*ledger)) {
	const sample = 2000
	f := l.f
	l.use = func(p incident.Payment) bool {
		if len(f.Payments) == r.lim.Rows {
			f.problem("statement-cut", "", "n", r.lim.Rows)
			return false
		}
		if n := len(f.Payments); n == sample {
			// The rest is about as long as what was read: room for it is made at once.
			if end := int64(p.Origins[0].Span.End); end > 0 {
				f.Payments = slices.Grow(f.Payments, int(min(int64(r.lim.Rows), f.Size*sample/end))-n+sample)
			}
		}
		f.Payments = append(f.Payments, p)
		return true
	}
	read(l)
	if l.shown > 0 {
		f.retract("text-cut")
		f.problem("statement-text-cut", "", "limit", megabytes(int64(l.shown)))
	}
}
