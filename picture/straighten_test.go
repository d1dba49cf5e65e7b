package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"
)

// canvas is a picture of one colour.
func canvas(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

// sloped draws what is dark by its place in lines that slope by so many degrees, clockwise,
// around the middle of a light picture.
func sloped(w, h int, degrees float64, dark func(x, y float64) bool) *image.RGBA {
	img := canvas(w, h, color.Gray{210})
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range h {
		for x := range w {
			dx, dy := float64(x-w/2), float64(y-h/2)
			if dark(dx*cos+dy*sin, dy*cos-dx*sin) {
				img.SetRGBA(x, y, color.RGBA{40, 40, 40, 255})
			}
		}
	}
	return img
}

// writing is where strokes of letters stand in five lines of words.
func writing(x, y float64) bool {
	mod := func(a, n float64) float64 { return a - n*math.Floor(a/n) }
	letter := math.Floor(x / 11)
	return math.Abs(x) < 250 && math.Abs(y) < 100 && mod(y, 40) < 14 && mod(x+3*math.Sin(letter), 11) < 4 && mod(letter, 7) != 0
}

func TestSkewOfWriting(t *testing.T) {
	for _, degrees := range []float64{-19.5, -8, -2.5, 0, 3, 8.3, 20} {
		got, ok := Skew(sloped(700, 500, degrees, writing))
		if !ok || math.Abs(got-degrees) > 0.3 {
			t.Errorf("lines that slope by %v: Skew = %v, %v", degrees, got, ok)
		}
	}
}

func TestWhatHasNoSkew(t *testing.T) {
	noise, fading := canvas(700, 500, color.White), canvas(700, 500, color.White)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(random.IntN(256))
		fading.Pix[i] = uint8(i * 200 / len(fading.Pix))
	}
	for what, img := range map[string]*image.RGBA{
		"noise":                   noise,
		"light that fades":        fading,
		"a thing with edges":      sloped(700, 500, 8, func(x, y float64) bool { return math.Abs(x) < 200 && math.Abs(y) < 100 }),
		"all black":               canvas(700, 500, color.Black),
		"a pixel":                 canvas(1, 1, color.Black),
		"a row":                   canvas(3_000_000, 1, color.Black),
		"a column":                canvas(1, 900, color.White),
		"nothing":                 canvas(0, 0, color.White),
		"a card without a letter": canvas(60, 40, color.Gray{200}),
	} {
		if got, ok := Skew(img); ok {
			t.Errorf("%s: Skew = %v, want none", what, got)
		}
	}
}

// darkIn is the smallest rectangle that holds all dark pixels.
func darkIn(img *image.RGBA) (r image.Rectangle) {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y).R < 100 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestTheWayBackFromAStraightenedPicture(t *testing.T) {
	word := func(x, y float64) bool { return x > 100 && x < 220 && y > -90 && y < -66 }
	for _, degrees := range []float64{-20, -8, 3, 8, 20} {
		for _, scale := range []float64{1, 0.5} {
			img := sloped(700, 500, degrees, word)
			p := Picture{Image: img, Scale: scale, Width: int(700 / scale), Height: int(500 / scale)}
			q, slant := p.Straightened(degrees)
			level := darkIn(q.Image)
			if d := level.Size().Sub(image.Pt(119, 23)); max(d.X, d.Y, -d.X, -d.Y) > 3 {
				t.Errorf("by %v degrees: the word is %v large, want 119 x 23", degrees, level.Size())
			}
			in := func(r image.Rectangle, k float64) Box {
				at := func(n int) int { return int(math.Round(float64(n) * k)) }
				return BoxOf(image.Rect(at(r.Min.X), at(r.Min.Y), at(r.Max.X), at(r.Max.Y)))
			}
			got, want := slant.Back(in(level, 1/q.Scale)).Rect(), in(darkIn(img), 1/scale).Rect()
			slack := int(4 / scale)
			if !want.Inset(slack/2).In(got) || !got.In(want.Inset(-slack)) {
				t.Errorf("by %v degrees, scale %v: Back gives %v, and the word is in %v", degrees, scale, got, want)
			}
		}
	}
}

// A word's box is never outside the picture, nor empty, whatever is asked for.
func TestStraightenedPicturesAreBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, size := range []image.Point{{1, 1}, {1, 400}, {400, 1}, {60, 40}, {6000, 2}} {
		p := Picture{Image: canvas(size.X, size.Y, color.Black), Scale: 1, Width: size.X, Height: size.Y}
		for _, degrees := range []float64{-20, 0.1, 20} {
			q, slant := p.Straightened(degrees)
			if q.Image.Rect.Empty() || q.Width < size.X*9/10 || q.Height < size.Y*9/10 {
				t.Errorf("%v by %v degrees is %v", size, degrees, q.Image.Rect)
			}
			for range 50 {
				b := Box{random.IntN(9000) - 1000, random.IntN(9000) - 1000, random.IntN(900), random.IntN(900)}
				if got := slant.Back(b).Rect(); got.Empty() || !got.In(p.Image.Rect) {
					t.Errorf("%v by %v degrees: Back(%v) = %v", size, degrees, b, got)
				}
			}
		}
	}
	large := Picture{Image: canvas(5000, 2, color.Black), Scale: 0.001, Width: 5_000_000, Height: 2000}
	if q, _ := large.Straightened(20); q.Image.Rect.Dx()*q.Image.Rect.Dy() > maxWork {
		t.Errorf("%v pixels are kept, want at most %d", q.Image.Rect.Size(), maxWork)
	}
}

// BenchmarkSkew is of a picture with as many pixels as are kept.
func BenchmarkSkew(b *testing.B) {
	img := sloped(4000, 3000, 8, func(x, y float64) bool { return writing(math.Mod(x, 250), math.Mod(y, 100)) })
	b.ReportAllocs()
	for b.Loop() {
		Skew(img)
	}
}
