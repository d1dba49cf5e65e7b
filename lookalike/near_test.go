package lookalike

import "testing"

func TestNear(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"clearwater-pumps.example", "clearvvater-pumps.example", true},
		{"bellini-legno.example", "bellini-Iegno.example", true},
		{"lamps.example", "1amps.example", true},
		{"mail.brightmile.example", "brightrnile.example", true},
		{"brightmile.example", "brightmiles.example", true},
		{"brightmile.example", "bright-mile.example", true},
		{"brightmile.example", "brihgtmile.example", true},
		{"brightmile.example", "xn--brightmil-o0h.example", true}, // the last letter is Cyrillic
		{"brightmile.example", "brightmile.com", false},
		{"brightmile.example", "mail.brightmile.example", false},
		{"brightmile.example", "darkmile.example", false},
		{"alfa.example", "alba.example", false},
		{"supplier1.example", "supplier2.example", false},
		{"brightmile.example", "", false},
		{"10.0.0.1", "10.0.0.2", false},
	} {
		if got := Near(tt.a, tt.b); got != tt.want {
			t.Errorf("Near(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := Near(tt.b, tt.a); got != tt.want {
			t.Errorf("Near(%q, %q) = %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestKin(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"brightmile.com", "brightmile.co", true},
		{"brightmile.rs", "brightmile.com", true},
		{"mail.brightmile.co.rs", "brightmile.com", true},
		{"brightmile.example", "brightmile-export.example", true},
		{"brightmile.example", "cn-brightmile.com", true},
		{"brightmile.example", "mail.brightmile.example", false},
		{"brightmile.example", "brightmiles.example", false},
		{"brightmile.example", "brightmileexport.example", false},
		{"abc.com", "abc.co", false},
		{"lamps.example", "lamps-export.example", false}, // a word that many have
		{"brightmile.example", "", false},
		{"10.0.0.1", "10.0.0.2", false},
	} {
		if got := Kin(tt.a, tt.b); got != tt.want {
			t.Errorf("Kin(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := Kin(tt.b, tt.a); got != tt.want {
			t.Errorf("Kin(%q, %q) = %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}
