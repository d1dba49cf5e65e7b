package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChatsInPages(t *testing.T) {
	const slika = "your_activity_across_facebook/messages/inbox/lenamentor_1/photos/slika.jpg"
	for _, tt := range []struct {
		file, title string
		other       []string
		want        []string
	}{
		{
			"chats/messages.html", "Lena Mentor",
			[]string{"Lena Mentor"},
			[]string{
				"2026-11-18T18:05:12+01:00|Lena Mentor|Dobar dan,\nuplatite na ovu stranicu (https://zadaci.example/uplata) ili https://zadaci.example/",
				"2026-11-18T18:06:00+01:00|Lena Mentor|<photos/photo_1@18-11-2026_18-06-00.jpg>|photos/photo_1@18-11-2026_18-06-00.jpg",
				"2026-11-18T18:07:00+01:00|Vesna Petrović|Čekajte <šta> je to?|reply 2",
				"2026-11-18T18:08:00+01:00|Lena Mentor|Uplatite odmah|forwarded Odeljenje isplata",
				"2026-11-18T18:09:00+01:00|Lena Mentor|<audio omitted>|audio omitted",
				"||Lena Mentor pinned this message",
			},
		},
		{
			"chats/message_1.html", "Lena Mentor",
			[]string{"Lena Mentor"},
			[]string{
				"2026-11-18T18:08:00+01:00|Vesna Petrović|<" + slika + ">|" + slika,
				"2026-11-18T18:09:00+01:00|Lena Mentor|Čekam Vašu uplatu",
			},
		},
		{
			"chats/message_old.html", "Lena Mentor",
			[]string{"Lena Mentor"},
			[]string{
				"2026-11-18T18:05:00+01:00|Lena Mentor|Uplatite 6.000 RSD",
				"2026-11-19T10:15:00+01:00|Vesna Petrović|Ne šaljem više ništa.",
			},
		},
		{
			"chats/wechat.html", "丽娜 Lena",
			[]string{"丽娜 Lena"},
			[]string{
				"||以上是打招呼的内容",
				"2026-11-18T18:05:12+01:00|丽娜 Lena|请付款 6000",
				"2026-11-18T18:06:00+01:00|Vesna|Ne razumem",
				"2026-11-18T18:07:00+01:00|丽娜 Lena|<Files/4.jpg>|Files/4.jpg",
			},
		},
	} {
		f := fixture(t, tt.file, Options{Zone: time.FixedZone("", 3600)})
		checkSpans(t, f)
		if f.Kind != KindChat || f.Title != tt.title || !slices.Equal(f.Other, tt.other) || len(f.Problems) != 0 {
			t.Errorf("%s: kind %q title %q other %q problems %v, want chat, %q, %q, none", tt.file, f.Kind, f.Title, f.Other, f.Problems, tt.title, tt.other)
		}
		if d := cmp.Diff(tt.want, told(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, d)
		}
	}
}

func TestFiguresInPagesAreDecidedByAllOfThem(t *testing.T) {
	page := func(days ...string) string {
		var b strings.Builder
		for _, d := range days {
			b.WriteString(`<div class="_a6-g"><h2 class="_a6-h">Lena</h2><div class="_a6-p">a</div><div class="_a6-o">` + d + `</div></div>`)
		}
		return "<html><body>" + b.String() + "</body></html>"
	}
	for _, tt := range []struct {
		name  string
		days  []string
		want  []string
		codes []string
	}{
		{"newest first", []string{"13/02/2026, 10:00", "01/02/2026, 10:00"}, []string{"2026-02-01T10:00:00", "2026-02-13T10:00:00"}, nil},
		{"only one order runs backwards from the top", []string{"02/02/2026, 10:00", "05/01/2026, 10:00"}, []string{"2026-01-05T10:00:00", "2026-02-02T10:00:00"}, nil},
		{"open", []string{"02/03/2026, 10:00"}, []string{""}, []string{"dates-ambiguous"}},
		{"a day that does not exist", []string{"31.02.2026, 10:00"}, []string{""}, []string{"dates-impossible"}},
	} {
		f := Read(t.Context(), memory("message_1.html", []byte(page(tt.days...))), Options{Chats: spoken(t)})
		if got := times(f.Messages); !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: times %q problems %v, want %q, %v", tt.name, got, codes(f), tt.want, tt.codes)
		}
	}
}

// The downloads of today name other classes before and behind the one of a message.
func TestAMessageIsKnownAmongOtherClasses(t *testing.T) {
	for _, box := range []string{`div class="_3-95 _a6-g"`, `section class="_a6-g x1"`, `div class='pam _a6-g'`} {
		tag, _, _ := strings.Cut(box, " ")
		page := `<html><body><` + box + `><h2 class="_2ph_ _a6-h _a6-i">Lena</h2><div class="_2ph_ _a6-p">a</div><footer class="_3-94 _a6-o"><div class="_a72d">Nov 18, 2026 6:09:00 PM</div></footer></` + tag + `></body></html>`
		f := Read(t.Context(), memory("message_1.html", []byte(page)), Options{Chats: spoken(t)})
		if f.Kind != KindChat || len(f.Messages) != 1 || f.Messages[0].From != "Lena" || f.Messages[0].Text != "a" || !slices.Equal(times(f.Messages), []string{"2026-11-18T18:09:00"}) {
			t.Errorf("<%s>: kind %q, messages %+v, want one of Lena", box, f.Kind, f.Messages)
		}
	}
}

func TestAHostilePageEnds(t *testing.T) {
	deep := strings.Repeat("<div>", 200_000)
	text := `<html><body><div class="message default"><div class="text">a` + deep + `b</div></div>` + strings.Repeat("</div>", 300_000) +
		`<div class="message default"><div class="date" title="18.11.2026 18:05:12"></div><div class="from_name">L</div><div class="text"><script>alert(1)</script>c</div></div>`
	f := Read(t.Context(), memory("messages.html", []byte(text)), Options{Chats: spoken(t)})
	if f.Kind != KindChat || len(f.Messages) == 0 || strings.Contains(f.Text, "alert") {
		t.Errorf("kind %q, %d messages, text of %d bytes", f.Kind, len(f.Messages), len(f.Text))
	}
}

func FuzzChatPage(f *testing.F) {
	f.Add(`<div class="message default clearfix" id="message2"><div class="date details" title="18.11.2026 18:05:12 UTC+01:00"></div><div class="from_name">L</div><div class="text">a<br><a href="x://y">b</a></div></div>`)
	f.Add(`<div class="_a6-g"><h2 class="_a6-h">L</h2><div class="_a6-p">a</div><div class="_a6-o">Nov 18, 2026 6:09:00 PM</div></div>`)
	f.Add(`<div class="msg chat-left" msgid="2"><div class="nt-box"><span class="name-left">L</span> 2026-11-18 18:05:12</div><div class="content-box msg"><img src="a.jpg"></div></div>`)
	words := spoken(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.html", []byte("<html>"+text)), Options{Chats: words})
		last := 0
		for _, m := range file.Messages {
			checkMessage(t, file, m, last)
			last = m.Span.End
		}
	})
}
