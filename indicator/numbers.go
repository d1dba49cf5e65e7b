package indicator

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// numbers finds accounts, IBANs, cards, wallets and telephone numbers: runs of
// letters and digits that have a digit, with what is attached to them.
func (f *finder) numbers() {
	text := f.text
	done := 0
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		start, end := i, i
		for start > done && isAlnum(text[start-1]) {
			start--
		}
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		next := 0
		for from := f.opening(start, done); from <= start && next == 0; from++ {
			if c := text[from]; from == start || c == '+' || c == '(' {
				next = f.number(from, max(from, end))
			}
		}
		i = max(next, end)
		done = i
	}
}

// opening returns where the signs before a number begin that may belong to it.
func (f *finder) opening(start, done int) int {
	if !isDigit(f.text[start]) {
		return start
	}
	from := start
	for from > done && start-from < 2 && (f.text[from-1] == '+' || f.text[from-1] == '(') {
		from--
	}
	return from
}

// number looks at what begins at i, where letters and digits reach to end, and
// returns where its find ends, or 0.
func (f *finder) number(i, end int) int {
	text := f.text
	c := text[i]
	if n := end - i; isAlnum(c) && n >= 26 && n <= 90 && f.starts(i) {
		if kind, value, valid := readWallet(text[i:end]); kind != "" {
			return f.add(kind, i, end, value, valid)
		}
	}
	switch {
	case isAlpha(c):
		if i+4 <= len(text) && isAlpha(text[i+1]) && isDigit(text[i+2]) && f.starts(i) {
			v, stop := readIBAN(text, i)
			if valid := v != "" && ibanChecks(v); valid || v != "" && ibanForm(text[i:stop]) {
				return f.add(IBAN, i, stop, v, valid)
			}
			if v, stop := wrappedIBAN(text, i); v != "" {
				return f.add(IBAN, i, stop, v, true)
			}
		}
	case !f.starts(i):
	case isDigit(c):
		return f.digits(i)
	case i+1 < len(text) && (isDigit(text[i+1]) || text[i+1] == '('):
		return f.phone(i)
	}
	return 0
}

// digits looks at a number that begins with a digit.
func (f *finder) digits(i int) int {
	text := f.text
	if v, end := readAccount(text, i); v != "" && !continues(text, end) {
		written := text[i:end]
		full := end-i > allDigits && digits(text, i) == bankDigits && countDigits(written) == allDigits && !strings.Contains(written, " ")
		if valid := controlled(v); valid && (full || len(written) == allDigits || countDigits(written) >= 9) || full {
			return f.add(AccountRS, i, end, v, valid)
		}
	}
	if v, end := wrappedAccount(text, i); v != "" {
		return f.add(AccountRS, i, end, v, true)
	}
	if number, end := readCard(text, i); number != "" && !continues(text, end) && !f.reference(i, end) {
		span := recourse.Span{Start: i, End: end}
		if !f.free(span) {
			return end
		}
		f.found = append(f.found, Indicator{Kind: Card, Text: maskWritten(text[i:end]), Value: maskCard(number), Valid: true, Span: span})
		return end
	}
	return f.phone(i)
}

func (f *finder) phone(i int) int {
	c := f.text[i]
	if c != '+' && c != '0' && c != '(' && !strings.HasPrefix(f.text[i:], "381") {
		return 0
	}
	if c != '+' && behindGroups(f.text[:i]) {
		return 0
	}
	value, valid, end := f.readPhone(i)
	if value == "" || continues(f.text, end) {
		return 0
	}
	return f.add(Phone, i, end, value, valid)
}

// behindGroups reports whether two groups of four figures, or of letters that are taken
// for them, stand right before a place, as in an IBAN or the number of a card: what
// follows is a piece of that, however wrong it was read.
func behindGroups(before string) bool {
	const groups, long = 2, 4
	for range groups {
		rest, ok := strings.CutSuffix(before, " ")
		for n := 0; ok && n < long; n++ {
			r, size := utf8.DecodeLastRuneInString(rest)
			ok = r >= '0' && r <= '9' || figures[r] != 0
			rest = rest[:len(rest)-size]
		}
		if !ok {
			return false
		}
		before = rest
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// starts reports whether nothing that belongs to it stands before i.
func (f *finder) starts(i int) bool {
	if i == 0 {
		return true
	}
	r, n := utf8.DecodeLastRuneInString(f.text[:i])
	switch r {
	case '-', '.', ',', '/', ':', '–':
		return i-n == 0 || !isDigit(f.text[i-n-1])
	case '+':
		return f.text[i] == '+'
	case '_', '=', '#', '&', '%', '@':
		return r == '='
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.Is(unicode.Han, r)
}

// continues reports whether a number goes on at end.
func continues(text string, end int) bool {
	if end >= len(text) {
		return false
	}
	r, n := utf8.DecodeRuneInString(text[end:])
	switch r {
	case '-', '/', ',', '.', ':':
		return end+n < len(text) && isDigit(text[end+n])
	case '_', '@':
		return true
	}
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

// referenceWords stand before numbers of orders and papers.
var referenceWords = map[string]bool{
	"order": true, "orders": true, "number": true, "no": true, "nr": true, "id": true, "ref": true, "reference": true, "invoice": true,
	"tracking": true, "shipment": true, "dispute": true, "transaction": true, "case": true, "ticket": true, "code": true,
	"broj": true, "br": true, "porudžbina": true, "porudžbine": true, "porudzbine": true, "porudžbinu": true, "porudzbina": true,
	"narudžba": true, "narudžbe": true, "narudzbe": true, "narudžbina": true, "faktura": true, "pošiljka": true, "pošiljke": true,
	"број": true, "бр": true, "поруџбина": true, "поруџбине": true, "订单": true, "订单号": true, "单号": true,
}

// reference reports whether a number in one piece is named as that of an order
// or a paper, here or at another place in the text: some of them fit the check
// digit of a card.
func (f *finder) reference(i, end int) bool {
	if digits(f.text, i) != end-i {
		return false
	}
	number := f.text[i:end]
	if f.refs[number] {
		return true
	}
	if referenceWords[wordBefore(f.text, i)] {
		if f.refs == nil {
			f.refs = map[string]bool{}
		}
		f.refs[number] = true
		return true
	}
	return false
}

// wordBefore returns the word before i in lower case, over spaces and signs.
func wordBefore(text string, i int) string {
	text = strings.TrimRight(text[max(0, i-48):i], " \t\u00a0.:#：(№'\"")
	n := 0
	for n < len(text) {
		r, size := utf8.DecodeLastRuneInString(text[:len(text)-n])
		if !unicode.IsLetter(r) {
			break
		}
		n += size
	}
	return strings.ToLower(text[len(text)-n:])
}
