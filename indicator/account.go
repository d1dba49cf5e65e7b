package indicator

import (
	"fmt"
	"strings"

	"recourse"
)

// Lengths of a Serbian account: bank, account at the bank, control number.
const (
	bankDigits    = 3
	accountDigits = 13
	allDigits     = 18
)

// ParseAccountRS reads a Serbian account number in any written form: 18 digits,
// with dashes or spaces, with the zeros of the middle part dropped
// (908-34001-19). It returns the 18 digits. It is an error of kind Invalid if
// the form is another or the control number (ISO 7064 MOD 97-10) does not fit.
func ParseAccountRS(s string) (string, error) {
	s = strings.TrimSpace(s)
	v, end := readAccount(s, 0)
	if v == "" || end != len(s) {
		return "", fmt.Errorf("account %q is not 3, 13 and 2 digits: %w", clip(s), recourse.Invalid)
	}
	if !controlled(v) {
		return "", fmt.Errorf("account %q: wrong control number: %w", clip(s), recourse.Invalid)
	}
	return v, nil
}

// FormatAccountRS writes 18 digits as 265-0000000001234-88. Anything else is
// returned unchanged.
func FormatAccountRS(v string) string {
	if len(v) != allDigits || !allNumeric(v) {
		return v
	}
	return v[:bankDigits] + "-" + v[bankDigits:bankDigits+accountDigits] + "-" + v[bankDigits+accountDigits:]
}

// controlled reports whether 18 digits carry the right control number.
func controlled(v string) bool { return v[0] != '0' && mod97(v) == 1 }

// mod97 returns a number of any length modulo 97.
func mod97(digits string) int {
	r := 0
	for i := range len(digits) {
		r = (r*10 + int(digits[i]-'0')) % 97
	}
	return r
}

// readAccount reads an account in one of its written forms at i, without
// looking at the control number. It returns "" where there is none.
func readAccount(text string, i int) (v string, end int) {
	n := digits(text, i)
	if n == allDigits && text[i] != '0' {
		return text[i : i+n], i + n
	}
	if n != bankDigits || text[i] == '0' {
		return "", i
	}
	if v, end := dashedAccount(text, i); v != "" {
		return v, end
	}
	return spacedAccount(text, i)
}

// dashedAccount reads 3-13-2 with dashes, where the middle may be short.
func dashedAccount(text string, i int) (v string, end int) {
	mid, ok := dash(text, i+bankDigits)
	if !ok {
		return "", i
	}
	n := digits(text, mid)
	if n < 1 || n > accountDigits {
		return "", i
	}
	last, ok := dash(text, mid+n)
	if !ok || digits(text, last) != 2 {
		return "", i
	}
	end = last + 2
	if next, ok := dash(text, end); ok && digits(text, next) > 0 {
		return "", i
	}
	return text[i:i+bankDigits] + strings.Repeat("0", accountDigits-n) + text[mid:mid+n] + text[last:end], end
}

// spacedAccount reads 18 digits in groups with one space between.
func spacedAccount(text string, i int) (v string, end int) {
	var b [allDigits]byte
	n, groups := 0, 0
	for {
		k := digits(text, i)
		if k == 0 || n+k > allDigits || k == 1 {
			return "", i
		}
		n += copy(b[n:], text[i:i+k])
		i += k
		groups++
		if n == allDigits {
			break
		}
		if i+1 >= len(text) || text[i] != ' ' {
			return "", i
		}
		i++
	}
	if groups > 6 {
		return "", i
	}
	return string(b[:]), i
}

// dash skips a dash with at most one space on each side.
func dash(text string, i int) (next int, ok bool) {
	if i < len(text) && text[i] == ' ' {
		i++
	}
	for _, d := range []string{"-", "–", "—", "‑", "−"} {
		if strings.HasPrefix(text[min(i, len(text)):], d) {
			i += len(d)
			if i < len(text) && text[i] == ' ' {
				i++
			}
			return i, true
		}
	}
	return i, false
}

// digits returns how many ASCII digits stand at i.
func digits(text string, i int) int {
	n := 0
	for i+n < len(text) && isDigit(text[i+n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isAlnum(c byte) bool { return isDigit(c) || isAlpha(c) }

func allNumeric(s string) bool { return digits(s, 0) == len(s) }

// clip shortens what an error quotes.
func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "..."
	}
	return s
}
