package indicator

// maxIndent is how many spaces may stand on each side of the end of a line.
const maxIndent = 8

// wrap skips one end of a line, with the spaces around it.
func wrap(text string, i int) (next int, ok bool) {
	end := blanks(text, i)
	next = lineBreak(text, end)
	return blanks(text, next), next > end
}

func blanks(text string, i int) int {
	for n := 0; n < maxIndent && i < len(text) && (text[i] == ' ' || text[i] == '\t'); n++ {
		i++
	}
	return i
}

// wrappedDash skips a dash that ends a line, or one within it.
func wrappedDash(text string, i int) (next int, wrapped, ok bool) {
	next, ok = dash(text, i)
	if !ok {
		return i, false, false
	}
	if over, broken := wrap(text, next); broken {
		return over, true, true
	}
	return next, false, true
}

// wrappedAccount reads an account 3-13-2 of which one dash ends a line: only one
// whose control number fits, for the next line may be of something else.
func wrappedAccount(text string, i int) (v string, end int) {
	const fewest = 10 // digits, of an account whose zeros are dropped
	if digits(text, i) != bankDigits || text[i] == '0' {
		return "", i
	}
	mid, first, ok := wrappedDash(text, i+bankDigits)
	n := digits(text, mid)
	if !ok || n > accountDigits || bankDigits+n+2 < fewest {
		return "", i
	}
	last, second, ok := wrappedDash(text, mid+n)
	if !ok || first == second || digits(text, last) != 2 {
		return "", i
	}
	end = last + 2
	var b [allDigits]byte
	for k := range b {
		b[k] = '0'
	}
	copy(b[:], text[i:i+bankDigits])
	copy(b[bankDigits+accountDigits-n:], text[mid:mid+n])
	copy(b[allDigits-2:], text[last:end])
	r := 0
	for _, c := range b {
		r = (r*10 + int(c-'0')) % 97
	}
	if next, ok := dash(text, end); r != 1 || continues(text, end) || ok && digits(text, next) > 0 {
		return "", i
	}
	return string(b[:]), end
}

// wrappedIBAN reads an IBAN that the end of one line parts between two groups of
// four: only one whose check digits fit.
func wrappedIBAN(text string, i int) (v string, end int) {
	const group = 4
	head := i
	for n := 0; head < len(text) && n < 40; {
		switch c := text[head]; {
		case isAlnum(c):
			n++
			head++
		case (c == ' ' || c == '-') && n >= group:
			head++
		default:
			next, broken := wrap(text, head)
			if !broken || n < group || n%group != 0 || next >= len(text) || !isAlnum(text[next]) {
				return "", i
			}
			return joinIBAN(text, i, head, next)
		}
	}
	return "", i
}

// joinIBAN reads an IBAN of which one part ends before end and the other begins at next.
func joinIBAN(text string, i, end, next int) (v string, stop int) {
	const most = 48 // with signs between the groups
	var b [2 * most]byte
	first := text[i:end]
	for len(first) > 0 && !isAlnum(first[len(first)-1]) {
		first = first[:len(first)-1]
	}
	if len(first) > most {
		return "", i
	}
	sep := ""
	for k := range len(first) {
		if !isAlnum(first[k]) {
			sep = first[k : k+1]
			break
		}
	}
	tail := text[next:min(len(text), next+most)]
	n := copy(b[:], first)
	n += copy(b[n:], sep)
	at := n
	n += copy(b[n:], tail)
	v, read := readIBAN(string(b[:n]), 0)
	stop = next + read - at
	if v == "" || read <= at || !ibanChecks(v) || continues(text, stop) {
		return "", i
	}
	return v, stop
}
