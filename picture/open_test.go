package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"slices"
	"testing"

	"recourse"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// halves is a picture 60 wide and 40 high whose left half is dark.
func halves() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, 30, 40), image.NewUniform(color.RGBA{R: 20, G: 30, B: 90, A: 255}), image.Point{}, draw.Src)
	return img
}

// encoded writes it in every format that can be written here; WebP is a fixture.
func encoded(t testing.TB) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	write := func(name string, f func(*bytes.Buffer) error) {
		var b bytes.Buffer
		if err := f(&b); err != nil {
			t.Fatal(err)
		}
		all[name] = b.Bytes()
	}
	write("png", func(b *bytes.Buffer) error { return png.Encode(b, halves()) })
	write("jpeg", func(b *bytes.Buffer) error { return jpeg.Encode(b, halves(), &jpeg.Options{Quality: 95}) })
	write("gif", func(b *bytes.Buffer) error { return gif.Encode(b, halves(), nil) })
	write("tiff", func(b *bytes.Buffer) error { return tiff.Encode(b, halves(), nil) })
	write("bmp", func(b *bytes.Buffer) error { return bmp.Encode(b, halves()) })
	webp, err := os.ReadFile("testdata/halves.webp")
	if err != nil {
		t.Fatal(err)
	}
	all["webp"] = webp
	return all
}

func TestOpenReadsEveryFormat(t *testing.T) {
	for format, b := range encoded(t) {
		p, err := Open(b)
		if err != nil || p.Format != format || p.Width != 60 || p.Height != 40 || p.Frames != 1 || p.Damage != nil || p.Image == nil {
			t.Errorf("%s: Open = %s %dx%d, %d frames, damage %v, %v", format, p.Format, p.Width, p.Height, p.Frames, p.Damage, err)
			continue
		}
		if p.Image.RGBAAt(10, 20).R > 60 || p.Image.RGBAAt(50, 20).R < 220 {
			t.Errorf("%s: left %v, right %v", format, p.Image.RGBAAt(10, 20), p.Image.RGBAAt(50, 20))
		}
		if format != "tiff" && p.End != len(b) {
			t.Errorf("%s: ends at %d of %d bytes", format, p.End, len(b))
		}
	}
}

func TestACutPictureIsDamagedAndNeverPanics(t *testing.T) {
	for format, b := range encoded(t) {
		damaged := 0
		for n := range len(b) {
			p, err := Open(b[:n])
			if err != nil && !errors.Is(err, recourse.Invalid) {
				t.Errorf("%s cut at %d: %v, want kind invalid", format, n, err)
			}
			if p.Damage != nil || err != nil && n > 16 {
				damaged++
			}
		}
		if damaged == 0 {
			t.Errorf("%s: no cut was noticed", format)
		}
	}
}

// pngSaying is a PNG whose head says another size than it has.
func pngSaying(w, h uint32) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, halves())
	out := b.Bytes()
	binary.BigEndian.PutUint32(out[16:], w)
	binary.BigEndian.PutUint32(out[20:], h)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

func TestLyingHeadsAreBounded(t *testing.T) {
	for _, c := range []struct {
		name     string
		w, h     uint32
		tooLarge bool
		unpacked bool // it was tried
	}{
		{"100,000 by 100,000", 100_000, 100_000, true, false},
		{"a line of two thousand million", 2_000_000_000, 1, true, false},
		{"just above what is looked at", 10_001, 10_000, true, false},
		{"a hundred megapixels", 10_000, 10_000, false, false},
		{"a little more than there is", 600, 400, false, true},
	} {
		p, err := Open(pngSaying(c.w, c.h))
		if errors.Is(err, ErrTooLarge) != c.tooLarge || p.Image != nil || (p.Damage != nil) != c.unpacked {
			t.Errorf("%s: Open = %v, damage %v, image %v", c.name, err, p.Damage, p.Image != nil)
		}
	}
	if _, err := Open(pngSaying(0, 10)); !errors.Is(err, recourse.Invalid) {
		t.Errorf("no width: Open = %v, want kind invalid", err)
	}
	if _, err := Open(make([]byte, MaxBytes+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many bytes: Open = %v, want %v", err, ErrTooLarge)
	}
}

// A bomb: 49 megapixels of one colour in a few kilobytes. It is unpacked, and
// what is kept of it is small.
func TestABombIsKeptSmall(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, 7000, 7000), palette.Plan9)); err != nil {
		t.Fatal(err)
	}
	p, err := Open(b.Bytes())
	if err != nil || p.Image == nil || p.Width != 7000 || p.Scale != 0.25 || len(p.Image.Pix) != 1750*1750*4 {
		t.Errorf("Open(%d bytes) = %dx%d, scale %v, %v, damage %v", b.Len(), p.Width, p.Height, p.Scale, err, p.Damage)
	}
}

