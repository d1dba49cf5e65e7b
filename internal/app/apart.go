package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

// apart is what was left out of a thread, because it is about something else.
type apart struct {
	items map[string]bool // SHA-256 of the files that came in it
	told  []toldApart     // what the person told of having paid there
}

// toldApart is a payment that is told in a conversation about something else.
type toldApart struct {
	amount money.Amount
	at     recourse.Moment
}

// voice is what can tie a conversation to another one: who speaks in it, by what they
// are reached and paid, and whom and what they name.
type voice struct {
	sides bool            // it is known who speaks
	keys  map[string]bool // of the other side: names, addresses, numbers, accounts, links, subjects
	sums  map[int64]bool  // that both sides named
	asked map[int64]bool  // that the other side asked for
	names []string        // words of the other side's names, folded
	said  map[string]bool // names of others that the other side said, folded
	money bool            // the other side asks for money, or gives an account, or was paid
	desk  bool            // they go by the name of an office, in a chat
	told  []toldApart
}

// part leaves out of a flat list the conversations that show no sign of a scam and that
// nothing ties to one that does: whose mother and whose landlady wrote in the same weeks
// are no parties to it. Where none shows a sign by itself, all stay: it may take them
// together to see it. Of a conversation of which it is not known who speaks the person
// is asked first.
func (e *Engines) part(all []*intake.File) ([]*intake.File, apart, []recourse.Problem) {
	c := gathered(all)
	if len(c.groups) < 2 {
		return all, apart{}, nil
	}
	speaks, voices := make([]bool, len(c.groups)), make([]voice, len(c.groups))
	sign, person := false, c.mailPerson()
	for i := range c.groups {
		v, verdict := e.voice(c, i, person)
		voices[i] = v
		speaks[i] = !v.sides || loud(verdict)
		sign = sign || loud(verdict) && (verdict.Verdict == scam.Scam || verdict.Verdict == scam.Suspicious)
	}
	if !sign || !slices.Contains(speaks, false) {
		return all, apart{}, nil
	}
	tie(speaks, voices)
	if !slices.Contains(speaks, false) {
		return all, apart{}, nil
	}
	return c.apart(speaks, voices)
}

// gathered makes one container of a flat list, in which what lies in a file follows it.
func gathered(all []*intake.File) *container {
	c := &container{byKey: make(map[string]int), items: make(map[string][]int)}
	in := make(map[*intake.File]int)
	for _, f := range all {
		of, nested := in[f]
		if !nested {
			of = -1
		}
		of = c.put(f, of)
		for i := range f.Files {
			if of >= 0 {
				in[&f.Files[i]] = of
			}
		}
	}
	return c
}

// apart returns the files of the conversations that speak, and what the others are.
func (c *container) apart(speaks []bool, voices []voice) ([]*intake.File, apart, []recourse.Problem) {
	list := c.kept(speaks)
	out := apart{items: make(map[string]bool)}
	for _, f := range c.files {
		out.items[f.SHA256] = true
	}
	delete(out.items, "")
	for _, f := range list {
		delete(out.items, f.SHA256)
	}
	var names []string
	for i, g := range c.groups {
		if speaks[i] {
			continue
		}
		names = append(names, c.files[g.files[0]].Path)
		out.told = append(out.told, voices[i].told...)
	}
	said := strings.Join(names[:min(len(names), maxNamed)], ", ")
	p := recourse.Problem{Path: names[0], Code: "conversations-apart", Detail: said, Args: recourse.Args{"n": len(names), "names": said}}
	return list, out, []recourse.Problem{p}
}

// maxNamed is how many conversations that were left out are named.
const maxNamed = 20

// loud reports whether rules say more of a conversation than of any other about money.
// Usual words are none: a landlady asks for the rent in the words of those who demand.
func loud(v scam.Verdict) bool {
	if v.Pattern != nil || v.Rules >= leastLoud {
		return true
	}
	return (v.Verdict == scam.Scam || v.Verdict == scam.Suspicious) && slices.ContainsFunc(v.Reasons, func(r scam.Reason) bool {
		return r.Rule != scam.RuleWords && r.Rule != scam.RulePayees
	})
}

// leastLoud is what rules must find, as log-odds, where the verdict is open.
const leastLoud = 1.5

// mailPerson is the address that is an end of the most mails' conversations, where the
// sides are not known: whose mails they all are.
func (c *container) mailPerson() string {
	n := make(map[string]int)
	for key := range c.byKey {
		if ends, ok := strings.CutPrefix(key, "mail "); ok {
			for _, end := range strings.Fields(ends) {
				n[end]++
			}
		}
	}
	best, tied := "", false
	for end, times := range n {
		switch {
		case times > n[best]:
			best, tied = end, false
		case times == n[best]:
			tied = true
		}
	}
	if tied || n[best] < 2 {
		return ""
	}
	return best
}

// withSides is a mail with its other side, by who the person is.
func withSides(f *intake.File, self string) *intake.File {
	if f.Kind != intake.KindMail || f.Other != nil || self == "" || len(f.Messages) == 0 {
		return f
	}
	for _, end := range []string{f.Messages[0].From, f.Messages[0].To} {
		if name, address := person(end); address != "" && strings.ToLower(address) != self {
			sided := *f
			sided.Other = []string{name}
			return &sided
		}
	}
	return f
}

// tie lets the conversations speak that something ties to one that does.
func tie(speaks []bool, voices []voice) {
	all := voice{keys: make(map[string]bool), sums: make(map[int64]bool), said: make(map[string]bool)}
	join := func(v voice) {
		for k := range v.keys {
			all.keys[k] = true
		}
		for n := range v.sums {
			all.sums[n] = true
		}
		for w := range v.said {
			all.said[w] = true
		}
		all.names = append(all.names, v.names...)
	}
	for i, v := range voices {
		if speaks[i] {
			join(v)
		}
	}
	for range maxTies {
		before := slices.Clone(speaks)
		for i, v := range voices {
			if !before[i] && v.tied(all) {
				speaks[i] = true
			}
		}
		if slices.Equal(before, speaks) {
			return
		}
		for i, v := range voices {
			if speaks[i] && !before[i] {
				join(v)
			}
		}
	}
}

// tied reports whether a conversation belongs to those that speak. That a name is said
// there, or that an office writes, says little by itself: it counts where there is money.
func (v voice) tied(all voice) bool {
	for k := range v.keys {
		if all.keys[k] {
			return true
		}
	}
	for n := range v.asked {
		if all.sums[n] {
			return true
		}
	}
	return v.money && (v.desk || namedIn(v.names, all.said) || namedIn(all.names, v.said))
}

// namedIn reports whether one of the names is said, in any of its cases.
func namedIn(names []string, said map[string]bool) bool {
	for _, name := range names {
		stem := name
		if r := []rune(name); len(r) > minNamed {
			stem = string(r[:len(r)-1])
		}
		for w := range said {
			if strings.HasPrefix(w, stem) && len(w) <= len(stem)+maxEnding {
				return true
			}
		}
	}
	return false
}

// maxEnding is how many letters a name has more in another case.
const maxEnding = 3

// isApart reports whether an entry is what the person told of in a conversation about
// something else.
func (t Thread) isApart(p incident.Payment) bool {
	return slices.ContainsFunc(t.apart.told, func(told toldApart) bool {
		return (incident.SameAmount(told.amount, p.Amount) || incident.SameAmount(told.amount, p.Original)) && near(p.At, told.at)
	})
}
