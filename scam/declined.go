package scam

import "slices"

const (
	// declinedWithin is how many messages may lie between a demand and the words by
	// which the person declines it.
	declinedWithin = 8
	// declinedDays is how many days may.
	declinedDays = 3
)

// declined returns the places at which money is asked for, with the words by which the
// person declines. Those answer what was asked for last, and what was asked for with it
// before the person wrote anything. list is in the order of the text.
func (j *judge) declined(list []mention) []Asking {
	var all []Asking
	var units []int
	for _, m := range list {
		if m.means == cueAsked && !j.units[m.unit].doubtful {
			all, units = append(all, Asking{Demand: j.demand(m)}), append(units, m.unit)
		}
	}
	if len(all) == 0 {
		return nil
	}
	said := j.saidOf(cueDeclined)
	for n := range j.units {
		u := &j.units[n]
		if len(said[n]) == 0 || u.who == other || u.quoted || u.third || u.doubtful || u.message < 0 {
			continue
		}
		last, _ := slices.BinarySearch(units, n)
		for i := last - 1; i >= 0 && j.within(&j.units[units[i]], u, declinedWithin, declinedDays); i-- {
			if i < last-1 && slices.ContainsFunc(j.units[units[i]+1:units[i+1]], func(u unit) bool { return u.who != other }) {
				break
			}
			if all[i].Declined.Len() == 0 {
				all[i].Declined = said[n][0]
			}
		}
	}
	return all
}
