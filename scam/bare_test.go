package scam_test

import (
	"testing"

	"recourse/scam"
)

// TestSumsWithoutACurrency holds which numbers are sums though nothing but the words beside
// them says so, and that they are marked as taken; years, telephone and order numbers, counts
// and questions are none.
func TestSumsWithoutACurrency(t *testing.T) {
	checker := shipped(t)
	for text, want := range map[string]string{
		"Uplatio sam 6000":                       "6.000,00 RSD",
		"Uplatio sam 6000.00":                    "6.000,00 RSD",
		"Platila sam danas 6000,00 na taj račun": "6.000,00 RSD",
		"juce sam im uplatila 12000":             "12.000,00 XXX",
		"Uplatih 6000":                           "6.000,00 XXX",
		"uplaceno 6000 i nista":                  "6.000,00 XXX",
		"dao sam mu 300":                         "300,00 RSD",
		"I paid 6000.00":                         "6.000,00 XXX",
		"I paid 600 to them yesterday":           "600,00 XXX",
		"Уплатила сам 6000 на рачун":             "6.000,00 RSD",

		"Uplatio sam 2024":                          "",
		"Uplatila sam 2025. godine":                 "",
		"Platio sam 0641234567":                     "",
		"Platio sam račun 4821":                     "",
		"Uplatio sam po računu 123456":              "",
		"Platio sam porudžbinu 48213, gde je":       "",
		"Platio sam 3000 komada":                    "",
		"Uplatio sam 100 puta":                      "",
		"Uplatio sam 12.10. oko podne":              "",
		"Uplatila sam na 265000000123456757":        "",
		"Da li sam uplatio 6000":                    "",
		"Nisam uplatila 6000":                       "",
		"I paid 3 times":                            "",
		"I paid 300 times":                          "",
		"I paid in 2024":                            "",
		"I transferred 150 shares":                  "",
		"I paid 12.30 yesterday":                    "",
		"We sent 120 to the warehouse":              "",
		"Sutra ću uplatiti 6000 na taj račun":       "",
		"I called 600 to them and paid the invoice": "",
	} {
		list := checker.Check(scam.Document{Text: text}).Tellings
		var got string
		for _, p := range list {
			got += p.Amount.String()
			if !p.Taken {
				t.Errorf("%q: %s is not marked as taken", text, p.Amount)
			}
		}
		if got != want {
			t.Errorf("%q tells of %q, want %q", text, got, want)
		}
	}
}

// A number that was asked for with its currency is no guess; one that the other side writes beside an
// imperative is asked for.
func TestANumberThatIsAskedFor(t *testing.T) {
	checker := shipped(t)
	for _, tt := range []struct {
		asks, tells string
		asked       string
		taken       bool
	}{
		{"Uplatite 6000 din na račun", "Uplatila sam 6000", "6.000,00 RSD", false},
		{"Uplatite 6000 na račun", "Uplatila sam 6000", "6.000,00 RSD", true},
		{"Uplatite 50 EUR", "Uplatila sam 6000", "50,00 EUR", true},
		{"Please pay 6000 now", "I paid 6000", "6.000,00 XXX", true},
		{"Pošaljite 300 komada", "Uplatila sam 6000", "", true},
		{"Please send 100 photos", "I paid 6000", "", true},
		{"Platite račun 4821", "Uplatila sam 6000", "", true},
	} {
		doc := said("Lena", tt.asks, "Vesna", tt.tells)
		doc.Other = []string{"Lena"}
		v := checker.Check(doc)
		var asked string
		for _, d := range v.Askings {
			asked += d.Amount.String()
		}
		if asked != tt.asked || len(v.Tellings) != 1 || v.Tellings[0].Taken != tt.taken {
			t.Errorf("%q, %q: asked %q, want %q; told %+v, taken wanted: %v", tt.asks, tt.tells, asked, tt.asked, v.Tellings, tt.taken)
		}
	}
}
