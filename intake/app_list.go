package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
)

// appRow is a line of the list of payments in a bank's app: a payment, or a day.
type appRow struct {
	span   recourse.Span
	day    figures
	dated  bool         // a day stands in it, or a word such as "Today"
	sum    bool         // a sum stands at its end
	amount money.Amount // zero where its currency was not read
	sign   byte         // of the sum: - + or 0
	name   string
	open   bool // what stands below says that it was not made, or not yet
}

// appRows are the lines of such a list.
type appRows struct {
	rows   []appRow
	titled bool // the picture says that it is one
	open   bool // all of it stands under a word for what is not made yet
}

// appList returns the payments of a picture of a list in a bank's app: rows with a name
// and a sum that has its sign and currency, two of them that went out. The day stands in
// the row; or, where the picture says what it lists, in a line above the rows of that day
// or below its row, as the places of the lines tell. What is not all there is left out
// and counted; ok where the picture is such a list.
func (r *reader) appList(f *File) (list []incident.Payment, ok bool) {
	const fewest = 2
	if r.opt.Statements == nil || f.Kind != KindImage || len(f.Messages) > 0 || len(f.Text) > maxSlip || len(r.opt.Statements.slips) == 0 {
		return nil, false
	}
	if slices.ContainsFunc(r.opt.Statements.slips, func(s slipForm) bool { return s.titled(f.Text) }) {
		return nil, false
	}
	l := r.appRows(f.Text)
	out, days := 0, 0
	for _, row := range l.rows {
		if row.sum && row.sign == '-' {
			out++
		}
		if row.dated {
			days++
		}
	}
	if out < fewest || days < fewest && !l.titled {
		return nil, false
	}
	l.assignDays(f)
	rows, unread := 0, 0
	for _, row := range l.rows {
		if !row.sum {
			continue
		}
		if own, _ := r.named(row.name); own {
			continue // between the person's own accounts
		}
		rows++
		d, dated := row.day.in(row.day.fixed())
		if !dated || row.amount.Minor <= 0 || row.sign == 0 || row.name == "" || row.open || l.open {
			unread++
			continue
		}
		p := incident.Payment{Amount: row.amount, At: recourse.OnDay(d), Status: incident.Proposed, Source: incident.Source{Kind: incident.FromEntry}}
		if p.Direction, p.To.Name = "out", row.name; row.sign == '+' {
			p.Direction, p.To.Name, p.From.Name = "in", "", row.name
		}
		p.Origins = incident.Origins{{Item: f.SHA256, Span: row.span, Place: "entry " + strconv.Itoa(rows)}}
		list = append(list, p)
	}
	if unread > 0 {
		f.problem("app-list-unread", "", "n", unread, "of", rows)
	}
	return list, true
}

// appRows reads the lines of a text that are rows or days.
func (r *reader) appRows(text string) (l appRows) {
	const longest = 160
	app := &r.opt.Statements.slips[0].app // the words of all languages
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		s := strings.TrimSpace(line)
		if s == "" || len(s) > longest {
			continue
		}
		key := strings.Trim(fold.Key(s), " .!*-=:")
		row, ok := r.appRow(s)
		switch {
		case ok && slices.ContainsFunc(app.apart, func(w string) bool { return beginsWith(fold.Key(row.name), w) }):
			continue
		case ok:
			start += strings.Index(line, s)
			row.span = recourse.Span{Start: start, End: start + len(s)}
			l.rows = append(l.rows, row)
		case slices.Contains(app.lists, key):
			l.titled = true
		case len(l.rows) == 0:
			l.open = l.open || slices.Contains(app.open, key)
		case r.notMade(s):
			l.rows[len(l.rows)-1].open = true
		}
	}
	return l
}

// notMade reports whether a line says that a payment was not made, or not yet.
func (r *reader) notMade(line string) bool {
	var a appScreen
	r.opt.Statements.slips[0].words(&a, line)
	return a.open != ""
}

// beginsWith reports whether a folded text begins with a folded word.
func beginsWith(text, word string) bool {
	rest, ok := strings.CutPrefix(text, word)
	return ok && strings.IndexFunc(rest, unicode.IsLetter) != 0
}

