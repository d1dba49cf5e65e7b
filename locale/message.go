package locale

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"recourse"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// countArg is the argument that chooses the plural form.
const countArg = "n"

var formNames = map[string]plural.Form{
	"other": plural.Other, "zero": plural.Zero, "one": plural.One,
	"two": plural.Two, "few": plural.Few, "many": plural.Many,
}

var placeholderForm = regexp.MustCompile(`^\.[a-z][a-z0-9_]*$`)

// part is a literal text, or the name of an argument.
type part struct{ text, arg string }

// message is one compiled text: its forms by plural form, or Other alone.
type message struct {
	forms  map[plural.Form][]part
	plural bool
}

// compile splits a text at its placeholders and refuses any other use of {{ or }}.
func compile(text string) ([]part, error) {
	var parts []part
	for text != "" {
		before, rest, found := strings.Cut(text, "{{")
		if strings.Contains(before, "}}") {
			return nil, fmt.Errorf("}} without {{ in %q: %w", text, recourse.Invalid)
		}
		if before != "" {
			parts = append(parts, part{text: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed || !placeholderForm.MatchString(name) {
			return nil, fmt.Errorf("placeholder in %q has not the form {{.name}}: %w", text, recourse.Invalid)
		}
		parts = append(parts, part{arg: name[1:]})
		text = after
	}
	return parts, nil
}

// form returns the parts to say for the arguments.
func (m message) form(tag language.Tag, args recourse.Args) []part {
	if m.plural {
		if n, ok := integer(args[countArg]); ok {
			if p, ok := m.forms[pluralForm(tag, n)]; ok {
				return p
			}
		}
	}
	return m.forms[plural.Other]
}

// pluralForm returns the CLDR cardinal form of a whole number.
func pluralForm(tag language.Tag, n int64) plural.Form {
	if n < 0 {
		n = -n
	}
	return plural.Cardinal.MatchPlural(tag, int(n%10_000_000), 0, 0, 0, 0)
}

// pluralForms lists the forms that a language has for whole numbers, and Other.
func pluralForms(tag language.Tag) []plural.Form {
	forms := []plural.Form{plural.Other}
	for n := range int64(201) {
		if f := pluralForm(tag, n); !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	return forms
}

// placeholders lists the arguments that any of the forms uses, sorted.
func (m message) placeholders() []string {
	var names []string
	for _, parts := range m.forms {
		for _, p := range parts {
			if p.arg != "" {
				names = append(names, p.arg)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mapText returns the message with f applied to its literal texts.
func (m message) mapText(f func(string) string) message {
	out := message{forms: make(map[plural.Form][]part, len(m.forms)), plural: m.plural}
	for form, parts := range m.forms {
		mapped := make([]part, len(parts))
		for i, p := range parts {
			mapped[i] = p
			if p.arg == "" {
				mapped[i].text = f(p.text)
			}
		}
		out.forms[form] = mapped
	}
	return out
}

func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	default:
		return 0, false
	}
}
