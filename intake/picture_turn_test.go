package intake

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"testing"

	"recourse/picture"
)

type readAs struct {
	text string
	conf float64
}

// sureWords are lines of words as a reader reads them that is as sure of each.
func sureWords(lines ...readAs) (words []picture.Word) {
	for i, l := range lines {
		for k, w := range strings.Fields(l.text) {
			words = append(words, picture.Word{Text: w, Line: i, Conf: l.conf, Box: picture.Box{X: 10 + 60*k, Y: 10 + 30*i, Width: 50, Height: 20}})
		}
	}
	return words
}

func TestWhatCannotBeReadIsNoText(t *testing.T) {
	for _, c := range []struct {
		name  string
		words []picture.Word
		text  string
		said  bool
	}{
		{"a clear picture keeps a doubtful line", sureWords(readAs{"Iznos: 23.000,00 RSD za aktivaciju naloga", 0.95}, readAs{"nsn|q q3n", 0.3}), "Iznos: 23.000,00 RSD za aktivaciju naloga\nnsn|q q3n", false},
		{"gibberish is left out and said", sureWords(readAs{"NOUDJAOA 1UWOd 4I10JeJUY", 0.4}, readAs{"I u g", 0.9}, readAs{"eunwnydo uejdnz", 0.35}), "", true},
		{"the clear line of an unclear picture stays", sureWords(readAs{"NOUDJAOA 1UWOd 4I10JeJUY eunwnydo", 0.3}, readAs{"MODEL BW-TL208", 0.9}, readAs{"uejdnz oueldn", 0.35}), "MODEL BW-TL208", true},
		{"strokes of a photo are not worth a line", sureWords(readAs{"= ~ —_", 0.2}), "", false},
	} {
		f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(c.words)})
		if f.Text != c.text || slices.Contains(codes(f), "picture-words-unclear") != c.said {
			t.Errorf("%s: text %q, problems %v", c.name, f.Text, codes(f))
		}
	}
}

// The words that tesseract without Chinese makes of three lines of it (to pay 500, the
// payee, an account), as it gave them.
func chineseAsLetters() []picture.Word {
	var words []picture.Word
	for _, w := range []struct {
		text string
		conf float64
		line int
	}{
		{"WA", 0.426, 1},
		{"500", 0.961, 1},
		{"75", 0.814, 1},
		{"RRA", 0.558, 2},
		{":", 0.663, 2},
		{"==", 0.688, 2},
		{"$R{TIKS", 0, 3},
		{"6222021234567890128", 0.881, 3},
	} {
		words = append(words, picture.Word{Text: w.text, Conf: w.conf, Line: w.line, Box: picture.Box{X: 10 + 90*len(words), Y: 30 * w.line, Width: 80, Height: 20}})
	}
	return words
}

// noChinese is a reader that could not try Chinese.
type noChinese struct{ perfect }

func (noChinese) LacksTries(context.Context) []string { return []string{"chi-sim"} }

func TestChineseBesideANumberIsNotReadAsLetters(t *testing.T) {
	a := Read(t.Context(), memory("a.png", png), Options{Pictures: noChinese{chineseAsLetters()}})
	if a.Text != "6222021234567890128" || !slices.Equal(codes(a), []string{"picture-words-unclear", "picture-tries"}) {
		t.Errorf("text %q, problems %v", a.Text, codes(a))
	}
	b := Read(t.Context(), memory("b.png", append(slices.Clone(png), 0)), Options{Pictures: noChinese{chineseAsLetters()}})
	said := codes(File{Problems: Problems([]File{a, b})})
	if n := len(slices.DeleteFunc(said, func(c string) bool { return c != "picture-tries" })); n != 1 {
		t.Errorf("said %d times for two pictures, want once", n)
	}
	if f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(chineseAsLetters())}); slices.Contains(codes(f), "picture-tries") {
		t.Errorf("with all languages: problems %v", codes(f))
	}
	for name, words := range map[string][]picture.Word{
		"numbers and a smudge": sureWords(readAs{"500 75 6222021234567890128", 0.9}, readAs{"~q", 0.2}),
		"clear words":          sureWords(readAs{"Uplata na račun 6222021234567890128", 0.8}),
		"a doubtful short one": sureWords(readAs{"Iznos: 500", 0.5}, readAs{"6222021234567890128", 0.9}),
	} {
		if f := Read(t.Context(), memory("a.png", png), Options{Pictures: noChinese{words}}); len(f.Problems) != 0 {
			t.Errorf("%s: problems %v", name, codes(f))
		}
	}
}

// Of a picture that was straightened the boxes of two lines share their heights: the lines
// are the reader's, also on ground on which light fades, whose areas are as many as on a
// screen.
func TestLinesThatSlopeStayApart(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 400, 500))
	for i := range 5 {
		draw.Draw(img, image.Rect(0, 100*i, 400, 100*i+100), image.NewUniform(color.Gray{uint8(200 - 20*i)}), image.Point{}, draw.Src)
	}
	words := perfect(sureWords(readAs{"Iznos na računu primaoca", 0.95}, readAs{"treba danas da stigne", 0.95}))
	for i := range words {
		words[i].Tilt = 20
		words[i].Box.Y += words[i].Box.X / 3
		words[i].Box.Height += 18
	}
	if f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: words}); f.Text != "Iznos na računu primaoca\ntreba danas da stigne" {
		t.Errorf("read as %q", f.Text)
	}
}
