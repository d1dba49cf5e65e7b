package testkit_test

import (
	"encoding/csv"
	"math/big"
	"os"
	"regexp"
	"strings"
	"testing"

	"recourse/internal/testkit"
)

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(testkit.Example(t, parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The counts and checks below are what examples/README.md says of the files.

func TestChatHasItsLines(t *testing.T) {
	head := regexp.MustCompile(`(?m)^\d{2}\.11\.2026\. \d{2}:\d{2} - `)
	if got := len(head.FindAllString(read(t, "task-job", testkit.Chat), -1)); got != 106 {
		t.Errorf("chat has %d lines with a time, want 106", got)
	}
}

func TestAccountsHaveRightControlNumbers(t *testing.T) {
	account := regexp.MustCompile(`\b(\d{3})-(\d{1,13})-(\d{2})\b|\b(\d{18})\b`)
	text := read(t, "task-job", testkit.Chat) + read(t, "task-job", testkit.Statement) + read(t, "task-job", testkit.Slip)
	seen := 0
	for _, m := range account.FindAllStringSubmatch(text, -1) {
		digits := m[4]
		if digits == "" {
			digits = m[1] + strings.Repeat("0", 13-len(m[2])) + m[2] + m[3]
		}
		n, ok := new(big.Int).SetString(digits, 10)
		if !ok {
			t.Fatalf("account %q is no number", m[0])
		}
		if got := new(big.Int).Mod(n, big.NewInt(97)).Int64(); got != 1 {
			t.Errorf("account %q mod 97 = %d, want 1", m[0], got)
		}
		seen++
	}
	if seen < 30 {
		t.Errorf("found %d accounts, want those of every row", seen)
	}
}

func TestStatementBalances(t *testing.T) {
	r := csv.NewReader(strings.NewReader(read(t, "task-job", testkit.Statement)))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var last int64
	for i, row := range rows[1:] {
		balance := para(t, row[10])
		if i > 0 && last-para(t, row[8])+para(t, row[9]) != balance {
			t.Errorf("entry %d: balance %s does not follow from the one before", i+1, row[10])
		}
		last = balance
	}
	if len(rows) != 25 {
		t.Errorf("statement has %d rows with the header, want 25", len(rows))
	}
}

// para reads "6.000,00" as 600000.
func para(t *testing.T, s string) int64 {
	t.Helper()
	var n int64
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int64(r-'0')
		case r != '.' && r != ',':
			t.Fatalf("amount %q", s)
		}
	}
	return n
}
