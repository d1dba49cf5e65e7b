package fold

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// cut removes the folded bytes [start, end), or leaves one space of them.
type cut struct {
	start, end int
	space      bool
}

// join removes pictures inside words and the separators between letters that
// were spaced out.
func (f *folder) join() {
	if f.sawEmoji {
		f.emoji()
		f.apply()
	}
	if f.sawBullet {
		f.bullets()
		f.apply()
	}
	f.spaced()
	f.apply()
}

// bullets makes a point of each bullet between two letters, as in a•l•i, and an
// e of each € there.
func (f *folder) bullets() {
	for i := 1; i < len(f.out); i++ {
		if f.out[i] < utf8.RuneSelf || !isLetter(f.out[i-1]) {
			continue
		}
		r, n := utf8.DecodeRune(f.out[i:])
		if r != '·' && r != '€' || i+n == len(f.out) || !isLetter(f.out[i+n]) || r == '€' && garbled(f.out, i, i+n) {
			continue
		}
		if r == '€' {
			f.trickIn(Leet, i, i+n)
			f.out[i] = 'e'
		} else {
			f.out[i] = '.'
		}
		f.cuts = append(f.cuts, cut{start: i + 1, end: i + n})
	}
}

// garbled reports whether the euro sign [i, end) is a part of â€™ and the like,
// which an apostrophe becomes when its encoding is mistaken.
func garbled(out []byte, i, end int) bool {
	return out[i-1] == 'a' || bytes.HasPrefix(out[end:], []byte("tm")) || bytes.HasPrefix(out[end:], []byte("oe"))
}

// emoji marks pictures that stand between two letters. Where the second letter
// begins a sentence, the picture was its separator and becomes a space.
func (f *folder) emoji() {
	for i := 0; i < len(f.out); {
		if f.out[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(f.out[i:])
		if !emoji(r) {
			i += n
			continue
		}
		end := i + n
		for end < len(f.out) {
			r, n := utf8.DecodeRune(f.out[end:])
			if !emoji(r) {
				break
			}
			end += n
		}
		if i > 0 && end < len(f.out) && isLetter(f.out[i-1]) && isLetter(f.out[end]) {
			space := f.capital(end) && !f.capital(i-1)
			f.cuts = append(f.cuts, cut{i, end, space})
			if !space && (f.lone(i-1, i) || f.lone(end, end+1)) {
				f.trickIn(Picture, i, end)
			}
		}
		i = end
	}
}

// lone reports whether the folded letter [i, end) stands alone and is no word.
func (f *folder) lone(i, end int) bool {
	if i > 0 && wordByte(f.out[i-1]) && !f.pictureBefore(i) || end < len(f.out) && wordByte(f.out[end]) && !f.pictureAt(end) {
		return false
	}
	var t tally
	t.add(f.out[i:end])
	return t.rare > 0
}

func (f *folder) pictureBefore(i int) bool {
	r, _ := utf8.DecodeLastRune(f.out[:i])
	return emoji(r)
}

func (f *folder) pictureAt(i int) bool {
	r, _ := utf8.DecodeRune(f.out[i:])
	return emoji(r)
}

// capital reports whether the folded byte at came from a capital letter.
func (f *folder) capital(at int) bool {
	t := Text{runs: f.runs}
	r, _ := utf8.DecodeRuneInString(f.src[t.unit(at).Start:])
	return unicode.IsUpper(r)
}

// spaced marks the separators in "a l i b a b a" and "p-a-y-p-a-l".
func (f *folder) spaced() {
	for i := 0; i < len(f.out); {
		n := f.single(i)
		if n == 0 || i > 0 && wordByte(f.out[i-1]) {
			i++
			continue
		}
		end := f.sequence(i)
		i = max(end, i+n)
	}
}

// wordByte reports bytes that continue a word.
func wordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c >= utf8.RuneSelf }

// single returns the length of the letter that stands alone at i, or 0. What
// one Cyrillic letter gives is one letter.
func (f *folder) single(i int) int {
	if !isLetter(f.out[i]) {
		return 0
	}
	n := 1
	if i+1 < len(f.out) && digraph(f.out[i], f.out[i+1]) {
		n = 2
	}
	if i+n < len(f.out) && wordByte(f.out[i+n]) {
		return 0
	}
	return n
}

