package indicator

import (
	"fmt"
	"strings"

	"recourse"

	"github.com/nyaruka/phonenumbers"
)

// ParsePhone reads a telephone number as it is dialled in a region (an ISO
// 3166 code; "" is RS) or with its country code, and returns it as +381601234567
// (E.164). It is an error of kind Invalid if no such number can exist.
func ParsePhone(s, region string) (string, error) {
	if region == "" {
		region = "RS"
	}
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		return "", fmt.Errorf("telephone number %q: too long: %w", clip(s), recourse.Invalid)
	}
	value, valid := dial(s, region)
	if !valid {
		return "", fmt.Errorf("telephone number %q: no number in %s: %w", s, region, recourse.Invalid)
	}
	return value, nil
}

// dial returns a number in E.164, "" if it is none, and whether it can exist.
func dial(s, region string) (value string, valid bool) {
	n := dialSerbian(s, region)
	if n == nil {
		var err error
		if n, err = phonenumbers.Parse(s, region); err != nil || n.GetExtension() != "" {
			return "", false
		}
	}
	// The length is looked at first: what has none of those in use cannot exist.
	switch length := phonenumbers.IsPossibleNumberWithReason(n); {
	case length != phonenumbers.IS_POSSIBLE && length != phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return "", false
	case phonenumbers.IsValidNumber(n):
		return phonenumbers.Format(n, phonenumbers.E164), true
	case length == phonenumbers.IS_POSSIBLE:
		return phonenumbers.Format(n, phonenumbers.E164), false
	}
	return "", false
}

// serbia is Serbia's country code.
const serbia = 381

// dialSerbian reads a Serbian number of the usual length, as +381… or with a 0
// before it, without the work that the general reading is. It returns nil for
// anything else.
func dialSerbian(s, region string) *phonenumbers.PhoneNumber {
	var b [24]byte
	n := 0
	plus := strings.HasPrefix(s, "+")
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			if n == len(b) {
				return nil
			}
			b[n] = c
			n++
		case c != ' ' && c != '-' && c != '/' && (c != '+' || i > 0):
			return nil
		}
	}
	number := b[:n]
	switch {
	case plus && n > 3 && string(number[:3]) == "381":
		number = number[3:]
	case !plus && region == "RS" && n > 1 && number[0] == '0':
		number = number[1:]
	default:
		return nil
	}
	if len(number) < 8 || len(number) > 9 || number[0] == '0' {
		return nil
	}
	code, national := int32(serbia), uint64(0)
	for _, c := range number {
		national = national*10 + uint64(c-'0')
	}
	return &phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &national}
}

// dialled is what became of a number as written.
type dialled struct {
	value string
	valid bool
}

// dial is the same for a number in Serbia, and remembers: the export of a chat
// has the sender's number in every line.
func (f *finder) dial(s string) (value string, valid bool) {
	if d, ok := f.phones[s]; ok {
		return d.value, d.valid
	}
	value, valid = dial(s, "RS")
	if f.phones == nil {
		f.phones = map[string]dialled{}
	}
	f.phones[s] = dialled{value, valid}
	return value, valid
}

// maxPhoneGroups is how many groups of digits a telephone number has at most.
const maxPhoneGroups = 8

// readPhone reads a telephone number at i. It tries the longest run of groups
// first, because what follows may be another number.
func (f *finder) readPhone(i int) (value string, valid bool, end int) {
	text := f.text
	var ends [maxPhoneGroups]int
	plus, first := text[i] == '+', i
	groups, count, pos := 0, 0, i
	if plus {
		pos++
	}
	dots := false
	for groups < maxPhoneGroups {
		next := phoneGap(text, pos, groups)
		n := digits(text, next)
		if n == 0 || count+n > 15 {
			break
		}
		dots = dots || next > pos && strings.Contains(text[pos:next], ".")
		count += n
		pos = next + n
		if pos < len(text) && text[pos] == ')' {
			pos++
		}
		ends[groups] = pos
		groups++
	}
	if groups == 0 || dateLike(text, i) || !plus && !asDialled(text, i) {
		return "", false, i
	}
	for ; groups > 0; groups-- {
		s := text[first:ends[groups-1]]
		n := countDigits(s)
		home := !plus && !strings.HasPrefix(s, "00") && !strings.HasPrefix(s, "381")
		if n < 8 || home && (n < 9 || n > 10) {
			continue
		}
		if !plus && strings.HasPrefix(s, "381") {
			s = "+" + s
		}
		if value, valid := f.dial(s); valid || plus && value != "" && !dots {
			return value, valid, ends[groups-1]
		}
	}
	return "", false, i
}

// asDialled reports whether the number at i begins as it is dialled: with 0 and
// another digit, maybe in brackets, or with Serbia's country code.
func asDialled(text string, i int) bool {
	if text[i] == '(' {
		i++
	}
	return digits(text, i) >= 2 && (text[i] == '0' || strings.HasPrefix(text[i:], "381") || text[i] == '+')
}

// phoneGap returns where the digits after a separator begin, or pos where no
// separator stands.
func phoneGap(text string, pos, groups int) int {
	next := pos
	for next < len(text) && next-pos < 3 {
		switch c := text[next]; {
		case c == '(' || c == '-' && groups > 0 || c == '/' && groups > 0 || c == ' ' && (groups > 0 || next > pos):
			next++
		case c == '.' && groups > 0 && next == pos:
			next++
		case c == 0xC2 && strings.HasPrefix(text[next:], "\u00a0") && groups > 0:
			next += 2
		case c == 0xE2 && groups > 0 && (strings.HasPrefix(text[next:], "‑") || strings.HasPrefix(text[next:], "–")):
			next += 3
		default:
			return next
		}
	}
	return next
}

// dateLike reports whether a date stands at i: 02.11.2026, 05/11/26, 05. 11. 2026.
func dateLike(text string, i int) bool {
	for k := range 2 {
		n := digits(text, i)
		if n < 1 || n > 2 {
			return false
		}
		i += n
		if i >= len(text) || text[i] != '.' && text[i] != '/' && text[i] != '-' {
			return false
		}
		i++
		if k == 0 && i < len(text) && text[i] == ' ' {
			i++
		}
	}
	if i < len(text) && text[i] == ' ' {
		i++
	}
	n := digits(text, i)
	return n == 2 || n == 4 || n == 0
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}
