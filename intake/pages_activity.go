package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
)

// The lines of an account's activity that is shown as blocks: a name, a day and an
// amount each, in any order that is the same in all of them.
type activityPart uint8

const (
	partName   activityPart = iota // or any other words
	partDay                        // perhaps with the kind of the payment behind it
	partAmount                     // alone
	partState                      // a word for the state, alone
	partKind                       // a word that is known and says nothing, alone
	partMonth                      // a month and its year
)

// activityLine is one line of such a page.
type activityLine struct {
	part   activityPart
	text   string
	span   recourse.Span
	day    figures
	amount money.Amount
	sign   byte // of the amount: - + or 0
	state  string
}

// maxActivity is how many payments of one page are read.
const maxActivity = 5000

// activity reads an activity that is no table: blocks of a name, a day and an
// amount. The state stands in the block, or above the blocks for which it holds.
func (r *reader) activity(f *File, k *knownPage) bool {
	lines := k.activityLines(f.Text, r.words)
	first := slices.IndexFunc(lines, func(l activityLine) bool { return l.part == partAmount })
	if first < 0 {
		return false
	}
	dayFirst := slices.ContainsFunc(lines[:first], func(l activityLine) bool { return l.part == partDay })
	headed := k.statesAbove(lines[:first])
	var v votes
	signed, unread, yearless := false, 0, 0
	for _, l := range lines {
		if l.part == partDay {
			v.add(l.day)
		}
		signed = signed || l.sign == '-'
	}
	o := v.decide(false)
	b := activityBlock{headed: headed}
	for i := 0; i < len(lines) && len(f.Payments) < maxActivity; {
		i = b.take(lines, i, dayFirst)
		if b.amount.part != partAmount {
			break
		}
		p, ok := k.activityPayment(f, &b, o, signed)
		if !ok {
			unread++
			continue
		}
		if p.At.IsZero() && b.day.day.noYear {
			yearless++
		}
		f.Payments = append(f.Payments, p)
	}
	if len(f.Payments) == 0 {
		return false
	}
	if v.ambiguous(o) {
		f.problem("dates-ambiguous", "")
	}
	if unread > 0 {
		f.problem("rows-not-read", "", "n", unread)
	}
	if yearless > 0 {
		f.problem("entries-without-year", "", "n", yearless)
	}
	if n := countOf(f.Payments, func(p incident.Payment) bool { return p.Direction == "" }); n > 0 {
		f.problem("direction-unknown", "", "n", n)
	}
	if n := countOf(f.Payments, func(p incident.Payment) bool { return p.Status == incident.Proposed }); n > 0 {
		f.problem("sums-not-confirmed", "", "n", n)
	}
	return true
}

func countOf(list []incident.Payment, is func(incident.Payment) bool) (n int) {
	for _, p := range list {
		if is(p) {
			n++
		}
	}
	return n
}

// activityBlock is what was gathered of one payment.
type activityBlock struct {
	name, day, amount, state activityLine
	month                    activityLine // the last month above
	above                    string       // the last state above, where states stand there
	headed                   bool
}

// take gathers the lines of the next block from i on and returns where it ends.
func (b *activityBlock) take(lines []activityLine, i int, dayFirst bool) int {
	b.name, b.day, b.amount, b.state = activityLine{}, activityLine{}, activityLine{}, activityLine{}
	named := false // behind the day
	for ; i < len(lines); i++ {
		l := lines[i]
		switch l.part {
		case partMonth:
			b.month = l
		case partState:
			if b.headed {
				b.above = l.state
			} else {
				b.state = l
			}
		case partDay:
			b.day, named = l, false
		case partName:
			// Behind its day the first words are the name, else the last before it.
			if behind := dayFirst && b.day.text != ""; !behind || !named {
				b.name, named = l, behind
			}
		case partAmount:
			b.amount = l
			return b.after(lines, i+1, dayFirst)
		}
	}
	return i
}

// after takes what follows a block's amount and is its own.
func (b *activityBlock) after(lines []activityLine, i int, dayFirst bool) int {
	for ; i < len(lines); i++ {
		switch l := lines[i]; {
		case l.part == partState && !b.headed && b.state.text == "":
			b.state = l
		case l.part == partDay && !dayFirst && b.day.text == "":
			b.day = l
		case l.part == partKind:
		default:
			return i
		}
	}
	return i
}

