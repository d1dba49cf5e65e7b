package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"recourse/fold"
	"recourse/indicator"
	"recourse/money"
)

// slipAccount returns the account in a field, where its control number is right, or a
// sort code with an account number, which have none.
func slipAccount(s string) string {
	if v := sortedAccount(s); v != "" {
		return v
	}
	for _, i := range indicator.Find(s) {
		if (i.Kind == indicator.AccountRS || i.Kind == indicator.IBAN) && i.Valid {
			return i.Value
		}
	}
	return ""
}

// sortedAccount reads the sort code and the account number of a British account and writes
// them as 12-34-56 12345678; "" where a text is something else.
func sortedAccount(s string) string {
	const sort, all = 6, 14
	var digits []byte
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits = append(digits, c)
		case strings.IndexByte(" -,/", c) < 0, c != ' ' && c != '-' && len(digits) != sort:
			return "" // the two may have more between them than spaces and dashes
		}
	}
	if len(digits) != all || !sortCode.MatchString(strings.TrimSpace(s)) {
		return ""
	}
	return fmt.Sprintf("%s-%s-%s %s", digits[:2], digits[2:4], digits[4:sort], digits[sort:])
}

// sortCode is how a sort code begins a text: three pairs, or six figures apart from what follows.
var sortCode = regexp.MustCompile(`^(?:\d\d([- ])\d\d[- ]\d\d|\d{6})[ ,/-]`)

// sorted makes the payee's account of a sort code and a number that stand in fields of
// their own. An "f" ahead of the sum on such a slip is a pound sign that was misread: it
// pays within Britain.
func (*slipForm) sorted(fields map[string]string) {
	number, code := fields[slipToNumber], fields[slipToSort]
	if fields[slipTo] == "" {
		if v := cmp.Or(slipAccount(number), sortedAccount(code+" "+number)); v != "" {
			fields[slipTo] = v
		}
	}
	if sum := fields[slipAmount]; sortedAccount(fields[slipTo]) != "" {
		fields[slipAmount] = pounds(sum)
	}
}

// pounds puts a pound sign where a reader of letters made an f of it.
func pounds(sum string) string {
	i := strings.IndexAny(sum, "fF")
	if i < 0 || strings.Trim(sum[:i], "-−– ") != "" || i+1 == len(sum) || !isDigit(sum[i+1]) {
		return sum
	}
	return sum[:i] + "£" + sum[i+1:]
}

// openLabel is a label whose value stands below it.
type openLabel struct {
	field string
	from  int  // where it begins in its line
	lines int  // that its value may still have
	apart bool // an empty line stands below it
}

// collect reads the values behind or below the labels. The first value of a
// field holds; one below its label begins where that begins, and ends with the
// next label there or an empty line. One empty line may stand between the two.
func (s *slipForm) collect(text string) map[string]string {
	const lines = 3
	fields := make(map[string]string)
	var open []openLabel
	column, inColumn := s.valueColumn(text)
	for line := range strings.Lines(text) {
		cells := pageCells(strings.TrimRight(line, "\r\n"))
		if len(cells) == 0 {
			open = slices.DeleteFunc(open, func(o openLabel) bool { return o.apart || fields[o.field] != "" })
			for i := range open {
				open[i].apart = true
			}
		}
		for i, c := range cells {
			field, value, labelled := s.label(c.text)
			at := slices.IndexFunc(open, func(o openLabel) bool { return beside(o.from, c.from) })
			if !labelled {
				if at >= 0 {
					below(fields, &open[at], c.text)
				}
				continue
			}
			if at >= 0 {
				open = slices.Delete(open, at, at+1)
			}
			if was, known := fields[field]; known {
				if field == slipToSort && was != value {
					fields[field] = "" // of two nobody knows which is the payee's
				}
				continue
			}
			if value == "" && i+1 < len(cells) && s.behind(c, cells[i+1], open) {
				next := cells[i+1] // "Iznos:     6.000,00", "Iznos     6.000,00"
				if strings.HasSuffix(c.text, ":") || s.typed(c, next) || inColumn && len(cells) == 2 && column.is(columnOf(line, c, next)) {
					value = next.text
				}
			}
			if value != "" {
				fields[field] = value
				continue
			}
			open = append(open, openLabel{field: field, from: c.from, lines: lines})
		}
	}
	s.sorted(fields)
	return fields
}

// beside reports whether two places are one column.
func beside(a, b int) bool {
	const near = 3
	return a-b <= near && b-a <= near
}

// below adds a line below a label to its value. Names have several lines.
func below(fields map[string]string, o *openLabel, value string) {
	const longest = 300
	if o.lines == 0 {
		return
	}
	if _, err := money.Parse(strings.TrimLeft(value, "-−– "), ""); err == nil && fields[o.field] != "" {
		o.lines = 0 // a sum below a name is not of it
		return
	}
	o.lines--
	if v := strings.TrimSpace(fields[o.field] + " " + value); len(v) < longest {
		fields[o.field] = v
	}
	if o.field != slipPayer && o.field != slipPayee {
		o.lines = 0
	}
}

// label reads "Iznos: 6.000,00", "Iznos 6.000,00" or a label alone.
func (s *slipForm) label(cell string) (field, value string, ok bool) {
	before, after, _ := strings.Cut(cell, ":")
	if field := s.field(before); field != "" {
		return field, strings.TrimSpace(after), true
	}
	const words = 4
	for n, end := 0, 0; n < words; n++ {
		i := strings.IndexByte(cell[end:], ' ')
		if i < 0 {
			return "", "", false
		}
		end += i
		field, value := s.field(cell[:end]), strings.TrimSpace(cell[end:])
		switch field {
		case slipAmount, slipFee:
			_, err := money.Parse(strings.Trim(value, "=* "), s.currency)
			ok = err == nil
		case slipFrom, slipTo:
			ok = slipAccount(value) != ""
		case slipToSort:
			ok = sortedAccount(value+" 00000000") != ""
		case slipToNumber:
			ok = sortedAccount("00-00-00 "+value) != ""
		case slipNumber:
			ok = slipNo(value) != "" && !strings.Contains(value, " ")
		case slipNothing:
			ok = slipCode(value)
		}
		if ok {
			return field, value, true
		}
		end++
	}
	return "", "", false
}

// slipCode reports whether what stands behind a label of no interest is one, as in
// "šifra plaćanja 189" and "valuta RSD": figures, or a currency.
func slipCode(value string) bool {
	first, _, _ := strings.Cut(value, " ")
	return first != "" && (strings.Trim(first, "0123456789.-/") == "" || findCurrency(first) == first)
}

// field returns the field of which s is a label, or "".
func (s *slipForm) field(label string) string {
	key := strings.TrimSpace(fold.Key(label))
	i := slices.IndexFunc(s.labels, func(l slipLabel) bool { return l.key == key })
	if i < 0 {
		return ""
	}
	return s.labels[i].field
}
