package scam

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/indicator"
	"recourse/ladder"
	"recourse/lookalike"
	"recourse/model"
	"recourse/money"
)

// maxSpans is how many places one reason names.
const maxSpans = 5

// judge is one judgement at work. Its memory is used again for the next document.
type judge struct {
	*Checker
	doc      Document
	units    []unit
	senders  []string
	numbers  map[string]int // the senders' indexes
	mother   []heard        // by sender, one behind the first, which is the whole; nil until it is wanted
	finds    *finds
	buffer   fold.Buffer
	reader   *model.Extractor
	folded   []byte       // of the piece that the model reads
	plain    []byte       // the same, as it was given
	readerOf *model.Model // whose features it reads

	payers []string // senders whose words are those of who pays, where nobody said who speaks
	torn   bool     // the words contradict each other about who asks for money and who pays

	language   string
	indicators []indicator.Indicator
	hosts      []host
	imitated   []string // brands that a domain in the text imitates
	claims     []Demand
	tellings   []Telling
	askings    []Asking
	elsewhere  []Demand
	returned   []Demand
	own        []Demand
	demands    []Demand
	ladder     *ladder.Ladder
	met        []int             // rules that were met, ascending
	hits       [][]recourse.Span // by rule
	turned     *unit             // with which a scam took over what was genuine until then
	turnedBy   int               // the set that says so
	early      []Telling         // paid before that

	corrections []correction
	came        []Telling
	gave        []Demand
	totals      []Telling
	confirmed   []Telling
	summed      []Demand
	unread      []Demand
	counted     map[money.Currency]named // by currencies

	sums    []float64 // by set, of the rules that were met
	touched []int     // sets with a sum
	weights []float64 // by rule
}

// Check judges a document.
func (c *Checker) Check(doc Document) Verdict {
	j := c.judge(doc)
	defer c.done(j)
	isCut := j.split()
	for n := range j.units {
		c.search(j.finds, n, j.units[n].text.String(), j.sought(&j.units[n]))
	}
	j.finds.sort()
	j.mark()
	j.language = language(doc.Text, j.units)
	if len(doc.Other) == 0 && len(j.senders) > 0 {
		j.guess()
	}
	j.indicators = j.findIndicators()
	j.findHosts()
	e := j.evidence()
	if j.takeOver(e.winner) {
		e = j.evidence()
	}
	v := j.verdict(e)
	v.Cut = isCut
	return v
}

// mark notes the units in which a rule may be met, for the model.
func (j *judge) mark() {
	if j.model == nil || len(j.units) < 2 {
		return
	}
	for _, m := range j.finds.met {
		if m < len(j.rules) && !j.rules[m].counter {
			for _, at := range j.finds.of[m] {
				j.units[at.unit].met = true
			}
		}
	}
}

// judge returns a judge for the document.
func (c *Checker) judge(doc Document) *judge {
	j, ok := c.judges.Get().(*judge)
	if !ok {
		j = &judge{
			finds: newFinds(c), hits: make([][]recourse.Span, len(c.rules)),
			sums: make([]float64, len(c.sets)), weights: make([]float64, len(c.rules)),
		}
	}
	j.Checker, j.doc, j.finds.judge = c, doc, j
	return j
}

// maxKept is how many units a judge may have had whose memory is kept.
const maxKept = 1 << 15

// done gives the judge back. What it told of the document is forgotten.
func (c *Checker) done(j *judge) {
	j.finds.reset()
	j.forget()
	if len(j.units) > maxKept {
		return
	}
	clear(j.units)
	clear(j.senders)
	clear(j.numbers)
	j.payers = nil
	j.doc, j.units, j.senders, j.indicators, j.language, j.turned, j.torn = Document{}, j.units[:0], j.senders[:0], nil, "", nil, false
	clear(j.hosts)
	j.hosts, j.imitated, j.claims, j.tellings, j.demands, j.ladder = j.hosts[:0], nil, nil, nil, nil, nil
	j.elsewhere, j.returned, j.early, j.corrections, j.came, j.gave, j.own = nil, nil, nil, nil, nil, nil, nil
	j.totals, j.confirmed, j.summed, j.unread, j.counted, j.mother = nil, nil, nil, nil, nil, nil
	c.judges.Put(j)
}

// forget drops what rules found.
func (j *judge) forget() {
	for _, i := range j.met {
		j.hits[i], j.weights[i] = j.hits[i][:0], 0
	}
	for _, i := range j.touched {
		j.sums[i] = 0
	}
	j.met, j.touched = j.met[:0], j.touched[:0]
}

