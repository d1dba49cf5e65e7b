package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"recourse"
	"recourse/internal/app"
)

// add keeps more files in a case.
func (s *Server) add(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	in, done, err := s.handedIn(w, v)
	defer done()
	if err != nil {
		return err
	}
	problem := refuseCheck(in)
	if problem == "web.home.empty" {
		problem = "web.add.empty"
	}
	if problem != "" {
		return s.showEvidence(w, v, c, http.StatusUnprocessableEntity, in.Text, v.printer.T(problem, "mb", MaxText>>20, "n", MaxFiles))
	}
	again, err := s.cfg.App.Add(v.r.Context(), v.who, c.ID, in)
	if errors.Is(err, app.ErrSecrets) {
		return s.showEvidence(w, v, c, http.StatusUnprocessableEntity, in.Text, v.printer.T("web.home.secrets"))
	}
	if errors.Is(err, recourse.Invalid) {
		return s.showEvidence(w, v, c, http.StatusUnprocessableEntity, in.Text, v.printer.T("web.home.unreadable"))
	}
	if err != nil {
		return fmt.Errorf("add to case: %w", err)
	}
	to := v.path("/case/" + c.ID + "/evidence")
	if again > 0 {
		to += "?again=" + strconv.Itoa(again)
	}
	http.Redirect(w, v.r, to, http.StatusSeeOther)
	return nil
}
