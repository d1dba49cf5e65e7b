package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/incident"
)

// sumLine is a line that sums up the rows above it.
type sumLine struct {
	line string
	rows int // how many rows stand above it
}

// proof is what confirms the entries of a statement in pages.
type proof struct {
	open   []int // entries whose amounts nothing confirms
	differ []int // those whose balance is not the one before it and their amount
}

// check finds the entries that nothing confirms. A line of totals with the sums of
// what went out and came in confirms those above it, and one with other sums leaves
// all open. A running balance confirms each entry, or each few between two balances,
// that leads from one to the next, oldest or newest first; the first in time is
// confirmed by the balance before it. The balance before all of them and their sum confirm
// all where the balance after them is said to be that. Where the running balance says which entries do not fit, the
// others stand. rows are the places of the entries in p.rows.
func (p *pageRows) check(payments []incident.Payment, balances []string, rows []int) proof {
	lay := &p.header.lay
	cur := payments[0].Amount.Currency
	exp := cur.Exponent()
	moves := make([]int64, len(payments))
	for i, pay := range payments {
		if pay.Amount.Currency != cur || pay.Amount.Minor > 1<<50 || pay.Direction == "" {
			return proof{open: allOf(payments)}
		}
		moves[i] = pay.Amount.Minor
		if pay.Direction == "out" {
			moves[i] = -moves[i]
		}
	}
	back := make([]bool, len(payments))
	for i, pay := range payments {
		back[i] = pay.Reversal
	}
	summed, wrong := p.summed(moves, back, rows, exp)
	var c proof
	l := links{sure: make([]bool, len(moves))}
	if lay.has(colBalance) {
		l = linksOf(moves, p.balances(balances, exp))
		c.differ = l.differ
	}
	if wrong && len(l.differ) == 0 { // else the balance says which entry it is
		return proof{open: allOf(payments)}
	}
	whole := len(l.differ) == 0 && p.closed(moves, exp)
	opening := false
	if n, ok := parseFigure(p.opens, lay.decimal, exp); ok && l.known {
		opening = n == l.before
	}
	for i := range moves {
		if !whole && !l.sure[i] && (!summed[i] || len(l.differ) > 0) && (!opening || !slices.Contains(l.first, i)) {
			c.open = append(c.open, i)
		}
	}
	return c
}

// closed reports whether the balance before the entries and their sum are the balance that
// stands below them.
func (p *pageRows) closed(moves []int64, exp int) bool {
	const most = 10 // lines that say such a balance
	sum, ok := parseFigure(p.opens, p.header.lay.decimal, exp)
	if !ok || len(p.closes) > most {
		return false
	}
	for _, m := range moves {
		sum += m
	}
	return slices.ContainsFunc(p.closes, func(s string) bool {
		n, ok := parseFigure(s, p.header.lay.decimal, exp)
		return ok && n == sum
	})
}

// balanceLine takes a line below the header that says a balance before or after entries.
func (p *pageRows) balanceLine(cells []pageCell) bool {
	texts := cellTexts(cells)
	sums, figure := p.header.lay.sums, balanceIn(texts)
	opens := begins(texts[0], sums.opening)
	switch {
	case !hasCents(figure) || !opens && !begins(texts[0], sums.closing):
		return false
	case opens && p.opens == "":
		p.opens = figure
	default:
		p.closes = append(p.closes, figure)
	}
	return true
}

// balanceIn returns the figure that the first two of the cells say: the last one with
// decimals in one of them, for days and clocks may stand ahead of it, or what stands behind
// a colon or in the second.
func balanceIn(cells []string) string {
	cells = cells[:min(2, len(cells))]
	for _, c := range cells {
		words := strings.Fields(c)
		for i := len(words) - 1; i >= 0; i-- {
			if hasCents(words[i]) {
				return words[i] // "Opening balance 5,000.00"
			}
		}
	}
	_, after, _ := strings.Cut(cells[0], ":")
	return cmp.Or(strings.TrimSpace(after), strings.Join(cells[1:], ""))
}

// summed reports which entries a line of totals confirms, and whether one has other
// sums than the entries above it. Each page may have its own. What was taken back, a
// negative amount in its column, is taken off that column's sum.
func (p *pageRows) summed(moves []int64, back []bool, rows []int, exp int) (sure []bool, wrong bool) {
	sure = make([]bool, len(moves))
	sums := func(from, to int) (out, in int64, n int) {
		for i, m := range moves {
			switch {
			case rows[i] < from || rows[i] >= to:
				continue
			case (m < 0) != back[i]:
				out -= m
			default:
				in += m
			}
			n++
		}
		return out, in, n
	}
	const most, many = 1 << 40, 500
	if len(p.totals) > many {
		return sure, true
	}
	before := 0
	for _, t := range p.totals {
		fits := false
		for _, part := range [][2]int{{0, most}, {0, t.rows}, {before, t.rows}} {
			out, in, n := sums(part[0], part[1])
			if n == 0 || !sumsTo(t.line, p.header.lay.decimal, exp, out, in) {
				continue
			}
			fits = true
			for i := range moves {
				sure[i] = sure[i] || rows[i] >= part[0] && rows[i] < part[1]
			}
			break
		}
		wrong = wrong || !fits
		before = t.rows
	}
	if !slices.Contains(sure, false) {
		wrong = false
	}
	return sure, wrong
}

