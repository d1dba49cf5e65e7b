package recording

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"time"
)

// The elements of Matroska and WebM (RFC 9559) that are looked at. EBML itself is
// RFC 8794.
const (
	idSegment   = 0x18538067
	idInfo      = 0x1549A966
	idScale     = 0x2AD7B1 // nanoseconds of a unit
	idDuration  = 0x4489
	idDate      = 0x4461
	idTracks    = 0x1654AE6B
	idTrack     = 0xAE
	idCodec     = 0x86
	idVideo     = 0xE0
	idWidth     = 0xB0
	idHeight    = 0xBA
	idCluster   = 0x1F43B675
	idTime      = 0xE7
	idSimple    = 0xA3
	idGroup     = 0xA0
	idBlock     = 0xA1
	idBlockTime = 0x9B
	unknownSize = -1
)

// readMatroska goes over the elements. Those that hold others are entered, so
// that it does not matter whether they say where they end: what is recorded live
// does not. Where no duration is said, the last block's time is.
func readMatroska(s *stream, info *Info) error {
	scale, said := 1e6, 0.0
	var cluster, last float64
	defer func() {
		if said > 0 {
			info.Duration = seconds(said*scale, 1e9)
		} else {
			info.Duration = seconds(last*scale, 1e9)
		}
	}()
	for n := 0; n < 50_000_000; n++ {
		id, size, err := element(s)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch id {
		case idSegment, idInfo, idTracks, idTrack, idVideo, idCluster, idGroup:
			continue
		case idSimple, idBlock:
			b, err := s.in.Peek(int(min(max(size, 0), 11)))
			if err != nil {
				return err //nolint:wrapcheck // Read says what was done
			}
			if at := width(b); at > 0 && len(b) >= at+2 {
				last = max(last, cluster+float64(int16(binary.BigEndian.Uint16(b[at:]))))
			}
		case idScale, idDuration, idDate, idCodec, idWidth, idHeight, idTime, idBlockTime:
			b, err := s.take(size, 1<<10)
			if err != nil {
				return err
			}
			switch id {
			case idScale:
				scale = float64(unsigned(b))
			case idDuration:
				said = float(b)
			case idDate:
				info.Recorded = date(b)
			case idCodec:
				info.codec(strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(letters(b), "A_"), "V_")))
			case idWidth:
				info.Width = int(min(unsigned(b), 1<<15))
			case idHeight:
				info.Height = int(min(unsigned(b), 1<<15))
			case idTime:
				cluster = float64(unsigned(b))
				last = max(last, cluster)
			case idBlockTime:
				last += float64(unsigned(b))
			}
			continue
		}
		if size == unknownSize {
			return errForm
		}
		if err := s.skip(size); err != nil {
			return err
		}
	}
	return errForm
}

// element reads the name and size of an element (RFC 8794, 4 to 6).
func element(s *stream) (id uint32, size int64, err error) {
	b, err := s.in.Peek(1)
	if err != nil {
		return 0, 0, err //nolint:wrapcheck // Read says what was done
	}
	n := width(b)
	if n == 0 || n > 4 {
		return 0, 0, errForm
	}
	raw, err := s.take(int64(n), 4)
	if err != nil {
		return 0, 0, noEOF(err)
	}
	id = uint32(unsigned(raw))
	if b, err = s.in.Peek(1); err != nil {
		return 0, 0, noEOF(err)
	}
	if n = width(b); n == 0 {
		return 0, 0, errForm
	}
	if raw, err = s.take(int64(n), 8); err != nil {
		return 0, 0, noEOF(err)
	}
	value := unsigned(raw) &^ (1 << (7 * n))
	if value == 1<<(7*n)-1 {
		return id, unknownSize, nil
	}
	return id, int64(value), nil
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// width is how many bytes a number takes, by its first; 0 where it is none.
func width(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	for n := 1; n <= 8; n++ {
		if b[0]&(0x80>>(n-1)) != 0 {
			return n
		}
	}
	return 0
}

func unsigned(b []byte) uint64 {
	var v uint64
	for _, c := range b[:min(len(b), 8)] {
		v = v<<8 | uint64(c)
	}
	return v
}

func float(b []byte) float64 {
	switch len(b) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// date is nanoseconds since 2001 (RFC 9559, 5.1.2.11).
func date(b []byte) time.Time {
	if len(b) != 8 {
		return time.Time{}
	}
	return time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(unsigned(b)))
}
