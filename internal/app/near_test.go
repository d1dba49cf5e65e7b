package app_test

import (
	"fmt"
	"slices"
	"testing"

	"recourse/intake"
	"recourse/scam"
)

// Who writes from an address that differs in a letter from that of another sender
// is named with both domains; who has the mailbox of a provider is not.
func TestADomainThatIsTakenForAnotherSendersIsNamed(t *testing.T) {
	engines := loaded(t)
	const vesna = "Vesna Ilić <vesna@ilic-dekor.example>"
	mail := func(from, day, text string) [2]string {
		return [2]string{day + ".eml", plainMail(from, vesna, "Mon, "+day+" Nov 2026 09:00:00 +0100", text)}
	}
	const ready, change = "Dear Vesna, the order of lamps is ready.", "Dear Vesna, our bank details have changed, please pay the balance of 3.000 USD to our new account."
	for _, tt := range []struct {
		name  string
		mails [][2]string
		want  []string
	}{
		{"letters that look alike", [][2]string{mail("Liu Wen <liu@clearwater-pumps.example>", "02", ready), mail("Liu Wen <liu@clearvvater-pumps.example>", "09", change)}, []string{"09.eml clearwater-pumps.example clearvvater-pumps.example"}},
		{"as they were handed in, the later first", [][2]string{mail("Ana <ana@bellini-Iegno.example>", "09", change), mail("Ana <ana@bellini-legno.example>", "02", ready)}, []string{"09.eml bellini-legno.example bellini-iegno.example"}},
		{"the person's own", [][2]string{mail("Direktor <d@i1ic-dekor.example>", "02", change), {"03.eml", plainMail(vesna, "Direktor <d@i1ic-dekor.example>", "Tue, 03 Nov 2026 09:00:00 +0100", "Is that you?")}}, []string{"02.eml ilic-dekor.example i1ic-dekor.example"}},
		{"two firms", [][2]string{mail("Liu <liu@brightmile.example>", "02", ready), mail("Mei <mei@darkmile.example>", "09", ready)}, nil},
		{"providers of mailboxes", [][2]string{mail("Liu <liu@gmail.com>", "02", ready), mail("Mei <mei@ymail.com>", "09", ready)}, nil},
	} {
		f := handIn(t, engines, "Vesna Ilić", tt.mails...)
		var got []string
		for _, file := range f.Files {
			for _, s := range file.Signs {
				if s.Kind == intake.SignNear {
					got = append(got, fmt.Sprint(file.Path, " ", s.Shows, " ", s.Leads))
				}
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		counted := slices.ContainsFunc(f.Verdict.Reasons, func(r scam.Reason) bool { return r.Rule == "mail-near-domain" })
		if counted != (len(tt.want) > 0) {
			t.Errorf("%s: counts as a reason: %v", tt.name, counted)
		}
	}
}
