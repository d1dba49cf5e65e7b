package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// payCode is a payment code and where its content stands in a file's text.
type payCode struct {
	span    recourse.Span
	payment *indicator.QRPayment
}

// payCodes returns the payment codes in f.Text: those K:PR|V:01|C:1|R:… of the
// National Bank of Serbia (NBS IPS QR, Smernice za primenu standarda; kinds PR, PT,
// PK and EK), EPC codes and Swiss QR-bills.
func payCodes(f *File) (list []payCode) {
	if f.Picture != nil {
		for _, c := range f.Picture.Codes {
			if c.Payment != nil && (c.Kind == indicator.QREPC || c.Kind == indicator.QRSwiss) {
				list = append(list, payCode{c.Span, c.Payment})
			}
		}
	}
	add := func(at int, code string, kind indicator.QRKind) {
		span := recourse.Span{Start: at, End: at + len(code)}
		if slices.ContainsFunc(list, func(c payCode) bool { return c.span.Overlaps(span) }) {
			return
		}
		q, err := indicator.ReadQR(code)
		if err != nil || q.Kind != kind || q.Payment == nil {
			return
		}
		list = append(list, payCode{span, q.Payment})
	}
	for at := 0; len(list) < maxCodes; {
		i := strings.Index(f.Text[at:], "K:")
		if i < 0 {
			break
		}
		at += i
		code, ok := ipsCode(f.Text[at:])
		if !ok {
			at += len("K:")
			continue
		}
		add(at, code, indicator.QRIPS)
		at += len(code)
	}
	at := 0
	for line := range strings.Lines(f.Text) {
		const swissLines = 31
		switch strings.TrimRight(line, "\r\n") {
		case "BCD":
			add(at, epcCode(f.Text[at:]), indicator.QREPC)
		case "SPC":
			add(at, firstLines(f.Text[at:], swissLines), indicator.QRSwiss)
		}
		if at += len(line); len(list) >= maxCodes {
			break
		}
	}
	slices.SortStableFunc(list, func(a, b payCode) int { return a.span.Start - b.span.Start })
	return list
}

// epcCode is the EPC code that a text begins with. Behind its sum stand a code of four
// letters, a reference and a purpose, of which one at most is said; the first line that
// cannot be the field in whose place it stands is of the text again, as is what stands
// right behind the sum and is no such code.
func epcCode(text string) string {
	const sum, all, longest = 8, 11, 140 // lines to the sum, lines to the purpose, characters of that
	lines := strings.Split(firstLines(text, all), "\n")
	n := min(len(lines), sum)
	field := func(i int) string {
		if i >= len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[i])
	}
	code, reference, purpose := field(sum), field(sum+1), field(sum+2)
	if code == "" || len(code) <= 4 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		switch {
		case epcReference(reference):
			n = min(len(lines), sum+2)
		case reference == "" && len([]rune(purpose)) <= longest:
			n = min(len(lines), all)
		case code != "":
			n = sum + 1
		}
	}
	return strings.TrimRight(strings.Join(lines[:n], "\n"), "\r\n")
}

