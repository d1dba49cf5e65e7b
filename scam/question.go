package scam

import (
	"slices"

	"recourse"
	"recourse/lookalike"
	"recourse/rule"
)

// States of a point.
const (
	PointFound   = "found"   // something speaks against it
	PointShown   = "shown"   // it is said to be in order
	PointMissing = "missing" // nothing is said of it
)

// Answer answers a question that people ask about what they have.
type Answer struct {
	Question string // the question's id: platform, supplier
	// Asked is false where nobody asks and a known name is used all the same.
	Asked   bool
	By      []Reason // the words that ask
	Brand   string   // the brand that is asked about, or ""
	Heading recourse.Phrase
	About   []Statement // what the brand is, and what it never does
	Points  []Point
	Tell    []Statement // how to tell the real one
	Steps   []recourse.Phrase
}

// Statement is one sentence with its source.
type Statement struct {
	ID     string
	Text   recourse.Phrase
	Source rule.Source
}

// Point is one thing that the answer looks at.
type Point struct {
	ID      string
	State   string
	Text    recourse.Phrase
	Ask     *recourse.Phrase // what to ask the other side
	Reasons []Reason         // what was found, or shows it
}

func (j *judge) any(rules []int) bool {
	return slices.ContainsFunc(rules, func(i int) bool { return len(j.hits[i]) > 0 })
}

// answer answers the question that is asked, or that a borrowed name raises.
func (j *judge) answer(v *Verdict, e evidence) {
	set, asked := j.questioned(v)
	if set < 0 || j.blank() {
		return
	}
	s := &j.sets[set]
	a := &Answer{Question: s.ID, Asked: asked, By: j.reasonsOf(s.asked)}
	var brand lookalike.Brand
	if s.Question.ByBrand {
		brand = j.brandAskedAbout(v)
		a.Brand = brand.ID
		a.About, a.Tell = aboutBrand(brand)
	}
	a.Points = j.points(s)
	steps := s.Question.Steps
	if v.Verdict == Scam && len(s.Question.Stop) > 0 {
		steps, a.Points = s.Question.Stop, unasked(a.Points)
	}
	for _, id := range steps {
		a.Steps = append(a.Steps, recourse.P("question."+s.ID+".step."+id))
	}
	v.Answer = a
	if asked {
		j.settle(v, s)
	}
	a.Heading = heading(v, s, brand)
	if asked && !v.Told && (v.Pattern == nil || e.winner < 0 || j.sets[e.winner].Kind != kindDispute) {
		v.Heading = a.Heading
	}
}

// asks reports whether the words ask a question that is known.
func (j *judge) asks() bool {
	return slices.ContainsFunc(j.asking, func(i int) bool { return j.any(j.sets[i].asked) })
}

// questioned returns the question to answer, or -1: the caller's, the one that
// the words ask and to which most points speak, or the one that a name raises.
func (j *judge) questioned(v *Verdict) (set int, asked bool) {
	set, most := -1, -1
	for _, i := range j.asking {
		s := &j.sets[i]
		switch {
		case s.ID == j.doc.Question:
			return i, true
		case j.any(s.asked):
			n := j.spokenTo(s)
			if n > most || n == most && !s.Question.ByBrand {
				set, most, asked = i, n, true
			}
		case !asked && s.Question.ByBrand && v.Pattern != nil && v.Pattern.Impersonates != "" && v.Score >= cut:
			set = i
		}
	}
	return set, asked
}

// spokenTo counts the points against which something speaks.
func (j *judge) spokenTo(s *ruleSet) int {
	n := 0
	for _, p := range s.Question.Points {
		if j.any(p.signs) {
			n++
		}
	}
	return n
}

// brandAskedAbout is the brand that the pattern borrows, else the one that the
// text names most often.
func (j *judge) brandAskedAbout(v *Verdict) lookalike.Brand {
	if v.Pattern != nil {
		if b, ok := j.brands.Get(v.Pattern.Impersonates); ok {
			return b
		}
	}
	for _, id := range j.imitated {
		if b, ok := j.brands.Get(id); ok {
			return b
		}
	}
	best, times := lookalike.Brand{}, 0
	for _, i := range j.finds.brands {
		if n := j.finds.named[i]; n > times {
			best, times = j.brands.List()[i], n
		}
	}
	return best
}

