package web

import (
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

type evidenceView struct {
	Files    []fileView
	Problems []problemView
	Found    []foundView
	Sums     string // one line per file, as sha256sum reads them
	Proves   []string
	Not      []string
}

type fileView struct {
	Name, Kind, Size string
	Icon             string // picture or page
	Inside           bool   // it lies in the file above
	Found            string
	Short            string // the digest's beginning
	Problems         int
}

type problemView struct{ Path, Text string }

// foundView is one account, site or contact and in how many files it stands.
type foundView struct {
	Kind, Value, Seen, Check string
}

// viewEvidence says what a case's files are and what was found in them.
func viewEvidence(p *locale.Printer, c app.View) evidenceView {
	var v evidenceView
	var sums strings.Builder
	v.addFiles(p, c.Findings.Files, false, &sums)
	v.Sums = sums.String()
	for _, pr := range c.Findings.Problems {
		v.Problems = append(v.Problems, problemView{pr.Path, p.Say(pr.Phrase())})
	}
	v.Found = viewFound(p, c.Findings.Files)
	for n := 1; n <= maxParts && p.Has("web.evidence.proves."+itoa(n)); n++ {
		v.Proves = append(v.Proves, p.T("web.evidence.proves."+itoa(n)))
	}
	for n := 1; n <= maxParts && p.Has("web.evidence.not."+itoa(n)); n++ {
		v.Not = append(v.Not, p.T("web.evidence.not."+itoa(n)))
	}
	return v
}

func (v *evidenceView) addFiles(p *locale.Printer, files []intake.File, inside bool, sums *strings.Builder) {
	for _, f := range files {
		row := fileView{
			Name: f.Name, Kind: p.T("kind." + f.Kind), Size: size(p, f.Size), Icon: "page",
			Inside: inside, Found: inFile(p, f), Problems: len(f.Problems),
		}
		if f.Kind == "image" {
			row.Icon = "picture"
		}
		if len(f.SHA256) >= 8 {
			row.Short = f.SHA256[:4] + " " + f.SHA256[4:8] + "…"
			if !inside {
				sums.WriteString(f.SHA256 + "  " + f.Path + "\n")
			}
		}
		v.Files = append(v.Files, row)
		v.addFiles(p, f.Files, true, sums)
	}
}

// inFile says in a few words what was found in a file.
func inFile(p *locale.Printer, f intake.File) string {
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, p.T(key, "n", n))
		}
	}
	add("web.evidence.messages", len(f.Messages))
	add("web.evidence.payments", len(f.Payments))
	add("web.evidence.indicators", len(distinct(f.Indicators)))
	add("web.evidence.inside", len(f.Files))
	if len(parts) == 0 {
		return p.T("web.evidence.nothing")
	}
	return strings.Join(parts, ", ")
}

func distinct(list []indicator.Indicator) map[string]bool {
	set := make(map[string]bool)
	for _, i := range list {
		set[string(i.Kind)+" "+i.Value] = true
	}
	return set
}

// maxFound bounds the table of finds on the page; the report lists all.
const maxFound = 60

func viewFound(p *locale.Printer, files []intake.File) []foundView {
	type seen struct {
		indicator.Indicator
		files int
	}
	var all []seen
	var walk func([]intake.File)
	walk = func(files []intake.File) {
		for _, f := range files {
			here := make(map[string]bool)
			for _, ind := range f.Indicators {
				key := string(ind.Kind) + " " + ind.Value
				if here[key] {
					continue
				}
				here[key] = true
				at := slices.IndexFunc(all, func(s seen) bool { return s.Kind == ind.Kind && s.Value == ind.Value })
				if at < 0 {
					all = append(all, seen{ind, 0})
					at = len(all) - 1
				}
				all[at].files++
			}
			walk(f.Files)
		}
	}
	walk(files)
	var list []foundView
	for _, s := range all {
		if s.Kind == indicator.URL { // its domain has a row of its own
			continue
		}
		v := foundView{Kind: p.T("indicator." + string(s.Kind)), Value: s.Text, Seen: p.T("web.evidence.seen", "n", s.files)}
		if !s.Valid {
			v.Check = p.T("web.evidence.invalid")
		}
		if list = append(list, v); len(list) == maxFound {
			break
		}
	}
	return list
}

// size writes a number of bytes for people.
func size(p *locale.Printer, n int64) string {
	switch {
	case n >= 1<<20:
		return p.T("web.size.mb", "size", float64(n*10/(1<<20))/10)
	case n >= 1<<10:
		return p.T("web.size.kb", "size", n/(1<<10))
	default:
		return p.T("web.size.b", "size", n)
	}
}

// caseLine is one case in a list.
type caseLine struct{ Href, When, What string }

func viewLines(v visit, lines []app.CaseLine, most int) []caseLine {
	var list []caseLine
	for _, l := range lines {
		if len(list) == most {
			break
		}
		what := v.printer.T("web.cases.unnamed")
		if key := "pattern." + l.Title + ".name"; v.printer.Has(key) {
			what = v.printer.T(key)
		}
		list = append(list, caseLine{Href: v.path("/case/" + l.ID), When: v.printer.Moment(recourse.At(l.Created)), What: what})
	}
	return list
}
