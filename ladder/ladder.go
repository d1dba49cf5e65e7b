// Package ladder reads a series of payments as a ladder: how fast it rises,
// what it adds up to, and in which range the next demand may lie.
//
// Call [Build] with what was paid, oldest first, and what is asked for now.
//
// Real ladders are heavy-tailed, so the range is wide and says how often such a
// range held. It is no forecast: what matters more is that no payment of such a
// series is the last one.
package ladder

import (
	"fmt"
	"math"

	"recourse"
	"recourse/money"
)

// Quantiles of the ratio of one demand to the one before it, over the steps of
// 18 published ladders: half of the steps lie between the two quarters, and one
// in ten above the last.
const (
	lowerQuarter = 1.6
	median       = 2.4
	upperQuarter = 6.0
	topTenth     = 15.0
	ladders      = 18
)

// The range of the next demand, as multiples of the last one, and the share of
// real steps in it. It begins at the same sum again, which some ask for, and is
// no wider than five times. Between the median and the upper quarter the steps
// are spread evenly by logarithm, which puts 45 % of them between 1.6 and 5; of
// the quarter below 1.6 those that do not fall are in it too, at least 15 %.
const (
	nextLow  = 1.0
	nextHigh = 5.0
	covers   = 0.6
)

// maxRungs is how many payments one ladder may have.
const maxRungs = 10_000

// Shape is how a ladder runs.
type Shape string

// The shapes.
const (
	Single  Shape = "single"  // one amount: nothing to compare
	Rising  Shape = "rising"  // no step down, at least one up
	Flat    Shape = "flat"    // the same amount again
	Falling Shape = "falling" // no step up, at least one down
	Mixed   Shape = "mixed"   // both
)

// Ladder is a series of payments and the demand that follows them. Amounts are
// minor units of Currency.
type Ladder struct {
	Currency  money.Currency `json:"currency"`
	Paid      []int64        `json:"paid"`
	Asked     int64          `json:"asked,omitempty"` // 0 where nothing more is asked for
	Ratios    []float64      `json:"ratios"`          // each step to the one before it, the demand included, to two decimals
	Shape     Shape          `json:"shape"`
	TotalPaid int64          `json:"total_paid"`
	Next      Next           `json:"next"`
}

// Next is the range of the demand after the last one that is known.
type Next struct {
	Low     int64           `json:"low"`
	High    int64           `json:"high"`
	Covers  float64         `json:"covers"` // share of real steps that such a range held
	Because recourse.Phrase `json:"because"`
}

// Last returns the highest rung that is known: the demand, else the last payment.
func (l Ladder) Last() money.Amount {
	if l.Asked > 0 {
		return money.Amount{Minor: l.Asked, Currency: l.Currency}
	}
	if len(l.Paid) == 0 {
		return money.Amount{Currency: l.Currency}
	}
	return money.Amount{Minor: l.Paid[len(l.Paid)-1], Currency: l.Currency}
}

// Total returns what was paid in all.
func (l Ladder) Total() money.Amount {
	return money.Amount{Minor: l.TotalPaid, Currency: l.Currency}
}

// Build makes a ladder of the amounts that were paid, oldest first, and the one
// that is asked for now; the zero Amount means that nothing is. Amounts that are
// not above zero, of several currencies, too many or too large are errors of
// kind [recourse.Invalid].
func Build(paid []money.Amount, asked money.Amount) (Ladder, error) {
	rungs := paid
	if asked != (money.Amount{}) {
		rungs = append(append(make([]money.Amount, 0, len(paid)+1), paid...), asked)
	}
	if err := check(rungs); err != nil {
		return Ladder{}, err
	}
	l := Ladder{Currency: rungs[0].Currency, Asked: asked.Minor, Paid: make([]int64, 0, len(paid)), Ratios: []float64{}}
	total := money.Amount{Currency: l.Currency}
	for _, p := range paid {
		sum, err := total.Add(p)
		if err != nil {
			return Ladder{}, fmt.Errorf("add up the ladder: %w", err)
		}
		total = sum
		l.Paid = append(l.Paid, p.Minor)
	}
	l.TotalPaid = total.Minor
	for i := 1; i < len(rungs); i++ {
		l.Ratios = append(l.Ratios, round2(float64(rungs[i].Minor)/float64(rungs[i-1].Minor)))
	}
	l.Shape = shape(rungs)
	return withNext(l)
}

func check(rungs []money.Amount) error {
	if len(rungs) == 0 {
		return fmt.Errorf("a ladder needs at least one amount: %w", recourse.Invalid)
	}
	if len(rungs) > maxRungs {
		return fmt.Errorf("a ladder of %d amounts is longer than %d: %w", len(rungs), maxRungs, recourse.Invalid)
	}
	for _, a := range rungs {
		if a.Minor <= 0 {
			return fmt.Errorf("amount %q is not above zero: %w", a, recourse.Invalid)
		}
		if a.Currency != rungs[0].Currency {
			return fmt.Errorf("amounts in %q and %q are not one ladder: convert them to one currency first: %w",
				rungs[0].Currency, a.Currency, recourse.Invalid)
		}
	}
	return nil
}

func withNext(l Ladder) (Ladder, error) {
	last := float64(l.Last().Minor)
	if last*nextHigh >= math.MaxInt64 {
		return Ladder{}, fmt.Errorf("amount %q is too large for a ladder: %w", l.Last(), recourse.Invalid)
	}
	l.Next = Next{
		Low:    int64(math.Round(last * nextLow)),
		High:   int64(math.Round(last * nextHigh)),
		Covers: covers,
		Because: recourse.P("ladder.next.because",
			"cases", ladders, "share", int(10*covers), "times", int(nextHigh), "low", lowerQuarter, "high", upperQuarter, "median", median, "top", int(topTenth)),
	}
	return l, nil
}

func shape(rungs []money.Amount) Shape {
	var up, down bool
	for i := 1; i < len(rungs); i++ {
		up = up || rungs[i].Minor > rungs[i-1].Minor
		down = down || rungs[i].Minor < rungs[i-1].Minor
	}
	switch {
	case len(rungs) == 1:
		return Single
	case up && down:
		return Mixed
	case up:
		return Rising
	case down:
		return Falling
	default:
		return Flat
	}
}

func round2(f float64) float64 { return math.Round(f*100) / 100 }
