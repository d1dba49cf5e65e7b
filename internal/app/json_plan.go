package app

import (
	"recourse"
	"recourse/incident"
	"recourse/locale"
	"recourse/playbook"
	"recourse/rule"
)

type channelJSON struct {
	Kind  string `json:"kind"`
	Value string `json:"value,omitempty"`
	Path  string `json:"path,omitempty"` // says a value that is a way through menus
	Note  string `json:"note,omitempty"`
}

type clockJSON struct {
	Due        recourse.Moment `json:"due"`
	Kind       string          `json:"kind"`
	From       recourse.Moment `json:"from"`
	NotBefore  recourse.Date   `json:"not_before,omitzero"`
	Rule       string          `json:"rule"`
	Derivation []string        `json:"derivation"`
	Disagrees  []string        `json:"disagrees"`
	Sure       bool            `json:"sure"`
	Stale      bool            `json:"stale,omitempty"`
	Doubtful   bool            `json:"doubtful,omitempty"` // it counts from a day that contradicts another
}

type needJSON struct {
	What string `json:"what"`
	Have bool   `json:"have"`
}

type stepJSON struct {
	ID      string        `json:"id"`
	Phase   string        `json:"phase"`
	Title   string        `json:"title"`
	Why     string        `json:"why"`
	Because []string      `json:"because,omitempty"`
	Say     []string      `json:"say,omitempty"`
	Who     string        `json:"who"`
	Channel []channelJSON `json:"channel"`
	Clock   *clockJSON    `json:"clock"`
	Also    []clockJSON   `json:"also,omitempty"`
	// NotRunning says which limits start only with what has not been done yet.
	NotRunning []string      `json:"not_running,omitempty"`
	State      string        `json:"state"`
	Mark       playbook.Mark `json:"mark"` // the event that says that the step was taken
	Body       string        `json:"body,omitempty"`
	Needs      []needJSON    `json:"needs"`
	Paper      string        `json:"paper,omitempty"`
	Cost       string        `json:"cost,omitempty"`
	Can        string        `json:"can,omitempty"` // what the way can do
	Limits     []string      `json:"limits,omitempty"`
	Sources    []rule.Source `json:"sources"`
}

type wayJSON struct {
	Route   string          `json:"route"`
	Who     string          `json:"who"`
	Open    bool            `json:"open"`
	Until   recourse.Moment `json:"until,omitzero"`
	Kind    string          `json:"kind,omitempty"`
	Because string          `json:"because"`
}

type recoveryJSON struct {
	Payment int       `json:"payment"`
	Routes  []wayJSON `json:"routes"`
}

type questionJSON struct {
	Fact string `json:"fact"`
	Of   string `json:"of,omitempty"` // the payment that it is about
	Kind string `json:"kind"`         // yes-no choice set text date: several of a set can be so
	Text string `json:"text"`
	// Options are the answers to choose from, the last that one is not sure;
	// Found is what files gave, where it is only to be confirmed.
	Options []optionJSON `json:"options,omitempty"`
	Found   string       `json:"found,omitempty"`
	// Origin is where that stands from which Found only follows.
	Origin incident.Origins `json:"origin,omitempty"`
}

type optionJSON struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// QuestionsJSON are what the person can say.
func QuestionsJSON(p *locale.Printer, list []playbook.Question) any { return questionsOf(p, list) }

func questionsOf(p *locale.Printer, list []playbook.Question) []questionJSON {
	out := []questionJSON{}
	for _, q := range list {
		one := questionJSON{Fact: q.Fact, Of: q.Of, Kind: string(q.Kind), Text: p.Say(q.Text), Found: q.Found, Origin: q.Origins}
		one.Options = optionsOf(p, q.Options)
		out = append(out, one)
	}
	return out
}

func optionsOf(p *locale.Printer, list []playbook.Option) (out []optionJSON) {
	for _, o := range list {
		out = append(out, optionJSON{o.Value, p.Say(o.Text)})
	}
	return out
}

