package scam_test

import (
	"sync"
	"testing"

	"recourse/knowledge"
	"recourse/lookalike"
	"recourse/model"
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

var learn = sync.OnceValues(func() (*scam.Checker, error) {
	c, err := load()
	if err != nil {
		return nil, err
	}
	f, err := knowledge.Files().Open("model/weights.bin")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := model.Read(f)
	if err != nil {
		return nil, err
	}
	return c.WithModel(m), nil
})

// learnt returns the same checker with the model that ships: what a user has.
func learnt(t testing.TB) *scam.Checker {
	t.Helper()
	c, err := learn()
	if err != nil {
		t.Fatalf("shipped model: %v", err)
	}
	return c
}
