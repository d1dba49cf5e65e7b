package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/lookalike"
	"recourse/scam"
)

// maxSenders is how many domains of senders are compared with each other.
const maxSenders = 200

// sender is a domain from which mails of one matter came.
type sender struct {
	domain string
	own    bool // the person's own
	first  recourse.Moment
	mails  []*intake.File
}

// MarkNear puts a sign on mails from a domain that is taken for that of another
// sender in the files, or for the person's own: who wrote first is taken for the
// genuine one, and neither may be. Mailboxes that anybody can open say nothing of
// their names, and a brand may have as many domains as it likes.
func (e *Engines) MarkNear(files []intake.File) {
	list := sendersOf(flatten(files), e.Mailboxes)
	for i := range list {
		for j := range list {
			a, b := &list[i], &list[j]
			if i == j || b.own || !a.own && !isFirst(a, b, i < j) {
				continue
			}
			if kind := e.likeness(a.domain, b.domain); kind != "" {
				b.sign(intake.MailSign{Kind: kind, Shows: a.domain, Leads: b.domain})
			}
		}
	}
}

// likeness is the kind of sign that one domain beside another gives, or "".
func (e *Engines) likeness(a, b string) string {
	official := func(domain string) bool { return e.Brands != nil && e.Brands.Check(domain).Official }
	switch {
	case lookalike.Near(a, b):
		return intake.SignNear
	case lookalike.Kin(a, b) && (!official(a) || !official(b)):
		return intake.SignKin
	}
	return ""
}

// sign puts a sign on the mails, each kind once.
func (s *sender) sign(sign intake.MailSign) {
	for _, f := range s.mails {
		if !slices.ContainsFunc(f.Signs, func(s intake.MailSign) bool { return s.Kind == sign.Kind }) {
			f.Signs = append(f.Signs, sign)
		}
	}
}

// isFirst reports whether a wrote before b; before is how they stand in the files.
func isFirst(a, b *sender, before bool) bool {
	if a.first.IsZero() || b.first.IsZero() || a.first.Time.Equal(b.first.Time) {
		return before
	}
	return a.first.Time.Before(b.first.Time)
}

// sendersOf lists the domains from which the mails came.
func sendersOf(files []*intake.File, boxes *intake.Mailboxes) []sender {
	var list []sender
	for _, f := range files {
		name, address := mailedBy(f)
		domain := domainOf(address)
		if domain == "" || boxes.Has(domain) {
			continue
		}
		i := slices.IndexFunc(list, func(s sender) bool { return s.domain == domain })
		if i < 0 {
			if len(list) == maxSenders {
				continue
			}
			i, list = len(list), append(list, sender{domain: domain})
		}
		s := &list[i]
		s.mails = append(s.mails, f)
		s.own = s.own || f.Other != nil && !slices.Contains(f.Other, name)
		if at := firstTime(f); s.first.IsZero() || !at.IsZero() && at.Time.Before(s.first.Time) {
			s.first = at
		}
	}
	return list
}

// mailedBy is the sender of a mail; both are empty of what is none.
func mailedBy(f *intake.File) (name, address string) {
	if f.Kind != intake.KindMail || len(f.Messages) == 0 {
		return "", ""
	}
	return person(f.Messages[0].From)
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return domain
}

// similar returns the sign that a mail's domain is taken for another one.
func similar(f *intake.File) (intake.MailSign, bool) {
	i := slices.IndexFunc(f.Signs, func(s intake.MailSign) bool { return s.Kind == intake.SignNear || s.Kind == intake.SignKin })
	if i < 0 {
		return intake.MailSign{}, false
	}
	return f.Signs[i], true
}

// doubles are the addresses whose domain is taken for that of another sender of the
// files, in small letters. Who writes from one is told apart from who has the same
// name: the name alone says nothing there.
type doubles map[string]bool

