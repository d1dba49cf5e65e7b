package money_test

import (
	"strings"
	"testing"

	"recourse/money"
)

func TestSumsInWords(t *testing.T) {
	for text, want := range map[string]string{
		"Uplatila sam hiljadu evra":                      "1.000,00 EUR",
		"Uplatila sam dve hiljade evra.":                 "2.000,00 EUR",
		"uplatio dvije hiljade i petsto eura":            "2.500,00 EUR",
		"dala sam dve i po hiljade evra":                 "2.500,00 EUR",
		"uplatila sam pola miliona dinara":               "500.000,00 RSD",
		"milion i po dinara":                             "1.500.000,00 RSD",
		"platila sam sto dvadeset hiljada dinara":        "120.000,00 RSD",
		"Уплатила сам две хиљаде евра":                   "2.000,00 EUR",
		"Послала сам петсто педесет евра":                "550,00 EUR",
		"šeststo evra pa još trista dolara":              "600,00 EUR 300,00 USD",
		"I paid two thousand euros":                      "2.000,00 EUR",
		"I sent a thousand dollars":                      "1.000,00 USD",
		"half a million dinars":                          "500.000,00 RSD",
		"two thousand five hundred and fifty euros":      "2.550,00 EUR",
		"Twenty-five thousand US dollars, seventy yen":   "70 JPY",
		"Twenty-five thousand dollars":                   "25.000,00 USD",
		"I sent two thousand five hundred pounds":        "2.500,00 GBP",
		"one thousand two hundred pounds":                "1.200,00 GBP",
		"twelve hundred pounds":                          "1.200,00 GBP",
		"six hundred and fifty quid":                     "650,00 GBP",
		"fifty quid, nineteen bucks":                     "50,00 GBP 19,00 USD",
		"two and a half thousand pounds":                 "2.500,00 GBP",
		"I sent them a grand.":                           "1.000,00 GBP",
		"two grand today, and half a grand to her":       "2.000,00 GBP 500,00 GBP",
		"three grand euros":                              "3.000,00 EUR",
		"2 grand":                                        "",
		"the Grand hotel, a grand total, Grand, grandma": "",
		"dvanaest i po evra":                             "12,50 EUR",
		"one euro, two dollars, dva dinara":              "",
		"hiljadu puta sam rekla, dve hiljade ljudi":      "",
		"a thousand thanks, million times":               "",
		"sto posto, sto e, sto evra":                     "100,00 EUR",
		"pet stotina evra":                               "500,00 EUR",
		"astonishing hundred":                            "",
		"2 thousand euros":                               "",
		strings.Repeat("milion ", 40) + "evra":           "1.000.000,00 EUR",
		"devetsto devedeset devet hiljada devetsto evra": "999.900,00 EUR",
		"Jedan od njih uplatio dva puta po hiljadu evra": "1.000,00 EUR",
		"Za tri dana, i pet hiljada dinara":              "5.000,00 RSD",
	} {
		var got []string
		for _, f := range money.Spelled(text, "GBP") {
			got = append(got, f.Amount.String())
			if s := f.Span.Of(text); s != strings.TrimSpace(s) || s == "" {
				t.Errorf("Spelled(%q): span %q", text, s)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("Spelled(%q) = %q, want %q", text, s, want)
		}
	}
}

func FuzzSpelled(f *testing.F) {
	f.Add("dve i po hiljade evra, two thousand euros")
	f.Add("pola\x80miliona — dinara")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, found := range money.Spelled(text, "GBP") {
			if found.Span.Start < last || found.Span.End <= found.Span.Start || found.Span.End > len(text) || found.Amount.Minor <= 0 {
				t.Errorf("Spelled(%q): %+v", text, found)
			}
			last = found.Span.End
		}
	})
}
