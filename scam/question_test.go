package scam_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/scam"
)

// point returns the state of a point and the words that its reasons quote.
func point(v scam.Verdict, id, text string) (state string, quotes []string) {
	if v.Answer == nil {
		return "", nil
	}
	for _, p := range v.Answer.Points {
		if p.ID != id {
			continue
		}
		for _, r := range p.Reasons {
			for _, s := range r.Spans {
				quotes = append(quotes, s.Of(text))
			}
		}
		return p.State, quotes
	}
	return "", nil
}

func TestIsItReallyThem(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ name, text, verdict, brand, heading, found string }{
		{
			"the question of a person who had a mentor and VIP levels",
			"Is the \"Trade Services Platform\" the real Alibaba? We register, get a business account and commission, with a mentor and tasks to solve and offers like VIP 1, 2, 3.",
			scam.Suspicious, "alibaba", "question.platform.heading.suspicious", "has-vip-job-levels",
		},
		{
			"in Serbian, in a case other than the first",
			"Zanima me da li je ovo prava ponuda, rade na Alibabi. Imam mentora, VIP3 paket i traže konačnu proviziju od 90.000 RSD pre isplate.",
			scam.Scam, "alibaba", "question.platform.heading.scam", "takes-money-to-release-earnings",
		},
		{"a name and no story", "Is the Trade Services Platform the real Alibaba?", scam.Unclear, "alibaba", "question.platform.heading.unclear.named", ""},
		{"no brand that is known", "Is this platform real? My mentor has VIP2 tasks for me.", scam.Suspicious, "", "question.platform.heading.suspicious.unnamed", "has-vip-job-levels"},
		{"a brand of which the business is not written down", "Is this job really from Taobao? My mentor has VIP2 tasks for me.", scam.Suspicious, "taobao", "question.platform.heading.suspicious.named", "has-vip-job-levels"},
		{"a brand of which only the name is known", "Is this Temu job real? My mentor has VIP2 tasks for me.", scam.Suspicious, "temu", "question.platform.heading.suspicious.named", "has-vip-job-levels"},
		{"the true address", "Is https://service.alibaba.com the official site of Alibaba?", scam.NoSigns, "alibaba", "question.platform.heading.no-signs.named", ""},
		{"an imitated address", "Is the site alibaba-task-vip.example really the official Alibaba site?", scam.Unclear, "alibaba", "question.platform.heading.unclear.named", "address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := c.Check(scam.Document{Text: tt.text})
			if v.Answer == nil || v.Answer.Question != "platform" || !v.Answer.Asked {
				t.Fatalf("Check(%q): answer %+v, want one to the question that is asked (%s)", tt.text, v.Answer, v.Brief())
			}
			if v.Verdict != tt.verdict || v.Answer.Brand != tt.brand || v.Answer.Heading.Key != tt.heading || v.Heading.Key != tt.heading {
				t.Errorf("Check(%q) = %s for %q, headed %s and %s; want %s for %q, %s", tt.text, v.Brief(), v.Answer.Brand, v.Heading.Key, v.Answer.Heading.Key, tt.verdict, tt.brand, tt.heading)
			}
			if state, quotes := point(v, tt.found, tt.text); tt.found != "" && (state != scam.PointFound || len(quotes) == 0) {
				t.Errorf("point %s is %q with %q, want it found, with words", tt.found, state, quotes)
			}
			for _, s := range slices.Concat(v.Answer.About, v.Answer.Tell) {
				if err := s.Source.Check(); err != nil {
					t.Errorf("%s: %v", s.Text.Key, err)
				}
			}
			if len(v.Answer.About) > 0 != (tt.brand == "alibaba") || len(v.Answer.Tell) > 0 != (tt.brand != "" && tt.brand != "temu") {
				t.Errorf("says %d facts of %q and %d ways to tell", len(v.Answer.About), tt.brand, len(v.Answer.Tell))
			}
		})
	}
}

func TestABorrowedNameIsAnsweredWithoutBeingAsked(t *testing.T) {
	text := "Alibaba: your mentor welcomes you. To withdraw pay the final commission of 900 EUR, VIP3 tasks."
	v := shipped(t).Check(scam.Document{Text: text})
	if v.Answer == nil || v.Answer.Asked || v.Answer.Brand != "alibaba" || v.Heading.Key != "verdict.scam" {
		t.Errorf("answer = %+v under %s, want facts about Alibaba and the plain heading", v.Answer, v.Heading.Key)
	}
}

