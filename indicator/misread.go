package indicator

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// Amount is the kind of an amount of money among what [Misread] finds.
const Amount Kind = "amount"

// Misreading is a number in which letters stand where figures should, as a reader
// of pictures takes one for the other.
type Misreading struct {
	Kind Kind
	Text string // with figures, as many characters as were read
	// Value is the number in the form of its kind where Valid, or "".
	Value string
	// Valid says that the check digits fit only with the figures: model 97 of an
	// account or IBAN, Luhn's of a card. Where it is false the number stays open.
	Valid bool
	Span  recourse.Span // of what was read
}

// figures are the letters that are taken for figures, in both scripts.
var figures = map[rune]rune{
	'O': '0', 'o': '0', 'О': '0', 'о': '0', 'D': '0', 'Q': '0',
	'l': '1', 'I': '1', 'i': '1', 'І': '1', 'і': '1', '|': '1', 'Ј': '1', 'ј': '1',
	'Z': '2', 'z': '2', 'З': '3', 'з': '3', 'Э': '3', 'э': '3', 'Ч': '4', 'ч': '4',
	'S': '5', 's': '5', 'Ѕ': '5', 'ѕ': '5', 'b': '6', 'б': '6', 'Б': '6', 'T': '7', 'Т': '7',
	'B': '8', 'В': '8', 'в': '8', 'g': '9', 'q': '9',
}

const (
	mostChunks  = 8  // parted by spaces, of one number
	mostMisread = 64 // bytes of one number
	leastDigits = 8  // of a number with check digits
)

// Misread finds numbers in a line in which letters stand for figures. Only numbers
// whose check digits prove it are Valid; what has the unmistakable form of an
// account, an IBAN or an amount and is not proved is given too. A number that is
// whole as it stands is none. Time is linear in the line.
func Misread(line string) []Misreading {
	var found []Misreading
	chunks := digitChunks(line)
	for i := 0; i < len(chunks); {
		n, m := misreadAt(line, chunks, i)
		if n == 0 {
			i++
			continue
		}
		found = append(found, m)
		i += n
	}
	return found
}

// digitChunks returns the places of the words of a line that may be parts of
// numbers; an empty place parts what others stand between.
func digitChunks(line string) []recourse.Span {
	var list []recourse.Span
	for at := 0; at < len(line); {
		if line[at] == ' ' {
			at++
			continue
		}
		end := at
		for end < len(line) && line[end] != ' ' {
			end++
		}
		word := line[at:end]
		s := recourse.Span{Start: at + len(word) - len(strings.TrimLeft(word, "(:„\"'")), End: end}
		s.End = at + len(strings.TrimRight(word, ".,;:!?)\"“'"))
		if s.Start < s.End && (digitLike(s.Of(line)) || lettersAlone(s.Of(line)) != noGroup) {
			list = append(list, s)
		} else {
			list = append(list, recourse.Span{Start: at, End: at})
		}
		at = end
	}
	return list
}

// digitLike reports whether a word may be part of a number: figures, letters that
// are taken for them and signs that part them, with a figure at least; or it begins
// as an IBAN does.
func digitLike(word string) bool {
	digits, letters := 0, 0
	for i, r := range word {
		switch {
		case r < utf8.RuneSelf && isDigit(byte(r)):
			digits++
		case figures[r] != 0:
			letters++
		case r == '-' || r == '.' || r == ',' || r == '/' || r == '–':
		case i < 2 && r >= 'A' && r <= 'Z':
		default:
			return false
		}
	}
	return digits > 0 && digits >= letters
}

// What a word of nothing but letters may be.
const (
	noGroup   = iota
	ibanGroup // of an IBAN, which stands in groups of four
	noughts   // of an account, or of an IBAN
)

