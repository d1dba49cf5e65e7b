package recording

import (
	"encoding/binary"
	"io"
	"math"
	"strings"
	"time"
)

// MP4, M4A, MOV, 3GP: boxes, ISO/IEC 14496-12 (section numbers below); QuickTime
// File Format for the text atoms.

const (
	headerMost = 32 << 20 // bytes of a moov box
	boxesMost  = 100_000
	boxesDeep  = 8
)

// movie is what the boxes say.
type movie struct {
	info       *Info
	scale      float64 // of the movie, units in a second
	trackScale map[uint32]float64
	track      uint32 // whose boxes are read
	kind       string // of that track
	boxes      int
	pieces     map[uint32]float64 // units that movie fragments add, by track
	defaults   map[uint32]uint32  // units of a sample in fragments
	longest    time.Duration      // of a track
}

func readMP4(s *stream, info *Info) error {
	m := &movie{
		info: info, trackScale: make(map[uint32]float64), pieces: make(map[uint32]float64), defaults: make(map[uint32]uint32),
	}
	defer m.finish()
	described := false // by a box that says what the rest is
	for n := 0; n < boxesMost; n++ {
		head, err := s.take(8, 8)
		if err != nil {
			if err = atEnd(err); err == nil && !described {
				err = io.ErrUnexpectedEOF // the description stands at the end, as phones write it
			}
			return err
		}
		size, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		used := int64(8)
		if size == 1 {
			long, err := s.take(8, 8)
			if err != nil {
				return err
			}
			size, used = int64(binary.BigEndian.Uint64(long)), 16
		}
		if size == 0 && kind != "moov" && kind != "moof" {
			return nil // to the end of the file
		}
		switch kind {
		case "moov", "moof":
			described = true
			b, err := s.take(size-used, headerMost)
			m.walk(b, 0)
			if err != nil {
				return err
			}
		default:
			if err := s.skip(size - used); err != nil {
				return err
			}
		}
	}
	return errForm
}

// finish takes what the movie says, which leaves out what is cut off a track, or
// the longest track where it says nothing. Pieces count beside it.
func (m *movie) finish() {
	if m.info.Duration == 0 {
		m.info.Duration = m.longest
	}
	for id, units := range m.pieces {
		m.info.Duration = max(m.info.Duration, seconds(units, m.trackScale[id]))
	}
}

