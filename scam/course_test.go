package scam_test

import (
	"slices"
	"testing"

	"recourse/scam"
)

func TestCourseOfTheExampleChat(t *testing.T) {
	doc := thread(t, "../examples/task-job/WhatsApp razgovor sa Lena Mentor.txt")
	for _, other := range [][]string{nil, {"Lena Mentor"}} {
		doc.Other = other
		c := shipped(t).Check(doc).Course
		if c == nil {
			t.Fatal("a conversation without a course")
		}
		if !slices.Equal(c.Other, []string{"Lena Mentor"}) {
			t.Errorf("other side %q, want Lena Mentor (told: %q)", c.Other, other)
		}
		var stages []string
		for i, turn := range c.Turns {
			stages = append(stages, turn.Stage)
			m := doc.Messages[turn.Message]
			if turn.Span.Start < m.Span.Start || turn.Span.End > m.Span.End || m.From != "Lena Mentor" {
				t.Errorf("turn %s lies at %v, outside message %d of %s", turn.Stage, turn.Span, turn.Message, m.From)
			}
			if i > 0 && turn.Message < c.Turns[i-1].Message {
				t.Errorf("turn %s stands before the one before it", turn.Stage)
			}
		}
		if len(stages) < 4 || stages[0] != "offer" || !slices.Contains(stages, "withdrawal-fee") {
			t.Errorf("stages = %q, want the offer first and the withdrawal fee", stages)
		}
		for _, m := range c.Messages {
			if len(m.Rules) == 0 {
				t.Errorf("message %d is named and shows nothing", m.Message)
			}
		}
	}
	if c := shipped(t).Check(scam.Document{Text: "Pay the final commission"}).Course; c != nil {
		t.Errorf("a single text has a course: %+v", c)
	}
}
