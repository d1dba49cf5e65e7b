package picture

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"

	"recourse"

	"github.com/bep/imagemeta"
)

// Limits of what is read beside the picture itself.
const (
	maxTags    = 400
	maxTagSize = 4 << 10 // bytes
	maxSaid    = 120     // characters of what is kept as text
)

// Place is where a picture was taken, as its camera noted: degrees, north and
// east positive (WGS 84).
type Place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Meta is what a camera or program wrote into a picture (EXIF 3.0).
type Meta struct {
	// Taken is when the picture was made. It is a [recourse.WallClock] where the
	// file does not say in which zone the camera's clock stood.
	Taken recourse.Moment
	// Changed is when the file was written last, likewise.
	Changed  recourse.Moment
	Camera   string
	Software string
	Place    *Place
}

// ReadMeta reads what stands beside a picture's pixels; format is as [Open] names
// it, or "heif". What cannot be read is left out.
func ReadMeta(format string, b []byte) Meta {
	tags := exif(format, b)
	text := func(name string) string {
		s, _ := tags[name].(string)
		return short(s)
	}
	m := Meta{Software: text("Software")}
	m.Camera = strings.TrimSpace(text("Model"))
	if maker := text("Make"); maker != "" && !strings.HasPrefix(strings.ToLower(m.Camera), strings.ToLower(maker)) {
		m.Camera = strings.TrimSpace(maker + " " + m.Camera)
	}
	m.Taken = moment(text("DateTimeOriginal"), text("OffsetTimeOriginal"))
	if m.Taken.IsZero() {
		m.Taken = moment(text("DateTimeDigitized"), text("OffsetTimeDigitized"))
	}
	m.Changed = moment(text("ModifyDate"), text("OffsetTime"))
	lat, ok1 := tags["GPSLatitude"].(float64)
	long, ok2 := tags["GPSLongitude"].(float64)
	if !ok1 || !ok2 || math.IsNaN(lat) || math.IsNaN(long) || math.Abs(lat) > 90 || math.Abs(long) > 180 || lat == 0 && long == 0 {
		return m
	}
	if strings.HasPrefix(text("GPSLatitudeRef"), "S") {
		lat = -math.Abs(lat)
	}
	if strings.HasPrefix(text("GPSLongitudeRef"), "W") {
		long = -math.Abs(long)
	}
	m.Place = &Place{lat, long}
	return m
}

// orientation returns how a picture is to be turned to be seen upright, 1 to 8, or
// 0 where nothing is said.
func orientation(format string, b []byte) int {
	switch v := exif(format, b)["Orientation"].(type) {
	case uint16:
		return int(v)
	case uint32:
		return int(min(v, 9))
	}
	return 0
}

// exif returns the tags of the picture, not of the small copy in it, by their
// names in ExifTool.
func exif(format string, b []byte) map[string]any {
	kind, ok := map[string]imagemeta.ImageFormat{
		"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP, "tiff": imagemeta.TIFF, "heif": imagemeta.HEIF,
	}[format]
	if !ok {
		return nil
	}
	tags := make(map[string]any)
	names := map[string]string{"DateTime": "ModifyDate", "CreateDate": "DateTimeDigitized"}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(b), ImageFormat: kind, Sources: imagemeta.EXIF, LimitNumTags: maxTags, LimitTagSize: maxTagSize,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return strings.HasPrefix(t.Namespace, "IFD0") },
		HandleTag: func(t imagemeta.TagInfo) error {
			name := t.Tag
			if other, ok := names[name]; ok {
				name = other
			}
			if _, twice := tags[name]; !twice {
				tags[name] = t.Value
			}
			return nil
		},
	})
	if err != nil {
		return tags // what was read before holds
	}
	return tags
}

// moment reads EXIF's "2026:11:18 18:05:33" with an offset such as "+01:00".
func moment(clock, offset string) recourse.Moment {
	const form = "2006:01:02 15:04:05"
	if len(clock) > len(form) {
		clock = clock[:len(form)]
	}
	t, err := time.Parse(form, clock)
	if err != nil || t.Year() < 1990 || t.Year() > 2199 {
		return recourse.Moment{}
	}
	if offset != "" {
		if z, err := time.Parse(form+"-07:00", fmt.Sprintf("%s%s", clock, offset)); err == nil {
			return recourse.At(z)
		}
	}
	return recourse.Moment{Time: t, Precision: recourse.WallClock}
}

// short keeps what can be seen of a tag, in one line.
func short(s string) string {
	s = strings.ToValidUTF8(strings.TrimRight(s, "\x00"), "\uFFFD")
	s = strings.Join(strings.Fields(recourse.Visible(s)), " ")
	if r := []rune(s); len(r) > maxSaid {
		s = string(r[:maxSaid])
	}
	return s
}