func TestAnimationsShowTheirFirstFrame(t *testing.T) {
	const many = 3000
	frame := image.NewPaletted(image.Rect(0, 0, 60, 40), palette.Plan9)
	draw.Draw(frame, frame.Rect, halves(), image.Point{}, draw.Src)
	other := image.NewPaletted(image.Rect(0, 0, 60, 40), palette.Plan9)
	g := gif.GIF{Image: []*image.Paletted{frame}, Delay: make([]int, many)}
	for len(g.Image) < many {
		g.Image = append(g.Image, other)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	still, err := os.ReadFile("testdata/halves.webp")
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string][]byte{"gif": b.Bytes(), "webp": webpOf(still, many), "png": pngOf(many)} {
		p, err := Open(in)
		if err != nil || p.Frames != many || p.Image == nil {
			t.Errorf("%s: Open = %d frames, image %v, %v, damage %v", name, p.Frames, p.Image != nil, err, p.Damage)
			continue
		}
		if p.Image.RGBAAt(10, 20).R > 60 || p.Image.RGBAAt(50, 20).R < 220 || p.End != len(in) {
			t.Errorf("%s: %v, %v; ends at %d of %d", name, p.Image.RGBAAt(10, 20), p.Image.RGBAAt(50, 20), p.End, len(in))
		}
	}
}

// webpOf makes an animation of a still: the file's first chunk as each frame.
func webpOf(still []byte, frames int) []byte {
	chunk := func(name string, body []byte) []byte {
		out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
		out = append(out, body...)
		if len(body)%2 == 1 {
			out = append(out, 0)
		}
		return out
	}
	body := chunk("VP8X", []byte{2, 0, 0, 0, 59, 0, 0, 39, 0, 0})
	body = append(body, chunk("ANIM", make([]byte, 6))...)
	picture := still[12:]
	if string(picture[:4]) == "VP8X" {
		panic("the fixture is to be a simple file")
	}
	head := []byte{0, 0, 0, 0, 0, 0, 59, 0, 0, 39, 0, 0, 10, 0, 0, 0}
	for range frames {
		body = append(body, chunk("ANMF", slices.Concat(head, picture))...)
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
	return append(append(out, "WEBP"...), body...)
}

// pngOf says that a PNG is an animation.
func pngOf(frames int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, halves())
	in := b.Bytes()
	body := append([]byte("acTL"), 0, 0, byte(frames>>8), byte(frames), 0, 0, 0, 0)
	chunk := slices.Concat([]byte{0, 0, 0, 8}, body, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
	return slices.Concat(in[:33], chunk, in[33:])
}

func TestWhatFollowsAPictureIsSeen(t *testing.T) {
	for format, b := range encoded(t) {
		if format == "tiff" {
			continue // its end is not known: parts may lie in any order
		}
		p, err := Open(append(slices.Clone(b), "PK\x03\x04 and so on"...))
		if err != nil || p.End != len(b) || p.Image == nil {
			t.Errorf("%s: ends at %d, want %d (%v)", format, p.End, len(b), err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, b := range encoded(f) {
		f.Add(b)
	}
	still, err := os.ReadFile("testdata/halves.webp")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(webpOf(still, 3))
	f.Add(pngOf(2))
	f.Add(taken("+01:00", true))
	f.Fuzz(func(t *testing.T, b []byte) {
		ReadMeta(Format(b), b)
		ReadMeta("heif", b)
		p, err := Open(b)
		if err != nil {
			if !errors.Is(err, recourse.Invalid) {
				t.Errorf("Open = %v, want kind invalid", err)
			}
			return
		}
		if p.Frames < 1 || p.End < 0 || p.End > len(b) || p.Width <= 0 || p.Height <= 0 {
			t.Errorf("Open = %+v", p)
		}
		if p.Image == nil || p.Width*p.Height > 1<<20 {
			return
		}
		p.Regions = FindRegions(p.Image)
		p.Hash()
		p.Codes()
		ForReading(p.Image, p.Regions)
	})
}
