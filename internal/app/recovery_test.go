package app_test

import (
	"testing"

	"recourse/incident"
)

// Who tells of money that is found and wants a fee for it is judged by their own words,
// also where it is known who they are.
func TestAnAgencyThatFoundTheMoneyIsARecoveryScam(t *testing.T) {
	f := handIn(t, loaded(t), "Petar Jović", [2]string{
		"WhatsApp Chat with Agent Novak.txt",
		"12.10.2026. 14:00 - Agent Novak: Poštovani Petre, mi smo agencija za povraćaj novca. Našli smo Vaših 90.000 dinara koje ste izgubili u prevari.\n" +
			"12.10.2026. 14:20 - Petar Jović: Stvarno? Kako ste me našli?\n" +
			"12.10.2026. 14:24 - Agent Novak: Preko policije i Interpola. Povraćaj je zagarantovan, potrebna je taksa od 12.000 dinara na račun 991-0000014142135-63, primalac Milan Đurić.\n" +
			"13.10.2026. 09:10 - Petar Jović: Uplatio sam 12.000 din jutros\n" +
			"13.10.2026. 09:30 - Agent Novak: Hvala. Sada još advokatska taksa 25.000 dinara i novac je Vaš.\n" +
			"13.10.2026. 10:02 - Petar Jović: Neću više ništa slati\n",
	})
	in := f.Incident
	if in.Branch != incident.RecoveryScam || len(in.Asked) != 1 || in.Asked[0].Amount.String() != "25.000,00 RSD" {
		t.Errorf("branch %s, asked %+v", in.Branch, in.Asked)
	}
	if len(in.Payments) != 1 || in.Payments[0].To.Name != "Milan Đurić" {
		t.Errorf("payments %+v", in.Payments)
	}
}
