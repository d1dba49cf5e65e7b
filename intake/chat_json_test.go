package intake

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// told lists the messages of a chat as lines, to compare.
func told(f File) []string {
	var all []string
	for _, m := range f.Messages {
		s := fmt.Sprintf("%s|%s|%s", m.Time, m.From, m.Text)
		if len(m.Attachments) > 0 {
			s += "|" + strings.Join(m.Attachments, "+")
		}
		for _, extra := range []struct{ name, value string }{{"reply", m.ReplyTo}, {"forwarded", m.Forwarded}} {
			if extra.value != "" {
				s += "|" + extra.name + " " + extra.value
			}
		}
		if m.Edited {
			s += "|edited"
		}
		if m.Deleted {
			s += "|deleted"
		}
		all = append(all, s)
	}
	return all
}

func TestChatsInJSON(t *testing.T) {
	belgrade := time.FixedZone("", 3600)
	for _, tt := range []struct {
		file, title  string
		other, codes []string
		want         []string
	}{
		{
			"chats/telegram_one.json", "Lena Mentor",
			[]string{"Lena Mentor"},
			[]string{"chat-fields-missing", "chat-fields-twice", "chat-entries-not-read"},
			[]string{
				"2026-11-18T18:00:00+01:00||Lena Mentor phone call 61",
				"2026-11-18T18:05:12+01:00|Lena Mentor|Dobar dan, uplatite na ovu stranicu (https://zadaci.example/uplata) @lena_mentor",
				"2026-11-18T18:06:00+01:00|Vesna Petrović|Čekajte, šta je to?|reply 2|edited",
				"2026-11-18T18:08:00+01:00|Lena Mentor|Evo uputstva\n<photos/photo_1@18-11-2026_18-08-00.jpg>|photos/photo_1@18-11-2026_18-08-00.jpg|forwarded Odeljenje isplata",
				"2026-11-18T18:09:00+01:00|Lena Mentor|<audio omitted>|audio omitted",
				"2026-11-18T18:10:00+01:00|user700000003|👍\n<stickers/sticker.webp>|stickers/sticker.webp",
				"2026-11-18T18:11:00+01:00|Lena Mentor (user700000009)|Ja sam prava Lena",
				"|Vesna Petrović|dvaput",
			},
		},
		{
			"chats/telegram_old.json", "Lena",
			[]string{"Lena"},
			nil,
			[]string{"2026-07-18T18:05:12+01:00|Lena|Zdravo"},
		},
		{
			"chats/message_1.json", "Lena Mentor",
			[]string{"Lena Mentor"},
			[]string{"chat-fields-missing", "chat-entries-not-read"},
			[]string{
				"||bez imena",
				"2026-11-18T18:08:00+01:00|Vesna Petrović|Šta je ovo?",
				"2026-11-18T18:09:00+01:00|Lena Mentor|Čekam Vašu uplatu 😀",
				"2026-11-18T18:10:00+01:00|Vesna Petrović|<your_activity_across_facebook/messages/inbox/lenamentor_1/photos/slika.jpg>|your_activity_across_facebook/messages/inbox/lenamentor_1/photos/slika.jpg",
				"2026-11-18T18:11:00+01:00|Lena Mentor|Pogledajte ovo\nZarađujte od kuće\nhttps://zadaci.example/ponuda",
				"2026-11-18T18:12:00+01:00|Lena Mentor||deleted",
			},
		},
		{
			"chats/messenger_secure.json", "Lena Mentor_12", nil, nil,
			[]string{
				"2026-11-18T18:08:00+01:00|Lena Mentor|<media/slika.jpg>|media/slika.jpg",
				"2026-11-18T18:09:00+01:00|Vesna Petrović|Šta je ovo?",
			},
		},
		{
			"chats/discord.json", "lena_mentor", nil, nil,
			[]string{
				"2026-11-18T18:05:12+01:00|Lena|Dobar dan",
				"2026-11-18T18:06:12+01:00|vesna|<slika.png>|slika.png|reply 11|edited",
				"2026-11-18T18:08:12+01:00||Started a call that lasted 3 minutes.",
			},
		},
	} {
		f := fixture(t, tt.file, Options{Zone: belgrade})
		checkSpans(t, f)
		if f.Kind != KindChat || f.Title != tt.title || !slices.Equal(f.Other, tt.other) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: kind %q title %q other %q problems %v, want chat, %q, %q, %v", tt.file, f.Kind, f.Title, f.Other, codes(f), tt.title, tt.other, tt.codes)
		}
		if d := cmp.Diff(tt.want, told(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, d)
		}
	}
	f := fixture(t, "chats/telegram_one.json", Options{})
	if want := "[2026-11-18 18:06] Vesna Petrović: Čekajte, šta je to?\n"; !strings.Contains(f.Text, want) {
		t.Errorf("text %q lacks %q", f.Text, want)
	}
}

