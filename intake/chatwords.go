package intake

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// longestNote is the longest line that says what an app left out or took back,
// in bytes.
const longestNote = 120

// attachments returns the names of the files that a message carries, or what
// kind was left out, as in "image omitted".
func (c *Chats) attachments(text string) []string {
	var found []string
	for text != "" {
		line := text
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		if a := c.attachment(line); a != "" {
			found = append(found, a)
		}
	}
	return found
}

// attachment returns the file that a line names, or what it says was left out.
func (c *Chats) attachment(s string) string {
	s = trimMarks(s)
	if s == "" {
		return ""
	}
	// What is not ASCII may be a known word in another script.
	last := s[len(s)-1]
	named := last >= utf8.RuneSelf || strings.IndexByte(">])", last) >= 0
	if !named && last != '.' && !c.tails[tail(s)] {
		return "" // as most lines
	}
	for _, after := range c.after {
		if name, ok := strings.CutSuffix(s, after); ok {
			return fileName(name)
		}
	}
	if named {
		if name, ok := c.named(s); ok {
			return name
		}
	}
	if what := c.leftOut(s); what != "" {
		return what + " omitted"
	}
	// What iOS says of a file follows the words that go with it, and a mark.
	if i := strings.LastIndex(s, "\u200e"); i > 0 {
		if what := c.leftOut(trimMarks(s[i:])); what == "document" {
			return fileName(s[:i])
		} else if what != "" {
			return what + " omitted"
		}
	}
	return ""
}

// named reads "<attached: NAME>", which may follow other words.
func (c *Chats) named(s string) (string, bool) {
	for _, before := range c.before {
		i := strings.LastIndex(s, before)
		if i < 0 || i > 0 && !isMark(lastRune(s[:i])) && !strings.HasSuffix(s[:i], " ") {
			continue
		}
		name := s[i+len(before):]
		for _, until := range c.until {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "]"), until)
		}
		if short := strings.TrimRight(name, ">＞]"); len(short) < len(s)-i-len(before) {
			return trimMarks(short), true
		}
	}
	return "", false
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// leftOut returns what kind of file a whole line says was left out, or "".
func (c *Chats) leftOut(s string) string {
	s = strings.TrimRight(s, ".。")
	if s == "" || len(s) > longestNote {
		return ""
	}
	if last := s[len(s)-1]; last < utf8.RuneSelf && strings.IndexByte(">])", last) < 0 && !c.tails[tail(s)] {
		return ""
	}
	return c.omitted[fold.Key(s)]
}

// fileName is a file's name without what an app adds to it: "contract.pdf • 2 pages".
func fileName(s string) string {
	s = trimMarks(s)
	if i := strings.LastIndex(s, " • "); i > 0 && path.Ext(s[:i]) != "" {
		s = s[:i]
	}
	return strings.TrimRight(trimMarks(s), " •")
}

// trimMarks takes white space and invisible marks from both ends.
func trimMarks(s string) string {
	if s == "" || s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return r <= ' ' || isMark(r) || r == 0xA0 || r == 0x202F
	})
}

// attachmentDay returns the day that an attachment's name carries: Android's
// IMG-20261112-WA0003.jpg, and 00000012-PHOTO-2026-11-12-18-05-33.jpg of iOS.
// The latter is proven, as it must show the message's clock too: then the app
// wrote it while exporting, and not who sent the file.
func (c *Chats) attachmentDay(text string, clock int32) (day recourse.Date, proven, ok bool) {
	if !strings.Contains(text, "-20") {
		return day, false, false
	}
	names := c.attachments(text)
	if len(names) == 0 {
		return day, false, false
	}
	kind, s, _ := strings.Cut(names[0], "-20")
	if len(s) >= 9 && strings.HasPrefix(s[6:], "-WA") && allCapitals(kind) {
		day, err := recourse.ParseDate("20" + s[:2] + "-" + s[2:4] + "-" + s[4:6])
		return day, false, err == nil
	}
	number, kind, ok := strings.Cut(kind, "-")
	if !ok || len(number) != 8 || strings.Trim(number, "0123456789") != "" || !allCapitals(kind) || len(s) < len("26-11-12-18-05-33") {
		return day, false, false
	}
	at, err := time.Parse("06-01-02-15-04-05", s[:len("26-11-12-18-05-33")])
	if err != nil {
		return day, false, false
	}
	day = recourse.DateOf(at)
	h, m, sec := at.Clock()
	same := int32(h*3600+m*60+sec) == clock
	return day, same, same
}

