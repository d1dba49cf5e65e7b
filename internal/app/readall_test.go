package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
)

func texts(n int) []intake.Source {
	var list []intake.Source
	for i := range n {
		text := fmt.Sprintf("file %d", i)
		list = append(list, intake.Source{Path: fmt.Sprintf("%d.txt", i), Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	return list
}

func TestReadAllKeepsTheOrder(t *testing.T) {
	most := 0
	files, err := app.ReadAll(t.Context(), texts(100), intake.Options{}, func(n int) { most = max(most, n) })
	if err != nil || len(files) != 100 || most != 100 {
		t.Fatalf("ReadAll = %d files, told of %d, %v", len(files), most, err)
	}
	for i, f := range files {
		if want := fmt.Sprintf("file %d", i); f.Text != want {
			t.Errorf("file %d is %q", i, f.Text)
		}
	}
	if files, err := app.ReadAll(t.Context(), nil, intake.Options{}, nil); err != nil || files == nil || len(files) != 0 {
		t.Errorf("nothing to read: %v, %v", files, err)
	}
}

func TestReadAllStopsWhenItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var read atomic.Int64
	_, err := app.ReadAll(ctx, texts(1000), intake.Options{}, func(n int) {
		read.Store(int64(n))
		if n == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || read.Load() > 50 {
		t.Errorf("ReadAll = %v after %d files", err, read.Load())
	}
}
