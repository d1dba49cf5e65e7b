package intake

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
)

// Why nothing is taken from a notice; each is a sentence for people.
const (
	doubtAuth    = "auth"    // checks of who sent the mail failed
	doubtSigns   = "signs"   // the mail shows another sender than it has
	doubtSender  = "sender"  // anybody can send from there
	doubtAsks    = "asks"    // it wants its reader to do something
	doubtLinks   = "links"   // it leads to a site that is not the sender's
	doubtUnknown = "unknown" // taken; nothing shows that the sender is a bank
	doubtNobody  = "nobody"  // taken; nothing shows who sent it
)

// noticePayments returns the payments of which a bank's message in f tells. They are
// proposed: whoever wants money writes that money was taken, so a message that wants
// something of its reader, or of which something speaks against its sender, gives none,
// and it is said.
func (r *reader) noticePayments(f *File) []incident.Payment {
	if r.opt.Statements == nil {
		return nil
	}
	if len(f.Messages) > 0 && f.Kind != KindMail {
		return nil // somebody speaks there
	}
	text, start, at, channel := f.Text, 0, recourse.Moment{}, ""
	if f.Kind == KindMail {
		if len(f.Messages) != 1 || r.fromPerson(f) {
			return nil
		}
		m := f.Messages[0]
		text, start, at, channel = m.Text, m.Span.Start, m.Time, "mail"
	}
	words, list := r.opt.Statements.readNotices(text, r.words)
	if len(list) == 0 || start > 0 && len(f.Quotes) > 0 && f.Quotes[0].Span.Start <= list[0].span.Start+start {
		return nil
	}
	doubt, taken := r.noticeDoubt(f, words, text)
	return r.takeNotices(f, list, noticeAt{f.SHA256, start, at, channel}, doubt, taken)
}

// noticeAt is where a notice stands and when it came.
type noticeAt struct {
	item    string
	start   int
	at      recourse.Moment
	channel string
}

// takeNotices makes payments of notices, or says why none is made. The sums of those that
// are taken are nobody's demand.
func (r *reader) takeNotices(f *File, list []notice, w noticeAt, doubt string, taken bool) (payments []incident.Payment) {
	amount := list[0].amount
	if w.channel == "" && list[0].form.direction != noticeOut {
		return nil // somebody tells of it, it may be, and the words are not a bank's
	}
	switch direction := list[0].form.direction; {
	case !taken:
		f.problem("notice-left", amount.String(), "amount", amount, "why", recourse.P("notice.why."+doubt))
		return nil
	case direction == noticeRefused || direction == noticeReturned:
		f.problem("notice-"+direction, amount.String(), "amount", amount)
		return nil
	case direction == noticeIn && doubt != "":
		f.problem("notice-left", amount.String(), "amount", amount, "why", recourse.P("notice.why."+doubt))
		return nil // who writes that money came, and is no bank, wants it sent on
	case doubt != "":
		f.problem("notice-unproven", amount.String(), "amount", amount, "why", recourse.P("notice.why."+doubt))
	}
	for i := range list {
		n := &list[i]
		payments = append(payments, n.payment(w, r.opt.Zone))
		if doubt != doubtUnknown || w.channel != "mail" {
			f.Printed = append(f.Printed, n.sum.Shift(w.start))
		}
	}
	return payments
}

// fromPerson reports whether the person sent the mail: what they pass on is somebody
// else's word.
func (r *reader) fromPerson(f *File) bool {
	name, address, _ := strings.Cut(f.Messages[0].From, "<")
	return r.isPerson(strings.TrimSpace(name)) || r.isPerson(strings.Trim(address, "> "))
}

