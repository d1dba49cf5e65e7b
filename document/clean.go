package document

import (
	"strings"

	"recourse"
)

// clean makes a field's text fit to be shown.
func clean(s string) string { return recourse.Visible(s) }

// oneLine is [clean] for fields that have no lines.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(clean(s), "\n", " ")), " ")
}

// link returns the address if it is one that a document may link to.
func link(s string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(s, scheme) && strings.IndexFunc(s, notInLink) < 0 {
			return s
		}
	}
	return ""
}

func notInLink(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("<>\"`{}|\\^'", r)
}

// cleanRuns returns the runs with their texts cleaned and empty ones left out.
func cleanRuns(runs []Run) []Run {
	out := make([]Run, 0, len(runs))
	for _, r := range runs {
		if r.Text = clean(r.Text); r.Text != "" {
			r.Link = link(r.Link)
			out = append(out, r)
		}
	}
	return out
}

// PlainText returns the text of runs without their styles.
func PlainText(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(clean(r.Text))
	}
	return b.String()
}
