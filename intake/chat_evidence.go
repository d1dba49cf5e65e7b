package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/money"
)

// A chat all of whose dates are days up to the twelfth can be read day-first and
// month-first. Where the order of its own dates does not say which, what lies beside
// it may: entries of statements with the sums that it speaks of, another chat of the
// same person as the same app writes it, and days that its messages name in words.
// Each sign is for one reading only where it speaks against the other, and they decide
// only where all that were found agree. That it was decided so is said.

const (
	// bookedWithin is how many days an entry may lie from the message that speaks of
	// its sum.
	bookedWithin = 4
	// namedWithin is how many days a day that a message names may lie from the
	// message, and namedBeyond from how many on it speaks against a reading.
	namedWithin, namedBeyond = 14, 45
	// weekWithin is how many days a weekday with its figure may lie from the message.
	weekWithin = 10
	// maxEvidence is of how many messages the words are looked at, and maxEvidenceText
	// how much of each, in bytes.
	maxEvidence, maxEvidenceText = 4096, 4096
)

// readings are the two days that a date can mean: day-first and month-first.
type readings [2]recourse.Date

// readingsOf returns the two days that figures can mean; false where they are no date
// of which only the order is open.
func readingsOf(f figures) (readings, bool) {
	d, ok := f.in(dayFirst)
	m, ok2 := f.in(monthFirst)
	return readings{d, m}, ok && ok2 && d != m && f.fixed() == orderUnknown
}

// days lists the readings from the earlier day to the later.
func (r readings) days() []recourse.Date {
	if r[1].Before(r[0]) {
		return []recourse.Date{r[1], r[0]}
	}
	return []recourse.Date{r[0], r[1]}
}

// leaning is how many signs speak for each reading, by what they are.
type leaning struct {
	rows, chats, words [2]int
}

// decide returns the reading that all signs are for, and what the strongest of them
// is; orderUnknown where there are none or they contradict each other.
func (l leaning) decide() (o order, because string) {
	sum := [2]int{}
	for _, n := range [][2]int{l.rows, l.chats, l.words} {
		sum[0], sum[1] = sum[0]+n[0], sum[1]+n[1]
	}
	i := 0
	switch {
	case sum[0] > 0 && sum[1] == 0:
		o = dayFirst
	case sum[1] > 0 && sum[0] == 0:
		o, i = monthFirst, 1
	default:
		return orderUnknown, ""
	}
	switch {
	case l.rows[i] > 0:
		because = "rows"
	case l.chats[i] > 0:
		because = "chats"
	default:
		because = "words"
	}
	return o, because
}

// decideDates gives the chats of which the order of dates is open the one that what
// lies beside them shows.
func decideDates(files []File) {
	var open []*File
	eachChat(files, func(f *File) {
		if f.dated != nil && f.dated.entries != nil {
			open = append(open, f)
		}
	})
	if len(open) == 0 {
		return
	}
	rows := make(map[int64][]booked)
	gatherRows(rows, files)
	for _, f := range open {
		var l leaning
		f.leanByMessages(&l, rows)
		f.leanByChats(&l, files)
		o, because := l.decide()
		if o == orderUnknown || f.dated.runsBack(o) {
			continue
		}
		f.redate(o)
		f.problem("dates-decided", because, "order", recourse.P("dates."+orderName(o)), "because", recourse.P("dates.because."+because))
	}
}

// The orders of a date, as a person chooses one.
const (
	DayFirst   = "day-first"
	MonthFirst = "month-first"
)

// chosenOrder is the order that the person chose for a file; orderUnknown where they did not.
func (r *reader) chosenOrder(f *File) order {
	said, ok := r.opt.Dates[f.Path]
	if !ok {
		said = r.opt.Dates[f.Name]
	}
	switch said {
	case DayFirst:
		return dayFirst
	case MonthFirst:
		return monthFirst
	}
	return orderUnknown
}

// OpenDate is the first date of a chat that can be read two ways where nothing decides.
type OpenDate struct {
	Text string // as it is written
	// Days are what it means day-first and month-first.
	Days [2]recourse.Date
	// Likely is the order of which phones write such headers.
	Likely string
}

var (
	writtenDate = regexp.MustCompile(`\d{1,4}[./-]\d{1,2}[./-]\d{1,4}`)
	// A phone set to American English writes "9/10/26, 6:05 PM"; others with such figures
	// write small letters, or points in them.
	americanHead = regexp.MustCompile(`\d{1,2}/\d{1,2}/\d{2}, \d{1,2}:\d{2}(:\d{2})?[  \x{202F}][AP]M\b`)
)

