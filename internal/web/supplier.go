package web

import (
	"errors"
	"fmt"
	"net/http"

	"recourse"
	"recourse/internal/app"
)

// supplierQuestion is the id of the question that the page asks for the person.
const supplierQuestion = "supplier"

// supplierPage is the question whether to buy: the box, or the answer.
type supplierPage struct {
	checkForm
	Kind     string // the verdict, "" where nothing was judged yet
	Heading  string
	Say      string
	Answer   *answerView
	Problems []string
}

func (s *Server) supplier(w http.ResponseWriter, v visit) error {
	return s.showSupplier(w, v, http.StatusOK, "", "", nil)
}

func (s *Server) showSupplier(w http.ResponseWriter, v visit, code int, text, problem string, problems []string) error {
	page := s.supplierForm(v, text)
	page.Error, page.Problems = problem, problems
	return s.show(w, code, "supplier", page)
}

func (s *Server) supplierForm(v visit, text string) supplierPage {
	page := supplierPage{checkForm: checkForm{Base: s.base(v, "web.supplier.title", "/supplier"), MB: MaxUpload >> 20, Text: text}}
	page.Section, page.Back = "home", "/"
	return page
}

// judgeSupplier answers the question on the spot. Nothing is kept.
func (s *Server) judgeSupplier(w http.ResponseWriter, v visit) error {
	in, done, err := s.handedIn(w, v)
	defer done()
	if err != nil {
		return err
	}
	in.Question = supplierQuestion
	if problem := refuseCheck(in); problem != "" {
		return s.showSupplier(w, v, http.StatusUnprocessableEntity, in.Text, v.printer.T(problem, "mb", MaxText>>20, "n", MaxFiles), nil)
	}
	f, err := s.cfg.App.Consider(v.r.Context(), v.who, in)
	unreadable := err == nil && (f.Verdict.Answer == nil || !readable(f))
	if unreadable || errors.Is(err, recourse.Invalid) {
		return s.showSupplier(w, v, http.StatusUnprocessableEntity, in.Text, v.printer.T("web.supplier.unread"), problemsOf(v.printer, f))
	}
	if err != nil {
		return fmt.Errorf("consider supplier: %w", err)
	}
	page := s.supplierForm(v, in.Text)
	page.Kind, page.Heading = f.Verdict.Verdict, v.printer.Say(f.Verdict.Answer.Heading)
	page.Say = v.printer.T("web.supplier.say." + page.Kind)
	page.Answer = viewAnswer(v.printer, f.Verdict.Answer, f.Thread.Text)
	page.Problems = problemsOf(v.printer, f)
	return s.show(w, http.StatusOK, "supplier", page)
}

// handedIn reads what a form with files carries. done removes what waited on disk.
func (s *Server) handedIn(w http.ResponseWriter, v visit) (in app.Input, done func(), err error) {
	done = func() {}
	if !s.checks.Allow() {
		return in, done, errTooMany
	}
	if v.r.ContentLength > MaxUpload {
		return in, done, errTooLarge
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, MaxUpload)
	in, err = readCheck(v.r)
	if form := v.r.MultipartForm; form != nil {
		done = func() { _ = form.RemoveAll() } // temporary files; the system removes what stays
	}
	in.Country, in.Lang = s.cfg.Country, v.printer.Lang()
	return in, done, err
}
