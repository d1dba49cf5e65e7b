package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"recourse"
)

const (
	// MaxPages is how many pages of a file are counted.
	MaxPages = 10_000
	// Parts of a TIFF (TIFF 6.0, sections 2 and 8): a directory is a count, so many
	// entries, and where the next one stands.
	tiffHead    = 8
	tiffEntry   = 12
	tiffSubfile = 254 // bit 0: a smaller copy; bit 2: a mask
)

// tiffPage is a directory of a TIFF that is a page.
type tiffPage struct {
	at   int // of the directory
	next int // where it says where the next one is
}

// tiffPages lists the pages of a TIFF, the first as it stands in the head, without
// smaller copies of pages and masks. Directories that point back end the list.
func tiffPages(b []byte) (pages []tiffPage) {
	order := tiffOrder(b)
	seen := make(map[int]bool)
	for ref := 4; ref+4 <= len(b) && len(pages) < MaxPages && len(seen) < 2*MaxPages; {
		at := int(order.Uint32(b[ref:]))
		if at < tiffHead || at+2 > len(b) || seen[at] {
			break
		}
		seen[at] = true
		n := int(order.Uint16(b[at:]))
		ref = at + 2 + n*tiffEntry
		if n == 0 || ref > len(b) {
			break
		}
		if kind := tiffKind(b[at+2:ref], order); len(pages) == 0 || kind&5 == 0 {
			pages = append(pages, tiffPage{at, ref})
		}
	}
	return pages
}

func tiffOrder(b []byte) binary.ByteOrder {
	if b[0] == 'M' {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// tiffKind is the directory's word on what it is, 0 where it says nothing.
func tiffKind(entries []byte, order binary.ByteOrder) uint32 {
	for e := range slices.Chunk(entries, tiffEntry) {
		if order.Uint16(e) == tiffSubfile {
			return order.Uint32(e[8:])
		}
	}
	return 0
}

// Page opens a page of a file that has several, from 1, as a picture of its own.
func (p Picture) Page(number int) (Picture, error) {
	if number < 1 || number > p.Pages {
		return Picture{}, fmt.Errorf("page %d of %d: %w", number, p.Pages, recourse.NotFound)
	}
	if p.Pages == 1 {
		return p, nil
	}
	if p.parts != nil {
		return Open(p.parts[number-1])
	}
	page := tiffPages(p.Bytes)[number-1]
	alone := bytes.Clone(p.Bytes)
	tiffOrder(alone).PutUint32(alone[4:], uint32(page.at))
	if page.next+4 <= len(alone) {
		tiffOrder(alone).PutUint32(alone[page.next:], 0)
	}
	return Open(alone)
}

// OpenAll is [Open] of the first of some pictures, of which each is a page. There is one
// at least.
func OpenAll(parts [][]byte) (Picture, error) {
	p, err := Open(parts[0])
	if len(parts) > 1 && err == nil {
		p.Pages, p.parts = len(parts), parts
	}
	return p, err
}
