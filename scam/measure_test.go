package scam_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"recourse/scam"
)

// floor is the largest share of a labelled set's harmless rows that may be
// flagged. The sets are public data, see doc/performance.md; a row of theirs is
// never copied here.
type floor struct {
	set, label string
	most       float64
}

// TestFloorsOnLabelledData measures false alarms on the harmless rows of the
// sets in the folder that RECOURSE_DATA names, dev part only. That part was
// looked at to count false alarms; no rule was changed for a row of it.
func TestFloorsOnLabelledData(t *testing.T) {
	dir := os.Getenv("RECOURSE_DATA")
	if dir == "" {
		t.Skip("RECOURSE_DATA is not set: false alarms on labelled data are not measured")
	}
	checker := learnt(t)
	for _, f := range []floor{
		{"bank_sms_benign", "ham", 0.02},
		{"india_a2p_benign", "ham", 0.05},
		{"serbian_benign", "ham", 0.003},
		{"uci_sms", "ham", 0.015},
	} {
		flagged, n := measure(t, checker, filepath.Join(dir, f.set+".jsonl.gz"), f.label)
		share := float64(flagged) / float64(n)
		t.Logf("%-18s %d of %d harmless rows flagged (%.2f %%)", f.set, flagged, n, 100*share)
		if share > f.most {
			t.Errorf("%s: %.2f %% of harmless rows flagged, want at most %.2f %%", f.set, 100*share, 100*f.most)
		}
	}
}

// measure counts the dev rows of a label and those that the checker flags.
func measure(t *testing.T, checker *scam.Checker, name, label string) (flagged, n int) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var row struct{ Label, Text, Split string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Split != "dev" || row.Label != label {
			continue
		}
		n++
		if v := checker.Check(scam.Document{Text: row.Text}); v.Score >= 0.5 {
			flagged++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Fatalf("%s has no dev rows labelled %q", name, label)
	}
	return flagged, n
}
