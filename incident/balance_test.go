package incident_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

func TestBalances(t *testing.T) {
	pay := func(day int, units int64, cur money.Currency, account, direction string) incident.Payment {
		p := incident.Payment{At: recourse.OnDay(recourse.Date{Year: 2026, Month: 9, Day: day}), Amount: money.Of(units, cur), Direction: direction}
		if direction == "in" {
			p.From.Account = account
		} else {
			p.To.Account = account
		}
		return p
	}
	reversal := pay(12, 200, "RSD", "", "in")
	reversal.Reversal = true
	proposed := pay(12, 900, "RSD", "991-777001-30", "out")
	proposed.Status = incident.Proposed
	named := func(p incident.Payment, name string) incident.Payment {
		p.From.Name, p.To.Name = name, name
		return p
	}
	for _, tt := range []struct {
		name string
		list []incident.Payment
		want string
		back []int
	}{
		{"nothing", nil, "[]", nil},
		{"sent", []incident.Payment{pay(11, 200, "RSD", "991-777001-30", "out"), pay(12, 300, "RSD", "", "")}, "[500 0 500 RSD]", nil},
		{"a payout before", []incident.Payment{pay(10, 20, "RSD", "945-120034-21", "in"), pay(11, 200, "RSD", "991-777001-30", "out")}, "[200 20 180 RSD]", nil},
		{"sent back", []incident.Payment{pay(11, 200, "RSD", "991-777001-30", "out"), pay(12, 200, "RSD", "991-0000000777001-30", "in")}, "[200 200 0 RSD]", []int{0}},
		{"of two equal ones the latest", []incident.Payment{pay(10, 200, "RSD", "991-777001-30", "out"), pay(11, 200, "RSD", "991-777001-30", "out"), pay(12, 200, "RSD", "991-777001-30", "in")}, "[400 200 200 RSD]", []int{1}},
		{"both of two", []incident.Payment{pay(10, 200, "RSD", "991-777001-30", "out"), pay(11, 200, "RSD", "991-777001-30", "out"), pay(12, 200, "RSD", "991-777001-30", "in"), pay(12, 200, "RSD", "991-777001-30", "in")}, "[400 400 0 RSD]", []int{0, 1}},
		{"from elsewhere", []incident.Payment{pay(11, 200, "RSD", "991-777001-30", "out"), pay(12, 200, "RSD", "945-120034-21", "in")}, "[200 200 0 RSD]", nil},
		{"taken back by the bank", []incident.Payment{pay(11, 200, "RSD", "991-777001-30", "out"), reversal}, "[200 200 0 RSD]", []int{0}},
		{"by the name", []incident.Payment{named(pay(11, 200, "RSD", "991-777001-30", "out"), "Mira"), named(pay(12, 200, "RSD", "", "in"), "MIRA")}, "[200 200 0 RSD]", []int{0}},
		{"before it was sent", []incident.Payment{pay(10, 200, "RSD", "991-777001-30", "in"), pay(11, 200, "RSD", "991-777001-30", "out")}, "[200 200 0 RSD]", nil},
		{"more than was sent", []incident.Payment{pay(10, 500, "RSD", "", "in"), pay(11, 200, "RSD", "", "out")}, "[200 500 0 RSD]", nil},
		{"two currencies", []incident.Payment{pay(10, 50, "EUR", "", "in"), pay(11, 200, "RSD", "", "out")}, "[200 0 200 RSD 0 50 0 EUR]", nil},
		{"what only asks to be paid", []incident.Payment{proposed}, "[]", nil},
	} {
		in := incident.Incident{Payments: tt.list}
		got := "["
		list, err := in.Balances()
		for i, b := range list {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d %d %d %s", b.Sent.Minor/100, b.Back.Minor/100, b.Lost.Minor/100, b.Sent.Currency)
		}
		if got += "]"; err != nil || got != tt.want {
			t.Errorf("%s: balances %s, %v; want %s", tt.name, got, err, tt.want)
		}
		if back := slices.Sorted(maps.Keys(in.CameBack())); !slices.Equal(back, tt.back) {
			t.Errorf("%s: came back %v, want %v", tt.name, back, tt.back)
		}
	}
}
