package app

import (
	"testing"

	"recourse/knowledge"
)

// BenchmarkStart is what a command that judges texts loads before it can.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := LoadEngines(knowledge.Files(), Words|Checker|Proven); err != nil {
			b.Fatal(err)
		}
	}
}
