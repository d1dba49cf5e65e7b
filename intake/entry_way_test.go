package intake

import (
	"strconv"
	"strings"
	"testing"
)

// A way that is remembered by its shape is the one that the words say.
func TestWaysByShape(t *testing.T) {
	shipped := known(t).forms
	numbers := form{rails: make(railWords)}
	numbers.rails.add("cash", 0, false, []string{"usluga 24"})
	for _, f := range append(shipped[:len(shipped):len(shipped)], numbers) {
		l := &layout{table: table{form: &f}}
		for _, words := range []string{
			"Plaćanje računa %d", "POS kupovina %d, VISA **** %d", "usluga %d", "prenos %d-%d", "Mastercard%d debit", "bankomat%d ISPLATA %d", "IPS %d",
			"%d", "", "kartica", "card", "v%dsa", "プリペイド%d", "Kauf %d/%d Karte",
		} {
			for _, n := range []int{24, 1, 7, 24, 170} {
				cell := strings.ReplaceAll(words, "%d", strconv.Itoa(n))
				for _, typed := range []bool{false, true} {
					if got, want := l.way(cell, typed), (&layout{table: table{form: &f}}).wayOf(cell, typed); got != want {
						t.Errorf("form %q: way(%q, %t) = %v, want %v", f.id, cell, typed, got, want)
					}
				}
			}
		}
	}
}
