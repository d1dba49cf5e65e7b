package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/app"
	"recourse/scam"
)

// accountChat is a chat of Telegram's export of an account.
func accountChat(id int, name string, texts ...string) string {
	var messages []string
	for i, text := range texts {
		messages = append(messages, fmt.Sprintf(`{"id":%d,"type":"message","date":"2026-11-1%dT10:00:00","from":%q,"from_id":"user%d","text":%q}`, i+1, i, name, id, text))
	}
	return fmt.Sprintf(`{"name":%q,"type":"personal_chat","id":%d,"messages":[%s]}`, name, id, strings.Join(messages, ","))
}

func account(chats []string) string {
	return `{"about":"","chats":{"about":"","list":[` + strings.Join(chats, ",\n") + `]}}`
}

func boxOf(mails []string) string {
	var b strings.Builder
	for _, m := range mails {
		b.WriteString("From a@posta.example Mon Nov 16 10:00:00 2026\n" + m + "\n\n")
	}
	return b.String()
}

func accountMail(i int, name, text string) string {
	return fmt.Sprintf("Received: from a by mx.posta.example; Mon, 16 Nov 2026 10:00:00 +0100\nFrom: %s <a%d@firma%d.example>\nTo: vesna@posta.example\nSubject: Poruka %d\nDate: Mon, 16 Nov 2026 10:00:00 +0100\n\n%s\n", name, i, i, i, text)
}

// Of the conversations of a whole account each is judged by itself, and the worst
// speaks: as if it had been given alone, however many harmless ones lie around it.
func TestTheWorstOfAnAccountSpeaks(t *testing.T) {
	engines := loaded(t)
	examine := func(name, text string) app.Findings {
		t.Helper()
		return handIn(t, engines, "Vesna|vesna@posta.example", [2]string{name, text})
	}
	fraud := []string{
		"Alibaba zadaci od kuće, isplata svakog dana, VIP nivo", "Uplatite 6.000 RSD na račun 160-0005400112233-37 da biste otključali VIP zadatak i proviziju",
		"Sada uplatite 23.000 RSD porez da biste podigli novac, inače se nalog zamrzava",
	}
	const quiet = 2000
	var chats, mails []string
	for i := range quiet {
		text := fmt.Sprintf("Zdravo, vidimo se u %d kod mene, donesi knjigu i pozdravi sve kod kuće", i%12+8)
		chats = append(chats, accountChat(1000+i, fmt.Sprintf("Osoba %d", i), text, "Važi, hvala ti puno na pomoći oko selidbe"))
		mails = append(mails, accountMail(i, fmt.Sprintf("Osoba %d", i), text))
	}
	for _, tc := range []struct {
		name, alone, among string
	}{
		{"result.json", account([]string{accountChat(7, "Lena Mentor", fraud...)}), account(slices.Insert(slices.Clone(chats), quiet/2, accountChat(7, "Lena Mentor", fraud...)))},
		{"posta.mbox", boxOf([]string{accountMail(quiet, "Lena Mentor", strings.Join(fraud, "\n"))}), boxOf(slices.Insert(slices.Clone(mails), quiet/2, accountMail(quiet, "Lena Mentor", strings.Join(fraud, "\n"))))},
	} {
		alone, among := examine(tc.name, tc.alone), examine(tc.name, tc.among)
		if alone.Verdict.Verdict != scam.Scam {
			t.Fatalf("%s alone: %s, want %s", tc.name, alone.Verdict.Verdict, scam.Scam)
		}
		if a, b := alone.Verdict, among.Verdict; a.Verdict != b.Verdict || a.Score != b.Score || len(among.Thread.Pieces) != 1 {
			t.Errorf("%s: %s %.3f of %d conversations among many, want %s %.3f as alone", tc.name, b.Verdict, b.Score, len(among.Thread.Pieces), a.Verdict, a.Score)
		}
		if i := slices.IndexFunc(among.Problems, func(p recourse.Problem) bool { return p.Code == "conversations-quiet" }); i < 0 || among.Problems[i].Args["n"] != quiet {
			t.Errorf("%s: it is not said that %d conversations have no part: %.500v", tc.name, quiet, among.Problems)
		}
		if n := len(among.Incident.Evidence); n < quiet {
			t.Errorf("%s: %d pieces of evidence, want all %d", tc.name, n, quiet)
		}
	}
}

// Few conversations that something ties are those of one matter, and judged together.
func TestAFewConversationsAreJudgedTogether(t *testing.T) {
	engines := loaded(t)
	text := account([]string{accountChat(1, "Ana", "Zdravo, kako si? Evo adrese: https://isplata.example"), accountChat(2, "Lena Mentor", "Uplatite 6.000 RSD porez da biste podigli novac na https://isplata.example")})
	f := handIn(t, engines, "", [2]string{"result.json", text})
	if len(f.Thread.Pieces) != 2 || len(f.Thread.Left) != 0 {
		t.Errorf("%d conversations judged, left %v; want both", len(f.Thread.Pieces), f.Thread.Left)
	}
}
