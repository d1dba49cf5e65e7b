package intake

import (
	"strings"
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
	pictured, looks := r.pictureStatement(f)
	if pictured || f.MediaType == "application/pdf" && r.pageStatement(f) || r.tableStatement(f) || f.Kind != KindMail && r.knownPage(f) {
		return
	}
	r.noteSlipSums(f)
	found := r.codePayments(f)
	if len(found) == 0 {
		found = r.slipPayment(f) // a slip may carry its code; it is one payment
	}
	if len(found) == 0 && len(f.Payments) == 0 {
		found = r.noticePayments(f)
	}
	if len(found) == 0 && len(f.Payments) == 0 {
		var listed bool
		if found, listed = r.appList(f); !listed {
			found = r.appPayment(f)
		}
	}
	f.Payments = append(f.Payments, found...)
	if len(f.Payments) == 0 {
		r.noteUnreadSlip(f)
	}
	if looks && len(f.Payments) == 0 {
		f.problem("statement-not-read", "")
	}
}

// maxIPS is how much text a payment code has at most, in bytes, and how many of
// one text are read.
const (
	maxIPS   = 2 << 10
	maxCodes = 50
)

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
