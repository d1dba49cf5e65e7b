package scam_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"recourse/lookalike"
	"recourse/scam"
)

// A shorthand stands for its part of an expression, also inside another one; a name that
// the file does not give, and one that holds itself, are refused with that name.
func TestShorthandsStandForTheirParts(t *testing.T) {
	for shorthand, want := range map[string]string{
		"{won: 'you {got}', got: 'won', prize: '(prize|car)'}": "",
		"{won: 'you won'}":                         "{prize}",
		"{won: 'you {won}', prize: '(prize|car)'}": "{won}",
	} {
		file := strings.Replace(good, "rules:\n", "shorthand: "+shorthand+"\nrules:\n", 1)
		file = strings.Replace(file, "'you won (a|the) (prize|car)'", "'{won} (a|the) {prize}'", 1)
		fsys := fstest.MapFS{
			"brands/acme.yaml":          {Data: []byte(acme)},
			"patterns/prize/prize.yaml": {Data: []byte(file)},
		}
		brands, err := lookalike.Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		_, err = scam.Load(fsys, brands)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("shorthand %s: %v, want it to name %q", shorthand, err, want)
		}
	}
}
