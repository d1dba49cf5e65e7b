package intake

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// entry is one row of a statement.
type entry struct {
	incident.Payment
	read     bool // the amount could be read
	negative bool
	told     bool // the direction is the row's own word, not the missing of a sign
	settled  bool // a word says that it was carried out, and the sums of the row fit
	undated  bool // its date is no day of the calendar
	own      bool // it moved money between the person's own balances
	unsure   bool // only its sign says that it was taken back
	both     bool // it has one amount that went out and one that came in; the first is taken
}

// entry reads the row of a number; it is none where it has no date.
func (l *layout) entry(row int, cells []string, zone *time.Location) (entry, bool) {
	var e entry
	at, ok := l.moment(l.cell(cells, colDate), zone)
	if !ok {
		return e, false
	}
	if at.Precision == recourse.DayOnly && l.has(colTime) {
		if m, ok := l.moment(l.cell(cells, colDate)+" "+l.cell(cells, colTime), zone); ok {
			at = m
		}
	}
	e.At, e.undated = at, at.IsZero() && !l.onCalendar(l.cell(cells, colDate))
	if word := l.cell(cells, colStatus); word != "" {
		e.Status = l.form.state[fold.Key(word)]
	}
	for _, col := range []column{colValueDate, colBooked} {
		if m, ok := l.moment(l.cell(cells, col), nil); ok && e.ValueDate.IsZero() {
			e.ValueDate = m.Date()
		}
	}
	l.amount(&e, row, cells)
	if !e.read {
		return e, true
	}
	e.own = l.form.isOwn(l.cell(cells, colDirection)) || l.form.isOwn(l.cell(cells, colType))
	net := e.Amount
	l.addFee(&e.Payment, cells)
	e.Reference = l.cell(cells, colReference)
	e.Source = l.source().Numbered(l.numbers, e.Reference)
	e.Text = l.cell(cells, colText)
	l.people(&e.Payment, cells)
	l.rail(&e.Payment, cells)
	l.nameAccount(&e, cells)
	switch { // a card's statement names the merchant there
	case !l.has(colCard):
	case e.Direction == "out":
		fill(&e.To.Name, e.Text)
	case e.Reversal:
		fill(&e.From.Name, e.Text)
	}
	l.original(&e.Payment, cells)
	if e.Original.IsZero() && net != e.Amount {
		e.Original = net // what anybody says of it
	}
	if e.Status == stateBooked {
		e.Status, e.settled = "", l.fits(e, cells)
	}
	return e, true
}

// addFee adds the service's fee to what left, where it comes on top of that.
func (l *layout) addFee(p *incident.Payment, cells []string) {
	const most = 1 << 50
	fee, ok := parseFigure(l.cell(cells, colFee), l.decimal, p.Amount.Currency.Exponent())
	if ok && l.feeAdded && p.Direction == "out" && abs(fee) < most && p.Amount.Minor < most {
		p.Amount.Minor += abs(fee)
	}
}

// source is what kind of record a row is. The numbers of two tables are of one form
// where all columns stand at the same places.
func (l *layout) source() incident.Source {
	if l.numbers == "" {
		l.numbers = fmt.Sprint("table ", l.form.id, l.at)
	}
	return walletOr(incident.FromEntry, l.form.rail)
}

// walletOr is the source of what is read from a service by which all its payments
// go, where that is a wallet: money that left it left an account too.
func walletOr(kind incident.SourceKind, rail string) incident.Source {
	if rail == "paypal" || rail == "e-money" {
		kind = incident.FromWallet
	}
	return incident.Source{Kind: kind}
}

// fits reports whether what is left of an amount is the amount without its fee,
// where the row says all three.
func (l *layout) fits(e entry, cells []string) bool {
	exp := e.Amount.Currency.Exponent()
	gross, ok := parseFigure(l.cell(cells, colAmount), l.decimal, exp)
	net, hasNet := parseFigure(l.cell(cells, colNet), l.decimal, exp)
	fee, hasFee := parseFigure(l.cell(cells, colFee), l.decimal, exp)
	return ok && (!hasNet || !hasFee || gross-net == abs(fee))
}

// original notes what was agreed in another currency than the booked one, as an
// amount and in the entry's text as the bank wrote it.
func (l *layout) original(p *incident.Payment, cells []string) {
	cell := l.cell(cells, colOrigAmount)
	cur := findCurrency(l.cell(cells, colOrigCurrency))
	if cur == "" {
		cur = findCurrency(cell)
	}
	if cell == "" || cur == "" || cur == string(p.Amount.Currency) {
		return
	}
	if !strings.Contains(cell, cur) {
		cell += " " + cur
	}
	p.Text = strings.TrimSpace(p.Text + " (" + cell + ")")
	if a, err := money.Parse(cell, money.Currency(cur)); err == nil {
		a.Minor = abs(a.Minor) // which way it went is the entry's direction
		p.Original = a
	}
}

