package knowledge

import (
	"testing"
	"testing/fstest"
)

func TestLocate(t *testing.T) {
	files := fstest.MapFS{"routes/a.yaml": {Data: []byte("# sure is a word\nid: a\nassured: x\nsources:\n  - {url: https://a.example/x, confidence: sure}\nwhen:\n  - paid.moon: {is: true}\n")}}
	for in, want := range map[string]string{
		`routes/a.yaml: source has confidence "sure"`:           `routes/a.yaml:5: source has confidence "sure"`,
		`routes/a.yaml: condition: "paid.moon" is no fact`:      `routes/a.yaml:7: condition: "paid.moon" is no fact`,
		`routes/a.yaml: source https://a.example/x has no date`: `routes/a.yaml:5: source https://a.example/x has no date`,
		`routes/a.yaml: "paid" is nothing`:                      `routes/a.yaml: "paid" is nothing`,
		`routes/a.yaml:3: "sure" has its line`:                  `routes/a.yaml:3: "sure" has its line`,
		`routes/a.yaml: [5:3] unknown field "sure"`:             `routes/a.yaml: [5:3] unknown field "sure"`,
		`routes/b.yaml: "sure" is in no file`:                   `routes/b.yaml: "sure" is in no file`,
		`two routes are called "sure"`:                          `two routes are called "sure"`,
	} {
		if got := Locate(files, in); got != want {
			t.Errorf("Locate(%q) = %q, want %q", in, got, want)
		}
	}
}
