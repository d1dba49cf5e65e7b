package app

import (
	"recourse"
	"recourse/deadline"
	"recourse/incident"
	"recourse/ladder"
	"recourse/locale"
	"recourse/money"
	"recourse/scam"
)

// What follows are the answers of the command line's contract and of the API:
// engines speak in phrases, these in sentences.

// ProblemJSON is one problem with its sentence.
type ProblemJSON struct {
	recourse.Problem
	Text string `json:"text"`
}

// ProblemsJSON says each problem.
func ProblemsJSON(p *locale.Printer, problems []recourse.Problem) []ProblemJSON {
	list := make([]ProblemJSON, 0, len(problems))
	for _, pr := range problems {
		list = append(list, ProblemJSON{pr, p.Say(pr.Phrase())})
	}
	return list
}

func sayAll(p *locale.Printer, phrases []recourse.Phrase) []string {
	list := make([]string, 0, len(phrases))
	for _, ph := range phrases {
		list = append(list, p.Say(ph))
	}
	return list
}

type ladderNextJSON struct {
	Low     int64   `json:"low"`
	High    int64   `json:"high"`
	Covers  float64 `json:"covers"`
	Because string  `json:"because"`
}

// LadderJSON is the contract's ladder.
func LadderJSON(p *locale.Printer, l ladder.Ladder) any {
	return struct {
		Currency  money.Currency `json:"currency"`
		Paid      []int64        `json:"paid"`
		Asked     int64          `json:"asked,omitempty"`
		Ratios    []float64      `json:"ratios"`
		Shape     ladder.Shape   `json:"shape"`
		TotalPaid int64          `json:"total_paid"`
		Next      ladderNextJSON `json:"next"`
	}{l.Currency, l.Paid, l.Asked, l.Ratios, l.Shape, l.TotalPaid, ladderNextJSON{l.Next.Low, l.Next.High, l.Next.Covers, p.Say(l.Next.Because)}}
}

// DeadlineJSON is the contract's clock.
func DeadlineJSON(p *locale.Printer, c deadline.Clock) any {
	return struct {
		Due        recourse.Moment `json:"due"`
		From       recourse.Moment `json:"from"`
		Term       deadline.Term   `json:"term"`
		Calendar   string          `json:"calendar,omitempty"`
		Derivation []string        `json:"derivation"`
	}{c.Due, c.From, c.Term, c.Calendar, sayAll(p, c.Derivation)}
}

type patternJSON struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Impersonate string `json:"impersonates,omitempty"`
}

type stageJSON struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Step int      `json:"step"`
	Of   int      `json:"of"`
	Next []string `json:"next"`
}

type reasonJSON struct {
	Rule  string `json:"rule"`
	Text  string `json:"text"`
	Why   string `json:"why,omitempty"`
	Lever string `json:"lever,omitempty"`
	// Against is a sentence to say to oneself against the lever.
	Against string          `json:"against,omitempty"`
	Spans   []recourse.Span `json:"spans"`
	Weight  float64         `json:"weight"`
	Source  string          `json:"source,omitempty"`
}

type verdictJSON struct {
	ID          any             `json:"id,omitempty"` // a string or a json.Number; nil is none
	Verdict     string          `json:"verdict"`
	Score       float64         `json:"score"`
	Language    string          `json:"language"`
	Branch      incident.Branch `json:"branch,omitempty"`
	Pattern     *patternJSON    `json:"pattern,omitempty"`
	Stage       *stageJSON      `json:"stage,omitempty"`
	Reasons     []reasonJSON    `json:"reasons"`
	Counter     []reasonJSON    `json:"counter"`
	Indicators  []indicatorJSON `json:"indicators"`
	More        int             `json:"indicators_more,omitempty"`
	Ladder      any             `json:"ladder,omitempty"`
	Answer      *answerJSON     `json:"answer,omitempty"`
	Course      *courseJSON     `json:"course,omitempty"`
	Ask         string          `json:"ask,omitempty"`
	Say         []string        `json:"say"`
	WouldChange []string        `json:"would_change"`
	Model       string          `json:"model"`
	Cut         bool            `json:"cut,omitempty"`
	Decoded     string          `json:"decoded,omitempty"`
	TookUS      int64           `json:"took_us,omitempty"`
}

