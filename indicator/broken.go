package indicator

import "strings"

// maxTail is how far a URL is followed into the next line.
const maxTail = 2048

// putTogether reads a URL again that the end of a line may have broken, as in a
// screenshot: where its first part is no address by itself, or ends as none
// does, and goes on at the very beginning of the next line. u and ok are what
// its first line gives.
func putTogether(text string, i int, scheme string, u link, ok bool) (link, bool) {
	end := u.end
	if !ok {
		end = authorityEnd(text, i)
	}
	for k := 0; k < 2 && end < len(text) && strings.IndexByte(".-_&=?", text[end]) >= 0; k++ {
		end++
	}
	next := lineBreak(text, end)
	if next == end {
		return u, ok
	}
	stop := next
	for stop < len(text) && stop-next < maxTail && text[stop] > ' ' {
		stop++
	}
	first, tail := text[i:end], text[next:stop]
	if tail == "" || !goesOn(first, tail, u, ok) {
		return u, ok
	}
	whole, fits := readURL(first+tail, 0, scheme)
	if !fits || !whole.host.known() && !whole.host.numeric || whole.end <= len(first) {
		return u, ok
	}
	gap := next - end
	if whole.hostStart >= len(first) {
		whole.hostStart += gap
	}
	if whole.hostEnd > len(first) {
		whole.hostEnd += gap
	}
	whole.hostStart, whole.hostEnd, whole.end = whole.hostStart+i, whole.hostEnd+i, whole.end+gap+i
	whole.tricks |= Broken
	return whole, true
}

// lineBreak skips the end of a line at i.
func lineBreak(text string, i int) int {
	if i < len(text) && text[i] == '\r' {
		i++
	}
	if i < len(text) && text[i] == '\n' {
		return i + 1
	}
	return i
}

// goesOn reports whether a URL whose first line is first goes on with tail.
func goesOn(first, tail string, u link, ok bool) bool {
	switch {
	case !ok:
		return hostByte(tail[0])
	case u.end == u.hostEnd: // the host is broken
		last := first[len(first)-1]
		return tail[0] == '.' || hostByte(tail[0]) && (last == '.' || last == '-' || !u.host.known() && !u.host.numeric)
	}
	switch first[len(first)-1] {
	case '-', '_', '=', '&', '?', '%':
		return strings.ContainsAny(tail, "0123456789/=&?%_-")
	}
	return false
}
