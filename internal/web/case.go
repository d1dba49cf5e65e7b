package web

import (
	"fmt"
	"net/http"
	"strconv"

	"recourse"
	"recourse/internal/app"
)

// load returns the case that the path names.
func (s *Server) load(v visit) (app.View, error) {
	id := v.r.PathValue("id")
	if !recourse.ValidID(id) {
		return app.View{}, fmt.Errorf("case %q: %w", id, recourse.NotFound)
	}
	view, err := s.cfg.App.Case(v.r.Context(), v.who, id)
	if err != nil {
		return app.View{}, fmt.Errorf("read case: %w", err)
	}
	return view, nil
}

// caseBase is the common part of a page about a case.
func (s *Server) caseBase(v visit, id, section, path string) Base {
	b := s.base(v, "web."+section+".title", "/case/"+id+path)
	b.Section, b.CaseID = section, id
	if section != "verdict" {
		b.Back = "/case/" + id
	} else {
		b.Back = "/"
	}
	return b
}

type verdictPage struct {
	Base
	verdictView
}

func (s *Server) verdict(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	if len(c.Findings.Files) == 0 && len(c.Findings.Said.Answers) > 0 { // told and not shown: there is nothing to judge
		http.Redirect(w, v.r, v.path("/case/"+c.ID+"/plan"), http.StatusSeeOther)
		return nil
	}
	page := verdictPage{s.caseBase(v, c.ID, "verdict", ""), viewVerdict(v.printer, c, s.cfg.Now())}
	return s.show(w, http.StatusOK, "verdict", page)
}

type planPage struct {
	Base
	planView
	Tell  tellView
	Form  *tellForm
	Error string // what is wrong with what was told, "" where nothing is
}

func (s *Server) plan(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	return s.showPlan(w, v, c, http.StatusOK, "")
}

// showPlan shows the plan of a case; problem is the key of what is wrong with
// what was told last.
func (s *Server) showPlan(w http.ResponseWriter, v visit, c app.View, code int, problem string) error {
	base := s.caseBase(v, c.ID, "plan", "/plan")
	t := &tellForm{Base: base, Action: base.URL("/case/", c.ID, "/plan"), form: v.r.PostForm}
	return s.showPlanOf(w, t, c.Findings, code, problem)
}

func (s *Server) showPlanOf(w http.ResponseWriter, t *tellForm, f app.Findings, code int, problem string) error {
	t.problem = problem
	page := planPage{Base: t.Base, planView: viewPlan(t, f, s.cfg.Now()), Tell: s.viewTell(t, f), Form: t}
	if problem != "" {
		page.Error = t.T(problem)
	}
	return s.show(w, code, "plan", page)
}

type evidencePage struct {
	Base
	evidenceView
	MB    int    // that can be added at once
	Text  string // that was pasted and not taken
	Error string // why
	Again string // what of the files that were added was there already

	Address      string // of a page that was not captured
	CaptureError string // why
}

func (s *Server) evidence(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	page := s.evidenceOf(v, c)
	if n, err := strconv.Atoi(v.r.URL.Query().Get("again")); err == nil && n > 0 && n <= MaxFiles {
		page.Again = v.printer.T("web.add.again", "n", n)
	}
	return s.show(w, http.StatusOK, "evidence", page)
}

func (s *Server) showEvidence(w http.ResponseWriter, v visit, c app.View, code int, text, problem string) error {
	page := s.evidenceOf(v, c)
	page.Text, page.Error = text, problem
	return s.show(w, code, "evidence", page)
}

func (s *Server) evidenceOf(v visit, c app.View) evidencePage {
	return evidencePage{Base: s.caseBase(v, c.ID, "evidence", "/evidence"), evidenceView: viewEvidence(v.printer, c), MB: MaxUpload >> 20}
}

type casesPage struct {
	Base
	Lines  []caseLine
	Erased bool // the person comes from erasing one
}

func (s *Server) cases(w http.ResponseWriter, v visit) error {
	lines, err := s.cfg.App.Cases(v.r.Context(), v.who)
	if err != nil {
		return fmt.Errorf("list cases: %w", err)
	}
	page := casesPage{Base: s.base(v, "web.cases.title", "/cases"), Lines: viewLines(v, lines, len(lines))}
	page.Section, page.Back, page.Erased = "cases", "/", v.r.URL.Query().Has("erased")
	return s.show(w, http.StatusOK, "cases", page)
}
