package scam

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/ladder"
	"recourse/money"
)

// What an amount near a cue is.
const (
	cueAsked   = "asked"    // the other side wants it
	cuePaid    = "paid"     // it was paid
	cueOther   = "other"    // a balance, a wage, a price, a total: neither
	cueThen    = "then"     // what the amount before it is
	cueAllPaid = "all-paid" // every amount before it in the message was paid
	cuePurpose = "purpose"  // what money is said to be for; it says nothing of who wants it
	cueRefused = "refused"  // the person did not pay it, or only means to
	cueKin     = "kin"      // somebody else paid it, whom the speaker tells of
	cueUnpaid  = "unpaid"   // a condition, a duty, a question: not paid, but perhaps asked for
	cueTheirs  = "theirs"   // the other side says that they paid it themselves
	cueCame    = "came"     // it came to the person, as they say themselves
	cueGave    = "gave"     // the other side says that it sent it
	cueDone    = "done"     // what was asked for just before was paid; perhaps the number again

	cueDeclined = "declined" // what was asked for just before is not going to be paid
)

// meanings are all that a cue can mean, with those that say how a payment is told.
var meanings = []string{
	cueAsked, cuePaid, cueOther, cueThen, cueAllPaid, cuePurpose, cueRefused, cueUnpaid, cueKin, cueTheirs, cueDone, cueReturned, cueDaily,
	cueAgain, cueFresh, cueRecap, cueTimes, cueDay, cueNotDay, cueToday, cuePayer, cuePayee, cueCorrected, cueCorrects, cueMeant,
	cueCame, cueGave, cuePart, cueTotal, cueSoFar, cueOfIt, cueLost, cueConfirmed, cueSlip, cueOutOf, cueMoved, cueUnread, cueDeclined,
}

const (
	// reach is how many characters before an amount its cue may end.
	reach = 110
	// reachBack is how many characters behind an amount its cue may begin.
	reachBack = 60
	// behindComma is how much farther a denial counts that a comma parts from the amount.
	behindComma = 12
	// maxTimes is how many payments one telling can be of.
	maxTimes = 9
	// maxAmounts is how many amounts of one document are looked at.
	maxAmounts = 5000
)

// cue is one place that says what an amount near it is.
type cue struct {
	means  string
	span   recourse.Span
	bare   recourse.Span // a number without currency or grouping inside the cue
	second recourse.Span // the next one
	sum    bool          // a word for a total, which says nothing of a sum that was paid
	ago    int           // of a day: how many days before the message
	times  int           // how many payments it tells of
}

// mention is one amount with what it is.
type mention struct {
	money.Found
	unit  int
	means string
	cue   recourse.Span
	what  recourse.Span // what it is said to be for
	manner
	when  When // the day on which it was paid, where the words name one
	taken bool // the sum, or its currency, is that of what was asked for before
	bare  bool // the words name no currency
	total bool // what was paid altogether

	corrected recourse.Span // the other place, where the sum was corrected later
	instead   money.Amount  // what was said first
}

