package scam_test

import (
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// TestAccountsInPeoplesOwnWords reads payments, demands and promised payouts out
// of what a person tells, in both scripts, with marks and without, and in English.
func TestAccountsInPeoplesOwnWords(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ name, text, claims, demands, brand string }{
		{
			"Cyrillic",
			"На Вајберу ми се јавила жена која се представила као Миљана из Тему и понудила посао са оцењивањем производа. " +
				"Прво су ми уплатили 700 динара. Онда сам 2. новембра 2026. уплатила 12.000 динара на рачун 265-0000000001234-00 на име Петар Зорић, " +
				"а 5. новембра 2026. још 45.000 динара на исти рачун. Сада траже 120.000 динара за порез да би ми исплатили 310.000 динара.",
			"12.000,00 RSD 45.000,00 RSD", "120.000,00 RSD", "",
		},
		{
			"Latin without marks, the verb apart from its auxiliary",
			"Javila mi se Ana iz Temu na Viber i ponudila posao, ocenjivanje proizvoda. Onda sam 3. novembra uplatila 12.000 dinara na racun, " +
				"a 5. novembra jos 45.000 dinara. Sad traze 120.000 dinara za porez da bi mi isplatili 310.000 dinara.",
			"12.000,00 RSD 45.000,00 RSD", "120.000,00 RSD", "",
		},
		{
			"Latin without currencies",
			"Na Vajberu mi se javila žena i ponudila posao. Uplatila sam 12.000 na račun Petra Zorića 3. novembra, a 5. novembra još 45.000. Traže 120.000 da bi mi isplatili 310.000.",
			"12.000,00 RSD 45.000,00 RSD", "120.000,00 RSD", "",
		},
		{
			"what they paid out, then four payments in one breath",
			"Uplatili su mi prvo 800 dinara, pa sam ja 3. novembra prebacila 12.000 dinara, zatim 5. novembra jos 45.000 dinara i 7. novembra 60.000 dinara na racun mentora. " +
				"Sad moram da uplatim 120.000 dinara provizije da bih podigla 310.000 dinara koji pisu na platformi.",
			"12.000,00 RSD 45.000,00 RSD 60.000,00 RSD", "120.000,00 RSD", "",
		},
		{
			"English",
			"A woman wrote to me and offered a job rating products for Alibaba. First they paid me 800 dinars. Then on 3 November I transferred 12,000 dinars, " +
				"and on 5 November another 45,000 dinars. Now they want 120,000 dinars for tax before they pay me 310,000 dinars.",
			"12.000,00 RSD 45.000,00 RSD", "120.000,00 RSD", "alibaba",
		},
		{
			"English, a balance on the platform",
			"I paid 200 EUR for activation, then 450 EUR on Tuesday and another 900 EUR on Friday. The platform shows 4,300 EUR but to withdraw it I have to pay 1,500 EUR tax. It was a task job with VIP levels.",
			"200,00 EUR 450,00 EUR 900,00 EUR", "1.500,00 EUR", "",
		},
		{
			"asked first, then paid, in Cyrillic",
			"Радио сам задатке за ВИП 2. Тражили су ми прво 6.000 динара, па сам то уплатио, онда 18.500 динара које сам такође уплатио. Сада хоће још 90.000 динара да би ми откључали исплату од 250.000 динара.",
			"6.000,00 RSD 18.500,00 RSD", "90.000,00 RSD", "",
		},
		{
			"money back in between",
			"Prvo sam dobio 1.200 dinara za ocenjivanje hotela. Zatim sam uplatio 5.000 dinara, dobio nazad 6.500 dinara, pa uplatio 20.000 dinara. Traže mi 35.000 dinara da odmrznu nalog.",
			"5.000,00 RSD 20.000,00 RSD", "35.000,00 RSD", "",
		},
		{
			"they say that more comes once it is paid",
			"I sent them $500 on Monday, $1,200 on Wednesday and $3,000 yesterday for VIP tasks. They say I'll get $9,800 once I pay $2,400 as withdrawal fee.",
			"500,00 USD 1.200,00 USD 3.000,00 USD", "2.400,00 USD", "",
		},
	} {
		v := c.Check(scam.Document{Text: tt.text})
		if v.Pattern == nil || v.Pattern.ID != "task-job" || v.Branch != incident.Impersonation || !v.Told {
			t.Errorf("%s: %s, branch %q, told %v; want a told task job", tt.name, v.Brief(), v.Branch, v.Told)
			continue
		}
		if v.Pattern.Impersonates != tt.brand {
			t.Errorf("%s: in the name of %q, want %q", tt.name, v.Pattern.Impersonates, tt.brand)
		}
		if got := amounts(v.Claims); got != tt.claims {
			t.Errorf("%s: claims = %s, want %s", tt.name, got, tt.claims)
		}
		if got := amounts(v.Demands); got != tt.demands {
			t.Errorf("%s: demands = %s, want %s", tt.name, got, tt.demands)
		}
	}
}

