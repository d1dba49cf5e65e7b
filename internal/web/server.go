package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"recourse"
	"recourse/internal/app"
	"recourse/locale"
)

// Sessions is who may come in.
type Sessions interface {
	// SignIn redeems a one-time token for a session; kind Denied where it is spent or unknown.
	SignIn(ctx context.Context, token string) (session string, err error)
	// Session returns whose session it is; kind Denied where it is none.
	Session(ctx context.Context, session string) (who string, err error)
	SignOut(ctx context.Context, session string) error
}

// Cases is what a person may do with what they have.
type Cases interface {
	Open(ctx context.Context, who string, in app.Input) (caseID string, err error)
	Case(ctx context.Context, who, caseID string) (app.View, error)
	Cases(ctx context.Context, who string) ([]app.CaseLine, error)
	// Add keeps more in a case.
	Add(ctx context.Context, who, caseID string, in app.Input) (again int, err error)
	// Erase erases a case for good; door is how the person came.
	Erase(ctx context.Context, who, caseID, door string) error
	// Consider judges what is handed in and keeps nothing.
	Consider(ctx context.Context, who string, in app.Input) (app.Findings, error)
	// Write writes one result by its path, such as report.pdf, papers/x.pdf or everything.zip.
	Write(ctx context.Context, who, caseID, name, lang string, w io.Writer) error
}

// App is what the pages need of the application.
type App interface {
	Sessions
	Cases
	Tables
	Names
	Items
	Matters
}

// Limits on what one request may carry.
const (
	MaxUpload = 200 << 20 // all files and the text of one check, in bytes
	MaxFiles  = 200       // files in one check
	MaxText   = 2 << 20   // pasted text, in bytes
	maxForm   = 64 << 10  // any other form, in bytes
)

// Config is what [New] needs. Now and App and Catalogues must be set.
type Config struct {
	App        App
	Catalogues *locale.Catalogues
	Now        func() time.Time
	Log        *slog.Logger
	// Hosts are the host names, without port, that the server answers to beside
	// localhost, 127.0.0.1 and [::1]. Personal mode leaves it empty, so that a
	// page elsewhere cannot reach it under a name of its own (DNS rebinding).
	Hosts []string
	// Secure says that browsers reach the server over TLS.
	Secure bool
	// Country is the person's country where nothing else is said, as ISO 3166-1 alpha-2.
	Country string
	// Lang is the language of the pages where a browser asks for none that is there; ""
	// is English.
	Lang string
}

// Server serves the pages. It is safe for concurrent use.
type Server struct {
	cfg       Config
	pages     *pages
	languages []language
	handler   http.Handler

	signIns, checks *rate.Limiter

	brokeOff sync.Map // *app.NotWholeError by the case and what of it was downloaded
}

var _ http.Handler = (*Server)(nil)