func TestAWholeAccountIsAChatForEach(t *testing.T) {
	f := fixture(t, "chats/telegram_account.json", Options{})
	if f.Kind != KindArchive || len(f.Files) != 2 || len(f.Problems) != 0 {
		t.Fatalf("kind %q with %d files, problems %v, want an archive of two", f.Kind, len(f.Files), f.Problems)
	}
	for i, want := range []struct {
		path, title string
		other       []string
	}{
		{"chats/telegram_account.json!Lena Mentor", "Lena Mentor", []string{"Lena Mentor"}},
		{"chats/telegram_account.json!Zadaci _ VIP", "Zadaci / VIP", []string{"Max"}},
	} {
		c := f.Files[i]
		checkSpans(t, c)
		if c.Path != want.path || c.Title != want.title || !slices.Equal(c.Other, want.other) || len(c.Messages) != 2 || c.SHA256 == "" || c.SHA256 == f.SHA256 {
			t.Errorf("chat %d: path %q title %q other %q, %d messages, digest %q", i, c.Path, c.Title, c.Other, len(c.Messages), c.SHA256)
		}
	}
}

func TestJSONThatIsNoChatIsText(t *testing.T) {
	for _, text := range []string{
		`{"name": "x", "messages": 3}`, `{"messages": [{"role": "user", "content": "a"}]}`, `{"messages": {"a": {"b": []}}}`, `["messages"]`, `{"messages": [`,
	} {
		f := Read(t.Context(), memory("a.json", []byte(text)), Options{})
		if f.Kind != KindText || f.Text != text || len(f.Problems) != 0 {
			t.Errorf("%s: kind %q, problems %v, want text", text, f.Kind, f.Problems)
		}
	}
}

