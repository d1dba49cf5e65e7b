package scam

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// meant returns the cue that says what an amount is. A word for a total says so only of
// what was not paid.
func (j *judge) meant(at recourse.Span, cues []cue) (cue, bool) {
	says := func(c cue) bool {
		switch c.means {
		case cueAllPaid, cuePurpose:
			return false
		}
		if c.means == cuePaid && c.bare.Len() > 0 && c.span.Start >= at.End {
			return false // it tells of the number in it
		}
		return !holdsSum(c.means) || c.span.Overlaps(at)
	}
	if c, ok := j.nearest(at, cues, func(c cue) bool { return says(c) && !c.sum }); ok && (c.means == cuePaid || c.means == cueLost || c.means == cueConfirmed) {
		return c, true
	}
	return j.nearest(at, cues, says)
}

// holdsSum reports the meanings of cues whose words hold their sum: they say nothing of
// another.
func holdsSum(means string) bool {
	return means == cueConfirmed || means == cueLost || means == cueUnread
}

// nearest returns the cue of those wanted that an amount belongs to: the closest one before it
// in the same sentence, else the closest behind it. Of two that are as close the
// longer one says more: "withdrawal fee" is not "withdrawal".
func (j *judge) nearest(at recourse.Span, cues []cue, wanted func(cue) bool) (cue, bool) {
	var best cue
	distance := -1
	for _, c := range cues {
		if !wanted(c) {
			continue
		}
		d := -1
		switch {
		case c.span.Start >= at.End:
			if gap := j.gap(at.End, c.span.Start, reachBack); gap >= 0 && j.oneSentence(at.End, c.span.Start) {
				d = 2*gap + 10
				if c.means == cueRefused && !j.comma(at.End, c.span.Start) {
					d = gap // "23,000 I did not pay"
				}
			}
		case c.span.End <= at.Start:
			if gap := j.gap(c.span.End, at.Start, reach); gap >= 0 && j.oneSentence(c.span.End, at.Start) {
				d = gap
				if (c.means == cueRefused || c.means == cueUnpaid) && j.comma(c.span.End, at.Start) {
					d += behindComma // "I cannot pay 23,000, 6,000 I have paid"
				}
			}
		case c.span.Overlaps(at):
			d = 0
		}
		if d >= 0 && (distance < 0 || d < distance || d == distance && c.span.Len() >= best.span.Len()) {
			best, distance = c, d
		}
	}
	return best, distance >= 0
}

// gap returns how many characters lie between two places, or -1 where there are
// more than most.
func (j *judge) gap(from, to, most int) int {
	if to < from || to-from > utf8.UTFMax*most {
		return -1
	}
	n := utf8.RuneCountInString(recourse.Span{Start: from, End: to}.Of(j.doc.Text))
	if n > most {
		return -1
	}
	return n
}

// oneSentence reports whether no sentence ends between two places. A full stop
// behind a number ends none where small letters follow: "5. novembra".
func (j *judge) oneSentence(from, to int) bool {
	part := recourse.Span{Start: from, End: to}.Of(j.doc.Text)
	if strings.ContainsAny(part, "。！？；") {
		return false
	}
	for i := range len(part) {
		switch part[i] {
		case '!', '?', ';':
			return false
		case '.':
			if i+1 < len(part) && (part[i+1] == ' ' || part[i+1] == '\n') && !ordinal(part, i) {
				return false
			}
		case '\n':
			if i+1 < len(part) && part[i+1] == '\n' {
				return false
			}
		}
	}
	return true
}

// ordinal reports whether the full stop at i belongs to a number in a sentence
// that goes on.
func ordinal(s string, i int) bool {
	if i == 0 || s[i-1] < '0' || s[i-1] > '9' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i+1:], " \n"))
	return unicode.IsLower(next) || unicode.IsDigit(next)
}
