package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/indicator"
)

// addLinks adds to the file's indicators where its links lead, where their words
// do not show it, and to its signs the links that show one site and lead to
// another. A link's indicators stand where its words do.
func (r *reader) addLinks(f *File, links []linkSpan) {
	seen := make(map[string]bool)
	for _, l := range links {
		shown := l.Of(f.Text)
		if s, ok := (anchor{shown[:runeStart(shown, maxLinkText)], l.href}).sign(r.opt.owners()); ok &&
			len(f.Signs) < maxSigns && !slices.ContainsFunc(f.Signs, s.same) {
			s.Spans = []recourse.Span{l.Span}
			f.Signs = append(f.Signs, s)
		}
		if seen[l.href+"\x00"+shown] || strings.Contains(shown, l.href) || !leads(l.href) {
			continue
		}
		seen[l.href+"\x00"+shown] = true
		for _, i := range indicator.Find(l.href) {
			same := func(o indicator.Indicator) bool { return o.Value == i.Value && o.Kind == i.Kind }
			if slices.ContainsFunc(indicator.Find(shown), same) {
				continue
			}
			i.Span = l.Span
			f.Indicators = append(f.Indicators, i)
		}
	}
	if len(links) >= maxLinks {
		f.problem("page-links-cut", "", "n", maxLinks)
	}
}

// leads reports whether an address leads to somebody: no script, no data in the
// address itself, no place on the same page.
func leads(href string) bool {
	scheme, _, ok := strings.Cut(strings.TrimSpace(href), ":")
	if !ok {
		return !strings.HasPrefix(href, "#")
	}
	switch strings.ToLower(strings.TrimSpace(scheme)) {
	case "javascript", "vbscript", "data", "about", "blob", "file", "chrome-extension":
		return false
	}
	return true
}
