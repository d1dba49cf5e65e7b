package intake

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// mt940Form is SWIFT's customer statement message MT 940, and MT 942 of the day.
// Source: SWIFT Standards, Category 9, MT 940 and MT 942; for field 86 the
// agreement of German banks (DFÜ-Abkommen, Anlage 3), which others took over.
type mt940Form struct{}

func (mt940Form) media() string { return "application/x-mt940" }

// isMT940 reports whether a head is that of such a message.
func isMT940(head string) bool {
	reference, account, figures := false, false, false
	for line := range strings.Lines(head) {
		if i := strings.Index(line, "{4:"); i >= 0 {
			line = line[i+3:]
		}
		line = strings.TrimPrefix(line, "\ufeff")
		reference = reference || strings.HasPrefix(line, ":20:")
		account = account || strings.HasPrefix(line, ":25:") || strings.HasPrefix(line, ":25P:")
		for _, tag := range []string{":60F:", ":60M:", ":61:", ":34F:"} {
			figures = figures || strings.HasPrefix(line, tag)
		}
		if reference && account && figures {
			return true
		}
	}
	return false
}

// fieldLongest is how much of one field is held, in bytes.
const fieldLongest = 16 << 10

// mt940 reads one file.
type mt940 struct {
	*ledger
	tag     string
	field   []string // its lines
	size    int
	account string
	cur     money.Currency
	entry   mt940Entry
	open    bool
	n       int
	unread  int
	noCur   bool
	// sum is what the entries since the opening balance come to.
	sum, opening money.Amount
	balanced     bool // sum and opening are known
	differs      int
}

// mt940Entry is a statement line (field 61) with what is told of it (field 86).
type mt940Entry struct {
	incident.Payment
	kind string // the three letters of the type
	info []string
	span recourse.Span
}

func (mt940Form) read(l *ledger) {
	m := &mt940{ledger: l}
	l.each(func(w *window) {
		s := newLineScan(w)
		for !m.stopped && s.next() {
			m.line(string(s.text), s.span())
		}
		m.endField(recourse.Span{})
		m.give()
		m.unread += s.long
	})
	if m.unread > 0 {
		l.f.problem("rows-not-read", "", "n", m.unread)
	}
	if m.noCur {
		l.f.problem("currency-unknown", "")
	}
	if m.differs > 0 {
		l.f.problem("balance-differs", "", "n", m.differs)
	}
}

// line takes one line: the begin of a field, or more of the one that is open.
func (m *mt940) line(line string, span recourse.Span) {
	if i := strings.Index(line, "{4:"); i >= 0 {
		line = line[i+3:]
	}
	tag, rest, ok := fieldTag(line)
	switch {
	case ok:
		m.endField(span)
		m.tag, m.field, m.size = tag, append(m.field[:0], rest), len(rest)
		if tag == "61" {
			m.give()
			m.entry.span = span
		}
	case m.tag == "":
	case line == "-" || strings.HasPrefix(line, "-}") || strings.HasPrefix(line, "{"):
		m.endField(span)
		m.give()
	case m.size < fieldLongest:
		m.field, m.size = append(m.field, line), m.size+len(line)
		if m.tag == "61" || m.tag == "86" && m.open {
			m.entry.span.End = span.End
		}
	}
	if ok && tag == "86" && m.open {
		m.entry.span.End = span.End
	}
}

// fieldTag reads ":61:" and its like.
func fieldTag(line string) (tag, rest string, ok bool) {
	if len(line) < 4 || line[0] != ':' || line[1] < '0' || line[1] > '9' || line[2] < '0' || line[2] > '9' {
		return "", "", false
	}
	switch {
	case line[3] == ':':
		return line[1:3], line[4:], true
	case len(line) > 4 && line[3] >= 'A' && line[3] <= 'Z' && line[4] == ':':
		return line[1:4], line[5:], true
	}
	return "", "", false
}

