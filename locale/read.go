package locale

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"

	"recourse"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

const (
	maxFile = 4 << 20  // bytes in one file
	maxText = 16 << 10 // bytes in one text
)

var keyForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$`)

type entry struct {
	key     string
	message message
}

func readFile(fsys fs.FS, name string, tag language.Tag) ([]entry, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d bytes: %w", name, maxFile, recourse.Invalid)
	}
	if len(b) == 0 {
		return nil, nil // an overlay hides a file by an empty one
	}
	entries, err := decode(b, tag)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return entries, nil
}

// decode reads one catalogue file. It walks the tokens because a map would
// swallow a key that is given twice.
func decode(b []byte, tag language.Tag) ([]entry, error) {
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("not UTF-8: %w", recourse.Invalid)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := expect(dec, '{'); err != nil {
		return nil, err
	}
	var entries []entry
	seen := make(map[string]bool)
	for dec.More() {
		key, err := readKey(dec)
		if err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, fmt.Errorf("key %q is given twice: %w", key, recourse.Invalid)
		}
		seen[key] = true
		if !keyForm.MatchString(key) {
			return nil, fmt.Errorf("key %q has not the form area.name: %w", key, recourse.Invalid)
		}
		m, err := readMessage(dec, tag)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
		entries = append(entries, entry{key, m})
	}
	if err := expect(dec, '}'); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("more after the object: %w", recourse.Invalid)
	}
	return entries, nil
}

func token(dec *json.Decoder) (json.Token, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("at byte %d: %w: %w", dec.InputOffset(), err, recourse.Invalid)
	}
	return t, nil
}

func expect(dec *json.Decoder, want json.Delim) error {
	t, err := token(dec)
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("at byte %d: %v where %v should stand: %w", dec.InputOffset(), t, want, recourse.Invalid)
	}
	return nil
}

func readKey(dec *json.Decoder) (string, error) {
	t, err := token(dec)
	if err != nil {
		return "", err
	}
	key, ok := t.(string)
	if !ok {
		return "", fmt.Errorf("%v is no key: %w", t, recourse.Invalid)
	}
	return key, nil
}

func readMessage(dec *json.Decoder, tag language.Tag) (message, error) {
	t, err := token(dec)
	if err != nil {
		return message{}, err
	}
	switch v := t.(type) {
	case string:
		parts, err := compileText(v)
		return message{forms: map[plural.Form][]part{plural.Other: parts}}, err
	case json.Delim:
		if v == '{' {
			return readForms(dec, tag)
		}
	}
	return message{}, fmt.Errorf("%v is neither a text nor an object of plural forms: %w", t, recourse.Invalid)
}

func readForms(dec *json.Decoder, tag language.Tag) (message, error) {
	m := message{forms: make(map[plural.Form][]part), plural: true}
	for dec.More() {
		name, err := readKey(dec)
		if err != nil {
			return message{}, err
		}
		form, ok := formNames[name]
		if !ok {
			return message{}, fmt.Errorf("%q is no plural form: %w", name, recourse.Invalid)
		}
		if _, twice := m.forms[form]; twice {
			return message{}, fmt.Errorf("form %q is given twice: %w", name, recourse.Invalid)
		}
		t, err := token(dec)
		if err != nil {
			return message{}, err
		}
		text, ok := t.(string)
		if !ok {
			return message{}, fmt.Errorf("form %q is no text: %w", name, recourse.Invalid)
		}
		if m.forms[form], err = compileText(text); err != nil {
			return message{}, err
		}
	}
	if err := expect(dec, '}'); err != nil {
		return message{}, err
	}
	return m, checkForms(m, tag)
}

// checkForms holds a plural to the forms that its language has.
func checkForms(m message, tag language.Tag) error {
	want := pluralForms(tag)
	var need []string
	for name, form := range formNames {
		for _, w := range want {
			if form == w {
				need = append(need, name)
				if _, ok := m.forms[form]; !ok {
					return fmt.Errorf("form %q is missing: %w", name, recourse.Invalid)
				}
			}
		}
	}
	if len(m.forms) != len(want) {
		return fmt.Errorf("%s has the forms %s and no others: %w", tag, strings.Join(need, ", "), recourse.Invalid)
	}
	return nil
}

func compileText(text string) ([]part, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("text is longer than %d bytes: %w", maxText, recourse.Invalid)
	}
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("text is empty: %w", recourse.Invalid)
	}
	return compile(text)
}
