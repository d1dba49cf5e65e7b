package incident_test

import (
	"testing"

	"recourse/incident"
	"recourse/money"
)

func TestAnAnswerReplacesTheEarlierOne(t *testing.T) {
	var in incident.Incident
	in.Answer(incident.Answer{Fact: "paid.any", Value: "yes"})
	in.Answer(incident.Answer{Fact: "paid.any", Of: "a1", Value: "no"})
	in.Answer(incident.Answer{Fact: "paid.any"})
	if a, ok := in.Answered("paid.any", ""); !ok || a.Value != "" || len(in.Answers) != 2 {
		t.Errorf("answers are %+v, want not sure in place of yes, and the other payment's kept", in.Answers)
	}
	if _, ok := in.Answered("branch", ""); ok {
		t.Error("a question that nobody answered is answered")
	}
}

func TestToldPayments(t *testing.T) {
	told := incident.Payment{Amount: money.Of(6000, "RSD"), Direction: "out"}
	shown := pay("2026-11-12", "aa", 600000, "")
	in := incident.Incident{Payments: []incident.Payment{shown}}
	key := in.Payments[0].Key()
	in.TellPayment(told)
	if len(in.Payments) != 1 || !in.Payments[0].Confirmed || !in.Payments[0].Has(key) {
		t.Fatalf("payments %+v, want the one that a file shows, confirmed and under its key", in.Payments)
	}
	in.TellPayment(told)
	in.TellPayment(told)
	if len(in.Payments) != 3 {
		t.Fatalf("%d payments, want 3: two equal ones that are told are two", len(in.Payments))
	}
	if in.Withdraw(key) {
		t.Error("a payment that a file shows was taken back")
	}
	again := in.Payments[2].Key()
	for i, want := range []bool{true, true, false} {
		if got := in.Withdraw(again); got != want {
			t.Errorf("taking a told payment back the %d. time = %v, want %v", i+1, got, want)
		}
	}
	if len(in.Payments) != 1 {
		t.Errorf("payments %+v, want the one that a file shows", in.Payments)
	}
}

func TestWithdrawAnEvent(t *testing.T) {
	in := incident.Incident{Events: []incident.Event{{Kind: "told-bank"}, {Kind: "reply", To: "bank", Reply: "refused"}}}
	if !in.Withdraw(in.Events[1].Key()) || len(in.Events) != 1 || in.Events[0].Kind != "told-bank" {
		t.Errorf("events %+v, want the reply taken back", in.Events)
	}
}