// lettersAlone tells what a word is in which all figures were read for letters: it is
// part of a number only behind its beginning.
func lettersAlone(word string) int {
	const group, longest = 4, 13 // the account in a Serbian bank has 13 figures
	n, zeros := 0, true
	for _, r := range word {
		if figures[r] == 0 || unicode.IsLower(r) && r != 'o' && r != 'о' && r != 'l' {
			return noGroup
		}
		zeros = zeros && strings.ContainsRune("OoОо", r)
		n++
	}
	switch {
	case n < 2 || n > longest:
		return noGroup
	case zeros:
		return noughts
	case n <= group:
		return ibanGroup
	}
	return noGroup
}

// joins reports whether a word can go on with a number that begins with first.
func joins(first, word string) bool {
	alone := lettersAlone(word)
	return alone != ibanGroup || beginsIBAN(first)
}

func beginsIBAN(s string) bool { return len(s) >= 4 && isAlpha(s[0]) && isAlpha(s[1]) }

// misreadAt reads a number that begins with chunk i, the longest first, and returns
// how many chunks it takes; 0 where there is none.
func misreadAt(line string, chunks []recourse.Span, i int) (int, Misreading) {
	if first := chunks[i].Of(line); first == "" || !digitLike(first) {
		return 0, Misreading{}
	}
	last := i + 1
	for last < len(chunks) && last-i < mostChunks && chunks[last].Len() > 0 && chunks[last].End-chunks[i].Start <= mostMisread &&
		joins(chunks[i].Of(line), chunks[last].Of(line)) {
		last++
	}
	for end := last; end > i; end-- {
		span := recourse.Span{Start: chunks[i].Start, End: chunks[end-1].End}
		if m, ok := proved(span.Of(line)); ok {
			m.Span = span
			return end - i, m
		}
	}
	if m, ok := open(chunks[i].Of(line)); ok {
		m.Span = chunks[i]
		return 1, m
	}
	return 0, Misreading{}
}

// withFigures writes figures for the letters behind the first keep characters; ok
// is false where there is no letter.
func withFigures(s string, keep int) (out string, digits int, ok bool) {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if d := figures[r]; d != 0 && n >= keep {
			r, ok = d, true
		}
		if unicode.IsDigit(r) {
			digits++
		}
		b.WriteRune(r)
		n++
	}
	return b.String(), digits, ok
}

// proved reads s as a number whose check digits fit with figures in it.
func proved(s string) (Misreading, bool) {
	if out, digits, ok := withFigures(s, 0); ok && digits >= leastDigits {
		if v, err := ParseAccountRS(out); err == nil {
			return Misreading{Kind: AccountRS, Text: out, Value: v, Valid: true}, true
		}
		if masked, err := ParseCard(out); err == nil && !slices.ContainsFunc(strings.Fields(s), func(w string) bool { return lettersAlone(w) != noGroup }) {
			return Misreading{Kind: Card, Text: out, Value: masked, Valid: true}, true
		}
	}
	if beginsIBAN(s) {
		if out, digits, ok := withFigures(s, 2); ok && digits >= leastDigits {
			if v, err := ParseIBAN(out); err == nil {
				return Misreading{Kind: IBAN, Text: out, Value: v, Valid: true}, true
			}
		}
	}
	return Misreading{}, false
}

// open reads s as a number of an unmistakable form that nothing proves.
func open(s string) (Misreading, bool) {
	out, digits, ok := withFigures(s, 0)
	if !ok || digits < 3 {
		return Misreading{}, false
	}
	switch v, end := readAccount(out, 0); {
	case v != "" && end == len(out):
		return Misreading{Kind: AccountRS, Text: out}, true
	case amountLike(out) && figuresIn(s)*2 > digits && figuresIn(s) >= 3:
		return Misreading{Kind: Amount, Text: out}, true
	}
	return Misreading{}, false
}

func figuresIn(s string) (n int) {
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}

// amountLike reports whether s is written as amounts are: groups of three figures,
// and maybe two after the last sign.
func amountLike(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	if len(parts) < 2 || len(parts[0]) > 3 || strings.Trim(s, "0123456789.,") != "" {
		return false
	}
	for i, p := range parts[1:] {
		if len(p) != 3 && (i != len(parts)-2 || len(p) != 2) {
			return false
		}
	}
	return true
}
