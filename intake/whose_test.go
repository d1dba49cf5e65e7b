package intake

import (
	"slices"
	"testing"
)

func TestWhoseAccountAColumnHolds(t *testing.T) {
	const a, b, c = "265-0000001234567-59", "160-0000000001234-56", "170-0000000005555-11"
	tests := []struct {
		name, text string
		want       []string // from>to of each row
	}{
		{
			"behind a name, under a bank's header with one column more",
			"Datum;Naziv;Račun;Šifra plaćanja;Svrha plaćanja;Poziv na broj;Duguje;Potražuje;Valuta\n02.08.2026;Lena Uzorak;" + a + ";289;zajam;;15.000,00;;RSD\n03.08.2026;Radnja;" + b + ";289;plata;;;9.000,00;RSD\n",
			[]string{">" + a, b + ">"},
		},
		{
			"behind a recipient",
			"Datum;Primalac;Račun;Svrha plaćanja;Iznos;Valuta\n02.08.2026;Lena Uzorak;" + a + ";zajam;-15.000,00;RSD\n04.08.2026;Lena Uzorak;" + a + ";zajam;-1.000,00;RSD\n",
			[]string{">" + a, ">" + a},
		},
		{
			"behind a recipient, a single row",
			"Date,Payee,Account number,Amount,Currency\n2026-08-02,J. Roe,DE89370400440532013000,-15.00,EUR\n",
			[]string{">DE89370400440532013000"},
		},
		{
			"behind a recipient, with nothing that tells what went out",
			"Date,Payee,Account number,Amount,Currency\n2026-08-02,J. Roe,DE89370400440532013000,15.00,EUR\n2026-08-03,R. Doe,GB33BUKB20201555555555,16.00,EUR\n",
			[]string{">DE89370400440532013000", ">GB33BUKB20201555555555"},
		},
		{
			"another one in each row, without a name",
			"Datum;Račun;Svrha plaćanja;Isplata (RSD)\n02.08.2026;" + a + ";zajam;15,00\n03.08.2026;" + b + ";drva;16,00\n04.08.2026;" + c + ";fond;17,00\n",
			[]string{">" + a, ">" + b, ">" + c},
		},
		{
			"the person's own in each row",
			"Račun;Datum;Naziv;Svrha plaćanja;Isplata (RSD)\n" + a + ";02.08.2026;Lena;zajam;15,00\n" + a + ";03.08.2026;Pera;drva;16,00\n",
			[]string{a + ">", a + ">"},
		},
		{
			"the person's own behind many names",
			"Datum;Naziv;Račun;Svrha plaćanja;Isplata (RSD)\n02.08.2026;Lena;" + a + ";zajam;15,00\n03.08.2026;Pera;" + a + ";drva;16,00\n",
			[]string{a + ">", a + ">"},
		},
		{
			"two of the person's own",
			"Račun;Datum;Opis;Isplata (RSD)\n" + a + ";02.08.2026;x;15,00\n" + a + ";03.08.2026;y;16,00\n" + b + ";03.08.2026;z;17,00\n" + b + ";04.08.2026;z;17,00\n",
			[]string{a + ">", a + ">", b + ">", b + ">"},
		},
		{
			"another than the line above says",
			"Broj računa: " + c + "\nDatum;Svrha plaćanja;Račun;Isplata (RSD)\n02.08.2026;zajam;" + a + ";15,00\n03.08.2026;zajam;" + a + ";15,00\n",
			[]string{c + ">" + a, c + ">" + a},
		},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.csv", []byte(tt.text)), Options{Statements: known(t)})
		var got []string
		for _, p := range f.Payments {
			got = append(got, p.From.Account+">"+p.To.Account)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q (problems %v)", tt.name, got, tt.want, codes(f))
		}
	}
}
