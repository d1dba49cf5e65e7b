package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/spill"
	"recourse/money"
	"recourse/playbook"
)

// maxAskedSides is of how many chats it is asked which name is the person's, and
// of how many names of one.
const maxAskedSides, maxAskedNames = 5, 8

// askSides asks, of chats in which no side is known, which name is the person's:
// until then nobody is the other side, and nobody was paid. The answer is given as
// [intake.Options.Person] is. The problems say the same of each chat.
func askSides(files []intake.File) (ask []playbook.Question, problems []recourse.Problem) {
	asked := make(map[string]bool)
	for _, f := range distinct(files) {
		names := f.Unsided()
		if len(names) < 2 || len(ask) == maxAskedSides {
			continue
		}
		q := whichName(f.Path, names)
		list := strings.Join(names[:len(q.Options)-1], ", ")
		if asked[list] {
			continue
		}
		asked[list] = true
		ask = append(ask, q)
		problems = append(problems, recourse.Problem{Path: f.Path, Code: "sides-unknown", Detail: list, Args: recourse.Args{"names": list}})
	}
	return ask, problems
}

// datesFact is the fact that tells in which order a chat writes its dates, of the chat's path.
const datesFact = "chat.dates"

// askDates asks, of chats of which nothing decides whether their dates begin with the day
// or with the month, which of the two days one of them means. The answer is given as
// [intake.Options.Dates] is.
func askDates(files []intake.File) (ask []playbook.Question) {
	for _, f := range distinct(files) {
		if open, ok := f.OpenDate(); ok && len(ask) < maxAskedSides {
			ask = append(ask, whichDay(f.Path, open))
		}
	}
	return ask
}

// whichDay asks which day a date of a chat means; the likelier stands first, and the last
// option is that it is not sure.
func whichDay(chat string, open intake.OpenDate) playbook.Question {
	q := playbook.Question{Fact: datesFact, Of: chat, Text: recourse.P("ask.dates.which", "text", open.Text)}
	for i, order := range []string{intake.DayFirst, intake.MonthFirst} {
		q.Options = append(q.Options, playbook.Option{Value: order, Text: recourse.P("ask.dates.day", "date", open.Days[i], "order", recourse.P("dates."+order))})
	}
	if open.Likely == intake.MonthFirst {
		slices.Reverse(q.Options)
	}
	q.Options = append(q.Options, playbook.Option{Text: recourse.P("answer.not-sure")})
	return q
}

// whichOrder asks again what was answered: in which order a chat writes its dates.
func whichOrder(chat string) playbook.Question {
	q := playbook.Question{Fact: datesFact, Of: chat, Text: recourse.P("ask.dates.order")}
	for _, order := range []string{intake.DayFirst, intake.MonthFirst} {
		q.Options = append(q.Options, playbook.Option{Value: order, Text: recourse.P("dates." + order)})
	}
	q.Options = append(q.Options, playbook.Option{Text: recourse.P("answer.not-sure")})
	return q
}

// datesSaid are the orders in which chats write their dates, as the person said.
func datesSaid(in incident.Incident) map[string]string {
	said := make(map[string]string)
	for _, a := range in.Answers {
		if a.Fact == datesFact && a.Value != "" {
			said[a.Of] = a.Value
		}
	}
	return said
}

// Relate ties together files that were given together, and says what only all of them
// show: who the person is of whom but the given name is told, and which domains are near
// each other. It returns what else the person is called, and asks where several have
// the name.
func (e *Engines) Relate(files []intake.File, person []string) (own []string, ask []playbook.Question, problems []recourse.Problem) {
	own, doubts := intake.Recognise(files, person)
	problems = sayAbsent(intake.Absent(files, slices.Concat(person, own), e.Chats))
	intake.Relate(files)
	e.MarkNear(files)
	for _, d := range doubts {
		q := whichName(d.Path, d.Names)
		list := strings.Join(d.Names[:len(q.Options)-1], ", ")
		ask = append(ask, q)
		problems = append(problems, recourse.Problem{Path: d.Path, Code: "person-several", Detail: list, Args: recourse.Args{"given": d.Given, "names": list}})
	}
	return own, ask, problems
}

