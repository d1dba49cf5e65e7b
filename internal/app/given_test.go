package app_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/knowledge"
)

// shipped loads the engines with all that ships, once: they do not change.
var shipped = sync.OnceValues(func() (*app.Engines, error) { return app.LoadEngines(knowledge.Files(), app.All|app.Proven) })

// loaded are the engines with all that ships.
func loaded(t *testing.T) *app.Engines {
	t.Helper()
	engines, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return engines
}

// given are files that a person hands in, by name and text.
func given(files ...[2]string) []intake.Source {
	var sources []intake.Source
	for _, f := range files {
		sources = append(sources, intake.Source{Path: f[0], Size: int64(len(f[1])), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(f[1])), nil
		}})
	}
	return sources
}

// byName are files in the order of their names.
func byName(files map[string]string) (list [][2]string) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, [2]string{name, files[name]})
	}
	return list
}

// handIn is what follows from files of a person in Serbia who goes by that name,
// or by none that is told.
func handIn(t *testing.T, engines *app.Engines, person string, files ...[2]string) app.Findings {
	t.Helper()
	opt := intake.Options{Zone: testkit.Belgrade()}
	if person != "" {
		opt.Person = strings.Split(person, "|")
	}
	f, err := engines.Examine(t.Context(), given(files...), opt, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// paidIn are the payments of a case, as "day amount", in order; the day of one that
// has none is "?".
func paidIn(f app.Findings) string {
	var list []string
	for _, p := range f.Incident.Payments {
		list = append(list, fmt.Sprintf("%s %s", dayIn(p), p.Amount))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// dayIn is the day of the month of a payment, or "?".
func dayIn(p incident.Payment) string {
	if p.At.IsZero() {
		return "?"
	}
	return fmt.Sprint(p.At.Date().Day)
}

// saidIn are the problems of a code, each as its file and its detail.
func saidIn(f app.Findings, code string) string {
	var list []string
	for _, p := range f.Problems {
		if p.Code == code {
			list = append(list, p.Path+" "+p.Detail)
		}
	}
	return strings.Join(list, ", ")
}
