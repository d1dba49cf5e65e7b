package indicator

import (
	"strings"

	"recourse"
	"recourse/money"
)

// The lines of a Swiss QR-bill (Swiss Implementation Guidelines for the QR-bill,
// SIX): header, account, who is paid, for whom in the end (not in use), sum, who
// pays, reference, message.
const (
	swissAccount  = 3
	swissPayee    = 5
	swissSum      = 18
	swissCurrency = 19
	swissPayer    = 21
	swissRefKind  = 27
	swissRef      = 28
	swissMessage  = 29
)

// codeLines are the lines of a code's content.
func codeLines(content string) (lines []recourse.Span) {
	at := 0
	for line := range strings.SplitAfterSeq(content, "\n") {
		lines = append(lines, recourse.Span{Start: at, End: at + len(strings.TrimRight(line, "\r\n"))})
		at += len(line)
	}
	return lines
}

// readSwiss reads the lines of a Swiss QR-bill.
func (q *QR) readSwiss(content string) bool {
	lines := codeLines(content)
	get := func(n int) string {
		if n >= len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[n].Of(content))
	}
	if get(0) != "SPC" || !strings.HasPrefix(get(1), "02") || len(lines) <= swissRefKind {
		return false
	}
	account := get(swissAccount)
	iban, end := readIBAN(account, 0)
	if iban == "" || end != len(account) || !strings.HasPrefix(iban, "CH") && !strings.HasPrefix(iban, "LI") {
		return false
	}
	start := lines[swissAccount].Start + strings.Index(lines[swissAccount].Of(content), account)
	q.Kind = QRSwiss
	q.Payment = &QRPayment{
		Account:   q.own(content, IBAN, start, start+len(account), iban, ibanChecks(iban)),
		Payee:     get(swissPayee),
		Purpose:   get(swissMessage),
		Reference: get(swissRef),
		Payer:     get(swissPayer),
	}
	if sum, currency := get(swissSum), get(swissCurrency); sum != "" {
		q.Payment.takeSum(sum+" "+currency, sum, '.', money.Currency(currency), currency == "CHF" || currency == "EUR")
	}
	return true
}
