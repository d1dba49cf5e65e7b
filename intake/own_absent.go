package intake

import (
	"slices"
	"strings"
	"unicode"

	"recourse/fold"
)

// Absent says in the files who is the other side of a chat in which one alone writes,
// and whom none of the names fits by which the person is known: what they tell is not the
// person's. It returns those chats. A person who is known by addresses and numbers alone
// may write under any name, and then nothing is said.
func Absent(files []File, person []string, words *Chats) (chats []*File) {
	names := slices.DeleteFunc(slices.Clone(person), func(p string) bool { return strings.Contains(p, "@") || len(wordsOfName(p)) == 0 })
	if len(names) == 0 {
		return nil
	}
	known := slices.Clone(names)
	for _, p := range person {
		if box, _, address := strings.Cut(p, "@"); address {
			known = append(known, box)
		}
	}
	each(files, func(f *File) {
		alone := f.Unsided()
		if len(alone) != 1 || words.IsSelf(alone[0]) || slices.ContainsFunc(known, func(p string) bool { return mayBeSame(p, alone[0]) }) {
			return
		}
		f.Other = alone
		chats = append(chats, f)
	})
	return chats
}

// mayBeSame reports whether two names can be of one person: each word of the shorter
// one begins a word of the other, or is begun by it, as those of "Ana K." and "Ana Kos".
func mayBeSame(a, b string) bool {
	short, long := wordsOfName(a), wordsOfName(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	return len(short) > 0 && !slices.ContainsFunc(short, func(s string) bool {
		return !slices.ContainsFunc(long, func(l string) bool { return strings.HasPrefix(l, s) || strings.HasPrefix(s, l) })
	})
}

// wordsOfName are the words of a name, folded.
func wordsOfName(name string) []string {
	return strings.FieldsFunc(fold.Key(name), func(r rune) bool { return !unicode.IsLetter(r) })
}
