package intake

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	pngs "image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/incident"
	"recourse/internal/testkit"
	"recourse/knowledge"
	"recourse/picture"
)

// perfect is a reader that knows what was drawn.
type perfect []picture.Word

// PictureWords returns the words.
func (p perfect) PictureWords(context.Context, picture.Picture) ([]picture.Word, error) {
	return p, nil
}

func chatWordsOf(t testing.TB) *Chats {
	t.Helper()
	c, err := LoadChats(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pngBytes(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pngs.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readScreen draws a screen and reads it.
func readScreen(t testing.TB, s testkit.Screen) File {
	t.Helper()
	img, words := s.DrawWords(t)
	opt := Options{Pictures: perfect(words), Chats: chatWordsOf(t), Zone: time.FixedZone("CET", 3600)}
	return Read(t.Context(), memory("snimak.png", pngBytes(t, img)), opt)
}

// chatLines writes messages as lines to compare.
func chatLines(messages []incident.Message) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s|%s\n", m.Time, m.Clock, m.Day, m.Side, m.From, strings.ReplaceAll(m.Text, "\n", " "))
	}
	return b.String()
}

func talk() []testkit.Bubble {
	return []testkit.Bubble{
		{Side: "center", Text: "18. novembar 2026."},
		{Side: "left", Text: "To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom.", Clock: "17:42"},
		{Side: "right", Text: "dao sam već 90.328 din. danas do 18:00", Clock: "17:45"},
		{Side: "left", Text: "Imate 30 minuta!", Clock: "17:47"},
		{Side: "center", Text: "Danas"},
		{Side: "left", Text: "Можете да узмете кеш кредит, преко апликације је готово за 5 минута.", Clock: "09:01"},
		{Side: "right", Text: "ok", Clock: "09:04"},
	}
}

func TestAChatOnAScreenIsReadMessageByMessage(t *testing.T) {
	const want = `2026-11-18T17:42:00+01:00|17:42||left|Lena Mentor|To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom.
2026-11-18T17:45:00+01:00|17:45||right|me|dao sam već 90.328 din. danas do 18:00
2026-11-18T17:47:00+01:00|17:47||left|Lena Mentor|Imate 30 minuta!
|09:01|Danas|left|Lena Mentor|Можете да узмете кеш кредит, преко апликације је готово за 5 минута.
|09:04|Danas|right|me|ok
`
	for _, app := range testkit.Apps() {
		for _, width := range []int{360, 720, 1080} {
			f := readScreen(t, testkit.Screen{App: app, Name: "Lena Mentor", Status: "na mreži", Clock: "18:05", Lines: talk(), Width: width})
			want := want
			if app.ClockOutside {
				want = `2026-11-18||` + `|left|Lena Mentor|To su provizija i porez, uplaćuju se jednom i vraćaju se zajedno sa zaradom.
2026-11-18|||right|me|dao sam već 90.328 din. danas do 18:00
2026-11-18|||left|Lena Mentor|Imate 30 minuta!
||Danas|left|Lena Mentor|Можете да узмете кеш кредит, преко апликације је готово за 5 минута.
||Danas|right|me|ok
`
			}
			if got := chatLines(f.Messages); got != want {
				t.Errorf("%s, %d wide:\n%s\nwant\n%s\nproblems %v", app.Name, width, got, want, codes(f))
				continue
			}
			if f.Title != "Lena Mentor" || !slices.Equal(f.Other, []string{"Lena Mentor"}) || f.Kind != KindImage {
				t.Errorf("%s: title %q, other %q, kind %s", app.Name, f.Title, f.Other, f.Kind)
			}
			for _, m := range f.Messages {
				if !strings.Contains(m.Span.Of(f.Text), m.Text) {
					t.Errorf("%s: %q is not where it says: %q", app.Name, m.Text, m.Span.Of(f.Text))
				}
			}
			if got := codes(f); !slices.Equal(got, []string{"screen-days-unknown"}) {
				t.Errorf("%s: problems %v", app.Name, got)
			}
		}
	}
}

func TestEveryWordHasItsSpanAndBox(t *testing.T) {
	f := readScreen(t, testkit.Screen{App: testkit.Apps()[1], Name: "Lena Mentor", Status: "na mreži", Lines: talk()})
	for _, w := range f.Picture.Words {
		if w.Span.Of(f.Text) != w.Text || w.Box.Width <= 0 || w.Box.X+w.Box.Width > f.Picture.Width {
			t.Errorf("word %+v stands at %q", w, w.Span.Of(f.Text))
		}
	}
	m := f.Messages[1]
	box, ok := f.Picture.Box(m.Span)
	if !ok || box.X < f.Picture.Width/6 || box.Width > f.Picture.Width*3/4 {
		t.Errorf("the owner's message lies at %+v, %v", box, ok)
	}
}

func TestWhatAScreenDoesNotTellIsSaid(t *testing.T) {
	app := testkit.Apps()[0]
	left := func(text, clock string) testkit.Bubble {
		return testkit.Bubble{Side: "left", Text: text, Clock: clock}
	}
	for _, c := range []struct {
		name   string
		screen testkit.Screen
		said   string
		codes  []string
	}{
		{
			"one side alone",
			testkit.Screen{App: app, Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{left("Uplatite odmah.", "17:42"), left("Imate još trideset minuta, posle toga je sve izgubljeno!", "17:43")}},
			"|17:42||left|Lena Mentor|Uplatite odmah.\n|17:43||left|Lena Mentor|Imate još trideset minuta, posle toga je sve izgubljeno!\n",
			[]string{"screen-days-unknown"},
		},
		{
			"no header",
			testkit.Screen{App: app, Lines: []testkit.Bubble{left("Uplatite odmah.", "17:42"), {Side: "right", Text: "neću", Clock: "17:50"}}},
			"|17:42||left||Uplatite odmah.\n|17:50||right|me|neću\n",
			[]string{"screen-days-unknown", "screen-name-unclear"},
		},
		{
			"a group",
			testkit.Screen{App: app, Name: "VIP tim 7", Status: "Ana, Goran, Lena, Vi", Lines: []testkit.Bubble{left("Uplatila sam.", "17:42"), {Side: "right", Text: "koliko", Clock: "17:50"}}},
			"|17:42||left||Uplatila sam.\n|17:50||right|me|koliko\n",
			[]string{"screen-days-unknown", "screen-group"},
		},
		{
			"a clock that runs backwards",
			testkit.Screen{App: app, Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{left("Uplatite odmah.", "17:42"), {Side: "right", Text: "neću", Clock: "11:50"}, left("Molim Vas!", "17:52")}},
			"|17:42||left|Lena Mentor|Uplatite odmah.\n|||right|me|neću\n|17:52||left|Lena Mentor|Molim Vas!\n",
			[]string{"screen-clocks-doubtful", "screen-days-unknown"},
		},
		{
			"days that can be read in two ways",
			testkit.Screen{App: app, Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{{Side: "center", Text: "11/12/2026"}, left("Uplatite odmah.", "17:42"), {Side: "right", Text: "neću", Clock: "17:50"}}},
			"|17:42|11/12/2026|left|Lena Mentor|Uplatite odmah.\n|17:50|11/12/2026|right|me|neću\n",
			[]string{"dates-ambiguous", "screen-days-unknown"},
		},
		{
			"a day without its year",
			testkit.Screen{App: app, Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{{Side: "center", Text: "18. novembar"}, left("Uplatite odmah.", "17:42"), {Side: "right", Text: "neću", Clock: "17:50"}}},
			"|17:42|18. novembar|left|Lena Mentor|Uplatite odmah.\n|17:50|18. novembar|right|me|neću\n",
			[]string{"dates-without-year"},
		},
		{
			"a line of the app",
			testkit.Screen{App: app, Name: "Lena Mentor", Status: "online", Lines: []testkit.Bubble{{Side: "center", Text: "Poruke i pozivi su potpuno šifrovani."}, left("Uplatite odmah.", "17:42"), {Side: "right", Text: "neću", Clock: "17:50"}}},
			"|||||Poruke i pozivi su potpuno šifrovani.\n|17:42||left|Lena Mentor|Uplatite odmah.\n|17:50||right|me|neću\n",
			[]string{"screen-days-unknown"},
		},
	} {
		f := readScreen(t, c.screen)
		got := codes(f)
		slices.Sort(got)
		if chatLines(f.Messages) != c.said || !slices.Equal(got, c.codes) {
			t.Errorf("%s: read\n%swant\n%sproblems %v, want %v", c.name, chatLines(f.Messages), c.said, got, c.codes)
		}
	}
}

// A clock between messages, as Messenger and WeChat show it, is the next one's.
func TestAClockBetweenMessagesIsTheNextOnes(t *testing.T) {
	f := readScreen(t, testkit.Screen{App: testkit.Apps()[7], Name: "Lena Mentor", Lines: []testkit.Bubble{
		{Side: "center", Text: "18. novembar 2026. 18:05"},
		{Side: "left", Text: "Uplatite odmah sve."},
		{Side: "right", Text: "neću"},
		{Side: "center", Text: "18:09"},
		{Side: "left", Text: "Molim Vas!"},
	}})
	const want = "2026-11-18T18:05:00+01:00|18:05||left|Lena Mentor|Uplatite odmah sve.\n2026-11-18|||right|me|neću\n2026-11-18T18:09:00+01:00|18:09||left|Lena Mentor|Molim Vas!\n"
	if got := chatLines(f.Messages); got != want {
		t.Errorf("read\n%swant\n%s", got, want)
	}
}

func TestABubbleWithoutWordsIsSaid(t *testing.T) {
	s := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "online", Lines: talk()}
	img, words := s.DrawWords(t)
	words = slices.DeleteFunc(words, func(w picture.Word) bool { return w.Text == "ok" || w.Text == "09:04" })
	f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words), Chats: chatWordsOf(t)})
	last := f.Messages[len(f.Messages)-1]
	if last.Side != "right" || last.Text != "" || !slices.Contains(codes(f), "screen-bubbles-unread") {
		t.Errorf("last message %+v, problems %v", last, codes(f))
	}
}

