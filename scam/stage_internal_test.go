package scam

import (
	"testing"

	"recourse/knowledge"
	"recourse/lookalike"
)

func TestEveryRuleOfAPatternStandsAtAStage(t *testing.T) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(knowledge.Files(), brands)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.rules {
		if s := &c.sets[r.set]; s.Kind == kindPattern && !r.counter && r.step < 0 {
			t.Errorf("rule %s of %s says not at which stage it stands", r.ID, s.ID)
		}
	}
}
