package picture

import (
	"image"
	"image/color"
)

// How near two pixels' colours must be, in the channel that differs most, to lie
// in one region: neighbours, and each pixel and the region's first.
const (
	nearNeighbour = 6
	nearFirst     = 10
)

// Region is a connected area of one colour: a bubble, a header, what lies behind
// them.
type Region struct {
	Box   image.Rectangle
	Area  int // in pixels
	Color color.RGBA
}

// Regions are the large areas of one colour in a picture.
type Regions struct {
	List          []Region
	width, height int
	at            []int32 // by pixel: 1 + the place in List, or 0
}

// At returns the region of a pixel, or -1 where it belongs to none that is large.
func (r *Regions) At(x, y int) int {
	if x < 0 || y < 0 || x >= r.width || y >= r.height {
		return -1
	}
	return int(r.at[y*r.width+x]) - 1
}

// Flat is the share of the picture's pixels that lie in large regions: most of a
// screenshot, little of a photograph.
func (r *Regions) Flat() float64 {
	sum := 0
	for _, one := range r.List {
		sum += one.Area
	}
	return float64(sum) / float64(max(1, r.width*r.height))
}

// screenParts are how many large areas a screen has at least.
const screenParts = 4

// IsScreen reports whether the picture looks like a screenshot: most of it in
// areas of one colour, and several of them. A page of text is one alone. A nil r is
// none.
func (r *Regions) IsScreen() bool {
	return r != nil && len(r.List) >= screenParts && r.Flat() >= flatShare
}

// Behind returns the region that has the most pixels in the box: what is behind
// the letters in it. It is -1 where none is large.
func (r *Regions) Behind(box image.Rectangle) int {
	box = box.Intersect(image.Rect(0, 0, r.width, r.height))
	count := make(map[int32]int)
	best := int32(0)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, id := range r.at[y*r.width+box.Min.X : y*r.width+box.Max.X] {
			if id == 0 {
				continue
			}
			if count[id]++; count[id] > count[best] {
				best = id
			}
		}
	}
	return int(best) - 1
}

// FindRegions splits a picture into areas of one colour and keeps those that
// cover at least a seven-hundredth of it. Time and memory are linear in its pixels.
func FindRegions(img *image.RGBA) *Regions {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	r := &Regions{width: w, height: h, at: make([]int32, w*h)}
	f := flood{img: img, w: w, h: h, id: r.at, next: 1}
	least := max(64, w*h/700)
	var keep []int32
	for start := range r.at {
		if r.at[start] != 0 {
			continue
		}
		one := f.fill(int32(start))
		if one.Area >= least {
			r.List = append(r.List, one)
			keep = append(keep, f.next)
		}
		f.next++
	}
	r.renumber(keep)
	return r
}

// renumber makes what fill wrote the places in the list.
func (r *Regions) renumber(keep []int32) {
	if len(r.at) == 0 {
		return
	}
	last := int32(0)
	for _, id := range r.at {
		last = max(last, id)
	}
	to := make([]int32, last+1)
	for i, id := range keep {
		to[id] = int32(i) + 1
	}
	for i, id := range r.at {
		r.at[i] = to[id]
	}
}

type flood struct {
	img   *image.RGBA
	w, h  int
	id    []int32
	next  int32
	stack []int32
}

// fill marks all that is connected with a pixel and near in colour.
func (f *flood) fill(start int32) Region {
	first := f.pixel(start)
	f.stack = append(f.stack[:0], start)
	f.id[start] = f.next
	x, y := int(start)%f.w, int(start)/f.w
	one := Region{Box: image.Rect(x, y, x+1, y+1), Color: color.RGBA{R: first[0], G: first[1], B: first[2], A: 255}}
	for len(f.stack) > 0 {
		at := f.stack[len(f.stack)-1]
		f.stack = f.stack[:len(f.stack)-1]
		one.Area++
		x, y := int(at)%f.w, int(at)/f.w
		one.Box.Min.X, one.Box.Max.X = min(one.Box.Min.X, x), max(one.Box.Max.X, x+1)
		one.Box.Min.Y, one.Box.Max.Y = min(one.Box.Min.Y, y), max(one.Box.Max.Y, y+1)
		here := f.pixel(at)
		if x > 0 {
			f.visit(at-1, here, first)
		}
		if x+1 < f.w {
			f.visit(at+1, here, first)
		}
		if y > 0 {
			f.visit(at-int32(f.w), here, first)
		}
		if y+1 < f.h {
			f.visit(at+int32(f.w), here, first)
		}
	}
	return one
}

func (f *flood) visit(at int32, here, first [3]uint8) {
	if f.id[at] != 0 {
		return
	}
	if c := f.pixel(at); differ(c, here) <= nearNeighbour && differ(c, first) <= nearFirst {
		f.id[at] = f.next
		f.stack = append(f.stack, at)
	}
}

func (f *flood) pixel(at int32) [3]uint8 {
	i := int(at)/f.w*f.img.Stride + int(at)%f.w*4
	p := f.img.Pix[i : i+3 : i+3]
	return [3]uint8{p[0], p[1], p[2]}
}

// differ returns how far two colours are apart in the channel that differs most.
func differ(a, b [3]uint8) int {
	d := 0
	for i := range a {
		x := int(a[i]) - int(b[i])
		d = max(d, x, -x)
	}
	return d
}

// Behind returns the place in the picture's regions of what lies behind a box of
// the picture, or -1.
func (p Picture) Behind(b Box) int {
	if p.Regions == nil {
		return -1
	}
	scaled := func(n int) int { return int(float64(n) * p.Scale) }
	return p.Regions.Behind(image.Rect(scaled(b.X)-1, scaled(b.Y)-1, scaled(b.X+b.Width)+1, scaled(b.Y+b.Height)+1))
}