func TestPromisedMoneyIsNoDemand(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ text, want string }{
		{"Isplatićemo Vam 310.000 RSD čim uplatite porez od 120.000 RSD za VIP zadatke.", "120.000,00 RSD"},
		{"Vaš saldo je 214.500 RSD. Da biste podigli novac, uplatite konačnu proviziju od 60.000 RSD. Vaš mentor", "60.000,00 RSD"},
		{"Naknada za isplatu 60.000 RSD mora se platiti pre isplate 214.500 RSD, VIP zadaci.", "60.000,00 RSD"},
		{"Исплатићемо Вам 310.000 динара чим уплатите порез од 120.000 динара за ВИП задатке.", "120.000,00 RSD"},
		{"To withdraw 310,000 RSD pay 120,000 RSD final commission, VIP3 tasks.", "120.000,00 RSD"},
		{"Your VIP3 tasks are complete. Pay 900 EUR withdrawal fee and we will pay you 4,200 EUR today, your mentor.", "900,00 EUR"},
		{"You get a bonus of 500 EUR after the VIP2 tasks. Pay the withdrawal fee of 90 EUR before you can withdraw 1,400 EUR.", "90,00 EUR"},
	} {
		v := c.Check(scam.Document{Text: tt.text})
		if got := amounts(v.Demands); got != tt.want || len(v.Claims) > 0 {
			t.Errorf("Check(%q): demands = %s, claims = %s, want %s and none (%s)", tt.text, got, amounts(v.Claims), tt.want, v.Brief())
		}
	}
}

func TestTheBrandComesFromTheText(t *testing.T) {
	c := shipped(t)
	const text = ": your mentor welcomes you. To withdraw pay the final commission of 900 EUR, VIP3 tasks."
	for _, tt := range []struct{ name, brand, say string }{
		{"Temu", "", "say.platform-task-job.unnamed.unpaid"},
		{"AliExpress", "aliexpress", "say.platform-task-job.unpaid"},
		{"Алибаба", "alibaba", "say.platform-task-job.unpaid"},
		{"alibaba-task-vip.example", "alibaba", "say.platform-task-job.unpaid"},
	} {
		v := c.Check(scam.Document{Text: tt.name + text})
		if v.Pattern == nil || v.Pattern.Impersonates != tt.brand {
			t.Errorf("%s: %s, want it in the name of %q", tt.name, v.Brief(), tt.brand)
			continue
		}
		if got := v.Say[len(v.Say)-1].Key; got != tt.say {
			t.Errorf("%s: says %s, want %s", tt.name, got, tt.say)
		}
	}
}

// said makes a thread of pairs of a sender and their words.
func said(pairs ...string) scam.Document {
	var doc scam.Document
	var text strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		start := text.Len()
		text.WriteString(pairs[i+1])
		doc.Messages = append(doc.Messages, incident.Message{From: pairs[i], Text: pairs[i+1], Span: recourse.Span{Start: start, End: text.Len()}})
		text.WriteString("\n\n")
	}
	doc.Text = text.String()
	return doc
}

func TestChangedAccountAndTheGenuineDepositBefore(t *testing.T) {
	doc := said(
		"Wang Li", "Dear Marko, please pay the 30% deposit of USD 5,520.00 to our account DE89370400440532013000.",
		"Marko", "Dear Wang, we paid the deposit USD 5,520.00 today.",
		"Wang Li", "Due to annual audit our account is not available. We changed our bank details, please pay the balance USD 12,880.00 to our new account GB82WEST12345698765432. Do not call.\n\nOn Mon, 12 Oct 2026 at 09:10, Marko wrote:\n> we paid the deposit USD 5,520.00 from DE89370400440532013000",
	)
	doc.Other = []string{"Wang Li"}
	v := shipped(t).Check(doc)
	if v.Pattern == nil || v.Pattern.ID != "changed-bank-details" {
		t.Fatalf("Check = %s, want changed-bank-details", v.Brief())
	}
	if got, want := amounts(v.Demands), "12.880,00 USD"; got != want {
		t.Errorf("demands = %s, want %s", got, want)
	}
	if len(v.Claims) > 0 {
		t.Errorf("claims = %s, want none from before the change, nor from what is quoted", amounts(v.Claims))
	}
	if !hasFact(v, "account.changed", "GB82WEST12345698765432") || hasFact(v, "account.changed", "DE89370400440532013000") {
		t.Errorf("found = %v, want the new account alone as changed", v.Found)
	}
	for _, n := range v.Stage.Next {
		if strings.HasSuffix(n.Key, ".pressure-to-pay") {
			t.Errorf("%s is said to come next, and it has come", n.Key)
		}
	}
}

