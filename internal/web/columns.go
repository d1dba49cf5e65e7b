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
}

// tableView is one table: its columns, and its first rows to recognise them by.
type tableView struct {
	Key, Name string
	Columns   []columnView
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

func (s *Server) columns(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	return s.showColumns(w, v, c, http.StatusOK, "")
}

func (s *Server) showColumns(w http.ResponseWriter, v visit, c app.View, code int, problem string) error {
	page := columnsPage{Base: s.caseBase(v, c.ID, "columns", "/columns"), Tables: unknownTables(c.Findings.Files), Error: problem}
	page.Section, page.Back = "evidence", "/case/"+c.ID+"/evidence"
	for _, r := range columnRoles {
		page.Roles = append(page.Roles, roleView{r, v.printer.T("web.columns.role." + r)})
	}
	return s.show(w, code, "columns", page)
}

// chooseColumns keeps what the person chose for one table.
func (s *Server) chooseColumns(w http.ResponseWriter, v visit) error {
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
		return s.showColumns(w, v, c, http.StatusUnprocessableEntity, v.printer.T(problem))
	}
	err = s.cfg.App.Choose(v.r.Context(), v.who, c.ID, names, choice)
	if errors.Is(err, recourse.Invalid) {
		return s.showColumns(w, v, c, http.StatusUnprocessableEntity, v.printer.T("web.columns.needed"))
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
	for _, f := range files {
		if len(f.Columns) > 0 {
			t := tableView{Key: intake.HeaderKey(f.Columns), Name: tame(f.Name)}
			rows, proposed := intake.TableSample(f.Text)
			for i, name := range f.Columns {
				col := columnView{N: i + 1, Name: tame(name), Role: proposed[i+1]}
				for _, row := range rows {
					if i < len(row) && row[i] != "" {
						col.Examples = append(col.Examples, tame(row[i]))
					}
				}
				t.Columns = append(t.Columns, col)
			}
			if !slices.ContainsFunc(list, func(o tableView) bool { return o.Key == t.Key }) {
				list = append(list, t)
			}
		}
		for _, t := range unknownTables(f.Files) {
			if !slices.ContainsFunc(list, func(o tableView) bool { return o.Key == t.Key }) {
				list = append(list, t)
			}
		}
	}
	return list
}

// tableNamed returns the names of the columns of the table with that key.
func tableNamed(files []intake.File, key string) []string {
	for _, f := range files {
		if len(f.Columns) > 0 && intake.HeaderKey(f.Columns) == key {
			return f.Columns
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
