package intake

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of the notes of a PDF.
const (
	maxNotes   = 200
	maxStrings = 20_000  // that are looked at
	maxNote    = 8 << 10 // bytes of one
	noteAround = 4 << 10 // bytes of a note's other entries, before and behind its words
)

// noteTypes are the annotations in which people write (ISO 32000-1, 12.5.6.2): what a
// link or a field says of itself is no note.
var noteTypes = regexp.MustCompile(`/Subtype\s*/(?:Text|FreeText|Highlight|Underline|Squiggly|StrikeOut|Caret|Stamp|Line|Square|Circle|Polygon|PolyLine|Ink)\b`)

// notes returns what is written in notes that are stuck on a PDF's pages, which are no
// part of the pages' text, and how many cannot be read.
func (r *reader) notes(b []byte) (notes []string, unread int) {
	locked := bytes.Contains(b, []byte("/Encrypt"))
	tries := 0
	r.eachObjects(b, func(b []byte) {
		for rest := b; len(notes) < maxNotes && tries < maxStrings; {
			i := bytes.Index(rest, []byte("/Contents"))
			if i < 0 {
				return
			}
			at := len(b) - len(rest) + i
			rest = rest[i+len("/Contents"):]
			value := bytes.TrimLeft(rest, " \t\r\n\f\x00")
			if len(value) == 0 || value[0] != '(' && value[0] != '<' {
				continue
			}
			tries++
			raw, n, ok := pdfString(value)
			if !ok || !noteTypes.Match(dictionary(b, at, len(b)-len(value)+n)) {
				continue
			}
			rest = value[n:]
			note := strings.TrimSpace(raw)
			switch {
			case note == "" || slices.Contains(notes, note):
			case locked || strings.ContainsFunc(note, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) }):
				unread++
			default:
				notes = append(notes, note)
			}
		}
	})
	return notes, unread
}

// dictionary returns the entries around b[from:to] up to where the dictionary that
// holds them begins and ends.
func dictionary(b []byte, from, to int) []byte {
	start, depth := max(0, from-noteAround), 0
	for i := from - 1; i > start; i-- {
		switch {
		case b[i] == '>' && b[i-1] == '>':
			depth++
			i--
		case b[i] == '<' && b[i-1] == '<' && depth == 0:
			start = i + 1
		case b[i] == '<' && b[i-1] == '<':
			depth--
			i--
		}
	}
	end, depth := min(len(b), to+noteAround), 0
	for i := to; i+1 < end; i++ {
		switch {
		case b[i] == '<' && b[i+1] == '<':
			depth++
			i++
		case b[i] == '>' && b[i+1] == '>' && depth == 0:
			end = i
		case b[i] == '>' && b[i+1] == '>':
			depth--
			i++
		}
	}
	return slices.Concat(b[start:from], []byte(" "), b[to:end])
}

// pdfString reads a string that b begins with (ISO 32000-1, 7.3.4), and how many bytes
// it takes.
func pdfString(b []byte) (s string, n int, ok bool) {
	switch {
	case len(b) < 2:
		return "", 0, false
	case b[0] == '<' && b[1] != '<':
		end := bytes.IndexByte(b[:min(len(b), 2*maxNote)], '>')
		if end < 0 {
			return "", 0, false
		}
		digits := bytes.Join(bytes.Fields(b[1:end]), nil)
		if len(digits)%2 == 1 {
			digits = append(digits, '0')
		}
		raw, err := hex.DecodeString(string(digits))
		return pdfWords(raw), end + 1, err == nil
	case b[0] != '(':
		return "", 0, false
	}
	var raw []byte
	depth := 0
	for i := 0; i < min(len(b), maxNote); i++ {
		switch c := b[i]; {
		case c == '\\' && i+1 < len(b):
			i++
			raw, i = pdfEscape(raw, b, i)
		case c == '(':
			if depth++; depth > 1 {
				raw = append(raw, c)
			}
		case c == ')':
			if depth--; depth == 0 {
				return pdfWords(raw), i + 1, true
			}
			raw = append(raw, c)
		default:
			raw = append(raw, c)
		}
	}
	return "", 0, false
}

// pdfEscape appends what an escape, whose letter stands at i, is for.
func pdfEscape(raw, b []byte, i int) ([]byte, int) {
	switch c := b[i]; c {
	case 'n':
		return append(raw, '\n'), i
	case 'r':
		return append(raw, '\n'), i
	case 't':
		return append(raw, '\t'), i
	case 'b', 'f', '\n':
		return raw, i
	case '\r':
		if i+1 < len(b) && b[i+1] == '\n' {
			i++
		}
		return raw, i
	default:
		if c < '0' || c > '7' {
			return append(raw, c), i
		}
	}
	end := i
	for end < len(b) && end < i+3 && b[end] >= '0' && b[end] <= '7' {
		end++
	}
	v, _ := strconv.ParseUint(string(b[i:end]), 8, 16)
	return append(raw, byte(v)), end - 1
}

// pdfWords decodes a text string: UTF-16 or UTF-8 by its mark, else PDFDocEncoding,
// which is close to Windows-1252 (ISO 32000-1, 7.9.2.2).
func pdfWords(b []byte) string {
	var s string
	switch {
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		s = string(utf16.Decode(units))
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i+1])<<8|uint16(b[i]))
		}
		s = string(utf16.Decode(units))
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		s = string(b[3:])
	default:
		s, _ = decodeWith(charmap.Windows1252, string(b))
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
