package web

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/evidence"
	"recourse/locale"
)

type evidenceView struct {
	Files    []fileView
	Problems []problemView
	Columns  string // the words of the link to where columns of tables are chosen
	Chosen   string // and to where what was chosen is changed
	Names    []namesView
	Found    []foundView
	Ledgers  []ledgerView
	Mails    []mailView
	Notes    []string // what the lines of the mails mean, and what not
	Sums     string   // one line per file, as sha256sum reads them
	Proves   []string
	Not      []string
	Twins    twinsView
}

// twinsView is what the redacted evidence has and is without.
type twinsView struct {
	List    []itemLink
	Older   bool // there are copies that do not go
	Left    []heldView
	Similar []string // pictures that go and look like an original
}

func viewTwins(p *locale.Printer, c app.View) (v twinsView) {
	r := c.Redaction()
	v.Older, v.Similar = r.Older, tamed(r.Similar)
	for _, k := range r.Twins {
		v.List = append(v.List, itemLink{tame(k.Name), p.T("web.item.made.twin"), "/case/" + c.ID + "/item/" + k.ID})
	}
	for _, h := range r.Left {
		v.Left = append(v.Left, viewHeld(h))
	}
	return v
}

type fileView struct {
	path             string // as the item is named
	Name, Kind, Size string
	Icon             string // picture or page
	Inside           bool   // it lies in the file above
	Found            string
	Short            string // the digest's beginning
	For              string // what it is for, where that is more than its kind
	Href             string // of its own page, "" where it lies in another
	Problems         int
}

// mailView is what one mail shows of its sender.
type mailView struct {
	Name  string
	Lines []string
}

type problemView struct{ Path, Text string }

// whole is the problem behind the file's name, where it is a file's.
func (v problemView) whole() string {
	if v.Path == "" {
		return v.Text
	}
	return v.Path + ": " + v.Text
}

// foundView is one account, site or contact that the other side named, who of
// them did, and in how many files it stands.
type foundView struct {
	Kind, Value, Seen, Check string

	Who    []namedBy
	Holder string // in whose name a payment to the account went

	key string
}

// namedBy is a party as the files name it, "" where it has no name, and its role.
type namedBy struct{ Name, Role string }

// viewProblem says what is wrong with a file, beside its name. Which column of a
// table is what, the page asks itself; the sentences of the command line speak of
// flags.
func viewProblem(p *locale.Printer, pr recourse.Problem) problemView {
	path, text := tame(pr.Path), tame(p.Say(pr.Phrase()))
	switch pr.Code {
	case "csv-header-unknown":
		text = p.T("web.evidence.columns-unknown")
	case "dates-ambiguous", "dates-decided":
		if key := "web.evidence." + pr.Code; p.Has(key) {
			text = p.T(key, "order", pr.Args["order"], "because", pr.Args["because"])
		}
	case "sides-unknown":
		text = p.T("web.evidence.sides-unknown", "names", tame(pr.Detail))
	}
	return problemView{path, strings.TrimPrefix(text, path+": ")}
}

// viewEvidence says what a case's files are and what was found in them.
func viewEvidence(p *locale.Printer, c app.View) evidenceView {
	var v evidenceView
	var sums strings.Builder
	v.addFiles(p, c.Findings, c.Findings.Files, false, &sums)
	v.link(p, c)
	v.Twins = viewTwins(p, c)
	v.Sums = sums.String()
	for _, pr := range c.Findings.Problems {
		v.Problems = append(v.Problems, viewProblem(p, pr))
	}
	v.Columns, v.Chosen = columnsAsked(p, c.Findings.Files), columnsChosen(p, c.Findings.Files)
	v.Names = viewNames(p, c.Findings)
	v.Found = viewFound(p, c.Findings)
	v.Ledgers = viewLedgers(p, c.Findings)
	mails, notes := c.Findings.Mails()
	for _, m := range mails {
		v.Mails = append(v.Mails, mailView{tame(m.Name), tamed(sayAll(p, m.Lines))})
	}
	v.Notes = sayAll(p, notes)
	v.Proves, v.Not = numbered(p, "web.evidence.proves."), numbered(p, "web.evidence.not.")
	return v
}

func (v *evidenceView) addFiles(p *locale.Printer, found app.Findings, files []intake.File, inside bool, sums *strings.Builder) {
	for _, f := range files {
		row := fileView{
			path: f.Path, Name: tame(f.Name), Kind: p.T("kind." + f.Kind), Size: size(p, f.Size), Icon: "page",
			Inside: inside, Found: inFile(p, f, found.Incident.Parties), Problems: len(f.Problems),
		}
		if f.SameAs != "" {
			row.Found, row.Problems = p.T("file.same-as", "path", tame(f.SameAs)), 0
		}
		if f.Kind == "image" {
			row.Icon = "picture"
		}
		if len(f.SHA256) >= 8 {
			row.Short = f.SHA256[:4] + " " + f.SHA256[4:8] + "…"
			if !inside {
				sums.WriteString(f.SHA256 + "  " + tame(f.Path) + "\n")
			}
		}
		v.Files = append(v.Files, row)
		v.addFiles(p, found, f.Files, true, sums)
	}
}

