package intake

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
)

// pageValue is what stands behind, beside or below a label.
type pageValue struct {
	field, text string
	span        recourse.Span
	date        figures
	amount      money.Amount
	negative    bool
}

// maxPageValues is how many values of one page are read.
const maxPageValues = 10_000

// values returns what the labels of a page stand for, in their order.
func (k *knownPage) values(f *File, words *Chats) (list []pageValue) {
	const lines = 3
	var open []openLabel
	at := 0
	bounds := f.bounds()
	for line := range strings.Lines(f.Text) {
		start := at
		at += len(line)
		const longest = 4 << 10
		if len(line) > longest || len(list) > maxPageValues {
			continue
		}
		fresh := -1 // the open label whose value may stand beside it
		for _, c := range bounds.cells(strings.TrimRight(line, "\r\n"), start) {
			field, rest, colon := k.label(c.text)
			if field == "" || rest != "" && !colon {
				if cut := f.seamLabel(k, c.text, start+c.at); cut > 0 {
					field, rest, colon = k.labels[labelKey(c.text[:cut])], strings.TrimSpace(c.text[cut:]), true
				}
			}
			if field == "" {
				i := fresh
				if i < 0 {
					i = slices.IndexFunc(open, func(o openLabel) bool { return beside(o.from, c.from) })
				}
				fresh = -1
				if i < 0 {
					continue
				}
				if v, ok := k.value(open[i].field, c.text, words); ok {
					list = append(list, v.at(start+c.at))
					open = slices.Delete(open, i, i+1)
				} else if open[i].lines--; open[i].lines == 0 {
					open = slices.Delete(open, i, i+1)
				}
				continue
			}
			open = slices.DeleteFunc(open, func(o openLabel) bool { return beside(o.from, c.from) })
			fresh = -1
			for field != "" && rest != "" { // "Date: 12.11.2026 Time: 18:05"
				v, ok := k.value(field, rest, words)
				if !ok || !colon && pageFields[field] == valueName {
					break
				}
				list = append(list, v.at(start+c.at+len(c.text)-len(rest)))
				behind := strings.TrimSpace(rest[len(v.text):])
				if v.field == pagePaid {
					if on, ok := k.paidOn(behind, words); ok {
						list = append(list, on.at(start+c.at+len(c.text)-len(on.text)))
					}
				}
				field, rest, colon = k.label(behind)
			}
			if field != "" && rest == "" {
				fresh = len(open)
				open = append(open, openLabel{field: field, from: c.from, lines: lines})
			}
		}
	}
	return list
}

// paidOn reads the day that ends what stands behind a sum that was paid: "on Nov 4, 2026".
func (k *knownPage) paidOn(s string, words *Chats) (pageValue, bool) {
	const longest = 6 // of the word before a day
	word, day, _ := strings.Cut(s, " ")
	if len(word) > longest || strings.ContainsAny(word, "0123456789") {
		return pageValue{}, false
	}
	v, ok := k.value(pagePaidOn, strings.TrimSpace(day), words)
	return v, ok && len(v.text) == len(strings.TrimSpace(day))
}

func (v pageValue) at(start int) pageValue {
	v.span = recourse.Span{Start: start, End: start + len(v.text)}
	return v
}

// label reads "Order number: 30012345678", "Order number 30012345678" or a label
// alone. rest is the end of the cell.
func (k *knownPage) label(cell string) (field, rest string, colon bool) {
	if before, after, ok := strings.Cut(cell, ":"); ok {
		key := labelKey(before)
		if field := cmp.Or(k.labels[key], k.labels[key+":"]); field != "" {
			return field, strings.TrimSpace(after), true
		}
	}
	end, best := 0, 0
	for range k.words {
		word := strings.TrimLeft(cell[end:], " \t\u00a0")
		if word == "" {
			break
		}
		end = len(cell) - len(word)
		if i := strings.IndexAny(word, " \t\u00a0"); i > 0 {
			end += i
		} else {
			end = len(cell)
		}
		if f := k.labels[labelKey(cell[:end])]; f != "" {
			field, best = f, end
		}
	}
	if field == "" {
		return "", "", false
	}
	return field, strings.TrimLeft(cell[best:], " \t\u00a0#:"), false
}

func labelKey(s string) string { return strings.Trim(fold.Key(s), " #*.") }

// value reads the beginning of s as a value of the field; its text is as much of
// s as it takes.
func (k *knownPage) value(field, s string, words *Chats) (v pageValue, ok bool) {
	const longest = 160
	v = pageValue{field: field, text: s}
	switch pageFields[field] {
	case valueNumber:
		v.text, _, _ = strings.Cut(s, " ")
		return v, k.number.MatchString(v.text)
	case valueDate:
		p := scanner{s: s, words: words}
		v.date, ok = p.anyDate()
		v.text = strings.TrimRight(s[:p.i], " ,")
		return v, ok && !v.date.noYear
	case valueAmount:
		v.amount, v.text, ok = leadingAmount(s, k.currency)
		v.negative = strings.IndexAny(v.text, "-−–") == 0
		return v, ok
	case valueClock:
		p := scanner{s: s, words: words}
		_, ok = p.clock()
		v.text = s[:p.i]
		return v, ok
	case valueState:
		return v, k.state(s) != ""
	}
	return v, len(s) <= longest && strings.ContainsFunc(s, func(r rune) bool { return r > '9' })
}

