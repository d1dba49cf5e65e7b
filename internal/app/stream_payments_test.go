package app

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/money"
)

// payments have each field set and not, and characters that JSON escapes.
func paymentsOfAllKinds() []incident.Payment {
	day := recourse.Date{Year: 2026, Month: time.November, Day: 3}
	full := incident.Payment{
		At: recourse.Moment{Time: time.Date(2026, 11, 2, 10, 30, 0, 0, time.UTC), Precision: recourse.Instant}, ValueDate: day,
		Amount: money.Amount{Minor: -600000, Currency: "RSD"}, Original: money.Amount{Minor: 5120, Currency: "EUR"},
		Direction: "out", Rail: "bank-transfer", From: incident.Account{Party: "me", Name: "Jelena \"Jela\" Uzorak"},
		To:        incident.Account{Name: "Žarko <& sinovi>\u2028", Account: "160000000000123456", Bank: "TESTRSBG", Country: "RS"},
		Reference: "97 12-1", EndToEnd: "e2e", Text: "line\nline\t\x01", Status: incident.Pending, Reversal: true, CurrencyFrom: incident.CurrencyByRows,
	}
	full.Origins = incident.Origins{{Item: "aa", Span: recourse.Span{Start: 0, End: 7}, Place: "row 2"}, incident.Told, {Item: "bb"}}
	one := incident.Payment{At: recourse.Moment{Time: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Precision: recourse.DayOnly}, Amount: money.Amount{Minor: 1}}
	one.Origins = incident.Origins{{Item: "aa", Place: "entry 1"}}
	return []incident.Payment{{}, one, full}
}

// TestAppendPaymentWritesWhatJSONDoes holds the quick writer to what a file writes of its
// payments.
func TestAppendPaymentWritesWhatJSONDoes(t *testing.T) {
	for i, p := range paymentsOfAllKinds() {
		samePayment(t, i, p)
	}
}

// FuzzAppendPayment holds it to that for any text in any field.
func FuzzAppendPayment(f *testing.F) {
	f.Add("Radnja d.o.o.", "170-555-11", int64(6000), 1, 9)
	f.Add("\xff\u2029\"\\", "", int64(-1), 0, 0)
	f.Fuzz(func(t *testing.T, a, b string, minor int64, start, end int) {
		p := incident.Payment{
			Amount: money.Amount{Minor: minor, Currency: money.Currency(b)}, Direction: b, Rail: a, From: incident.Account{Name: a, Bank: b}, To: incident.Account{Account: b},
			Reference: a, EndToEnd: b, Text: a, Status: b, CurrencyFrom: a, Reversal: end > start,
		}
		p.Origins = incident.Origins{{Item: a, Span: recourse.Span{Start: start, End: end}, Place: b}}
		samePayment(t, 0, p)
	})
}

func samePayment(t *testing.T, i int, p incident.Payment) {
	t.Helper()
	const path = `a"b.csv`
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	file := intake.File{Payments: []incident.Payment{p}}
	if err := enc.Encode(file); err != nil {
		t.Fatal(err)
	}
	var want struct {
		Payments []map[string]any `json:"payments"`
	}
	var got map[string]any
	if err := json.Unmarshal(buf.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	line := AppendPayment(nil, path, &p)
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("payment %d: %v: %s", i, err, line)
	}
	if bytes.IndexByte(line, '\n') != len(line)-1 {
		t.Errorf("payment %d is no line: %q", i, line)
	}
	want.Payments[0]["path"] = path
	if g, w := marshal(t, got), marshal(t, want.Payments[0]); !bytes.Equal(g, w) {
		t.Errorf("payment %d:\n%s\nwant\n%s", i, g, w)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
