package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/lookalike"
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

// markNear puts a sign on mails from a domain that is taken for that of another
// sender in the files, or for the person's own: who wrote first is taken for the
// genuine one, and neither may be. Mailboxes that anybody can open say nothing of
// their names.
func markNear(files []*intake.File, boxes *intake.Mailboxes) {
	list := sendersOf(files, boxes)
	for i := range list {
		for j := range list {
			a, b := &list[i], &list[j]
			if i == j || b.own || !lookalike.Near(a.domain, b.domain) || !a.own && !isFirst(a, b, i < j) {
				continue
			}
			sign := intake.MailSign{Kind: intake.SignNear, Shows: a.domain, Leads: b.domain}
			for _, f := range b.mails {
				if !slices.ContainsFunc(f.Signs, func(s intake.MailSign) bool { return s.Kind == sign.Kind }) {
					f.Signs = append(f.Signs, sign)
				}
			}
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
		if f.Kind != intake.KindMail || len(f.Messages) == 0 {
			continue
		}
		name, address := person(f.Messages[0].From)
		_, domain, _ := strings.Cut(strings.ToLower(address), "@")
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

// posing is who changed the details of a trade from an address that is taken for that
// of the true seller, whose domain it is not.
type posing struct {
	name, address string // of who changed them
	domain        string // of the true seller
}

// posing finds the mail with which somebody else stepped in, where it came from a
// domain that is near an earlier sender's.
func (a *assembly) posing() posing {
	if a.verdict.Turn == nil || a.in.Branch != incident.ChangedBankDetails {
		return posing{}
	}
	item := a.thread.Origin(*a.verdict.Turn).Item
	for _, f := range a.files {
		if f.SHA256 != item || len(f.Messages) == 0 {
			continue
		}
		for _, s := range f.Signs {
			if s.Kind != intake.SignNear {
				continue
			}
			name, address := person(f.Messages[0].From)
			return posing{name, address, s.Shows}
		}
	}
	return posing{}
}

// isTrue reports whether an address or a site is the true seller's, which points to
// nobody who deceived.
func (p posing) isTrue(found indicator.Indicator) bool {
	if p.domain == "" || found.Kind != indicator.Email && found.Kind != indicator.Domain {
		return false
	}
	value := strings.ToLower(found.Value)
	return value == p.domain || strings.HasSuffix(value, "@"+p.domain) || strings.HasSuffix(value, "."+p.domain)
}