// balances are the figures of the balances; nil stands for one that is missing or
// cannot be read.
func (p *pageRows) balances(cells []string, exp int) []*int64 {
	const most = 1 << 60
	list := make([]*int64, len(cells))
	for i, s := range cells {
		n, ok := parseFigure(s, p.header.lay.decimal, exp)
		if !ok || n > most || n < -most {
			continue
		}
		if overdrawn(s) {
			n = -abs(n)
		}
		list[i] = &n
	}
	return list
}

// links are what a running balance says of entries.
type links struct {
	sure   []bool
	differ []int
	first  []int // the entries up to the first balance in time
	before int64 // the balance before them, if known
	known  bool
}

// linksOf follows the balances from the first entry on and from the last one on, and
// takes the way on which more entries lead from balance to balance.
func linksOf(moves []int64, balances []*int64) links {
	order := make([]int, len(moves))
	for i := range order {
		order[i] = i
	}
	down := follow(moves, balances, order)
	slices.Reverse(order)
	if up := follow(moves, balances, order); up.count() > down.count() {
		return up
	}
	return down
}

func (l *links) count() int {
	n := 0
	for _, ok := range l.sure {
		if ok {
			n++
		}
	}
	return n
}

func follow(moves []int64, balances []*int64, order []int) links {
	l := links{sure: make([]bool, len(moves))}
	var since []int // entries since the last balance
	sum, last := int64(0), int64(0)
	for _, i := range order {
		since, sum = append(since, i), sum+moves[i]
		if balances[i] == nil {
			continue
		}
		switch at := *balances[i]; {
		case !l.known:
			l.known, l.before, l.first = true, at-sum, since
		case last+sum == at:
			for _, k := range since {
				l.sure[k] = true
			}
		default:
			l.differ = append(l.differ, since...)
		}
		since, sum, last = nil, 0, *balances[i]
	}
	slices.Sort(l.differ)
	return l
}

// directions tells by the running balance which of amounts without a sign went out.
// Those that say so themselves are told; the rest has no direction.
func (p *pageRows) directions(payments []incident.Payment, told []bool, cells []string) {
	lay := &p.header.lay
	exp := payments[0].Amount.Currency.Exponent()
	balances := p.balances(cells, exp)
	side := func(i, prev int) string {
		before := int64(0)
		switch {
		case balances[i] == nil:
			return ""
		case prev >= 0 && prev < len(payments):
			if balances[prev] == nil {
				return ""
			}
			before = *balances[prev]
		default:
			n, ok := parseFigure(p.opens, lay.decimal, exp)
			if !ok {
				return ""
			}
			before = n
		}
		switch n := payments[i].Amount.Minor; *balances[i] - before {
		case n:
			return "in"
		case -n:
			return "out"
		}
		return ""
	}
	along := func(step int) (list []string, n int) {
		list = make([]string, len(payments))
		for i := range payments {
			if list[i] = side(i, i-step); list[i] != "" {
				n++
			}
		}
		return list, n
	}
	down, n := along(1)
	if up, m := along(-1); m > n || m == n && payments[len(payments)-1].At.Time.Before(payments[0].At.Time) {
		down = up
	}
	for i := range payments {
		if told[i] {
			continue
		}
		if payments[i].Direction = down[i]; down[i] != "in" {
			lay.ends(&payments[i])
		}
	}
}

func allOf(payments []incident.Payment) []int {
	all := make([]int, len(payments))
	for i := range all {
		all[i] = i
	}
	return all
}

// overdrawn reports whether a balance is marked as one that the bank is owed.
func overdrawn(balance string) bool {
	words := strings.Fields(strings.ToUpper(balance))
	return slices.ContainsFunc(words, func(w string) bool {
		w = strings.Trim(w, ".")
		return w == "DR" || w == "OD" || w == "D"
	})
}

// sumsTo reports whether a line of totals has these sums. Of a sum that is zero it
// need not speak.
func sumsTo(line string, decimal byte, exp int, out, in int64) bool {
	hasOut, hasIn := out == 0, in == 0
	for _, c := range pageCells(line) {
		if !strings.ContainsAny(c.text, "0123456789") || utf8.RuneCountInString(c.text) > 120 {
			continue
		}
		// "Ukupno zaduženje: 25.250,50 Ukupno odobrenje: 100.000,00"
		for part := range strings.FieldsFuncSeq(c.text, func(r rune) bool { return unicode.IsLetter(r) || r == ':' }) {
			if i := strings.IndexAny(part, "-0123456789"); i > 0 {
				part = part[i:]
			}
			if n, ok := parseFigure(part, decimal, exp); ok {
				hasOut, hasIn = hasOut || abs(n) == out, hasIn || abs(n) == in
			}
		}
	}
	return hasOut && hasIn
}
