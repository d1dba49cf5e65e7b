package intake

import (
	"strings"

	"recourse"
	"recourse/indicator"
	"recourse/lookalike"
)

// MailSign is something about a mail that does not fit together. A sign is no
// proof: newsletters and forwarded mails show some of them too.
type MailSign struct {
	Kind  string `json:"kind"`
	Shows string `json:"shows"` // what the person sees
	Leads string `json:"leads"` // what is behind it
	// Brand is the id of the brand whose name is shown, Name how it writes itself.
	Brand string `json:"brand,omitempty"`
	Name  string `json:"brand_name,omitempty"`
	// Spans are where it is shown in the file's Text; none where it stands in the
	// head alone, or in a part that was not read.
	Spans []recourse.Span `json:"spans,omitempty"`
}

// The kinds of signs.
const (
	SignNameBrand   = "name-brand"      // the sender's name is a brand's, the address is not
	SignNameAddress = "name-address"    // the sender's name shows another address
	SignSeveralFrom = "several-from"    // the mail names more than one sender
	SignReply       = "reply-elsewhere" // answers go to another domain
	SignReturn      = "return-elsewhere"
	SignLink        = "link-elsewhere" // a link shows one site and leads to another
	SignNear        = "near-domain"    // its domain is taken for that of another sender
	SignKin         = "kin-domain"     // its domain has the name of another sender's, with another ending or a word more
	SignThrough     = "link-through"   // it leads to another that says it passes on to the one shown
)

// Phrase says the sign to a person.
func (s MailSign) Phrase() recourse.Phrase {
	return recourse.P("mail.sign."+s.Kind, "shows", s.Shows, "leads", s.Leads, "brand", s.Name)
}

// Why says what the sign means, and what it does not.
func (s MailSign) Why() recourse.Phrase { return recourse.P("mail.sign." + s.Kind + ".why") }

// maxSigns is how many signs of one mail are listed.
const maxSigns = 30

// signs looks at what a mail shows of its sender and of its links, and what is
// behind it.
func (r *reader) signs(head mailHead, body *mailBody, f *File) []MailSign {
	list := r.sender(head)
	return append(list, r.links(body, f, maxSigns-len(list))...)
}

// sender compares the sender's name, address, and where answers and failures go.
func (r *reader) sender(head mailHead) []MailSign {
	senders := head.addresses("From")
	if len(senders) == 0 {
		return nil
	}
	var list []MailSign
	name, address, domain := senders[0].Name, senders[0].Address, head.domain("From")
	if brand, ok := borrowed(r.opt.owners(), name, domain); ok {
		list = append(list, MailSign{Kind: SignNameBrand, Shows: shortened(name), Leads: domain, Brand: brand.ID, Name: brand.Name})
	}
	if shown, ok := otherAddress(name, domain); ok {
		list = append(list, MailSign{Kind: SignNameAddress, Shows: shown, Leads: shortened(address)})
	}
	if all := head.values("From"); len(all) > 1 {
		list = append(list, MailSign{Kind: SignSeveralFrom, Shows: shortened(decodeWords(all[0])), Leads: shortened(decodeWords(all[len(all)-1]))})
	}
	for _, to := range head.addresses("Reply-To") {
		if other := hostName(domainOf(to.Address)); other != "" && !sameSite(other, domain) {
			list = append(list, MailSign{Kind: SignReply, Shows: shortened(address), Leads: shortened(to.Address)})
			break
		}
	}
	if back := head.domain("Return-Path"); back != "" && !sameSite(back, domain) {
		list = append(list, MailSign{Kind: SignReturn, Shows: domain, Leads: back})
	}
	return list
}

// borrowed returns the brand whose name the sender's name has while the domain
// is none of the brand's or its group's.
func borrowed(o owners, name, domain string) (lookalike.Brand, bool) {
	if o.brands == nil || name == "" || domain == "" {
		return lookalike.Brand{}, false
	}
	const longest = 500
	owner, owned := o.brand(domain)
	var found lookalike.Mention
	for _, m := range o.brands.Named(name[:runeStart(name, longest)]) {
		if owned && oneGroup(m.Brand, owner) {
			return lookalike.Brand{}, false
		}
		if len(m.Name) > len(found.Name) {
			found = m
		}
	}
	return found.Brand, found.Name != ""
}

// otherAddress finds an address in a name that is of another site than the domain.
func otherAddress(name, domain string) (string, bool) {
	const longest = 500
	for _, i := range indicator.Find(name[:runeStart(name, longest)]) {
		if i.Kind == indicator.Email && !sameSite(domainOf(i.Value), domain) {
			return i.Value, true
		}
	}
	return "", false
}

// shortened keeps what is quoted of a head to a line.
func shortened(s string) string {
	const longest = 200
	return strings.Join(strings.Fields(s[:runeStart(s, longest)]), " ")
}
