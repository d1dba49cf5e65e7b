package scam

import (
	"testing"

	"recourse/knowledge"
	"recourse/lookalike"
)

// TestASuspicionThatNothingExplainsSaysSo holds that where nothing can be named for a
// suspicion, which few words of a model's leave, the reader is told that and asked for more.
func TestASuspicionThatNothingExplainsSaysSo(t *testing.T) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	c, err := LoadProven(knowledge.Files(), brands)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		text  string
		logit float64
		want  string // the key of what is asked
	}{
		"nothing is named":     {"Pošiljka je na putu, hvala na strpljenju.", 0.2, "ask.alone"},
		"a sign is named":      {"Your account is blocked. Verify your card at http://k9.example/p within 24 hours or lose your money", 0.2, ""},
		"nothing speaks of it": {"Pošiljka je na putu, hvala na strpljenju.", -0.5, "ask.more"},
	} {
		j := c.judge(Document{Text: tt.text})
		j.split()
		for n := range j.units {
			c.search(j.finds, n, j.units[n].text.String(), j.sought(&j.units[n]))
		}
		j.finds.sort()
		j.language = language(tt.text, j.units)
		j.evidence()
		v := j.verdict(evidence{winner: -1, logit: tt.logit})
		got := ""
		if v.Ask != nil {
			got = v.Ask.Key
		}
		if got != tt.want {
			t.Errorf("%s: %s with %d reasons asks %q, want %q", name, v.Verdict, len(v.Reasons), got, tt.want)
		}
		c.done(j)
	}
}
