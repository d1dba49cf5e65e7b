package scam_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// spansOf returns the words that a rule quotes.
func spansOf(v scam.Verdict, rule, text string) []string {
	var words []string
	for _, r := range append(slices.Clone(v.Reasons), v.Counter...) {
		if r.Rule == rule {
			for _, s := range r.Spans {
				words = append(words, s.Of(text))
			}
		}
	}
	return words
}

func TestSpansQuoteTheOriginalWords(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ name, text, rule, want string }{
		{"plain", "Well, the final commission of 500 EUR is due.", "pay-to-get-paid", "final commission"},
		{"capitals", "THE FINAL COMMISSION IS DUE", "pay-to-get-paid", "FINAL COMMISSION"},
		{"Latin with marks", "Još samo konačna provizija, i isplata stiže.", "pay-to-get-paid", "konačna provizija"},
		{"Latin without marks", "Jos samo konacna provizija i isplata stize.", "pay-to-get-paid", "konacna provizija"},
		{"Cyrillic", "Још само коначна провизија, и исплата стиже.", "pay-to-get-paid", "коначна провизија"},
		{"look-alike letters", "the finаl cоmmission is due", "pay-to-get-paid", "finаl cоmmission"},
		{"zero width inside", "the fi\u200bnal com\u200dmission is due", "pay-to-get-paid", "fi\u200bnal com\u200dmission"},
		{"digits for letters", "the f1nal c0mmission is due", "pay-to-get-paid", "f1nal c0mmission"},
		{"letters spaced out", "the f i n a l  c o m m i s s i o n is due", "pay-to-get-paid", "f i n a l  c o m m i s s i o n"},
		{"a line break inside", "the final\r\n   commission is due", "pay-to-get-paid", "final\r\n   commission"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := c.Check(scam.Document{Text: tt.text})
			if got := spansOf(v, tt.rule, tt.text); !slices.Contains(got, tt.want) {
				t.Errorf("Check(%q): %s quotes %q, want %q (%s)", tt.text, tt.rule, got, tt.want, v.Brief())
			}
		})
	}
}

func TestVictimsAccount(t *testing.T) {
	text := "Hello, I have a question. I am a victim of an Alibaba scam. I worked on commission platforms for goods, took a VIP3 package, " +
		"first paid 6,000 RSD, then they asked for 23,000, then 61,328 - that's all I gave, and of course the \"final commission\" of 150,638 to complete the task."
	v := shipped(t).Check(scam.Document{Text: text})
	if v.Verdict != scam.Scam || !v.Told || v.Branch != incident.Impersonation || v.Pattern.ID != "task-job" || v.Pattern.Impersonates != "alibaba" {
		t.Errorf("Check = %s, told %v, branch %s; want a told task job in Alibaba's name", v.Brief(), v.Told, v.Branch)
	}
	if v.Heading.Key != "verdict.told" || v.Stage == nil || v.Stage.ID != "withdrawal-fee" {
		t.Errorf("heading %v, stage %v", v.Heading, v.Stage)
	}
	if got, want := amounts(v.Claims), "6.000,00 RSD 23.000,00 RSD 61.328,00 RSD"; got != want {
		t.Errorf("claims = %s, want %s", got, want)
	}
	if got, want := amounts(v.Demands), "150.638,00 RSD"; got != want {
		t.Errorf("demands = %s, want %s", got, want)
	}
	if v.Ladder == nil || fmt.Sprint(v.Ladder.Ratios) != "[3.83 2.67 2.46]" {
		t.Errorf("ladder = %+v", v.Ladder)
	}
}

func amounts(list []scam.Demand) string {
	var all []string
	for _, d := range list {
		all = append(all, d.Amount.String())
	}
	return strings.Join(all, " ")
}

func TestPeoplesQuestions(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ name, text, pattern string }{
		{"is it the real Alibaba", "Is the platform called \"Trade Services Platform\" Alibaba real? We register, get our business account and commission which we withdraw, after receiving a mentor and tasks to solve, as well as offers like VIP 1, 2, 3.", "task-job"},
		{"an advertisement", "An ad for a no-investment job appeared in the group. Then they instruct you to pay 500 din for activation. We had to complete tasks and constantly deposit money to finish them.", "task-job"},
	} {
		if v := c.Check(scam.Document{Text: tt.text}); v.Score < 0.5 || v.Pattern == nil || v.Pattern.ID != tt.pattern {
			t.Errorf("%s: %s, want %s", tt.name, v.Brief(), tt.pattern)
		}
	}
}

