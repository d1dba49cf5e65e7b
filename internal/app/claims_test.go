package app_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"recourse/internal/app"
	"recourse/locale"
	"recourse/money"
)

// claimCase is one conversation of testdata/claims and what must come of it.
type claimCase struct {
	Chat  []string `yaml:"chat"`
	Paid  string   `yaml:"paid"`
	Asked string   `yaml:"asked"`
	Said  string   `yaml:"said"`
}

// claimChat writes a conversation as WhatsApp exports it: of each line the first letter
// says who speaks, and digits behind it which day of September it is.
func claimChat(lang string, lines []string) string {
	chat := "10.09.2026. 09:01 - Lena HR: Hi, remote job, VIP level, 40 tasks a day, you optimise app ratings and earn a commission per order\n10.09.2026. 09:20 - Vesna: ok\n"
	switch lang { // a chat in Chinese begins in English
	case "de":
		chat = "10.09.2026. 09:01 - Lena HR: Hallo, Job im Homeoffice, VIP-Level, 40 Aufgaben am Tag, Apps bewerten und Provision verdienen\n10.09.2026. 09:20 - Vesna: gut, danke\n"
	case "es":
		chat = "10.09.2026. 09:01 - Lena HR: Hola, trabajo desde casa, nivel VIP, 40 tareas al día, optimizar aplicaciones y ganar comisión\n10.09.2026. 09:20 - Vesna: vale, gracias\n"
	case "fr":
		chat = "10.09.2026. 09:01 - Lena HR: Bonjour, travail à domicile, niveau VIP, 40 tâches par jour, optimiser des applications et gagner une commission\n10.09.2026. 09:20 - Vesna: d'accord, merci\n"
	case "it":
		chat = "10.09.2026. 09:01 - Lena HR: Buongiorno, lavoro da casa, livello VIP, 40 compiti al giorno, ottimizzare applicazioni e guadagnare una commissione\n10.09.2026. 09:20 - Vesna: va bene, grazie\n"
	case "pt":
		chat = "10.09.2026. 09:01 - Lena HR: Olá, trabalho em casa, nível VIP, 40 tarefas por dia, otimizar aplicativos e ganhar comissão\n10.09.2026. 09:20 - Vesna: tudo bem, obrigada\n"
	case "nl":
		chat = "10.09.2026. 09:01 - Lena HR: Goedemorgen, thuiswerk, VIP-niveau, 40 taken per dag, apps beoordelen en commissie verdienen\n10.09.2026. 09:20 - Vesna: goed, dank je\n"
	case "ru":
		chat = "10.09.2026. 09:01 - Lena HR: Здравствуйте, работа на дому, VIP уровень, 40 заданий в день, оптимизация приложений, комиссия\n10.09.2026. 09:20 - Vesna: хорошо, спасибо\n"
	case "mixed":
		chat = "10.09.2026. 09:01 - Lena HR: Hallo, Job im Homeoffice, VIP-Level, 40 Aufgaben am Tag, Apps bewerten und Provision verdienen\n10.09.2026. 09:20 - Vesna: dobro, hvala, to mi odgovara jer imam vremena\n"
	case "sr":
		chat = "10.09.2026. 09:01 - Lena HR: Zdravo, posao od kuće, VIP zadaci, optimizacija narudžbina, bez iskustva\n10.09.2026. 09:20 - Vesna: dobro, hvala\n"
	}
	day := 13
	for i, l := range lines {
		head, text, _ := strings.Cut(l, " ")
		if n, err := strconv.Atoi(head[1:]); err == nil {
			day = n
		}
		name := map[byte]string{'L': "Lena HR", 'V': "Vesna"}[head[0]]
		chat += fmt.Sprintf("%02d.09.2026. 10:%02d - %s: %s\n", day, i, name, text)
	}
	return chat
}

// briefly is a sum without what an amount of whole units does not need: "6000 RSD".
func briefly(a money.Amount) string {
	unit := int64(1)
	for range a.Currency.Exponent() {
		unit *= 10
	}
	if a.Minor%unit != 0 {
		return a.String()
	}
	return fmt.Sprint(a.Minor/unit, " ", a.Currency)
}

// TestWhatSentencesBecome reads the conversations of testdata/claims, the Serbian ones in
// both scripts.
func TestWhatSentencesBecome(t *testing.T) {
	engines := loaded(t)
	for _, lang := range []string{"en", "sr", "de", "es", "ru", "zh", "fr", "it", "pt", "nl", "mixed"} {
		data, err := os.ReadFile("testdata/claims/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var cases []claimCase
		if err := yaml.UnmarshalWithOptions(data, &cases, yaml.Strict()); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			judgeClaims(t, engines, lang, c, c.Chat)
			if lang == "sr" {
				var cyrillic []string
				for _, l := range c.Chat {
					head, text, _ := strings.Cut(l, " ")
					cyrillic = append(cyrillic, head+" "+locale.ToCyrillic(text))
				}
				judgeClaims(t, engines, lang, c, cyrillic)
			}
		}
	}
}

func judgeClaims(t *testing.T, engines *app.Engines, lang string, c claimCase, chat []string) {
	t.Helper()
	f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena HR.txt", claimChat(lang, chat)})
	sorted := func(s string) string {
		list := slices.DeleteFunc(strings.Split(s, ", "), func(s string) bool { return s == "" })
		slices.Sort(list)
		return strings.Join(list, ", ")
	}
	var paid, asked, said []string
	for _, p := range f.Incident.Payments {
		mark := ""
		if p.Direction == "in" {
			mark = "< "
		}
		paid = append(paid, mark+dayIn(p)+" "+briefly(p.Amount))
	}
	for _, a := range f.Incident.Asked {
		asked = append(asked, briefly(a.Amount))
	}
	for _, p := range f.Problems {
		if strings.HasPrefix(p.Code, "payment-") && !slices.Contains(said, p.Code) {
			said = append(said, p.Code)
		}
	}
	slices.Sort(said)
	if got, want := sorted(strings.Join(paid, ", ")), sorted(c.Paid); got != want {
		t.Errorf("%q: paid %q, want %q", chat, got, want)
	}
	if got, want := sorted(strings.Join(asked, ", ")), sorted(c.Asked); got != want {
		t.Errorf("%q: asked %q, want %q", chat, got, want)
	}
	if got := strings.Join(said, " "); got != c.Said {
		t.Errorf("%q: said %q, want %q", chat, got, c.Said)
	}
}
