package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/knowledge"
	"recourse/playbook"

	"github.com/google/go-cmp/cmp"
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

var updateStories = flag.Bool("update-stories", false, "write the transcripts in doc/stories anew")

// planTitles are the stories' headings, in the order of doc/stories.
var planTitles = map[string]string{
	"danijel":                "Danijel: a task job, three payments, a fourth is asked for",
	"vesna":                  "Vesna: is this the real Alibaba?",
	"nada":                   "Nada: told the bank and the police, and the platform is still there",
	"late":                   "Late: the goods are 24 days late",
	"not-as-agreed":          "Not as agreed: the wrong parts, and an offer of 300 dollars",
	"silent":                 "Silent: no goods and no answer",
	"off-platform":           "Off the platform: paid to Hong Kong, a deposit is asked for",
	"changed-bank-details":   "Changed bank details: 24,800 euros to another account",
	"fake-inspection-report": "A false inspection report",
}

// TestStoriesArePlannedAsWritten holds the transcripts of doc/stories against
// what the program prints, byte for byte.
func TestStoriesArePlannedAsWritten(t *testing.T) {
	for name := range stories(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"plan", "examples/stories/" + name + ".json", "--now", storyDay.Format(time.RFC3339), "--lang", "en"}
			var out, errs bytes.Buffer
			inRepo := slices.Clone(args)
			inRepo[1] = "../../" + args[1]
			if code := run(t.Context(), inRepo, nil, &out, &errs); code != exitDone {
				t.Fatalf("recourse %s ended with %d: %s", strings.Join(args, " "), code, errs.String())
			}
			if planTitles[name] == "" {
				t.Fatalf("story %s has no title", name)
			}
			got := fmt.Sprintf("# %s\n\n`recourse %s`\n\n```text\n%s```\n", planTitles[name], strings.Join(args, " "), strings.TrimLeft(out.String(), "\n"))
			path := "../../doc/stories/" + name + ".plan.md"
			if *updateStories {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-is +prints; go test ./cmd/recourse -run Stories -update-stories):\n%s", path, diff)
			}
		})
	}
}

// TestStoriesAreExplainedAndSourced holds that a lawyer can check each plan
// without asking: every step names a source, every date its rule, its reason
// and, unless it is only our suggestion, a source that gives it.
func TestStoriesAreExplainedAndSourced(t *testing.T) {
	engines, err := app.LoadEngines(knowledge.Files(), app.Calendars|app.Book|app.Proven)
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range stories(t) {
		plan, err := engines.Book.Plan(in, storyDay)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range plan.Steps {
			if len(s.Sources) == 0 {
				t.Errorf("%s: step %s has no source", name, s.ID)
			}
			clocks := s.Also
			if s.Clock != nil {
				clocks = append([]playbook.Clock{*s.Clock}, clocks...)
			}
			for _, c := range clocks {
				if c.Rule.Key == "" || len(c.Derivation) == 0 {
					t.Errorf("%s: step %s: the date %s is not explained", name, s.ID, c.Due)
				}
			}
		}
	}
}
