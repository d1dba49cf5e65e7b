package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/scam"
)

// mails is a thread of whole-text messages: who wrote, and what.
func mails(said ...[2]string) app.Thread {
	t := app.Thread{Other: []string{"Lena"}}
	for _, m := range said {
		start := len(t.Text)
		t.Text += m[1] + "\n"
		t.Messages = append(t.Messages, incident.Message{From: m[0], Text: m[1], Span: recourse.Span{Start: start, End: start + len(m[1])}})
	}
	return t
}

// every returns all places where words stand in the thread.
func every(t app.Thread, words string) []recourse.Span {
	var list []recourse.Span
	for at := 0; ; {
		n := strings.Index(t.Text[at:], words)
		if n < 0 {
			return list
		}
		list = append(list, recourse.Span{Start: at + n, End: at + n + len(words)})
		at += n + len(words)
	}
}

func TestWhoseWordsAreMarked(t *testing.T) {
	tests := []struct {
		name   string
		thread app.Thread
		from   string // whose message is marked
		own    bool
	}{
		{"the other side's words go before the person's later ones", mails([2]string{"Lena", "pay a fee"}, [2]string{"Me", "a fee?"}), "Lena", false},
		{"a document goes before the person's words", mails([2]string{"", "a fee is due"}, [2]string{"Me", "a fee?"}), "", false},
		{"the person's words show what nothing else does", mails([2]string{"Lena", "hello"}, [2]string{"Me", "I paid a fee"}), "Me", true},
		{"what the other side quotes is not its own", mails([2]string{"Me", "is a fee due?"}, [2]string{"Lena", "No.\nMe wrote:\n> is a fee due?"}), "Me", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			spans := every(tt.thread, "a fee")
			got := marksOf(tt.thread, []scam.Reason{{Spans: spans}})
			if len(got) != 1 {
				t.Fatalf("%d marks, want 1", len(got))
			}
			if from := tt.thread.Messages[messageAt(tt.thread, got[0].span)].From; from != tt.from {
				t.Errorf("marked in the message of %q, want %q", from, tt.from)
			}
			if own := ownOnly(tt.thread, scam.Reason{Spans: spans}); own != tt.own {
				t.Errorf("ownOnly = %v, want %v", own, tt.own)
			}
		})
	}
}

func TestQuotesOfAMail(t *testing.T) {
	text := "Dear Me,\nno.\n\nOn Monday Me wrote:\n\n> why?\n>> because\nBest\n> so\n"
	var got []string
	for _, q := range quotes(text, recourse.Span{End: len(text)}) {
		got = append(got, q.Of(text))
	}
	want := []string{"On Monday Me wrote:\n\n> why?\n>> because\n", "> so\n"}
	if !cmp.Equal(got, want) {
		t.Errorf("quotes = %q, want %q", got, want)
	}
}

func TestQuotedPartsAreLeftOut(t *testing.T) {
	printer, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	thread := mails([2]string{"Lena", "Pay now.\n> I will not pay"})
	shown := func(reasons ...scam.Reason) string {
		chat := viewChat(printer, thread, marksOf(thread, reasons))
		var b strings.Builder
		for _, item := range chat.Items {
			for _, part := range item.Parts {
				switch {
				case part.Gap:
					b.WriteString("[…]")
				case part.Quoted:
					b.WriteString("«" + part.Text + "»")
				default:
					b.WriteString(part.Text)
				}
			}
		}
		return b.String()
	}
	if got := shown(scam.Reason{Spans: every(thread, "Pay now")}); got != "Pay now.\n[…]" {
		t.Errorf("shown %q, want the quotation left out", got)
	}
	if got := shown(scam.Reason{Spans: every(thread, "will not")}); got != "Pay now.\n«> I »«will not»« pay»" {
		t.Errorf("shown %q, want the quotation marked as one", got)
	}
}
