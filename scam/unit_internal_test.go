package scam

import (
	"math/rand/v2"
	"strings"
	"testing"

	"recourse/incident"
)

// The names of the other side are found as if each pair were compared: one is in
// the other, in whatever case and script.
func TestNamesAreFoundAsIfEachWereCompared(t *testing.T) {
	same := func(a, b string) bool {
		if a == incident.Self || b == incident.Self {
			return a == b
		}
		a, b = nameKey(a), nameKey(b)
		return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a))
	}
	words := []string{"Lena", "lena", "Лена", "Mentor", "Petrović", "Petrovic", "ana", "A", " ", "", "+381 60 123", "381", incident.Self, "Support 🙂"}
	r := rand.New(rand.NewPCG(1, 2))
	name := func() string {
		s := words[r.IntN(len(words))]
		for range r.IntN(3) {
			s += " " + words[r.IntN(len(words))]
		}
		return s
	}
	both := [2]int{}
	for range 20_000 {
		list := make([]string, r.IntN(4))
		for i := range list {
			list[i] = name()
		}
		s, want := name(), false
		for _, o := range list {
			want = want || same(s, o)
		}
		n := newNames(list)
		if got := n.has(s); got != want {
			t.Fatalf("%q among %q: %v, want %v", s, list, got, want)
		}
		if want {
			both[1]++
		} else {
			both[0]++
		}
	}
	if min(both[0], both[1]) < 1000 {
		t.Errorf("%v: too few of one answer to show anything", both)
	}
}