// endField takes in the field that is open.
func (m *mt940) endField(recourse.Span) {
	text := strings.Join(m.field, "\n")
	switch m.tag {
	case "20":
		m.give()
		m.account, m.cur, m.balanced = "", "", false
	case "25", "25P":
		m.account = swiftAccount(m.field[0])
	case "34F":
		if len(text) >= 3 && m.cur == "" {
			m.cur = money.Currency(text[:3])
		}
	case "60F", "60M":
		m.opens(m.field[0])
	case "61":
		m.statementLine(m.field)
	case "62F", "62M":
		m.give()
		m.closes(m.field[0])
	case "86":
		if m.open {
			m.entry.info = append(m.entry.info, m.field...)
		}
	}
	m.tag, m.field = "", m.field[:0]
}

// swiftAccount returns the account of field 25 without the bank's BIC before it
// and the currency behind it.
func swiftAccount(s string) string {
	s = strings.TrimSpace(s)
	if bic, account, ok := strings.Cut(s, "/"); ok && (len(bic) == 8 || len(bic) == 11) && strings.Trim(bic[:6], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		s = account
	}
	if n := len(s); n > 6 && findCurrency(s[n-3:]) == s[n-3:] && s[n-4] >= '0' && s[n-4] <= '9' || n > 6 && s[n-4] == ' ' && findCurrency(s[n-3:]) == s[n-3:] {
		s = strings.TrimSpace(s[:n-3])
	}
	return s
}

// balance reads a balance: C or D, the day, the currency and the amount.
func balance(s string) (money.Amount, bool) {
	s = strings.TrimSpace(s)
	const figures = len("C261112EUR")
	if len(s) <= figures || s[0] != 'C' && s[0] != 'D' {
		return money.Amount{}, false
	}
	cur := money.Currency(s[7:10])
	n, ok := swiftDecimal(s[figures:], cur.Exponent())
	if s[0] == 'D' {
		n = -n
	}
	return money.Amount{Minor: n, Currency: cur}, ok
}

func (m *mt940) opens(s string) {
	if len(s) > 10 {
		m.cur = money.Currency(s[7:10])
	}
	m.opening, m.balanced = balance(s)
	m.sum = money.Amount{Currency: m.opening.Currency}
}

// closes compares the closing balance with the opening one and the entries.
func (m *mt940) closes(s string) {
	closing, ok := balance(s)
	if !m.balanced || !ok {
		return
	}
	if total, err := m.opening.Add(m.sum); err != nil || total != closing {
		m.differs++
	}
	m.balanced = false
}

// statementLine reads field 61: value date, day of entry, mark of direction,
// amount, type, references, and in a line of its own more of them.
func (m *mt940) statementLine(lines []string) {
	span := m.entry.span
	m.n++
	m.entry, m.open = mt940Entry{span: span}, false
	e := &m.entry
	s := lines[0]
	value, ok := swiftDate(s)
	if !ok {
		m.unread++
		m.balanced = false
		return
	}
	s = s[6:]
	e.ValueDate, e.At = value, recourse.OnDay(value)
	if len(s) > 4 && strings.Trim(s[:4], "0123456789") == "" {
		if d, ok := nearDate(value, s[:4]); ok {
			e.At = recourse.OnDay(d)
		}
		s = s[4:]
	}
	mark, s := directionMark(s)
	end := strings.IndexFunc(s, func(r rune) bool { return r != ',' && r != '.' && (r < '0' || r > '9') })
	if end < 0 {
		end = len(s)
	}
	n, ok := swiftDecimal(s[:end], m.cur.Exponent())
	if !ok || mark == "" {
		m.unread++
		m.balanced = false
		return
	}
	e.Amount = money.Amount{Minor: n, Currency: m.cur}
	e.Direction, e.Reversal = "in", strings.HasPrefix(mark, "R")
	if mark == "D" || mark == "RC" || mark == "ED" {
		e.Direction = "out"
	}
	if mark[0] == 'E' {
		e.Status = incident.Pending
	}
	if s = s[end:]; len(s) >= 4 {
		e.kind, s = s[1:4], s[4:]
	}
	ref, bank, _ := strings.Cut(s, "//")
	e.Reference = cmp.Or(notNone(ref), notNone(bank))
	e.Source = e.Source.Numbered("mt940 own", notNone(ref)).Numbered("mt940", notNone(bank))
	if len(lines) > 1 {
		e.Text = strings.TrimSpace(strings.Join(lines[1:], " "))
	}
	m.open = true
	m.add(e.Payment)
}

