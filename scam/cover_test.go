package scam_test

import (
	"testing"

	"recourse/scam"
)

// TestEveryRuleIsMetSomewhere holds that no rule of the shipped patterns is
// dead: each is met by a match text or an example of the corpus.
func TestEveryRuleIsMetSomewhere(t *testing.T) {
	c := shipped(t)
	met := make(map[string]bool)
	see := func(doc scam.Document) {
		v := c.Check(doc)
		for _, r := range append(v.Reasons, v.Counter...) {
			met[r.Rule] = true
		}
		if v.Answer == nil {
			return
		}
		for _, r := range v.Answer.By {
			met[r.Rule] = true
		}
		for _, p := range v.Answer.Points {
			for _, r := range p.Reasons {
				met[r.Rule] = true
			}
		}
	}
	for _, text := range c.Examples() {
		see(scam.Document{Text: text})
	}
	for _, e := range corpus(t, byRules) {
		see(scam.Document{Text: e.Text})
	}
	see(thread(t, "../examples/task-job/WhatsApp razgovor sa Lena Mentor.txt"))
	for _, id := range c.Rules() {
		if !met[id] {
			t.Errorf("rule %s is met by no example", id)
		}
	}
}
