package web

import "net/http"

// leave ends the session, has the browser forget, and shows a page that says
// nothing of us. It is a plain link, so that it works without scripts. A visit
// that another site caused ends nothing.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "cross-site" && site != "same-site" {
		if c, err := r.Cookie(s.cookieName()); err == nil {
			if err := s.cfg.App.SignOut(r.Context(), c.Value); err != nil {
				s.cfg.Log.Error("sign out failed", "err", err)
			}
		}
		gone := s.cookie("") //nolint:gosec // as for the session: Secure follows the configuration
		gone.MaxAge = -1
		http.SetCookie(w, gone)
		w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	}
	v := visit{language: s.chosen(r), r: r}
	if err := s.show(w, http.StatusOK, "leave", s.base(v, "web.leave.title", "/")); err != nil {
		s.fail(w, v, err)
	}
}