// statesAbove reports whether the words for states stand above blocks: one does so
// before the first name with a day.
func (k *knownPage) statesAbove(lines []activityLine) bool {
	at := -1
	for i, l := range lines {
		switch l.part {
		case partState:
			at = i
		case partDay:
			return at >= 0 && slices.ContainsFunc(lines[at:i+1], func(l activityLine) bool { return l.part == partName || l.part == partDay })
		}
	}
	return at >= 0 && slices.ContainsFunc(lines[at:], func(l activityLine) bool { return l.part == partName })
}

// activityPayment makes a payment of a block that has a name and a day.
func (k *knownPage) activityPayment(f *File, b *activityBlock, o order, signed bool) (incident.Payment, bool) {
	if b.name.text == "" || b.day.text == "" && b.month.text == "" {
		return incident.Payment{}, false
	}
	p := incident.Payment{Amount: b.amount.amount, Rail: k.rail, Status: incident.Proposed, Source: walletOr(incident.FromEntry, k.rail)}
	switch {
	case b.amount.sign == '-':
		p.Direction, p.To.Name = "out", b.name.text
	case b.amount.sign == '+' || signed:
		p.Direction, p.From.Name = "in", b.name.text
	default:
		p.To.Name = b.name.text
	}
	day := b.day.day
	if day.noYear && b.month.text != "" && b.month.day.b == day.b {
		day.c, day.noYear, day.long = b.month.day.c, false, true
	}
	if d, ok := day.in(o); ok {
		p.At = recourse.OnDay(d)
	}
	state := b.above
	for _, l := range []activityLine{b.day, b.state} {
		if l.state != "" {
			state = l.state
		}
	}
	switch state {
	case "":
	case pagePaid:
		p.Status = ""
	default:
		p.Status = state
	}
	origin := incident.Origin{Item: f.SHA256, Span: b.amount.span, Place: "entry " + strconv.Itoa(len(f.Payments)+1)}
	for _, l := range []activityLine{b.name, b.day, b.state} {
		if l.text != "" {
			origin.Span.Start, origin.Span.End = min(origin.Span.Start, l.span.Start), max(origin.Span.End, l.span.End)
		}
	}
	p.Origins = incident.Origins{origin}
	return p, true
}

// activityLines tells what each line of a page is, down to where its list ends.
func (k *knownPage) activityLines(text string, words *Chats) (list []activityLine) {
	const longest = 160
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		s := strings.TrimSpace(line)
		if s == "" || len(s) > longest {
			continue
		}
		key := fold.Key(s)
		if slices.Contains(k.ends, key) {
			if len(list) > 0 && slices.ContainsFunc(list, func(l activityLine) bool { return l.part == partAmount }) {
				break
			}
			continue
		}
		start += strings.Index(line, s)
		l := k.activityLine(s, key, words)
		l.text, l.span = s, recourse.Span{Start: start, End: start + len(s)}
		list = append(list, l)
	}
	return list
}

func (k *knownPage) activityLine(s, key string, words *Chats) activityLine {
	if a, text, ok := leadingAmount(s, k.currency); ok && text == s && strings.ContainsAny(s, ".,$€£") {
		l := activityLine{part: partAmount, amount: a}
		switch {
		case strings.ContainsAny(s, "-−–"):
			l.sign = '-'
		case strings.Contains(s, "+"):
			l.sign = '+'
		}
		return l
	}
	if _, known := k.states[key]; known {
		return activityLine{part: partState, state: k.states[key]}
	}
	if k.labels[labelKey(s)] != "" {
		return activityLine{part: partKind}
	}
	if month, year, ok := monthYear(s, words); ok {
		return activityLine{part: partMonth, day: figures{b: int16(month), c: year, long: true, named: true}}
	}
	p := scanner{s: s, words: words}
	if day, ok := p.anyDate(); ok {
		rest := strings.TrimSpace(strings.Trim(p.rest(), " ·•.|,–-"))
		l := activityLine{part: partDay, day: day}
		for word := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == '·' || r == '•' || r == '|' }) {
			if st := k.states[fold.Key(strings.TrimSpace(word))]; st != "" {
				l.state = st
			}
		}
		return l
	}
	return activityLine{part: partName}
}

// monthYear reads "November 2026", "Nov 2026", "novembar 2026.".
func monthYear(s string, words *Chats) (time.Month, int16, bool) {
	fields := strings.Fields(s)
	if len(fields) != 2 || words == nil {
		return 0, 0, false
	}
	month := words.months[strings.Trim(fold.Key(fields[0]), ".")]
	year, digits := figure(strings.Trim(fields[1], "."))
	return month, int16(year), month != 0 && digits == 4
}
