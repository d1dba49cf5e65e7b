package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/testkit"
	"recourse/picture"
)

// What a reader of letters makes of clocks that stand close under the text.
func TestClocksThatAreReadByHalfAreDoubtful(t *testing.T) {
	s := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{
		{Side: "center", Text: "18. novembar 2026."},
		{Side: "left", Text: "To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom.", Clock: "17:42"},
		{Side: "right", Text: "dao sam već 90.328 din. i nemam više", Clock: "17:45"},
		{Side: "left", Text: "Imate 30 minuta!", Clock: "17:47"},
	}}
	const rest = "2026-11-18T17:45:00|17:45||right|me|dao sam već 90.328 din. i nemam više\n2026-11-18T17:47:00|17:47||left|Lena Mentor|Imate 30 minuta!\n"
	const first = "To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom."
	for _, tt := range []struct {
		name, read string
		code       string
		want       string
	}{
		{"the first figure is missing", "7:42", "screen-clocks-doubtful", "2026-11-18|||left|Lena Mentor|" + first + "\n" + rest},
		{"the hour is missing", ":42", "screen-clocks-doubtful", "2026-11-18|||left|Lena Mentor|" + first + "\n" + rest},
		{"all of it is missing", "", "screen-clocks-unread", "2026-11-18|||left|Lena Mentor|" + first + "\n" + rest},
		{"all of it is there", "17:42", "", "2026-11-18T17:42:00|17:42||left|Lena Mentor|" + first + "\n" + rest},
	} {
		img, words := s.DrawWords(t)
		i := slices.IndexFunc(words, func(w picture.Word) bool { return w.Text == "17:42" })
		if w := &words[i]; tt.read == "" {
			words = slices.Delete(words, i, i+1)
		} else {
			cut := w.Box.Width * (len(w.Text) - len(tt.read)) / len(w.Text)
			w.Text, w.Box.X, w.Box.Width = tt.read, w.Box.X+cut, w.Box.Width-cut
		}
		f := Read(t.Context(), memory("snimak.png", pngBytes(t, img)), Options{Pictures: perfect(words), Chats: chatWordsOf(t)})
		if got := chatLines(f.Messages); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		if got := strings.Join(codes(f), " "); got != tt.code {
			t.Errorf("%s: problems %q, want %q", tt.name, got, tt.code)
		}
	}
}

// A clock whose hour has one figure as it was drawn is sure.
func TestAnHourOfOneFigureIsNoMisreading(t *testing.T) {
	f := readScreen(t, testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{
		{Side: "left", Text: "Uplatite odmah sve što imate.", Clock: "9:58"}, {Side: "right", Text: "neću", Clock: "10:02"}, {Side: "left", Text: "Molim Vas!", Clock: "10:04"},
	}})
	if f.Messages[0].Clock != "09:58" || slices.Contains(codes(f), "screen-clocks-doubtful") {
		t.Errorf("messages\n%sproblems %v", chatLines(f.Messages), codes(f))
	}
}

func TestPartsOfAnAccountAreJoinedWhereItsCheckDigitsProveIt(t *testing.T) {
	word := func(text string, x, width int) picture.Word {
		return picture.Word{Text: text, Box: picture.Box{X: x, Y: 10, Width: width, Height: 24}, Conf: 0.9, Line: 1}
	}
	for _, tt := range []struct {
		a, b string
		gap  int
		want string
	}{
		{"160-0000005005678-9", "7", 4, "račun 160-0000005005678-97"},
		{"160-00000050056", "78-97.", 4, "račun 160-0000005005678-97."},
		{"160-0000005005678-9", "8", 4, "račun 160-0000005005678-9 8"},
		{"160-0000005005678-9", "7", 60, "račun 160-0000005005678-9 7"},
		{"160-0000005005678-97", "7", 4, "račun 160-0000005005678-97 7"},
	} {
		var text pictureText
		words := []picture.Word{word("račun", 0, 60), word(tt.a, 70, 300), word(tt.b, 370+tt.gap, 20)}
		span := text.line(textLine{words: words})
		if got := span.Of(text.text.String()); got != tt.want {
			t.Errorf("%q and %q: %q, want %q", tt.a, tt.b, got, tt.want)
		}
		for i, w := range text.words {
			if w.Span.Of(text.text.String()) != words[i].Text {
				t.Errorf("%q stands at %q", words[i].Text, w.Span.Of(text.text.String()))
			}
		}
	}
}
