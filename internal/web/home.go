package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/durable"
)

// doors are the ways in beside the box, by the last part of their path.
var doors = []string{"now", "paid", "supplier"}

// checkForm is the box: what was put in, and what was wrong with it.
type checkForm struct {
	Base
	Text  string
	Error string // what is wrong, "" where nothing is
	Door  string
	MB    int
	Doors []string
	Steps []brief
}

func (s *Server) form(v visit, door, path string) checkForm {
	return checkForm{Base: s.base(v, "web.home.title", path), Door: door, MB: MaxUpload >> 20, Doors: doors}
}

type homePage struct {
	checkForm
	Recent []caseLine
}

func (s *Server) home(w http.ResponseWriter, v visit) error {
	return s.showHome(w, v, http.StatusOK, "", "")
}

func (s *Server) showHome(w http.ResponseWriter, v visit, code int, text, problem string) error {
	page := homePage{checkForm: s.form(v, "", "/")}
	page.Section, page.Text, page.Error = "home", text, problem
	lines, err := s.cfg.App.Cases(v.r.Context(), v.who)
	if err != nil {
		return fmt.Errorf("list cases: %w", err)
	}
	page.Recent = viewLines(v, lines, 3)
	return s.show(w, code, "home", page)
}

// startPage is one of the doors: what to do first, and the same box. Where money
// was sent, it asks about that first.
type startPage struct {
	checkForm
	Pay *payView
}

func (s *Server) start(w http.ResponseWriter, v visit) error {
	return s.showStart(w, v, v.r.PathValue("door"), http.StatusOK, "", "")
}

// showStart shows a door with what was filled in; problem is the key of what is
// wrong with it, "" for nothing.
func (s *Server) showStart(w http.ResponseWriter, v visit, door string, code int, text, problem string) error {
	for _, d := range doors {
		if d != door {
			continue
		}
		page := startPage{checkForm: s.form(v, d, "/start/"+d)}
		page.Text = text
		if problem != "" {
			page.Error = v.printer.T(problem, "mb", MaxText>>20, "n", MaxFiles)
		}
		page.Section, page.Back = "home", "/"
		for _, n := range []string{"1", "2", "3"} {
			key := "web.start." + d + "." + n
			page.Steps = append(page.Steps, brief{Title: v.printer.T(key), Text: v.printer.T(key + ".text")})
		}
		if d == "paid" {
			pay := s.pay(&tellForm{Base: page.Base, Action: page.URL("/paid"), form: v.r.PostForm, problem: problem}, "pay", recourse.DateOf(s.cfg.Now()))
			page.Pay = &pay
		}
		return s.show(w, code, "start", page)
	}
	return recourse.NotFound
}

// check opens a case with what was pasted and chosen.
func (s *Server) check(w http.ResponseWriter, v visit) error {
	in, done, err := s.handedIn(w, v)
	defer done()
	if err != nil {
		return err
	}
	if problem := refuseCheck(in); problem != "" {
		return s.showHome(w, v, http.StatusUnprocessableEntity, in.Text, v.printer.T(problem, "mb", MaxText>>20, "n", MaxFiles))
	}
	id, err := s.cfg.App.Open(v.r.Context(), v.who, in)
	if errors.Is(err, app.ErrSecrets) {
		return s.showHome(w, v, http.StatusUnprocessableEntity, in.Text, v.printer.T("web.home.secrets"))
	}
	if errors.Is(err, recourse.Invalid) {
		return s.showHome(w, v, http.StatusUnprocessableEntity, in.Text, v.printer.T("web.home.unreadable"))
	}
	if err != nil {
		return fmt.Errorf("open case: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+id), http.StatusSeeOther)
	return nil
}

// refuseCheck returns the key of what is wrong with the input, "" for nothing.
func refuseCheck(in app.Input) string {
	switch {
	case strings.TrimSpace(in.Text) == "" && len(in.Files) == 0:
		return "web.home.empty"
	case len(in.Text) > MaxText:
		return "web.home.long"
	case len(in.Files) > MaxFiles:
		return "web.home.many"
	}
	return ""
}

// readCheck reads the form. Up to 32 MB stay in memory; larger files wait in
// the system's temporary folder until the answer is sent.
func readCheck(r *http.Request) (app.Input, error) {
	var in app.Input
	if err := r.ParseMultipartForm(32 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return in, err
		}
		if disk := durable.Explain(err); errors.Is(disk, recourse.Unavailable) {
			return in, fmt.Errorf("read form: %w", disk)
		}
		return in, fmt.Errorf("read form: %w", errors.Join(err, recourse.Invalid))
	}
	in.Text = strings.ToValidUTF8(r.PostFormValue("text"), "\uFFFD")
	if r.MultipartForm == nil {
		return in, nil
	}
	for _, h := range r.MultipartForm.File["files"] {
		if h.Filename == "" && h.Size == 0 {
			continue // the browser sends one empty part where no file is chosen
		}
		in.Files = append(in.Files, upload(h))
	}
	return in, nil
}

func upload(h *multipart.FileHeader) app.Upload {
	return app.Upload{Name: h.Filename, Size: h.Size, Open: func() (io.ReadCloser, error) { return h.Open() }}
}
