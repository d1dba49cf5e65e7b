package intake

import (
	"image"
	"slices"

	"recourse/incident"
	"recourse/picture"
)

// What makes areas of a screenshot the bubbles of a chat, as shares of its width.
const (
	bubbleLeast  = 0.03 // narrower ones are signs
	bubbleMost   = 0.92 // wider ones are what lies behind
	edgeSlack    = 0.03 // bubbles of one side begin, or end, in line
	edgeFarthest = 0.25 // how far from the screen's edge that line may lie
	centreSlack  = 0.10
	headMost     = 0.36 // how far down the header reaches
	clockSmaller = 0.87 // a bubble's clock is written smaller than its words
)

// side is where a bubble stands.
type side uint8

const (
	sideOpen side = iota
	sideLeft
	sideRight
	sideCentre
)

// bubble is one thing of a chat on a screen: a message, or a line that nobody
// wrote.
type bubble struct {
	box   picture.Box
	lines []textLine
	color [3]uint8
	side  side
	free  bool // it stands on the ground, in no bubble of its own

	clock    int32 // in seconds
	hasClock bool
	clockAt  int // the word of the last line that is the clock, with what follows it
	doubtful bool
}

// screen is a screenshot taken apart.
type screen struct {
	width, height int
	head, foot    []textLine
	items         []bubble     // from the top down
	seen          map[int]bool // the regions that have words
}

// takeApart finds the bubbles of a screenshot; lines are its lines from the top
// down.
func takeApart(p picture.Picture, lines []textLine) *screen {
	s := &screen{width: p.Width, height: p.Height, seen: make(map[int]bool)}
	byRegion := make(map[int]*bubble)
	var free []textLine
	for _, l := range lines {
		if l.region < 0 || s.isGround(areaBox(p, l.region)) {
			free = append(free, l)
			continue
		}
		s.seen[l.region] = true
		b := byRegion[l.region]
		if b == nil {
			c := p.Regions.List[l.region].Color
			b = &bubble{box: areaBox(p, l.region), color: [3]uint8{c.R, c.G, c.B}}
			byRegion[l.region] = b
		}
		b.lines = append(b.lines, l)
	}
	var signs []bubble
	for _, b := range byRegion {
		if s.isSign(*b) {
			signs = append(signs, *b)
			continue
		}
		s.items = append(s.items, *b)
	}
	slices.SortFunc(s.items, byTop)
	slices.SortFunc(signs, byTop)
	for _, b := range signs {
		like := func(o bubble) bool { return far(o.color, b.color) <= sameColour }
		if s.share(b.box.Width) >= 2*bubbleLeast && slices.ContainsFunc(s.items, like) {
			s.items = append(s.items, b) // a short answer
			continue
		}
		s.head = append(s.head, b.lines...)
	}
	slices.SortFunc(s.items, byTop)
	s.merge()
	s.place(s.within(free))
	s.unite()
	return s
}

func byTop(a, b bubble) int {
	if a.box.Y != b.box.Y {
		return a.box.Y - b.box.Y
	}
	return a.box.X - b.box.X
}

// areaBox is where a region lies in the picture.
func areaBox(p picture.Picture, i int) picture.Box {
	r := p.Regions.List[i].Box
	k := func(n int) int { return int(float64(n) / p.Scale) }
	return picture.Box{X: k(r.Min.X), Y: k(r.Min.Y), Width: k(r.Dx()), Height: k(r.Dy())}
}

func (s *screen) share(n int) float64 { return float64(n) / float64(max(1, s.width)) }

// isGround reports whether an area is what lies behind bubbles.
func (s *screen) isGround(b picture.Box) bool { return s.share(b.Width) >= bubbleMost }

// isSign reports whether a bubble is a small picture beside the messages, with a
// letter or two in it at most.
func (s *screen) isSign(b bubble) bool {
	letters := 0
	for _, l := range b.lines {
		for _, w := range l.words {
			letters += len([]rune(w.Text))
		}
	}
	square := b.box.Width < b.box.Height*5/4 && b.box.Height < b.box.Width*5/4
	return s.share(b.box.Width) < bubbleLeast || letters <= 2 && square && s.share(b.box.Width) < 0.15
}

// merge puts areas that lie inside a bubble, such as a quotation or a picture,
// into it.
func (s *screen) merge() {
	inside := func(a, b picture.Box) bool {
		in := a.Rect().Intersect(b.Rect())
		return in.Dx()*in.Dy()*10 >= a.Width*a.Height*9
	}
	var kept []bubble
	for i, b := range s.items {
		outer := -1
		for k, o := range s.items {
			if k != i && inside(b.box, o.box) && o.box.Width*o.box.Height > b.box.Width*b.box.Height &&
				(outer < 0 || o.box.Width*o.box.Height > s.items[outer].box.Width*s.items[outer].box.Height) {
				outer = k
			}
		}
		if outer < 0 {
			kept = append(kept, b)
		}
	}
	for i := range kept {
		for _, b := range s.items {
			if b.box != kept[i].box && inside(b.box, kept[i].box) {
				kept[i].lines = append(kept[i].lines, b.lines...)
			}
		}
		kept[i].lines = rows(kept[i].lines)
	}
	s.items = kept
}