// line is one message of a WhatsApp export.
var line = regexp.MustCompile(`(?m)^\d{2}\.\d{2}\.\d{4}\. \d{2}:\d{2} - (?:([^:\n]{1,40}): )?`)

// thread reads a WhatsApp export, well enough for a test.
func thread(t *testing.T, name string) scam.Document {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc := scam.Document{Text: string(b)}
	heads := line.FindAllStringSubmatchIndex(doc.Text, -1)
	for i, h := range heads {
		end := len(doc.Text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		m := incident.Message{Span: recourse.Span{Start: h[0], End: end}, Text: strings.TrimSpace(doc.Text[h[1]:end])}
		if h[2] >= 0 {
			m.From = doc.Text[h[2]:h[3]]
		}
		doc.Messages = append(doc.Messages, m)
	}
	return doc
}

func TestExampleChat(t *testing.T) {
	doc := thread(t, "../examples/task-job/WhatsApp razgovor sa Lena Mentor.txt")
	for _, other := range [][]string{nil, {"Lena Mentor"}} {
		doc.Other = other
		v := shipped(t).Check(doc)
		if v.Verdict != scam.Scam || v.Pattern == nil || v.Pattern.ID != "task-job" || v.Pattern.Impersonates != "alibaba" || v.Branch != incident.Impersonation {
			t.Fatalf("other %q: %s", other, v.Brief())
		}
		if v.Stage.ID != "withdrawal-fee" || v.Language != "sr-Latn" || v.Told {
			t.Errorf("other %q: stage %s, language %s, told %v", other, v.Stage.ID, v.Language, v.Told)
		}
		if got, want := amounts(v.Claims), "6.000,00 RSD 23.000,00 RSD 61.328,00 RSD"; got != want {
			t.Errorf("other %q: claims = %s, want %s", other, got, want)
		}
		if got, want := amounts(v.Demands), "150.638,00 RSD"; got != want {
			t.Errorf("other %q: demands = %s, want %s", other, got, want)
		}
		if v.Ladder == nil || v.Ladder.TotalPaid != 9032800 || v.Ladder.Asked != 15063800 {
			t.Errorf("other %q: ladder = %+v", other, v.Ladder)
		}
		for _, r := range v.Reasons {
			if r.Rule != "several-payees" && r.Rule != "rising-payments" && (len(r.Spans) == 0 || len(r.Spans) > 5) {
				t.Errorf("%s has %d spans, want 1 to 5", r.Rule, len(r.Spans))
			}
		}
	}
}

func TestPaidFromElsewhereIsNotAsked(t *testing.T) {
	doc := scam.Document{
		Text: "To continue the VIP2 tasks deposit 300 EUR. Then pay the withdrawal fee of 900 EUR before you can withdraw.",
		Paid: []money.Amount{money.Of(100, "EUR"), money.Of(300, "EUR")},
	}
	v := shipped(t).Check(doc)
	if got, want := amounts(v.Demands), "900,00 EUR"; got != want {
		t.Errorf("demands = %s, want %s", got, want)
	}
	if v.Ladder == nil || v.Ladder.Asked != 90000 || len(v.Ladder.Paid) != 2 {
		t.Errorf("ladder = %+v, want two paid and 900 asked", v.Ladder)
	}
}

func TestTradeIsNotImpersonation(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		name, text string
		branch     incident.Branch
	}{
		{
			"goods not as agreed under Trade Assurance",
			"Trade Assurance order 2718281828459045 on Alibaba.com. We received the goods on 1 November 2026. The goods are not as agreed: wrong plugs, 57 lamps have cracked shades. I want a full refund of USD 4,860.00.",
			incident.Breach,
		},
		{
			"the seller wants the dispute closed",
			"Order 2718281828459045 on Alibaba.com, the goods are not as agreed. The seller writes: please close the dispute first, then we settle outside the platform, I send the money to your PayPal directly. Please click confirm receipt so the order can finish.",
			incident.SellerFraud,
		},
	} {
		v := c.Check(scam.Document{Text: tt.text})
		if v.Branch != tt.branch {
			t.Errorf("%s: branch %q, want %q (%s)", tt.name, v.Branch, tt.branch, v.Brief())
		}
		if !hasFact(v, "order.number", "2718281828459045") {
			t.Errorf("%s: facts %v lack the order's number", tt.name, v.Found)
		}
	}
}

