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

// The true seller's addresses do not stand among those of who stepped in.
func TestTheTrueSellersAddressIsNotThatOfWhoPosesAsThem(t *testing.T) {
	engines := loaded(t)
	const vesna, liu, posing = "Vesna Ilić <vesna@ilic-dekor.example>", "Liu Wen <liu@clearwater-pumps.example>", "Liu Wen <liu@clearvvater-pumps.example>"
	f := handIn(t, engines, "Vesna Ilić",
		[2]string{"1.eml", plainMail(liu, vesna, "Mon, 02 Nov 2026 09:00:00 +0100", "Dear Vesna, order 55121, 500 lamps. Please pay the deposit of 1.200 USD to our account "+knownAccount+". Our site is clearwater-pumps.example.")},
		[2]string{"2.eml", plainMail(vesna, liu, "Tue, 03 Nov 2026 10:00:00 +0100", "Dear Liu, I paid the deposit of 1.200 USD today.")},
		[2]string{"3.eml", plainMail(posing, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account "+changedAccount+". Do not call.")},
		[2]string{"4.eml", plainMail(vesna, posing, "Fri, 13 Nov 2026 11:00:00 +0100", "I paid 3.000 USD to the new account.")},
		[2]string{"5.eml", plainMail(liu, vesna, "Mon, 16 Nov 2026 09:00:00 +0100", "Dear Vesna, we never changed our bank. Write to liu@clearwater-pumps.example.")})
	if len(f.Incident.Parties) == 0 {
		t.Fatalf("no party; branch %q", f.Incident.Branch)
	}
	p := f.Incident.Parties[0]
	if !pointsTo(p, "liu@clearvvater-pumps.example") || pointsTo(p, "liu@clearwater-pumps.example") || pointsTo(p, "clearwater-pumps.example") || len(f.Incident.Parties) != 1 {
		t.Errorf("parties %+v", f.Incident.Parties)
	}
}
