package app

import (
	"net/url"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/scam"
)

// sides tells what is the person's and what came from the other side. It trusts
// no file that the other side made or sent.
type sides struct {
	other map[string]bool // names on the other side
	self  map[string]bool // names of the person, where the other side is known
	// suspects are those of them whom the person answered, or in whose messages
	// something was found; a bank's own notice is none.
	suspects map[string]bool
	answered map[string]bool
	own      map[string]bool // addresses, phones and accounts of the person, as [ownKey] writes them
	foreign  map[string]bool // SHA-256 of files that the other side sent
	payees   map[string]string
	unsided  map[string]bool // see [assembly.unsided]
}

// ownKey is how a value is looked up: an account however it is written.
func ownKey(value string) string {
	if strings.Contains(value, "@") {
		return strings.ToLower(value)
	}
	return incident.BareAccount(value)
}

// tell fills in who is who. It needs the thread and the verdict.
func (a *assembly) tell() {
	s := sides{
		self: make(map[string]bool), other: make(map[string]bool), suspects: make(map[string]bool), answered: make(map[string]bool),
		own: make(map[string]bool),
	}
	for _, name := range a.thread.Other {
		s.other[name] = true
	}
	for _, m := range a.thread.Messages {
		if m.From != "" && !s.self[m.From] && !s.other[m.From] && a.thread.IsOwn(m.From) {
			s.self[m.From] = true
		}
	}
	a.side = s
	a.tellAnswered()
	a.tellSuspects()
	a.posing = a.findPosing()
	for name, address := range a.thread.Addresses {
		if a.side.other[name] && a.posing.isSeller(name, address) {
			a.side.suspects[name] = true // a party, though nobody's suspect
		}
	}
	a.tellForeign()
	a.tellOwn()
}

// tellAnswered notes to whom the person wrote: whom a mail is to, and who speaks
// in the chat in which the person does.
func (a *assembly) tellAnswered() {
	here := make(map[string]bool) // on the other side, in the piece at hand
	wrote, at := false, ""
	end := func(piece string) {
		for name := range here {
			a.side.answered[name] = a.side.answered[name] || wrote
		}
		clear(here)
		wrote, at = false, piece
	}
	called := make(map[string][]string) // names, by the address from which their mails come
	for name, address := range a.thread.Addresses {
		if a.side.other[name] {
			called[strings.ToLower(address)] = append(called[strings.ToLower(address)], name)
		}
	}
	for _, m := range a.thread.Messages {
		if p, _ := a.thread.Piece(m.Span); p.Item != at {
			end(p.Item)
		}
		switch {
		case m.From == "" || m.Doubtful:
		case a.side.other[m.From]:
			here[m.From] = true
		case !a.mayBePerson(m.From):
		case m.To != "":
			a.side.answered[m.To] = true
			for _, name := range called[strings.ToLower(m.To)] {
				a.side.answered[name] = true
			}
		default:
			wrote = true
		}
	}
	end("")
}

// mayBePerson reports whether a sender is the person, or, where no side is known at
// all, whether nothing speaks against it.
func (a *assembly) mayBePerson(name string) bool {
	return a.side.self[name] || name != "" && len(a.side.other) == 0
}

func (a *assembly) tellSuspects() {
	suspect := func(span recourse.Span) {
		if m, ok := a.saidAt(span); ok && a.side.other[m.From] {
			a.side.suspects[m.From] = true
		}
	}
	for name := range a.side.other {
		a.side.suspects[name] = a.side.answered[name]
	}
	for _, r := range a.verdict.Reasons {
		// Usual words and accounts that are paid to stand in a bank's notice too.
		if r.Rule == scam.RuleWords || r.Rule == scam.RulePayees {
			continue
		}
		for _, span := range r.Spans {
			suspect(span)
		}
	}
	for _, d := range a.verdict.Demands {
		suspect(d.Span)
	}
	for _, sign := range a.thread.Signs {
		if sign.Kind != "mail-"+intake.SignKin { // a firm may have both domains
			suspect(sign.Span)
		}
	}
	// Who writes from an address under a domain that a suspect named is one too.
	named := make(map[string]bool)
	for _, found := range a.verdict.Indicators {
		if m, ok := a.saidAt(found.Span); ok && found.Kind == indicator.Domain && a.side.suspects[m.From] && !a.genuine(found) {
			named[found.Value] = true
		}
	}
	for name, address := range a.thread.Addresses {
		if _, domain, _ := strings.Cut(strings.ToLower(address), "@"); a.side.other[name] && named[domain] && !a.mailboxes.Has(domain) {
			a.side.suspects[name] = true
		}
	}
}

// tellForeign notes what came with the other side's messages.
func (a *assembly) tellForeign() { a.side.foreign = foreignItems(a.files, a.side.other) }

