package scam_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"recourse/scam"
)

// TestHeldOutMessages measures the rules on messages by somebody who has not
// read them. They are looked at to report and never to tune: the floors are
// what the rules alone reached when the messages were first measured, and the
// figures are in doc/performance.md.
func TestHeldOutMessages(t *testing.T) {
	checker := shipped(t)
	for _, tc := range []struct {
		file        string
		found, most float64 // least share of scams found, largest share of harmless ones flagged
	}{{"en", 0.08, 0.04}, {"sr", 0.13, 0.04}} {
		var scams, found, benign, flagged int
		f, err := os.Open(filepath.Join("../knowledge/corpus/held-out", tc.file+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var row struct {
				Label int `json:"label01"`
				Text  string
			}
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				t.Fatal(err)
			}
			hit := checker.Check(scam.Document{Text: row.Text}).Score >= 0.5
			scams += row.Label
			benign += 1 - row.Label
			if hit {
				found += row.Label
				flagged += 1 - row.Label
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		recall, alarms := float64(found)/float64(scams), float64(flagged)/float64(benign)
		t.Logf("%s: %d of %d scams found (%.0f %%), %d of %d harmless messages flagged (%.1f %%)", tc.file, found, scams, 100*recall, flagged, benign, 100*alarms)
		if recall < tc.found || alarms > tc.most {
			t.Errorf("%s: found %.2f of the scams and flagged %.3f of the harmless messages, want at least %.2f and at most %.3f", tc.file, recall, alarms, tc.found, tc.most)
		}
	}
}
