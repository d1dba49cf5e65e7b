package ladder

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"recourse"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

func rsd(units ...int64) []money.Amount {
	var all []money.Amount
	for _, u := range units {
		all = append(all, money.Of(u, "RSD"))
	}
	return all
}

func TestBuild(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paid  []money.Amount
		asked money.Amount
		want  string
	}{
		{
			"three paid, a fourth asked", rsd(6_000, 23_000, 61_328), money.Of(150_638, "RSD"),
			`{"currency":"RSD","paid":[600000,2300000,6132800],"asked":15063800,"ratios":[3.83,2.67,2.46],"shape":"rising","total_paid":9032800,"next":{"low":15063800,"high":75319000}}`,
		},
		{
			"paid alone", rsd(6_000, 23_000, 61_328),
			money.Amount{},
			`{"currency":"RSD","paid":[600000,2300000,6132800],"ratios":[3.83,2.67],"shape":"rising","total_paid":9032800,"next":{"low":6132800,"high":30664000}}`,
		},
		{
			"nothing paid yet", nil, money.Of(500, "RSD"),
			`{"currency":"RSD","paid":[],"asked":50000,"ratios":[],"shape":"single","total_paid":0,"next":{"low":50000,"high":250000}}`,
		},
		{
			"it repeats", rsd(100, 100),
			money.Amount{},
			`{"currency":"RSD","paid":[10000,10000],"ratios":[1],"shape":"flat","total_paid":20000,"next":{"low":10000,"high":50000}}`,
		},
		{
			"it rises and falls", rsd(100, 300, 200),
			money.Amount{},
			`{"currency":"RSD","paid":[10000,30000,20000],"ratios":[3,0.67],"shape":"mixed","total_paid":60000,"next":{"low":20000,"high":100000}}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Build(tt.paid, tt.asked)
			if err != nil {
				t.Fatalf("Build: %v", err)
			}
			if l.Next.Covers != 0.6 || l.Next.Because.Key != "ladder.next.because" {
				t.Errorf("Next = %+v, want covers 0.6 and a reason", l.Next)
			}
			var got, want map[string]any
			b, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []struct {
				b []byte
				v *map[string]any
			}{{b, &got}, {[]byte(tt.want), &want}} {
				if err := json.Unmarshal(p.b, p.v); err != nil {
					t.Fatal(err)
				}
			}
			next := got["next"].(map[string]any)
			delete(next, "covers")
			delete(next, "because")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Build (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paid  []money.Amount
		asked money.Amount
	}{
		{"nothing at all", nil, money.Amount{}},
		{"two currencies", []money.Amount{money.Of(1, "RSD"), money.Of(1, "EUR")}, money.Amount{}},
		{"a demand in another currency", rsd(1), money.Of(2, "EUR")},
		{"zero", rsd(5, 0), money.Amount{}},
		{"below zero", rsd(5), money.Of(-5, "RSD")},
		{"a total out of range", []money.Amount{{Minor: math.MaxInt64, Currency: "RSD"}, {Minor: 1, Currency: "RSD"}}, money.Amount{}},
		{"a next demand out of range", []money.Amount{{Minor: math.MaxInt64 / 2, Currency: "RSD"}}, money.Amount{}},
		{"too many", make([]money.Amount, maxRungs+1), money.Amount{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if l, err := Build(tt.paid, tt.asked); !errors.Is(err, recourse.Invalid) {
				t.Errorf("Build = %+v, %v, want an error of kind Invalid", l, err)
			}
		})
	}
}

func TestBuildLeavesItsInputAlone(t *testing.T) {
	paid := make([]money.Amount, 1, 8)
	paid[0] = money.Of(10, "RSD")
	if _, err := Build(paid, money.Of(20, "RSD")); err != nil {
		t.Fatal(err)
	}
	if got := paid[:2][1]; got != (money.Amount{}) {
		t.Errorf("Build wrote %v behind its argument", got)
	}
}

func FuzzBuild(f *testing.F) {
	f.Add(int64(600000), int64(2300000), int64(15063800))
	f.Add(int64(math.MaxInt64), int64(1), int64(-1))
	f.Fuzz(func(t *testing.T, a, b, asked int64) {
		l, err := Build([]money.Amount{{Minor: a, Currency: "RSD"}, {Minor: b, Currency: "RSD"}}, money.Amount{Minor: asked, Currency: "RSD"})
		if err != nil {
			return
		}
		if l.Next.Low < l.Last().Minor || l.Next.High < l.Next.Low || l.TotalPaid <= 0 {
			t.Errorf("Build(%d, %d, %d) = %+v", a, b, asked, l)
		}
	})
}

func ExampleBuild() {
	paid := []money.Amount{money.Of(6_000, "RSD"), money.Of(23_000, "RSD"), money.Of(61_328, "RSD")}
	l, err := Build(paid, money.Of(150_638, "RSD"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(l.Total(), l.Ratios, l.Shape)
	// Output: 90.328,00 RSD [3.83 2.67 2.46] rising
}