// New prepares the pages and their routes.
func New(cfg Config) (*Server, error) {
	if cfg.App == nil || cfg.Catalogues == nil || cfg.Now == nil {
		return nil, fmt.Errorf("web needs App, Catalogues and Now: %w", recourse.Invalid)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, pages: pages,
		signIns: rate.NewLimiter(rate.Every(10*time.Second), 6),
		checks:  rate.NewLimiter(rate.Every(3*time.Second), 20),
	}
	for _, tag := range cfg.Catalogues.Languages() {
		p, err := cfg.Catalogues.Printer(tag)
		if err != nil {
			return nil, err
		}
		s.languages = append(s.languages, language{prefix: prefixOf(tag), printer: p})
	}
	s.handler = s.guard(s.routes())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// language is one language of the pages; its prefix starts their paths.
type language struct {
	prefix  string
	printer *locale.Printer
}

// prefixOf returns the path prefix of a language: sr for sr-Latn, else the tag
// in lower case.
func prefixOf(tag string) string {
	if tag == "sr-Latn" {
		return "sr"
	}
	return strings.ToLower(tag)
}

// visit is one request to a page: its language and who asks.
type visit struct {
	language
	who string // "" where nobody is signed in
	r   *http.Request
}

// handle answers a visit. An error becomes an error page, in one place.
type handle func(w http.ResponseWriter, v visit) error

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.root)
	mux.HandleFunc("GET /sign-in", s.signInLink)
	mux.HandleFunc("GET /leave", s.leave)
	mux.HandleFunc("GET /assets/{file...}", s.asset)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { // asked for by pages without an icon, as leave is
		r.SetPathValue("file", "icon.svg")
		s.asset(w, r)
	})
	for _, l := range s.languages {
		at := func(pattern string, h handle) {
			method, path, _ := strings.Cut(pattern, " ")
			mux.HandleFunc(method+" /"+l.prefix+path, s.visitor(l, h))
		}
		mux.HandleFunc("GET /"+l.prefix, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/"+l.prefix+"/", http.StatusSeeOther)
		})
		at("GET /{$}", s.known(s.home))
		at("POST /check", s.known(s.check))
		at("GET /start/{door}", s.known(s.start))
		at("POST /paid", s.known(s.paid))
		at("GET /plan", s.known(s.freePlan))
		at("POST /plan", s.known(s.tellFreely))
		at("GET /supplier", s.known(s.supplier))
		at("POST /supplier", s.known(s.judgeSupplier))
		at("GET /cases", s.known(s.cases))
		at("GET /case/{id}", s.known(s.verdict))
		at("GET /case/{id}/plan", s.known(s.plan))
		at("POST /case/{id}/plan", s.known(s.tell))
		at("GET /case/{id}/law", s.known(s.law))
		at("GET /case/{id}/evidence", s.known(s.evidence))
		at("POST /case/{id}/add", s.known(s.add))
		at("GET /case/{id}/erase", s.known(s.eraseForm))
		at("POST /case/{id}/erase", s.known(s.erase))
		at("GET /case/{id}/columns", s.known(s.columns))
		at("POST /case/{id}/columns", s.known(s.chooseColumns))
		at("POST /case/{id}/names", s.known(s.nameThem))
		at("POST /case/{id}/capture", s.known(s.capture))
		at("GET /case/{id}/item/{item}", s.known(s.item))
		at("POST /case/{id}/item/{item}/kind", s.known(s.classify))
		at("POST /case/{id}/item/{item}/get", s.known(s.takeItem))
		at("GET /case/{id}/item/{item}/page/{page}", s.known(s.pagePicture))
		at("GET /case/{id}/item/{item}/redact", s.known(s.redactForm))
		at("POST /case/{id}/item/{item}/redact", s.known(s.redact))
		at("GET /case/{id}/identity/{file}", s.known(s.identity))
		at("GET /case/{id}/tables", s.known(s.tables))
		at("POST /case/{id}/tables", s.known(s.changeTable))
		at("GET /case/{id}/get/{file...}", s.known(s.download))
		at("GET /sign-in", s.signInForm)
		at("POST /sign-in", s.signIn)
		for _, name := range []string{"safety", "privacy", "how-we-decide"} {
			at("GET /"+name, s.text(name))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.visitor(s.named(r), func(http.ResponseWriter, visit) error { return recourse.NotFound })(w, r)
	})
	return mux
}

// visitor makes a handler of h: who asks, then h, then the page of its error.
func (s *Server) visitor(l language, h handle) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := visit{language: l, r: r}
		if c, err := r.Cookie(s.cookieName()); err == nil {
			who, err := s.cfg.App.Session(r.Context(), c.Value)
			switch {
			case err == nil:
				v.who = who
			case !errors.Is(err, recourse.Denied) && !errors.Is(err, recourse.NotFound):
				s.fail(w, v, fmt.Errorf("look up session: %w", err))
				return
			}
		}
		if err := h(w, v); err != nil {
			s.fail(w, v, err)
		}
	}
}

// known lets h see signed-in persons only; others are sent to the sign-in page.
func (s *Server) known(h handle) handle {
	return func(w http.ResponseWriter, v visit) error {
		if v.who == "" {
			http.Redirect(w, v.r, v.path("/sign-in"), http.StatusSeeOther)
			return nil
		}
		return h(w, v)
	}
}

// path returns a path below the visit's language.
func (l language) path(rest string) string { return "/" + l.prefix + rest }

// chosen returns the language that the browser asks for.
func (s *Server) chosen(r *http.Request) language {
	tag := s.cfg.Catalogues.Fitting(r.Header.Get("Accept-Language"))
	if tag == "" {
		tag = s.cfg.Lang
	}
	for _, l := range s.languages {
		if l.printer.Lang() == tag {
			return l
		}
	}
	return s.languages[0]
}

// named returns the language that the path begins with, else the browser's.
func (s *Server) named(r *http.Request) language {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, l := range s.languages {
		if l.prefix == first {
			return l
		}
	}
	return s.chosen(r)
}

// root sends the browser to its language.
func (s *Server) root(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept-Language")
	http.Redirect(w, r, s.chosen(r).path("/"), http.StatusSeeOther)
}

// signInLink sends a printed link to its page in the browser's language.
func (s *Server) signInLink(w http.ResponseWriter, r *http.Request) {
	to := url.URL{Path: s.chosen(r).path("/sign-in"), RawQuery: url.Values{"token": {r.URL.Query().Get("token")}}.Encode()}
	w.Header().Add("Vary", "Accept-Language")
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}
