package intake

import (
	"strconv"
	"strings"
)

// wrappedMail returns the mail in a file that has something before it: Apple Mail's
// .emlx, which begins with the mail's length and ends with a property list, and what one
// copies from the page on which Gmail shows an original, with its table above.
func wrappedMail(h held) (held, bool) {
	text := strings.TrimPrefix(h.text, "\ufeff")
	first, rest, _ := strings.Cut(text[:min(len(text), headSize)], "\n")
	if n, err := strconv.Atoi(strings.TrimSpace(first)); err == nil && len(first) < 24 && n > 0 && looksLikeMail(rest) {
		text = text[len(first)+1:]
		whole := n <= len(text)
		return held{text[:min(n, len(text))], whole}, true
	}
	if at := originalBelow(text[:min(len(text), headSize)]); at > 0 {
		return held{text[at:], h.whole}, true
	}
	return h, false
}

// originalBelow returns where the mail begins below Gmail's table, which names the
// results of SPF and of DKIM or DMARC; 0 where there is none.
func originalBelow(text string) int {
	const most = 25 // lines of the table
	n, at := 0, 0
	spf, signed := false, false
	for l := range strings.Lines(text) {
		if n++; n > most {
			return 0
		}
		switch {
		case strings.HasPrefix(l, "SPF:"):
			spf = true
		case strings.HasPrefix(l, "DKIM:"), strings.HasPrefix(l, "DMARC:"):
			signed = true
		case spf && signed && (strings.HasPrefix(l, "Delivered-To:") || strings.HasPrefix(l, "Received:") || strings.HasPrefix(l, "Return-Path:") || strings.HasPrefix(l, "MIME-Version:")) && looksLikeMail(text[at:]):
			return at
		}
		at += len(l)
	}
	return 0
}
