package scam

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/money"
)

// Forms of an extracted value.
const (
	formText   = "text"
	formName   = "name"   // words that begin with capital letters
	formDigits = "digits" // digits alone
	formDate   = "date"   // 2026-11-01
	formAmount = "amount" // 4.860,00 USD
	formPerson = "person" // the words of a person's or a firm's name with which it begins; each place is a find of its own
)

// maxFacts is how many facts one document may give, and maxValue how long one is.
const (
	maxFacts = 200
	maxValue = 200
)

// facts extracts what the files of the pattern, and those for facts alone, look for.
func (j *judge) facts(winner int) []Found {
	var all []Found
	first := len(j.rules)
	for _, m := range j.finds.met {
		if m < first || m >= first+len(j.Checker.facts) {
			continue
		}
		f := &j.Checker.facts[m-first]
		if !j.applies(f.set, winner) {
			continue
		}
		for _, at := range j.finds.of[m] {
			u := &j.units[at.unit]
			if !u.may(f.By) || u.doubtful || len(all) >= maxFacts {
				continue
			}
			span := u.span(at.start, at.end)
			if len(at.groups) >= 4 && at.groups[2] >= 0 && f.Value == "" {
				span = u.span(at.groups[2], at.groups[3])
			}
			value, ok := f.value(span.Of(j.doc.Text), j.calendar)
			if !ok {
				continue
			}
			one := Found{Name: f.Fact, Value: value, Span: span, Message: u.message}
			if f.Form == formPerson {
				all = append(all, one)
				continue
			}
			all = j.addFact(all, one)
		}
	}
	for i := range j.Checker.facts {
		f := &j.Checker.facts[i]
		if f.rule < 0 || !j.applies(f.set, winner) {
			continue
		}
		for _, s := range j.hits[f.rule] {
			if u := j.unitAt(s.Start); u != nil && u.may(f.By) && !u.doubtful && len(all) < maxFacts {
				all = j.addFact(all, Found{Name: f.Fact, Value: f.Value, Span: s, Message: u.message})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Found) int { return cmp.Or(a.Span.Start-b.Span.Start, strings.Compare(a.Name, b.Name)) })
	return all
}

// addFact adds a find. The same said by the other speaker is kept: whose word it is
// may matter.
func (j *judge) addFact(all []Found, one Found) []Found {
	who := j.whoAt(one.Span.Start)
	if slices.ContainsFunc(all, func(o Found) bool {
		return o.Name == one.Name && o.Value == one.Value && j.whoAt(o.Span.Start) == who
	}) {
		return all
	}
	return append(all, one)
}

// whoAt returns who speaks at a place.
func (j *judge) whoAt(at int) who {
	if u := j.unitAt(at); u != nil {
		return u.who
	}
	return unknown
}

// applies reports whether the facts of a set are wanted under a pattern.
func (j *judge) applies(set, winner int) bool {
	s := &j.sets[set]
	if s.Kind == kindFacts {
		return winner < 0 || !slices.Contains(s.Unless, j.sets[winner].ID)
	}
	return winner >= 0 && (set == winner || set == j.sets[winner].base)
}

// value brings what was found into the fact's form.
func (f *fact) value(s string, days *calendar) (string, bool) {
	if f.Value != "" {
		return f.Value, true
	}
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || len(s) > maxValue {
		return "", false
	}
	switch f.Form {
	case formName:
		s = strings.Trim(s, " ,;:")
		return s, capitalised(s)
	case formPerson:
		return personIn(s)
	case formDigits:
		d := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
		return d, d != ""
	case formDate:
		d, ok := days.parseDate(s)
		if !ok {
			return "", false
		}
		return d.String(), true
	case formAmount:
		found := money.Find(s, "")
		if len(found) == 0 {
			return "", false
		}
		return found[0].Amount.String(), true
	default:
		return strings.Trim(s, " .,;:"), true
	}
}

// capitalised reports whether every word that is longer than two letters, and the
// first, begins with a capital letter.
func capitalised(s string) bool {
	for i, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) && (i == 0 || utf8.RuneCountInString(w) > 3) {
			return false
		}
	}
	return s != ""
}

// The least and the most words that a name has.
const (
	leastNameWords = 2
	mostNameWords  = 7
)

// nameParts are the words of a name that begin with a small letter, those of firms
// without their dots.
var nameParts = []string{"de", "da", "di", "van", "von", "der", "bin", "al", "d.o.o", "doo", "a.d", "ad", "pr", "co", "ltd", "llc", "inc", "gmbh", "&"}

// personIn returns the name with which the words begin: those that have a capital
// letter, and what may stand among them. One word alone is none.
func personIn(s string) (string, bool) {
	words := strings.Fields(s)
	n := 0
	for n < len(words) {
		r, _ := utf8.DecodeRuneInString(words[n])
		part := n > 0 && slices.Contains(nameParts, strings.TrimRight(strings.ToLower(words[n]), ".,"))
		if !unicode.IsUpper(r) && !part {
			break
		}
		n++
	}
	if n < leastNameWords || n > mostNameWords {
		return "", false
	}
	return strings.Trim(strings.Join(words[:n], " "), " ,;:-"), true
}

var (
	dateISO   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dateDots  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.?$`)
	dateSlash = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	dateDay   = regexp.MustCompile(`^(\d{1,2})(?:\.|st|nd|rd|th)? (?:of |de )?(\pL+)\.?,?(?: de| года| г\.)? (\d{4})\.?$`)
	dateHan   = regexp.MustCompile(`^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]?$`)
	dateMonth = regexp.MustCompile(`^(\pL+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
)

// parseDate reads a day as people write it in English and Serbian. One with
// slashes that can be read day-first and month-first is refused.
func (c *calendar) parseDate(s string) (recourse.Date, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if m := dateISO.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := dateDots.FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1])
	}
	if m := dateSlash.FindStringSubmatch(s); m != nil {
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case first > 12 || first == second:
			return day(m[3], m[2], m[1])
		case second > 12:
			return day(m[3], m[1], m[2])
		}
		return recourse.Date{}, false
	}
	if m := dateDay.FindStringSubmatch(s); m != nil {
		return day(m[3], c.monthOf(m[2]), m[1])
	}
	if m := dateMonth.FindStringSubmatch(s); m != nil {
		return day(m[3], c.monthOf(m[1]), m[2])
	}
	return recourse.Date{}, false
}

// monthOf returns the number of the month that a name begins like, or "0".
func (c *calendar) monthOf(name string) string {
	for n, month := range c.Months {
		if slices.ContainsFunc(month, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			return strconv.Itoa(n + 1)
		}
	}
	return "0"
}

func day(y, m, d string) (recourse.Date, bool) {
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	dom, _ := strconv.Atoi(d)
	date, err := recourse.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, dom))
	return date, err == nil
}