// evidence reads the amounts, runs the rules and adds up what they found.
func (j *judge) evidence() evidence {
	j.forget()
	j.amounts()
	for _, m := range j.finds.met {
		if m < len(j.rules) {
			j.meet(m, j.said(m))
		}
	}
	for _, i := range j.detected {
		if r := &j.rules[i]; r.Detect == detectSign {
			j.meet(i, j.signs(j.hits[i][:0], r.Signs))
			continue
		} else if r.Detect == detectUnanswered {
			j.meet(i, j.unanswered(j.hits[i][:0], i))
			continue
		}
		j.meet(i, j.detect(j.hits[i][:0], j.rules[i].Detect))
	}
	slices.Sort(j.met)
	j.conditions()
	j.elsewhereThanTheTurn()
	return j.weigh()
}

// meet notes where a rule is met.
func (j *judge) meet(rule int, spans []recourse.Span) {
	j.hits[rule] = spans
	if len(spans) > 0 {
		j.met = append(j.met, rule)
	}
}

// unitAt returns the unit that the place lies in, or nil.
func (j *judge) unitAt(at int) *unit {
	n, _ := slices.BinarySearchFunc(j.units, at, func(u unit, at int) int {
		if u.start <= at {
			return -1
		}
		return 1
	})
	if n == 0 {
		return nil
	}
	return &j.units[n-1]
}

// may reports whether whoever speaks in the unit can meet a matcher.
func (u *unit) may(by string) bool {
	return by == byAnyone || u.who == unknown || (by == byOther) == (u.who == other)
}

func (j *judge) findIndicators() []indicator.Indicator {
	text := j.doc.Text
	if len(text) <= MaxText {
		return indicator.Find(text)
	}
	var all []indicator.Indicator
	for _, s := range kept(text) {
		for _, in := range indicator.Find(s.Of(text)) {
			in.Span = in.Span.Shift(s.Start)
			all = append(all, in)
		}
	}
	return all
}

// said returns where the words of a rule stand, before conditions between rules.
func (j *judge) said(i int) []recourse.Span {
	spans := j.hits[i][:0]
	r := &j.rules[i]
	by := j.speaker(r)
	for _, at := range j.finds.of[i] {
		u := &j.units[at.unit]
		if u.may(by) && (r.counter || r.set != j.turnedBy || !j.genuine(u)) {
			spans = append(spans, u.span(at.start, at.end))
		}
	}
	return spans
}

// speaker returns who must say what a rule looks for. What counts as a sign of a
// scam is said by the other side, unless the rule says otherwise: a person's own
// question about the "VIP tasks" is none. A quarrel is told by both sides.
func (j *judge) speaker(r *compiled) string {
	kind := j.sets[r.set].Kind
	if r.By == byAnyone && !r.counter && !r.Told && (kind == kindPattern || kind == kindSignals) {
		return byOther
	}
	return r.By
}

// detect runs what no words can say, and appends where it was found.
func (j *judge) detect(spans []recourse.Span, what string) []recourse.Span {
	switch what {
	case "rising-ladder":
		if l := j.ladder; l != nil && len(l.Paid) >= 2 && l.Shape == ladder.Rising {
			return append(spans, spansOf(append(slices.Clone(j.claims), j.demands...))...)
		}
		return spans
	case RulePayees:
		return append(spans, j.payees()...)
	}
	switch what {
	case "hidden-words":
		return j.hidden(spans)
	case "disguised-address":
		for _, in := range j.indicators {
			if in.Tricks&disguises != 0 {
				spans = append(spans, in.Span)
			}
		}
		return spans
	}
	for _, h := range j.hosts {
		if !h.of(what) {
			continue
		}
		spans = append(spans, h.span)
		if b := h.Brand; h.Flagged() && what == "lookalike" && !slices.Contains(j.imitated, b) {
			j.imitated = append(j.imitated, b)
		}
	}
	return spans
}

// signs appends where what was found elsewhere shows.
func (j *judge) signs(spans []recourse.Span, kinds []string) []recourse.Span {
	for _, s := range j.doc.Signs {
		if slices.Contains(kinds, s.Kind) {
			spans = append(spans, s.Span)
		}
	}
	return spans
}

// disguises are the tricks of an address that nobody plays by accident.
const disguises = indicator.Userinfo | indicator.Mixed | indicator.OddIP | indicator.Encoded | indicator.Backslash | indicator.Script | indicator.Hidden

