package testkit

import (
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/picture"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Bubble is one thing on a drawn chat: a message, a day or a system line.
type Bubble struct {
	Side  string // left, right, or center for what nobody said
	Text  string
	Clock string // such as 18:05; empty where the app shows none
}

// App is how an app lays out and colours its chats.
type App struct {
	Name                        string
	Back, Header, Left, Right   color.RGBA
	Pill                        color.RGBA // behind what is centred; zero for nothing
	Ink, RightInk, Faint, Title color.RGBA
	ClockOutside                bool // the times stand beside the bubbles or nowhere
	Avatars                     bool // a small picture stands beside each bubble
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// Apps are layouts in the manner of known messengers, light and dark.
func Apps() []App {
	return []App{
		{Name: "whatsapp-light", Back: rgb(0xE8E1D8), Header: rgb(0x0A5C4F), Left: rgb(0xFFFFFF), Right: rgb(0xD7F3C8), Pill: rgb(0xF5F1EB), Ink: rgb(0x111B21), RightInk: rgb(0x111B21), Faint: rgb(0x667781), Title: rgb(0xFFFFFF)},
		{Name: "whatsapp-dark", Back: rgb(0x0B141A), Header: rgb(0x202C33), Left: rgb(0x202C33), Right: rgb(0x005C4B), Pill: rgb(0x182229), Ink: rgb(0xE9EDEF), RightInk: rgb(0xE9EDEF), Faint: rgb(0x9AA7AE), Title: rgb(0xE9EDEF)},
		{Name: "telegram-light", Back: rgb(0x9CB8A4), Header: rgb(0xFFFFFF), Left: rgb(0xFFFFFF), Right: rgb(0xE6FCD2), Pill: rgb(0x7C9A86), Ink: rgb(0x000000), RightInk: rgb(0x000000), Faint: rgb(0x7A8A80), Title: rgb(0x000000)},
		{Name: "telegram-dark", Back: rgb(0x0E1621), Header: rgb(0x17212B), Left: rgb(0x182533), Right: rgb(0x2B5278), Pill: rgb(0x1E2C3A), Ink: rgb(0xF5F5F5), RightInk: rgb(0xFFFFFF), Faint: rgb(0x93A5B4), Title: rgb(0xF5F5F5)},
		{Name: "viber-light", Back: rgb(0xF4F4F6), Header: rgb(0xFFFFFF), Left: rgb(0xFFFFFF), Right: rgb(0xDDDBFF), Pill: rgb(0xE3E3E8), Ink: rgb(0x1F1B2E), RightInk: rgb(0x1F1B2E), Faint: rgb(0x6F6B80), Title: rgb(0x1F1B2E)},
		{Name: "messenger-light", Back: rgb(0xFFFFFF), Header: rgb(0xFFFFFF), Left: rgb(0xF0F0F0), Right: rgb(0x0A7CFF), Ink: rgb(0x050505), RightInk: rgb(0xFFFFFF), Faint: rgb(0x65676B), Title: rgb(0x050505), ClockOutside: true, Avatars: true},
		{Name: "messenger-dark", Back: rgb(0x000000), Header: rgb(0x000000), Left: rgb(0x303030), Right: rgb(0x0A7CFF), Ink: rgb(0xE4E6EB), RightInk: rgb(0xFFFFFF), Faint: rgb(0xB0B3B8), Title: rgb(0xE4E6EB), ClockOutside: true, Avatars: true},
		{Name: "wechat-light", Back: rgb(0xEDEDED), Header: rgb(0xEDEDED), Left: rgb(0xFFFFFF), Right: rgb(0x95EC69), Ink: rgb(0x181818), RightInk: rgb(0x181818), Faint: rgb(0x808080), Title: rgb(0x181818), ClockOutside: true, Avatars: true},
	}
}

// Screen is what a drawn screenshot shows.
type Screen struct {
	App    App
	Name   string // in the header; empty for none
	Status string // below the name
	Clock  string // of the telephone, in the top row
	Lines  []Bubble
	Width  int // in pixels; 0 for 720
}

// Draw draws the screenshot with the fonts that the product embeds.
func (s Screen) Draw(t testing.TB) *image.RGBA {
	t.Helper()
	img, _ := s.DrawWords(t)
	return img
}

// DrawWords draws the screenshot and says where its words are, as a perfect reader
// would.
func (s Screen) DrawWords(t testing.TB) (*image.RGBA, []picture.Word) {
	t.Helper()
	if s.Width == 0 {
		s.Width = 720
	}
	p := &pen{unit: float64(s.Width) / 360}
	p.regular = face(t, "NotoSans-Regular.ttf", 14*p.unit)
	p.small = face(t, "NotoSans-Regular.ttf", 10.5*p.unit)
	p.bold = face(t, "NotoSans-Bold.ttf", 16*p.unit)
	p.img = image.NewRGBA(image.Rect(0, 0, s.Width, p.px(84)+p.px(110)*len(s.Lines)+p.px(80)))
	p.fill(p.img.Bounds(), s.App.Back)
	y := s.head(p)
	for _, b := range s.Lines {
		y = s.bubble(p, b, y) + p.px(6)
	}
	y += p.px(10)
	p.box(image.Rect(p.px(8), y, s.Width-p.px(60), y+p.px(36)), s.App.Left, 12)
	p.text(p.regular, "Poruka", p.px(24), y+p.px(23), s.App.Faint)
	out := image.NewRGBA(image.Rect(0, 0, s.Width, y+p.px(44)))
	draw.Draw(out, out.Rect, p.img, image.Point{}, draw.Src)
	return out, p.words
}

// head draws the top row and the header.
func (s Screen) head(p *pen) int {
	height := p.px(80)
	p.fill(image.Rect(0, 0, s.Width, height), s.App.Header)
	if s.Clock != "" {
		p.text(p.small, s.Clock, p.px(14), p.px(17), s.App.Title)
		p.text(p.small, "4G 41%", s.Width-p.px(60), p.px(17), s.App.Title)
	}
	if s.Name != "" {
		p.box(image.Rect(p.px(28), p.px(34), p.px(64), p.px(70)), rgb(0xC9A48E), 18)
		p.text(p.bold, s.Name, p.px(74), p.px(50), s.App.Title)
		p.text(p.small, s.Status, p.px(74), p.px(67), s.App.Title)
	}
	return height + p.px(8)
}

// bubble draws one and returns where it ends.
func (s Screen) bubble(p *pen, b Bubble, y int) int {
	most := p.px(265)
	if s.App.Avatars {
		most = p.px(235)
	}
	lines := wrap(p.regular, b.Text, most)
	if b.Side == "center" {
		w := font.MeasureString(p.small, b.Text).Ceil()
		x := (s.Width - w) / 2
		if s.App.Pill.A != 0 {
			p.box(image.Rect(x-p.px(10), y, x+w+p.px(10), y+p.px(22)), s.App.Pill, 8)
		}
		ink := s.App.Faint
		if s.App.Name == "telegram-light" {
			ink = rgb(0xFFFFFF)
		}
		p.text(p.small, b.Text, x, y+p.px(15), ink)
		return y + p.px(22)
	}
	w := 0
	for _, l := range lines {
		w = max(w, font.MeasureString(p.regular, l).Ceil())
	}
	clock := 0
	if b.Clock != "" && !s.App.ClockOutside {
		clock = font.MeasureString(p.small, b.Clock).Ceil() + p.px(8)
	}
	last := font.MeasureString(p.regular, lines[len(lines)-1]).Ceil()
	extra := 0
	switch {
	case last+clock <= w:
	case last+clock <= most:
		w = last + clock
	default:
		extra = p.px(14)
	}
	margin := p.px(10)
	if s.App.Avatars {
		margin = p.px(48)
	}
	left, back, ink := margin, s.App.Left, s.App.Ink
	if b.Side == "right" {
		if !s.App.Avatars || strings.HasPrefix(s.App.Name, "messenger") {
			margin = p.px(10)
		}
		left, back, ink = s.Width-margin-w-p.px(20), s.App.Right, s.App.RightInk
	}
	height := p.px(14) + len(lines)*p.px(19) + extra
	p.box(image.Rect(left, y, left+w+p.px(20), y+height), back, 9)
	if s.App.Avatars && (b.Side == "left" || strings.HasPrefix(s.App.Name, "wechat")) {
		at := p.px(8)
		if b.Side == "right" {
			at = s.Width - p.px(42)
		}
		p.box(image.Rect(at, y, at+p.px(34), y+p.px(34)), rgb(0xB98A60), 5)
	}
	for i, l := range lines {
		p.text(p.regular, l, left+p.px(10), y+p.px(21)+i*p.px(19), ink)
	}
	if clock > 0 {
		p.text(p.small, b.Clock, left+w+p.px(14)-clock+p.px(4), y+height-p.px(6), s.App.Faint)
	}
	return y + height
}

// pen draws on one picture; sizes are in points of a screen 360 wide.
type pen struct {
	img                  *image.RGBA
	unit                 float64
	regular, small, bold font.Face
	words                []picture.Word
	lines                int
}

func (p *pen) px(points float64) int { return int(points * p.unit) }

func (p *pen) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(p.img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// box fills a rectangle with rounded corners.
func (p *pen) box(r image.Rectangle, c color.RGBA, radius float64) {
	n := p.px(radius)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		in := 0
		if d := min(y-r.Min.Y, r.Max.Y-1-y); d < n {
			for in = 0; (n-in)*(n-in)+(n-d)*(n-d) > n*n; in++ {
			}
		}
		p.fill(image.Rect(r.Min.X+in, y, r.Max.X-in, y+1), c)
	}
}

func (p *pen) text(f font.Face, s string, x, y int, c color.RGBA) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	p.lines++
	for i, word := range strings.Fields(s) {
		if i > 0 {
			d.DrawString(" ")
		}
		ink, _ := d.BoundString(word)
		box := image.Rect(ink.Min.X.Floor(), ink.Min.Y.Floor(), ink.Max.X.Ceil(), ink.Max.Y.Ceil())
		p.words = append(p.words, picture.Word{Text: word, Box: picture.BoxOf(box), Conf: 0.95, Line: p.lines})
		d.DrawString(word)
	}
}

// face loads a font of package document.
func face(t testing.TB, name string, size float64) font.Face {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(Root(t), "document", "fonts", name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := opentype.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// wrap breaks text into lines of at most width pixels.
func wrap(f font.Face, text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && font.MeasureString(f, longer).Ceil() > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
