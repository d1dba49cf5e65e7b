package web

import (
	"errors"
	"fmt"
	"net/http"

	"recourse"
	"recourse/internal/app"
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
	var failed *app.CaptureError
	var problem recourse.Phrase
	switch {
	case err == nil:
		http.Redirect(w, v.r, v.path("/case/"+c.ID+"/item/"+item.ID), http.StatusSeeOther)
		return nil
	case errors.As(err, &missing):
		problem = recourse.P("web.capture.missing")
	case errors.As(err, &failed):
		problem = failed.Phrase()
	case errors.Is(err, recourse.Invalid), errors.Is(err, recourse.Denied), errors.Is(err, recourse.Unavailable):
		problem = recourse.P("capture.fail."+app.CaptureOther, "url", address)
	default:
		return fmt.Errorf("capture page: %w", err)
	}
	page := s.evidenceOf(v, c)
	page.Address, page.CaptureError = address, v.printer.Say(problem)
	return s.show(w, http.StatusUnprocessableEntity, "evidence", page)
}
