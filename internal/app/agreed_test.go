package app_test

import (
	"strings"
	"testing"
)

// A bank books in its own currency what was asked for in another; the entry names
// both, and what was asked for is paid.
func TestASumThatWasBookedInAnotherCurrencyIsPaid(t *testing.T) {
	engines := loaded(t)
	const (
		iban  = "PL61109010140000071219812874"
		camt  = `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-20T18:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id><Ccy>GBP</Ccy></Acct><Ntry><Amt Ccy="GBP">3102.30</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-13</Dt></BookgDt><NtryDtls><TxDtls><Amt Ccy="GBP">3102.30</Amt><AmtDtls><InstdAmt><Amt Ccy="USD">SUM</Amt></InstdAmt></AmtDtls><RltdPties><Cdtr><Pty><Nm>Trade Services</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>` + iban + `</IBAN></Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`
		order = "02/11/2026, 09:00 - Mei: Hello Vesna, order 55121, 500 lamps, ready soon\n02/11/2026, 10:00 - Vesna: Thanks\n"
		turn  = "12/11/2026, 11:00 - Mei: Our bank details have changed, the old account is under audit. Pay the balance of 4.140 USD to our new account " + iban + ". Do not call.\n"
	)
	for _, tt := range []struct {
		name, told, sum string
		asked           int
	}{
		{"told and booked", "13/11/2026, 15:00 - Vesna: I paid 4.140 USD to the new account\n", "4140.00", 0},
		{"booked alone", "", "4140.00", 0},
		{"another sum", "", "4000.00", 1},
	} {
		f := handIn(t, engines, "Vesna",
			[2]string{"WhatsApp Chat with Mei.txt", order + turn + tt.told},
			[2]string{"camt.xml", strings.Replace(camt, "SUM", tt.sum, 1)})
		if len(f.Incident.Asked) != tt.asked || len(f.Incident.Payments) != 1 {
			t.Errorf("%s: asked %+v, payments %+v", tt.name, f.Incident.Asked, f.Incident.Payments)
		}
	}
}
