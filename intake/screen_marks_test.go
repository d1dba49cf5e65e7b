package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/testkit"
	"recourse/picture"
)

func TestTheArrowBackIsNoPartOfTheName(t *testing.T) {
	s := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "online", Lines: talk()}
	img, words := s.DrawWords(t)
	at := slices.IndexFunc(words, func(w picture.Word) bool { return w.Text == "Lena" })
	for _, arrow := range []string{"←", "<", "«>", "–", "‹", "«"} {
		read := slices.Clone(words)
		mark := read[at]
		mark.Text, mark.Box.Width = arrow, mark.Box.Height/2
		mark.Box.X -= mark.Box.Height
		read = slices.Insert(read, at, mark)
		f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(read), Chats: chatWordsOf(t)})
		if f.Title != "Lena Mentor" {
			t.Errorf("%q before the name: title %q, problems %v", arrow, f.Title, codes(f))
		}
	}
}

// ownBubble is a bubble of one's own whose words are all of one height.
func ownBubble(text string) bubble {
	b := bubble{side: sideRight, box: picture.Box{Width: 600, Height: 40}}
	l := textLine{box: b.box}
	for i, w := range strings.Fields(text) {
		l.words = append(l.words, picture.Word{Text: w, Conf: 1, Box: picture.Box{X: 60 * i, Width: 50, Height: 20}})
	}
	b.lines = []textLine{l}
	return b
}

func TestAMisreadClockIsNoWordOfTheMessage(t *testing.T) {
	words := chatWordsOf(t)
	for _, tt := range []struct {
		text     string
		clockAt  int // 0: none
		doubtful bool
	}{
		{"Uplaćeno 6.000,00 RSD 9.33 vv", 3, true},
		{"Uplaćeno 6.000,00 RSD 9.33 //", 3, true},
		{"Uplaćeno 6.000,00 RSD 9,33 W", 3, true},
		{"Uplaćeno 6.000,00 RSD 19.33vv", 3, true},
		{"Uplaćeno 6.000,00 RSD 9:33 vv", 3, false},
		{"Molim Vas odgovorite 31.96 //", 3, true},
		{"Uplaćeno 6.000,00 RSD 99.31 vy", 3, true},
		{"Uplaćeno 6.000,00 RSD 9.33", 0, false},
		{"danas do 18:00", 0, false},
		{"Uplaćeno 12.500,00 vv", 0, false},
		{"stiže 18.11. vv", 0, false},
	} {
		b := ownBubble(tt.text)
		b.findClock(words)
		if b.hasClock != (tt.clockAt > 0) || b.clockAt != tt.clockAt || b.doubtful != tt.doubtful {
			t.Errorf("%q: clock %v from word %d, doubtful %v", tt.text, b.hasClock, b.clockAt, b.doubtful)
		}
	}
	theirs := ownBubble("snaga 9.33 W")
	theirs.side = sideLeft
	if theirs.findClock(words); theirs.hasClock {
		t.Error("a message of the other side has no ticks")
	}
}

// A clock whose colon was misread leaves the text, and the doubt is said.
func TestAMisreadClockIsSaid(t *testing.T) {
	s := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "online", Lines: talk()}
	img, words := s.DrawWords(t)
	for i, w := range words {
		if w.Text == "17:45" {
			words[i].Text, words[i].Box.Height = "17.45vv", w.Box.Height*3/2
		}
	}
	f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words), Chats: chatWordsOf(t)})
	if m := f.Messages[1]; m.Text != "dao sam već 90.328 din. danas do 18:00" || m.Clock != "" || !slices.Contains(codes(f), "screen-clocks-doubtful") {
		t.Errorf("text %q, clock %q, problems %v", m.Text, m.Clock, codes(f))
	}
}
