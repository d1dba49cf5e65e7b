package scam

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/fold"
	"recourse/knowledge"
)

// calendarName is the file that says how people write days.
const calendarName = "dates.yaml"

// calendar is knowledge/dates.yaml. It is safe for concurrent use.
type calendar struct {
	Months   [][]string                `yaml:"months"` // January first
	Ordinals map[string]map[string]int `yaml:"ordinals"`
	Tens     map[string]int            `yaml:"tens"`
	Behind   []string                  `yaml:"behind"`
	Leads    []string                  `yaml:"leads"`
	Until    []string                  `yaml:"until"`

	// inText finds dates in running text: 2026-11-12, 12.11.2026., 12. 11., 12/11/2026,
	// 12-11-2026, 12 November, November 12, 12 de noviembre, 11月12日.
	inText *regexp.Regexp
	// inFigures finds those of them that name no month.
	inFigures *regexp.Regexp
	names     []string // of the months, as written and folded
	// spelled finds days by their ordinals in words, in folded text: "dvadeset petog
	// avgusta", "the first of September", "September first".
	spelled *regexp.Regexp
	// behindSum is what parts a sum from the date behind it that is its own.
	behindSum *regexp.Regexp
}

// loadCalendar reads the file. Where there is none, days are known in figures alone.
func loadCalendar(fsys fs.FS) (*calendar, error) {
	c := new(calendar)
	err := knowledge.Decode(fsys, calendarName, c)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Months = make([][]string, 12)
	case err != nil:
		return nil, err //nolint:wrapcheck // it names the file
	case len(c.Months) != 12:
		return nil, fmt.Errorf("%s: %w", calendarName, invalid("%d months", len(c.Months)))
	}
	for _, m := range c.Months {
		for _, name := range m {
			if name == "" || name != strings.ToLower(name) || strings.ContainsAny(name, `.()[]*+?|\ `) {
				return nil, fmt.Errorf("%s: %w", calendarName, invalid("month %q: want the letters that its name begins with, small", name))
			}
		}
	}
	months := oneOf(slices.Concat(c.Months...))
	const figures = `(?i)\b(\d{4}-\d{2}-\d{2}|\d{1,2}\. ?\d{1,2}\.(?: ?\d{4}\.?)?|\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d{2}`
	c.inFigures = regexp.MustCompile(figures + `)`)
	for _, name := range append(slices.Concat(c.Months...), "月") {
		c.names = append(c.names, name, strings.TrimSpace(fold.Key(name)))
	}
	slices.Sort(c.names)
	c.names = slices.Compact(c.names)
	c.inText = regexp.MustCompile(figures +
		`|\d{1,2}(?:\.|st|nd|rd|th)? (?:of |de )?` + months + `\pL*(?:,?(?: de)? \d{4}\.?)?` +
		`|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]?` +
		`|` + months + `\pL*\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)`)
	ten := `(?:` + group(oneOf(slices.Sorted(maps.Keys(c.Tens)))) + `(?: i)?[ -])?`
	declined, whole := oneOf(slices.Sorted(maps.Keys(c.Ordinals["sr"]))), oneOf(slices.Sorted(maps.Keys(c.Ordinals["en"])))
	c.spelled = regexp.MustCompile(`\b(?:` + ten + `(?:` + group(declined) + `(?:og|oga|eg|ega|i)|` + group(whole) + `)(?: of| day of)? (` + months + `[a-z]*)` +
		`|(` + months + `[a-z]*) (?:the )?` + ten + group(whole) + `)\b`)
	c.behindSum = regexp.MustCompile(`(?i)^ ?(?:\(|` + oneOf(c.Behind) + ` )?$`)
	return c, nil
}

// named reports whether a text, given as written and folded, can name a month; where it
// cannot, the expressions that look for names need not run. A name of letters that look
// like others is folded into those.
func (c *calendar) named(raw, folded string) bool {
	in := func(text string) bool {
		return slices.ContainsFunc(c.names, func(name string) bool { return strings.Contains(text, name) })
	}
	return in(folded) || strings.ContainsFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }) && in(strings.ToLower(raw))
}

// oneOf is an expression for one of some words; for nothing at all where there are none.
func oneOf(words []string) string {
	if len(words) == 0 {
		return `(?:[^\x00-\x{10FFFF}])`
	}
	return `(?:` + strings.Join(words, "|") + `)`
}

// group makes a group of what [oneOf] returns.
func group(expr string) string { return strings.Replace(expr, "(?:", "(", 1) }

// ordinal returns the number that an ordinal names.
func (c *calendar) ordinal(word string) int { return c.Ordinals["sr"][word] + c.Ordinals["en"][word] }

// only reports whether a text holds none but these words.
func (c *calendar) only(words []string, text string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if !slices.Contains(words, strings.Trim(w, ".")) {
			return false
		}
	}
	return true
}
