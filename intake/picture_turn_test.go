package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse/picture"
)

// sureWords are lines of words as a reader reads them that is as sure of each.
func sureWords(lines ...struct {
	text string
	conf float64
},
) (words []picture.Word) {
	for i, l := range lines {
		for k, w := range strings.Fields(l.text) {
			words = append(words, picture.Word{Text: w, Line: i, Conf: l.conf, Box: picture.Box{X: 10 + 60*k, Y: 10 + 30*i, Width: 50, Height: 20}})
		}
	}
	return words
}

func TestWhatCannotBeReadIsNoText(t *testing.T) {
	type line = struct {
		text string
		conf float64
	}
	for _, c := range []struct {
		name  string
		words []picture.Word
		text  string
		said  bool
	}{
		{"a clear picture keeps a doubtful line", sureWords(line{"Iznos: 23.000,00 RSD za aktivaciju naloga", 0.95}, line{"nsn|q q3n", 0.3}), "Iznos: 23.000,00 RSD za aktivaciju naloga\nnsn|q q3n", false},
		{"gibberish is left out and said", sureWords(line{"NOUDJAOA 1UWOd 4I10JeJUY", 0.4}, line{"I u g", 0.9}, line{"eunwnydo uejdnz", 0.35}), "", true},
		{"the clear line of an unclear picture stays", sureWords(line{"NOUDJAOA 1UWOd 4I10JeJUY eunwnydo", 0.3}, line{"MODEL BW-TL208", 0.9}, line{"uejdnz oueldn", 0.35}), "MODEL BW-TL208", true},
		{"strokes of a photo are not worth a line", sureWords(line{"= ~ —_", 0.2}), "", false},
	} {
		f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(c.words)})
		if f.Text != c.text || slices.Contains(codes(f), "picture-words-unclear") != c.said {
			t.Errorf("%s: text %q, problems %v", c.name, f.Text, codes(f))
		}
	}
}