// moment reads a cell's date, with a clock where it has one. A date whose order
// is not known has no time but is a date all the same.
func (l *layout) moment(cell string, zone *time.Location) (recourse.Moment, bool) {
	p := scanner{s: cell}
	fig, ok := l.day(&p)
	if !ok {
		return recourse.Moment{}, false
	}
	d, known := fig.in(l.order)
	if !known {
		return recourse.Moment{}, true
	}
	p.lit(",")
	if p.lit("T") || p.spaces() {
		if clock, ok := p.clock(); ok && clock > 0 {
			return moment(d, clock, zone), true
		}
	}
	return recourse.OnDay(d), true
}

// onCalendar reports whether a cell's date is a day in some order of its figures.
func (l *layout) onCalendar(cell string) bool {
	p := scanner{s: cell}
	fig, ok := l.day(&p)
	return ok && slices.ContainsFunc([]order{dayFirst, monthFirst, yearFirst}, func(o order) bool {
		_, known := fig.in(o)
		return known
	})
}

// day skips a date in figures or, where the words of months are at hand, with one.
func (l *layout) day(p *scanner) (figures, bool) {
	start := p.i
	if f, ok := p.date(); ok {
		return f, true
	}
	if f, ok := compactDate(p); ok {
		return f, true
	}
	p.i, p.words = start, l.months
	if f, ok := p.namedDate(); ok && !f.noYear {
		return f, true
	}
	p.i = start
	return figures{}, false
}

// compactDate skips a date in the form 20261112.
func compactDate(p *scanner) (figures, bool) {
	s := p.rest()
	if len(s) < 8 || strings.Trim(s[:8], "0123456789") != "" || len(s) > 8 && s[8] >= '0' && s[8] <= '9' {
		return figures{}, false
	}
	y, _ := p.number(4)
	m, _ := p.number(2)
	d, _ := p.number(2)
	return figures{a: int16(y), b: int16(m), c: int16(d), sep: '-', long: true}, y > 1900
}

