package scam

import (
	"cmp"
	"strings"

	"recourse/money"
)

// endings are what may stand between a clause and the next.
const endings = " .!?,;:\n"

// cuesByUnit returns the cues that whoever speaks can give; nil where there are none.
func (j *judge) cuesByUnit() [][]cue {
	first := len(j.rules) + len(j.Checker.facts) + j.Checker.sideCues
	var byUnit [][]cue
	for _, m := range j.finds.met {
		if m < first {
			continue
		}
		if byUnit == nil {
			byUnit = make([][]cue, len(j.units))
		}
		q := &j.cues[m-first+j.Checker.sideCues]
		for _, at := range j.finds.of[m] {
			u := &j.units[at.unit]
			if !u.may(q.By) {
				continue
			}
			end := at.end
			for end > at.start && u.text.String()[end-1] == ' ' {
				end-- // else a cue that ends in a space would be the closer one
			}
			for at.start < end && strings.IndexByte(endings, u.text.String()[at.start]) >= 0 {
				at.start++ // else the end of the sentence before would lie in the cue: "4,500. I paid"
			}
			if q.Means == cueTheirs && u.who != other {
				continue // somebody's own payment, it may be
			}
			c := cue{means: q.Means, span: u.span(at.start, end), ago: q.Ago, times: q.Times}
			switch c.means {
			case cueTotal:
				byUnit[at.unit] = append(byUnit[at.unit], cue{means: cueOther, span: c.span, sum: true})
			case cueTimes:
				if c.times = cmp.Or(q.Times, countIn(u.text.String()[at.start:end])); c.times == 0 {
					continue
				}
			}
			if len(at.groups) >= 4 && at.groups[2] >= 0 {
				c.bare = u.span(at.groups[2], at.groups[3])
			}
			if len(at.groups) >= 6 && at.groups[4] >= 0 {
				c.second = u.span(at.groups[4], at.groups[5])
			}
			byUnit[at.unit] = append(byUnit[at.unit], c)
		}
	}
	return byUnit
}

// currency returns the one that most amounts of the document name; without any,
// dinars in a Serbian text, and else none (ISO 4217 XXX).
func (j *judge) currency() money.Currency {
	var best money.Currency
	counts := j.currencies()
	for c, n := range counts {
		if best == "" || n.times > counts[best].times || n.times == counts[best].times && n.first < counts[best].first {
			best = c
		}
	}
	switch {
	case best != "":
		return best
	case strings.HasPrefix(j.language, "sr"):
		return "RSD"
	default:
		return "XXX"
	}
}

// oneCurrency reports whether all amounts of the document name one currency.
func (j *judge) oneCurrency() bool { return len(j.currencies()) == 1 }

// named is how often a currency is named, and where first.
type named struct{ times, first int }

// currencies counts the currencies that the document names; it is found once.
func (j *judge) currencies() map[money.Currency]named {
	if j.counted != nil {
		return j.counted
	}
	counts := make(map[money.Currency]named)
	for n := range j.units {
		for _, f := range j.find(n, "") {
			c, known := counts[f.Amount.Currency]
			if !known {
				c.first = f.Span.Start
			}
			c.times++
			counts[f.Amount.Currency] = c
		}
	}
	j.counted = counts
	return counts
}
