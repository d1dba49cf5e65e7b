package testkit_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"recourse/incident"
	"recourse/internal/testkit"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

func TestPersons(t *testing.T) {
	form, err := incident.NewForm()
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]incident.Incident{
		"Danijel": testkit.Danijel(t),
		"Milena":  testkit.Milena(t),
	} {
		t.Run(name, func(t *testing.T) {
			if problems := append(in.Check(), in.CheckAgainst(testkit.Today())...); len(problems) > 0 {
				t.Errorf("Check() = %v, want no problem", problems)
			}
			b, err := json.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			back, problems, err := form.Decode(bytes.NewReader(b))
			if err != nil || len(problems) > 0 {
				t.Fatalf("Decode = %v, %v, want neither problem nor error", problems, err)
			}
			if diff := cmp.Diff(in, back); diff != "" {
				t.Errorf("the incident does not survive JSON (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDanijelPaid(t *testing.T) {
	var paid []money.Amount
	for _, p := range testkit.Danijel(t).Payments {
		if p.Direction == "out" {
			paid = append(paid, p.Amount)
		}
	}
	got, err := money.Totals(paid)
	if want := []money.Amount{money.Of(90328, "RSD")}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("paid in all = %v, %v, want %v", got, err, want)
	}
}

func TestGolden(t *testing.T) {
	testkit.Golden(t, "golden.txt", testkit.Now().String()+"\n")
}
