package intake

import (
	"net/mail"
	"net/textproto"
	"strings"

	"recourse"
)

// mailHead reads a mail's headers.
type mailHead struct{ header textproto.MIMEHeader }

func (h mailHead) get(name string) string      { return h.header.Get(name) }
func (h mailHead) values(name string) []string { return h.header.Values(name) }

func (h mailHead) text(name string) string {
	return strings.Join(strings.Fields(decodeWords(h.get(name))), " ")
}

// date is when the mail says that it was written. What servers noted on its way
// is never put in its place.
func (h mailHead) date() recourse.Moment { return mailDate(h.get("Date")) }

func (h mailHead) addresses(name string) []*mail.Address { return parseAddresses(h.get(name)) }

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
