package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"recourse"
)

// longSource is a file of head, block again and again up to size, and tail. It is
// made while it is read.
func longSource(name, head, block, tail string, size int) Source {
	n := max(1, size/len(block))
	return Source{Path: name, Size: int64(len(head) + n*len(block) + len(tail)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(head), &blockReader{block: block, left: n}, strings.NewReader(tail))), nil
	}}
}

type blockReader struct {
	block    string
	at, left int
}

func (a *blockReader) Read(p []byte) (n int, err error) {
	for n < len(p) && a.left > 0 {
		k := copy(p[n:], a.block[a.at:])
		n, a.at = n+k, a.at+k
		if a.at == len(a.block) {
			a.at, a.left = 0, a.left-1
		}
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func longTable(size int) Source {
	text := string(longStatement(1000))
	head, rows, _ := strings.Cut(strings.Replace(text, ";Isplata;", ";Isplata (RSD);", 1), "\n")
	return longSource("izvod.csv", head+"\n", rows, "", size)
}

const (
	camtHead = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>1</Id><Acct><Id><IBAN>RS35265000000000123488</IBAN></Id><Ccy>RSD</Ccy><Ownr><Nm>Žarko Ćirić</Nm></Ownr></Acct>
`
	camtTail = "</Stmt></BkToCstmrStmt></Document>\n"
)

func camtEntries(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Ntry>
  <NtryRef>%d</NtryRef>
  <Amt Ccy="RSD">%d.%02d</Amt>
  <CdtDbtInd>DBIT</CdtDbtInd>
  <Sts><Cd>BOOK</Cd></Sts>
  <BookgDt><Dt>2026-11-%02d</Dt></BookgDt>
  <ValDt><Dt>2026-11-%02d</Dt></ValDt>
  <AcctSvcrRef>2026111200%06d</AcctSvcrRef>
  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
  <NtryDtls><TxDtls>
    <Refs><EndToEndId>97 12-%d</EndToEndId></Refs>
    <RltdPties><Cdtr><Pty><Nm>Radnja d.o.o.</Nm></Pty></Cdtr><CdtrAcct><Id><Othr><Id>170000000000555511</Id></Othr></Id></CdtrAcct></RltdPties>
    <RmtInf><Ustrd>Plaćanje računa broj %d</Ustrd></RmtInf>
  </TxDtls></NtryDtls>
</Ntry>
`, i, 100+i, i%100, 1+i%28, 1+i%28, i, i, i)
	}
	return b.String()
}

func longCAMT(size int) Source {
	return longSource("izvod.xml", camtHead, camtEntries(500), camtTail, size)
}

