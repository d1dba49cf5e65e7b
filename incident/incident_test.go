package incident_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const contractExample = `{"recourse":1,
 "person":{"name":"N","kind":"consumer","country":"RS","language":"sr-Latn","contact":{}},
 "branch":"impersonation","pattern":"task-job",
 "parties":[{"id":"p1","role":"mentor","name":"Lena","country":"CN","indicators":[{"kind":"handle","value":"telegram:@lena"}]}],
 "payments":[{"at":"2026-11-18T18:05:00+01:00","amount":{"minor":6132800,"currency":"RSD"},
   "rail":"bank-transfer","card_network":"visa","authorised":true,
   "from":{"bank":"B","country":"RS","account":"1"},"to":{"party":"p1","name":"M","account":"2","bank":"C","country":"RS"},"told_purpose":"zajam","reference":"r"}],
 "asked":[{"at":"2026-11-22","amount":{},"for":"final commission"}],
 "orders":[{"platform":"alibaba","protected":true,"number":"1","contracted_on":"2026-09-01","promised_by":"2026-10-20","received_on":"2026-11-01","problem":"not-as-agreed","value":{},"remedy":"refund"}],
 "promises":[{"at":"2026-11-01T10:00","by":"p1","quote":"q","reality":"r","origin":"told"}],
 "given":["password","card","id-document","remote-access","phone"],
 "threats":false,"screen_watched":false,
 "events":[{"at":"2026-11-20","kind":"told-bank","to":"bank","reply":"refused","detail":"d"}]}`

func form(t testing.TB) *incident.Form {
	t.Helper()
	f, err := incident.NewForm()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDecodeReadsTheContractsExample(t *testing.T) {
	in, problems, err := form(t).Decode(strings.NewReader(contractExample))
	if err != nil || len(problems) > 0 {
		t.Fatalf("Decode = problems %v, error %v; want neither", problems, err)
	}
	if got, want := in.Payments[0].Amount, (money.Amount{Minor: 6132800, Currency: "RSD"}); got != want {
		t.Errorf("payment = %v, want %v", got, want)
	}
	if in.Threats == nil || *in.Threats {
		t.Errorf("threats = %v, want a known no", in.Threats)
	}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	again, problems, err := form(t).Decode(bytes.NewReader(b))
	if err != nil || len(problems) > 0 {
		t.Fatalf("Decode of what was encoded = %v, %v\n%s", problems, err, b)
	}
	if diff := cmp.Diff(in, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("encoding and decoding changed the incident (-first +second):\n%s", diff)
	}
}

func TestDecodeRefusesAndNames(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"no JSON", `{`, "not JSON"},
		{"no version", `{}`, "recourse"},
		{"another version", `{"recourse":2}`, "/recourse"},
		{"a branch that does not exist", `{"recourse":1,"branch":"magic"}`, "/branch"},
		{"a day that does not exist", `{"recourse":1,"payments":[{"amount":{},"at":"2026-02-31"}]}`, "2026-02-31"},
		{"a payment without amount", `{"recourse":1,"payments":[{}]}`, "/payments/0"},
		{"a span that runs backwards", `{"recourse":1,"promises":[{"quote":"q","origin":{"item":"a","span":[3,1]}}]}`, "backwards"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := form(t).Decode(strings.NewReader(tc.in))
			if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Decode(%s) error = %v, want one of kind Invalid that names %q", tc.in, err, tc.want)
			}
		})
	}
}

