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

// Papers are what contracts, invoices, terms and letters say of law.
type Papers struct {
	Clauses []legal.Clause
	Count   int      // papers that were searched
	Cut     []string // names of those that were not searched whole
}

// SearchPapers looks for clauses in files, those inside archives and mails among
// them. What the incident knows as a chat is no paper.
func (e *Engines) SearchPapers(in incident.Incident, files []intake.File) Papers {
	var found Papers
	left := maxSearched
	chats := chatsOf(in)
	for _, f := range distinct(files) {
		if f.Text == "" || !slices.Contains(searched, f.Kind) || chats[f.SHA256] {
			continue
		}
		text := strings.ToValidUTF8(f.Text[:min(len(f.Text), left)], "")
		left -= len(text)
		clauses, cut := e.Law.Clauses(legal.Paper{Item: f.SHA256, Name: f.Path, Text: text, Message: f.Kind == intake.KindMail})
		found.Clauses = append(found.Clauses, clauses...)
		found.Count++
		if cut > 0 || len(text) < len(f.Text) {
			found.Cut = append(found.Cut, f.Path)
		}
	}
	return found
}

// chatsOf are the digests of what the incident knows as chats.
func chatsOf(in incident.Incident) map[string]bool {
	chats := make(map[string]bool)
	for _, e := range in.Evidence {
		if e.Kind == intake.KindChat {
			chats[e.Item] = true
		}
	}
	return chats
}

// LegalView says where the person of an incident stands in law, with what the
// papers say.
func (e *Engines) LegalView(in incident.Incident, papers Papers, now time.Time) (legal.View, error) {
	view, err := e.Law.View(in, papers.Clauses, now)
	if err != nil {
		return view, fmt.Errorf("legal view: %w", err)
	}
	for _, name := range papers.Cut {
		view.Problems = append(view.Problems, recourse.P("law.problem.cut", "name", name))
	}
	return view, nil
}
