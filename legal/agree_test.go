package legal_test

import (
	"io/fs"
	"path"
	"slices"
	"testing"

	"recourse/knowledge"
)

// limits lists the terms by the research note that they come from.
func limits(t *testing.T, pattern, list string, term func(map[string]any) (string, any)) map[string][]string {
	t.Helper()
	names, err := knowledge.Glob(knowledge.Files(), pattern)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]string)
	for _, name := range names {
		if path.Ext(name) != ".yaml" {
			continue
		}
		b, err := fs.ReadFile(knowledge.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := knowledge.DecodeBytes(name, b, &file); err != nil {
			t.Fatal(err)
		}
		rules, _ := file[list].([]any)
		for _, r := range rules {
			one, _ := r.(map[string]any)
			is, source := term(one)
			if s, ok := source.(map[string]any); ok && is != "" {
				if note, ok := s["fact"].(string); ok && !slices.Contains(found[note], is) {
					found[note] = append(found[note], is)
				}
			}
		}
	}
	return found
}

// A limit that plans and the law both count comes from the same note and must be
// the same: two answers to one question would be worse than none.
func TestLimitsAgreeWithThoseOfPlans(t *testing.T) {
	pick := func(r map[string]any) (string, any) {
		is, _ := r["term"].(string)
		return is, r["source"]
	}
	plans, law := limits(t, "routes/**", "deadlines", pick), limits(t, "law/claims/**", "clocks", pick)
	both := 0
	for note, terms := range law {
		if len(plans[note]) == 0 {
			continue
		}
		both++
		for _, is := range terms {
			if !slices.Contains(plans[note], is) {
				t.Errorf("%s: the law counts %s, plans count %v", note, is, plans[note])
			}
		}
	}
	if both < 3 {
		t.Errorf("only %d limits are in both: the notes are not compared", both)
	}
}