// amount reads what was paid and in which direction.
func (l *layout) amount(e *entry, row int, cells []string) {
	cur := money.Currency(l.currency)
	if l.chosen.cur != "" {
		cur = l.chosen.cur
	}
	if c := findCurrency(l.cell(cells, colCurrency)); c != "" {
		cur = money.Currency(c)
	}
	for k, side := range [2]struct {
		col       column
		dir, back string
	}{{colDebit, "out", "in"}, {colCredit, "in", "out"}} {
		cell := l.cell(cells, side.col)
		n, ok := parseFigure(cell, l.decimal, cur.Exponent())
		if ok && n != 0 && cur == "" {
			if c := findCurrency(cell); c != "" {
				cur = money.Currency(c)
				n, ok = parseFigure(cell, l.decimal, cur.Exponent())
			}
		}
		if ok && n != 0 && e.read {
			e.both = true
		} else if ok && n != 0 {
			e.Amount, e.Direction, e.read, e.told = money.Amount{Minor: abs(n), Currency: cur}, side.dir, true, true
			if e.Reversal, e.unsure = l.turned.back(row, k, n < 0); e.Reversal {
				e.Direction = side.back
			}
		}
	}
	if e.read || !l.has(colAmount) {
		return
	}
	cell := l.cell(cells, colAmount)
	n, ok := parseFigure(cell, l.decimal, cur.Exponent())
	if !ok {
		return
	}
	if cur == "" {
		cur = money.Currency(findCurrency(cell))
	}
	e.Amount, e.read, e.negative = money.Amount{Minor: abs(n), Currency: cur}, true, n < 0
	e.Direction = "in"
	plus := l.form.plus || l.signs.repaidByMinus(l)
	if n < 0 != plus {
		e.Direction = "out"
	}
	e.told = plus
	if side := l.form.typeWord(l.cell(cells, colType)); side != "" && l.signs.worded() {
		e.Direction, e.told = side, true
	}
	if side := l.form.side(cell); side != "" {
		e.Direction, e.told = side, true
	}
	if side := l.form.word(l.cell(cells, colDirection)); side != "" {
		e.Direction, e.told = side, true
	}
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// people fills in who paid whom. The names of a row that takes another back are those
// of that one: money that comes back comes from its payee.
func (l *layout) people(p *incident.Payment, cells []string) {
	own := l.own
	if c := l.cell(cells, colOwnAccount); c != "" {
		own = c
	}
	if card := l.cell(cells, colCard); own == "" && strings.ContainsAny(card, "0123456789") {
		own = maskCard(card) // a card's statement names the card and no account
	}
	other := incident.Account{Name: l.cell(cells, colName), Account: l.cell(cells, colAccount)}
	p.From, p.To = incident.Account{Account: own}, other
	if (p.Direction == "in") != p.Reversal {
		p.From, p.To = p.To, p.From
	}
	fill(&p.From.Name, l.cell(cells, colPayer))
	fill(&p.From.Account, l.cell(cells, colPayerAccount))
	fill(&p.To.Name, l.cell(cells, colPayee))
	fill(&p.To.Account, l.cell(cells, colPayeeAccount))
	if p.Reversal {
		p.From, p.To = p.To, p.From
	}
}

// maskCard hides the middle of a card's whole number; nothing needs it.
func maskCard(s string) string {
	for _, found := range indicator.Find(s) {
		if found.Kind == indicator.Card {
			return s[:found.Span.Start] + found.Text + s[found.Span.End:]
		}
	}
	return s
}

func fill(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

// ends moves the other side to the receiving end of a payment whose direction
// turned out to be unknown: that is where a missing direction means "out".
func (l *layout) ends(p *incident.Payment) {
	switch {
	case !l.has(colPayer) && !l.has(colPayee):
		p.From, p.To = p.To, p.From
	case l.has(colAccount): // the names have their own columns
		p.From.Account, p.To.Account = p.To.Account, p.From.Account
	}
}

// rail says how a payment went, where the row says so. The column for the type
// speaks before the free text; an account of the other side alone says that it
// was a transfer.
func (l *layout) rail(p *incident.Payment, cells []string) {
	for _, col := range []column{colType, colCard, colText, colName} {
		if !l.has(col) {
			continue
		}
		cell := l.cell(cells, col)
		if cell == "" {
			continue
		}
		way := l.way(cell, col == colType)
		if p.Rail = way.rail; p.Rail == "" && col == colCard && !l.has(colType) {
			p.Rail = "card"
		}
		if p.Rail == "" {
			continue
		}
		if p.Rail == "card" {
			p.CardNetwork = way.network
		}
		return
	}
	if p.Rail = l.form.rail; p.Rail != "" {
		return
	}
	account := p.To.Account
	if p.Direction == "in" {
		account = p.From.Account
	}
	if account != "" {
		p.Rail = "bank-transfer"
	}
}

// way is what the words of a cell say of how a payment went.
type way struct{ rail, network string }

// way reads a cell's words. Those of a statement differ in their numbers alone, and no
// number says how a payment went: of one shape the first is read.
func (l *layout) way(cell string, typed bool) way {
	const longest, most = 256, 4096 // bytes, shapes
	if l.ways == nil {
		l.ways, l.numbered = make(map[string]way), l.form.rails.numbered()
	}
	if l.numbered || len(cell) > longest {
		return l.wayOf(cell, typed)
	}
	if l.shape = l.shape[:0]; typed {
		l.shape = append(l.shape, 't')
	}
	l.shape = appendShape(append(l.shape, ' '), cell)
	w, ok := l.ways[string(l.shape)]
	if !ok {
		if len(l.ways) == most {
			clear(l.ways)
		}
		w = l.wayOf(cell, typed)
		l.ways[string(l.shape)] = w
	}
	return w
}

func (l *layout) wayOf(cell string, typed bool) way {
	l.words = appendWords(l.words[:0], l.folds.New(cell).String())
	return way{l.form.rails.of(l.words, typed), network(l.words)}
}

// appendShape appends s with 0 in place of each number that stands by itself.
func appendShape(dst []byte, s string) []byte {
	for len(s) > 0 {
		n := 0
		for n < len(s) && isWordByte(s[n]) {
			n++
		}
		switch {
		case n == 0:
			dst, n = append(dst, s[0]), 1
		case digitsIn(s[:n]) == n:
			dst = append(dst, '0')
		default:
			dst = append(dst, s[:n]...)
		}
		s = s[n:]
	}
	return dst
}

// isWordByte reports whether a byte can be of a letter or a figure.
func isWordByte(c byte) bool {
	return c >= 0x80 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigitByte(c)
}

// appendWords appends the words of a folded text.
func appendWords(dst []string, s string) []string {
	start := -1
	for i := range len(s) {
		c := s[i]
		word := c >= 0x80 || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			dst, start = append(dst, s[start:i]), -1
		}
	}
	if start >= 0 {
		dst = append(dst, s[start:])
	}
	return dst
}

func notWord(r rune) bool { return r < 0x80 && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }

func network(words []string) string {
	for _, w := range words {
		switch w {
		case "visa", "mastercard", "dina":
			return w
		case "dinacard":
			return "dina"
		}
	}
	return ""
}

// decimalVotes gathers which sign parts the decimals in a file.
type decimalVotes struct{ point, comma int }

func (v *decimalVotes) add(cell string) {
	cell = strings.TrimFunc(money.Plain(cell), func(r rune) bool { return r < '0' || r > '9' })
	dot, comma := strings.LastIndexByte(cell, '.'), strings.LastIndexByte(cell, ',')
	last := max(dot, comma)
	if last < 0 {
		return
	}
	decimals := len(cell) - last - 1
	both := dot >= 0 && comma >= 0
	many := strings.Count(cell, cell[last:last+1]) > 1
	if many && both || !both && !many && decimals == 3 {
		return // 6.000 may be six thousand or six
	}
	if (last == dot) != many {
		v.point++
	} else {
		v.comma++
	}
}

// decide returns '.' or ','; where the file does not say, the sign that makes
// "6.000" and "6,000" thousands is chosen, which 0 stands for.
func (v *decimalVotes) decide() byte {
	switch {
	case v.point > v.comma:
		return '.'
	case v.comma > v.point:
		return ','
	}
	return 0
}

// parseFigure reads a cell's number in minor units of so many digits. decimal is
// the sign before the decimals in this column, or 0 where all signs are for
// grouping; a cell that can be read in one way only is read in that. A range, or a
// cell with words between its digits, is no figure.
func parseFigure(cell string, decimal byte, exponent int) (int64, bool) {
	cell = money.Plain(cell)
	if d, own := ownDecimal(cell); own {
		decimal = d
	}
	negative, parted := false, false // parted: by what stands in no number
	digits, decimals, seen, after := int64(0), 0, false, false
	var last, r rune
	for i := 0; i < len(cell); last = r {
		n := 1
		if r = rune(cell[i]); r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(cell[i:])
		}
		i += n
		switch {
		case r >= '0' && r <= '9':
			if parted && seen {
				return 0, false
			}
			if after && decimals == exponent {
				if r != '0' {
					return 0, false
				}
				continue
			}
			if digits > (math.MaxInt64-9)/10 {
				return 0, false
			}
			digits = digits*10 + int64(r-'0')
			seen = true
			if after {
				decimals++
			}
		case decimal != 0 && r == rune(decimal):
			if after {
				return 0, false
			}
			after = true
		case isMinus(r):
			negative = negative || last != ',' && last != '.' // 6.000,- has no cents
			parted = parted || seen
		case unicode.IsLetter(r) || r == '/':
			parted = parted || seen
		}
	}
	if !seen {
		return 0, false
	}
	for ; decimals < exponent; decimals++ {
		if digits > math.MaxInt64/10 {
			return 0, false
		}
		digits *= 10
	}
	if negative {
		digits = -digits
	}
	return digits, true
}

