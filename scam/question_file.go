package scam

import "slices"

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
