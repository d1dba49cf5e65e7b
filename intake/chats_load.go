package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/fold"
)

// LoadChats reads and proves chats/*.yaml and chats/stores/*.yaml of fsys. Its errors are of kind
// Invalid and name the file.
func LoadChats(fsys fs.FS) (*Chats, error) {
	c := &Chats{}
	var files []chatsFile
	err := eachKnown(fsys, "chats/*.yaml", func(id string, file chatsFile) error {
		files = append(files, file)
		if file.ID != id {
			return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
		}
		return c.add(file)
	})
	c.finish()
	errs := []error{err, c.loadStores(fsys)}
	for _, file := range files {
		if err := c.prove(file); err != nil {
			errs = append(errs, fmt.Errorf("chats/%s.yaml: %w", file.ID, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// addDays takes a language's weekdays, which are listed week by week from Monday, and
// its words for today and yesterday, in this order.
func (c *Chats) addDays(file chatsFile) error {
	const week = 7
	if len(file.Weekdays)%week != 0 || len(file.Relative) > 2 {
		return fmt.Errorf("weekdays are not whole weeks from Monday, or relative is not today and yesterday: %w", recourse.Invalid)
	}
	for i, w := range file.Weekdays {
		day, key := time.Weekday((i+1)%week), fold.Key(w)
		if was, known := c.weekday[key]; known && was != day {
			day = -1
		}
		put(&c.weekday, key, day)
	}
	for i, w := range file.Relative {
		put(&c.ago, fold.Key(w), i)
	}
	return nil
}

// add takes a language's words.
func (c *Chats) add(file chatsFile) error {
	if n := len(file.Months); n != 0 && n != 12 {
		return fmt.Errorf("months are %d and not twelve: %w", n, recourse.Invalid)
	}
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a line each: %w", recourse.Invalid)
	}
	for half, words := range file.Halves {
		n := slices.Index([]string{"", "am", "pm", "noon"}, half)
		if n < 1 {
			return fmt.Errorf("half of the day %q is not am, pm or noon: %w", half, recourse.Invalid)
		}
		for _, w := range words {
			c.halves = append(c.halves, halfWord{w, n})
		}
	}
	c.skips = append(append(c.skips, file.Between...), file.After...)
	for i, names := range file.Months {
		for _, n := range names {
			put(&c.months, fold.Key(n), time.Month(i+1))
		}
	}
	for what, words := range file.Omitted {
		for _, w := range words {
			put(&c.omitted, fold.Key(w), what)
			c.end(w)
		}
	}
	for col, names := range file.Columns {
		if !slices.Contains([]string{chatAt, chatDate, chatClock, chatFrom, chatPhone, chatText, chatOwn, chatWay}, col) {
			return fmt.Errorf("column %q is not known: %w", col, recourse.Invalid)
		}
		for _, n := range names {
			put(&c.columns, fold.Key(n), col)
		}
	}
	for way, words := range file.Ways {
		if way != wayOut && way != wayIn {
			return fmt.Errorf("way %q is not out or in: %w", way, recourse.Invalid)
		}
		for _, w := range words {
			put(&c.ways, fold.Key(w), way)
		}
	}
	for _, t := range file.Titles {
		before, after, ok := strings.Cut(t, "*")
		if !ok || before == "" {
			return fmt.Errorf("title %q has no star, or nothing before it: %w", t, recourse.Invalid)
		}
		c.titles = append(c.titles, [2]string{before, after})
	}
	set(&c.weekdays, file.Weekdays)
	set(&c.relative, file.Relative)
	if err := c.addDays(file); err != nil {
		return err
	}
	set(&c.self, file.Self)
	set(&c.desks, file.Desks)
	set(&c.headings, file.Headings)
	set(&c.opens, file.Mail.Opens)
	for _, w := range file.Mail.Wrote {
		c.wrote = append(c.wrote, " "+fold.Key(w))
	}
	set(&c.sender, file.Mail.From)
	set(&c.sent, file.Mail.Sent)
	c.addHeads(file)
	c.after = append(c.after, file.Attached.After...)
	c.before = append(c.before, file.Attached.Before...)
	c.until = append(c.until, file.Attached.Until...)
	c.edited = append(c.edited, file.Edited...)
	for _, s := range file.Deleted {
		if strings.Contains(s, "*") {
			c.takenBy = append(c.takenBy, newPattern(s, strings.TrimSpace))
		} else {
			put(&c.deleted, s, true)
		}
	}
	for _, s := range file.System {
		c.system = append(c.system, newPattern(s, fold.Key))
	}
	for _, s := range file.Screen.Status {
		c.status = append(c.status, newPattern(s, fold.Key))
	}
	for _, s := range file.Screen.Input {
		c.input = append(c.input, newPattern(s, fold.Key))
	}
	return nil
}

func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = make(map[string]V)
	}
	(*m)[key] = v
}

func set(m *map[string]bool, words []string) {
	for _, w := range words {
		put(m, fold.Key(w), true)
	}
}

// finish orders what is searched, longest first, and notes how lines end that
// are about a file.
func (c *Chats) finish() {
	longest := func(a, b string) int { return len(b) - len(a) }
	slices.SortStableFunc(c.halves, func(a, b halfWord) int { return longest(a.word, b.word) })
	slices.SortStableFunc(c.skips, longest)
	slices.SortStableFunc(c.before, longest)
	slices.SortStableFunc(c.titles, func(a, b [2]string) int { return longest(a[0], b[0]) })
	for _, s := range slices.Concat(c.after, c.until) {
		c.end(s)
	}
	for key := range c.omitted {
		c.end(key)
	}
}

func (c *Chats) end(s string) {
	if c.tails == nil {
		c.tails = make(map[uint32]bool)
	}
	c.tails[tail(s)] = true
}

// tail returns the last four bytes of s, letters made small: enough to tell most
// lines from those that are about a file.
func tail(s string) uint32 {
	var t uint32
	for _, c := range []byte(s[max(0, len(s)-4):]) {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		t = t<<8 | uint32(c)
	}
	return t
}

// prove runs the examples that the file carries.
func (c *Chats) prove(file chatsFile) error {
	for _, m := range slices.Concat(file.Match, file.Miss) {
		if m.Screen != "" && c.onScreen(m.Screen, m.As) != slices.ContainsFunc(file.Match, func(x chatCase) bool { return x.Screen == m.Screen }) {
			return fmt.Errorf("screen line %q is taken wrongly for %s or for none: %w", m.Screen, m.As, recourse.Invalid)
		}
	}
	for _, m := range file.Match {
		if m.Screen != "" {
			continue
		}
		got, ok := c.example(m)
		if !ok {
			return fmt.Errorf("match %q is not recognised: %w", m.Line+m.File, recourse.Invalid)
		}
		if m.At != "" && got.At != m.At && got.At != m.At+":00" || m.Text != "" && got.Text != m.Text || got.From != m.From ||
			got.Title != m.Title || got.Edited != m.Edited || got.Deleted != m.Deleted || !slices.Equal(got.Attachments, m.Attachments) {
			return fmt.Errorf("match %q is read as %+v: %w", m.Line+m.File, got, recourse.Invalid)
		}
	}
	for _, m := range file.Miss {
		if m.Screen != "" {
			continue
		}
		got, ok := c.example(m)
		wrong := ok
		switch {
		case m.System:
			wrong = !ok || got.From == ""
		case m.Deleted:
			wrong = !ok || got.Deleted
		case m.Edited:
			wrong = !ok || got.Edited
		case len(m.Attachments) > 0:
			wrong = !ok || slices.Equal(got.Attachments, m.Attachments)
		}
		if wrong {
			return fmt.Errorf("miss %q is read as %+v: %w", m.Line+m.File, got, recourse.Invalid)
		}
	}
	return nil
}

// onScreen reports whether a line on a screen is what as says.
func (c *Chats) onScreen(line, as string) bool {
	switch as {
	case "status":
		return c.isStatus(line)
	case "input":
		return c.isInput(line)
	case "day":
		return c.isDayLine(line)
	}
	return false
}

// example reads what a case gives: a line as a chat of one message whose days
// come first, or a file's name.
func (c *Chats) example(m chatCase) (chatCase, bool) {
	if m.File != "" {
		title := c.title(m.File)
		return chatCase{Title: title}, title != ""
	}
	l, ok := c.header(m.Line, 0)
	if !ok {
		return chatCase{}, false
	}
	msg := newNamer(c).message(m.Line, l, dayFirst, nil)
	return chatCase{
		At: msg.Time.String(), From: msg.From, Text: msg.Text, Attachments: msg.Attachments, Edited: msg.Edited, Deleted: msg.Deleted,
	}, true
}
