package intake

import (
	"regexp"
	"slices"
	"strings"

	"recourse/fold"
)

// heading is what one thing, such as a passport, calls itself in several languages.
type heading struct {
	words []string         // folded, the longest first
	loose []*regexp.Regexp // the same with what recognition puts between letters
}

// maxBetween is how many signs recognition may put between two words of a heading.
const maxBetween = "12"

func newHeading(words []string) (h heading) {
	h.words = longestFirst(folded(words))
	for _, w := range h.words {
		var parts []string
		for part := range strings.FieldsSeq(w) {
			var letters []string
			for _, c := range part {
				letters = append(letters, regexp.QuoteMeta(string(c)))
			}
			parts = append(parts, strings.Join(letters, "[ ,.]?"))
		}
		h.loose = append(h.loose, regexp.MustCompile(`\b`+strings.Join(parts, "[^/|]{1,"+maxBetween+"}")+`\b`))
	}
	return h
}

// in says how many names of the thing a folded line has, and what the line has beside them.
// With loose, a name is also found between whose letters and words recognition put others.
func (h heading) in(line string, loose bool) (n int, rest string) {
	for i, w := range h.words {
		at := wholeAt(line, w)
		if at >= 0 {
			n, line = n+1, line[:at]+" / "+line[at+len(w):]
		} else if loose {
			if span := h.loose[i].FindStringIndex(line); span != nil {
				n, line = n+1, line[:span[0]]+" / "+line[span[1]:]
			}
		}
	}
	return n, line
}

// wholeAt is where a folded line has words whole, or -1.
func wholeAt(line, words string) int {
	i := wordFrom(line, words, 0)
	for i >= 0 && i+len(words) < len(line) && isLetter(line[i+len(words)]) {
		i = wordFrom(line, words, i+1)
	}
	return i
}

// titleLines is what the headings of a text say.
type titleLines struct {
	line   int    // where the first stands, or -1
	things []int  // which they name
	tight  string // the text without its spaces
}

// leastLoose is how many marks a text has in which headings are looked for that recognition
// split.
const leastLoose = 2

// maxNoise is how many other words a line may have that has two names of a thing: recognition
// makes them of what is written in letters that it does not know.
const maxNoise = 4

// maxHeading is how long a line can be that is a heading, in bytes.
const maxHeading = 160

func (k documentKind) heads(top []string, loose bool) (h titleLines) {
	h.line = -1
	for i, line := range top {
		if len(line) > maxHeading {
			continue
		}
		for thing, words := range k.headings {
			n, rest := words.in(line, loose)
			if rest = k.bare(rest); n == 1 && rest == "" || n > 1 && len(strings.Fields(rest)) <= maxNoise && !strings.ContainsAny(rest, ":?_") {
				h.things = append(h.things, thing)
				if h.line < 0 {
					h.line = i
				}
			}
		}
	}
	return h
}

// bare is a folded line without the words that stand beside a heading.
func (k documentKind) bare(line string) string {
	for _, w := range k.beside {
		if at := wholeAt(line, w); at >= 0 {
			line = line[:at] + line[at+len(w):]
		}
	}
	return strings.Trim(strings.NewReplacer("/", " ", "|", " ").Replace(line), " .,-()")
}

// maxForm is how many lines at the top may say that a text is a form.
const maxForm = 6

// form reports whether a text says at its top that it is a form.
func (k documentKind) form(top []string) bool {
	return slices.ContainsFunc(top[:min(len(top), maxForm)], func(line string) bool {
		return slices.ContainsFunc(k.forms, func(w string) bool { return strings.HasPrefix(line, w) })
	})
}

// thing is which of the headings has a name, or -1.
func (k documentKind) thing(name string) int {
	return slices.IndexFunc(k.headings, func(h heading) bool { return slices.Contains(h.words, name) })
}

// leastTight is how long a mark is that is looked for without its spaces, in bytes with them.
const leastTight = 7

// split reports whether a folded text has a mark whose letters recognition split.
func (h *titleLines) split(all, mark string) bool {
	if h.line < 0 || len(mark) < leastTight {
		return false
	}
	if h.tight == "" {
		h.tight = strings.ReplaceAll(all, " ", "")
	}
	return strings.Contains(h.tight, strings.ReplaceAll(mark, " ", ""))
}

// leastLabelled is how many lines of a page's source begin with a mark that has something
// behind it where the page is an identity document by them.
const leastLabelled = 3

// inSource reports whether a page's text, in the lines of its source, is an identity
// document's. A browser joins these lines, so they tell less than those that it shows: a
// page that speaks of identity cards has their words too, but not line by line, each with
// what it stands for.
func (d *Documents) inSource(text string) bool {
	if d == nil || text == "" || d.Of("", text) != DocIdentity {
		return false
	}
	labelled := make(map[string]bool)
	for _, k := range d.kinds {
		if k.id != DocIdentity {
			continue
		}
		for line := range strings.Lines(text) {
			if m := k.label(strings.TrimSpace(fold.Key(line))); m != "" {
				labelled[m] = true
			}
		}
	}
	return len(labelled) >= leastLabelled
}

// label is the mark with which a folded line begins that has something behind it, or "".
func (k documentKind) label(line string) string {
	for _, m := range k.marks {
		rest, ok := strings.CutPrefix(line, m)
		if !ok || len(line) > maxHeading {
			continue
		}
		if _, value, parted := strings.Cut(rest, ":"); parted && strings.Trim(value, " :/._") != "" {
			return m
		}
	}
	return ""
}
