package recourse

import (
	"encoding/json"
	"fmt"
)

// Span is a place in a text: byte offsets [Start, End) into the UTF-8 text as
// it was given. In JSON it is an array of the two.
type Span struct{ Start, End int }

// Of returns the part of text that the span covers, or "" where it lies outside.
func (s Span) Of(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start > s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Len returns the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Shift returns the span moved by n bytes.
func (s Span) Shift(n int) Span { return Span{s.Start + n, s.End + n} }

// MarshalJSON writes the span as [start,end].
func (s Span) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", s.Start, s.End), nil
}

// UnmarshalJSON reads [start,end] and refuses a span that runs backwards.
func (s *Span) UnmarshalJSON(b []byte) error {
	var v [2]int
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("span %q: %w", b, Invalid)
	}
	if v[0] < 0 || v[1] < v[0] {
		return fmt.Errorf("span %q runs backwards: %w", b, Invalid)
	}
	*s = Span{v[0], v[1]}
	return nil
}
