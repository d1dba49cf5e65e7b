package intake

import (
	"slices"
	"strings"

	"recourse/fold"
	"recourse/picture"
)

// verdict is whether a screenshot shows a chat.
type verdict uint8

const (
	notChat verdict = iota
	openSides
	isChat
)

// verdict looks at what was found: bubbles on two sides that do not stand beside
// each other, and clocks or days as chats have them.
func (s *screen) verdict(words *Chats) verdict {
	var count [4]int
	bubbles, clocks := 0, 0
	for i := range s.items {
		b := &s.items[i]
		if !b.free {
			bubbles++
			count[b.side]++
		}
		if b.hasClock || b.side == sideCentre && words.isDayLine(b.content()) {
			clocks++
		}
	}
	left, right := count[sideLeft], count[sideRight]
	told := left + right
	switch {
	case told == 0 || bubbles < 2 && clocks == 0:
		return notChat
	case s.besides():
		return notChat
	case told*5 < bubbles*3:
		if clocks >= 2 && bubbles >= 3 {
			return openSides
		}
		return notChat
	case clocks > 0 && (left > 0 && right > 0 || told >= 2):
		return isChat
	case left >= 2 && right >= 2:
		return isChat
	}
	return notChat
}

// besides reports whether a left bubble stands beside a right one, as no chat has
// it and tables do.
func (s *screen) besides() bool {
	var last *bubble
	for i := range s.items {
		b := &s.items[i]
		if b.free || b.side != sideLeft && b.side != sideRight {
			continue
		}
		if last != nil && last.side != b.side && last.box.Y+last.box.Height-b.box.Y > min(last.box.Height, b.box.Height)/3 {
			return true
		}
		last = b
	}
	return false
}

// dropInput puts the field in which one writes, the last thing on the screen,
// below the messages.
func (s *screen) dropInput(words *Chats) {
	for i := len(s.items) - 1; i >= 0 && i >= len(s.items)-3; i-- {
		if b := &s.items[i]; len(b.lines) == 1 && words.isInput(b.content()) {
			s.foot = append(b.lines, s.foot...)
			for _, after := range s.items[i+1:] {
				s.foot = append(s.foot, after.lines...)
			}
			s.items = s.items[:i]
			return
		}
	}
}

// content is the words of a bubble, its lines parted by spaces.
func (b *bubble) content() string {
	var parts []string
	for _, l := range b.lines {
		for _, w := range l.words {
			parts = append(parts, w.Text)
		}
	}
	return strings.Join(parts, " ")
}

// findClock finds the clock at a bubble's end: the last words of its last line,
// written smaller than the others or alone in their line.
func (b *bubble) findClock(words *Chats) {
	if b.free || len(b.lines) == 0 {
		return
	}
	last := &b.lines[len(b.lines)-1]
	tallest := 0
	for _, l := range b.lines {
		for _, w := range l.words {
			if _, n := clockOf(words, w.Text); n == 0 && !slices.Contains(ticks, w.Text) {
				tallest = max(tallest, capHeight(w))
			}
		}
	}
	const back = 3 // a clock, a half of the day, ticks
	for at := len(last.words) - 1; at >= 0 && at >= len(last.words)-back; at-- {
		text := joinWords(last.words[at:])
		box := last.words[at].Box
		small := float64(box.Height) < clockSmaller*float64(tallest)
		if clock, sure, ok := tickedClock(words, text); ok && b.side == sideRight {
			b.clock, b.hasClock, b.clockAt, b.doubtful = clock, true, at, clock < 0 || !sure && !small
			return
		}
		clock, used := clockOf(words, text)
		if used == 0 {
			continue
		}
		own := at == 0 && (len(b.lines) == 1 || box.X > b.box.X+b.box.Width/2)
		if small || own {
			b.clock, b.hasClock, b.clockAt = clock, true, at
		}
	}
}

// capHeight is how high a capital of the word's letters is.
func capHeight(w picture.Word) int {
	const low = "acemnorsuvwxzасеоухмнтпвикзгшжчљњ.,…-"
	if strings.Trim(w.Text, low) != "" {
		return w.Box.Height
	}
	return w.Box.Height * 4 / 3
}

func joinWords(words []picture.Word) string {
	var parts []string
	for _, w := range words {
		parts = append(parts, w.Text)
	}
	return strings.Join(parts, " ")
}

// clockOf reads a clock with what a reader makes of the ticks after it. used is 0
// where s is something else.
func clockOf(words *Chats, s string) (clock int32, used int) {
	p := scanner{s: s, words: words}
	clock, ok := p.screenClock()
	if !ok {
		return 0, 0
	}
	const ticks = 4 // bytes
	if rest := strings.TrimSpace(p.rest()); len(rest) > ticks || strings.ContainsAny(rest, "0123456789:.,") {
		return 0, 0
	}
	return clock, p.i
}

// ticks are what readers make of the ticks behind the clock of one's own message.
var ticks = []string{"vv", "Vv", "VV", "vy", "yv", "yy", "v/", "V/", "w", "W", "w/", "W/", "//", "V//", "✓✓", "✓", "✔✔", "✔", "√√", "√", "√/", "J/", "4/"}

