package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// head is how the header of a chat's line is written. An app writes all headers
// of one export alike: the same signs, spaces and brackets, years of as many
// digits, and zeros before small figures everywhere or nowhere. A line that
// somebody wrote into a message may look otherwise.
type head struct {
	form uint32 // a hash of all but the figures and words; 0: not known
	pads uint16 // two bits for each of the first figures: padYes, padNo; 0 where it does not show
}

const (
	padYes  = 1
	padNo   = 2
	maxPads = 8 // figures of a header of which the zeros are compared
)

// headOf returns the form of a header, which ends where the sender begins.
func headOf(s string) head {
	// FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/.
	const offset, prime = 2166136261, 16777619
	h := head{form: offset}
	mix := func(r rune) { h.form = (h.form ^ uint32(r)) * prime }
	s = strings.TrimRightFunc(s, func(r rune) bool { return r == ' ' || isMark(r) }) // the sender's
	figures, begun := 0, false
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r >= '0' && r <= '9':
			start := i
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
			h.figure(figures, s[start:i])
			figures++
			if i-start < 3 {
				mix('0') // days have one or two
			} else {
				mix('1')
			}
			begun = true
			continue
		case unicode.IsLetter(r):
			i += wordsLen(s[i:])
			mix('a')
			begun = true
			continue
		case !begun && isMark(r): // stands before what the app itself adds
		default:
			mix(r)
			begun = true
		}
		i += n
	}
	h.form |= 1
	return h
}

// wordsLen returns how long the words at the beginning of s are: languages name the
// parts of the day by one or two.
func wordsLen(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r != '.' && !unicode.IsLetter(r) && !unicode.IsSpace(r) })
	if end < 0 {
		return len(s)
	}
	return end
}

// figure notes whether the n-th figure shows how small ones are written.
func (h *head) figure(n int, s string) {
	switch {
	case n >= maxPads:
	case len(s) == 1:
		h.pads |= padNo << (2 * n)
	case len(s) == 2 && s[0] == '0':
		h.pads |= padYes << (2 * n)
	}
}

// maxHeads is how many forms of headers are told apart in one chat; lines of
// further ones belong to none.
const maxHeads = 8

// heads are the forms of a chat's headers, the first line's first.
type heads struct {
	all  []headVotes
	main int
}

// headVotes is what the lines of one form say about the order of their dates.
type headVotes struct {
	form  uint32
	n     int
	votes votes
	pads  [maxPads][2]int
}

// add counts a line and returns what the lines of its form say; nil where there
// are too many forms.
func (h *heads) add(l head) *votes {
	i := 0
	for i < len(h.all) && h.all[i].form != l.form {
		i++
	}
	if i == maxHeads {
		return nil
	}
	if i == len(h.all) {
		h.all = append(h.all, headVotes{form: l.form})
	}
	v := &h.all[i]
	v.n++
	for k := 0; l.pads>>(2*k) != 0; k++ {
		switch l.pads >> (2 * k) & 3 {
		case padYes:
			v.pads[k][0]++
		case padNo:
			v.pads[k][1]++
		}
	}
	return &v.votes
}

// settle chooses the form of the chat's own headers: that of its first line,
// which nobody else can have written; of a chat that something else begins the
// most frequent. What its lines say decides the order of dates.
func (e *entries) settle() {
	h := &e.heads
	if len(h.all) == 0 {
		return
	}
	for i := range h.all {
		if !e.begins && h.all[i].n > h.all[h.main].n {
			h.main = i
		}
	}
	e.votes = h.all[h.main].votes
}

// form is how the chat's own headers are written; 0 where that is not known.
func (h *heads) form() uint32 {
	if len(h.all) == 0 {
		return 0
	}
	return h.all[h.main].form
}

// rarely is how many times rarer zeros are written otherwise where that counts:
// people who copy a chat by hand are less careful than apps.
const rarely = 8

// strange reports whether a line's header is written otherwise than the chat's own.
func (h *heads) strange(l head) bool {
	if l.form == 0 || len(h.all) == 0 {
		return false
	}
	v := &h.all[h.main]
	if l.form != v.form {
		return true
	}
	for k := 0; l.pads>>(2*k) != 0; k++ {
		switch pads := v.pads[k]; l.pads >> (2 * k) & 3 {
		case padYes:
			if pads[0]*rarely <= pads[1] {
				return true
			}
		case padNo:
			if pads[1]*rarely <= pads[0] {
				return true
			}
		}
	}
	return false
}
