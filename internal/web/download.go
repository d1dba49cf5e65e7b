package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"recourse"
	"recourse/internal/app"
)

// downloadTypes are the media types of what we write. Anything else is bytes.
var downloadTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".json": "application/json",
	".ics":  "text/calendar; charset=utf-8",
	".pdf":  "application/pdf",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".zip":  "application/zip",
}

// download sends one result to be saved, never to be shown: the words in it are
// other people's.
func (s *Server) download(w http.ResponseWriter, v visit) error {
	id, name := v.r.PathValue("id"), v.r.PathValue("file")
	if !recourse.ValidID(id) || !fs.ValidPath(name) {
		return fmt.Errorf("download %q: %w", name, recourse.NotFound)
	}
	if slices.Contains(packages[:], name) && v.r.URL.Query().Get("without") == "" {
		c, err := s.load(v)
		if err != nil {
			return err
		}
		if held, _ := c.HeldBack(name); len(held) > 0 {
			http.Redirect(w, v.r, v.path("/case/"+id+"/identity/"+name), http.StatusSeeOther)
			return nil
		}
	}
	if err := s.wholeAgain(v, id, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	out := &attachment{w: w, name: path.Base(name)}
	return s.sent(out, id+"/"+name, s.cfg.App.Write(v.r.Context(), v.who, id, name, v.printer.Lang(), out))
}

// sent ends a download. What it is says a case and what of it.
func (s *Server) sent(out *attachment, what string, err error) error {
	if err == nil {
		out.begin() // an empty result is a result
		return nil
	}
	if !out.begun {
		return fmt.Errorf("write %s: %w", out.name, err)
	}
	var damaged *app.NotWholeError
	if errors.As(err, &damaged) {
		s.brokeOff.Store(what, damaged)
	}
	// Half a file must not look like a whole one: break the connection.
	s.cfg.Log.Error("download broke off", "err", err)
	panic(http.ErrAbortHandler)
}

// wholeAgain is for a download of the case that broke off, because a file in it was not
// whole: who asks again is told which it is, unless it is whole by now.
func (s *Server) wholeAgain(v visit, caseID, of string) error {
	damaged, broke := s.brokeOff.Load(caseID + "/" + of)
	if !broke {
		return nil
	}
	if err := s.cfg.App.ReadAgain(v.r.Context(), v.who, caseID, damaged.(*app.NotWholeError)); err != nil {
		return err //nolint:wrapcheck // the caller does
	}
	s.brokeOff.Delete(caseID + "/" + of)
	return nil
}

// attachment sends its headers with the first byte, so that an error before it
// can still become a page.
type attachment struct {
	w     http.ResponseWriter
	name  string
	begun bool
}

func (a *attachment) begin() {
	if a.begun {
		return
	}
	a.begun = true
	kind, ok := downloadTypes[strings.ToLower(path.Ext(a.name))]
	if !ok {
		kind = "application/octet-stream"
	}
	h := a.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(a.name))
	h.Set("Content-Security-Policy", filePolicy)
	a.w.WriteHeader(http.StatusOK)
}

// Write passes b on.
func (a *attachment) Write(b []byte) (int, error) {
	a.begin()
	return a.w.Write(b)
}

// disposition names a file to save, in ASCII and in full (RFC 6266, RFC 8187).
func disposition(name string) string {
	var plain, full strings.Builder
	for _, b := range []byte(name) {
		safe := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.'
		if safe {
			plain.WriteByte(b)
			full.WriteByte(b)
			continue
		}
		plain.WriteByte('_')
		fmt.Fprintf(&full, "%%%02X", b)
	}
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain.String(), full.String())
}
