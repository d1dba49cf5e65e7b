package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/money"
	"recourse/playbook"
)

// Matters is what a person may say of their matter.
type Matters interface {
	// Tell keeps what the person says of their case.
	Tell(ctx context.Context, who, caseID string, t app.Telling) error
	// Question returns how a fact is asked, and whether it is.
	Question(fact string) (playbook.Question, bool)
}

// maxCarried is how many tellings the forms of a plan that is not kept carry.
const maxCarried = 200

// tell keeps one thing that the person says of a case, and shows the plan anew.
func (s *Server) tell(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	t, problem := readTelling(v.r.PostForm)
	if problem == "" {
		err = s.cfg.App.Tell(v.r.Context(), v.who, c.ID, t)
		problem = refused(err)
	}
	switch {
	case problem != "":
		return s.showPlan(w, v, c, http.StatusUnprocessableEntity, problem)
	case err != nil && !errors.Is(err, recourse.NotFound): // what is taken back twice is gone already
		return fmt.Errorf("tell: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+c.ID+"/plan")+anchor(v.r.PostFormValue("at")), http.StatusSeeOther)
	return nil
}

var anchorForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,80}$`)

// anchor is the place on the page that a form leads back to.
func anchor(at string) string {
	if !anchorForm.MatchString(at) {
		return ""
	}
	return "#" + at
}

// refused returns the key of what is wrong with something told, "" for nothing
// that the person can mend.
func refused(err error) string {
	switch {
	case errors.Is(err, app.ErrToCome):
		return "web.tell.tocome"
	case errors.Is(err, recourse.Invalid):
		return "web.tell.cannot"
	}
	return ""
}

// freePlan is the plan of which nothing is kept: its forms carry what was said.
func (s *Server) freePlan(w http.ResponseWriter, v visit) error {
	return s.showFreePlan(w, v, nil, http.StatusOK, "")
}

// tellFreely takes one thing more into a plan that is not kept, or keeps it.
func (s *Server) tellFreely(w http.ResponseWriter, v visit) error {
	if err := readForm(w, v); err != nil {
		return err
	}
	said := v.r.PostForm["said"]
	if len(said) > maxCarried {
		return errTooLarge
	}
	if v.r.PostFormValue("do") == "keep" {
		return s.keepTold(w, v, said)
	}
	one := url.Values{}
	for _, field := range tellingFields {
		if list := v.r.PostForm[field]; len(list) > 0 {
			one[field] = list
		}
	}
	_, problem := readTelling(one)
	if problem == "" {
		f, err := s.considered(v, append(said, one.Encode()))
		if problem = refused(err); problem == "" {
			if err != nil {
				return fmt.Errorf("consider: %w", err)
			}
			return s.showFree(w, v, f, append(said, one.Encode()), http.StatusOK, "")
		}
	}
	return s.showFreePlan(w, v, said, http.StatusUnprocessableEntity, problem)
}

// carried is what a form carried of a matter that is not kept.
func (s *Server) carried(v visit, said []string) (app.Input, error) {
	in := app.Input{Circumstances: app.Circumstances{Country: s.cfg.Country, Lang: v.printer.Lang()}}
	for _, one := range said {
		form, err := url.ParseQuery(one)
		if err != nil {
			return in, fmt.Errorf("what the form carried: %v: %w", err, recourse.Invalid)
		}
		t, problem := readTelling(form)
		if problem != "" {
			return in, fmt.Errorf("what the form carried: %s: %w", problem, recourse.Invalid)
		}
		in.Tellings = append(in.Tellings, t)
	}
	return in, nil
}

// considered plans with what a form carried, and keeps nothing.
func (s *Server) considered(v visit, said []string) (app.Findings, error) {
	in, err := s.carried(v, said)
	if err != nil {
		return app.Findings{}, err
	}
	return s.cfg.App.Consider(v.r.Context(), v.who, in)
}

func (s *Server) showFreePlan(w http.ResponseWriter, v visit, said []string, code int, problem string) error {
	f, err := s.considered(v, said)
	if err != nil {
		return fmt.Errorf("consider: %w", err)
	}
	return s.showFree(w, v, f, said, code, problem)
}

func (s *Server) showFree(w http.ResponseWriter, v visit, f app.Findings, said []string, code int, problem string) error {
	base := s.base(v, "web.plan.title", "/plan")
	base.Section, base.Back = "home", "/start/paid"
	return s.showPlanOf(w, &tellForm{Base: base, Action: base.URL("/plan"), Carried: said, form: v.r.PostForm}, f, code, problem)
}

// keepTold opens a case with what was told so far, and shows its plan.
func (s *Server) keepTold(w http.ResponseWriter, v visit, said []string) error {
	in, err := s.carried(v, said)
	if err != nil {
		return err
	}
	id, err := s.cfg.App.Open(v.r.Context(), v.who, in)
	if err != nil {
		return fmt.Errorf("open case: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+id+"/plan"), http.StatusSeeOther)
	return nil
}

// paid opens a case with the money that the person says was sent, and with what
// they show of it.
func (s *Server) paid(w http.ResponseWriter, v visit) error {
	in, done, err := s.handedIn(w, v)
	defer done()
	if err != nil {
		return err
	}
	t, problem := readTelling(v.r.PostForm)
	if problem == "" && (in.Text != "" || len(in.Files) > 0) {
		problem = refuseCheck(in)
	}
	if problem != "" {
		return s.showStart(w, v, "paid", http.StatusUnprocessableEntity, in.Text, problem)
	}
	in.Tellings = []app.Telling{t}
	id, err := s.cfg.App.Open(v.r.Context(), v.who, in)
	if problem = refused(err); problem != "" {
		return s.showStart(w, v, "paid", http.StatusUnprocessableEntity, in.Text, problem)
	}
	if err != nil {
		return fmt.Errorf("open case: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+id+"/plan"), http.StatusSeeOther)
	return nil
}

// tellingFields are the fields of a form that tells something.
var tellingFields = []string{"do", "fact", "of", "value", "whole", "amount", "currency", "when", "day", "rail", "step", "sent", "from", "reply", "key"}

// readTelling reads one thing that a form tells. It returns the key of what is wrong.
func readTelling(form url.Values) (t app.Telling, problem string) {
	switch form.Get("do") {
	case "answer":
		return readAnswer(form)
	case "paid":
		return readPaid(form)
	case "done":
		day, problem := readDay(form)
		return app.Took{Step: form.Get("step"), On: day, Sent: form.Get("sent") == "yes"}, problem
	case "reply":
		day, problem := readDay(form)
		return app.Heard{From: form.Get("from"), Reply: form.Get("reply"), On: day}, problem
	case "undo":
		return app.Withdrawn{Key: form.Get("key")}, ""
	}
	return nil, "web.tell.cannot"
}

// The buttons that answer a question as a whole.
const (
	wholeNone    = "none"
	wholeNotSure = "not-sure"
)

func readAnswer(form url.Values) (app.Telling, string) {
	a := app.Answered{Fact: form.Get("fact"), Of: form.Get("of")}
	switch form.Get("whole") {
	case wholeNotSure:
		return a, ""
	case wholeNone:
		a.Value = playbook.None
		return a, ""
	}
	var values []string
	for _, one := range form["value"] {
		if one = strings.TrimSpace(one); one != "" {
			values = append(values, one)
		}
	}
	if len(values) == 0 && (!form.Has("value") || form.Get("whole") == "save") {
		return nil, "web.tell.choose"
	}
	a.Value = strings.Join(values, ",")
	return a, ""
}

// readPaid reads when, how much and how; what is not sure is left empty.
func readPaid(form url.Values) (app.Telling, string) {
	t := app.Paid{Rail: form.Get("rail")}
	day, problem := readDay(form)
	if problem != "" {
		return nil, problem
	}
	t.On = day
	text := strings.TrimSpace(form.Get("amount"))
	if !form.Has("when") && day.IsZero() {
		t.Open = append(t.Open, "payment.at")
	}
	if !form.Has("rail") {
		t.Open = append(t.Open, "payment.rail")
	}
	if len(t.Open) == 2 && text == "" {
		t.Open = nil // nothing was filled in: nothing of it is sure
	}
	if text == "" {
		return t, ""
	}
	amount, err := money.Parse(text, money.Currency(form.Get("currency")))
	if err != nil || amount.Minor <= 0 || amount.Currency == "" {
		return nil, "web.tell.amount"
	}
	t.Amount = amount
	return t, ""
}

// readDay reads a day: one that was chosen, or the one that was written. None is
// not an error: the person may not know it.
func readDay(form url.Values) (recourse.Date, string) {
	text := form.Get("when")
	if text == "" || text == "day" {
		text = strings.TrimSpace(form.Get("day"))
	}
	if text == "" || text == wholeNotSure {
		return recourse.Date{}, ""
	}
	day, err := recourse.ParseDate(text)
	if err != nil {
		return day, "web.tell.day"
	}
	return day, ""
}
