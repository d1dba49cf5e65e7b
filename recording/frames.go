package recording

import (
	"encoding/binary"
	"errors"
	"io"
)

// Files that are one frame after the other.

// mpegHead is the head of a frame of MPEG audio, ISO/IEC 11172-3 2.4.1.3 and
// 13818-3.
type mpegHead struct {
	layer           int
	rate            int
	samples, length int // samples in the frame, bytes of it
	side            int // bytes between the head and a Xing tag
}

// Kilobits in a second, by MPEG 1 or 2 and by layer.
var mpegBits = [2][3][15]int{
	{
		{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	},
	{
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	},
}

var mpegRates = [3]int{44100, 48000, 32000}

func parseMPEG(b []byte) (h mpegHead, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return h, false
	}
	version, layer := b[1]>>3&3, 4-int(b[1]>>1&3) // version: 0 is 2.5, 2 is 2, 3 is 1
	bits, rate, padding := int(b[2]>>4), int(b[2]>>2&3), int(b[2]>>1&1)
	if version == 1 || layer == 4 || bits == 0 || bits == 15 || rate == 3 {
		return h, false
	}
	low := 0
	h = mpegHead{layer: layer, rate: mpegRates[rate], side: 32}
	mono := b[3]>>6 == 3
	if version != 3 {
		low, h.side = 1, 17
		h.rate >>= 1 + int(1-version>>1)
		if mono {
			h.side = 9
		}
	} else if mono {
		h.side = 17
	}
	kilobits := mpegBits[low][layer-1][bits]
	switch {
	case layer == 1:
		h.samples = 384
		h.length = (12*kilobits*1000/h.rate + padding) * 4
	case layer == 3 && low == 1:
		h.samples = 576
		h.length = 72*kilobits*1000/h.rate + padding
	default:
		h.samples = 1152
		h.length = 144*kilobits*1000/h.rate + padding
	}
	return h, h.length > 4
}

// readMPEG reads MP3 and its older layers: the number of frames as a Xing, Info
// or VBRI tag in the first says it, else by going over all of them. An ID3v2 tag
// in front (id3.org, 2.4.0 structure, 3.1) is passed over.
func readMPEG(s *stream, info *Info) error {
	for {
		b, err := s.in.Peek(10)
		if err != nil || string(b[:3]) != "ID3" {
			break
		}
		size := int64(b[6]&0x7f)<<21 | int64(b[7]&0x7f)<<14 | int64(b[8]&0x7f)<<7 | int64(b[9]&0x7f)
		if err := s.skip(10 + size + int64(b[5]>>4&1)*10); err != nil {
			return err
		}
	}
	first, err := nextMPEG(s)
	if err != nil {
		return errForm
	}
	info.codec([]string{"", "mp1", "mp2", "mp3"}[first.layer])
	if frames := taggedFrames(s, first); frames > 0 {
		info.Duration = seconds(frames*float64(first.samples), float64(first.rate))
		return nil
	}
	total := 0.0 // in seconds: each frame could have a rate of its own
	defer func() { info.Duration = seconds(total, 1) }()
	for {
		h, err := nextMPEG(s)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.layer == first.layer {
			total += float64(h.samples) / float64(h.rate)
		}
		if err := s.skip(int64(h.length)); err != nil {
			return err
		}
	}
}

// nextMPEG finds the next frame, which most often begins here. Where the next
// frame can be seen it must be one too. Other bytes, such as tags, are passed over.
func nextMPEG(s *stream) (mpegHead, error) {
	for {
		b, err := s.in.Peek(4)
		if len(b) < 4 {
			return mpegHead{}, err //nolint:wrapcheck // Read says what was done
		}
		if h, ok := parseMPEG(b); ok {
			more, _ := s.in.Peek(h.length + 4)
			if len(more) < h.length+4 {
				return h, nil
			}
			if _, ok := parseMPEG(more[h.length:]); ok || string(more[h.length:h.length+3]) == "TAG" {
				return h, nil
			}
		}
		if err := s.skip(1); err != nil {
			return mpegHead{}, err
		}
	}
}

// taggedFrames is how many frames a tag in the first says there are.
func taggedFrames(s *stream, h mpegHead) float64 {
	b, _ := s.in.Peek(4 + 32 + 26)
	at := 4 + h.side
	if len(b) >= at+12 && (string(b[at:at+4]) == "Xing" || string(b[at:at+4]) == "Info") && b[at+7]&1 != 0 {
		return float64(binary.BigEndian.Uint32(b[at+8:]))
	}
	if at = 4 + 32; len(b) >= at+18 && string(b[at:at+4]) == "VBRI" {
		return float64(binary.BigEndian.Uint32(b[at+14:]))
	}
	return 0
}

// readADTS reads AAC as it is sent, ISO/IEC 13818-7 6.2.
func readADTS(s *stream, info *Info) error {
	rates := [...]float64{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}
	info.codec("aac")
	total := 0.0
	defer func() { info.Duration = seconds(total, 1) }()
	for {
		b, err := s.in.Peek(7)
		if len(b) == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // Read says what was done
		}
		rate := int(b[2] >> 2 & 0xf)
		length := int64(b[3]&3)<<11 | int64(b[4])<<3 | int64(b[5]>>5)
		if b[0] != 0xff || b[1]&0xf6 != 0xf0 || rate >= len(rates) || length < 7 {
			if total > 0 {
				return nil // a tag at the end
			}
			return errForm
		}
		if err := s.skip(length); err != nil {
			return err
		}
		total += 1024 * float64(1+b[6]&3) / rates[rate] //nolint:gosec // rate was compared with its length above
	}
}

// readAMR reads the storage format of RFC 4867, 5: frames of 20 ms.
func readAMR(s *stream, info *Info) error {
	sizes := []int64{12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0}
	head, err := s.take(6, 6)
	if err != nil {
		return err
	}
	info.codec("amr")
	if string(head) == "#!AMR-" {
		sizes = []int64{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0}
		rest, err := s.take(3, 3)
		if err != nil || string(rest) != "WB\n" {
			return errForm
		}
		info.Codecs = []string{"amr-wb"}
	}
	frames := 0.0
	defer func() { info.Duration = seconds(frames, 50) }()
	for {
		b, err := s.take(1, 1)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.skip(sizes[b[0]>>3&0xf]); err != nil {
			return err
		}
		frames++
	}
}
