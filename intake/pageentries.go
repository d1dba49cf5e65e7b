package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"recourse/incident"
)

// pageEntries adds the entries of the rows to f, and returns how many there are
// and of how many something confirms what was read.
func (r *reader) pageEntries(f *File, p *pageRows) (read, confirmed int) {
	lay := &p.header.lay
	lay.zones.paged = !p.cells
	v := p.survey()
	var payments []incident.Payment
	var balances []string
	var settled, told []bool
	var rows []int
	unread, own := 0, 0
	var zones unclearZones
	for i, row := range p.rows {
		e, ok := lay.entry(i, row.cells, r.opt.Zone)
		if !ok {
			continue
		}
		if !e.read {
			switch lay.balances(row.cells) {
			case "":
				unread++
			case sumOpening:
				p.opens = cmp.Or(p.opens, lay.cell(row.cells, colBalance))
			}
			continue
		}
		if e.own {
			own++
			continue
		}
		zones.add(e.zone)
		e.Origins = incident.Origins{{Item: f.SHA256, Span: row.span, Place: "row " + strconv.Itoa(i+1)}}
		payments = append(payments, e.Payment)
		balances = append(balances, lay.cell(row.cells, colBalance))
		settled = append(settled, e.settled && (p.cells || lay.has(colFee) && lay.has(colNet)))
		rows, told = append(rows, i), append(told, e.told)
	}
	if len(payments) == 0 {
		p.tellDateless(f)
		return 0, 0
	}
	if lay.open && lay.has(colBalance) && !p.cells {
		p.directions(payments, told, balances)
		lay.open = slices.ContainsFunc(payments, func(pay incident.Payment) bool { return pay.Direction == "" })
	}
	unsigned := false
	for i := range payments {
		if lay.open && !told[i] && payments[i].Direction != "" && !(lay.has(colBalance) && !p.cells) {
			payments[i].Direction, unsigned = "", true
			lay.ends(&payments[i])
		}
	}
	c := p.check(payments, balances, rows)
	if unread > 0 && !lay.has(colBalance) || own > 0 || lay.open {
		c.open = allOf(payments)
	}
	if !lay.open {
		c.open = slices.DeleteFunc(c.open, func(i int) bool { return settled[i] || p.cells && payments[i].Status != "" })
	}
	for _, i := range c.open {
		if payments[i].Status == "" {
			payments[i].Status = incident.Proposed
		}
	}
	payments, c = p.withoutDates(payments, rows, c)
	p.tellDateless(f)
	if len(payments) == 0 {
		return 0, 0
	}
	if v.ambiguous(lay.order) {
		f.problem("dates-ambiguous", "")
	}
	if unread > 0 {
		f.problem("rows-not-read", "", "n", unread)
	}
	zones.tell(f)
	if own > 0 {
		f.problem("rows-of-own-balances", "", "n", own)
	}
	if p.vague > 0 {
		f.problem("rows-words-unclear", "", "n", p.vague)
	}
	if unsigned {
		f.problem("direction-unknown", "")
	}
	if payments[0].Amount.Currency == "" {
		f.problem("currency-unknown", "")
	}
	if n := len(c.differ); n > 0 {
		row := p.rows[rows[c.differ[0]]]
		f.problem("rows-balance-differs", "", "n", n, "row", shortRow(row.cells))
	}
	if len(c.open) > 0 {
		f.problem("sums-not-confirmed", "", "n", len(c.open))
	}
	f.Payments, f.Countries = append(f.Payments, payments...), lay.countries
	return len(payments), len(payments) - len(c.open)
}

// withoutDates drops the entries whose date was taken from an earlier one of the day
// and that no balance confirms: they are named as rows without a date.
func (p *pageRows) withoutDates(payments []incident.Payment, rows []int, c proof) ([]incident.Payment, proof) {
	var kept []incident.Payment
	out := proof{differ: c.differ}
	next := c.open // in order
	for i, pay := range payments {
		open := len(next) > 0 && next[0] == i
		if open {
			next = next[1:]
		}
		if row := p.rows[rows[i]]; open && row.inherits {
			p.bare = append(p.bare, row)
			continue
		}
		if open {
			out.open = append(out.open, len(kept))
		}
		kept = append(kept, pay)
	}
	slices.SortStableFunc(p.bare, func(a, b pageRow) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return kept, out
}

// shortRow is what a row says, cut to what fits into a sentence.
func shortRow(cells []string) string {
	const longest = 80
	text := strings.Join(strings.Fields(strings.Join(cells, " ")), " ")
	return text[:runeStart(text, longest)]
}

// survey decides by all rows in which order dates stand, which sign parts the
// decimals, and whether anything says what went out.
func (p *pageRows) survey() votes {
	lay := &p.header.lay
	var v votes
	var d decimalVotes
	var w whose
	var u units
	signed, asks := lay.sided(), lay.openAccount()
	for _, row := range p.rows {
		cell := func(col column) string { return lay.cell(row.cells, col) }
		if asks {
			w.add(cell(colOwnAccount), lay.named(cell))
		}
		dated := false
		for _, col := range []column{colDate, colBooked, colValueDate} {
			s := scanner{s: cell(col)}
			if fig, ok := lay.day(&s); ok && lay.has(col) {
				v.add(fig)
				dated = true
			}
		}
		if dated {
			lay.texts.add(lay.wordsOf(cell), lay.comes(cell))
			lay.turned.signs([]byte(cell(colDebit)), []byte(cell(colCredit)))
		}
		for _, col := range []column{colAmount, colDebit, colCredit, colBalance} {
			d.add(cell(col))
		}
		u.add([]byte(cell(colBalance)))
		if !lay.sided() {
			minus := negative([]byte(cell(colAmount)))
			signed = signed || minus
			lay.signs.add(lay, minus, cell(colType), cell(colText))
		}
	}
	w.decide(lay)
	fill(&lay.currency, u.one())
	lay.decimal = d.decide()
	if lay.order = v.decide(false); lay.order == orderUnknown && v.day == 0 && v.month == 0 {
		lay.order = lay.form.dates
	}
	lay.open = !signed && !lay.signs.allWorded()
	lay.askBalance(func(add func(row int, cell func(column) string)) {
		for i, row := range p.rows {
			add(i, func(col column) string { return lay.cell(row.cells, col) })
		}
	})
	return v
}
