package document

import (
	"encoding/binary"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// newGlyphs reads which signs of the basic plane a TrueType font has (its cmap
// of format 4). A font that cannot be read has none.
func newGlyphs(font []byte) glyphs {
	g := make(glyphs)
	sub := cmap4(font)
	if len(sub) < 16 {
		return g
	}
	n := int(u16(sub, 6)) / 2
	ends, starts, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	for i := range n {
		start, end := u16(sub, starts+2*i), u16(sub, ends+2*i)
		delta, off := u16(sub, deltas+2*i), u16(sub, offsets+2*i)
		for c := uint32(start); c <= uint32(end) && c != 0xFFFF; c++ {
			id := uint16(c) + delta
			if off != 0 {
				id = u16(sub, offsets+2*i+int(off)+2*int(c-uint32(start)))
			}
			if id != 0 {
				g[rune(c)] = true
			}
		}
	}
	return g
}

// cmap4 finds the font's table from code points to glyphs in format 4.
func cmap4(font []byte) []byte {
	for i := range int(u16(font, 4)) {
		rec := 12 + 16*i
		if rec+16 > len(font) || string(font[rec:rec+4]) != "cmap" {
			continue
		}
		table := tail(font, int(u32(font, rec+8)))
		for j := range int(u16(table, 2)) {
			if sub := tail(table, int(u32(table, 4+8*j+4))); u16(sub, 0) == 4 {
				return sub
			}
		}
	}
	return nil
}

func tail(b []byte, at int) []byte {
	if at < 0 || at > len(b) {
		return nil
	}
	return b[at:]
}

func u16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint16(b[at:])
}

func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint32(b[at:])
}
