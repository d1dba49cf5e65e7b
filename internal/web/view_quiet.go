package web

import (
	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/scam"
)

// quietView is what a page says where no scam and no dispute was found: what
// was looked at, what to add, and how to check without us.
type quietView struct {
	Looked   []lookedAt
	Problems []string // of no file
	Add      []string
	Check    []string
	Paid     bool // money left the person, so the plan may help all the same
}

// lookedAt is one file, what was found in it and what could not be read.
type lookedAt struct {
	Name, Kind, Found string
	Problems          []string
}

// viewQuiet returns nil where there is a scam, a suspicion or a dispute to talk of.
func viewQuiet(p *locale.Printer, f app.Findings) *quietView {
	loud := f.Verdict.Verdict == scam.Scam || f.Verdict.Verdict == scam.Suspicious
	if f.Dispute() || loud && readable(f) {
		return nil
	}
	v := &quietView{Check: numbered(p, "web.quiet.check."), Paid: len(outgoing(f.Incident)) > 0}
	v.Add = numbered(p, "web.quiet.add.")
	if !readable(f) {
		v.Add = numbered(p, "web.quiet.unread.add.")
	}
	v.Add = append(v.Add, p.T("web.quiet.anew"))
	said := make(map[string]bool)
	v.look(p, f.Files, f.Incident.Parties, said)
	for _, pr := range f.Problems {
		if !said[problemKey(pr)] {
			v.Problems = append(v.Problems, viewProblem(p, pr).whole())
		}
	}
	return v
}

func (v *quietView) look(p *locale.Printer, files []intake.File, parties []incident.Party, said map[string]bool) {
	for _, f := range files {
		row := lookedAt{Name: tame(f.Name), Kind: p.T("kind." + f.Kind), Found: inFile(p, f, parties)}
		for _, pr := range f.Problems {
			row.Problems = append(row.Problems, viewProblem(p, pr).Text)
			said[problemKey(pr)] = true
		}
		v.Looked = append(v.Looked, row)
		v.look(p, f.Files, parties, said)
	}
}

// numbered returns the texts key1, key2 and so on, as far as there are any.
func numbered(p *locale.Printer, key string) []string {
	var list []string
	for n := 1; n <= maxParts && p.Has(key+itoa(n)); n++ {
		list = append(list, p.T(key+itoa(n)))
	}
	return list
}

func problemKey(pr recourse.Problem) string { return pr.Path + "\x00" + pr.Code + "\x00" + pr.Detail }
