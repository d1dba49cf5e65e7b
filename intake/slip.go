package intake

import (
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
)

// proposals adds to f the payments that a text asks for or shows, where nothing
// says that they were made: payment codes and slips.
func (r *reader) proposals(f *File) {
	switch f.Kind {
	case KindPage, KindImage, KindText, KindMail:
	default:
		return
	}
	if f.Labelled {
		return
	}
	if f.MediaType == "application/pdf" && r.pageStatement(f) || r.tableStatement(f) || f.Kind != KindMail && r.knownPage(f) {
		return
	}
	r.noteSlipSums(f)
	found := ipsPayments(f)
	if len(found) == 0 {
		found = r.slipPayment(f) // a slip may carry its code; it is one payment
	}
	if len(found) == 0 && len(f.Payments) == 0 {
		found = r.noticePayments(f)
	}
	f.Payments = append(f.Payments, found...)
}

// maxIPS is how much text a payment code has at most, in bytes, and how many of
// one text are read.
const (
	maxIPS   = 2 << 10
	maxCodes = 50
)

// ipsPayments returns the payments of the codes K:PR|V:01|C:1|R:… in f.Text: the
// content of the IPS QR code of the National Bank of Serbia (NBS IPS QR, Smernice
// za primenu standarda; kinds PR, PT, PK and EK).
func ipsPayments(f *File) (list []incident.Payment) {
	for at := 0; len(list) < maxCodes; {
		i := strings.Index(f.Text[at:], "K:")
		if i < 0 {
			return list
		}
		at += i
		code, ok := ipsCode(f.Text[at:])
		if !ok {
			at += len("K:")
			continue
		}
		span := recourse.Span{Start: at, End: at + len(code)}
		at = span.End
		q, err := indicator.ReadQR(code)
		if err != nil || q.Kind != indicator.QRIPS || q.Payment == nil {
			continue
		}
		p := q.Payment
		if !p.Account.Valid {
			f.problem("code-account-wrong", p.Account.Text, "account", p.Account.Text)
		}
		if !indicator.CheckReferenceRS(p.Reference) {
			f.problem("code-reference-wrong", p.Reference, "reference", p.Reference)
		}
		if p.Amount.Minor <= 0 || p.Amount.Minor == 1<<63-1 {
			continue // the payer is to fill it in, or it is no sum
		}
		list = append(list, incident.Payment{
			Amount: p.Amount, Direction: "out", Status: incident.Proposed, Reference: p.Reference, Text: p.Purpose,
			From: incident.Account{Name: p.Payer}, To: incident.Account{Name: p.Payee, Account: p.Account.Value},
			Source: incident.Source{Kind: incident.FromSlip},
			Fact:   incident.Fact{Origins: incident.Origins{{Item: f.SHA256, Span: span}}},
		})
	}
	return list
}

// ipsCode returns the code that text begins with: fields TAG:content with bars
// between. Names may have lines; the last field ends with its line.
func ipsCode(text string) (code string, ok bool) {
	if len(text) < 6 || text[4] != '|' || text[2:4] != "PR" && text[2:4] != "PT" && text[2:4] != "PK" && text[2:4] != "EK" {
		return "", false
	}
	text = text[:min(len(text), maxIPS)]
	end := 0
	for fields := 0; fields < 20; fields++ {
		rest := text[end:]
		tag, _, found := strings.Cut(rest[:min(len(rest), 5)], ":")
		if !found || len(tag) == 0 || len(tag) > 2 || strings.Trim(tag, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			break
		}
		bar, line := strings.IndexByte(rest, '|'), strings.IndexByte(rest, '\n')
		lines := tag == "N" || tag == "P" // these may have several
		if bar < 0 || line >= 0 && line < bar && !lines {
			if line < 0 {
				line = len(rest)
			}
			end += line
			break
		}
		end += bar + 1
	}
	code = strings.TrimRight(text[:end], "| \r\n")
	return code, strings.Contains(code, "|R:")
}
