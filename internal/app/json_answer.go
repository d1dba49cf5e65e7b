package app

import (
	"recourse/locale"
	"recourse/rule"
	"recourse/scam"
)

// answerJSON is the answer to a question that people ask of what they have.
type answerJSON struct {
	Question string          `json:"question"`
	Name     string          `json:"name"`
	Asked    bool            `json:"asked"`
	Brand    string          `json:"brand,omitempty"`
	Text     string          `json:"text"`
	About    []statementJSON `json:"about"`
	Points   []pointJSON     `json:"points"`
	Tell     []statementJSON `json:"tell"`
	Steps    []string        `json:"steps"`
}

type statementJSON struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Source string `json:"source"`
}

type pointJSON struct {
	ID      string       `json:"id"`
	State   string       `json:"state"`
	Text    string       `json:"text"`
	Ask     string       `json:"ask,omitempty"`
	Reasons []reasonJSON `json:"reasons"`
}

func answerOf(p *locale.Printer, a *scam.Answer) *answerJSON {
	if a == nil {
		return nil
	}
	out := &answerJSON{
		Question: a.Question, Name: p.T("question." + a.Question + ".name"), Asked: a.Asked, Brand: a.Brand, Text: p.Say(a.Heading),
		About: statementsJSON(p, a.About), Points: []pointJSON{}, Tell: statementsJSON(p, a.Tell), Steps: sayAll(p, a.Steps),
	}
	for _, pt := range a.Points {
		point := pointJSON{ID: pt.ID, State: pt.State, Text: p.Say(pt.Text), Reasons: reasonsJSON(p, pt.Reasons)}
		if pt.Ask != nil {
			point.Ask = p.Say(*pt.Ask)
		}
		out.Points = append(out.Points, point)
	}
	return out
}

func statementsJSON(p *locale.Printer, list []scam.Statement) []statementJSON {
	out := make([]statementJSON, 0, len(list))
	for _, s := range list {
		out = append(out, statementJSON{s.ID, p.Say(s.Text), sourceOf(s.Source)})
	}
	return out
}

// sourceOf names a source by its address, or by its title where it has none.
func sourceOf(s rule.Source) string {
	if s.URL == "" {
		return s.Title
	}
	return s.URL
}
