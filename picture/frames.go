package picture

import (
	"bytes"
	"encoding/binary"
)

// frames counts a picture's frames, says where it ends (0 where that is not
// known) and returns bytes that hold its first frame alone where the decoder
// needs that.
func frames(format string, b []byte) (count, end int, still []byte) {
	switch format {
	case "png":
		count, end = pngFrames(b)
	case "gif":
		count, end = gifFrames(b)
	case "webp":
		return webpFrames(b)
	case "jpeg":
		return 1, jpegEnd(b), b
	case "bmp":
		if n := int(binary.LittleEndian.Uint32(b[2:6])); n > 26 && n <= len(b) {
			return 1, n, b
		}
		return 1, 0, b
	default:
		return 1, 0, b
	}
	return max(1, count), end, b
}

// pngFrames reads the chunks of a PNG (W3C, third edition, 5.3): acTL says how
// many frames an animation has.
func pngFrames(b []byte) (count, end int) {
	at := 8
	for at+12 <= len(b) {
		n := int(binary.BigEndian.Uint32(b[at:]))
		if n < 0 || n > len(b)-at-12 {
			return count, 0
		}
		switch string(b[at+4 : at+8]) {
		case "acTL":
			if n >= 4 {
				count = int(min(binary.BigEndian.Uint32(b[at+8:]), 1<<30))
			}
		case "IEND":
			return count, at + 12
		}
		at += 12 + n
	}
	return count, 0
}

// gifFrames reads the blocks of a GIF (GIF89a specification, sections 18 to 27).
func gifFrames(b []byte) (count, end int) {
	if len(b) < 13 {
		return 0, 0
	}
	at := 13 + colourTable(b[10])
	for at < len(b) {
		switch b[at] {
		case 0x3b:
			return count, at + 1
		case 0x21:
			at += 2
		case 0x2c:
			count++
			if at+10 > len(b) {
				return count, 0
			}
			at += 11 + colourTable(b[at+9])
		default:
			return count, 0
		}
		for at < len(b) && b[at] != 0 {
			at += 1 + int(b[at])
		}
		at++
	}
	return count, 0
}

func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// webpFrames reads the chunks of a WebP file (RFC 9649). Of an animation it
// returns the first frame as a picture of its own, as large as that frame.
func webpFrames(b []byte) (count, end int, still []byte) {
	end = 8 + int(binary.LittleEndian.Uint32(b[4:8]))
	if end > len(b) || end < 12 {
		end = 0
	}
	still = b
	for at := 12; at+8 <= len(b); {
		n := int(binary.LittleEndian.Uint32(b[at+4:]))
		if n < 0 || n > len(b)-at-8 {
			break
		}
		if string(b[at:at+4]) == "ANMF" && n > 16 {
			if count++; count == 1 {
				still = webpStill(b[at+8+16 : at+8+n])
			}
		}
		at += 8 + n + n&1
	}
	return max(1, count), end, still
}

// webpStill makes a picture of the chunks of one frame: VP8 or VP8L, or ALPH and
// VP8, whose size its own head gives.
func webpStill(frame []byte) []byte {
	var out bytes.Buffer
	out.WriteString("RIFF\x00\x00\x00\x00WEBP")
	for at := 0; at+8 <= len(frame); {
		n := int(binary.LittleEndian.Uint32(frame[at+4:]))
		if n < 0 || n > len(frame)-at-8 {
			break
		}
		if name := string(frame[at : at+4]); name == "VP8 " || name == "VP8L" { // the transparent parts do not matter
			out.Write(frame[at:min(len(frame), at+8+n+n&1)])
			break
		}
		at += 8 + n + n&1
	}
	b := out.Bytes()
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// jpegEnd walks over a JPEG's segments (ITU-T T.81, annex B) to its end.
func jpegEnd(b []byte) int {
	at := 2
	for at+4 <= len(b) {
		if b[at] != 0xff {
			return 0
		}
		m := b[at+1]
		switch {
		case m == 0xff:
			at++
			continue
		case m == 0xd9:
			return at + 2
		case m >= 0xd0 && m <= 0xd8 || m == 0x01:
			at += 2
			continue
		}
		at += 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if m != 0xda {
			continue
		}
		for at+1 < len(b) && !(b[at] == 0xff && b[at+1] != 0 && (b[at+1] < 0xd0 || b[at+1] > 0xd7)) {
			at++
		}
	}
	if at+2 == len(b) && b[at] == 0xff && b[at+1] == 0xd9 {
		return len(b)
	}
	return 0
}