// What has boxes on a screen is not always a chat: a bank's page, cards in two
// columns, settings.
func TestOtherScreensAreNoChats(t *testing.T) {
	card := testkit.Apps()[0]
	card.Right = card.Left
	wide := []testkit.Bubble{{Side: "center", Text: "Promet po računu 265-0000000001234-88"}, {Side: "center", Text: "Uplata 61.328,00 RSD"}, {Side: "center", Text: "Stanje 1.250,00 RSD"}, {Side: "center", Text: "Novi nalog"}}
	for name, s := range map[string]testkit.Screen{
		"rows in the middle": {App: card, Name: "Računi", Lines: wide},
	} {
		f := readScreen(t, s)
		if len(f.Messages) > 0 {
			t.Errorf("%s: read as a chat\n%s", name, chatLines(f.Messages))
		}
		if !strings.Contains(f.Text, "Uplata 61.328,00 RSD") {
			t.Errorf("%s: text %q", name, f.Text)
		}
	}
	img, words := testkit.Tiles(t)
	f := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words), Chats: chatWordsOf(t)})
	if len(f.Messages) > 0 {
		t.Errorf("tiles: read as a chat\n%s", chatLines(f.Messages))
	}
}

// FuzzScreen draws areas and words anywhere: whatever is made of them, spans lie in
// the text and messages in their spans.
func FuzzScreen(f *testing.F) {
	f.Add([]byte{10, 10, 60, 20, 1, 40, 60, 50, 20, 2, 5, 100, 30, 20, 3}, "Uplatite odmah 17:42")
	f.Add([]byte{0, 0, 90, 160, 1, 0, 0, 90, 30, 2}, "Danas 18. novembar 2026. 18:05 на мрежи")
	chats := chatWordsOf(f)
	f.Fuzz(func(t *testing.T, shapes []byte, text string) {
		img := image.NewRGBA(image.Rect(0, 0, 90, 160))
		var words perfect
		said := strings.Fields(strings.ToValidUTF8(text, ""))
		for i := 0; i+5 <= len(shapes) && i < 200; i += 5 {
			x, y, w, h, c := int(shapes[i])%90, int(shapes[i+1])%160, int(shapes[i+2]), int(shapes[i+3]), shapes[i+4]
			draw.Draw(img, image.Rect(x, y, x+w, y+h), image.NewUniform(color.RGBA{R: c * 40, G: c * 90, B: c, A: 255}), image.Point{}, draw.Src)
			if len(said) > 0 {
				word := said[i/5%len(said)]
				words = append(words, picture.Word{Text: word, Box: picture.Box{X: x + 1, Y: y + 1, Width: w/2 + 1, Height: h/2 + 1}, Conf: float64(c) / 255, Line: i})
			}
		}
		file := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: words, Chats: chats})
		if file.Picture == nil || len(file.Picture.Words) > len(words) {
			t.Fatalf("picture %+v of %d words", file.Picture, len(words))
		}
		for _, m := range file.Messages {
			if !strings.Contains(m.Span.Of(file.Text), m.Text) || m.Side == "" && m.From != "" {
				t.Errorf("message %+v stands at %q", m, m.Span.Of(file.Text))
			}
		}
	})
}