// tickedClock reads a clock with its ticks, which nothing but an app writes. It is
// not sure where the colon was read as another mark, and the clock is -1 where
// figures were misread too ("31.96 vv").
func tickedClock(words *Chats, s string) (clock int32, sure, ok bool) {
	for _, t := range ticks {
		before, found := strings.CutSuffix(s, t)
		before = strings.TrimRight(before, " ")
		if !found || strings.ContainsAny(before, " ") || before == "" {
			continue
		}
		plain := strings.NewReplacer(",", ".", ";", ".", "·", ".").Replace(before)
		p := scanner{s: plain, words: words}
		hour, minute, cut := strings.Cut(strings.ReplaceAll(plain, ":", "."), ".")
		if !cut || len(hour) > 2 || len(minute) != 2 || strings.Trim(hour+minute, "0123456789") != "" || hour == "" {
			continue
		}
		if clock, ok = p.clock(); !ok || p.i != len(plain) {
			return -1, false, true
		}
		return clock, strings.Contains(plain, ":"), true
	}
	return 0, false, false
}

// screenClock is clock for what apps show beside messages: 18.05 is an amount or
// a day there.
func (p *scanner) screenClock() (int32, bool) {
	start := p.i
	clock, ok := p.clock()
	if !ok || !strings.Contains(p.s[start:p.i], ":") {
		p.i = start
		return 0, false
	}
	return clock, true
}

// notName is what readers make of the arrow that leads back and of other small
// pictures beside a name.
const notName = " <>‹›«»←→⟵⇐❮❯〈〉|•·–—-_=…"

// name returns whose chat it is, as the header says, where that is clear, and
// whether it is a group. The header is the lines above the messages without the
// telephone's own top row.
func (s *screen) name(words *Chats) (name string, group bool) {
	var lines []textLine
	for _, l := range s.head {
		text := lineText(l)
		near := s.share(l.box.Y+l.box.Height) < headMost
		if !near || isTopRow(words, text) || len([]rune(text)) < 2 || strings.Trim(text, notName) == "" {
			continue
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b textLine) int { return a.box.Y - b.box.Y })
	var names []textLine
	status := 0
	for _, l := range lines {
		switch text := lineText(l); {
		case words.isStatus(text):
			status++
		case strings.Count(text, ",") > 0:
			status++
			group = true
		default:
			names = append(names, l)
		}
	}
	if len(names) != 1 && !(status > 0 && len(names) > 0) {
		return "", group
	}
	const sure = 0.6
	var parts []string
	for _, w := range names[len(names)-1].words {
		if w.Conf < sure {
			if len([]rune(w.Text)) <= 2 {
				continue // an arrow or a small picture
			}
			return "", group
		}
		parts = append(parts, w.Text)
	}
	name = strings.Trim(strings.Join(parts, " "), notName)
	if len(name) > maxName || !hasLetter(name) || group {
		return "", group
	}
	return name, group
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return isLetterRune(r) })
}

// isTopRow reports whether a line is of the telephone: its clock, network and
// battery.
func isTopRow(words *Chats, text string) bool {
	p := scanner{s: text, words: words}
	if _, ok := p.screenClock(); ok {
		return true
	}
	return strings.Contains(text, "%") && len(text) < 20
}

func lineText(l textLine) string { return joinWords(l.words) }

// isStatus reports whether a line is what an app writes below a name.
func (c *Chats) isStatus(text string) bool { return matchAny(c.status, text) }

// isInput reports whether a line is what stands in the empty field in which one
// writes.
func (c *Chats) isInput(text string) bool { return matchAny(c.input, text) }

func matchAny(patterns []pattern, text string) bool {
	const longest = 80
	if len(text) > longest {
		return false
	}
	key := fold.Key(text)
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.match(key, true) })
}

// isDayLine reports whether a line says which day or which time it is, and nothing
// else.
func (c *Chats) isDayLine(text string) bool {
	d := c.screenDay(text)
	return d.ok
}

// screenDay is what a line between messages says of time.
type screenDay struct {
	ok       bool
	date     figures
	relative bool  // today, a weekday: no date
	clock    int32 // in seconds
	hasClock bool
}

// screenDay reads "18. novembar 2026.", "Today", "Mon 18:05" or "18:05".
func (c *Chats) screenDay(text string) screenDay {
	var d screenDay
	const longest = 60
	text = strings.TrimSpace(text)
	if len(text) > longest || text == "" {
		return d
	}
	p := scanner{s: text, words: c}
	if clock, ok := p.screenClock(); ok && strings.TrimSpace(p.rest()) == "" {
		return screenDay{ok: true, clock: clock, hasClock: true}
	}
	p.i = 0
	date, ok := p.anyDate()
	if ok {
		d.date = date
	} else {
		p.i = 0
		word := p.dateWord()
		if word == "" || !c.weekdays[word] && !c.relative[word] {
			return screenDay{}
		}
		d.relative = true
	}
	p.between()
	if clock, ok := p.screenClock(); ok {
		d.clock, d.hasClock = clock, true
	}
	d.ok = strings.TrimSpace(p.rest()) == ""
	return d
}
