package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/legal"
)

// searched are the kinds of files in which clauses are looked for. What a chat
// says of arbitration is talk, and a statement is full of accounts.
var searched = []string{intake.KindPage, intake.KindText, intake.KindMail, intake.KindImage, intake.KindUnknown}

// maxSearched is how many bytes of all papers together are searched.
const maxSearched = 8 << 20

// papers lists the texts of files in which clauses are looked for, those inside
// archives and mails among them.
func papers(files []intake.File) []legal.Paper {
	var list []legal.Paper
	for _, f := range distinct(files) {
		if f.Text != "" && slices.Contains(searched, f.Kind) {
			list = append(list, legal.Paper{Item: f.SHA256, Name: f.Path, Text: f.Text, Message: f.Kind == intake.KindMail})
		}
	}
	return list
}

// LegalView says where the person of an incident stands in law, with the clauses
// that the files hold. searched says how many papers were looked through.
func (e *Engines) LegalView(in incident.Incident, files []intake.File, now time.Time) (view legal.View, searched int, err error) {
	var clauses []legal.Clause
	var long []recourse.Phrase
	list, left := papers(files), maxSearched
	for _, e := range in.Evidence { // what the incident knows as a chat is none of them
		if e.Kind == intake.KindChat {
			list = slices.DeleteFunc(list, func(p legal.Paper) bool { return p.Item == e.Item })
		}
	}
	for _, p := range list {
		whole := len(p.Text)
		p.Text = strings.ToValidUTF8(p.Text[:min(whole, left)], "")
		left -= len(p.Text)
		found, cut := e.Law.Clauses(p)
		clauses = append(clauses, found...)
		if cut > 0 || len(p.Text) < whole {
			long = append(long, recourse.P("law.problem.cut", "name", p.Name))
		}
	}
	if view, err = e.Law.View(in, clauses, now); err != nil {
		return view, 0, fmt.Errorf("legal view: %w", err)
	}
	view.Problems = append(view.Problems, long...)
	return view, len(list), nil
}
