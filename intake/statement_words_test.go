package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readTable reads a table of values; its payments one a line, as "day ±amount".
func readTable(t *testing.T, text string) (lines []string, f File) {
	t.Helper()
	f = Read(t.Context(), memory("izvod.csv", []byte(text)), Options{Statements: known(t), Chats: spoken(t)})
	for _, p := range f.Payments {
		sign := map[string]string{"out": "-", "in": "+", "": "?"}[p.Direction]
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s%s %s", p.At, sign, p.Amount, p.Status)))
	}
	return lines, f
}

func TestStatementsWithNamesOfMonths(t *testing.T) {
	for _, day := range []string{"13 Nov 2026", "13-Nov-2026", "13-Nov-26", "\"Nov 13, 2026\"", "November 13 2026", "13. nov 2026", "13. novembar 2026.", "13. новембар 2026."} {
		got, f := readTable(t, "Date,Description,Amount,Currency\n"+day+",J. Roe,-850.00,GBP\n")
		if want := []string{"2026-11-13 -850,00 GBP"}; !slices.Equal(got, want) || len(f.Problems) > 0 {
			t.Errorf("%s: %q, problems %v, want %q", day, got, f.Problems, want)
		}
	}
}

func TestCurrenciesByTheirSigns(t *testing.T) {
	for text, want := range map[string]string{
		"Date,Description,Paid out,Paid in\n2026-11-13,J. Roe,£850.00,\n": "2026-11-13 -850,00 GBP",
		"Datum;Opis;Isplata;Uplata;Valuta\n13.11.2026;Lena;850,00;;KM\n":  "2026-11-13 -850,00 BAM",
		"Datum;Opis;Iznos (KM)\n13.11.2026;Lena;-850,00\n":                "2026-11-13 -850,00 BAM",
	} {
		if got, f := readTable(t, text); !slices.Equal(got, []string{want}) || len(f.Problems) > 0 {
			t.Errorf("%s: %q, problems %v, want %q", text, got, f.Problems, want)
		}
	}
}

func TestAStatementOfWhichNothingCouldBeReadSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		"Date,Description,Amount\nsome day,J. Roe,much\n":       "rows-none-read",
		"Date,Description,Amount\n13 Foo 2026,J. Roe,-850.00\n": "rows-without-date",
		"Date,Description,Amount\n2026-11-13,J. Roe,much\n":     "rows-amount-not-read",
	} {
		if got, f := readTable(t, text); len(got) > 0 || !slices.Contains(codes(f), want) {
			t.Errorf("%q: payments %q, problems %v, want %s", text, got, codes(f), want)
		}
	}
}

func TestStatementsThatSayTheDirectionInTheirType(t *testing.T) {
	for _, w := range [][2]string{{"Zaduženje", "Odobrenje"}, {"Odliv", "Priliv"}, {"Isplata", "Uplata"}, {"Outgoing", "Incoming"}, {"Debit", "Credit"}, {"D", "P"}, {"Исплата", "Уплата"}} {
		for _, column := range []string{"Tip", "Vrsta transakcije"} {
			got, f := readTable(t, "Datum;Opis;Iznos;Valuta;"+column+"\n03.11.2026;Binance;11.750,00;RSD;"+w[0]+"\n13.11.2026;Plata;85.000,00;RSD;"+w[1]+"\n")
			if want := []string{"2026-11-03 -11.750,00 RSD", "2026-11-13 +85.000,00 RSD"}; !slices.Equal(got, want) || len(f.Problems) > 0 {
				t.Errorf("%s %q: %q, problems %v, want %q", column, w, got, f.Problems, want)
			}
		}
	}
	// Signs and words that contradict each other: the signs hold, as they did.
	got, _ := readTable(t, "Datum;Opis;Iznos;Valuta;Tip\n03.11.2026;Binance;-11.750,00;RSD;Odobrenje\n13.11.2026;Plata;85.000,00;RSD;-\n")
	if want := []string{"2026-11-03 -11.750,00 RSD", "2026-11-13 +85.000,00 RSD"}; !slices.Equal(got, want) {
		t.Errorf("contradiction: %q, want %q", got, want)
	}
}