// contactJSON is a body that was turned to, what it answered, and what it may answer.
type contactJSON struct {
	To      string        `json:"to"`
	On      recourse.Date `json:"on,omitzero"`
	Reply   string        `json:"reply,omitempty"`
	ReplyOn recourse.Date `json:"reply_on,omitzero"`
	Opens   []string      `json:"opens,omitempty"`
	Options []optionJSON  `json:"options"`
}

func contactsOf(p *locale.Printer, list []playbook.Contact) []contactJSON {
	out := []contactJSON{}
	for _, c := range list {
		out = append(out, contactJSON{c.To, c.On, c.Reply, c.ReplyOn, c.Opens, optionsOf(p, c.Options)})
	}
	return out
}

// PlanJSON is the contract's plan.
func PlanJSON(p *locale.Printer, plan playbook.Plan, problems []recourse.Problem) any {
	out := struct {
		Today          recourse.Date  `json:"today"`
		Steps          []stepJSON     `json:"steps"`
		Recoverability []recoveryJSON `json:"recoverability"`
		Holds          []string       `json:"holds"`
		Never          []string       `json:"never"`
		Ask            []questionJSON `json:"ask"`
		Confirm        []questionJSON `json:"confirm"`
		Contacts       []contactJSON  `json:"contacts"`
		Problems       []ProblemJSON  `json:"problems"`
		NotCounted     []string       `json:"not_counted,omitempty"`
	}{
		Today: plan.Today, Holds: sayAll(p, plan.Holds), Never: sayAll(p, plan.Never),
		Steps: []stepJSON{}, Recoverability: []recoveryJSON{},
		Ask: questionsOf(p, plan.Ask), Confirm: questionsOf(p, plan.Confirm), Contacts: contactsOf(p, plan.Contacts),
		Problems: ProblemsJSON(p, problems), NotCounted: sayAll(p, plan.Problems),
	}
	for _, s := range plan.Steps {
		out.Steps = append(out.Steps, stepOf(p, s))
	}
	for _, r := range plan.Recoverability {
		one := recoveryJSON{r.Payment, []wayJSON{}}
		for _, w := range r.Routes {
			one.Routes = append(one.Routes, wayJSON{w.Route, p.Say(w.Who), w.Open, w.Until, w.Kind, p.Say(w.Because)})
		}
		out.Recoverability = append(out.Recoverability, one)
	}
	return out
}

func stepOf(p *locale.Printer, s playbook.Step) stepJSON {
	out := stepJSON{
		ID: s.ID, Phase: s.Phase, Title: p.Say(s.Title), Why: p.Say(s.Why), Because: sayAll(p, s.Because), Say: sayAll(p, s.Say),
		State: s.State, Mark: s.Mark, Body: s.Body, Paper: s.Paper, Limits: sayAll(p, s.Limits), Sources: s.Sources, Channel: []channelJSON{}, Needs: []needJSON{},
	}
	if s.Who.Key != "" {
		out.Who = p.Say(s.Who)
	}
	if s.Cost != nil {
		out.Cost = p.Say(*s.Cost)
	}
	if s.Can != nil {
		out.Can = p.Say(*s.Can)
	}
	if out.Sources == nil {
		out.Sources = []rule.Source{}
	}
	for _, ch := range s.Channel {
		one := channelJSON{Kind: ch.Kind, Value: ch.Value}
		if ch.Path != nil {
			one.Path = p.Say(*ch.Path)
		}
		if ch.Note != nil {
			one.Note = p.Say(*ch.Note)
		}
		out.Channel = append(out.Channel, one)
	}
	if s.Clock != nil {
		c := clockOf(p, *s.Clock)
		out.Clock = &c
	}
	for _, c := range s.Also {
		out.Also = append(out.Also, clockOf(p, c))
	}
	if len(s.NotRunning) > 0 {
		out.NotRunning = sayAll(p, s.NotRunning)
	}
	for _, n := range s.Needs {
		out.Needs = append(out.Needs, needJSON{p.Say(n.What), n.Have})
	}
	return out
}

func clockOf(p *locale.Printer, c playbook.Clock) clockJSON {
	return clockJSON{c.Due, c.Kind, c.From, c.NotBefore, p.Say(c.Rule), sayAll(p, c.Derivation), append([]string{}, c.Disagrees...), c.Sure, c.Stale, c.Doubtful}
}
