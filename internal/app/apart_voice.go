package app

import (
	"strings"
	"unicode"

	"recourse/fold"
	"recourse/indicator"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

// voice judges a conversation by itself and returns what can tie it to others.
func (e *Engines) voice(c *container, group int, self string) (voice, scam.Verdict) {
	var own []*intake.File
	for _, at := range c.groups[group].files {
		own = append(own, withSides(c.files[at], self))
	}
	own = once(own)
	v := voice{keys: make(map[string]bool), sums: make(map[int64]bool), asked: make(map[int64]bool), said: make(map[string]bool)}
	for _, f := range own {
		if subject := bareSubject(f); subject != "" {
			v.keys["subject "+subject] = true
		}
	}
	t := thread(own)
	verdict := e.Checker.Check(t.document())
	v.sides = len(t.Other) > 0
	a := &assembly{files: own, chats: e.Chats, brands: e.Brands, mailboxes: e.Mailboxes, thread: t, verdict: verdict}
	a.tell()
	v.addNames(a)
	v.addPointers(a)
	v.addSums(a)
	for _, m := range t.Messages {
		if a.side.other[m.From] {
			addNamed(v.said, m.Text)
			addNumbers(v.keys, m.Text)
		} else {
			addNumbers(v.keys, withoutOwn(m.Text))
		}
	}
	for _, f := range own {
		if f.Kind == intake.KindMail {
			addNumbers(v.keys, f.Title)
		}
	}
	return v, verdict
}

// addNumbers adds what looks like the number of an order: letters and four digits, or
// seven digits.
func addNumbers(keys map[string]bool, text string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '/' }) {
		digits, letters := 0, 0
		for _, r := range word {
			switch {
			case unicode.IsDigit(r):
				digits++
			case unicode.IsLetter(r):
				letters++
			}
		}
		if digits >= 4 && letters >= 2 || digits >= 7 && letters == 0 && !strings.ContainsAny(word, "-/") {
			keys["number "+fold.Key(word)] = true
		}
	}
}

// withoutOwn is what the person wrote without numbers by which people are reached and
// paid: their own telephone and account stand in all that they write.
func withoutOwn(text string) string {
	var b strings.Builder
	at := 0
	for _, i := range indicator.Find(text) {
		if i.Span.Start >= at {
			b.WriteString(text[at:i.Span.Start])
			at = i.Span.End
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

// bareSubject is the subject of a mail without what answers put before it.
func bareSubject(f *intake.File) string {
	if f.Kind != intake.KindMail {
		return ""
	}
	s := f.Title
	for {
		head, rest, ok := strings.Cut(s, ":")
		if !ok || len(strings.TrimSpace(head)) > maxPrefix {
			break
		}
		s = rest
	}
	if s = strings.TrimSpace(fold.Key(s)); len(s) < minSubject {
		return ""
	}
	return s
}

const (
	maxPrefix  = 4 // of what answers put before a subject, such as "Fwd"
	minSubject = 8
)

// addNames adds how the other side is named and reached.
func (v *voice) addNames(a *assembly) {
	for _, name := range a.thread.Other {
		v.desk = v.desk || a.files[0].Kind == intake.KindChat && a.chats.IsDesk(name)
		v.keys["name "+fold.Key(name)] = true
		for _, word := range strings.FieldsFunc(name, notLetter) {
			if len([]rune(word)) >= minNamed {
				v.names = append(v.names, fold.Key(word))
			}
		}
		v.addReach(a, indicator.Find(name))
		if address := a.thread.Addresses[name]; address != "" {
			v.addReach(a, indicator.Find(address))
		}
	}
}

func (v *voice) addReach(a *assembly, list []indicator.Indicator) {
	for _, i := range list {
		if a.genuine(i) || a.isOwn(i.Value) || i.Kind == indicator.Domain && a.mailboxes.Has(i.Value) {
			continue
		}
		v.keys[ownKey(i.Value)] = true
		if _, domain, ok := strings.Cut(i.Value, "@"); ok && i.Kind == indicator.Email && !a.mailboxes.Has(domain) {
			v.keys[ownKey(domain)] = true
		}
	}
}

// addPointers adds what the other side gave: where to pay, to write and to look.
func (v *voice) addPointers(a *assembly) {
	for _, found := range a.verdict.Indicators {
		m, ok := a.saidAt(found.Span)
		if !ok || m.Doubtful || !a.side.other[m.From] || a.isMention(found, m) {
			continue
		}
		v.addReach(a, []indicator.Indicator{found})
		switch found.Kind {
		case indicator.AccountRS, indicator.IBAN:
			v.money = v.money || !a.isOwn(found.Value)
		}
	}
}

// addSums adds the sums that were named and those that the other side asked for.
func (v *voice) addSums(a *assembly) {
	add := func(set map[int64]bool, amount money.Amount) {
		if odd(amount) {
			set[amount.Minor] = true
		}
	}
	for _, d := range a.verdict.Demands {
		v.money = true
		add(v.sums, d.Amount)
		add(v.asked, d.Amount)
	}
	for _, t := range a.verdict.Tellings {
		v.money = true
		add(v.sums, t.Amount)
		if t.Asked.Len() > 0 {
			add(v.asked, t.Amount)
		}
		// Who tells a friend of a payment to somebody else was not asked for it by the friend.
		if m, ok := a.messageAt(t.Span); ok && a.side.self[m.From] && t.Asked.Len() > 0 {
			v.told = append(v.told, toldApart{t.Amount, m.Time})
		}
	}
}

// odd reports whether a sum is one that two people hardly name by chance: 16.800, and
// not 6.000 or 250.
func odd(amount money.Amount) bool {
	n := amount.Minor
	for n != 0 && n%10 == 0 {
		n /= 10
	}
	return n >= 100 || n <= -100
}

// minNamed is the shortest name, in letters, that is looked for in what others say.
const minNamed = 4

// addNamed adds the words that are written as names within a sentence: at its beginning
// every word has a capital.
func addNamed(set map[string]bool, text string) {
	first, word := true, -1
	end := func(at int) {
		w := text[word:at]
		if r := []rune(w); !first && len(r) >= minNamed && unicode.IsUpper(r[0]) {
			set[fold.Key(w)] = true
		}
		first, word = false, -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r):
			if word < 0 {
				word = i
			}
			continue
		case word >= 0:
			end(i)
		}
		first = first || strings.ContainsRune(".!?:\n", r)
	}
	if word >= 0 {
		end(len(text))
	}
}

// maxTies is through how many others a conversation may be tied.
const maxTies = 8

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