func doublesOf(files []*intake.File) doubles {
	d := make(doubles)
	for _, f := range files {
		if _, is := similar(f); !is {
			continue
		}
		if name, address := mailedBy(f); address != "" && name != address {
			d[strings.ToLower(address)] = true
		}
	}
	return d
}

// named is how somebody is called in a thread: by name, and by name and address where
// the address is a double.
func (d doubles) named(s string) string {
	name, address := person(s)
	if d[strings.ToLower(address)] && name != address {
		return name + " <" + address + ">"
	}
	return name
}

// with adds to the names of the other side those of them that are told apart.
func (d doubles) with(names []string, f *intake.File) []string {
	if len(d) == 0 || names == nil {
		return names
	}
	list := slices.Clone(names)
	add := func(s string) {
		name, _ := person(s)
		if called := d.named(s); called != name && slices.Contains(names, name) && !slices.Contains(list, called) {
			list = append(list, called)
		}
	}
	for _, m := range f.Messages {
		add(m.From)
		add(m.To)
	}
	for _, q := range f.Quotes {
		add(q.From)
	}
	return list
}

// posing is who, as it appears, changed the details of a trade in the name of the true
// seller, from an address that is taken for one of theirs.
type posing struct {
	called string // in the thread
	domain string // of who changed them
	seller string // the domain of the true seller
}

// findPosing finds the mail with which somebody else stepped in, where it came from a
// domain that is near another sender's: one who wrote before, or one who is heard of
// only after what was the first mail from there.
func (a *assembly) findPosing() posing {
	if a.in.Branch != incident.ChangedBankDetails {
		return posing{}
	}
	at := a.verdict.Turn
	if at == nil { // nothing was written before
		at = a.changedAt()
	}
	if at == nil {
		return posing{}
	}
	turn := a.mailOf(a.thread.Origin(*at).Item)
	if turn == nil {
		return posing{}
	}
	_, address := mailedBy(turn)
	p := posing{called: a.thread.doubles.named(turn.Messages[0].From), domain: domainOf(address)}
	if s, is := similar(turn); is {
		p.seller = s.Shows
		return p
	}
	for _, f := range a.files {
		if _, from := mailedBy(f); f != turn && domainOf(from) == p.domain && !isLater(f, turn) {
			return posing{}
		}
		if s, is := similar(f); is && s.Shows == p.domain {
			p.seller = s.Leads
		}
	}
	if p.seller == "" {
		return posing{}
	}
	return p
}

// changedAt is where the first account stands that the changed details name, or nil.
func (a *assembly) changedAt() *recourse.Span {
	i := slices.IndexFunc(a.verdict.Found, func(f scam.Found) bool { return f.Name == "account.changed" })
	if i < 0 {
		return nil
	}
	return &a.verdict.Found[i].Span
}

func isLater(f, than *intake.File) bool {
	at, when := firstTime(f), firstTime(than)
	return !at.IsZero() && !when.IsZero() && at.Time.After(when.Time)
}

// mailOf returns the mail with that digest, or the one to which a file with it is
// attached; nil where there is none.
func (a *assembly) mailOf(item string) *intake.File {
	if item == "" {
		return nil
	}
	for _, f := range a.files {
		if name, _ := mailedBy(f); name != "" && (f.SHA256 == item || slices.ContainsFunc(f.Files, func(in intake.File) bool { return in.SHA256 == item })) {
			return f
		}
	}
	return nil
}

// isSeller reports whether a name in the thread is the true seller's: mails under it
// came from their domain, and it is not that of who poses as them.
func (p posing) isSeller(called, address string) bool {
	return p.seller != "" && called != p.called && domainOf(address) == p.seller
}

// isTrue reports whether an address or a site is the true seller's, which points to
// nobody who deceived.
func (p posing) isTrue(found indicator.Indicator) bool {
	if p.seller == "" || found.Kind != indicator.Email && found.Kind != indicator.Domain {
		return false
	}
	value := strings.ToLower(found.Value)
	return value == p.seller || strings.HasSuffix(value, "@"+p.seller) || strings.HasSuffix(value, "."+p.seller)
}
