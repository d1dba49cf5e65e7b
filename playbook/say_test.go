package playbook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"recourse"
	"recourse/knowledge"
	"recourse/locale"
	"recourse/playbook"
)

// phrases lists every phrase of a plan, clocks and ways back included.
func phrases(p playbook.Plan) []recourse.Phrase {
	list := append(append([]recourse.Phrase{}, p.Holds...), p.Never...)
	list = append(list, p.Problems...)
	for _, q := range p.Ask {
		list = append(list, q.Text)
	}
	for _, s := range p.Steps {
		list = append(append(append(list, s.Title, s.Why), s.Say...), s.Because...)
		list = append(list, s.Limits...)
		for _, n := range s.Needs {
			list = append(list, n.What)
		}
		for _, c := range s.Channel {
			if c.Note != nil {
				list = append(list, *c.Note)
			}
		}
		clocks := s.Also
		if s.Clock != nil {
			clocks = append(clocks, *s.Clock)
		}
		for _, c := range clocks {
			list = append(append(list, c.Rule), c.Derivation...)
		}
	}
	for _, r := range p.Recoverability {
		for _, w := range r.Routes {
			list = append(list, w.Who, w.Because)
		}
	}
	return list
}

func TestBothStoriesAreSaidWholeInEveryLanguage(t *testing.T) {
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b := load(t)
	list := append(phrases(plan(t, b, taskJob(t))), phrases(plan(t, b, supplier(t)))...)
	for _, lang := range cats.Languages() {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, ph := range list {
			got := p.Say(ph)
			if got == "" || got == ph.Key || strings.Contains(got, "{{") || strings.Contains(got, "no value") || strings.Contains(got, "map[") {
				t.Errorf("%s: %s is said as %q", lang, ph.Key, got)
			}
		}
	}
}

func TestAPlanIsWrittenAsTheContractSays(t *testing.T) {
	raw, err := json.Marshal(plan(t, load(t), supplier(t)))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Steps []struct {
			ID, State, Paper string
			Clock            *struct {
				Due, Kind, From string
				Derivation      []recourse.Phrase
			}
			Needs []struct{ Have bool }
		}
		Recoverability []struct {
			Payment int
			Routes  []struct {
				Route, Until string
				Open         bool
			}
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for _, s := range got.Steps {
		if s.ID == "ta-open" && (s.Clock == nil || s.Clock.Due != "2026-12-01" || s.Clock.From != "2026-11-01" || s.Clock.Kind != playbook.ClosingTime || s.Paper != "ta-dispute") {
			t.Errorf("ta-open is written as %+v", s)
		}
	}
	if r := got.Recoverability[0].Routes[0]; r.Route != "trade-assurance" || !r.Open || r.Until != "2026-12-01" {
		t.Errorf("the first way back is written as %+v", r)
	}
}
