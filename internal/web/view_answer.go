package web

import (
	"strings"
	"unicode/utf8"

	"recourse/internal/app"
	"recourse/locale"
	"recourse/scam"
)

// answerView is the answer to a question that people ask of what they have.
type answerView struct {
	Asked       bool
	Name        string
	Heading     string
	About, Tell []string
	Found       []pointView
	Shown       []pointView
	Ask         []brief
	Steps       []string
	StepsTitle  string
}

// pointView is one point with the reasons that speak to it.
type pointView struct {
	Title   string
	Reasons []brief // Quote holds the words, where they are in the text
}

func viewAnswer(p *locale.Printer, a *scam.Answer, text string) *answerView {
	if a == nil {
		return nil
	}
	v := &answerView{
		Asked: a.Asked, Name: p.T("question." + a.Question + ".name"), Heading: p.Say(a.Heading),
		Steps: sayAll(p, a.Steps), StepsTitle: p.T("web.answer.steps"),
	}
	for _, s := range a.About {
		v.About = append(v.About, p.Say(s.Text))
	}
	for _, s := range a.Tell {
		v.Tell = append(v.Tell, p.Say(s.Text))
	}
	for _, pt := range a.Points {
		switch pt.State {
		case scam.PointFound:
			v.Found = append(v.Found, viewPoint(p, pt, text))
		case scam.PointShown:
			v.Shown = append(v.Shown, viewPoint(p, pt, text))
		}
		if pt.Ask != nil && pt.State != scam.PointShown {
			v.Ask = append(v.Ask, brief{Title: p.Say(pt.Text), Quote: p.Say(*pt.Ask)})
		}
	}
	if key := "web.answer.steps." + a.Question; len(v.Ask) > 0 && p.Has(key) {
		v.StepsTitle = p.T(key)
	}
	return v
}

func viewPoint(p *locale.Printer, pt scam.Point, text string) pointView {
	v := pointView{Title: p.Say(pt.Text)}
	for _, r := range pt.Reasons {
		b := brief{Title: p.Say(r.Text), Text: p.Say(r.Why)}
		if len(r.Spans) > 0 {
			b.Quote = shortened(tame(strings.Join(strings.Fields(r.Spans[0].Of(text)), " ")))
		}
		v.Reasons = append(v.Reasons, b)
	}
	return v
}

// longestWords is how much a point quotes, in bytes.
const longestWords = 160

// shortened cuts s at the beginning of a character.
func shortened(s string) string {
	if len(s) <= longestWords {
		return s
	}
	end := longestWords
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

func problemsOf(p *locale.Printer, f app.Findings) []string {
	var list []string
	for _, pr := range f.Problems {
		list = append(list, tame(p.Say(pr.Phrase())))
	}
	return list
}
