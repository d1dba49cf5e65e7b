package testkit

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
)

// ScanTIFF is a TIFF of several pages, grey and not compressed, as a scanner writes
// it. Each page has a smaller copy of itself behind it, which is no page.
func ScanTIFF(pages ...image.Image) []byte {
	var b bytes.Buffer
	b.WriteString("II\x2a\x00\x08\x00\x00\x00")
	for i, page := range pages {
		tiffDirectory(&b, page, 0, false)
		tiffDirectory(&b, page, 1, i == len(pages)-1)
	}
	return b.Bytes()
}

// tiffDirectory adds a directory at the end, and its pixels behind it.
func tiffDirectory(b *bytes.Buffer, page image.Image, kind uint32, last bool) {
	gray := image.NewGray(image.Rect(0, 0, page.Bounds().Dx(), page.Bounds().Dy()))
	draw.Draw(gray, gray.Rect, page, page.Bounds().Min, draw.Src)
	entries := [][2]uint32{
		{254, kind},
		{256, uint32(gray.Rect.Dx())},
		{257, uint32(gray.Rect.Dy())},
		{258, 8}, // bits of a pixel
		{259, 1}, // not compressed
		{262, 1}, // 0 is black
		{273, 0}, // where the pixels stand
		{277, 1}, // one value a pixel
		{278, uint32(gray.Rect.Dy())},
		{279, uint32(len(gray.Pix))},
	}
	pixels := uint32(b.Len() + 2 + 12*len(entries) + 4)
	write := func(v any) { _ = binary.Write(b, binary.LittleEndian, v) } // never fails on a buffer
	write(uint16(len(entries)))
	for _, e := range entries {
		value := e[1]
		if e[0] == 273 {
			value = pixels
		}
		write(uint16(e[0]))
		write(uint16(4)) // 32 bits
		write(uint32(1))
		write(value)
	}
	next := pixels + uint32(len(gray.Pix))
	if last {
		next = 0
	}
	write(next)
	b.Write(gray.Pix)
}
