package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"recourse"
)

func itoa(n int) string { return strconv.Itoa(n) }

// cookieName is the session's cookie. Over TLS the prefix binds it to this host.
func (s *Server) cookieName() string {
	if s.cfg.Secure {
		return "__Host-recourse"
	}
	return "recourse"
}

func (s *Server) cookie(value string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the configuration: personal mode has no TLS on loopback
		Name: s.cookieName(), Value: value, Path: "/",
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteStrictMode,
	}
}

type signInPage struct {
	Base
	Token  string
	Failed bool
}

// signInForm asks for one press of a button: a link that is only fetched, by a
// preview or a scanner, must not spend the token.
func (s *Server) signInForm(w http.ResponseWriter, v visit) error {
	if v.who != "" {
		http.Redirect(w, v.r, v.path("/"), http.StatusSeeOther)
		return nil
	}
	page := signInPage{Base: s.base(v, "web.signin.title", "/sign-in"), Token: v.r.URL.Query().Get("token")}
	if page.Token != "" { // who chooses another language has not used the link yet
		for i := range page.Others {
			page.Others[i].Href += "?" + url.Values{"token": {page.Token}}.Encode()
		}
	}
	return s.show(w, http.StatusOK, "signin", page)
}

func (s *Server) signIn(w http.ResponseWriter, v visit) error {
	if !s.signIns.Allow() {
		return errTooMany
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return fmt.Errorf("read sign-in form: %w", errors.Join(err, recourse.Invalid))
	}
	session, err := s.cfg.App.SignIn(v.r.Context(), v.r.PostForm.Get("token"))
	if errors.Is(err, recourse.Denied) || errors.Is(err, recourse.NotFound) || errors.Is(err, recourse.Invalid) {
		page := signInPage{Base: s.base(v, "web.signin.title", "/sign-in"), Failed: true}
		return s.show(w, http.StatusForbidden, "signin", page)
	}
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	http.SetCookie(w, s.cookie(session))
	http.Redirect(w, v.r, v.path("/"), http.StatusSeeOther)
	return nil
}
