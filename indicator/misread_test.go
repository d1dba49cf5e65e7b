package indicator

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMisreadNumbersAreRepairedOnlyWhereCheckDigitsProveIt(t *testing.T) {
	for _, c := range []struct {
		line, raw, text string
		kind            Kind
		valid           bool
	}{
		{"na račun 265-OOO0000001234-88, odmah", "265-OOO0000001234-88", "265-0000000001234-88", AccountRS, true},
		{"na račun 265-00000000О12З4-88", "265-00000000О12З4-88", "265-0000000001234-88", AccountRS, true},
		{"265-000000000l234-89", "265-000000000l234-89", "265-0000000001234-89", AccountRS, false},
		{"IBAN RS35 26O0 0560 1001 6113 79 hvala", "RS35 26O0 0560 1001 6113 79", "RS35 2600 0560 1001 6113 79", IBAN, true},
		{"IBAN: RS35 2650 OOOO 0123 4567 57", "RS35 2650 OOOO 0123 4567 57", "RS35 2650 0000 0123 4567 57", IBAN, true},
		{"IBAN DE89 3704 OO44 O532 O13O OO.", "DE89 3704 OO44 O532 O13O OO", "DE89 3704 0044 0532 0130 00", IBAN, true},
		{"IBAN DE89 3704 0044 0532 0130 OO 300 EUR", "DE89 3704 0044 0532 0130 OO", "DE89 3704 0044 0532 0130 00", IBAN, true},
		{"račun 265 ОООООО 0123456757", "", "", "", false},
		{"račun 265 OOO 0001234567 57", "265 OOO 0001234567 57", "265 000 0001234567 57", AccountRS, true},
		{"IBAN: DE89 3704 OO44 O532 O13O OI", "", "", "", false},
		{"265 1234567 SO 18", "", "", "", false},
		{"kartica 4111 1111 llll 1111", "4111 1111 llll 1111", "", "", false},
		{"iznos 6l.328,00 RSD", "6l.328,00", "61.328,00", Amount, false},
		{"iznos 61.З28 din", "61.З28", "61.328", Amount, false},
	} {
		got := Misread(c.line)
		if c.kind == "" {
			if len(got) != 0 {
				t.Errorf("Misread(%q) = %+v, want none", c.line, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Span.Of(c.line) != c.raw || got[0].Text != c.text || got[0].Kind != c.kind || got[0].Valid != c.valid {
			t.Errorf("Misread(%q) = %+v, want %q for %q, %s, %v", c.line, got, c.text, c.raw, c.kind, c.valid)
		}
	}
}

func TestWordsAndWholeNumbersAreNotMisread(t *testing.T) {
	for _, line := range []string{
		"", "SOS Dobro Bilo 10 ljudi", "265-0000000001234-88", "61.328,00", "18:05", "B2B i O2", "12.11.2026.", "RS35 2600 0560 1001 6113 79", "verzija 1.0b", "soba 3b",
	} {
		if got := Misread(line); len(got) != 0 {
			t.Errorf("Misread(%q) = %+v, want none", line, got)
		}
	}
}

func TestAPieceOfAMisreadNumberIsNoPhone(t *testing.T) {
	for text, want := range map[string]bool{
		"IBAN: 8535 2650 OOOO 0123 4567 57": false,
		"IBAN 8535 2650 0000 0123 4567 57":  false,
		"pozovite 0123 4567 57":             true,
		"PIB 1234 telefon 0123 4567 57":     true,
		"Lena 2650 0123 4567 57":            true, // one group is no number of groups
	} {
		got := slices.ContainsFunc(Find(text), func(i Indicator) bool { return i.Kind == Phone })
		if got != want {
			t.Errorf("Find(%q) has a phone: %v, want %v", text, got, want)
		}
	}
}

func FuzzMisread(f *testing.F) {
	f.Add("na račun 265-OOO0000001234-88, 6l.328,00 RS35 26O0 0560 1001 6113 79")
	f.Add("О О О 0 0 0 l l l")
	f.Fuzz(func(t *testing.T, line string) {
		if !utf8.ValidString(line) {
			return
		}
		end := 0
		for _, m := range Misread(line) {
			raw := m.Span.Of(line)
			if m.Span.Start < end || raw == "" || utf8.RuneCountInString(raw) != utf8.RuneCountInString(m.Text) || raw == m.Text {
				t.Errorf("Misread(%q) has %+v for %q", line, m, raw)
			}
			if m.Valid && m.Value == "" || m.Kind == Card && strings.Contains(m.Value, m.Text) {
				t.Errorf("Misread(%q) has the value %q", line, m.Value)
			}
			end = m.Span.End
		}
	})
}
