package app

import (
	"strings"

	"recourse"
	"recourse/intake"
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
		names = names[:min(len(names), maxAskedNames)]
		list := strings.Join(names, ", ")
		if asked[list] {
			continue
		}
		asked[list] = true
		q := playbook.Question{Fact: "person.name", Of: f.Path, Text: recourse.P("ask.person.which")}
		for _, name := range names {
			q.Options = append(q.Options, playbook.Option{Value: name, Text: recourse.P("ask.person.name", "name", name)})
		}
		q.Options = append(q.Options, playbook.Option{Text: recourse.P("answer.not-sure")})
		ask = append(ask, q)
		problems = append(problems, recourse.Problem{Path: f.Path, Code: "sides-unknown", Detail: list, Args: recourse.Args{"names": list}})
	}
	return ask, problems
}
