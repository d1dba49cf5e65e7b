package indicator

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// What is read quickly must be what the general reading gives.
func TestSerbianNumbersAreReadAlike(t *testing.T) {
	quick := 0
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]string{"+381", "+381 ", "0", "06", "011", "0900", "+38", "+381 0", "381"}).Draw(t, "prefix")
		for _, part := range rapid.SliceOfN(rapid.StringMatching(`[0-9]{1,4}`), 2, 4).Draw(t, "groups") {
			s += rapid.SampledFrom([]string{"", " ", "-", "/", "  ", "."}).Draw(t, "gap") + part
		}
		got := dialSerbian(s, "RS")
		if got == nil {
			return
		}
		quick++
		want, err := phonenumbers.Parse(s, "RS")
		if err != nil || got.GetCountryCode() != want.GetCountryCode() || got.GetNationalNumber() != want.GetNationalNumber() ||
			want.Extension != nil || want.ItalianLeadingZero != nil {
			t.Fatalf("dialSerbian(%q) = %v, want %v, %v", s, got, want, err)
		}
	})
	if quick == 0 {
		t.Error("no number was read quickly")
	}
	if got := dialSerbian("+381 60 000 0001 "+strings.Repeat("0", 30), "RS"); got != nil {
		t.Errorf("dialSerbian of too many digits = %v, want none", got)
	}
}
