package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"recourse"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

func TestOf(t *testing.T) {
	for _, tc := range []struct {
		units int64
		code  money.Currency
		want  int64
	}{
		{6000, "RSD", 600000},
		{6000, "JPY", 6000},
		{-5, "OMR", -5000},
		{math.MaxInt64, "EUR", math.MaxInt64},
		{math.MinInt64, "EUR", math.MinInt64},
	} {
		if got := money.Of(tc.units, tc.code); got.Minor != tc.want {
			t.Errorf("Of(%d, %s) = %d, want %d", tc.units, tc.code, got.Minor, tc.want)
		}
	}
}

func TestTotals(t *testing.T) {
	got, err := money.Totals([]money.Amount{money.Of(6000, "RSD"), money.Of(50, "EUR"), money.Of(23000, "RSD")})
	want := []money.Amount{money.Of(29000, "RSD"), money.Of(50, "EUR")}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Totals (-want +got):\n%s%v", diff, err)
	}
	full := money.Amount{Minor: math.MaxInt64, Currency: "RSD"}
	if _, err := money.Totals([]money.Amount{full, full}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Totals of too much = %v, want Invalid", err)
	}
	if _, err := full.Add(money.Of(1, "EUR")); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Add of two currencies = %v, want Invalid", err)
	}
}

func TestAmountText(t *testing.T) {
	for _, tc := range []struct {
		amount                  money.Amount
		text, grouped, withCent string
	}{
		{money.Of(150638, "RSD"), "150.638,00 RSD", "150,638", "150,638.00"},
		{money.Amount{Minor: -5, Currency: "EUR"}, "-0,05 EUR", "-0.05", "-0.05"},
		{money.Of(3200, "JPY"), "3.200 JPY", "3,200", "3,200"},
		{money.Amount{}, "0,00", "0", "0.00"},
	} {
		if got := tc.amount.String(); got != tc.text {
			t.Errorf("String(%d) = %q, want %q", tc.amount.Minor, got, tc.text)
		}
		if got := tc.amount.Digits(",", ".", true); got != tc.grouped {
			t.Errorf("Digits(%d, trim) = %q, want %q", tc.amount.Minor, got, tc.grouped)
		}
		if got := tc.amount.Digits(",", ".", false); got != tc.withCent {
			t.Errorf("Digits(%d) = %q, want %q", tc.amount.Minor, got, tc.withCent)
		}
	}
}

func TestAmountJSON(t *testing.T) {
	b, err := json.Marshal(money.Of(6000, "RSD"))
	if want := `{"minor":600000,"currency":"RSD","text":"6.000,00 RSD"}`; string(b) != want || err != nil {
		t.Fatalf("Marshal = %s, %v, want %s", b, err, want)
	}
	var got money.Amount
	if err := json.Unmarshal(b, &got); err != nil || got != money.Of(6000, "RSD") {
		t.Errorf("Unmarshal(%s) = %v, %v", b, got, err)
	}
	if err := got.UnmarshalJSON([]byte(`{"minor":"x"}`)); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Unmarshal of a wrong form = %v, want Invalid", err)
	}
}
