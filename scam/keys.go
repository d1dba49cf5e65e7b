package scam

import (
	"slices"

	"recourse/lookalike"
)

// Keys returns every locale key that a verdict can hold, sorted, so that a test
// can tell whether a language says them all.
func (c *Checker) Keys() []string {
	keys := []string{"verdict.told", "verdict.told.unknown", "ask.told", "ask.more", "ask.alone", "ask.language", "ask.nothing-to-read", "change.only-this", "ladder.next.because", "rule." + RuleWords, "rule." + RuleWords + ".why"}
	for _, w := range []string{Scam, Suspicious, Unclear, NoSigns} {
		keys = append(keys, "verdict."+w)
	}
	for _, l := range levers {
		keys = append(keys, "lever."+l+".name", "lever."+l+".what", "lever."+l+".against")
	}
	for _, k := range lookalike.Kinds() {
		keys = append(keys, "lookalike."+string(k))
	}
	for _, r := range c.rules {
		keys = append(keys, "rule."+r.ID, "rule."+r.ID+".why")
	}
	for _, s := range c.sets {
		keys = append(keys, s.keys()...)
	}
	for _, b := range c.brands.List() {
		about, tell := aboutBrand(b)
		for _, s := range append(about, tell...) {
			keys = append(keys, s.Text.Key)
		}
		for _, ch := range b.Channels {
			keys = append(keys, "brand."+b.ID+".channel."+ch.ID)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// keys returns the locale keys of one pattern file.
func (s *ruleSet) keys() []string {
	if s.Kind == kindQuestion {
		return s.questionKeys()
	}
	if !s.scored() {
		return nil
	}
	p := "pattern." + s.ID
	keys := []string{p + ".name", "change." + s.ID}
	if s.Kind == kindDispute {
		keys = append(keys, p+".heading")
	}
	for _, st := range s.Stages {
		keys = append(keys, p+".stage."+st.ID, p+".stage."+st.ID+".about")
		for _, n := range st.Next {
			keys = append(keys, p+".next."+n)
		}
	}
	for _, a := range s.Ask {
		keys = append(keys, "ask."+a)
	}
	for _, id := range s.Say {
		keys = append(keys, "say."+id, "say."+id+".unpaid")
		if slices.Contains(s.SayNamed, id) {
			keys = append(keys, "say."+id+".unnamed", "say."+id+".unnamed.unpaid")
		}
	}
	return keys
}

// Rules returns the ids of all rules, in the order of the files.
func (c *Checker) Rules() []string {
	ids := make([]string, 0, len(c.rules))
	for _, r := range c.rules {
		ids = append(ids, r.ID)
	}
	return ids
}

// Examples returns the match texts of all files.
func (c *Checker) Examples() []string {
	var texts []string
	for _, s := range c.sets {
		for _, p := range s.Match {
			texts = append(texts, p.Text)
		}
	}
	return texts
}
