package scam

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
)

// meanings are all that a cue can mean, with those that say how a payment is told.
var meanings = []string{
	cueAsked, cuePaid, cueOther, cueThen, cueAllPaid, cuePurpose, cueRefused, cueUnpaid, cueKin, cueTheirs, cueDone, cueReturned, cueDaily,
	cueAgain, cueFresh, cueRecap, cueTimes, cueDay, cueNotDay, cuePayer, cuePayee, cueCorrected, cueCorrects, cueMeant,
	cueCame, cueGave, cuePart,
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

	corrected recourse.Span // the other place, where the sum was corrected later
	instead   money.Amount  // what was said first
}

// amounts tells apart what was paid and what is asked for, and builds the ladder.
func (j *judge) amounts() {
	j.claims, j.tellings, j.demands, j.ladder, j.corrections, j.own = nil, nil, nil, nil, nil, nil
	list := slices.DeleteFunc(j.mentions(), func(m mention) bool { return slices.ContainsFunc(j.doc.Printed, m.Span.Overlaps) })
	list, j.early = j.parted(j.corrected(list))
	j.elsewhere, j.returned, j.came, j.gave = nil, nil, nil, nil
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
		case m.means == cuePaid && m.returned:
			j.returned = addDemand(j.returned, j.demand(m))
		case m.means == cuePaid && m.daily.Len() > 0 && asked[m.Amount].Span.Len() == 0 && !j.spokenOf(m):
			j.own = addDemand(j.own, j.demand(m))
		case m.means == cueAsked:
			m.again = m.again && holds(j.claims, m.Amount)
			asked[m.Amount] = m
		case m.means == cuePaid && !j.isTotal(m.Amount):
			t := Telling{Demand: j.demand(m), Asked: asked[m.Amount].Span, When: m.when, Fresh: m.fresh, Recap: m.recap, Quoted: u.quoted, Taken: m.taken}
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
	paid := j.paid()
	for _, m := range list {
		if m.means == cueAsked && !j.units[m.unit].doubtful && !slices.Contains(paid, m.Amount) && !holds(j.claims, m.Amount) && !j.inParts(m) {
			j.demands = moveDemand(j.demands, j.demand(m))
		}
	}
	j.buildLadder(paid)
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
	d := Demand{Amount: m.Amount, Span: m.Span, Message: j.units[m.unit].message, Guess: m.Guess, Corrected: m.corrected, Instead: m.instead}
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
		if c, ok := j.nearest(f.Span, cues, func(c cue) bool { return c.means != cueAllPaid && c.means != cuePurpose }); ok {
			m.means, m.cue = c.means, c.span
			m.taken = c.bare == f.Span && strings.ContainsAny(c.bare.Of(j.doc.Text), ".,")
		}
		if c, ok := j.nearest(f.Span, cues, func(c cue) bool { return c.means == cuePurpose }); ok {
			m.what = c.span
		}
		if m.means == cueThen {
			m.means = ""
			if k := len(list); k > 0 && j.gap(list[k-1].Span.End, f.Span.Start, reach) >= 0 {
				m.means, m.cue = list[k-1].means, list[k-1].cue
				if c, ok := denied(cues, recourse.Span{Start: list[k-1].Span.End, End: f.Span.Start}); ok {
					m.means, m.cue = c.means, c.span
				}
			}
		}
		if i > 0 && j.restates(found[i-1], f) {
			m.means = cueOther
		}
		if f.Range && (m.means == cuePaid || m.means == cueThen || m.means == cueAsked && !endsRange(found, i)) {
			m.means = cueOther // between two amounts: neither was paid, and at most the larger is asked for
		}
		if (m.means == cuePaid || m.means == cueCame) && j.asksBehind(f.Span.End) {
			m.means = cueUnpaid
		}
		if m.means == cuePaid {
			m.takePart(marks)
		}
		list = append(list, m)
	}
	for _, c := range cues {
		if c.means != cueAllPaid {
			continue
		}
		for i := range list {
			if list[i].Span.End <= c.span.Start+1 && (list[i].means == cueAsked || list[i].means == cueUnpaid) {
				list[i].means = cuePaid
			}
		}
	}
	j.tell(n, list, marks)
	if slices.ContainsFunc(list, func(m mention) bool { return m.means == cuePaid || m.means == cueCame }) {
		j.tellDays(list, j.daysOf(n, marks, found))
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

// addBare adds a number that only its cue makes an amount, such as "uplatio sam 6000".
// One with decimals is an amount where all others are in one currency.
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
	if strings.ContainsAny(digits, ".,") && !j.oneCurrency() {
		return found
	}
	a, err := money.Parse(digits, def)
	if err != nil || a.Minor <= 0 {
		return found
	}
	return append(found, money.Found{Amount: a, Span: s, Guess: true})
}

