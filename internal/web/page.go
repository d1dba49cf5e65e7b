package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"recourse/locale"
)

//go:embed templates assets
var files embed.FS

// Base is what every page has. Page structs embed it; their templates call its
// methods.
type Base struct {
	Lang     string
	Path     string // behind the language prefix
	Title    string // neutral: it stands in the browser's history
	Section  string // which entry of the navigation is this page
	CaseID   string
	Back     string // path to go back to, "" for none
	SignedIn bool
	Others   []Other

	language language
	assets   map[string]string
}

// Other is the same page in a language.
type Other struct {
	Lang, Name, Href string
	Here             bool
}

// T says a text of the page's language.
func (b Base) T(key string, pairs ...any) string { return b.language.printer.T(key, pairs...) }

// URL returns the path of a page in this language.
func (b Base) URL(parts ...string) string { return b.language.path(strings.Join(parts, "")) }

// Asset returns the address of a file in assets, which changes with its bytes.
func (b Base) Asset(name string) string { return "/assets/" + name + "?v=" + b.assets[name] }

// pages are the parsed templates by name, and the digests of the assets.
type pages struct {
	templates map[string]*template.Template
	assets    map[string]string
}

func parsePages() (*pages, error) {
	shared, err := template.New("").Option("missingkey=error").ParseFS(files, "templates/shared/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse shared templates: %w", err)
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	p := &pages{templates: make(map[string]*template.Template), assets: make(map[string]string)}
	for _, name := range names {
		clone, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("clone shared templates: %w", err)
		}
		if _, err := clone.ParseFS(files, name); err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		p.templates[strings.TrimSuffix(path.Base(name), ".html")] = clone
	}
	return p, fs.WalkDir(files, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		p.assets[strings.TrimPrefix(name, "assets/")] = hex.EncodeToString(sum[:6])
		return nil
	})
}

// base returns the common part of a page that stands at path behind the language.
func (s *Server) base(v visit, title, path string) Base {
	b := Base{
		Lang: v.printer.Lang(), Path: path, Title: v.printer.T(title), SignedIn: v.who != "",
		language: v.language, assets: s.pages.assets,
	}
	for _, l := range s.languages {
		b.Others = append(b.Others, Other{
			Lang: l.printer.Lang(), Name: languageName(l.printer), Href: l.path(path), Here: l.prefix == v.prefix,
		})
	}
	return b
}

func languageName(p *locale.Printer) string { return p.T("language.name") }

// show renders a page whole before the first byte is sent: a page that fails
// half-way becomes an error page, not half a page.
func (s *Server) show(w http.ResponseWriter, status int, name string, page any) error {
	t, ok := s.pages.templates[name]
	if !ok {
		return fmt.Errorf("no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the browser has gone: nobody to tell
	return nil
}

// asset serves our own files; their addresses change with their bytes.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if _, ok := s.pages.assets[name]; !ok {
		http.NotFound(w, r)
		return
	}
	b, err := files.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".woff2":
		kind = "font/woff2"
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=86400")
	_, _ = w.Write(b) // as in show
}
