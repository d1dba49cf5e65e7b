package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func rowsOf(text string, in io.Reader) (rows [][]string, s *rowScan) {
	s = newRowScan(newWindow(in), ';')
	for s.next() {
		cells := s.strings(nil)
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(c, "\r\n", "\n")
		}
		rows = append(rows, cells)
		if sp := s.span(); sp.Start < 0 || sp.End > len(text) || sp.Start > sp.End {
			panic("a row from nowhere")
		}
	}
	return rows, s
}

func TestRows(t *testing.T) {
	tests := []struct {
		name, text string
		want       [][]string
	}{
		{"plain", "a;b\r\nc;d", [][]string{{"a", "b"}, {"c", "d"}}},
		{"a line end in a cell", "\"a\nb\";c\nd\n", [][]string{{"a\nb", "c"}, {"d"}}},
		{"a mark in a cell", "\"a \"\"b\"\" c\";d\n", [][]string{{`a "b" c`, "d"}}},
		{"a mark inside an open cell", "a\"b;c\n", [][]string{{`a"b`, "c"}}},
		{"a quotation without end", "\"a;b\nc;d\n", [][]string{{`"a`, "b"}, {"c", "d"}}},
		{"empty lines", "\n\r\na\n\n", [][]string{{"a"}}},
		{"empty cells", ";\n\"\";\n", [][]string{{"", ""}, {"", ""}}},
		{"a mark of byte order", "\ufeffa;b\n", [][]string{{"a", "b"}}},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		for _, in := range []io.Reader{strings.NewReader(tt.text), oneByte{strings.NewReader(tt.text)}} {
			if got, _ := rowsOf(tt.text, in); !slices.EqualFunc(got, tt.want, slices.Equal) {
				t.Errorf("%s: rows %q, want %q", tt.name, got, tt.want)
			}
		}
	}
}

func TestRowsThatNeverEnd(t *testing.T) {
	many := strings.Repeat(`;"x`, 2_000_000)
	if rows, s := rowsOf(many, strings.NewReader(many)); s.wrong > wrongQuotes || len(rows) > 20 {
		t.Errorf("%d rows, %d wrong quotations", len(rows), s.wrong)
	}
	long := strings.Repeat("x", 5<<20)
	rows, s := rowsOf("a\n"+long+"\nb\n", strings.NewReader("a\n"+long+"\nb\n"))
	if s.long != 1 || !slices.EqualFunc(rows, [][]string{{"a"}, {"b"}}, slices.Equal) {
		t.Errorf("%d long rows; %d rows", s.long, len(rows))
	}
}

// FuzzRows holds the rows to package encoding/csv, but for quotations without an
// end, which that one lets run to the end of the file.
func FuzzRows(f *testing.F) {
	f.Add("a;b\r\n\"c\nd\";\"e \"\"f\"\"\"\n")
	f.Add("\"a\r\n")
	f.Add("\"a\"b;c\"\n;\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, s := rowsOf(text, strings.NewReader(text))
		slow, _ := rowsOf(text, oneByte{strings.NewReader(text)})
		if !slices.EqualFunc(got, slow, slices.Equal) {
			t.Fatalf("%q: rows %q, byte by byte %q", text, got, slow)
		}
		if s.wrong > 0 || s.long > 0 || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return
		}
		c := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		c.Comma, c.LazyQuotes, c.FieldsPerRecord = ';', true, -1
		for i := 0; ; i++ {
			want, err := c.Read()
			if errors.Is(err, io.EOF) {
				if i != len(got) {
					t.Fatalf("%q: %d rows, want %d", text, len(got), i)
				}
				return
			}
			if err != nil || len(want) >= rowCells {
				return
			}
			if i >= len(got) || !slices.Equal(got[i], want) {
				t.Fatalf("%q: row %d of %q, want %q", text, i, got, want)
			}
		}
	})
}

// What the entries of a table say is part of the text that the file holds, not a copy.
func TestEntriesOfATableShareItsText(t *testing.T) {
	_, f := readTable(t, "Date,Description,Amount,Currency\n2026-11-13,J. Roe,-850.00,GBP\n2026-11-14,\"Lamps, two\",20.00,GBP\n")
	if len(f.Payments) != 2 || f.Payments[1].Text != "Lamps, two" {
		t.Fatalf("payments %+v", f.Payments)
	}
	from, text := uintptr(unsafe.Pointer(unsafe.StringData(f.Text))), f.Payments[0].Text
	if at := uintptr(unsafe.Pointer(unsafe.StringData(text))); text != "J. Roe" || at < from || at >= from+uintptr(len(f.Text)) {
		t.Errorf("%q is a copy", text)
	}
}
