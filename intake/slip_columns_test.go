package intake

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/incident"
)

// The form of the National Bank of Serbia: payer, purpose and payee on the left, sum
// and account on the right, an empty line between some labels and their values.
const twoColumns = `                                                      NALOG ZA UPLATU
  uplatilac                        šifra plaćanja         valuta         iznos

   Ana Uzorak                       189                    RSD            = 6.000,00
   Primerova 4, Beograd
  svrha uplate
                                   račun primaoca
   Aktivacija VIP1                  265-0001234567890-98

  primalac
                                   model            poziv na broj (odobrenje)
   Marko Uzorak
   Beograd                          97               41-0000123


  pečat i potpis uplatioca         mesto i datum prijema
                                   Beograd, 18.11.2026.
`

func TestASlipInTwoColumns(t *testing.T) {
	for _, text := range []string{twoColumns, strings.NewReplacer("UPLATU", "PRENOS", "uplatilac         ", "dužnik - nalogodavac").Replace(twoColumns)} {
		f := pagedText(t, text)
		if len(f.Payments) != 1 {
			t.Fatalf("%d payments, problems %v, want one", len(f.Payments), f.Problems)
		}
		p := f.Payments[0]
		got := []string{p.From.Name, p.To.Name, p.To.Account, p.Amount.String(), p.Text, p.Reference, p.Status}
		want := []string{"Ana Uzorak Primerova 4, Beograd", "Marko Uzorak Beograd", "265000123456789098", "6.000,00 RSD", "Aktivacija VIP1", "41-0000123", incident.Proposed}
		if !slices.Equal(got, want) {
			t.Errorf("read %q, want %q", got, want)
		}
	}
}

func TestASlipAsAPDFThatIsNotRead(t *testing.T) {
	f := pagedText(t, strings.Replace(twoColumns, "= 6.000,00", "", 1))
	if got := codes(f); len(f.Payments) != 0 || !slices.Equal(got, []string{"slip-not-read"}) || !strings.Contains(f.Problems[0].Detail, "amount") {
		t.Errorf("payments %v problems %+v, want slip-not-read with the amount", f.Payments, f.Problems)
	}
	const far = "NALOG ZA UPLATU\nprimalac\n\n\nMarko Uzorak\nsvrha uplate\nVIP1\n"
	if form := &known(t).slips[0]; form.collect(far)[slipPayee] != "" {
		t.Errorf("two empty lines below a label: %q", form.collect(far)[slipPayee])
	}
}

func TestANameEndsAtTheNextLabel(t *testing.T) {
	const text = "NALOG ZA UPLATU\nprimalac\nMarko Uzorak\nšifra plaćanja 189\nvaluta RSD\niznos =6.000,00\nračun primaoca 265-0001234567890-98\nmodel 97 poziv na broj 123\n"
	if f := pagedText(t, text); len(f.Payments) != 1 || f.Payments[0].To.Name != "Marko Uzorak" {
		t.Errorf("payments %+v, want the name alone", f.Payments)
	}
}

func TestAnAccountOnASlipIsNotSaidToBeMissing(t *testing.T) {
	const text = "NALOG ZA UPLATU\nprimalac: Marko Uzorak\nsvrha: VIP1\n265-0001234567890-98\n"
	for i := range known(t).slips {
		form := &known(t).slips[i]
		if missing := form.unread(text, false, nil); slices.Contains(missing, slipTo) {
			t.Errorf("missing %v, want no account", missing)
		}
		if missing := form.unread(strings.Replace(text, "0-98", "0-99", 1), false, nil); len(missing) > 0 && !slices.Contains(missing, slipTo) {
			t.Errorf("missing %v, want the account", missing)
		}
	}
}

// A confirmation as banks print it: the label, a gap or a tab, the value, no colons.
const besides = `NALOG ZA PRENOS

Nalogodavac         Ana Uzorak, Beograd
Svrha plaćanja      konsultacije
Primalac            Marko Uzorak, Novi Sad
Šifra plaćanja      289
Valuta              RSD
Iznos               61.328,00
Račun nalogodavca   265-0001234567890-98
Račun primaoca      160-0000005005678-97
Datum izvršenja     18.11.2026.
Status              Izvršen
`