// allCapitals reports whether an app may call a kind of file so: IMG, PHOTO.
func allCapitals(s string) bool {
	return s != "" && len(s) <= 8 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isSystem reports whether a text is what an app writes itself.
func (c *Chats) isSystem(text string) bool {
	const look = 200
	key := fold.Key(trimMarks(text[:runeStart(text, look)]))
	return slices.ContainsFunc(c.system, func(p pattern) bool { return p.match(key, false) })
}

// startsSystem is isSystem for a text that no invisible mark stands before: the
// patterns that begin with somebody's name do not count.
func (c *Chats) startsSystem(text string) bool {
	const look = 200
	key := fold.Key(text[:runeStart(text, look)])
	return slices.ContainsFunc(c.system, func(p pattern) bool { return p.parts[0] != "" && p.match(key, false) })
}

// isDeleted reports whether a text says that a message was taken back.
func (c *Chats) isDeleted(text string) bool {
	if len(text) > longestNote {
		return false
	}
	text = strings.TrimRight(trimMarks(text), ".。")
	return c.deleted[text] || slices.ContainsFunc(c.takenBy, func(p pattern) bool { return p.match(text, true) })
}

// cutEdited takes the mark that a message was changed from its end.
func (c *Chats) cutEdited(text string) (string, bool) {
	if s := strings.TrimRight(text, " "); s == "" || s[len(s)-1] != '>' {
		return text, false
	}
	short := trimMarks(text)
	for _, mark := range c.edited {
		if i := len(short) - len(mark); i >= 0 && strings.EqualFold(short[i:], mark) {
			end := strings.Index(text, short) + i
			return strings.TrimRightFunc(text[:end], func(r rune) bool { return r <= ' ' || isMark(r) }), true
		}
	}
	return text, false
}

// title returns whose chat a file's name says that it is, or "".
func (c *Chats) title(name string) string {
	name = strings.TrimSuffix(name, path.Ext(name))
	for _, t := range c.titles {
		before, after := t[0], t[1]
		n := len(name) - len(before) - len(after)
		if n > 0 && strings.EqualFold(name[:len(before)], before) && strings.EqualFold(name[len(name)-len(after):], after) {
			return strings.TrimSpace(name[len(before) : len(before)+n])
		}
	}
	return ""
}

// IsSelf reports whether a name is how people call themselves in a chat: "me", "ja".
// Of nil it is none.
func (c *Chats) IsSelf(name string) bool { return c != nil && c.self[fold.Key(name)] }

// IsDesk reports whether a name is that of an office, such as "customer service", and
// of no firm or person: who signs so leaves open whose service it is. Of nil it is none.
func (c *Chats) IsDesk(name string) bool {
	words := strings.FieldsFunc(fold.Key(name), func(r rune) bool { return !unicode.IsLetter(r) })
	return c != nil && len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !c.desks[w] })
}

