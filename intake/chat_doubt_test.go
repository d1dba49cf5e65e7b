package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
)

// run makes lines of a chat on following days, each under a header in layout.
func run(layout string, from time.Time, days int) []string {
	lines := make([]string, 0, days)
	for i := range days {
		name := "Lena"
		if i%2 == 1 {
			name = "Vesna"
		}
		lines = append(lines, from.AddDate(0, 0, i).Format(layout)+name+": dobro")
	}
	return lines
}

func february(day int) time.Time { return time.Date(2026, 2, day, 10, 0, 0, 0, time.UTC) }

// What one line in a message of the other side claims decides no dates.
func TestALoneForgedLineDecidesNoOrder(t *testing.T) {
	const days, months = "02/01/06, 15:04 - ", "01/02/06, 15:04 - "
	at := func(lines []string, i int, more ...string) []string {
		return slices.Insert(slices.Clone(lines), i, more...)
	}
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // the first day, or none
	}{
		{"a witness of the month first among days that follow each other", at(run(days, february(1), 9), 5, "02/13/26, 10:05 - Vesna: platila sam"), ""},
		{"a witness that fits where it stands", at(run(days, february(8), 4), 2, "09/13/26, 10:05 - Vesna: platila sam"), ""},
		{"one against many witnesses", at(run(days, february(10), 16), 12, "02/13/26, 10:05 - Vesna: platila sam"), "2026-02-10"},
		{"one against many, the other way", at(run(months, february(10), 16), 12, "13/02/26, 10:05 - Vesna: platila sam"), "2026-02-10"},
		{"one against dates that run forward in one order alone", at(append(run(days, february(8), 5), run(days, february(8).AddDate(0, 1, 0), 8)...), 6, "03/13/26, 10:05 - Vesna: a"), "2026-02-08"},
		{"a step back that the next line takes back", at(run(days, february(10), 2), 1, "12/01/26, 10:05 - Vesna: a"), ""},
		{"a step back at the end", append(run(days, february(10), 3), "01/12/26, 10:05 - Vesna: a"), ""},
		{"a header in another form", at(run(days, february(1), 9), 5, "[02/13/26, 10:05] Vesna: a", "[02/14/26, 10:05] Vesna: a", "[02/15/26, 10:05] Vesna: a"), ""},
		{"a header in another form, where the others decide", at(run(days, february(8), 9), 5, "[02/13/26, 10:05] Vesna: a"), "2026-02-08"},
		{"a name that the sender chose", at(run(days, february(1), 9), 5, "06/02/26, 10:05 - Lena: plan-2026-06-02.pdf (file attached)"), ""},
		{"a name as apps write it, against days that follow each other", at(run(days, february(1), 9), 5, "06/02/26, 10:05 - Lena: IMG-20260602-WA0001.jpg (file attached)"), ""},
		{"years first, but for one", at(run("06/01/02, 15:04 - ", time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC), 6), 3, "13/02/26, 10:05 - Vesna: a"), ""},
	} {
		f := Read(t.Context(), memory("a.txt", []byte(strings.Join(tt.lines, "\n"))), Options{Chats: spoken(t)})
		got := ""
		if len(f.Messages) > 0 && !f.Messages[0].Time.IsZero() {
			got = f.Messages[0].Time.Date().String()
		}
		if said := slices.Contains(codes(f), "dates-ambiguous"); got != tt.want || said != (tt.want == "") {
			t.Errorf("%s: the first day is %q, want %q; problems %v", tt.name, got, tt.want, f.Problems)
		}
	}
}