// appRow reads one line; ok where it ends with a sum, or is a day.
func (r *reader) appRow(line string) (row appRow, ok bool) {
	const longest = 4 // words of a sum
	words := strings.Fields(strings.TrimRight(line, " >›»"))
	front := words
	for n := min(longest, len(words)); n > 0 && !row.sum; n-- {
		tail := strings.Join(words[len(words)-n:], " ")
		sign := signOf(tail)
		amount, err := money.Parse(strings.TrimLeft(tail, "-−–—+ "), "")
		if err != nil || amount.Minor <= 0 {
			continue
		}
		row.sum, row.amount, row.sign, front = true, amount, sign, words[:len(words)-n]
		if i := len(front) - 1; sign == 0 && i >= 0 && len([]rune(front[i])) == 1 && signOf(front[i]) != 0 {
			row.sign, front = signOf(front[i]), front[:i]
		}
	}
	if n := len(words); !row.sum && n > 1 && signOf(words[n-1]) != 0 && hasCents(strings.TrimLeft(words[n-1], "-−–—+")) {
		row.sum, row.sign, front = true, signOf(words[n-1]), words[:n-1] // its currency was not read
	}
	if !row.sum {
		key := strings.Trim(fold.Key(line), " .,:")
		if c := r.opt.Chats; c != nil && (c.relative[key] || c.weekdays[key]) {
			return appRow{dated: true}, true
		}
		scan := scanner{s: line, words: r.opt.Chats}
		row.day, row.dated = scan.anyDate()
		return row, row.dated
	}
	row.day, front, row.dated = r.cutDay(front)
	if name := strings.Trim(strings.Join(front, " "), " ·•.|,:–-"); strings.IndexFunc(name, unicode.IsLetter) >= 0 && len([]rune(name)) > 1 {
		row.name = name
	}
	return row, true
}

// cutDay takes the day, with its clock, off the words before a sum: it stands first or last.
func (r *reader) cutDay(words []string) (day figures, rest []string, ok bool) {
	for i := range words {
		scan := scanner{s: strings.Join(words[i:], " "), words: r.opt.Chats}
		day, ok = scan.anyDate()
		if !ok {
			continue
		}
		scan.lit(",")
		scan.spaces()
		scan.clock()
		behind := strings.Fields(strings.TrimLeft(scan.rest(), " ·•.|,–-"))
		switch {
		case i == 0:
			return day, behind, true
		case len(behind) == 0:
			return day, words[:i], true
		}
	}
	return figures{}, words, false
}

// signOf is the sign that a sum begins with, 0 for none.
func signOf(s string) byte {
	switch {
	case strings.HasPrefix(s, "+"):
		return '+'
	case strings.IndexAny(s, "-−–—") == 0:
		return '-'
	}
	return 0
}

// assignDays gives rows without a day that of a line of its own. Such a line stands above
// the rows of its day where any has two, else to that row to which all of them are nearer.
// Where that cannot be told, or the picture does not say that it is a list of payments,
// the rows have none.
func (l *appRows) assignDays(f *File) {
	if !l.titled || slices.ContainsFunc(l.rows, func(row appRow) bool { return row.sum && row.dated }) {
		return
	}
	above, below := l.daysStand(f)
	switch {
	case above == below:
		return
	case above:
		var day figures
		for i := range l.rows {
			if row := &l.rows[i]; row.sum {
				row.day = day
			} else {
				day = row.day
			}
		}
	default:
		for i := range l.rows {
			if i+1 < len(l.rows) && l.rows[i].sum && !l.rows[i+1].sum {
				l.rows[i].day = l.rows[i+1].day
			}
		}
	}
}

// daysStand reports whether the days stand above their rows or below; neither where it
// cannot be told.
func (l *appRows) daysStand(f *File) (above, below bool) {
	nearUp, nearDown, days := 0, 0, 0
	for i, row := range l.rows {
		if row.sum {
			continue
		}
		days++
		if i+2 < len(l.rows) && l.rows[i+1].sum && l.rows[i+2].sum {
			return true, false
		}
		if i == 0 || i+1 == len(l.rows) || !l.rows[i-1].sum || !l.rows[i+1].sum {
			continue
		}
		up, here, down := middle(f, l.rows[i-1].span), middle(f, row.span), middle(f, l.rows[i+1].span)
		switch to, from := here-up, down-here; {
		case to <= 0 || from <= 0:
		case from*4 < to*3:
			nearDown++
		case to*4 < from*3:
			nearUp++
		}
	}
	return nearDown > 0 && nearUp == 0, nearUp > 0 && nearDown == 0
}

// middle is how far down in its picture a part of a text stands, 0 where that is not known.
func middle(f *File, s recourse.Span) int {
	box, ok := f.Picture.Box(s)
	if !ok {
		return 0
	}
	return box.Y + box.Height/2
}
