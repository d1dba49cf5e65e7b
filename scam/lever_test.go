package scam_test

import (
	"testing"

	"recourse/knowledge"
	"recourse/locale"
	"recourse/scam"
)

// levers are the devices that must be named, with a sentence against each.
var levers = []string{"authority", "foot-in-the-door", "illusion-of-progress", "sunk-cost", "social-proof", "urgency", "secrecy", "reciprocity", "trusted-part"}

// TestEveryLeverIsNamedAndAnswered holds that each lever is met by examples in
// both languages, and that each has its words in both.
func TestEveryLeverIsNamedAndAnswered(t *testing.T) {
	c := shipped(t)
	met := map[string]map[string]bool{"en": {}, "sr-Latn": {}}
	see := func(text string) {
		v := c.Check(scam.Document{Text: text})
		for _, r := range v.Reasons {
			if m := met[v.Language]; m != nil {
				m[r.Lever] = true
			}
		}
	}
	for _, text := range c.Examples() {
		see(text)
	}
	for _, e := range corpus(t, byRules) {
		see(e.Text)
	}
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for lang, seen := range met {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range levers {
			if !seen[l] {
				t.Errorf("no example in %s meets the lever %s", lang, l)
			}
			for _, part := range []string{".name", ".what", ".against"} {
				if key := "lever." + l + part; !p.Has(key) || p.T(key) == "" {
					t.Errorf("%s does not say %s", lang, key)
				}
			}
		}
	}
}