// walk reads the boxes in b.
func (m *movie) walk(b []byte, depth int) {
	for len(b) >= 8 && depth < boxesDeep {
		if m.boxes++; m.boxes > boxesMost {
			return
		}
		size, kind := uint64(binary.BigEndian.Uint32(b)), string(b[4:8])
		used := uint64(8)
		if size == 1 && len(b) >= 16 {
			size, used = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size == 0 || size > uint64(len(b)) {
			size = uint64(len(b))
		}
		if size < used {
			return
		}
		m.box(kind, b[used:size], depth)
		b = b[size:]
	}
}

// box reads one box. What is too short for its kind says nothing.
func (m *movie) box(kind string, b []byte, depth int) {
	switch kind {
	case "trak", "mdia", "minf", "stbl", "mvex", "udta", "traf":
		if kind == "trak" {
			m.track, m.kind = 0, ""
		}
		m.walk(b, depth+1)
	case "mvhd": // 8.2.2
		created, scale, units := times(b)
		m.scale = scale
		m.info.Duration = seconds(units, scale)
		m.info.Recorded = created
	case "mehd": // 8.8.2
		if units, ok := number(b, 4, b); ok {
			m.info.Duration = max(m.info.Duration, seconds(units, m.scale))
		}
	case "tkhd": // 8.3.2
		m.trackHeader(b)
	case "mdhd": // 8.4.2
		_, scale, units := times(b)
		m.trackScale[m.track] = scale
		m.longest = max(m.longest, seconds(units, scale))
	case "hdlr": // 8.4.3
		if len(b) >= 12 && m.kind != "soun" && m.kind != "vide" { // QuickTime has another in minf
			m.kind = string(b[8:12])
		}
	case "stsd": // 8.5.2
		if len(b) >= 16 && (m.kind == "soun" || m.kind == "vide") {
			m.info.codec(letters(b[12:16]))
		}
	case "trex": // 8.8.3
		if len(b) >= 16 {
			m.defaults[binary.BigEndian.Uint32(b[4:])] = binary.BigEndian.Uint32(b[12:])
		}
	case "tfhd", "trun":
		m.fragment(kind, b)
	case "\xa9mak", "\xa9mod":
		if len(b) > 4 {
			m.info.Device = strings.TrimSpace(m.info.Device + " " + text(b[4:]))
		}
	}
}

// trackHeader reads whose track follows and the size of its picture, which the
// matrix may turn by a quarter.
func (m *movie) trackHeader(b []byte) {
	if len(b) < 4 {
		return
	}
	at, rest := 12, 40 // of the track's number, of the matrix
	if b[0] == 1 {
		at, rest = 20, 52
	}
	if len(b) < rest+36+8 {
		return
	}
	m.track = binary.BigEndian.Uint32(b[at:])
	word := func(i int) int { return int(int32(binary.BigEndian.Uint32(b[rest+4*i:]))) }
	width, height := word(9)>>16, word(10)>>16
	if word(0) == 0 && word(4) == 0 && (word(1) != 0 || word(3) != 0) {
		width, height = height, width
	}
	if width > m.info.Width && width < 1<<15 && height > 0 && height < 1<<15 {
		m.info.Width, m.info.Height = width, height
	}
}

// fragment adds the samples of a piece of a movie (8.8.7, 8.8.8).
func (m *movie) fragment(kind string, b []byte) {
	if len(b) < 8 {
		return
	}
	flags := binary.BigEndian.Uint32(b) & 0xffffff
	if kind == "tfhd" {
		m.track = binary.BigEndian.Uint32(b[4:])
		at := 8
		for _, f := range []struct {
			flag uint32
			size int
		}{{1, 8}, {2, 4}} {
			if flags&f.flag != 0 {
				at += f.size
			}
		}
		if flags&8 != 0 && len(b) >= at+4 {
			m.defaults[m.track] = binary.BigEndian.Uint32(b[at:])
		}
		return
	}
	count, at, each := binary.BigEndian.Uint32(b[4:]), 8, 0
	for _, f := range []uint32{1, 4} {
		if flags&f != 0 {
			at += 4
		}
	}
	for _, f := range []uint32{0x100, 0x200, 0x400, 0x800} {
		if flags&f != 0 {
			each += 4
		}
	}
	if flags&0x100 == 0 {
		m.pieces[m.track] += float64(count) * float64(m.defaults[m.track])
		return
	}
	for ; count > 0 && len(b) >= at+each; count-- {
		m.pieces[m.track] += float64(binary.BigEndian.Uint32(b[at:]))
		at += each
	}
}

// times reads creation time, units in a second and duration as they stand in
// mvhd and mdhd. Times count from 1904 in UTC; what is before 1990 is a clock
// that nobody set.
func times(b []byte) (created time.Time, scale, units float64) {
	var since uint64
	switch {
	case len(b) >= 32 && b[0] == 1:
		since, scale = binary.BigEndian.Uint64(b[4:]), float64(binary.BigEndian.Uint32(b[20:]))
		if n := binary.BigEndian.Uint64(b[24:]); n != math.MaxUint64 {
			units = float64(n)
		}
	case len(b) >= 20 && b[0] == 0:
		since, scale = uint64(binary.BigEndian.Uint32(b[4:])), float64(binary.BigEndian.Uint32(b[12:]))
		if n := binary.BigEndian.Uint32(b[16:]); n != math.MaxUint32 {
			units = float64(n)
		}
	}
	const year = 365.2425 * 24 * 3600
	if since > 86*year && since < 300*year {
		created = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(since) * time.Second)
	}
	return created, scale, units
}

// number reads a number of four bytes, or of eight in version 1 of a box.
func number(b []byte, at int, version []byte) (float64, bool) {
	switch {
	case len(version) > 0 && version[0] == 1 && len(b) >= at+8:
		return float64(binary.BigEndian.Uint64(b[at:])), true
	case len(version) > 0 && version[0] == 0 && len(b) >= at+4:
		return float64(binary.BigEndian.Uint32(b[at:])), true
	}
	return 0, false
}

// letters returns what is printable in ASCII.
func letters(b []byte) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(b)))
}

// text returns a short text without control characters.
func text(b []byte) string {
	const most = 100
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b[:min(len(b), most)]), "")))
}