// ModelName says what a checker judges with: its trained model, or the rules alone.
func ModelName(c *scam.Checker) string {
	if m := c.Model(); m != nil {
		return m.Meta().Name
	}
	return "rules-" + recourse.Version
}

// About is what a verdict says beside what was found.
type About struct {
	ID     string // the caller's own, left out where it is ""
	TookUS int64  // left out where it is 0
	// Decoded is the character set or media type that the text was in, where the spans are
	// offsets in the text after decoding; else "".
	Decoded string
}

// VerdictJSON is the contract's verdict.
func VerdictJSON(p *locale.Printer, v scam.Verdict, model string, about About) any {
	out := verdictOf(p, v, model, about.TookUS)
	out.Decoded = about.Decoded
	if about.ID != "" {
		out.ID = about.ID
	}
	return out
}

func verdictOf(p *locale.Printer, v scam.Verdict, model string, tookUS int64) verdictJSON {
	out := verdictJSON{
		Verdict: v.Verdict, Score: round6(v.Score), Language: v.Language, Branch: v.Branch,
		Reasons: reasonsJSON(p, v.Reasons), Counter: reasonsJSON(p, v.Counter),
		Say: sayAll(p, v.Say), WouldChange: sayAll(p, v.WouldChange), Model: model, Cut: v.Cut, TookUS: tookUS,
	}
	out.Indicators, out.More = indicatorsOf(nil, v.Indicators)
	if v.Pattern != nil {
		out.Pattern = &patternJSON{v.Pattern.ID, p.Say(v.Pattern.Name), v.Pattern.Impersonates}
	}
	if v.Stage != nil {
		out.Stage = &stageJSON{v.Stage.ID, p.Say(v.Stage.Name), v.Stage.Step, v.Stage.Of, sayAll(p, v.Stage.Next)}
	}
	if v.Ladder != nil {
		out.Ladder = LadderJSON(p, *v.Ladder)
	}
	if v.Ask != nil {
		out.Ask = p.Say(*v.Ask)
	}
	out.Answer = answerOf(p, v.Answer)
	out.Course = courseOf(p, v.Course)
	return out
}

func reasonsJSON(p *locale.Printer, reasons []scam.Reason) []reasonJSON {
	list := make([]reasonJSON, 0, len(reasons))
	for _, r := range reasons {
		against := ""
		if r.Lever != "" {
			against = p.T("lever." + r.Lever + ".against")
		}
		list = append(list, reasonJSON{r.Rule, p.Say(r.Text), p.Say(r.Why), r.Lever, against, r.Spans, r.Weight, sourceOf(r.Source)})
	}
	return list
}

type courseJSON struct {
	Other    []string      `json:"other"`
	Turns    []turnJSON    `json:"turns"`
	Messages []messageJSON `json:"messages"`
}

type turnJSON struct {
	Stage   string          `json:"stage"`
	Name    string          `json:"name"`
	Step    int             `json:"step"`
	Message int             `json:"message"`
	At      recourse.Moment `json:"at,omitzero"`
	Span    recourse.Span   `json:"span"`
}

type messageJSON struct {
	Message int      `json:"message"`
	Weight  float64  `json:"weight"`
	Rules   []string `json:"rules"`
}

func courseOf(p *locale.Printer, c *scam.Course) *courseJSON {
	if c == nil {
		return nil
	}
	out := &courseJSON{Other: append([]string{}, c.Other...), Turns: []turnJSON{}, Messages: []messageJSON{}}
	for _, t := range c.Turns {
		out.Turns = append(out.Turns, turnJSON{t.Stage, p.Say(t.Name), t.Step, t.Message, t.At, t.Span})
	}
	for _, m := range c.Messages {
		out.Messages = append(out.Messages, messageJSON(m))
	}
	return out
}
