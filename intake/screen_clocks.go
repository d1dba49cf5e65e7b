package intake

import (
	"image"
	"slices"
	"strings"

	"recourse/picture"
)

// Clocks of a screenshot that a reader of letters got by half, or not at all.

// readClocks looks at the clocks of a chat once more: what is left of one is no text of its
// message, one that may lack its first figure or runs backwards is doubtful. lost is how many
// messages have none where most have.
func (s *screen) readClocks(p picture.Picture) (lost int) {
	clocked, told := 0, 0
	s.bubbles(func(b *bubble) {
		if len(b.lines) > 0 && (b.side == sideLeft || b.side == sideRight) {
			told++
			if b.hasClock {
				clocked++
			}
		}
	})
	s.bubbles(func(b *bubble) {
		switch {
		case len(b.lines) == 0 || b.side != sideLeft && b.side != sideRight:
		case b.hasClock:
			b.doubtful = b.doubtful || b.cutClock(p)
		case clocked > 0 && b.clockLeft():
			b.clock, b.hasClock, b.doubtful = -1, true, true
			b.clockAt = len(b.lines[len(b.lines)-1].words) - 1
		default:
			lost++
		}
	})
	s.doubtClocks()
	if clocked < 2 || clocked*2 <= told {
		return 0
	}
	return lost
}

// clockLeft reports whether the last word of a bubble is what is left of a clock: its colon
// and minutes, or one or two figures alone in a line, further right and smaller than words.
func (b *bubble) clockLeft() bool {
	last := b.lines[len(b.lines)-1].words
	w := last[len(last)-1]
	tallest := 0
	for _, l := range b.lines {
		for _, o := range l.words {
			if o != w {
				tallest = max(tallest, capHeight(o))
			}
		}
	}
	if float64(w.Box.Height) >= clockSmaller*float64(tallest) || w.Box.X <= b.box.X+b.box.Width/2 {
		return false
	}
	minutes, colon := strings.CutPrefix(w.Text, ":")
	if strings.Trim(minutes, "0123456789") != "" || minutes == "" || len(minutes) > 2 {
		return false
	}
	return colon && len(minutes) == 2 || !colon && len(last) == 1 && len(b.lines) > 1
}

// cutClock reports whether a clock whose hour has one figure has another one ahead of it
// that was not read: something stands so near to it on the bubble's ground.
func (b *bubble) cutClock(p picture.Picture) bool {
	last := b.lines[len(b.lines)-1]
	w := last.words[b.clockAt]
	if strings.IndexByte(w.Text, ':') != 1 || p.Image == nil || p.Regions == nil || last.region < 0 {
		return false
	}
	ground := p.Regions.List[last.region].Color
	figure := w.Box.Width / len(w.Text)
	k := func(n int) int { return int(float64(n) * p.Scale) }
	ahead := image.Rect(k(w.Box.X-figure*3/4), k(w.Box.Y+w.Box.Height/4), k(w.Box.X)-1, k(w.Box.Y+w.Box.Height)).Intersect(p.Image.Rect)
	const ink = 60 // how far from its ground a letter's colour lies
	for y := ahead.Min.Y; y < ahead.Max.Y; y++ {
		for x := ahead.Min.X; x < ahead.Max.X; x++ {
			c := p.Image.RGBAAt(x, y)
			if far([3]uint8{c.R, c.G, c.B}, [3]uint8{ground.R, ground.G, ground.B}) > ink {
				return true
			}
		}
	}
	return false
}

// doubtClocks marks clocks that run backwards where no day begins between: a
// figure was misread.
func (s *screen) doubtClocks() {
	var run []*bubble
	check := func() {
		for i := 1; i < len(run); i++ {
			if run[i].clock >= run[i-1].clock {
				continue
			}
			wrong := run[i]
			if i+1 < len(run) && run[i+1].clock < run[i-1].clock && run[i+1].clock >= run[i].clock {
				wrong = run[i-1]
			}
			wrong.doubtful = true
			run = slices.DeleteFunc(run, func(b *bubble) bool { return b == wrong })
			i = max(0, i-2)
		}
		run = run[:0]
	}
	for i := range s.items {
		b := &s.items[i]
		if b.side == sideCentre {
			check()
		}
		if b.hasClock && !b.doubtful && b.side != sideCentre {
			run = append(run, b)
		}
	}
	check()
}
