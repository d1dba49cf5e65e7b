package intake

import (
	"strings"
	"time"
)

// Chats are the words of apps' exports that are known, in every language:
// knowledge/chats. They are immutable and safe for concurrent use. Without them
// chats are read that need no words.
type Chats struct {
	halves   []halfWord
	skips    []string // between a date and a clock, or after a clock
	months   map[string]time.Month
	weekdays map[string]bool
	weekday  map[string]time.Weekday // -1 where languages have the word for several
	relative map[string]bool
	ago      map[string]int    // of today and yesterday, in days
	omitted  map[string]string // folded -> what was left out
	after    []string          // follow a file's name
	before   []string          // stand before it
	until    []string          // follow a name that a word of before stands before
	edited   []string
	deleted  map[string]bool // as apps write them
	takenBy  []pattern       // likewise, with names in them
	system   []pattern
	titles   [][2]string // what stands before and after the other side's name
	self     map[string]bool
	desks    map[string]bool
	headings map[string]bool   // of the parts of a text
	opens    map[string]bool   // before the day in the words above what a mail repeats
	wrote    []string          // behind who wrote, in those words
	sender   map[string]bool   // labels of the head of a mail that is repeated: who
	sent     map[string]bool   // when
	heads    map[string]string // all labels of such a head -> the field of a mail
	status   []pattern         // below the name, on a screen
	input    []pattern         // in the empty field in which one writes
	columns  map[string]string // folded name -> column
	ways     map[string]string // folded word for which way a message went -> wayOut or wayIn
	tails    map[uint32]bool   // the last bytes of lines that may be about a file, see tail
	stores   []store
}

// halfWord is how a language writes a half of the day.
type halfWord struct {
	word string
	half int
}

// The halves of the day.
const (
	am   = 1
	pm   = 2
	noon = 3 // 11 to 1
)

// pattern is a text with stars for what varies. What follows its last
// part is free.
type pattern struct {
	parts []string
	open  bool // anything may follow
}

func newPattern(s string, key func(string) string) pattern {
	var p pattern
	for part := range strings.SplitSeq(s, "*") {
		p.parts = append(p.parts, strings.TrimSpace(key(part)))
	}
	p.open = p.parts[len(p.parts)-1] == ""
	return p
}

// match reports whether the folded key begins as the pattern says, or where
// whole is set, is as it says from end to end.
func (p pattern) match(key string, whole bool) bool {
	rest, ok := strings.CutPrefix(key, p.parts[0])
	for i, part := range p.parts[1:] {
		if !ok {
			return false
		}
		at := strings.Index(rest, part)
		if whole && i == len(p.parts)-2 && !p.open {
			at = len(rest) - len(part)
			ok = strings.HasSuffix(rest, part)
		} else {
			ok = at >= 0
		}
		if ok {
			rest = rest[at+len(part):]
		}
	}
	return ok && (!whole || p.open || rest == "")
}

// The columns of a table of messages that are understood.
const (
	chatAt    = "at" // day and clock in one
	chatDate  = "date"
	chatClock = "clock"
	chatFrom  = "from"
	chatPhone = "phone"
	chatText  = "text"
	chatOwn   = "own" // 1 where the person wrote it
	chatWay   = "way" // a word for which way it went
)

// chatsFile is a language's file.
type chatsFile struct {
	ID       string              `yaml:"id"`
	Name     string              `yaml:"name"`
	Halves   map[string][]string `yaml:"halves"`  // am, pm, noon
	Between  []string            `yaml:"between"` // words between a date and a clock
	After    []string            `yaml:"after"`   // words after a clock
	Months   [][]string          `yaml:"months"`  // none or twelve
	Weekdays []string            `yaml:"weekdays"`
	Relative []string            `yaml:"relative"` // today, yesterday
	Omitted  map[string][]string `yaml:"omitted"`  // what was left out -> how the export says it
	Attached struct {
		After  []string `yaml:"after"`
		Before []string `yaml:"before"`
		Until  []string `yaml:"until"`
	} `yaml:"attached"`
	Edited  []string `yaml:"edited"`
	Deleted []string `yaml:"deleted"` // a star stands for any words
	System  []string `yaml:"system"`  // how lines begin that nobody said
	Titles  []string `yaml:"titles"`  // names of exports; the star is the other side's name
	Self    []string `yaml:"self"`    // how people call themselves in a copy
	Desks   []string `yaml:"desks"`   // words of names that are those of an office and of no firm or person
	// Headings are what people call the parts of a text, each above or before its part.
	Headings []string            `yaml:"headings"`
	Columns  map[string][]string `yaml:"columns"` // of tables of messages
	Ways     map[string][]string `yaml:"ways"`    // out, in: words in the column that says which way one went
	// Mail is how programs set a copy of a mail below its answer: what stands before
	// its day, what after the name of who wrote it, and the labels of its head.
	Mail struct {
		Opens []string `yaml:"opens"`
		Wrote []string `yaml:"wrote"`
		From  []string `yaml:"from"`
		Sent  []string `yaml:"sent"`
		// To, Copy and Subject are further labels of it.
		To      []string `yaml:"to"`
		Copy    []string `yaml:"copy"`
		Subject []string `yaml:"subject"`
	} `yaml:"mail"`
	// Screen is what apps write on a screen around a chat; a star stands for any
	// words.
	Screen struct {
		Status []string `yaml:"status"` // below the name
		Input  []string `yaml:"input"`  // in the empty field in which one writes
	} `yaml:"screen"`
	Match []chatCase `yaml:"match"`
	Miss  []chatCase `yaml:"miss"`
}

// chatCase is a line and what is read of it, or a file's name and its title. In
// a miss what is given must not be read; with the line alone it is no header.
type chatCase struct {
	Line        string   `yaml:"line"`
	At          string   `yaml:"at"`
	From        string   `yaml:"from"`
	Text        string   `yaml:"text"`
	Attachments []string `yaml:"attachments"`
	Edited      bool     `yaml:"edited"`
	Deleted     bool     `yaml:"deleted"`
	System      bool     `yaml:"system"` // of a miss
	File        string   `yaml:"file"`
	Title       string   `yaml:"title"`
	// Screen is a line on a screen, and As what it is: status, input or day.
	Screen string `yaml:"screen"`
	As     string `yaml:"as"`
}