// amounts tells apart what was paid and what is asked for, and builds the ladder.
func (j *judge) amounts() {
	j.claims, j.tellings, j.demands, j.ladder, j.corrections, j.own = nil, nil, nil, nil, nil, nil
	j.unread, j.askings = nil, nil
	list := slices.DeleteFunc(j.mentions(), func(m mention) bool { return slices.ContainsFunc(j.doc.Printed, m.Span.Overlaps) })
	list, j.early = j.parted(j.corrected(list))
	j.elsewhere, j.returned, j.came, j.gave, j.totals, j.confirmed, j.summed = nil, nil, nil, nil, nil, nil, nil
	j.forAnother(list)
	crowd := j.crowd(list)
	list = j.answered(list)
	asked := make(map[money.Amount]mention) // since it was told last
	for _, m := range list {
		switch u := &j.units[m.unit]; {
		case u.doubtful:
		case m.means == cueKin && u.who != other, m.means == cuePaid && (u.third || slices.Contains(crowd, u.sender) || j.isStranger(u)):
			j.elsewhere = addDemand(j.elsewhere, j.demand(m))
		case m.means == cueCame && u.who != other && !u.third && !slices.Contains(crowd, u.sender) && !j.isStranger(u):
			j.came = append(j.came, Telling{Demand: j.demand(m), When: m.when, Again: m.again, Fresh: m.fresh, Recap: m.recap, Quoted: u.quoted})
		case m.means == cueGave:
			j.gave = addDemand(j.gave, j.demand(m))
		case m.returned && (m.means == cuePaid || u.who != other && holds(j.claims, m.Amount)):
			j.returned = addDemand(j.returned, j.demand(m))
		case m.means == cuePaid && m.daily.Len() > 0 && asked[m.Amount].Span.Len() == 0 && !j.spokenOf(m):
			j.own = addDemand(j.own, j.demand(m))
		case m.means == cueConfirmed:
			j.confirmed = append(j.confirmed, Telling{Demand: j.demand(m), When: m.when, Quoted: u.quoted})
			j.claims = addDemand(j.claims, j.demand(m))
		case m.means == cuePaid && m.total:
			j.addTotal(m)
		case m.means == cuePaid && asked[m.Amount].Span.Len() == 0 && j.addsUp(m):
			if !m.recap {
				j.summed = addDemand(j.summed, j.demand(m))
			}
		case m.means == cueAsked:
			m.again = m.again && holds(j.claims, m.Amount) || asked[m.Amount].again
			asked[m.Amount] = m
		case m.means == cuePaid:
			t := Telling{Demand: j.demand(m), Asked: asked[m.Amount].Span, When: m.when, Fresh: m.fresh, Recap: m.recap, Quoted: u.quoted, Taken: m.taken || m.bare && (asked[m.Amount].Span.Len() == 0 || asked[m.Amount].bare)}
			t.Again = m.again || asked[m.Amount].again && !m.recap
			j.claims = addDemand(j.claims, t.Demand)
			j.tellings = append(j.tellings, t)
			delete(asked, m.Amount)
			for n := 1; n < m.times.times; n++ {
				t.Again, t.Span = true, m.times.span
				j.tellings = append(j.tellings, t)
			}
		}
	}
	if len(j.claims) == 0 {
		for _, t := range j.totals {
			j.claims = addDemand(j.claims, t.Demand)
		}
	}
	j.askings = j.declined(list)
	paid := j.paid()
	for _, m := range list {
		if m.means == cueAsked && !j.units[m.unit].doubtful && !slices.Contains(paid, m.Amount) && !holds(j.claims, m.Amount) && !j.inParts(m) && !j.overMet(m, list) {
			j.demands = moveDemand(j.demands, j.demand(m))
		}
	}
	j.buildLadder(paid)
	for _, m := range list {
		if again, open := asked[m.Amount]; open && again.again && again.Span == m.Span && m.means == cueAsked && !holds(j.demands, m.Amount) && !j.inParts(m) {
			d := j.demand(m)
			d.Paid = j.timesTold(m.Amount)
			j.demands = append(j.demands, d) // paid, and asked for once more since
		}
	}
}

// timesTold is how many payments of an amount are told of.
func (j *judge) timesTold(a money.Amount) int {
	n := 0
	for _, t := range j.tellings {
		if t.Amount == a && (t.Again || n == 0) {
			n++
		}
	}
	return n
}

func (j *judge) buildLadder(paid []money.Amount) {
	var asked money.Amount
	if n := len(j.demands); n > 0 {
		asked = j.demands[n-1].Amount
	}
	currency := asked.Currency
	if asked.IsZero() && len(paid) > 0 {
		currency = paid[len(paid)-1].Currency
	}
	same := slices.DeleteFunc(slices.Clone(paid), func(a money.Amount) bool { return a.Currency != currency || a.Minor <= 0 })
	if len(same) == 0 || len(same) == 1 && asked.IsZero() {
		return
	}
	if l, err := ladder.Build(same, asked); err == nil {
		j.ladder = &l
	}
}

func holds(list []Demand, a money.Amount) bool {
	return slices.ContainsFunc(list, func(d Demand) bool { return d.Amount == a })
}

// addDemand keeps the first mention of each amount.
func addDemand(list []Demand, d Demand) []Demand {
	if holds(list, d.Amount) {
		return list
	}
	return append(list, d)
}