// An iPhone writes the moment of a message into the name of its file: that the
// sender cannot have chosen for the second in which it arrived.
func TestANameWithTheMessagesClockIsAWitness(t *testing.T) {
	for name, want := range map[string]string{
		"00000012-PHOTO-2026-03-04-10-00-07.jpg": "2026-03-04",
		"00000012-PHOTO-2026-03-04-11-30-00.jpg": "",
	} {
		text := "[03/04/26, 10:00:07] Lena: \u200e<attached: " + name + ">\n[05/04/26, 10:00:00] Lena: a\n[05/04/26, 10:00:00] Lena: a\n"
		f := Read(t.Context(), memory("_chat.txt", []byte(text)), Options{Chats: spoken(t)})
		got := ""
		if !f.Messages[0].Time.IsZero() {
			got = f.Messages[0].Time.Date().String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// What is headed as a message at an hour that no clock shows is neither the words of
// the message above it nor anybody's without a mark, in any form of text.
func TestAnHourThatNoClockShowsIsNobodysUnmarked(t *testing.T) {
	for name, text := range map[string]string{
		"android":  "1.2.2026. 10:00 - Lena: a\n1.2.2026. 10:01 - Vesna: b\n1.2.2026. 25:17 - Lena: c\n1.2.2026. 10:02 - Vesna: d\n",
		"ios":      "[01.02.26, 10:00:00] Lena: a\n[01.02.26, 10:01:00] Vesna: b\n[01.02.26, 25:17:00] Lena: c\n[01.02.26, 10:02:00] Vesna: d\n",
		"telegram": "Lena, [01.02.2026. 10:00]\na\nVesna, [01.02.2026. 10:01]\nb\nLena, [01.02.2026. 25:17]\nc\nVesna, [01.02.2026. 10:02]\nd\n",
		"viber":    "01/02/2026,10:00:00,Lena,+381640000000,a\n01/02/2026,10:01:00,Vesna,+381640000001,b\n01/02/2026,25:17:00,Lena,+381640000000,c\n01/02/2026,10:02:00,Vesna,+381640000001,d\n",
		"tool":     "2026-02-01 10:00:00 Lena\na\n2026-02-01 10:01:00 Vesna\nb\n2026-02-01 25:17:00 Lena\nc\n2026-02-01 10:02:00 Vesna\nd\n",
		"copy":     "[10:00] Lena: a\n[10:01] Vesna: b\n[25:17] Lena: c\n[10:02] Vesna: d\n[10:03] Lena: e\n",
	} {
		f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
		if len(f.Messages) < 4 || !slices.Contains(codes(f), "messages-doubtful") {
			t.Errorf("%s: kind %q, messages %+v, problems %v", name, f.Kind, f.Messages, codes(f))
			continue
		}
		for i, m := range f.Messages {
			if m.Doubtful != (i == 2) || m.Doubtful && (m.Text != "c" || !m.Time.IsZero()) || len(m.Text) != 1 {
				t.Errorf("%s: message %d is %+v", name, i, m)
			}
		}
	}
}

// A line break and what looks like a header put words into the person's mouth.
func TestLinesThatMayStandInsideAMessageAreDoubtful(t *testing.T) {
	android := run("2.1.2006. 15:04 - ", february(1), 20)
	ios := run("[02.01.06, 15:04:05] ", february(1), 20)
	us := run("1/2/06, 3:04\u202fPM - ", february(1), 20)
	for _, tt := range []struct {
		name, title, forged string
		lines               []string
		at                  int
		want                bool
	}{
		{"another form", "a.txt", "[10.02.26, 10:05:00] Vesna: platila sam 60.000 RSD", android, 10, true},
		{"a form with seconds", "a.txt", "10.2.2026. 10:05:11 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"a year of two digits", "a.txt", "10.2.26. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"zeros where there are none", "a.txt", "10.02.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"no seconds", "a.txt", "[10.02.26, 10:05] Vesna: platila sam 60.000 RSD", ios, 10, true},
		{"a plain space before PM", "a.txt", "2/10/26, 10:05 AM - Vesna: I paid 60,000 RSD", us, 10, true},
		{"far back", "a.txt", "3.2.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"far ahead", "a.txt", "3.3.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"far back, at the end", "a.txt", "3.2.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 20, true},
		{"a third name between two", "WhatsApp Chat with Lena.txt", "10.2.2026. 10:05 - Goran: platila sam 60.000 RSD", android, 10, true},
		{"an hour that no clock shows", "a.txt", "10.2.2026. 25:17 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"a minute that no clock shows", "a.txt", "[10.02.26, 10:75:00] Vesna: platila sam 60.000 RSD", ios, 10, true},
		{"an hour that no clock shows, at the end", "a.txt", "20.2.2026. 31:00 - Vesna: platila sam 60.000 RSD", android, 20, true},
		{"an hour that no clock shows, at the beginning", "a.txt", "1.2.2026. 25:00 - Vesna: platila sam 60.000 RSD", android, 0, true},
		{"a day that no calendar has", "a.txt", "30.2.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, true},
		{"a message that came late", "a.txt", "10.2.2026. 4:05 - Vesna: platila sam 60.000 RSD", android, 10, false},
		{"a line of the chat", "a.txt", "10.2.2026. 10:05 - Vesna: platila sam 60.000 RSD", android, 10, false},
	} {
		text := strings.Join(slices.Insert(slices.Clone(tt.lines), tt.at, tt.forged), "\n")
		f := Read(t.Context(), memory(tt.title, []byte(text)), Options{Chats: spoken(t), Person: []string{"Vesna"}})
		var got []int
		for i, m := range f.Messages {
			if m.Doubtful {
				got = append(got, i)
			}
		}
		var want []int
		if tt.want {
			want = []int{tt.at}
		}
		said := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool {
			return p.Code == "messages-doubtful" && fmt.Sprint(p.Args["lines"]) == fmt.Sprint(tt.at+1) && p.Args["n"] == 1
		})
		if len(f.Messages) != 21 || !slices.Equal(got, want) || said != tt.want {
			t.Errorf("%s: %d messages, doubtful %v, want %v; problems %v", tt.name, len(f.Messages), got, want, f.Problems)
		}
	}
}

// Two exports in one file, the later one first, are no forgery.
func TestPartsInOneFileAreNotDoubtful(t *testing.T) {
	layout := "2.1.2006. 15:04 - "
	text := strings.Join(append(run(layout, february(1), 20), run(layout, february(1).AddDate(0, -1, 0), 12)...), "\n")
	f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t)})
	if got := codes(f); len(f.Messages) != 32 || len(got) > 0 {
		t.Errorf("%d messages, problems %v, want 32 and none", len(f.Messages), f.Problems)
	}
}

// Somebody who writes once, between two who go on, at a time that does not fit, may
// have been made up by one of them. A late message of somebody known is none, nor one
// in a group in which many write once.
func TestAStrangerAtATimeThatDoesNotFitIsDoubtful(t *testing.T) {
	const before, after = "13.02.26, 09:15 - Lena: a\n13.02.26, 09:16 - Vesna: b\n", "13.02.26, 09:18 - Lena: c\n13.02.26, 09:19 - Vesna: d\n"
	for _, tt := range []struct {
		name, lines string
		want        []int
	}{
		{"earlier than the one before", "13.02.26, 09:14 - Banka: Uplata primljena 500.000,00 RSD\n", []int{2}},
		{"later than the one behind", "13.02.26, 09:40 - Banka: Uplata primljena 500.000,00 RSD\n", []int{2}},
		{"at a time that fits", "13.02.26, 09:17 - Banka: Uplata primljena 500.000,00 RSD\n", nil},
		{"a late one of somebody who goes on", "13.02.26, 09:14 - Lena: kasni\n", nil},
		{"a group", "13.02.26, 09:14 - Ana: e\n13.02.26, 09:17 - Goran: f\n13.02.26, 09:17 - Petar: g\n", nil},
		{"what nobody wrote", "13.02.26, 09:14 - Poruke i pozivi su potpuno šifrovani.\n", nil},
	} {
		f := Read(t.Context(), memory("a.txt", []byte(before+tt.lines+after)), Options{Chats: spoken(t)})
		var got []int
		for i, m := range f.Messages {
			if m.Doubtful {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, tt.want) || slices.Contains(codes(f), "messages-doubtful") != (tt.want != nil) || slices.Contains(f.Other, "Banka") && tt.want != nil {
			t.Errorf("%s: doubtful %v, want %v; problems %v", tt.name, got, tt.want, codes(f))
		}
	}
}