// state returns the state that a text begins with, or "".
func (k *knownPage) state(s string) string {
	key := fold.Key(s)
	best := ""
	for w := range k.states {
		if rest, ok := strings.CutPrefix(key, w); ok && len(w) > len(best) && (rest == "" || !isLetter(rest[0])) {
			best = w
		}
	}
	return k.states[best]
}

// leadingAmount reads the amount that s begins with: all of it, or its first words.
func leadingAmount(s string, cur money.Currency) (money.Amount, string, bool) {
	const words = 3
	for n, end := 0, 0; n < words && end < len(s); n++ {
		next := strings.IndexByte(s[end+1:], ' ')
		if next < 0 {
			end = len(s)
		} else {
			end += 1 + next
		}
		text := s[:end]
		if next >= 0 && n+1 < words && moreAmount(s[end:]) {
			continue // "4,000.00 USD", "US $4,000.00"
		}
		plain := strings.Replace(strings.TrimLeft(text, "-−–+ "), "US $", "US$", 1)
		if a, err := money.Parse(plain, cur); err == nil && a.Minor >= 0 {
			return a, text, true
		}
	}
	return money.Amount{}, "", false
}

// moreAmount reports whether what follows is a currency or a figure.
func moreAmount(s string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(s, " "), " ")
	if findCurrency(word) != "" {
		return true
	}
	return strings.ContainsAny(word, "0123456789") && !strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' || r == '(' || r == '/' })
}

// pageDates decides in which order the dates of a page stand.
func pageDates(f *File, values []pageValue) order {
	var v votes
	for _, p := range values {
		if !p.date.none() {
			v.add(p.date)
		}
	}
	o := v.decide(false)
	if v.ambiguous(o) {
		f.problem("dates-ambiguous", "")
	}
	return o
}

// firstOf returns the first value of a field.
func firstOf(values []pageValue, field string) (pageValue, bool) {
	i := slices.IndexFunc(values, func(v pageValue) bool { return v.field == field })
	if i < 0 {
		return pageValue{}, false
	}
	return values[i], true
}

// pagePayment reads the page of one payment.
func (r *reader) pagePayment(f *File, k *knownPage) bool {
	values := k.values(f, r.words)
	number, numbered := firstOf(values, pageNumber)
	amount, ok := firstOf(values, pageAmount)
	if !ok || !numbered || amount.amount.Minor <= 0 {
		return false
	}
	p := incident.Payment{Amount: amount.amount, Rail: k.rail, Reference: number.text, Status: incident.Proposed}
	p.Source = incident.Source{Kind: incident.FromSlip}.Numbered(k.id, number.text)
	payee, out := firstOf(values, pagePayee)
	payer, in := firstOf(values, pagePayer)
	p.To.Name, p.From.Name = payee.text, payer.text
	switch {
	case out && !in || amount.negative:
		p.Direction = "out"
	case in && !out:
		p.Direction = "in"
	default:
		f.problem("direction-unknown", "", "n", 1)
	}
	o := pageDates(f, values)
	date, _ := firstOf(values, pageDate)
	if d, ok := date.date.in(o); ok {
		p.At = recourse.OnDay(d)
	}
	status, _ := firstOf(values, pageStatus)
	switch state := k.state(status.text); {
	case state == pagePaid && sumsFit(values, amount):
		p.Status = ""
	case state == pagePaid:
		f.problem("sums-not-confirmed", "", "n", 1)
	case state != "":
		p.Status = state
	}
	p.Origins = around(f, amount, number, payee, payer, date, status)
	f.Payments = append(f.Payments, p)
	return true
}

// around returns the place from the first of the values to the last.
func around(f *File, values ...pageValue) incident.Origins {
	o := incident.Origin{Item: f.SHA256}
	for _, v := range values {
		if v.field == "" {
			continue
		}
		if o.Span.End == 0 {
			o.Span = v.span
		}
		o.Span.Start, o.Span.End = min(o.Span.Start, v.span.Start), max(o.Span.End, v.span.End)
	}
	return incident.Origins{o}
}

// sumsFit reports whether the amount without its fee is what was left, where the
// page says all three.
func sumsFit(values []pageValue, amount pageValue) bool {
	fee, hasFee := firstOf(values, pageFee)
	net, hasNet := firstOf(values, pageNet)
	if !hasFee || !hasNet {
		return true
	}
	sign := func(v pageValue) int64 {
		if v.negative {
			return -v.amount.Minor
		}
		return v.amount.Minor
	}
	return sign(amount)-fee.amount.Minor == sign(net)
}
