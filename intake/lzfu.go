package intake

import (
	"encoding/binary"
	"fmt"

	"recourse"
)

// lzfuBegin is what the dictionary of compressed RTF holds at the start
// (MS-OXRTFCP, 2.1.2.1).
const lzfuBegin = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF unpacks compressed RTF (MS-OXRTFCP). It returns what there is and an
// error where the data ends early. The result is at most nine times as long as b.
func unpackRTF(b []byte) ([]byte, error) {
	const (
		headBytes = 16
		packed    = 0x75465A4C // LZFu
		plain     = 0x414C454D // MELA
	)
	if len(b) < headBytes {
		return nil, fmt.Errorf("compressed RTF has no head: %w", recourse.Invalid)
	}
	le := binary.LittleEndian
	want, kind := int64(le.Uint32(b[4:])), le.Uint32(b[8:])
	b = b[headBytes:]
	switch kind {
	case plain:
		return b[:min(int64(len(b)), want)], nil
	case packed:
		return lzfu(b)
	}
	return nil, fmt.Errorf("compressed RTF of kind %x: %w", kind, recourse.Invalid)
}

// lzfu unpacks runs of eight: bytes, and references into a dictionary of 4 KB.
func lzfu(b []byte) ([]byte, error) {
	const size = 4096
	var dict [size]byte
	at := copy(dict[:], lzfuBegin)
	var out []byte
	put := func(c byte) {
		out = append(out, c)
		dict[at] = c
		at = (at + 1) % size
	}
	for i := 0; i < len(b); {
		flags := b[i]
		i++
		for bit := 0; bit < 8 && i < len(b); bit, flags = bit+1, flags>>1 {
			if flags&1 == 0 {
				put(b[i])
				i++
				continue
			}
			if i+1 >= len(b) {
				return out, fmt.Errorf("compressed RTF ends early: %w", recourse.Invalid)
			}
			ref := binary.BigEndian.Uint16(b[i:])
			i += 2
			from, n := int(ref>>4), int(ref&15)+2
			if from == at {
				return out, nil
			}
			for k := range n {
				put(dict[(from+k)%size])
			}
		}
	}
	return out, fmt.Errorf("compressed RTF ends early: %w", recourse.Invalid)
}