func hasFact(v scam.Verdict, name, value string) bool {
	return slices.ContainsFunc(v.Found, func(f scam.Found) bool { return f.Name == name && f.Value == value })
}

func TestUnclearAsksAndNothingIsSafe(t *testing.T) {
	c := shipped(t)
	v := c.Check(scam.Document{Text: "Vaš kreditni skor je nizak. Pošaljite USDT, javite se mentoru na Telegram."})
	if v.Verdict == scam.Unclear && v.Ask == nil {
		t.Errorf("unclear without a question: %s", v.Brief())
	}
	v = c.Check(scam.Document{Text: "Bugün hava çok güzel, akşam parkta buluşalım mı diye soracaktım sana ama telefonun kapalıydı herhalde yine"})
	if v.Verdict != scam.Unclear || v.Ask == nil || v.Ask.Key != "ask.language" {
		t.Errorf("a language that is not known: %s, ask %v; want unclear with a question", v.Brief(), v.Ask)
	}
	if v := c.Check(scam.Document{Text: "ok, see you at 6"}); v.Verdict != scam.NoSigns || v.Heading.Key != "verdict.no-signs" {
		t.Errorf("a harmless line: %s, want no-signs", v.Brief())
	}
	for _, text := range []string{"", " \n\t ", "---", "\xff\xfe", strings.Repeat("\u200b", 10000), "😀😀😀"} {
		doc := scam.Document{Text: text}
		for range 2 {
			if v := c.Check(doc); v.Verdict != scam.Unclear || v.Ask == nil || v.Ask.Key != "ask.nothing-to-read" {
				t.Errorf("Check(%.20q, %d messages) = %s, ask %v; want unclear, and what to add", text, len(doc.Messages), v.Brief(), v.Ask)
			}
			doc.Messages = []incident.Message{{Span: recourse.Span{Start: 0, End: len(text)}}}
		}
	}
}

func TestLongTextIsCutInTheMiddle(t *testing.T) {
	text := strings.Repeat("the weather is fine today. ", 60_000) + "To withdraw pay the final commission of 900 EUR, VIP3 tasks. Your account is frozen."
	v := shipped(t).Check(scam.Document{Text: text})
	if !v.Cut || v.Verdict != scam.Scam {
		t.Errorf("Check(long) = %s, cut %v; want the end to be judged and the cut said", v.Brief(), v.Cut)
	}
	for _, r := range v.Reasons {
		for _, s := range r.Spans {
			if s.End > len(text) || s.Start < len(text)-200 {
				t.Errorf("%s at %v lies outside the end", r.Rule, s)
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	c := shipped(f)
	for _, e := range corpus(f, byRules) {
		f.Add(e.Text, 0)
	}
	f.Add("the fi\u200bnal cоm\xffmission of 150.638,00 RSD\n12.11.2026. 09:37 - A: uplatio sam 6000", 20)
	f.Fuzz(func(t *testing.T, text string, at int) {
		doc := scam.Document{Text: text}
		if at > 0 && at < len(text) {
			doc.Messages = []incident.Message{
				{From: "a", Text: text[:at], Span: recourse.Span{Start: 0, End: at}},
				{From: "b", Text: text[at:], Span: recourse.Span{Start: at, End: len(text)}},
			}
		}
		if len(text)%3 == 0 {
			doc.Question = "supplier"
		}
		v := c.Check(doc)
		if v.Score < 0 || v.Score > 1 || v.Heading.Key == "" || (v.Verdict == scam.Unclear) != (v.Ask != nil) {
			t.Errorf("Check(%q) = %s", text, v.Brief())
		}
		for _, r := range append(v.Reasons, v.Counter...) {
			for _, s := range r.Spans {
				inText(t, text, r.Rule, s)
			}
		}
		if v.Answer != nil {
			for _, p := range v.Answer.Points {
				for _, r := range p.Reasons {
					for _, s := range r.Spans {
						inText(t, text, r.Rule, s)
					}
				}
			}
		}
		for _, d := range append(v.Claims, v.Demands...) {
			inText(t, text, "amount", d.Span)
		}
		for _, d := range v.Found {
			inText(t, text, d.Name, d.Span)
		}
	})
}

// inText holds that a span lies in the text, on character boundaries.
func inText(t *testing.T, text, what string, s recourse.Span) {
	t.Helper()
	edge := func(i int) bool { return i == len(text) || utf8.RuneStart(text[i]) || !utf8.ValidString(text) }
	if s.Start < 0 || s.End > len(text) || s.Start > s.End || !edge(s.Start) || !edge(s.End) {
		t.Errorf("%s at %v is not on characters of %q", what, s, text)
	}
}

const (
	quiet = "Hi mum, I am on the train and will be home at six, please keep some dinner for me."
	loud  = "Congratulations Danijel!! You finished 3 of 4 tasks in VIP3 and your balance is 412,300 RSD. To withdraw you only need the final commission of 150,638 RSD. Please complete within 30 minutes."
)

// BenchmarkCheck judges as the program does, with the model. Quiet text must not
// allocate; that is held here, where no race detector drops pooled memory.
func BenchmarkCheck(b *testing.B) {
	c := learnt(b)
	quietly := func() { c.Check(scam.Document{Text: quiet}) }
	if n := testing.AllocsPerRun(100, quietly); n > 0 {
		b.Errorf("Check(%q) allocates %v times, want none", quiet, n)
	}
	for _, bm := range []struct{ name, text string }{
		{"quiet", quiet}, {"scam", loud},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(bm.text)))
			b.ReportAllocs()
			for b.Loop() {
				c.Check(scam.Document{Text: bm.text})
			}
		})
	}
	b.Run("thread of 1 MB", func(b *testing.B) {
		doc := longThread(1 << 20)
		b.SetBytes(int64(len(doc.Text)))
		b.ReportAllocs()
		for b.Loop() {
			c.Check(doc)
		}
	})
}

