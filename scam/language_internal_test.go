package scam

import "testing"

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
	} {
		if w, e, s := countWords(tt.text); w != tt.words || e != tt.english || s != tt.serbian {
			t.Errorf("countWords(%q) = %d, %d, %d; want %d, %d, %d", tt.text, w, e, s, tt.words, tt.english, tt.serbian)
		}
	}
}
