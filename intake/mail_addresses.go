package intake

import (
	"net/mail"
	"strings"
)

// maxAddresses is how many addresses of one header are read.
const maxAddresses = 1000

// parseAddresses reads a header of addresses. Where it is not in the form of
// RFC 5322, each address in it that can be read is.
func parseAddresses(value string) []*mail.Address {
	value = wholeWords(value)
	var p mail.AddressParser
	list, err := p.ParseList(value)
	if err != nil {
		list = looseAddresses(value)
	}
	list = list[:min(len(list), maxAddresses)]
	for _, a := range list {
		if strings.Contains(a.Name, "=?") { // inside quotation marks, as many write
			a.Name = decodeWords(a.Name)
		}
		a.Name = strings.Join(strings.Fields(a.Name), " ")
	}
	return list
}

// looseAddresses reads one address after the other. A name with a comma that is
// not in quotation marks goes on behind it.
func looseAddresses(value string) []*mail.Address {
	var list []*mail.Address
	before := ""
	for _, part := range splitOutside(value, ",;") {
		if len(list) >= maxAddresses {
			break
		}
		if !strings.Contains(part, "@") {
			before += part + ", "
			continue
		}
		if a, ok := looseAddress(before + part); ok {
			list = append(list, a)
		}
		before = ""
	}
	return list
}

// looseAddress reads "Name <address>" or an address alone.
func looseAddress(s string) (*mail.Address, bool) {
	s = strings.TrimSpace(s)
	name, address := "", s
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		name = s[:i]
		address, _, _ = strings.Cut(s[i+1:], ">")
	}
	address = strings.TrimSpace(address)
	local, domain, ok := cutLast(address, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(address, " \t<>,;\"()") {
		return nil, false
	}
	name = strings.Trim(strings.TrimSpace(name), `"' `)
	return &mail.Address{Name: decodeWords(strings.ReplaceAll(name, `\"`, `"`)), Address: address}, true
}

// splitOutside splits s at each of the bytes in set that is neither in quotation
// marks nor in angle brackets.
func splitOutside(s, set string) []string {
	var parts []string
	quoted, angle, start := false, false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<' || c == '>':
			angle = c == '<'
		case !angle && strings.IndexByte(set, c) >= 0:
			parts, start = append(parts, s[start:i]), i+1
		}
	}
	return append(parts, s[start:])
}
