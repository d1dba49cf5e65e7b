package recording

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"
)

// readSILK counts the frames of a voice message of WeChat, QQ or older Skype: a mark,
// then frames of 20 ms, each behind its length; a length of -1 ends them. WeChat puts a
// byte before the mark. Source: the file reader of Skype's SILK SDK 1.0.9 (decoder test program).
func readSILK(s *stream, info *Info) error {
	const mark, most = "#!SILK_V3", 1 << 12
	if b, err := s.in.Peek(1); err == nil && b[0] == 2 {
		if err := s.skip(1); err != nil {
			return err
		}
	}
	if err := s.skip(int64(len(mark))); err != nil {
		return err
	}
	info.codec("silk")
	frames := 0.0
	defer func() { info.Duration = seconds(frames, 50) }()
	for {
		b, err := s.take(2, 2)
		if errors.Is(err, io.EOF) {
			return nil // WeChat ends without a mark
		}
		if err != nil {
			return err
		}
		n := int16(binary.LittleEndian.Uint16(b)) // a length below 0 ends the file
		switch {
		case n < 0:
			return nil
		case n > most:
			return errForm
		}
		if err := s.skip(int64(n)); err != nil {
			return err
		}
		frames++
	}
}

// IDs of objects of ASF (Advanced Systems Format 1.20, 10.1 and 10.4) as they stand in a file.
const (
	asfHeader     = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
	asfProperties = "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65"
	asfAudio      = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
	asfVideo      = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
)

// OnlySound reports whether the first bytes of an ASF file name streams of sound and
// none of pictures: WMA is WMV without them.
func OnlySound(head []byte) bool {
	return bytes.HasPrefix(head, []byte(asfHeader)) && bytes.Contains(head, []byte(asfAudio)) && !bytes.Contains(head, []byte(asfVideo))
}

// readASF reads the length that the head of a WMA or WMV says: of playing, less what is
// buffered before. What is broadcast says none.
func readASF(s *stream, info *Info) error {
	const most, length, preroll, flags = 1 << 16, 64, 80, 88
	head := make([]byte, most)
	n, err := io.ReadFull(s.in, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err //nolint:wrapcheck // Read says what was done
	}
	head = head[:n]
	at := bytes.Index(head, []byte(asfProperties))
	if at < 0 || at+flags+4 > len(head) {
		return nil
	}
	p := head[at:]
	if binary.LittleEndian.Uint32(p[flags:])&1 != 0 {
		return nil // broadcast: the figures are not valid
	}
	units := binary.LittleEndian.Uint64(p[length:])
	before := binary.LittleEndian.Uint64(p[preroll:])
	if units < uint64(longest/100) && before < uint64(longest/time.Millisecond) {
		info.Duration = max(0, time.Duration(units)*100-time.Duration(before)*time.Millisecond)
	}
	return nil
}

// readFLV reads what the first script of an FLV says of its length and size (Video File
// Format 10.1, E.5).
func readFLV(s *stream, info *Info) error {
	const most = 1 << 14
	head := make([]byte, most)
	n, err := io.ReadFull(s.in, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err //nolint:wrapcheck // Read says what was done
	}
	head = head[:n]
	at := bytes.Index(head, []byte("onMetaData"))
	if at < 0 {
		return nil
	}
	number := func(name string) float64 {
		_, v, ok := bytes.Cut(head[at:], append([]byte{0, byte(len(name))}, name+"\x00"...))
		if !ok || len(v) < 8 {
			return 0
		}
		return math.Float64frombits(binary.BigEndian.Uint64(v))
	}
	info.Duration = seconds(number("duration"), 1)
	if w, h := number("width"), number("height"); w >= 1 && h >= 1 && w < 1<<15 && h < 1<<15 {
		info.Width, info.Height = int(w), int(h)
	}
	return nil
}
