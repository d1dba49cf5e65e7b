package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
	"recourse/picture"
)

// languages are what tesseract reads here, the likeliest first. "srp" is
// Cyrillic.
var languages = []string{"srp_latn", "srp", "eng"}

// chinese is read where the other languages make little of a picture and it is
// installed: asked for at once, it would read Latin letters worse.
var chinese = []string{"chi_sim", "eng"}

// poor is how sure a reading has to be for no other language to be tried.
const poor = 0.6

// Layouts of a page, as tesseract numbers them (--psm).
const (
	asPage   = "3"  // columns, paragraphs
	asPieces = "11" // pieces of text in any place, as on a screen
)

var (
	_ intake.PictureReader    = Reader{}
	_ intake.PictureConverter = Reader{}
	_ intake.PictureLanguages = Reader{}
	_ intake.PictureTries     = Reader{}
)

// PictureLimits are what tesseract gets.
func PictureLimits() child.Limits {
	return child.Limits{Time: 120 * time.Second, Memory: 2 << 30, Output: 32 << 20, Processes: 8}
}

// ConvertLimits are what a converter of pictures gets.
func ConvertLimits() child.Limits {
	return child.Limits{Time: 60 * time.Second, Memory: 2 << 30, Output: 1 << 20, FileSize: 256 << 20, Processes: 16}
}

// PictureWords returns the words in a picture, as tesseract finds them. A
// screenshot is read on white and in pieces, see [picture.ForReading]; one that was
// not unpacked is read as it is.
func (r Reader) PictureWords(ctx context.Context, p picture.Picture) ([]picture.Word, error) {
	words, err := r.words(ctx, p)
	if err != nil {
		return words, fmt.Errorf("read picture: %w", err)
	}
	return words, nil
}

func (r Reader) words(ctx context.Context, p picture.Picture) ([]picture.Word, error) {
	if _, err := child.Find("tesseract"); err != nil {
		return nil, err //nolint:wrapcheck // PictureWords says what was done
	}
	there, err := installed(ctx)
	if err != nil {
		return nil, err
	}
	langs := among(languages, there)
	if len(langs) == 0 {
		return nil, fmt.Errorf("tesseract has none of the languages %s: %w", strings.Join(languages, ", "), recourse.Unavailable)
	}
	words, err := r.read(ctx, p, langs)
	if err == nil {
		words = r.turned(ctx, p, r.straightened(ctx, p, words, langs), langs)
	}
	if other := among(chinese, there); err == nil && len(other) == len(chinese) && sureOfWords(words) < poor {
		second, err := r.read(ctx, p, other)
		if err == nil && weight(second) > weight(words) {
			words = second
		}
	}
	return words, err
}

// read reads a picture in some languages, band by band where it is very long.
func (r Reader) read(ctx context.Context, p picture.Picture, langs []string) (words []picture.Word, err error) {
	bands := p.Bands()
	if len(bands) == 0 {
		in, scale, layout, err := prepared(p)
		if err != nil {
			return nil, err
		}
		return r.tesseract(ctx, in, scale, layout, langs)
	}
	line := 0
	for _, b := range bands {
		in, scale, layout, err := prepared(picture.Picture{Image: b.Image, Scale: 1, Regions: picture.FindRegions(b.Image)})
		if err != nil {
			return words, err
		}
		list, err := r.tesseract(ctx, in, scale, layout, langs)
		if err != nil {
			return words, err
		}
		words, line = addBand(words, b, list, line)
	}
	return words, nil
}

// addBand adds the words of a band that are its own, and returns the number of the last
// line there is.
func addBand(words []picture.Word, b picture.Band, list []picture.Word, line int) ([]picture.Word, int) {
	last := line
	for _, w := range list {
		w.Box.Y += b.Y
		w.Line += line
		if middle := w.Box.Y + w.Box.Height/2; middle >= b.From && middle < b.To {
			words, last = append(words, w), max(last, w.Line)
		}
	}
	return words, last
}

// prepared returns the picture as tesseract is given it, how many times larger
// that is than the picture, and how it is laid out.
func prepared(p picture.Picture) (in []byte, scale float64, layout string, err error) {
	if p.Image == nil {
		return p.Bytes, 1, asPage, nil
	}
	gray, k := picture.ForReading(p.Image, p.Regions)
	layout = asPage
	if p.Regions.IsScreen() {
		layout = asPieces
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, gray); err != nil {
		return nil, 0, "", fmt.Errorf("write picture for reading: %w", err)
	}
	return b.Bytes(), k * p.Scale, layout, nil
}

