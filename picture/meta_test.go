package picture

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"math"
	"slices"
	"testing"
	"time"

	"recourse"
)

// exifEntry is one tag of a directory in little-endian order.
type exifEntry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

func ascii(tag uint16, s string) exifEntry {
	return exifEntry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func short16(tag, v uint16) exifEntry {
	return exifEntry{tag, 3, 1, binary.LittleEndian.AppendUint16(nil, v)}
}

func rationals(tag uint16, v ...uint32) exifEntry {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return exifEntry{tag, 5, uint32(len(v) / 2), b}
}

// directory writes entries at the offset at, and what is too large for them after.
func directory(at uint32, entries []exifEntry) []byte {
	head := binary.LittleEndian.AppendUint16(nil, uint16(len(entries)))
	var tail []byte
	for _, e := range entries {
		head = binary.LittleEndian.AppendUint16(head, e.tag)
		head = binary.LittleEndian.AppendUint16(head, e.kind)
		head = binary.LittleEndian.AppendUint32(head, e.count)
		if len(e.value) <= 4 {
			head = append(head, append(slices.Clone(e.value), make([]byte, 4-len(e.value))...)...)
			continue
		}
		head = binary.LittleEndian.AppendUint32(head, at+2+uint32(len(entries))*12+4+uint32(len(tail)))
		tail = append(tail, e.value...)
	}
	return append(append(head, 0, 0, 0, 0), tail...)
}

// withEXIF is halves as a JPEG with tags of a camera: those of the first
// directory, of Exif's own and of the place.
func withEXIF(main, own, place []exifEntry) []byte {
	pointer := func(tag uint16, to uint32) exifEntry {
		return exifEntry{tag, 4, 1, binary.LittleEndian.AppendUint32(nil, to)}
	}
	const start = 8
	main = append(slices.Clone(main), pointer(0x8769, 0), pointer(0x8825, 0))
	first := len(directory(start, main))
	second := directory(uint32(start+first), own)
	third := directory(uint32(start+first+len(second)), place)
	main[len(main)-2] = pointer(0x8769, uint32(start+first))
	main[len(main)-1] = pointer(0x8825, uint32(start+first+len(second)))
	tiff := slices.Concat([]byte("II*\x00\x08\x00\x00\x00"), directory(start, main), second, third)
	body := append([]byte("Exif\x00\x00"), tiff...)
	var b bytes.Buffer
	_ = jpeg.Encode(&b, halves(), &jpeg.Options{Quality: 95})
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return slices.Concat(b.Bytes()[:2], app1, body, b.Bytes()[2:])
}

// taken is a photograph of 18 November 2026 in Belgrade.
func taken(offset string, place bool) []byte {
	own := []exifEntry{ascii(0x9003, "2026:11:18 18:05:33")}
	if offset != "" {
		own = append(own, ascii(0x9011, offset))
	}
	var where []exifEntry
	if place {
		where = []exifEntry{ascii(1, "N"), rationals(2, 44, 1, 49, 1, 1234, 100), ascii(3, "E"), rationals(4, 20, 1, 27, 1, 30, 1)}
	}
	return withEXIF([]exifEntry{ascii(0x10f, "Primer"), ascii(0x110, "Primer P7"), ascii(0x131, "Kamera 2.1"), ascii(0x132, "2026:11:19 09:00:00")}, own, where)
}

func TestReadMeta(t *testing.T) {
	m := ReadMeta("jpeg", taken("+01:00", true))
	want := time.Date(2026, 11, 18, 18, 5, 33, 0, time.FixedZone("", 3600))
	if m.Taken.Precision != recourse.Instant || !m.Taken.Time.Equal(want) {
		t.Errorf("taken %v (%d), want %v", m.Taken, m.Taken.Precision, want)
	}
	if m.Camera != "Primer P7" || m.Software != "Kamera 2.1" || m.Changed.String() != "2026-11-19T09:00:00" {
		t.Errorf("camera %q, software %q, changed %v", m.Camera, m.Software, m.Changed)
	}
	if m.Place == nil || math.Abs(m.Place.Latitude-44.820094) > 1e-5 || math.Abs(m.Place.Longitude-20.458333) > 1e-5 {
		t.Errorf("place %+v, want 44.820094 20.458333", m.Place)
	}
}

func TestAClockWithoutAZoneStaysOne(t *testing.T) {
	m := ReadMeta("jpeg", taken("", false))
	if m.Taken.Precision != recourse.WallClock || m.Taken.String() != "2026-11-18T18:05:33" || m.Place != nil {
		t.Errorf("taken %v (%d), place %v; want a clock without zone and no place", m.Taken, m.Taken.Precision, m.Place)
	}
}

func TestTheSouthernAndWesternHalvesAreNegative(t *testing.T) {
	m := ReadMeta("jpeg", withEXIF(nil, nil, []exifEntry{ascii(1, "S"), rationals(2, 33, 1, 0, 1, 0, 1), ascii(3, "W"), rationals(4, 70, 1, 30, 1, 0, 1)}))
	if m.Place == nil || m.Place.Latitude != -33 || m.Place.Longitude != -70.5 {
		t.Errorf("place %+v, want -33 -70.5", m.Place)
	}
}

func TestImpossibleTagsAreLeftOut(t *testing.T) {
	m := ReadMeta("jpeg", withEXIF([]exifEntry{ascii(0x110, "a\x1b[31mb\u202ec")}, []exifEntry{ascii(0x9003, "0000:00:00 00:00:00")},
		[]exifEntry{ascii(1, "N"), rationals(2, 444, 1, 0, 0, 0, 0), ascii(3, "E"), rationals(4, 20, 1, 0, 1, 0, 1)}))
	if !m.Taken.IsZero() || m.Place != nil || bytes.ContainsAny([]byte(m.Camera), "\x1b") {
		t.Errorf("ReadMeta = %+v (camera %q), want neither time nor place nor escapes", m, m.Camera)
	}
}

func TestPicturesAreTurnedUpright(t *testing.T) {
	for _, c := range []struct {
		orientation uint16
		w, h        int
		dark        [2]int // a pixel of the half that is dark
	}{{1, 60, 40, [2]int{5, 20}}, {3, 60, 40, [2]int{55, 20}}, {6, 40, 60, [2]int{20, 5}}, {8, 40, 60, [2]int{20, 55}}} {
		p, err := Open(withEXIF([]exifEntry{short16(0x112, c.orientation)}, nil, nil))
		if err != nil || p.Width != c.w || p.Height != c.h || p.Image.Rect.Dx() != c.w {
			t.Errorf("orientation %d: %dx%d, %v, want %dx%d", c.orientation, p.Width, p.Height, err, c.w, c.h)
			continue
		}
		if r := p.Image.RGBAAt(c.dark[0], c.dark[1]).R; r > 60 {
			t.Errorf("orientation %d: %v is light (%d)", c.orientation, c.dark, r)
		}
	}
}
