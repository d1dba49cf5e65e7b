package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

// Tables is what a person may say of tables whose columns are not known.
type Tables interface {
	// Choose says what the columns of a table are, as intake.ParseColumns reads it.
	Choose(ctx context.Context, who, caseID string, columns []string, choice string) error
}

// columnsPage asks what the columns of a case's tables are.
type columnsPage struct {
	Base
	Tables []tableView
	Roles  []roleView
	Error  string
	Change bool   // what was chosen before is to be changed
	Path   string // of the form
}

// tableView is one table: its columns, and its first rows to recognise them by.
type tableView struct {
	Key, Name string
	Columns   []columnView
	Currency  string // chosen
	Dates     string // chosen: day-first, month-first
}

type columnView struct {
	N        int
	Name     string
	Examples []string
	Role     string // chosen, or proposed
}

type roleView struct{ Value, Text string }

// columnRoles are what a column can be said to be, in the order of the list.
var columnRoles = []string{
	"date", "amount", "debit", "credit", "text", "name", "account", "reference", "direction", "currency", "value_date", "booked", "own_account", "balance", "type", "status",
}

// columns is the page for tables that are not read yet.
func (s *Server) columns(w http.ResponseWriter, v visit) error { return s.tablesPage(w, v, false) }

// tables is the page for tables that are read as the person said, to say it otherwise.
func (s *Server) tables(w http.ResponseWriter, v visit) error { return s.tablesPage(w, v, true) }

func (s *Server) tablesPage(w http.ResponseWriter, v visit, change bool) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	return s.showColumns(w, v, c, change, http.StatusOK, "")
}

func (s *Server) showColumns(w http.ResponseWriter, v visit, c app.View, change bool, code int, problem string) error {
	path, list := "/columns", unknownTables(c.Findings.Files)
	if change {
		path, list = "/tables", chosenTables(c.Findings.Files)
	}
	page := columnsPage{Base: s.caseBase(v, c.ID, "columns", path), Tables: list, Error: problem, Change: change, Path: path}
	page.Section, page.Back = "evidence", "/case/"+c.ID+"/evidence"
	for _, r := range columnRoles {
		page.Roles = append(page.Roles, roleView{r, v.printer.T("web.columns.role." + r)})
	}
	return s.show(w, code, "columns", page)
}

// chooseColumns keeps what the person chose for one table.
func (s *Server) chooseColumns(w http.ResponseWriter, v visit) error { return s.choose(w, v, false) }

// changeTable keeps what the person now says of a table instead of what they said before.
func (s *Server) changeTable(w http.ResponseWriter, v visit) error { return s.choose(w, v, true) }

func (s *Server) choose(w http.ResponseWriter, v visit, change bool) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return fmt.Errorf("read form: %w", errors.Join(err, recourse.Invalid))
	}
	names := tableNamed(c.Findings.Files, v.r.PostFormValue("table"))
	choice, problem := readChoice(v.r.PostForm, len(names))
	if problem != "" {
		return s.showColumns(w, v, c, change, http.StatusUnprocessableEntity, v.printer.T(problem))
	}
	err = s.cfg.App.Choose(v.r.Context(), v.who, c.ID, names, choice)
	if errors.Is(err, recourse.Invalid) {
		return s.showColumns(w, v, c, change, http.StatusUnprocessableEntity, v.printer.T("web.columns.needed"))
	}
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	http.Redirect(w, v.r, v.path("/case/"+c.ID+"/evidence"), http.StatusSeeOther)
	return nil
}

// readChoice reads the form of one table. It returns the key of what is wrong.
func readChoice(form url.Values, n int) (choice, problem string) {
	var parts []string
	for i := range n {
		role := form.Get("column" + strconv.Itoa(i+1))
		if !slices.Contains(columnRoles, role) {
			continue
		}
		if slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, role+"=") }) {
			return "", "web.columns.twice"
		}
		parts = append(parts, role+"="+strconv.Itoa(i+1))
	}
	if cur := strings.TrimSpace(form.Get("currency")); cur != "" {
		if len(cur) != 3 || strings.Trim(strings.ToUpper(cur), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return "", "web.columns.code"
		}
		parts = append(parts, "currency="+cur)
	}
	switch order := form.Get("dates"); order {
	case "day-first", "month-first":
		parts = append(parts, "dates="+order)
	}
	return strings.Join(parts, ","), ""
}

// unknownTables are the tables among the files whose columns are not known, each
// form of them once.
func unknownTables(files []intake.File) (list []tableView) {
	return tableViews(files, func(f intake.File) ([]string, map[int]string, tableView) {
		_, proposed := intake.TableSample(f.Text)
		return f.Columns, proposed, tableView{}
	})
}

// chosenTables are the tables that are read as the person said, with what they said.
func chosenTables(files []intake.File) []tableView {
	return tableViews(files, func(f intake.File) ([]string, map[int]string, tableView) {
		if f.Chosen == nil {
			return nil, nil, tableView{}
		}
		c := f.Chosen.Columns
		return f.Chosen.Names, c.Roles(), tableView{Currency: string(c.Currency()), Dates: c.Dates()}
	})
}

// tableViews shows the tables of which what returns names, each form of them once.
func tableViews(files []intake.File, what func(intake.File) ([]string, map[int]string, tableView)) (list []tableView) {
	add := func(t tableView) {
		if !slices.ContainsFunc(list, func(o tableView) bool { return o.Key == t.Key }) {
			list = append(list, t)
		}
	}
	for _, f := range files {
		if names, roles, t := what(f); len(names) > 0 {
			t.Key, t.Name = intake.HeaderKey(names), tame(f.Name)
			rows, _ := intake.TableSample(f.Text)
			for i, name := range names {
				col := columnView{N: i + 1, Name: tame(name), Role: roles[i+1]}
				for _, row := range rows {
					if i < len(row) && row[i] != "" {
						col.Examples = append(col.Examples, tame(row[i]))
					}
				}
				t.Columns = append(t.Columns, col)
			}
			add(t)
		}
		for _, t := range tableViews(f.Files, what) {
			add(t)
		}
	}
	return list
}

// tableNamed returns the names of the columns of the table with that key.
func tableNamed(files []intake.File, key string) []string {
	for _, f := range files {
		switch {
		case len(f.Columns) > 0 && intake.HeaderKey(f.Columns) == key:
			return f.Columns
		case f.Chosen != nil && intake.HeaderKey(f.Chosen.Names) == key:
			return f.Chosen.Names
		}
		if names := tableNamed(f.Files, key); names != nil {
			return names
		}
	}
	return nil
}

// columnsAsked is the link to the page, "" where no table needs it.
func columnsAsked(p *locale.Printer, files []intake.File) string {
	if len(unknownTables(files)) == 0 {
		return ""
	}
	return p.T("web.columns.link")
}

// columnsChosen is the link to where a choice is changed, "" where none was made.
func columnsChosen(p *locale.Printer, files []intake.File) string {
	if len(chosenTables(files)) == 0 {
		return ""
	}
	return p.T("web.columns.change")
}
