package knowledge

import (
	"bytes"
	"encoding"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// decodePlain reads a document of the plainest form without a YAML parser, which
// takes twenty times as long: hundreds of such files are read at every start.
// A line is "key: value", "key: [a, b]" or "key: {a: b}", where brackets may go
// on over further lines, and values are words that nobody could read otherwise,
// or quoted without escapes. Where anything else is met, or a key is given
// twice or not known, it reports false and leaves v alone: the parser then
// reads the document, or says what is wrong.
func decodePlain(doc []byte, v any) bool {
	to := reflect.ValueOf(v)
	if to.Kind() != reflect.Pointer || to.IsNil() || to.Elem().Kind() != reflect.Struct || !utf8.Valid(doc) || bytes.ContainsFunc(doc, odd) {
		return false
	}
	into := reflect.New(to.Elem().Type()).Elem()
	into.Set(to.Elem())
	var seen uint64
	rest := string(doc)
	for rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		if line == "" || line[0] == '#' {
			rest = after
			continue
		}
		key, value, ok := strings.Cut(rest, ": ")
		if !ok || !isKey(key) {
			return false
		}
		field, n := fieldOf(into, key)
		if n < 0 || seen&(1<<n) != 0 {
			return false
		}
		seen |= 1 << n
		if rest, ok = setPlain(field, value); !ok {
			return false
		}
	}
	if seen == 0 {
		return false
	}
	to.Elem().Set(into)
	return true
}

// odd reports what may end a line, or stands in no plain file.
func odd(r rune) bool {
	return r != '\n' && !unicode.IsPrint(r)
}

func isKey(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '_' && (s[i] < 'a' || s[i] > 'z') {
			return false
		}
	}
	return s != "" && !reserved[s]
}

// fieldOf returns the field of that key and its number, or -1.
func fieldOf(v reflect.Value, key string) (reflect.Value, int) {
	t := v.Type()
	if t.NumField() > 64 || taught(t) {
		return v, -1
	}
	found := -1
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			return v, -1
		}
		if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag == key && f.IsExported() {
			found = i
		}
	}
	if found < 0 {
		return v, -1
	}
	return v.Field(found), found
}

// taught reports a type that reads YAML in its own way.
func taught(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[yaml.InterfaceUnmarshaler]()) || p.Implements(reflect.TypeFor[yaml.BytesUnmarshaler]()) ||
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// setPlain reads the value with which s begins, to the end of its line, and
// returns what follows.
func setPlain(field reflect.Value, s string) (rest string, ok bool) {
	switch {
	case field.Type() == reflect.TypeFor[string]():
		var text string
		if text, rest, ok = word(s); ok {
			field.SetString(text)
		}
	case field.Type() == reflect.TypeFor[bool]():
		if rest, ok = strings.CutPrefix(s, "true"); ok {
			field.SetBool(true)
		}
	case field.Type() == reflect.TypeFor[[]string]():
		var list []string
		if list, rest, ok = words(s); ok {
			field.Set(reflect.ValueOf(list))
		}
	case field.Kind() == reflect.Struct && !taught(field.Type()):
		rest, ok = setFields(field, s)
	}
	if !ok || rest != "" && rest[0] != '\n' {
		return "", false
	}
	return strings.TrimPrefix(rest, "\n"), true
}

// words reads [a, b].
func words(s string) (list []string, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, "["); !ok {
		return nil, "", false
	}
	for {
		var text string
		if text, s, ok = word(space(s)); !ok {
			return nil, "", false
		}
		list = append(list, text)
		s = space(s)
		if rest, ok = strings.CutPrefix(s, "]"); ok {
			return list, rest, true
		}
		if s, ok = strings.CutPrefix(s, ","); !ok {
			return nil, "", false
		}
	}
}

// setFields reads {key: value, key: value} of strings.
func setFields(v reflect.Value, s string) (rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, "{"); !ok {
		return "", false
	}
	var seen uint64
	for {
		key, value, cut := strings.Cut(space(s), ": ")
		if !cut || !isKey(key) {
			return "", false
		}
		field, n := fieldOf(v, key)
		if n < 0 || seen&(1<<n) != 0 || field.Type() != reflect.TypeFor[string]() {
			return "", false
		}
		seen |= 1 << n
		text, after, ok := word(value)
		if !ok {
			return "", false
		}
		field.SetString(text)
		s = space(after)
		if rest, ok = strings.CutPrefix(s, "}"); ok {
			return rest, true
		}
		if s, ok = strings.CutPrefix(s, ","); !ok {
			return "", false
		}
	}
}

// space drops blanks and line ends; a line that goes on is indented, so that it
// cannot be taken for the next key.
func space(s string) string {
	for {
		t := strings.TrimLeft(s, " ")
		next, broken := strings.CutPrefix(t, "\n")
		if !broken || !strings.HasPrefix(next, " ") {
			return t
		}
		s = next
	}
}

// reserved are words that YAML, or a version of it, reads as something else.
var reserved = map[string]bool{
	"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "null": true, "y": true, "n": true, "nan": true, "inf": true,
}

// word reads a quoted text, or plain words that begin with a letter, up to what
// ends them in their place.
func word(s string) (text, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, `"`); ok {
		text, rest, ok = strings.Cut(s, `"`)
		return text, rest, ok && text != "" && plainText(text, " -_./:'&+(),;!?")
	}
	end := strings.IndexAny(s, ",]}\n")
	if end < 0 {
		end = len(s)
	}
	text = s[:end]
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(first) || strings.HasSuffix(text, " ") || reserved[strings.ToLower(text)] || !plainText(text, " -_./") {
		return "", "", false
	}
	return text, s[end:], true
}

// plainText reports a text of letters, digits and the marks given.
func plainText(s, marks string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune(marks, r) {
			return false
		}
	}
	return true
}