func TestOwnAndQuotedWordsAreNoSigns(t *testing.T) {
	c := shipped(t)
	other := "Congratulations, the combo order in VIP3 is done. To withdraw pay the final commission of 900 EUR."
	for _, tt := range []struct {
		name   string
		pairs  []string
		signs  bool
		avoids string
	}{
		{"the person asks about VIP tasks", []string{"Lena", "Good morning!", "Ana", "What is the final commission in VIP3 of 900 EUR? I cannot withdraw until the set of 40 tasks is complete."}, false, "cannot withdraw"},
		{"the other side quotes the person", []string{"Lena", "Good morning, thank you.\n\nOn Mon, 12 Oct 2026 at 09:10, Ana wrote:\n> Must I pay the final commission of VIP3 tasks?\n> I cannot withdraw."}, false, "Must I pay"},
		{"in Serbian", []string{"Lena", "Hvala na poruci.\n\nDana 12. 10. 2026. Ana je napisala:\nDa li moram da uplatim konačnu proviziju za VIP3 zadatke?"}, false, "konačnu"},
		{"the person quotes the other side", []string{"Ana", "I do not understand this.\n\nOn Mon, 12 Oct 2026 at 09:10,\nLena Mentor <lena@job.example> wrote:\n> " + other}, true, "understand"},
		{"the other side says it", []string{"Lena", other, "Ana", "What is a combo order in VIP3?"}, true, "What is"},
	} {
		doc := said(tt.pairs...)
		doc.Other = []string{"Lena"}
		if tt.name == "the person quotes the other side" {
			doc = said(append([]string{"Lena", "Hello."}, tt.pairs...)...)
			doc.Other = []string{"Lena"}
		}
		v := c.Check(doc)
		if got := v.Score >= 0.5; got != tt.signs {
			t.Errorf("%s: %s, want signs %v", tt.name, v.Brief(), tt.signs)
		}
		for _, r := range v.Reasons {
			for _, s := range r.Spans {
				if strings.Contains(s.Of(doc.Text), tt.avoids) {
					t.Errorf("%s: %s marks %q", tt.name, r.Rule, s.Of(doc.Text))
				}
			}
		}
	}
}

func TestWhatHasComeDoesNotComeNext(t *testing.T) {
	c := shipped(t)
	const text = "To withdraw pay the final commission of 900 EUR, VIP3 tasks. "
	next := func(v scam.Verdict) string {
		var keys []string
		for _, n := range v.Stage.Next {
			keys = append(keys, strings.TrimPrefix(n.Key, "pattern.task-job.next."))
		}
		return strings.Join(keys, " ")
	}
	if got, want := next(c.Check(scam.Document{Text: text})), "unfreeze lend-half recovery"; got != want {
		t.Errorf("next = %s, want %s", got, want)
	}
	if got, want := next(c.Check(scam.Document{Text: text + "I will lend you half."})), "unfreeze recovery"; got != want {
		t.Errorf("next after the loan = %s, want %s", got, want)
	}
}

func TestLadderOfWhatIsToBePaid(t *testing.T) {
	v := shipped(t).Check(scam.Document{
		Text: "Your balance is 412,300 EUR and the prize 50,000 EUR is added. To withdraw 462,300 EUR pay the final commission of 900 EUR, VIP3 tasks.",
		Paid: []money.Amount{money.Of(100, "EUR"), money.Of(300, "EUR")},
	})
	if v.Ladder == nil || v.Ladder.Asked != 90000 || v.Ladder.TotalPaid != 40000 {
		t.Errorf("ladder = %+v, want 400 paid and 900 asked", v.Ladder)
	}
}

// TestWhoWasDeceivedIsNotSentAway holds that an account without a known pattern is
// asked further and never answered with "no signs", nor taken for an offer.
func TestWhoWasDeceivedIsNotSentAway(t *testing.T) {
	for name, c := range map[string]*scam.Checker{"rules": shipped(t), "with the model": learnt(t)} {
		for _, text := range []string{
			"I have been scammed. I reported it to the police and the bank. What now?",
			"Postala sam žrtva prevare, javila sam policiji i banci. Da li mogu da vratim novac?",
			"I was scammed, I sent 3000 euros. Can I get my money back?",
		} {
			v := c.Check(scam.Document{Text: text})
			if v.Verdict == scam.NoSigns || v.Pattern != nil || v.Heading.Key != "verdict.told.unknown" || !v.Told {
				t.Errorf("%s: Check(%q) = %s, headed %s", name, text, v.Brief(), v.Heading.Key)
			}
			if v.Verdict == scam.Unclear && (v.Ask == nil || v.Ask.Key != "ask.told") {
				t.Errorf("%s: Check(%q) asks %v, want how it went", name, text, v.Ask)
			}
		}
	}
}