// swiftDecimal reads an amount. SWIFT parts decimals by a comma; some banks write a point
// there, or group thousands by the other of the two. One point before three digits can be
// either, and is refused where the currency has fewer decimals.
func swiftDecimal(s string, exponent int) (int64, bool) {
	s = strings.TrimSpace(s)
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case point < 0:
		return parseDecimal(s, ',', exponent)
	case comma < 0:
		const thousands = 3
		if len(s)-point-1 == thousands && exponent < thousands {
			return 0, false
		}
		return parseDecimal(s, '.', exponent)
	case comma > point:
		return grouped(s, comma, ".", ',', exponent)
	default:
		return grouped(s, point, ",", '.', exponent)
	}
}

// grouped reads an amount whose thousands are parted by one sign and whose decimals,
// from a place on, by another.
func grouped(s string, at int, group string, decimal byte, exponent int) (int64, bool) {
	for i, part := range strings.Split(s[:at], group) {
		if i > 0 && len(part) != 3 || i == 0 && (len(part) == 0 || len(part) > 3) {
			return 0, false
		}
	}
	return parseDecimal(strings.ReplaceAll(s[:at], group, "")+s[at:], decimal, exponent)
}

// add counts an entry for the balance.
func (m *mt940) add(p incident.Payment) {
	a := p.Amount
	if p.Direction == "out" {
		a.Minor = -a.Minor
	}
	sum, err := m.sum.Add(a)
	if err != nil || p.Status != "" {
		m.balanced = m.balanced && err == nil
		return
	}
	m.sum = sum
}

func notNone(ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "NONREF" || ref == "NOTPROVIDED" {
		return ""
	}
	return ref
}

// directionMark cuts C, D, RC, RD, EC or ED off, and the letter of the currency
// that may follow it.
func directionMark(s string) (mark, rest string) {
	for _, mark := range []string{"RC", "RD", "EC", "ED", "C", "D"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			if rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
				rest = rest[1:]
			}
			return mark, rest
		}
	}
	return "", s
}

// swiftDate reads YYMMDD.
func swiftDate(s string) (recourse.Date, bool) {
	if len(s) < 6 || strings.Trim(s[:6], "0123456789") != "" {
		return recourse.Date{}, false
	}
	y, _ := strconv.Atoi(s[:2])
	mo, _ := strconv.Atoi(s[2:4])
	d, _ := strconv.Atoi(s[4:6])
	if y += 2000; y > 2079 {
		y -= 100
	}
	return realDate(y, mo, d)
}

// realDate returns the day, if there is one.
func realDate(y, m, d int) (recourse.Date, bool) {
	date := recourse.Date{Year: y, Month: time.Month(m), Day: d}
	return date, m >= 1 && m <= 12 && d >= 1 && recourse.DateOf(date.In(time.UTC)) == date
}

// nearDate reads MMDD as the day of that name that lies nearest to another.
func nearDate(to recourse.Date, s string) (recourse.Date, bool) {
	mo, _ := strconv.Atoi(s[:2])
	d, _ := strconv.Atoi(s[2:])
	y := to.Year
	switch {
	case mo-int(to.Month) > 6:
		y--
	case int(to.Month)-mo > 6:
		y++
	}
	return realDate(y, mo, d)
}

// give hands out the entry that is open.
func (m *mt940) give() {
	if !m.open {
		return
	}
	m.open = false
	e := &m.entry
	m.noCur = m.noCur || e.Amount.Currency == ""
	other := m.told(e)
	mine := incident.Account{Account: m.account}
	if e.Direction == "in" {
		e.From, e.To = other, mine
	} else {
		e.From, e.To = mine, other
	}
	if e.Rail == "" {
		e.Rail = m.opt.Statements.codeRail(schemeSWIFT, e.kind)
	}
	if e.Rail == "" && other.Account != "" {
		e.Rail = "bank-transfer"
	}
	m.ledger.entry(e.Payment, e.span, fmt.Sprintf("entry %d", m.n))
}