// within puts lines into the bubbles that they lie in, though what is behind them
// is another colour, and returns the others.
func (s *screen) within(free []textLine) []textLine {
	var rest []textLine
	for _, l := range free {
		middle := image.Pt(l.box.X+l.box.Width/2, l.box.Y+l.box.Height/2)
		i := slices.IndexFunc(s.items, func(b bubble) bool { return middle.In(b.box.Rect()) })
		if i < 0 {
			rest = append(rest, l)
			continue
		}
		s.items[i].lines = append(s.items[i].lines, l)
	}
	for i := range s.items {
		s.items[i].lines = rows(s.items[i].lines)
	}
	return rest
}

// unite puts bubbles together that touch each other and begin and end in line: one
// whose colour changes from its top to its end.
func (s *screen) unite() {
	const gap, slack = 1, 3 // pixels
	var kept []bubble
	for _, b := range s.items {
		if n := len(kept); n > 0 && !b.free && !kept[n-1].free {
			last := &kept[n-1]
			a, c := last.box.Rect(), b.box.Rect()
			if d := c.Min.Y - a.Max.Y; d <= gap && d >= -gap && inLine(a.Min.X, c.Min.X, slack) && inLine(a.Max.X, c.Max.X, slack) {
				last.box = last.box.Union(b.box)
				last.lines = append(last.lines, b.lines...)
				continue
			}
		}
		kept = append(kept, b)
	}
	s.items = kept
}

func inLine(a, b, slack int) bool { return a-b <= slack && b-a <= slack }

// rows orders lines from the top down and joins those that stand beside each other.
func rows(lines []textLine) []textLine {
	slices.SortStableFunc(lines, func(a, b textLine) int { return a.box.Y - b.box.Y })
	var list []textLine
	for _, l := range lines {
		if n := len(list); n > 0 && list[n-1].beside(picture.Word{Box: l.box}) > 0 {
			last := &list[n-1]
			for _, w := range l.words {
				last.add(w)
			}
			slices.SortStableFunc(last.words, func(a, b picture.Word) int { return a.Box.X - b.Box.X })
			continue
		}
		list = append(list, l)
	}
	return list
}

// place sorts lines that stand in no bubble: above them, below, or between.
func (s *screen) place(free []textLine) {
	if len(s.items) == 0 {
		s.head = append(s.head, free...)
		return
	}
	top, end := s.items[0].box.Y, 0
	for _, b := range s.items {
		end = max(end, b.box.Y+b.box.Height)
	}
	for _, l := range free {
		middle := l.box.Y + l.box.Height/2
		centred := s.isCentred(l.box)
		switch {
		case middle > end:
			s.foot = append(s.foot, l)
		case middle < top && (!centred || float64(middle) < 0.08*float64(s.height)):
			s.head = append(s.head, l)
		default:
			s.items = append(s.items, bubble{box: l.box, lines: []textLine{l}, free: true, side: sideCentre})
		}
	}
	slices.SortStableFunc(s.items, byTop)
}

func (s *screen) isCentred(b picture.Box) bool {
	off := b.X - (s.width - b.X - b.Width)
	return s.share(max(off, -off)) <= centreSlack
}

// bubbles are the items that stand in an area of their own.
func (s *screen) bubbles(use func(*bubble)) {
	for i := range s.items {
		if !s.items[i].free {
			use(&s.items[i])
		}
	}
}

func far(a, b [3]uint8) int {
	most := 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		most = max(most, d, -d)
	}
	return most
}

// screenChat reads a screenshot as a chat, writes its lines into t in the order of
// the messages, and reports whether it is one. What cannot be told of it is said.
func (r *reader) screenChat(f *File, p picture.Picture, lines []textLine, t *pictureText) bool {
	if len(lines) == 0 {
		return false
	}
	s := takeApart(p, lines)
	s.dropInput(r.words)
	s.sides()
	for i := range s.items {
		s.items[i].findClock(r.words)
	}
	switch s.verdict(r.words) {
	case notChat:
		return false
	case openSides:
		f.problem("screen-sides-unclear", "")
		return false
	}
	if n := s.addSilent(p); n > 0 {
		f.problem("screen-bubbles-unread", "", "n", n)
	}
	slices.SortStableFunc(s.items, byTop)
	if n := s.readClocks(p); n > 0 {
		f.problem("screen-clocks-unread", "", "n", n)
	}
	name, group := s.name(r.words)
	for _, l := range s.head {
		t.line(l)
	}
	w := screenWriter{r: r, f: f, t: t, name: name, own: r.ownName()}
	f.Messages = w.messages(s.items)
	for _, l := range s.foot {
		t.line(l)
	}
	w.say(group)
	if name != "" && slices.ContainsFunc(f.Messages, func(m incident.Message) bool { return m.From == name }) {
		f.Title, f.Other = name, []string{name}
	}
	return true
}
