package cores

import (
	"runtime"
	"testing"
)

func TestOversubscribe(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, of := range []struct {
		env  string
		more int
	}{{"1", 0}, {"", waiting}} {
		t.Setenv("GOMAXPROCS", of.env)
		Oversubscribe()
		if got := runtime.GOMAXPROCS(0); got != before+of.more {
			t.Errorf("with GOMAXPROCS=%q in the environment %d goroutines run, want %d", of.env, got, before+of.more)
		}
		if Count() != before {
			t.Errorf("afterwards %d cores count, want %d", Count(), before)
		}
	}
}