// moveDemand keeps each amount once, in the order of the last mentions, with
// the span of the first.
func moveDemand(list []Demand, d Demand) []Demand {
	i := slices.IndexFunc(list, func(o Demand) bool { return o.Amount == d.Amount })
	if i < 0 {
		return append(list, d)
	}
	first := list[i]
	return append(slices.Delete(list, i, i+1), first)
}

func (j *judge) demand(m mention) Demand {
	d := Demand{Amount: m.Amount, Span: m.Span, Message: j.units[m.unit].message, Guess: m.Guess, Corrected: m.corrected, Instead: m.instead, Else: m.Else}
	if m.means == cueAsked {
		d.For = strings.TrimSpace(m.what.Of(j.doc.Text))
	}
	return d
}

// mentions finds all amounts and what each is.
func (j *judge) mentions() []mention {
	cues := j.cuesByUnit()
	if cues == nil {
		return nil
	}
	def := j.currency()
	var all []mention
	for n := range j.units {
		if len(cues[n]) == 0 || len(all) > maxAmounts {
			continue
		}
		slices.SortFunc(cues[n], func(a, b cue) int { return cmp.Or(a.span.Start-b.span.Start, a.span.End-b.span.End) })
		list := j.inUnit(n, cues[n], def)
		all = append(all, list...)
	}
	return all
}

// inUnit tells what the amounts of one unit are.
func (j *judge) inUnit(n int, cues []cue, def money.Currency) []mention {
	cues, marks := sortOut(cues)
	j.noteCorrections(n, marks)
	found := j.find(n, def)
	if u := &j.units[n]; money.HasSpelled(u.text.String()) {
		found = j.addSpelled(found, u, def)
	}
	for _, c := range cues {
		if c.bare.Len() > 0 {
			found = j.addBare(found, c.bare, def)
		}
	}
	slices.SortFunc(found, func(a, b money.Found) int { return a.Span.Start - b.Span.Start })
	list := make([]mention, 0, len(found))
	for i, f := range found {
		m := mention{Found: f, unit: n}
		if c, ok := j.meant(f.Span, cues); ok {
			m.means, m.cue = c.means, c.span
			m.bare = slices.ContainsFunc(cues, func(c cue) bool { return c.bare == f.Span })
			m.taken = m.bare && strings.ContainsAny(f.Span.Of(j.doc.Text), ".,")
		}
		if c, ok := j.nearest(f.Span, cues, func(c cue) bool { return c.means == cuePurpose }); ok {
			m.what = c.span
		}
		if m.means == cueThen {
			behind, ok := j.meant(f.Span, slices.DeleteFunc(slices.Clone(cues), func(c cue) bool { return c.means == cueThen }))
			m.means = ""
			if k := len(list); k > 0 && (!holdsSum(list[k-1].means) || list[k-1].means == cueUnread) && j.gap(list[k-1].Span.End, f.Span.Start, reach) >= 0 {
				m.means, m.cue = list[k-1].means, list[k-1].cue
				if c, ok := denied(cues, recourse.Span{Start: list[k-1].Span.End, End: f.Span.Start}); ok {
					m.means, m.cue = c.means, c.span
				}
			}
			if m.means == "" && ok && behind.means == cuePaid && behind.span.Start >= f.Span.End {
				m.means, m.cue = behind.means, behind.span // "first 10 and then 20 I sent"
			}
		}
		if i > 0 && (j.restates(found[i-1], f) || j.isOutOf(found[i-1], f, marks)) {
			m.means = cueOther
		}
		if f.Range && (m.means == cuePaid || m.means == cueThen || m.means == cueAsked && !endsRange(found, i)) {
			m.means = cueOther // between two amounts: neither was paid, and at most the larger is asked for
		}
		if (m.means == cuePaid || m.means == cueCame) && j.asksBehind(f.Span.End) {
			m.means = cueUnpaid
		}
		if m.means == cueLost {
			m.means, m.total = cuePaid, true
		}
		if m.means == cuePaid {
			m.taken = m.taken || f.Amount.Currency == "XXX"
			m.takePart(marks)
		}
		list = append(list, m)
	}
	for _, c := range cues {
		if c.means != cueAllPaid {
			continue
		}
		for i := range list {
			if list[i].Span.End <= c.span.Start+1 && (list[i].means == cueAsked || list[i].means == cueUnpaid || list[i].means == cueUnread) {
				list[i].means = cuePaid
			}
		}
	}
	j.tell(n, list, marks)
	j.takeTotals(list, marks)
	j.dropTimes(list)
	j.noteUnread(n, list, cues, marks)
	if slices.ContainsFunc(list, func(m mention) bool { return m.means == cuePaid || m.means == cueCame }) {
		j.tellDays(list, j.daysOf(n, marks, found))
		j.takeSums(list)
		untold(list, marks)
		j.listed(list)
	}
	return list
}

