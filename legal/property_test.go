package legal_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/incident"
	"recourse/internal/testkit"
	"recourse/legal"
	"recourse/money"

	"pgregory.net/rapid"
)

func day(s string) recourse.Moment { return recourse.OnDay(date(s)) }

func date(s string) recourse.Date {
	d, err := recourse.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func amount(n int64, c money.Currency) money.Amount { return money.Of(n, c) }

// drawIncident draws trouble of any kind, dates in any order.
func drawIncident(t *rapid.T) incident.Incident {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	some := func(name string) recourse.Date {
		return recourse.DateOf(now).AddDays(rapid.IntRange(-1500, 60).Draw(t, name))
	}
	truth := func(name string) *bool {
		switch pick(name, "yes", "no", "") {
		case "yes":
			yes := true
			return &yes
		case "no":
			no := false
			return &no
		}
		return nil
	}
	inc := incident.Incident{
		Recourse: 1, Branch: incident.Branch(pick("branch", "", "impersonation", "seller-fraud", "breach", "changed-bank-details", "account-takeover", "recovery-scam", "other", "not-a-scam")),
		Person:  incident.Person{Country: pick("country", "", "RS", "DE", "XX"), Kind: pick("kind", "", "consumer", "business")},
		Parties: []incident.Party{{ID: "p1", Role: "seller", Name: pick("name", "", "Seller Ltd."), Country: pick("their country", "", "RS", "CN", "GB", "IT")}},
	}
	for range rapid.IntRange(0, 3).Draw(t, "payments") {
		inc.Payments = append(inc.Payments, incident.Payment{
			At: recourse.OnDay(some("paid")), Amount: money.Of(int64(rapid.IntRange(1, 90000).Draw(t, "amount")), money.Currency(pick("currency", "RSD", "EUR", "USD"))),
			Rail: pick("rail", "", "instant", "card", "swift", "cash"), Authorised: truth("authorised"), To: incident.Account{Account: pick("account", "", "965-0001000031415-66", "DE89370400440532013000")},
		})
	}
	if rapid.Bool().Draw(t, "order") {
		inc.Orders = []incident.Order{{
			Platform: pick("platform", "", "alibaba"), Protected: truth("protected"), Seller: "p1", ContractedOn: some("contracted"), ReceivedOn: some("received"), PromisedBy: some("promised"),
			Problem: pick("problem", "", "not-received", "damaged", "short"),
		}}
	}
	for range rapid.IntRange(0, 4).Draw(t, "events") {
		inc.Events = append(inc.Events, incident.Event{
			At: recourse.OnDay(some("event")), Kind: pick("event kind", "told-bank", "complaint-filed", "dispute-opened", "reply"), To: pick("to", "bank", "seller", "alibaba", "nbs"), Reply: pick("reply", "refused", "offers"),
		})
	}
	if rapid.Bool().Draw(t, "promise") {
		inc.Promises = []incident.Promise{{Quote: "EU plug", Reality: pick("reality", "", "US plug")}}
	}
	return inc
}

func TestEveryViewHoldsWhatItPromises(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		v, err := b.View(drawIncident(t), nil, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Limits) == 0 || v.Lawyer.Answer == "" || len(v.Lawyer.Because) == 0 || len(v.Lawyer.Hire) == 0 {
			t.Fatalf("a view without limits, or no answer about a lawyer: %+v", v.Lawyer)
		}
		for _, c := range v.Claims {
			if len(c.Sources) == 0 || len(c.Elements) == 0 {
				t.Fatalf("claim %s has no source or element", c.ID)
			}
			for _, e := range c.Elements {
				switch {
				case e.State == legal.Met && len(e.Exhibits) == 0:
					t.Fatalf("%s.%s is met and points at nothing", c.ID, e.ID)
				case e.State != legal.Met && len(e.Fill) == 0:
					t.Fatalf("%s.%s is %s and nothing would fill it", c.ID, e.ID, e.State)
				case e.State == legal.Disputed && (len(e.Against) == 0 || len(e.Exhibits) == 0):
					t.Fatalf("%s.%s is disputed: by what, and where? %+v", c.ID, e.ID, e)
				}
			}
			for _, k := range c.Clocks {
				if k.Due.Date().Before(k.From.Date()) || len(k.Derivation) == 0 {
					t.Fatalf("%s.%s is due %s before its event on %s", c.ID, k.ID, k.Due, k.From)
				}
			}
		}
		for _, f := range v.Forums {
			if f.Fit == "" || len(f.Because) == 0 || len(f.Against) == 0 || len(f.Sources) == 0 || f.Enforce.Key == "" {
				t.Fatalf("forum %s is not compared whole: %+v", f.ID, f)
			}
		}
		if slices.IndexFunc(v.Claims, func(c legal.Claim) bool {
			return slices.ContainsFunc(v.Apart, func(a legal.Apart) bool { return a.ID == c.ID })
		}) >= 0 {
			t.Fatal("a claim fits and does not fit")
		}
	})
}

