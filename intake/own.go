package intake

import (
	"slices"
	"strings"
	"unicode"

	"recourse/fold"
)

// Doubt is a given name by which a person called themselves and that several in the
// files have.
type Doubt struct {
	Path  string // of the first file in which one of them speaks
	Given string
	Names []string
}

// Recognise finds who in the files is the person, of whom they told but the given name:
// whom only one full name, or one address, fits. It returns the names and addresses that
// are theirs, and says in the files who is the other side then. Where several fit, none
// is taken.
func Recognise(files []File, person []string) (own []string, doubts []Doubt) {
	var given, whole []string
	for _, p := range person {
		if p = strings.TrimSpace(p); len(strings.Fields(p)) > 1 && !strings.Contains(p, "@") {
			whole = append(whole, p)
		}
		if p = strings.TrimSpace(p); p != "" && !strings.ContainsFunc(p, func(r rune) bool { return r == '@' || unicode.IsSpace(r) || unicode.IsDigit(r) }) {
			given = append(given, p)
		}
	}
	if len(given)+len(whole) == 0 {
		return nil, nil
	}
	all := identitiesOf(files)
	for _, name := range whole {
		if i := all.named(name); i != nil && len(i.addresses) == 1 {
			own = append(own, name, i.addresses[0])
		}
	}
	for _, name := range given {
		found := all.called(name)
		switch len(found) {
		case 0:
		case 1:
			own = append(own, found[0].names...)
			own = append(own, found[0].addresses...)
		default:
			d := Doubt{Path: found[0].path, Given: name}
			for _, i := range found {
				d.Names = append(d.Names, i.said())
			}
			doubts = append(doubts, d)
		}
	}
	if len(own) > 0 {
		tellSides(files, keysOf(own))
	}
	return own, doubts
}

// identity is somebody in the files, by all names and addresses that stand together.
type identity struct {
	names, addresses []string
	path             string
	other            bool            // a chat itself says that they are the other side
	beside           map[string]bool // who else speaks in the same chats, folded
}

// said is how somebody is named in a question: their name, else their address.
func (i *identity) said() string {
	if len(i.names) > 0 {
		return i.names[0]
	}
	return i.addresses[0]
}

type identities struct{ list []*identity }

// maxIdentities is of how many people of the files names are compared.
const maxIdentities = 1000

// add notes a name and an address, each of which may be empty, as one identity.
func (a *identities) add(name, address, path string) *identity {
	key := fold.Key(name)
	address = strings.ToLower(address)
	for _, i := range a.list {
		if address != "" && slices.Contains(i.addresses, address) || key != "" && slices.ContainsFunc(i.names, func(n string) bool { return fold.Key(n) == key }) {
			i.join(name, address)
			return i
		}
	}
	i := &identity{path: path, beside: make(map[string]bool)}
	i.join(name, address)
	if len(a.list) < maxIdentities {
		a.list = append(a.list, i)
	}
	return i
}

func (i *identity) join(name, address string) {
	if name != "" && !slices.Contains(i.names, name) {
		i.names = append(i.names, name)
	}
	if address != "" && !slices.Contains(i.addresses, address) {
		i.addresses = append(i.addresses, address)
	}
}

func identitiesOf(files []File) *identities {
	a := &identities{}
	each(files, func(f *File) {
		switch f.Kind {
		case KindChat:
			speakers := f.Speakers()
			for _, name := range speakers {
				i := a.add(name, "", f.Path)
				i.other = i.other || slices.Contains(f.Other, name)
				for _, n := range speakers {
					i.beside[fold.Key(n)] = true
				}
			}
		case KindMail:
			for _, m := range f.Messages {
				for _, p := range slices.Concat(peopleIn(m.From), peopleIn(m.To)) {
					a.add(p[0], p[1], f.Path)
				}
			}
		}
	})
	return a
}

