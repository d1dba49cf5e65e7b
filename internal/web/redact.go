package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/evidence"
	"recourse/picture"
	"recourse/redact"
)

// redactPage asks what is to be withheld of an item.
type redactPage struct {
	Base
	ID, Name string
	Finds    []findView // what stands in it and may be one's own
	Chosen   []string   // what was ticked before the page was refused
	Other    string     // what else is to be found, a line each
	Error    string

	// For what has areas:
	Areas   bool
	Page    int
	Pages   int
	Width   int
	Height  int
	Picture string // path of the page's picture
	Corner  bool   // the first corner is chosen
	Boxes   []areaView
	Hidden  [][2]string // names and values that keep the choice
	Prev    string
	Next    string
	Larger  string
	Smaller string
}

type findView struct {
	Text, What string
	On         bool
}

type areaView struct {
	Text, Remove string
}

// areas is what of a page's areas was chosen so far; it travels in the address.
type areas struct {
	page, width int
	corner      *[2]int // of an area whose other corner is not chosen; page units
	regions     []redact.Region
}

// maxAreas is how many areas the page takes.
const maxAreas = 50

// readChoiceOfAreas reads the choice; what is no choice is left out.
func readChoiceOfAreas(q url.Values) areas {
	a := areas{page: 1, width: previewWidth}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n >= 1 && n <= redact.MaxPages {
		a.page = n
	}
	if n, err := strconv.Atoi(q.Get("w")); err == nil && n >= 100 && n <= widest {
		a.width = n
	}
	if v := ints(q.Get("corner"), 2); v != nil {
		a.corner = &[2]int{v[0], v[1]}
	}
	for _, s := range q["box"][:min(len(q["box"]), maxAreas)] {
		if v := ints(s, 5); v != nil {
			a.regions = append(a.regions, redact.Region{Page: v[0], Box: picture.Box{X: v[1], Y: v[2], Width: v[3], Height: v[4]}})
		}
	}
	return a
}

// ints reads n whole numbers between commas, or nil.
func ints(s string, n int) (list []int) {
	for part := range strings.SplitSeq(s, ",") {
		v, err := strconv.ParseUint(part, 10, 24)
		if err != nil || len(list) == n {
			return nil
		}
		list = append(list, int(v))
	}
	if len(list) != n {
		return nil
	}
	return list
}

// query is the choice as part of an address.
func (a areas) query() url.Values {
	q := url.Values{}
	if a.page > 1 {
		q.Set("page", strconv.Itoa(a.page))
	}
	if a.width != previewWidth {
		q.Set("w", strconv.Itoa(a.width))
	}
	if a.corner != nil {
		q.Set("corner", fmt.Sprintf("%d,%d", a.corner[0], a.corner[1]))
	}
	for _, r := range a.regions {
		q.Add("box", boxText(r))
	}
	return q
}

func boxText(r redact.Region) string {
	return fmt.Sprintf("%d,%d,%d,%d,%d", r.Page, r.Box.X, r.Box.Y, r.Box.Width, r.Box.Height)
}

// marks are the dot of a first corner on the picture.
func (a areas) marks() []redact.Region {
	if a.corner == nil {
		return nil
	}
	const dot = 4
	return []redact.Region{{Page: a.page, Box: picture.Box{X: max(0, a.corner[0]-dot), Y: max(0, a.corner[1]-dot), Width: 2 * dot, Height: 2 * dot}}}
}

// click takes a click on the picture: a first corner, or the one across from it.
func (a *areas) click(x, y int) {
	if a.corner == nil {
		a.corner = &[2]int{x, y}
		return
	}
	box := picture.Box{X: min(x, a.corner[0]), Y: min(y, a.corner[1])}
	box.Width, box.Height = max(1, max(x, a.corner[0])-box.X), max(1, max(y, a.corner[1])-box.Y)
	a.corner = nil
	if len(a.regions) < maxAreas {
		a.regions = append(a.regions, redact.Region{Page: a.page, Box: box})
	}
}

func (s *Server) redactForm(w http.ResponseWriter, v visit) error {
	item, m, err := s.matter(v)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	choice := readChoiceOfAreas(q)
	if q.Has("at.x") && m.Kind != redact.FormText && choice.page <= len(m.Pages) {
		x, errX := strconv.ParseUint(q.Get("at.x"), 10, 16)
		y, errY := strconv.ParseUint(q.Get("at.y"), 10, 16)
		if errX == nil && errY == nil {
			size := m.Pages[choice.page-1]
			scale := size.Width / float64(choice.width)
			choice.click(int(float64(x)*scale), int(float64(y)*scale))
		}
		http.Redirect(w, v.r, s.redactPath(v, item, choice), http.StatusSeeOther)
		return nil
	}
	return s.showRedact(w, v, item, m, choice, http.StatusOK, redactPage{})
}

func (s *Server) redactPath(v visit, item evidence.Item, a areas) string {
	return v.path("/case/" + item.Case + "/item/" + item.ID + "/redact?" + a.query().Encode())
}

// matter opens the item that the path names. What cannot be redacted is an error of
// kind Invalid.
func (s *Server) matter(v visit) (evidence.Item, *app.Matter, error) {
	item, _, err := s.loadItem(v)
	if err != nil {
		return item, nil, err
	}
	if app.IsSecrets(item) {
		return item, nil, fmt.Errorf("item opens a redaction: %w", recourse.NotFound)
	}
	m, err := s.cfg.App.Matter(v.r.Context(), v.who, item.Case, item.ID, true)
	if err != nil {
		return item, nil, fmt.Errorf("open item: %w", err)
	}
	return item, m, nil
}