// What is said of a brand of which no more is known than its addresses.
const (
	ownAddress     = "own-address"
	tellOwnAddress = "brand.tell.own-address"
)

// aboutBrand says what is known of a brand, and how to tell the real one.
func aboutBrand(b lookalike.Brand) (about, tell []Statement) {
	say := func(kind string, facts []lookalike.Fact) (list []Statement) {
		for _, f := range facts {
			list = append(list, Statement{f.ID, recourse.P("brand." + b.ID + "." + kind + "." + f.ID), f.Source})
		}
		return list
	}
	tell = say("tell", b.Tell)
	if len(tell) == 0 && len(b.Domains) > 0 {
		tell = []Statement{{ownAddress, recourse.P(tellOwnAddress, "brand", b.Name, "domain", b.Domains[0]), b.Source}}
	}
	return append(say("is", b.Is), say("never", b.Never)...), tell
}

// points goes through the points of a question. One of which nothing is said
// belongs to the answer only where it is to be asked.
func (j *judge) points(s *ruleSet) []Point {
	var list []Point
	for _, p := range s.Question.Points {
		key := "question." + s.ID + ".point." + p.ID
		point := Point{ID: p.ID, State: PointMissing, Text: recourse.P(key)}
		switch {
		case j.any(p.signs):
			point.State, point.Reasons = PointFound, j.reasonsOf(p.signs)
		case j.any(p.shown):
			point.State, point.Reasons = PointShown, j.reasonsOf(p.shown)
		case !p.Ask:
			continue
		}
		if p.Ask {
			ask := recourse.P(key + ".ask")
			point.Ask = &ask
		}
		list = append(list, point)
	}
	return list
}

// unasked leaves out the points of which nothing is said, and what to ask.
func unasked(points []Point) []Point {
	var list []Point
	for _, p := range points {
		if p.Ask = nil; p.State != PointMissing {
			list = append(list, p)
		}
	}
	return list
}

func (j *judge) reasonsOf(rules []int) []Reason {
	var list []Reason
	for _, i := range rules {
		if len(j.hits[i]) > 0 {
			list = append(list, j.reason(i))
		}
	}
	return list
}

// fewOpen is how many points of a question may be open where nothing speaks
// against anybody and the answer is still more than "ask first".
const fewOpen = 2

// settle makes a question without an answer unclear, and says what to ask.
func (j *judge) settle(v *Verdict, s *ruleSet) {
	missing, shown := 0, 0
	ask := recourse.P("ask." + s.Ask[0])
	for i := len(v.Answer.Points) - 1; i >= 0; i-- {
		switch p := v.Answer.Points[i]; p.State {
		case PointMissing:
			missing++
			ask = *p.Ask
		case PointShown:
			shown++
		}
	}
	if v.Verdict == NoSigns && (shown == 0 || missing > fewOpen) {
		v.Verdict = Unclear
	}
	if v.Verdict == Unclear {
		v.Ask = &ask
	}
}

// heading answers in one line. Where a brand answers, what it never does is said
// only if that was found; another name is no more than named.
func heading(v *Verdict, s *ruleSet, b lookalike.Brand) recourse.Phrase {
	key := "question." + s.ID + ".heading." + v.Verdict
	switch {
	case !s.Question.ByBrand:
		return recourse.P(key)
	case b.ID == "":
		return recourse.P(key + ".unnamed")
	case !slices.ContainsFunc(v.Answer.Points, func(p Point) bool {
		return p.State == PointFound && slices.ContainsFunc(b.Never, func(f lookalike.Fact) bool { return f.ID == p.ID })
	}):
		return recourse.P(key+".named", "brand", b.Name)
	default:
		return recourse.P(key, "brand", b.Name)
	}
}
