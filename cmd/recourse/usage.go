package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/locale"

	"github.com/alecthomas/kong"
)

// misuse is an error as a sentence of the locale files, and its kind for programs. It is
// said where it leaves the program, in the language of the command.
type misuse struct {
	kind   recourse.Kind
	phrase recourse.Phrase
}

// misused is an error of that kind with the sentence "usage.<key>".
func misused(kind recourse.Kind, key string, pairs ...any) error {
	return &misuse{kind, recourse.P("usage."+key, pairs...)}
}

// Error marks the place of the sentence in what wraps it.
func (m *misuse) Error() string { return fmt.Sprintf("%s %q", m.phrase.Key, fmt.Sprint(m.phrase.Args)) }

// Unwrap is the kind.
func (m *misuse) Unwrap() error { return m.kind }

// saidBy lists the sentences in an error and in all that it wraps.
func saidBy(err error) (list []*misuse) {
	switch e := err.(type) { //nolint:errorlint // each is looked at by itself
	case *misuse:
		return []*misuse{e}
	case interface{ Unwrap() error }:
		return saidBy(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			list = append(list, saidBy(inner)...)
		}
	}
	return list
}

// inWords is an error's text for people.
func inWords(err error, p *locale.Printer) string {
	text := plain(err)
	for _, s := range saidBy(err) {
		text = strings.ReplaceAll(text, s.Error(), p.Say(s.phrase))
	}
	return text
}

// speaker is who says what went wrong: in the language that --lang names, where it is one
// of ours, else in the system's, else in English.
func speaker(lang string) (*locale.Printer, error) {
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		return nil, err
	}
	if p, err := cats.Printer(lang); err == nil {
		return p, nil
	}
	return cats.Printer(language(cats, ""))
}

// language is the one to answer in where --lang names none: fallback, which is that of
// the person or the country that the command is about, else the system's where it is one
// of ours, else English.
func language(cats *locale.Catalogues, fallback string) string {
	if fallback != "" {
		return fallback
	}
	return cats.Negotiate(systemLanguage(os.Getenv))
}

// systemLanguage is the language that the environment asks for, as browsers ask for one;
// "" where it asks for none.
func systemLanguage(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := getenv(name)
		if value == "" {
			continue
		}
		value, script, _ := strings.Cut(value, "@")
		value, _, _ = strings.Cut(value, ".")
		if value == "C" || value == "POSIX" {
			return ""
		}
		base, region, _ := strings.Cut(value, "_")
		switch script {
		case "latin":
			base += "-Latn"
		case "cyrillic":
			base += "-Cyrl"
		}
		if region != "" {
			base += "-" + region
		}
		return base
	}
	return ""
}

// langOf finds --lang in arguments that could not be read.
func langOf(args []string) (lang string) {
	for i, a := range args {
		if value, ok := strings.CutPrefix(a, "--lang="); ok {
			lang = value
		} else if a == "--lang" && i+1 < len(args) {
			lang = args[i+1]
		}
	}
	return lang
}

// usageForm is a message of the library that reads the command line, and the sentence
// that says it.
type usageForm struct {
	form *regexp.Regexp // its groups are named as the sentence's arguments
	key  string
}

var usageForms = []usageForm{
	{regexp.MustCompile(`^unexpected argument (?P<arg>.+), did you mean "(?P<like>[^"]*)"\?$`), "unexpected-like"},
	{regexp.MustCompile(`^unexpected argument (?P<arg>.+)$`), "unexpected"},
	{regexp.MustCompile(`^unknown flag (?P<arg>.+), did you mean "(?P<like>[^"]*)"\?$`), "flag-like"},
	{regexp.MustCompile(`^unknown flag (?P<arg>.+)$`), "flag"},
	{regexp.MustCompile(`^missing flags: (?P<list>.+)$`), "missing-flags"},
	{regexp.MustCompile(`^expected one of (?P<list>.+)$`), "expected-one"},
	{regexp.MustCompile(`^expected (?P<what>"<.+)$`), "expected"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): expected \S+ value but got "(?:EOL" \(<EOL>\)$|--?\S*" \(\w+ flag\))`), "value"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): stat (?P<path>.+): no such file or directory$`), "no-file"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): "(?P<path>.+)" exists but is a directory$`), "is-folder"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): "(?P<path>.+)" exists but is not a directory$`), "no-folder"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): bool value must be .+ but got "(?P<value>.*)"$`), "bool"},
	{regexp.MustCompile(`^(?P<flag>[^:]+): expected (?:an int|a float|a valid \d+ bit u?int) but got "(?P<value>.*?)"`), "number"},
	{regexp.MustCompile(`^(?P<flag>[^:]+) must be one of (?P<list>.+) but got "(?P<value>.*)"$`), "one-of"},
}

// usagePhrase is what to say of a command line that cannot be read.
func usagePhrase(text string) recourse.Phrase {
	for _, f := range usageForms {
		found := f.form.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		args := make(recourse.Args)
		for i, name := range f.form.SubexpNames() {
			if name != "" {
				args[name] = found[i]
			}
		}
		return recourse.Phrase{Key: "usage." + f.key, Args: args}
	}
	return recourse.P("usage.other", "detail", text)
}

// errNoValue is the error for what was given and is empty, as a variable is that a script
// never set: a check that is asked for must not go away without a word.
type errNoValue string

// Error names what was given, in the form of the library that reads the command line.
func (e errNoValue) Error() string {
	return string(e) + `: expected string value but got "EOL" (<EOL>)`
}

// emptied returns an error of kind [errNoValue] where a flag or an argument is empty.
func emptied(call *kong.Context) error {
	for _, p := range call.Path {
		switch {
		case p.Flag != nil && holdsNothing(p.Flag.Target):
			return errNoValue("--" + p.Flag.Name)
		case p.Positional != nil && holdsNothing(p.Positional.Target):
			return errNoValue("<" + p.Positional.Name + ">")
		}
	}
	return nil
}

// holdsNothing reports whether what was read into v is a text without letters, or a list with
// such a text or without any.
func holdsNothing(v reflect.Value) bool {
	if v.Kind() != reflect.Slice {
		return v.Kind() == reflect.String && v.Len() == 0
	}
	for i := range v.Len() {
		if holdsNothing(v.Index(i)) {
			return true
		}
	}
	return v.Len() == 0
}

// sayUsage says why a command line cannot be read, and where help is.
func sayUsage(stderr io.Writer, args []string, err error) {
	p, loadErr := speaker(langOf(args))
	if loadErr != nil {
		fmt.Fprintf(stderr, "recourse: %v\nTry 'recourse --help'.\n", errors.Join(err, loadErr))
		return
	}
	printf(stderr, "recourse: %s\n", p.Say(usagePhrase(err.Error())))
	printf(stderr, "%s\n", p.T("usage.try"))
}