func TestMoreEvidenceNeverUnshowsAnElement(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		inc := drawIncident(t)
		before, err := b.View(inc, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		more := rapid.SampledFrom([]incident.Evidence{
			{Item: "aa", Name: "photo.jpg", Kind: "image"}, {Item: "bb", Name: "contract.pdf", Kind: "page"}, {Item: "cc", Name: "chat.txt", Kind: "chat"}, {Item: "dd", Name: "inspection.pdf", Kind: "page"},
		}).Draw(t, "evidence")
		inc.Evidence = append(inc.Evidence, more)
		after, err := b.View(inc, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range before.Claims {
			for _, e := range c.Elements {
				if e.State == legal.Met && state(after, c.ID, e.ID) != legal.Met {
					t.Fatalf("%s.%s was met and is %q with %s", c.ID, e.ID, state(after, c.ID, e.ID), more.Name)
				}
			}
		}
	})
}

func FuzzView(f *testing.F) {
	b := load(f)
	for _, inc := range []incident.Incident{testkit.Danijel(f), testkit.Milena(f), {}} {
		raw, err := json.Marshal(inc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var inc incident.Incident
		if err := json.Unmarshal(raw, &inc); err != nil {
			return
		}
		v, err := b.View(inc, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Limits) == 0 {
			t.Error("a view without limits")
		}
	})
}

func FuzzClauses(f *testing.F) {
	b := load(f)
	for _, s := range []string{
		"12. Any dispute arising from this Contract shall be submitted to CIETAC for arbitration. Governing law: PRC.",
		"Сви спорови решаваће се пред судом у Београду.\nРачун: 965-0001000031415-66", "争议由卖方所在地人民法院管辖。账号：6222 0212 3456 7890",
		"\xff arbitration \xed\xa0\x80 disputes", "IBAN: DE89 3704 0044 0532 0130 00\r\n\r\nCIF Belgrade, Incoterms® 2020",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, cut := b.Clauses(legal.Paper{Text: text})
		for _, c := range found {
			if c.Span.Of(text) != c.Text || c.Text == "" {
				t.Fatalf("%s: span %v does not hold %q", c.Kind, c.Span, c.Text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(c.Text) {
				t.Fatalf("%s: %q is cut inside a character", c.Kind, c.Text)
			}
			for name, value := range c.Values {
				if strings.TrimSpace(value) == "" {
					t.Fatalf("%s: value %s is empty", c.Kind, name)
				}
			}
		}
		if cut < 0 || cut > len(text) {
			t.Fatalf("%d bytes cut of %d", cut, len(text))
		}
	})
}

func BenchmarkView(b *testing.B) {
	book := load(b)
	inc := testkit.Milena(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.View(inc, nil, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClauses(b *testing.B) {
	book := load(b)
	text := strings.Repeat("The goods are delivered to the buyer in good order; each case is counted.\n", 13_500) + "Any dispute shall be submitted to CIETAC for arbitration.\n"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if found, _ := book.Clauses(legal.Paper{Text: text}); len(found) != 1 {
			b.Fatal(len(found))
		}
	}
}