func TestCardsWhoseChargesHaveNoSign(t *testing.T) {
	for _, tt := range []struct {
		name, rows, want string
		open             bool
	}{
		{
			"a card that was paid off", "11/13/2026,BINANCE,100.00\n11/14/2026,ONLINE PAYMENT - THANK YOU,-500.00\n11/15/2026,AMAZON,20.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD|2026-11-15 -20,00 USD", false,
		},
		{
			"a card that writes charges with a minus", "11/13/2026,BINANCE,-100.00\n11/14/2026,Payment Thank You,500.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD", false,
		},
		{
			"an account that pays by itself", "11/13/2026,VERIZON AUTOPAY PAYMENT,-100.00\n11/14/2026,SALARY,500.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD", false,
		},
		{
			"one refund among purchases, or one payment among incomes", "11/13/2026,BINANCE,100.00\n11/14/2026,AMAZON,20.00\n11/15/2026,AMAZON,-20.00\n",
			"2026-11-13 ?100,00 USD|2026-11-14 ?20,00 USD|2026-11-15 ?20,00 USD", true,
		},
	} {
		got, f := readTable(t, "Date,Description,Amount (USD)\n"+tt.rows)
		if s := strings.Join(got, "|"); s != tt.want || slices.Contains(codes(f), "direction-unknown") != tt.open {
			t.Errorf("%s: %q, problems %v, want %q", tt.name, s, f.Problems, tt.want)
		}
	}
}

const wiseHistory = `ID,Status,Direction,"Created on","Finished on","Source fee amount","Source fee currency","Target fee amount","Target fee currency","Source name","Source amount (after fees)","Source currency","Target name","Target amount (after fees)","Target currency","Exchange rate",Reference,Batch
TRANSFER-1,COMPLETED,OUT,"2026-11-05 13:22:11","2026-11-05 13:25:11",2.50,EUR,,,"Vesna Primer",1000.00,EUR,"Lena Uzorak",117050.00,RSD,117.05,"INV 22",
BALANCE-4,COMPLETED,NEUTRAL,"2026-11-08 13:22:11","2026-11-08 13:22:11",0.40,EUR,,,"Vesna Primer",100.00,EUR,"Vesna Primer",108.00,USD,1.08,,
TRANSFER-5,REFUNDED,OUT,"2026-11-09 13:22:11","2026-11-10 13:22:11",0.40,EUR,,,"Vesna Primer",77.00,EUR,"J. Roe",77.00,EUR,1,,
TRANSFER-3,COMPLETED,IN,"2026-11-07 13:22:11","2026-11-07 13:22:11",0.60,EUR,,,"Lamp Shop",300.00,EUR,"Vesna Primer",300.00,EUR,1.0,"X",
`

func TestRowsBetweenOwnBalancesPayNobody(t *testing.T) {
	got, f := readTable(t, wiseHistory)
	want := []string{"2026-11-05T13:22:11 -1.002,50 EUR", "2026-11-09T13:22:11 -77,40 EUR info", "2026-11-07T13:22:11 +300,00 EUR"}
	if !slices.Equal(got, want) || !slices.Equal(codes(f), []string{"rows-of-own-balances"}) {
		t.Errorf("%q, problems %v, want %q", got, f.Problems, want)
	}
	const paypal = `"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID"
"13/11/2026","10:11:12","CET","Lamp Shop","Express Checkout Payment","Completed","USD","-120.00","0.00","-120.00","a@post.example","b@shop.example","1"
"13/11/2026","10:11:12","CET","","General Currency Conversion","Completed","EUR","-112.00","0.00","-112.00","","","2"
"13/11/2026","10:11:12","CET","","General Currency Conversion","Completed","USD","120.00","0.00","120.00","","","3"
"13/11/2026","10:11:12","CET","","Bank Deposit to PP Account ","Completed","EUR","112.00","0.00","112.00","","","4"
`
	got, f = readTable(t, paypal)
	if want := []string{"2026-11-13T10:11:12+01:00 -120,00 USD"}; !slices.Equal(got, want) || !slices.Equal(codes(f), []string{"rows-of-own-balances"}) {
		t.Errorf("%q, problems %v, want %q", got, f.Problems, want)
	}
}

func TestPendingEntriesOfSavingsBanks(t *testing.T) {
	const head = `"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"` + "\n"
	row := func(day, amount, info string) string {
		return `"DE89370400440532013000";"` + day + `";"` + day + `";"EINZELUEBERWEISUNG";"Lampen";"";"";"";"";"";"";"Lena Uzorak";"DE02120300000000202051";"";"` + amount + `";"EUR";"` + info + "\"\n"
	}
	got, f := readTable(t, head+row("03.11.26", "-1.500,00", "Umsatz gebucht")+row("14.11.26", "-33,10", "Umsatz vorgemerkt"))
	if want := []string{"2026-11-03 -1.500,00 EUR", "2026-11-14 -33,10 EUR pending"}; !slices.Equal(got, want) || len(f.Problems) > 0 {
		t.Errorf("%q, problems %v, want %q", got, f.Problems, want)
	}
}

