package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadOfLongStatements reads statements of 50,000 and of 200,000 entries line by line,
// with RECOURSE_LONG of two million too: they are not held.
func TestReadOfLongStatements(t *testing.T) {
	if !byItself(t) {
		return
	}
	const most = 16 << 20 // bytes, with what ships, which each run loads
	counts := []int{50_000, 200_000}
	if os.Getenv("RECOURSE_LONG") != "" {
		counts = append(counts, 2_000_000)
	}
	dir := t.TempDir()
	n := make(needed)
	for name, form := range map[string]struct{ head, entry, tail string }{
		"table.csv": {"Datum;Isplata (RSD);Uplata;Primalac;Svrha plaćanja\n", "02.11.2026.;%d,00;;Radnja d.o.o.;Račun %[1]d\n", ""},
		"camt.xml": {
			`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>`,
			`<Ntry><Amt Ccy="RSD">%d.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt></Ntry>`,
			`</Stmt></BkToCstmrStmt></Document>`,
		},
	} {
		for _, count := range counts {
			at := filepath.Join(dir, name)
			writeStatement(t, at, form.head, form.entry, form.tail, count)
			out := &lineCount{}
			what := fmt.Sprintf("read %d entries of %s", count, name)
			n.step(t, what, func() error {
				var errs strings.Builder
				if code := run(t.Context(), []string{"read", "--jsonl", at}, strings.NewReader(""), out, &errs); code != exitDone {
					return fmt.Errorf("ends with %d: %s", code, errs.String())
				}
				return nil
			})
			if out.n != count+1 { // and one for the statement
				t.Errorf("%s: %d lines", what, out.n)
			}
			if n[what] > most {
				t.Errorf("%s: %d bytes of heap are needed, want at most %d", what, n[what], most)
			}
		}
	}
}

// lineCount counts the lines that are written.
type lineCount struct{ n int }

func (l *lineCount) Write(b []byte) (int, error) {
	l.n += bytes.Count(b, []byte("\n"))
	return len(b), nil
}

// writeStatement writes a statement of so many entries, each with another amount.
func writeStatement(t *testing.T, name, head, entry, tail string, count int) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, head)
	for i := range count {
		fmt.Fprintf(w, entry, 100+i)
	}
	fmt.Fprint(w, tail)
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
}
