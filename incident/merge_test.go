package incident_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"recourse"
	"recourse/incident"

	"pgregory.net/rapid"
)

// shownBy makes a payment what a record of that kind and number shows.
func shownBy(p incident.Payment, kind incident.SourceKind, number string) incident.Payment {
	p.Source = incident.Source{Kind: kind}.Numbered(fmt.Sprint("form ", kind), number)
	if kind == incident.FromEntry {
		p.Origins[0].Place = "row"
	}
	return p
}

func entry(at, item, number string) incident.Payment {
	return shownBy(pay(at, item, 100, "265"), incident.FromEntry, number)
}

func slip(at, item, number string) incident.Payment {
	return shownBy(pay(at, item, 100, "265"), incident.FromSlip, number)
}

func valued(p incident.Payment, on string) incident.Payment {
	p.ValueDate = day(on).Date()
	return p
}

func pending(p incident.Payment) incident.Payment {
	p.Status = incident.Pending
	return p
}

func came(p incident.Payment) incident.Payment {
	p.Direction = "in"
	return p
}

func takes(p incident.Payment) incident.Payment {
	p.Reversal = true
	return p
}

func back(p incident.Payment) incident.Payment { return takes(came(p)) }

func wallet(p incident.Payment) incident.Payment {
	p.Source.Kind = incident.FromWallet
	return p
}

// What two statements of one account book, or two slips order, is one payment only on
// one day and under one number; what is ordered, told or taken by a wallet may be
// booked days later.
func TestWhichRecordsAreOnePayment(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b incident.Payment
		want int
	}{
		{"entries of two days", entry("2026-10-30", "oct", ""), entry("2026-11-02", "nov", ""), 2},
		{"entries of two following days", entry("2026-11-18", "a", ""), entry("2026-11-19", "b", ""), 2},
		{"an entry that two statements show", entry("2026-11-18", "a", ""), entry("2026-11-18", "b", ""), 1},
		{"entries of one day with two numbers", entry("2026-11-18", "a", "A1"), entry("2026-11-18", "b", "A2"), 2},
		{"an entry with its number in both", entry("2026-11-18", "a", "A1"), entry("2026-11-18", "b", "A1"), 1},
		{"an entry whose number one does not give", entry("2026-11-18", "a", "A1"), entry("2026-11-18", "b", ""), 1},
		{"an entry whose days are the other way round", valued(entry("2026-11-18", "a", ""), "2026-11-19"), valued(entry("2026-11-19", "b", ""), "2026-11-18"), 1},
		{"an entry of which one gives the value date alone", valued(entry("2026-11-18", "a", ""), "2026-11-19"), entry("2026-11-19", "b", ""), 1},
		{"daily entries that are each valued a day later", valued(entry("2026-11-18", "a", ""), "2026-11-19"), valued(entry("2026-11-19", "b", ""), "2026-11-20"), 2},
		{"an entry that was pending", pending(entry("2026-11-18", "a", "")), entry("2026-11-20", "b", ""), 1},
		{"an entry that is pending after another was booked", entry("2026-11-18", "a", ""), pending(entry("2026-11-20", "b", "")), 2},
		{"an entry of a wallet and where it took the money", wallet(entry("2026-11-18", "a", "")), entry("2026-11-20", "b", ""), 1},
		{"a wallet's entries of two days", wallet(entry("2026-11-18", "a", "")), wallet(entry("2026-11-20", "b", "")), 2},
		{"a slip and the entry of the next Monday", slip("2026-11-20", "a", "7"), entry("2026-11-23", "b", "A1"), 1},
		{"slips of two days", slip("2026-11-18", "a", ""), slip("2026-11-19", "b", ""), 2},
		{"slips of one day with two numbers", slip("2026-11-18", "a", "7712345"), slip("2026-11-18", "b", "7712399"), 2},
		{"slips of one day with one number", slip("2026-11-18", "a", "7712345"), slip("2026-11-18", "b", "7712345"), 1},
		{"words and an entry", pay("2026-11-18", "a", 100, ""), entry("2026-11-20", "b", ""), 1},
		{"words about money that came and an entry that was taken back", came(pay("2026-11-18", "a", 100, "")), back(entry("2026-11-18", "b", "")), 1},
		{"words about a payment and one that a bank takes back", pay("2026-11-18", "a", 100, ""), takes(entry("2026-11-18", "b", "")), 2},
		{"an entry and one that was taken back", came(entry("2026-11-18", "a", "")), back(entry("2026-11-18", "b", "")), 2},
	} {
		for _, lists := range [][2]incident.Payment{{tc.a, tc.b}, {tc.b, tc.a}} {
			got := incident.Gather([]incident.Payment{clone(lists[0])}, []incident.Payment{clone(lists[1])})
			if len(got) != tc.want {
				t.Errorf("%s, %s first: %d payments, want %d", tc.name, lists[0].Origins[0].Item, len(got), tc.want)
			}
		}
	}
}

