package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/testkit"
	"recourse/letter"
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

// The true seller is a party of their own, with their own address and account, beside who
// wrote in their name: the payment to the changed account is with the one, and no paper
// names the other as who deceived.
func TestTheTrueSellerIsAPartyOfTheirOwn(t *testing.T) {
	engines := loaded(t)
	const vesna = "Vesna Ilić <vesna@ilic-dekor.example>"
	for _, tt := range []struct{ name, seller, posing string }{
		{"letters that look alike", "liu@clearwater-pumps.example", "liu@clearvvater-pumps.example"},
		{"a capital I for an l", "liu@bellini-legno.example", "liu@bellini-Iegno.example"},
		{"a hyphen more", "liu@clearwaterpumps.example", "liu@clearwater-pumps.example"},
		{"another ending", "liu@clearwater-pumps.com", "liu@clearwater-pumps.co"},
		{"an ending of all the world", "liu@clearwater-pumps.rs", "liu@clearwater-pumps.com"},
		{"a word more", "liu@clearwater-pumps.example", "liu@clearwater-pumps-export.example"},
	} {
		seller, posing := "Liu Wen <"+tt.seller+">", "Liu Wen <"+tt.posing+">"
		f := handIn(t, engines, "Vesna Ilić",
			[2]string{"1.eml", plainMail(seller, vesna, "Mon, 02 Nov 2026 09:00:00 +0100", "Dear Vesna, order 55121, 500 lamps. Please pay the deposit of 1.200 USD to our account "+knownAccount+". Our site is "+domain(tt.seller)+".")},
			[2]string{"2.eml", plainMail(vesna, seller, "Tue, 03 Nov 2026 10:00:00 +0100", "Dear Liu, I paid the deposit of 1.200 USD today.")},
			[2]string{"3.eml", plainMail(posing, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account "+changedAccount+". Do not call.")},
			[2]string{"4.eml", plainMail(vesna, posing, "Fri, 13 Nov 2026 11:00:00 +0100", "I paid 3.000 USD to the new account.")},
			[2]string{"5.eml", plainMail(seller, vesna, "Mon, 16 Nov 2026 09:00:00 +0100", "Dear Vesna, we never changed our bank. "+changedAccount+" is not our account, and "+tt.posing+" is not us. Write to "+tt.seller+".")})
		parties := f.Incident.Parties
		if len(parties) != 2 || parties[0].Role != "seller" || parties[0].Name != "Liu Wen" || parties[1].Role != incident.Impersonator || parties[1].Name != posing {
			t.Errorf("%s: parties %+v", tt.name, parties)
			continue
		}
		for i, want := range []struct{ has, lacks []string }{
			{[]string{tt.seller, knownAccount}, []string{tt.posing, changedAccount, domain(tt.posing)}},
			{[]string{tt.posing, changedAccount}, []string{tt.seller, knownAccount, domain(tt.seller)}},
		} {
			for _, v := range want.has {
				if !pointsTo(parties[i], v) {
					t.Errorf("%s: %s is not that of %s", tt.name, v, parties[i].Name)
				}
			}
			for _, v := range want.lacks {
				if pointsTo(parties[i], v) {
					t.Errorf("%s: %s is that of %s", tt.name, v, parties[i].Name)
				}
			}
		}
		if got := paidIn(f); got != "13 3.000,00 USD" || f.Incident.Payments[0].To.Party != parties[1].ID {
			t.Errorf("%s: payments %q with %q", tt.name, got, f.Incident.Payments[0].To.Party)
		}
		if got := saidIn(f, "payment-before-change"); got != "2.eml 1.200,00 USD" {
			t.Errorf("%s: said %q", tt.name, got)
		}
		for _, o := range f.Incident.Orders {
			if o.Seller != parties[0].ID {
				t.Errorf("%s: the order is with %q", tt.name, o.Seller)
			}
		}
		paper, _, err := engines.Shelf.Write("rs-criminal-complaint", "sr-Latn", letter.Data{Incident: f.Incident, Today: recourse.DateOf(testkit.Now())})
		if err != nil {
			t.Fatal(err)
		}
		if text := document.Outline(paper); !strings.Contains(text, tt.posing) || strings.Contains(text, tt.seller) {
			t.Errorf("%s: the complaint names the seller, or not who wrote in their name:\n%s", tt.name, text)
		}
	}
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	return d
}

// Where the first mail from a domain changed the account, and a mail from one near it
// came only later, it is the later one that is the true seller's.
func TestWhoIsHeardOfLaterMayBeTheTrueSeller(t *testing.T) {
	const vesna, seller, posing = "Vesna Ilić <vesna@ilic-dekor.example>", "Liu Wen <liu@clearwater-pumps.example>", "Liu Wen <liu@clearvvater-pumps.example>"
	f := handIn(t, loaded(t), "Vesna Ilić",
		[2]string{"3.eml", plainMail(posing, vesna, "Thu, 12 Nov 2026 11:00:00 +0100", "Our bank details have changed, the old account is under audit. Pay the balance of 3.000 USD to our new account "+changedAccount+". Do not call.")},
		[2]string{"4.eml", plainMail(vesna, posing, "Fri, 13 Nov 2026 11:00:00 +0100", "I paid 3.000 USD to the new account.")},
		[2]string{"5.eml", plainMail(seller, vesna, "Mon, 16 Nov 2026 09:00:00 +0100", "Dear Vesna, the balance has not arrived. We did not change our account.")})
	roles := make(map[string]string)
	for _, p := range f.Incident.Parties {
		for _, i := range p.Indicators {
			roles[i.Value] = p.Role
		}
	}
	if roles["liu@clearwater-pumps.example"] != "seller" || roles["liu@clearvvater-pumps.example"] != incident.Impersonator {
		t.Errorf("roles %v", roles)
	}
}

// A brand's own domains under several endings are no sign, and a firm's give a light one.
func TestTheSameNameUnderAnotherEnding(t *testing.T) {
	const vesna = "Vesna Ilić <vesna@ilic-dekor.example>"
	for _, tt := range []struct {
		a, b string
		want string
	}{
		{"a@brightmile.com", "b@brightmile.co", intake.SignKin},
		{"a@amazon.com", "b@amazon.de", ""},
	} {
		f := handIn(t, loaded(t), "Vesna Ilić",
			[2]string{"1.eml", plainMail("Ann <"+tt.a+">", vesna, "Mon, 02 Nov 2026 09:00:00 +0100", "Your order of lamps is ready.")},
			[2]string{"2.eml", plainMail("Bea <"+tt.b+">", vesna, "Tue, 03 Nov 2026 09:00:00 +0100", "Your invoice is attached.")})
		var got string
		for _, file := range f.Files {
			for _, s := range file.Signs {
				if s.Kind == intake.SignNear || s.Kind == intake.SignKin {
					got += s.Kind
				}
			}
		}
		if got != tt.want || f.Verdict.Verdict == scam.Scam {
			t.Errorf("%s, %s: %q, want %q; %s", tt.a, tt.b, got, tt.want, f.Verdict.Brief())
		}
	}
}
