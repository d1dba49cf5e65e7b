// Package money holds amounts in minor units, the currencies with their
// exponents, and reads amounts as people and banks write them.
//
// [Find] finds amounts in a text, [Parse] reads one, [Amount.String] writes one
// in the form that does not depend on a language; package locale writes amounts
// for people.
package money

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"recourse"
)

// Currency is an ISO 4217 code, or USDT and the like for tokens that people are
// told to pay in.
type Currency string

// exponents lists how many digits the minor unit has where it is not two
// (ISO 4217, and two digits for tokens pegged to a dollar).
var exponents = map[Currency]int{
	"JPY": 0, "KRW": 0, "VND": 0, "ISK": 0, "CLP": 0, "PYG": 0, "UGX": 0, "RWF": 0, "XAF": 0, "XOF": 0,
	"BHD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "BTC": 8, "ETH": 8,
}

// Exponent returns how many digits the currency's minor unit has.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return 2
}

// Amount is a sum in minor units: 6.000,00 RSD is {600000, "RSD"}.
type Amount struct {
	Minor    int64
	Currency Currency
}

// Of returns the amount of so many whole units. It saturates instead of
// overflowing, so that a hostile figure stays large and stays wrong.
func Of(units int64, c Currency) Amount {
	f := int64(math.Pow10(c.Exponent()))
	if units > math.MaxInt64/f {
		return Amount{math.MaxInt64, c}
	}
	if units < math.MinInt64/f {
		return Amount{math.MinInt64, c}
	}
	return Amount{units * f, c}
}

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Add returns the sum of two amounts of one currency.
// It is an error of kind Invalid to add two currencies or to leave the range.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("add %s to %s: %w", b.Currency, a.Currency, recourse.Invalid)
	}
	sum := a.Minor + b.Minor
	if (b.Minor > 0 && sum < a.Minor) || (b.Minor < 0 && sum > a.Minor) {
		return Amount{}, fmt.Errorf("add %s to %s: too large: %w", b, a, recourse.Invalid)
	}
	return Amount{sum, a.Currency}, nil
}

// Totals adds up amounts by currency, in the order in which currencies first appear.
func Totals(amounts []Amount) ([]Amount, error) {
	var totals []Amount
next:
	for _, a := range amounts {
		for i := range totals {
			if totals[i].Currency == a.Currency {
				sum, err := totals[i].Add(a)
				if err != nil {
					return nil, err
				}
				totals[i] = sum
				continue next
			}
		}
		totals = append(totals, a)
	}
	return totals, nil
}

// Digits writes the number alone: grouped by group, decimals after point.
// Decimals that are all zero are left out where trim is set.
func (a Amount) Digits(group, point string, trim bool) string {
	s := strconv.FormatInt(a.Minor, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	exp := a.Currency.Exponent()
	if len(s) <= exp {
		s = strings.Repeat("0", exp-len(s)+1) + s
	}
	whole, frac := s[:len(s)-exp], s[len(s)-exp:]
	b := append(make([]byte, 0, len(s)+len(s)/3*len(group)+8), sign...)
	for from := 0; from < len(whole); {
		to := len(whole) - (len(whole)-from-1)/3*3 // where the group ends
		if b = append(b, whole[from:to]...); to < len(whole) {
			b = append(b, group...)
		}
		from = to
	}
	if frac != "" && (!trim || strings.Trim(frac, "0") != "") {
		b = append(append(b, point...), frac...)
	}
	return string(b)
}

// String writes the amount in the form of the command line's JSON: 6.000,00 RSD.
func (a Amount) String() string {
	return strings.TrimSpace(a.Digits(".", ",", false) + " " + string(a.Currency))
}

type amountJSON struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
	Text     string   `json:"text,omitempty"`
}

// MarshalJSON writes {"minor","currency","text"}.
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(amountJSON{a.Minor, a.Currency, a.String()})
}

// UnmarshalJSON reads minor and currency; text is for people and is not read.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var v amountJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("amount: %v: %w", err, recourse.Invalid)
	}
	*a = Amount{v.Minor, v.Currency}
	return nil
}
