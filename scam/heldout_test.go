package scam_test

import (
	"strings"
	"testing"

	"recourse/scam"
	"recourse/scam/train"
)

// heldOut are the least shares of scams found, and the largest of harmless
// messages and of warnings flagged, by language.
var heldOut = []struct {
	language                string
	found, alarms, warnings float64
}{
	{"en", 0.90, 0.08, 0.10},
	{"sr", 0.90, 0.06, 0.10},
}

// TestHeldOutMessages measures the checker as it ships on messages by writers who
// have read neither the rules nor the corpus. They are looked at to report and
// never to tune: no row was read to change a rule or a weight. The figures are in
// doc/performance.md.
func TestHeldOutMessages(t *testing.T) {
	for _, h := range heldOut {
		for name, checker := range map[string]*scam.Checker{"rules alone": shipped(t), "as it ships": learnt(t)} {
			var all, scams, others, warnings []train.Scored
			for _, e := range corpus(t, "corpus/held-out/"+h.language+"*.jsonl") {
				s := train.Scored{Score: checker.Check(scam.Document{Text: e.Text}).Score, Scam: e.Label01 == 1}
				all = append(all, s)
				switch {
				case s.Scam:
					scams = append(scams, s)
				case strings.HasPrefix(e.Kind, "warning"):
					warnings = append(warnings, s)
				}
				if !s.Scam {
					others = append(others, s)
				}
			}
			f, w := train.Measure(h.language, all), train.Measure("warnings", warnings)
			t.Logf("%s, %s: %.1f %% of %d scams found, %.1f %% of %d harmless flagged, %.1f %% of %d warnings flagged; AUC %.4f, ECE %.3f",
				h.language, name, 100*f.Found, len(scams), 100*f.Alarms, len(others), 100*w.Alarms, len(warnings), f.AUC, f.ECE)
			if name == "as it ships" && (f.Found < h.found || f.Alarms > h.alarms || w.Alarms > h.warnings) {
				t.Errorf("%s: want at least %.2f of the scams found, at most %.2f of the harmless and %.2f of the warnings flagged", h.language, h.found, h.alarms, h.warnings)
			}
		}
	}
}
