package intake

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryProblemHasItsSentence looks for the codes in the sources, so that
// a new one cannot be forgotten.
func TestEveryProblemHasItsSentence(t *testing.T) {
	code := regexp.MustCompile(`(?:problem\(|refuse\(|add\(name, |return )"([a-z]+(?:-[a-z]+)*)", |return "([a-z]+)", ""`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[string]bool)
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(b), -1) {
			codes[m[1]+m[2]] = true
		}
	}
	if len(codes) < 30 {
		t.Fatalf("found %d codes in the sources, want at least 30: the expression is out of date", len(codes))
	}
	for _, lang := range []string{"en", "sr-Latn"} {
		b, err := os.ReadFile("../knowledge/locales/" + lang + ".intake.json")
		if err != nil {
			t.Fatal(err)
		}
		var said map[string]any
		if err := json.Unmarshal(b, &said); err != nil {
			t.Fatal(err)
		}
		for c := range codes {
			if said["problem."+c] == nil {
				t.Errorf("%s has no sentence for problem.%s", lang, c)
			}
		}
	}
}
