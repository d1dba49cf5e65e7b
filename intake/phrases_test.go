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
	code := regexp.MustCompile(`(?:problem\(|refuse\(|refuse = |refused\([\w.]+, |add\(name, |return )"([a-z]+(?:-[a-z]+)*)", |return "([a-z]+)", ""`)
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
		said := saidIn(t, lang)
		for c := range codes {
			if said["problem."+c] == nil {
				t.Errorf("%s has no sentence for problem.%s", lang, c)
			}
		}
	}
}

// saidIn returns all that the files of a language say.
func saidIn(t *testing.T, lang string) map[string]any {
	t.Helper()
	said := make(map[string]any)
	files, err := filepath.Glob("../knowledge/locales/" + lang + ".*json")
	if err != nil || len(files) < 5 {
		t.Fatalf("files of %s: %v, %v", lang, files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &said); err != nil { // adds to what is there
			t.Fatal(err)
		}
	}
	return said
}

// TestEverythingSaidOfAMailHasItsSentence looks for the keys, and for the words
// that keys end in, in the sources.
func TestEverythingSaidOfAMailHasItsSentence(t *testing.T) {
	found := make(map[string]bool)
	for _, look := range []struct {
		file, expression, before string
		after                    []string
		least                    int
	}{
		{"mail_say.go", `"(mail\.[a-z.-]*[a-z])"`, "", []string{""}, 12},
		{"mail_signs.go", `Sign[A-Z]\w+ += "([a-z-]+)"`, "mail.sign.", []string{"", ".why"}, 7},
		{"mail_auth.go", `Standing = "([a-z-]+)"`, "mail.recorded.", []string{"", ".unnamed"}, 3},
		{"mail_dkim.go", `why[A-Z]\w+ += "([a-z-]+)"`, "mail.why.", []string{""}, 10},
		{"mail_arc.go", `return (?:sets, )?"([a-z]+)"`, "mail.arc.why.", []string{""}, 6},
		{"mail_say.go", `"(pass|fail|softfail|neutral|none|policy|temperror|permerror)"`, "mail.result.", []string{""}, 8},
	} {
		b, err := os.ReadFile(look.file)
		if err != nil {
			t.Fatal(err)
		}
		words := make(map[string]bool)
		for _, m := range regexp.MustCompile(look.expression).FindAllStringSubmatch(string(b), -1) {
			words[m[1]] = true
		}
		if len(words) < look.least {
			t.Errorf("%s: found %d words, want at least %d: the expression is out of date", look.file, len(words), look.least)
		}
		for w := range words {
			for _, after := range look.after {
				found[look.before+w+after] = true
			}
		}
	}
	for _, own := range []string{whyBody, whySignature, whyNoKey} { // these have sentences of their own
		delete(found, "mail.why."+own)
		found["mail.signature."+own] = true
	}
	for _, lang := range []string{"en", "sr-Latn"} {
		b, err := os.ReadFile("../knowledge/locales/" + lang + ".mail.json")
		if err != nil {
			t.Fatal(err)
		}
		var said map[string]any
		if err := json.Unmarshal(b, &said); err != nil {
			t.Fatal(err)
		}
		for key := range found {
			if said[key] == nil {
				t.Errorf("%s has no sentence for %s", lang, key)
			}
		}
	}
}
