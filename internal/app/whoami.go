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

// Sides are the chats of which the person can say which name is theirs: those of
// which it is asked, and those of which they said it, to say it otherwise.
func (f Findings) Sides() []playbook.Question {
	list := slices.Clone(f.Ask)
	for _, a := range f.Said.Answers {
		if a.Fact != nameFact || slices.ContainsFunc(list, func(q playbook.Question) bool { return q.Of == a.Of }) {
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

// Side returns what the person said of a chat: the name that is theirs, "" where
// they are not sure; ok is false where they said nothing.
func (f Findings) Side(chat string) (name string, ok bool) {
	a, ok := f.Said.Answered(nameFact, chat)
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
	return Circumstances{Country: c.Incident.Person.Country, Lang: c.Incident.Person.Language, Person: named(c.Incident)}
}

// Name says which name of a chat in the person's case is theirs, "" where they are
// not sure. It is kept in the case, in place of what was said before, and all files
// are read again with it; what was told beside them stays. It is an error of kind
// Invalid where it is none of the names that are asked of, and NotFound where the
// case has no such chat.
func (a *App) Name(ctx context.Context, who, caseID, chat, name string) error {
	c, items, err := a.ownWithItems(ctx, who, caseID)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	before, err := a.findings(ctx, c, items)
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	asked := before.Sides()
	at := slices.IndexFunc(asked, func(q playbook.Question) bool { return q.Of == chat })
	switch {
	case at < 0:
		return fmt.Errorf("name the person: no side of %.80q is asked: %w", chat, recourse.NotFound)
	case !slices.ContainsFunc(asked[at].Options, func(o playbook.Option) bool { return o.Value == name }):
		return fmt.Errorf("name the person: %.80q does not speak in %.80q: %w", name, chat, recourse.Invalid)
	}
	now := a.Now()
	c.Incident.Answer(incident.Answer{Fact: nameFact, Of: chat, Value: name, At: recourse.OnDay(a.Engines.today(&c.Incident, now))})
	r, err := a.readKept(ctx, caseID, items, c.Tables, named(c.Incident), nil)
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
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Noted, Who: who, Door: "web", Ref: "answer/" + nameFact})
	})
	if err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	a.seen.put(caseID, after)
	return nil
}
