package indicator

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"recourse"
	"recourse/money"
)

// QRKind is what the content of a QR code is.
type QRKind string

// The kinds.
const (
	QRLink   QRKind = "link"
	QRIPS    QRKind = "ips-rs" // payment code of the National Bank of Serbia
	QREPC    QRKind = "epc"    // SEPA credit transfer, EPC069-12
	QRSwiss  QRKind = "swiss"  // Swiss QR-bill, SPC
	QRWallet QRKind = "wallet" // bitcoin:, ethereum: and tron: with an address
	QRPhone  QRKind = "phone"
	QRSMS    QRKind = "sms"
	QRMail   QRKind = "mail"
	QRWiFi   QRKind = "wifi"
	QRText   QRKind = "text"
)

// QR is what a QR code would start.
type QR struct {
	Kind QRKind `json:"kind"`
	// Indicators are those of the content; spans are places in it.
	Indicators []Indicator `json:"indicators,omitempty"`
	// Payment is nil where the code starts none.
	Payment *QRPayment `json:"payment,omitempty"`
}

// QRPayment is the payment that a code would start.
type QRPayment struct {
	// Account is the account, IBAN or wallet that is paid to, as Indicators
	// have it.
	Account Indicator `json:"account"`
	Payee   string    `json:"payee,omitempty"`
	// Amount is zero where the payer is to fill it in.
	Amount money.Amount `json:"amount,omitzero"`
	// AmountUnread is the sum as the code has it where that is not how the standard
	// of the code writes sums; Amount is zero then.
	AmountUnread string `json:"amount_unread,omitempty"`

	Purpose   string `json:"purpose,omitempty"`
	Code      string `json:"code,omitempty"` // the bank's code for the purpose
	Reference string `json:"reference,omitempty"`
	Payer     string `json:"payer,omitempty"`
}

// maxQR is more than any QR code holds, in bytes.
const maxQR = 8 << 10

// ReadQR tells what the content of a QR code is and which payment it would
// start. It does not read pictures. It is an error of kind Invalid if the content
// is empty or longer than a QR code can be.
func ReadQR(content string) (QR, error) {
	if strings.TrimSpace(content) == "" || len(content) > maxQR {
		return QR{}, fmt.Errorf("content of a QR code, %d bytes: %w", len(content), recourse.Invalid)
	}
	q := QR{Kind: QRText, Indicators: Find(content)}
	switch {
	case q.readIPS(content), q.readEPC(content), q.readSwiss(content), q.readWallet(content):
		return q, nil
	}
	start := len(content) - len(strings.TrimLeft(content, " \t\r\n\ufeff"))
	scheme, _, _ := strings.Cut(content[start:], ":")
	switch strings.ToLower(scheme) {
	case "tel":
		q.Kind = QRPhone
	case "sms", "smsto", "mms", "mmsto":
		q.Kind = QRSMS
	case "mailto", "matmsg":
		q.Kind = QRMail
	case "wifi":
		q.Kind = QRWiFi
	default:
		if slices.ContainsFunc(q.Indicators, func(m Indicator) bool { return m.Span.Start == start && m.Kind != Phone && m.Kind != AccountRS }) {
			q.Kind = QRLink
		}
	}
	return q, nil
}

// own returns the indicator of the payment's account at [start, end), which is
// among the finds or, if its check fails, is added to them.
func (q *QR) own(content string, kind Kind, start, end int, value string, valid bool) Indicator {
	span := recourse.Span{Start: start, End: end}
	for _, m := range q.Indicators {
		if m.Span == span && m.Kind == kind {
			return m
		}
	}
	q.Indicators = slices.DeleteFunc(q.Indicators, func(m Indicator) bool { return m.Span.Overlaps(span) })
	m := Indicator{Kind: kind, Text: content[start:end], Value: value, Valid: valid, Span: span}
	at := slices.IndexFunc(q.Indicators, func(m Indicator) bool { return m.Span.Start > start })
	if at < 0 {
		at = len(q.Indicators)
	}
	q.Indicators = slices.Insert(q.Indicators, at, m)
	return m
}

// readIPS reads the code of the National Bank of Serbia: fields TAG:content with
// bars between, of which K (kind of code), R (account) and N (payee) are needed.
func (q *QR) readIPS(content string) bool {
	fields := map[string]recourse.Span{}
	at := 0
	for part := range strings.SplitSeq(content, "|") {
		tag, value, ok := strings.Cut(part, ":")
		tag = strings.Trim(tag, " \t\r\n\ufeff")
		if _, twice := fields[tag]; ok && !twice {
			end := at + len(part)
			fields[tag] = recourse.Span{Start: end - len(value), End: end}
		}
		at += len(part) + 1
	}
	get := func(tag string) string { return strings.TrimSpace(fields[tag].Of(content)) }
	switch get("K") {
	case "PR", "PT", "PK", "EK":
	default:
		return false
	}
	account := get("R")
	if len(account) != allDigits || !allNumeric(account) {
		return false
	}
	start := fields["R"].Start + strings.Index(fields["R"].Of(content), account)
	q.Kind = QRIPS
	q.Payment = &QRPayment{
		Account:   q.own(content, AccountRS, start, start+len(account), account, controlled(account)),
		Payee:     inLine(get("N")),
		Purpose:   inLine(get("S")),
		Code:      get("SF"),
		Reference: get("RO"),
		Payer:     inLine(get("P")),
	}
	sum, dinars := strings.CutPrefix(get("I"), "RSD")
	q.Payment.takeSum(get("I"), sum, ',', "RSD", dinars)
	return true
}