// epcReference reports whether a line is a creditor's reference: RF, two check digits and
// up to 21 signs.
func epcReference(s string) bool {
	const fewest, longest = 5, 25
	s = strings.ReplaceAll(s, " ", "")
	return len(s) >= fewest && len(s) <= longest && s[:2] == "RF" && isDigit(s[2]) && isDigit(s[3]) &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// firstLines is the beginning of a text, n lines and no more than a code has.
func firstLines(text string, n int) string {
	text = text[:runeStart(text, maxIPS)]
	end := 0
	for ; n > 0; n-- {
		i := strings.IndexByte(text[end:], '\n')
		if i < 0 {
			return text
		}
		end += i + 1
	}
	return strings.TrimRight(text[:end], "\r\n")
}

// codePayments returns the payments that the codes in f.Text would start, and says
// what about the codes needs a second look.
func (r *reader) codePayments(f *File) (list []incident.Payment) {
	codes := payCodes(f)
	for _, c := range codes {
		p := c.payment
		if !p.Account.Valid {
			f.problem("code-account-wrong", p.Account.Text, "account", p.Account.Text)
		}
		if !indicator.CheckReferenceRS(p.Reference) && p.Account.Kind == indicator.AccountRS {
			f.problem("code-reference-wrong", p.Reference, "reference", p.Reference)
		}
		if p.AmountUnread != "" {
			f.problem("code-amount-unread", p.AmountUnread, "amount", p.AmountUnread)
		}
		if p.Amount.Minor <= 0 || p.Amount.Minor == 1<<63-1 {
			continue // the payer is to fill it in, or it is no sum
		}
		list = append(list, incident.Payment{
			Amount: p.Amount, Direction: "out", Status: incident.Proposed, Reference: p.Reference, Text: p.Purpose,
			From: incident.Account{Name: p.Payer}, To: incident.Account{Name: p.Payee, Account: p.Account.Value},
			Source: incident.Source{Kind: incident.FromSlip},
			Fact:   incident.Fact{Origins: incident.Origins{{Item: f.SHA256, Span: c.span}}},
		})
	}
	r.compareCodes(f, codes)
	return list
}

// compareCodes says where a payment code pays to another account, or another sum,
// than is printed beside it: who pastes a code of his own over somebody's bill leaves
// what is printed there.
func (r *reader) compareCodes(f *File, codes []payCode) {
	if len(codes) == 0 || len(f.Text) > maxSlip || r.opt.Statements == nil {
		return
	}
	text := []byte(f.Text)
	for _, c := range codes {
		for i := c.span.Start; i < c.span.End; i++ {
			if text[i] != '\n' {
				text[i] = ' '
			}
		}
	}
	p := r.printedPayee(string(text))
	for _, c := range codes {
		pay := c.payment
		if account := homeAccount(pay.Account); pay.Account.Valid && p.account != "" && !slices.Contains(p.accounts, account) {
			f.problem("code-account-differs", p.account+" / "+pay.Account.Value, "printed", p.account, "account", pay.Account.Value)
		}
		if sum := p.sum(pay.Amount.Currency); pay.Amount.Minor > 0 && sum.Minor > 0 && !slices.Contains(p.sums, pay.Amount) {
			f.problem("code-amount-differs", sum.String()+" / "+pay.Amount.String(), "printed", sum, "amount", pay.Amount)
		}
	}
}

// printedPayee is what a paper says beside its code.
type printedPayee struct {
	account  string         // that is paid to, as a label says or as the only kind there is
	accounts []string       // all, as [homeAccount] has them
	labelled []money.Amount // behind the label of what is to be paid
	sums     []money.Amount // all
}

func (p *printedPayee) sum(c money.Currency) money.Amount {
	for _, a := range p.labelled {
		if a.Currency == c {
			return a
		}
	}
	return money.Amount{}
}

func (r *reader) printedPayee(text string) (p printedPayee) {
	payers := make(map[string]bool)
	for i := range r.opt.Statements.slips {
		form := &r.opt.Statements.slips[i]
		fields := form.collect(text)
		if a := slipAccount(fields[slipTo]); a != "" && p.account == "" {
			p.account = a
		}
		if a := slipAccount(fields[slipFrom]); a != "" {
			payers[a] = true
		}
		if a, err := money.Parse(strings.Trim(fields[slipAmount], "=* "), form.currency); err == nil {
			p.labelled, p.sums = append(p.labelled, a), append(p.sums, a)
		}
		for _, m := range money.Find(text, form.currency) {
			p.sums = append(p.sums, m.Amount)
		}
	}
	for _, i := range indicator.Find(text) {
		if i.Valid && (i.Kind == indicator.AccountRS || i.Kind == indicator.IBAN) {
			p.accounts = append(p.accounts, homeAccount(i))
			if p.account == "" && !payers[i.Value] {
				p.account = i.Value
			}
		}
	}
	return p
}

// homeAccount is an account as its own country writes it: the IBAN of a Serbian one
// is the same account.
func homeAccount(i indicator.Indicator) string {
	const head = len("RS35")
	if i.Kind == indicator.IBAN && strings.HasPrefix(i.Value, "RS") && len(i.Value) > head {
		return i.Value[head:]
	}
	return i.Value
}