func clone(p incident.Payment) incident.Payment {
	p.Origins = slices.Clone(p.Origins)
	return p
}

// What was joined is compared file by file: words between two days bring no two
// statements together.
func TestWhatJoinedIsComparedFileByFile(t *testing.T) {
	var in incident.Incident
	in.AddPayments([]incident.Payment{pay("2026-11-18", "chat", 100, "")})
	in.AddPayments([]incident.Payment{entry("2026-11-19", "a", "")})
	in.AddPayments([]incident.Payment{entry("2026-11-18", "b", "")})
	in.AddPayments([]incident.Payment{entry("2026-11-19", "c", "")})
	if len(in.Payments) != 2 || len(in.Payments[0].Origins)+len(in.Payments[1].Origins) != 4 {
		t.Errorf("payments %+v, want one of chat, a and c and one of b", in.Payments)
	}
}

// A bank that books each payment a day late shows an entry on the day of each slip but
// the first.
func TestDailySlipsThatAreBookedADayLate(t *testing.T) {
	for _, late := range []int{0, 1, 2} {
		var slips, rows []incident.Payment
		for d := range 6 {
			on := recourse.Date{Year: 2026, Month: 11, Day: 1}.AddDays(d)
			slips = append(slips, slip(on.String(), fmt.Sprint("slip", d), ""))
			rows = append(rows, entry(on.AddDays(late).String(), "csv", ""))
		}
		var in incident.Incident
		in.AddPayments(rows)
		in.AddPayments(slips)
		if len(in.Payments) != 6 {
			t.Errorf("%d days late: %d payments, want 6", late, len(in.Payments))
		}
	}
}

// Whatever statements and slips are handed in, in whatever order, and be it twice, the
// ledger is the same: what was paid in the time that they cover.
func TestLedgerDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	first := recourse.Date{Year: 2026, Month: 11, Day: 1}
	rapid.Check(t, func(t *rapid.T) {
		paid := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 12).Draw(t, "days of payments")
		slices.Sort(paid)
		shown := make([]bool, len(paid))
		var rows, slips [][]incident.Payment
		for f := range rapid.IntRange(1, 4).Draw(t, "statements") {
			from := rapid.IntRange(0, 9).Draw(t, "from")
			to := rapid.IntRange(from, 9).Draw(t, "to")
			numbered := rapid.Bool().Draw(t, "numbered")
			var list []incident.Payment
			for i, d := range paid {
				if d < from || d > to {
					continue
				}
				shown[i] = true
				number := ""
				if numbered {
					number = fmt.Sprint("N", i)
				}
				list = append(list, entry(first.AddDays(d).String(), fmt.Sprint("statement", f), number))
			}
			rows = append(rows, list)
		}
		for i, d := range paid {
			if shown[i] && rapid.Bool().Draw(t, "slip") {
				slips = append(slips, []incident.Payment{slip(first.AddDays(d).String(), fmt.Sprint("slip", i), fmt.Sprint("S", i))})
			}
		}
		ledger := func(rows, slips [][]incident.Payment) (days []string) {
			var in incident.Incident
			in.AddPayments(incident.Gather(copied(rows)...))
			in.AddPayments(incident.Gather(copied(slips)...))
			for _, p := range in.Payments {
				days = append(days, p.At.String())
			}
			return days
		}
		var want []string
		for i, d := range paid {
			if shown[i] {
				want = append(want, first.AddDays(d).String())
			}
		}
		if got := ledger(rows, slips); !slices.Equal(got, want) {
			t.Fatalf("ledger %v, want %v", got, want)
		}
		again := rapid.SampledFrom(rows).Draw(t, "handed in again")
		again = copied([][]incident.Payment{again})[0]
		for i := range again {
			again[i].Origins[0].Item = "copy"
		}
		if got := ledger(rapid.Permutation(append(slices.Clone(rows), again)).Draw(t, "order"), rapid.Permutation(append(slices.Clone(slips), nil)).Draw(t, "slips")); !slices.Equal(got, want) {
			t.Fatalf("in another order: ledger %v, want %v", got, want)
		}
	})
}

