package rule

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"recourse"
)

// Source is where a rule comes from and how sure it is. Every rule that
// Recourse states has one.
type Source struct {
	// URL is the page or text that was read; more than one are separated by " ; ".
	URL string `yaml:"url,omitempty" json:"url,omitempty"`
	// Title names a source that has no URL, such as a law.
	Title string `yaml:"title,omitempty" json:"title,omitempty"`
	// Seen is the source's own date, or "undated" where it shows none.
	Seen string `yaml:"seen" json:"seen"`
	// Tier is official (the body's own word), secondary, or own: advice of
	// ours, which no rule stands behind.
	Tier string `yaml:"tier,omitempty" json:"tier,omitempty"`
	// Confidence is high, medium or low; medium-high and low-medium lie between.
	Confidence string `yaml:"confidence" json:"confidence"`
	// Fact is the research note's own name, so that the two can be compared.
	Fact string `yaml:"fact,omitempty" json:"fact,omitempty"`
	// Disagrees says where other sources differ, one sentence each.
	Disagrees []string `yaml:"disagrees,omitempty" json:"disagrees,omitempty"`
}

var confidences = []string{"high", "medium-high", "medium", "low-medium", "low"}

// Check reports what is missing: a source needs a place, a date or "undated",
// and a confidence. Who only repeats what a body or a law says is not surer than
// medium; where the law itself is named by its article, medium-high.
func (s Source) Check() error {
	switch {
	case strings.TrimSpace(s.URL) == "" && strings.TrimSpace(s.Title) == "":
		return fmt.Errorf("source has neither url nor title: %w", recourse.Invalid)
	case s.Seen == "":
		return fmt.Errorf("source %s has no date in seen (write \"undated\"): %w", s.URL+s.Title, recourse.Invalid)
	case s.tooSure():
		return fmt.Errorf("source %s is secondary and of confidence %s: want at most medium, or medium-high where the title names the law with its article: %w",
			s.Name(), s.Confidence, recourse.Invalid)
	case !slices.Contains(confidences, s.Confidence):
		return fmt.Errorf("source %s has confidence %q, want one of %s: %w", s.URL+s.Title, s.Confidence, strings.Join(confidences, ", "), recourse.Invalid)
	}
	return nil
}

// article finds in a title the law itself: with the number of an article, or of
// the gazette that printed it.
var article = regexp.MustCompile(`(?i)(?:^|\PL)(?:articles?|član\p{L}*|section|CFR|Sl\. glasnik|Сл\. весник)\PL\D*\d`)

func (s Source) tooSure() bool {
	if s.Tier != "secondary" {
		return false
	}
	return s.Confidence == "high" || s.Confidence == "medium-high" && !article.MatchString(s.Title)
}

// Own reports whether this is our advice and no rule. It has no age, and
// there is nobody who could confirm it.
func (s Source) Own() bool { return s.Tier == "own" }

// Name is how notes speak of the source: the research note's name, its title,
// or where it was read.
func (s Source) Name() string { return cmp.Or(s.Fact, s.Title, s.URL) }

// staleAfter is how many months a dated source may be old. It is our own
// measure: rules of banks and platforms change about every other year.
const staleAfter = 36

var yearMonth = regexp.MustCompile(`((?:19|20)\d\d)(?:-(\d\d))?`)

// Stale reports whether the source shows a date that lies more than three
// years before the day today. Of several the last counts ("2012 to 2015"). A
// source that shows none is not called stale: its age is not known.
func (s Source) Stale(today recourse.Date) bool {
	all := yearMonth.FindAllStringSubmatch(s.Seen, -1)
	if len(all) == 0 {
		return false
	}
	last := all[len(all)-1]
	year, _ := strconv.Atoi(last[1])
	month, err := strconv.Atoi(last[2])
	if err != nil {
		month = 12 // the whole year may be meant
	}
	return today.Year*12+int(today.Month)-year*12-month > staleAfter
}

// Sure reports whether the rule may be stated; otherwise it is put as a
// question to the body concerned.
func (s Source) Sure() bool {
	return s.Confidence == "high" || s.Confidence == "medium-high" || s.Confidence == "medium"
}