// otherSide returns who in a chat is not the person: in the order in which they
// first speak. Where nothing says who is who, it returns nobody.
func (r *reader) otherSide(f *File) []string {
	names := senders(f.Messages, func(string) bool { return true })
	names = sure(names, f.Messages)
	if i := slices.IndexFunc(names, r.isPerson); i >= 0 {
		return slices.DeleteFunc(names, r.isPerson)
	}
	if f.Title != "" && (len(names) <= 2 || betweenTwo(f.Messages)) {
		key := fold.Key(f.Title)
		if i := slices.IndexFunc(names, func(n string) bool { return fold.Key(n) == key }); i >= 0 {
			return names[i : i+1]
		}
	}
	if i := slices.IndexFunc(names, r.words.IsSelf); i >= 0 && len(names) > 1 {
		return slices.DeleteFunc(names, r.words.IsSelf)
	}
	return nil
}

// Unsided returns those who speak in a chat of which it is not known who of them
// is the other side, in the order in which they first do; nil where it is known.
func (f *File) Unsided() []string {
	if f.Kind != KindChat || f.Other != nil {
		return nil
	}
	return f.Speakers()
}

// Speakers returns those who speak in a chat.
func (f *File) Speakers() []string {
	return sure(senders(f.Messages, func(string) bool { return true }), f.Messages)
}

// OwnNames returns the names by which the person speaks in a chat of which the
// sides are known.
func (f *File) OwnNames() []string {
	if f.Kind != KindChat || f.Other == nil {
		return nil
	}
	return slices.DeleteFunc(f.Speakers(), func(n string) bool { return slices.Contains(f.Other, n) })
}

// shareSides says who is the other side of chats that tell it of themselves by
// nothing: where one name speaks in it that is known as the person's from another
// chat, and as nobody else's. Of a chat in which no such name speaks nothing is
// known, and the person is asked.
func shareSides(files []File) {
	own, others := make(map[string]bool), make(map[string]bool)
	eachChat(files, func(f *File) {
		if names := f.OwnNames(); len(names) == 1 {
			own[names[0]] = true
		}
		for _, n := range f.Other {
			others[n] = true
		}
	})
	eachChat(files, func(f *File) {
		names := f.Unsided()
		is := func(n string) bool { return own[n] && !others[n] }
		if i := slices.IndexFunc(names, is); i >= 0 && len(names) > 1 && !slices.ContainsFunc(names[i+1:], is) {
			f.Other = slices.Delete(slices.Clone(names), i, i+1)
		}
	})
}

// sure returns the names by which something is said that is not doubtful.
func sure(names []string, messages []incident.Message) []string {
	if !slices.ContainsFunc(messages, func(m incident.Message) bool { return m.Doubtful }) {
		return names
	}
	said := make(map[string]bool)
	for _, m := range messages {
		said[m.From] = said[m.From] || !m.Doubtful
	}
	return slices.DeleteFunc(names, func(n string) bool { return !said[n] })
}

// betweenTwo reports whether two speak in a chat and others hardly at all: a line
// break inside a message can look like the head of another, by anybody.
func betweenTwo(messages []incident.Message) bool {
	const oneIn = 20
	count := make(map[string]int)
	all, first, second := 0, 0, 0
	for _, m := range messages {
		if m.From != "" && !m.Doubtful {
			count[m.From]++
			all++
		}
	}
	for _, n := range count {
		if n > first {
			first, second = n, first
		} else if n > second {
			second = n
		}
	}
	return (all-first-second)*oneIn < all
}

// senders returns those who speak in messages and are wanted, in the order in
// which they first do; of a great many the first.
func senders(messages []incident.Message, wanted func(name string) bool) []string {
	const most = 1000
	var names []string
	seen := make(map[string]bool)
	for _, m := range messages {
		if m.From == "" || seen[m.From] {
			continue
		}
		seen[m.From] = true
		if wanted(m.From) {
			names = append(names, m.From)
		}
		if len(names) == most {
			break
		}
	}
	return names
}

func (r *reader) isPerson(name string) bool {
	key := fold.Key(name)
	return slices.ContainsFunc(r.opt.Person, func(p string) bool { return fold.Key(p) == key })
}

// runeStart returns n, or less so that it does not fall inside a character.
func runeStart(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}
