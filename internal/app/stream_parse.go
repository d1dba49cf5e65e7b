package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Item is one message of a stream.
type Item struct {
	ID string
	// Number says that the id is a number, and ID its digits as they were given.
	Number bool
	Text   string
}

// Mark is the byte order mark that some programs put before a file in UTF-8.
const Mark = "\ufeff"

var (
	errNoText   = errors.New(`it has no "text"`)
	errTextKind = errors.New(`its "text" is no string`)
	errIDKind   = errors.New(`its "id" is neither a string nor a number`)
)

// Parse reads one line: an object with a text and, where wanted, an id. The strings
// of the item are valid until the line's bytes change or Parse is called again.
// Where the id can be read, it is returned with the error.
func (s *Stream) Parse(line []byte) (Item, error) {
	if it, ok := s.quick(line); ok {
		return it, nil
	}
	return parse(line)
}

// parse reads a line as encoding/json does.
func parse(line []byte) (it Item, err error) {
	var given struct {
		ID   json.RawMessage `json:"id"`
		Text json.RawMessage `json:"text"`
	}
	if err := json.Unmarshal(line, &given); err != nil {
		return it, fmt.Errorf("no JSON object: %w", err)
	}
	switch id := string(given.ID); {
	case id == "" || id == "null":
	case id[0] == '"':
		err = json.Unmarshal(given.ID, &it.ID)
	case id[0] == '-' || id[0] >= '0' && id[0] <= '9':
		it.ID, it.Number = id, true
	default:
		err = errIDKind
	}
	switch text := string(given.Text); {
	case err != nil:
	case text == "" || text == "null":
		err = errNoText
	case text[0] != '"':
		err = errTextKind
	default:
		err = json.Unmarshal(given.Text, &it.Text)
	}
	return it, err //nolint:wrapcheck // the caller names the line
}

// quick reads an object of an id, a text, and strings, whole numbers and truths of
// other names, which it skips: as nearly all lines are.
func (s *Stream) quick(b []byte) (it Item, ok bool) {
	hasText := false
	s.scratch = slices.Grow(s.scratch[:0], len(b))
	i := space(b, 0)
	if i >= len(b) || b[i] != '{' {
		return it, false
	}
	for i++; ; i++ {
		key, next, ok := s.text(b, space(b, i))
		if !ok {
			return it, false
		}
		i = space(b, next)
		if i >= len(b) || b[i] != ':' {
			return it, false
		}
		i = space(b, i+1)
		value, next, ok := s.text(b, i)
		isText := ok
		if !ok && key != "text" {
			value, next, ok = integer(b, i)
		}
		if !ok && key != "id" && key != "text" {
			next, ok = word(b, i)
		}
		switch {
		case !ok:
			return it, false
		case key == "id":
			it.ID, it.Number = value, !isText
		case key == "text":
			it.Text, hasText = value, true
		case strings.EqualFold(key, "id"), strings.EqualFold(key, "text"):
			return it, false // encoding/json takes "Text" for text too
		}
		i = space(b, next)
		if i >= len(b) {
			return it, false
		}
		if b[i] == '}' {
			return it, hasText && space(b, i+1) == len(b)
		}
		if b[i] != ',' {
			return it, false
		}
	}
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// integer reads a whole number without a sign at i.
func integer(b []byte, i int) (value string, next int, ok bool) {
	start := i
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	if i == start || i > start+1 && b[start] == '0' || i < len(b) && bytes.IndexByte([]byte(".eE"), b[i]) >= 0 {
		return "", 0, false
	}
	return valid(b[start:i], i)
}

// word reads what stands for true, false and nothing.
func word(b []byte, i int) (next int, ok bool) {
	for _, w := range []string{"true", "false", "null"} {
		if len(b)-i >= len(w) && string(b[i:i+len(w)]) == w {
			return i + len(w), true
		}
	}
	return 0, false
}

// text reads a string at i. It does not hold one with a backslash that is
// followed by anything but the common escapes, or that is no UTF-8.
func (s *Stream) text(b []byte, i int) (value string, next int, ok bool) {
	if i >= len(b) || b[i] != '"' {
		return "", 0, false
	}
	i++
	start := i
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	if i < len(b) && b[i] == '"' {
		return valid(b[start:i], i+1)
	}
	at := len(s.scratch)
	s.scratch = append(s.scratch, b[start:i]...)
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			return valid(s.scratch[at:], i+1)
		case c < ' ':
			return "", 0, false
		case c != '\\':
			s.scratch = append(s.scratch, c)
			i++
		default:
			if i = s.escape(b, i); i < 0 {
				return "", 0, false
			}
		}
	}
	return "", 0, false
}

// valid returns b as a string that shares its bytes, where it is UTF-8.
func valid(b []byte, next int) (string, int, bool) {
	return unsafe.String(unsafe.SliceData(b), len(b)), next, utf8.Valid(b) //nolint:gosec // the contract of Parse says how long the bytes stand
}

// escape appends what the escape at i stands for and returns what follows, or -1.
func (s *Stream) escape(b []byte, i int) int {
	if i+1 >= len(b) {
		return -1
	}
	switch c := b[i+1]; c {
	case '"', '\\', '/':
		s.scratch = append(s.scratch, c)
	case 'n':
		s.scratch = append(s.scratch, '\n')
	case 'r':
		s.scratch = append(s.scratch, '\r')
	case 't':
		s.scratch = append(s.scratch, '\t')
	case 'u':
		r, ok := hex4(b, i+2)
		if !ok || r >= 0xD800 && r < 0xE000 {
			return -1
		}
		s.scratch = utf8.AppendRune(s.scratch, r)
		return i + 6
	default:
		return -1
	}
	return i + 2
}

func hex4(b []byte, i int) (rune, bool) {
	if i+4 > len(b) {
		return 0, false
	}
	r, err := strconv.ParseUint(unsafe.String(&b[i], 4), 16, 32) //nolint:gosec // read at once
	return rune(r), err == nil
}
