package testkit

import (
	"testing"

	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// The files of examples/task-job.
const (
	Chat      = "WhatsApp razgovor sa Lena Mentor.txt"
	Statement = "izvod-novembar-2026.csv"
	Slip      = "uplatnica 18-11.txt"
	Reply     = "Re- potvrda uplate.eml"
	Picture   = "snimak ekrana 22-11.png"
)

// Danijel returns the incident of examples/task-job: a paid-task job under the
// name of Alibaba, three transfers and a fourth that was refused. Every fact
// has its origin and is confirmed; what no file shows was told.
func Danijel(t testing.TB) incident.Incident {
	t.Helper()
	s := open(t, "task-job")
	return incident.Incident{
		Recourse: incident.FormVersion,
		Person: incident.Person{
			Name: "Danijel Marković", Kind: "consumer", Country: "RS", Language: "sr-Latn",
			Contact: map[string]string{
				"address": "Primerska 12, 21000 Novi Sad",
				"email":   "danijel.markovic@posta.example",
				"phone":   "+381 60 0000 000",
			},
			Fact: fact(s.at(Chat, "Danijel Marković"), s.at(Slip, "Danijel Marković, Primerska 12, 21000 Novi Sad"), incident.Told),
		},
		Branch:   incident.Impersonation,
		Pattern:  "task-job",
		Stage:    "withdrawal-fee",
		Brand:    "alibaba",
		Parties:  s.taskParties(),
		Payments: s.taskPayments(),
		Asked: []incident.Asked{{
			At: moment("2026-11-22T17:32:00"), Amount: money.Of(150638, "RSD"), For: "konačna provizija", By: "p1",
			Fact: fact(s.at(Chat, "konačna provizija 150.638 RSD"), s.place(Reply, "")),
		}},
		Promises: s.taskPromises(),
		Given:    []string{"phone"},
		Threats:  no(),
		Watched:  no(),
		Evidence: s.evidence([][3]string{
			{Reply, "mail", "message/rfc822"},
			{Chat, "chat", "text/plain"},
			{Statement, "statement", "text/csv"},
			{Picture, "image", "image/png"},
			{Slip, "text", "text/plain"},
		}),
	}
}

func (s *story) taskParties() []incident.Party {
	pointer := func(k indicator.Kind, value, text string) incident.Pointer {
		return incident.Pointer{Kind: k, Value: value, Text: text, Fact: fact(s.at(Chat, text))}
	}
	mailed := func(k indicator.Kind, value string) incident.Pointer {
		return incident.Pointer{Kind: k, Value: value, Text: value, Fact: fact(s.place(Reply, ""))}
	}
	return []incident.Party{
		{
			ID: "p1", Role: "mentor", Name: "Lena Mentor", Fact: fact(s.at(Chat, "Lena Mentor")),
			Indicators: []incident.Pointer{
				pointer(indicator.URL, "https://alibaba-task-vip.example/register?invite=LENA88", "https://alibaba-task-vip.example/register?invite=LENA88"),
				pointer(indicator.Domain, "alibaba-task-vip.example", "alibaba-task-vip.example"),
				pointer(indicator.Handle, "telegram:@lena_mentor_ts", "@lena_mentor_ts"),
				pointer(indicator.AccountRS, "965000100003141566", "965-0001000031415-66"),
				pointer(indicator.AccountRS, "983000000027182890", "983000000027182890"),
				pointer(indicator.AccountRS, "991000001414213563", "991-14142135-63"),
			},
		},
		{
			ID: "p2", Role: "platform", Name: "Alibaba Trade Services Podrška", Fact: fact(s.place(Reply, "From")),
			Indicators: []incident.Pointer{
				mailed(indicator.Email, "support@alibaba-task-vip.example"),
				mailed(indicator.Email, "finance-desk@vip-settlement.example"),
				mailed(indicator.Domain, "vip-settlement.example"),
			},
		},
	}
}

// taskPayment is one row of the statement with the words of the chat about it.
type taskPayment struct {
	at, day, row   string
	units          int64
	name, account  string
	details, claim string
}

func (s *story) taskPayments() []incident.Payment {
	own := incident.Account{Name: "Danijel Marković", Account: "977000000020481624", Bank: "Banka Primer a.d.", Country: "RS"}
	payments := []incident.Payment{{
		At: moment("2026-11-12"), ValueDate: date("2026-11-12"), Amount: money.Of(500, "RSD"), Direction: "in", Rail: "bank-transfer",
		From: incident.Account{Party: "p1", Name: "Slavica Ognjanov", Account: "983000000027182890", Country: "RS"}, To: own,
		Text: "isplata",
		Fact: fact(s.place(Statement, "row 11"), s.at(Chat, "leglo mi 500 din na racun")),
	}}
	for _, p := range []taskPayment{
		{"2026-11-12T18:22:00", "2026-11-12", "row 12", 6000, "Nemanja Lukač", "965000100003141566", "Iznos: 6.000 RSD", "uplatio sam 6000 din"},
		{"2026-11-14T12:58:00", "2026-11-14", "row 14", 23000, "Slavica Ognjanov", "983000000027182890", "983000000027182890\n23.000 RSD", "poslao sam 23.000 rsd"},
		{"2026-11-18T18:01:00", "2026-11-18", "row 19", 61328, "Stefan Vidaković", "991000001414213563", "Iznos 61.328,00", "uplaceno 61.328,00"},
	} {
		f := fact(s.place(Statement, p.row), s.at(Chat, p.details), s.at(Chat, p.claim))
		reference := ""
		if p.units == 61328 {
			f.Origins = append(f.Origins, s.at(Slip, "RSD 61.328,00"))
			reference = "MB-20261118-0048820"
		}
		payments = append(payments, incident.Payment{
			At: moment(p.at), ValueDate: date(p.day), Amount: money.Of(p.units, "RSD"), Direction: "out",
			Rail: "bank-transfer", Authorised: yes(), From: own,
			To:          incident.Account{Party: "p1", Name: p.name, Account: p.account, Country: "RS"},
			ToldPurpose: "pozajmica", Reference: reference, Text: "pozajmica", Fact: f,
		})
	}
	return payments
}

func (s *story) taskPromises() []incident.Promise {
	promise := func(at, quote, reality string) incident.Promise {
		return incident.Promise{At: moment(at), By: "p1", Quote: quote, Reality: reality, Fact: fact(s.at(Chat, quote), incident.Told)}
	}
	return []incident.Promise{
		promise("2026-11-10T17:53:00", "Bez ulaganja, bez iskustva, isplata istog dana", "Tražene su četiri uplate; isplaćeno je samo 500 dinara."),
		promise("2026-11-12T09:50:00", "To nije trošak, to je Vaš depozit i vraća Vam se zajedno sa provizijom.", "Ništa od uplaćenog nije vraćeno."),
		promise("2026-11-14T11:23:00", "posle VIP2 podižete sve, depozit i proviziju", "Posle VIP2 tražena je nova uplata od 61.328 dinara."),
		promise("2026-11-18T17:03:00", "podižete sve odmah. Garantujem Vam lično.", "Isplata nije izvršena, a tražena je „konačna provizija“ od 150.638 dinara."),
	}
}
