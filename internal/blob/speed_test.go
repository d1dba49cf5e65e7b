package blob

import (
	"bytes"
	"crypto/sha256"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"recourse"
	"recourse/internal/cores"

	"filippo.io/age"
)

// BenchmarkHandIn hands in one large item, durably, and measures in turn what
// SHA-256 alone and age alone take for the same bytes. It reports handing in as a
// share of the slower of the two, the median of the turns; 0.6 is wanted. As many
// goroutines run as where the program keeps items.
func BenchmarkHandIn(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	cores.Oversubscribe()
	id := recourse.NewID()
	s := open(b, filepath.Join(b.TempDir(), "blobs"), newKeys(b, id))
	rec, err := s.keys.CaseRecipient(id)
	if err != nil {
		b.Fatal(err)
	}
	content := make([]byte, 256<<20)
	var sums, encs, puts, shares []float64 // bytes a second, and the shares
	for i := 0; b.Loop(); i++ {
		content[0], content[1] = byte(i), byte(i>>8) // another item each time
		sum := rate(b, content, func() error { sha256.Sum256(content); return nil })
		enc := rate(b, content, func() error { return ageAlone(content, rec) })
		put := rate(b, content, func() error {
			_, _, err := s.Put(b.Context(), id, bytes.NewReader(content))
			return err
		})
		if err := s.Erase(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		sums, encs, puts, shares = append(sums, sum), append(encs, enc), append(puts, put), append(shares, put/min(sum, enc))
	}
	b.ReportMetric(0, "ns/op") // of all three together it says nothing
	b.ReportMetric(median(sums)/1e6, "sha256-MB/s")
	b.ReportMetric(median(encs)/1e6, "age-MB/s")
	b.ReportMetric(median(puts)/1e6, "handin-MB/s")
	b.ReportMetric(median(shares), "of-slower")
}

func ageAlone(content []byte, rec age.Recipient) error {
	w, err := age.Encrypt(io.Discard, rec)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	return err
}

func rate(b *testing.B, content []byte, f func() error) float64 {
	b.Helper()
	began := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return float64(len(content)) / time.Since(began).Seconds()
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
