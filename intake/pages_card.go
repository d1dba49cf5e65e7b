package intake

import (
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// cardSlip reads the slip of a terminal: an amount, and a card's number with its
// middle hidden or the code of its authorisation. A slip shows that a card was
// asked to pay, and the bank books it or not.
func (r *reader) cardSlip(f *File, k *knownPage) bool {
	if len(f.Text) > maxSlip || !k.titledLine(f.Text) {
		return false
	}
	values := k.values(f, r.words)
	amount, ok := firstOf(values, pageAmount)
	code, coded := firstOf(values, pageNumber)
	card := maskedCard(f.Text)
	if !ok || amount.amount.Minor <= 0 || card == "" && !coded {
		return false
	}
	merchant, _ := firstOf(values, pagePayee)
	if merchant.text == "" {
		merchant.text = k.above(f.Text)
	}
	p := incident.Payment{
		Amount: amount.amount, Direction: "out", Rail: k.rail, Status: incident.Proposed, Reference: code.text,
		CardNetwork: network(appendWords(nil, fold.Key(f.Text))),
		From:        incident.Account{Account: card}, To: incident.Account{Name: merchant.text},
		Source: incident.Source{Kind: incident.FromSlip}.Numbered("card slip", code.text),
		Fact:   incident.Fact{Origins: incident.Origins{{Item: f.SHA256, Span: recourse.Span{End: len(f.Text)}}}},
	}
	for line := range strings.Lines(f.Text) {
		switch k.state(strings.TrimSpace(line)) {
		case incident.Notice:
			p.Status = incident.Notice
		case stateBack:
			p.Direction, p.From, p.To = "in", p.To, p.From
		}
	}
	p.At = r.slipTime(f, values)
	f.Payments = append(f.Payments, p)
	return true
}

// stateBack is the state of a slip by which money came back.
const stateBack = "back"

// slipTime returns when a slip says that it was made: behind labels, or on a line
// of its own.
func (r *reader) slipTime(f *File, values []pageValue) recourse.Moment {
	date, _ := firstOf(values, pageDate)
	clock := int32(-1)
	if v, ok := firstOf(values, pageTime); ok {
		p := scanner{s: v.text, words: r.words}
		clock, _ = p.clock()
	}
	for line := range strings.Lines(f.Text) {
		d, c, ok := r.words.stampLine(strings.TrimSpace(line))
		if ok && date.field == "" && !d.none() && !d.noYear {
			date.date, clock = d, c
			values = append(values, pageValue{date: d})
			break
		}
	}
	d, ok := date.date.in(pageDates(f, values))
	switch {
	case !ok:
		return recourse.Moment{}
	case clock < 0:
		return recourse.OnDay(d)
	}
	return moment(d, clock, r.opt.Zone)
}

// titled reports whether a folded line is a title of such slips, and nothing else.
func (k *knownPage) titled(key string) bool {
	return slices.Contains(k.titles, strings.Trim(key, " *-=:."))
}

func (k *knownPage) titledLine(text string) bool {
	for line := range strings.Lines(text) {
		if k.titled(fold.Key(line)) {
			return true
		}
	}
	return false
}

// above returns the first line above the slip's title that is a name and names
// no bank: there the terminal prints where it stands.
func (k *knownPage) above(text string) string {
	const most = 6
	name, n := "", 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		key := fold.Key(line)
		if k.titled(key) {
			return name
		}
		if line == "" {
			continue
		}
		if n++; n > most {
			return ""
		}
		field, _, _ := k.label(line)
		bank := slices.ContainsFunc(k.ends, func(w string) bool { return strings.Contains(key, w) })
		if name == "" && field == "" && !bank && nameLike(line) && !strings.ContainsAny(line, "*0123456789") {
			name = line
		}
	}
	return ""
}

// hiddenCard is a card's number of which some digits are hidden.
var hiddenCard = regexp.MustCompile(`[0-9*Xx•#]{2,19}(?:[ -]?[0-9*Xx•#]{2,6}){0,4}`)

// maskedCard returns the first number of a card in a text with its middle hidden,
// or "".
func maskedCard(text string) string {
	const fewest, most, hidden = 8, 19, 4
	for _, s := range hiddenCard.FindAllString(text, 100) {
		digits, marks := 0, 0
		for _, c := range s {
			switch {
			case c >= '0' && c <= '9':
				digits++
			case c != ' ' && c != '-':
				marks++
			}
		}
		const shown = 10 // what may be printed: the first six and the last four
		if n := digits + marks; marks >= hidden && digits <= shown && n >= fewest && n <= most && strings.Trim(s[len(s)-4:], "0123456789") == "" {
			return s
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := maskCard(line); m != line {
			return strings.TrimSpace(hiddenCard.FindString(m))
		}
	}
	return ""
}
