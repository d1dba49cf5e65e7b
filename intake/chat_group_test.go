package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
)

// What WhatsApp on iOS writes itself stands under the group's name, in words that no
// list may hold.
func TestTheNameOfAGroupIsNoSender(t *testing.T) {
	const (
		lead = "[18.11.26, 18:05:12] VIP Signale: \u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n" +
			"[18.11.26, 18:05:12] VIP Signale: \u200eTrixi wibbelte diese Gruppe.\n"
		two = "[18.11.26, 18:06:12] Coach: Bitte 150 € überweisen\n[18.11.26, 18:07:12] Max: Ja\n"
	)
	for _, c := range []struct {
		name, text string
		sender     bool
	}{
		{"a group", lead + two, false},
		{"a group, and a line later", lead + two + "[18.11.26, 18:09:00] VIP Signale: \u200eTrixi wobbelte das Bild.\n", false},
		{"one of the others sends pictures alone", lead + "[18.11.26, 18:06:12] Coach: Ja\n\u200e[18.11.26, 18:08:00] Max: \u200e<Anhang: 00000012-PHOTO-2026-11-18-18-08-00.jpg>\n", false},
		{"somebody of that name writes", lead + two + "[18.11.26, 18:08:00] VIP Signale: Hallo\n", true},
		{"somebody of that name sends a picture", lead + two + "\u200e[18.11.26, 18:08:00] VIP Signale: \u200e<Anhang: 00000012-PHOTO-2026-11-18-18-08-00.jpg>\n", true},
		{"between two", lead + "[18.11.26, 18:07:12] Max: Ja\n", true},
		{"without a mark", strings.ReplaceAll(lead, "\u200e", "") + two, true},
		{"a name that does not begin the chat", two + lead, true},
	} {
		f := Read(t.Context(), memory("_chat.txt", []byte(c.text)), Options{Chats: chatWordsOf(t)})
		if f.Kind != KindChat {
			t.Fatalf("%s: kind %s", c.name, f.Kind)
		}
		if got := slices.Contains(senders(f.Messages, func(string) bool { return true }), "VIP Signale"); got != c.sender {
			t.Errorf("%s: the name is a sender: %v, want %v", c.name, got, c.sender)
		}
		if !c.sender && !slices.ContainsFunc(f.Messages, func(m incident.Message) bool { return m.From == "" && strings.Contains(m.Text, "wibbelte") }) {
			t.Errorf("%s: the app's line is lost: %+v", c.name, f.Messages)
		}
	}
}
