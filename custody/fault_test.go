package custody

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

var errFault = errors.New("the disk says no")

// faultFolder breaks one operation: the nth that is asked of it. Where kept is
// set the operation takes effect and is reported as failed all the same.
type faultFolder struct {
	memFolder
	left int
	kept bool
	hit  string
}

// fails reports whether this operation is the one to break.
func (f *faultFolder) fails(what string) bool {
	f.left--
	if f.left != 0 {
		return false
	}
	f.hit = what
	return true
}

func (f *faultFolder) Create(name string) (io.WriteCloser, error) {
	fail := f.fails("create " + name)
	if fail && !f.kept {
		return nil, errFault
	}
	w, err := f.memFolder.Create(name)
	if fail {
		_ = w.Close()
		err = errFault
	}
	return &faultFile{w, f, name}, err
}

type faultFile struct {
	io.WriteCloser
	folder *faultFolder
	name   string
}

func (f *faultFile) Write(p []byte) (int, error) {
	fail := f.folder.fails("write " + f.name)
	switch {
	case fail && f.folder.kept:
		_, _ = f.WriteCloser.Write(p)
		return 0, errFault
	case fail:
		_, _ = f.WriteCloser.Write(p[:len(p)/2])
		return len(p) / 2, errFault
	}
	return f.WriteCloser.Write(p)
}

func (f *faultFile) Close() error {
	fail := f.folder.fails("close " + f.name)
	if fail && !f.folder.kept {
		return errFault
	}
	err := f.WriteCloser.Close()
	if fail {
		return errFault
	}
	return err
}

// Every operation is broken twice: without effect, and with effect but reported
// as failed. Seal never claims success, and what is left never passes as whole
// unless it is whole.
func TestSealSurvivesEveryFault(t *testing.T) {
	p := testPackage(t)
	whole, _ := seal(t, p)
	for _, kept := range []bool{false, true} {
		for n := 1; ; n++ {
			f := &faultFolder{memFolder: make(memFolder), left: n, kept: kept}
			_, err := Seal(t.Context(), f, p)
			if f.hit == "" {
				if n < 3*len(whole)-2 {
					t.Fatalf("only %d operations were broken, for %d files", n-1, len(whole))
				}
				break
			}
			if !errors.Is(err, errFault) {
				t.Errorf("%s fails (effect: %v): Seal = %v, want the fault", f.hit, kept, err)
			}
			r := verifyMem(t, f.memFolder, VerifyOptions{})
			last := kept && strings.HasSuffix(f.hit, " "+declarationFile)
			if r.OK && !last {
				t.Errorf("%s fails (effect: %v): Verify of what is left says ok", f.hit, kept)
			}
		}
	}
}

func TestSealStopsWhenCancelled(t *testing.T) {
	p := testPackage(t)
	ctx, cancel := context.WithCancel(t.Context())
	first := p.Items[0].Open
	p.Items[0].Open = func(ctx context.Context) (io.ReadCloser, error) {
		cancel()
		return first(ctx)
	}
	m := make(memFolder)
	if _, err := Seal(ctx, m, p); !errors.Is(err, context.Canceled) {
		t.Errorf("Seal: err = %v, want cancelled", err)
	}
	if r := verifyMem(t, m, VerifyOptions{}); r.OK {
		t.Error("what a cancelled Seal left verifies")
	}
}

// discard is a folder that keeps nothing.
type discard struct{}

type discardFile struct{ io.Writer }

func (discardFile) Close() error { return nil }

func (discard) Create(string) (io.WriteCloser, error) { return discardFile{io.Discard}, nil }

func BenchmarkSeal(b *testing.B) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 512<<10) // 8 MiB
	p := testPackage(b)
	p.Items = []Item{{Path: "a.bin", Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}}
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Seal(b.Context(), discard{}, p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	p := testPackage(b)
	p.Items = nil
	for i := range 8 {
		p.Items = append(p.Items, textItem(fmt.Sprintf("%d.bin", i), strings.Repeat("0123456789abcdef", 64<<10)))
	}
	m, _ := seal(b, p)
	b.SetBytes(8 << 20)
	b.ReportAllocs()
	for b.Loop() {
		if r := verifyMem(b, m, VerifyOptions{}); !r.OK {
			b.Fatal(codes(r))
		}
	}
}
