package intake

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// Relate ties together files that were given together: messages of chats to the
// files that they name, and the parts of a chat that was exported in several, of
// which one may decide in which order the dates of all stand. Files with the bytes
// of an earlier one, and pictures that show the same as one, say so. A chat of which
// the sides are known tells them of another in which the person goes by the same
// name. The files keep their places. What an archive holds is related when it is read.
func Relate(files []File) {
	bind(files, false)
	joinParts(files)
	markSame(files)
	markTwins(files, make(map[string]*File))
	decideDates(files)
	shareSides(files)
}

// markTwins says of each file that has the bytes of an earlier one which that is;
// those that were handed in by themselves come before what lies in others. What only
// the name of the later one told, such as who the other side of a chat is, holds for
// the first too. first is the first file of each digest.
func markTwins(files []File, first map[string]*File) {
	for i := range files {
		f := &files[i]
		if f.SHA256 == "" || f.Size == 0 {
			continue
		}
		was := first[f.SHA256]
		if was == nil {
			first[f.SHA256] = f
			continue
		}
		f.SameAs = was.Path
		if was.Other == nil && f.Other != nil {
			was.Other, was.Title = f.Other, f.Title
		}
	}
	for i := range files {
		if files[i].SameAs == "" {
			markTwins(files[i].Files, first)
		}
	}
}

// relate is [Relate] for what an archive holds. It also counts the files that
// are named and not there, puts the parts of a chat in order and names the
// archive by the one chat in it.
func (r *reader) relate(f *File) {
	bind(f.Files, true)
	joinParts(f.Files)
	sortParts(f.Files)
	if f.Title != "" {
		return
	}
	var titles, other []string
	eachChat(f.Files, func(c *File) {
		if !slices.Contains(titles, c.Title) {
			titles, other = append(titles, c.Title), c.Other
		}
	})
	if len(titles) == 1 {
		f.Title, f.Other = titles[0], other
	}
}

// eachChat calls use with every chat among files and in what they hold.
func eachChat(files []File, use func(*File)) {
	for i := range files {
		if files[i].Kind == KindChat {
			use(&files[i])
		}
		eachChat(files[i].Files, use)
	}
}

// shelf finds files by their paths and, where only one has it, by their names.
type shelf struct {
	paths map[string]string // -> digest
	names map[string]string // -> digest, or "" where there are two
}

func newShelf(files []File) shelf {
	s := shelf{make(map[string]string), make(map[string]string)}
	s.add(files)
	return s
}

func (s shelf) add(files []File) {
	for _, f := range files {
		if f.SHA256 != "" && f.within == "" {
			s.paths[f.Path] = f.SHA256
			if was, twice := s.names[f.Name]; twice && was != f.SHA256 {
				s.names[f.Name] = ""
			} else {
				s.names[f.Name] = f.SHA256
			}
		}
		if f.Kind == KindArchive {
			s.add(f.Files)
		}
	}
}

// find returns the digest of the file that a chat in folder dir names: beside
// it, or below a folder above it, as downloads name files from their root; or
// else the only one of that name.
func (s shelf) find(dir, name string) string {
	name = strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, "\\", "/")), "/")
	for {
		if sum := s.paths[dir+name]; sum != "" {
			return sum
		}
		if dir == "" || dir[len(dir)-1] == '!' {
			break
		}
		dir = folder(dir[:len(dir)-1])
	}
	return s.names[path.Base(name)]
}

// folder returns the path up to a file's name, with what parts them.
func folder(p string) string { return p[:strings.LastIndexAny(p, "/!")+1] }

// omittedMark ends what stands for a file that an export left out.
const omittedMark = " omitted"

// bind gives the messages of chats the digests of the files that they name. With
// count it says how many are not there.
func bind(files []File, count bool) {
	var s *shelf
	eachChat(files, func(c *File) {
		missing := 0
		for i := range c.Messages {
			m := &c.Messages[i]
			for j, name := range m.Attachments {
				if strings.HasSuffix(name, omittedMark) || len(m.Items) > j && m.Items[j] != "" {
					continue
				}
				if s == nil {
					all := newShelf(files)
					s = &all
				}
				sum := s.find(folder(cmp.Or(c.within, c.Path)), name)
				if sum == "" {
					missing++
					continue
				}
				if m.Items == nil {
					m.Items = make([]string, len(m.Attachments))
				}
				m.Items[j] = sum
			}
		}
		if count && missing > 0 {
			c.problem("attachments-missing", "", "n", missing)
		}
	})
}

