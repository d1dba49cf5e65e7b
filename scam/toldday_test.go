package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/scam"
)

// TestTheDayThatIsTold holds which day is taken for that of a payment: the named
// one, the message's where none is named, and none where it cannot be known.
func TestTheDayThatIsTold(t *testing.T) {
	checker := shipped(t)
	for _, c := range []struct {
		text string
		told string   // the day of the message
		want []string // the days of the payments; "" is not known
	}{
		{"Uplatila sam 18.400 RSD.", "2026-10-20", []string{"2026-10-20"}},
		{"Uplatila sam 18.400 RSD 12.10.2026.", "2026-10-20", []string{"2026-10-12"}},
		{"Dana 12.10.2026. uplatila sam 18.400 RSD.", "2026-10-20", []string{"2026-10-12"}},
		{"12. oktobra sam uplatio 18.400 RSD, a 15. oktobra 40.000 RSD.", "2026-10-20", []string{"2026-10-12", "2026-10-15"}},
		{"Uplatio sam 18.400 RSD 12.10. i 40.000 RSD 15.10.", "2026-10-20", []string{"2026-10-12", "2026-10-15"}},
		{"Juče sam uplatila 18.400 RSD", "2026-10-20", []string{"2026-10-19"}},
		{"juce sam uplatila 18.400 din", "2026-10-20", []string{"2026-10-19"}},
		{"Јуче сам уплатила 18.400 РСД", "2026-10-20", []string{"2026-10-19"}},
		{"Uplatila sam 18.400 RSD juče.", "2026-10-20", []string{"2026-10-19"}},
		{"Prekjuče sam uplatio 18.400 RSD", "2026-10-20", []string{"2026-10-18"}},
		{"Pre tri dana sam im uplatio 18.400 RSD", "2026-10-20", []string{"2026-10-17"}},
		{"Prošle nedelje sam uplatio 18.400 RSD", "2026-10-20", []string{""}},
		{"U petak sam uplatila 18.400 RSD", "2026-10-20", []string{""}},
		{"Juče ste rekli da je kraj, uplatila sam 18.400 RSD", "2026-10-20", []string{"2026-10-20"}},
		{"Uplatila sam 18.400 RSD za porudžbinu od 3.10.2026.", "2026-10-20", []string{"2026-10-20"}},
		{"Uplatila sam 18.400 RSD, rok je do 25.10.2026.", "2026-10-20", []string{"2026-10-20"}},
		{"28. decembra sam uplatio 18.400 RSD", "2027-01-04", []string{"2026-12-28"}},
		{"Uplatio sam 18.400 RSD 12.10.2026.", "", []string{"2026-10-12"}},
		{"Uplatio sam 18.400 RSD 12.10.", "", []string{""}},
		{"I paid $640 yesterday.", "2026-10-20", []string{"2026-10-19"}},
		{"I paid $640 on 12 October and $900 on 15 October.", "2026-10-20", []string{"2026-10-12", "2026-10-15"}},
		{"On October 12, I paid $640.", "2026-10-20", []string{"2026-10-12"}},
		{"The day before yesterday I paid them $640", "2026-10-20", []string{"2026-10-18"}},
		{"Last week I paid $640", "2026-10-20", []string{""}},
		{"I paid $640 for the order of 3 October", "2026-10-20", []string{"2026-10-20"}},
		{"I paid $640 on 30 October", "2026-10-20", []string{""}},
		{"I paid $640 on 31 December", "2026-11-18", []string{"2025-12-31"}},
		{"Uplatio sam 18.400 RSD 31.12.", "2026-11-18", []string{"2025-12-31"}},
		{"Uplatio sam 18.400 RSD 31.12.2026.", "2026-11-18", []string{""}},
		{"Uplatio sam 18.400 RSD 29.02.2026.", "2026-11-18", []string{""}},
		{"Uplatio sam 18.400 RSD 10. studenoga 2026.", "2026-11-18", []string{"2026-11-10"}},
		{"Uplatio sam 18.400 RSD 10. listopada", "2026-11-18", []string{"2026-10-10"}},
		{"Uplatio sam 18.400 RSD 10. prosinca 2025.", "2026-11-18", []string{"2025-12-10"}},
		{"Uplatio sam 18.400 RSD 5. ožujka", "2026-11-18", []string{"2026-03-05"}},
		{"Uplatio sam 18.400 RSD 10/11/2026", "2026-11-18", []string{"2026-10-11 or 2026-11-10"}},
		{"I paid $640 on 11/10/2026", "2026-11-18", []string{"2026-10-11 or 2026-11-10"}},
		{"Uplatio sam 18.400 RSD 10-11-2026", "2026-11-18", []string{"2026-11-10"}},
		{"I paid $640 on 10-11-2026", "2026-11-18", []string{"2026-10-11 or 2026-11-10"}},
		{"I paid $640 on 13/11/2026", "2026-11-18", []string{"2026-11-13"}},
		{"I paid $640 on 11/12/2026", "2026-11-18", []string{"2026-11-12"}},
		{"I paid $640 on 40/40/2026", "2026-11-18", []string{""}},
		{"Juče sam uplatio 18.400 RSD a danas 20.000 RSD", "2026-11-18", []string{"2026-11-17", "2026-11-18"}},
		{"I paid $640 yesterday and $900 today", "2026-11-18", []string{"2026-11-17", "2026-11-18"}},
		{"I paid $640 today and $900 on Friday", "2026-11-18", []string{"2026-11-18", ""}},
		{"paid $640 monday", "2026-11-18", []string{""}},
		{"Dana 31.12. uplatio sam 18.400 RSD", "2026-11-18", []string{"2025-12-31"}},
		{"Dana 31.12.2026. uplatio sam 18.400 RSD", "2026-11-18", []string{""}},
		{"A dana 20.11. sam uplatio 18.400 RSD", "2026-11-18", []string{""}},
		{"Ja sam 20.11. uplatila 18.400 RSD", "2026-11-18", []string{""}},
		{"On 20 November, I paid $640", "2026-11-18", []string{""}},
		{"On 31 December we paid $640", "2026-11-18", []string{"2025-12-31"}},
		{"Dana 10/11/2026 uplatio sam 18.400 RSD", "2026-11-18", []string{"2026-10-11 or 2026-11-10"}},
		{"Rok je 25.11., a ja sam uplatio 18.400 RSD", "2026-11-18", []string{"2026-11-18"}},
		{"Dostava 25.11., platio sam 18.400 RSD", "2026-11-18", []string{"2026-11-18"}},
		{"Rok 25.11. uplatila sam 18.400 RSD", "2026-11-18", []string{"2026-11-18"}},
		{"Isporuka je bila obećana za 25.11. Uplatio sam 18.400 RSD", "2026-11-18", []string{"2026-11-18"}},
		{"Čas je 25. novembra, uplatila sam 18.400 RSD", "2026-11-18", []string{"2026-11-18"}},
		{"The delivery is on 25 November, I paid $640", "2026-11-18", []string{"2026-11-18"}},
		{"On 25 November my visa ends and I paid $640", "2026-11-18", []string{"2026-11-18"}},
		{"On 3 September I paid $250 and on the 5th another $400", "2026-09-11", []string{"2026-09-03", "2026-09-05"}},
		{"On September 3rd I paid $250 and on the 5th another $400", "2026-09-12", []string{"2026-09-03", "2026-09-05"}},
		{"I paid $250 on the 5th", "2026-09-12", []string{"2026-09-05"}},
		{"I paid $250 on the 25th.", "2026-09-12", []string{"2026-08-25"}},
		{"I paid $250 on the 5th task", "2026-09-12", []string{"2026-09-12"}},
		{"I paid $250 on the 5th of August", "2026-09-12", []string{"2026-08-05"}},
		{"On Sept 1 I paid $260, and on 2nd September $410", "2026-09-11", []string{"2026-09-01", "2026-09-02"}},
		{"Back in August I paid $250", "2026-09-12", []string{""}},
		{"I paid $250 in late August", "2026-09-12", []string{""}},
		{"I paid $250 in August 2025", "2026-09-12", []string{""}},
		{"I paid $250 on the first of September", "2026-09-12", []string{"2026-09-01"}},
		{"On September first I paid $250", "2026-09-12", []string{"2026-09-01"}},
		{"On the twenty-fifth of August I paid $250", "2026-09-12", []string{"2026-08-25"}},
		{"u avgustu sam uplatila 12.300 dinara", "2026-09-12", []string{""}},
		{"Krajem avgusta sam uplatila 12.300 dinara", "2026-09-12", []string{""}},
		{"prvog septembra sam uplatila 12.300 dinara", "2026-09-12", []string{"2026-09-01"}},
		{"Првог септембра сам уплатила 12.300 динара", "2026-09-12", []string{"2026-09-01"}},
		{"dvadeset petog avgusta sam uplatila 3.300 dinara", "2026-09-12", []string{"2026-08-25"}},
		{"Uplatila sam 3.300 dinara trideset prvog avgusta", "2026-09-12", []string{"2026-08-31"}},
		{"trećeg septembra sam uplatila 3.300 dinara, a 5. još 4.400 dinara", "2026-09-12", []string{"2026-09-03", "2026-09-05"}},
		{"šestog septembra sam uplatila 3.300 dinara", "2026-09-12", []string{"2026-09-06"}},
	} {
		var told recourse.Date
		if c.told != "" {
			told, _ = recourse.ParseDate(c.told)
		}
		tellings := checker.Check(scam.Document{Text: c.text}).Tellings
		if len(tellings) != len(c.want) {
			t.Errorf("%q: %d payments told, want %d", c.text, len(tellings), len(c.want))
			continue
		}
		for i, want := range c.want {
			got := ""
			if d := tellings[i].When.On(told); !d.IsZero() {
				got = d.String()
			} else if days := tellings[i].When.Days(told); days != nil {
				got = days[0].String() + " or " + days[1].String()
			}
			if got != want {
				t.Errorf("%q, told on %s: payment %d on %q, want %q", c.text, c.told, i+1, got, want)
			}
		}
	}
}

