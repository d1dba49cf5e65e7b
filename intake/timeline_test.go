package intake

import (
	"testing"

	"recourse/incident"
	"recourse/internal/testkit"
)

func TestAChatOnAScreenIsInTheTimeline(t *testing.T) {
	screen := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "na mreži", Lines: []testkit.Bubble{
		{Side: "center", Text: "18.11.2026."},
		{Side: "left", Text: "Uplatite 6.000 dinara za aktivaciju naloga.", Clock: "17:42"},
		{Side: "right", Text: "Uplatio sam danas preko banke", Clock: "17:45"},
	}}
	img, words := screen.DrawWords(t)
	f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words), Chats: chatWordsOf(t)})
	list := Timeline([]*File{&f})
	if len(list) != 1 || list[0].Kind != incident.Talked || list[0].At.Date().String() != "2026-11-18" || list[0].N != 2 || list[0].Name != "Lena Mentor" {
		t.Errorf("timeline %+v of %+v", list, f.Messages)
	}
	plain := Read(t.Context(), memory("b.png", png), Options{})
	if list := Timeline([]*File{&plain}); len(list) != 0 {
		t.Errorf("a picture of no chat: %+v", list)
	}
}

// A chat whose file does not name it is one with who the other side is, where that is
// known.
func TestAChatIsWithTheOtherSide(t *testing.T) {
	text := "18.11.2026. 17:05 - Lena Mentor: Uplatite 6.000 RSD.\n18.11.2026. 17:25 - Milan Perić: Uplatio sam 6.000 RSD.\n18.11.2026. 18:25 - Lena Mentor: Sad još 23.000.\n"
	for _, tt := range []struct {
		person []string
		want   string
	}{{[]string{"Milan Perić"}, "Lena Mentor"}, {nil, ""}} {
		f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Person: tt.person, Chats: chatWordsOf(t)})
		list := Timeline([]*File{&f})
		if len(list) != 1 || list[0].Kind != incident.Talked || list[0].Name != tt.want {
			t.Errorf("with the person %q: timeline %+v of %q, want a chat with %q", tt.person, list, f.Other, tt.want)
		}
	}
}
