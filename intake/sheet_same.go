package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// sheetPayments are the entries of one sheet of a workbook.
type sheetPayments struct {
	name string
	list []incident.Payment
}

// sheetKey is what two sheets say alike of one payment, however many columns they have.
type sheetKey struct {
	day       recourse.Date
	minor     int64
	direction string
}

// joinSheets returns the payments of a workbook's sheets, each once: those of a sheet
// that all stand in another one (a month beside the year) are that one's, a lone one
// where both name its payee. What else stands in two sheets is said, and stays.
func joinSheets(f *File, sheets []sheetPayments) []incident.Payment {
	order := make([]int, len(sheets)) // most entries first
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(sheets[b].list) - len(sheets[a].list) })
	gone := make(map[int]bool)
	for k, i := range order {
		for _, whole := range order[:k] {
			if gone[whole] {
				continue
			}
			of, n := sheetMatches(sheets[whole].list, sheets[i].list)
			switch {
			case n == len(of) && (n > 1 || sameParty(sheets[whole].list[of[0]], sheets[i].list[0])):
				gone[i] = true
				for j, at := range of {
					addRow(&sheets[whole].list[at], sheets[i].list[j])
				}
			case n > 0:
				f.problem("sheet-equal-payments", "", "n", n, "first", shortened(sheets[whole].name), "second", shortened(sheets[i].name))
			}
			if gone[i] {
				break
			}
		}
	}
	var all []incident.Payment
	for i, s := range sheets {
		if !gone[i] {
			all = append(all, s.list...)
		}
	}
	return all
}

// sheetMatches returns for each entry of part the one of whole that it repeats, or -1,
// and how many there are. No entry is repeated twice.
func sheetMatches(whole, part []incident.Payment) (of []int, n int) {
	at := make(map[sheetKey][]int)
	for _, p := range part {
		at[keyOf(p)] = nil
	}
	for i, p := range whole {
		if list, wanted := at[keyOf(p)]; wanted {
			at[keyOf(p)] = append(list, i)
		}
	}
	const most = 256 // equal sums of one day that are looked through
	of = make([]int, len(part))
	for j, p := range part {
		k := keyOf(p)
		list := at[k]
		i := slices.IndexFunc(list[:min(len(list), most)], func(i int) bool { return sameRow(whole[i], p) })
		if of[j] = -1; i < 0 {
			continue
		}
		of[j] = list[i]
		n++
		list[i] = list[0]
		at[k] = list[1:]
	}
	return of, n
}

func keyOf(p incident.Payment) sheetKey { return sheetKey{p.At.Date(), p.Amount.Minor, p.Direction} }

// sameRow reports whether two entries of one day and sum agree in all that both say,
// and say one thing alike of the other side or of what it was for.
func sameRow(a, b incident.Payment) bool {
	if a.At.IsZero() || !incident.SameAmount(a.Amount, b.Amount) || a.Status != b.Status || a.Reversal != b.Reversal {
		return false
	}
	x, y := otherEnd(a), otherEnd(b)
	alike := 0
	for _, pair := range [][2]string{
		{incident.BareAccount(x.Account), incident.BareAccount(y.Account)},
		{sheetWords(x.Name), sheetWords(y.Name)},
		{sheetWords(a.Text), sheetWords(b.Text)},
		{sheetWords(a.Reference), sheetWords(b.Reference)},
	} {
		switch {
		case pair[0] == "" || pair[1] == "":
		case pair[0] != pair[1]:
			return false
		default:
			alike++
		}
	}
	own, other := ownEnd(a).Account, ownEnd(b).Account
	return alike > 0 && (own == "" || other == "" || incident.SameAccount(own, other))
}

// sameParty reports whether two entries name the other side alike.
func sameParty(a, b incident.Payment) bool {
	x, y := otherEnd(a), otherEnd(b)
	return incident.SameAccount(x.Account, y.Account) || x.Name != "" && sheetWords(x.Name) == sheetWords(y.Name)
}

func sheetWords(s string) string { return strings.Join(strings.Fields(fold.Key(s)), " ") }

// addRow adds to an entry what the row of another sheet says of it.
func addRow(p *incident.Payment, o incident.Payment) {
	for _, pair := range []struct{ to, from *incident.Account }{{&p.From, &o.From}, {&p.To, &o.To}} {
		fill(&pair.to.Name, pair.from.Name)
		fill(&pair.to.Account, pair.from.Account)
	}
	fill(&p.Text, o.Text)
	fill(&p.Reference, o.Reference)
	fill(&p.Rail, o.Rail)
	p.Origins = append(p.Origins, o.Origins...)
}
