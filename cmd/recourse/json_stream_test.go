package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/money"
)

// What is written piece by piece is what package json writes at once.
func TestJSONStreamWritesWhatPackageJSONDoes(t *testing.T) {
	long := strings.Repeat("Šta je \"ovo\" <b>\u2028\n", 20_000) + "\xff 🙂"
	pay := incident.Payment{Amount: money.Amount{Minor: 600000, Currency: "RSD"}, To: incident.Account{Name: "A & B"}}
	files := []intake.File{
		{Path: "a.txt", Name: "a.txt", Kind: intake.KindText, Text: long},
		{Path: "b.zip", Kind: intake.KindArchive, Size: 7, Files: []intake.File{{Path: "b.zip!c.csv", Payments: []incident.Payment{pay, pay}}}},
		{Messages: []incident.Message{{Text: "<>&"}}},
	}
	ledger := app.Ledger{Payments: []app.Booking{{Payment: &pay, Matter: true}}}
	for name, v := range map[string]any{
		"files": files, "ledger": ledger, "none": []intake.File{}, "nil": []intake.File(nil), "map": map[string]int{"b": 1, "a": 2}, "number": 3, "string": "č<", "null": nil,
	} {
		var got, want bytes.Buffer
		s := newJSONStream(&got)
		s.field("first", 1)
		s.field(name, v)
		if err := s.end(); err != nil {
			t.Fatal(err)
		}
		if err := writeJSON(&want, json.RawMessage(fmt.Sprintf(`{"first":1,%q:%s}`, name, encoded(t, v))), "  "); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%s:\n%.500s\nwant\n%.500s", name, got.String(), want.String())
		}
	}
}

// encoded is v as package json writes it, in one line.
func encoded(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeJSON(&b, v, ""); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
