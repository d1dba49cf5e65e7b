package picture_test

import (
	"encoding/binary"
	"errors"
	"image"
	"testing"

	"recourse"
	"recourse/internal/testkit"
	"recourse/picture"
)

func grey(width int, shade uint8) image.Image {
	img := image.NewGray(image.Rect(0, 0, width, 20))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	return img
}

func TestOpenTellsThePagesOfAScan(t *testing.T) {
	b := testkit.ScanTIFF(grey(30, 10), grey(40, 120), grey(50, 240))
	p, err := picture.Open(b)
	if err != nil || p.Pages != 3 || p.Width != 30 {
		t.Fatalf("Open = %d pages, width %d, %v", p.Pages, p.Width, err)
	}
	for i, want := range []struct {
		width int
		shade uint8
	}{{30, 10}, {40, 120}, {50, 240}} {
		page, err := p.Page(i + 1)
		if err != nil || page.Pages != 1 || page.Width != want.width || page.Image == nil || page.Image.RGBAAt(5, 5).R != want.shade {
			t.Errorf("page %d: %+v, %v", i+1, page.Width, err)
		}
	}
	if _, err := p.Page(4); !errors.Is(err, recourse.NotFound) {
		t.Errorf("page 4: %v, want kind not found", err)
	}
}

func TestPagesThatPointBackEnd(t *testing.T) {
	b := testkit.ScanTIFF(grey(30, 10), grey(40, 120))
	at := len(b) - 40*20 - 4 // where the last directory says what follows
	binary.LittleEndian.PutUint32(b[at:], 8)
	p, err := picture.Open(b)
	if err != nil || p.Pages != 2 {
		t.Errorf("Open = %d pages, %v, want 2", p.Pages, err)
	}
}

func FuzzPages(f *testing.F) {
	f.Add(testkit.ScanTIFF(grey(4, 10), grey(5, 120)))
	f.Add([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := picture.Open(b)
		if err != nil {
			return
		}
		for n := 1; n <= min(p.Pages, 3); n++ {
			page, err := p.Page(n)
			if err == nil && p.Pages > 1 && page.Pages != 1 {
				t.Errorf("page %d has %d pages", n, page.Pages)
			}
			if err != nil && !errors.Is(err, recourse.Invalid) {
				t.Errorf("page %d: %v, want kind invalid", n, err)
			}
		}
	})
}