func TestDecodeReportsWhatCannotBe(t *testing.T) {
	in := `{"recourse":1,"mood":"low",
	 "payments":[{"amount":{"minor":0,"currency":"RSD"},"to":{"party":"p9"}},{"amount":{"minor":5}}],
	 "orders":[{"contracted_on":"2026-10-01","received_on":"2026-09-01"}]}`
	_, problems, err := form(t).Decode(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	want := []string{"unknown-field", "amount-missing", "party-unknown", "currency-missing", "received-before-contract"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestContradictingFactsAreAskedBack(t *testing.T) {
	pay := func(at, mark string) string {
		return `{"at":"` + at + `","amount":{"minor":500,"currency":"EUR"},"reference":"` + mark + `","to":{"account":"LT121000011101001000","country":"LT"}}`
	}
	tests := []struct{ name, in, want string }{
		{"two dates for one payment", `"payments":[` + pay("2026-11-02", "418") + "," + pay("2026-11-03", "418") + `]`, "payment-two-dates"},
		{"the same payment twice", `"payments":[` + pay("2026-11-02", "418") + "," + pay("2026-11-02T10:00:00+01:00", "418") + `]`, ""},
		{"two payments", `"payments":[` + pay("2026-11-02", "418") + "," + pay("2026-11-03", "419") + `]`, ""},
		{"an account in another country", `"payments":[{"amount":{"minor":500,"currency":"EUR"},"to":{"account":"LT12 1000 0111 0100 1000","country":"IT"}}]`, "country-differs"},
		{"an account that is no IBAN", `"payments":[{"amount":{"minor":500,"currency":"EUR"},"to":{"account":"265000000000123429","country":"RS"}}]`, ""},
		{"a dispute before the contract", `"orders":[{"contracted_on":"2026-10-01"}],"events":[{"at":"2026-09-01","kind":"dispute-opened","to":"alibaba"}]`, "event-before-contract"},
		{"told the bank before the contract", `"orders":[{"contracted_on":"2026-10-01"}],"events":[{"at":"2026-09-01","kind":"told-bank"}]`, ""},
		{"came and did not come", `"orders":[{"received_on":"2026-10-01","problem":"not-received"}]`, "received-and-not"},
	}
	for _, tt := range tests {
		_, problems, err := form(t).Decode(strings.NewReader(`{"recourse":1,` + tt.in + `}`))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := ""
		for _, p := range problems {
			got += p.Code
		}
		if got != tt.want {
			t.Errorf("%s: problems %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The schema and the Go types must name the same fields.
func TestSchemaNamesEveryField(t *testing.T) {
	var schema struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(incident.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	compare := func(name string, typ reflect.Type, properties map[string]any) {
		fields := make(map[string]bool)
		var collect func(typ reflect.Type)
		collect = func(typ reflect.Type) {
			for f := range typ.Fields() {
				if f.Anonymous {
					collect(f.Type)
					continue
				}
				if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag != "-" {
					fields[tag] = true
				}
			}
		}
		collect(typ)
		for f := range fields {
			if properties[f] == nil {
				t.Errorf("schema of %s lacks the field %q", name, f)
			}
		}
		for p := range properties {
			if !fields[p] {
				t.Errorf("schema of %s has %q, which no Go field carries", name, p)
			}
		}
	}
	compare("incident", reflect.TypeFor[incident.Incident](), schema.Properties)
	for name, typ := range map[string]reflect.Type{
		"person": reflect.TypeFor[incident.Person](), "party": reflect.TypeFor[incident.Party](), "payment": reflect.TypeFor[incident.Payment](),
		"account": reflect.TypeFor[incident.Account](), "asked": reflect.TypeFor[incident.Asked](), "order": reflect.TypeFor[incident.Order](),
		"promise": reflect.TypeFor[incident.Promise](), "event": reflect.TypeFor[incident.Event](), "evidence": reflect.TypeFor[incident.Evidence](),
		"answer": reflect.TypeFor[incident.Answer](),
	} {
		compare(name, typ, schema.Defs[name].Properties)
	}
}

func pay(at, item string, minor int64, account string) incident.Payment {
	m, err := recourse.ParseMoment(at)
	if err != nil {
		panic(err)
	}
	return incident.Payment{
		At: m, Amount: money.Amount{Minor: minor, Currency: "RSD"}, To: incident.Account{Account: account},
		Fact: incident.Fact{Origins: incident.Origins{{Item: item}}},
	}
}

func TestAddPayments(t *testing.T) {
	for _, tc := range []struct {
		name        string
		first, more []incident.Payment
		want        int
		origins     int // of the first payment
	}{
		{
			"one payment in a chat and a statement is one with two origins",
			[]incident.Payment{pay("2026-11-18T18:05", "chat", 100, "")},
			[]incident.Payment{pay("2026-11-19", "csv", 100, "265")},
			1, 2,
		},
		{
			"two equal payments of one file stay two",
			nil,
			[]incident.Payment{pay("2026-11-18", "csv", 100, "265"), pay("2026-11-18", "csv", 100, "265")},
			2, 1,
		},
		{
			"two equal payments in a chat and in a statement are two",
			[]incident.Payment{pay("2026-11-18", "chat", 100, ""), pay("2026-11-18", "chat", 100, "")},
			[]incident.Payment{pay("2026-11-18", "csv", 100, "265"), pay("2026-11-19", "csv", 100, "265")},
			2, 2,
		},
		{
			"a file is not matched with itself",
			[]incident.Payment{pay("2026-11-18", "csv", 100, "")},
			[]incident.Payment{pay("2026-11-18", "csv", 100, "")},
			2, 1,
		},
		{
			"another account is another payment",
			[]incident.Payment{pay("2026-11-18", "chat", 100, "160")},
			[]incident.Payment{pay("2026-11-18", "csv", 100, "265")},
			2, 1,
		},
		{
			"a week apart is another payment",
			[]incident.Payment{pay("2026-11-10", "chat", 100, "")},
			[]incident.Payment{pay("2026-11-18", "csv", 100, "")},
			2, 1,
		},
		{
			"two clocks that lie hours apart show two payments",
			[]incident.Payment{pay("2026-11-18T09:05", "slip1", 100, "265")},
			[]incident.Payment{pay("2026-11-18T17:40", "slip2", 100, "265")},
			2, 1,
		},
		{
			"two clocks that lie minutes apart show one",
			[]incident.Payment{pay("2026-11-18T18:01", "slip", 100, "265")},
			[]incident.Payment{pay("2026-11-18T18:04", "csv", 100, "265")},
			1, 2,
		},
		{
			"the nearest day is joined, not the first",
			[]incident.Payment{pay("2026-11-14", "csv", 100, "265"), pay("2026-11-18", "csv", 100, "265")},
			[]incident.Payment{pay("2026-11-17", "slip", 100, "265")},
			2, 1,
		},
		{
			"of two records each goes to its nearest, whatever their order",
			[]incident.Payment{pay("2026-11-14", "csv", 100, "265"), pay("2026-11-18", "csv", 100, "265")},
			[]incident.Payment{pay("2026-11-16", "slips", 100, "265"), pay("2026-11-14", "slips", 100, "265")},
			2, 2,
		},
		{
			"an amount agreed in another currency is found under both",
			[]incident.Payment{inEuros(pay("2026-11-18", "card", 1172500, ""), 10000)},
			[]incident.Payment{{At: day("2026-11-17"), Amount: money.Amount{Minor: 10000, Currency: "EUR"}, Fact: incident.Fact{Origins: incident.Origins{{Item: "chat"}}}}},
			1, 2,
		},
		{
			"a Serbian account and its IBAN are one account",
			[]incident.Payment{pay("2026-11-18", "camt", 100, "RS35160000540011223337")},
			[]incident.Payment{pay("2026-11-18", "mt940", 100, "160-5400112233-37"), pay("2026-11-18", "mt940", 100, "")},
			2, 2,
		},
		{
			"a file that names no currency contradicts none",
			[]incident.Payment{without(pay("2026-11-18", "csv", 100, "265"))},
			[]incident.Payment{pay("2026-11-18", "chat", 100, "")},
			1, 2,
		},
		{
			"what was paid by card went into no account",
			[]incident.Payment{byCard(pay("2026-11-18", "csv", 100, ""))},
			[]incident.Payment{pay("2026-11-18", "slip", 100, "160-5400112233-37")},
			2, 1,
		},
		{
			"a wallet's address contradicts no account",
			[]incident.Payment{pay("2026-11-18", "paypal", 100, "lena@pay.example")},
			[]incident.Payment{pay("2026-11-18", "csv", 100, "160-5400112233-37")},
			1, 2,
		},
		{
			"another currency is another payment",
			[]incident.Payment{in(pay("2026-11-18", "csv", 100, "265"), "EUR")},
			[]incident.Payment{pay("2026-11-18", "chat", 100, "")},
			2, 1,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var in incident.Incident
			in.AddPayments(tc.first)
			in.AddPayments(tc.more)
			if len(in.Payments) != tc.want || len(in.Payments[0].Origins) != tc.origins {
				t.Errorf("got %d payments, the first with %d origins; want %d with %d", len(in.Payments), len(in.Payments[0].Origins), tc.want, tc.origins)
			}
		})
	}
}

func inEuros(p incident.Payment, minor int64) incident.Payment {
	p.Original = money.Amount{Minor: minor, Currency: "EUR"}
	return p
}

func in(p incident.Payment, c money.Currency) incident.Payment {
	p.Amount.Currency = c
	return p
}

func byCard(p incident.Payment) incident.Payment {
	p.Rail = "card"
	return p
}

func without(p incident.Payment) incident.Payment { return in(p, "") }

func day(s string) recourse.Moment { return pay(s, "", 0, "").At }

// A statement with two equal rows of one day, two slips and a chat that tells of
// both: two payments, each shown by three files.
func TestTwoEqualTransfersOfOneDayStayTwo(t *testing.T) {
	var in incident.Incident
	for _, source := range [][]incident.Payment{
		{pay("2026-11-18", "csv", 100, "265"), pay("2026-11-18", "csv", 100, "265")},
		{pay("2026-11-18T10:00", "slip1", 100, "265")},
		{pay("2026-11-18T16:00", "slip2", 100, "265")},
		{pay("2026-11-18", "chat", 100, ""), pay("2026-11-18", "chat", 100, "")},
	} {
		in.AddPayments(source)
	}
	if len(in.Payments) != 2 || len(in.Payments[0].Origins) != 3 || len(in.Payments[1].Origins) != 3 {
		t.Errorf("got %+v, want two payments with three origins each", in.Payments)
	}
}

// However many files show the same payments, and however roughly they date
// them, there are as many as the file that shows most of them shows.
func TestPaymentsShownByManyFilesAreAsMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		real := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 12).Draw(t, "days of payments, ten apart")
		var in incident.Incident
		for f := range rapid.IntRange(1, 4).Draw(t, "files") {
			var shown []incident.Payment
			for _, d := range real {
				at := recourse.Date{Year: 2026, Month: 1, Day: 1}.AddDays(10*d + rapid.IntRange(0, 4).Draw(t, "late"))
				shown = append(shown, pay(at.String(), fmt.Sprint(f), 100, ""))
			}
			in.AddPayments(rapid.Permutation(shown).Draw(t, "order"))
		}
		if len(in.Payments) < len(real) {
			t.Fatalf("%d payments of %d are left", len(in.Payments), len(real))
		}
		in = incident.Incident{}
		for f := range 3 {
			var shown []incident.Payment
			for _, d := range real {
				shown = append(shown, pay(recourse.Date{Year: 2026, Month: 1, Day: 1}.AddDays(10*d).String(), fmt.Sprint(f), 100, ""))
			}
			in.AddPayments(shown)
		}
		if len(in.Payments) != len(real) {
			t.Fatalf("%d payments, want %d", len(in.Payments), len(real))
		}
	})
}

func BenchmarkAddPaymentsOfTwoLargeStatements(b *testing.B) {
	rows := func(item string) []incident.Payment {
		list := make([]incident.Payment, 100_000)
		for i := range list {
			list[i] = pay("2026-11-18", item, int64(100+i%3), "265")
		}
		return list
	}
	one, two := rows("a"), rows("b")
	for b.Loop() {
		var in incident.Incident
		in.AddPayments(slices.Clone(one))
		in.AddPayments(two)
		if len(in.Payments) != len(one) {
			b.Fatal(len(in.Payments))
		}
	}
}

func TestJoinedPaymentKnowsWhatBothKnew(t *testing.T) {
	var in incident.Incident
	in.AddPayments([]incident.Payment{pay("2026-11-19", "csv", 100, "265")})
	in.AddPayments([]incident.Payment{pay("2026-11-18T18:05:00", "chat", 100, "")})
	p := in.Payments[0]
	if p.At.String() != "2026-11-18T18:05:00" || p.To.Account != "265" {
		t.Errorf("joined payment = %s to %q, want the chat's time and the statement's account", p.At, p.To.Account)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(contractExample))
	f.Add([]byte(`{"recourse":1,"promises":[{"quote":"q","origin":[{"item":"a","span":[1,3]},"told"]}]}`))
	fm := form(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		in, _, err := fm.Decode(bytes.NewReader(b))
		if err != nil {
			return
		}
		out, err := json.Marshal(in)
		if err != nil {
			t.Fatalf("what was decoded does not encode: %v", err)
		}
		if _, _, err := fm.Decode(bytes.NewReader(out)); err != nil {
			t.Fatalf("what was encoded does not decode: %v\n%s", err, out)
		}
	})
}

// A timeline is in order whatever the clocks' zones, and has no line without a date.
func TestTimelineIsInOrder(t *testing.T) {
	loc := time.FixedZone("", 3600)
	in := incident.Incident{
		Parties:  []incident.Party{{ID: "p1", Name: "Lena"}},
		Payments: []incident.Payment{pay("2026-11-18T18:05:00Z", "a", 100, ""), pay("2026-11-18T18:30", "b", 200, ""), {Amount: money.Of(3, "RSD")}},
		Asked:    []incident.Asked{{At: day("2026-11-22"), Amount: money.Of(400, "RSD"), By: "p1", For: "tax"}},
		Orders:   []incident.Order{{ContractedOn: recourse.Date{Year: 2026, Month: 9, Day: 1}, Number: "17"}},
	}
	var got []string
	for _, h := range in.Timeline(loc) {
		got = append(got, fmt.Sprintf("%s %s %s%s %d", h.At.String()[:10], h.Kind, h.Name, h.Text, h.Amount.Minor))
	}
	want := []string{"2026-09-01 contracted 17 0", "2026-11-18 paid  200", "2026-11-18 paid  100", "2026-11-22 asked Lenatax 40000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("timeline (-want +got):\n%s", diff)
	}
}

// What only proposes a payment adds to one that is known, and makes none.
func TestJoinPaymentsMakesNone(t *testing.T) {
	var in incident.Incident
	in.AddPayments([]incident.Payment{pay("2026-11-18", "csv", 100, "265")})
	slip, code := pay("2026-11-18T18:01", "slip", 100, "265"), pay("2026-11-18", "code", 300, "265")
	slip.Status, code.Status = incident.Proposed, incident.Proposed
	rest := in.JoinPayments([]incident.Payment{slip, code})
	if len(in.Payments) != 1 || len(in.Payments[0].Origins) != 2 || in.Payments[0].Status != "" || len(rest) != 1 || rest[0].Amount.Minor != 300 {
		t.Errorf("payments %+v, rest %+v", in.Payments, rest)
	}
}

func TestEvidenceOfGoods(t *testing.T) {
	for _, tt := range []struct {
		kind, document string
		want           bool
	}{
		{"image", "product-photo", true},
		{"video", "product-photo", true},
		{"image", "", true},
		{"image", "other", false},
		{"image", "chat", false},
		{"video", "other", false},
		{"chat", "", false},
	} {
		if got := (incident.Evidence{Kind: tt.kind, Document: tt.document}).OfGoods(); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
