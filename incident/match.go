package incident

import (
	"math"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/indicator"
	"recourse/money"
)

// sameDays is how many days two records of one payment may lie apart: a chat
// tells when it was sent, a statement when it was booked, and a weekend with a
// holiday lies between. Two statements of one account lie no days apart.
const sameDays = 4

// sameMinutes is how many minutes two clocks that show one payment may lie apart:
// a slip says when it was ordered, a statement with a clock when it was carried out.
const sameMinutes = 15

// maxLooked is how many payments of one amount and day are compared with one
// record; it bounds what a file of a million equal rows can cost.
const maxLooked = 64

// amountKey and dayKey find known payments by what two records of one share.
type amountKey struct {
	minor int64
	in    bool
}

type dayKey struct {
	amountKey
	day recourse.Date
}

// matcher finds the known payments that a further record can be of. Each is
// given once.
type matcher struct {
	known   []Payment
	byDay   map[dayKey][]int // the undated under the zero day
	byMoney map[amountKey][]int
	taken   []bool
}

// newMatcher finds those of known that a record of more can be of: a statement may have a
// million payments, and few of them the amount of a slip.
func newMatcher(known, more []Payment) *matcher {
	wanted := make(map[amountKey]bool)
	for i := range more {
		for _, k := range keys(&more[i]) {
			wanted[k] = true
		}
	}
	m := &matcher{known, make(map[dayKey][]int), make(map[amountKey][]int), make([]bool, len(known))}
	for i := range known {
		p := &known[i]
		shared := slices.DeleteFunc(keys(p), func(k amountKey) bool { return !wanted[k] })
		if len(shared) == 0 {
			continue
		}
		days := []recourse.Date{p.At.Date()}
		for _, r := range p.Records {
			if d := r.At.Date(); !r.At.IsZero() && !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
		for _, k := range shared {
			m.byMoney[k] = append(m.byMoney[k], i)
			for _, d := range days {
				m.byDay[dayKey{k, d}] = append(m.byDay[dayKey{k, d}], i)
			}
		}
	}
	return m
}

// keys are the amounts under which a payment is known: as it was booked and as
// it was agreed in another currency.
func keys(p *Payment) []amountKey {
	k := []amountKey{{p.Amount.Minor, p.Direction == "in"}}
	if !p.Original.IsZero() && p.Original.Minor != p.Amount.Minor {
		k = append(k, amountKey{p.Original.Minor, p.Direction == "in"})
	}
	return k
}

// SameAmount reports whether two amounts can be the same: a file or a person
// that names no currency contradicts none.
func SameAmount(a, b money.Amount) bool {
	return a.Minor == b.Minor && agree(string(a.Currency), string(b.Currency))
}

// sameMoney reports whether two records agree on an amount, booked or agreed.
func sameMoney(a, b *Payment) bool {
	for _, x := range []money.Amount{a.Amount, a.Original} {
		for _, y := range []money.Amount{b.Amount, b.Original} {
			if !x.IsZero() && SameAmount(x, y) {
				return true
			}
		}
	}
	return false
}

// match returns the known payment that lies so many days from p and fits best,
// and takes it. A record without a day fits any, as if it lay sameDays apart. Where
// alike is set, only what bears the same number as p, or none as p does, fits.
func (m *matcher) match(p *Payment, days int, alike bool) (int, bool) {
	best, bestRank := -1, [3]int{math.MaxInt, math.MaxInt, math.MaxInt}
	look := func(list []int) {
		for _, i := range list[:min(len(list), maxLooked)] {
			if m.taken[i] {
				continue
			}
			if r, ok := rank(&m.known[i], p); ok && (r[0] == 0 || !alike) && slices.Compare(r[:], bestRank[:]) < 0 {
				if best, bestRank = i, r; r == perfect {
					return
				}
			}
		}
	}
	for _, k := range keys(p) {
		switch {
		case p.At.IsZero() && days == sameDays:
			look(untaken(m, m.byMoney, k))
		case p.At.IsZero():
		default:
			look(untaken(m, m.byDay, dayKey{k, p.At.Date().AddDays(-days)}))
			if days > 0 {
				look(untaken(m, m.byDay, dayKey{k, p.At.Date().AddDays(days)}))
			}
			if days == sameDays {
				look(untaken(m, m.byDay, dayKey{amountKey: k}))
			}
		}
	}
	if best >= 0 {
		m.taken[best] = true
	}
	return best, best >= 0
}

// untaken lists the payments under a key, from the first that nothing matched
// yet and without those among the next maxLooked that something did.
func untaken[K comparable](m *matcher, by map[K][]int, k K) []int {
	list := by[k]
	if len(list) == 0 {
		return nil
	}
	n := min(len(list), maxLooked)
	kept := slices.DeleteFunc(list[:n:n], func(i int) bool { return m.taken[i] })
	if len(kept) < n {
		// What is left of the first n moves up to the rest.
		from := n - len(kept)
		copy(list[from:n], slices.Clone(kept))
		list = list[from:]
		by[k] = list
	}
	return list
}

// perfect is the rank that nothing betters: the same number or none, the same minute
// or none, one source.
var perfect = [3]int{0, 0, 1}

// rank says how well two records of the same amount fit one payment, less being
// better, and whether they can.
func rank(known, p *Payment) (r [3]int, ok bool) {
	if !sameTurn(known, p) || !sameMoney(known, p) || !daysMeet(known, p) || !compatible(known, p) || sharesItem(known.Origins, p.Origins) || !canBeOne(known, p) {
		return r, false
	}
	if !bears(known, p.Source.Number) {
		r[0] = 1
	}
	if known.At.Precision >= recourse.WallClock && p.At.Precision >= recourse.WallClock {
		r[1] = apart(known.At, p.At)
		if r[1] > sameMinutes {
			return r, false
		}
	}
	r[2] = len(known.Origins)
	return r, true
}

// sameTurn reports whether two records agree on whether a payment takes back another.
// Who tells of money that came does not know how the bank booked it.
func sameTurn(a, b *Payment) bool {
	return a.Reversal == b.Reversal || a.Direction == "in" && (a.kind() == FromWords || b.kind() == FromWords)
}

// daysMeet reports whether two records can be of one day, or of days that lie as near as
// two records of one payment may, where of one only two days are known that it can be.
func daysMeet(a, b *Payment) bool {
	x, y := a.possible(), b.possible()
	if len(x) == 0 || len(y) == 0 || len(x)+len(y) == 2 {
		return true // nothing is known, or both days are, which are compared elsewhere
	}
	return slices.ContainsFunc(x, func(d recourse.Date) bool {
		return slices.ContainsFunc(y, func(e recourse.Date) bool { n := d.DaysUntil(e); return n >= -sameDays && n <= sameDays })
	})
}

// possible are the days that it can have been, as far as they are known.
func (p *Payment) possible() []recourse.Date {
	if p.At.IsZero() {
		return p.Days
	}
	return []recourse.Date{p.At.Date()}
}

// bears reports whether one of the files that show a payment gives it a number, or
// where there is none, whether no file gives it one.
func bears(p *Payment, number string) bool {
	if len(p.Records) == 0 {
		return p.Source.Number == number
	}
	of := func(r Record) bool { return r.Number == number }
	if number == "" {
		return !slices.ContainsFunc(p.Records, func(r Record) bool { return r.Number != "" })
	}
	return slices.ContainsFunc(p.Records, of)
}

// apart is how many minutes two clocks show between them. Where one names its
// zone and the other does not, only what they show is compared.
func apart(a, b recourse.Moment) int {
	x, y := a.Time, b.Time
	if a.Precision != b.Precision {
		x, y = wall(x), wall(y)
	}
	d := x.Sub(y).Abs()
	return int(d.Minutes())
}

func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func sharesItem(a, b Origins) bool {
	for _, o := range a {
		if !o.Told && slices.ContainsFunc(b, func(p Origin) bool { return p.Item == o.Item }) {
			return true
		}
	}
	return false
}

func agree(a, b string) bool { return a == "" || b == "" || a == b }

// agreeAccounts is agree for accounts however they are written.
// A wallet is known by an address, which is no account of a bank and contradicts none.
func agreeAccounts(a, b string) bool {
	return agree(a, b) || bare(a) == bare(b) || strings.Contains(a, "@") != strings.Contains(b, "@")
}

// compatible reports whether nothing that both records know differs.
func compatible(a, b *Payment) bool {
	if byCard(a) && intoAccount(b) || byCard(b) && intoAccount(a) {
		return false
	}
	return agreeAccounts(a.To.Account, b.To.Account) && agreeAccounts(a.From.Account, b.From.Account) && agreeRails(a.Rail, b.Rail)
}

// byCard reports whether a payment was made with a card, and to no account.
func byCard(p *Payment) bool { return p.Rail == "card" && p.To.Account == "" }

// intoAccount reports whether a payment went to the account of a bank.
func intoAccount(p *Payment) bool {
	if p.To.Account == "" || p.Rail == "card" {
		return false
	}
	_, err := indicator.ParseAccountRS(p.To.Account)
	return err == nil || ibanCountry(bare(p.To.Account)) != ""
}
