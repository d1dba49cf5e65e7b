package letter

import (
	"testing"

	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// By what name a mentor goes in a chat is not what stands with the account in the bank's
// papers; the name of a firm is.
func TestAMentorsNameIsNotThePayee(t *testing.T) {
	const account = "265000000000123488"
	for role, want := range map[string]string{"mentor": "", "seller": "Primer d.o.o.", "other": "Primer d.o.o."} {
		pg := &page{data: Data{Incident: incident.Incident{Parties: []incident.Party{{
			ID: "p1", Role: role, Name: "Primer d.o.o.", Indicators: []incident.Pointer{{Kind: indicator.AccountRS, Value: account}},
		}}}}}
		paid := incident.Payment{Amount: money.Amount{Minor: 600000, Currency: "RSD"}, To: incident.Account{Party: "p1"}}
		if got := pg.payee(paid); got.Account != account || got.Name != want {
			t.Errorf("%s: payee %+v, want the account and the name %q", role, got, want)
		}
	}
}
