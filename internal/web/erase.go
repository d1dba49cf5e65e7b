package web

import (
	"errors"
	"fmt"
	"net/http"

	"recourse"
	"recourse/internal/app"
)

// erasePage asks once more, and says what goes and what stays.
type erasePage struct {
	Base
	Files int
	Error string
}

func (s *Server) eraseForm(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	return s.showErase(w, v, c, http.StatusOK, "")
}

func (s *Server) showErase(w http.ResponseWriter, v visit, c app.View, code int, problem string) error {
	page := erasePage{s.caseBase(v, c.ID, "erase", "/erase"), max(len(withoutTexts(c.Kept)), len(c.Findings.Files)), problem}
	page.Section, page.Back = "evidence", "/case/"+c.ID+"/evidence"
	return s.show(w, code, "erase", page)
}

// erase erases the case where the box was ticked.
func (s *Server) erase(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return fmt.Errorf("read form: %w", errors.Join(err, recourse.Invalid))
	}
	if v.r.PostFormValue("sure") != "yes" {
		return s.showErase(w, v, c, http.StatusUnprocessableEntity, v.printer.T("web.erase.box.missing"))
	}
	if err := s.cfg.App.Erase(v.r.Context(), v.who, c.ID, "web"); err != nil {
		return fmt.Errorf("erase case: %w", err)
	}
	http.Redirect(w, v.r, v.path("/cases?erased=1"), http.StatusSeeOther)
	return nil
}