// countEntries reads a statement to its end and returns how many entries it has, and
// the most memory that was in use meanwhile, in bytes.
func countEntries(t testing.TB, src Source, opt Options) (n int, most uint64) {
	t.Helper()
	l, err := OpenStatement(t.Context(), src, opt)
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	for p := range l.Entries() {
		if n++; n%50_000 == 0 {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
		if p.Amount.Minor <= 0 || len(p.Origins) != 1 {
			t.Fatalf("entry %d: %+v", n, p)
		}
	}
	if got := l.File().Problems; len(got) > 0 {
		t.Fatalf("problems: %+v", got)
	}
	return n, most
}

func benchmarkLedger(b *testing.B, make func(size int) Source) {
	const size = 50 << 20
	src := make(size)
	opt := Options{Statements: known(b)}
	b.SetBytes(src.Size)
	b.ReportAllocs()
	var most uint64
	n := 0
	for b.Loop() {
		var m uint64
		n, m = countEntries(b, src, opt)
		most = max(most, m)
	}
	b.ReportMetric(float64(most)/(1<<20), "heap-MB")
	b.ReportMetric(float64(n), "entries")
}

func BenchmarkLedgerCSV(b *testing.B)  { benchmarkLedger(b, longTable) }
func BenchmarkLedgerCAMT(b *testing.B) { benchmarkLedger(b, longCAMT) }

// TestALedgerHoldsNoMore holds that memory does not grow with the statement.
func TestALedgerHoldsNoMore(t *testing.T) {
	for name, make := range map[string]func(int) Source{"CSV": longTable, "CAMT": longCAMT} {
		opt := Options{Statements: known(t)}
		alive := func(size int) uint64 {
			l, err := OpenStatement(t.Context(), make(size), opt)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			var m runtime.MemStats
			for range l.Entries() {
				n++
			}
			runtime.GC()
			runtime.ReadMemStats(&m)
			runtime.KeepAlive(l)
			return m.HeapAlloc
		}
		small, large := alive(1<<20), alive(16<<20)
		if large > small+(2<<20) {
			t.Errorf("%s: 16 MB leave %d bytes in use, 1 MB %d", name, large, small)
		}
	}
}

func TestOpenStatementRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{"dobar dan\n", "Kada;Koliko;Kome\n2026-11-12;1,00;a\n"} {
		_, err := OpenStatement(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
		if !errors.Is(err, recourse.Invalid) {
			t.Errorf("OpenStatement(%q) = %v, want kind Invalid", text, err)
		}
	}
	if _, err := OpenStatement(t.Context(), memory("a.csv", []byte("Kada;Koliko;Kome\n2026-11-12;1,00;a\n")), Options{Statements: known(t)}); err == nil || !strings.Contains(err.Error(), "Kada | Koliko | Kome") {
		t.Errorf("error %v does not name the columns", err)
	}
}

// TestAStatementIsNotCutAtTheLimitOfText reads more than is held as text.
func TestAStatementIsNotCutAtTheLimitOfText(t *testing.T) {
	for _, src := range []Source{longTable(300 << 10), longCAMT(600 << 10)} {
		opt := Options{Statements: known(t)}
		whole := Read(t.Context(), src, opt)
		opt.Limits.Text = 100 << 10
		cut := Read(t.Context(), src, opt)
		if len(cut.Payments) == 0 || len(cut.Payments) != len(whole.Payments) || cut.Kind != KindStatement {
			t.Fatalf("%s: %d payments, want %d", src.Path, len(cut.Payments), len(whole.Payments))
		}
		if len(cut.Text) > 100<<10 || len(codes(cut)) != 1 || codes(cut)[0] != "statement-text-cut" {
			t.Errorf("%s: text of %d bytes, problems %v", src.Path, len(cut.Text), codes(cut))
		}
		last := cut.Payments[len(cut.Payments)-1].Origins[0]
		if last.Span != (recourse.Span{}) || last.Place != whole.Payments[len(whole.Payments)-1].Origins[0].Place {
			t.Errorf("%s: origin %+v, want a place and no span", src.Path, last)
		}
		if first := cut.Payments[0].Origins[0]; first != whole.Payments[0].Origins[0] {
			t.Errorf("%s: origin %+v, want %+v", src.Path, first, whole.Payments[0].Origins[0])
		}
	}
}

func TestALedgerOfOldLetters(t *testing.T) {
	b, err := io.ReadAll(opened(longTable(3 << 10).Open()))
	if err != nil {
		t.Fatal(err)
	}
	old := bytes.ReplaceAll(b, []byte("ć"), []byte{0xe6})
	old = bytes.ReplaceAll(old, []byte("č"), []byte{0xe8})
	l, err := OpenStatement(t.Context(), memory("a.csv", old), Options{Statements: known(t)})
	if err != nil {
		t.Fatal(err)
	}
	for p := range l.Entries() {
		if !strings.HasPrefix(p.Text, "Plaćanje računa broj") {
			t.Fatalf("text %q", p.Text)
		}
		break
	}
	if len(l.File().Problems) > 0 {
		t.Errorf("problems %v", l.File().Problems)
	}
}

func opened(rc io.ReadCloser, err error) io.Reader {
	if err != nil {
		panic(err)
	}
	return rc
}

func TestALedgerEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, err := OpenStatement(ctx, longTable(4<<20), Options{Statements: known(t)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range l.Entries() {
		if n++; n == 10 {
			cancel()
		}
	}
	if n > 20_000 || len(l.File().Problems) != 1 || l.File().Problems[0].Code != "interrupted" {
		t.Errorf("%d entries, problems %v", n, l.File().Problems)
	}
}