// sayAbsent says of chats in which one alone writes, who is not the person by any name
// that is known, that what is told there of money is not taken for the person's.
func sayAbsent(chats []*intake.File) (problems []recourse.Problem) {
	said := make(map[string]bool)
	for _, f := range chats {
		if said[f.SHA256] || len(money.Find(f.Text, "")) == 0 {
			continue
		}
		said[f.SHA256] = true
		problems = append(problems, recourse.Problem{Path: f.Path, Code: "person-not-here", Detail: f.Other[0], Args: recourse.Args{"name": f.Other[0]}})
	}
	return problems
}

// nameFact is the fact that tells which name of a chat is the person's, of the
// chat's path.
const nameFact = "person.name"

// whichName asks which of a chat's names is the person's; the last option is that
// it is not sure.
func whichName(chat string, names []string) playbook.Question {
	q := playbook.Question{Fact: nameFact, Of: chat, Text: recourse.P("ask.person.which")}
	for _, name := range names[:min(len(names), maxAskedNames)] {
		q.Options = append(q.Options, playbook.Option{Value: name, Text: recourse.P("ask.person.name", "name", name)})
	}
	q.Options = append(q.Options, playbook.Option{Text: recourse.P("answer.not-sure")})
	return q
}

// Sides are the chats of which the person can say which name is theirs, and in which
// order the dates stand: those of which it is asked, and those of which they said it, to
// say it otherwise.
func (f Findings) Sides() []playbook.Question {
	list := slices.Clone(f.Ask)
	for _, a := range f.Said.Answers {
		if a.Fact != nameFact && a.Fact != datesFact || slices.ContainsFunc(list, func(q playbook.Question) bool { return q.Of == a.Of && q.Fact == a.Fact }) {
			continue
		}
		if a.Fact == datesFact {
			list = append(list, whichOrder(a.Of))
			continue
		}
		for _, file := range distinct(f.Files) {
			if names := file.Speakers(); file.Path == a.Of && len(names) > 1 {
				list = append(list, whichName(a.Of, names))
				break
			}
		}
	}
	return list
}

// Side returns what the person said to a question of [Findings.Sides]: "" where they are
// not sure; ok is false where they said nothing.
func (f Findings) Side(q playbook.Question) (value string, ok bool) {
	a, ok := f.Said.Answered(q.Fact, q.Of)
	return a.Value, ok
}

// named are the names that are the person's, as they said.
func named(in incident.Incident) (names []string) {
	for _, a := range in.Answers {
		if a.Fact == nameFact && a.Value != "" && !slices.Contains(names, a.Value) {
			names = append(names, a.Value)
		}
	}
	return names
}

// circumstances are what a person said of a case that is kept.
func circumstances(c casefile.Case) Circumstances {
	return Circumstances{Country: c.Incident.Person.Country, Lang: c.Incident.Person.Language, Person: named(c.Incident), Dates: datesSaid(c.Incident)}
}

// Name answers a question of [Findings.Sides]: which name of a chat in the person's case is
// theirs, or in which order it writes its dates; fact is the question's, and value is ""
// where they are not sure. It is kept in the case, in place of what was said before, and all files
// are read again with it; what was told beside them stays. It is an error of kind
// Invalid where it is none of the answers that are offered, and NotFound where the
// case has no such chat.
func (a *App) Name(ctx context.Context, who, caseID, fact, chat, value string) error {
	space := spill.New(Scratch)
	defer space.Close()
	c, items, err := a.ownWithItems(ctx, space, who, caseID)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	before, err := a.findings(ctx, c, items)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	asked := before.Sides()
	at := slices.IndexFunc(asked, func(q playbook.Question) bool { return q.Of == chat && q.Fact == fact })
	switch {
	case at < 0:
		return fmt.Errorf("name the person: no side of %.80q is asked: %w", chat, recourse.NotFound)
	case !slices.ContainsFunc(asked[at].Options, func(o playbook.Option) bool { return o.Value == value }):
		return fmt.Errorf("name the person: %.80q is no answer for %.80q: %w", value, chat, recourse.Invalid)
	}
	now := a.Now()
	c.Incident.Answer(incident.Answer{Fact: fact, Of: chat, Value: value, At: recourse.OnDay(a.Engines.today(&c.Incident, now))})
	r, err := a.readKept(ctx, caseID, items, c.Tables, c.Incident, nil)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	after, err := a.Engines.conclude(r, circumstances(c), now)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	c.Incident, c.Updated = withTold(after.Incident, c.Incident), a.changed(c)
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Cases().Save(ctx, c); err != nil {
			return err
		}
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Noted, Who: who, Door: "web", Ref: "answer/" + fact})
	})
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	a.seen.put(caseID, after)
	return nil
}
