package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// Bounds of what is read as a notice.
const (
	maxNotice     = 16 << 10 // bytes of one message
	maxNotices    = 50       // in one message
	noticeReach   = 400      // folded bytes behind a notice's sum in which its places stand
	noticeBack    = 160      // and ahead of its sentence
	noticeDays    = 4        // how far from its message a notice's day may lie
	longestPayee  = 60
	noticeRefLeft = 40
)

// notice is what a bank's message tells of one payment.
type notice struct {
	form      *noticeForm
	amount    money.Amount
	span      recourse.Span // of the sentence, in the text that was read
	sum       recourse.Span
	payee     string
	payer     string
	to, from  string // accounts
	reference string
	day       figures
	clock     int32 // in seconds; -1 where none stands there
}

// readNotices reads a message by the words of all languages; that which finds most is
// the message's.
func (s *Statements) readNotices(text string, months *Chats) (words *noticeWords, list []notice) {
	if len(text) > maxNotice || !money.HasDigit(text) || len(money.Find(text, "")) == 0 {
		return nil, nil
	}
	folded := fold.New(text)
	for i := range s.notices {
		if found := s.notices[i].read(text, folded, months); len(found) > len(list) {
			words, list = &s.notices[i], found
		}
	}
	return words, list
}

// found is a form and where it stands in a folded text.
type foundNotice struct {
	form     *noticeForm
	from, to int
	sum      [2]int
}

// read finds the notices of a text. What was refused or taken back takes the payment that
// is told beside it with it.
func (w *noticeWords) read(text string, folded fold.Text, months *Chats) []notice {
	s := folded.String()
	found := w.find(s)
	var list []notice
	for i, f := range found {
		n, ok := w.notice(text, folded, f)
		if !ok {
			continue
		}
		from, end := max(0, f.from-noticeBack), min(len(s), f.to+noticeReach)
		if i > 0 {
			from = max(from, found[i-1].to)
		}
		if i+1 < len(found) {
			end = min(end, found[i+1].from)
		}
		w.fill(&n, text, folded, f, from, end, months)
		same := func(o notice) bool {
			return o.amount == n.amount && o.form.direction == n.form.direction && agreeing(o.payee, n.payee) && agreeing(o.payer, n.payer) &&
				o.reference == n.reference && o.day == n.day && o.clock == n.clock
		}
		if !slices.ContainsFunc(list, same) { // a mail says it in its head and once more below
			list = append(list, n)
		}
	}
	if i := slices.IndexFunc(list, func(n notice) bool { return n.form.moved() == 0 }); i >= 0 {
		return list[i : i+1]
	}
	return list
}

// find finds the forms in a folded text, none over another: first those by which no money
// moved, of those that begin together the longest. A sentence of what is still to happen is none.
func (w *noticeWords) find(s string) (found []foundNotice) {
	for i := range w.forms {
		f := &w.forms[i]
		if !slices.ContainsFunc(f.terms, func(t string) bool { return strings.Contains(s, t) }) {
			continue
		}
		sum := f.text.SubexpIndex("sum")
		for _, at := range f.text.FindAllStringSubmatchIndex(s, maxNotices) {
			if at[2*sum] >= 0 {
				found = append(found, foundNotice{f, at[0], at[1], [2]int{at[2*sum], at[2*sum+1]}})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b foundNotice) int {
		return cmp.Or(a.form.moved()-b.form.moved(), a.from-b.from, b.to-a.to)
	})
	var kept []foundNotice
	for _, f := range found {
		over := func(o foundNotice) bool { return f.from < o.to && o.from < f.to }
		if !slices.ContainsFunc(kept, over) && !(f.form.moved() > 0 && matchesAny(w.future, sentenceAt(s, f.from, f.to))) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(a, b foundNotice) int { return a.from - b.from })
	return kept
}

// moved is 1 of a form that tells of money that moved, and 0 of one that says that none did.
func (f *noticeForm) moved() int {
	if f.direction == noticeOut || f.direction == noticeIn {
		return 1
	}
	return 0
}

func agreeing(a, b string) bool { return a == b || a == "" || b == "" }

func matchesAny(list []*regexp.Regexp, s string) bool {
	return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.MatchString(s) })
}

// sentenceAt is the sentence in which a place of a folded text lies; a full stop between
// figures ends none.
func sentenceAt(s string, from, to int) string {
	ends := func(i int) bool { return strings.IndexByte(".!?", s[i]) >= 0 && (i+1 == len(s) || s[i+1] == ' ') }
	for from > 0 && !ends(from-1) {
		from--
	}
	for to < len(s) && !ends(to) {
		to++
	}
	return strings.TrimSpace(s[from:min(len(s), to+1)])
}

// notice reads the sum of a form.
func (w *noticeWords) notice(text string, folded fold.Text, f foundNotice) (n notice, ok bool) {
	at := folded.Original(f.sum[0], f.sum[1])
	sums := money.Find(at.Of(text), w.currency)
	if len(sums) != 1 || sums[0].Amount.Minor <= 0 || sums[0].Amount.Currency == "" {
		return n, false
	}
	return notice{form: f.form, amount: sums[0].Amount, span: folded.Original(f.from, f.to), sum: sums[0].Span.Shift(at.Start), clock: -1}, true
}

