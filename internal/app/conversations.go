package app

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/scam"
)

// gatherable is how many conversations somebody gathers about one matter. A
// container that holds more of them is an account's: most are with others, about
// other things, and joined with them a scam would hardly be seen.
const gatherable = 10

// conversation is what is written with one other side in a container: the parts of
// a chat, or the mails between two addresses, with what is attached to them.
type conversation struct {
	files []int // into the container's files
	size  int   // bytes of text
	score float64
	scam  bool // it shows signs of one, judged by itself
}

// container is a file that holds others, flattened.
type container struct {
	files  []*intake.File
	groups []conversation
	byKey  map[string]int
	items  map[string][]int // SHA-256 of what a chat names -> conversations
	of     []int            // by file, the conversation to which it is attached, or -1
}

func newContainer(f *intake.File) *container {
	n := 1 + count(f.Files)
	c := &container{files: make([]*intake.File, 0, n), of: make([]int, 0, n), byKey: make(map[string]int), items: make(map[string][]int)}
	c.add(f, -1)
	return c
}

// add lists a file and what it holds, which belongs to the conversation in which
// it is, if any.
func (c *container) add(f *intake.File, in int) {
	in = c.put(f, in)
	for i := range f.Files {
		c.add(&f.Files[i], in)
	}
}

// put lists a file without what it holds, and returns its conversation, or -1.
func (c *container) put(f *intake.File, in int) int {
	if key := conversationKey(f); in < 0 && key != "" {
		in = c.group(key)
		for _, m := range f.Messages {
			for _, item := range m.Items {
				if item != "" && !slices.Contains(c.items[item], in) {
					c.items[item] = append(c.items[item], in)
				}
			}
		}
	}
	c.files = append(c.files, f)
	c.of = append(c.of, in)
	if in >= 0 {
		g := &c.groups[in]
		g.files = append(g.files, len(c.files)-1)
		g.size += len(f.Text)
	}
	return in
}

func (c *container) group(key string) int {
	i, known := c.byKey[key]
	if !known {
		i = len(c.groups)
		c.byKey[key] = i
		c.groups = append(c.groups, conversation{})
	}
	return i
}

// conversationKey tells with whom a chat or a mail is; "" for all else.
func conversationKey(f *intake.File) string {
	switch {
	case f.Kind == intake.KindChat && f.Title != "":
		return "chat " + f.Title
	case f.Kind == intake.KindChat:
		return "chat " + f.Path
	case f.Kind == intake.KindMail && len(f.Messages) > 0:
		ends := make([]string, 0, 2)
		for _, s := range []string{f.Messages[0].From, f.Messages[0].To} {
			name, address := person(s)
			ends = append(ends, strings.ToLower(cmp.Or(address, name)))
		}
		slices.Sort(ends)
		return "mail " + strings.Join(ends, " ")
	}
	return ""
}

// joined returns the files whose words are judged as one, flat and each once, and
// says what was left out. Of an account's conversations each is judged by itself
// first: those that show signs of a scam speak for it, or where none does, the one
// that comes nearest.
func (e *Engines) joined(files []intake.File) (list []*intake.File, left []recourse.Problem) {
	for i := range files {
		f := &files[i]
		c := newContainer(f)
		if f.Kind != intake.KindArchive || !c.ofAccount() {
			list = append(list, c.files...)
			continue
		}
		e.judge(c)
		speaking, problems := c.speaking(f.Path)
		list, left = append(list, speaking...), append(left, problems...)
	}
	return once(list), left
}

// ofAccount reports whether the conversations are too many, or too long, to be
// those of one matter.
func (c *container) ofAccount() bool {
	size := 0
	for i := range c.groups {
		size += c.groups[i].size
	}
	return len(c.groups) > gatherable || len(c.groups) > 1 && size > scam.MaxText
}

func (e *Engines) judge(c *container) {
	for i := range c.groups {
		g := &c.groups[i]
		var own []*intake.File
		for _, at := range g.files {
			own = append(own, c.files[at])
		}
		t := thread(once(own))
		v := e.Checker.Check(t.document())
		g.score, g.scam = v.Score, v.Verdict == scam.Scam || v.Verdict == scam.Suspicious
	}
}

// speaking returns the files of the conversations that speak for the container at
// that path, the worst of them that can be judged together, and what belongs to
// none of them. Of conversations that are few and of which none shows anything,
// all speak: it may take them together to see it.
func (c *container) speaking(path string) ([]*intake.File, []recourse.Problem) {
	order := make([]int, len(c.groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.groups[b].score, c.groups[a].score) })
	speaks := make([]bool, len(c.groups))
	quiet, long, room := 0, 0, scam.MaxText
	none := !slices.ContainsFunc(c.groups, func(g conversation) bool { return g.scam })
	for n, i := range order {
		g := &c.groups[i]
		switch {
		case n == 0 || none && len(c.groups) <= gatherable:
			speaks[i] = true
		case !g.scam:
			quiet++
		case g.size > room:
			long++
		default:
			speaks[i] = true
		}
		if speaks[i] {
			room -= g.size
		}
	}
	var problems []recourse.Problem
	if quiet > 0 {
		problems = append(problems, recourse.Problem{Path: path, Code: "conversations-quiet", Args: recourse.Args{"n": quiet}})
	}
	if long > 0 {
		problems = append(problems, tooLong(path, long))
	}
	return c.kept(speaks), problems
}

// kept returns the files that belong to a conversation that speaks, or to none.
func (c *container) kept(speaks []bool) []*intake.File {
	var list []*intake.File
	for i, f := range c.files {
		in := c.of[i]
		named := c.items[f.SHA256]
		if in < 0 && len(named) > 0 && f.SHA256 != "" && !slices.ContainsFunc(named, func(g int) bool { return speaks[g] }) {
			continue
		}
		if in < 0 || speaks[in] {
			list = append(list, f)
		}
	}
	return list
}

// tooLong says that so many conversations or files were left out, the first of
// them at that path.
func tooLong(path string, n int) recourse.Problem {
	return recourse.Problem{Path: path, Code: "thread-cut", Args: recourse.Args{"n": n}}
}
