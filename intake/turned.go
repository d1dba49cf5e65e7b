package intake

import "bytes"

// turned tells which amounts of a table with a column for what went out and one for
// what came in have the sign that the others of their column have not: a bank books
// there what it takes back ("crveni storno"). Many banks write a minus before all
// that went out, so it is the rest of the column that says which sign is the usual.
type turned struct {
	plus, minus [2]int // amounts of the debit column, and of the credit column
	// proof is what the balance says of a row: 1 came in, -1 went out.
	proof map[int]int8
}

// signs takes the signs of a row.
func (t *turned) signs(debit, credit []byte) {
	for k, cell := range [2][]byte{debit, credit} {
		switch {
		case !bytes.ContainsAny(cell, "123456789"):
		case negative(cell):
			t.minus[k]++
		default:
			t.plus[k]++
		}
	}
}

// turnedDigits is as how many decimals the figures are read that are compared here.
const turnedDigits = 4

// unusual reports whether a sign is not the one of its column. Where both are as
// frequent it is the minus.
func (t *turned) unusual(k int, minus bool) bool {
	return minus == (t.plus[k] >= t.minus[k]) && t.plus[k]+t.minus[k] > 0
}

// mayTurn reports whether there are rows of which the balance is to be asked: with
// both signs in one column, or so few with a minus alone that all may be taken back.
func (t *turned) mayTurn() bool {
	for k := range t.minus {
		if t.minus[k] > 0 && (t.plus[k] > 0 || t.minus[k] <= fewTurned) {
			return true
		}
	}
	return false
}

const fewTurned, mostTurned = 3, 20_000

// back reports whether an amount of a row was taken back, and whether only its sign says so.
func (t *turned) back(row, k int, minus bool) (back, unsure bool) {
	switch t.proof[row] {
	case 1:
		return k == 0, false
	case -1:
		return k == 1, false
	}
	back = t.unusual(k, minus)
	return back, back
}

// askBalance looks once more at all rows, which each gives with their numbers: their
// balance says which amounts with an unusual sign were taken back.
func (l *layout) askBalance(each func(add func(row int, cell func(column) string))) {
	if !l.has(colBalance) || !l.turned.mayTurn() {
		return
	}
	b := turnedScan{lay: l}
	each(b.add)
	b.decide()
}

// turnedScan asks the running balance about the rows of a table, oldest first and
// newest first, and believes the order in which more of the others fit.
type turnedScan struct {
	lay     *layout
	fits    [2]int
	said    map[int][2]int8
	last    turnedRow
	balance int64
	known   bool // the last row has a balance
}

type turnedRow struct {
	row, k int
	n      int64 // without its sign
	minus  bool
}

// add takes the next row with a date.
func (b *turnedScan) add(row int, cell func(column) string) {
	e := turnedRow{row: row}
	for k, col := range [2]column{colDebit, colCredit} {
		if n, ok := parseFigure(cell(col), b.lay.decimal, turnedDigits); ok && n != 0 && e.n == 0 {
			e.k, e.n, e.minus = k, abs(n), n < 0
		}
	}
	at := cell(colBalance)
	balance, ok := parseFigure(at, b.lay.decimal, turnedDigits)
	const most = 1 << 60
	if !ok || abs(balance) > most || e.n > most {
		b.known = b.known && e.n == 0
		return
	}
	if overdrawn(at) {
		balance = -abs(balance)
	}
	if b.known {
		b.say(0, e, balance-b.balance)
		b.say(1, b.last, b.balance-balance)
	}
	b.last, b.balance, b.known = e, balance, true
}

// say takes by how much the balance moved with a row, in one of the two orders.
func (b *turnedScan) say(way int, e turnedRow, moved int64) {
	if e.n == 0 {
		return
	}
	t := &b.lay.turned
	unusual := t.unusual(e.k, e.minus)
	fits := moved == e.n || moved == -e.n
	if fits && (unusual || (moved < 0) == (e.k == 0)) {
		b.fits[way]++
	}
	if !fits || !unusual && (!e.minus || t.minus[e.k] > fewTurned) || len(b.said) >= mostTurned {
		return
	}
	said := b.said[e.row]
	if said[way] = 1; moved < 0 {
		said[way] = -1
	}
	if b.said == nil {
		b.said = make(map[int][2]int8)
	}
	b.said[e.row] = said
}

// decide keeps what the balance says in the order that fits; where both fit alike,
// what they do not contradict each other in.
func (b *turnedScan) decide() {
	proof := make(map[int]int8, len(b.said))
	for row, said := range b.said {
		switch {
		case b.fits[0] > b.fits[1]:
			proof[row] = said[0]
		case b.fits[1] > b.fits[0]:
			proof[row] = said[1]
		case said[0] == 0 || said[0] == said[1]:
			proof[row] = said[1]
		case said[1] == 0:
			proof[row] = said[0]
		}
	}
	b.lay.turned.proof = proof
}