// longThread is a conversation of about size bytes with a scam at its end.
func longThread(size int) scam.Document {
	var text strings.Builder
	var doc scam.Document
	add := func(from, words string) {
		start := text.Len()
		text.WriteString(words + "\n")
		doc.Messages = append(doc.Messages, incident.Message{From: from, Text: words, Span: recourse.Span{Start: start, End: text.Len()}})
	}
	for text.Len() < size-len(loud)-len(quiet) {
		add("a", quiet)
		add("b", "See you at home, the train from the station is late again today.")
	}
	add("b", loud)
	doc.Text = text.String()
	return doc
}

// TestCalmWordsDoNotExcuseAMisleadingAddress holds that an address made to be
// misread counts whatever the words around it sound like, and that a warning of one
// and the brand's own address do not.
func TestCalmWordsDoNotExcuseAMisleadingAddress(t *testing.T) {
	c := learnt(t)
	for _, text := range []string{
		"Hi, the meeting is at 10, docs at https://paypa1.com/docs",
		"https://alib\u0430ba.com/login",
		"Your Alibaba order needs attention: https://alibaba.com.verify-login.example/session",
		"Vidimo se sutra. Link: https://alibaba.com@203.0.113.5/login",
	} {
		v := c.Check(scam.Document{Text: text})
		if v.Verdict != scam.Suspicious || len(v.Reasons) == 0 || v.Reasons[0].Rule != "misleading-address" {
			t.Errorf("Check(%q) = %s, %.2f for %v; want suspicious for misleading-address", text, v.Verdict, v.Score, v.Reasons)
		}
	}
	for _, text := range []string{
		"Hi, the meeting is at 10, docs at https://www.paypal.com/docs",
		"Your order: https://www.google.com/url?q=https://www.alibaba.com/trade",
		"We will never ask you for your password. Fraudsters use addresses such as paypa1.com; hang up and call us.",
	} {
		if v := c.Check(scam.Document{Text: text}); v.Score >= 0.5 {
			t.Errorf("Check(%q) = %s, %.2f; want no suspicion", text, v.Verdict, v.Score)
		}
	}
}

// TestADisguisedAddressIsASign holds that an address in which two scripts are mixed, or
// whose host hides behind another, is never "no signs", also where no brand is meant.
func TestADisguisedAddressIsASign(t *testing.T) {
	c := learnt(t)
	for _, text := range []string{"https://xn--libaba-4nf.com/login", "vidi ovo: https://l\u0456baba.example/a sutra", "See http://0x7f000001/a"} {
		if v := c.Check(scam.Document{Text: text}); v.Verdict == scam.NoSigns {
			t.Errorf("Check(%q) = %s with %v", text, v.Verdict, v.Reasons)
		}
	}
}