func digraph(a, b byte) bool {
	return b == 'j' && (a == 'l' || a == 'n' || a == 'd') || a == 'd' && b == 'z'
}

// sequence looks at the letters spaced out from i on, marks what is to be cut,
// and returns where they end.
func (f *folder) sequence(i int) int {
	end := i + f.single(i)
	if end >= len(f.out) {
		return end
	}
	sep := f.out[end]
	if sep != ' ' && class[sep] != spacer {
		return end
	}
	mark := len(f.cuts)
	all, part := tally{}, tally{}
	all.add(f.out[i:end])
	part.add(f.out[i:end])
	// Where gaps of two widths separate words, each word is joined by itself.
	byWord := true
	for end+1 < len(f.out) && f.out[end] == sep {
		n := f.single(end + 1)
		if n == 0 {
			break
		}
		c := cut{start: end, end: end + 1}
		if sep == ' ' && f.gap(end) > 1 {
			c.space = true
			byWord = byWord && part.joinable(sep)
			part = tally{}
		}
		f.cuts = append(f.cuts, c)
		all.add(f.out[end+1 : end+1+n])
		part.add(f.out[end+1 : end+1+n])
		end += 1 + n
	}
	byWord = byWord && part.joinable(sep)
	if !all.joinable(sep) || sep != ' ' && !f.bounded(i, end, sep) {
		f.cuts = f.cuts[:mark]
		return end
	}
	for k := mark; k < len(f.cuts); k++ {
		f.cuts[k].space = f.cuts[k].space && byWord
	}
	f.trickIn(Spaced, i, end)
	return end
}

// bounded reports whether the letters [i, end) are not a part of something
// longer that has the same separator, as a domain has.
func (f *folder) bounded(i, end int, sep byte) bool {
	if i >= 2 && f.out[i-1] == sep && wordByte(f.out[i-2]) {
		return false
	}
	return end+1 >= len(f.out) || f.out[end] != sep || !wordByte(f.out[end+1])
}

// gap returns how many original bytes the folded space at stands for.
func (f *folder) gap(at int) int {
	t := Text{runs: f.runs}
	return t.unit(at).Len()
}

// tally counts letters that stand alone, and those of them that are no word in
// Serbian or English.
type tally struct{ letters, rare int }

func (t *tally) add(l []byte) {
	t.letters++
	switch l[0] {
	case 'a', 'i', 'o', 'u', 'e', 's', 'k', 'y':
		if len(l) == 1 {
			return
		}
	}
	t.rare++
}

// joinable reports whether so many single letters are a word spelled out.
func (t tally) joinable(sep byte) bool {
	if sep != ' ' {
		return t.letters >= 4
	}
	return t.letters >= 3 && t.rare >= 2 || t.letters >= 4 && t.rare >= 1 || t.letters >= 5
}

// apply removes what is marked.
func (f *folder) apply() {
	if len(f.cuts) == 0 {
		return
	}
	old, src := f.runs, f.out
	f.runs, f.out = f.spare[:0], f.out[:0]
	k := 0
	for i, r := range old {
		end := len(src)
		if i+1 < len(old) {
			end = old[i+1].fold
		}
		for at := r.fold; at < end; {
			for k < len(f.cuts) && f.cuts[k].end <= at {
				k++
			}
			next := cut{start: end, end: end}
			if k < len(f.cuts) {
				next = f.cuts[k]
			}
			off := (at - r.fold) % r.wide
			start := r.start + (at-r.fold)/r.wide*r.orig
			if next.start <= at && at < next.end {
				if next.space && next.start == at {
					f.out = append(f.out, ' ')
					f.runs = append(f.runs, run{len(f.out) - 1, start, r.orig, 1})
				}
				at = min(end, next.end)
				continue
			}
			to := min(end, next.start)
			if off > 0 {
				to = min(to, at-off+r.wide)
			}
			f.runs = append(f.runs, run{len(f.out), start, r.orig, r.wide})
			f.out = append(f.out, src[at:to]...)
			at = to
		}
	}
	f.spare, f.cuts = old, f.cuts[:0]
}