func TestStatementsOfGermanAndDutchBanks(t *testing.T) {
	for text, want := range map[string]string{
		"\"Buchungsdatum\";\"Wertstellung\";\"Status\";\"Zahlungspflichtige*r\";\"Zahlungsempfänger*in\";\"Verwendungszweck\";\"Umsatztyp\";\"IBAN\";\"Betrag (€)\";\"Gläubiger-ID\";\"Mandatsreferenz\";\"Kundenreferenz\"\n" +
			"\"03.11.26\";\"03.11.26\";\"Gebucht\";\"V. Primer\";\"L. Uzorak\";\"Rechnung\";\"Ausgang\";\"DE02120300000000202051\";\"-1.500\";\"\";\"\";\"\"\n": "2026-11-03 -1.500,00 EUR",
		"Umsatzanzeige\n\nBuchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n" +
			"03.11.2026;03.11.2026;L. Uzorak;Überweisung;Rechnung;500,00;EUR;-1.500,00;EUR\n": "2026-11-03 -1.500,00 EUR",
		"\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\"Af Bij\";\"Bedrag (EUR)\";\"Mutatiesoort\";\"Mededelingen\"\n" +
			"\"20261103\";\"L. Uzorak\";\"NL91ABNA0417164300\";\"NL69INGB0123456789\";\"GT\";\"Af\";\"1500,00\";\"Online bankieren\";\"x\"\n": "2026-11-03 -1.500,00 EUR",
		"Art,Produkt,Datum des Beginns,Datum des Abschlusses,Beschreibung,Betrag,Gebühr,Währung,Status,Kontostand\n" +
			"Überweisung,Girokonto,2026-11-04 12:01:22,,An L. Uzorak,-90.00,0.50,EUR,RÜCKGÄNGIG,\n": "2026-11-04T12:01:22 -90,00 EUR info",
	} {
		if got, f := readTable(t, text); !slices.Equal(got, []string{want}) || len(f.Problems) > 0 {
			t.Errorf("%.40s: %q, problems %v, want %q", text, got, f.Problems, want)
		}
	}
}

