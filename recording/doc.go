// Package recording reads what audio and video files say of themselves: how long
// they are, how large the picture is, when and with what they were made, how
// they are coded.
//
// Call [Read] with the file's bytes; what kind of file it is shows in them. It
// reads forward only, keeps little in memory whatever a file claims, and decodes
// no sound and no picture: what it says is what stands in the file's headers and
// in the headers of its frames.
package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"recourse"
)

// Info is what a file says of itself. What it does not say is zero.
type Info struct {
	Duration time.Duration
	// Least says that the file breaks off: what there is of it is that long, or how long
	// is not known where Duration is 0.
	Least         bool
	Width, Height int // in pixels, as it is shown
	Recorded      time.Time
	Device        string
	Codecs        []string // such as "opus", "avc1", each once, in the order of the tracks
}

// ErrUnknown is a file of a kind that is not read.
var ErrUnknown = fmt.Errorf("not a kind of recording that is read: %w", recourse.Invalid)

// errForm is a file that is not what it begins as.
var errForm = fmt.Errorf("recording is damaged: %w", recourse.Invalid)

// Longest is the longest duration that is believed: no file that fits the limits
// of intake is longer.
const longest = 1000 * time.Hour

// Read reads a recording to its end. A file that breaks off gives what was found
// until then, with Least set. Its errors are of kind Invalid, or what in gives.
func Read(in io.Reader) (Info, error) {
	s := &stream{in: bufio.NewReaderSize(in, 64<<10)}
	head, err := s.in.Peek(64)
	if err != nil && !errors.Is(err, io.EOF) {
		return Info{}, fmt.Errorf("read recording: %w", err)
	}
	read := form(head)
	if read == nil {
		return Info{}, ErrUnknown
	}
	var info Info
	err = read(s, &info)
	if info.Duration < 0 || info.Duration > longest {
		info.Duration = 0
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		info.Least, err = true, nil
	}
	if err != nil {
		return info, fmt.Errorf("read recording: %w", err)
	}
	return info, nil
}

// form finds the reader of a file by its first bytes.
func form(head []byte) func(*stream, *Info) error {
	has := func(at int, mark string) bool {
		return len(head) >= at+len(mark) && string(head[at:at+len(mark)]) == mark
	}
	switch {
	case has(4, "ftyp"), has(4, "moov"), has(4, "mdat"), has(4, "wide"):
		return readMP4
	case has(0, "OggS"):
		return readOgg
	case has(0, "RIFF"), has(0, "RF64"):
		return readRIFF
	case has(0, "\x1a\x45\xdf\xa3"):
		return readMatroska
	case has(0, "#!AMR"):
		return readAMR
	case has(0, "#!SILK_V3"), has(0, "\x02#!SILK_V3"):
		return readSILK
	case has(0, asfHeader):
		return readASF
	case has(0, "FLV\x01"):
		return readFLV
	case has(0, "fLaC"):
		return readFLAC
	case has(0, "ID3"):
		return readMPEG
	case len(head) >= 7 && head[0] == 0xff && head[1]&0xf6 == 0xf0:
		return readADTS
	case len(head) >= 4 && head[0] == 0xff && head[1]&0xe0 == 0xe0:
		return readMPEG
	}
	return nil
}

// stream reads forward and knows how far it is.
type stream struct {
	in *bufio.Reader
	at int64
}

// skip goes n bytes on.
func (s *stream) skip(n int64) error {
	if n < 0 {
		return errForm
	}
	for n > 0 {
		m, err := s.in.Discard(int(min(n, 1<<30)))
		s.at += int64(m)
		n -= int64(m)
		if err != nil {
			return err //nolint:wrapcheck // Read says what was done
		}
	}
	return nil
}

// take reads n bytes, of which there must not be more than most.
func (s *stream) take(n, most int64) ([]byte, error) {
	if n < 0 || n > most {
		return nil, errForm
	}
	b := make([]byte, n)
	m, err := io.ReadFull(s.in, b)
	s.at += int64(m)
	return b, err //nolint:wrapcheck // Read says what was done
}

// seconds is n of a unit of which there are rate in a second, as a duration.
func seconds(n, rate float64) time.Duration {
	if rate <= 0 || n < 0 || math.IsNaN(n) || n/rate > longest.Seconds() {
		return 0
	}
	return time.Duration(math.Round(n / rate * 1e9))
}

// codec adds the name of a coding, without what could steer a terminal.
func (i *Info) codec(name string) {
	const most = 16
	for _, c := range i.Codecs {
		if c == name {
			return
		}
	}
	if name != "" && len(i.Codecs) < most {
		i.Codecs = append(i.Codecs, name)
	}
}
