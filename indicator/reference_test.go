package indicator_test

import (
	"fmt"
	"testing"

	"recourse/indicator"
)

func TestCheckReferenceRS(t *testing.T) {
	tests := []struct {
		ref  string
		want bool
	}{
		{"", true},
		{"00123-456", true},
		{"1112345", true},
		{fmt.Sprintf("97%02d1234-56", 98-123456*100%97), true},
		{fmt.Sprintf("97 %02d-1234-56", 98-123456*100%97), true},
		{fmt.Sprintf("97%02dA1", 98-101*100%97), true},
		{fmt.Sprintf("97%02d1234-57", 98-123456*100%97), false},
		{"97", false},
		{"9712", false},
		{"97xx12", false},
		{"9712č4", false},
	}
	for _, tt := range tests {
		if got := indicator.CheckReferenceRS(tt.ref); got != tt.want {
			t.Errorf("CheckReferenceRS(%q) = %v, want %v", tt.ref, got, tt.want)
		}
	}
}

func FuzzCheckReferenceRS(f *testing.F) {
	f.Add("97 12-345")
	f.Fuzz(func(_ *testing.T, s string) { indicator.CheckReferenceRS(s) })
}