// OpenDate returns the first date of the chat of which it stays open which of its figures
// is the day; ok is false where there is none.
func (f *File) OpenDate() (open OpenDate, ok bool) {
	if f.Kind != KindChat || f.dated == nil || f.dated.entries == nil {
		return open, false
	}
	f.dated.entries.each(func(l line) {
		two, may := readingsOf(l.date)
		if ok || !may || l.clock < 0 {
			return
		}
		ok = true
		end := l.body.Start
		head := f.Text[strings.LastIndexByte(f.Text[:end], '\n')+1 : end]
		open = OpenDate{Text: writtenDate.FindString(head), Days: two, Likely: DayFirst}
		if americanHead.MatchString(head) {
			open.Likely = MonthFirst
		}
		if open.Text == "" {
			open.Text = fmt.Sprintf("%02d/%02d", l.date.a, l.date.b)
		}
	})
	return open, ok
}

// orderName is how an order is called where the person chooses it.
func orderName(o order) string {
	if o == monthFirst {
		return MonthFirst
	}
	return DayFirst
}

// runsBack reports whether the dates stay back in an order, and do not in the other.
func (d *dated) runsBack(o order) bool {
	i, j := 0, 1
	if o == monthFirst {
		i, j = 1, 0
	}
	return d.votes.backwards[i] > 0 && d.votes.backwards[j] == 0
}

// booked is an entry of a statement: how much, and when.
type booked struct {
	amount money.Amount
	day    recourse.Date
}

// gatherRows lists the dated entries of lists of payments by their minor units.
func gatherRows(rows map[int64][]booked, files []File) {
	const most = 64 // of one sum: more say nothing
	for i := range files {
		f := &files[i]
		for _, p := range f.Payments {
			if p.At.IsZero() || len(rows[p.Amount.Minor]) == most {
				continue
			}
			rows[p.Amount.Minor] = append(rows[p.Amount.Minor], booked{p.Amount, p.At.Date()})
		}
		gatherRows(rows, f.Files)
	}
}

// leanByMessages takes what the messages say: sums that a statement has on one of
// their two days, and days in words.
func (f *File) leanByMessages(l *leaning, rows map[int64][]booked) {
	i, looked := -1, 0
	f.dated.entries.each(func(e line) {
		i++
		two, ok := readingsOf(e.date)
		if !ok || looked == maxEvidence || f.Messages[i].Doubtful {
			return
		}
		looked++
		text := f.Messages[i].Text
		text = text[:runeStart(text, maxEvidenceText)]
		if len(rows) > 0 && money.HasDigit(text) {
			vote(&l.rows, two.booked(text, rows))
		}
		vote(&l.words, f.dated.words.spokenDay(text, two))
	})
}

// vote counts a sign that fits one reading and not the other.
func vote(n *[2]int, fits [2]bool) {
	switch {
	case fits[0] && !fits[1]:
		n[0]++
	case fits[1] && !fits[0]:
		n[1]++
	}
}

// booked reports near which of the two days entries have a sum that the text names.
func (r readings) booked(text string, rows map[int64][]booked) (fits [2]bool) {
	for _, found := range money.Find(text, "") {
		for _, b := range rows[found.Amount.Minor] {
			if found.Amount.Currency != "" && b.amount.Currency != "" && found.Amount.Currency != b.amount.Currency {
				continue
			}
			for i, day := range r {
				if n := day.DaysUntil(b.day); n >= -bookedWithin && n <= bookedWithin {
					fits[i] = true
				}
			}
		}
	}
	return fits
}

// leanByChats takes the order of other chats whose headers are written alike and in
// which somebody of this one speaks: the same person's phone wrote both.
func (f *File) leanByChats(l *leaning, files []File) {
	form := f.dated.form
	if form == 0 {
		return
	}
	eachChat(files, func(o *File) {
		if o.dated == nil || o.dated.form != form || o.SHA256 == f.SHA256 {
			return
		}
		switch own := f.Speakers(); {
		case !slices.ContainsFunc(o.Speakers(), func(s string) bool { return slices.Contains(own, s) }):
		case o.dated.order == dayFirst:
			l.chats[0]++
		case o.dated.order == monthFirst:
			l.chats[1]++
		}
	})
}

// spokenDay reports which of two days the days that a text names in words fit: "today
// is Friday", "Friday 11th", "14 September".
func (c *Chats) spokenDay(text string, two readings) (fits [2]bool) {
	words := wordsOf(text)
	seen := false
	for i := range words {
		ok, has := c.namesDay(words[i:], two)
		if !has {
			continue
		}
		if seen && ok != fits {
			return [2]bool{} // a text that names days of both tells nothing
		}
		fits, seen = ok, true
	}
	return fits
}

