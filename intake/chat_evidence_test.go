package intake

import (
	"strings"
	"testing"

	"recourse"
)

const openChat = "10/09/2026, 09:00 - Chloe: Hi\n11/09/2026, 11:07 - Priya: paid £120 today\n"

// handed reads a text with all that ships.
func handed(t testing.TB, name, text string, opt Options) File {
	t.Helper()
	opt.Statements, opt.Chats = known(t), spoken(t)
	return Read(t.Context(), memory(name, []byte(text)), opt)
}

func TestWhatLiesBesideAChatDecidesItsDates(t *testing.T) {
	const statement = "Date,Description,Amount,Currency\n2026-09-11,OAKFIELD,-120.00,GBP\n2026-09-30,Rent,-700.00,GBP\n"
	for _, tt := range []struct {
		name  string
		files []string // a name, its text, …
		want  string   // of the first message; "" where it stays open
	}{
		{"nothing", []string{"a.txt", openChat}, ""},
		{"a statement has the sum on one of the days", []string{"a.txt", openChat, "s.csv", statement}, "2026-09-10T09:00:00"},
		{"on the other", []string{"a.txt", openChat, "s.csv", strings.ReplaceAll(statement, "09-11", "11-09")}, "2026-10-09T09:00:00"},
		{"on both", []string{"a.txt", openChat, "s.csv", statement + "2026-11-09,OAKFIELD,-120.00,GBP\n"}, ""},
		{"far from both", []string{"a.txt", openChat, "s.csv", strings.ReplaceAll(statement, "09-11", "02-11")}, ""},
		{"another currency", []string{"a.txt", openChat, "s.csv", strings.ReplaceAll(statement, "GBP", "EUR")}, ""},
		{"another chat of the same person in the same form", []string{"a.txt", openChat, "b.txt", "20/09/2026, 09:00 - Priya: Hello\n21/09/2026, 09:00 - Mum: Hello\n22/09/2026, 09:00 - Mum: Hello\n23/09/2026, 09:00 - Mum: Hello\n"}, "2026-09-10T09:00:00"},
		{"of somebody else", []string{"a.txt", openChat, "b.txt", "20/09/2026, 09:00 - Tom: Hello\n21/09/2026, 09:00 - Mum: Hello\n22/09/2026, 09:00 - Mum: Hello\n23/09/2026, 09:00 - Mum: Hello\n"}, ""},
		{"in another form", []string{"a.txt", openChat, "b.txt", "[20/09/2026, 09:00:01] Priya: Hello\n[21/09/2026, 09:00:01] Mum: Hello\n[22/09/2026, 09:00:01] Mum: Hello\n[23/09/2026, 09:00:01] Mum: Hello\n"}, ""},
		{"today is a weekday", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: today is Friday\n"}, "2026-09-10T09:00:00"},
		{"in Serbian", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: danas je petak\n"}, "2026-09-10T09:00:00"},
		{"in Cyrillic", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: Понедељак је данас\n"}, "2026-10-09T09:00:00"},
		{"yesterday was one", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: yesterday was Thursday, I called\n"}, "2026-09-10T09:00:00"},
		{"a weekday with its figure", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: see you Monday 14th\n"}, "2026-09-10T09:00:00"},
		{"a weekday with a clock", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: on Monday 14:00\n"}, ""},
		{"a month in words", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: it starts 14 September\n"}, "2026-09-10T09:00:00"},
		{"in another order", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: it starts on November 12th\n"}, "2026-10-09T09:00:00"},
		{"in Serbian", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: počinje 14. septembra\n"}, "2026-09-10T09:00:00"},
		{"far from both", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: my birthday is 3 May\n"}, ""},
		{"words against each other", []string{"a.txt", openChat + "11/09/2026, 11:08 - Priya: it starts 14 September\n11/09/2026, 11:09 - Chloe: no, November 12th\n"}, ""},
		{"a statement against words", []string{"a.txt", openChat + "11/09/2026, 11:08 - Chloe: today is Monday\n", "s.csv", statement}, ""},
	} {
		var files []File
		for i := 0; i < len(tt.files); i += 2 {
			files = append(files, handed(t, tt.files[i], tt.files[i+1], Options{}))
		}
		Relate(files)
		f := files[0]
		if got := f.Messages[0].Time.String(); got != tt.want {
			t.Errorf("%s: first message at %q, want %q", tt.name, got, tt.want)
		}
		said := strings.Join(codes(f), " ")
		if open := strings.Contains(said, "dates-ambiguous"); open != (tt.want == "") {
			t.Errorf("%s: problems %q, want dates-ambiguous where it stays open and nowhere else", tt.name, said)
		}
		if decided := strings.Contains(said, "dates-decided"); decided != (tt.want != "") {
			t.Errorf("%s: problems %q, want dates-decided where it was decided and nowhere else", tt.name, said)
		}
		if days := len(f.Messages[0].Days); days > 0 && tt.want != "" {
			t.Errorf("%s: a dated message has %d days", tt.name, days)
		}
	}
}

func TestAnOpenDateIsShownBothWaysAndAsked(t *testing.T) {
	f := handed(t, "a.txt", openChat, Options{})
	want := []recourse.Date{{Year: 2026, Month: 9, Day: 10}, {Year: 2026, Month: 10, Day: 9}}
	if m := f.Messages[0]; len(m.Days) != 2 || m.Days[0] != want[0] || m.Days[1] != want[1] {
		t.Errorf("days = %v, want %v", m.Days, want)
	}
	open, ok := f.OpenDate()
	if !ok || open.Text != "10/09/2026" || open.Days[0] != want[0] || open.Likely != DayFirst {
		t.Errorf("OpenDate() = %+v, %v", open, ok)
	}
	line := Timeline([]*File{&f})
	if len(line) != 2 || line[0].At.String() != "2026-09-10" || line[0].Or != want[1] {
		t.Errorf("timeline = %+v, want both days", line)
	}
	american := handed(t, "a.txt", "9/10/26, 9:00 AM - Chloe: Hi\n9/11/26, 11:07 AM - Priya: paid $120 today\n", Options{})
	if open, _ := american.OpenDate(); open.Likely != MonthFirst {
		t.Errorf("OpenDate() of an American phone's = %+v, want month-first as likely", open)
	}
	for _, chosen := range []string{DayFirst, MonthFirst} {
		f := handed(t, "x/a.txt", openChat, Options{Dates: map[string]string{"a.txt": chosen}})
		want := map[string]string{DayFirst: "2026-09-10T09:00:00", MonthFirst: "2026-10-09T09:00:00"}[chosen]
		if got := f.Messages[0].Time.String(); got != want || len(codes(f)) > 0 {
			t.Errorf("chosen %s: %q %v, want %q", chosen, got, codes(f), want)
		}
		if _, ok := f.OpenDate(); ok {
			t.Errorf("chosen %s: still open", chosen)
		}
	}
}

func FuzzSpokenDay(f *testing.F) {
	f.Add("see you Monday 14th, not 14:00; danas je petak 11. septembra")
	words := spoken(f)
	f.Fuzz(func(t *testing.T, text string) {
		two := readings{{Year: 2026, Month: 9, Day: 11}, {Year: 2026, Month: 11, Day: 9}}
		words.spokenDay(text, two)
		if n := len(wordsOf(text)); n > 801 {
			t.Errorf("%d words", n)
		}
	})
}
