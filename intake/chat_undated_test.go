package intake

import (
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