// named returns who has the whole name, or nil. The addresses that stand with it may be
// several: whoever writes in the person's name has another.
func (a *identities) named(name string) *identity {
	key := fold.Key(name)
	n := slices.IndexFunc(a.list, func(i *identity) bool {
		return slices.ContainsFunc(i.names, func(n string) bool { return fold.Key(n) == key })
	})
	if n < 0 {
		return nil
	}
	return a.list[n]
}

// called returns those whose full name or address a given name fits, of whom no chat
// says that they are the other side, and none in which somebody else has that name alone.
func (a *identities) called(given string) []*identity {
	key := fold.Key(given)
	var list []*identity
	for _, i := range a.list {
		alone := slices.ContainsFunc(i.names, func(n string) bool { return fold.Key(n) == key })
		fits := slices.ContainsFunc(i.names, func(n string) bool { return atEnd(strings.Fields(fold.Key(n)), key) })
		if len(i.names) == 0 {
			fits = slices.ContainsFunc(i.addresses, func(s string) bool { return inMailbox(s, key) })
		}
		if fits && !i.other && (alone || !i.beside[key]) && (!alone || len(i.names)+len(i.addresses) > 1) {
			list = append(list, i)
		}
	}
	return list
}

// mostWords is how many words the name of a person has at most.
const mostWords = 4

// atEnd reports whether the first or the last of the words of a name is the one given.
func atEnd(words []string, key string) bool {
	return len(words) > 1 && len(words) <= mostWords && (words[0] == key || words[len(words)-1] == key)
}

// inMailbox reports whether the mailbox of an address begins or ends with the name.
func inMailbox(address, key string) bool {
	box, _, _ := strings.Cut(address, "@")
	words := strings.FieldsFunc(fold.Key(box), func(r rune) bool { return !unicode.IsLetter(r) })
	return len(words) > 0 && (words[0] == key || words[len(words)-1] == key)
}

// peopleIn returns the names and addresses of "Name <address>, Name <address>". A
// name that is an address is none.
func peopleIn(s string) [][2]string {
	var list [][2]string
	for _, part := range strings.Split(s, ", ") {
		name, address, ok := strings.Cut(strings.TrimSuffix(part, ">"), "<")
		switch {
		case !ok && strings.Contains(part, "@"):
			name, address = "", part
		case !ok:
			continue
		}
		if name = strings.Trim(name, " \""); strings.Contains(name, "@") {
			name = ""
		}
		list = append(list, [2]string{name, strings.ToLower(strings.TrimSpace(address))})
	}
	return list
}

func keysOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[fold.Key(n)] = true
	}
	return set
}

// tellSides says in the files who is the other side, where the person is among those who
// speak or are written to.
func tellSides(files []File, own map[string]bool) {
	is := func(p [2]string) bool { return p[0] != "" && own[fold.Key(p[0])] || p[1] != "" && own[fold.Key(p[1])] }
	each(files, func(f *File) {
		switch f.Kind {
		case KindChat:
			names := f.Speakers()
			if rest := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return own[fold.Key(n)] }); len(rest) < len(names) {
				f.Other = rest
			}
		case KindMail:
			if len(f.Messages) == 0 {
				return
			}
			from, to := peopleIn(f.Messages[0].From), peopleIn(f.Messages[0].To)
			switch {
			case slices.ContainsFunc(from, is):
				f.Other = without(to, is)
			case slices.ContainsFunc(to, is):
				f.Other = without(from, is)
			}
		}
	})
}

// without lists the names and addresses of those who are not the person.
func without(list [][2]string, is func([2]string) bool) []string {
	names := []string{}
	for _, p := range list {
		if is(p) {
			continue
		}
		for _, s := range p {
			if s != "" {
				names = append(names, s)
			}
		}
	}
	return names
}

// each calls use with every file and all that is in them.
func each(files []File, use func(*File)) {
	for i := range files {
		use(&files[i])
		each(files[i].Files, use)
	}
}
