package scam_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/knowledge"
	"recourse/lookalike"
	"recourse/scam"
)

func TestAListOfMonthsThatIsWrongIsRefused(t *testing.T) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"months: [[jan], [feb]]":                             "2 months",
		"months: [" + strings.Repeat("[a b], ", 11) + "[x]]": "a b",
		"months: [" + strings.Repeat("[Jan], ", 11) + "[x]]": "Jan",
		"moons: []": "moons",
	} {
		_, err := scam.Load(fstest.MapFS{"dates.yaml": {Data: []byte(file)}}, brands)
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Load = %v, want an error of kind Invalid with %q", file, err, want)
		}
	}
}