const besidesEnglish = `Payment confirmation

Payer                       Ana Uzorak
Payer IBAN      DE44500105175407324931
Payee                     Muster GmbH
Payee IBAN      DE89370400440532013000
Amount                    1,500.00 EUR
Execution date             18 Nov 2026
Reference                      Kaution
`

func TestASlipWhoseValuesStandBehindItsLabels(t *testing.T) {
	sr := []string{"Ana Uzorak, Beograd", "265000123456789098", "Marko Uzorak, Novi Sad", "160000000500567897", "61.328,00 RSD", "konsultacije", "", "2026-11-18", ""}
	en := []string{"Ana Uzorak", "DE44500105175407324931", "Muster GmbH", "DE89370400440532013000", "1.500,00 EUR", "", "Kaution", "2026-11-18", incident.Proposed}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{besides, sr},
		{regexp.MustCompile(` {2,}`).ReplaceAllString(besides, "\t"), sr},
		{besidesEnglish, en},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t)}, lim: DefaultLimits()}
		for _, kind := range []string{KindText, KindPage} {
			f := File{Path: "slip.txt", Kind: kind, SHA256: "ab", Text: tt.text}
			r.proposals(&f)
			if len(f.Payments) != 1 || len(f.Problems) > 0 {
				t.Errorf("%q: %d payments, problems %v, want one", tt.text, len(f.Payments), f.Problems)
				continue
			}
			p := f.Payments[0]
			got := []string{p.From.Name, p.From.Account, p.To.Name, p.To.Account, p.Amount.String(), p.Text, p.Reference, p.At.String(), p.Status}
			if !slices.Equal(got, tt.want) {
				t.Errorf("read %q, want %q", got, tt.want)
			}
		}
	}
}

// What stands to the right of a label is not its value where the values stand below.
func TestWhatStandsBesideALabelIsNotAlwaysItsValue(t *testing.T) {
	const text = "NALOG ZA PRENOS\nprimalac            overa banke\nMarko Uzorak\niznos\n= 6.000,00\nračun primaoca\n265-0001234567890-98\n"
	if f := pagedText(t, text); len(f.Payments) != 1 || f.Payments[0].To.Name != "Marko Uzorak" {
		t.Errorf("payments %+v, want the name below", f.Payments)
	}
}

func TestATextThatLooksLikeASlipIsNamed(t *testing.T) {
	for _, tt := range []struct {
		name, text, missing string
	}{
		{"no account", "Nalog za prenos\nPrimalac: Marko Uzorak\nIznos: 6.000,00\nDatum: 18.11.2026.\n", "payer, payee_account, purpose"},
		{"labels without values that can be read", "NALOG ZA PRENOS\nPrimalac | Marko\nIznos\n\n\n6.000,00\nRačun primaoca\n\n\n265-0001234567890-98\nSvrha plaćanja\n\n\n", "payer, payee, amount, purpose, date"},
		{"a receipt", "Payment confirmation\n\nDear Ana,\nwe confirm that your payment arrived. Thank you.\nAmount: 450.00 EUR\nReference: 551\nDate: 12 November 2026\n", ""},
		{"how one is filled in", "Nalog za uplatu\nKako se popunjava:\nUplatilac\time i adresa\nPrimalac\tnaziv firme\nIznos\tu dinarima\nRačun primaoca\tbroj računa\n", ""},
		{"a sentence", "Pošaljite mi uplatnicu.\nIznos: 6.000,00\nDatum: 18.11.2026.\nPrimalac: Marko\n", ""},
		{"a title and words", "Nalog za prenos\nDatum: 18.11.2026.\nPrimalac: Marko\n", ""},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits()}
		f := File{Path: "nalog.txt", Kind: KindText, SHA256: "ab", Text: tt.text}
		r.proposals(&f)
		missing := ""
		if i := slices.Index(codes(f), "slip-not-read"); i >= 0 {
			missing = f.Problems[i].Detail
		}
		if missing != tt.missing || len(f.Payments) > 0 {
			t.Errorf("%s: not read %q, want %q; payments %v", tt.name, missing, tt.missing, f.Payments)
		}
	}
}
