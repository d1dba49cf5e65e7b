package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
)

// Several exports of one conversation tell each payment once: an earlier one, one that
// begins later, one from another telephone. Which is handed in first changes nothing.
func TestSeveralExportsOfOneChat(t *testing.T) {
	engines := loaded(t)
	type line struct{ day, clock, who, text string }
	chat := []line{
		{"18", "18:04", "Lena", "Posao od kuće za Alibaba, VIP zadatak"},
		{"18", "18:05", "Lena", "uplatite 6.000 din"},
		{"18", "18:06", "Milan", "Uplatio sam 6.000 din"},
		{"19", "18:06", "Lena", "uplatite 23.000 din"},
		{"19", "18:16", "Milan", "Uplatio sam 23.000 din"},
		{"20", "18:06", "Lena", "uplatite jos 6.000 din"},
		{"20", "18:16", "Milan", "Uplatio sam opet 6.000 din"},
		{"20", "18:17", "Lena", "hvala"},
	}
	android := func(list []line) string {
		s := ""
		for _, l := range list {
			s += fmt.Sprintf("%s.11.2026. %s - %s: %s\n", l.day, l.clock, l.who, l.text)
		}
		return s
	}
	iphone := func(list []line) string {
		s := ""
		for _, l := range list {
			s += fmt.Sprintf("[%s.11.2026. %s:07] %s: %s\n", l.day, l.clock, l.who, l.text)
		}
		return s
	}
	const want = "18 6.000,00 RSD, 19 23.000,00 RSD, 20 6.000,00 RSD"
	for _, tt := range []struct{ name, one, two, want string }{
		{"an earlier export", android(chat[:5]), android(chat), want},
		{"an earlier export without the second sum", android(chat[:3]), android(chat), want},
		{"an export that begins later", android(chat[3:]), android(chat), want},
		{"exports that overlap", android(chat[:6]), android(chat[2:]), want},
		{"another telephone", iphone(chat), android(chat), want},
		{"an earlier export from another telephone", iphone(chat[:6]), android(chat), want},
		{"another chat in which the same is told", android([]line{{"18", "19:00", "Ana", "šta radiš"}, {"18", "19:06", "Milan", "Uplatio sam 6.000 din za neki posao"}}), android(chat), want},
	} {
		files := [][2]string{{"WhatsApp Chat with Lena.txt", tt.one}, {"WhatsApp Chat with Lena (1).txt", tt.two}}
		for range 2 {
			f := handIn(t, engines, "Milan", files...)
			var got []string
			for _, p := range f.Incident.Payments {
				got = append(got, fmt.Sprint(p.At.Date().Day, " ", p.Amount))
			}
			if s := strings.Join(got, ", "); s != tt.want || slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "payment-told-again" }) {
				t.Errorf("%s: payments %q, want %q; problems %v", tt.name, s, tt.want, f.Problems)
			}
			slices.Reverse(files)
		}
	}
}
