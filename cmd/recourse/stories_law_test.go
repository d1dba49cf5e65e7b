package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"recourse/internal/testkit"
)

// TestStoriesStandInLaw holds the legal view of each story as doc/stories shows
// it, so that a lawyer can check it without asking. With -update it is written.
func TestStoriesStandInLaw(t *testing.T) {
	for name := range stories(t) {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_DATA_HOME", t.TempDir())
			args := []string{"legal", "--lang", "en", "--now", "2026-11-23T09:00:00+01:00", "examples/stories/" + name + ".json", "examples/stories/" + name}
			var out, errs bytes.Buffer
			t.Chdir("../..")
			if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitDone || errs.Len() > 0 {
				t.Fatalf("recourse %s = %d: %s", strings.Join(args, " "), code, errs.String())
			}
			t.Chdir("cmd/recourse")
			doc := fmt.Sprintf("# The legal view: %s\n\n    recourse %s\n\n```text\n%s```\n", strings.ReplaceAll(name, "-", " "), strings.Join(args, " "), strings.ReplaceAll(out.String(), "examples/stories/"+name+"/", ""))
			testkit.Golden(t, "../../../doc/stories/"+name+".legal.md", doc)
		})
	}
}
