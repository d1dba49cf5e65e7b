package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/evidence"
	"recourse/redact"
)

// Items is what a person may do with one thing that is kept.
type Items interface {
	// Item returns an item, what was made from it and what it was made from.
	Item(ctx context.Context, who, caseID, itemID string) (evidence.Item, []evidence.Item, error)
	// Classify says what an item is.
	Classify(ctx context.Context, who, caseID, itemID string, kind evidence.Kind) error
	// WriteItem writes its bytes; app.ErrIdentity refuses an identity document.
	WriteItem(ctx context.Context, who, caseID, itemID string, identity bool, w io.Writer) error
	// ReadAgain reads an item that was not whole, and returns why it still is not.
	ReadAgain(ctx context.Context, who, caseID string, err *app.NotWholeError) error
	// Matter opens an item to be redacted.
	Matter(ctx context.Context, who, caseID, itemID string, words bool) (*app.Matter, error)
	// Excerpt returns how a text that was read out of an item begins.
	Excerpt(ctx context.Context, who string, text evidence.Item, most int) (begin string, more bool, err error)
	// Capture captures a web page for a case.
	Capture(ctx context.Context, who, caseID, address string) (evidence.Item, error)
	// Redact makes a redacted twin of it.
	Redact(ctx context.Context, who, caseID, itemID string, w app.Withhold) (evidence.Item, []recourse.Problem, error)
}

// itemPage is one thing that is kept.
type itemPage struct {
	Base
	ID       string
	Name     string
	Facts    []fact
	Kind     evidence.Kind
	Kinds    []roleView
	Original bool // it was handed in
	Twin     bool
	Text     bool // programs read it out of another item
	Secrets  bool
	Identity bool
	Inside   []string // places in it that look like an identity document
	Preview  string   // path of its picture, "" for none
	Width    int
	Excerpt  string // of a twin that is text
	Warnings []string
	From     *itemLink
	Made     []itemLink
	Read     *readView  // the text that was read out of it, or that it is
	Texts    []itemLink // that were read out of what lies in it
	Redacts  bool       // a twin can be made of it
}

// itemLink leads to another item.
type itemLink struct{ Name, What, Href string }

func (s *Server) item(w http.ResponseWriter, v visit) error {
	item, related, err := s.loadItem(v)
	if err != nil {
		return err
	}
	page := itemPage{
		Base: s.caseBase(v, item.Case, "item", "/item/"+item.ID), ID: item.ID, Name: tame(item.Name), Facts: itemFacts(v, item), Kind: item.Kind,
		Original: item.Parent == "", Twin: app.IsTwin(item), Text: app.IsText(item), Secrets: app.IsSecrets(item), Identity: app.HoldsIdentity(item), Inside: insides(item),
		Redacts: item.Parent == "" || item.Kind == evidence.PageCapture && !app.IsText(item),
	}
	page.Section, page.Back = "evidence", "/case/"+item.Case+"/evidence"
	for _, k := range evidence.Kinds() {
		page.Kinds = append(page.Kinds, roleView{string(k), v.printer.T("document." + string(k))})
	}
	if err := s.relate(v, item, related, &page); err != nil {
		return err
	}
	if err := s.preview(v, item, &page); err != nil {
		return err
	}
	for _, code := range strings.Split(v.r.URL.Query().Get("warn"), ",") {
		if slices.Contains(twinWarnings[:], code) {
			page.Warnings = append(page.Warnings, v.printer.T("web.twin.warn."+code))
		}
	}
	return s.show(w, http.StatusOK, "item", page)
}

// twinWarnings are the problems of a twin that its page shows, by their codes.
var twinWarnings = [...]string{"redaction-not-found", "redaction-again", "redaction-readable"}

// loadItem returns the item that the path names.
func (s *Server) loadItem(v visit) (evidence.Item, []evidence.Item, error) {
	id, itemID := v.r.PathValue("id"), v.r.PathValue("item")
	if !recourse.ValidID(id) || !recourse.ValidID(itemID) {
		return evidence.Item{}, nil, fmt.Errorf("item %q: %w", itemID, recourse.NotFound)
	}
	item, related, err := s.cfg.App.Item(v.r.Context(), v.who, id, itemID)
	if err != nil {
		return evidence.Item{}, nil, fmt.Errorf("read item: %w", err)
	}
	return item, related, nil
}

func itemFacts(v visit, item evidence.Item) []fact {
	p := v.printer
	facts := []fact{
		{p.T("web.item.kind"), p.T("document." + string(item.Kind)), false},
		{p.T("web.item.size"), size(p, item.Size), false},
		{p.T("web.item.at"), p.Date(recourse.DateOf(item.At)), false},
		{"SHA-256", item.SHA256, true},
	}
	if item.Origin != "" {
		facts = append(facts, fact{p.T("web.item.origin"), tame(item.Origin), true})
	}
	if item.Tool != "" {
		facts = append(facts, fact{p.T("web.item.tool"), item.Tool, true})
	}
	return facts
}

// madeWhat says what a derivative is.
func madeWhat(v visit, i evidence.Item) string {
	switch {
	case app.IsTwin(i):
		return v.printer.T("web.item.made.twin")
	case app.IsSecrets(i):
		return v.printer.T("web.item.made.secrets")
	case app.IsText(i):
		return v.printer.T("web.item.made.text")
	case redact.IsTool(i.Tool):
		return v.printer.T("web.item.made.record")
	}
	return v.printer.T("document." + string(i.Kind))
}

