package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestChatWithoutDates(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       string // kind
		messages   int
	}{
		{"two who write in turn", "Lena: Uplatite 6.000 RSD.\nJa: neću\nLena: imate 30 minuta\nJa: ok\n", KindChat, 4},
		{"a message of two lines", "Lena: Uplatite\nodmah\nJa: neću\nLena: požurite\nJa: ne\n", KindChat, 4},
		{"a slip names each thing once", "Nalogodavac: Danijel\nPrimalac: Stefan\nIznos: 6.000\nSvrha: pozajmica\n", KindText, 0},
		{"one who writes alone", "Napomena: prvo\nNapomena: drugo\nNapomena: treće\n", KindText, 0},
		{"a story with a few colons", strings.Repeat("Ovo je duža priča o jednom danu.\n", 20) + "On: da\nOna: ne\nOn: da\nOna: ne\n", KindText, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := Read(t.Context(), memory("chat.txt", []byte(tc.text)), Options{Chats: spoken(t)})
			if f.Kind != tc.want || len(f.Messages) != tc.messages {
				t.Fatalf("kind %s with %d messages, want %s with %d", f.Kind, len(f.Messages), tc.want, tc.messages)
			}
			if tc.messages == 0 {
				return
			}
			if len(f.Problems) != 1 || f.Problems[0].Code != "chat-without-dates" {
				t.Errorf("problems = %v, want that the dates are missing", f.Problems)
			}
			for _, m := range f.Messages {
				if m.Text != m.Span.Of(f.Text) || !m.Time.IsZero() {
					t.Errorf("message %+v: its text is not that of its span, or it has a time", m)
				}
			}
		})
	}
}

// What WeChat on a computer copies: each name alone above its message.
func TestNamesAloneAboveTheirMessages(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		from       []string // nil: no chat
		first      string
	}{
		{"as WeChat copies", "李娜:\n请支付佣金 500 元\n\n米兰:\n已转 500 元\n\n李娜:\n好\n\n米兰:\n等一下\n", []string{"李娜", "米兰", "李娜", "米兰"}, "请支付佣金 500 元"},
		{"with CRLF, and messages of several lines", "Lena Mentor:\r\nUplatite\r\nodmah\r\n\r\nna račun.\r\n\r\nMilan:\r\nneću\r\n\r\nLena Mentor:\r\npožurite\r\n\r\nLena Mentor:\r\n?\r\n", []string{"Lena Mentor", "Milan", "Lena Mentor", "Lena Mentor"}, "Uplatite\r\nodmah\r\n\r\nna račun."},
		{"with a heading inside a message", "Lena:\nEvo.\n\nPodaci za uplatu:\n265-0000001234567-57\n\nJa:\nhvala\n\nLena:\nuplatite\n\nJa:\nhoću\n", []string{"Lena", "Ja", "Lena", "Ja"}, "Evo.\n\nPodaci za uplatu:\n265-0000001234567-57"},
		{"without empty lines", "Lena:\nuplatite\nJa:\nneću\nLena:\npožurite\nodmah\nJa:\nne\n", []string{"Lena", "Ja", "Lena", "Ja"}, "uplatite"},
		{"questions and answers", "Pitanje:\nKako?\n\nOdgovor:\nOvako.\n\nPitanje:\nKada?\n\nOdgovor:\nSutra.\n", nil, ""},
		{"notes", "Note:\nbuy milk\n\nTodo:\ncall\n\nNote:\npay rent\n\nTodo:\nwrite\n", nil, ""},
		{"parts of a recipe", "Sastojci:\nbrašno\n\nPriprema:\nmešati\n\nPosluženje:\ntoplo\n\nKraj:\nprijatno\n", nil, ""},
		{"the parties of a contract", "Prodavac:\nLena Uzorak\n\nKupac:\nAna Uzorak\n\nProdavac:\n________\n\nKupac:\n________\n", nil, ""},
		{"two slips", "Primalac:\nLena\n\nIznos:\n6.000,00\n\nPrimalac:\nAna\n\nIznos:\n7.000,00\n", nil, ""},
		{"a letter before them", "Dobar dan,\n\nLena:\nuplatite\n\nJa:\nneću\n\nLena:\npožurite\n\nJa:\nne\n", nil, ""},
	} {
		f := handed(t, "copy.txt", tc.text, Options{})
		var from []string
		for _, m := range f.Messages {
			from = append(from, m.From)
			if m.Text != m.Span.Of(f.Text) || !m.Time.IsZero() {
				t.Errorf("%s: message %+v: its text is not that of its span, or it has a time", tc.name, m)
			}
		}
		if !slices.Equal(from, tc.from) || len(from) > 0 && f.Messages[0].Text != tc.first || (f.Kind == KindChat) != (tc.from != nil) {
			t.Errorf("%s: %s from %q, %+v, want from %q with %q", tc.name, f.Kind, from, f.Messages, tc.from, tc.first)
		}
	}
}
