package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestNotesThatAreStuckOnAPDF(t *testing.T) {
	const utf16 = "<FEFF0055 0070006C 0061007400690074 0069>"
	for _, tt := range []struct {
		name, pdf string
		want      []string
		unread    int
	}{
		{"a note", "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(Pay 300 EUR \\(today\\))/C[0 0 0]>>", []string{"Pay 300 EUR (today)"}, 0},
		{"before its type, with a dictionary between", "<< /Contents (a\\\nb\\040c) /BS<</W 1>> /Subtype /FreeText >>", []string{"ab c"}, 0},
		{"in UTF-16, as digits", "<</Subtype/Highlight/Contents " + utf16 + ">>", []string{"Uplatiti"}, 0},
		{"the same twice", "<</Subtype/Text/Contents(x)>> <</Subtype/Text/Contents(x)>>", []string{"x"}, 0},
		{"a link beside a note", "<</Subtype/Link/Contents(here)>> <</Subtype/Text/Contents(y)>>", []string{"y"}, 0},
		{"a signature, a page and a field", "<</Type/Sig/Contents<00ff00ff>>> <</Type/Page/Contents 4 0 R>> <</Subtype/Widget/Contents(z)>>", nil, 0},
		{"a locked file", "<</Subtype/Text/Contents(x\x01\xfe)>> trailer<</Encrypt 9 0 R>>", nil, 1},
		{"words without an end", "<</Subtype/Text/Contents(x", nil, 0},
		{"brackets without an end", "<</Subtype/Text/Contents((x)>>" + strings.Repeat("/Contents(", 1000), nil, 0},
	} {
		r := &reader{ctx: t.Context()}
		if got, unread := r.notes([]byte(tt.pdf)); !slices.Equal(got, tt.want) || unread != tt.unread {
			t.Errorf("%s: %q and %d unread, want %q and %d", tt.name, got, unread, tt.want, tt.unread)
		}
	}
}

func FuzzNotes(f *testing.F) {
	f.Add([]byte("<</Subtype/Text/Contents(a\\(b\\101)>>"))
	f.Add([]byte("<</Contents<FEFF0041>/Subtype/Ink>>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := &reader{ctx: t.Context()}
		notes, _ := r.notes(b)
		for _, n := range notes {
			if n == "" || len(n) > 4*maxNote {
				t.Errorf("a note of %d bytes", len(n))
			}
		}
	})
}
