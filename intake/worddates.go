package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"recourse"
)

func (t *wordTable) dayAt(text string) (recourse.Date, bool) {
	if text == "" || !unicode.IsDigit(rune(text[0])) && !unicode.IsLetter(rune(text[0])) {
		return recourse.Date{}, false
	}
	fig, ok := t.header.lay.day(&scanner{s: text})
	if !ok {
		return recourse.Date{}, false
	}
	if d, known := fig.in(dayFirst); known {
		return d, true
	}
	return fig.in(yearFirst)
}

// dateOf reports whether a row has a date. One without a year gets it from the days
// above the table, and one whose year stands in the next line waits for it.
func (t *wordTable) dateOf(row []string, date string) bool {
	lay := &t.header.lay
	if date == "" {
		return false
	}
	p := scanner{s: date, words: lay.months}
	if _, ok := lay.day(&scanner{s: date}); ok {
		return true
	}
	fig, ok := p.namedDate()
	if !ok || !fig.noYear {
		if fig, ok = dayAndMonth(date); !ok {
			return false
		}
	}
	year := t.yearOf(int(fig.a), int(fig.b))
	if year == "" {
		return false
	}
	row[lay.at[colDate]-1] = strings.TrimRight(date, ". ") + map[bool]string{true: " ", false: "."}[fig.named] + year
	return true
}

// dayAndMonth reads "12.11.".
func dayAndMonth(s string) (figures, bool) {
	p := scanner{s: s}
	day, n := p.number(2)
	if n == 0 || !p.lit(".") {
		return figures{}, false
	}
	p.spaces()
	month, n := p.number(2)
	return figures{a: int16(day), b: int16(month)}, n > 0 && strings.Trim(p.rest(), ". ") == "" && month >= 1 && month <= 12
}

// yearOf is the year of a day and month: the only one in which they lie between the
// days above the table, or not long before the only one there. Else it is "".
func (t *wordTable) yearOf(day, month int) string {
	const long = 62 // days of a statement of which only its own day is known
	if len(t.days) == 0 {
		return ""
	}
	first, last := slices.MinFunc(t.days, compareDates), slices.MaxFunc(t.days, compareDates)
	if first == last {
		first = last.AddDays(-long)
	}
	found := ""
	for year := first.Year; year <= last.Year; year++ {
		d := recourse.Date{Year: year, Month: time.Month(month), Day: day}
		if !d.Before(first) && !last.Before(d) {
			if found != "" {
				return ""
			}
			found = strconv.Itoa(year)
		}
	}
	return found
}

func compareDates(a, b recourse.Date) int {
	return cmp.Compare(b.DaysUntil(a), 0)
}
