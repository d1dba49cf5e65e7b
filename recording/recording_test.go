package recording

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
)

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What ffprobe says of the files in testdata, which ffmpeg made of a tone and a
// grey picture; of live.webm, which says no duration, the time of its last block.
func TestRecordingsSayHowLongTheyAre(t *testing.T) {
	made := time.Date(2026, 11, 18, 17, 5, 33, 0, time.UTC)
	tests := []struct {
		name string
		want Info
	}{
		{"PTT-20261118-WA0007.opus", Info{Duration: 1250 * time.Millisecond, Codecs: []string{"opus"}}},
		{"tone.ogg", Info{Duration: 1250 * time.Millisecond, Codecs: []string{"vorbis"}}},
		{"tone.flac", Info{Duration: 1250 * time.Millisecond, Codecs: []string{"flac"}}},
		{"tone.mp3", Info{Duration: 1332 * time.Millisecond, Codecs: []string{"mp3"}}},
		{"xing.mp3", Info{Duration: 1332 * time.Millisecond, Codecs: []string{"mp3"}}},
		{"tone.aac", Info{Duration: 1408 * time.Millisecond, Codecs: []string{"aac"}}},
		{"tone.m4a", Info{Duration: 1250 * time.Millisecond, Codecs: []string{"mp4a"}}},
		{"video.mp4", Info{Duration: 1500 * time.Millisecond, Width: 64, Height: 36, Recorded: made, Codecs: []string{"mp4v", "mp4a"}}},
		{"video.mov", Info{Duration: 1500 * time.Millisecond, Width: 64, Height: 36, Recorded: made, Codecs: []string{"mp4v"}}},
		{"fragments.mp4", Info{Duration: 1628 * time.Millisecond, Width: 64, Height: 36, Codecs: []string{"mp4v", "mp4a"}}},
		{"video.3gp", Info{Duration: 1500 * time.Millisecond, Width: 170, Height: 96, Codecs: []string{"s263"}}},
		{"video.mkv", Info{Duration: 1500 * time.Millisecond, Width: 64, Height: 36, Codecs: []string{"mpeg4/iso/asp"}}},
		{"live.webm", Info{Duration: 1400 * time.Millisecond, Width: 64, Height: 36, Codecs: []string{"vp8"}}},
		{"tone.wma", Info{Duration: 1280 * time.Millisecond}},
		{"video.wmv", Info{Duration: 1500 * time.Millisecond}},
		{"video.flv", Info{Duration: 1500 * time.Millisecond, Width: 64, Height: 36}},
		{"video.avi", Info{Duration: 1500 * time.Millisecond, Width: 64, Height: 36}},
	}
	for _, tt := range tests {
		got, err := Read(bytes.NewReader(load(t, tt.name)))
		got.Duration = got.Duration.Truncate(time.Millisecond)
		if err != nil || got.Duration != tt.want.Duration || got.Least || got.Width != tt.want.Width || got.Height != tt.want.Height ||
			!got.Recorded.Equal(tt.want.Recorded) || !slices.Equal(got.Codecs, tt.want.Codecs) {
			t.Errorf("Read(%s) = %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

// wav is a WAV of a second of silence, 8000 bytes, whose head says size.
func wav(size uint32) []byte {
	b := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00"), 1, 0, 1, 0)
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = append(b, 1, 0, 8, 0)
	b = binary.LittleEndian.AppendUint32(append(b, "data"...), size)
	return append(b, make([]byte, 8000)...)
}

func TestSoundsAreCounted(t *testing.T) {
	amr := append([]byte("#!AMR\n"), bytes.Repeat(append([]byte{0x04}, make([]byte, 12)...), 75)...)
	wide := append([]byte("#!AMR-WB\n"), bytes.Repeat(append([]byte{0x14}, make([]byte, 32)...), 50)...)
	silk := append([]byte("\x02#!SILK_V3"), bytes.Repeat(append([]byte{30, 0}, make([]byte, 30)...), 60)...)
	tests := []struct {
		name  string
		data  []byte
		want  time.Duration
		least bool
	}{
		{"silk of WeChat", silk, 1200 * time.Millisecond, false},
		{"silk with an end", append(bytes.TrimPrefix(silk, []byte{2}), 0xff, 0xff), 1200 * time.Millisecond, false},
		{"silk that breaks off", silk[:len(silk)-4], 1180 * time.Millisecond, true},
		{"wav", wav(8000), time.Second, false},
		{"wav of unknown size", wav(1<<32 - 1), time.Second, false},
		{"wav that breaks off", wav(16000), time.Second, true},
		{"amr", amr, 1500 * time.Millisecond, false},
		{"amr-wb", wide, time.Second, false},
		{"amr that breaks off", amr[:len(amr)-3], 1480 * time.Millisecond, true},
		{"aac that breaks off", load(t, "tone.aac")[:1000], 768 * time.Millisecond, true},
		{"opus that breaks off", load(t, "PTT-20261118-WA0007.opus")[:1100], 993 * time.Millisecond, true},
	}
	for _, tt := range tests {
		got, err := Read(bytes.NewReader(tt.data))
		if err != nil || got.Duration.Truncate(time.Millisecond) != tt.want || got.Least != tt.least {
			t.Errorf("%s: %v least %v, %v, want %v least %v", tt.name, got.Duration, got.Least, err, tt.want, tt.least)
		}
	}
}

// A picture that is shown turned by a quarter has its sides changed.
func TestATurnedPictureIsShownUpright(t *testing.T) {
	b := load(t, "video.mp4")
	at := bytes.Index(b, []byte("tkhd")) + 4 + 40
	for i, v := range []uint32{0, 1 << 16, 0, 1<<32 - 1<<16, 0, 0} {
		binary.BigEndian.PutUint32(b[at+4*i:], v)
	}
	got, err := Read(bytes.NewReader(b))
	if err != nil || got.Width != 36 || got.Height != 64 {
		t.Errorf("size %d x %d, %v, want 36 x 64", got.Width, got.Height, err)
	}
}

func TestWhatIsNoRecordingIsAnError(t *testing.T) {
	if _, err := Read(strings.NewReader("dobar dan")); !errors.Is(err, ErrUnknown) {
		t.Errorf("Read = %v, want %v", err, ErrUnknown)
	}
	for _, bad := range []string{"RIFF\x00\x00\x00\x00WEBP", "#!AMR-XX\n", "\x1a\x45\xdf\xa3\x00\x00", "\x00\x00\x00\x02ftypisom"} {
		if got, err := Read(strings.NewReader(bad)); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Read(%q) = %+v, %v, want an error of kind invalid", bad, got, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) < 10 {
		f.Fatalf("testdata: %v, %v", names, err)
	}
	for _, name := range names {
		if b := load(f, filepath.Base(name)); len(b) < 2000 {
			f.Add(b)
		}
	}
	f.Add(wav(80)[:120])
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := Read(bytes.NewReader(b))
		if err != nil && !errors.Is(err, recourse.Invalid) {
			t.Fatalf("Read = %v, want an error of kind invalid", err)
		}
		if info.Duration < 0 || info.Duration > longest || info.Width < 0 || info.Width > 1<<15 || info.Height < 0 || info.Height > 1<<15 {
			t.Fatalf("%+v", info)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := load(b, "tone.mp3")
	data = bytes.Repeat(data[bytes.Index(data, []byte{0xff, 0xf3}):], 2000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

// A film of a phone has its description at its end.
func TestAnMP4WithoutItsEndSaysSo(t *testing.T) {
	for name, b := range map[string][]byte{
		"in the middle of its data": []byte("\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom\x00\x01\x00\x00mdatxxxxxxxx"),
		"between two boxes":         []byte("\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom\x00\x00\x00\x10mdatxxxxxxxx"),
	} {
		info, err := Read(bytes.NewReader(b))
		if err != nil || !info.Least || info.Duration != 0 {
			t.Errorf("%s: Read = %+v, %v", name, info, err)
		}
	}
}
