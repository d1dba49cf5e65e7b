package scam

import (
	"slices"

	"recourse"
	"recourse/lookalike"
	"recourse/rule"
)

// question is what a file of kind question adds to its rules: something that
// people ask about what they have, and the points that answer it.
type question struct {
	// Asked names the rules of which one shows that the question is asked.
	Asked []string `yaml:"asked"`
	// ByBrand says that the brand whose name is used answers, with its own data.
	ByBrand bool        `yaml:"by_brand"`
	Points  []filePoint `yaml:"points"`
	// Steps are what to do, in order: keys question.<id>.step.<step>.
	Steps []string `yaml:"steps"`
	// Stop are the steps where the answer is a scam, if others than Steps: then
	// nobody is asked anything more.
	Stop []string `yaml:"stop"`
}

// filePoint is one thing to look at. Its words are question.<id>.point.<point>,
// and ….ask where it is asked of the other side.
type filePoint struct {
	ID    string   `yaml:"id"`
	Signs []string `yaml:"signs"` // rules that speak against it
	Shown []string `yaml:"shown"` // rules of what is in order, as far as words go
	Ask   bool     `yaml:"ask"`   // to be asked where nothing is said of it

	signs, shown []int
}

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

// Questions returns the ids of the questions that are known.
func (c *Checker) Questions() []string {
	var ids []string
	for _, i := range c.asking {
		ids = append(ids, c.sets[i].ID)
	}
	return ids
}

// questionKeys returns the locale keys of a question.
func (s *ruleSet) questionKeys() []string {
	q := "question." + s.ID
	keys := []string{q + ".name"}
	for _, a := range s.Ask {
		keys = append(keys, "ask."+a)
	}
	for _, w := range []string{Scam, Suspicious, Unclear, NoSigns} {
		keys = append(keys, q+".heading."+w)
		if s.Question.ByBrand {
			keys = append(keys, q+".heading."+w+".named", q+".heading."+w+".unnamed")
		}
	}
	for _, p := range s.Question.Points {
		keys = append(keys, q+".point."+p.ID)
		if p.Ask {
			keys = append(keys, q+".point."+p.ID+".ask")
		}
	}
	for _, id := range slices.Concat(s.Question.Steps, s.Question.Stop) {
		keys = append(keys, q+".step."+id)
	}
	return keys
}

// checkQuestion reports what is wrong with the question of a file.
func (f *file) checkQuestion() error {
	q := f.Question
	switch {
	case f.Kind != kindQuestion && (len(q.Asked) > 0 || len(q.Points) > 0 || len(q.Steps) > 0 || q.ByBrand):
		return invalid("only a question has asked, points, steps and by_brand")
	case f.Kind != kindQuestion:
		return nil
	case len(q.Asked) == 0 || len(q.Points) == 0 || len(f.Ask) == 0 || len(q.Steps) == 0:
		return invalid("a question needs asked, points, steps and ask")
	}
	seen := make(map[string]bool)
	for _, p := range q.Points {
		switch {
		case !idForm.MatchString(p.ID) || seen[p.ID]:
			return invalid("point %q: an id is lower-case words joined by hyphens, and stands once", p.ID)
		case len(p.Signs)+len(p.Shown) == 0:
			return invalid("point %q has neither signs nor shown", p.ID)
		}
		seen[p.ID] = true
	}
	return nil
}

// linkQuestion resolves the rules that a question names.
func (c *compiler) linkQuestion(s *ruleSet) error {
	var err error
	if s.asked, err = c.named(s.Question.Asked); err != nil {
		return invalid("asked: %v", err)
	}
	for i := range s.Question.Points {
		p := &s.Question.Points[i]
		if p.signs, err = c.named(p.Signs); err != nil {
			return invalid("point %q: %v", p.ID, err)
		}
		if p.shown, err = c.named(p.Shown); err != nil {
			return invalid("point %q: %v", p.ID, err)
		}
	}
	return nil
}

// proveQuestion holds that a text asks a question, or that it does not.
func (v Verdict) proveQuestion(s *ruleSet, p fileProof, match bool) error {
	asked := v.Answer != nil && v.Answer.Question == s.ID && v.Answer.Asked
	switch {
	case p.Rule != "" && v.points(p.Rule) != match:
		return invalid("rule %s in a point is %v, want %v", p.Rule, !match, match)
	case p.Rule == "" && asked != match:
		return invalid("the question %s is asked: %v (%s)", s.ID, asked, v.Brief())
	}
	return nil
}

// points reports whether a point of the answer names the rule.
func (v Verdict) points(id string) bool {
	if v.Answer == nil {
		return false
	}
	return slices.ContainsFunc(v.Answer.Points, func(p Point) bool {
		return slices.ContainsFunc(p.Reasons, func(r Reason) bool { return r.Rule == id })
	})
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
	a := &Answer{Question: s.ID, Asked: asked, By: j.reasonsOf(s.asked, e)}
	var brand lookalike.Brand
	if s.Question.ByBrand {
		brand = j.brandAskedAbout(v)
		a.Brand = brand.ID
		a.About, a.Tell = aboutBrand(brand)
	}
	a.Points = j.points(s, e)
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

func aboutBrand(b lookalike.Brand) (about, tell []Statement) {
	say := func(kind string, facts []lookalike.Fact) (list []Statement) {
		for _, f := range facts {
			list = append(list, Statement{f.ID, recourse.P("brand." + b.ID + "." + kind + "." + f.ID), f.Source})
		}
		return list
	}
	return append(say("is", b.Is), say("never", b.Never)...), say("tell", b.Tell)
}

// points goes through the points of a question. One of which nothing is said
// belongs to the answer only where it is to be asked.
func (j *judge) points(s *ruleSet, e evidence) []Point {
	var list []Point
	for _, p := range s.Question.Points {
		key := "question." + s.ID + ".point." + p.ID
		point := Point{ID: p.ID, State: PointMissing, Text: recourse.P(key)}
		switch {
		case j.any(p.signs):
			point.State, point.Reasons = PointFound, j.reasonsOf(p.signs, e)
		case j.any(p.shown):
			point.State, point.Reasons = PointShown, j.reasonsOf(p.shown, e)
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

func (j *judge) reasonsOf(rules []int, e evidence) []Reason {
	var list []Reason
	for _, i := range rules {
		if len(j.hits[i]) > 0 {
			list = append(list, j.reason(e, i))
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
