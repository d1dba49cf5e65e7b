package firm_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/firm"
	"recourse/knowledge"
)

// TestWhatShipsProvesItself runs the file's cases, and holds that a name is read
// however long or odd it is.
func TestWhatShipsProvesItself(t *testing.T) {
	n, err := firm.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{strings.Repeat("Foshan ", 1000), "(", "()", "\xff\xfe Ltd", "ＳＨＥＮＺＨＥＮ", "d.o.o.", "Ltd", "有限公司"} {
		if g, ok := n.Guess(name); ok && len(g.Countries) == 0 {
			t.Errorf("%.20q says something and no country", name)
		}
	}
}

func TestWrongNamesAreRefused(t *testing.T) {
	source := "sources: [{title: a, seen: undated, confidence: medium}]\n"
	for text, want := range map[string]string{
		"forms: [{names: [GmbH], countries: [DE]}]":                               "need a source",
		source + "forms: [{names: [GmbH], countries: [Germany]}]":                 "two capital letters",
		source + "forms: [{names: ['...'], countries: [DE]}]":                     "want letters",
		source + "forms: [{names: [GmbH], countries: []}]":                        "two capital letters",
		source + "cases: [{name: A GmbH, countries: [DE]}]":                       `case "A GmbH" says []`,
		"sources: [{title: a, seen: undated, tier: secondary, confidence: high}]": "is secondary",
	} {
		_, err := firm.Load(fstest.MapFS{"firms/names.yaml": {Data: []byte(text)}})
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error of kind Invalid with %q", text, err, want)
		}
	}
}

func FuzzGuess(f *testing.F) {
	n, err := firm.Load(knowledge.Files())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"Foshan Brightwell Lighting Co., Ltd.", "深圳市光明电子有限公司", "DOO Primer (Beograd)", "（香港）有限公司"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if g, ok := n.Guess(name); ok != (len(g.Countries) > 0) || ok != (len(g.Signs) > 0) {
			t.Errorf("Guess(%q) = %+v, %v", name, g, ok)
		}
	})
}