// telegramExport makes an export of n messages.
func telegramExport(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"name": "Lena", "type": "personal_chat", "id": 1, "messages": [`)
	for i := range n {
		if i > 0 {
			b.WriteString(",\n")
		}
		at := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * 7 * time.Minute)
		fmt.Fprintf(&b, `{"id": %d, "type": "message", "date": %q, "date_unixtime": "%d", "from": "Lena", "from_id": "user1", "text": "Poruka broj %d, treba da uplatite 6.000 dinara", "text_entities": [{"type": "plain", "text": "Poruka broj %d, treba da uplatite 6.000 dinara"}]}`,
			i+1, at.Add(time.Hour).Format("2006-01-02T15:04:05"), at.Unix(), i, i)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

func TestWhatBreaksOffIsReadToThere(t *testing.T) {
	whole := telegramExport(100)
	f := Read(t.Context(), memory("result.json", whole[:len(whole)/2]), Options{})
	if n := len(f.Messages); f.Kind != KindChat || n < 45 || n > 55 || !slices.Equal(codes(f), []string{"chat-damaged"}) || f.Problems[0].Args["n"] != n {
		t.Errorf("kind %q, %d messages, problems %v, want about fifty and chat-damaged", f.Kind, n, f.Problems)
	}
}

func TestJSONIsBounded(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100_000)
	large := `{"id": 2, "type": "message", "from": "Lena", "from_id": "user1", "text": "` + strings.Repeat("x", 2*maxJSONValue) + `"}`
	var many strings.Builder
	for i := range 300_000 {
		fmt.Fprintf(&many, `,"f%d":1`, i)
	}
	one := `{"id": 1, "type": "message", "date_unixtime": "1795021512", "from": "Lena", "from_id": "user1", "text": "a"}`
	for _, tt := range []struct {
		name, text string
		lim        Limits
		n          int
		codes      []string
	}{
		{"values that nest without end", `{"messages": [` + one + `], "x": ` + deep, Limits{}, 1, []string{"chat-damaged"}},
		{"a message that nests without end", `{"messages": [` + one + `, ` + deep, Limits{}, 1, []string{"chat-damaged"}},
		{"a message too large", `{"messages": [` + one + `, ` + large + `]}`, Limits{}, 1, []string{"chat-damaged"}},
		{"a message with fields without end", `{"messages": [` + one + `, {"id": 3` + strings.Repeat(`,"a":1`, 10) + many.String() + `}]}`, Limits{}, 1, []string{"chat-entries-not-read"}},
		{"a message with files without end", `{"messages": [{"sender_name": "L", "timestamp_ms": 1795021512000, "photos": [` + strings.Repeat(`{"uri": "a"},`, 300_000) + `{"uri": "b"}]}]}`, Limits{}, 1, nil},
		{"too many messages", string(telegramExport(10)), Limits{Messages: 7}, 7, []string{"chat-cut"}},
		{"too much text", string(telegramExport(10)), Limits{Text: 300}, 3, []string{"chat-cut"}},
	} {
		f := Read(t.Context(), memory("result.json", []byte(tt.text)), Options{Limits: tt.lim})
		if len(f.Messages) != tt.n || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: %d messages, problems %v, want %d and %v", tt.name, len(f.Messages), codes(f), tt.n, tt.codes)
		}
	}
}

func TestAnExportThatIsNotHeldIsReadAsAStream(t *testing.T) {
	b := telegramExport(2000)
	src := Source{Path: "result.json", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(b))), nil }}
	f := Read(t.Context(), src, Options{Limits: Limits{Text: 200_000}})
	if len(b) < 400_000 || len(f.Messages) != 2000 || len(f.Problems) != 0 {
		t.Errorf("%d messages of %d bytes, problems %v, want 2000 and none", len(f.Messages), len(b), f.Problems)
	}
}

func TestLatinOneIsRepairedOnlyWhereItWasUTF8(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Å¡ta je \u00c4\u008dekanje", "šta je čekanje"}, {"čekanje", "čekanje"}, {"café", "café"}, {"abc", "abc"}, {"ð\u009f\u0098\u0080", "😀"},
	} {
		if got := repairLatin(tt.in); got != tt.want {
			t.Errorf("repairLatin(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func BenchmarkTelegramJSON100000(b *testing.B) {
	text := telegramExport(100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := &reader{ctx: b.Context(), lim: DefaultLimits(), words: &Chats{}}
		f := File{Name: "result.json"}
		if !r.chatJSON(&f, memory("result.json", text), held{string(text), true}) || len(f.Messages) != 100_000 {
			b.Fatalf("messages = %d, want 100000", len(f.Messages))
		}
	}
}

func FuzzChatJSON(f *testing.F) {
	f.Add(`{"name":"L","type":"personal_chat","id":1,"messages":[{"id":1,"type":"message","date":"2026-11-18T18:05:12","date_unixtime":"1795021512","from":"L","from_id":"user1","text":["a",{"type":"bold","text":"b"}],"photo":"p.jpg"}]}`)
	f.Add(`{"participants":[{"name":"L"}],"messages":[{"sender_name":"L","timestamp_ms":1795021512000,"content":"\u00c5\u00a1","photos":[{"uri":"p"}]}]}`)
	f.Add(`{"channel":{"name":"x"},"messages":[{"id":"1","timestamp":"2026-11-18T18:05:12Z","author":{"name":"L"},"content":"a"}]}`)
	f.Add(`{"chats":{"list":[{"messages":[{"type":"service","action":"a"}]},{"messages":[{"from_id":"1"}]}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.json", []byte(text)), Options{Limits: Limits{Messages: 1000}})
		for _, c := range append(file.Files, file) {
			last := 0
			for _, m := range c.Messages {
				checkMessage(t, c, m, last)
				last = m.Span.End
			}
		}
	})
}

// An export that is damaged at its first message is named, and what can be read of
// it and behind it is read.
func TestAnExportDamagedInItsFirstMessage(t *testing.T) {
	const (
		head   = `{"name":"Lena","type":"personal_chat","id":44,"messages":[`
		first  = `{"id":1,"type":"message","date":"2026-11-04T10:00:00","from":"Lena","from_id":"user44","text":"Uplatite 6.000 dinara"`
		rest   = `,"text_entities":[{"type":"plain","text":"Uplatite 6.000 dinara"}]}`
		second = `{"id":2,"type":"message","date":"2026-11-04T10:05:00","from":"Vesna","from_id":"user45","text":"Zašto?"}`
		meta   = `{"participants":[{"name":"Lena"},{"name":"Vesna"}],"messages":[{"sender_name":"Lena","timestamp_ms":1795021512000,"content":"Dobar dan"`
	)
	one := []string{"2026-11-04T10:00:00|Lena|Uplatite 6.000 dinara"}
	two := append(slices.Clone(one), "2026-11-04T10:05:00|Vesna|Zašto?")
	for _, tt := range []struct {
		name, text, program string
		want, codes         []string
	}{
		{"broken off in the kind of the first message", head + `{"id":1,"type":"mess`, "Telegram", nil, []string{"chat-broken"}},
		{"broken off before the first message", head, "Telegram", nil, []string{"chat-broken"}},
		{"broken off before the messages", `{"name":"Lena","type":"personal_chat","id":44,"mes`, "Telegram", nil, []string{"chat-broken"}},
		{"broken off inside what was said", head + first[:len(first)-4], "Telegram", nil, []string{"chat-broken"}},
		{"broken off behind what was said", head + first + rest[:30], "", one, []string{"chat-damaged"}},
		{"a mark that is missing, and a message behind it", head + first + strings.Replace(rest, `"plain"`, `"plain`, 1) + "," + second + "]}", "", two, []string{"chat-damaged-within"}},
		{"a mark too many in what was said", head + strings.Replace(first, `6.000`, `"6.000"`, 1) + rest + "," + second + "]}", "", two[1:], []string{"chat-damaged-within"}},
		{"damaged above the messages", `{"name":"Lena",,"messages":[` + first + rest + "," + second + "]}", "", two, []string{"chat-damaged-within"}},
		{"Messenger, broken off inside what was said", meta[:len(meta)-3], "Messenger / Instagram", nil, []string{"chat-broken"}},
		{"no export", `{"name":"Lena","text":"the word \"messages\" stands here"`, "", nil, nil},
	} {
		f := Read(t.Context(), memory("result.json", []byte(tt.text)), Options{})
		if d := cmp.Diff(tt.want, told(f)); d != "" || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: problems %v, want %v (-want +got):\n%s", tt.name, codes(f), tt.codes, d)
		}
		if tt.program != "" && len(f.Problems) == 1 && (f.Problems[0].Args["program"] != tt.program || f.Text != tt.text) {
			t.Errorf("%s: problem %+v of a file with the text %q", tt.name, f.Problems[0], f.Text)
		}
	}
	// Of an account the chats behind a damaged one are read, each by itself.
	account := `{"personal_information":{"user_id":45},"chats":{"list":[` + head + `{"id":1,"type":"mess},` + second + `]},` +
		strings.Replace(head, "Lena", "Marko", 1) + strings.ReplaceAll(first+rest, "Lena", "Marko") + `]}]}}`
	f := Read(t.Context(), memory("result.json", []byte(account)), Options{})
	if len(f.Files) != 2 || f.Files[0].Title != "Lena" || f.Files[1].Title != "Marko" || len(f.Files[1].Messages) != 1 {
		t.Errorf("files %+v, problems %v", f.Files, f.Problems)
	}
}

func TestGoogleChat(t *testing.T) {
	const text = `{"messages": [
 {"creator": {"name": "Lena Mentor", "email": "lena@prevara.example", "user_type": "Human"}, "created_date": "Wednesday, November 18, 2026 at 5:05:12` + "\u202f" + `PM UTC", "text": "Uplatite 150 EUR", "topic_id": "a", "message_id": "s/a/a"},
 {"creator": {"name": "Vesna", "email": "vesna@m.example"}, "created_date": "Wednesday, November 18, 2026 at 5:06:12 PM UTC", "text": "Evo", "attached_files": [{"original_name": "slip.jpg", "export_name": "File-slip.jpg"}], "message_id": "s/a/b"},
 {"creator": {"name": "Lena Mentor"}, "created_date": "среда, 18. новембар 2026. 17:07:12 UTC", "text": "Još", "message_id": "s/a/c"}]}`
	f := handed(t, "messages.json", text, Options{Person: []string{"Vesna"}})
	want := []string{"2026-11-18T17:05:12Z|Lena Mentor|Uplatite 150 EUR", "2026-11-18T17:06:12Z|Vesna|Evo\n<File-slip.jpg>|File-slip.jpg", "|Lena Mentor|Još"}
	if d := cmp.Diff(want, told(f)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if f.Kind != KindChat || !slices.Equal(f.Other, []string{"Lena Mentor"}) || !slices.Equal(codes(f), []string{"chat-fields-missing"}) {
		t.Errorf("%s with %q, %v", f.Kind, f.Other, codes(f))
	}
}