// hidden appends the words that were hidden from whoever searches for them.
func (j *judge) hidden(spans []recourse.Span) []recourse.Span {
	for i := range j.units {
		u := &j.units[i]
		if u.who == self {
			continue
		}
		for _, t := range u.text.Hidden() {
			switch t.Kind {
			case fold.ZeroWidth, fold.Bidi, fold.Tag, fold.LookAlike, fold.Spaced:
				spans = append(spans, t.Span.Shift(u.start))
			}
		}
	}
	return spans
}

// host is a host that the text names, and what its name shows.
type host struct {
	lookalike.Result
	span recourse.Span
}

// of reports whether the host is of a kind that rules look for.
func (h host) of(what string) bool {
	switch what {
	case "official-domain":
		return h.Official && len(h.How) == 0 // where anyone may open a page it says nothing
	case "lookalike":
		return h.Flagged()
	case "misleading-address":
		return h.Flagged() && h.Score >= lookalike.Certain
	}
	return !h.Official && slices.ContainsFunc(h.How, func(w lookalike.How) bool { return string(w.Kind) == what })
}

// findHosts judges the hosts that the text names, each once.
func (j *judge) findHosts() {
	for _, in := range j.indicators {
		if in.Kind == indicator.Domain || in.Kind == indicator.URL && strings.ContainsAny(in.Value, "?@") {
			j.hosts = append(j.hosts, host{j.brands.Check(in.Value), in.Span})
		}
	}
}

// payees returns the accounts that the other side named, where there are several;
// of those of which the first were genuine, the others.
func (j *judge) payees() []recourse.Span {
	var spans []recourse.Span
	var values []string
	for _, in := range j.indicators {
		if in.Kind != indicator.AccountRS && in.Kind != indicator.IBAN {
			continue
		}
		if !j.saidByOther(in.Span) || slices.Contains(values, in.Value) {
			continue
		}
		values = append(values, in.Value)
		if !j.genuine(j.unitAt(in.Span.Start)) {
			spans = append(spans, in.Span)
		}
	}
	if len(values) < 2 {
		return nil
	}
	return spans
}

// saidByOther reports whether the place stands in a message of the other side.
func (j *judge) saidByOther(s recourse.Span) bool {
	u := j.unitAt(s.Start)
	return u != nil && u.who == other
}

func spansOf(list []Demand) []recourse.Span {
	spans := make([]recourse.Span, 0, len(list))
	for _, d := range list {
		spans = append(spans, d.Span)
	}
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	return spans
}

// conditions drops rules whose requires or excludes do not hold. Rules are
// compared as they were met by words, so that the order of files does not matter.
func (j *judge) conditions() {
	is := func(n int) bool {
		_, found := slices.BinarySearch(j.met, n)
		return found
	}
	dropped := 0
	for _, i := range j.met {
		r := &j.rules[i]
		if len(r.requires) > 0 && !slices.ContainsFunc(r.requires, is) || slices.ContainsFunc(r.exclude, is) {
			j.hits[i] = j.hits[i][:0]
			dropped++
		}
	}
	if dropped > 0 {
		j.met = slices.DeleteFunc(j.met, func(i int) bool { return len(j.hits[i]) == 0 })
	}
}

// elsewhereThanTheTurn drops the finds of rules that speak of their own message alone,
// where other messages announce the turn: the true seller's advice to call speaks
// for no one who writes in the seller's name.
func (j *judge) elsewhereThanTheTurn() {
	for _, i := range j.met {
		r := &j.rules[i]
		if !r.Here {
			continue
		}
		announced := make(map[int]bool)
		for _, t := range j.sets[r.set].turn {
			for _, s := range j.hits[t] {
				announced[j.unitAt(s.Start).message] = true
			}
		}
		if len(announced) > 0 {
			j.hits[i] = slices.DeleteFunc(j.hits[i], func(s recourse.Span) bool { return !announced[j.unitAt(s.Start).message] })
		}
	}
	j.met = slices.DeleteFunc(j.met, func(i int) bool { return len(j.hits[i]) == 0 })
}

// paid returns what was paid, as far as is known, oldest first.
func (j *judge) paid() []money.Amount {
	if j.doc.Paid != nil {
		return j.doc.Paid
	}
	var all []money.Amount
	for _, c := range j.claims {
		all = append(all, c.Amount)
	}
	return all
}