// link leads from the files to their own pages.
func (v *evidenceView) link(p *locale.Printer, c app.View) {
	var kept []evidence.Item
	for _, k := range c.Kept {
		if k.Parent == "" {
			kept = append(kept, k)
		}
	}
	n := 0
	for i := range v.Files {
		if v.Files[i].Inside {
			continue
		}
		for n < len(kept) && kept[n].Name != v.Files[i].path {
			n++ // of very many, those that show nothing are not listed
		}
		if n == len(kept) {
			break
		}
		v.Files[i].Href = "/case/" + c.ID + "/item/" + kept[n].ID
		if k := kept[n].Kind; k != evidence.Other && p.T("document."+string(k)) != v.Files[i].Kind {
			v.Files[i].For = p.T("document." + string(k))
		}
		n++
	}
}

// inFile says in a few words what was found in a file.
func inFile(p *locale.Printer, f intake.File, parties []incident.Party) string {
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, p.T(key, "n", n))
		}
	}
	add("web.evidence.messages", len(f.Messages))
	add("web.evidence.payments", len(f.Payments))
	add("web.evidence.indicators", len(theirs(f.Indicators, parties)))
	add("web.evidence.inside", len(f.Files))
	switch {
	case len(parts) == 0 && strings.TrimSpace(f.Text) != "":
		return p.T("web.evidence.read")
	case len(parts) == 0:
		return p.T("web.evidence.nothing")
	}
	return strings.Join(parts, ", ")
}

// theirs are the indicators that the other side named, each once. What else
// stands in a file is the person's own, or nobody's that is known.
func theirs(list []indicator.Indicator, parties []incident.Party) map[string]bool {
	set := make(map[string]bool)
	for _, i := range list {
		for _, party := range parties {
			if i.Kind != indicator.URL && slices.ContainsFunc(party.Indicators, func(p incident.Pointer) bool { return p.Kind == i.Kind && p.Value == i.Value }) {
				set[string(i.Kind)+" "+i.Value] = true
			}
		}
	}
	return set
}

// maxFound bounds the table of finds on the page; the report lists all.
const maxFound = 60

// viewFound lists what the other side named: never the person's own accounts.
func viewFound(p *locale.Printer, f app.Findings) []foundView {
	var list []foundView
	for _, party := range f.Incident.Parties {
		by := namedBy{Name: tame(party.Name)}
		if key := "web.role." + party.Role; p.Has(key) {
			by.Role = p.T(key)
		}
		for _, ind := range party.Indicators {
			if ind.Kind == indicator.URL { // its domain has a row of its own
				continue
			}
			key := string(ind.Kind) + " " + ind.Value
			if at := slices.IndexFunc(list, func(v foundView) bool { return v.key == key }); at >= 0 {
				if !slices.Contains(list[at].Who, by) {
					list[at].Who = append(list[at].Who, by)
				}
				continue
			}
			if len(list) < maxFound {
				list = append(list, found(p, f, ind, by, key))
			}
		}
	}
	return list
}

func found(p *locale.Printer, f app.Findings, ind incident.Pointer, by namedBy, key string) foundView {
	v := foundView{
		Kind: p.T("indicator." + string(ind.Kind)), Value: ind.Text, Who: []namedBy{by}, Holder: holder(f.Incident, ind.Value), key: key,
	}
	switch {
	case ind.Kind == indicator.AccountRS:
		v.Value = indicator.FormatAccountRS(ind.Value)
	case v.Value == "":
		v.Value = ind.Value
	}
	files, wrong := seenIn(f.Files, ind)
	v.Seen = p.T("web.evidence.seen", "n", max(files, 1))
	if wrong {
		v.Check = p.T("web.evidence.invalid")
	}
	return v
}

// holder is in whose name money went to an account.
func holder(inc incident.Incident, account string) string {
	for _, pay := range inc.Payments {
		if pay.Direction != "in" && pay.To.Name != "" && incident.SameAccount(pay.To.Account, account) {
			return pay.To.Name
		}
	}
	return ""
}

// seenIn counts the files in which an indicator stands, and tells whether its
// check digits are wrong.
func seenIn(files []intake.File, want incident.Pointer) (n int, wrong bool) {
	for _, f := range files {
		at := slices.IndexFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Kind == want.Kind && i.Value == want.Value })
		if at >= 0 {
			n++
			wrong = wrong || !f.Indicators[at].Valid
		}
		more, bad := seenIn(f.Files, want)
		n, wrong = n+more, wrong || bad
	}
	return n, wrong
}

// tame shows the characters of a name that have no shape, or that turn the
// direction of what follows, as a sign of their own: a name must not look like
// another, or reach beyond its place.
func tame(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

func tamed(lines []string) []string {
	for i := range lines {
		lines[i] = tame(lines[i])
	}
	return lines
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
		if l.Damaged {
			what = v.printer.T("web.cases.damaged")
		}
		list = append(list, caseLine{Href: v.path("/case/" + l.ID), When: v.printer.Moment(recourse.At(l.Created)), What: what})
	}
	return list
}
