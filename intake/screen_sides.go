package intake

import "recourse/picture"

// sameColour is how far two areas of one kind may differ.
const sameColour = 12

// class is the bubbles of one colour: where they begin and end.
type class struct {
	color          [3]uint8
	members        []*bubble
	x0, x0Max      int
	x1Min, x1      int
	begins, endsAt bool // all of them begin, or end, in line
}

// sides says for each bubble on which side it stands. Bubbles of one colour that
// begin in line with each other on the left are the other side's, those that end in
// line on the right the owner's; others are told by where they begin and end.
func (s *screen) sides() {
	slack := int(edgeSlack * float64(s.width))
	left, right := s.width, 0
	var open []*bubble
	for _, c := range s.classes() {
		c.begins, c.endsAt = c.x0Max-c.x0 <= slack, c.x1-c.x1Min <= slack
		told := s.sideOf(c)
		for _, b := range c.members {
			b.side = told
			switch told {
			case sideLeft:
				left = min(left, b.box.X)
			case sideRight:
				right = max(right, b.box.X+b.box.Width)
			default:
				open = append(open, b)
			}
		}
	}
	if left == s.width {
		s.bubbles(func(b *bubble) { left = min(left, b.box.X) })
	}
	if right == 0 {
		s.bubbles(func(b *bubble) { right = max(right, b.box.X+b.box.Width) })
	}
	for _, b := range open {
		l := b.box.X-left <= slack && s.share(left) <= edgeFarthest
		r := right-b.box.X-b.box.Width <= slack && s.share(s.width-right) <= edgeFarthest
		switch {
		case l && !r:
			b.side = sideLeft
		case r && !l:
			b.side = sideRight
		case s.isCentred(b.box) && !l && !r:
			b.side = sideCentre
		}
	}
}

// classes groups the bubbles by colour.
func (s *screen) classes() []class {
	var list []class
	s.bubbles(func(b *bubble) {
		x1 := b.box.X + b.box.Width
		for i := range list {
			if c := &list[i]; far(c.color, b.color) <= sameColour {
				c.members = append(c.members, b)
				c.x0, c.x0Max = min(c.x0, b.box.X), max(c.x0Max, b.box.X)
				c.x1Min, c.x1 = min(c.x1Min, x1), max(c.x1, x1)
				return
			}
		}
		list = append(list, class{color: b.color, members: []*bubble{b}, x0: b.box.X, x0Max: b.box.X, x1Min: x1, x1: x1})
	})
	return list
}

// sideOf returns the side of a class of bubbles, or sideOpen where its members do
// not tell it together.
func (s *screen) sideOf(c class) side {
	nearLeft, nearRight := s.share(c.x0) <= edgeFarthest, s.share(s.width-c.x1) <= edgeFarthest
	const lopsided = 0.06
	shift := s.share(s.width-c.x1) - s.share(c.x0)
	switch {
	case c.begins && !c.endsAt && nearLeft:
		return sideLeft
	case c.endsAt && !c.begins && nearRight:
		return sideRight
	case !c.begins || !c.endsAt:
		return sideOpen
	case shift > lopsided && nearLeft:
		return sideLeft
	case shift < -lopsided && nearRight:
		return sideRight
	}
	return sideOpen
}

// addSilent adds the bubbles in which no word was read: they are as the others of
// their side in colour and place.
func (s *screen) addSilent(p picture.Picture) (n int) {
	slack := int(edgeSlack * float64(s.width))
	top, end := s.height, 0
	s.bubbles(func(b *bubble) { top, end = min(top, b.box.Y), max(end, b.box.Y+b.box.Height) })
	var more []bubble
	for i, r := range p.Regions.List {
		box := areaBox(p, i)
		if s.seen[i] || s.isGround(box) || s.share(box.Width) < 2*bubbleLeast || box.Y < top || s.covered(box) {
			continue
		}
		color := [3]uint8{r.Color.R, r.Color.G, r.Color.B}
		for _, c := range s.classes() {
			told := c.members[0].side
			matches := told == sideLeft && box.X-c.x0 <= slack && c.x0-box.X <= slack ||
				told == sideRight && c.x1-box.X-box.Width <= slack && box.X+box.Width-c.x1 <= slack
			below := box.Y+box.Height > end && told == sideLeft // the field in which one writes is as the left ones
			if far(c.color, color) <= sameColour && matches && !below {
				more = append(more, bubble{box: box, color: color, side: told})
			}
		}
	}
	s.items = append(s.items, more...)
	return len(more)
}

// covered reports whether an area lies inside a bubble.
func (s *screen) covered(box picture.Box) bool {
	in := false
	s.bubbles(func(b *bubble) { in = in || box.Rect().Overlaps(b.box.Rect()) })
	return in
}
