package intake

import (
	"strings"
	"testing"

	"recourse/picture"
)

// Two pictures of one shape are not the same where their words are not.
func TestPicturesWithOtherWordsAreNotTheSame(t *testing.T) {
	const slip = "Potvrda o transakciji Datum i vreme 04.11.2026. 19:01:22 Platilac VESNA PRIMER Primalac LENA UZORAK Iznos 12.000,00 RSD Svrha Pozajmica Status IZVRŠEN"
	picWith := func(path, text string, conf float64) File {
		f := File{Path: path, Kind: KindImage, SHA256: path, Picture: &Picture{Width: 400, Height: 800, hash: 1, wordsRead: true}}
		for _, w := range strings.Fields(text) {
			f.Picture.Words = append(f.Picture.Words, PictureWord{Text: w, Box: picture.Box{Width: 10, Height: 10}, Conf: conf})
		}
		return f
	}
	for _, tt := range []struct {
		name, from, to string
		conf           float64
		same           bool
	}{
		{"a copy", "", "", 0.9, true},
		{"a copy that was read a little otherwise", "Pozajmica", "Pozajmlca", 0.9, true},
		{"a copy with a speck that was read as a word", "Status", "Status eo", 0.3, true},
		{"executed and declined", "IZVRŠEN", "ODBIJEN", 0.9, false},
		{"another payee", "LENA UZORAK", "IVAN UZORAK", 0.9, false},
		{"one word more, which denies", "Status", "Status nije", 0.9, false},
		{"one word less", "Status ", "", 0.9, false},
	} {
		files := []File{picWith("a.png", slip, 0.9), picWith("b.png", strings.Replace(slip, tt.from, tt.to, 1), tt.conf)}
		markSame(files)
		if same := files[1].Picture.SameAs != ""; same != tt.same {
			t.Errorf("%s: the same %v, want %v", tt.name, same, tt.same)
		}
	}
}
