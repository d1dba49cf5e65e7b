package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"
)

// jsonStream writes JSON piece by piece, indented by two spaces as
// [environment.printJSON] does, so that an answer of any size is never held whole.
type jsonStream struct {
	out   *bufio.Writer
	level int
	err   error

	fields int          // of the outermost object
	one    bytes.Buffer // what is written in one piece, and its encoder
	enc    *json.Encoder
	escape bool // letters that mean something in a page
}

// parted is a value that says by itself what stands in its place.
type parted interface{ Parts() any }

// listed is a list whose elements are made one by one.
type listed interface {
	Len() int
	At(i int) any
}

// newJSONStream begins an object, whose fields follow.
func newJSONStream(w io.Writer) *jsonStream {
	s := &jsonStream{out: bufio.NewWriterSize(w, 64<<10)}
	s.enc = json.NewEncoder(&s.one)
	s.escapes(false)
	s.raw("{")
	s.level++
	return s
}

// field writes a field: the fields of plain structs and the elements of lists one
// after the other, all else as package json does. A struct with embedded ones, and
// what marshals itself, is written in one piece.
func (s *jsonStream) field(name string, v any) {
	if s.fields++; s.fields > 1 {
		s.raw(",")
	}
	s.newLine()
	s.raw(`"` + name + `": `)
	s.value(reflect.ValueOf(v))
}

// end ends the object.
func (s *jsonStream) end() error {
	s.level--
	s.newLine()
	s.raw("}\n")
	if s.err != nil {
		return fmt.Errorf("encode answer: %w", s.err)
	}
	return s.out.Flush()
}

func (s *jsonStream) escapes(on bool) {
	s.escape = on
	s.enc.SetEscapeHTML(on)
}

func (s *jsonStream) raw(text string) {
	if s.err == nil {
		_, s.err = s.out.WriteString(text)
	}
}

func (s *jsonStream) newLine() { s.raw("\n" + strings.Repeat("  ", s.level)) }

func (s *jsonStream) value(v reflect.Value) {
	if !v.IsValid() {
		s.raw("null")
		return
	}
	if p, ok := v.Interface().(parted); ok {
		was := s.escape
		s.escapes(true) // as package json does for what marshals itself
		s.value(reflect.ValueOf(p.Parts()))
		s.escapes(was)
		return
	}
	if l, ok := v.Interface().(listed); ok {
		s.list(l.Len(), func(i int) reflect.Value { return reflect.ValueOf(l.At(i)) })
		return
	}
	_, itself := v.Interface().(json.Marshaler)
	switch {
	case itself:
		s.leaf(v)
	case v.Kind() == reflect.String && v.Len() > longString:
		s.text(v.String())
	case v.Kind() == reflect.Slice && !v.IsNil() && v.Type().Elem().Kind() != reflect.Uint8:
		s.list(v.Len(), v.Index)
	case v.Kind() == reflect.Struct && isPlain(v.Type()):
		s.object(v)
	default:
		s.leaf(v)
	}
}

func (s *jsonStream) list(n int, at func(i int) reflect.Value) {
	if n == 0 {
		s.raw("[]")
		return
	}
	s.raw("[")
	s.level++
	for i := 0; i < n && s.err == nil; i++ {
		if i > 0 {
			s.raw(",")
		}
		s.newLine()
		s.value(at(i))
	}
	s.level--
	s.newLine()
	s.raw("]")
}

// isPlain reports whether a struct's fields are all exported, named and its own.
func isPlain(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous || !f.IsExported() || f.Tag.Get("json") == "" {
			return false
		}
	}
	return true
}

func (s *jsonStream) object(v reflect.Value) {
	s.raw("{")
	s.level++
	n := 0
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if name == "-" || strings.Contains(options, "omitempty") && isEmpty(f) || strings.Contains(options, "omitzero") && isZero(f) {
			continue
		}
		if n++; n > 1 {
			s.raw(",")
		}
		s.newLine()
		s.raw(`"` + name + `": `)
		s.value(f)
	}
	s.level--
	if n > 0 {
		s.newLine()
	}
	s.raw("}")
}

// isEmpty is what package json calls empty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

func isZero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

// leaf writes a value in one piece.
func (s *jsonStream) leaf(v reflect.Value) { s.write(v.Interface(), 0) }

// write writes a value without so many bytes at each of its ends.
func (s *jsonStream) write(v any, cut int) {
	if s.err != nil {
		return
	}
	s.one.Reset()
	s.enc.SetIndent(strings.Repeat("  ", s.level), "  ")
	if s.err = s.enc.Encode(v); s.err == nil {
		b := bytes.TrimSuffix(s.one.Bytes(), []byte("\n"))
		_, s.err = s.out.Write(b[cut : len(b)-cut])
	}
}

// longString is how many bytes of a string are written at once.
const longString = 64 << 10

// text writes a long string in pieces that end between characters.
func (s *jsonStream) text(text string) {
	s.raw(`"`)
	for text != "" {
		n := min(len(text), longString)
		for n < len(text) && n > longString-utf8.UTFMax && !utf8.RuneStart(text[n]) {
			n--
		}
		s.write(text[:n], 1)
		text = text[n:]
	}
	s.raw(`"`)
}
