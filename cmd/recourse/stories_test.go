package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
)

// storyDay is the day on which all stories stand.
var storyDay = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("", 3600))

// stories lists the incidents of examples/stories by name.
func stories(t *testing.T) map[string]incident.Incident {
	t.Helper()
	names, err := filepath.Glob("../../examples/stories/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	form, err := incident.NewForm()
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]incident.Incident, len(names))
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		in, problems, err := form.Decode(f)
		f.Close()
		problems = append(problems, in.CheckAgainst(recourse.DateOf(storyDay))...)
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v %v, want no problem", name, err, problems)
		}
		base := filepath.Base(name)
		found[base[:len(base)-len(".json")]] = in
	}
	return found
}

// TestStoriesPointIntoTheirFiles holds that each story's evidence lies beside
// it unchanged, and that each fact's place is in it.
func TestStoriesPointIntoTheirFiles(t *testing.T) {
	for name, in := range stories(t) {
		size := make(map[string]int)
		for _, e := range in.Evidence {
			b, err := os.ReadFile(filepath.Join("../../examples/stories", name, e.Name))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != e.Item || int64(len(b)) != e.Size {
				t.Errorf("%s: %s is not the file that the incident names", name, e.Name)
			}
			size[e.Item] = len(b)
		}
		for _, p := range in.Payments {
			for _, o := range p.Origins {
				if o.Item != "" && (size[o.Item] == 0 || o.Span.End > size[o.Item]) {
					t.Errorf("%s: a payment points at %v, which is not there", name, o)
				}
			}
		}
	}
}