func TestShouldIBuy(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		name, text string
		verdicts   []string
		found      string // points, in order
	}{
		{"nothing but the question", "Should I buy from this supplier?", []string{scam.Unclear}, ""},
		{"a few light facts", "Should I buy from this supplier? The shop is new and has no reviews.", []string{scam.Unclear}, "company reviews"},
		{"a private account and no protection", "Can I order from this factory? They refuse Trade Assurance and the money goes to the manager's personal account.", []string{scam.Suspicious, scam.Scam}, "payee protection"},
		{"every sign at once", "The supplier was registered last month. Others ask 20 USD, he asks only 5. All reviews are from the same week. The beneficiary is a different company, he does not accept Trade Assurance, our bank details have changed he wrote, and I must pay today or another buyer takes it.", []string{scam.Scam}, "company payee protection price reviews bank-details pressure"},
		{"in Serbian", "Da li da naručim od ovog dobavljača? Odbija zaštićeno plaćanje, račun glasi na ime direktora, a traži ceo iznos unapred.", []string{scam.Suspicious, scam.Scam}, "payee protection terms"},
		{"in Cyrillic", "Да ли је овај добављач поуздан? Не прихвата Trade Assurance и тражи уплату на лични рачун.", []string{scam.Suspicious, scam.Scam}, "payee protection"},
		{"an ordinary offer", "Dear Sir, thank you for your inquiry. LED lamp L-200, 12.40 USD FOB Ningbo, MOQ 300, lead time 25 days, 30% deposit and the balance against copy of B/L. Best regards, Amy Chen, Brightway Lighting Co., Ltd.", []string{scam.Unclear}, ""},
		{"an ordinary offer in Serbian", "Poštovani, hvala na upitu. Lampa L-200, cena 12,40 evra, minimalna količina 300 komada, rok 25 dana, 30% avansa, ostatak po prijemu robe. Srdačan pozdrav, Svetlo d.o.o.", []string{scam.Unclear}, ""},
		{"all in order, as far as words go", "Business license attached, verified supplier, 8 years on Alibaba with 230 reviews since 2018. Payment to our company account, same name as the invoice, by Trade Assurance. 30% deposit, balance after inspection; samples first. Our prices are similar to others.", []string{scam.NoSigns}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := c.Check(scam.Document{Text: tt.text, Question: "supplier"})
			if v.Answer == nil || v.Answer.Question != "supplier" {
				t.Fatalf("no answer (%s)", v.Brief())
			}
			var found []string
			for _, p := range v.Answer.Points {
				if p.State == scam.PointFound {
					found = append(found, p.ID)
				}
				if (p.State == scam.PointMissing) != (len(p.Reasons) == 0) || p.State == scam.PointMissing && p.Ask == nil {
					t.Errorf("point %s is %s with %d reasons and question %v", p.ID, p.State, len(p.Reasons), p.Ask)
				}
			}
			if got := strings.Join(found, " "); got != tt.found {
				t.Errorf("found %q, want %q (%s)", got, tt.found, v.Brief())
			}
			if !slices.Contains(tt.verdicts, v.Verdict) || v.Answer.Heading.Key != "question.supplier.heading."+v.Verdict {
				t.Errorf("%s headed %s, want %v", v.Brief(), v.Answer.Heading.Key, tt.verdicts)
			}
			if last := v.Answer.Steps[len(v.Answer.Steps)-1].Key; (v.Verdict == scam.Scam) != (last == "question.supplier.step.report-the-profile") {
				t.Errorf("%s ends with %s", v.Verdict, last)
			}
			if v.Verdict == scam.Unclear && (v.Ask == nil || !strings.HasPrefix(v.Ask.Key, "question.supplier.point.")) {
				t.Errorf("asks %v, want the first open point", v.Ask)
			}
		})
	}
}

func TestTheWordsAskTheQuestion(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"Should I buy from this supplier?":                                                 "supplier",
		"Da li je ovaj prodavac pouzdan?":                                                  "supplier",
		"Is this site real? I want to buy from this supplier, he wants a private account.": "supplier",
		"Is this job at Temu a scam?":                                                      "platform",
		"See you at six, mum.":                                                             "",
		"Dear customer, your order has shipped.":                                           "",
	} {
		got := ""
		if v := c.Check(scam.Document{Text: text}); v.Answer != nil {
			got = v.Answer.Question
		}
		if got != want {
			t.Errorf("Check(%q) answers %q, want %q", text, got, want)
		}
	}
	if v := c.Check(scam.Document{Text: "See you at six, mum.", Question: "weather"}); v.Answer != nil {
		t.Errorf("answers a question that it does not know: %+v", v.Answer)
	}
	if got := c.Questions(); !slices.Equal(got, []string{"platform", "supplier"}) {
		t.Errorf("Questions = %q", got)
	}
}