// noticeDoubt says what speaks against a notice or leaves open whose it is, and whether
// it is taken all the same.
func (r *reader) noticeDoubt(f *File, w *noticeWords, text string) (doubt string, taken bool) {
	found := slices.Concat(f.Indicators, indicator.Find(text))
	if f.Kind != KindMail {
		switch {
		case w.asksIn(text, false):
			return doubtAsks, false
		case leadsAway(found, func(string) bool { return false }):
			return doubtLinks, false
		}
		return doubtNobody, true
	}
	domain := fromDomain(f.Messages[0].From)
	brand, bank := r.opt.owners().brand(domain)
	bank = bank && r.opt.Statements.senders[brand.ID]
	own := func(host string) bool { return sameSite(host, domain) || bank && r.opt.owners().same(host, domain) }
	looks := func(s MailSign) bool { return s.Kind != SignReturn }
	imitates := r.opt.Brands != nil && r.opt.Brands.Check(domain).Flagged()
	switch {
	case f.Auth.failed():
		return doubtAuth, false
	case slices.ContainsFunc(f.Signs, looks) || imitates:
		return doubtSigns, false
	case domain == "" || r.opt.Mailboxes.Has(site(domain)):
		return doubtSender, false
	case w.asksIn(text, bank && f.Auth.proves(domain)):
		return doubtAsks, false
	case leadsAway(found, own) || slices.ContainsFunc(f.linked, func(host string) bool { return !own(host) }):
		return doubtLinks, false
	case bank && (f.Auth.proves(domain) || f.Auth == nil || f.Auth.DMARC == "" && f.Auth.DKIM == "" && f.Auth.SPF == ""):
		return "", true
	}
	return doubtUnknown, true
}

// failed reports whether a check of who sent the mail failed, and none that counts more
// passed.
func (a *Auth) failed() bool {
	const fail, softfail, pass = "fail", "softfail", "pass"
	switch {
	case a == nil || a.DMARC == pass && a.Matched:
		return false
	case a.DMARC == fail:
		return true
	}
	spf := a.SPF == fail || a.SPF == softfail
	return spf && a.DKIM != pass || a.DKIM == fail && a.SPF != pass
}

// proves reports whether the receiving side found that the mail is of that domain.
func (a *Auth) proves(domain string) bool {
	return a != nil && a.Matched && (a.DMARC == "pass" || slices.ContainsFunc(a.Records, func(r Record) bool {
		return r.Method == "dkim" && r.Result == "pass" && r.Standing != SenderSide && sameSite(r.Of, domain)
	}))
}

// smsNotices proposes the payments of which the messages of a bank tell in a phone's
// backup. They come from a name or a short number, at which nobody answers.
func (r *reader) smsNotices(f *File, address, own string) {
	if r.opt.Statements == nil || slices.ContainsFunc(f.Messages, func(m incident.Message) bool { return m.From == own }) {
		return
	}
	for _, m := range f.Messages {
		words, list := r.opt.Statements.readNotices(m.Text, r.words)
		if len(list) == 0 {
			continue
		}
		doubt, taken := doubtUnknown, true
		switch {
		case !serviceNumber(address):
			doubt, taken = doubtSender, false
		case words.asksIn(m.Text, false):
			doubt, taken = doubtAsks, false
		case leadsAway(indicator.Find(m.Text), func(string) bool { return false }):
			doubt, taken = doubtLinks, false
		}
		f.Payments = append(f.Payments, r.takeNotices(f, list, noticeAt{f.SHA256, m.Span.Start, m.Time, "sms"}, doubt, taken)...)
	}
}

// serviceNumber reports whether a text message came from a name or a short number, as
// those of banks do, and not from somebody's phone.
func serviceNumber(address string) bool {
	const longest = 6
	digits := strings.Trim(address, "+ ")
	return digits != "" && (strings.ContainsFunc(digits, unicode.IsLetter) && !strings.Contains(digits, "@") || len(digits) <= longest)
}

// fromDomain is the domain of a mail's one sender as its message names them, "" where
// several are named.
func fromDomain(from string) string {
	list := parseAddresses(from)
	if len(list) != 1 {
		return ""
	}
	return hostName(domainOf(list[0].Address))
}
