package picture

import (
	"fmt"
	"image"
	"math"
	"math/bits"
	"slices"
	"strconv"

	"recourse"

	"golang.org/x/image/draw"
)

// Hash is what a picture looks like in 64 bits, nearly the same however it is
// scaled or compressed: the signs of the lowest frequencies of a small grey copy
// against their median (Zauner, Implementation and Benchmarking of Perceptual
// Image Hash Functions, 2010, section 3.2.1). The zero Hash is none.
type Hash uint64

// hashSide is the side of the copy, and lowSide of its frequencies that count.
const (
	hashSide = 32
	lowSide  = 8
)

// Hash returns what the picture looks like, or 0 where it was not unpacked or is
// of one colour.
func (p Picture) Hash() Hash {
	if p.Image == nil {
		return 0
	}
	small := image.NewGray(image.Rect(0, 0, hashSide, hashSide))
	half := shrunk(p.Image, 8*hashSide)
	draw.CatmullRom.Scale(small, small.Rect, half, half.Bounds(), draw.Src, nil)
	return hashOf(small)
}

// shrunk returns a picture whose sides are near side pixels at most.
func shrunk(img image.Image, side int) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if max(w, h) <= 2*side {
		return img
	}
	k := float64(side) / float64(max(w, h))
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(w)*k)), max(1, int(float64(h)*k))))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

func hashOf(gray *image.Gray) Hash {
	var cos [lowSide + 1][hashSide]float64
	for u := range cos {
		for x := range hashSide {
			cos[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / (2 * hashSide))
		}
	}
	var rows [hashSide][lowSide + 1]float64
	for y := range hashSide {
		for u := range cos {
			for x := range hashSide {
				rows[y][u] += float64(gray.Pix[y*gray.Stride+x]) * cos[u][x]
			}
		}
	}
	var low []float64 // rows and columns 1 to 8: the first say how bright it is
	energy := 0.0
	for v := 1; v <= lowSide; v++ {
		for u := 1; u <= lowSide; u++ {
			sum := 0.0
			for y := range hashSide {
				sum += rows[y][u] * cos[v][y]
			}
			low = append(low, sum)
			energy = max(energy, math.Abs(sum))
		}
	}
	if energy < 1 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(low))
	median := (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
	var h Hash
	for i, v := range low {
		if v > median {
			h |= 1 << i
		}
	}
	return h
}

// Distance returns in how many of 64 bits two hashes differ.
func (h Hash) Distance(o Hash) int { return bits.OnesCount64(uint64(h ^ o)) }

// String writes 16 hexadecimal digits, and nothing for no hash.
func (h Hash) String() string {
	if h == 0 {
		return ""
	}
	return fmt.Sprintf("%016x", uint64(h))
}

// MarshalText writes the form of String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads it.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*h = 0
		return nil
	}
	n, err := strconv.ParseUint(string(b), 16, 64)
	if err != nil || len(b) != 16 {
		return fmt.Errorf("picture hash %q: %w", b, recourse.Invalid)
	}
	*h = Hash(n)
	return nil
}
