package scam_test

import (
	"testing"

	"recourse"
	"recourse/scam"
)

// TestEveryRuleIsMetSomewhere holds that no rule of the shipped patterns is
// dead: each is met by a match text or an example of the corpus.
func TestEveryRuleIsMetSomewhere(t *testing.T) {
	c := shipped(t)
	met := make(map[string]bool)
	see := func(doc scam.Document) {
		v := c.Check(doc)
		for _, r := range append(v.Reasons, v.Counter...) {
			met[r.Rule] = true
		}
		if v.Answer == nil {
			return
		}
		for _, r := range v.Answer.By {
			met[r.Rule] = true
		}
		for _, p := range v.Answer.Points {
			for _, r := range p.Reasons {
				met[r.Rule] = true
			}
		}
	}
	for _, text := range c.Examples() {
		see(scam.Document{Text: text})
	}
	for _, e := range corpus(t, byRules) {
		see(scam.Document{Text: e.Text})
	}
	see(thread(t, "../examples/task-job/WhatsApp razgovor sa Lena Mentor.txt"))
	see(scam.Document{Text: "Please see the attached form.", Signs: []scam.Sign{{Kind: "mail-name-brand"}, {Kind: "mail-link-elsewhere"}, {Kind: "mail-reply-elsewhere"}, {Kind: "mail-near-domain"}, {Kind: "mail-kin-domain"}}})
	see(trade(t, "1 Lin: Deposit received, order number 30012345678.", "2 Mara: Thank you", "12 Mara: When will you ship?"))
	for _, id := range c.Rules() {
		if !met[id] {
			t.Errorf("rule %s is met by no example", id)
		}
	}
}

func TestSignsOfAMailCount(t *testing.T) {
	text := "Your order is ready, see www.alibaba.com"
	link := recourse.Span{Start: len(text) - len("www.alibaba.com"), End: len(text)}
	doc := scam.Document{Text: text, Signs: []scam.Sign{{Kind: "mail-name-brand"}, {Kind: "mail-link-elsewhere", Span: link}}}
	for name, c := range map[string]*scam.Checker{"rules": shipped(t), "with the model": learnt(t)} {
		plain, v := c.Check(scam.Document{Text: text}), c.Check(doc)
		if v.Rules-plain.Rules < 3 || v.Verdict == scam.NoSigns {
			t.Errorf("%s: %s, and %s without the signs", name, v.Brief(), plain.Brief())
		}
		if got := spansOf(v, "mail-link-elsewhere", text); len(got) != 1 || got[0] != "www.alibaba.com" {
			t.Errorf("%s: the link is quoted as %q", name, got)
		}
		if got := spansOf(v, "mail-borrowed-name", text); len(got) != 0 {
			t.Errorf("%s: what stands in the head is quoted from the text: %q", name, got)
		}
	}
}