// fill reads what else stands with a notice, between two places of the folded text.
func (w *noticeWords) fill(n *notice, text string, folded fold.Text, f foundNotice, from, end int, months *Chats) {
	s := folded.String()
	value := func(place string, from int) string {
		for _, re := range w.places[place] {
			if at := re.FindStringSubmatchIndex(s[from:end]); at != nil && at[2] >= 0 {
				return folded.Original(from+at[2], from+at[3]).Of(text)
			}
		}
		return ""
	}
	n.to, n.from = slipAccount(value(noticeTo, from)), slipAccount(value(noticeFrom, from))
	if n.form.direction == noticeIn {
		n.payer = w.name(value(noticePayer, from))
	} else {
		n.payee = w.name(value(noticePayee, f.from))
	}
	n.reference = strings.Trim(oneLine(value(noticeReference, f.from)), ".,;: ")
	if len(n.reference) > noticeRefLeft || !strings.ContainsAny(n.reference, "0123456789") {
		n.reference = ""
	}
	scan := scanner{s: value(noticeDay, from)}
	if fig, ok := (&layout{months: months}).noticeDay(&scan); ok {
		n.day = fig
		for scan.spaces() || scan.anyByte(",.") != 0 || scan.lit("u ") || scan.lit("at ") || scan.lit("um ") {
		}
		if clock, ok := scan.clock(); ok {
			n.clock = clock
		}
	}
}

// noticeDay reads a date whose year may be left out behind the name of a month.
func (l *layout) noticeDay(p *scanner) (figures, bool) {
	if f, ok := p.date(); ok {
		return f, true
	}
	p.words = l.months
	return p.namedDate()
}

// name is a name without what follows it in the sentence.
func (w *noticeWords) name(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	folded := fold.New(s)
	if at := w.ends.FindStringIndex(folded.String()); at != nil {
		s = s[:folded.Original(at[0], at[1]).Start]
	}
	s = strings.Trim(oneLine(s), " .,;:-–")
	if len([]rune(s)) > longestPayee || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return s
}

// told is when a notice that came at a time says that it was: the day that it names,
// where that lies near, else the day on which it came.
func (n *notice) told(at recourse.Moment, zone *time.Location) recourse.Moment {
	if n.day.none() {
		if at.IsZero() {
			return at
		}
		return recourse.OnDay(at.Date())
	}
	fig := n.day
	if fig.noYear && !at.IsZero() {
		fig.noYear, fig.long, fig.c = false, true, int16(at.Date().Year)
		if d, ok := fig.in(fig.fixed()); ok && at.Date().DaysUntil(d) > noticeDays {
			fig.c-- // of December, told in January
		}
	}
	var day recourse.Date
	for _, o := range []order{fig.fixed(), dayFirst, monthFirst} {
		d, ok := fig.in(o)
		if !ok || o == orderUnknown && fig.fixed() != orderUnknown {
			continue
		}
		if near := at.Date().DaysUntil(d); at.IsZero() && o == fig.fixed() || !at.IsZero() && near <= 1 && near >= -noticeDays {
			day = d
			break
		}
	}
	switch {
	case day == (recourse.Date{}):
		return recourse.Moment{}
	case n.clock >= 0:
		return moment(day, n.clock, zone)
	}
	return recourse.OnDay(day)
}

// payment makes a proposed payment of a notice. Each message tells of one payment: where
// the bank gives it no number, that of the message keeps two equal ones apart.
func (n *notice) payment(w noticeAt, zone *time.Location) incident.Payment {
	p := incident.Payment{
		Amount: n.amount, Direction: n.form.direction, Rail: n.form.rail, At: n.told(w.at, zone), Reference: n.reference, Status: incident.Proposed,
		Source: incident.Source{Kind: incident.FromNotice}, Fact: incident.Fact{Origins: incident.Origins{{Item: w.item, Span: n.span.Shift(w.start)}}},
	}
	if p.Direction == noticeIn {
		p.From = incident.Account{Name: n.payer, Account: n.from}
		p.To = incident.Account{Account: n.to}
	} else {
		p.From = incident.Account{Account: n.from}
		p.To = incident.Account{Name: n.payee, Account: n.to}
	}
	if ref := slipNo(n.reference); ref != "" {
		p.Source = p.Source.Numbered("notice", ref)
	} else if w.channel != "" && w.at.Precision >= recourse.WallClock {
		p.Source = p.Source.Numbered("notice "+w.channel, w.at.String())
	}
	return p
}

// asksIn reports whether a text wants its reader to do something, beyond what a bank's own
// messages ask where own is set.
func (w *noticeWords) asksIn(text string, own bool) bool {
	s := fold.Key(text)
	for _, re := range w.asks {
		for _, at := range re.FindAllStringIndex(s, maxNotices) {
			if !own || !matchesAny(w.mayAsk, sentenceAt(s, at[0], at[1])) {
				return true
			}
		}
	}
	return false
}

// leadsAway reports whether a text leads to a site that is not own.
func leadsAway(list []indicator.Indicator, own func(host string) bool) bool {
	return slices.ContainsFunc(list, func(i indicator.Indicator) bool {
		switch i.Kind {
		case indicator.Domain:
			return !own(i.Value)
		case indicator.URL:
			host, _ := linkHost(i.Value)
			return !own(host)
		}
		return false
	})
}
