package web

import (
	"context"
	"fmt"
	"net/http"

	"recourse/internal/app"
	"recourse/locale"
)

// Names is what a person may say of chats whose sides are not known.
type Names interface {
	// Name says which name of a chat is the person's, or in which order it writes its
	// dates, as fact tells; "" where they are not sure.
	Name(ctx context.Context, who, caseID, fact, chat, value string) error
}

// namesView asks which name of one chat is the person's, or how it writes its dates.
type namesView struct {
	Fact, Text string
	Chat       string // as it was handed in
	Name       string // to be shown
	Options    []optionView
}

// viewNames asks of each chat whose sides the person can tell; what they said
// before is marked.
func viewNames(p *locale.Printer, f app.Findings) (list []namesView) {
	for _, q := range f.Sides() {
		v := namesView{Fact: q.Fact, Text: p.Say(q.Text), Chat: q.Of, Name: tame(q.Of)}
		said, ok := f.Side(q)
		for _, o := range q.Options {
			v.Options = append(v.Options, optionView{Value: o.Value, Label: tame(p.Say(o.Text)), On: ok && o.Value == said})
		}
		list = append(list, v)
	}
	return list
}

// nameThem keeps which name of a chat is the person's.
func (s *Server) nameThem(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	if err := s.cfg.App.Name(v.r.Context(), v.who, c.ID, v.r.PostFormValue("fact"), v.r.PostFormValue("chat"), v.r.PostFormValue("name")); err != nil {
		return fmt.Errorf("name the person: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+c.ID+"/evidence")+"#names", http.StatusSeeOther)
	return nil
}