// isMinus reports whether r marks an amount that left: a minus, a dash or a bracket.
func isMinus(r rune) bool {
	switch r {
	case '-', '−', '–', '—', '(', '（', '－', '﹣':
		return true
	}
	return false
}

// ownDecimal returns the sign before the decimals of a cell that says so itself:
// the last of two different signs, or the only one where other than three digits
// follow it. 0 says that all its signs are for grouping.
func ownDecimal(cell string) (decimal byte, own bool) {
	var last byte
	at, points, commas := -1, 0, 0
	digits := 0 // behind the last sign
	groups := true
	for i := range len(cell) {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits++
		case (c == '.' || c == ',') && i > 0 && i+1 < len(cell) && isDigit(cell[i-1]) && isDigit(cell[i+1]):
			groups = groups && (at < 0 || digits == 3 || digits == 2) // India parts two by two
			last, at, digits = c, i, 0
			if c == '.' {
				points++
			} else {
				commas++
			}
		}
	}
	switch {
	case at < 0:
		return 0, false
	case points+commas == 1:
		return last, digits != 3
	case points > 1 && commas > 1:
		return 0, false
	case points == 0 || commas == 0:
		return 0, groups && digits == 3 // 1.234.567
	case last == '.' && points > 1 || last == ',' && commas > 1:
		return 0, false
	}
	return last, true
}

// side returns what a word in the cell of an amount says of its direction, as in
// "DR 500.00" and "500.00 CR": out, in, or "".
func (f *form) side(cell string) string {
	if strings.IndexFunc(cell, unicode.IsLetter) < 0 {
		return ""
	}
	for _, word := range strings.FieldsFunc(fold.Key(cell), notWord) {
		if isDigit(word[0]) {
			word = strings.TrimLeft(word, "0123456789") // 500.00CR
		}
		switch {
		case word == "":
		case slices.Contains(f.out, word):
			return "out"
		case slices.Contains(f.in, word):
			return "in"
		}
	}
	return ""
}
