package indicator

import "strings"

// script looks at a link whose scheme ends with the colon at i and that is a
// page or a program in itself: data:text/html,… and javascript:….
func (f *finder) script(i int) int {
	from, end, value := readScript(f.text, i)
	if value == "" || !f.unclaimed(from) {
		return 0
	}
	f.addTricks(URL, from, end, value, true, Script)
	return end
}

// readScript reads such a link. The value is "" where there is none.
func readScript(text string, i int) (from, end int, value string) {
	from = i
	for from > 0 && i-from <= len("javascript") && isAlpha(text[from-1]) {
		from--
	}
	scheme := strings.ToLower(text[from:i])
	if scheme != "data" && scheme != "javascript" && scheme != "vbscript" {
		return 0, 0, ""
	}
	end = i + 1
	for end < len(text) && end-i < maxURL && text[end] > ' ' && text[end] < 0x7F && strings.IndexByte("\"<>`", text[end]) < 0 {
		end++
	}
	end = trimEnd(text, i, end)
	rest := text[i+1 : end]
	if scheme == "data" {
		media, _, ok := strings.Cut(rest[:min(len(rest), 100)], ",")
		if !ok || !pageLike(strings.ToLower(media)) {
			return 0, 0, ""
		}
	} else if !strings.ContainsAny(rest, "(=%") {
		return 0, 0, ""
	}
	return from, end, scheme + ":" + rest
}

// pageLike reports whether a media type can hold a page; a picture is none.
func pageLike(media string) bool {
	for _, t := range []string{"text/", "application/", "image/svg"} {
		if strings.HasPrefix(media, t) {
			return true
		}
	}
	return false
}
