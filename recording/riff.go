package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// waveCodecs are the common form tags of RFC 2361.
var waveCodecs = map[uint16]string{1: "pcm", 2: "adpcm", 3: "float", 6: "alaw", 7: "ulaw", 0x11: "adpcm", 0x31: "gsm", 0x50: "mp2", 0x55: "mp3", 0xfe: "pcm", 0xff: "aac", 0xfffe: "pcm"}

// readRIFF reads WAV (Multimedia Programming Interface 1.0; RF64: EBU Tech 3306)
// and AVI (the head alone).
func readRIFF(s *stream, info *Info) error {
	head, err := s.take(12, 12)
	if err != nil {
		return err
	}
	form := string(head[8:])
	if form != "WAVE" && form != "AVI " {
		return ErrUnknown
	}
	var rate float64    // bytes in a second
	var long int64 = -1 // of the data, where it does not fit its chunk
	for {
		c, err := s.take(8, 8)
		if err != nil {
			return atEnd(err)
		}
		id, size := string(c[:4]), int64(binary.LittleEndian.Uint32(c[4:]))
		switch id {
		case "fmt ", "ds64", "avih":
			b, err := s.take(min(size, 64), 64)
			if err != nil {
				return err
			}
			switch {
			case id == "fmt " && len(b) >= 16:
				tag := binary.LittleEndian.Uint16(b)
				name, ok := waveCodecs[tag]
				if !ok {
					name = fmt.Sprintf("wave-%d", tag)
				}
				info.codec(name)
				rate = float64(binary.LittleEndian.Uint32(b[8:]))
			case id == "ds64" && len(b) >= 16:
				long = int64(binary.LittleEndian.Uint64(b[8:]))
			case id == "avih" && len(b) >= 40:
				info.Duration = seconds(float64(binary.LittleEndian.Uint32(b))*float64(binary.LittleEndian.Uint32(b[16:])), 1e6)
				info.Width, info.Height = int(binary.LittleEndian.Uint32(b[32:])&0x7fff), int(binary.LittleEndian.Uint32(b[36:])&0x7fff)
			}
			size -= int64(len(b))
		case "data":
			began := s.at
			if size == 1<<32-1 && long >= 0 {
				size = long
			}
			err := s.skip(size)
			info.Duration = seconds(float64(s.at-began), rate)
			if errors.Is(err, io.EOF) && (size == 0 || size >= 1<<31-1) {
				return nil // it was written without going back to its head
			}
			if err != nil {
				return err
			}
			size = 0
			if (s.at-began)%2 == 1 {
				size = 1
			}
			if err := s.skip(size); err != nil {
				return nil //nolint:nilerr // the byte that fills up may be missing
			}
			continue
		case "LIST":
			b, err := s.take(4, 4)
			if err != nil {
				return err
			}
			if form == "AVI " && string(b) == "hdrl" {
				continue // its chunks follow
			}
			size -= 4
			if form == "AVI " && string(b) == "movi" {
				return nil
			}
		}
		if err := s.skip(size + size%2); err != nil {
			return err
		}
	}
}