func (r Reader) tesseract(ctx context.Context, in []byte, scale float64, layout string, langs []string) ([]picture.Word, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "tesseract",
		Args:    []string{"stdin", "stdout", "-l", strings.Join(langs, "+"), "--psm", layout, "tsv"},
		Env:     []string{"OMP_THREAD_LIMIT=1"},
		Stdin:   bytes.NewReader(in),
		Limits:  merge(r.Limits, PictureLimits()),
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // PictureWords says what was done
	}
	words, err := readTSV(string(res.Stdout))
	for i := range words {
		box := &words[i].Box
		end := box.Rect().Max
		box.X, box.Y = int(float64(box.X)/scale), int(float64(box.Y)/scale)
		box.Width, box.Height = max(1, int(float64(end.X)/scale)-box.X), max(1, int(float64(end.Y)/scale)-box.Y)
	}
	return words, err
}

// sure is how sure a reading is, by its letters; 0 for one without any.
func sure(words []picture.Word) float64 {
	return weight(words) / float64(max(1, letters(words)))
}

// fewWords is how many letters the words without a figure have to have to be judged by
// themselves.
const fewWords = 4

// sureOfWords is how sure a reading is of its words without a figure, where that is less
// than of all: figures are the same in scripts of which it knows no letter, and one long
// number would speak for what stands around it.
func sureOfWords(words []picture.Word) float64 {
	said := slices.DeleteFunc(slices.Clone(words), func(w picture.Word) bool {
		return strings.IndexFunc(w.Text, unicode.IsDigit) >= 0
	})
	if letters(said) < fewWords {
		return sure(words)
	}
	return min(sure(words), sure(said))
}

func weight(words []picture.Word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += w.Conf * float64(len([]rune(w.Text)))
	}
	return sum
}

func among(want, there []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(l string) bool { return !slices.Contains(there, l) })
}

// installed lists the languages that tesseract has.
func installed(ctx context.Context) ([]string, error) {
	res, err := child.Run(ctx, child.Command{Program: "tesseract", Args: []string{"--list-langs"}, Limits: child.Limits{Time: 20 * time.Second}})
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what was done
	}
	return strings.Fields(string(res.Stdout)), nil
}

// toolState says which tesseract there is and what it reads.
func toolState(ctx context.Context) (string, error) {
	res, err := child.Run(ctx, child.Command{Program: "tesseract", Args: []string{"--version"}, Limits: child.Limits{Time: 20 * time.Second}})
	if err != nil {
		return "", fmt.Errorf("ask tesseract for its version: %w", err)
	}
	there, err := installed(ctx)
	if err != nil {
		return "", fmt.Errorf("ask tesseract for its languages: %w", err)
	}
	version, _, _ := strings.Cut(string(append(res.Stdout, res.Stderr...)), "\n")
	return version + "\n" + strings.Join(among(slices.Concat(languages, chinese), there), "+"), nil
}

// converters make a PNG of what is not read here, the newer name first.
var converters = []string{"heif-dec", "heif-convert"}

// Of a file that holds several pictures so many are made at most, and of so many bytes
// together.
const (
	maxConverted      = 50
	maxConvertedBytes = 256 << 20
)

// ConvertPicture makes PNGs of the pictures in a file whose format is not read here
// (HEIC, HEIF, AVIF), with libheif's program: one as a rule. Those beyond the limits are
// nil. Its error is of kind Unavailable where neither of the program's names is installed.
func (r Reader) ConvertPicture(ctx context.Context, b []byte) (list [][]byte, err error) {
	program := converters[0]
	if _, err := child.Find(program); err != nil {
		program = converters[1]
	}
	_, err = child.Run(ctx, child.Command{
		Program: program,
		Args:    []string{"in.heic", "out.png"},
		Files:   map[string][]byte{"in.heic": b},
		Collect: func(dir string) (err error) {
			list, err = converted(dir)
			return err
		},
		Limits: merge(r.Limits, ConvertLimits()),
	})
	if err != nil {
		return nil, fmt.Errorf("convert picture: %w", err)
	}
	return list, nil
}

// converted reads what the program left: out.png, or out-1.png and so on where the file
// holds several.
func converted(dir string) (list [][]byte, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the program's folder: %w", err)
	}
	defer func() { _ = root.Close() }()
	left := int64(maxConvertedBytes)
	for n := range maxConverted + 2 {
		name := "out.png"
		if n > 0 {
			name = fmt.Sprintf("out-%d.png", n)
		}
		info, err := root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && n == 0:
			continue
		case errors.Is(err, fs.ErrNotExist), err == nil && !info.Mode().IsRegular():
			if len(list) == 0 {
				return nil, fmt.Errorf("the program wrote no picture: %w", recourse.Invalid)
			}
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("look for the program's picture: %w", err)
		}
		if left -= info.Size(); left < 0 && len(list) == 0 {
			return nil, child.ErrOutput
		}
		if left < 0 || n > maxConverted {
			list = append(list, nil)
			continue
		}
		b, err := root.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the program's picture: %w", err)
		}
		list = append(list, b)
	}
	return list, nil
}
