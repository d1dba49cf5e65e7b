package scam

import (
	"testing"

	"recourse/fold"
)

func TestCountWords(t *testing.T) {
	for _, tt := range []struct {
		text                    string
		words, english, serbian int
	}{
		{"", 0, 0, 0},
		{"...", 0, 0, 0},
		{"please call me, or pay the fee", 7, 3, 0},
		{"molim vas da uplatite", 4, 0, 3},
		{"the-theme thee nethe the1", 5, 2, 0},
		{"ж the како", 3, 1, 0},
		{"molimmolim koji", 2, 0, 1},
		{"see https://the.you.example/and?is=for the", 2, 1, 0},
		{"na www.the.example, da", 2, 0, 2},
		{"note: the//you", 3, 2, 0},
	} {
		if w, e, s := countWords(tt.text); w != tt.words || e != tt.english || s != tt.serbian {
			t.Errorf("countWords(%q) = %d, %d, %d; want %d, %d, %d", tt.text, w, e, s, tt.words, tt.english, tt.serbian)
		}
	}
}

// A notice has hardly a verb, and an address is in no language.
func TestLanguageOfNoticesAndAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"See our page https://www.google.com/url?q=https://www.primer.example/trade/one/two/three/four/five for it":                                                "en",
		"Banka Primer: Uspesna kupovina karticom *1234 dana 12.11.2026 u 14:05, MAXI 012 BEOGRAD, iznos 2.345,67 RSD. Raspolozivo 45.120,00 RSD. Info 011 0000000": "sr-Latn",
		"Primer kupujem plavi bicikl crveni romobil zeleni kamion stari motor novi traktor mali avion":                                                             "und",
		"Placanje karticom *1234 dana 12.11.2026, trgovac PEKARA KLAS 7, vreme 14:05, 430,00 RSD. Raspolozivo 45.120,00. Broj autorizacije 44120":                  "sr-Latn",
		"https://a.example/one/two/three/four/five/six/seven/eight/nine/ten/eleven/twelve/thirteen":                                                                "",
	} {
		if got := language(text, []unit{{text: fold.New(text)}}); got != want {
			t.Errorf("language(%q) = %q, want %q", text, got, want)
		}
	}
}
