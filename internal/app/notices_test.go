package app_test

import (
	"strings"
	"testing"

	"recourse"
)

const (
	noticeChat = "10.09.2026. 09:01 - Lena HR: Zdravo, posao od kuće, VIP zadaci, optimizacija narudžbina, bez iskustva\n10.09.2026. 09:20 - Vesna: dobro\n" +
		"13.09.2026. 10:00 - Lena HR: Uplatite 23.000 RSD na račun 265-0000001234567-57\n"
	noticeText = "From: obavestenja@banka.example\nTo: vesna@kuca.example\nSubject: Obaveštenje\nDate: Sun, 13 Sep 2026 18:05:00 +0200\nContent-Type: text/plain; charset=utf-8\n\n" +
		"sa Vašeg računa 160-0000000999999-95 izvršena je isplata u iznosu od 23.000,00 RSD u korist računa 265-0000001234567-57, LENA UZORAK PR, dana 13.09.2026.\n"
	noticeRow = "Datum,Opis,Iznos,Valuta,Račun primaoca\n14.09.2026,LENA UZORAK PR,\"-23.000,00\",RSD,265-0000001234567-57\n"
)

// A bank's message joins what the chat tells and the statement shows; where only a demand
// is there, the person is asked, and nothing is counted.
func TestNoticesBesideAChat(t *testing.T) {
	engines := loaded(t)
	chat, mail, row := [2]string{"WhatsApp Chat with Lena HR.txt", noticeChat}, [2]string{"a.eml", noticeText}, [2]string{"izvod.csv", noticeRow}
	told := chat
	told[1] += "13.09.2026. 18:10 - Vesna: Uplatila sam 23.000 RSD\n"
	again := [2]string{"b.eml", strings.Replace(noticeText, "18:05:00", "19:40:00", 1)}
	for _, tt := range []struct {
		name           string
		files          [][2]string
		paid           string
		origins        int
		possible, open int // asked back, and only proposed
	}{
		{"told and a notice", [][2]string{told, mail}, "13 23.000,00 RSD", 2, 0, 0},
		{"told, a notice and a statement", [][2]string{told, mail, row}, "14 23.000,00 RSD", 3, 0, 0},
		{"asked for and a notice", [][2]string{chat, mail}, "", 0, 1, 0},
		{"told once and two notices", [][2]string{told, mail, again}, "13 23.000,00 RSD", 2, 1, 0},
		{"a notice alone", [][2]string{mail}, "", 0, 0, 1},
	} {
		f := handIn(t, engines, "Vesna", tt.files...)
		origins := 0
		for _, p := range f.Incident.Payments {
			origins += len(p.Origins)
		}
		open, _ := f.Unproven()
		if got := paidIn(f); got != tt.paid || origins != tt.origins || len(f.Incident.Possible) != tt.possible || len(open) != tt.open {
			t.Errorf("%s: paid %q by %d places, %d possible, %d proposed; want %q, %d, %d, %d", tt.name, got, origins, len(f.Incident.Possible), len(open), tt.paid, tt.origins, tt.possible, tt.open)
		}
		if tt.possible > 0 && tt.paid == "" {
			if p := f.Incident.Possible[0]; p.To.Account == "" || p.At != recourse.OnDay(p.At.Date()) || askedSums(f)[0] != "23.000,00 RSD" {
				t.Errorf("%s: possible %+v, asked %q", tt.name, p, askedSums(f))
			}
		}
	}
}
