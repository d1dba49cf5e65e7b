package ocr

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"recourse/fold"
	"recourse/intake"
	"recourse/internal/testkit"
	"recourse/knowledge"
	"recourse/picture"

	"golang.org/x/image/draw"
)

func bytesSource(name string, b []byte) intake.Source {
	return intake.Source{Path: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// talk is what is drawn below: enough to see whether sides, words and clocks hold.
func talk() []testkit.Bubble {
	return []testkit.Bubble{
		{Side: "center", Text: "18. novembar 2026."},
		{Side: "left", Text: "To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom.", Clock: "17:42"},
		{Side: "right", Text: "dao sam vec 90.328 din. nemam vise", Clock: "17:45"},
		{Side: "left", Text: "Imate 30 minuta!", Clock: "17:47"},
		{Side: "left", Text: "Uplatite na račun 265-0000000001234-88, iznos 61.328,00 RSD, svrha: zajam", Clock: "17:48"},
		{Side: "center", Text: "Danas"},
		{Side: "left", Text: "Можете да узмете кеш кредит, преко апликације је готово за 5 минута.", Clock: "18:01"},
		{Side: "right", Text: "necu da uzimam kredit", Clock: "18:04"},
	}
}

// How often a drawn message is found on its side, with its words. Small and
// badly compressed copies are part of it: that is how people pass pictures on.
func TestChatsOnScreensKeepTheirSides(t *testing.T) {
	need(t, "tesseract")
	chats, err := intake.LoadChats(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	drawn, sided, clocks, clocked, words, read := 0, 0, 0, 0, 0, 0
	for _, app := range []testkit.App{testkit.Apps()[1], testkit.Apps()[6], testkit.Apps()[7]} { // all eight: doc/performance.md
		img := testkit.Screen{App: app, Name: "Lena Mentor", Status: "na mreži", Clock: "18:05", Lines: talk()}.Draw(t)
		for _, in := range [][]byte{asPNG(t, img), asJPEG(t, img, 0.6, 55)} {
			f := intake.Read(t.Context(), bytesSource("a.png", in), intake.Options{Pictures: Reader{}, Chats: chats})
			for _, b := range talk() {
				if b.Side == "center" {
					continue
				}
				drawn++
				if !app.ClockOutside {
					clocks++
				}
				for _, m := range f.Messages {
					got := share(b.Text, m.Text)
					if got < 0.5 {
						continue
					}
					if m.Side == b.Side && (b.Side == "right") == (m.From == "me") {
						sided++
					} else {
						t.Logf("%s: %q is on the side %q of %q", app.Name, m.Text, m.Side, m.From)
					}
					if !app.ClockOutside && m.Clock == b.Clock {
						clocked++
					}
					if app.ClockOutside && m.Clock != "" {
						t.Errorf("%s: the clock %s was not drawn", app.Name, m.Clock)
					}
					read += int(got * 100)
					break
				}
				words += 100
			}
		}
	}
	t.Logf("%d of %d messages on their side, %d of %d clocks, %.3f of the words", sided, drawn, clocked, clocks, float64(read)/float64(words))
	if sided*100 < drawn*90 || clocked*100 < clocks*90 || read*100 < words*90 {
		t.Errorf("%d of %d messages on their side, %d of %d clocks, %.3f of the words", sided, drawn, clocked, clocks, float64(read)/float64(words))
	}
}

// share returns which part of the words of want stands in got, whatever the script.
func share(want, got string) float64 {
	have := strings.Fields(fold.Key(got))
	n, all := 0, strings.Fields(fold.Key(want))
	for _, w := range all {
		for i, h := range have {
			if h == w {
				have[i] = ""
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(all))
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, img image.Image, scale float64, quality int) []byte {
	t.Helper()
	small := image.NewRGBA(image.Rect(0, 0, int(float64(img.Bounds().Dx())*scale), int(float64(img.Bounds().Dy())*scale)))
	draw.BiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkPictureWords(b *testing.B) {
	need(b, "tesseract")
	img := testkit.Screen{App: testkit.Apps()[1], Name: "Lena Mentor", Status: "na mreži", Clock: "18:05", Lines: talk()}.Draw(b)
	p, err := picture.Open(asPNG(b, img))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(p.Bytes)))
	for b.Loop() {
		p.Regions = picture.FindRegions(p.Image)
		if words, err := (Reader{}).PictureWords(b.Context(), p); err != nil || len(words) < 30 {
			b.Fatal(len(words), err)
		}
	}
}