// namesDay reports which of two days the words at the beginning of a list fit; has is
// false where they name none, or one that fits both or neither.
func (c *Chats) namesDay(words []spokenWord, two readings) (fits [2]bool, has bool) {
	w := words[0]
	near := func(n int, ago int) (spokenWord, bool) {
		for _, o := range words[1:min(len(words), n+1)] {
			if day, ok := c.weekday[o.key]; ok && day >= 0 {
				o.n = int(day) + ago // the weekday of the message itself
				return o, true
			}
		}
		return spokenWord{}, false
	}
	switch day, isDay := c.weekday[w.key]; {
	case c.isAgo(w.key):
		if o, ok := near(2, c.ago[w.key]); ok {
			return two.onWeekday(o.n)
		}
	case isDay && day >= 0 && len(words) > 1 && words[1].ordinal:
		return two.nearWeekday(day, words[1].n)
	case isDay && day >= 0 && len(words) > 1 && c.isAgo(words[1].key):
		return two.onWeekday(int(day) + c.ago[words[1].key])
	case isDay && day >= 0 && len(words) > 2 && words[2].key != "" && c.isAgo(words[2].key):
		return two.onWeekday(int(day) + c.ago[words[2].key])
	case w.n > 0 && w.n <= 31 && len(words) > 1 && c.months[words[1].key] != 0:
		return two.nearDate(w.n, c.months[words[1].key])
	case c.months[w.key] != 0 && utf8.RuneCountInString(w.key) > 3 && len(words) > 1 && words[1].n > 0 && words[1].n <= 31:
		return two.nearDate(words[1].n, c.months[w.key])
	}
	return fits, false
}

// isAgo reports whether a word is "today" or "yesterday".
func (c *Chats) isAgo(key string) bool {
	_, ok := c.ago[key]
	return ok && key != ""
}

// onWeekday reports which day is that weekday, counted from Sunday.
func (r readings) onWeekday(day int) (fits [2]bool, has bool) {
	for i, d := range r {
		fits[i] = int(d.Weekday()) == day%7
	}
	return fits, fits[0] != fits[1]
}

// nearWeekday reports near which day the n-th of a month is that weekday.
func (r readings) nearWeekday(day time.Weekday, n int) (fits [2]bool, has bool) {
	for i, d := range r {
		for k := -weekWithin; k <= weekWithin; k++ {
			if at := d.AddDays(k); at.Day == n && at.Weekday() == day {
				fits[i] = true
			}
		}
	}
	return fits, fits[0] != fits[1]
}

// nearDate reports near which day that day of a month lies, and that the other is far
// from it.
func (r readings) nearDate(n int, month time.Month) (fits [2]bool, has bool) {
	var apart [2]int
	for i, d := range r {
		apart[i] = 366
		for year := d.Year - 1; year <= d.Year+1; year++ {
			days := d.DaysUntil(recourse.Date{Year: year, Month: month, Day: n})
			apart[i] = min(apart[i], max(days, -days))
		}
		fits[i] = apart[i] <= namedWithin
	}
	far := max(apart[0], apart[1]) > namedBeyond
	return fits, far && fits[0] != fits[1]
}

// spokenWord is a word of a text, folded, or a figure of one or two digits.
type spokenWord struct {
	key     string // of a word
	n       int    // of a figure
	ordinal bool   // the figure ends as one does that counts: 11th, 11.
}

// wordsOf takes a text apart into words and small figures; longer figures, clocks and
// sums with decimals are a word that is none.
func wordsOf(text string) []spokenWord {
	const most = 800
	var words []spokenWord
	for i := 0; i < len(text) && len(words) < most; {
		r, n := utf8.DecodeRuneInString(text[i:])
		start := i
		switch {
		case unicode.IsLetter(r):
			for i < len(text) && (unicode.IsLetter(r) || r == '\'' || r == '’') {
				i += n
				r, n = utf8.DecodeRuneInString(text[i:])
			}
			words = append(words, spokenWord{key: fold.Key(text[start:i])})
		case r >= '0' && r <= '9':
			for i < len(text) && strings.IndexByte("0123456789.,:", text[i]) >= 0 {
				i++
			}
			words = append(words, smallFigure(text[start:i]))
			if w := &words[len(words)-1]; w.n > 0 {
				for _, end := range []string{"st", "nd", "rd", "th"} {
					if strings.HasPrefix(text[i:], end) {
						w.ordinal, i = true, i+len(end)
						break
					}
				}
			}
		default:
			i += n
		}
	}
	return words
}

// smallFigure reads a figure with what stands behind it.
func smallFigure(s string) spokenWord {
	bare := strings.TrimRight(s, ".,:")
	n, digits := figure(bare)
	if digits == 0 || digits > 2 || strings.HasPrefix(s[len(bare):], ":") {
		return spokenWord{}
	}
	return spokenWord{n: n, ordinal: strings.HasPrefix(s[len(bare):], ".")}
}
