package custody

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"io"
	"testing"
	"time"

	"recourse/internal/spill"
)

// BenchmarkVerifyPackage verifies a package of one large item and one of many
// small ones, and measures in turn what each digest in it takes alone for the
// same bytes. It reports verifying as a share of the slower digest, both at their
// best of all turns, as other work on the machine only ever takes away; 0.8 is wanted.
func BenchmarkVerifyPackage(b *testing.B) {
	for _, tt := range []struct {
		name        string
		items, size int
	}{{"one item", 1, 256 << 20}, {"many items", 4096, 64 << 10}} {
		b.Run(tt.name, func(b *testing.B) {
			content := make([]byte, tt.items*tt.size)
			for i := range content {
				content[i] = byte(i * i >> 7)
			}
			p := testPackage(b)
			p.Items = nil
			for i := range tt.items {
				piece := content[i*tt.size : (i+1)*tt.size]
				p.Items = append(p.Items, Item{Path: fmt.Sprintf("%d.bin", i), Open: func(context.Context) (io.ReadCloser, error) {
					return io.NopCloser(bytes.NewReader(piece)), nil
				}})
			}
			m, _ := seal(b, p)
			files := m.fs()
			var verified, fast, slow float64 // bytes a second
			for b.Loop() {
				rate := func(f func()) float64 {
					began := time.Now()
					f()
					return float64(len(content)) / time.Since(began).Seconds()
				}
				fast = max(fast, rate(func() { sha256.Sum256(content) }))
				slow = max(slow, rate(func() { sha512.Sum512(content) }))
				verified = max(verified, rate(func() {
					if r, err := Verify(b.Context(), files, VerifyOptions{}); err != nil || !r.OK {
						b.Fatal(err, codes(r))
					}
				}))
			}
			b.ReportMetric(0, "ns/op") // of all three together it says nothing
			b.ReportMetric(verified/1e6, "MB/s")
			b.ReportMetric(min(fast, slow)/1e6, "slower-digest-MB/s")
			b.ReportMetric(verified/min(fast, slow), "of-slower-digest")
		})
	}
}

// BenchmarkVerifyLogOfAMillion reads, checks and hashes a log of a million
// entries as Verify does, its tiles too. Under three seconds are wanted.
func BenchmarkVerifyLogOfAMillion(b *testing.B) {
	const n = 1_000_000
	var text bytes.Buffer
	var head Head
	e := Entry{At: testNow, Do: Kept, Who: "owner", Door: "cli", Item: anyDigest, Size: 12}
	for i := range n {
		e.Item = fmt.Sprintf("%064x", i)
		placed, _, _, err := Head{Size: head.Size, Frontier: head.Frontier}.Next(e)
		if err != nil {
			b.Fatal(err)
		}
		line, err := placed.Marshal()
		if err != nil {
			b.Fatal(err)
		}
		if err := head.push(placed, leafHash(line)); err != nil {
			b.Fatal(err)
		}
		text.Write(append(line, '\n'))
	}
	for b.Loop() {
		st := &readState{items: spill.New(nil).Sorter(), tiles: make(tileSums)}
		st.tiler = &tiler{put: st.tiles.put}
		if err := st.read(b.Context(), bytes.NewReader(text.Bytes())); err != nil || st.head.Root() != head.Root() {
			b.Fatal(err)
		}
	}
}
