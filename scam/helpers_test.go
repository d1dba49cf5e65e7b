package scam_test

import (
	"sync"
	"testing"

	"recourse/knowledge"
	"recourse/lookalike"
	"recourse/scam"
)

var load = sync.OnceValues(func() (*scam.Checker, error) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		return nil, err
	}
	return scam.Load(knowledge.Files(), brands)
})

// shipped returns the checker of the knowledge that ships.
func shipped(t testing.TB) *scam.Checker {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatalf("Load(shipped): %v", err)
	}
	return c
}