func (s *Server) showRedact(w http.ResponseWriter, v visit, item evidence.Item, m *app.Matter, choice areas, code int, page redactPage) error {
	rest := "/item/" + item.ID + "/redact"
	path := "/case/" + item.Case + rest
	page.Base, page.ID, page.Name = s.caseBase(v, item.Case, "redact", rest), item.ID, tame(item.Name)
	page.Section, page.Back = "evidence", "/case/"+item.Case+"/item/"+item.ID
	c, err := s.load(v)
	if err != nil {
		return err
	}
	page.Finds = ownIn(v, c, m)
	for i, f := range page.Finds {
		page.Finds[i].On = slices.Contains(page.Chosen, f.Text)
	}
	if page.Areas = m.Kind != redact.FormText; page.Areas {
		page.areas(v, m, choice, path)
	}
	return s.show(w, code, "redact", page)
}

// areas fills in what the choice of areas shows.
func (page *redactPage) areas(v visit, m *app.Matter, choice areas, path string) {
	choice.page = min(choice.page, len(m.Pages))
	size := m.Pages[choice.page-1]
	page.Page, page.Pages, page.Width, page.Corner = choice.page, len(m.Pages), choice.width, choice.corner != nil
	page.Height = max(1, int(float64(choice.width)*size.Height/size.Width+0.5))
	page.Picture = strings.TrimSuffix(path, "/redact") + "/page/" + strconv.Itoa(choice.page) + "?" + choice.query().Encode()
	for key, values := range choice.query() {
		for _, value := range values {
			page.Hidden = append(page.Hidden, [2]string{key, value})
		}
	}
	slices.SortStableFunc(page.Hidden, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	with := func(change func(*areas)) string {
		other := choice
		other.regions = slices.Clone(choice.regions)
		change(&other)
		return path + "?" + other.query().Encode()
	}
	for i, r := range choice.regions {
		page.Boxes = append(page.Boxes, areaView{
			Text:   v.printer.T("web.redact.area", "n", i+1, "page", r.Page, "width", r.Box.Width, "height", r.Box.Height),
			Remove: with(func(a *areas) { a.regions = slices.Delete(a.regions, i, i+1) }),
		})
	}
	if choice.page > 1 {
		page.Prev = with(func(a *areas) { a.page--; a.corner = nil })
	}
	if choice.page < len(m.Pages) {
		page.Next = with(func(a *areas) { a.page++; a.corner = nil })
	}
	if choice.width < widest {
		page.Larger = with(func(a *areas) { a.width = widest })
	}
	if choice.width > previewWidth {
		page.Smaller = with(func(a *areas) { a.width = previewWidth })
	}
}

// maxFinds is how many things to withhold are offered.
const maxFinds = 40

// ownIn lists what stands in a file and may be the person's own: their name and
// contacts, personal numbers, accounts, cards, phones and addresses, those of the
// person first.
func ownIn(v visit, c app.View, m *app.Matter) (list []findView) {
	text := m.Words()
	add := func(s, what string) {
		s = tame(strings.TrimSpace(s))
		if s == "" || len(list) == maxFinds || slices.ContainsFunc(list, func(f findView) bool { return f.Text == s }) {
			return
		}
		list = append(list, findView{Text: s, What: what})
	}
	p := c.Findings.Incident.Person
	for _, s := range []string{p.Name, p.Contact["address"], p.Contact["phone"], p.Contact["email"]} {
		if s != "" && len(redact.Find(text, s)) > 0 {
			add(s, v.printer.T("web.redact.yours"))
		}
	}
	for _, pay := range c.Findings.Incident.Payments {
		for _, s := range []string{pay.From.Name, pay.From.Account} {
			if s != "" && pay.Direction == "out" && len(redact.Find(text, s)) > 0 {
				add(s, v.printer.T("web.redact.yours"))
			}
		}
	}
	for _, o := range m.Own() {
		add(o.Text, v.printer.Say(o.Name()))
	}
	return list
}

// redact makes the twin.
func (s *Server) redact(w http.ResponseWriter, v visit) error {
	if !s.checks.Allow() {
		return errTooMany
	}
	item, m, err := s.matter(v)
	if err != nil {
		return err
	}
	if err := readForm(w, v); err != nil {
		return err
	}
	choice := readChoiceOfAreas(v.r.PostForm)
	want := app.Withhold{Regions: choice.regions, Find: wanted(v.r.PostForm)}
	again := redactPage{Chosen: v.r.PostForm["find"], Other: v.r.PostForm.Get("other")}
	if len(want.Regions)+len(want.Find) == 0 {
		again.Error = v.printer.T("web.redact.nothing")
		return s.showRedact(w, v, item, m, choice, http.StatusUnprocessableEntity, again)
	}
	twin, problems, err := s.cfg.App.Redact(v.r.Context(), v.who, item.Case, item.ID, want)
	switch {
	case errors.Is(err, recourse.NotFound) && len(problems) > 0:
		again.Error = v.printer.T("web.redact.not-found")
		return s.showRedact(w, v, item, m, choice, http.StatusUnprocessableEntity, again)
	case errors.Is(err, recourse.Invalid):
		again.Error = v.printer.T("web.redact.refused")
		return s.showRedact(w, v, item, m, choice, http.StatusUnprocessableEntity, again)
	case err != nil:
		return fmt.Errorf("redact item: %w", err)
	}
	var codes []string
	for _, p := range problems {
		if !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	to := v.path("/case/" + item.Case + "/item/" + twin.ID)
	if len(codes) > 0 {
		to += "?" + url.Values{"warn": {strings.Join(codes, ",")}}.Encode()
	}
	http.Redirect(w, v.r, to, http.StatusSeeOther)
	return nil
}

// wanted are what was ticked and what was written, a line each.
func wanted(form url.Values) (list []string) {
	for _, s := range append(slices.Clone(form["find"]), strings.Split(form.Get("other"), "\n")...) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
