package intake

import (
	"strings"
	"testing"
)

// A mail to the person's address alone is to them where another names both; not where
// somebody else writes in their name from another address.
func TestTheAddressBesideAWholeNameIsThePersons(t *testing.T) {
	const (
		asks    = "From: \"Ferrante\" <fatture@ferrante.example>\nTo: office@lazic.example\nDate: Fri, 25 Sep 2026 12:31:00 +0200\nSubject: Faktura\n\nNovi račun.\n"
		answers = "From: Vesna Lazić <office@lazic.example>\nTo: fatture@ferrante.example\nDate: Mon, 28 Sep 2026 08:50:00 +0200\nSubject: Re: Faktura\n\nUplatili smo.\n"
		poses   = "From: Vesna Lazić <vesna@lazlc.example>\nTo: fatture@ferrante.example\nDate: Mon, 28 Sep 2026 08:55:00 +0200\nSubject: Re: Faktura\n\nRačun je drugi.\n"
	)
	for _, tt := range []struct {
		name  string
		mails []string
		own   string
		other string // of the first mail
	}{
		{"one address", []string{asks, answers}, "Vesna Lazić office@lazic.example", "Ferrante fatture@ferrante.example"},
		{"two addresses", []string{asks, answers, poses}, "", ""},
		{"nobody of that name", []string{asks}, "", ""},
	} {
		var files []File
		for _, m := range tt.mails {
			files = append(files, Read(t.Context(), memory("mail.eml", []byte(m)), Options{Person: []string{"Vesna Lazić"}}))
		}
		own, doubts := Recognise(files, []string{"Vesna Lazić"})
		if got := strings.Join(own, " "); got != tt.own || len(doubts) > 0 {
			t.Errorf("%s: own %q, doubts %v, want %q", tt.name, got, doubts, tt.own)
		}
		if got := strings.Join(files[0].Other, " "); got != tt.other {
			t.Errorf("%s: the other side of the first mail is %q, want %q", tt.name, got, tt.other)
		}
	}
}