// TestHowManyPaymentsAreTold holds which amounts a text tells of having been
// paid, one for each payment.
func TestHowManyPaymentsAreTold(t *testing.T) {
	checker := shipped(t)
	for text, want := range map[string][]string{
		"Uplatio sam 4.700 din dva puta":                           {"4.700,00 RSD", "4.700,00 RSD"},
		"Uplatila sam 2x4.700 din":                                 {"4.700,00 RSD", "4.700,00 RSD"},
		"I paid $350 three times":                                  {"350.00 USD", "350.00 USD", "350.00 USD"},
		"Uplatio sam 13.500 din umesto 11.000 din":                 {"13.500,00 RSD"},
		"Uplatila sam 13.500 od 40.000 din":                        {"13.500,00 RSD"},
		"I paid $350 out of $900":                                  {"350.00 USD"},
		"I paid half of the $800":                                  {"400.00 USD"},
		"I paid half of $800 and then the other half of the $800":  {"400.00 USD", "400.00 USD"},
		"I paid half, $1,750":                                      {"1,750.00 USD"},
		"Uplatila sam pola od 48.500 din":                          {"24.250,00 RSD"},
		"Uplatila sam polovinu tih 48.500 din":                     {"24.250,00 RSD"},
		"Uplatila sam trećinu od 30.000 din":                       {"10.000,00 RSD"},
		"Uplatio sam 110 EUR (12.900 RSD)":                         {"110.00 EUR"},
		"Uplatio sam 110 EUR i 12.900 RSD":                         {"110.00 EUR", "12.900,00 RSD"},
		"Uplatih 13.500 din":                                       {"13.500,00 RSD"},
		"Uplata izvršena, 13.500 din":                              {"13.500,00 RSD"},
		"Skinuli su mi 13.500 din sa kartice":                      {"13.500,00 RSD"},
		"Uplatio sam 270 e":                                        {"270.00 EUR"},
		"Sent $350 via Zelle":                                      {"350.00 USD"},
		"done, $350 sent":                                          {"350.00 USD"},
		"Tražili su 6.000 RSD, uplatila sam":                       {"6.000,00 RSD"},
		"Tražili su mi 6.000 RSD, pa sam i to uplatila":            {"6.000,00 RSD"},
		"They asked for $350 and I paid":                           {"350.00 USD"},
		"They wanted $350, I sent $200":                            {"200.00 USD"},
		"Tražili su 6.000 RSD, nisam uplatila":                     nil,
		"They asked for $350, I did not pay":                       nil,
		"Platila sam 6.000 RSD, a ste hteli još 23.000":            {"6.000,00 RSD"},
		"payment of $350 done":                                     {"350.00 USD"},
		"The payment of $350 was made yesterday":                   {"350.00 USD"},
		"I sent it. $350":                                          {"350.00 USD"},
		"Poslao sam. 13.500 din":                                   {"13.500,00 RSD"},
		"Transakcija od 13.500 din je uspešno obavljena":           {"13.500,00 RSD"},
		"Once the payment of $350 is made I want the goods":        nil,
		"Payment of $350 will be made tomorrow":                    nil,
		"Payment of $350 was not made":                             nil,
		"The payment of $350 was made to me":                       nil,
		"I sent it. $350 is a lot of money":                        nil,
		"I sent it. You owe me $350":                               nil,
		"Nisam poslao. 13.500 din":                                 nil,
		"Kad uplata od 13.500 din bude gotova":                     nil,
		"Should I have $350 sent to you?":                          nil,
		"Nisam uplatio 2x4.700 din":                                nil,
		"Kako da uplatim dva puta po 4.700 din?":                   nil,
		"Nije skinuto 13.500 din sa kartice, odbijeno je plaćanje": nil,
	} {
		var got []string
		for _, p := range checker.Check(scam.Document{Text: text}).Tellings {
			got = append(got, p.Amount.String())
		}
		if len(got) != len(want) {
			t.Errorf("%q tells of %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if !sameSum(got[i], want[i]) {
				t.Errorf("%q tells of %v, want %v", text, got, want)
				break
			}
		}
	}
}

// sameSum compares amounts however their digits are grouped.
func sameSum(a, b string) bool {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == '.' || r == ',' || r == ' ' {
				return -1
			}
			return r
		}, s)
	}
	return digits(a) == digits(b)
}