// readEPC reads the lines of a SEPA credit transfer.
func (q *QR) readEPC(content string) bool {
	lines := codeLines(content)
	get := func(n int) string {
		if n >= len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[n].Of(content))
	}
	if get(0) != "BCD" || get(1) != "001" && get(1) != "002" || len(lines) < 7 {
		return false
	}
	iban, end := readIBAN(get(6), 0)
	if iban == "" || end != len(get(6)) {
		return false
	}
	start := lines[6].Start + strings.Index(lines[6].Of(content), get(6))
	q.Kind = QREPC
	q.Payment = &QRPayment{
		Account:   q.own(content, IBAN, start, start+len(get(6)), iban, ibanChecks(iban)),
		Payee:     get(5),
		Code:      get(8),
		Reference: get(9),
		Purpose:   get(10),
	}
	sum, euros := strings.CutPrefix(get(7), "EUR")
	q.Payment.takeSum(get(7), sum, '.', "EUR", euros)
	return true
}

// takeSum takes a sum as the standards of payment codes write it: figures, maybe a
// point and up to two more, nothing between thousands. field is all that stands in
// its place, known that the currency is one of the standard's. Any other sum is not
// guessed: a full stop may stand between thousands or ahead of the cents.
func (p *QRPayment) takeSum(field, sum string, point byte, currency money.Currency, known bool) {
	const longest, cents = 40, 2
	whole, frac, _ := strings.Cut(sum, string(point))
	if known && len(sum) <= longest && len(frac) <= cents && allNumeric(frac) {
		if minor, ok := minorUnits(sum, point, cents); ok && whole != "" && allNumeric(whole) {
			p.Amount = money.Amount{Minor: minor, Currency: currency}
			return
		}
	}
	p.AmountUnread = field
}

// readWallet reads an address with a scheme: bitcoin:bc1…?amount=0.1,
// ethereum:0x…@1?value=1e18, ethereum:0x…/transfer?address=0x….
func (q *QR) readWallet(content string) bool {
	start := len(content) - len(strings.TrimLeft(content, " \t\r\n\ufeff"))
	scheme, rest, _ := strings.Cut(content[start:], ":")
	scheme = strings.ToLower(scheme)
	if scheme != "bitcoin" && scheme != "ethereum" && scheme != "tron" {
		return false
	}
	target, query, _ := strings.Cut(rest, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = nil
	}
	address := strings.TrimPrefix(strings.TrimLeft(target, "/"), "pay-")
	if at := strings.IndexAny(address, "@/ \r\n"); at >= 0 {
		address = address[:at]
	}
	token := strings.HasSuffix(target, "/transfer") && values.Get("address") != ""
	if token {
		address = values.Get("address")
	}
	kind, value, valid := readWallet(address)
	at := strings.Index(content, address)
	if kind == "" || at < 0 {
		return false
	}
	q.Kind = QRWallet
	q.Payment = &QRPayment{
		Account: q.own(content, kind, at, at+len(address), value, valid),
		Payee:   values.Get("label"),
		Purpose: values.Get("message"),
	}
	switch minor, ok := int64(0), false; {
	case scheme == "bitcoin":
		if minor, ok = minorUnits(values.Get("amount"), '.', 8); ok {
			q.Payment.Amount = money.Amount{Minor: minor, Currency: "BTC"}
		}
	case scheme == "ethereum" && !token:
		if minor, ok = minorUnits(values.Get("value"), '.', 8-18); ok {
			q.Payment.Amount = money.Amount{Minor: minor, Currency: "ETH"}
		}
	}
	return true
}

// minorUnits reads a number with decimals after point and maybe an exponent (1e18),
// times ten to the power exp. What is smaller than one is dropped; what is too
// large saturates.
func minorUnits(s string, point byte, exp int) (n int64, ok bool) {
	s, power, _ := strings.Cut(s, "e")
	if power != "" {
		if len(power) > 2 || !allNumeric(power) {
			return 0, false
		}
		for _, c := range []byte(power) {
			n = n*10 + int64(c-'0')
		}
		exp += int(n)
		n = 0
	}
	whole, frac, _ := strings.Cut(s, string(point))
	if whole == "" || !allNumeric(whole) || !allNumeric(frac) || len(s) > 40 {
		return 0, false
	}
	all := whole + frac
	if keep := len(whole) + exp; keep < len(all) {
		all = all[:max(0, keep)]
	} else {
		all += strings.Repeat("0", keep-len(all))
	}
	const limit = 1<<63 - 1
	for _, c := range []byte(all) {
		if n > (limit-9)/10 {
			return limit, true
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// inLine joins the lines of a field.
func inLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), ", ")
}
