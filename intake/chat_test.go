package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/incident"

	"github.com/google/go-cmp/cmp"
)

func TestChatHeaders(t *testing.T) {
	tests := []struct{ line, from, date, clock string }{
		{"12/11/2026, 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12.11.2026. 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12. 11. 2026. 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12.11.26, 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12-11-2026 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"2026-11-12, 6:05 p.m. - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/26, 6:05 PM - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/26, 6:05\u202fpm - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/2026, 6:05 p. m. - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/2026, 6:05 p.\u00a0m. - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/2026 12:05 AM - Lena: a", "Lena", "2026-11-12", "00:05:00"},
		{"12/11/2026 12:05 PM - Lena: a", "Lena", "2026-11-12", "12:05:00"},
		{"[12.11.26, 18:05:33] Lena: a", "Lena", "2026-11-12", "18:05:33"},
		{"\u200e[12.11.2026. 18:05:33] Lena: \u200ea", "Lena", "2026-11-12", "18:05:33"},
		{"[2026/11/12 下午6:05:33] Lena: a", "Lena", "2026-11-12", "18:05:33"},
		{"[12/11/26, 18.05.33] Lena: a", "Lena", "2026-11-12", "18:05:33"},
		{"12.11.2026. 6:05 po podne - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12/11/2026, 18:05 - \u202a+381 64 000\u00a00000\u202c: a", "+381 64 000\u00a00000", "2026-11-12", "18:05:00"},
		{"12/11/2026, 18:05 - ~\u202fLena: a", "Lena", "2026-11-12", "18:05:00"},
		{"[18:05, 12/11/2026] Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"[6:05 PM, 12/11/2026] Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12.11.26, 18:05 Uhr - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"12.11.2026 г., 18:05 ч. - Лена: a", "Лена", "2026-11-12", "18:05:00"},
		{"2026. 11. 12. 18:05 - Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"[2026/11/12 晚上11:05:33] Lena: a", "Lena", "2026-11-12", "23:05:33"},
		{"[ Wednesday, 12 Nov 2026 18:05 ] \u2068Lena\u2069: a", "Lena", "2026-11-12", "18:05:00"},
		{"[12-Nov-26 6:05 PM] Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"[12. studenoga 2026. u 18:05] Lena: a", "Lena", "2026-11-12", "18:05:00"},
		{"[12/11, 6:05 PM] Lena: a", "Lena", "", "18:05:00"}, // no year is given, and none is guessed
		{"[12 Nov, 18:05] Lena: a", "Lena", "", "18:05:00"},
		{"12/11/2026, 18:05 - Lena je napustila grupu", "", "2026-11-12", "18:05:00"},
		{`12/11/2026, 18:05 - Lena changed the subject from "A: b" to "C"`, "", "2026-11-12", "18:05:00"},
	}
	words := spoken(t)
	for _, tt := range tests {
		l, ok := words.header(tt.line, 0)
		if !ok {
			t.Errorf("header(%q) is none", tt.line)
			continue
		}
		day := ""
		if d, ok := l.date.in(dayFirst); ok {
			day = d.String()
		}
		clock := time.Time{}.Add(time.Duration(l.clock) * time.Second).Format("15:04:05")
		if l.from != tt.from || day != tt.date || clock != tt.clock {
			t.Errorf("header(%q) = %q %s %s, want %q %s %s", tt.line, l.from, day, clock, tt.from, tt.date, tt.clock)
		}
		if tt.from != "" && l.body.Of(tt.line) != "a" {
			t.Errorf("header(%q): body = %q, want %q", tt.line, l.body.Of(tt.line), "a")
		}
	}
}

func TestWhatIsNoChatHeader(t *testing.T) {
	words := spoken(t)
	for _, s := range []string{
		"", "Lena: dobar dan", "12.11.2026 je bio lep dan", "18:05 - Lena: a", "1234/11/12/13, 18:05 - a: b",
		"12/11/2026, 18:05", "12/11/2026, 18:5 - Lena: a", "12/11-2026, 18:05 - Lena: a", "[12/11/2026, 18:05 Lena: a", "12/11/2026, 9905 - a: b",
	} {
		if l, ok := words.header(s, 0); ok {
			t.Errorf("header(%q) = %+v, want none", s, l)
		}
	}
}

func TestAndroidChatInSerbian(t *testing.T) {
	f := fixture(t, "WhatsApp razgovor sa Lena Mentor.txt", Options{})
	checkSpans(t, f)
	if f.Kind != KindChat || f.Title != "Lena Mentor" || !slices.Equal(f.Other, []string{"Lena Mentor"}) {
		t.Errorf("kind %q title %q other %q", f.Kind, f.Title, f.Other)
	}
	if len(f.Problems) > 0 {
		t.Errorf("problems = %v, want none", f.Problems)
	}
	var got []string
	for _, m := range f.Messages {
		got = append(got, fmt.Sprintf("%s|%s|%q|%v", m.Time, m.From, m.Text, m.Attachments))
	}
	want := []string{
		`2026-11-12T18:05:00||"Poruke i pozivi su potpuno šifrovani. Niko van ovog ćaskanja ne može da ih pročita ili sluša."|[]`,
		`2026-11-12T18:05:00|Lena Mentor|"Dobar dan! Ja sam Lena iz tima za zapošljavanje."|[]`,
		`2026-11-12T18:07:00|Vesna|"Dobar dan, kako ste došli do mog broja?"|[]`,
		`2026-11-12T18:09:00|Lena Mentor|"Prvi zadatak je 6.000 RSD.\nDrugi red: račun 265-0000000001234-00\n\nTreći red posle praznog: žuto."|[]`,
		`2026-11-12T18:12:00|Lena Mentor|"IMG-20261112-WA0003.jpg (priložena datoteka)\nEvo slike"|[IMG-20261112-WA0003.jpg]`,
		`2026-11-13T09:00:00|Vesna|"<Mediji izostavljeni>"|[media omitted]`,
		`2026-11-13T09:01:00||"Vesna je promenila temu iz „Posao: novo” u „Posao”"|[]`,
		`2026-11-13T09:02:00|Lena Mentor|"Stanje: 12.000 dinara"|[]`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
}

func TestChatsOfOtherPhones(t *testing.T) {
	type row struct{ Time, From, Attached string }
	tests := []struct {
		file string
		want []row
	}{
		{"_chat_ios_us.txt", []row{
			{"2026-11-12T18:05:33", "", ""},
			{"2026-11-12T18:05:40", "Lena", ""},
			{"2026-11-13T00:10:02", "Lena", "00000012-PHOTO-2026-11-13-00-10-02.jpg"},
			{"2026-11-13T00:11:00", "Vesna", "image omitted"},
		}},
		{"android_es.txt", []row{
			{"2026-11-12T18:05:00", "Lena", ""},
			{"2026-11-12T18:07:00", "Vesna", "media omitted"},
			{"2026-11-13T10:15:00", "Lena", "contrato.pdf"},
		}},
		{"android_de.txt", []row{
			{"2026-11-12T18:05:00", "Lena", ""},
			{"2026-11-12T18:06:00", "Vesna", "media omitted"},
			{"2026-11-12T18:07:00", "Lena", "Vertrag.pdf"},
		}},
	}
	for _, tt := range tests {
		f := fixture(t, tt.file, Options{})
		checkSpans(t, f)
		var got []row
		for _, m := range f.Messages {
			got = append(got, row{m.Time.String(), m.From, strings.Join(m.Attachments, "+")})
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, d)
		}
		if len(f.Problems) > 0 {
			t.Errorf("%s: problems = %v, want none", tt.file, f.Problems)
		}
	}
}

func TestDatesThatCanBeReadTwiceAreNotGuessed(t *testing.T) {
	f := fixture(t, "ambiguous.txt", Options{})
	if got := codes(f); !slices.Equal(got, []string{"dates-ambiguous"}) {
		t.Errorf("problems = %v, want dates-ambiguous", got)
	}
	want := []string{"", "", "2026-04-04T18:07:00"} // the fourth of the fourth is one day only
	if got := times(f.Messages); !slices.Equal(got, want) {
		t.Errorf("times = %q, want %q", got, want)
	}
}

func TestTheWholeFileDecidesItsOrder(t *testing.T) {
	chat := func(days ...string) string {
		var b strings.Builder
		for _, d := range days {
			fmt.Fprintf(&b, "%s, 10:00 - Lena: a\n", d)
		}
		return b.String()
	}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"a day above twelve", chat("01/02/26", "13/02/26"), []string{"2026-02-01", "2026-02-13"}},
		{"a month in second place above twelve", chat("01/02/26", "01/13/26"), []string{"2026-01-02", "2026-01-13"}},
		{"only one order runs forward", chat("30/01/26"[:0]+"05/01/26", "02/02/26", "03/02/26"), []string{"2026-01-05", "2026-02-02", "2026-02-03"}},
		{"the name of an attachment", "03/04/26, 10:00 - Lena: IMG-20260304-WA0001.jpg (file attached)\n05/04/26, 10:00 - Lena: a\n", []string{"2026-03-04", "2026-05-04"}},
		{"points", chat("03.04.26", "05.04.26"), []string{"2026-04-03", "2026-04-05"}},
		{"years of two digits in front, which alone run forward", chat("26/11/29", "26/12/01", "26/12/02"), []string{"2026-11-29", "2026-12-01", "2026-12-02"}},
		{"a day that comes late", chat("30/11/26", "01/12/26", "30/11/26"), []string{"2026-11-30", "2026-12-01", "2026-11-30"}},
		{"both at once, one of which may begin with a year", chat("13/02/26", "02/13/26"), []string{"", "2026-02-13"}},
		{"both at once", chat("01/02/2026", "13/02/2026", "02/14/2026"), []string{"", "2026-02-13", "2026-02-14"}},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.txt", []byte(tt.text)), Options{Chats: spoken(t)})
		var got []string
		for _, m := range f.Messages {
			d := ""
			if !m.Time.IsZero() {
				d = m.Time.Date().String()
			}
			got = append(got, d)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: days = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Where the order stays open, what fits one order alone is a sure day, and doubtful:
// of a handful of lines that contradict the rest one message may have made all.
func TestSureDatesOfAnOpenOrderAreDoubtful(t *testing.T) {
	text := "01/02/2026, 10:00 - Lena: a\n13/02/2026, 10:00 - Lena: b\n02/14/2026, 10:00 - Vesna: platila sam 60.000 RSD\n03/03/2026, 10:00 - Vesna: c\n"
	f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
	var got []bool
	for _, m := range f.Messages {
		got = append(got, m.Doubtful)
	}
	if !slices.Equal(got, []bool{false, true, true, false}) || !slices.Equal(codes(f), []string{"dates-ambiguous", "messages-doubtful"}) {
		t.Errorf("doubtful %v, problems %v", got, codes(f))
	}
	decided := Read(t.Context(), memory("a.txt", []byte(strings.Replace(text, "02/14/2026", "14/02/2026", 1))), Options{Chats: spoken(t)})
	if want := []string{"2026-02-01T10:00:00", "2026-02-13T10:00:00", "2026-02-14T10:00:00", "2026-03-03T10:00:00"}; !slices.Equal(times(decided.Messages), want) || len(decided.Problems) > 0 {
		t.Errorf("times %q problems %v, want %q and none", times(decided.Messages), codes(decided), want)
	}
}

func TestADateWithoutItsYearIsNotGuessed(t *testing.T) {
	text := "[12/11, 6:05 PM] Lena: a\n[12/11, 6:07 PM] Vesna: b\n"
	f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
	if got := codes(f); !slices.Equal(got, []string{"dates-without-year"}) || len(f.Messages) != 2 || !f.Messages[0].Time.IsZero() {
		t.Errorf("problems %v, messages %+v, want dates-without-year and no times", got, f.Messages)
	}
}

func TestWhatAnAppWroteItselfHasNoSender(t *testing.T) {
	text := "12.11.2026. 18:05 - Poruke i pozivi su potpuno šifrovani. Saznajte više: tapnite\n" +
		"12.11.2026. 18:05 - Lena: Poruke i pozivi su potpuno šifrovani, kažu\n" +
		"12.11.2026. 18:06 - Lena: Stižem\nodmah <Ova poruka je izmenjena>\n" +
		"12.11.2026. 18:07 - Vesna: Ova poruka je izbrisana\n"
	f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
	checkSpans(t, f)
	var got []string
	for _, m := range f.Messages {
		got = append(got, fmt.Sprintf("%s|%s|%v|%v", m.From, m.Text, m.Edited, m.Deleted))
	}
	want := []string{
		"|Poruke i pozivi su potpuno šifrovani. Saznajte više: tapnite|false|false",
		"Lena|Poruke i pozivi su potpuno šifrovani, kažu|false|false",
		"Lena|Stižem\nodmah|true|false",
		"Vesna|Ova poruka je izbrisana|false|true",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
}

func TestAChatWithoutDatesIsText(t *testing.T) {
	f := fixture(t, "no_dates.txt", Options{})
	if f.Kind != KindText || len(f.Messages) != 0 || len(f.Problems) != 0 {
		t.Errorf("kind %q messages %d problems %v, want text, none, none", f.Kind, len(f.Messages), f.Problems)
	}
}

func TestTimesStandInTheZoneThatIsKnown(t *testing.T) {
	zone := time.FixedZone("", 3600)
	f := fixture(t, "android_de.txt", Options{Zone: zone})
	if got, want := f.Messages[0].Time.String(), "2026-11-12T18:05:00+01:00"; got != want {
		t.Errorf("time = %s, want %s", got, want)
	}
}

func TestTheOtherSideIsNeverThePerson(t *testing.T) {
	text := []byte("12.11.26, 18:05 - Lena: a\n12.11.26, 18:06 - Vesna Petrović: b\n12.11.26, 18:06 - Max: c\n")
	tests := []struct {
		name   string
		person []string
		want   []string
	}{
		{"chat.txt", nil, nil},
		{"chat.txt", []string{"vesna petrovic"}, []string{"Lena", "Max"}},
		{"WhatsApp Chat with Lena.txt", nil, nil}, // three speak: it is a group
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory(tt.name, text), Options{Person: tt.person, Chats: spoken(t)})
		if !slices.Equal(f.Other, tt.want) {
			t.Errorf("%s, person %q: other = %q, want %q", tt.name, tt.person, f.Other, tt.want)
		}
	}
}

// longChat makes a chat of n messages.
func longChat(n int) []byte {
	var b strings.Builder
	day := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		day = day.Add(7 * time.Minute)
		name := "Vesna"
		if i%2 == 0 {
			name = "Lena Mentor"
		}
		fmt.Fprintf(&b, "%s - %s: Poruka broj %d, treba da uplatite 6.000 dinara\n", day.Format("02.01.2006. 15:04"), name, i)
		if i%10 == 0 {
			b.WriteString("drugi red poruke\n")
		}
	}
	return []byte(b.String())
}

func BenchmarkChatOf100000Messages(b *testing.B) {
	text, words := longChat(100_000), spoken(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := &reader{ctx: b.Context(), lim: DefaultLimits(), words: words}
		f := File{Name: "WhatsApp Chat with Lena Mentor.txt", Text: string(text)}
		if !r.chat(&f) || len(f.Messages) != 100_000 {
			b.Fatalf("messages = %d, want 100000", len(f.Messages))
		}
	}
}

// BenchmarkReadChat is all of Read, with digest and indicators.
func BenchmarkReadChat(b *testing.B) {
	text, words := longChat(100_000), spoken(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		f := Read(b.Context(), memory("WhatsApp Chat with Lena Mentor.txt", text), Options{Chats: words})
		if len(f.Messages) != 100_000 {
			b.Fatalf("messages = %d, want 100000", len(f.Messages))
		}
	}
}

func FuzzChat(f *testing.F) {
	f.Add("12.11.2026. 18:05 - Lena: a\nb\n")
	f.Add("\u200e[11/12/26, 6:05:33\u202fPM] Lena: \u200e<attached: x-2026-11-12.jpg>\r\n")
	f.Add("12/11/2026, 6:05 p. m. - Lena: (file attached)\n")
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
		last := 0
		for _, m := range file.Messages {
			checkMessage(t, file, m, last)
			last = m.Span.End
		}
	})
}

func checkMessage(t *testing.T, f File, m incident.Message, last int) {
	t.Helper()
	if m.Span.Start < last || m.Span.End < m.Span.Start || m.Span.Of(f.Text) != m.Text {
		t.Fatalf("span %v after %d shows %q, the text is %q", m.Span, last, m.Span.Of(f.Text), m.Text)
	}
}
