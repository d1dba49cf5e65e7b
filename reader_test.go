package recourse

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// What reads to the end is stopped between two reads, and not before.
func TestUntilDone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := UntilDone(ctx, io.MultiReader(strings.NewReader("first "), strings.NewReader("second")))
	b := make([]byte, 64)
	if n, err := r.Read(b); err != nil || string(b[:n]) != "first " {
		t.Errorf("Read = %q, %v", b[:n], err)
	}
	cancel()
	if n, err := r.Read(b); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("once it is done Read = %d, %v, want nothing and its error", n, err)
	}
	if all, err := io.ReadAll(UntilDone(t.Context(), strings.NewReader("whole"))); err != nil || string(all) != "whole" {
		t.Errorf("ReadAll = %q, %v", all, err)
	}
}
