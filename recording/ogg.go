package recording

import (
	"encoding/binary"
	"errors"
	"io"
)

// readOgg reads the pages of RFC 3533. The last page of a track says how many
// samples there are until its end; how many make a second stands in the track's
// first packet: Opus (RFC 7845), Vorbis I (4.2.2), Speex, FLAC in Ogg.
func readOgg(s *stream, info *Info) error {
	type track struct {
		rate, skip, last float64
	}
	tracks := make(map[uint32]*track)
	const mostTracks = 64
	defer func() {
		for _, t := range tracks {
			info.Duration = max(info.Duration, seconds(t.last-t.skip, t.rate))
		}
	}()
	for {
		head, err := s.take(27, 27)
		if err != nil {
			return atEnd(err)
		}
		if string(head[:4]) != "OggS" {
			return errForm
		}
		granule := int64(binary.LittleEndian.Uint64(head[6:]))
		serial := binary.LittleEndian.Uint32(head[14:])
		segments, err := s.take(int64(head[26]), 255)
		if err != nil {
			return err
		}
		size := 0
		for _, n := range segments {
			size += int(n)
		}
		body, err := s.take(int64(size), 255*255)
		t := tracks[serial]
		if head[5]&2 != 0 && t == nil && len(tracks) < mostTracks {
			name, rate, skip := oggHead(body)
			t = &track{rate: rate, skip: skip}
			tracks[serial] = t
			info.codec(name)
		}
		if err != nil {
			return err
		}
		if t != nil && granule >= 0 && t.rate > 0 {
			t.last = max(t.last, float64(granule))
		}
	}
}

// oggHead reads the first packet of a track.
func oggHead(b []byte) (name string, rate, skip float64) {
	is := func(mark string, least int) bool { return len(b) >= least && string(b[:len(mark)]) == mark }
	switch {
	case is("OpusHead", 19):
		return "opus", 48000, float64(binary.LittleEndian.Uint16(b[10:]))
	case is("\x01vorbis", 30):
		return "vorbis", float64(binary.LittleEndian.Uint32(b[12:])), 0
	case is("Speex   ", 80):
		return "speex", float64(binary.LittleEndian.Uint32(b[36:])), 0
	case is("\x7fFLAC", 51):
		return "flac", float64(uint32(b[27])<<12 | uint32(b[28])<<4 | uint32(b[29])>>4), 0
	case is("\x80theora", 42):
		return "theora", 0, 0
	}
	return "", 0, 0
}

// readFLAC reads STREAMINFO (RFC 9639, 8.2).
func readFLAC(s *stream, info *Info) error {
	b, err := s.take(42, 42)
	if err != nil {
		return err
	}
	info.codec("flac")
	if b[4]&0x7f != 0 {
		return errForm
	}
	rate := float64(uint32(b[18])<<12 | uint32(b[19])<<4 | uint32(b[20])>>4)
	samples := float64(uint64(b[21]&0xf)<<32 | uint64(binary.BigEndian.Uint32(b[22:])))
	info.Duration = seconds(samples, rate)
	return nil
}

// atEnd takes the end of a file between two of its parts for a good one.
func atEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