// partWords stand before the number of a part.
var partWords = []string{"part", "deo", "dio", "teil", "parte", "часть"}

// series returns the folder and name that the parts of an export share: without
// the number at the end, as in "chat (2).txt", "messages3.html", "chat_part2.txt".
func series(f *File) string {
	ext := path.Ext(f.Name)
	const around = " _-"
	stem := strings.TrimSuffix(f.Name, ext)
	short := strings.TrimRight(strings.TrimSuffix(stem, ")"), "0123456789")
	if len(short) < len(strings.TrimSuffix(stem, ")")) {
		stem = strings.TrimRight(strings.TrimRight(short, "("), around)
		for _, w := range partWords {
			if n := len(stem) - len(w); n > 0 && strings.EqualFold(stem[n:], w) {
				stem = strings.TrimRight(stem[:n], around)
				break
			}
		}
	}
	return folder(f.Path) + stem + ext
}

// parts calls use with the places of chats that are parts of one: beside each
// other, named alike but for a number, and with a sender in common.
func parts(files []File, use func([]int)) {
	type group struct {
		at      []int
		senders map[string]bool // of the first
	}
	groups := make(map[string]*group)
	var all []*group
	for i := range files {
		if files[i].Kind != KindChat {
			continue
		}
		key := series(&files[i])
		g := groups[key]
		if g == nil {
			g = &group{senders: make(map[string]bool)}
			for _, m := range files[i].Messages {
				g.senders[m.From] = m.From != ""
			}
			groups[key], all = g, append(all, g)
		}
		if len(g.at) == 0 || slices.ContainsFunc(files[i].Messages, func(m incident.Message) bool { return g.senders[m.From] }) {
			g.at = append(g.at, i)
		}
	}
	for _, g := range all {
		if len(g.at) > 1 {
			use(g.at)
		}
	}
}

// joinParts lets the parts of a chat decide together in which order their dates
// stand, where one alone does not say.
func joinParts(files []File) {
	for i := range files {
		joinParts(files[i].Files)
	}
	parts(files, func(group []int) {
		var all votes
		open := false
		for _, i := range group {
			if d := files[i].dated; d != nil {
				all.join(d.votes)
				open = open || d.entries != nil
			}
		}
		o := all.decide(true)
		if !open || o == orderUnknown {
			return
		}
		for _, i := range group {
			if d := files[i].dated; d != nil && d.entries != nil {
				files[i].redate(o)
			}
		}
	})
}

// dated is what a chat says about the order of its dates, and its entries where
// that is not enough.
type dated struct {
	votes   votes
	entries *entries
	zone    *time.Location
	doubted []int // messages that are doubtful because the order of dates is open
	order   order
	form    uint32 // how the chat's headers are written, see [head]
	words   *Chats
}

// redate gives the messages their times in an order that another file decided.
func (f *File) redate(o order) {
	for _, i := range f.dated.doubted {
		f.Messages[i].Doubtful = false
	}
	i := 0
	f.dated.entries.each(func(l line) {
		m := &f.Messages[i]
		m.Time, m.Days = recourse.Moment{}, nil
		if d, ok := l.date.in(o); ok && l.clock >= 0 {
			m.Time = moment(d, l.clock, f.dated.zone)
		} else if !ok {
			m.Doubtful = m.Doubtful || f.dated.votes.strays(l.date, o)
		}
		i++
	})
	f.doubtHours(f.Messages, f.dated.zone)
	doubtTimes(f.Messages)
	doubtStrangers(f.Messages)
	f.dated.entries, f.dated.order = nil, o
	f.retract("dates-ambiguous")
	f.retract("messages-doubtful")
	f.sayDoubts()
}

// sortParts puts the parts of a chat in order, each group in its own places: by
// time, or where a part has none by the number in its name.
func sortParts(files []File) {
	parts(files, func(group []int) {
		list := make([]File, 0, len(group))
		for _, i := range group {
			list = append(list, files[i])
		}
		slices.SortStableFunc(list, func(a, b File) int {
			if x, y := firstInstant(a), firstInstant(b); !x.IsZero() && !y.IsZero() && !x.Time.Equal(y.Time) {
				return x.Time.Compare(y.Time)
			}
			return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name))
		})
		for n, i := range group {
			files[i] = list[n]
		}
	})
}

func firstInstant(f File) recourse.Moment {
	for _, m := range f.Messages {
		if !m.Time.IsZero() {
			return m.Time
		}
	}
	return recourse.Moment{}
}
