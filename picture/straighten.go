package picture

import (
	"image"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

const (
	// mostSkew is by how many degrees lines of text may slope to be straightened; angles are
	// tried beyond it, so that one that only leads there is no peak.
	mostSkew, triedSkew = 20, 22
	// coarseStep and fineStep are the degrees between the angles that are tried.
	coarseStep, fineStep = 0.5, 0.1
	// skewPixels bounds the gray copy in which lines are looked for, skewStrokes what of it
	// is projected.
	skewPixels  = 2_000_000
	skewStrokes = 60_000
	// leastStrokes is how many strokes a few words have.
	leastStrokes = 150
	// strokeReach is over how much to each side of a pixel the mean is taken, of the copy's
	// shorter side, and how wide a stroke of a letter is at most; leastReach in a small one.
	strokeReach = 1.0 / 80
	leastReach  = 6
	// strokeDepth is by how much a stroke is darker than what is on both of its sides.
	strokeDepth = 12
	// clearPeak is how many times sharper the lines have to be at the angle than at most.
	clearPeak = 1.6
)

// Skew returns by how many degrees, clockwise, the lines of text in a picture slope, up to
// 20 each way, and whether that is clear: of a picture without text it is not. It takes
// the angle at which the projection profile of the strokes of letters is the sharpest.
func Skew(img *image.RGBA) (degrees float64, ok bool) {
	gray := reduced(img, skewPixels)
	at := strokes(gray)
	if len(at) < leastStrokes {
		return 0, false
	}
	bins := make([]int, 2*(gray.Rect.Dx()+gray.Rect.Dy())+2)
	best, most := 0.0, 0
	try := func(degrees float64) int {
		sharp := sharpness(at, bins, degrees)
		if sharp > most {
			best, most = degrees, sharp
		}
		return sharp
	}
	var all []int
	for d := -float64(triedSkew); d <= triedSkew; d += coarseStep {
		all = append(all, try(d))
	}
	coarse := best
	for d := coarse - coarseStep; d <= coarse+coarseStep; d += fineStep {
		try(d)
	}
	slices.Sort(all)
	return best, math.Abs(coarse) <= mostSkew && float64(most) >= clearPeak*float64(all[len(all)/2])
}

// sharpness is how much the projection profile of the points changes from one line of
// pixels to the next, where lines slope by so many degrees (Postl's criterion).
func sharpness(at []image.Point, bins []int, degrees float64) (sum int) {
	clear(bins)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	middle := float64(len(bins) / 2)
	for _, p := range at {
		bins[int(float64(p.Y)*cos-float64(p.X)*sin+middle)]++
	}
	for i := 1; i < len(bins); i++ {
		d := bins[i] - bins[i-1]
		sum += d * d
	}
	return sum
}

// reduced returns a gray copy of at most so many pixels, each the mean of a square.
func reduced(img *image.RGBA, most int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	k := 1
	for (w/k)*(h/k) > most {
		k++
	}
	out := image.NewGray(image.Rect(0, 0, w/k, h/k))
	for y := range h / k {
		for x := range w / k {
			sum := 0
			for dy := range k {
				row := img.Pix[(y*k+dy)*img.Stride+x*k*4:][:k*4]
				for i := 0; i < len(row); i += 4 {
					sum += 299*int(row[i]) + 587*int(row[i+1]) + 114*int(row[i+2])
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / (1000 * k * k))
		}
	}
	return out
}

// strokes are the middles of the runs of pixels in a row that are darker than the mean on
// either side of them, so that neither light that fades nor the edge of a thing makes one.
// Of very many it returns some, from all over the picture.
func strokes(gray *image.Gray) (list []image.Point) {
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	reach := max(leastReach, int(float64(min(w, h))*strokeReach))
	sums := make([]int, w+1)
	lighter := func(v uint8, from, to int) bool { return sums[to]-sums[from] > (int(v)+strokeDepth)*(to-from) }
	for y := range h {
		row := gray.Pix[y*gray.Stride:][:w]
		for x, v := range row {
			sums[x+1] = sums[x] + int(v)
		}
		run := 0
		for x, v := range row {
			if lighter(v, max(0, x-reach), x) && lighter(v, x+1, min(w, x+1+reach)) {
				run++
				continue
			}
			if run > 0 && run <= reach {
				list = append(list, image.Pt(x-(run+1)/2, y))
			}
			run = 0
		}
	}
	step := 1 + len(list)/skewStrokes
	for i := range len(list) / step {
		list[i] = list[i*step]
	}
	return list[:len(list)/step]
}

// Slant is by how much a picture was turned so that its lines lie level.
type Slant struct {
	sin, cos            float64
	width, height       float64 // of the picture, in its pixels
	newWidth, newHeight float64 // of the straightened one
}

// Straightened returns the picture turned counter-clockwise by up to 45 degrees, so that
// lines that slope as [Skew] says lie level, and the way back. It is as large as it has to
// be to show all, and the corners that are new have the picture's mean colour. Its bytes
// stay what they are, and its regions are to be found anew.
func (p Picture) Straightened(degrees float64) (Picture, Slant) {
	s := Slant{width: float64(p.Width), height: float64(p.Height)}
	s.sin, s.cos = math.Sincos(degrees * math.Pi / 180)
	s.newWidth = math.Ceil(s.width*s.cos + s.height*math.Abs(s.sin))
	s.newHeight = math.Ceil(s.width*math.Abs(s.sin) + s.height*s.cos)
	if p.Image == nil {
		return p, s
	}
	smaller := min(1, math.Sqrt(maxWork/(s.newWidth*s.newHeight))/p.Scale)
	scale := p.Scale * smaller
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(s.newWidth*scale)), max(1, int(s.newHeight*scale))))
	mean := image.NewRGBA(image.Rect(0, 0, 1, 1))
	draw.BiLinear.Scale(mean, mean.Rect, p.Image, p.Image.Rect, draw.Src, nil)
	draw.Draw(out, out.Rect, image.NewUniform(mean.At(0, 0)), image.Point{}, draw.Src)
	x, y := s.width*p.Scale/2, s.height*p.Scale/2
	cos, sin := s.cos*smaller, s.sin*smaller
	draw.ApproxBiLinear.Transform(out, f64.Aff3{
		cos, sin, s.newWidth*scale/2 - cos*x - sin*y,
		-sin, cos, s.newHeight*scale/2 + sin*x - cos*y,
	}, p.Image, p.Image.Rect, draw.Src, nil)
	p.Image, p.Regions, p.Scale = out, nil, scale
	p.Width, p.Height = int(s.newWidth), int(s.newHeight)
	return p, s
}

// Back returns the smallest box in the picture as it is shown that holds a box of the
// straightened one: it has a pixel at least, and lies in the picture.
func (s Slant) Back(b Box) Box {
	w, h := float64(b.Width)/2, float64(b.Height)/2
	dx, dy := float64(b.X)+w-s.newWidth/2, float64(b.Y)+h-s.newHeight/2
	x, y := s.width/2+s.cos*dx-s.sin*dy, s.height/2+s.sin*dx+s.cos*dy
	sin := math.Abs(s.sin)
	w, h = w*s.cos+h*sin, w*sin+h*s.cos
	left, top := min(max(0, math.Floor(x-w)), s.width-1), min(max(0, math.Floor(y-h)), s.height-1)
	right, bottom := max(left+1, min(math.Ceil(x+w), s.width)), max(top+1, min(math.Ceil(y+h), s.height))
	return BoxOf(image.Rect(int(left), int(top), int(right), int(bottom)))
}
