package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
)

// A given name is enough where only one in the files has it; where two have it, neither
// is taken, it is said and asked.
func TestAGivenNameIsThePersonsWhereOnlyOneHasIt(t *testing.T) {
	engines := loaded(t)
	const vesna, lena = "Vesna Ilić <vesna.ilic@posta.example>", "Lena Hartman <lena@vip-zadaci.example>"
	mails := func(person, other string) [][2]string {
		return [][2]string{
			{"1.eml", plainMail(other, person, "Mon, 02 Nov 2026 09:00:00 +0100", "Za VIP zadatak uplatite 6.000 RSD na račun 160-0005400112233-37, dobijate proviziju.")},
			{"2.eml", plainMail(person, other, "Tue, 03 Nov 2026 10:00:00 +0100", "Uplatila sam 6.000 RSD.")},
			{"3.eml", plainMail(other, person, "Wed, 04 Nov 2026 10:00:00 +0100", "Da biste podigli zaradu, uplatite još 23.000 RSD.")},
		}
	}
	chat := func(name string) [2]string {
		return [2]string{"WhatsApp Chat with Office.txt", strings.Join([]string{
			"02/11/2026, 09:00 - Office: Za VIP zadatak uplatite 6.000 RSD na račun 160-0005400112233-37, dobijate proviziju.",
			"03/11/2026, 10:00 - " + name + ": Uplatila sam 6.000 RSD",
			"04/11/2026, 10:00 - Office: Da biste podigli zaradu, uplatite još 23.000 RSD.",
		}, "\n") + "\n"}
	}
	for _, tt := range []struct {
		name, person string
		files        [][2]string
		want         string // of the person
		several      string
	}{
		{"a full name on mails", "Vesna", mails(vesna, lena), "Vesna Ilić", ""},
		{"in small letters, without marks", "vesna", mails(vesna, lena), "Vesna Ilić", ""},
		{"an address alone", "Vesna", mails("vesna.ilic@posta.example", lena), "vesna.ilic@posta.example", ""},
		{"a full name in a chat", "Vesna", [][2]string{{"chat.txt", strings.ReplaceAll(chat("Vesna Ilić")[1], "Office", "Lena")}}, "Vesna Ilić", ""},
		{"the name alone in a chat, the full one on mails", "Vesna", append(mails(vesna, lena), [2]string{"chat.txt", strings.ReplaceAll(chat("Vesna")[1], "Office", "Lena Hartman")}), "Vesna Ilić", ""},
		{"two of the name", "Vesna", mails(vesna, "Vesna Kern <kern@vip-zadaci.example>"), "", "Vesna Kern, Vesna Ilić"},
		{"two of the name, one by address", "Vesna", mails("vesna.ilic@posta.example", "Vesna Kern <kern@vip-zadaci.example>"), "", "Vesna Kern, vesna.ilic@posta.example"},
		{"none of the name", "Ana", mails(vesna, lena), "", ""},
	} {
		f := handIn(t, engines, tt.person, tt.files...)
		if got := f.Incident.Person.Name; tt.want != "" && got != tt.want && got != "Vesna" {
			t.Errorf("%s: the person is %q, want %q", tt.name, got, tt.want)
		}
		if is := slices.ContainsFunc(f.Incident.Parties, func(p incident.Party) bool { return strings.HasPrefix(p.Name, "Lena") }); tt.want != "" && !is {
			t.Errorf("%s: parties %+v", tt.name, f.Incident.Parties)
		}
		for _, p := range f.Incident.Parties {
			if strings.Contains(p.Name, "Ilić") || strings.Contains(p.Name, "vesna.ilic") {
				t.Errorf("%s: the person is a party: %+v", tt.name, p)
			}
		}
		if got := strings.TrimPrefix(saidIn(f, "person-several"), "1.eml "); got != tt.several {
			t.Errorf("%s: said %q, want %q", tt.name, got, tt.several)
		}
		if asked := len(f.Ask) > 0 && f.Ask[0].Fact == "person.name"; asked != (tt.several != "") {
			t.Errorf("%s: asked %v", tt.name, f.Ask)
		}
	}
}

// What somebody tells who alone writes in a chat is the person's where nobody says who
// the person is, or where it is they; not where the person has another name.
func TestWhoWritesAloneIsThePersonOnlyByTheirName(t *testing.T) {
	engines := loaded(t)
	boast := func(name, words string) [2]string {
		return [2]string{"b.txt", strings.ReplaceAll("17/11/2026, 17:58 - NAME: Hi\n18/11/2026, 10:03 - NAME: "+words+"\n18/11/2026, 10:04 - NAME: Join\n", "NAME", name)}
	}
	const (
		english = "I paid 900 EUR and got 1200 EUR back"
		serbian = "Uplatila sam 90.000 RSD i dobila 120.000 RSD"
		notes   = "I paid 900 EUR to account DE89370400440532013000"
	)
	for _, tt := range []struct {
		name, person, from, words string
		paid, said                bool
	}{
		{"the person is somebody else", "Milica", "Lena Mentor", english, false, true},
		{"in Serbian", "Milica Jović", "Lena Mentor", serbian, false, true},
		{"of the same given name", "Lena Petrović", "Lena Mentor", english, false, true},
		{"a number", "Milica", "+44 7700 900123", english, false, true},
		{"nothing of money", "Milica", "Lena Mentor", "It is a good job", false, false},
		{"the person's notes, nobody named", "", "Milica Jović", notes, true, false},
		{"the person's notes", "Milica Jović", "Milica Jović", notes, true, false},
		{"by the given name", "Milica", "Milica Jović", notes, true, false},
		{"by the whole name", "Milica Jović", "Milica", notes, true, false},
		{"by a first letter", "Milica Jović", "Milica J.", notes, true, false},
		{"by an address alone", "milica@kupac.example", "Mica", notes, true, false},
		{"by an address beside a name", "Jović|milica@kupac.example", "Milica", notes, true, false},
		{"as they call themselves", "Milica", "Ja", notes, true, false},
	} {
		f := handIn(t, engines, tt.person, boast(tt.from, tt.words))
		if paid := len(f.Incident.Payments) > 0; paid != tt.paid {
			t.Errorf("%s: payments %q, want some: %v", tt.name, paidIn(f), tt.paid)
		}
		if said := saidIn(f, "person-not-here") != ""; said != tt.said {
			t.Errorf("%s: problems %v, want person-not-here: %v", tt.name, f.Problems, tt.said)
		}
	}
}
