package intake

import (
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