// restates reports whether an amount only says more of the one before it: what it
// is in another currency ("100 EUR (11.720 RSD)"), what it is a part of ("10.000 of
// 30.000"), or what it stands in the place of ("12.000 instead of 10.000").
func (j *judge) restates(last, f money.Found) bool {
	if j.gap(last.Span.End, f.Span.Start, reachBack) < 0 {
		return false
	}
	between := strings.ToLower(recourse.Span{Start: last.Span.End, End: f.Span.Start}.Of(j.doc.Text))
	switch strings.Trim(between, " ,;:–—-(≈~\u00a0") {
	case "":
		return strings.ContainsAny(between, "(≈~") && last.Amount.Currency != f.Amount.Currency
	case "/", "=", "cca", "oko", "about", "approx.", "approximately", "around", "roughly", "tj.", "tj", "odnosno", "односно", "odnosno oko", "односно око",
		"to je", "то је", "to je oko", "то је око", "što je", "sto je", "што је", "što je oko", "sto je oko", "што је око", "око",
		"that is", "that's", "thats", "that is about", "that's about", "which is", "which is about", "i.e.", "so about":
		return last.Amount.Currency != f.Amount.Currency
	case "od", "од", "of", "out of", "od ukupno", "од укупно", "out of a total of", "umesto", "umjesto", "уместо", "instead of", "rather than", "a ne", "а не", "not":
		return true
	}
	return false
}

// isOutOf reports whether an amount is what the one before it is a part of, as words
// between them say: "300 of the 800".
func (j *judge) isOutOf(last, f money.Found, marks []cue) bool {
	return slices.ContainsFunc(marks, func(c cue) bool {
		return c.means == cueOutOf && c.span.Start >= last.Span.End && c.span.End <= f.Span.Start &&
			c.span.Len() == len(strings.TrimSpace(j.doc.Text[last.Span.End:f.Span.Start]))
	})
}

// endsRange reports whether the i-th amount is the larger end of a range.
func endsRange(found []money.Found, i int) bool {
	return i > 0 && found[i-1].Range && found[i-1].Amount.Minor < found[i].Amount.Minor
}

// find returns the amounts of a unit, with spans in the document.
func (j *judge) find(n int, def money.Currency) []money.Found {
	u := &j.units[n]
	end := u.span(len(u.text.String()), len(u.text.String())).End
	found := money.Find(recourse.Span{Start: u.start, End: end}.Of(j.doc.Text), def)
	for i := range found {
		found[i].Span = found[i].Span.Shift(u.start)
	}
	return found
}

// leastDecimal is how many characters a number with decimals has at least that is no time
// and no date: 100.00.
const leastDecimal = len("100.00")

// isYear reports whether a number is more likely a year than a sum.
func isYear(digits string) bool {
	return "1990" <= digits && digits <= "2039" && len(digits) == 4 && digits != "2000"
}

// addBare adds a number that only its cue makes an amount, such as "uplatio sam 6000".
// A short one with decimals is an amount where all others are in one currency; where they
// are in several, a longer one names none.
func (j *judge) addBare(found []money.Found, s recourse.Span, def money.Currency) []money.Found {
	for _, f := range found {
		if f.Span.Overlaps(s) {
			return found
		}
	}
	digits, rest := s.Of(j.doc.Text), j.doc.Text[s.End:]
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && rest[1] >= '0' && rest[1] <= '9' {
		return found // only a part of the number
	}
	decimal := strings.ContainsAny(digits, ".,")
	if isYear(digits) || digits[0] == '0' || decimal && len(digits) < leastDecimal && !j.oneCurrency() {
		return found
	}
	if decimal && len(j.currencies()) > 1 {
		def = "XXX"
	}
	a, err := money.Parse(digits, def)
	if err != nil || a.Minor <= 0 {
		return found
	}
	return append(found, money.Found{Amount: a, Span: s, Guess: true})
}
