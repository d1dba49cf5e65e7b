package scam_test

import (
	"testing"

	"recourse/knowledge"
	"recourse/locale"
)

func TestBothLanguagesSayEveryKey(t *testing.T) {
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "sr-Latn"} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range shipped(t).Keys() {
			if !p.Has(k) {
				t.Errorf("%s lacks %q", lang, k)
			}
		}
	}
}
