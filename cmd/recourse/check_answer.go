package main

import (
	"io"

	"recourse"
	"recourse/locale"
	"recourse/scam"
)

// printAnswer writes the answer to a question about the text: what is known of
// the brand, each point, what to ask, how to tell, and what to do.
func printAnswer(w io.Writer, p *locale.Printer, a scam.Answer, text string) {
	printf(w, "\n%s\n", p.T("question."+a.Question+".name"))
	if !a.Asked {
		printf(w, "  %s\n", p.Say(a.Heading)) // else it is the heading already
	}
	for _, s := range a.About {
		printf(w, "  %s\n", p.Say(s.Text))
	}
	printPoints(w, p, a.Points, scam.PointFound, "cli.answer.found", text)
	printPoints(w, p, a.Points, scam.PointShown, "cli.answer.shown", text)
	var ask, tell []recourse.Phrase
	for _, pt := range a.Points {
		if pt.State != scam.PointShown && pt.Ask != nil {
			ask = append(ask, *pt.Ask)
		}
	}
	for _, s := range a.Tell {
		tell = append(tell, s.Text)
	}
	printList(w, p, "cli.answer.ask", ask)
	printList(w, p, "cli.answer.tell", tell)
	printList(w, p, "cli.answer.steps", a.Steps)
}

// printPoints writes the points in one state, each with its reasons and the
// words that show them.
func printPoints(w io.Writer, p *locale.Printer, points []scam.Point, state, heading, text string) {
	first := true
	for _, pt := range points {
		if pt.State != state {
			continue
		}
		if first {
			printf(w, "\n%s\n", p.T(heading))
			first = false
		}
		printf(w, "  · %s\n", p.Say(pt.Text))
		for _, r := range pt.Reasons {
			printf(w, "    %s. %s\n", p.Say(r.Text), p.Say(r.Why))
			if len(r.Spans) > 0 {
				printf(w, "    “%s”\n", clip(r.Spans[0].Of(text)))
			}
		}
	}
}

func printList(w io.Writer, p *locale.Printer, heading string, list []recourse.Phrase) {
	if len(list) == 0 {
		return
	}
	printf(w, "\n%s\n", p.T(heading))
	for _, ph := range list {
		printf(w, "  · %s\n", p.Say(ph))
	}
}
