package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"recourse"
)

func TestPassOpensForItsSecretOnly(t *testing.T) {
	now := time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)
	secret, p := Issue(SignIn, recourse.NewID(), now, time.Hour)
	other, _ := Issue(SignIn, recourse.NewID(), now, time.Hour)
	tests := []struct {
		name   string
		secret string
		use    Use
		at     time.Time
		opens  bool
	}{
		{"the secret, in time", secret, SignIn, now, true},
		{"in its last moment", secret, SignIn, now.Add(time.Hour - 1), true},
		{"when it has expired", secret, SignIn, now.Add(time.Hour), false},
		{"with the clock set back", secret, SignIn, now.Add(-2 * time.Minute), false},
		{"for another use", secret, Session, now, false},
		{"with another secret", other, SignIn, now, false},
		{"with no secret", "", SignIn, now, false},
		{"with a part of the secret", secret[:len(secret)-1], SignIn, now, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := p.Check(tt.secret, tt.use, tt.at)
			if (err == nil) != tt.opens || err != nil && !errors.Is(err, recourse.Denied) {
				t.Errorf("Check = %v, want it to open: %v", err, tt.opens)
			}
		})
	}
	if len(secret) < 43 || strings.ContainsAny(secret, "+/=") {
		t.Errorf("secret %q is short or does not fit into a link", secret)
	}
}