// copied are lists of their own.
func copied(lists [][]incident.Payment) [][]incident.Payment {
	lists = slices.Clone(lists)
	for i := range lists {
		lists[i] = slices.Clone(lists[i])
		for j := range lists[i] {
			lists[i][j] = clone(lists[i][j])
		}
		slices.SortStableFunc(lists[i], func(a, b incident.Payment) int { return cmp.Compare(a.At.String(), b.At.String()) })
	}
	return lists
}

// The purpose that a slip labels is the payment's, whichever is read first; an entry says
// what kind of entry it is.
func TestThePurposeOfASlipIsThePayments(t *testing.T) {
	row, order := entry("2026-11-01", "csv", ""), slip("2026-11-01", "slip", "")
	row.Text, order.Text = "Prenos", "pozajmica"
	bare := order
	bare.Text = ""
	for _, tt := range []struct {
		list []incident.Payment
		want string
	}{
		{[]incident.Payment{row, order}, "pozajmica"},
		{[]incident.Payment{order, row}, "pozajmica"},
		{[]incident.Payment{row, bare}, "Prenos"},
		{[]incident.Payment{bare, row}, "Prenos"},
	} {
		var in incident.Incident
		for _, p := range copied([][]incident.Payment{tt.list})[0] {
			in.AddPayments([]incident.Payment{p})
		}
		if len(in.Payments) != 1 || in.Payments[0].Text != tt.want {
			t.Errorf("%+v, want one with %q", in.Payments, tt.want)
		}
	}
}

func TestABritishAccountIsTheOneInItsIBAN(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"60-16-13 31926819", "GB29 NWBK 6016 1331 9268 19", true},
		{"601613 31926819", "60-16-13 31926819", true},
		{"60-16-13 31926818", "GB29NWBK60161331926819", false},
		{"60-16-13 31926819", "GB28NWBK60161331926819", false}, // wrong check digits
	} {
		if got := incident.SameAccount(c.a, c.b); got != c.want {
			t.Errorf("SameAccount(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestAGermanAccountIsTheOneInItsIBAN(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"37040044/0532013000", "DE89 3704 0044 0532 0130 00", true},
		{"37040044/532013000", "DE89370400440532013000", true},
		{"37040044 / 0532013000", "37040044/532013000", true},
		{"37040044/0532013001", "DE89370400440532013000", false},
		{"37040044/0532013000", "DE88370400440532013000", false}, // wrong check digits
		{"3704004/0532013000", "DE89370400440532013000", false},
		{"0532013000", "DE89370400440532013000", false},
		{"37040044/0800", "DE54370400440000000800", false}, // may be Czech: number/bank code
	} {
		if got := incident.SameAccount(c.a, c.b); got != c.want {
			t.Errorf("SameAccount(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

// A statement that names a rail and one that names a kind of it show one payment, of which
// the kind is kept.
func TestARailAndAKindOfItAreOnePayment(t *testing.T) {
	by := func(rail, item string) incident.Payment {
		p := entry("2026-11-18", item, "")
		p.Rail = rail
		return p
	}
	for _, c := range []struct{ a, b, want string }{
		{"bank-transfer", "sepa", "sepa"},
		{"bank-transfer", "instant", "instant"},
		{"bank-transfer", "swift", "swift"},
		{"sepa", "instant", "instant"},
		{"e-money", "paypal", "paypal"},
		{"", "bank-transfer", "bank-transfer"},
		{"sepa", "swift", ""},
		{"bank-transfer", "direct-debit", ""},
		{"bank-transfer", "cash", ""},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			list := incident.Gather([]incident.Payment{by(pair[0], "a")}, []incident.Payment{by(pair[1], "b")})
			if got := list[0].Rail; len(list) != 1 != (c.want == "") || c.want != "" && got != c.want {
				t.Errorf("%q and %q make %d payments by %q, want one by %q", pair[0], pair[1], len(list), got, c.want)
			}
		}
	}
}
