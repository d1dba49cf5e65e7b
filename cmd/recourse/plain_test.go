package main

import (
	"errors"
	"fmt"
	"testing"

	"recourse"
	"recourse/internal/durable"
)

// People are told what happened, and not of which kind it is for programs, however often
// the kind stands there.
func TestPlainErrors(t *testing.T) {
	for want, err := range map[string]error{
		"write x: there is no room left on the disk": fmt.Errorf("write x: %w: %w", durable.ErrFull, recourse.Unavailable),
		"x: no such thing":                           fmt.Errorf("x: no such thing: %w: %w: %w", recourse.Invalid, recourse.Conflict, recourse.Invalid),
		"unavailable: see there":                     errors.New("unavailable: see there"),
		"first\nsecond":                              errors.Join(fmt.Errorf("first: %w", recourse.NotFound), fmt.Errorf("second: %w", recourse.Invalid)),
	} {
		if got := plain(err); got != want {
			t.Errorf("plain(%q) = %q, want %q", err, got, want)
		}
	}
}