// nearest returns the cue of those wanted that an amount belongs to: the closest one before it
// in the same sentence, else the closest behind it. Of two that are as close the
// longer one says more: "withdrawal fee" is not "withdrawal".
func (j *judge) nearest(at recourse.Span, cues []cue, wanted func(cue) bool) (cue, bool) {
	var best cue
	distance := -1
	for _, c := range cues {
		if !wanted(c) {
			continue
		}
		d := -1
		switch {
		case c.span.Start >= at.End:
			if gap := j.gap(at.End, c.span.Start, reachBack); gap >= 0 && j.oneSentence(at.End, c.span.Start) {
				d = 2*gap + 10
				if c.means == cueRefused && !j.comma(at.End, c.span.Start) {
					d = gap // "23,000 I did not pay"
				}
			}
		case c.span.End <= at.Start:
			if gap := j.gap(c.span.End, at.Start, reach); gap >= 0 && j.oneSentence(c.span.End, at.Start) {
				d = gap
				if (c.means == cueRefused || c.means == cueUnpaid) && j.comma(c.span.End, at.Start) {
					d += behindComma // "I cannot pay 23,000, 6,000 I have paid"
				}
			}
		case c.span.Overlaps(at):
			d = 0
		}
		if d >= 0 && (distance < 0 || d < distance || d == distance && c.span.Len() >= best.span.Len()) {
			best, distance = c, d
		}
	}
	return best, distance >= 0
}

// gap returns how many characters lie between two places, or -1 where there are
// more than most.
func (j *judge) gap(from, to, most int) int {
	if to < from || to-from > utf8.UTFMax*most {
		return -1
	}
	n := utf8.RuneCountInString(recourse.Span{Start: from, End: to}.Of(j.doc.Text))
	if n > most {
		return -1
	}
	return n
}

// oneSentence reports whether no sentence ends between two places. A full stop
// behind a number ends none where small letters follow: "5. novembra".
func (j *judge) oneSentence(from, to int) bool {
	part := recourse.Span{Start: from, End: to}.Of(j.doc.Text)
	for i := range len(part) {
		switch part[i] {
		case '!', '?', ';':
			return false
		case '.':
			if i+1 < len(part) && (part[i+1] == ' ' || part[i+1] == '\n') && !ordinal(part, i) {
				return false
			}
		case '\n':
			if i+1 < len(part) && part[i+1] == '\n' {
				return false
			}
		}
	}
	return true
}

// ordinal reports whether the full stop at i belongs to a number in a sentence
// that goes on.
func ordinal(s string, i int) bool {
	if i == 0 || s[i-1] < '0' || s[i-1] > '9' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i+1:], " \n"))
	return unicode.IsLower(next) || unicode.IsDigit(next)
}

// cuesByUnit returns the cues that whoever speaks can give; nil where there are none.
func (j *judge) cuesByUnit() [][]cue {
	first := len(j.rules) + len(j.Checker.facts) + j.Checker.sideCues
	var byUnit [][]cue
	for _, m := range j.finds.met {
		if m < first {
			continue
		}
		if byUnit == nil {
			byUnit = make([][]cue, len(j.units))
		}
		q := &j.cues[m-first+j.Checker.sideCues]
		for _, at := range j.finds.of[m] {
			u := &j.units[at.unit]
			if !u.may(q.By) {
				continue
			}
			end := at.end
			for end > at.start && u.text.String()[end-1] == ' ' {
				end-- // else a cue that ends in a space would be the closer one
			}
			if q.Means == cueTheirs && u.who != other {
				continue // somebody's own payment, it may be
			}
			c := cue{means: q.Means, span: u.span(at.start, end), ago: q.Ago, times: q.Times}
			if len(at.groups) >= 4 && at.groups[2] >= 0 {
				c.bare = u.span(at.groups[2], at.groups[3])
			}
			if len(at.groups) >= 6 && at.groups[4] >= 0 {
				c.second = u.span(at.groups[4], at.groups[5])
			}
			byUnit[at.unit] = append(byUnit[at.unit], c)
		}
	}
	return byUnit
}

// currency returns the one that most amounts of the document name; without any,
// dinars in a Serbian text, and else none (ISO 4217 XXX).
func (j *judge) currency() money.Currency {
	var best money.Currency
	counts := j.currencies()
	for c, n := range counts {
		if best == "" || n.times > counts[best].times || n.times == counts[best].times && n.first < counts[best].first {
			best = c
		}
	}
	switch {
	case best != "":
		return best
	case strings.HasPrefix(j.language, "sr"):
		return "RSD"
	default:
		return "XXX"
	}
}

// oneCurrency reports whether all amounts of the document name one currency.
func (j *judge) oneCurrency() bool { return len(j.currencies()) == 1 }

// named is how often a currency is named, and where first.
type named struct{ times, first int }

func (j *judge) currencies() map[money.Currency]named {
	counts := make(map[money.Currency]named)
	for n := range j.units {
		for _, f := range j.find(n, "") {
			c, known := counts[f.Amount.Currency]
			if !known {
				c.first = f.Span.Start
			}
			c.times++
			counts[f.Amount.Currency] = c
		}
	}
	return counts
}
