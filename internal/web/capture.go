package web

import (
	"errors"
	"fmt"
	"net/http"

	"recourse"
	"recourse/internal/child"
)

// capture captures a web page, because the person asks for it.
func (s *Server) capture(w http.ResponseWriter, v visit) error {
	if !s.checks.Allow() {
		return errTooMany
	}
	c, err := s.load(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	address := v.r.PostFormValue("address")
	item, err := s.cfg.App.Capture(v.r.Context(), v.who, c.ID, address)
	var missing *child.NotInstalledError
	problem := ""
	switch {
	case err == nil:
		http.Redirect(w, v.r, v.path("/case/"+c.ID+"/item/"+item.ID), http.StatusSeeOther)
		return nil
	case errors.As(err, &missing):
		problem = "web.capture.missing"
	case errors.Is(err, recourse.Denied):
		problem = "web.capture.denied"
	case errors.Is(err, recourse.Invalid):
		problem = "web.capture.invalid"
	case errors.Is(err, recourse.Unavailable):
		problem = "web.capture.unavailable"
	default:
		return fmt.Errorf("capture page: %w", err)
	}
	page := s.evidenceOf(v, c)
	page.Address, page.CaptureError = address, v.printer.T(problem)
	return s.show(w, http.StatusUnprocessableEntity, "evidence", page)
}
