package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"recourse"
)

const (
	// maxJSONDepth is how deep values may nest outside of messages.
	maxJSONDepth = 64
	// maxJSONValue is the largest value that is held at once, in bytes: a
	// message with all that belongs to it.
	maxJSONValue = 8 << 20
)

var (
	errJSONDeep  = fmt.Errorf("values nest too deep: %w", recourse.Invalid)
	errJSONLarge = fmt.Errorf("one value is too large: %w", recourse.Invalid)
)

// jsonWalk walks over a JSON text as a stream. What is not asked for is skipped
// and never held.
type jsonWalk struct {
	dec   *json.Decoder
	in    *gauge
	raw   json.RawMessage
	depth int
}

func newJSONWalk(in io.Reader) *jsonWalk {
	g := &gauge{in: in, left: maxJSONValue}
	return &jsonWalk{dec: json.NewDecoder(g), in: g}
}

// gauge fails a read that goes on for too long without being reset.
type gauge struct {
	in   io.Reader
	left int
}

// Read reads, or fails where one value is too large.
func (g *gauge) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errJSONLarge
	}
	n, err := g.in.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err //nolint:wrapcheck // a reader passes its end on as it is
}

func (w *jsonWalk) token() (json.Token, error) {
	w.in.left = maxJSONValue
	return w.dec.Token() //nolint:wrapcheck // the caller says what was read
}

// object calls use with each key of the object whose beginning was read; use
// reads the value.
func (w *jsonWalk) object(use func(key string) error) error {
	return w.array(func() error {
		key, err := w.token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		return use(name)
	})
}

// array calls use for each value of the array whose beginning was read.
func (w *jsonWalk) array(use func() error) error {
	if w.depth++; w.depth > maxJSONDepth {
		return errJSONDeep
	}
	for w.more() {
		if err := use(); err != nil {
			return err
		}
	}
	w.depth--
	_, err := w.token()
	return err
}

func (w *jsonWalk) more() bool {
	w.in.left = maxJSONValue
	return w.dec.More()
}

// value returns the next value; it stays as it is until the next call.
func (w *jsonWalk) value() ([]byte, error) {
	w.in.left = maxJSONValue
	w.raw = w.raw[:0]
	err := w.dec.Decode(&w.raw)
	return w.raw, err //nolint:wrapcheck // the caller says what was read
}

// jsonFields are the fields of one object of a valid JSON text, in their order.
type jsonFields struct {
	list  []jsonField
	names map[string]string // that were met, so that one is made once
	twice bool              // a name stands more than once; the last value counts
}

type jsonField struct {
	name  string
	value jsonValue
}

// jsonValue is one value of a valid JSON text.
type jsonValue []byte

// maxJSONFields is how many fields a message may have; known ones have thirty.
const maxJSONFields = 200

// read takes the fields of an object; false where raw is none, or has too many.
func (f *jsonFields) read(raw []byte) bool {
	f.list, f.twice = f.list[:0], false
	s := jsonScan{b: raw}
	if !s.byte('{') {
		return false
	}
	for !s.byte('}') {
		name := jsonValue(s.value())
		if len(name) == 0 || !s.byte(':') || len(f.list) == maxJSONFields {
			return false
		}
		v := jsonValue(s.value())
		f.put(name, v)
		s.byte(',')
	}
	return true
}

func (f *jsonFields) put(name, v jsonValue) {
	key, known := f.names[string(name)]
	if !known {
		const most = 1000
		if key = name.text(); len(f.names) < most {
			put(&f.names, string(name), key)
		}
	}
	for i := range f.list {
		if f.list[i].name == key {
			f.list[i].value, f.twice = v, true
			return
		}
	}
	f.list = append(f.list, jsonField{key, v})
}

// get returns a field's value, nil where there is none or it is null.
func (f *jsonFields) get(name string) jsonValue {
	for i := range f.list {
		if f.list[i].name == name {
			if v := f.list[i].value; string(v) != "null" {
				return v
			}
			return nil
		}
	}
	return nil
}

// text returns a field's string, or its number as it is written.
func (f *jsonFields) text(name string) string { return f.get(name).text() }

// text returns a string, or a number or a truth value as it is written.
func (v jsonValue) text() string {
	switch {
	case len(v) == 0 || v[0] == '{' || v[0] == '[' || string(v) == "null":
		return ""
	case v[0] != '"':
		return string(v)
	case bytes.IndexByte(v, '\\') < 0 && utf8.Valid(v):
		return string(v[1 : len(v)-1])
	}
	var s string
	_ = json.Unmarshal(v, &s)
	return s
}

// number returns a whole number, also where it is given as a string.
func (v jsonValue) number() (int64, bool) {
	s := v.text()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != f || f < -1e15 || f > 1e15 {
			return 0, false
		}
		return int64(f), true
	}
	return n, true
}

// each calls use with the values of an array.
func (v jsonValue) each(use func(jsonValue)) {
	s := jsonScan{b: v}
	if !s.byte('[') {
		return
	}
	for !s.byte(']') {
		item := s.value()
		if len(item) == 0 {
			return
		}
		use(item)
		s.byte(',')
	}
}

// jsonScan walks over a JSON text that is known to be valid.
type jsonScan struct {
	b []byte
	i int
}

func (s *jsonScan) spaces() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\t' || s.b[s.i] == '\r') {
		s.i++
	}
}

// byte skips c; it also reports true at the end, so that no loop goes on there.
func (s *jsonScan) byte(c byte) bool {
	s.spaces()
	if s.i >= len(s.b) {
		return c == '}' || c == ']'
	}
	if s.b[s.i] != c {
		return false
	}
	s.i++
	return true
}

// value skips a value and returns it.
func (s *jsonScan) value() []byte {
	s.spaces()
	start, depth := s.i, 0
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case '"':
			s.quoted()
		case '{', '[':
			depth++
			s.i++
		case '}', ']':
			if depth == 0 {
				return s.b[start:s.i]
			}
			depth--
			s.i++
		case ',', ':', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return s.b[start:s.i]
			}
			s.i++
			continue
		default:
			s.i++
			continue
		}
		if depth == 0 {
			return s.b[start:s.i]
		}
	}
	return s.b[start:]
}

func (s *jsonScan) quoted() {
	for s.i++; s.i < len(s.b); s.i++ {
		switch s.b[s.i] {
		case '\\':
			s.i++
		case '"':
			s.i++
			return
		}
	}
}
