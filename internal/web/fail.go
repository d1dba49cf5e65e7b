package web

import (
	"context"
	"errors"
	"net/http"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/durable"
)

// errTooMany and errTooLarge are refusals of this door itself.
var (
	errTooMany  = errors.New("too many requests")
	errTooLarge = errors.New("request is too large")
)

// status maps an error to the status of its page. The page's words are the
// locale keys web.error.<status>.
func status(err error) int {
	var tooLarge *http.MaxBytesError
	var damaged *app.NotWholeError
	switch {
	case errors.As(err, &damaged):
		return http.StatusInternalServerError
	case errors.As(err, &tooLarge), errors.Is(err, errTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errTooMany):
		return http.StatusTooManyRequests
	case errors.Is(err, durable.ErrFull), errors.Is(err, durable.ErrReadOnly):
		return http.StatusInsufficientStorage
	case errors.Is(err, recourse.NotFound):
		return http.StatusNotFound
	case errors.Is(err, recourse.Invalid):
		return http.StatusUnprocessableEntity
	case errors.Is(err, recourse.Denied):
		return http.StatusForbidden
	case errors.Is(err, recourse.Conflict):
		return http.StatusConflict
	case errors.Is(err, recourse.Unavailable):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

type errorPage struct {
	Base
	Code        int
	Heading, Do string
}

// fail answers with the page of an error and logs what is our fault. The error's
// own text never reaches the page.
func (s *Server) fail(w http.ResponseWriter, v visit, err error) {
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // the browser has gone
	}
	code := status(err)
	if code >= http.StatusInternalServerError {
		s.cfg.Log.Error("page failed", "method", v.r.Method, "route", v.r.Pattern, "status", code, "err", err)
	}
	if code == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	page := errorPage{Base: s.base(v, "web.error.title", "/"), Code: code}
	switch code {
	case 403, 404, 409, 413, 422, 429, 503, 507:
	default:
		code = http.StatusInternalServerError
	}
	page.Heading, page.Do = errorWords(v, code)
	var damaged *app.NotWholeError
	if errors.As(err, &damaged) {
		page.Heading, page.Do = v.printer.T("web.error.damaged"), v.printer.T("web.error.damaged.do", "name", tame(damaged.Name))
	}
	if err := s.show(w, page.Code, "error", page); err != nil {
		s.cfg.Log.Error("error page failed", "err", err)
		http.Error(w, http.StatusText(page.Code), page.Code)
	}
}

func errorWords(v visit, code int) (heading, do string) {
	key := "web.error." + itoa(code)
	return v.printer.T(key), v.printer.T(key+".do", "mb", MaxUpload>>20)
}