func TestTheColumnThatIsProposedIsNoBalance(t *testing.T) {
	for text, want := range map[string]string{
		"Wann;Rest;Wieviel;Wer\n03.11.2026;500,00;-1.500,00;L. Uzorak\n04.11.2026;520,00;20,00;J. Roe\n": "date=1,amount=3,text=4",
		"Wann;Rest;Wieviel;Wer\n04.11.2026;520,00;20,00;J. Roe\n03.11.2026;500,00;-1.500,00;L. Uzorak\n": "date=1,amount=3,text=4",
		"Wann;Wer;Wieviel\n20261103;L. Uzorak;1500,00\n":                                                 "date=1,amount=3,text=2",
	} {
		if got := guessColumns(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Beside an amount whose name says its currency, the column of currencies belongs to the
// amount of the purchase.
func TestTheAmountOfThePurchaseIsNotTheAccounts(t *testing.T) {
	tests := []struct{ table, want, original string }{
		{"Datum transakcije;Datum knjiženja;Opis;Iznos u valuti;Valuta;Iznos u RSD\n18.11.2026;20.11.2026;PRIMER KIOSK;-150,00;EUR;-17.565,00\n", "17.565,00 RSD", "150,00 EUR"},
		{"Datum;Opis;Iznos u RSD;Iznos u valuti;Valuta\n18.11.2026;PRIMER KIOSK;-17.565,00;-150,00;EUR\n19.11.2026;Prodavnica;-1.250,00;-1.250,00;RSD\n", "17.565,00 RSD", "150,00 EUR"},
		{"Date,Description,Amount in currency,Currency,Amount in GBP\n2026-11-18,SAMPLE KIOSK,-150.00,EUR,-130.50\n", "130,50 GBP", "150,00 EUR"},
		{"Datum;Opis;Iznos u valuti;Valuta\n18.11.2026;PRIMER KIOSK;-150,00;EUR\n", "150,00 EUR", ""},
		{"Datum;Opis;Iznos;Valuta\n18.11.2026;PRIMER KIOSK;-150,00;EUR\n", "150,00 EUR", ""},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("izvod.csv", []byte(tt.table)), Options{Statements: known(t)})
		if len(f.Payments) == 0 {
			t.Errorf("%s: no payment, problems %v", tt.table, f.Problems)
			continue
		}
		p := f.Payments[0]
		if p.Amount.String() != tt.want || p.Direction != "out" || p.Original.String() != tt.original && tt.original != "" {
			t.Errorf("%s: %s %s of %s, want %s of %s", tt.table, p.Direction, p.Amount, p.Original, tt.want, tt.original)
		}
	}
}

// The lines above a table say whose account it is.
func TestTheAccountAboveATable(t *testing.T) {
	const rows = "Datum;Opis;Isplata;Uplata;Stanje\n18.11.2026.;Lena Uzorak;6.000,00;;94.000,00\n"
	for above, want := range map[string]string{
		"Izvod po računu: 265-0000001234567-57;;;;\n\n":                  "265-0000001234567-57",
		"Promet po računu;265-0000001234567-57;;;\n":                     "265-0000001234567-57",
		"Account: DE89 3704 0044 0532 0130 00;;;;\n":                     "DE89370400440532013000",
		"IBAN;DE88 3704 0044 0532 0130 00;;;\n":                          "", // its check number is wrong
		"Račun kupovine nije priložen 265-0000001234567-57x;;;;\n":       "",
		"Uplata na 265-0000001234567-57 nije prošla;;;;\n":               "",
		"Klijent: Ana Uzorak;;;;\nBroj računa: 265000000123456757;;;;\n": "265000000123456757",
		"Kontoauszug DE89370400440532013000;;;;\nZeitraum 11/2026;;;;\n": "DE89370400440532013000",
	} {
		f := handed(t, "izvod.csv", above+rows, Options{})
		if len(f.Payments) != 1 || f.Payments[0].From.Account != want {
			t.Errorf("below %q: %+v, want one payment from %q", above, f.Payments, want)
		}
	}
}

// PayPal translates the columns of its activity.
func TestPayPalInOtherLanguages(t *testing.T) {
	for _, text := range []string{
		`"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Absender E-Mail-Adresse","Empfänger E-Mail-Adresse","Transaktionscode"` + "\n" +
			`"18.11.2026","18:05:11","CET","Lena Uzorak","Zahlung für Waren und Dienstleistungen","Abgeschlossen","EUR","-150,00","0,00","-150,00","milan@m.example","lena@pay.example","7AB"` + "\n" +
			`"18.11.2026","18:05:11","CET","","Bankgutschrift auf PayPal-Konto","Abgeschlossen","EUR","150,00","0,00","150,00","","milan@m.example","8AB"` + "\n",
		`"Fecha","Hora","Zona horaria","Nombre","Tipo","Estado","Divisa","Bruto","Tarifa","Neto","Desde la dirección de correo electrónico","Correo electrónico del destinatario","Id. de transacción","Saldo"` + "\n" +
			`"18/11/2026","18:05:11","CET","Lena Uzorak","Pago general","Completado","EUR","-150,00","0,00","-150,00","milan@m.example","lena@pay.example","7AB","0,00"` + "\n",
		`"Date","Heure","Fuseau horaire","Nom","Type","État","Devise","Avant commission","Commission","Net","De l'adresse email","À l'adresse email","Numéro de transaction"` + "\n" +
			`"18/11/2026","18:05:11","CET","Lena Uzorak","Paiement standard","Terminé","EUR","-150,00","0,00","-150,00","milan@m.example","lena@pay.example","7AB"` + "\n",
		`"Дата","Время","Часовой пояс","Наименование","Тип","Состояние","Валюта","До вычета комиссии","Комиссия","После вычета комиссии","С адреса электронной почты","На адрес электронной почты","Код операции"` + "\n" +
			`"18.11.2026","18:05:11","CET","Lena Uzorak","Обычный платеж","Завершено","EUR","-150,00","0,00","-150,00","milan@m.example","lena@pay.example","7AB"` + "\n",
	} {
		f := handed(t, "a.csv", text, Options{})
		if len(f.Payments) != 1 {
			t.Errorf("%.30s: %+v, want one payment", text, f.Payments)
			continue
		}
		p := f.Payments[0]
		if p.Amount.String() != "150,00 EUR" || p.Direction != "out" || p.To.Account != "lena@pay.example" || p.Rail != "paypal" || p.Reference != "7AB" || p.At.String() != "2026-11-18T18:05:11+01:00" {
			t.Errorf("%.30s: %+v", text, p)
		}
	}
}
