package app

import "recourse/indicator"

// MaxIndicators is how many values a verdict lists.
const MaxIndicators = 1000

// indicatorJSON is one value where it stands first, and how often it stands in the
// text, where that is more than once.
type indicatorJSON struct {
	indicator.Indicator
	Times int `json:"times,omitempty"`
}

// fewIndicators is up to how many are compared one by one.
const fewIndicators = 16

// indicatorsOf appends each value once, the first MaxIndicators of them, and
// returns how many more there are. What it returns is never nil.
func indicatorsOf(list []indicatorJSON, all []indicator.Indicator) (_ []indicatorJSON, more int) {
	if list == nil {
		list = make([]indicatorJSON, 0, min(len(all), MaxIndicators))
	}
	if len(all) > fewIndicators {
		return manyIndicators(list, all)
	}
next:
	for _, in := range all {
		for k := range list {
			if list[k].Value == in.Value && list[k].Kind == in.Kind {
				list[k].Times = max(1, list[k].Times) + 1
				continue next
			}
		}
		list = append(list, indicatorJSON{Indicator: in})
	}
	return list, 0
}

func manyIndicators(list []indicatorJSON, all []indicator.Indicator) (_ []indicatorJSON, more int) {
	type value struct {
		kind  indicator.Kind
		value string
	}
	at := make(map[value]int, min(len(all), MaxIndicators))
	for _, in := range all {
		key := value{in.Kind, in.Value}
		k, again := at[key]
		switch {
		case again && k >= 0:
			list[k].Times = max(1, list[k].Times) + 1
		case again: // among those that are left out
		case len(list) < MaxIndicators:
			at[key] = len(list)
			list = append(list, indicatorJSON{Indicator: in})
		default:
			at[key] = -1
			more++
		}
	}
	return list, more
}