// foreignItems returns the digests of what came with messages of those names.
func foreignItems(files []*intake.File, other map[string]bool) map[string]bool {
	foreign := make(map[string]bool)
	var mark func(files []intake.File)
	mark = func(files []intake.File) {
		for _, f := range files {
			if f.SHA256 != "" {
				foreign[f.SHA256] = true
			}
			mark(f.Files)
		}
	}
	for _, f := range files {
		if f.Kind == intake.KindMail && len(f.Messages) > 0 {
			if name, _ := person(f.Messages[0].From); other[name] {
				mark(f.Files)
			}
		}
		for _, m := range f.Messages {
			if name, _ := person(m.From); !other[name] {
				continue
			}
			for _, item := range m.Items {
				foreign[item] = true
			}
		}
	}
	return foreign
}

// tellOwn notes the person's own addresses, the accounts that their statements
// are of, and what they were the first to write.
func (a *assembly) tellOwn() {
	for _, address := range a.thread.Own {
		a.side.own[ownKey(address)] = true
	}
	a.tellNamed()
	for _, f := range a.files {
		if f.Kind != intake.KindStatement || a.side.foreign[f.SHA256] {
			continue
		}
		for _, p := range f.Payments {
			account := p.From.Account
			if p.Direction == "in" {
				account = p.To.Account
			}
			if account != "" && p.Status != incident.Proposed {
				a.side.own[ownKey(account)] = true
			}
		}
	}
	seen := make(map[string]bool)
	for _, found := range a.verdict.Indicators {
		switch found.Kind {
		case indicator.Email, indicator.Phone, indicator.AccountRS, indicator.IBAN:
		default:
			continue
		}
		key := ownKey(found.Value)
		if seen[key] {
			continue
		}
		seen[key] = true
		m, ok := a.saidAt(found.Span)
		if q, quoted := a.thread.quote(found.Span); quoted && q.Third {
			continue // somebody else's
		}
		if ok && !m.Doubtful && a.side.self[m.From] {
			a.side.own[key] = true
		}
	}
}

// tellNamed notes the addresses, numbers and accounts by which the person is named:
// where they said so, and as the sender of their own messages.
func (a *assembly) tellNamed() {
	named := slices.Clone(a.person)
	seen := make(map[string]bool)
	for _, m := range a.thread.Messages {
		if m.From != "" && !m.Doubtful && !seen[m.From] && len(seen) < maxPointers {
			seen[m.From] = true
			if a.side.self[m.From] {
				named = append(named, m.From)
			}
		}
	}
	for _, s := range named {
		if strings.ContainsAny(s, "@0123456789") {
			a.side.own[ownKey(s)] = true
			for _, found := range indicator.Find(s) {
				a.side.own[ownKey(found.Value)] = true
			}
		}
	}
}

// isOwn reports whether a mail address, phone or account is the person's.
func (a *assembly) isOwn(value string) bool { return value != "" && a.side.own[ownKey(value)] }

// partyOf returns the party whose messages gave the account, or "".
func (a *assembly) partyOf(account string) string {
	if account == "" {
		return ""
	}
	if a.side.payees == nil {
		a.side.payees = make(map[string]string)
		for _, party := range a.in.Parties {
			for _, i := range party.Indicators {
				a.side.payees[ownKey(i.Value)] = party.ID
			}
		}
	}
	return a.side.payees[ownKey(account)]
}

// unsided reports whether an account stands in a chat of which it cannot be told
// which side is the person. Who pays into an account that the chat names pays what
// was agreed there, whoever is who; the person's own accounts are told apart by
// their statements ([sides.own]), and each payment is still to be confirmed.
func (a *assembly) unsided(account string) bool {
	if account == "" {
		return false
	}
	if a.side.unsided == nil {
		a.side.unsided = make(map[string]bool)
		told := make(map[string]bool) // the pieces in which the sides are known
		for _, m := range a.thread.Messages {
			if p, ok := a.thread.Piece(m.Span); ok && (p.Mail || a.side.other[m.From] || a.side.self[m.From] || a.isPerson(m.From)) {
				told[p.Item] = true
			}
		}
		for _, found := range a.verdict.Indicators {
			if found.Kind != indicator.AccountRS && found.Kind != indicator.IBAN {
				continue
			}
			p, _ := a.thread.Piece(found.Span)
			if m, ok := a.messageAt(found.Span); ok && m.From != "" && !told[p.Item] {
				a.side.unsided[ownKey(found.Value)] = true
			}
		}
	}
	return a.side.unsided[ownKey(account)]
}

// isPerson reports whether a sender's name is known to be the person's.
func (a *assembly) isPerson(name string) bool {
	return name == incident.Self || a.chats.IsSelf(name) ||
		slices.ContainsFunc(a.person, func(s string) bool { return fold.Key(s) == fold.Key(name) })
}

// genuine reports whether an indicator only names a place that everybody knows:
// a brand's, a bank's or an authority's own site, or an address there. A page on
// such a site, and a mailbox that anybody can open, point to somebody.
func (a *assembly) genuine(found indicator.Indicator) bool {
	if a.brands == nil {
		return false
	}
	host := found.Value
	switch found.Kind {
	case indicator.Domain:
	case indicator.URL:
		u, err := url.Parse(host)
		if err != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
			return false
		}
	case indicator.Email:
		_, host, _ = strings.Cut(host, "@")
		if a.mailboxes.Has(host) {
			return false
		}
	default:
		return false
	}
	return a.brands.Check(host).Official
}