const (
	previewWidth = 300  // pixels, what a small telephone shows without scrolling
	widest       = 1000 // pixels
	excerpt      = 3000 // bytes
)

// preview shows a picture or page as we painted it, or how a text begins.
func (s *Server) preview(v visit, item evidence.Item, page *itemPage) error {
	shown := strings.HasPrefix(item.MediaType, "image/") || item.MediaType == "application/pdf"
	switch {
	case page.Secrets:
	case shown:
		page.Preview, page.Width = "/case/"+item.Case+"/item/"+item.ID+"/page/1", previewWidth
	case page.Twin:
		m, err := s.cfg.App.Matter(v.r.Context(), v.who, item.Case, item.ID, false)
		if err != nil {
			return fmt.Errorf("open twin: %w", err)
		}
		text := m.Text
		if len(text) > excerpt {
			text = strings.ToValidUTF8(text[:excerpt], "") + "…"
		}
		page.Excerpt = tameLines(text)
	}
	return nil
}

// tameLines is tame for a text of several lines.
func tameLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = tame(l)
	}
	return strings.Join(lines, "\n")
}

// classify keeps what the person says that an item is.
func (s *Server) classify(w http.ResponseWriter, v visit) error {
	item, _, err := s.loadItem(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	if err := s.cfg.App.Classify(v.r.Context(), v.who, item.Case, item.ID, evidence.Kind(v.r.PostFormValue("kind"))); err != nil {
		return fmt.Errorf("classify item: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+item.Case+"/item/"+item.ID), http.StatusSeeOther)
	return nil
}

func readForm(w http.ResponseWriter, v visit) error {
	v.r.Body = http.MaxBytesReader(w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return fmt.Errorf("read form: %w", errors.Join(err, recourse.Invalid))
	}
	return nil
}

// takeItem sends an item to be saved. An identity document goes where the box was
// ticked.
func (s *Server) takeItem(w http.ResponseWriter, v visit) error {
	item, _, err := s.loadItem(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	name := item.Name[strings.LastIndexAny(item.Name, "/\\!")+1:]
	out := &attachment{w: w, name: name}
	if err := s.wholeAgain(v, item.Case, item.ID); err != nil {
		return fmt.Errorf("write item: %w", err)
	}
	return s.sent(out, item.Case+"/"+item.ID, s.cfg.App.WriteItem(v.r.Context(), v.who, item.Case, item.ID, v.r.PostFormValue("identity") == "yes", out))
}

// pagePicture sends a page of an item as a picture that we painted.
func (s *Server) pagePicture(w http.ResponseWriter, v visit) error {
	item, _, err := s.loadItem(v)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.r.PathValue("page"))
	if err != nil || app.IsSecrets(item) {
		return fmt.Errorf("page %q: %w", v.r.PathValue("page"), recourse.NotFound)
	}
	m, err := s.cfg.App.Matter(v.r.Context(), v.who, item.Case, item.ID, false)
	if err != nil {
		return fmt.Errorf("open item: %w", err)
	}
	state := readChoiceOfAreas(v.r.URL.Query())
	b, err := m.Preview(v.r.Context(), number, state.width, append(state.regions, state.marks()...))
	if err != nil {
		return fmt.Errorf("paint page: %w", err)
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(b) // as in show
	return nil
}

// identityPage asks before a package with an identity document leaves.
type identityPage struct {
	Base
	Held          []heldView
	Beside        bool   // more than identity documents stays out
	None          string // what is said where nothing else is left
	Without, With string // Without is "" where it would hold nothing
}

// heldView is a file that stays out without the confirmation.
type heldView struct {
	Name, Beside string
	Inside       []string
}

func viewHeld(h app.HeldBack) heldView {
	view := heldView{Name: tame(h.Name), Beside: tame(app.Told(h.Beside))}
	for _, place := range h.Inside {
		view.Inside = append(view.Inside, tame(place))
	}
	return view
}

// identity asks before a package leaves that would hold an identity document.
func (s *Server) identity(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	file := v.r.PathValue("file")
	if !slices.Contains(packages[:], file) {
		return fmt.Errorf("package %q: %w", file, recourse.NotFound)
	}
	page := identityPage{Base: s.caseBase(v, c.ID, "identity", "/identity/"+file)}
	held, all := c.HeldBack(file)
	for _, h := range held {
		view := viewHeld(h)
		page.Beside = page.Beside || view.Beside != ""
		page.Held = append(page.Held, view)
	}
	page.Section, page.Back = "evidence", "/case/"+c.ID+"/evidence"
	switch {
	case !all || file == app.EverythingZip:
		page.Without = "/case/" + c.ID + "/get/" + file + "?" + url.Values{"without": {"identity"}}.Encode()
		if all {
			page.None = "web.identity.none"
		}
	default:
		page.None = "web.identity.nothing"
	}
	page.With = "/case/" + c.ID + "/get/" + app.WithIdentity(file)
	return s.show(w, http.StatusOK, "identity", page)
}

// packages are the results that hold what is kept.
var packages = [...]string{app.EverythingZip, app.EvidenceZip, app.RedactedZip}

// insides are the places in an item that look like an identity document.
func insides(k evidence.Item) (places []string) {
	if k.Kind == evidence.Identity || k.Inside == "" {
		return nil
	}
	for place := range strings.SplitSeq(k.Inside, "\n") {
		places = append(places, tame(place))
	}
	return places
}
